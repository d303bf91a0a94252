// The copy of the ledger while its database is away.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Database } from "#infrastructure/database/database.ts";
import { openTestDatabase } from "#test/database.ts";
import { callOf, changeOf, createBrokenDatabase, makeFolder, openTestLedger } from "#test/ledger.ts";

describe("the copy in the database", () => {
  it("goes on from the files when the database comes back, and asks a dead one at a bounded rate however many wait", async () => {
    using folder = makeFolder();
    const real = await openTestDatabase();
    const broken = createBrokenDatabase();
    let isDown = true;
    const database: Database = {
      ...real,
      query: (...query) => (isDown ? broken.query(...query) : real.query(...query)),
      transaction: (work) => (isDown ? broken.transaction(work) : real.transaction(work)),
    };
    const ledger = await openTestLedger(folder.path, { database });
    await ledger.append("bank", callOf("rc_1"));
    const waiting = ledger.listRecords("bank", { before: undefined, limit: 10 });
    // The first rest is over at the second attempt; somebody waits all the time.
    while (broken.attempts() < 3) await new Promise(setImmediate);
    for (let turn = 0; turn < 1_000; turn += 1) await new Promise(setImmediate);
    assert.ok(broken.attempts() < 10, `${broken.attempts()} attempts in 1,000 turns`);
    isDown = false;
    assert.equal((await waiting).records.length, 1);
    await ledger.close();
    await real.close();
  });

  it("does not hold up a stop while the database is away", async () => {
    using folder = makeFolder();
    const database = createBrokenDatabase();
    const ledger = await openTestLedger(folder.path, { database });
    await ledger.append("bank", changeOf("key/1"));
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    const started = performance.now();
    const keepAlive = setTimeout(() => undefined, 20_000);
    await ledger.close();
    clearTimeout(keepAlive);
    assert.ok(performance.now() - started < 240, `${performance.now() - started} ms`);
  });
});
