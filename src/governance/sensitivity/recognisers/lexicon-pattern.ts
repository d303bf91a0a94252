// Makes the source of a pattern out of a long list of words, such that it costs little where none of them begins.
import { escapeExpression } from "../escape-expression.ts";

interface Branch {
  readonly next: Map<string, Branch>;
  isWord: boolean;
}

/** Words by language, as a library of words holds them. */
interface Lexicon {
  readonly ja: readonly string[];
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

/**
 * The source of a pattern (flag `i`) that matches the longest word of the lexicon at a place; Latin words only as whole words, a space in
 * them also as a hyphen. The words share their beginnings as in a tree, so that a place costs one step for most characters.
 */
export function lexiconSource({ ja, zh, en }: Lexicon): string {
  const characters = [...ja, ...zh];
  const borderless = characters.filter((word) => !hasLatinEnd(word));
  // HIV and TOB are Japanese words too, and yet must not be found in a longer Latin word.
  const whole = [...characters.filter(hasLatinEnd), ...en];
  const parts: string[] = [];
  if (borderless.length > 0) parts.push(treeSource(borderless));
  if (whole.length > 0) parts.push(`(?<![A-Za-z])${treeSource(whole)}(?![A-Za-z])`);
  return `(?:${parts.join("|")})`;
}

function hasLatinEnd(word: string): boolean {
  return /^[A-Za-z]|[A-Za-z]$/.test(word);
}

/** The lexicon with each Japanese and Chinese word also as 「社 外 秘」, a space between its characters, as titles are set. */
export function withSpacedWords({ ja, zh, en }: Lexicon): Lexicon {
  const spaced = (words: readonly string[]): string[] => words.flatMap((word) => [word, [...word].join(" ")]);
  return { ja: spaced(ja), zh: spaced(zh), en };
}

function treeSource(words: readonly string[]): string {
  const root: Branch = { next: new Map(), isWord: false };
  for (const word of words) addWord(root, word.toLowerCase());
  return sourceOf(root);
}

function addWord(root: Branch, word: string): void {
  let branch = root;
  for (const character of word) {
    const next = branch.next.get(character) ?? { next: new Map(), isWord: false };
    branch.next.set(character, next);
    branch = next;
  }
  branch.isWord = true;
}

function sourceOf(branch: Branch): string {
  const sources = [...branch.next].map(([character, next]) => escaped(character) + (next.next.size === 0 ? "" : sourceOf(next)));
  return `(?:${sources.join("|")})${branch.isWord ? "?" : ""}`;
}

function escaped(character: string): string {
  if (character === " ") return "[ -]";
  return escapeExpression(character);
}
