// Named queries on real engines: the caller's rights, the limits, and that nothing can be changed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { createDataSource } from "#infrastructure/database/data-source.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { artefactStore, failsWith, skillCall, skillDefinition } from "#test/skill-definition.ts";
import type { JsonObject } from "../skill.ts";
import { createQueryOpener } from "./query-skill.ts";
import { createRunSkill } from "./run-skill.ts";

interface Query {
  readonly sql: string;
  readonly parameters?: readonly string[];
  readonly rowsMax?: number;
  readonly timeoutMs?: number;
  readonly source?: string;
}

async function ask(database: Database, query: Query, input: JsonObject = {}, departmentId: string | undefined = "tokyo") {
  const { sql, parameters = [], rowsMax = 10, timeoutMs = 5_000, source = "core" } = query;
  const { hashes, load } = artefactStore(sql);
  const sources = new Map([["core", createDataSource(database)]]);
  const runner = createRunSkill({ query: createQueryOpener((name) => sources.get(name)) }, (_institution, hash) => load(hash));
  const definition = skillDefinition(
    { kind: "query", artefact: hashes[0] ?? "", source, parameters: [...parameters], rowsMax },
    { id: "customer", input: { type: "object" }, limits: { timeoutMs } },
  );
  const call = skillCall(input, { departmentId });
  return runner
    .run(definition, call)
    .then(({ output }) => output)
    .finally(runner.close);
}

async function withAccounts(open: () => Promise<Database>, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await open();
  try {
    await database.execute("create table account (id int primary key, department text, owner text, balance numeric, opened timestamptz)");
    await database.execute(
      `insert into account
         select n, case when n % 2 = 0 then 'tokyo' else 'osaka' end, 'user-' || n, n * 1000.50, '2026-01-01T00:00:00Z' from generate_series(1, 20) as n`,
    );
    await work(database);
  } finally {
    await database.close();
  }
}

const OF_DEPARTMENT = "-- accounts\nselect id, balance, opened from account where department = $1 and id >= $2 order by id;\n";

for (const engine of TEST_ENGINES) {
  describe(`a named query on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    it("gives the rows of the caller's own department, whatever the arguments say", () =>
      withAccounts(engine.open, async (database) => {
        const query = { sql: OF_DEPARTMENT, parameters: ["caller.department", "from"], rowsMax: 2 };
        const claims = { from: 3, department: "osaka", "caller.department": "osaka" };
        assert.deepEqual(await ask(database, query, claims), {
          rows: [
            { id: 4, balance: "4002.00", opened: "2026-01-01T00:00:00.000Z" },
            { id: 6, balance: "6003.00", opened: "2026-01-01T00:00:00.000Z" },
          ],
          hasMore: true,
        });
        const osaka = await ask(database, { ...query, rowsMax: 9 }, { from: 4 }, "osaka");
        assert.deepEqual(
          [
            osaka.hasMore,
            z
              .array(z.object({ id: z.number() }))
              .parse(osaka.rows)
              .map(({ id }) => id),
          ],
          [false, [5, 7, 9, 11, 13, 15, 17, 19]],
        );
      }));

    it("takes lists, and tells an absent argument from none", () =>
      withAccounts(engine.open, async (database) => {
        const query = {
          sql: "select count(*) as n from account where owner = any($1::text[]) and ($2::int is null or id > $2::int)",
          parameters: ["owners", "above"],
        };
        assert.deepEqual(await ask(database, query, { owners: ["user-1", 'x"}', "user-3"] }), { rows: [{ n: 2 }], hasMore: false });
        assert.deepEqual(await ask(database, query, { owners: ["user-1", "user-3"], above: 1 }), { rows: [{ n: 1 }], hasMore: false });
        await assert.rejects(
          ask(database, query, { owners: [{ a: 1 }] }),
          failsWith("invalid_request", /^The argument owners has to be a text/),
        );
      }));

    it("changes nothing, however the statement is written", () =>
      withAccounts(engine.open, async (database) => {
        const changing = [
          "delete from account",
          "/* read */ update account set balance = 0",
          "with gone as (delete from account returning id) select id from gone",
          "select 1) as x; commit; delete from account; select * from (select 1",
          "select 1) as x limit 1; delete from account; --",
          "select set_config('transaction_read_only', 'off', true)",
          "select id from account for update",
          "with x as (select 1) insert into account (id) select 100",
          "",
        ];
        for (const sql of changing)
          await assert.rejects(ask(database, { sql }), failsWith("conflict", /^(A named query is a SELECT|The data source refused)/), sql);
        assert.deepEqual(
          await database.query(z.object({ n: z.number(), sum: z.string() }), "select count(*) as n, sum(balance) as sum from account"),
          [{ n: 20, sum: "210105.00" }],
        );
      }));

    it("is not opened with parameters that it does not use, or over a source that is not there", () =>
      withAccounts(engine.open, async (database) => {
        const unused = { sql: "select id from account where id = $1", parameters: ["id", "caller.department"] };
        await assert.rejects(ask(database, unused), failsWith("conflict", /has to use each of its 2 parameters/));
        await assert.rejects(
          ask(database, { sql: "select id from account where id = $2", parameters: ["id"] }),
          failsWith("conflict", /each of its 1 parameters/),
        );
        await assert.rejects(
          ask(database, { sql: "select 1", source: "other" }),
          failsWith("conflict", /data source other, which is not configured/),
        );
        await assert.rejects(
          ask(database, { sql: "select missing from account" }),
          failsWith("conflict", /^The data source refused the query/),
        );
      }));

    it("is not answered for a caller without a department, where it is for departments", () =>
      withAccounts(engine.open, async (database) => {
        const { hashes, load } = artefactStore(OF_DEPARTMENT);
        const open = createQueryOpener(() => createDataSource(database));
        const source = {
          kind: "query",
          artefact: hashes[0] ?? "",
          source: "core",
          parameters: ["caller.department", "from"],
          rowsMax: 5,
        } as const;
        const skill = await open(
          skillDefinition({ ...source, parameters: [...source.parameters] }, { id: "customer", input: { type: "object" } }),
          load,
        );
        const call = skillCall({ from: 1, department: "tokyo" }, { departmentId: undefined });
        await assert.rejects(skill.run(call), failsWith("invalid_request", /the caller belongs to none/));
      }));
  });
}

describe("a named query on postgresql that takes too long", { skip: TEST_ENGINES[1]?.absent ?? false }, () => {
  it("is stopped in the database itself", async () => {
    const database = await TEST_ENGINES[1]?.open();
    assert(database !== undefined);
    const source = createDataSource(database);
    await assert.rejects(
      source.query("select pg_sleep(20)", [], { rowsMax: 1, timeoutMs: 30 }),
      failsWith("upstream_timeout", /within 30 ms/),
    );
    await database.close();
  });
});
