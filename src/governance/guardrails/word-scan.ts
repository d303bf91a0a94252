// Finds the words of every class in one pass over a text, and which sentence each stands in.
import { readCodeUnits } from "../sensitivity/code-units.ts";
import { createWordTrie, type WordTrie } from "../sensitivity/word-trie.ts";
import { wordCharacterClassesOf } from "./character-classes.ts";
import words from "./rules/words.json" with { type: "json" };

export type WordClass = keyof typeof words;

/** A word of a class in a text; `end` is exclusive. */
export interface WordHit {
  readonly wordClass: WordClass;
  readonly start: number;
  readonly end: number;
  readonly sentence: number;
}

/** The classes by their numbers. */
export const WORD_CLASSES: readonly WordClass[] = Object.keys(words).filter(isWordClass);

export interface WordScan {
  /** In the order of their starts. A word of several classes is there once for each. */
  readonly hits: readonly WordHit[];
  /** Characters of the longest run of letters, digits and the signs of Base64: what an encoded text takes at least. */
  readonly longestRun: number;
  /** The place behind each sentence, in order. */
  readonly sentenceEnds: readonly number[];
}

/** What a scan found, as rows of numbers that are used again for the next text: to make an object of each word costs more than to find it. */
export interface ScannedWords {
  /** Words found; the first so many places of the four rows tell of them, in the order of their starts. */
  count: number;
  /** Numbers of `WORD_CLASSES`. */
  readonly classes: number[];
  readonly starts: number[];
  readonly ends: number[];
  readonly sentences: number[];
  longestRun: number;
  sentenceCount: number;
  /** The place behind each sentence but the last. */
  readonly sentenceEnds: number[];
}

interface Entry {
  /** Numbers of `WORD_CLASSES`. */
  readonly classes: number[];
  /** Whether more Latin letters may follow. */
  readonly isStem: boolean;
}

interface WordTree {
  readonly entries: readonly Entry[];
  readonly trie: WordTrie;
  /** Where the tree writes what begins at one place. */
  readonly found: Int32Array;
}

/** Signs that may end a sentence. */
const SENTENCE_ENDS: ReadonlySet<number> = new Set([..."。｡!?.\n"].map((sign) => sign.charCodeAt(0)));

const SPACED_WORDS = treeOf((word) => word);
/** The same words for a text that has lost its spaces. */
const GLUED_WORDS = treeOf((word) => word.replaceAll(" ", ""));

function treeOf(written: (word: string) => string): WordTree {
  const byWord = new Map<string, Entry>();
  for (const [number, wordClass] of WORD_CLASSES.entries()) {
    const { ja, zh, en } = words[wordClass];
    for (const listed of [...ja, ...zh, ...en]) addWord(byWord, written(listed), number);
  }
  const entries = [...byWord.values()];
  const trieWords = [...byWord.keys()].map((word, value) => ({ text: word.replace(/\*$/, ""), values: [value] }));
  const { classOf, classesMax } = wordCharacterClassesOf(trieWords.map(({ text }) => text));
  const trie = createWordTrie(trieWords, classOf, classesMax);
  return { entries, trie, found: new Int32Array(trie.writtenMax) };
}

function addWord(byWord: Map<string, Entry>, word: string, wordClass: number): void {
  const entry = byWord.get(word) ?? { classes: [], isStem: word.endsWith("*") };
  byWord.set(word, entry);
  if (!entry.classes.includes(wordClass)) entry.classes.push(wordClass);
}

function isWordClass(name: string): name is WordClass {
  return Object.hasOwn(words, name);
}

/**
 * Scans `text`, which is folded, in lower case and without more than one space in a row. Latin words count as whole words, unless
 * `gluedWords` says that the text has lost its spaces. Linear: a place is compared with all words at once, for as long as one may follow.
 */
export function scanWords(text: string, gluedWords = false): WordScan {
  const scanned = createScannedWords();
  readCodeUnits(text, (units, length) => scanUnits(units, length, gluedWords, scanned));
  const { classes, starts, ends, sentences, longestRun, sentenceEnds } = scanned;
  const hits = classes.map(
    (wordClass, place): WordHit => ({
      wordClass: WORD_CLASSES[wordClass] ?? "ordinary",
      start: starts[place] ?? 0,
      end: ends[place] ?? 0,
      sentence: sentences[place] ?? 0,
    }),
  );
  return { hits, longestRun, sentenceEnds };
}

