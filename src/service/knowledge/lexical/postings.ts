// The bytes of the lexical index: postings and lengths of a segment of passage numbers.
import type { WeighedPassage } from "./weigh-passage.ts";

/** Passage numbers of one segment: a common term's row stays below 25 kB, and a big collection has a dozen rows of it. */
export const SEGMENT_PASSAGES = 8_192;
const POSTING_BYTES = 3;

export interface PostingBlock {
  readonly term: string;
  readonly segment: number;
  readonly postings: Uint8Array;
}

export interface LengthBlock {
  readonly segment: number;
  readonly lengths: Uint8Array;
}

/** The postings of passages numbered from `firstNumber` on, by term and segment, passages in order. */
export function encodePostings(passages: readonly WeighedPassage[], firstNumber: number): PostingBlock[] {
  const bySegment = new Map<number, Map<string, number[]>>();
  passages.forEach(({ weights }, index) => {
    const number = firstNumber + index;
    const segment = Math.floor(number / SEGMENT_PASSAGES);
    const place = number % SEGMENT_PASSAGES;
    const byTerm = bySegment.get(segment) ?? new Map<string, number[]>();
    bySegment.set(segment, byTerm);
    for (const [term, weight] of weights) {
      const bytes = byTerm.get(term);
      if (bytes === undefined) byTerm.set(term, [place >> 8, place & 255, weight]);
      else bytes.push(place >> 8, place & 255, weight);
    }
  });
  return [...bySegment].flatMap(([segment, byTerm]) =>
    [...byTerm].map(([term, bytes]) => ({ term, segment, postings: Uint8Array.from(bytes) })),
  );
}

/** The lengths of passages numbered from `firstNumber` on, in full segments with 0 for the others. */
export function encodeLengths(passages: readonly Pick<WeighedPassage, "length">[], firstNumber: number): LengthBlock[] {
  const blocks = new Map<number, Uint8Array>();
  passages.forEach(({ length }, index) => {
    const number = firstNumber + index;
    const segment = Math.floor(number / SEGMENT_PASSAGES);
    const lengths = blocks.get(segment) ?? new Uint8Array(SEGMENT_PASSAGES * 2);
    blocks.set(segment, lengths);
    const place = (number % SEGMENT_PASSAGES) * 2;
    lengths[place] = length >> 8;
    lengths[place + 1] = length & 255;
  });
  return [...blocks].map(([segment, lengths]) => ({ segment, lengths }));
}

export function mergeLengths(kept: Uint8Array, added: Uint8Array): Uint8Array {
  return kept.map((byte, place) => byte | (added[place] ?? 0));
}

/** Calls `visit` for each posting with the passage's number and the term's weight, in quarters. */
export function visitPostings({ segment, postings }: PostingBlock, visit: (number: number, weight: number) => void): void {
  const first = segment * SEGMENT_PASSAGES;
  for (let place = 0; place + POSTING_BYTES <= postings.length; place += POSTING_BYTES)
    visit(first + ((postings[place] ?? 0) << 8) + (postings[place + 1] ?? 0), postings[place + 2] ?? 0);
}

/** The postings without those of the numbers from `first` to before `end`; a document's stand side by side, as numbers only grow. */
export function withoutNumbers(block: PostingBlock, first: number, end: number): Uint8Array {
  const kept: number[] = [];
  visitPostings(block, (number, weight) => {
    const place = number % SEGMENT_PASSAGES;
    if (number < first || number >= end) kept.push(place >> 8, place & 255, weight);
  });
  return Uint8Array.from(kept);
}

/** The length of a passage by its number; 0 where it is not known. */
export function lengthIn(blocks: ReadonlyMap<number, Uint8Array>, number: number): number {
  const lengths = blocks.get(Math.floor(number / SEGMENT_PASSAGES));
  if (lengths === undefined) return 0;
  const place = (number % SEGMENT_PASSAGES) * 2;
  return ((lengths[place] ?? 0) << 8) + (lengths[place + 1] ?? 0);
}
