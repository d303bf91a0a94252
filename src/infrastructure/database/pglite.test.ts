// The embedded engine loses nothing that was committed, whatever happens to its process or its thread.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { z } from "zod";
import { makeDatabaseFolder } from "#test/database.ts";
import { createLog } from "../log.ts";
import type { Database } from "./database.ts";
import { openPglite } from "./pglite.ts";
import { type PgliteThread, startPgliteThread } from "./pglite-thread.ts";

const log = createLog("silent");
const numberRow = z.object({ number: z.number() });
const WRITER = join(import.meta.dirname, "../../../test/committing-process.ts");
/** How many commits each round waits for before the kill: early, and late enough for a checkpoint in between. */
const ROUNDS = [1, 60, 400, 120];

describe("the embedded engine", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "kaname-pglite-"));
    folder = join(parent, "database");
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  async function numbers(database: Database): Promise<number[]> {
    const rows = await database.query(numberRow, "select number from line order by number limit 100000");
    return rows.map(({ number }) => number);
  }

  /** Starts a writer, kills it in the middle of its writing after `commits` acknowledged rows, and gives the last number that it acknowledged. */
  async function writeAndKill(first: number, commits: number): Promise<number> {
    const writer = spawn(process.execPath, [WRITER, folder, String(first)], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    writer.stdout.on("data", (bytes: Buffer) => {
      printed += bytes.toString();
      if (printed.split("\n").length > commits) writer.kill("SIGKILL");
    });
    const [, signal] = await once(writer, "close");
    assert.equal(signal, "SIGKILL");
    // A number without its line end was being printed.
    return Number(printed.slice(0, printed.lastIndexOf("\n")).split("\n").at(-1));
  }

  it("loses no acknowledged row when its process is killed while it writes, again and again", async () => {
    await makeDatabaseFolder(folder);
    const database = await openPglite({ folder, log });
    await database.execute("create table line (number int8 primary key, filling text not null)");
    await database.close();

    let first = 0;
    for (const commits of ROUNDS) {
      const acknowledged = await writeAndKill(first, commits);
      const reopened = await openPglite({ folder, log });
      const found = await numbers(reopened);
      await reopened.close();
      // What was committed but not yet printed may be there too: at most the one row that was on its way.
      assert.ok(
        found.length === acknowledged + 1 || found.length === acknowledged + 2,
        `${found.length} rows for ${acknowledged + 1} acknowledged`,
      );
      assert.deepEqual(
        found,
        Array.from({ length: found.length }, (_, index) => index),
      );
      first = found.length;
    }
    assert.ok(first > 500);
  });

  it("fails what its thread was doing when it dies, and the next statement finds everything that was committed", async () => {
    await makeDatabaseFolder(folder);
    const threads: PgliteThread[] = [];
    const database = await openPglite({ folder, log }, async (...parts) => {
      const thread = await startPgliteThread(...parts);
      threads.push(thread);
      return thread;
    });
    await database.execute("create table line (number int8 primary key)");
    await database.execute("insert into line (number) values (1)");
    const inserted = Promise.withResolvers<void>();
    const failing = database.transaction(async (transaction) => {
      await transaction.execute("insert into line (number) values (2)");
      inserted.resolve();
      await transaction.execute("select count(*) from generate_series(1, 1000000000)");
    });
    const waiting = numbers(database);
    const failed = assert.rejects(failing, { kind: "storage_failed" });
    await inserted.promise;
    // Once the event loop has turned, the long statement has been sent.
    await new Promise((resolve) => setImmediate(resolve));
    await threads[0]?.kill(new Error("killed by the test"));
    await failed;
    assert.deepEqual(await waiting, [1]);
    assert.equal(threads.length, 2);
    await database.close();
  });

  it("answers nothing once it is closed, and closing waits for all who came before", async () => {
    await makeDatabaseFolder(folder);
    const database = await openPglite({ folder, log });
    await database.execute("create table line (number int8 primary key)");
    const running = database.transaction(async (transaction) => {
      for (const number of [1, 2, 3]) await transaction.execute("insert into line (number) values ($1)", [number]);
    });
    const waiting = numbers(database);
    await Promise.all([database.close(), running]);
    assert.deepEqual(await waiting, [1, 2, 3]);
    await assert.rejects(database.execute("select 1"), { kind: "storage_failed" });

    const reopened = await openPglite({ folder, log });
    assert.deepEqual(await numbers(reopened), [1, 2, 3]);
    await reopened.close();
  });

  it("keeps its folder from others, and starts over where the making of a database was cut short", async () => {
    mkdirSync(`${folder}.unfinished`);
    writeFileSync(join(`${folder}.unfinished`, "PG_VERSION"), "18\n");
    const database = await openPglite({ folder, log });
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(existsSync(`${folder}.unfinished`), false);
    await database.close();
  });

  it("says which folder it cannot open when the database there is damaged", async () => {
    await makeDatabaseFolder(folder);
    for (const name of readdirSync(join(folder, "global"))) writeFileSync(join(folder, "global", name), "damaged");
    await assert.rejects(
      openPglite({ folder, log }),
      (error: Error) => error.message.includes(folder) && "kind" in error && error.kind === "storage_failed",
    );
  });
});
