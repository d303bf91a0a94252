// Documents come back as they were kept, and leave nothing behind when they go.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { documentOf, insertCollection, passagesOf } from "#test/collection.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { createDocumentStore } from "./document-store.ts";
import type { DocumentStore } from "./stored-document.ts";
import { createVectorStore } from "./vector-store.ts";

const countRow = z.object({ count: z.number() });
const postingRow = z.object({ term: z.string(), postings: z.string() });

for (const engine of TEST_ENGINES)
  describe(`the document store on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let store: DocumentStore;
    before(async () => {
      database = await engine.open();
      store = createDocumentStore({ database });
      for (const collection of ["rules", "other", "replaced"]) await insertCollection(database, "bank", collection, "model");
    });
    after(() => database.close());

    const postingsOf = (collection: string) =>
      database.query(
        postingRow,
        "select term, encode(postings, 'hex') as postings from lexical_posting where collection_id = $1 order by term, segment limit 1000",
        [collection],
      );

    it("gives back what it was given, by id and by name", async () => {
      const document = documentOf("rules", "whole", {
        title: "規程",
        language: "ja",
        labels: ["社外秘"],
        series: "rule",
        effectiveFrom: "2026-04-01",
        effectiveTo: "2027-04-01",
        allowed: ["department/lending", 'odd "name"'],
        denied: ["person/x"],
        side: "deal/buyers",
      });
      const passage = {
        ...passagesOf("第12条　金利")[0],
        region: { left: 1, top: 2, width: 3, height: 4.5 },
        headingPath: ['第1章 "総則"', "a,b"],
      };
      const written = await store.write(
        "bank",
        document,
        passagesOf("第12条　金利").map((one) => ({ ...one, ...passage, ordinal: 0 })),
      );
      assert.deepEqual(written, { ...document, passages: 1 });
      assert.deepEqual(await store.find("bank", "whole"), written);
      assert.deepEqual(await store.findByName("bank", "rules", "whole.txt"), written);
      assert.equal(await store.find("other-bank", "whole"), undefined);
    });

    it("lists a collection's documents by name, page by page", async () => {
      for (const id of ["c", "a", "b"]) await store.write("bank", documentOf("other", `page-${id}`), []);
      const first = await store.list("bank", "other", { limit: 2 });
      assert.deepEqual(
        first.map(({ id }) => id),
        ["page-a", "page-b"],
      );
      assert.deepEqual(
        (await store.list("bank", "other", { after: "page-b.txt", limit: 2 })).map(({ id }) => id),
        ["page-c"],
      );
    });

    it("refuses a document without its collection, and keeps nothing of it", async () => {
      await assert.rejects(
        store.write("bank", documentOf("nowhere", "lost"), passagesOf("lost")),
        (error) => error instanceof KanameError && error.kind === "not_found",
      );
      assert.equal(await store.find("bank", "lost"), undefined);
    });

    it("takes a document away with its passages, words and vectors, and leaves the others' words as they were", async () => {
      await insertCollection(database, "bank", "removal", "model");
      await store.write("bank", documentOf("removal", "stays", { ingestedAt: new Date(1) }), passagesOf("loan interest", "interest alone"));
      const before = await postingsOf("removal");
      await store.write("bank", documentOf("removal", "goes"), passagesOf("interest of the going 1,234", "loan interest"));
      const vector = Array.from({ length: 256 }, (_none, place) => place / 256);
      await createVectorStore({ database }).insert("bank", "removal", "model", [{ number: 2, vector }]);
      assert.notDeepEqual(await postingsOf("removal"), before);
      const removed = await store.remove("bank", "goes");
      assert.deepEqual([removed?.passages, removed?.vectors, removed?.document.id], [2, 1, "goes"]);
      assert.ok((removed?.postings ?? 0) >= 5);
      assert.deepEqual(await postingsOf("removal"), before);
      assert.equal(await store.remove("bank", "goes"), undefined);
      const [left] = await database.query(countRow, "select count(*) as count from passage_vector where collection_id = 'removal'");
      assert.equal(left?.count, 0);
    });

    it("puts a document in the place of the one that had its name", async () => {
      await store.write("bank", documentOf("replaced", "old", { name: "same.txt" }), passagesOf("yesterday"));
      await store.write("bank", documentOf("replaced", "new", { name: "same.txt" }), passagesOf("today"));
      assert.equal(await store.find("bank", "old"), undefined);
      assert.equal((await store.findByName("bank", "replaced", "same.txt"))?.id, "new");
      assert.ok(!(await postingsOf("replaced")).some(({ term }) => term === "yesterday"));
    });

    it("changes who may read a document and when it is in force", async () => {
      await store.write("bank", documentOf("other", "changed"), passagesOf("text"));
      const changed = await store.update("bank", "changed", { denied: ["everyone"], effectiveTo: "2030-01-01", side: "deal/sellers" });
      assert.deepEqual(await store.find("bank", "changed"), changed);
      assert.deepEqual([changed?.denied, changed?.effectiveTo, changed?.side], [["everyone"], "2030-01-01", "deal/sellers"]);
      assert.equal(await store.update("bank", "nobody", {}), undefined);
    });

    it("writes a collection's documents at once without losing a word", async () => {
      await insertCollection(database, "bank", "busy", null);
      await Promise.all(
        Array.from({ length: 8 }, (_none, place) => store.write("bank", documentOf("busy", `d${place}`), passagesOf("common"))),
      );
      const [common] = (await postingsOf("busy")).filter(({ term }) => term === "common");
      assert.equal(common?.postings, Array.from({ length: 8 }, (_none, place) => `000${place}04`).join(""));
    });
  });
