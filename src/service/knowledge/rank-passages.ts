// From scores to an order: the best by score, two orders fused into one, and what more than one way found first.

/** Reciprocal rank fusion's constant: G. V. Cormack, C. L. A. Clarke and S. Büttcher, "Reciprocal rank fusion outperforms Condorcet" (2009). */
const RANK_OFFSET = 60;

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

/** Fuses orders by their ranks alone, each with its weight. */
export function fuseRanks(orders: readonly { readonly weight: number; readonly numbers: readonly number[] }[]): Ranked[] {
  const scores = new Map<number, number>();
  for (const { weight, numbers } of orders)
    numbers.forEach((number, rank) => {
      scores.set(number, (scores.get(number) ?? 0) + weight / (RANK_OFFSET + rank + 1));
    });
  return [...scores].map(([number, score]) => ({ number, score })).sort(byScore);
}

export function byScore(one: Ranked, other: Ranked): number {
  return other.score - one.score || one.number - other.number;
}
