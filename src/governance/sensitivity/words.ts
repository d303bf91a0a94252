// The words that stand next to sensitive values in Japanese, Chinese and English, and where a text holds them.
import chineseNames from "./words/chinese-names.json" with { type: "json" };
import contact from "./words/contact.json" with { type: "json" };
import content from "./words/content.json" with { type: "json" };
import englishNames from "./words/english-names.json" with { type: "json" };
import finance from "./words/finance.json" with { type: "json" };
import identity from "./words/identity.json" with { type: "json" };
import japaneseNames from "./words/japanese-names.json" with { type: "json" };
import secrets from "./words/secrets.json" with { type: "json" };

/** Words by language, as the folded text spells them; a space in an English word also stands for `_`, `-` or a change to a capital. */
interface WordGroup {
  readonly ja: readonly string[];
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

const WORD_GROUPS = {
  ...chineseNames,
  ...contact,
  ...content,
  ...englishNames,
  ...finance,
  ...identity,
  ...japaneseNames,
  ...secrets,
} satisfies Readonly<Record<string, WordGroup>>;

export type WordGroupName = keyof typeof WORD_GROUPS;

/** Where one text holds the words of which group. Latin words count only as whole words, in any case. */
export interface WordHits {
  /** Whether the text holds any word of the group. */
  readonly has: (group: WordGroupName) => boolean;
  /** Whether a word of the group lies wholly between the two places. */
  readonly between: (group: WordGroupName, start: number, end: number) => boolean;
}

/** Finds the words of all groups in a folded text. */
export function findWords(text: string): WordHits {
  return {
    has: (group) => expressionFor(group).test(text),
    between: (group, start, end) => expressionFor(group).test(text.slice(Math.max(0, start), Math.max(0, end))),
  };
}

const EXPRESSIONS = new Map<WordGroupName, RegExp>();

function expressionFor(name: WordGroupName): RegExp {
  const known = EXPRESSIONS.get(name) ?? expressionOf(name);
  EXPRESSIONS.set(name, known);
  return known;
}

function expressionOf(name: WordGroupName): RegExp {
  const group: WordGroup = WORD_GROUPS[name];
  const words = [...group.ja, ...group.zh].map(escapeExpression);
  const latinWords = group.en.map((word) => escapeExpression(word).replaceAll(" ", "[ _-]?"));
  const whole = latinWords.length === 0 ? [] : [`(?<![a-z])(?:${latinWords.join("|")})(?![a-z])`];
  return new RegExp([...words, ...whole].join("|"), "i");
}

function escapeExpression(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/#]/g, "\\$&");
}
