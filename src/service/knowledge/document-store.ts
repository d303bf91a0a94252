// Documents as they are kept, each written and taken away with its passages, their words and their vectors in one transaction.
import { z } from "zod";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import { deleteTerms, insertTerms } from "./lexical/lexical-store.ts";
import { weighPassage } from "./lexical/weigh-passage.ts";
import { deletePassages, insertPassages, listContents } from "./passage-store.ts";
import { type ClassifiedPassage, LANGUAGES } from "./passages/passage.ts";
import type { DocumentStore, NewDocument, RemovedDocument, StoredDocument } from "./stored-document.ts";

const LIST_LIMIT_MAX = 1_000;

const textColumn = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);
const documentRow = z
  .object({
    id: z.string(),
    collection_id: z.string(),
    name: z.string(),
    content_hash: z.string(),
    media_type: z.string(),
    title: textColumn,
    language: z.enum(LANGUAGES),
    pages: z.number(),
    bytes: z.number(),
    owner: z.string(),
    level: levelSchema,
    labels: z.array(z.string()),
    series: textColumn,
    effective_from: textColumn,
    effective_to: textColumn,
    allowed: z.array(z.string()),
    denied: z.array(z.string()),
    side: textColumn,
    first_number: z.number(),
    passages: z.number(),
    ingested_at: z.date(),
  })
  .transform(({ collection_id, content_hash, media_type, effective_from, effective_to, first_number, ingested_at, ...row }) => ({
    firstNumber: first_number,
    document: {
      ...row,
      collectionId: collection_id,
      contentHash: content_hash,
      mediaType: media_type,
      effectiveFrom: effective_from,
      effectiveTo: effective_to,
      ingestedAt: ingested_at,
    } satisfies StoredDocument,
  }));
type DocumentRow = z.output<typeof documentRow>;

const numberRow = z.object({ first_number: z.number() });
const countRow = z.object({ count: z.number() });

const COLUMNS = `id, collection_id, name, content_hash, media_type, title, language, pages, bytes, owner, level, labels, series,
  effective_from::text, effective_to::text, allowed, denied, side, first_number, passages, ingested_at`;

export function createDocumentStore({ database }: { readonly database: Database }): DocumentStore {
  return {
    async findByName(institutionId, collectionId, name) {
      return (await findNamed(database, institutionId, collectionId, name))?.document;
    },
    async find(institutionId, documentId) {
      return (await findRow(database, institutionId, documentId))?.document;
    },
    async list(institutionId, collectionId, { after, limit }) {
      const rows = await database.query(
        documentRow,
        `select ${COLUMNS} from document where institution_id = $1 and collection_id = $2 and ($3::text is null or name > $3)
         order by name limit $4`,
        [institutionId, collectionId, after ?? null, Math.min(limit, LIST_LIMIT_MAX)],
      );
      return rows.map(({ document }) => document);
    },
    write: (institutionId, document, passages) =>
      database.transaction((transaction) => writeDocument(transaction, institutionId, document, passages)),
    update: (institutionId, documentId, change) =>
      database.transaction((transaction) => updateRow(transaction, institutionId, documentId, change)),
    remove: (institutionId, documentId) =>
      database.transaction(async (transaction) => {
        const found = await findRow(transaction, institutionId, documentId);
        if (found === undefined) return undefined;
        await takeNumbers(transaction, institutionId, found.document.collectionId, 0);
        // Read again behind the collection's lock: somebody else may have taken it away.
        const row = await findRow(transaction, institutionId, documentId);
        return row === undefined ? undefined : removeRow(transaction, institutionId, row);
      }),
  };
}

async function writeDocument(
  runner: SqlRunner,
  institutionId: string,
  document: NewDocument,
  passages: readonly ClassifiedPassage[],
): Promise<StoredDocument> {
  const firstNumber = await takeNumbers(runner, institutionId, document.collectionId, passages.length);
  const former = await findNamed(runner, institutionId, document.collectionId, document.name);
  if (former !== undefined) await removeRow(runner, institutionId, former);
  await insertRow(runner, institutionId, document, firstNumber, passages.length);
  const key = { institutionId, collectionId: document.collectionId, documentId: document.id };
  await insertPassages(runner, key, firstNumber, passages);
  await insertTerms(
    runner,
    key,
    firstNumber,
    passages.map((passage) => weighPassage(passage, document)),
  );
  return { ...document, passages: passages.length };
}

