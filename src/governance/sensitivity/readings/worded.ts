// Reads words in which digits and signs stand for letters (c@ncer, h3roin, T0P SECRET) as the words they are.
import { rewriteMatches, type TrackedText } from "./tracked-text.ts";

const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ 0: "o", 3: "e", 4: "a", 5: "s", 7: "t", 8: "b", "@": "a", $: "s", "!": "i" }),
);
/** A word of letters with one sign or digit at a time among them or before them; what ends in a digit is a code or a version. */
const WORD =
  /(?<![A-Za-z0-9@$!_./+=-])(?=[A-Za-z]{0,16}[0134578@$!][A-Za-z])(?:[0134578@$!](?=[A-Za-z]{2}))?[A-Za-z]{1,16}(?:[0134578@$!]{1,2}[A-Za-z]{1,16}){0,6}(?![A-Za-z0-9@$_/+=]|[.-][A-Za-z])/g;
const DISGUISED = /[0134578@$!][A-Za-z]/;
const LETTERS_MIN = 2;
/** Of the characters of a word so many are letters: a key or a part number has fewer. */
const LETTERS_PART_MIN = 0.6;

/** The text with letters in such words; undefined where there are none. Linear in its length. */
export function readWording(text: string): TrackedText | undefined {
  if (!DISGUISED.test(text)) return undefined;
  return rewriteMatches(text, WORD, ([word]) => wordOf(word));
}

function wordOf(word: string): string | undefined {
  const letters = word.replace(/[^A-Za-z]/g, "").length;
  if (letters === word.length || letters < LETTERS_MIN || letters < word.length * LETTERS_PART_MIN) return undefined;
  return [...word].map((character, place) => letterFor(character, word, place)).join("");
}

function letterFor(character: string, word: string, place: number): string {
  const letter = character === "1" ? letterForOne(word.charAt(place - 1), word.charAt(place + 1)) : LETTERS.get(character);
  if (letter === undefined) return character;
  return /^[^a-z]*$/.test(word) ? letter.toUpperCase() : letter;
}

/** A 1 is an l where English can have one (catho1ic, embezz1ement), and an i elsewhere (publ1c, d1abetes). */
function letterForOne(before: string, after: string): "i" | "l" {
  return /[aeiou]/i.test(after) && /[aeiouybcfgkpsz]/i.test(before) ? "l" : "i";
}
