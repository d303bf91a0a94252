// The vectors of passages, by the model that made them, and the nearest of them to a query's.
import { z } from "zod";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";

/** The lengths that the database has an index for. */
const VECTOR_DIMENSIONS = [256, 384, 512, 768, 1024, 1536] as const;
/** Vectors of one statement: some two megabytes of text. */
const CHUNK_ROWS = 200;
/** Up to here every vector that may be read is compared; beyond, the index is asked, which may miss one. */
const EXACT_PASSAGES_MAX = 5_000;
/** How many vectors the index may look at before it gives up finding more that may be read. */
const SCANNED_MAX = 40_000;

const nearRow = z.object({ number: z.number() });
const missingRow = z
  .object({ number: z.number(), text: z.string(), heading_path: z.array(z.string()), name: z.string(), title: z.string().nullable() })
  .transform((row) => ({
    number: row.number,
    text: row.text,
    headingPath: row.heading_path,
    documentName: row.name,
    documentTitle: row.title ?? undefined,
  }));
export type PassageToEmbed = z.output<typeof missingRow>;
const countRow = z.object({ count: z.number() });

export interface NumberedVector {
  readonly number: number;
  readonly vector: readonly number[];
}

export interface NearestOrder {
  readonly institutionId: string;
  readonly collectionId: string;
  readonly vector: readonly number[];
  /** What may be read, as a PostgreSQL multirange: {[0,120),[340,355)} */
  readonly numbers: string;
  /** How many passages that is. */
  readonly passages: number;
  readonly limit: number;
}

export type VectorStore = ReturnType<typeof createVectorStore>;

/** The store of vectors. Those of several models may be there at once; a search asks those of the model that its collection is on. */
export function createVectorStore({ database }: { readonly database: Database }) {
  return {
    /**
     * Keeps vectors of one model; those of passages that are gone meanwhile are left out. Throws `invalid_request` for a length that has no
     * index. Gives how many were kept.
     */
    async insert(institutionId: string, collectionId: string, model: string, vectors: readonly NumberedVector[]): Promise<number> {
      let inserted = 0;
      for (let start = 0; start < vectors.length; start += CHUNK_ROWS)
        inserted += await insertChunk(database, { institutionId, collectionId, model }, vectors.slice(start, start + CHUNK_ROWS));
      return inserted;
    },
    /** Passages that have no vector of the model yet, by number, after `after` (-1: from the first). */
    listMissing(institutionId: string, collectionId: string, model: string, after: number, limit: number): Promise<PassageToEmbed[]> {
      return database.query(
        missingRow,
        `select passage.number, passage.text, passage.heading_path, document.name, document.title
         from passage join document on document.institution_id = passage.institution_id and document.id = passage.document_id
         where passage.institution_id = $1 and passage.collection_id = $2 and passage.number > $4 and not exists (
           select 1 from passage_vector made where made.institution_id = $1 and made.collection_id = $2 and made.model = $3
             and made.number = passage.number)
         order by passage.number limit $5`,
        [institutionId, collectionId, model, after, limit],
      );
    },
    async count(institutionId: string, collectionId: string, model: string): Promise<number> {
      const rows = await database.query(
        countRow,
        "select count(*) as count from passage_vector where institution_id = $1 and collection_id = $2 and model = $3",
        [institutionId, collectionId, model],
      );
      return rows[0]?.count ?? 0;
    },
    /** Takes away the vectors of a model that is no longer used. */
    deleteModel(institutionId: string, collectionId: string, model: string): Promise<number> {
      return database.execute("delete from passage_vector where institution_id = $1 and collection_id = $2 and model = $3", [
        institutionId,
        collectionId,
        model,
      ]);
    },
    /** The numbers of the passages nearest to the vector, the nearest first, of those that may be read. */
    async listNearest(order: NearestOrder): Promise<number[]> {
      assertDimensions(order.vector.length);
      const rows = order.passages <= EXACT_PASSAGES_MAX ? await nearestExactly(database, order) : await nearestByIndex(database, order);
      return rows.map(({ number }) => number);
    },
  };
}

function assertDimensions(length: number): void {
  if (!VECTOR_DIMENSIONS.some((known) => known === length))
    throw new KanameError("invalid_request", `Vectors of ${length} dimensions cannot be kept; known are ${VECTOR_DIMENSIONS.join(", ")}.`);
}

function insertChunk(
  runner: SqlRunner,
  { institutionId, collectionId, model }: { readonly institutionId: string; readonly collectionId: string; readonly model: string },
  vectors: readonly NumberedVector[],
): Promise<number> {
  for (const { vector } of vectors) assertDimensions(vector.length);
  return runner.execute(
    `insert into passage_vector (institution_id, collection_id, number, model, dimensions, embedding)
     select $1, $2, added.number, $3, vector_dims(added.embedding::vector), added.embedding::vector
     from unnest($4::int4[], $5::text[]) as added (number, embedding)
     join passage on passage.institution_id = $1 and passage.collection_id = $2 and passage.number = added.number
     on conflict (institution_id, collection_id, model, number) do update set dimensions = excluded.dimensions, embedding = excluded.embedding`,
    [institutionId, collectionId, model, vectors.map(({ number }) => number), vectors.map(({ vector }) => `[${vector.join(",")}]`)],
  );
}

function parametersOf({ institutionId, collectionId, vector, numbers, limit }: NearestOrder): [string, string, string, string, number] {
  return [institutionId, collectionId, `[${vector.join(",")}]`, numbers, limit];
}

/** Adding nothing to the distance keeps the index out: the primary key finds the collection's vectors, and all of them are compared. */
function nearestExactly(database: Database, order: NearestOrder) {
  const cast = `vector(${order.vector.length})`;
  return database.query(
    nearRow,
    `select near.number from passage_vector near
     join collection on collection.institution_id = near.institution_id and collection.id = near.collection_id and collection.embedding_model = near.model
     where near.institution_id = $1 and near.collection_id = $2 and near.dimensions = ${order.vector.length} and $4::int4multirange @> near.number
     order by (near.embedding::${cast} <=> $3::${cast}) + 0, near.number limit $5`,
    parametersOf(order),
  );
}

/** The index gives neighbours of all collections until enough of them may be read: https://github.com/pgvector/pgvector#iterative-index-scans */
function nearestByIndex(database: Database, order: NearestOrder) {
  const cast = `vector(${order.vector.length})`;
  return database.transaction(async (transaction) => {
    await transaction.execute("set local hnsw.iterative_scan = strict_order");
    await transaction.execute(`set local hnsw.max_scan_tuples = ${SCANNED_MAX}`);
    await transaction.execute(`set local hnsw.ef_search = ${Math.min(1_000, Math.max(40, order.limit))}`);
    return transaction.query(
      nearRow,
      `select number from passage_vector
       where institution_id = $1 and collection_id = $2 and dimensions = ${order.vector.length} and $4::int4multirange @> number
         and model = (select embedding_model from collection where institution_id = $1 and id = $2)
       order by embedding::${cast} <=> $3::${cast} limit $5`,
      parametersOf(order),
    );
  });
}
