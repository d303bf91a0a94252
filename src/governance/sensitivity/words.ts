// The words that stand next to sensitive values in Japanese, Chinese and English, and where a text holds them.

import { createWordTrie, type TrieWord } from "./word-trie.ts";
import chineseNames from "./words/chinese-names.json" with { type: "json" };
import contact from "./words/contact.json" with { type: "json" };
import content from "./words/content.json" with { type: "json" };
import englishNames from "./words/english-names.json" with { type: "json" };
import finance from "./words/finance.json" with { type: "json" };
import identity from "./words/identity.json" with { type: "json" };
import japaneseNames from "./words/japanese-names.json" with { type: "json" };
import readings from "./words/readings.json" with { type: "json" };
import secrets from "./words/secrets.json" with { type: "json" };

/** Words by language, as the folded text spells them; a space in an English word also stands for `_`, `-` or nothing. */
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
  ...readings,
  ...secrets,
} satisfies Readonly<Record<string, WordGroup>>;

export type WordGroupName = keyof typeof WORD_GROUPS;

/** Where one text holds the words of which group. Latin words count only as whole words, in any case. */
export interface WordHits {
  /** Whether the text holds any word of the group. */
  readonly has: (group: WordGroupName) => boolean;
  /** The same for any of several groups, by their numbers. */
  readonly hasAny: (groups: readonly number[]) => boolean;
  /** How many words of the group the text holds. */
  readonly count: (group: WordGroupName) => number;
  /** Whether a word of the group lies wholly between the two places. */
  readonly between: (group: WordGroupName, start: number, end: number) => boolean;
}

/** Places of one group's words by start, none of which contains another: so their ends are in order too. */
interface Places {
  readonly starts: number[];
  readonly ends: number[];
}

const GROUP_NUMBERS: ReadonlyMap<string, number> = new Map(Object.keys(WORD_GROUPS).map((name, number) => [name, number]));

/** The numbers by which `hasAny` knows groups; looked up once, they spare every text the look-up by name. */
export function groupNumbers(groups: readonly WordGroupName[]): readonly number[] {
  return groups.map((group) => GROUP_NUMBERS.get(group) ?? -1);
}

/** Finds the words of all groups in a folded text, in one pass over it, as soon as somebody asks. */
export function findWords(text: string): WordHits {
  let found: readonly (Places | undefined)[] | undefined;
  const placesOf = (group: WordGroupName): Places | undefined => {
    found ??= placesIn(text);
    return found[GROUP_NUMBERS.get(group) ?? -1];
  };
  return {
    has: (group) => placesOf(group) !== undefined,
    hasAny: (groups) => {
      found ??= placesIn(text);
      for (const group of groups) if (found[group] !== undefined) return true;
      return false;
    },
    count: (group) => placesOf(group)?.starts.length ?? 0,
    between: (group, start, end) => {
      const places = placesOf(group);
      if (places === undefined) return false;
      const wordEnd = places.ends[firstAtOrAfter(places.starts, start)];
      return wordEnd !== undefined && wordEnd <= end;
    },
  };
}

