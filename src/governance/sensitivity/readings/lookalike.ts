// Reads letters of other alphabets as the Latin ones they look like, and letters that stand in the place of digits as digits.
import LOOKALIKES from "./lookalikes.json" with { type: "json" };
import { rewriteMatches, type TrackedText, tracedThrough } from "./tracked-text.ts";

const LATIN: ReadonlyMap<string, string> = new Map(Object.entries(LOOKALIKES));
const FOREIGN = [...LATIN.keys()].join("");
const FOREIGN_LETTER = new RegExp(`[${FOREIGN}]`, "g");

const DIGITS: ReadonlyMap<string, string> = new Map(
  Object.entries({ O: "0", o: "0", Q: "0", D: "0", l: "1", I: "1", "|": "1", i: "1", Z: "2", z: "2", S: "5", s: "5", B: "8" }),
);
// A letter directly behind another letter begins no number: the country of an IBAN, the end of a word.
const NUMBER = /(?:(?<![A-Za-z])[OoQDlI|iZzSsB]|\d)(?:[- ]?[0-9OoQDlI|iZzSsB]){6,34}(?![A-Za-z])/g;
// In a short number only the letters that are hardest to tell, also between the signs of a date.
const SHORT_NUMBER = /(?<![A-Za-z])[0-9OolI](?:[-/.]?[0-9OolI]){2,9}(?![A-Za-z])/g;
/** The part of a number that must be digits already. */
const DIGITS_PART_MIN = 0.5;

/** The text in Latin letters, where it has foreign ones that look like them; undefined otherwise. */
function readForeignLetters(text: string): TrackedText | undefined {
  return rewriteMatches(text, FOREIGN_LETTER, ([letter]) => LATIN.get(letter));
}

/** The text with digits in place of the letters that stand among digits; undefined where there are none. Linear in its length. */
function readLettersAsDigits(text: string): TrackedText | undefined {
  const read = rewriteMatches(text, NUMBER, ([number]) => digitsOf(number));
  const short = rewriteMatches(read?.text ?? text, SHORT_NUMBER, ([number]) => digitsOf(number));
  return short === undefined || read === undefined ? (short ?? read) : tracedThrough(short, read);
}

function digitsOf(number: string): string | undefined {
  const characters = number.replace(/[^0-9A-Za-z|]/g, "");
  const digits = characters.replace(/\D/g, "").length;
  if (digits === characters.length || digits < characters.length * DIGITS_PART_MIN) return undefined;
  return [...number].map((character) => DIGITS.get(character) ?? character).join("");
}

/** Both; undefined where neither changes the text. */
export function readLookalikes(text: string, hasForeign: boolean, hasDigits: boolean): TrackedText | undefined {
  const letters = hasForeign ? readForeignLetters(text) : undefined;
  const digits = hasDigits ? readLettersAsDigits(letters?.text ?? text) : undefined;
  if (letters === undefined || digits === undefined) return letters ?? digits;
  return tracedThrough(digits, letters);
}
