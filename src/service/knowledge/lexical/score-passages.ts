// BM25 over postings, counted over what the reader may read only: what others wrote changes neither a score nor an order.
import { lengthIn, type PostingBlock, visitPostings } from "./postings.ts";
import { WEIGHT_UNITS } from "./weigh-passage.ts";

/** How soon more mentions of a term stop counting, and how much long passages are held back: S. Robertson and H. Zaragoza (2009). */
const K1 = 1.2;
const B = 0.4;

/** What may be read: a document's place for each passage number, -1 where there is none. */
export interface ReadableNumbers {
  /** Index: passage number. Value: index of its document, or -1. */
  readonly documentOf: Int32Array;
  readonly passages: number;
}

/** Scores by passage number; 0 where nothing matched or nothing may be read. `weights`: how much each term of the query counts. */
export function scorePassages(
  blocks: readonly PostingBlock[],
  lengths: ReadonlyMap<number, Uint8Array>,
  { documentOf, passages }: ReadableNumbers,
  weights: ReadonlyMap<string, number>,
): Float64Array {
  const scores = new Float64Array(documentOf.length);
  const averageLength = averageOf(lengths, { documentOf, passages });
  for (const [term, ofTerm] of byTerm(blocks)) {
    const factor = (weights.get(term) ?? 0) * rarityOf(countReadable(ofTerm, documentOf), passages);
    for (const block of ofTerm)
      visitPostings(block, (number, weight) => {
        if ((documentOf[number] ?? -1) < 0) return;
        const mentions = weight / WEIGHT_UNITS;
        const held = K1 * (1 - B + (B * lengthIn(lengths, number)) / averageLength);
        scores[number] = (scores[number] ?? 0) + (factor * mentions * (K1 + 1)) / (mentions + held);
      });
  }
  return scores;
}

/** ln(1 + (N − n + ½)/(n + ½)): never negative. */
export function rarityOf(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}

function byTerm(blocks: readonly PostingBlock[]): Map<string, PostingBlock[]> {
  return Map.groupBy(blocks, ({ term }) => term);
}

function countReadable(blocks: readonly PostingBlock[], documentOf: Int32Array): number {
  let count = 0;
  for (const block of blocks)
    visitPostings(block, (number) => {
      if ((documentOf[number] ?? -1) >= 0) count += 1;
    });
  return count;
}

function averageOf(lengths: ReadonlyMap<number, Uint8Array>, { documentOf, passages }: ReadableNumbers): number {
  let sum = 0;
  for (let number = 0; number < documentOf.length; number += 1) if ((documentOf[number] ?? -1) >= 0) sum += lengthIn(lengths, number);
  return Math.max(1, sum / Math.max(1, passages));
}
