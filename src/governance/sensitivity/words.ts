// The words that stand next to sensitive values in Japanese, Chinese and English, and where a text holds them.

import { type Cells, cellsOf } from "./cells.ts";
import { readCodeUnits } from "./code-units.ts";
import { certainGivenNames } from "./recognisers/english-lexicon.ts";
import { createWordTrie, type TrieWord } from "./word-trie.ts";
import chineseNames from "./words/chinese-names.json" with { type: "json" };
import contact from "./words/contact.json" with { type: "json" };
import content from "./words/content.json" with { type: "json" };
import englishNames from "./words/english-names.json" with { type: "json" };
import englishPhrases from "./words/english-phrases.json" with { type: "json" };
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
  /** Given names that are no words: most texts hold none, and a search for names need not begin. */
  englishGivenName: { ja: [], zh: [], en: certainGivenNames() },
  ...chineseNames,
  ...contact,
  ...content,
  ...englishNames,
  ...englishPhrases,
  ...finance,
  ...identity,
  ...japaneseNames,
  ...readings,
  ...secrets,
} satisfies Readonly<Record<string, WordGroup>>;

export type WordGroupName = keyof typeof WORD_GROUPS;

/** Kinds of characters that a text holds or does not, told together as the sum of several. */
export const KIND = {
  /** Latin letters. */
  small: 1,
  capital: 2,
  digit: 8,
  /** Hiragana and katakana. */
  kana: 16,
  /** Characters of Chinese writing, in any language. */
  han: 32,
  atSign: 64,
  lessThan: 128,
  lineBreak: 256,
} as const;

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
  /** Where the words of several groups begin, by their numbers; in order, each place once. */
  readonly startsOf: (groups: readonly number[]) => readonly number[];
  /** Whether the text holds a character of any of the kinds. */
  readonly holds: (kinds: number) => boolean;
  /** The cells of the text, for searches that look where a match can begin. */
  readonly cells: () => Cells;
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

