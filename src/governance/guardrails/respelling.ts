// Puts misspelt words right: a model reads "ignroe all prevoius instrctions" as meant, and so does the inspector.
import words from "./rules/often-misspelt.json" with { type: "json" };

/** From this length a word with one letter left out is still no other word. */
const LETTERS_MIN_WITHOUT_ONE = 7;
const LETTERS_MIN = 5;
const LETTERS_MAX = 14;
/** One slip is a slip; an attack that hides from a word list misspells several of its words. */
const MISSPELT_MIN = 2;
const LETTERS = 26;
const FIRST_LETTER = 0x61;

/** By the letters of a misspelling in alphabetical order, with its first and last letter in front: the word that is meant. */
const MEANT = meantByLetters();
/** Which first letter, last letter and length a misspelling may have: most words end here, without being sorted. */
const MAY_BE_MISSPELT = new Uint8Array(LETTERS * LETTERS * (LETTERS_MAX + 1));
for (const key of MEANT.keys()) MAY_BE_MISSPELT[shapeOf(key.charCodeAt(0), key.charCodeAt(1), key.length - 2)] = 1;
const CORRECT: ReadonlySet<string> = new Set(words);
/** The letters of each misspelling, counted: sums of a number for each letter, whatever their order. */
const MEANT_SUMS: ReadonlySet<number> = new Set([...MEANT.keys()].map((letters) => sumOf(letters.slice(2))));

function meantByLetters(): ReadonlyMap<string, string> {
  const meant = new Map<string, string>();
  for (const word of words) {
    for (let index = 1; word.length >= LETTERS_MIN_WITHOUT_ONE && index < word.length - 1; index += 1) {
      meant.set(lettersOf(word.slice(0, index) + word.slice(index + 1)), word);
    }
  }
  for (const word of words) meant.set(lettersOf(word), word);
  return meant;
}

function lettersOf(word: string): string {
  return `${word.charAt(0)}${word.charAt(word.length - 1)}${[...word].sort().join("")}`;
}

function shapeOf(first: number, last: number, length: number): number {
  return ((first - FIRST_LETTER) * LETTERS + last - FIRST_LETTER) * (LETTERS_MAX + 1) + length;
}

function sumOf(letters: string): number {
  let sum = 0;
  for (let index = 0; index < letters.length; index += 1) sum += numberOfLetter(letters.charCodeAt(index));
  return sum | 0;
}

/** A number for each letter so that different letters hardly ever come to the same sum. */
function numberOfLetter(code: number): number {
  return Math.imul(code * code, 0x9e3779b1) >> 7;
}

/**
 * Whether the word of Latin letters from `start` to `end` may be a misspelt one: it has the letters of one, and is none of the words
 * that are meant. A word longer than all is one that may: it is read in pieces.
 */
export function mayBeMisspelt(units: Uint16Array, start: number, end: number): boolean {
  const length = end - start;
  if (length < LETTERS_MIN || length > LETTERS_MAX) return length > LETTERS_MAX;
  if (MAY_BE_MISSPELT[shapeOf(units[start] ?? 0, units[end - 1] ?? 0, length)] !== 1) return false;
  let sum = 0;
  for (let index = start; index < end; index += 1) sum += numberOfLetter(units[index] ?? 0);
  return MEANT_SUMS.has(sum | 0) && !CORRECT.has(String.fromCharCode(...units.subarray(start, end)));
}

/** The text in lower case with its misspelt words put right; undefined where fewer than two are. Linear. */
export function respelt(lower: string): string | undefined {
  let count = 0;
  const text = lower.replace(/[a-z]{5,14}/g, (word) => {
    if (MAY_BE_MISSPELT[shapeOf(word.charCodeAt(0), word.charCodeAt(word.length - 1), word.length)] !== 1) return word;
    if (CORRECT.has(word)) return word;
    const meant = MEANT.get(lettersOf(word));
    if (meant === undefined) return word;
    count += 1;
    return meant;
  });
  return count >= MISSPELT_MIN ? text : undefined;
}
