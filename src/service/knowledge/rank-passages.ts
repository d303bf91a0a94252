// From scores to an order: the best by score, two orders fused into one, and what more than one way found first.

/** Reciprocal rank fusion's constant: G. V. Cormack, C. L. A. Clarke and S. Büttcher, "Reciprocal rank fusion outperforms Condorcet" (2009). */
const RANK_OFFSET = 60;

/** How much the vectors' order counts beside the words', which is the better of the two for figures of filings. */
const VECTORS_WEIGHT = 0.3;
/** How much a document's passages gain at most: that the query names it best, and that most of the query's rare words stand in it. */
const NAMED_GAIN = 1;
const CONTAINING_GAIN = 0.5;

export interface Ranked {
  readonly number: number;
  readonly score: number;
}

/** The `limit` highest scores above 0 with their numbers, the highest first, of equal ones the lower number. */
export function highest(scores: Float64Array, limit: number): Ranked[] {
  const found: Ranked[] = [];
  scores.forEach((score, number) => {
    if (score > 0) found.push({ number, score });
  });
  return found.sort(byScore).slice(0, limit);
}

/** One order of what words and vectors found, each by its ranks alone. */
export function fuseWays(lexical: readonly Ranked[], near: readonly number[]): Ranked[] {
  const scores = new Map<number, number>();
  const add = (number: number, rank: number, weight: number) =>
    scores.set(number, (scores.get(number) ?? 0) + weight / (RANK_OFFSET + rank + 1));
  lexical.forEach(({ number }, rank) => add(number, rank, 1));
  near.forEach((number, rank) => add(number, rank, VECTORS_WEIGHT));
  return [...scores].map(([number, score]) => ({ number, score })).sort(byScore);
}

/** By how much a document's passages gain: because the query names it, and because the query's rare words stand anywhere in it. */
export function documentGains(named: Float64Array, containing: Float64Array): Float64Array {
  const most = containing.reduce((one, other) => Math.max(one, other), 0);
  return named.map((share, place) => 1 + NAMED_GAIN * share + CONTAINING_GAIN * (most === 0 ? 0 : (containing[place] ?? 0) / most));
}

export function byScore(one: Ranked, other: Ranked): number {
  return other.score - one.score || one.number - other.number;
}
