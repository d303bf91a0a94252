// Copies a text that is written plainly as the code units in which words are looked for: folded, in lower case, with single spaces.
import { MARK, MARKS, REPLACEMENT } from "../sensitivity/character-table.ts";
import { readCodeUnits } from "../sensitivity/code-units.ts";
import { LOOKALIKE } from "./readings.ts";

const CODE_UNITS = 0x1_0000;
const LOW_UNIT = CODE_UNITS - 1;
const BACKSLASH = 0x5c;
const LINE_BREAK = 0x0a;

/** The character needs more than another in its place: it goes away, becomes several, may begin an escape or looks like another letter. */
const NOT_PLAIN = 1 << 16;
const SPACE = 1 << 17;

/** Of each code unit the one that stands for it, and what it is besides. */
const PLAIN = new Uint32Array(CODE_UNITS);
for (let code = 0; code < CODE_UNITS; code += 1) PLAIN[code] = plainOf(code);

function plainOf(code: number): number {
  const mark = MARKS[code] ?? 0;
  const character = String.fromCharCode(code);
  const lower = String.fromCharCode((mark & MARK.replaced) === 0 ? code : (REPLACEMENT[code] ?? code)).toLowerCase();
  const isPlain =
    (mark & MARK.special) === 0 && code !== BACKSLASH && !LOOKALIKE.test(character) && !isSurrogate(code) && lower.length === 1;
  const unit = lower.charCodeAt(0);
  return unit | (isPlain ? 0 : NOT_PLAIN) | (unit === 0x20 || unit === 0x09 || unit === LINE_BREAK ? SPACE : 0);
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/**
 * Writes `text` into `plain`, which has room for it, as the inspector folds it, and gives the number of code units; undefined where a
 * character of it needs more than to be replaced. Signs that may begin an escape are copied: who reads on has to look at them. Linear.
 */
export function copyPlain(text: string, plain: Uint16Array): number | undefined {
  return readCodeUnits(text, (units, length) => copyUnits(units, length, plain));
}

function copyUnits(units: Uint16Array, length: number, plain: Uint16Array): number | undefined {
  let count = 0;
  let seen = 0;
  for (let index = 0; index < length; index += 1) {
    const unit = PLAIN[units[index] ?? 0] ?? 0;
    seen |= unit;
    if ((unit & SPACE) !== 0) index += spacesInstead(units, length, index, plain, count) - 1;
    else plain[count] = unit & LOW_UNIT;
    count += 1;
  }
  return (seen & NOT_PLAIN) === 0 ? count : undefined;
}

/** Writes one sign for the spaces at `start`, as the inspector reads them, and gives how many it stands for. */
function spacesInstead(units: Uint16Array, length: number, start: number, plain: Uint16Array, count: number): number {
  const first = plainAt(units, start);
  plain[count] = first;
  let end = start + 1;
  while (end < length && isBlank(plainAt(units, end))) end += 1;
  if (first === LINE_BREAK || end === start + 1) {
    if (first === LINE_BREAK || end >= length || plainAt(units, end) !== LINE_BREAK) return end - start;
    plain[count] = LINE_BREAK;
    return 2;
  }
  plain[count] = 0x20;
  return end - start;
}

function plainAt(units: Uint16Array, index: number): number {
  return (PLAIN[units[index] ?? 0] ?? 0) & LOW_UNIT;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