function firstAtOrAfter(sorted: readonly number[], place: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placesIn(text: string): readonly (Places | undefined)[] {
  const found: (Places | undefined)[] = [];
  const onWord = (group: number, start: number, end: number): void => {
    if (!endsRightly(text, end)) return;
    const places = found[group] ?? { starts: [], ends: [] };
    found[group] = places;
    addPlace(places, start, end);
  };
  let before = NO_LETTER;
  for (let index = 0; index < text.length; index += 1) {
    const kind = KIND_OF[text.charCodeAt(index)] ?? 0;
    const letter = kind & LETTER;
    // Most places are inside a Latin word, or begin no word: they end here.
    if ((kind & BEGINS) !== 0 && (letter === NO_LETTER || before === NO_LETTER || (letter === CAPITAL && isBorder(text, index)))) {
      TRIE.wordsAt(text, index, onWord);
    }
    before = letter;
  }
  return found;
}

/** Keeps the shorter of two places of which one contains the other: what it lies between, the longer need not. */
function addPlace({ starts, ends }: Places, start: number, end: number): void {
  if (starts[starts.length - 1] === start) return;
  while ((ends[ends.length - 1] ?? -1) >= end) {
    starts.pop();
    ends.pop();
  }
  starts.push(start);
  ends.push(end);
}

function endsRightly(text: string, end: number): boolean {
  return end === text.length || letterAt(text, end - 1) === NO_LETTER || isBorder(text, end);
}

/** Whether no Latin word runs across this place: one side is no Latin letter, or a capital begins the next word of `accountNumber` or `BICCode`. */
function isBorder(text: string, index: number): boolean {
  if (index === 0) return true;
  const before = letterAt(text, index - 1);
  const after = letterAt(text, index);
  if (before === NO_LETTER || after === NO_LETTER) return true;
  return after === CAPITAL && (before === SMALL || letterAt(text, index + 1) === SMALL);
}

function letterAt(text: string, index: number): number {
  return (KIND_OF[text.charCodeAt(index)] ?? 0) & LETTER;
}

const CODE_UNITS = 0x1_0000;
const NO_LETTER = 0;
const SMALL = 1;
const CAPITAL = 2;
const LETTER = SMALL | CAPITAL;
const BEGINS = 4;

/** Of each code unit: whether it is a small or capital Latin letter, and whether some word begins with it. */
const KIND_OF: Uint8Array = latinLetters();
/** Characters that mean the same in a word have one class; 0 is a character that no word holds. */
const CLASS_OF = new Uint16Array(CODE_UNITS);
const TRIE = createTrie();

function latinLetters(): Uint8Array {
  const cases = new Uint8Array(CODE_UNITS);
  for (let code = 0; code < 0x250; code += 1) {
    const character = String.fromCharCode(code);
    if (/\p{Script=Latin}/u.test(character)) cases[code] = /\p{Lu}/u.test(character) ? CAPITAL : SMALL;
  }
  return cases;
}

function createTrie() {
  const words: TrieWord[] = Object.entries<WordGroup>(WORD_GROUPS).flatMap(([name, { ja, zh, en }]) => {
    const values = [GROUP_NUMBERS.get(name) ?? 0];
    return [...ja, ...zh, ...en.flatMap(spellingsOf)].map((text) => ({ text, values }));
  });
  const classes = classify(words);
  const firsts = new Set(words.map(({ text }) => CLASS_OF[text.charCodeAt(0)]));
  for (const [code, characterClass] of CLASS_OF.entries()) {
    if (characterClass !== 0 && firsts.has(characterClass)) KIND_OF[code] = (KIND_OF[code] ?? 0) | BEGINS;
  }
  return createWordTrie(words, CLASS_OF, classes);
}

/** A word with each of its spaces there and not there: three spaces and more are only all there or all gone. */
function spellingsOf(word: string): string[] {
  const parts = word.split(/[ _-](?=.)/);
  if (parts.length > 3) return [word, parts.join("")];
  return parts
    .slice(1)
    .reduce((spellings, part) => spellings.flatMap((start) => [`${start} ${part}`, `${start}${part}`]), [parts[0] ?? ""]);
}

/** Gives every character of the words its class, capitals that of the small letter, and returns the highest. */
function classify(words: readonly TrieWord[]): number {
  let highest = 0;
  for (const { text } of words) {
    for (const character of text.split("")) {
      const alike = alikeTo(character).map((one) => one.charCodeAt(0));
      if (alike.some((code) => CLASS_OF[code] !== 0)) continue;
      highest += 1;
      for (const code of alike) CLASS_OF[code] = highest;
    }
  }
  return highest;
}

function alikeTo(character: string): string[] {
  if (/[ _-]/.test(character)) return [" ", "_", "-"];
  return [character, character.toLowerCase(), character.toUpperCase()].filter(({ length }) => length === 1);
}
