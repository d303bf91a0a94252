// The readings of a text in which recognisers look: as it stands, and as it reads once a disguise is taken off.
import { MARK } from "./character-table.ts";
import { type FoldedText, foldText } from "./fold.ts";
import { closeUp } from "./readings/closed-up.ts";
import { readEncoded } from "./readings/encoded.ts";
import { joinDigits } from "./readings/joined.ts";
import { readLookalikes } from "./readings/lookalike.ts";
import { readSpokenAddresses, readSpokenDigits, readWrittenDigits } from "./readings/spoken.ts";
import { readTables } from "./readings/tabular.ts";
import { type TrackedText, tracedThrough } from "./readings/tracked-text.ts";
import { readWording } from "./readings/worded.ts";
import { findWords, groupNumbers, KIND, type WordHits } from "./words.ts";

/**
 * - `plain`: the folded text; the same with each cell of its tables behind the heading of its column; the same with words together
 *   whose characters stand apart; and the folded text with what stands in it encoded (Base64, hexadecimal) read
 * - `joined`: the plain text with nothing between digits that belong together: line breaks, quote marks, dots, slashes, underscores
 * - `spoken`: digits written as words or as Chinese characters read as digits, e-mail addresses as they are said
 * - `lookalike`: letters of other alphabets, and letters that stand for digits, read as what they look like
 * - `worded`: digits and signs within words read as the letters that they stand for
 */
export type ViewName = "plain" | "joined" | "spoken" | "lookalike" | "worded";

/** Where what is said in words is looked for. */
export const WORDING_VIEWS: readonly ViewName[] = ["plain", "lookalike", "worded"];

/** One reading of a text; places in it are told by `originalSpan` as places of the text itself. */
export interface Reading extends TrackedText {
  readonly view: ViewName;
  readonly words: WordHits;
  /** Whether it reads something else than what stands there in plain sight. */
  readonly isDisguised: boolean;
}

/** What is encoded inside something encoded is read, but no deeper. */
const ENCODED_DEPTH_MAX = 2;
const DECODED_CHARACTERS_MAX = 65_536;
/** Spoken digits come in rows; one of them alone is a word like any other. Some digits are words that only a row makes digits. */
const SPOKEN_DIGITS_MIN = 4;
/** With a zero among them, which is seldom said otherwise, one less is enough. */
const SPOKEN_DIGITS_MIN_WITH_ZERO = 3;
/** So far apart they stand at most with digits, hyphens and "triple" between them. */
const SPOKEN_ROW_CHARACTERS = 160;
const SPOKEN_DIGIT = groupNumbers(["spokenDigit"]);

/** The readings of a text, the plain one first; the others only where the text holds what makes them differ. Linear in its length. */
export function readingsOf(text: string): readonly Reading[] {
  const folded = foldText(text);
  const readings: Reading[] = [];
  let outer = folded;
  for (let depth = 0; ; depth += 1) {
    const plain: Reading = { ...outer, view: "plain", words: findWords(outer.text), isDisguised: depth > 0 };
    readings.push(plain, ...disguisesOf(outer, plain));
    const inner = outer.hasEncodedRun && depth < ENCODED_DEPTH_MAX ? readEncoded(outer.text, DECODED_CHARACTERS_MAX) : undefined;
    if (inner === undefined) return readings;
    const refolded = foldText(inner.text);
    outer = { ...refolded, ...tracedThrough(refolded, tracedThrough(inner, outer)) };
  }
}

function disguisesOf(folded: FoldedText, { words }: Pick<Reading, "words">): Reading[] {
  const { text, marks } = folded;
  const hasDigits = (marks & MARK.digit) !== 0;
  const readings: Reading[] = [];
  const add = (view: ViewName, read: TrackedText | undefined): void => {
    if (read === undefined || read.text === text) return;
    const { originalSpan } = tracedThrough(read, folded);
    readings.push({ view, text: read.text, originalSpan, words: findWords(read.text), isDisguised: true });
  };
  if (words.holds(KIND.lineBreak)) add("plain", readTables(text));
  add("plain", closeUp(text));
  if (hasDigits || words.holds(KIND.atSign)) add("joined", joinDigits(text));
  add("spoken", readSpoken(folded, words));
  add("lookalike", readLookalikes(text, (marks & MARK.foreign) !== 0, hasDigits));
  if (words.holds(KIND.small | KIND.capital)) add("worded", readWording(text));
  return readings;
}

/** Whether so many spoken digits stand near each other that they may be one number. */
function holdsSpokenRow(words: WordHits): boolean {
  if (!words.hasAny(SPOKEN_DIGIT)) return false;
  const starts = words.startsOf(SPOKEN_DIGIT);
  const digitsMin = words.has("spokenZero") ? SPOKEN_DIGITS_MIN_WITH_ZERO : SPOKEN_DIGITS_MIN;
  return starts.some((start, place) => (starts[place + digitsMin - 1] ?? Number.POSITIVE_INFINITY) - start <= SPOKEN_ROW_CHARACTERS);
}

function readSpoken({ text, marks }: FoldedText, words: WordHits): TrackedText | undefined {
  const steps = [
    (marks & MARK.writtenDigit) === 0 ? undefined : readWrittenDigits,
    holdsSpokenRow(words) || words.has("spokenHyphen") ? readSpokenDigits : undefined,
    words.has("spokenAddress") || words.has("signForAt") || text.includes(" @ ") ? readSpokenAddresses : undefined,
  ];
  let read: TrackedText | undefined;
  for (const step of steps) {
    const next = step?.(read?.text ?? text);
    if (next !== undefined) read = read === undefined ? next : tracedThrough(next, read);
  }
  return read;
}
