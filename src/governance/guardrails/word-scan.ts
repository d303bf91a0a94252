// Finds the words of every class in one pass over a text, and which sentence each stands in.
import { createWordTrie } from "../sensitivity/word-trie.ts";
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

/** What one space in a listed word stands for: a line break and the signs that join words are among them. */
const WORD_SPACES = " \n\r\t_-";
const CODE_UNITS = 0x1_0000;

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
  const { classOf, classesMax } = classesOf(trieWords.map(({ text }) => text));
  return { entries, trie: createWordTrie(trieWords, classOf, classesMax) };
}

function addWord(byWord: Map<string, Entry>, word: string, wordClass: WordClass): void {
  const entry = byWord.get(word) ?? { wordClasses: [], isStem: word.endsWith("*") };
  byWord.set(word, entry);
  if (!entry.wordClasses.includes(wordClass)) entry.wordClasses.push(wordClass);
}

/** A class for each character of the words; all that may stand for a space share one, and so do the two apostrophes. */
function classesOf(texts: readonly string[]): { readonly classOf: Uint16Array; readonly classesMax: number } {
  const classOf = new Uint16Array(CODE_UNITS);
  let classesMax = 1;
  for (const character of WORD_SPACES) classOf[character.charCodeAt(0)] = 1;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (classOf[code] !== 0) continue;
      classesMax += 1;
      classOf[code] = classesMax;
    }
  }
  classOf[0x2019] = classOf[0x27] ?? 0;
  return { classOf, classesMax };
}

function isWordClass(name: string): name is WordClass {
  return Object.hasOwn(words, name);
}

/**
 * Scans `text`, which is folded, in lower case and without more than one space in a row. Latin words count as whole words, unless
 * `gluedWords` says that the text has lost its spaces. Linear: a place is compared with all words at once, for as long as one may follow.
 */
export function scanWords(text: string, gluedWords = false): WordScan {
  const { entries, trie } = gluedWords ? GLUED_WORDS : SPACED_WORDS;
  const hits: WordHit[] = [];
  const sentenceEnds: number[] = [];
  let run = 0;
  let longestRun = 0;
  let afterLetter = false;
  const addHit = (value: number, start: number, end: number): void => {
    const entry = entries[value];
    if (entry === undefined || (!gluedWords && !entry.isStem && goesOn(text, end))) return;
    for (const wordClass of entry.wordClasses) hits.push({ wordClass, start, end, sentence: sentenceEnds.length });
  };
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isLetter = isLatin(code);
    if (!isLetter || !afterLetter || gluedWords) trie.wordsAt(text, index, addHit);
    afterLetter = isLetter;
    if (isLetter || isEncodingSign(code)) {
      run += 1;
      if (run > longestRun) longestRun = run;
    } else {
      run = 0;
      if (endsSentence(text, index, code)) sentenceEnds.push(index + 1);
    }
  }
  return { hits, longestRun, sentenceEnds };
}

/** Whether a Latin word that would end here goes on. */
function goesOn(text: string, end: number): boolean {
  return end < text.length && isLatin(text.charCodeAt(end)) && isLatin(text.charCodeAt(end - 1));
}

function isLatin(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

/** Digits and the signs of Base64, ordinary and for URLs; letters are asked for before. */
function isEncodingSign(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2f || code === 0x3d || code === 0x2d || code === 0x5f;
}

/** A full stop ends a sentence before a space or a line's end only; an empty line always does, a single line break does not. */
function endsSentence(text: string, index: number, code: number): boolean {
  if (code === 0x3002 || code === 0xff61) return true;
  const next = text.charCodeAt(index + 1);
  // A question mark inside an address and the sign before an image end nothing.
  if (code === 0x21 || code === 0x3f) return !(isLatin(next) || next === 0x5b || next === 0x7b);
  if (code === 0x2e) return next === 0x20 || next === 0x0a || next === 0x22 || next === 0x5c || Number.isNaN(next);
  return code === 0x0a && (next === 0x0a || next === 0x2d || next === 0x2a || next === 0x23);
}
