// The one way to a skill: whatever becomes of a call, it is decided by the real policies, run within its limits, and recorded without its content.
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import type { JsonObject, SkillDefinition, SkillResult } from "#model/skill.ts";
import { createCalculatorOpener } from "#model/traditional/calculator-skill.ts";
import { CALCULATORS } from "#model/traditional/calculators/calculators.ts";
import { createRunSkill } from "#model/traditional/run-skill.ts";
import { loanSkill, person } from "#test/skills.ts";
import type { SkillRecord } from "./audit/record.ts";
import { type BatchRequest, createDispositionGate, type SkillRequest } from "./disposition.ts";
import { scenarioSchema } from "./scenario.ts";
import { createClassifier } from "./sensitivity/classifier.ts";
import { createCallRate } from "./skills/call-rate.ts";
import { createSkillPolicies } from "./skills/skill-policies.ts";
import { definitionHashOf } from "./skills/skill-soundness.ts";

const BANK = "bank";
const LOAN = { principal: 9_000_000, annualRatePercent: 2, periods: 12, method: "equal_instalments", rounding: "yen_floor" };
const OPEN_INPUT = { type: "object", properties: { note: { type: "string" } }, additionalProperties: false };
const CARD = "the card 4111 1111 1111 1111, CVV 123";
const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
const policies = createSkillPolicies("");
const classify = createClassifier();
let nowMs = 0;
let canRecord = true;
let records: SkillRecord[] = [];

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 24);
  records = [];
  canRecord = true;
});

/** A gate before real runtimes: calculators as they are, and services that answer as `serve` says. */
function openGate(skills: readonly SkillDefinition[], serve: (input: JsonObject) => Promise<SkillResult> = async () => ({ output: {} })) {
  const stored = skills.map((definition) => ({
    definition,
    definitionHash: definitionHashOf(definition),
    state: "live" as const,
    proposedBy: "person/dev",
    proposedAt: clock.now(),
    decidedBy: "person/boss",
    decidedAt: clock.now(),
    isAltered: false,
  }));
  const runner = createRunSkill(
    {
      calculator: createCalculatorOpener(CALCULATORS),
      http: async () => ({ run: ({ input }) => serve(input), close: async () => undefined }),
    },
    async () => undefined,
  );
  return createDispositionGate({
    register: { live: async () => new Map(stored.map((skill) => [skill.definition.id, skill])) },
    policiesOf: () => policies,
    classifierOf: () => classify,
    runSkill: runner.run,
    runBatch: runner.runBatch,
    rate: createCallRate(clock),
    ledger: {
      async append(_institutionId, event) {
        if (!canRecord) throw new KanameError("storage_failed", "The disk is full.");
        if (event.kind === "skill") records.push(event);
      },
    },
    digestOf: (_institutionId, bytes) => `digest of ${bytes.byteLength} bytes`,
    clock,
    ids: createIds(),
  });
}

const LOAN_INPUT = {
  type: "object",
  properties: {
    principal: { type: "number" },
    annualRatePercent: { type: "number" },
    periods: { type: "integer" },
    method: { type: "string" },
    rounding: { type: "string" },
  },
  required: ["principal", "annualRatePercent", "periods"],
  additionalProperties: false,
};

const loan = (changes: Partial<SkillDefinition> = {}) => loanSkill({ input: LOAN_INPUT, ...changes });

const service = (changes: Partial<SkillDefinition> = {}) =>
  loanSkill({ id: "service", input: OPEN_INPUT, thresholds: {}, source: { kind: "http", url: "http://127.0.0.1:1/" }, ...changes });

const batch = ({ inputs, ...changes }: Partial<BatchRequest> = {}): BatchRequest => ({
  caller: person("clerk", "caller", BANK, "loan-desk"),
  scenario: scenarioSchema.parse({ id: "loan-desk", title: "Loan desk", purpose: "Loans.", owner: "lending", models: ["assistant"] }),
  skillId: "loan-payment",
  inputs: inputs ?? [LOAN],
  purpose: "credit-assessment",
  askedBy: "model",
  runId: "run_1",
  levelFloor: 1,
  approvalId: undefined,
  signal: new AbortController().signal,
  ...changes,
});

function request({ input = LOAN, ...changes }: Partial<SkillRequest> = {}): SkillRequest {
  const { inputs: _rows, ...call } = batch();
  return { ...call, input, ...changes };
}

/** The one record that there is. */
function theRecord(): SkillRecord {
  const [record, second] = records;
  assert.ok(record !== undefined && second === undefined, `${records.length} records`);
  return record;
}

