// A correction is in force only after another person approved it, never weakens what must hold, and is unreadable in the database.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import { TEST_ENGINES } from "#test/database.ts";
import type { Caller, Role } from "../caller.ts";
import { createIdentityStore } from "../identity-store.ts";
import { type Corrections, createCorrections, type Proposal } from "./corrections.ts";

const log = createLog("silent");
const harmless: Proposal = { kind: "harmless", type: "PERSON", level: null, term: "青葉太郎", reason: "支店のキャラクター" };
const sensitive: Proposal = { kind: "sensitive", type: "MNPI", level: 5, term: "Project Sakura", reason: "The deal" };

function person(id: string, role: Role, institutionId: string): Caller {
  return { institutionId, departmentId: "d", kind: "person", id, keyId: `key_${id}`, role, scenarioId: undefined, budgetMicros: undefined };
}
const refusedAs = (kind: string, message = /./) => ({ name: "KanameError", kind, message });

for (const engine of TEST_ENGINES)
  describe(`corrections on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let nowMs = 0;
    const clock = { now: () => new Date(Date.UTC(2026, 10, 24) + nowMs), monotonicMs: () => nowMs };
    const keys = new Map<string, Buffer>();
    const keyOf = (institutionId: string) => keys.get(institutionId) ?? Buffer.alloc(32);
    const openServer = () => createCorrections({ database, keyOf, clock, ids: createIds(), randomBytes, log });
    let corrections: Corrections;
    // Every test has an institution of its own.
    let serial = 0;
    let bank = "";
    let clerk: Caller;
    let steward: Caller;

    before(async () => {
      database = await engine.open();
    });
    after(() => database.close());
    beforeEach(async () => {
      serial += 1;
      bank = `bank-${serial}`;
      for (const institution of [bank, `other-${bank}`]) {
        await createIdentityStore({ database, clock }).institutions.ensure(institution, institution);
        keys.set(institution, randomBytes(32));
      }
      clerk = person("clerk", "caller", bank);
      steward = person("steward", "steward", bank);
      corrections = openServer();
      await corrections.load([bank]);
    });

    async function approved(proposal: Proposal): Promise<string> {
      const { id } = await corrections.propose(clerk, proposal);
      await corrections.decide(steward, id, "approve");
      return id;
    }
    /** What a server says once it has had the time to read. */
    async function readTerms(server: Corrections): Promise<string[]> {
      for (let turn = 0; turn < 500; turn += 1) {
        const { dictionary, harmless: left } = server.rulesOf(bank);
        if (dictionary.length + left.length > 0) return [...dictionary, ...left].flatMap(({ terms }) => terms);
        await setImmediate();
        await database.query(z.object({ one: z.number() }), "select 1 as one");
      }
      return [];
    }

    it("are in force from another person's approval until they are revoked, for their institution alone", async () => {
      const { id } = await corrections.propose(clerk, harmless);
      const none = corrections.rulesOf(bank);
      assert.deepEqual(none, { dictionary: [], harmless: [] });
      assert.equal((await corrections.decide(steward, id, "approve")).state, "approved");
      assert.deepEqual(corrections.rulesOf(bank), { dictionary: [], harmless: [{ terms: ["青葉太郎"], types: ["PERSON"] }] });
      assert.deepEqual(corrections.rulesOf(`other-${bank}`), none);
      assert.equal((await corrections.end(steward, id)).state, "revoked");
      assert.deepEqual(corrections.rulesOf(bank), none);
    });

    it("that say what was missed become terms of the dictionary", async () => {
      await approved(sensitive);
      assert.deepEqual(corrections.rulesOf(bank).dictionary, [{ type: "MNPI", terms: ["Project Sakura"], level: 5 }]);
    });

    it("are never decided on by the one who proposed them, whatever key that person uses, nor by an application", async () => {
      const { id } = await corrections.propose(clerk, harmless);
      for (const decision of ["approve", "reject"] as const) {
        await assert.rejects(corrections.decide(person("clerk", "steward", bank), id, decision), refusedAs("forbidden", /another person/));
      }
      const bot: Caller = { ...steward, kind: "application" };
      await assert.rejects(corrections.decide(bot, id, "approve"), refusedAs("forbidden", /a key that a person holds/));
      await assert.rejects(corrections.propose(bot, harmless), refusedAs("forbidden", /a key that a person holds/));
      await assert.rejects(
        database.execute(
          "update correction set state = 'approved', decided_by = proposed_by, decided_at = now() where institution_id = $1 and id = $2",
          [bank, id],
        ),
      );
      assert.deepEqual(corrections.rulesOf(bank).harmless, []);
    });

    it("are decided once: rejected, withdrawn and revoked ones stay what they are", async () => {
      const { id: rejected } = await corrections.propose(clerk, harmless);
      await corrections.decide(steward, rejected, "reject");
      const { id: withdrawn } = await corrections.propose(clerk, harmless);
      assert.equal((await corrections.end(clerk, withdrawn)).state, "withdrawn");
      const revoked = await approved(harmless);
      await corrections.end(steward, revoked);
      for (const id of [rejected, withdrawn, revoked]) {
        await assert.rejects(corrections.decide(steward, id, "approve"), refusedAs("conflict"));
        await assert.rejects(corrections.end(steward, id), refusedAs("conflict"));
      }
      assert.deepEqual(corrections.rulesOf(bank).harmless, []);
    });

    it("of two who decide at once one decides", async () => {
      const { id } = await corrections.propose(clerk, harmless);
      const outcomes = await Promise.allSettled([corrections.decide(steward, id, "approve"), corrections.decide(steward, id, "reject")]);
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      const [stored] = await corrections.list(steward, { limit: 1 });
      assert.equal(corrections.rulesOf(bank).harmless.length, stored?.state === "approved" ? 1 : 0);
    });

    it("are withdrawn by who proposed them, and revoked only by who may decide", async () => {
      const { id } = await corrections.propose(clerk, harmless);
      await assert.rejects(corrections.end(steward, id), refusedAs("forbidden", /Only who proposed/));
      await corrections.decide(steward, id, "approve");
      await assert.rejects(corrections.end(clerk, id), refusedAs("forbidden", /in force/));
      assert.equal(corrections.rulesOf(bank).harmless.length, 1);
    });

    it("are shown to who proposed them and to who may read all, and do not exist for others", async () => {
      const { id } = await corrections.propose(clerk, sensitive);
      const colleague = person("colleague", "developer", bank);
      assert.deepEqual(await corrections.list(colleague, { limit: 10 }), []);
      await assert.rejects(corrections.end(colleague, id), refusedAs("not_found"));
      await assert.rejects(corrections.decide(person("steward", "steward", `other-${bank}`), id, "approve"), refusedAs("not_found"));
      for (const reader of [clerk, steward, person("auditor", "auditor", bank)]) {
        assert.deepEqual(
          (await corrections.list(reader, { limit: 10 })).map(({ term, reason }) => [term, reason]),
          [[sensitive.term, sensitive.reason]],
        );
      }
    });

    it("are listed by page and state, oldest first", async () => {
      const first = await approved(harmless);
      const { id: second } = await corrections.propose(clerk, sensitive);
      const idsOf = async (page: Parameters<Corrections["list"]>[1]) => (await corrections.list(steward, page)).map(({ id }) => id);
      const [one, other] = [first, second].sort();
      assert.deepEqual(await idsOf({ limit: 1 }), [one]);
      assert.deepEqual(await idsOf({ limit: 1, after: one }), [other]);
      assert.deepEqual(await idsOf({ limit: 10, state: "approved" }), [first]);
    });

    for (const [what, wrong, sentence] of [
      ["what a check digit proves", { ...harmless, type: "BANK_CARD" }, /BANK_CARD is not corrected/],
      ["what authenticates", { ...harmless, type: "PASSWORD" }, /configuration alone/],
      ["a special category", { ...harmless, type: "HEALTH" }, /configuration alone/],
      ["a mark of confidentiality", { ...harmless, type: "CONFIDENTIAL_MARK" }, /configuration alone/],
      ["a level for what is harmless", { ...harmless, level: 1 }, /has no level/],
      ["something sensitive without a type", { ...sensitive, type: null }, /of what type/],
      ["a level below that of the type", { ...sensitive, level: 3 }, /must not be below 4/],
      ["a term that nobody sees", { ...harmless, term: "\u200b\u200b青" }, /too short/],
    ] as const) {
      it(`refuse ${what}`, async () => {
        await assert.rejects(corrections.propose(clerk, wrong), refusedAs("invalid_request", sentence));
      });
    }

    it("of every type spare the types that no correction may touch", async () => {
      await approved({ ...harmless, type: null });
      const types: readonly string[] = corrections.rulesOf(bank).harmless[0]?.types ?? [];
      assert.ok(types.includes("PERSON") && types.includes("ADDRESS"));
      for (const type of ["BANK_CARD", "API_KEY", "PASSWORD", "HEALTH", "MNPI", "CONFIDENTIAL_MARK"])
        assert.equal(types.includes(type), false, type);
    });

    it("leave nothing in the database that could be read", async () => {
      await approved(harmless);
      await corrections.propose(clerk, sensitive);
      const rows = await database.query(
        z.object({ row: z.string() }),
        "select encode(sealed_term, 'escape') || encode(sealed_reason, 'escape') || c::text as row from correction c where institution_id = $1 limit 10",
        [bank],
      );
      assert.equal(rows.length, 2);
      const hex = [harmless, sensitive].flatMap(({ term, reason }) => [term, reason].map((text) => Buffer.from(text).toString("hex")));
      for (const words of ["青葉", "Sakura", "deal", ...hex]) assert.equal(JSON.stringify(rows).includes(words), false, words);
    });

    it("cannot be turned into others by who writes to the database", async () => {
      const { id } = await corrections.propose(clerk, harmless);
      await database.execute("update correction set type = 'ADDRESS' where institution_id = $1 and id = $2", [bank, id]);
      await assert.rejects(corrections.decide(steward, id, "approve"), refusedAs("storage_failed"));
    });

    it("that cannot be opened keep a server from starting without them", async () => {
      await approved(sensitive);
      keys.set(bank, randomBytes(32));
      await assert.rejects(openServer().load([bank]), refusedAs("storage_failed", new RegExp(`corrections of the institution "${bank}"`)));
    });

    it("are in force after a start, and stay the same object while they are the same", async () => {
      await approved(harmless);
      await approved(sensitive);
      const restarted = openServer();
      await restarted.load([bank]);
      const rules = restarted.rulesOf(bank);
      assert.deepEqual([rules.dictionary.length, rules.harmless.length], [1, 1]);
      nowMs += 60_000;
      await restarted.load([bank]);
      assert.equal(restarted.rulesOf(bank), rules);
    });

    it("reach another server when its rules are half a minute old, and no text waits for them", async () => {
      const other = openServer();
      await other.load([bank]);
      await approved(harmless);
      assert.deepEqual(other.rulesOf(bank).harmless, []);
      nowMs += 30_000;
      assert.deepEqual(other.rulesOf(bank).harmless, []);
      assert.deepEqual(await readTerms(other), [harmless.term]);
    });

    it("keep one person from burying the proposals of others", async () => {
      const proposing = Array.from({ length: 200 }, () => corrections.propose(clerk, harmless));
      await Promise.all(proposing);
      await assert.rejects(corrections.propose(clerk, harmless), refusedAs("conflict", /200 proposals/));
      await corrections.propose(person("colleague", "caller", bank), harmless);
    });

    it("stop at two thousand in force, until some are revoked", async () => {
      const id = await approved(harmless);
      await database.execute(
        `insert into correction (institution_id, id, kind, sealed_term, sealed_reason, state, proposed_by, proposed_at, decided_by, decided_at)
         select institution_id, 'copy_' || n, 'harmless', sealed_term, sealed_reason, 'approved', 'person/a', now(), 'person/b', now()
         from correction, generate_series(1, 1999) as n where institution_id = $1 and id = $2`,
        [bank, id],
      );
      const { id: beyond } = await corrections.propose(clerk, sensitive);
      await assert.rejects(corrections.decide(steward, beyond, "approve"), refusedAs("conflict", /2000 corrections are in force/));
      await corrections.end(steward, id);
      await corrections.decide(steward, beyond, "approve");
    });
  });
