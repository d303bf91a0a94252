// The lexical index as it is stored: postings by term and segment, and lengths by segment.
import { z } from "zod";
import type { SqlRunner } from "#infrastructure/database/database.ts";
import {
  encodeLengths,
  encodePostings,
  type LengthBlock,
  mergeLengths,
  type PostingBlock,
  SEGMENT_PASSAGES,
  withoutNumbers,
} from "./postings.ts";
import type { WeighedPassage } from "./weigh-passage.ts";

/** Rows of one statement: some hundred kilobytes of text. */
const CHUNK_ROWS = 5_000;
/** Of 65,536 passages at least: where a collection has more segments, numbers of 4 bytes end. */
const SEGMENTS_MAX = Math.ceil(2 ** 31 / SEGMENT_PASSAGES);
/** Terms of one query times segments of one collection: more than 200 terms over ten million passages. */
const BLOCKS_MAX = 250_000;

const postingRow = z.object({ term: z.string(), segment: z.number(), postings: z.instanceof(Uint8Array) });
const lengthRow = z.object({ segment: z.number(), lengths: z.instanceof(Uint8Array) });

export interface CollectionKey {
  readonly institutionId: string;
  readonly collectionId: string;
}

/** Adds passages numbered from `firstNumber` on. Within the transaction that gave out the numbers. */
export async function insertTerms(
  runner: SqlRunner,
  { institutionId, collectionId }: CollectionKey,
  firstNumber: number,
  passages: readonly WeighedPassage[],
): Promise<void> {
  for (const { segment, lengths } of encodeLengths(passages, firstNumber)) {
    const [kept] = await listLengths(runner, { institutionId, collectionId }, [segment]);
    await runner.execute(
      `insert into lexical_segment (institution_id, collection_id, segment, lengths) values ($1, $2, $3, $4)
       on conflict (institution_id, collection_id, segment) do update set lengths = excluded.lengths`,
      [institutionId, collectionId, segment, kept === undefined ? lengths : mergeLengths(kept.lengths, lengths)],
    );
  }
  for (const chunk of chunksOf(encodePostings(passages, firstNumber)))
    await runner.execute(
      `insert into lexical_posting (institution_id, collection_id, term, segment, postings)
       select $1, $2, added.term, added.segment, decode(added.postings, 'hex')
       from unnest($3::text[], $4::int4[], $5::text[]) as added (term, segment, postings)
       on conflict (institution_id, collection_id, term, segment) do update set postings = lexical_posting.postings || excluded.postings`,
      [institutionId, collectionId, ...columnsOf(chunk)],
    );
}

/**
 * Takes the passages numbered from `firstNumber` on out of exactly the rows that hold them; `passages` as they were inserted.
 * Gives how many postings went.
 */
export async function deleteTerms(
  runner: SqlRunner,
  { institutionId, collectionId }: CollectionKey,
  firstNumber: number,
  passages: readonly WeighedPassage[],
): Promise<number> {
  const end = firstNumber + passages.length;
  let removed = 0;
  for (const chunk of chunksOf(encodePostings(passages, firstNumber))) {
    const [terms, segments] = columnsOf(chunk);
    const blocks = await runner.query(
      postingRow,
      `select kept.term, kept.segment, kept.postings from lexical_posting kept
       join unnest($3::text[], $4::int4[]) as gone (term, segment) on kept.term = gone.term and kept.segment = gone.segment
       where kept.institution_id = $1 and kept.collection_id = $2 limit $5`,
      [institutionId, collectionId, terms, segments, CHUNK_ROWS],
    );
    const left = blocks.map((block) => ({ ...block, postings: withoutNumbers(block, firstNumber, end) }));
    removed += blocks.reduce((sum, { postings }, index) => sum + postings.length - (left[index]?.postings.length ?? 0), 0) / 3;
    await writeLeft(runner, { institutionId, collectionId }, left);
  }
  await clearLengths(runner, { institutionId, collectionId }, firstNumber, end);
  return removed;
}

async function writeLeft(runner: SqlRunner, { institutionId, collectionId }: CollectionKey, left: readonly PostingBlock[]): Promise<void> {
  const [emptyTerms, emptySegments] = columnsOf(left.filter(({ postings }) => postings.length === 0));
  await runner.execute(
    `delete from lexical_posting using unnest($3::text[], $4::int4[]) as gone (term, segment)
     where institution_id = $1 and collection_id = $2 and lexical_posting.term = gone.term and lexical_posting.segment = gone.segment`,
    [institutionId, collectionId, emptyTerms, emptySegments],
  );
  await runner.execute(
    `update lexical_posting set postings = decode(fresh.postings, 'hex')
     from unnest($3::text[], $4::int4[], $5::text[]) as fresh (term, segment, postings)
     where institution_id = $1 and collection_id = $2 and lexical_posting.term = fresh.term and lexical_posting.segment = fresh.segment`,
    [institutionId, collectionId, ...columnsOf(left.filter(({ postings }) => postings.length > 0))],
  );
}

async function clearLengths(runner: SqlRunner, key: CollectionKey, first: number, end: number): Promise<void> {
  if (end === first) return;
  const firstSegment = Math.floor(first / SEGMENT_PASSAGES);
  const segments = Array.from(
    { length: Math.floor((end - 1) / SEGMENT_PASSAGES) - firstSegment + 1 },
    (_none, place) => firstSegment + place,
  );
  for (const { segment, lengths } of await listLengths(runner, key, segments)) {
    const start = segment * SEGMENT_PASSAGES;
    const cleared = Uint8Array.from(lengths);
    cleared.fill(0, Math.max(0, first - start) * 2, Math.min(SEGMENT_PASSAGES, end - start) * 2);
    await runner.execute("update lexical_segment set lengths = $4 where institution_id = $1 and collection_id = $2 and segment = $3", [
      key.institutionId,
      key.collectionId,
      segment,
      cleared,
    ]);
  }
}

/** The postings of the terms, in no order. */
export function listPostings(
  runner: SqlRunner,
  { institutionId, collectionId }: CollectionKey,
  terms: readonly string[],
  segments: readonly number[],
): Promise<PostingBlock[]> {
  return runner.query(
    postingRow,
    `select term, segment, postings from lexical_posting
     where institution_id = $1 and collection_id = $2 and term = any($3) and segment = any($4::int4[]) limit $5`,
    [institutionId, collectionId, terms, segments, BLOCKS_MAX],
  );
}

export function listLengths(
  runner: SqlRunner,
  { institutionId, collectionId }: CollectionKey,
  segments: readonly number[],
): Promise<LengthBlock[]> {
  return runner.query(
    lengthRow,
    "select segment, lengths from lexical_segment where institution_id = $1 and collection_id = $2 and segment = any($3::int4[]) limit $4",
    [institutionId, collectionId, segments, SEGMENTS_MAX],
  );
}

function* chunksOf(blocks: readonly PostingBlock[]): Generator<readonly PostingBlock[]> {
  for (let start = 0; start < blocks.length; start += CHUNK_ROWS) yield blocks.slice(start, start + CHUNK_ROWS);
}

function columnsOf(blocks: readonly PostingBlock[]): [string[], number[], string[]] {
  return [
    blocks.map(({ term }) => term),
    blocks.map(({ segment }) => segment),
    blocks.map(({ postings }) => Buffer.from(postings).toString("hex")),
  ];
}
