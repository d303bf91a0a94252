// Answers as they are stored, sealed, and the documents that fed each of them.
import { z } from "zod";
import type { Level } from "#governance/sensitivity/finding.ts";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";

export interface AnswerSource {
  readonly documentId: string;
  readonly documentName: string;
  readonly contentHash: string;
  /** Ordinals within the document. */
  readonly passages: readonly number[];
}

export interface StoredAnswer {
  readonly id: string;
  /** "person/E-77" */
  readonly owner: string;
  readonly level: Level;
  /** An answer is withdrawn, and its text gone, when a document that fed it was removed. */
  readonly state: "kept" | "withdrawn";
  readonly sealed: Uint8Array | undefined;
  readonly askedAt: Date;
}

export interface NewAnswer extends Omit<StoredAnswer, "state" | "sealed"> {
  readonly cacheKey: string;
  readonly sealed: Uint8Array;
  readonly sources: readonly AnswerSource[];
}

const answerRow = z
  .object({
    id: z.string(),
    owner: z.string(),
    level: levelSchema,
    state: z.enum(["kept", "withdrawn"]),
    sealed_answer: z.instanceof(Uint8Array).nullable(),
    asked_at: z.date(),
  })
  .transform(({ sealed_answer: sealed, asked_at: askedAt, ...row }): StoredAnswer => ({ ...row, sealed: sealed ?? undefined, askedAt }));
const sourceRow = z
  .object({ document_id: z.string(), document_name: z.string(), content_hash: z.string(), passages: z.array(z.number()) })
  .transform(
    (row): AnswerSource => ({
      documentId: row.document_id,
      documentName: row.document_name,
      contentHash: row.content_hash,
      passages: row.passages,
    }),
  );
const idRow = z.object({ id: z.string() }).transform(({ id }) => id);
const countRow = z.object({ count: z.number() });

const COLUMNS = "answer.id, answer.owner, answer.level, answer.state, answer.sealed_answer, answer.asked_at";
/** Far above what an answer is made from. */
const SOURCES_MAX = 200;
/** A page of a list. */
const ANSWERS_MAX = 200;

export type AnswerStore = ReturnType<typeof createAnswerStore>;

export function createAnswerStore(database: Database) {
  return {
    /** Keeps an answer with what fed it. False, and nothing is kept, when one of the documents was removed meanwhile. */
    insert: (institutionId: string, answer: NewAnswer): Promise<boolean> =>
      database.transaction((transaction) => insertAnswer(transaction, institutionId, answer)),
    async find(institutionId: string, id: string): Promise<StoredAnswer | undefined> {
      const rows = await database.query(answerRow, `select ${COLUMNS} from answer where institution_id = $1 and id = $2 limit 1`, [
        institutionId,
        id,
      ]);
      return rows[0];
    },
    /** The newest that is kept under the key. */
    async findByCacheKey(institutionId: string, cacheKey: string): Promise<StoredAnswer | undefined> {
      const rows = await database.query(
        answerRow,
        `select ${COLUMNS} from answer where institution_id = $1 and cache_key = $2 and state = 'kept' order by id desc limit 1`,
        [institutionId, cacheKey],
      );
      return rows[0];
    },
    /** Which documents fed an answer, by name. */
    listSources(institutionId: string, answerId: string): Promise<AnswerSource[]> {
      return database.query(
        sourceRow,
        `select document_id, document_name, content_hash, passages from answer_source
         where institution_id = $1 and answer_id = $2 order by document_name, document_id limit $3`,
        [institutionId, answerId, SOURCES_MAX],
      );
    },
    /** Which answers used a document, the newest first; before `before` where it is given. */
    listUsing(
      institutionId: string,
      documentId: string,
      page: { readonly before?: string | undefined; readonly limit: number },
    ): Promise<StoredAnswer[]> {
      return database.query(
        answerRow,
        `select ${COLUMNS} from answer
         join answer_source source on source.institution_id = answer.institution_id and source.answer_id = answer.id
         where answer.institution_id = $1 and source.document_id = $2 and ($3::text is null or answer.id < $3)
         order by answer.id desc limit $4`,
        [institutionId, documentId, page.before ?? null, Math.min(page.limit, ANSWERS_MAX)],
      );
    },
    /** Empties all answers that a document fed, and gives how many. That it fed them stays known. */
    withdrawUsing(institutionId: string, documentId: string): Promise<number> {
      return database.execute(
        `update answer set state = 'withdrawn', sealed_answer = null
         where institution_id = $1 and state = 'kept'
           and id in (select answer_id from answer_source where institution_id = $1 and document_id = $2)`,
        [institutionId, documentId],
      );
    },
    /** What is left of a document anywhere in what is kept of it: 0 once it was removed. */
    async countLeft(institutionId: string, document: { readonly id: string }): Promise<number> {
      const rows = await database.query(
        countRow,
        `select ((select count(*) from document where institution_id = $1 and id = $2)
           + (select count(*) from passage where institution_id = $1 and document_id = $2)
           + (select count(*) from answer join answer_source source
                on source.institution_id = answer.institution_id and source.answer_id = answer.id
              where answer.institution_id = $1 and source.document_id = $2 and answer.state = 'kept'))::int8 as count
         limit 1`,
        [institutionId, document.id],
      );
      return rows[0]?.count ?? 0;
    },
  };
}

async function insertAnswer(transaction: SqlRunner, institutionId: string, answer: NewAnswer): Promise<boolean> {
  const documentIds = answer.sources.map(({ documentId }) => documentId);
  // The lock makes a removal wait until the answer is there, so that it is withdrawn with the others.
  const present = await transaction.query(
    idRow,
    "select id from document where institution_id = $1 and id = any($2::text[]) order by id limit $3 for key share",
    [institutionId, documentIds, SOURCES_MAX],
  );
  if (present.length !== new Set(documentIds).size) return false;
  await transaction.execute(
    `insert into answer (institution_id, id, owner, level, state, cache_key, sealed_answer, asked_at)
           values ($1, $2, $3, $4, 'kept', $5, $6, $7)`,
    [institutionId, answer.id, answer.owner, answer.level, answer.cacheKey, answer.sealed, answer.askedAt],
  );
  for (const { documentId, documentName, contentHash, passages } of answer.sources) {
    await transaction.execute(
      `insert into answer_source (institution_id, answer_id, document_id, document_name, content_hash, passages)
             values ($1, $2, $3, $4, $5, $6)`,
      [institutionId, answer.id, documentId, documentName, contentHash, passages],
    );
  }
  return true;
}
