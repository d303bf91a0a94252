// Tells how a text may be read otherwise than it stands: what each disguise cannot do without, looked for in one pass.
import { mayBeMisspelt } from "./respelling.ts";

const CODE_UNITS = 0x1_0000;

/** What a code unit is to the disguises; a sign can be several. */
const IS = {
  letter: 1,
  hexadecimal: 2,
  /** Stands for a letter in the middle of a word, and except for the exclamation mark at its beginning too. */
  letterSign: 4,
  /** May stand between the parts of a word that is broken up. */
  joint: 8,
  /** May stand between letters that are written apart. */
  gap: 16,
  eastAsian: 32,
  digit: 64,
  /** Something is told only by what stands around it. */
  rare: 128,
  /** May stand between the digits of an encoded text. */
  digitGap: 256,
} as const;

const KIND = new Uint16Array(CODE_UNITS);
markAll("abcdefghijklmnopqrstuvwxyz", IS.letter);
markAll("0123456789abcdef", IS.hexadecimal);
markAll("0134578@$!", IS.letterSign);
markAll("-._*~|+/", IS.joint);
markAll(" \n._-*|/~+,・", IS.gap);
markAll("0123456789", IS.digit);
markAll(" ,:-x", IS.digitGap);
markAll("\"'“「<([{【!/+%=&^", IS.rare);
for (let code = 0x3040; code <= 0x9fff; code += 1) if (code <= 0x30ff || code >= 0x4e00) KIND[code] = (KIND[code] ?? 0) | IS.eastAsian;

function markAll(characters: string, kind: number): void {
  for (const character of characters) KIND[character.charCodeAt(0)] = (KIND[character.charCodeAt(0)] ?? 0) | kind;
}

/** Single letters in a row from which they may be letters written apart; East Asian characters, behind the first. */
const APART_MIN = 7;
const EAST_ASIAN_APART_MIN = 5;
/** Hexadecimal digits in a row: ten bytes. Binary digits are among them. */
const HEXADECIMAL_MIN = 20;
/** Two strange signs so near each other are looked at; one alone is an ordinary hyphen or number. */
const NEIGHBOUR = 30;
const MISSPELT_MIN = 2;

/** What a text shows of each disguise. */
export const SIGN_OF = {
  lettersApart: 1,
  eastAsianApart: 2,
  hexadecimal: 4,
  misspelt: 8,
  brokenWords: 16,
  strangeLetters: 32,
  /** Pieces of an instruction that are put together. */
  parts: 64,
  /** An escape, a tag, a note that is not shown, digits that the fold joins. */
  other: 128,
} as const;

/**
 * The signs of disguises in a text, given as code units that are folded and in lower case, together as SIGN_OF gives them. Without a sign the
 * search for its disguise would find nothing; with it, it has to be asked. What long encoded runs and words written backwards or rotated tell
 * is left to the scan for words, and backslashes to the fold. Linear.
 */
export function disguiseSigns(units: Uint16Array, length: number): number {
  let signs = 0;
  let wordStart = -1;
  let apart = 0;
  let eastAsianApart = 0;
  let hexadecimal = 0;
  let misspelt = 0;
  let broken = -NEIGHBOUR - 1;
  let brokenEnd = 0;
  let strange = -NEIGHBOUR - 1;
  let strangeEnd = 0;
  let before = 0;
  for (let index = 0; index <= length; index += 1) {
    const kind = index < length ? (KIND[units[index] ?? 0] ?? 0) : 0;
    if ((kind & IS.hexadecimal) !== 0) {
      hexadecimal += 1;
      if (hexadecimal === HEXADECIMAL_MIN) signs |= SIGN_OF.hexadecimal;
    } else if ((kind & IS.digitGap) === 0) hexadecimal = 0;
    // Most code units stand inside a word, where nothing else can begin.
    if ((kind & before & IS.letter) !== 0) {
      before = kind;
      continue;
    }
    if ((kind & IS.letter) !== 0) wordStart = index;
    else if (wordStart >= 0) {
      if (mayBeMisspelt(units, wordStart, index)) misspelt += 1;
      apart = index - wordStart === 1 ? apart + 1 : 0;
      if (apart === APART_MIN) signs |= SIGN_OF.lettersApart;
      wordStart = -1;
    }
    if ((kind & (IS.letter | IS.gap)) === 0) apart = 0;
    if ((kind & IS.eastAsian) !== 0) {
      if (((kind | before) & IS.gap) !== 0) eastAsianApart += 1;
      else if ((before & IS.eastAsian) !== 0) eastAsianApart = 0;
      if (eastAsianApart === EAST_ASIAN_APART_MIN) signs |= SIGN_OF.eastAsianApart;
    } else if ((kind & IS.gap) === 0) eastAsianApart = 0;
    if ((kind & IS.joint) !== 0 && (before & IS.letter) !== 0 && index - 1 >= brokenEnd && isLetterAt(units, length, index + 1)) {
      if (index - 1 - broken <= NEIGHBOUR) signs |= SIGN_OF.brokenWords;
      broken = index - 1;
      brokenEnd = index + 2;
    }
    if ((kind & IS.letterSign) !== 0) {
      const start = strangeStart(units, length, index, before, strangeEnd);
      if (start >= 0) {
        if (start - strange <= NEIGHBOUR) signs |= SIGN_OF.strangeLetters;
        strange = start;
        strangeEnd = index + 2;
      }
    }
    if ((kind & IS.digit) !== 0 && joinsDigits(units, index)) signs |= SIGN_OF.other;
    if ((kind & IS.rare) !== 0) signs |= rareSign(units, length, index);
    before = kind;
  }
  return misspelt >= MISSPELT_MIN ? signs | SIGN_OF.misspelt : signs;
}

