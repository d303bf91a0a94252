// Search: the passages that answer a query, of those only that the reader may read; and the opening of one that was cited.
import type { Database } from "#infrastructure/database/database.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import { mayRead, type Reader } from "./access/document-access.ts";
import { listLengths, listPostings } from "./lexical/lexical-store.ts";
import { SEGMENT_PASSAGES } from "./lexical/postings.ts";
import { type ReadableNumbers, scorePassages } from "./lexical/score-passages.ts";
import { type GuardedPassage, listGuarded } from "./passage-store.ts";
import { type AnalysedQuery, analyseQuery } from "./query/analyse-query.ts";
import { favourDocuments } from "./query/favour-documents.ts";
import { fuseRanks, highest, type Ranked } from "./rank-passages.ts";
import { findReadable, type ReadableDocuments } from "./readable-store.ts";
import { FOUND_MAX, type FoundPassage, type SearchOrder } from "./search-order.ts";
import { createVectorStore, type VectorStore } from "./vector-store.ts";

/** How many passages each way gives to the fusion: more change nothing among the first hundred. */
const CANDIDATES = 200;
/** How much it helps a passage that its document is the one that the query names best. */
const NAMED_DOCUMENT_GAIN = 1;
const LEXICAL_WEIGHT = 1;
const VECTOR_WEIGHT = 0.3;

export type Search = ReturnType<typeof createSearch>;

export function createSearch({ database }: { readonly database: Database }) {
  const vectors = createVectorStore({ database });
  return {
    /** The best passages first. What the reader may not read is neither found, nor counted in any score. */
    async search(order: SearchOrder): Promise<FoundPassage[]> {
      assertHolds(order.count >= 1 && order.count <= FOUND_MAX, "a search asks for 1 to FOUND_MAX passages");
      const documents = await findReadable(database, order);
      if (documents.firstNumbers.length === 0) return [];
      const ranked = await rank(database, vectors, order, documents);
      return fill(database, order, ranked.slice(0, order.count));
    },
    /** The passage of a citation, whether or not it is in force still; undefined where there is none that the reader may read. */
    async open(reader: Reader, collectionId: string, number: number): Promise<FoundPassage | undefined> {
      const [found] = await listGuarded(database, reader.institutionId, collectionId, [number]);
      return found !== undefined && mayRead(found.access, reader) ? { ...found.passage, score: 1 } : undefined;
    },
  };
}

async function rank(database: Database, vectors: VectorStore, order: SearchOrder, documents: ReadableDocuments): Promise<Ranked[]> {
  const { way, vector } = order;
  const lexical = way === "vectors" ? [] : await rankByWords(database, order, documents);
  if (way === "lexical" || vector === undefined) return lexical;
  const near = await vectors.listNearest({
    institutionId: order.reader.institutionId,
    collectionId: order.collectionId,
    vector,
    numbers: multirangeOf(documents),
    passages: documents.counts.reduce((sum, count) => sum + count, 0),
    limit: CANDIDATES,
  });
  return fuseRanks([
    { weight: LEXICAL_WEIGHT, numbers: lexical.map(({ number }) => number) },
    { weight: VECTOR_WEIGHT, numbers: near },
  ]);
}

async function rankByWords(database: Database, order: SearchOrder, documents: ReadableDocuments): Promise<Ranked[]> {
  const query = analyseQuery(order.query);
  const readable = numbersOf(documents);
  const scores = await scoreByWords(database, order, query, readable);
  const favours = favourDocuments(query, documents);
  for (let number = 0; number < scores.length; number += 1) {
    const document = readable.documentOf[number] ?? -1;
    if (document >= 0) scores[number] = (scores[number] ?? 0) * (1 + NAMED_DOCUMENT_GAIN * (favours[document] ?? 0));
  }
  return highest(scores, CANDIDATES);
}

async function scoreByWords(
  database: Database,
  { reader, collectionId }: SearchOrder,
  { weights }: AnalysedQuery,
  readable: ReadableNumbers,
) {
  const key = { institutionId: reader.institutionId, collectionId };
  const segments = segmentsOf(readable);
  const [blocks, lengths] = await Promise.all([
    listPostings(database, key, [...weights.keys()], segments),
    listLengths(database, key, segments),
  ]);
  return scorePassages(blocks, new Map(lengths.map((block) => [block.segment, block.lengths])), readable, weights);
}

function numbersOf({ firstNumbers, counts }: ReadableDocuments): ReadableNumbers {
  const end = firstNumbers.reduce((last, first, place) => Math.max(last, first + (counts[place] ?? 0)), 0);
  const documentOf = new Int32Array(end).fill(-1);
  firstNumbers.forEach((first, place) => documentOf.fill(place, first, first + (counts[place] ?? 0)));
  return { documentOf, passages: counts.reduce((sum, count) => sum + count, 0) };
}

function segmentsOf({ documentOf }: ReadableNumbers): number[] {
  const segments = new Set<number>();
  documentOf.forEach((document, number) => {
    if (document >= 0) segments.add(Math.floor(number / SEGMENT_PASSAGES));
  });
  return [...segments];
}

function multirangeOf({ firstNumbers, counts }: ReadableDocuments): string {
  return `{${firstNumbers.map((first, place) => `[${first},${first + (counts[place] ?? 0)})`).join(",")}}`;
}

/** The ranked passages as they are now, in the ranks' order: what came under a lock or went meanwhile is left out. */
async function fill(database: Database, { reader, collectionId, asOf }: SearchOrder, ranked: readonly Ranked[]): Promise<FoundPassage[]> {
  const rows = await listGuarded(
    database,
    reader.institutionId,
    collectionId,
    ranked.map(({ number }) => number),
  );
  const guarded = new Map(rows.map((row) => [row.passage.number, row]));
  return ranked.flatMap(({ number, score }) => {
    const found = guarded.get(number);
    return found !== undefined && mayRead(found.access, reader) && isInForce(found, asOf) ? [{ ...found.passage, score }] : [];
  });
}

function isInForce({ passage: { effectiveFrom, effectiveTo } }: GuardedPassage, asOf: string): boolean {
  return (effectiveFrom === undefined || effectiveFrom <= asOf) && (effectiveTo === undefined || asOf < effectiveTo);
}
