// What each character is to the fold: what it is replaced by, and what it tells of the text that holds it.

const CODE_UNITS = 0x1_0000;

/** Marks of a character; a text holds the marks of all its characters together. */
export const MARK = {
  /** The character is replaced by the one in `REPLACEMENT`. */
  replaced: 1,
  /** The fold looks at it more closely: it goes away, becomes several characters, joins the one before, or is half of a pair. */
  special: 2,
  /** It may begin an escape. */
  escape: 4,
  digit: 8,
  /** A character of Chinese writing that is a digit where others stand around it. */
  writtenDigit: 16,
  /** A letter of another alphabet that looks like a Latin one. */
  foreign: 32,
  /** It may be part of Base64 or of hexadecimal text. */
  encoded: 64,
} as const;

/** The marks of each code unit. */
export const MARKS = new Uint8Array(CODE_UNITS);
/** The code unit that stands for another one of the mark `replaced`. */
export const REPLACEMENT = new Uint16Array(CODE_UNITS);

const HYPHENS = "\u02d7\u2010-\u2015\u2043\u207b\u208b\u2212\u2500\u2501\u2796\ufe31\ufe32\ufe58\ufe63";
const SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000";
const INVISIBLE =
  "\0-\u0008\u000e-\u001f\u007f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb";
const COMBINING = "\u0300-\u036f\u20d0-\u20f0\u3099\u309a\uff9e\uff9f";
const DECORATED_DIGITS =
  "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf";
/** Characters of one code unit that Unicode's compatibility forms make one or several plain ones. */
const COMPATIBLE =
  "\u2102\u210a-\u2113\u2115\u2116\u2119-\u211d\u2121\u2124\u2128\u212c\u212d\u212f-\u2131\u2133\u2134\u213b\u2160-\u217f\u249c-\u24e9\u2e9f\u2ef3\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06\ufe50-\ufe57\ufe59-\ufe62\ufe64-\ufe6b\uff01-\uff9d\uffe0-\uffe6";

const ALL_CODE_UNITS = Array.from({ length: CODE_UNITS }, (_, code) => String.fromCharCode(code)).join("");

/** A digit in a circle, in brackets, with a full stop, raised or lowered. */
export const DECORATED_DIGIT = new RegExp(`[${DECORATED_DIGITS}]`);
/** At least four decorated digits with no more than two signs between two of them: fewer are the marks of a list or a footnote. */
export const DECORATED_RUN = new RegExp(`(?:[${DECORATED_DIGITS}](?:[^\\n\u3040-\u9fff${DECORATED_DIGITS}]{0,2}|[年月日])){4,64}`, "y");
export const INVISIBLE_CHARACTER = new RegExp(`[${INVISIBLE}]|[\udb40-\udb43][\udc00-\udfff]`);
/** What changes the look of the character before it. */
export const COMBINING_MARK = new RegExp(`[${COMBINING}]`);
export const VARIATION_SELECTOR = /[\u180b-\u180f\ufe00-\ufe0f]|\udb40[\udd00-\uddef]/;

/** The value of a decimal digit of any script; undefined for anything else. */
function decimalDigit(character: string): string | undefined {
  if (!/^\p{Nd}$/u.test(character)) return undefined;
  // Digits stand ten by ten in every script: counting back to the first of the run gives the value.
  const code = character.codePointAt(0) ?? 0;
  let first = code;
  while (first > 0 && /^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

// Digits in circles that Unicode gives no compatibility form: first code point, and the value of the first.
const CIRCLED_DIGITS = [
  [0x2776, 1],
  [0x2780, 1],
  [0x278a, 1],
  [0x24eb, 11],
  [0x24f5, 1],
  [0x24ff, 0],
] as const;

/** The digits of a decorated number, without what decorates them. */
export function undecoratedDigits(character: string): string {
  const digits = character.normalize("NFKC").replace(/\D/g, "");
  if (digits !== "") return digits;
  const code = character.charCodeAt(0);
  const [first, value] = CIRCLED_DIGITS.filter(([start]) => start <= code).sort(([one], [other]) => other - one)[0] ?? [code, 0];
  return String(code - first + value);
}

/** The plain form of a character of two code units: a mathematical letter or digit, a letter in a box, a second form of a Chinese character. */
export function plainPair(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digit = decimalDigit(character);
  if (digit !== undefined) return digit;
  if ((code >= 0x1d400 && code <= 0x1d7ff) || (code >= 0x1f130 && code <= 0x1f149) || (code >= 0x2f800 && code <= 0x2fa1f)) {
    return character.normalize("NFKC");
  }
  const boxed = [0x1f150, 0x1f170].find((first) => code >= first && code < first + 26);
  return boxed === undefined ? character : String.fromCharCode(0x41 + code - boxed);
}

function markAll(characters: string, mark: number): void {
  for (const { index } of ALL_CODE_UNITS.matchAll(new RegExp(`[${characters}]`, "g"))) MARKS[index] = (MARKS[index] ?? 0) | mark;
}

function replaceAll(characters: string, replacement: (character: string) => string): void {
  for (const { 0: character, index } of ALL_CODE_UNITS.matchAll(new RegExp(`[${characters}]`, "g"))) {
    const plain = replacement(character);
    if (plain === character) continue;
    MARKS[index] = (MARKS[index] ?? 0) | (plain.length === 1 ? MARK.replaced : MARK.special);
    if (plain.length === 1) REPLACEMENT[index] = plain.charCodeAt(0);
  }
}

function fillTable(): void {
  replaceAll(COMPATIBLE, (character) => character.normalize("NFKC"));
  replaceAll(`${HYPHENS}\uff0d`, () => "-");
  replaceAll(SPACES, () => " ");
  replaceAll("\u2028\u2029\u0085", () => "\n");
  for (const { 0: character, index } of ALL_CODE_UNITS.matchAll(/(?![0-9])\p{Nd}/gu)) {
    MARKS[index] = MARK.replaced | MARK.digit;
    REPLACEMENT[index] = (decimalDigit(character) ?? "").charCodeAt(0);
  }
  markAll(`${INVISIBLE}${COMBINING}${DECORATED_DIGITS}\ud800-\udbff`, MARK.special);
  markAll("\\\\&%=", MARK.escape);
  markAll(`0-9${DECORATED_DIGITS}`, MARK.digit);
  markAll("〇零一二三四五六七八九壱壹弐貳贰参參叁肆伍陸陆漆柒捌玖幺", MARK.writtenDigit);
  markAll("\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13f4\u0131\u0261\u1d00-\u1d22\ua4d0-\ua4ff", MARK.foreign);
  markAll("0-9A-Za-z+/_\\-", MARK.encoded);
}

fillTable();
