// A search finds what its reader may read on the day, all of it, and nothing else, on every way.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Database } from "#infrastructure/database/database.ts";
import { documentOf, insertCollection, passagesOf } from "#test/collection.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { mayRead, type Reader } from "./access/document-access.ts";
import { createDocumentStore } from "./document-store.ts";
import { createSearch, type Search } from "./search.ts";
import { SEARCH_WAYS, type SearchOrder } from "./search-order.ts";
import type { DocumentStore, NewDocument } from "./stored-document.ts";
import { createVectorStore } from "./vector-store.ts";

const VECTOR = Array.from({ length: 256 }, (_none, place) => Math.sin(place + 1));
const PRINCIPALS = ["everyone", "person/a", "person/b", "department/x", "department/y", "role/caller"] as const;
const SIDES = ["deal/buyers", "deal/sellers"] as const;
const DAYS = ["2025-01-01", "2026-01-01", "2027-01-01"] as const;

const someOf = <Item>(items: readonly Item[]) => fc.subarray([...items]);
const arbitraryDocument = fc.record({
  owner: fc.constantFrom("person/a", "person/b", "person/owner"),
  allowed: someOf(PRINCIPALS),
  denied: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someOf(PRINCIPALS) }),
  side: fc.option(fc.constantFrom(...SIDES), { nil: undefined }),
  series: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
  effectiveFrom: fc.option(fc.constantFrom("2024-06-01", "2025-06-01", "2026-06-01"), { nil: undefined }),
  effectiveTo: fc.option(fc.constantFrom("2026-12-31", "2027-12-31"), { nil: undefined }),
});
const arbitraryReader = fc.record({
  name: fc.constantFrom("person/a", "person/b"),
  groups: someOf(["department/x", "department/y", "role/caller", "everyone"]),
  sides: someOf(SIDES),
});

function isInForce({ effectiveFrom, effectiveTo }: NewDocument, day: string): boolean {
  return (effectiveFrom === undefined || effectiveFrom <= day) && (effectiveTo === undefined || day < effectiveTo);
}

/** The newest of a series is the one in force from the latest day, then the one ingested last. */
function isNewest(document: NewDocument, all: readonly NewDocument[], day: string): boolean {
  const age = ({ effectiveFrom = "", ingestedAt }: NewDocument) => `${effectiveFrom.padEnd(10)} ${ingestedAt.toISOString()}`;
  return (
    document.series === undefined ||
    all.every((other) => other.series !== document.series || !isInForce(other, day) || age(other) <= age(document))
  );
}

