// An API key opens the door to its holder until it expires or is revoked, also while the database is away, and to nobody else.
import assert from "node:assert/strict";
import crypto, { randomBytes } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Database } from "#infrastructure/database/database.ts";
import { type ErrorKind, KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { createIdentityStore } from "./identity-store.ts";
import { createKeys, type KeyOrder, type Keys } from "./keys.ts";

const ORDER: KeyOrder = {
  callerKind: "application",
  callerId: "desk",
  role: "caller",
  scenarioId: "faq",
  budgetMicros: 5_000_000,
  expiresAt: null,
  issuedBy: "test",
};
const pepper = randomBytes(32);
const log = createLog("silent");

/** A clock that moves when it is told to. */
function createManualClock() {
  let nowMs = Date.UTC(2026, 0, 15);
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}

/** The real database behind a line that can be cut, and that counts what passes. */
function createLine(database: Database) {
  const line = { isCut: false, queries: 0 };
  function pass(): void {
    line.queries += 1;
    if (line.isCut) throw new KanameError("storage_failed", "The database cannot be reached.");
  }
  const cuttable: Database = {
    ...database,
    async query(row, sql, parameters) {
      pass();
      return database.query(row, sql, parameters);
    },
    async execute(sql, parameters) {
      pass();
      return database.execute(sql, parameters);
    },
  };
  return { line, cuttable };
}

function refusedAs(kind: ErrorKind, sentence: RegExp) {
  return (error: unknown) => error instanceof KanameError && error.kind === kind && sentence.test(error.message);
}
const UNKNOWN = refusedAs("unauthenticated", /^This API key is not known here\.$/);

for (const engine of TEST_ENGINES)
  describe(`an API key on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let clock: ReturnType<typeof createManualClock>;
    let keys: Keys;
    let line: { isCut: boolean; queries: number };
    let startServer: () => Keys;

    before(async () => {
      database = await engine.open();
      const identity = createIdentityStore({ database, clock: createManualClock() });
      for (const institution of ["north", "south"]) await identity.institutions.ensure(institution, institution);
      await identity.departments.insert("north", "lending", "Lending");
      await identity.applications.insert("north", "desk", "lending", "Loan desk");
    });
    after(() => database.close());

    beforeEach(() => {
      clock = createManualClock();
      const cut = createLine(database);
      line = cut.line;
      startServer = () => createKeys({ database: cut.cuttable, pepper, clock, ids: createIds(), log });
      keys = startServer();
    });

    it("stands for its holder, with department, scenario and budget", async () => {
      const { key, record } = await keys.issue("north", ORDER);
      assert.deepEqual(await keys.authenticate(key), {
        institutionId: "north",
        departmentId: "lending",
        kind: "application",
        id: "desk",
        keyId: record.id,
        role: "caller",
        scenarioId: "faq",
        budgetMicros: 5_000_000,
      });
    });

    it("is not issued to an application of another institution, or to one that does not exist", async () => {
      await assert.rejects(keys.issue("south", ORDER), refusedAs("invalid_request", /no application "desk"/));
      await assert.rejects(keys.issue("north", { ...ORDER, callerId: "nobody" }), refusedAs("invalid_request", /no application "nobody"/));
    });

    it("is stored without its secret", async () => {
      const { key, record } = await keys.issue("north", ORDER);
      const secret = key.slice(key.lastIndexOf(record.id.slice(4)) + 27);
      assert.equal(secret.length, 51);
      assert.ok(!JSON.stringify(record).includes(secret.slice(0, 10)));
      const listed = await keys.list("north", { limit: 1_000 });
      assert.ok(!JSON.stringify(listed).includes(secret.slice(0, 10)));
    });

    it("is refused when it has not the form of a key", async () => {
      for (const text of [
        "",
        "sk-abc",
        "kn_",
        `kn_${"0".repeat(26)}_short`,
        `kn_${"0".repeat(26)}_${"A".repeat(52)}`,
        "k".repeat(100_000),
      ]) {
        await assert.rejects(keys.authenticate(text), refusedAs("unauthenticated", /not an API key of Kaname/));
      }
      assert.equal(line.queries, 0);
    });

    it("is refused in the same words whether its id or its secret is wrong, at any place, before and after it was used", async () => {
      const { key } = await keys.issue("north", ORDER);
      for (const used of [false, true]) {
        if (used) await keys.authenticate(key);
        for (let place = 3; place < key.length; place += 1) {
          if (place === 29) continue;
          const changed = `${key.slice(0, place)}${key[place] === "a" ? "b" : "a"}${key.slice(place + 1)}`;
          await assert.rejects(keys.authenticate(changed), UNKNOWN, `place ${place}`);
        }
      }
    });

    it("with the secret of another key is refused by the stored hash, even if the tag is right", async () => {
      const { key, record } = await keys.issue("north", ORDER);
      await database.execute("update api_key set secret_hash = $3 where institution_id = $1 and id = $2", [
        "north",
        record.id,
        randomBytes(32),
      ]);
      await assert.rejects(keys.authenticate(key), UNKNOWN);
    });

    it("is compared in constant time, remembered or not", async (test) => {
      const compare = test.mock.method(crypto, "timingSafeEqual");
      syncBuiltinESMExports();
      try {
        const { key } = await keys.issue("north", ORDER);
        await keys.authenticate(key);
        assert.equal(compare.mock.callCount(), 2, "the tag, then the stored hash");
        await keys.authenticate(key);
        assert.equal(compare.mock.callCount(), 3, "the remembered hash");
      } finally {
        compare.mock.restore();
        syncBuiltinESMExports();
      }
    });

    it("made under another pepper is refused", async () => {
      const { key } = await keys.issue("north", ORDER);
      const elsewhere = createKeys({ database, pepper: randomBytes(32), clock, ids: createIds(), log });
      await assert.rejects(elsewhere.authenticate(key), UNKNOWN);
    });

    it("ends when it expires, also when it is remembered", async () => {
      const { key } = await keys.issue("north", { ...ORDER, expiresAt: new Date(clock.now().getTime() + 10_000) });
      clock.advance(9_999);
      await keys.authenticate(key);
      clock.advance(1);
      await assert.rejects(keys.authenticate(key), refusedAs("unauthenticated", /has expired/));
    });

    it("that would already have expired is not issued", async () => {
      await assert.rejects(keys.issue("north", { ...ORDER, expiresAt: clock.now() }), refusedAs("invalid_request", /expire/));
    });

    it("ends at once on the server that revokes it, and within 30 seconds on another", async () => {
      const other = startServer();
      const { key, record } = await keys.issue("north", ORDER);
      await Promise.all([keys.authenticate(key), other.authenticate(key)]);
      await keys.revoke("north", record.id);
      await assert.rejects(keys.authenticate(key), refusedAs("unauthenticated", /was revoked/));
      clock.advance(30_000);
      await assert.rejects(other.authenticate(key), refusedAs("unauthenticated", /was revoked/));
    });

    it("stays revoked when a reading that began before is slower than the revocation", async () => {
      const { key, record } = await keys.issue("north", ORDER);
      const { promise: hold, resolve: release } = Promise.withResolvers<void>();
      const { promise: readDone, resolve: sayRead } = Promise.withResolvers<void>();
      let slow = true;
      const slowDatabase: Database = {
        ...database,
        execute: (sql, parameters) => database.execute(sql, parameters),
        async query(row, sql, parameters) {
          const rows = await database.query(row, sql, parameters);
          if (slow && sql.startsWith("select")) {
            slow = false;
            sayRead();
            await hold;
          }
          return rows;
        },
      };
      const server = createKeys({ database: slowDatabase, pepper, clock, ids: createIds(), log });
      const early = server.authenticate(key);
      await readDone;
      await server.revoke("north", record.id);
      release();
      await early;
      await assert.rejects(server.authenticate(key), refusedAs("unauthenticated", /was revoked/));
    });

    it("is revoked by its own institution only, and only once", async () => {
      const { key, record } = await keys.issue("north", ORDER);
      await assert.rejects(keys.revoke("south", record.id), refusedAs("not_found", /There is no key/));
      await keys.authenticate(key);
      await keys.revoke("north", record.id);
      await assert.rejects(keys.revoke("north", record.id), refusedAs("conflict", /already revoked/));
    });

    it("is looked up once for all who present it at the same time, and then remembered", async () => {
      const { key } = await keys.issue("north", ORDER);
      line.queries = 0;
      await Promise.all(Array.from({ length: 50 }, () => keys.authenticate(key)));
      clock.advance(29_999);
      await keys.authenticate(key);
      assert.equal(line.queries, 1);
    });

    it("that was made up reaches the database never, and one that is gone once in five seconds", async () => {
      const { key, record } = await keys.issue("north", ORDER);
      await database.execute("delete from api_key where institution_id = $1 and id = $2", ["north", record.id]);
      line.queries = 0;
      for (let index = 0; index < 200; index += 1) {
        await assert.rejects(keys.authenticate(key), UNKNOWN);
        await assert.rejects(keys.authenticate(`kn_${createIds().next("key").slice(4)}_${randomBytes(38).toString("base64url")}`), UNKNOWN);
      }
      assert.equal(line.queries, 1);
      clock.advance(5_000);
      await assert.rejects(keys.authenticate(key), UNKNOWN);
      assert.equal(line.queries, 2);
    });

    it("is answered with 503, never with 401, when the database is down and it is not remembered", async () => {
      const known = await keys.issue("north", ORDER);
      line.isCut = true;
      await assert.rejects(keys.authenticate(known.key), refusedAs("storage_failed", /cannot be reached/));
    });

    it("whose absence is remembered is answered with 503 too when the database is down", async () => {
      const { key, record } = await keys.issue("north", ORDER);
      await database.execute("delete from api_key where institution_id = $1 and id = $2", ["north", record.id]);
      await assert.rejects(keys.authenticate(key), UNKNOWN);
      clock.advance(5_000);
      line.isCut = true;
      await assert.rejects(keys.authenticate(key), refusedAs("storage_failed", /cannot be reached/));
    });

    it("keeps working for five minutes after the database went down, asks it once a second, and then stops", async () => {
      const { key } = await keys.issue("north", ORDER);
      await keys.authenticate(key);
      line.isCut = true;
      clock.advance(30_000);
      line.queries = 0;
      for (let index = 0; index < 10; index += 1) await keys.authenticate(key);
      assert.equal(line.queries, 1);
      clock.advance(269_999);
      await keys.authenticate(key);
      clock.advance(1);
      await assert.rejects(keys.authenticate(key), refusedAs("storage_failed", /cannot be reached/));
      line.isCut = false;
      await keys.authenticate(key);
    });

    it("still expires while the database is down", async () => {
      const { key } = await keys.issue("north", { ...ORDER, expiresAt: new Date(clock.now().getTime() + 60_000) });
      await keys.authenticate(key);
      line.isCut = true;
      clock.advance(60_000);
      await assert.rejects(keys.authenticate(key), refusedAs("unauthenticated", /has expired/));
    });
  });
