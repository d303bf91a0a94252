// Collections of documents as they are stored.
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";

export interface StoredCollection {
  readonly id: string;
  readonly name: string;
  /** "person/E-77" */
  readonly owner: string;
  /** The model of the vectors in use; undefined: words alone are searched. */
  readonly embeddingModel: string | undefined;
  /** The model of the vectors that are being made. */
  readonly nextEmbeddingModel: string | undefined;
  /** What a document gets whose own access nobody stated. */
  readonly defaultAllowed: readonly string[];
  readonly defaultDenied: readonly string[];
  readonly defaultSide: string | undefined;
  /** Counts every change of what a search can find. */
  readonly revision: number;
  readonly createdAt: Date;
}

export type NewCollection = Pick<
  StoredCollection,
  "id" | "name" | "owner" | "nextEmbeddingModel" | "defaultAllowed" | "defaultDenied" | "defaultSide" | "createdAt"
>;

const COLUMNS =
  "id, name, owner, embedding_model, next_embedding_model, default_allowed, default_denied, default_side, revision, created_at";
/** Far above what people keep apart; what must be kept apart has access lists. */
const COLLECTIONS_MAX = 1_000;

const collectionRow = z
  .object({
    id: z.string(),
    name: z.string(),
    owner: z.string(),
    embedding_model: z.string().nullable(),
    next_embedding_model: z.string().nullable(),
    default_allowed: z.array(z.string()),
    default_denied: z.array(z.string()),
    default_side: z.string().nullable(),
    revision: z.number(),
    created_at: z.date(),
  })
  .transform(
    (row): StoredCollection => ({
      id: row.id,
      name: row.name,
      owner: row.owner,
      embeddingModel: row.embedding_model ?? undefined,
      nextEmbeddingModel: row.next_embedding_model ?? undefined,
      defaultAllowed: row.default_allowed,
      defaultDenied: row.default_denied,
      defaultSide: row.default_side ?? undefined,
      revision: row.revision,
      createdAt: row.created_at,
    }),
  );

export type CollectionStore = ReturnType<typeof createCollectionStore>;

export function createCollectionStore(database: Database) {
  return {
    /** Throws `conflict` when the id is taken. */
    async insert(institutionId: string, collection: NewCollection): Promise<void> {
      const { id, name, owner, nextEmbeddingModel, defaultAllowed, defaultDenied, defaultSide, createdAt } = collection;
      await database
        .execute(
          `insert into collection (institution_id, id, name, owner, next_embedding_model, default_allowed, default_denied, default_side, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [institutionId, id, name, owner, nextEmbeddingModel ?? null, defaultAllowed, defaultDenied, defaultSide ?? null, createdAt],
        )
        .catch((error: unknown) => {
          if (!(error instanceof KanameError) || error.kind !== "conflict") throw error;
          throw new KanameError("conflict", `There is a collection ${id} already.`, { cause: error });
        });
    },
    async find(institutionId: string, id: string): Promise<StoredCollection | undefined> {
      const rows = await database.query(collectionRow, `select ${COLUMNS} from collection where institution_id = $1 and id = $2 limit 1`, [
        institutionId,
        id,
      ]);
      return rows[0];
    },
    list(institutionId: string): Promise<StoredCollection[]> {
      return database.query(collectionRow, `select ${COLUMNS} from collection where institution_id = $1 order by id limit $2`, [
        institutionId,
        COLLECTIONS_MAX,
      ]);
    },
    /** Begins vectors of another model, beside those in use. */
    async beginEmbeddingModel(institutionId: string, id: string, model: string): Promise<void> {
      await database.execute("update collection set next_embedding_model = $3 where institution_id = $1 and id = $2", [
        institutionId,
        id,
        model,
      ]);
    },
    /** Puts the vectors that were being made into use. Gives false when they are no longer those that were meant. */
    async useNextEmbeddingModel(institutionId: string, id: string, model: string): Promise<boolean> {
      const changed = await database.execute(
        `update collection set embedding_model = next_embedding_model, next_embedding_model = null, revision = revision + 1
         where institution_id = $1 and id = $2 and next_embedding_model = $3`,
        [institutionId, id, model],
      );
      return changed === 1;
    },
  };
}
