// The cells that the characters of a text and of expressions fall in: few enough that tables over them are small.
import { readCodeUnits } from "./code-units.ts";

/**
 * The cells of a text: the number of the small class that each of its code units falls in, `EDGE` before the first and `DEPTH` times behind the
 * last. Characters that an expression may take for each other in any case share one, apart from A to Z; rarer ones share by chance.
 */
export type Cells = Uint16Array;

export const CELLS = 1_024;
const EDGE = CELLS - 1;
export const ASCII = 128;
const FIRST_KANA = 0x3041;
const LAST_KANA = 0x30ff;
const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fff;
const FIRST_HAN_CELL = ASCII + LAST_KANA - FIRST_KANA + 1;
/** What is no letter of Japanese, Chinese or English shares few cells. */
const OTHER_CELLS = 64;
export const FIRST_OTHER_CELL = EDGE - OTHER_CELLS;
const CODE_UNITS = 0x1_0000;
/** A set of so many cells says next to nothing where it stands. */
export const WIDE_CELLS = 384;
export const ALL_CELLS = CELLS - OTHER_CELLS;

/** Characters of a match that are looked at, from its anchor. */
export const DEPTH = 6;
const CELL_OF = Uint16Array.from({ length: CODE_UNITS }, (_, code) => cellOf(code));

function cellOf(code: number): number {
  if (code < ASCII) return code;
  if (code >= FIRST_KANA && code <= LAST_KANA) return ASCII + code - FIRST_KANA;
  const shared = Math.imul(code, 0x9e37_79b1) >>> 16;
  if (code >= FIRST_HAN && code <= LAST_HAN) return FIRST_HAN_CELL + (shared % (FIRST_OTHER_CELL - FIRST_HAN_CELL));
  return FIRST_OTHER_CELL + ((Math.imul(String.fromCharCode(code).toUpperCase().charCodeAt(0), 0x9e37_79b1) >>> 16) % OTHER_CELLS);
}

/** The cells of a text, as every search in it needs them. */
export function cellsOf(text: string): Cells {
  const cells = new Uint16Array(text.length + 1 + DEPTH).fill(EDGE);
  readCodeUnits(text, (units, length) => {
    for (let index = 0; index < length; index += 1) cells[index + 1] = CELL_OF[units[index] ?? 0] ?? 0;
  });
  return cells;
}

/** The number of two cells, one behind the other. */
export function pairOf(first: number, second: number): number {
  return first * CELLS + second;
}

/** The cells of a character or class, and those that hold nothing but it. */
interface CharacterSet {
  readonly cells: readonly number[];
  readonly whole: readonly number[];
}

export interface CharacterSets {
  readonly cells: (source: string) => readonly number[];
  readonly before: (source: string, isNegative: boolean) => Uint8Array;
  readonly atStart: Uint8Array;
}

const KNOWN_SETS = new Map<string, CharacterSet>();

/** What the characters and classes of a pattern stand for. */
export function createCharacterSets({ ignoreCase, multiline, dotAll }: RegExp): CharacterSets {
  const flags = `${ignoreCase ? "i" : ""}${dotAll ? "s" : ""}`;
  const setOf = (source: string): CharacterSet => {
    const key = `${flags}/${source}`;
    const known = KNOWN_SETS.get(key) ?? characterSet(source, flags);
    KNOWN_SETS.set(key, known);
    return known;
  };
  const guards = new Map<string, Uint8Array>();
  return {
    cells: (source) => setOf(source).cells,
    atStart: allowing(multiline ? [EDGE, 0x0a, 0x0d, ...OTHERS] : [EDGE]),
    before: (source, isNegative) => {
      const key = `${isNegative}${source}`;
      const guard = guards.get(key) ?? (isNegative ? allowing(setOf(source).whole).map((is) => 1 - is) : allowing(setOf(source).cells));
      guards.set(key, guard);
      return guard;
    },
  };
}

/** For each cell 1 if it is one of these. */
export function allowing(cells: readonly number[]): Uint8Array {
  const allowed = new Uint8Array(CELLS);
  for (const cell of cells) allowed[cell] = 1;
  return allowed;
}

const ASCII_CHARACTERS = Array.from({ length: ASCII }, (_, code) => String.fromCharCode(code));
const KANA = rowOfCells(ASCII, FIRST_HAN_CELL);
const HAN = rowOfCells(FIRST_HAN_CELL, FIRST_OTHER_CELL);
const OTHERS = rowOfCells(FIRST_OTHER_CELL, EDGE);
/** What says what it does not hold, or holds characters of many alphabets. */
const HOLDS_MANY = /^\[\^|^\.$|\\[DWS]/;
const MEMBER = /\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\.|./gs;

function rowOfCells(first: number, end: number): readonly number[] {
  return Array.from({ length: end - first }, (_, place) => first + place);
}

function characterSet(source: string, flags: string): CharacterSet {
  const one = new RegExp(`^${source}$`, flags);
  const ascii = ASCII_CHARACTERS.filter((character) => one.test(character)).map((character) => character.charCodeAt(0));
  if (HOLDS_MANY.test(source)) return { cells: [...ascii, ...KANA, ...HAN, ...OTHERS], whole: ascii };
  const cells = new Set(ascii);
  const whole = new Set(ascii);
  for (const [first, last] of rangesIn(source)) addRange(cells, whole, first, last);
  if (source.includes("\\s")) for (const cell of OTHERS) cells.add(cell);
  return { cells: [...cells], whole: [...whole] };
}

/** The ranges of characters that are written in a class. */
function rangesIn(source: string): readonly (readonly [number, number])[] {
  const members = (source.startsWith("[") ? source.slice(1, -1) : source).match(MEMBER) ?? [];
  const codes = members.map((member) => (/^\\[ux]/.test(member) ? Number.parseInt(member.slice(2), 16) : member.charCodeAt(0)));
  return codes.map((code, place) => {
    const isRange = members[place + 1] === "-" && place + 2 < members.length;
    return [code, isRange ? (codes[place + 2] ?? code) : code] as const;
  });
}

function addRange(cells: Set<number>, whole: Set<number>, first: number, last: number): void {
  if (first <= FIRST_HAN && last >= LAST_HAN) for (const cell of HAN) whole.add(cell);
  for (let code = Math.max(first, ASCII); code <= last; code += 1) {
    cells.add(CELL_OF[code] ?? 0);
    if (code >= FIRST_KANA && code <= LAST_KANA) whole.add(CELL_OF[code] ?? 0);
  }
}
