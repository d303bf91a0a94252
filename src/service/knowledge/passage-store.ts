// Passages as they are stored, and read back with what their document says of who may read them.
import { z } from "zod";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import type { SqlRunner } from "#infrastructure/database/database.ts";
import type { DocumentAccess } from "./access/document-access.ts";
import type { ClassifiedPassage } from "./passages/passage.ts";
import type { FoundPassage } from "./search-order.ts";

/** Passages of one statement: about a megabyte of text. */
const CHUNK_ROWS = 500;

const regionColumn = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .nullable()
  .transform((region) => (region === null ? undefined : { left: region[0], top: region[1], width: region[2], height: region[3] }));
const textColumn = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);

const contentRow = z
  .object({ text: z.string(), heading_path: z.array(z.string()) })
  .transform((row) => ({ text: row.text, headingPath: row.heading_path }));

/** A passage with its document's access: whoever hands it on has asked `mayRead` first. */
export interface GuardedPassage {
  readonly passage: Omit<FoundPassage, "score">;
  readonly access: DocumentAccess;
}

const guardedRow = z
  .object({
    number: z.number(),
    ordinal: z.number(),
    page: z.number(),
    region: regionColumn,
    heading_path: z.array(z.string()),
    kind: z.enum(["text", "table"]),
    text: z.string(),
    level: levelSchema,
    document_id: z.string(),
    name: z.string(),
    title: textColumn,
    owner: z.string(),
    content_hash: z.string(),
    series: textColumn,
    effective_from: textColumn,
    effective_to: textColumn,
    allowed: z.array(z.string()),
    denied: z.array(z.string()),
    side: textColumn,
  })
  .transform(
    (row): GuardedPassage => ({
      passage: {
        number: row.number,
        ordinal: row.ordinal,
        documentId: row.document_id,
        documentName: row.name,
        documentTitle: row.title,
        documentOwner: row.owner,
        contentHash: row.content_hash,
        series: row.series,
        effectiveFrom: row.effective_from,
        effectiveTo: row.effective_to,
        page: row.page,
        region: row.region,
        headingPath: row.heading_path,
        kind: row.kind,
        text: row.text,
        level: row.level,
      },
      access: { owner: row.owner, allowed: row.allowed, denied: row.denied, side: row.side },
    }),
  );

/** Keeps a document's passages, numbered from `firstNumber` on. Within the transaction that gave out the numbers. */
export async function insertPassages(
  runner: SqlRunner,
  document: { readonly institutionId: string; readonly collectionId: string; readonly documentId: string },
  firstNumber: number,
  passages: readonly ClassifiedPassage[],
): Promise<void> {
  for (let start = 0; start < passages.length; start += CHUNK_ROWS) {
    const rows = passages.slice(start, start + CHUNK_ROWS).map(({ headingPath, region, ...passage }, index) => ({
      ...passage,
      number: firstNumber + start + index,
      heading_path: headingPath,
      region: region === undefined ? null : [region.left, region.top, region.width, region.height],
    }));
    await runner.execute(
      `insert into passage (institution_id, collection_id, document_id, number, ordinal, page, region, heading_path, kind, text, language, level)
       select $1, $2, $3, number, ordinal, page, region, heading_path, kind, text, language, level
       from json_to_recordset($4::json) as added (number int4, ordinal int4, page int4, region float4[], heading_path text[], kind text,
         text text, language text, level int4)`,
      [document.institutionId, document.collectionId, document.documentId, JSON.stringify(rows)],
    );
  }
}

/** A document's passages in order, as far as their terms depend on them. */
export function listContents(runner: SqlRunner, institutionId: string, documentId: string, limit: number) {
  return runner.query(
    contentRow,
    "select text, heading_path from passage where institution_id = $1 and document_id = $2 order by ordinal limit $3",
    [institutionId, documentId, limit],
  );
}

export function deletePassages(runner: SqlRunner, institutionId: string, documentId: string): Promise<number> {
  return runner.execute("delete from passage where institution_id = $1 and document_id = $2", [institutionId, documentId]);
}

const GUARDED_COLUMNS = `passage.number, passage.ordinal, passage.page, passage.region, passage.heading_path, passage.kind, passage.text,
  passage.level, document.id as document_id, document.name, document.title, document.owner, document.content_hash, document.series,
  document.effective_from::text, document.effective_to::text, document.allowed, document.denied, document.side`;

/** The passage that stands there in a document. No access is decided here. */
export async function findGuarded(
  runner: SqlRunner,
  institutionId: string,
  documentId: string,
  ordinal: number,
): Promise<GuardedPassage | undefined> {
  const [found] = await runner.query(
    guardedRow,
    `select ${GUARDED_COLUMNS}
     from passage join document on document.institution_id = passage.institution_id and document.id = passage.document_id
     where passage.institution_id = $1 and passage.document_id = $2 and passage.ordinal = $3 limit 1`,
    [institutionId, documentId, ordinal],
  );
  return found;
}

/** The passages of these numbers, in no order. No access is decided here. */
export function listGuarded(
  runner: SqlRunner,
  institutionId: string,
  collectionId: string,
  numbers: readonly number[],
): Promise<GuardedPassage[]> {
  return runner.query(
    guardedRow,
    `select ${GUARDED_COLUMNS}
     from passage join document on document.institution_id = passage.institution_id and document.id = passage.document_id
     where passage.institution_id = $1 and passage.collection_id = $2 and passage.number = any($3::int4[]) limit $4`,
    [institutionId, collectionId, numbers, numbers.length],
  );
}