describe("the disposition gate", () => {
  it("executes what nothing forbids, and records what ran and by whose policies", async () => {
    const answer = await openGate([loan()]).call(request());
    assert.ok(answer.status === "executed");
    assert.equal(answer.result.output.firstPayment, "758149");
    const { disposition, outcome, policies: named, policiesHash, skill, run, rows, resultDigest, resultLevel } = theRecord();
    assert.deepEqual([disposition, outcome, named, run, rows, resultLevel], ["execute", "executed", [], "run_1", null, 3]);
    assert.equal(skill?.definition, definitionHashOf(loan()));
    assert.match(policiesHash ?? "", /^[0-9a-f]{64}$/);
    assert.ok(resultDigest?.startsWith("digest of"));
  });

  it("runs under a flag while a validation is about to end", async () => {
    const skill = loan({ validation: { by: "v", on: "2026-01-01", report: "r", expiresOn: "2026-12-10" } });
    const answer = await openGate([skill]).call(request());
    assert.ok(answer.status === "executed");
    assert.deepEqual(
      answer.flags.map(({ policy }) => policy),
      ["validation-ends-soon"],
    );
    assert.deepEqual([theRecord().disposition, theRecord().outcome], ["flag", "executed"]);
  });

  it("waits for a person above the amount, however it is written, and runs with an approval", async () => {
    for (const principal of [10_000_001, "10000001", "about ten", -10_000_001]) {
      const skill = loanSkill({ input: { type: "object" }, source: service().source });
      const gate = openGate([skill]);
      assert.equal((await gate.call(request({ input: { principal } }))).status, "waiting");
      assert.deepEqual([records[0]?.disposition, records[0]?.outcome, records[0]?.resultDigest], ["review", "waiting", null]);
      assert.equal((await gate.call(request({ input: { principal }, approvalId: "approval_1" }))).status, "executed");
      assert.equal(records[1]?.approval, "approval_1");
      records = [];
    }
  });

  it("rejects by policy: level above the ceiling, by the arguments or by what the run has seen; purpose, role, scenario; expired validation", async () => {
    const expired = { by: "v", on: "2025-01-01", report: "r", expiresOn: "2026-11-23" };
    const clerk = person("clerk", "caller", BANK, "loan-desk");
    const refused: readonly (readonly [string, Partial<SkillDefinition>, Partial<SkillRequest>])[] = [
      ["level", { levelCeiling: 3 }, { input: { note: CARD } }],
      ["level", { levelCeiling: 3 }, { levelFloor: 4 }],
      ["purpose", {}, { purpose: "marketing" }],
      ["role", {}, { caller: { ...clerk, role: "auditor" } }],
      ["scenario", {}, { scenario: { ...batch().scenario, id: "teller" } }],
      ["validation", { validation: expired }, {}],
    ];
    for (const [policy, skill, change] of refused) {
      const gate = openGate([service(skill)], () => assert.fail("it runs"));
      const answer = await gate.call(request({ skillId: "service", input: {}, ...change }));
      assert.ok(answer.status === "rejected", policy);
      assert.match(answer.sentence, /^The skill service was not called: [^\n]+\.$/);
      assert.deepEqual([theRecord().policies, theRecord().outcome, theRecord().disposition], [[policy], "rejected", "reject"]);
      records = [];
    }
  });

  it("refuses arguments that do not fit the schema or are no JSON, naming the place and not the value", async () => {
    const wrong: readonly (readonly [JsonObject, RegExp])[] = [
      [{ ...LOAN, principal: Number.NaN }, /principal/],
      [{ ...LOAN, annualRatePercent: Number.POSITIVE_INFINITY }, /annualRatePercent/],
      [{ ...LOAN, periods: "secret-value" }, /periods/],
      [{ principal: 1, annualRatePercent: 2 }, /periods/],
      [{ ...LOAN, "\ud800": 1 }, /the arguments/],
    ];
    for (const [input, place] of wrong) {
      const answer = await openGate([loan()]).call(request({ input }));
      assert.ok(answer.status === "rejected");
      assert.match(answer.sentence, place);
      assert.ok(!answer.sentence.includes("secret-value"));
      assert.deepEqual([theRecord().error, theRecord().outcome], ["invalid_request", "rejected"]);
      records = [];
    }
  });

  it("refuses a skill that is not live", async () => {
    const answer = await openGate([]).call(request());
    assert.ok(answer.status === "rejected");
    assert.equal(answer.sentence, "There is no live skill loan-payment.");
    assert.deepEqual([theRecord().error, theRecord().skill], ["not_found", null]);
  });

  it("ends a skill that hangs at its time, and refuses a result of ten megabytes", async () => {
    const limits = { timeoutMs: 20, resultBytesMax: 65_536, callsPerMinute: 600 };
    const bad: readonly (readonly [() => Promise<SkillResult>, string, RegExp])[] = [
      [() => new Promise(() => undefined), "upstream_timeout", /within 20 ms/],
      [async () => ({ output: { text: "x".repeat(10_000_000) } }), "upstream_failed", /65536 are allowed/],
      [() => Promise.reject(new Error("private detail")), "upstream_failed", /the log has the details/],
    ];
    for (const [serve, error, sentence] of bad) {
      const gate = openGate([service({ limits: error === "upstream_timeout" ? limits : { ...limits, timeoutMs: 5_000 } })], serve);
      const answer = await gate.call(request({ skillId: "service", input: {} }));
      assert.ok(answer.status === "failed");
      assert.match(answer.sentence, sentence);
      assert.deepEqual([theRecord().disposition, theRecord().outcome, theRecord().error], ["execute", "failed", error]);
      records = [];
    }
  });

  it("raises the level to that of the result's text", async () => {
    const gate = openGate([service({ levelCeiling: 5 })], async () => ({ output: { note: CARD } }));
    const answer = await gate.call(request({ skillId: "service", input: {} }));
    assert.ok(answer.status === "executed");
    assert.deepEqual([answer.level, theRecord().level, theRecord().resultLevel], [4, 1, 4]);
  });

  it("records no text of arguments or results", async () => {
    const gate = openGate([service()], async () => ({ output: { told: "hidden-result" } }));
    await gate.call(request({ skillId: "service", input: { note: "hidden-argument" } }));
    assert.equal(theRecord().outcome, "executed");
    assert.ok(!JSON.stringify(records).includes("hidden"));
  });

  it("gives no result whose record cannot be kept", async () => {
    canRecord = false;
    await assert.rejects(openGate([loan()]).call(request()), { kind: "storage_failed" });
  });

  it("refuses more calls than a minute allows", async () => {
    const gate = openGate([service({ limits: { timeoutMs: 5_000, resultBytesMax: 1_000, callsPerMinute: 2 } })]);
    const statuses: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await gate.call(request({ skillId: "service", input: {} }))).status);
    assert.deepEqual(statuses, ["executed", "executed", "rejected"]);
    nowMs += 61_000;
    assert.equal((await gate.call(request({ skillId: "service", input: {} }))).status, "executed");
  });
});