for (const engine of TEST_ENGINES)
  describe(`search on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let store: DocumentStore;
    let search: Search;
    before(async () => {
      database = await engine.open();
      store = createDocumentStore({ database });
      search = createSearch({ database });
    });
    after(() => database.close());

    const anyone: Reader = { institutionId: "bank", name: "person/z", principals: ["person/z", "everyone"], sides: [] };
    const order = (collectionId: string, query: string, change: Partial<SearchOrder> = {}): SearchOrder => ({
      reader: anyone,
      collectionId,
      query,
      count: 10,
      asOf: "2026-01-01",
      way: "fused",
      documentIds: undefined,
      vector: undefined,
      ...change,
    });

    it("finds everything that a reader may read and nothing that they may not, whoever they are and whichever way they search", async () => {
      let turn = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(arbitraryDocument, { minLength: 1, maxLength: 8 }),
          fc.array(arbitraryReader, { minLength: 1, maxLength: 3 }),
          async (drawn, readers) => {
            turn += 1;
            const collection = `random-${turn}`;
            await insertCollection(database, "bank", collection, "model");
            const documents = drawn.map((change, place) =>
              documentOf(collection, `${collection}-${place}`, { ...change, ingestedAt: new Date(place * 1_000) }),
            );
            for (const document of documents) await store.write("bank", document, passagesOf("the secret plan", "another secret"));
            const vectors = Array.from({ length: documents.length * 2 }, (_none, number) => ({ number, vector: VECTOR }));
            await createVectorStore({ database }).insert("bank", collection, "model", vectors);
            for (const { name, groups, sides } of readers)
              for (const asOf of DAYS) {
                const reader = { institutionId: "bank", name, principals: [name, ...groups], sides };
                const expected = documents
                  .filter((one) => mayRead(one, reader) && isInForce(one, asOf) && isNewest(one, documents, asOf))
                  .flatMap(({ id }) => [`${id}/0`, `${id}/1`]);
                for (const way of SEARCH_WAYS) {
                  const found = await search.search(order(collection, "secret", { reader, asOf, way, count: 100, vector: VECTOR }));
                  assert.deepEqual(found.map(({ documentId, ordinal }) => `${documentId}/${ordinal}`).sort(), expected.sort(), way);
                }
              }
            for (const { name, groups, sides } of readers)
              for (const document of documents) {
                const reader = { institutionId: "bank", name, principals: [name, ...groups], sides };
                const opened = await search.open(reader, document.id, 0);
                assert.equal(opened?.documentId, mayRead(document, reader) ? document.id : undefined);
              }
          },
        ),
        { numRuns: 25 },
      );
    });

    it("gives the same scores whatever there is that the reader may not read", async () => {
      await insertCollection(database, "bank", "alone", null);
      await insertCollection(database, "bank", "beside", null);
      for (const collection of ["alone", "beside"])
        await store.write(
          "bank",
          documentOf(collection, `${collection}-seen`, { name: "seen.txt" }),
          passagesOf("loan interest rate", "loan only"),
        );
      for (let place = 0; place < 5; place += 1)
        await store.write(
          "bank",
          documentOf("beside", `hidden-${place}`, { allowed: [] }),
          passagesOf("interest interest interest rate rate"),
        );
      const scoresIn = async (collection: string) =>
        (await search.search(order(collection, "interest rate loan"))).map(({ score }) => score);
      assert.deepEqual(await scoresIn("beside"), await scoresIn("alone"));
    });

    it("finds words of Japanese and Chinese, of two characters too, and articles however they are numbered", async () => {
      await insertCollection(database, "bank", "words", null);
      await store.write("bank", documentOf("words", "ja"), passagesOf("第十二条　変動金利の見直し", "本人確認の手順", "為替手数料"));
      await store.write("bank", documentOf("words", "zh"), passagesOf("信用卡逾期利率及违约金标准"));
      const firstOf = async (query: string) => (await search.search(order("words", query)))[0]?.text;
      assert.equal(await firstOf("第12条"), "第十二条　変動金利の見直し");
      assert.equal(await firstOf("金利"), "第十二条　変動金利の見直し");
      assert.equal(await firstOf("本人確認"), "本人確認の手順");
      assert.equal(await firstOf("逾期"), "信用卡逾期利率及违约金标准");
    });

    it("prefers the documents that the query names, and what the trade calls by another name", async () => {
      await insertCollection(database, "bank", "named", null);
      for (const company of ["BESTBUY_2019_10K", "NIKE_2019_10K", "NIKE_2021_10K"])
        await store.write(
          "bank",
          documentOf("named", company, { name: `${company}.pdf` }),
          passagesOf("Additions to property, plant and equipment (1,119) (695)", "Our stores are open."),
        );
      const [first] = await search.search(order("named", "What was Best Buy's capex?"));
      assert.deepEqual([first?.documentId, first?.page], ["BESTBUY_2019_10K", 0]);
      const [second] = await search.search(order("named", "How much capital expenditure did Nike report for FY21?"));
      assert.deepEqual([second?.documentId, second?.page], ["NIKE_2021_10K", 0]);
    });

    it("searches only the documents that it is told to", async () => {
      const found = await search.search(order("named", "capex", { documentIds: ["NIKE_2019_10K"] }));
      assert.deepEqual([...new Set(found.map(({ documentId }) => documentId))], ["NIKE_2019_10K"]);
    });

    it("finds nothing for a query without a word, and in a collection that is not there", async () => {
      assert.deepEqual(await search.search(order("named", "?!")), []);
      assert.deepEqual(await search.search(order("nowhere", "capex")), []);
    });
  });
