// A skill goes live only through a second person, a version never changes, and what cannot run or must not be taken is never proposed.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { SkillDefinition } from "#model/skill.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { loanSkill, person } from "#test/skills.ts";
import { createIdentityStore } from "../identity-store.ts";
import { createArtefactStore } from "./artefact-store.ts";
import { createSkillRegister, type SkillRegister } from "./skill-register.ts";
import { createSkillStore } from "./skill-store.ts";

const refusedAs = (kind: string, message = /./) => ({ name: "KanameError", kind, message });
const ARTEFACT = Buffer.from("a model");
const HASH = createHash("sha256").update(ARTEFACT).digest("hex");

for (const engine of TEST_ENGINES)
  describe(`the register of skills on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let nowMs = Date.UTC(2026, 10, 24);
    const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
    let serial = 0;
    let bank = "";
    let tried: SkillDefinition[] = [];
    let register: SkillRegister;
    const developer = () => person("dev", "developer", bank);
    const approver = () => person("boss", "approver", bank);

    before(async () => {
      database = await engine.open();
    });
    after(() => database.close());
    beforeEach(async () => {
      serial += 1;
      nowMs = Date.UTC(2026, 10, 24);
      bank = `skill-bank-${serial}`;
      tried = [];
      await createIdentityStore({ database, clock }).institutions.ensure(bank, bank);
      register = createSkillRegister({
        store: createSkillStore(database),
        artefacts: createArtefactStore(database),
        clock,
        tryOut: async (_institutionId, definition) => {
          tried.push(definition);
          if (definition.title === "broken") throw new KanameError("conflict", "This model cannot be read.");
        },
      });
    });

    const live = async () => [...(await register.live(bank)).keys()];

    it("lets a version go live only when another person approves it", async () => {
      await register.propose(developer(), loanSkill());
      assert.deepEqual(await live(), []);
      await assert.rejects(
        register.decide({ ...developer(), role: "approver" }, "loan-payment", 1, "approve"),
        refusedAs("forbidden", /another person/),
      );
      const approved = await register.decide(approver(), "loan-payment", 1, "approve");
      assert.deepEqual([approved.state, approved.decidedBy], ["live", "person/boss"]);
      assert.deepEqual(await live(), ["loan-payment"]);
    });

    it("retires the version that was live when the next one goes live", async () => {
      await register.propose(developer(), loanSkill());
      await register.decide(approver(), "loan-payment", 1, "approve");
      await register.propose(developer(), loanSkill({ version: 2 }));
      await register.decide(approver(), "loan-payment", 2, "approve");
      assert.equal((await register.live(bank)).get("loan-payment")?.definition.version, 2);
      const states = (await register.list(bank, { limit: 10 })).map(({ state }) => state);
      assert.deepEqual(states, ["retired", "live"]);
      const second = await register.list(bank, { limit: 1, after: "loan-payment@1" });
      assert.deepEqual(
        second.map(({ definition }) => definition.version),
        [2],
      );
    });

    it("never changes a version that exists, and leaves none out", async () => {
      await register.propose(developer(), loanSkill());
      await assert.rejects(register.propose(developer(), loanSkill({ title: "other" })), refusedAs("conflict", /next version .* 2/));
      await assert.rejects(register.propose(developer(), loanSkill({ version: 3 })), refusedAs("conflict"));
    });

    it("keeps an artefact under the hash of its bytes, for its institution alone", async () => {
      assert.equal(await register.storeArtefact(developer(), ARTEFACT), HASH);
      assert.equal(await register.storeArtefact(developer(), ARTEFACT), HASH);
      assert.deepEqual(Buffer.from((await register.findArtefact(bank, HASH)) ?? []), ARTEFACT);
      assert.equal(await register.findArtefact(`not-${bank}`, HASH), undefined);
    });

    it("refuses a protected attribute at any depth, an expired validation, a schema that is none, and a model that cannot run", async () => {
      const nested = { type: "object", properties: { applicant: { type: "object", properties: { sex: { type: "string" } } } } };
      const refused: readonly [SkillDefinition, ReturnType<typeof refusedAs>][] = [
        [loanSkill({ input: nested, protectedAttributes: ["sex"] }), refusedAs("invalid_request", /protected/)],
        [
          loanSkill({ validation: { by: "v", on: "2025-01-01", report: "r", expiresOn: "2026-11-23" } }),
          refusedAs("invalid_request", /expired/),
        ],
        [loanSkill({ input: { type: "object", properties: { a: { type: "colour" } } } }), refusedAs("invalid_request", /input schema/)],
        [loanSkill({ title: "broken" }), refusedAs("conflict", /cannot be read/)],
      ];
      for (const [definition, error] of refused) await assert.rejects(register.propose(developer(), definition), error);
      assert.deepEqual(await register.list(bank, { limit: 10 }), []);
      assert.equal(tried.length, 1);
    });

    it("does not let a version go live whose validation expired while it waited", async () => {
      await register.propose(developer(), loanSkill({ validation: { by: "v", on: "2026-01-01", report: "r", expiresOn: "2026-11-24" } }));
      nowMs += 86_400_000;
      await assert.rejects(register.decide(approver(), "loan-payment", 1, "approve"), refusedAs("invalid_request", /expired/));
      assert.deepEqual(await live(), []);
    });

    it("takes a retired or quarantined skill out of use at once", async () => {
      for (const end of ["retire", "quarantine"] as const) {
        const version = end === "retire" ? 1 : 2;
        await register.propose(developer(), loanSkill({ version }));
        await register.decide(approver(), "loan-payment", version, "approve");
        if (end === "retire") await register.retire(approver(), "loan-payment", version);
        else assert.equal(await register.quarantine(bank, "loan-payment", version), true);
        assert.deepEqual(await live(), []);
      }
      // Of two servers that notice, one was first; and what is not live is not what was called.
      assert.equal(await register.quarantine(bank, "loan-payment", 2), false);
      assert.equal(await register.quarantine(bank, "loan-payment", 1), false);
    });

    it("knows which versions are, were or may become tools of a server", async () => {
      const tool = (id: string, server: string) =>
        loanSkill({ id, source: { kind: "mcp", server, tool: "score", definition: "0".repeat(64) } });
      for (const id of ["a-live", "b-quarantined", "c-rejected", "d-proposed"]) await register.propose(developer(), tool(id, "tools"));
      await register.propose(developer(), tool("elsewhere", "other-tools"));
      await register.propose(developer(), loanSkill());
      for (const id of ["a-live", "b-quarantined"]) await register.decide(approver(), id, 1, "approve");
      await register.quarantine(bank, "b-quarantined", 1);
      await register.decide(approver(), "c-rejected", 1, "reject");
      const found = await register.listOfMcpServer(bank, "tools");
      assert.deepEqual(
        found.map(({ definition, state }) => [definition.id, state]),
        [
          ["a-live", "live"],
          ["b-quarantined", "quarantined"],
          ["d-proposed", "proposed"],
        ],
      );
    });
  });
