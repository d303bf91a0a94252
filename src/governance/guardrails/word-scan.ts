// Finds the words of every class in one pass over a text, and which sentence each stands in.
import { readCodeUnits } from "../sensitivity/code-units.ts";
import { createWordTrie } from "../sensitivity/word-trie.ts";
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

export interface WordScan {
  /** In the order of their starts. A word of several classes is there once for each. */
  readonly hits: readonly WordHit[];
  /** Characters of the longest run of letters, digits and the signs of Base64: what an encoded text takes at least. */
  readonly longestRun: number;
  /** The place behind each sentence, in order. */
  readonly sentenceEnds: readonly number[];
}

interface Entry {
  readonly wordClasses: WordClass[];
  /** Whether more Latin letters may follow. */
  readonly isStem: boolean;
}

interface WordTree {
  readonly entries: readonly Entry[];
  readonly trie: ReturnType<typeof createWordTrie>;
}

const SPACED_WORDS = treeOf((word) => word);
/** The same words for a text that has lost its spaces. */
const GLUED_WORDS = treeOf((word) => word.replaceAll(" ", ""));

function treeOf(written: (word: string) => string): WordTree {
  const byWord = new Map<string, Entry>();
  for (const [wordClass, languages] of Object.entries(words)) {
    if (!isWordClass(wordClass)) continue;
    for (const listed of [...languages.ja, ...languages.zh, ...languages.en]) addWord(byWord, written(listed), wordClass);
  }
  const entries = [...byWord.values()];
  const trieWords = [...byWord.keys()].map((word, value) => ({ text: word.replace(/\*$/, ""), values: [value] }));
  const { classOf, classesMax } = wordCharacterClassesOf(trieWords.map(({ text }) => text));
  return { entries, trie: createWordTrie(trieWords, classOf, classesMax) };
}

function addWord(byWord: Map<string, Entry>, word: string, wordClass: WordClass): void {
  const entry = byWord.get(word) ?? { wordClasses: [], isStem: word.endsWith("*") };
  byWord.set(word, entry);
  if (!entry.wordClasses.includes(wordClass)) entry.wordClasses.push(wordClass);
}

function isWordClass(name: string): name is WordClass {
  return Object.hasOwn(words, name);
}

/**
 * Scans `text`, which is folded, in lower case and without more than one space in a row. Latin words count as whole words, unless
 * `gluedWords` says that the text has lost its spaces. Linear: a place is compared with all words at once, for as long as one may follow.
 */
export function scanWords(text: string, gluedWords = false): WordScan {
  return readCodeUnits(text, (units, length) => scanUnits(units, length, gluedWords));
}

function scanUnits(units: Uint16Array, length: number, gluedWords: boolean): WordScan {
  const { entries, trie } = gluedWords ? GLUED_WORDS : SPACED_WORDS;
  const hits: WordHit[] = [];
  const sentenceEnds: number[] = [];
  const found: number[] = [];
  let run = 0;
  let longestRun = 0;
  let afterLetter = false;
  for (let index = 0; index < length; index += 1) {
    const code = units[index] ?? 0;
    const isLetter = isLatin(code);
    if (!isLetter || !afterLetter || gluedWords) {
      trie.collectAt(units, length, index, found);
      for (let at = 0; at < found.length; at += 3) {
        const entry = entries[found[at] ?? 0];
        const end = found[at + 2] ?? 0;
        if (entry === undefined || (!gluedWords && !entry.isStem && goesOn(units, length, end))) continue;
        for (const wordClass of entry.wordClasses) hits.push({ wordClass, start: index, end, sentence: sentenceEnds.length });
      }
      found.length = 0;
    }
    afterLetter = isLetter;
    if (isLetter || isEncodingSign(code)) {
      run += 1;
      if (run > longestRun) longestRun = run;
    } else {
      run = 0;
      if (endsSentence(units, length, index, code)) sentenceEnds.push(index + 1);
    }
  }
  return { hits, longestRun, sentenceEnds };
}

/** Whether a Latin word that would end here goes on. */
function goesOn(units: Uint16Array, length: number, end: number): boolean {
  return end < length && isLatin(units[end] ?? 0) && isLatin(units[end - 1] ?? 0);
}

function isLatin(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

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
