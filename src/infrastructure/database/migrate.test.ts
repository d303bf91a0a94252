// Migrations are applied once, in order, whole or not at all, and are never edited afterwards; once for each engine.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { z } from "zod";
import { MIGRATIONS, TEST_ENGINES } from "#test/database.ts";
import { KanameError } from "../errors.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";

function refused(sentence: RegExp) {
  return (error: unknown) => error instanceof KanameError && error.kind === "conflict" && sentence.test(error.message);
}

for (const engine of TEST_ENGINES) {
  describe(`migrations on ${engine.name}`, () => {
    const options = engine.absent === undefined ? {} : { skip: engine.absent };
    let database: Database;
    let folder: string;

    before(async () => {
      if (engine.absent === undefined) database = await engine.open();
    });
    after(() => database?.close());
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "kaname-migrations-"));
      await database?.execute("drop table if exists migration, one, two");
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    function write(name: string, sql: string): void {
      writeFileSync(join(folder, name), sql);
    }
    async function tables(): Promise<string[]> {
      const row = z.object({ name: z.string() });
      const rows = await database.query(
        row,
        "select tablename as name from pg_tables where tablename in ('one', 'two') order by tablename limit 10",
      );
      return rows.map(({ name }) => name);
    }

    it("are applied in order, each once, and say which they were", options, async () => {
      write("0002-second.sql", "alter table one add column later text; create table two (a text);");
      write("0001-first.sql", "-- what it is for\ncreate table one (a text);\ncreate index on one (a);\n");
      assert.deepEqual(await migrate(database, folder), ["0001-first.sql", "0002-second.sql"]);
      assert.deepEqual(await migrate(database, folder), []);
      assert.deepEqual(await tables(), ["one", "two"]);
      assert.equal(await database.execute("insert into one (a, later) values ('x', 'y')"), 1);
    });

    it("go on where they stopped", options, async () => {
      write("0001-first.sql", "create table one (a text)");
      await migrate(database, folder);
      write("0002-second.sql", "create table two (a text)");
      assert.deepEqual(await migrate(database, folder), ["0002-second.sql"]);
    });

    it("refuse to go on when an applied one was edited, naming it; other line endings are no edit", options, async () => {
      write("0001-first.sql", "create table one (a text);\n");
      await migrate(database, folder);
      write("0001-first.sql", "create table one (a text);\r\n");
      assert.deepEqual(await migrate(database, folder), []);
      write("0001-first.sql", "create table one (a text, b text);\n");
      write("0002-second.sql", "create table two (a text)");
      await assert.rejects(migrate(database, folder), refused(/^The migration 0001-first\.sql was edited after it was applied/));
      assert.deepEqual(await tables(), ["one"]);
    });

    it("refuse a database that a newer version has migrated", options, async () => {
      write("0001-first.sql", "create table one (a text)");
      write("0002-second.sql", "create table two (a text)");
      await migrate(database, folder);
      rmSync(join(folder, "0002-second.sql"));
      await assert.rejects(migrate(database, folder), refused(/0002-second\.sql, which this version of Kaname does not know/));
    });

    it("leave nothing of one that fails half-way, and keep those before it", options, async () => {
      write("0001-first.sql", "create table one (a text)");
      write("0002-second.sql", "create table two (a text); insert into two (a) values ('x'); select 1 / 0;");
      await assert.rejects(migrate(database, folder), { kind: "internal" });
      assert.deepEqual(await tables(), ["one"]);
      write("0002-second.sql", "create table two (a text)");
      assert.deepEqual(await migrate(database, folder), ["0002-second.sql"]);
    });

    it("are refused when a number is missing, doubled or badly written, before any is applied", options, async () => {
      for (const name of ["0003-third.sql", "0001-again.sql", "2-second.sql", "0002_second.sql", "0002-Second.sql"]) {
        write("0001-first.sql", "create table one (a text)");
        write(name, "create table two (a text)");
        await assert.rejects(migrate(database, folder), refused(/is out of order/), name);
        assert.deepEqual(await tables(), [], name);
        rmSync(join(folder, name));
      }
    });

    it("are applied once when several servers start together", options, async () => {
      write("0001-first.sql", "create table one (a text)");
      write("0002-second.sql", "create table two (a text)");
      const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database, folder)));
      assert.deepEqual(applied.flat().sort(), ["0001-first.sql", "0002-second.sql"]);
    });

    it("of Kaname itself are all applied to a database that is opened for a test", options, async () => {
      if (engine.absent !== undefined) return;
      const fresh = await engine.open();
      assert.deepEqual(await migrate(fresh, MIGRATIONS), []);
      await fresh.close();
    });
  });
}
