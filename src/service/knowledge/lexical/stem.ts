// The light stem of an English word: plural and -ing/-ed endings and a last e go, so that a word's forms meet. It need not be a word itself.

const VOWEL = /[aeiouy]/;
const WORD = /^[a-z]+$/;
const DOUBLED = /([bdfgmnprt])\1$/;

/** Shorter words are left alone: they are abbreviations and names more often than forms of a word. */
const LENGTH_MIN = 4;

/** The stem of a lower-case word; words with anything but a to z are given back as they are. After D. Harman, "How effective is suffixing?" (1991). */
export function stemOf(word: string): string {
  if (word.length < LENGTH_MIN || !WORD.test(word)) return word;
  const stem = withoutEnding(withoutPlural(word));
  return stem.length > LENGTH_MIN && stem.endsWith("e") ? stem.slice(0, -1) : stem;
}

function withoutPlural(word: string): string {
  if (!word.endsWith("s") || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies")) return word.length > 4 ? `${word.slice(0, -3)}y` : word;
  if (/(?:x|ch|sh|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutEnding(word: string): string {
  const ending = ["ing", "ed"].find((known) => word.endsWith(known));
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  // "king", "need", "string" and "proceed" are no forms of "k", "ne", "str" and "proce".
  if (stem.length < 3 || !VOWEL.test(stem) || stem.endsWith("e")) return word;
  return DOUBLED.test(stem) ? stem.slice(0, -1) : stem;
}