/** Room for what scans find. */
export function createScannedWords(): ScannedWords {
  return { count: 0, classes: [], starts: [], ends: [], sentences: [], longestRun: 0, sentenceCount: 0, sentenceEnds: [] };
}

/** Scans code units as `scanWords` does a text, and writes what it finds over what `scanned` held. */
export function scanUnits(units: Uint16Array, length: number, gluedWords: boolean, scanned: ScannedWords): void {
  const tree = gluedWords ? GLUED_WORDS : SPACED_WORDS;
  scanned.count = 0;
  scanned.sentenceCount = 0;
  let run = 0;
  let longestRun = 0;
  let afterLetter = false;
  for (let index = 0; index < length; index += 1) {
    const kind = UNIT_KINDS[units[index] ?? 0] ?? 0;
    const isLetter = kind === LETTER;
    if (kind !== BLANK && (!isLetter || !afterLetter || gluedWords)) {
      addWordsAt(tree, units, length, index, gluedWords, scanned);
    }
    afterLetter = isLetter;
    if (isLetter || kind === ENCODING_SIGN) {
      run += 1;
      continue;
    }
    if (run > longestRun) longestRun = run;
    run = 0;
    if (kind === MAY_END_SENTENCE && endsSentence(units, length, index, units[index] ?? 0)) {
      scanned.sentenceEnds[scanned.sentenceCount] = index + 1;
      scanned.sentenceCount += 1;
    }
  }
  scanned.longestRun = Math.max(longestRun, run);
}

function addWordsAt(
  { entries, trie, found }: WordTree,
  units: Uint16Array,
  length: number,
  start: number,
  gluedWords: boolean,
  scanned: ScannedWords,
): void {
  const written = trie.writeAt(units, length, start, found);
  for (let at = 0; at < written; at += 2) {
    const entry = entries[found[at] ?? 0];
    const end = found[at + 1] ?? 0;
    if (entry !== undefined && (gluedWords || entry.isStem || !goesOn(units, length, end))) addHits(scanned, entry.classes, start, end);
  }
}

function addHits(scanned: ScannedWords, classes: readonly number[], start: number, end: number): void {
  for (const wordClass of classes) {
    const place = scanned.count;
    scanned.classes[place] = wordClass;
    scanned.starts[place] = start;
    scanned.ends[place] = end;
    scanned.sentences[place] = scanned.sentenceCount;
    scanned.count = place + 1;
  }
}

/** Whether a Latin word that would end here goes on. */
function goesOn(units: Uint16Array, length: number, end: number): boolean {
  return end < length && isLatin(units[end] ?? 0) && isLatin(units[end - 1] ?? 0);
}

function isLatin(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

const LETTER = 1;
const ENCODING_SIGN = 2;
const MAY_END_SENTENCE = 3;
/** No listed word begins with a space. */
const BLANK = 4;

/** What each code unit is to a scan. */
const UNIT_KINDS = Uint8Array.from({ length: 0x1_0000 }, (_, code) => {
  if (isLatin(code)) return LETTER;
  if (isEncodingSign(code)) return ENCODING_SIGN;
  if (code === 0x20) return BLANK;
  return SENTENCE_ENDS.has(code) ? MAY_END_SENTENCE : 0;
});

/** Digits and the signs of Base64, ordinary and for URLs; letters are asked for before. */
function isEncodingSign(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2f || code === 0x3d || code === 0x2d || code === 0x5f;
}

const END_OF_TEXT = -1;

/** A full stop ends a sentence before a space or a line's end only; an empty line always does, a single line break does not. */
function endsSentence(units: Uint16Array, length: number, index: number, code: number): boolean {
  if (code === 0x3002 || code === 0xff61) return true;
  const next = index + 1 < length ? (units[index + 1] ?? 0) : END_OF_TEXT;
  // A question mark inside an address and the sign before an image end nothing.
  if (code === 0x21 || code === 0x3f) return !(isLatin(next) || next === 0x5b || next === 0x7b);
  if (code === 0x2e) return next === 0x20 || next === 0x0a || next === 0x22 || next === 0x5c || next === END_OF_TEXT;
  return code === 0x0a && (next === 0x0a || next === 0x2d || next === 0x2a || next === 0x23);
}
