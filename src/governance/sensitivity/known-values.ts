// Finds again, anywhere, a value that was found once: a name with an honorific is the same person without it.

import type { Found } from "./recogniser.ts";
import { isEverydayName } from "./recognisers/english-name-places.ts";
import { ORGANISATION_END, PLACE_END } from "./recognisers/not-names.ts";

/** A value to look for, as the folded text spells it. */
export interface KnownValue {
  readonly text: string;
  readonly type: Found["type"];
  readonly level: Found["level"];
}

/** Characters below which a value that is no name says too little to be looked for: a PIN of four digits is everywhere. */
const CHARACTERS_MIN = 6;
/** Longer ones are secrets that their own form gives away wherever they stand; looking for them too would cost a look-up per length. */
const CHARACTERS_MAX = 64;
const CONFIDENCE = 0.8;
const WHY = "the same value was found elsewhere with a label, an honorific or a check digit";

/** Whether a value is distinct enough to be found again without what marked it. */
function isDistinct(value: KnownValue): boolean {
  if (value.text.length > CHARACTERS_MAX) return false;
  if (value.type !== "PERSON") return value.text.length >= CHARACTERS_MIN;
  const latin = /^[ -~À-ÿ]/.test(value.text);
  return value.text.length >= (latin ? 3 : 2) && !isEverydayName(value.text);
}

interface Group {
  readonly byText: Map<string, KnownValue>;
  /** Distinct lengths, longest first: one look-up each, however many values begin alike. */
  readonly lengths: number[];
}

/**
 * A search for all values at once: one pass over a folded text, a look-up only where two characters begin a value.
 * Returns undefined when no value is distinct enough.
 */
export function createKnownValueSearch(values: Iterable<KnownValue>): ((text: string) => Found[]) | undefined {
  const groups = new Map<string, Group>();
  for (const value of values) {
    if (!isDistinct(value)) continue;
    const start = value.text.slice(0, 2);
    const group: Group = groups.get(start) ?? { byText: new Map(), lengths: [] };
    groups.set(start, group);
    const earlier = group.byText.get(value.text);
    if (earlier === undefined || earlier.level < value.level) group.byText.set(value.text, value);
    if (!group.lengths.includes(value.text.length)) group.lengths.push(value.text.length);
    group.lengths.sort((one, other) => other - one);
  }
  if (groups.size === 0) return undefined;
  const firsts = new Set([...groups.keys()].map((start) => start.charCodeAt(0)));
  return (text) => search(text, groups, firsts);
}

function search(text: string, groups: ReadonlyMap<string, Group>, firsts: ReadonlySet<number>): Found[] {
  const found: Found[] = [];
  for (let index = 0; index < text.length; index += 1) {
    if (!firsts.has(text.charCodeAt(index))) continue;
    // No value begins inside a word or number, so most places need no look-up.
    if (index > 0 && WORD_CHARACTER.test(text.charAt(index)) && WORD_CHARACTER.test(text.charAt(index - 1))) continue;
    const group = groups.get(text.slice(index, index + 2));
    const value = group === undefined ? undefined : longestAt(text, index, group);
    if (value === undefined) continue;
    const end = index + value.text.length;
    found.push({ type: value.type, start: index, end, level: value.level, confidence: CONFIDENCE, why: WHY });
    index = end - 1;
  }
  return found;
}

function longestAt(text: string, index: number, group: Group): KnownValue | undefined {
  for (const length of group.lengths) {
    const value = group.byText.get(text.slice(index, index + length));
    if (value !== undefined && standsAlone(text, index, index + length, value)) return value;
  }
  return undefined;
}

const WORD_CHARACTER = /[0-9A-Za-zÀ-ÿ]/;

/** Not inside a longer word or number, and not the first part of a company's or place's name. */
function standsAlone(text: string, start: number, end: number, value: KnownValue): boolean {
  if (WORD_CHARACTER.test(text.charAt(start)) && WORD_CHARACTER.test(text.charAt(start - 1))) return false;
  if (WORD_CHARACTER.test(text.charAt(end - 1)) && WORD_CHARACTER.test(text.charAt(end))) return false;
  if (value.type !== "PERSON" || !/[\u3400-\u9fff]/.test(text.charAt(end))) return true;
  const longer = [1, 2, 3, 4].map((length) => text.slice(start, end + length));
  return !PLACE_END.test(longer[0] ?? "") && !longer.some((name) => ORGANISATION_END.test(name));
}
