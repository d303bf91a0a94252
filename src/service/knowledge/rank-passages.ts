// From scores to an order: the best by score, two orders fused into one, and what more than one way found first.
import type { FoundPassage } from "./search-order.ts";

/** How slowly a rank's worth falls, as in reciprocal rank fusion: G. V. Cormack, C. L. A. Clarke and S. Büttcher, "Reciprocal rank fusion outperforms Condorcet" (2009). */
const RANK_OFFSET = 60;

/**
 * How much the first by vectors gains, beside 1 for a complete match of words. Over English filings a small multilingual model's vectors found a
 * gold page among the first ten in half as many questions as the words did. Of 36 first places this weight costs one, 0.2 two and 0.4 five; the
 * first ten stay the same. It is kept for questions whose words are not the documents'.
 */
const VECTORS_WEIGHT = 0.1;
/** How much a document's passages gain at most: that the query names it best, and that most of the query's rare words stand in it. */
const NAMED_GAIN = 1;
const CONTAINING_GAIN = 0.5;

export interface Ranked {
  readonly number: number;
  readonly score: number;
}

/** The `limit` highest scores above 0 with their numbers, the highest first, of equal ones the lower number. */
export function highest(scores: Float64Array, limit: number): Ranked[] {
  let found: Ranked[] = [];
  let least = 0;
  for (let number = 0; number < scores.length; number += 1) {
    const score = scores[number] ?? 0;
    if (score <= least) continue;
    found.push({ number, score });
    // Cut now and then, so that the many that are no candidates are neither kept nor sorted.
    if (found.length < limit * 4) continue;
    found = found.sort(byScore).slice(0, limit);
    least = found.at(-1)?.score ?? 0;
  }
  return found.sort(byScore).slice(0, limit);
}

/** What a place in the vectors' order is worth, from 1 for the first: their distances say little from one query to the next. */
export function scoreOfRank(rank: number): number {
  return (RANK_OFFSET + 1) / (RANK_OFFSET + rank + 1);
}

/**
 * One order of what words and vectors found. The words' scores are shares of a complete match and keep their distances: where the words match
 * well, the vectors decide between equals; where they match badly, as across languages, the vectors lead.
 */
export function fuseWays(byWords: readonly FoundPassage[], byVectors: readonly FoundPassage[]): FoundPassage[] {
  if (byVectors.length === 0) return [...byWords];
  if (byWords.length === 0) return [...byVectors];
  const fused = new Map(byWords.map((passage) => [passage.number, passage]));
  for (const passage of byVectors)
    fused.set(passage.number, { ...passage, score: (fused.get(passage.number)?.score ?? 0) + VECTORS_WEIGHT * passage.score });
  return [...fused.values()].sort(byScore);
}

/** By how much a document's passages gain: because the query names it, and because the query's rare words stand anywhere in it. */
export function documentGains(named: Float64Array, containing: Float64Array): Float64Array {
  const most = containing.reduce((one, other) => Math.max(one, other), 0);
  return named.map((share, place) => 1 + NAMED_GAIN * share + CONTAINING_GAIN * (most === 0 ? 0 : (containing[place] ?? 0) / most));
}

function byScore(one: Ranked, other: Ranked): number {
  return other.score - one.score || one.number - other.number;
}
