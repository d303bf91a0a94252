// BM25 over postings, counted over what the reader may read only: what others wrote changes neither a score nor an order.
import { lengthIn, type PostingBlock, visitPostings } from "./postings.ts";
import { WEIGHT_UNITS } from "./weigh-passage.ts";

/** How soon more mentions of a term stop counting, and how much long passages are held back: S. Robertson and H. Zaragoza (2009). */
const K1 = 1.2;
const B = 0.4;

/** What may be read: for each passage number the place of its document, -1 where there is none. */
export interface ReadableNumbers {
  readonly documentOf: Int32Array;
  readonly passages: number;
  readonly documents: number;
}

export interface Scores {
  /** By passage number; 0 where nothing matched or nothing may be read. */
  readonly passages: Float64Array;
  /** What one mention of every own term of the query would score in a passage of average length: the measure of a good match. */
  readonly complete: number;
  /** By document: the rarity among the documents of the query's terms that stand anywhere in it. */
  readonly documents: Float64Array;
}

/** Scores what may be read. `weights`: how much each term counts; `own`: which the query itself has. */
export function scorePassages(
  blocks: readonly PostingBlock[],
  lengths: ReadonlyMap<number, Uint8Array>,
  readable: ReadableNumbers,
  weights: ReadonlyMap<string, number>,
  own: ReadonlySet<string>,
): Scores {
  const { documentOf } = readable;
  const passages = new Float64Array(documentOf.length);
  const documents = new Float64Array(readable.documents);
  const averageLength = averageOf(lengths, readable);
  const blocksByTerm = Map.groupBy(blocks, (block) => block.term);
  let complete = 0;
  for (const [term, weight] of weights) {
    const ofTerm = blocksByTerm.get(term) ?? [];
    const holding = countHolding(ofTerm, readable);
    const factor = weight * rarityOf(holding.passages, readable.passages);
    if (own.has(term)) complete += factor;
    for (const block of ofTerm)
      visitPostings(block, (number, units) => {
        if ((documentOf[number] ?? -1) < 0) return;
        const mentions = units / WEIGHT_UNITS;
        const held = K1 * (1 - B + (B * lengthIn(lengths, number)) / averageLength);
        passages[number] = (passages[number] ?? 0) + (factor * mentions * (K1 + 1)) / (mentions + held);
      });
    const rarity = weight * rarityOf(holding.documents.length, readable.documents);
    for (const document of holding.documents) documents[document] = (documents[document] ?? 0) + rarity;
  }
  return { passages, documents, complete };
}

/** ln(1 + (N − n + ½)/(n + ½)): never negative. */
export function rarityOf(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}

function countHolding(blocks: readonly PostingBlock[], { documentOf }: ReadableNumbers) {
  const documents: number[] = [];
  let passages = 0;
  let last = -1;
  // Blocks by segment and postings by number: a document's passages come one after the other.
  for (const block of blocks.toSorted((one, other) => one.segment - other.segment))
    visitPostings(block, (number) => {
      const document = documentOf[number] ?? -1;
      if (document < 0) return;
      passages += 1;
      if (document !== last) documents.push(document);
      last = document;
    });
  return { passages, documents };
}

function averageOf(lengths: ReadonlyMap<number, Uint8Array>, { documentOf, passages }: ReadableNumbers): number {
  let sum = 0;
  for (let number = 0; number < documentOf.length; number += 1) if ((documentOf[number] ?? -1) >= 0) sum += lengthIn(lengths, number);
  return Math.max(1, sum / Math.max(1, passages));
}