describe("a batch", () => {
  const row = (principal: number) => ({ ...LOAN, principal });

  it("is one decision and one record, with a result for each row in order", async () => {
    const gate = openGate([loan()]);
    const answer = await gate.callBatch(batch({ inputs: [row(1_000_000), row(2_000_000)] }));
    assert.ok(answer.status === "executed");
    const singles = [await gate.call(request({ input: row(1_000_000) })), await gate.call(request({ input: row(2_000_000) }))];
    assert.deepEqual(
      answer.results,
      singles.map((single) => single.status === "executed" && single.result),
    );
    assert.deepEqual([records[0]?.rows, records[0]?.outcome, records.length], [2, "executed", 3]);
  });

  it("waits for a person when its rows together are above the amount or the count", async () => {
    const counted = service({ thresholds: { count: { argument: "note", reviewAbove: 3 } }, input: { type: "object" } });
    const gate = openGate([loan(), counted]);
    assert.equal((await gate.callBatch(batch({ inputs: [row(6_000_000), row(6_000_000)] }))).status, "waiting");
    const lists = (...lengths: number[]) => lengths.map((length) => ({ note: new Array<string>(length).fill("x") }));
    assert.equal((await gate.callBatch(batch({ skillId: "service", inputs: lists(2, 1) }))).status, "executed");
    assert.equal((await gate.callBatch(batch({ skillId: "service", inputs: lists(2, 2) }))).status, "waiting");
    assert.deepEqual(
      records.map(({ policies: named }) => named),
      [["amount-needs-person"], [], ["count-needs-person"]],
    );
  });

  it("is as sensitive as its most sensitive row, and each row is one of the calls of a minute", async () => {
    const limits = { timeoutMs: 5_000, resultBytesMax: 1_000, callsPerMinute: 3 };
    const gate = openGate([service({ levelCeiling: 3, limits })]);
    const answer = await gate.callBatch(batch({ skillId: "service", inputs: [{}, { note: CARD }, {}] }));
    assert.deepEqual([answer.status, answer.level, records[0]?.policies], ["rejected", 4, ["level"]]);
    assert.equal((await gate.callBatch(batch({ skillId: "service", inputs: [{}, {}] }))).status, "executed");
    assert.equal((await gate.callBatch(batch({ skillId: "service", inputs: [{}, {}] }))).status, "rejected");
    assert.deepEqual(records[2]?.policies, ["rate"]);
  });

  it("runs as a whole or not at all: a row that does not fit is named by its number; no rows and too many are refused", async () => {
    const gate = openGate([service()], () => assert.fail("a row runs"));
    const refused: readonly (readonly [readonly JsonObject[], RegExp])[] = [
      [[{}, { note: 5 }], /row 2, note/],
      [[], /1 to 2000 rows, not 0/],
      [new Array<JsonObject>(2_001).fill({}), /not 2001/],
    ];
    for (const [inputs, sentence] of refused) {
      const answer = await gate.callBatch(batch({ skillId: "service", inputs }));
      assert.ok(answer.status === "rejected");
      assert.match(answer.sentence, sentence);
    }
    assert.deepEqual(
      records.map(({ rows, outcome }) => [rows, outcome]),
      [
        [2, "rejected"],
        [0, "rejected"],
        [2_001, "rejected"],
      ],
    );
  });
});
