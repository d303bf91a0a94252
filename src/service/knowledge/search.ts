// Search: the passages that answer a query, of those only that the reader may read; and the opening of one that was cited.
import type { Database } from "#infrastructure/database/database.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import { mayRead, type Reader } from "./access/document-access.ts";
import { listLengths, listPostings } from "./lexical/lexical-store.ts";
import { SEGMENT_PASSAGES } from "./lexical/postings.ts";
import { type ReadableNumbers, scorePassages } from "./lexical/score-passages.ts";
import { findGuarded, type GuardedPassage, listGuarded } from "./passage-store.ts";
import { type AnalysedQuery, analyseQuery } from "./query/analyse-query.ts";
import { favourDocuments } from "./query/favour-documents.ts";
import { documentGains, fuseWays, highest, type Ranked, scoreOfRank } from "./rank-passages.ts";
import { findReadable, type ReadableDocuments } from "./readable-store.ts";
import { rerank } from "./rerank.ts";
import { FOUND_MAX, type FoundPassage, type SearchOrder } from "./search-order.ts";
import { createVectorStore, type VectorStore } from "./vector-store.ts";

/** How many of the best by words are read and ranked by what a text shows beyond its terms. */
const RERANKED = 60;

export type Search = ReturnType<typeof createSearch>;

export function createSearch({ database }: { readonly database: Database }) {
  const vectors = createVectorStore({ database });
  return {
    /** The best passages first. What the reader may not read is neither found, nor counted in any score. */
    async search(order: SearchOrder): Promise<FoundPassage[]> {
      assertHolds(order.count >= 1 && order.count <= FOUND_MAX, "a search asks for 1 to FOUND_MAX passages");
      const documents = await findReadable(database, order);
      if (documents.firstNumbers.length === 0) return [];
      const chosen = chosenOf(documents, order.documentIds);
      const byWords = order.way === "vectors" ? [] : await findByWords(database, order, documents, chosen);
      const byVectors = order.way === "lexical" ? [] : await findByVectors(database, vectors, order, documents, chosen);
      return fuseWays(byWords, byVectors).slice(0, order.count);
    },
    /** The passage of a citation, whether or not it is in force still; undefined where there is none that the reader may read. */
    async open(reader: Reader, documentId: string, ordinal: number): Promise<FoundPassage | undefined> {
      const found = await findGuarded(database, reader.institutionId, documentId, ordinal);
      return found !== undefined && mayRead(found.access, reader) ? { ...found.passage, score: 1 } : undefined;
    },
  };
}

async function findByWords(
  database: Database,
  order: SearchOrder,
  documents: ReadableDocuments,
  chosen: (place: number) => boolean,
): Promise<FoundPassage[]> {
  const query = analyseQuery(order.query);
  if (query.own.length === 0) return [];
  const ranked = await rankByWords(database, order, query, documents, chosen);
  return rerank(query, await fill(database, order, ranked));
}

async function findByVectors(
  database: Database,
  vectors: VectorStore,
  order: SearchOrder,
  documents: ReadableDocuments,
  chosen: (place: number) => boolean,
): Promise<FoundPassage[]> {
  const { vector } = order;
  if (vector === undefined) return [];
  const numbers = await vectors.listNearest({
    institutionId: order.reader.institutionId,
    collectionId: order.collectionId,
    vector,
    numbers: multirangeOf(documents, chosen),
    passages: documents.counts.reduce((sum, count, place) => sum + (chosen(place) ? count : 0), 0),
    limit: order.count,
  });
  return fill(
    database,
    order,
    numbers.map((number, rank) => ({ number, score: scoreOfRank(rank) })),
  );
}

/** Which documents are searched, by their places: those that the order names, or all. Rarity counts over all that may be read either way. */
function chosenOf({ ids }: ReadableDocuments, documentIds: readonly string[] | undefined): (place: number) => boolean {
  if (documentIds === undefined) return () => true;
  const wanted = new Set(documentIds);
  const places = ids.map((id) => wanted.has(id));
  return (place) => places[place] ?? false;
}

async function rankByWords(
  database: Database,
  order: SearchOrder,
  query: AnalysedQuery,
  documents: ReadableDocuments,
  chosen: (place: number) => boolean,
): Promise<Ranked[]> {
  const readable = numbersOf(documents);
  const key = { institutionId: order.reader.institutionId, collectionId: order.collectionId };
  const segments = segmentsOf(readable);
  const blocks = await listPostings(database, key, [...query.weights.keys()], segments);
  const lengths = await listLengths(database, key, segments);
  const scores = scorePassages(
    blocks,
    new Map(lengths.map((block) => [block.segment, block.lengths])),
    readable,
    query.weights,
    new Set(query.own),
  );
  const gains = documentGains(favourDocuments(query, documents), scores.documents);
  return highest(
    scores.passages.map((score, number) => {
      const document = readable.documentOf[number] ?? -1;
      return document >= 0 && chosen(document) ? (score * (gains[document] ?? 1)) / scores.complete : 0;
    }),
    Math.max(RERANKED, order.count),
  );
}

function numbersOf({ firstNumbers, counts }: ReadableDocuments): ReadableNumbers {
  const end = firstNumbers.reduce((last, first, place) => Math.max(last, first + (counts[place] ?? 0)), 0);
  const documentOf = new Int32Array(end).fill(-1);
  firstNumbers.forEach((first, place) => documentOf.fill(place, first, first + (counts[place] ?? 0)));
  return { documentOf, passages: counts.reduce((sum, count) => sum + count, 0), documents: counts.length };
}

function segmentsOf({ documentOf }: ReadableNumbers): number[] {
  const segments = new Set<number>();
  documentOf.forEach((document, number) => {
    if (document >= 0) segments.add(Math.floor(number / SEGMENT_PASSAGES));
  });
  return [...segments];
}

function multirangeOf({ firstNumbers, counts }: ReadableDocuments, chosen: (place: number) => boolean): string {
  const ranges = firstNumbers.flatMap((first, place) => (chosen(place) ? [`[${first},${first + (counts[place] ?? 0)})`] : []));
  return `{${ranges.join(",")}}`;
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
