// Folds a text into the plain form that the recognisers read, and remembers where each character stood in the original.

/** A text in plain form: half-width digits and letters, one kind of hyphen and space, nothing invisible. */
export interface FoldedText {
  readonly text: string;
  /** The piece of the original (UTF-16 code units, end exclusive) that the piece `start` to `end` of the folded text came from. */
  readonly originalSpan: (start: number, end: number) => { readonly start: number; readonly end: number };
}

// Spaces, hyphens, full-width ASCII, half-width kana, digits of other scripts, invisible characters, mathematical digits, and the escapes
// in which many programs print JSON.
const FOLDABLE =
  /[\u00a0\u2000-\u200a\u202f\u3000\u2010-\u2015\u2212\ufe58\ufe63\uff01-\uff5e\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]|[\uff66-\uff9d][\uff9e\uff9f]?|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+|\ud835[\udfce-\udfff]|\\u[0-9A-Fa-f]{4}/g;

// Between two digits a run of spaces and hyphens, or a long-vowel mark that stands for a hyphen, is one separator.
const LOOSE_SEPARATOR = /(?:[ \t-]{2,5}|[\tー])(?=\d)(?<=\d[ \t\-ー]{1,5})/g;

const PLAIN = /^[\t\n\r -~]*$/;
const JSON_ESCAPE = /^\\u([0-9A-Fa-f]{4})$/;
const JSON_ESCAPE_UNITS = 6;

const FULL_WIDTH_OFFSET = 0xfee0;
const MATHEMATICAL_DIGIT_ZERO = 0x1d7ce;
const DIGIT_ZEROS = [0x0660, 0x06f0, 0x0966] as const;

/** Folds `text`; linear in its length. Letter case is kept, and line breaks stay where they are. */
export function foldText(text: string): FoldedText {
  const plain = PLAIN.test(text) && !text.includes("\\u") ? { text, originalIndex: sameIndex } : replaceTracked(text, FOLDABLE, foldPiece);
  const joined = replaceTracked(plain.text, LOOSE_SEPARATOR, (piece) => (/[-ー]/.test(piece) ? "-" : " "));
  const originalIndex = (index: number): number => plain.originalIndex(joined.originalIndex(index));
  return {
    text: joined.text,
    originalSpan: (start, end) => {
      const last = originalIndex(end - 1);
      return { start: originalIndex(start), end: last + widthAt(text, last) };
    },
  };
}

interface TrackedText {
  readonly text: string;
  readonly originalIndex: (index: number) => number;
}

function sameIndex(index: number): number {
  return index;
}

/** Replaces every match and keeps the places where the two texts run out of step, as pairs (new index, old index). */
function replaceTracked(text: string, pattern: RegExp, replacement: (piece: string) => string): TrackedText {
  const steps: [number, number][] = [];
  let shift = 0;
  const replaced = text.replace(pattern, (piece: string, index: number) => {
    const plain = replacement(piece);
    if (plain.length !== piece.length) {
      steps.push([index + shift + plain.length, index + piece.length]);
      shift += plain.length - piece.length;
    }
    return plain;
  });
  if (steps.length === 0) return { text: replaced, originalIndex: sameIndex };
  return { text: replaced, originalIndex: (index) => indexThrough(steps, index) };
}

/** The old index of a new one: from the last step at or before it, found by halving. */
function indexThrough(steps: readonly [number, number][], index: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.[0] ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  const [newIndex, oldIndex] = steps[low - 1] ?? [0, 0];
  return oldIndex + index - newIndex;
}

function foldPiece(piece: string): string {
  const escaped = JSON_ESCAPE.exec(piece)?.[1];
  if (escaped !== undefined) return String.fromCharCode(Number.parseInt(escaped, 16)).replace(FOLDABLE, foldPiece);
  const code = piece.codePointAt(0) ?? 0;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - FULL_WIDTH_OFFSET);
  if (code >= 0xff66 && code <= 0xff9d) return piece.normalize("NFKC");
  if (code >= MATHEMATICAL_DIGIT_ZERO) return String((code - MATHEMATICAL_DIGIT_ZERO) % 10);
  if (/[\u00a0\u2000-\u200a\u202f\u3000]/.test(piece)) return " ";
  if (/[\u2010-\u2015\u2212\ufe58\ufe63]/.test(piece)) return "-";
  const zero = DIGIT_ZEROS.find((first) => code >= first && code <= first + 9);
  return zero === undefined ? "" : String(code - zero);
}

/** How many code units of the original one folded character stands for: two for a surrogate pair or a voiced half-width kana. */
function widthAt(text: string, index: number): number {
  if (JSON_ESCAPE.test(text.slice(index, index + JSON_ESCAPE_UNITS))) return JSON_ESCAPE_UNITS;
  const code = text.codePointAt(index) ?? 0;
  if (code > 0xffff) return 2;
  return /[\uff9e\uff9f]/.test(text.charAt(index + 1)) && code >= 0xff66 && code <= 0xff9d ? 2 : 1;
}