/** Where a word begins that the sign at `index` is part of in the place of a letter; -1: in none. */
function strangeStart(units: Uint16Array, length: number, index: number, before: number, from: number): number {
  const behind = index + 1 < length ? (KIND[units[index + 1] ?? 0] ?? 0) : 0;
  if ((before & IS.letter) !== 0 && index - 1 >= from && (behind & (IS.letter | IS.letterSign)) !== 0) return index - 1;
  return units[index] !== 0x21 && index >= from && (behind & IS.letter) !== 0 ? index : -1;
}

function isLetterAt(units: Uint16Array, length: number, index: number): boolean {
  return index < length && ((KIND[units[index] ?? 0] ?? 0) & IS.letter) !== 0;
}

/** How a note that is not shown may begin behind its bracket. */
const HIDING = [
  "whit",
  "hidd",
  "invi",
  "meta",
  "comm",
  "^hid",
  "//",
  "白文",
  "白色",
  "白字",
  "隠し",
  "非表",
  "透明",
  "隐藏",
  "不可",
  "メタ",
  "元数",
];

/** The sign of a disguise that a rare character is, seen with what stands around it; 0: of none. */
function rareSign(units: Uint16Array, length: number, index: number): number {
  const character = String.fromCharCode(units[index] ?? 0);
  if (character === "+") return JOINED_QUOTES.has(units[beforeBlanks(units, index - 1)] ?? 0) ? SIGN_OF.parts : 0;
  if (QUOTES.has(character)) return isGivenName(units, index) ? SIGN_OF.parts : 0;
  return opensHidden(character, units, length, index) ? SIGN_OF.other : 0;
}

const QUOTES: ReadonlySet<string> = new Set(['"', "'", "“", "「"]);

function opensHidden(character: string, units: Uint16Array, length: number, index: number): boolean {
  const next = index + 1 < length ? (units[index + 1] ?? 0) : 0;
  switch (character) {
    case "<":
      return true;
    case "!":
      return next === 0x5b;
    case "/":
      return next === 0x2a;
    case "%":
      return isHexadecimal(next);
    case "=":
      return isHexadecimal(next) || next === 0x22 || next === 0x27 || next <= 0x20;
    case "&":
      return next === 0x23 || (isLetterAt(units, length, index + 1) && isLetterAt(units, length, index + 2));
    case "(":
    case "[":
    case "【":
      return hidesBehind(units, length, index + 1);
    default:
      return false;
  }
}

function isHexadecimal(code: number): boolean {
  return ((KIND[code] ?? 0) & IS.hexadecimal) !== 0;
}

function hidesBehind(units: Uint16Array, length: number, bracketEnd: number): boolean {
  let start = bracketEnd;
  while (start < length && start < bracketEnd + 2 && (units[start] ?? 0) <= 0x20) start += 1;
  return HIDING.some((opening) => {
    for (let place = 0; place < opening.length; place += 1) if (units[start + place] !== opening.charCodeAt(place)) return false;
    return start + opening.length <= length;
  });
}

const GIVES = new Set([..."=是:"].map((character) => character.charCodeAt(0)));
/** A quotation that another is added to ends with one. */
const JOINED_QUOTES = new Set([..."\"'"].map((character) => character.charCodeAt(0)));
const NAMES = new Set([..."甲乙丙丁"].map((character) => character.charCodeAt(0)));

/** Whether a quotation is given a name of one letter, as the parts of an instruction are. */
function isGivenName(units: Uint16Array, quote: number): boolean {
  let index = beforeBlanks(units, quote - 1);
  if (index < 0 || !GIVES.has(units[index] ?? 0)) return false;
  index = beforeBlanks(units, index - 1);
  if (index >= 0 && ((KIND[units[index] ?? 0] ?? 0) & IS.digit) !== 0) index -= 1;
  if (index < 0) return false;
  return NAMES.has(units[index] ?? 0) || ((KIND[units[index] ?? 0] ?? 0) & IS.letter) !== 0;
}

/** As many as the searches for parts of an instruction pass over. */
const BLANKS_MAX = 3;

function beforeBlanks(units: Uint16Array, start: number): number {
  let index = start;
  while (index >= 0 && index > start - BLANKS_MAX && (units[index] ?? 0) <= 0x20) index -= 1;
  return index;
}

/** Whether the fold would join the digit with one before it: several signs between two digits are one. */
function joinsDigits(units: Uint16Array, index: number): boolean {
  const before = index > 0 ? (units[index - 1] ?? 0) : 0;
  if (before === 0x30fc || before === 0x4e00) return true;
  const beforeThat = index > 1 ? (units[index - 2] ?? 0) : 0;
  return (before === 0x2d || before === 0x20) && (beforeThat === 0x2d || beforeThat === 0x20);
}
