// Walks through the matches of a pattern: all of them, or only those at words that each of them begins with.
import type { WordHits } from "./words.ts";

/** The matches, none overlapping another, of a pattern (flag `y`) that begin with a word of the groups, which are told by their numbers. */
export function matchesAtWords(text: string, words: WordHits, pattern: RegExp, groups: readonly number[]): Iterable<RegExpExecArray> {
  return matchesAtPlaces(text, pattern, words.startsOf(groups));
}

/** All matches, none empty, of a pattern (flag `g`). Unlike `matchAll` it makes no copy of the pattern, which would cost more than most searches. */
export function* matchesIn(text: string, pattern: RegExp): Iterable<RegExpExecArray> {
  for (let from = 0; ; ) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (match === null) return;
    from = pattern.lastIndex;
    yield match;
  }
}

/** The matches, none empty and none overlapping another, of a pattern (flag `y`) that begin at one of the places. */
export function* matchesAtPlaces(text: string, pattern: RegExp, places: readonly number[]): Iterable<RegExpExecArray> {
  let last = 0;
  for (const place of places) {
    if (place < last) continue;
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (match === null) continue;
    last = pattern.lastIndex;
    yield match;
  }
}
