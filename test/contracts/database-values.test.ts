// Contract of a database's values, once for each engine: what goes in, and what the same statement gives back.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import type { Database, SqlValue } from "#infrastructure/database/database.ts";
import { TEST_ENGINES } from "#test/database.ts";

const anyRow = z.record(z.string(), z.unknown());

for (const engine of TEST_ENGINES) {
  describe(`values of a database on ${engine.name}`, () => {
    const options = engine.absent === undefined ? {} : { skip: engine.absent };
    let database: Database | undefined;

    before(async () => {
      if (engine.absent === undefined) database = await engine.open();
    });
    after(() => database?.close());

    function opened(): Database {
      assert.ok(database !== undefined);
      return database;
    }
    async function read(sql: string, parameters: readonly SqlValue[] = []): Promise<unknown> {
      const rows = await opened().query(anyRow, sql, parameters);
      return rows[0]?.value;
    }

    const columns: readonly { sql: string; value: unknown }[] = [
      { sql: "true", value: true },
      { sql: "false", value: false },
      { sql: "7::int2", value: 7 },
      { sql: "-7::int4", value: -7 },
      { sql: "9007199254740991::int8", value: Number.MAX_SAFE_INTEGER },
      { sql: "-9007199254740991::int8", value: Number.MIN_SAFE_INTEGER },
      { sql: "(select count(*) from institution)", value: 0 },
      { sql: "0.1::float4", value: 0.1 },
      { sql: "0.1::float8 + 0.2", value: 0.30000000000000004 },
      { sql: "'Infinity'::float8", value: Number.POSITIVE_INFINITY },
      { sql: "'NaN'::float8", value: Number.NaN },
      { sql: "12345678901234567890.50::numeric", value: "12345678901234567890.50" },
      { sql: "'要'::text", value: "要" },
      { sql: "''::text", value: "" },
      { sql: "null::text", value: null },
      { sql: "null::int8", value: null },
      { sql: "'\\x00ff10'::bytea", value: Buffer.from([0, 255, 16]) },
      { sql: "'2026-11-24T21:06:01.123456+09'::timestamptz", value: new Date("2026-11-24T12:06:01.123Z") },
      { sql: "'2026-11-24T12:00:00+00'::timestamptz", value: new Date("2026-11-24T12:00:00Z") },
      { sql: "'2026-11-24'::date", value: "2026-11-24" },
      { sql: `'{"a": [1, null, "x"]}'::jsonb`, value: { a: [1, null, "x"] } },
      { sql: `'"text"'::json`, value: "text" },
      { sql: "'null'::jsonb", value: null },
      { sql: `array['a', '', 'null', 'NULL', null, 'b "q" \\ , {}']`, value: ["a", "", "null", "NULL", null, `b "q" \\ , {}`] },
      { sql: "'{}'::text[]", value: [] },
      { sql: "array[1, 2]::int4[]", value: [1, 2] },
      { sql: "array[3, null]::int8[]", value: [3, null] },
      { sql: "array[0.5, 1e300]::float8[]", value: [0.5, 1e300] },
      { sql: "array[true, false]", value: [true, false] },
      { sql: `array['{"a": "b,c"}']::jsonb[]`, value: [{ a: "b,c" }] },
      { sql: "array['2026-11-24T12:00:00+00']::timestamptz[]", value: [new Date("2026-11-24T12:00:00Z")] },
      { sql: "'{1,2,3}'::float4[]::vector::text", value: "[1,2,3]" },
      { sql: "'0b8f1c1e-0000-4000-8000-000000000000'::uuid", value: "0b8f1c1e-0000-4000-8000-000000000000" },
    ];
    for (const { sql, value } of columns) {
      it(`reads ${sql}`, options, async () => assert.deepEqual(await read(`select ${sql} as value`), value));
    }

    it("reads no int8 that a number cannot hold, rather than a wrong one", options, async () => {
      await assert.rejects(read("select 9007199254740992::int8 as value"), { kind: "internal" });
      assert.equal(await read("select 1 as value"), 1);
    });

    it("reads bytes as a Buffer", options, async () => {
      assert.ok(Buffer.isBuffer(await read("select '\\x01'::bytea as value")));
    });

    const parameters: readonly { cast: string; value: SqlValue; read?: unknown }[] = [
      { cast: "bool", value: true },
      { cast: "int4", value: -3 },
      { cast: "int8", value: Number.MAX_SAFE_INTEGER },
      { cast: "int8", value: 12n, read: 12 },
      { cast: "float8", value: 1.5e-300 },
      { cast: "float8", value: Number.NEGATIVE_INFINITY },
      { cast: "numeric", value: "0.10" },
      { cast: "text", value: "'; drop table thing; --" },
      { cast: "text", value: null },
      { cast: "bytea", value: Buffer.from([0, 1, 255]) },
      { cast: "bytea", value: new Uint8Array([9, 8, 7]).subarray(1), read: Buffer.from([8, 7]) },
      { cast: "bytea", value: new Uint8Array(), read: Buffer.alloc(0) },
      { cast: "timestamptz", value: new Date("2026-02-28T23:59:59.999Z") },
      {
        cast: "jsonb",
        value: JSON.stringify({ list: ["a", 1], nested: { yes: true } }),
        read: { list: ["a", 1], nested: { yes: true } },
      },
      { cast: "text[]", value: ["a", "", "NULL", `"\\,{} \n`] },
      { cast: "text[]", value: [] },
      { cast: "int8[]", value: [1, -2] },
      { cast: "float8[]", value: [0.25, Number.POSITIVE_INFINITY] },
    ];
    for (const { cast, value, read: expected } of parameters) {
      const shown = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
      it(`gives ${shown} to ${cast} and reads it back`, options, async () => {
        assert.deepEqual(await read(`select $1::${cast} as value`, [value]), expected === undefined ? value : expected);
      });
    }

    it("gives any text and any list of texts, and reads them back", options, async () => {
      // PostgreSQL holds no NUL character, and a lone surrogate is no character.
      const text = fc
        .string({ unit: "grapheme", maxLength: 40 })
        .filter((candidate) => !candidate.includes("\0") && candidate.isWellFormed());
      await fc.assert(
        fc.asyncProperty(text, fc.array(text, { maxLength: 5 }), async (one, many) => {
          assert.equal(await read("select $1::text as value", [one]), one);
          assert.deepEqual(await read("select $1::text[] as value", [many]), many);
        }),
        { numRuns: 50 },
      );
    });

    it("uses a list to choose rows", options, async () => {
      const rows = await opened().query(
        z.object({ n: z.number() }),
        "select n from generate_series(1, 9) as n where n = any($1) order by n limit 10",
        [[2, 5, 70]],
      );
      assert.deepEqual(rows, [{ n: 2 }, { n: 5 }]);
    });

    it("finds the nearest vectors", options, async () => {
      await opened().execute("create table direction (id text primary key, embedding vector(3) not null)");
      await opened().execute("create index direction_by_embedding on direction using hnsw (embedding vector_cosine_ops)");
      for (const [id, embedding] of [
        ["east", "[1,0,0]"],
        ["north", "[0,1,0]"],
        ["north-east", "[1,1,0]"],
      ] as const) {
        await opened().execute("insert into direction (id, embedding) values ($1, $2)", [id, embedding]);
      }
      const rows = await opened().query(
        z.object({ id: z.string(), distance: z.number() }),
        "select id, embedding <=> $1 as distance from direction order by embedding <=> $1 limit 2",
        ["[0.9,0.1,0]"],
      );
      assert.deepEqual(
        rows.map(({ id }) => id),
        ["east", "north-east"],
      );
      assert.ok(Math.abs((rows[0]?.distance ?? 1) - 0.0061) < 0.0001);
    });

    it("refuses a row that has not the form that the store expects", options, async () => {
      await assert.rejects(opened().query(z.object({ value: z.number() }), "select 'text' as value"), { kind: "internal" });
    });
  });
}
