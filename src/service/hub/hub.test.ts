// Runs: what needs a person waits for one, a restart repeats nothing, an approval holds for one call alone, limits end a run, and its dossier is provable.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { z } from "zod";
import type { LedgerEvent } from "#governance/audit/record.ts";
import type { Caller } from "#governance/caller.ts";
import type { Gate, GovernedChat } from "#governance/gate.ts";
import { createIdentityStore } from "#governance/identity-store.ts";
import { type Scenario, scenarioSchema } from "#governance/scenario.ts";
import { createArtefactStore } from "#governance/skills/artefact-store.ts";
import { createSkillRegister } from "#governance/skills/skill-register.ts";
import { createSkillStore } from "#governance/skills/skill-store.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { createIds } from "#infrastructure/ids.ts";
import type { JsonObject, SkillDefinition } from "#model/skill.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { openHubServer } from "#test/hub-server.ts";
import { loanSkill, person } from "#test/skills.ts";
import type { Hub } from "./hub.ts";
import type { RunEvent } from "./run-events.ts";

const DAY_MS = 86_400_000;
const refusedAs = (kind: string, message = /./) => ({ name: "KanameError", kind, message });

const open = { type: "object" } as const;
const CUSTOMER = loanSkill({
  id: "customer",
  sideEffect: "read",
  input: { type: "object", properties: { customer: { type: "string" } } },
  thresholds: {},
});
const TRANSFER = loanSkill({ id: "transfer", sideEffect: "act", input: open, thresholds: {} });
const SKILLS = [CUSTOMER, loanSkill(), TRANSFER];

/** What the model says next: calls by skill, or words. */
type Turn = { readonly calls: readonly (readonly [string, JsonObject])[] } | { readonly text: string };
const call = (skill: string, input: JsonObject = {}): Turn => ({ calls: [[skill, input]] });

