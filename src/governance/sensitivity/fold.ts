// Folds a text into the plain form that the recognisers read, and remembers where each character stood in the original.
import {
  COMBINING_MARK,
  DECORATED_DIGIT,
  DECORATED_RUN,
  INVISIBLE_CHARACTER,
  MARK,
  MARKS,
  plainPair,
  REPLACEMENT,
  undecoratedDigits,
  VARIATION_SELECTOR,
} from "./character-table.ts";
import { readCodeUnits } from "./code-units.ts";
import { readEscapes } from "./readings/escapes.ts";
import { type Rewriting, rewriteMatches, startRewriting, type TrackedText, tracedThrough, untracked } from "./readings/tracked-text.ts";

/**
 * A text in plain form: half-width digits and letters, one kind of hyphen and space, nothing invisible, escapes of JSON, HTML and
 * addresses read. `originalSpan` gives the piece of the original that a piece of the folded text came from.
 */
export interface FoldedText extends TrackedText {
  /** The marks of all its characters together, as the character table gives them. */
  readonly marks: number;
  /** Whether ENCODED_RUN_MIN characters in a row could be Base64 or hexadecimal text, or fewer with padding behind them. */
  readonly hasEncodedRun: boolean;
}

/** A shorter run of letters and digits is a word or a number, and no encoded text. */
const ENCODED_RUN_MIN = 12;

const FOLDED = MARK.replaced | MARK.special;

/** Folds `text`; linear in its length. Letter case is kept, and line breaks stay where they are. A text in plain form already is only looked through. */
export function foldText(text: string): FoldedText {
  const seen = lookThrough(text);
  const { marks } = seen;
  if ((marks & (FOLDED | MARK.escape | MARK.digit)) === 0) return { ...untracked(text), ...seen };
  const read = (marks & MARK.escape) === 0 ? untracked(text) : readEscapes(text);
  const after = read.text === text ? seen : lookThrough(read.text);
  const folded = (after.marks & FOLDED) === 0 ? read : tracedThrough(foldCharacters(read.text), read);
  const joined = rewriteMatches(folded.text, LOOSE_SEPARATOR, ([piece]) => (/[-ー一]/.test(piece) ? "-" : " "));
  return { ...(joined === undefined ? folded : tracedThrough(joined, folded)), ...after };
}

// Between two digits a run of spaces and hyphens, or a long-vowel mark or the character one that stands for a hyphen, is one separator.
// A tab is none: it stands between the cells of a table.
const LOOSE_SEPARATOR = /(?:[ -]{2,5}|[ー一])(?=\d)(?<=\d[ \-ー一]{1,5})/g;

/** What a long word in ordinary writing does not have, and code nearly always. */
const MIXED = /[0-9]|[a-z][A-Z]|[A-Z]{2}/;
const PADDING = /[A-Za-z0-9+/_-]{6}={1,2}(?![A-Za-z0-9=])/;

function lookThrough(text: string): Pick<FoldedText, "marks" | "hasEncodedRun"> {
  const { marks, hasRun } = readCodeUnits(text, lookThroughUnits);
  // What a long word in ordinary writing does not have is looked for only where a word is so long.
  return { marks, hasEncodedRun: (hasRun && hasEncodedRun(text)) || ((marks & ENCODED) === ENCODED && PADDING.test(text)) };
}

const ENCODED = MARK.encoded | MARK.escape;

function lookThroughUnits(units: Uint16Array, length: number): { readonly marks: number; readonly hasRun: boolean } {
  let marks = 0;
  let runStart = 0;
  let longestRun = 0;
  for (let index = 0; index < length; index += 1) {
    const mark = MARKS[units[index] ?? 0] ?? 0;
    marks |= mark;
    if ((mark & MARK.encoded) !== 0) continue;
    if (index - runStart > longestRun) longestRun = index - runStart;
    runStart = index + 1;
  }
  return { marks, hasRun: Math.max(longestRun, length - runStart) >= ENCODED_RUN_MIN };
}

/** Looks back from where a run would end to the last character that breaks it: the next one cannot end sooner than a run's length behind. */
function hasEncodedRun(text: string): boolean {
  for (let last = ENCODED_RUN_MIN - 1; last < text.length; ) {
    let place = last;
    while (place > last - ENCODED_RUN_MIN && ((MARKS[text.charCodeAt(place)] ?? 0) & MARK.encoded) !== 0) place -= 1;
    const isRun = place === last - ENCODED_RUN_MIN;
    if (isRun && MIXED.test(text.slice(place + 1, last + 1))) return true;
    last = (isRun ? last : place) + ENCODED_RUN_MIN;
  }
  return false;
}

function foldCharacters(text: string): TrackedText {
  const rewriting = startRewriting(text);
  let decoratedEnd = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const mark = MARKS[code] ?? 0;
    const nextIsSpecial = ((MARKS[text.charCodeAt(index + 1)] ?? 0) & MARK.special) !== 0;
    if ((mark & FOLDED) === 0 && !nextIsSpecial) continue;
    if ((mark & MARK.special) !== 0 && DECORATED_DIGIT.test(text.charAt(index))) {
      if (index >= decoratedEnd) decoratedEnd = decoratedRunEnd(text, index);
      if (index < decoratedEnd) rewriting.replace(index, index + 1, undecoratedDigits(text.charAt(index)));
      continue;
    }
    index = foldCluster(text, index, rewriting) - 1;
  }
  return rewriting.finish() ?? untracked(text);
}

function decoratedRunEnd(text: string, index: number): number {
  DECORATED_RUN.lastIndex = index;
  return DECORATED_RUN.test(text) ? DECORATED_RUN.lastIndex : index;
}

/** More marks on one character than this only hide it. */
const MARKS_MAX = 4;

/** Folds one character with the marks that stand on it, and returns where the next begins. */
function foldCluster(text: string, start: number, rewriting: Rewriting): number {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  let end = start + character.length;
  if (INVISIBLE_CHARACTER.test(character)) {
    rewriting.replace(start, end, "");
    return end;
  }
  const plain = plainCharacter(character);
  let marks = "";
  for (let next = characterAt(text, end); next !== ""; next = characterAt(text, end)) {
    const isMark = COMBINING_MARK.test(next);
    if (!isMark && !VARIATION_SELECTOR.test(next)) break;
    if (isMark && marks.length < MARKS_MAX) marks += next === "\uff9e" ? "\u3099" : next === "\uff9f" ? "\u309a" : next;
    end += next.length;
  }
  const composed = marks === "" ? plain : (plain + marks).normalize("NFC");
  const folded = composed.length > plain.length ? plain : composed;
  if (folded !== text.slice(start, end)) rewriting.replace(start, end, folded);
  return end;
}

function plainCharacter(character: string): string {
  if (character.length > 1) return plainPair(character);
  const code = character.charCodeAt(0);
  const mark = MARKS[code] ?? 0;
  if ((mark & MARK.replaced) !== 0) return String.fromCharCode(REPLACEMENT[code] ?? code);
  return (mark & MARK.special) === 0 || (code >= 0xd800 && code <= 0xdfff) ? character : character.normalize("NFKC");
}

function characterAt(text: string, index: number): string {
  if (((MARKS[text.charCodeAt(index)] ?? 0) & MARK.special) === 0) return "";
  return String.fromCodePoint(text.codePointAt(index) ?? 0);
}
