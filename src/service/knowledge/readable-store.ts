// Which documents a reader may search on a day: access, barriers and validity decided where the documents are.
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import type { SearchOrder } from "./search-order.ts";

/** More documents than one collection is made for; beyond, the last ones would not be searched. */
const DOCUMENTS_MAX = 200_000;

const readableRow = z
  .object({
    ids: z.array(z.string()),
    names: z.array(z.string()),
    titles: z.array(z.string()),
    first_numbers: z.array(z.number()),
    counts: z.array(z.number()),
  })
  .transform(
    (row): ReadableDocuments => ({
      ids: row.ids,
      names: row.names,
      titles: row.titles,
      firstNumbers: row.first_numbers,
      counts: row.counts,
    }),
  );

/** Side by side, in the order of their numbers. */
export interface ReadableDocuments {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** Empty where there is none. */
  readonly titles: readonly string[];
  readonly firstNumbers: readonly number[];
  /** How many passages each has, from its first number on. */
  readonly counts: readonly number[];
}

/**
 * What `mayRead` lets the reader read, of that what is in force on the day, of each series only the newest in force. The newest counts over all
 * documents: who may not read the new version is not given the old one as the current one.
 */
export async function findReadable(
  database: Database,
  { reader, collectionId, asOf }: Pick<SearchOrder, "reader" | "collectionId" | "asOf">,
): Promise<ReadableDocuments> {
  const rows = await database.query(
    readableRow,
    `select coalesce(array_agg(id), '{}') as ids, coalesce(array_agg(name), '{}') as names, coalesce(array_agg(title), '{}') as titles,
       coalesce(array_agg(first_number), '{}') as first_numbers, coalesce(array_agg(passages), '{}') as counts
     from (
       select id, name, coalesce(title, '') as title, first_number, passages from document
       where institution_id = $1 and collection_id = $2 and passages > 0
         and not denied && $3::text[] and (side is null or side = any($4::text[])) and (owner = $5 or allowed && $3::text[])
         and (effective_from is null or effective_from <= $6::date) and (effective_to is null or effective_to > $6::date)
         and (series is null or not exists (
           select 1 from document newer
           where newer.institution_id = $1 and newer.collection_id = $2 and newer.series = document.series
             and (newer.effective_from is null or newer.effective_from <= $6::date) and (newer.effective_to is null or newer.effective_to > $6::date)
             and (coalesce(newer.effective_from, '-infinity'), newer.ingested_at, newer.id)
               > (coalesce(document.effective_from, '-infinity'), document.ingested_at, document.id)))
       order by first_number limit $7
     ) as readable`,
    [reader.institutionId, collectionId, reader.principals, reader.sides, reader.name, asOf, DOCUMENTS_MAX],
  );
  return rows[0] ?? { ids: [], names: [], titles: [], firstNumbers: [], counts: [] };
}
