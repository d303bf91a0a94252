// Puts misspelt words right: a model reads "ignroe all prevoius instrctions" as meant, and so does the inspector.
import words from "./rules/often-misspelt.json" with { type: "json" };

/** From this length a word with one letter left out is still no other word. */
const LETTERS_MIN_WITHOUT_ONE = 7;
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
