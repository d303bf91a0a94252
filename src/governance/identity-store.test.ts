// What exists in an institution is found there, and nothing that others belong to disappears.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { systemClock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { type ErrorKind, KanameError } from "#infrastructure/errors.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { createIdentityStore, type IdentityStore } from "./identity-store.ts";

const nameRow = z.object({ name: z.string() });
const refusedAs = (kind: ErrorKind) => (error: unknown) => error instanceof KanameError && error.kind === kind;

for (const engine of TEST_ENGINES)
  describe(`the identity store on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let store: IdentityStore;
    before(async () => {
      database = await engine.open();
      store = createIdentityStore({ database, clock: systemClock });
      for (const institution of ["north", "south"]) {
        await store.institutions.ensure(institution, institution);
        await store.departments.insert(institution, "lending", `${institution} lending`);
      }
    });
    after(() => database.close());

    it("takes a declared institution once and follows its name", async () => {
      await store.institutions.ensure("west", "West Bank");
      await store.institutions.ensure("west", "West Trust Bank");
      assert.deepEqual(await database.query(nameRow, "select name from institution where id = $1 limit 2", ["west"]), [
        { name: "West Trust Bank" },
      ]);
    });

    for (const nouns of ["applications", "people"] as const) {
      it(`keeps ${nouns} by institution: found, listed, renamed and deleted there alone`, async () => {
        await store[nouns].insert("north", "one", "lending", "One");
        await store[nouns].insert("south", "one", "lending", "Other one");
        await store[nouns].updateName("north", "one", "First");
        assert.equal((await store[nouns].find("north", "one"))?.name, "First");
        assert.deepEqual(
          (await store[nouns].list("south", { limit: 10 })).map(({ name }) => name),
          ["Other one"],
        );
        await store[nouns].delete("north", "one");
        assert.equal(await store[nouns].find("north", "one"), undefined);
        assert.equal((await store[nouns].find("south", "one"))?.name, "Other one");
        await assert.rejects(store[nouns].updateName("north", "one", "Gone"), refusedAs("not_found"));
        await assert.rejects(store[nouns].delete("north", "one"), refusedAs("not_found"));
      });

      it(`refuses two ${nouns} with one id, and a department of another institution`, async () => {
        await store.departments.insert("south", `south-${nouns}`, "Only south");
        await store[nouns].insert("north", "twice", "lending", "Once");
        await assert.rejects(store[nouns].insert("north", "twice", "lending", "Again"), refusedAs("conflict"));
        await assert.rejects(store[nouns].insert("north", "stray", `south-${nouns}`, "Stray"), refusedAs("invalid_request"));
      });

      it(`never leaves ${nouns} without their department when it is deleted while they join`, async () => {
        for (let round = 0; round < 20; round += 1) {
          const department = `${nouns}-${round}`;
          await store.departments.insert("north", department, department);
          const joining = store[nouns].insert("north", department, department, "Joins");
          const deleting = store.departments.delete("north", department);
          await Promise.allSettled(round % 2 === 0 ? [joining, deleting] : [deleting, joining]);
          const member = await store[nouns].find("north", department);
          const found = await store.departments.find("north", department);
          assert.equal(member !== undefined, found !== undefined, `round ${round}`);
        }
      });
    }

    it("gives no page longer than a thousand", async () => {
      await database.execute(
        `insert into department (institution_id, id, name, created_at)
       select $1, 'd' || lpad(n::text, 5, '0'), 'many', $2 from generate_series(1, 1001) as n`,
        ["west", new Date()],
      );
      assert.equal((await store.departments.list("west", { limit: 5_000 })).length, 1_000);
    });
  });
