// A collection on an engine of the benchmark's own, that files are put into as ingest puts them, without levels and vectors.
import type { Database } from "#infrastructure/database/database.ts";
import { createDocumentStore } from "#service/knowledge/document-store.ts";
import type { ParsedDocument } from "#service/knowledge/documents/parsed-document.ts";
import type { Passage } from "#service/knowledge/passages/passage.ts";
import { PASSAGE_LIMITS, splitIntoPassages } from "#service/knowledge/passages/split-into-passages.ts";
import { createSearch } from "#service/knowledge/search.ts";
import type { FoundPassage, SearchOrder } from "#service/knowledge/search-order.ts";
import type { NewDocument } from "#service/knowledge/stored-document.ts";
import { documentOf, insertCollection } from "#test/collection.ts";

const INSTITUTION = "bank";
const COLLECTION = "benchmark";
const READER = { institutionId: INSTITUTION, name: "person/reader", principals: ["person/reader", "department/d3", "everyone"], sides: [] };

export type TrialCollection = Awaited<ReturnType<typeof createTrialCollection>>;

/** Makes the collection in `database`, which stays the caller's to close. */
export async function createTrialCollection(database: Database) {
  await insertCollection(database, INSTITUTION, COLLECTION, null);
  const store = createDocumentStore({ database });
  const searching = createSearch({ database });

  async function write(name: string, passages: readonly Passage[], change: Partial<NewDocument> = {}): Promise<void> {
    const classified = passages.map((passage) => ({ ...passage, level: 1 as const }));
    await store.write(INSTITUTION, documentOf(COLLECTION, name, { name, ...change }), classified);
  }

  return {
    write,
    /** Gives the number of passages. */
    async writeParsed(name: string, document: ParsedDocument): Promise<number> {
      const passages = splitIntoPassages(document, PASSAGE_LIMITS);
      await write(name, passages, { title: document.title, pages: document.pages });
      return passages.length;
    },
    search(query: string, change: Partial<SearchOrder> = {}): Promise<FoundPassage[]> {
      return searching.search({
        reader: READER,
        collectionId: COLLECTION,
        query,
        count: 10,
        asOf: "2026-01-01",
        way: "lexical",
        documentIds: undefined,
        vector: undefined,
        ...change,
      });
    },
  };
}
