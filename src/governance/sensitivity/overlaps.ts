// Makes one finding of findings that overlap, so that masking never cuts a value in two.
import type { Found } from "./recogniser.ts";

/**
 * Findings by place, none overlapping another. Of those that overlap the higher level wins, then the longer, then the surer;
 * the winner takes the place of all of them, so that nothing that any recogniser marked is left uncovered.
 */
export function withoutOverlaps(found: readonly Found[]): Found[] {
  const byPlace = found.toSorted((one, other) => one.start - other.start || other.end - one.end);
  const result: Found[] = [];
  let winner: Found | undefined;
  let end = 0;
  let start = 0;
  for (const next of byPlace) {
    if (winner !== undefined && next.start < end) {
      winner = outranks(next, winner) ? next : winner;
      end = Math.max(end, next.end);
      continue;
    }
    if (winner !== undefined) result.push({ ...winner, start, end });
    [winner, start, end] = [next, next.start, next.end];
  }
  if (winner !== undefined) result.push({ ...winner, start, end });
  return result;
}

function outranks(one: Found, other: Found): boolean {
  if (one.level !== other.level) return one.level > other.level;
  const lengths = one.end - one.start - (other.end - other.start);
  return lengths === 0 ? one.confidence > other.confidence : lengths > 0;
}
