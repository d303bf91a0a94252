// Contract of a database, once for each engine: the same statements, transactions and errors. Its values are in database-values.test.ts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import type { Database, SqlRunner, SqlValue } from "#infrastructure/database/database.ts";
import { type ErrorKind, KanameError } from "#infrastructure/errors.ts";
import { TEST_ENGINES } from "#test/database.ts";

const anyRow = z.record(z.string(), z.unknown());
const countRow = z.object({ count: z.number() });

function failsAs(kind: ErrorKind) {
  return (error: unknown) => error instanceof KanameError && error.kind === kind;
}

/** The text of an error and of all its causes: whatever the log could show. */
function everythingSaid(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack}\n${everythingSaid(error.cause)}` : String(error);
}

for (const engine of TEST_ENGINES) {
  describe(`a database on ${engine.name}`, () => {
    const options = engine.absent === undefined ? {} : { skip: engine.absent };
    let database: Database;

    before(async () => {
      if (engine.absent !== undefined) return;
      database = await engine.open();
      await database.execute("create table thing (id text primary key, amount int8 not null default 0 check (amount >= 0))");
    });
    after(() => database?.close());

    async function read(sql: string, parameters: readonly SqlValue[] = []): Promise<unknown> {
      const rows = await database.query(anyRow, sql, parameters);
      return rows[0]?.value;
    }

    async function count(runner: SqlRunner = database): Promise<number> {
      const rows = await runner.query(countRow, "select count(*) as count from thing limit 1");
      return rows[0]?.count ?? -1;
    }

    describe("statements", () => {
      it("say how many rows they changed, and reading changes none", options, async () => {
        assert.equal(await database.execute("insert into thing (id) values ('s1'), ('s2'), ('s3')"), 3);
        assert.equal(await database.execute("update thing set amount = 5 where id = any($1)", [["s1", "s2"]]), 2);
        assert.equal(await database.execute("select id from thing limit 10"), 0);
        assert.equal(await database.execute("insert into thing (id) values ('s1') on conflict do nothing"), 0);
        assert.equal(await database.execute("delete from thing where id like $1", ["s%"]), 3);
        assert.equal(await database.execute("create table emptied (id text)"), 0);
      });

      it("fail as a conflict on a unique violation", options, async () => {
        await database.execute("insert into thing (id) values ('unique')");
        await assert.rejects(database.execute("insert into thing (id) values ($1)", ["unique"]), failsAs("conflict"));
      });

      it("fail as internal on any other violation and on bad SQL, and the next one works", options, async () => {
        for (const sql of [
          "insert into thing (id, amount) values ('x', -1)",
          "insert into thing (id) values (null)",
          "select from nowhere",
          "selec",
          "select 1 / 0",
        ]) {
          await assert.rejects(database.execute(sql), failsAs("internal"), sql);
        }
        await assert.rejects(database.execute("select $1::text", ["nul \0"]), failsAs("internal"));
        assert.equal(await read("select 1 as value"), 1);
      });

      it("say nothing of the values when they fail", options, async () => {
        await database.execute("insert into thing (id) values ('secret-value')");
        const failing: readonly [string, readonly SqlValue[]][] = [
          ["insert into thing (id) values ($1)", ["secret-value"]],
          ["insert into thing (id, amount) values ($1, -1)", ["secret-value"]],
          ["select $1::int4", ["secret-value"]],
          ["select $1::jsonb", ["secret-value"]],
          ["select $1::timestamptz", ["secret-value"]],
        ];
        for (const [sql, values] of failing) {
          const error: unknown = await database.execute(sql, values).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          assert.ok(error instanceof KanameError, sql);
          assert.ok(!everythingSaid(error).includes("secret-value"), everythingSaid(error));
        }
      });

      it("run many at once, each with its own answer", options, async () => {
        const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => read("select $1::int4 as value", [index])));
        assert.deepEqual(
          answers,
          Array.from({ length: 200 }, (_, index) => index),
        );
      });

      it("are refused as overloaded, and none is lost, when too many wait", options, async () => {
        const outcomes = await Promise.allSettled(Array.from({ length: 3_000 }, () => read("select 1 as value")));
        const refused = outcomes.filter((outcome) => outcome.status === "rejected");
        assert.ok(refused.length > 0 && refused.length < 2_500, `${refused.length} refused`);
        assert.ok(refused.every(({ reason }) => failsAs("overloaded")(reason)));
        assert.equal(await read("select 1 as value"), 1);
      });

      it("leave the event loop to others while they run", options, async () => {
        let turns = 0;
        let isRunning = true;
        const running = read("select count(*) as value from generate_series(1, 300000)").finally(() => (isRunning = false));
        while (isRunning) {
          turns += 1;
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.equal(await running, 300_000);
        assert.ok(turns > 10, `${turns} turns of the event loop`);
      });
    });

    describe("a transaction", () => {
      it("keeps everything when its work succeeds, and gives its result", options, async () => {
        const result = await database.transaction(async (transaction) => {
          await transaction.execute("insert into thing (id) values ('t1')");
          await transaction.execute("insert into thing (id) values ('t2')");
          return "done";
        });
        assert.equal(result, "done");
        assert.equal(await read("select count(*) as value from thing where id in ('t1', 't2')"), 2);
      });

      it("keeps nothing when its work throws, and throws that error on", options, async () => {
        const wrong = new Error("changed my mind");
        const before = await count();
        await assert.rejects(
          database.transaction(async (transaction) => {
            await transaction.execute("insert into thing (id) values ('never')");
            throw wrong;
          }),
          (error) => error === wrong,
        );
        assert.equal(await count(), before);
      });

      it("keeps nothing when a statement fails, even if the work goes on as if nothing had happened", options, async () => {
        const before = await count();
        const work = async (transaction: SqlRunner) => {
          await transaction.execute("insert into thing (id) values ('half')");
          await transaction.execute("select 1 / 0").catch(() => undefined);
        };
        await assert.rejects(database.transaction(work), failsAs("internal"));
        assert.equal(await count(), before);
      });

      it("shows nothing to others before it is committed", options, async () => {
        const before = await count();
        const inserted = Promise.withResolvers<void>();
        const running = database.transaction(async (transaction) => {
          await transaction.execute("insert into thing (id) values ('hidden')");
          assert.equal(await count(transaction), before + 1);
          inserted.resolve();
        });
        await inserted.promise;
        // The embedded engine makes this wait for the commit; a server answers meanwhile.
        assert.ok([before, before + 1].includes(await count()));
        await running;
        assert.equal(await count(), before + 1);
      });

      it("mixes with nobody else's statements", options, async () => {
        await database.execute("insert into thing (id, amount) values ('counter', 0)");
        const increments = Array.from({ length: 40 }, () =>
          database.transaction(async (transaction) => {
            const rows = await transaction.query(
              z.object({ amount: z.number() }),
              "select amount from thing where id = 'counter' limit 1 for update",
            );
            await transaction.execute("update thing set amount = $1 where id = 'counter'", [(rows[0]?.amount ?? 0) + 1]);
          }),
        );
        const failing = Array.from({ length: 10 }, () =>
          database.transaction(async (transaction) => {
            await transaction.execute("update thing set amount = amount + 1000 where id = 'counter'");
            throw new Error("rolled back");
          }),
        );
        await Promise.allSettled([...increments, ...failing, ...Array.from({ length: 20 }, () => count())]);
        assert.equal(await read("select amount as value from thing where id = 'counter'"), 40);
      });

      it("runs statements that it starts together one after the other", options, async () => {
        const ids = Array.from({ length: 10 }, (_, index) => `together-${index}`);
        await database.transaction((transaction) =>
          Promise.all(ids.map((id) => transaction.execute("insert into thing (id) values ($1)", [id]))),
        );
        assert.equal(await read("select count(*) as value from thing where id like 'together-%'"), 10);
      });

      it("refuses to use the database instead of its runner, and does not wait for itself", options, async () => {
        await assert.rejects(
          database.transaction(() => database.execute("select 1")),
          failsAs("internal"),
        );
        await assert.rejects(
          database.transaction(() => database.transaction(async () => undefined)),
          failsAs("internal"),
        );
        assert.equal(await read("select 1 as value"), 1);
      });

      it("lets what it started use the database once it is over", options, async () => {
        const over = Promise.withResolvers<void>();
        let later: Promise<unknown> = Promise.resolve();
        await database.transaction(async () => {
          later = over.promise.then(() => read("select 1 as value"));
        });
        over.resolve();
        assert.equal(await later, 1);
      });

      it("gives a runner that is of no use after its end", options, async () => {
        const kept = await database.transaction(async (transaction) => transaction);
        await assert.rejects(kept.execute("insert into thing (id) values ('late')"), failsAs("internal"));
      });
    });

    describe("Kaname's tables", () => {
      const now = new Date("2026-11-24T12:00:00Z");
      const insertKey =
        "insert into api_key (id, institution_id, secret_hash, caller_kind, caller_id, role, created_at, created_by) values ($1, 'north', $2, $3, 'desk', 'caller', $4, 'test')";

      before(async () => {
        if (engine.absent !== undefined) return;
        for (const id of ["north", "south"])
          await database.execute("insert into institution (id, name, created_at) values ($1, $1, $2)", [id, now]);
        await database.execute("insert into department (institution_id, id, name, created_at) values ('north', 'lending', 'Lending', $1)", [
          now,
        ]);
      });

      it("let nobody belong to a department of another institution", options, async () => {
        for (const table of ["application", "person"]) {
          const insert = `insert into ${table} (institution_id, id, department_id, name, created_at) values ($1, 'desk', 'lending', 'Desk', $2)`;
          assert.equal(await database.execute(insert, ["north", now]), 1);
          await assert.rejects(database.execute(insert, ["south", now]), failsAs("internal"));
        }
      });

      it("take no key whose hash is no hash and whose holder is of no known kind", options, async () => {
        assert.equal(await database.execute(insertKey, ["key-1", Buffer.alloc(32), "person", now]), 1);
        await assert.rejects(database.execute(insertKey, ["key-2", Buffer.alloc(31), "person", now]), failsAs("internal"));
        await assert.rejects(database.execute(insertKey, ["key-3", Buffer.alloc(32), "robot", now]), failsAs("internal"));
      });

      it("hold a receipt once in an institution, and records without a receipt as often as there are", options, async () => {
        const insert =
          "insert into ledger_record (institution_id, writer, sequence, kind, at, receipt_id, cost_micros, line) values ($1, 'w', $2, 'call', $3, $4, 1, '{}')";
        assert.equal(await database.execute(insert, ["north", 1, now, "receipt-1"]), 1);
        assert.equal(await database.execute(insert, ["south", 1, now, "receipt-1"]), 1);
        await assert.rejects(database.execute(insert, ["north", 2, now, "receipt-1"]), failsAs("conflict"));
        assert.equal(await database.execute(insert, ["north", 3, now, null]), 1);
        assert.equal(await database.execute(insert, ["north", 4, now, null]), 1);
        await assert.rejects(database.execute(insert, ["north", 4, now, null]), failsAs("conflict"));
      });
    });
  });
}
