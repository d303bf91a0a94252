// What a database promises when its engine misbehaves; what it does on real engines is in test/contracts/database.test.ts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDatabase } from "./create-database.ts";
import type { Engine } from "./engine.ts";
import { engineLost } from "./sql-errors.ts";

/** An engine that notes what it is told, and fails on the statements of `failing`. */
function createFakeEngine(failing: readonly string[] = []) {
  const told: string[] = [];
  const engine: Engine = {
    name: "pglite",
    async lease() {
      return {
        async run(sql) {
          told.push(sql);
          if (failing.includes(sql)) throw engineLost(new Error("gone"));
          return { command: sql.toUpperCase(), columns: [], rows: [], changed: 0 };
        },
        release: (broken) => told.push(broken ? "released as broken" : "released"),
      };
    },
    close: async () => undefined,
  };
  return { engine, told };
}

describe("a transaction", () => {
  it("that stops asking is rolled back, told so, and keeps nobody waiting", async () => {
    const { engine, told } = createFakeEngine();
    const database = createDatabase(engine, { idleMsMax: 1 });
    const neverEnding = new Promise<void>(() => undefined);
    await assert.rejects(
      database.transaction(async (transaction) => {
        await transaction.execute("insert");
        await neverEnding;
      }),
      { kind: "storage_failed" },
    );
    assert.deepEqual(told, ["begin", "insert", "rollback", "released"]);
  });

  it("that fails is rolled back only after the statements that it started have ended", async () => {
    const { engine, told } = createFakeEngine();
    const database = createDatabase(engine);
    const wrong = new Error("work failed");
    await assert.rejects(
      database.transaction(async (transaction) => {
        transaction.execute("slow").catch(() => undefined);
        throw wrong;
      }),
      (error) => error === wrong,
    );
    assert.deepEqual(told, ["begin", "slow", "rollback", "released"]);
  });

  it("gives a session away as broken when it could not be rolled back", async () => {
    const { engine, told } = createFakeEngine(["insert", "rollback"]);
    const database = createDatabase(engine);
    await assert.rejects(
      database.transaction((transaction) => transaction.execute("insert")),
      { kind: "storage_failed" },
    );
    assert.deepEqual(told, ["begin", "insert", "rollback", "released as broken"]);
  });

  it("gives its session back when not even its beginning worked", async () => {
    const { engine, told } = createFakeEngine(["begin"]);
    await assert.rejects(
      createDatabase(engine).transaction(async () => "unreached"),
      { kind: "storage_failed" },
    );
    assert.deepEqual(told, ["begin", "rollback", "released"]);
  });
});

describe("a statement", () => {
  it("gives its session back when it fails", async () => {
    const { engine, told } = createFakeEngine(["select"]);
    await assert.rejects(createDatabase(engine).execute("select"), { kind: "storage_failed" });
    assert.deepEqual(told, ["select", "released"]);
  });
});
