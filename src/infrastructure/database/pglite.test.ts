// The embedded engine loses nothing that was committed, whatever happens to its process or its thread.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { z } from "zod";
import { createLog } from "#infrastructure/log.ts";
import type { Database } from "./database.ts";
import { openPglite } from "./pglite.ts";

const log = createLog("silent");
const numberRow = z.object({ number: z.number() });
const WRITER = join(import.meta.dirname, "../../../test/committing-process.ts");
const ROUNDS = 5;
/** How many commits each round waits for before the kill: early, and late enough for a checkpoint in between. */
const COMMITS = [1, 40, 150, 400, 90];

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
    const database = await openPglite({ folder, log });
    await database.execute("create table line (number int8 primary key, filling text not null)");
    await database.close();

    let first = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const acknowledged = await writeAndKill(first, COMMITS[round] ?? 1);
      const reopened = await openPglite({ folder, log });
      const found = await numbers(reopened);
      await reopened.close();
      // What was committed but not yet printed may be there too: at most the one row that was on its way.
      assert.ok(found.length === acknowledged + 1 || found.length === acknowledged + 2, `${found.length} rows for ${acknowledged + 1} acknowledged`);
      assert.deepEqual(found, Array.from({ length: found.length }, (_, index) => index));
      first = found.length;
    }
    assert.ok(first > 500);
  });

  it("fails what its thread was doing when it dies, and the next statement finds everything committed", async () => {
    const database = await openPglite({ folder, log });
    await database.execute("create table line (number int8 primary key)");
    await database.execute("insert into line (number) values (1)");
    // A failing rollback is beyond what SQL can do, but a fatal error ends the engine as a crash does.
    const outcomes = await Promise.allSettled([
      database.execute("insert into line (number) values (2)"),
      database.execute("select pg_terminate_backend(pg_backend_pid())"),
      database.execute("insert into line (number) values (3)"),
    ]);
    assert.equal(outcomes[0]?.status, "fulfilled");
    const after = await numbers(database);
    assert.ok(after.includes(1) && after.includes(2));
    await database.close();
  });

  it("answers nothing once it is closed, and closing waits for what was running", async () => {
    const database = await openPglite({ folder, log });
    await database.execute("create table line (number int8 primary key)");
    const running = database.transaction(async (transaction) => {
      for (const number of [1, 2, 3]) await transaction.execute("insert into line (number) values ($1)", [number]);
    });
    await database.close();
    await running;
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
    const database = await openPglite({ folder, log });
    await database.close();
    for (const name of readdirSync(join(folder, "global"))) writeFileSync(join(folder, "global", name), "damaged");
    await assert.rejects(openPglite({ folder, log }), (error: Error) => error.message.includes(folder) && "kind" in error && error.kind === "storage_failed");
  });
});