for (const engine of TEST_ENGINES)
  describe(`a run of the hub on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let nowMs = 0;
    const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
    const ids = createIds(() => new Date(nowMs));
    let serial = 0;
    let bank = "";
    let scenario: Scenario;
    let clerk: Caller;
    let boss: Caller;
    let records: LedgerEvent[] = [];
    let turns: Turn[] = [];
    let chats: GovernedChat[] = [];
    let ran: [string, JsonObject][] = [];
    let runSkill: (skill: SkillDefinition, input: JsonObject) => Promise<JsonObject>;
    let isKeyUsable = true;
    const hubs: Hub[] = [];

    before(async () => {
      database = await engine.open();
    });
    after(async () => {
      await Promise.all(hubs.map((hub) => hub.close()));
      await database.close();
    });
    beforeEach(async () => {
      serial += 1;
      bank = `run-bank-${serial}`;
      nowMs = Date.UTC(2026, 10, 24) + serial;
      [records, turns, chats, ran, isKeyUsable] = [[], [], [], [], true];
      runSkill = async (skill) => (skill.id === "customer" ? { principal: 12_000_000, annualRate: 2, months: 60 } : { monthly: 210_333 });
      clerk = person("clerk", "caller", bank, "loan-desk");
      boss = person("boss", "approver", bank);
      scenario = scenarioSchema.parse({
        id: "loan-desk",
        title: "Loans",
        purpose: "Assesses loans",
        owner: "lending",
        models: ["assistant"],
        dataPurpose: "credit-assessment",
      });
      await createIdentityStore({ database, clock }).institutions.ensure(bank, bank);
      const register = createSkillRegister({
        store: createSkillStore(database),
        artefacts: createArtefactStore(database),
        clock,
        tryOut: async () => undefined,
      });
      for (const skill of SKILLS) {
        await register.propose(person("dev", "developer", bank), skill);
        await register.decide(boss, skill.id, 1, "approve");
      }
    });

    /** A server on the same database; another one is what a restart brings. */
    function openServer() {
      const server = openHubServer({
        ...{ database, clock, ids, institutionId: bank, chat },
        scenario: () => scenario,
        record: (event) => records.push(event),
        runSkill: (skill, input) => {
          ran.push([skill.id, input]);
          return runSkill(skill, input);
        },
        isKeyUsable: () => isKeyUsable,
      });
      hubs.push(server.hub);
      return server;
    }

    const chat: Gate["chat"] = async (governed) => {
      chats.push(governed);
      governed.sink.admitted(`rc_${chats.length}`);
      const turn = turns.shift() ?? { text: "done" };
      const message =
        "text" in turn
          ? { content: turn.text }
          : {
              content: null,
              tool_calls: turn.calls.map(([name, input], index) => ({
                id: `call_${chats.length}_${index}`,
                type: "function",
                function: { name, arguments: JSON.stringify(input) },
              })),
            };
      await governed.sink.part({ kind: "whole", body: Buffer.alloc(0), completion: { choices: [{ message }] } });
      governed.settled?.({ inputTokens: 100, outputTokens: 10, estimated: false, reservedMicros: 900, costMicros: 500 });
    };

    const order = (inputs: JsonObject = {}) => ({
      model: "assistant",
      messages: [{ role: "user", content: "Assess this loan." } as const],
      inputs,
      parentRunId: undefined,
    });

    async function eventsUntil(hub: Hub, runId: string, kinds: readonly RunEvent["kind"][], afterSequence = 0): Promise<RunEvent[]> {
      const seen: RunEvent[] = [];
      for await (const { event } of hub.follow(clerk, runId, afterSequence, new AbortController().signal)) {
        seen.push(event);
        if (kinds.includes(event.kind)) break;
      }
      return seen;
    }
    const ENDS = ["answered", "failed", "stopped"] as const;

    it("calls skills with what earlier ones found, and answers", async () => {
      turns = [call("customer", { customer: "C-1" }), call("loan-payment"), { text: "It costs 210,333 a month." }];
      runSkill = async (skill) => (skill.id === "customer" ? { principal: 9_000_000, annualRate: 2, months: 60 } : { monthly: 210_333 });
      const { hub } = openServer();
      const events = await eventsUntil(hub, await hub.start(clerk, order()), ENDS);
      assert.deepEqual(
        events.map(({ kind }) => kind),
        [
          "started",
          "model_answered",
          "skill_began",
          "skill_ended",
          "model_answered",
          "skill_began",
          "skill_ended",
          "model_answered",
          "answered",
        ],
      );
      assert.deepEqual(ran[1], ["loan-payment", { principal: 9_000_000, annualRate: 2, months: 60 }]);
    });

    it("waits for a person, and after a restart goes on with what was approved without repeating anything", async () => {
      turns = [call("customer", { customer: "C-1" }), call("loan-payment"), { text: "done" }];
      const first = openServer();
      const runId = await first.hub.start(clerk, order());
      const before = await eventsUntil(first.hub, runId, ["waiting", ...ENDS]);
      assert.equal(before.at(-1)?.kind, "waiting");
      await first.hub.close();
      nowMs += 3 * DAY_MS;

      const second = openServer();
      await second.hub.takeUpAbandoned();
      const [asked] = await second.approvals.list(bank, { limit: 10 });
      assert.ok(asked !== undefined);
      assert.deepEqual(
        [asked.skillId, asked.input.principal, asked.reasons[0]?.policy],
        ["loan-payment", 12_000_000, "amount-needs-person"],
      );
      assert.deepEqual(
        ran.map(([id]) => id),
        ["customer"],
      );
      await second.approvals.decide(boss, asked.id, "approve");
      await second.hub.decided(bank, runId);
      const events = await eventsUntil(second.hub, runId, ENDS);
      assert.equal(events.at(-1)?.kind, "answered");
      assert.deepEqual(
        ran.map(([id]) => id),
        ["customer", "loan-payment"],
      );
      const executed = records.filter((record) => record.kind === "skill" && record.outcome === "executed");
      assert.deepEqual(
        executed.map((record) => record.kind === "skill" && record.approval),
        [null, asked.id],
      );
    });

    it("takes no approval by the one who asked, by another role's key of the same person, or after its time", async () => {
      turns = [call("loan-payment", { principal: 20_000_000, annualRate: 2, months: 12 })];
      const { hub, approvals } = openServer();
      const runId = await hub.start(clerk, order());
      await eventsUntil(hub, runId, ["waiting", ...ENDS]);
      const [asked] = await approvals.list(bank, { limit: 1 });
      assert.ok(asked !== undefined);
      await assert.rejects(
        approvals.decide(person("clerk", "approver", bank), asked.id, "approve"),
        refusedAs("forbidden", /another person/),
      );
      await assert.rejects(approvals.decide({ ...boss, kind: "application" }, asked.id, "approve"), refusedAs("forbidden"));
      nowMs += 8 * DAY_MS;
      await assert.rejects(approvals.decide(boss, asked.id, "approve"), refusedAs("conflict"));
      await hub.takeUpAbandoned();
      const events = await eventsUntil(hub, runId, ENDS);
      assert.deepEqual(ran, []);
      assert.ok(events.some((event) => event.kind === "decided" && event.decision === "expired"));
      assert.equal(events.at(-1)?.kind, "answered");
    });

    it("asks again when the arguments are others than those approved", async () => {
      turns = [
        call("loan-payment", { principal: 20_000_000, annualRate: 2, months: 12 }),
        call("loan-payment", { principal: 30_000_000, annualRate: 2, months: 12 }),
      ];
      const { hub, approvals } = openServer();
      const runId = await hub.start(clerk, order());
      await eventsUntil(hub, runId, ["waiting"]);
      const [first] = await approvals.list(bank, { limit: 1 });
      await approvals.decide(boss, first?.id ?? "", "approve");
      await hub.decided(bank, runId);
      const events = await eventsUntil(hub, runId, ["waiting", ...ENDS], 5);
      assert.equal(events.at(-1)?.kind, "waiting");
      assert.deepEqual(
        ran.map(([, input]) => input.principal),
        [20_000_000],
      );
      assert.equal((await approvals.list(bank, { limit: 10 })).length, 2);
    });

    it("goes on without a call that a person denied", async () => {
      turns = [call("transfer", { to: "x" }), { text: "It was denied." }];
      const { hub, approvals } = openServer();
      const runId = await hub.start(clerk, order());
      await eventsUntil(hub, runId, ["waiting"]);
      const [asked] = await approvals.list(bank, { limit: 1 });
      await approvals.decide(boss, asked?.id ?? "", "deny");
      await hub.decided(bank, runId);
      const events = await eventsUntil(hub, runId, ENDS);
      assert.deepEqual(ran, []);
      assert.equal(events.at(-1)?.kind, "answered");
    });

    it("never repeats an act that was under way when its server died", async () => {
      turns = [call("transfer", { to: "x" })];
      const stuck = Promise.withResolvers<JsonObject>();
      runSkill = () => stuck.promise;
      const first = openServer();
      const runId = await first.hub.start(clerk, order());
      await eventsUntil(first.hub, runId, ["waiting"]);
      const [asked] = await first.approvals.list(bank, { limit: 1 });
      await first.approvals.decide(boss, asked?.id ?? "", "approve");
      await first.hub.decided(bank, runId);
      while (ran.length === 0) await new Promise(setImmediate);
      // Its lease runs out, as a killed server's does.
      nowMs += 60_000;
      const second = openServer();
      await second.hub.takeUpAbandoned();
      const events = await eventsUntil(second.hub, runId, ENDS);
      const ended = events.find((event) => event.kind === "skill_ended");
      assert.match((ended?.kind === "skill_ended" && ended.sentence) || "", /may have happened/);
      assert.equal(ran.length, 1);
      stuck.resolve({});
    });

    it("carries the level of a result through the rest of the run", async () => {
      turns = [call("customer", { customer: "C-1" }), { text: "done" }];
      runSkill = async () => ({ note: "マイナンバーは 1234 5678 9018 です" });
      const { hub } = openServer();
      const runId = await hub.start(clerk, order());
      await eventsUntil(hub, runId, ENDS);
      assert.deepEqual(
        chats.map(({ levelFloor }) => levelFloor),
        [1, 4],
      );
      assert.equal((await hub.get(clerk, runId)).level, 4);
    });

    it("rejects a skill that was not offered, and tells the model", async () => {
      turns = [call("launch-rockets"), { text: "I cannot do that." }];
      const { hub } = openServer();
      const events = await eventsUntil(hub, await hub.start(clerk, order()), ENDS);
      const ended = events.find((event) => event.kind === "skill_ended");
      assert.deepEqual(ended?.kind === "skill_ended" && [ended.status, ended.sentence], [
        "rejected",
        "There is no live skill launch-rockets.",
      ]);
      assert.ok(records.some((record) => record.kind === "skill" && record.outcome === "rejected"));
    });

    it("offers only the next required skill until all of them have run", async () => {
      scenario = { ...scenario, requiredSkills: ["customer", "loan-payment"] };
      runSkill = async (skill) => (skill.id === "customer" ? { principal: 1, annualRate: 2, months: 3 } : { monthly: 1 });
      turns = [call("customer"), call("loan-payment"), { text: "done" }];
      const { hub } = openServer();
      await eventsUntil(hub, await hub.start(clerk, order({ customer: "C-1" })), ENDS);
      const offered = chats.map(({ request }) => request.tools?.map((tool) => tool.function.name));
      assert.deepEqual(offered.slice(0, 2), [["customer"], ["loan-payment"]]);
      assert.deepEqual(
        chats.map(({ request }) => request.tool_choice),
        ["required", "required", "auto"],
      );
      turns = [{ text: "I need no skills." }];
      const early = await eventsUntil(hub, await hub.start(clerk, order()), ENDS);
      assert.equal(early.at(-1)?.kind, "failed");
    });

    it("has an untrue answer written once more, then speaks from the results alone", async () => {
      turns = [{ text: "a wrong sum" }, { text: "right" }];
      const { hub } = openServer();
      const once = (await eventsUntil(hub, await hub.start(clerk, order()), ENDS)).at(-1);
      assert.deepEqual(once?.kind === "answered" && [once.source, once.text], ["model", "right"]);
      turns = [{ text: "wrong" }, { text: "wrong again" }];
      const twice = (await eventsUntil(hub, await hub.start(clerk, order()), ENDS)).at(-1);
      assert.deepEqual(twice?.kind === "answered" && [twice.source, twice.text], ["template", "From the results alone."]);
    });

    const limits: readonly [string, Partial<Scenario["runLimits"]>, RegExp][] = [
      ["steps", { stepsMax: 4 }, /4 steps/],
      ["tokens", { tokensMax: 200 }, /200 tokens/],
      ["cost", { costMicrosMax: 900 }, /cost of 900/],
    ];
    for (const [what, runLimits, sentence] of limits) {
      it(`ends at its limit of ${what}, and says so`, async () => {
        scenario = { ...scenario, runLimits: { ...scenario.runLimits, ...runLimits } };
        turns = Array.from({ length: 20 }, (_, index) => call("customer", { customer: `C-${index}` }));
        const { hub } = openServer();
        const last = (await eventsUntil(hub, await hub.start(clerk, order()), ENDS)).at(-1);
        assert.match((last?.kind === "failed" && last.sentence) || "", sentence);
      });
    }

    it("stands only so deep below other runs", async () => {
      const { hub } = openServer();
      let parentRunId = await hub.start(clerk, order());
      for (let depth = 1; depth <= scenario.runLimits.depthMax; depth += 1)
        parentRunId = await hub.start(clerk, { ...order(), parentRunId });
      await assert.rejects(hub.start(clerk, { ...order(), parentRunId }), refusedAs("invalid_request", /deep/));
    });

    it("is seen by its owner and by who may read all, and stopped by its owner alone", async () => {
      turns = [call("transfer", { to: "x" })];
      const { hub } = openServer();
      const runId = await hub.start(clerk, order());
      await eventsUntil(hub, runId, ["waiting"]);
      await assert.rejects(hub.get(person("other", "caller", bank, "loan-desk"), runId), refusedAs("not_found"));
      await assert.rejects(hub.get({ ...boss, institutionId: "elsewhere" }, runId), refusedAs("not_found"));
      assert.equal((await hub.get(boss, runId)).state, "waiting");
      await assert.rejects(hub.stop(boss, runId), refusedAs("forbidden"));
      assert.equal((await hub.stop(clerk, runId)).state, "stopped");
      await assert.rejects(hub.stop(clerk, runId), refusedAs("conflict"));
    });

    it("does not go on after the key that started it was revoked", async () => {
      turns = [call("transfer", { to: "x" })];
      const { hub, approvals } = openServer();
      const runId = await hub.start(clerk, order());
      await eventsUntil(hub, runId, ["waiting"]);
      const [asked] = await approvals.list(bank, { limit: 1 });
      await approvals.decide(boss, asked?.id ?? "", "approve");
      isKeyUsable = false;
      await hub.decided(bank, runId);
      const last = (await eventsUntil(hub, runId, ENDS)).at(-1);
      assert.match((last?.kind === "failed" && last.sentence) || "", /revoked/);
      assert.deepEqual(ran, []);
    });

    it("leaves no argument, result or word of the model readable in the database", async () => {
      turns = [call("customer", { customer: "SECRET-ARGUMENT" }), { text: "SECRET-ANSWER" }];
      runSkill = async () => ({ note: "SECRET-RESULT" });
      const { hub } = openServer();
      await eventsUntil(hub, await hub.start(clerk, order()), ENDS);
      assert.ok(records.length > 0 && !JSON.stringify(records).includes("SECRET"));
      const rows = await database.query(
        z.object({ events: z.number(), readable: z.number() }),
        `select count(*) as events, count(*) filter (where position('SECRET'::bytea in sealed_event) > 0) as readable
         from run_event where institution_id = $1 limit 1`,
        [bank],
      );
      assert.deepEqual([(rows[0]?.events ?? 0) > 3, rows[0]?.readable], [true, 0]);
    });
  });
