// A PostgreSQL server that is away, restarts or refuses is told in one sentence, and nothing else breaks.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { TEST_ENGINES } from "#test/database.ts";
import { createLog } from "../log.ts";
import type { Database } from "./database.ts";
import { openPostgres } from "./postgres.ts";

const log = createLog("silent");
const engine = TEST_ENGINES.find(({ name }) => name === "postgresql");
const absent = engine?.absent;
const pidRow = z.object({ pid: z.number() });

describe("a PostgreSQL server", () => {
  it("that does not listen is told as storage that failed, without the password", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    server.close();
    await once(server, "close");
    await assert.rejects(openPostgres({ url: `postgres://kaname:top-secret@127.0.0.1:${port}/kaname`, log }), (error: Error) => {
      assert.equal("kind" in error && error.kind, "storage_failed");
      assert.ok(!`${error.stack} ${JSON.stringify(error.cause)} ${String(error.cause)}`.includes("top-secret"));
      return true;
    });
  });

  describe("that answers", () => {
    const options = absent === undefined ? {} : { skip: absent };
    let database: Database | undefined;
    before(async () => {
      if (absent === undefined) database = await engine?.open();
    });
    after(() => database?.close());

    function opened(): Database {
      assert.ok(database !== undefined);
      return database;
    }

    it("and then ends a connection fails the transaction on it, undoes it, and serves the next statement", options, async () => {
      await opened().execute("create table line (number int8 primary key)");
      const begun = Promise.withResolvers<number>();
      const ended = Promise.withResolvers<void>();
      const failed = assert.rejects(
        opened().transaction(async (transaction) => {
          await transaction.execute("insert into line (number) values (1)");
          begun.resolve((await transaction.query(pidRow, "select pg_backend_pid() as pid"))[0]?.pid ?? 0);
          await ended.promise;
          await transaction.execute("insert into line (number) values (2)");
        }),
        { kind: "storage_failed" },
      );
      const terminated = await opened().query(z.object({ done: z.boolean() }), "select pg_terminate_backend($1, 10000) as done", [
        await begun.promise,
      ]);
      assert.deepEqual(terminated, [{ done: true }]);
      ended.resolve();
      await failed;
      assert.deepEqual(await opened().query(z.object({ n: z.number() }), "select count(*) as n from line"), [{ n: 0 }]);
    });

    it("ends a statement that takes longer than its limit, and says that the database is busy", options, async () => {
      await assert.rejects(
        opened().transaction(async (transaction) => {
          await transaction.execute("set local statement_timeout = '5ms'");
          await transaction.execute("select pg_sleep(30)");
        }),
        { kind: "storage_failed" },
      );
      const limits = await opened().query(z.object({ limit: z.string() }), "select current_setting('statement_timeout') as limit");
      assert.deepEqual(limits, [{ limit: "30s" }]);
    });

    it("resolves a deadlock between two transactions at the cost of one", options, async () => {
      await opened().execute("insert into line (number) values (10), (20)");
      const bothLocked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
      const crossing = (
        [
          [10, 20],
          [20, 10],
        ] as const
      ).map(([first, second], index) =>
        opened().transaction(async (transaction) => {
          await transaction.execute("update line set number = number where number = $1", [first]);
          bothLocked[index]?.resolve();
          await Promise.all(bothLocked.map(({ promise }) => promise));
          await transaction.execute("update line set number = number where number = $1", [second]);
        }),
      );
      const outcomes = await Promise.allSettled(crossing);
      const failures = outcomes.filter((outcome) => outcome.status === "rejected");
      assert.deepEqual(
        failures.map(({ reason }) => reason.kind),
        ["storage_failed"],
      );
    });
  });
});