/** The first of as many new numbers. Changes of one collection wait here for each other, so that postings stand in the order of numbers. */
async function takeNumbers(runner: SqlRunner, institutionId: string, collectionId: string, count: number): Promise<number> {
  const rows = await runner.query(
    numberRow,
    `update collection set next_number = next_number + $3, revision = revision + 1 where institution_id = $1 and id = $2
     returning next_number - $3 as first_number`,
    [institutionId, collectionId, count],
  );
  if (rows[0] === undefined) throw new KanameError("not_found", `There is no collection "${collectionId}".`);
  return rows[0].first_number;
}

async function insertRow(
  runner: SqlRunner,
  institutionId: string,
  document: NewDocument,
  firstNumber: number,
  passages: number,
): Promise<void> {
  await runner.execute(
    `insert into document (institution_id, id, collection_id, name, content_hash, media_type, title, language, pages, bytes, owner, level,
       labels, series, effective_from, effective_to, allowed, denied, side, first_number, passages, ingested_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
    [
      institutionId,
      document.id,
      document.collectionId,
      document.name,
      document.contentHash,
      document.mediaType,
      document.title ?? null,
      document.language,
      document.pages,
      document.bytes,
      document.owner,
      document.level,
      document.labels,
      document.series ?? null,
      document.effectiveFrom ?? null,
      document.effectiveTo ?? null,
      document.allowed,
      document.denied,
      document.side ?? null,
      firstNumber,
      passages,
      document.ingestedAt,
    ],
  );
}

async function removeRow(runner: SqlRunner, institutionId: string, { document, firstNumber }: DocumentRow): Promise<RemovedDocument> {
  const key = { institutionId, collectionId: document.collectionId };
  const contents = await listContents(runner, institutionId, document.id, document.passages);
  assertHolds(contents.length === document.passages, "a document has as many passages as it was written with");
  const postings = await deleteTerms(
    runner,
    key,
    firstNumber,
    contents.map((content) => weighPassage(content, document)),
  );
  const vectors = await countVectors(runner, key, firstNumber, document.passages);
  const passages = await deletePassages(runner, institutionId, document.id);
  await runner.execute("delete from document where institution_id = $1 and id = $2", [institutionId, document.id]);
  return { document, passages, vectors, postings };
}

/** They go with their passages. */
async function countVectors(
  runner: SqlRunner,
  { institutionId, collectionId }: { readonly institutionId: string; readonly collectionId: string },
  firstNumber: number,
  passages: number,
): Promise<number> {
  const rows = await runner.query(
    countRow,
    "select count(*) as count from passage_vector where institution_id = $1 and collection_id = $2 and number >= $3 and number < $4",
    [institutionId, collectionId, firstNumber, firstNumber + passages],
  );
  return rows[0]?.count ?? 0;
}

async function updateRow(
  runner: SqlRunner,
  institutionId: string,
  documentId: string,
  change: Parameters<DocumentStore["update"]>[2],
): Promise<StoredDocument | undefined> {
  const found = await findRow(runner, institutionId, documentId);
  if (found === undefined) return undefined;
  await takeNumbers(runner, institutionId, found.document.collectionId, 0);
  const current = await findRow(runner, institutionId, documentId);
  if (current === undefined) return undefined;
  const changed: StoredDocument = { ...current.document, ...change };
  await runner.execute(
    `update document set allowed = $3, denied = $4, side = $5, series = $6, effective_from = $7, effective_to = $8, level = $9
     where institution_id = $1 and id = $2`,
    [
      institutionId,
      documentId,
      changed.allowed,
      changed.denied,
      changed.side ?? null,
      changed.series ?? null,
      changed.effectiveFrom ?? null,
      changed.effectiveTo ?? null,
      changed.level,
    ],
  );
  return changed;
}

async function findRow(runner: SqlRunner, institutionId: string, documentId: string): Promise<DocumentRow | undefined> {
  const rows = await runner.query(documentRow, `select ${COLUMNS} from document where institution_id = $1 and id = $2 limit 1`, [
    institutionId,
    documentId,
  ]);
  return rows[0];
}

async function findNamed(runner: SqlRunner, institutionId: string, collectionId: string, name: string): Promise<DocumentRow | undefined> {
  const rows = await runner.query(
    documentRow,
    `select ${COLUMNS} from document where institution_id = $1 and collection_id = $2 and name = $3 limit 1`,
    [institutionId, collectionId, name],
  );
  return rows[0];
}
