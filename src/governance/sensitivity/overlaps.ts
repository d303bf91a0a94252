// Makes findings that overlap ones that do not, so that masking never cuts a value in two.
import { CONTENT_TYPES, type EntityType, higherLevel } from "./finding.ts";
import type { Found } from "./recogniser.ts";

/** Types that no other reading of the same characters can be, because a check digit or a form of their own proves them. */
export const PROVED_TYPES: ReadonlySet<EntityType> = new Set([
  "BANK_CARD",
  "IBAN",
  "JP_MY_NUMBER",
  "CN_RESIDENT_ID",
  "CN_USCC",
  "HK_HKID",
  "SG_NRIC",
  "API_KEY",
  "PRIVATE_KEY",
]);

const STATEMENTS: ReadonlySet<EntityType> = new Set(CONTENT_TYPES);

/** A longer value swallows a shorter one inside it unless the shorter is surer by more than this: then the longer took in too much. */
const SURER_BY = 0.1;
/** Letters or digits that what is left of a cut finding must hold to be worth a finding of its own. */
const CHARACTERS_LEFT_MIN = 2;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu;

/**
 * Findings by place in `text`, none overlapping another, and every character of a lost value still covered. The rules, in order:
 * 1. Two of one type make one: over both places, with the surer's reason. Where one of them is disguised the surer alone stays, the plain one
 *    if they are equally sure.
 * 2. Two at the very same place: the surer stays; then the type that a check digit or a form of its own proves; then the higher level; then
 *    the plain one.
 * 3. One inside a longer one of its kind goes, unless it is surer by more than SURER_BY. There are two kinds: values (numbers, codes, names,
 *    addresses) and statements (balances, illnesses, marks).
 * 4. Of two that cross, a value stays before a statement; then as in rule 2. The other keeps what lies outside: a value every piece of two
 *    letters and more, a statement its longest.
 * 5. One that goes altogether leaves its level to the one that stays, so that the text's level is that of everything that was found.
 * Linear in the text but for the sorting of the findings.
 */
export function withoutOverlaps(text: string, found: readonly Found[]): Found[] {
  const byPlace = [...found].sort(inOrder);
  if (byPlace.every((one, place) => place === 0 || (byPlace[place - 1]?.end ?? 0) <= one.start)) return byPlace;
  return placeAll(text, withoutInner(mergedByType(byPlace)).sort(byRank)).sort(inOrder);
}

function inOrder(one: Found, other: Found): number {
  return one.start - other.start || other.end - one.end || byWorth(one, other);
}

/** Rule 2. */
function byWorth(one: Found, other: Found): number {
  return (
    other.confidence - one.confidence ||
    Number(PROVED_TYPES.has(other.type)) - Number(PROVED_TYPES.has(one.type)) ||
    other.level - one.level ||
    Number(one.isDisguised === true) - Number(other.isDisguised === true)
  );
}

/** Rule 4. */
function byRank(one: Found, other: Found): number {
  const kinds = Number(STATEMENTS.has(one.type)) - Number(STATEMENTS.has(other.type));
  return kinds || byWorth(one, other) || other.end - other.start - (one.end - one.start) || one.start - other.start;
}

/** Rule 1. */
function mergedByType(byPlace: readonly Found[]): Found[] {
  const merged: Found[] = [];
  const last = new Map<EntityType, number>();
  for (const next of byPlace) {
    const place = last.get(next.type);
    const earlier = place === undefined ? undefined : merged[place];
    if (place !== undefined && earlier !== undefined && next.start < earlier.end) {
      merged[place] = mergeTwo(earlier, next);
      continue;
    }
    last.set(next.type, merged.length);
    merged.push(next);
  }
  return merged.sort(inOrder);
}

function mergeTwo(one: Found, other: Found): Found {
  const level = higherLevel(one.level, other.level);
  if ((one.isDisguised === true) !== (other.isDisguised === true)) {
    const [plain, disguised] = one.isDisguised === true ? [other, one] : [one, other];
    return { ...(disguised.confidence > plain.confidence ? disguised : plain), level };
  }
  const surer = other.confidence > one.confidence ? other : one;
  return { ...surer, level, start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}

/** Rules 2 and 3, over findings by place. Those open at one place are few: no recogniser's findings overlap each other. */
function withoutInner(byPlace: readonly Found[]): Found[] {
  const kept: Found[] = [];
  let open: number[] = [];
  for (const inner of byPlace) {
    open = open.filter((place) => (kept[place]?.end ?? 0) > inner.start);
    const swallower = open.find((place) => swallows(kept[place], inner));
    const outer = swallower === undefined ? undefined : kept[swallower];
    if (swallower === undefined || outer === undefined) open.push(kept.push(inner) - 1);
    else kept[swallower] = { ...outer, level: higherLevel(outer.level, inner.level) };
  }
  return kept;
}

function swallows(outer: Found | undefined, inner: Found): boolean {
  if (outer === undefined || outer.end < inner.end) return false;
  // Those at one place come in the order of their worth.
  if (outer.start === inner.start && outer.end === inner.end) return true;
  return STATEMENTS.has(outer.type) === STATEMENTS.has(inner.type) && inner.confidence <= outer.confidence + SURER_BY;
}

/** Gives out the text's places, in the order of rank. */
function placeAll(text: string, ranked: readonly Found[]): Found[] {
  const placed: Found[] = [];
  // Of each place, the number of the finding that has it; 0: free.
  const owners = new Int32Array(text.length);
  for (const one of ranked) {
    const pieces = freePieces(owners, one).flatMap((piece) => trimmed(text, one, piece));
    const kept = STATEMENTS.has(one.type) ? longestOf(pieces) : pieces;
    for (const piece of kept) {
      placed.push(piece);
      owners.fill(placed.length, piece.start, piece.end);
    }
    const owner = owners.subarray(one.start, one.end).find((number) => number > 0);
    const winner = placed[(owner ?? 0) - 1];
    if (kept.length === 0 && owner !== undefined && winner !== undefined) {
      placed[owner - 1] = { ...winner, level: higherLevel(winner.level, one.level) };
    }
  }
  return placed;
}

function longestOf(pieces: readonly Found[]): Found[] {
  return pieces.toSorted((one, other) => other.end - other.start - (one.end - one.start)).slice(0, 1);
}

/** The pieces of a finding's place that nobody has. */
function freePieces(owners: Int32Array, { start, end }: Found): { start: number; end: number }[] {
  const pieces: { start: number; end: number }[] = [];
  for (let place = start; place < end; place += 1) {
    if (owners[place] !== 0) continue;
    const last = pieces.at(-1);
    if (last?.end === place) last.end += 1;
    else pieces.push({ start: place, end: place + 1 });
  }
  return pieces;
}

/** What is left of a cut finding, from its first letter or digit to its last; nothing where too little is left. */
function trimmed(text: string, one: Found, piece: { readonly start: number; readonly end: number }): Found[] {
  if (piece.start === one.start && piece.end === one.end) return [one];
  const characters = [...text.slice(piece.start, piece.end).matchAll(LETTER_OR_DIGIT)];
  const [first, last] = [characters[0], characters.at(-1)];
  if (first === undefined || last === undefined || characters.length < CHARACTERS_LEFT_MIN) return [];
  return [{ ...one, start: piece.start + first.index, end: piece.start + last.index + last[0].length }];
}