/** Finds the words of all groups in a folded text, in one pass over it. Where each stands is sorted out as soon as somebody asks. */
export function findWords(text: string): WordHits {
  const { kinds, hits, isPresent } = readCodeUnits(text, scan);
  let found: readonly (Places | undefined)[] | undefined;
  let cells: Cells | undefined;
  const placesOf = (group: WordGroupName): Places | undefined => {
    found ??= placesIn(hits);
    return found[GROUP_NUMBERS.get(group) ?? -1];
  };
  return {
    has: (group) => isPresent[GROUP_NUMBERS.get(group) ?? -1] === 1,
    hasAny: (groups) => {
      for (const group of groups) if (isPresent[group] === 1) return true;
      return false;
    },
    count: (group) => placesOf(group)?.starts.length ?? 0,
    between: (group, start, end) => {
      if (isPresent[GROUP_NUMBERS.get(group) ?? -1] !== 1) return false;
      const places = placesOf(group);
      const wordEnd = places?.ends[firstAtOrAfter(places.starts, start)];
      return wordEnd !== undefined && wordEnd <= end;
    },
    startsOf: (groups) => startsIn(hits, groups),
    holds: (wanted) => (kinds & wanted) !== 0,
    cells: () => {
      cells ??= cellsOf(text);
      return cells;
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

interface Scan {
  readonly kinds: number;
  /** Three numbers for each word, in the order of their starts: its group, its start, its end. */
  readonly hits: readonly number[];
  /** Of each group: 1 if a word of it is among the hits. */
  readonly isPresent: Uint8Array;
}

function scan(units: Uint16Array, length: number): Scan {
  const isPresent = new Uint8Array(GROUP_NUMBERS.size);
  const hits: number[] = [];
  let kinds = 0;
  let before = NO_LETTER;
  for (let index = 0; index < length; index += 1) {
    const kind = KIND_OF[units[index] ?? 0] ?? 0;
    const letter = kind & LETTER;
    kinds |= kind;
    // Most places are inside a Latin word, or begin no word: they end here.
    if ((kind & BEGINS) !== 0 && (letter === NO_LETTER || before === NO_LETTER || (letter === CAPITAL && isBorder(units, length, index)))) {
      const first = hits.length;
      TRIE.collectAt(units, length, index, hits);
      if (hits.length > first) keepWhole(units, length, hits, first, isPresent);
    }
    before = letter;
  }
  return { kinds, hits, isPresent };
}

/** Keeps of the hits from `first` those that end where a word ends. */
function keepWhole(units: Uint16Array, length: number, hits: number[], first: number, isPresent: Uint8Array): void {
  let kept = first;
  for (let hit = first; hit < hits.length; hit += HIT_NUMBERS) {
    const group = hits[hit] ?? 0;
    const end = hits[hit + 2] ?? 0;
    if (!endsRightly(units, length, end)) continue;
    isPresent[group] = 1;
    hits[kept] = group;
    hits[kept + 1] = hits[hit + 1] ?? 0;
    hits[kept + 2] = end;
    kept += HIT_NUMBERS;
  }
  while (hits.length > kept) hits.pop();
}

const HIT_NUMBERS = 3;

function placesIn(hits: readonly number[]): readonly (Places | undefined)[] {
  const found: (Places | undefined)[] = [];
  for (let hit = 0; hit < hits.length; hit += HIT_NUMBERS) {
    const group = hits[hit] ?? 0;
    const places = found[group] ?? { starts: [], ends: [] };
    found[group] = places;
    addPlace(places, hits[hit + 1] ?? 0, hits[hit + 2] ?? 0);
  }
  return found;
}

function startsIn(hits: readonly number[], groups: readonly number[]): readonly number[] {
  const starts: number[] = [];
  for (let hit = 0; hit < hits.length; hit += HIT_NUMBERS) {
    const start = hits[hit + 1] ?? 0;
    if (groups.includes(hits[hit] ?? -1) && starts[starts.length - 1] !== start) starts.push(start);
  }
  return starts;
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

function endsRightly(units: Uint16Array, length: number, end: number): boolean {
  return end === length || letterAt(units, end - 1) === NO_LETTER || isBorder(units, length, end);
}

/** Whether no Latin word runs across this place: one side is no Latin letter, or a capital begins the next word of `accountNumber` or `BICCode`. */
function isBorder(units: Uint16Array, length: number, index: number): boolean {
  if (index === 0) return true;
  const before = letterAt(units, index - 1);
  const after = letterAt(units, index);
  if (before === NO_LETTER || after === NO_LETTER) return true;
  return after === CAPITAL && (before === SMALL || (index + 1 < length && letterAt(units, index + 1) === SMALL));
}

function letterAt(units: Uint16Array, index: number): number {
  return (KIND_OF[units[index] ?? 0] ?? 0) & LETTER;
}

const CODE_UNITS = 0x1_0000;
const NO_LETTER = 0;
const SMALL = KIND.small;
const CAPITAL = KIND.capital;
const LETTER = SMALL | CAPITAL;
/** Some word begins with the character. */
const BEGINS = 4;

/** The kinds of each code unit. */
const KIND_OF: Uint16Array = kindsOfCharacters();
/** Characters that mean the same in a word have one class; 0 is a character that no word holds. */
const CLASS_OF = new Uint16Array(CODE_UNITS);
const TRIE = createTrie();

function kindsOfCharacters(): Uint16Array {
  const kinds = new Uint16Array(CODE_UNITS);
  for (let code = 0; code < 0x250; code += 1) {
    const character = String.fromCharCode(code);
    if (/\p{Script=Latin}/u.test(character)) kinds[code] = /\p{Lu}/u.test(character) ? CAPITAL : SMALL;
  }
  kinds.fill(KIND.digit, 0x30, 0x3a);
  kinds.fill(KIND.kana, 0x3041, 0x3100);
  // With the marks of repetition (々〆〇), and half of a pair: the rarer characters of names are written so.
  for (const [first, end] of [
    [0x3005, 0x3008],
    [0x3400, 0xa000],
    [0xd800, 0xe000],
    [0xf900, 0xfb00],
  ] as const) {
    kinds.fill(KIND.han, first, end);
  }
  kinds[0x40] = KIND.atSign;
  kinds[0x3c] = KIND.lessThan;
  kinds[0x0a] = KIND.lineBreak;
  return kinds;
}

function createTrie() {
  const words: TrieWord[] = Object.entries<WordGroup>(WORD_GROUPS).flatMap(([name, { ja, zh, en }]) => {
    const values = [GROUP_NUMBERS.get(name) ?? 0];
    return [...ja, ...zh, ...en.flatMap(spellingsOf)].map((text) => ({ text, values }));
  });
  const classes = classify(words);
  for (const { text } of words) {
    const first = text.charAt(0);
    // A word that begins with a hyphen begins with no space, though the two are alike inside of words.
    for (const one of /[ _-]/.test(first) ? [first] : alikeTo(first))
      KIND_OF[one.charCodeAt(0)] = (KIND_OF[one.charCodeAt(0)] ?? 0) | BEGINS;
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
