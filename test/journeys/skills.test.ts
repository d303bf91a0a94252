// Skills over HTTP: each kind proposed by one person and let go live by another, and what is not taken, or not run, said in one sentence.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { definitionHashOf } from "#governance/skills/skill-soundness.ts";
import { openPglite } from "#infrastructure/database/pglite.ts";
import { createLog } from "#infrastructure/log.ts";
import type { JsonObject, SkillDefinition } from "#model/skill.ts";
import { calls, type LoanDesk, openLoanDesk, PLAN, paymentSkill, plainSkill, type ReadEvent } from "../loan-desk.ts";
import { jsonAnswer } from "../stand-in-cloud.ts";

const text = { type: "string" } as const;
const number = { type: "number" } as const;

/** Grade A up to ten million is approved; all else is referred. */
const TABLE = JSON.stringify({
  nodes: [
    { id: "in", name: "request", type: "inputNode" },
    {
      id: "policy",
      name: "policy",
      type: "decisionTableNode",
      content: {
        hitPolicy: "first",
        inputs: [
          { id: "a", name: "Amount", field: "amount" },
          { id: "g", name: "Grade", field: "grade" },
        ],
        outputs: [{ id: "d", name: "Decision", field: "decision" }],
        rules: [
          { _id: "good", a: "<= 10000000", g: "'A'", d: "'approve'" },
          { _id: "rest", a: "", g: "", d: "'refer'" },
        ],
      },
    },
    { id: "out", name: "response", type: "outputNode" },
  ],
  edges: [
    { id: "1", sourceId: "in", targetId: "policy" },
    { id: "2", sourceId: "policy", targetId: "out" },
  ],
});

const SCORECARD = JSON.stringify({
  scale: { points: 600, odds: 30, pointsToDoubleOdds: 20 },
  basePoints: 500,
  pointsLostAgainst: "best",
  reasonsMax: 2,
  characteristics: [
    {
      input: "months",
      bins: [
        { below: 24, points: 60 },
        { from: 24, points: 20 },
      ],
      reason: { code: "TERM", text: { ja: "返済期間が長い", en: "The term is long" } },
    },
  ],
  bands: [{ name: "decline" }, { from: 550, name: "approve" }],
});

const QUERY = "select id, principal from application where id = $1 and department = $2";

const batchAnswer = z.object({
  status: z.string(),
  recordId: z.string(),
  sentence: z.string().optional(),
  results: z.array(z.object({ output: z.record(z.string(), z.json()) })).optional(),
});

describe("a skill", () => {
  let desk: LoanDesk;
  let service: { readonly kind: "http"; readonly url: string };
  before(async () => {
    desk = await openLoanDesk();
    service = { kind: "http", url: `${desk.service.origin}/score` };
  });
  after(() => desk.close());

  const propose = (definition: unknown, key = desk.keys.developer) => desk.bank.admin("POST", "/api/skills", definition, key);
  const decide = (id: string, version: number, decision: "approve" | "reject", key: string) =>
    desk.bank.admin("POST", `/api/skills/${id}/versions/${version}/decision`, { decision }, key);
  async function refusal(definition: unknown, status: number, sentence: RegExp): Promise<void> {
    const answer = await propose(definition);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.match(JSON.stringify(answer.body), sentence);
  }
  /** How a call of the skill ends, in a run of its own that goes on to its answer. */
  async function call(skill: string, input: JsonObject): Promise<ReadEvent> {
    desk.say(calls([skill, input]));
    const { events, last } = await desk.run();
    assert.equal(last.kind, "answered", last.sentence);
    const ended = events.find(({ kind }) => kind === "skill_ended");
    assert.ok(ended !== undefined);
    return ended;
  }
  async function failure(skill: string, input: JsonObject, sentence: RegExp): Promise<void> {
    const ended = await call(skill, input);
    assert.notEqual(ended.status, "executed");
    assert.match(ended.sentence ?? "", sentence);
    assert.ok(!ended.sentence?.includes("\n"));
    const [record] = await desk.skillRecords(ended.run);
    assert.deepEqual([record?.outcome, record?.error === null], [ended.status, false]);
  }
  /** Changes what the server has stored, as somebody with the database in their hands could. */
  function tamper(statement: string): Promise<void> {
    return desk.bank.restart(async () => {
      const database = await openPglite({ folder: join(desk.bank.folder, "data", "database"), log: createLog("silent") });
      const changed = await database.execute(statement).finally(() => database.close());
      assert.equal(changed, 1);
    });
  }

  it("is proposed by one person and goes live by another: never by the same, nor by a role that does not decide", async () => {
    const definition = paymentSkill();
    assert.equal((await propose(definition, desk.keys.clerk)).status, 403);
    assert.equal((await propose(definition, await desk.bank.issueKey({ role: "developer" }))).status, 403);
    assert.partialDeepStrictEqual(await propose(definition), { status: 201, body: { state: "proposed", proposedBy: "person/developer" } });
    assert.equal((await decide("loan-payment", 1, "approve", desk.keys.developer)).status, 403);
    const own = await decide("loan-payment", 1, "approve", desk.keys.developerApproving);
    assert.equal(own.status, 403);
    assert.match(JSON.stringify(own.body), /You proposed this version; another person has to decide on it/);
    await failure("loan-payment", { ...PLAN, principal: 3_000_000 }, /There is no live skill loan-payment/);
    assert.partialDeepStrictEqual(await decide("loan-payment", 1, "approve", desk.keys.approver), {
      status: 200,
      body: { state: "live", decidedBy: "person/officer" },
    });
    assert.equal((await call("loan-payment", { ...PLAN, principal: 3_000_000 })).status, "executed");
    assert.equal((await decide("loan-payment", 1, "reject", desk.keys.approver)).status, 409);
    await refusal({ ...definition, title: "Another" }, 409, /The next version of loan-payment is 2; a version that exists never changes/);
  });

  it("can be a calculator, a decision table, a scorecard, a query with the caller's rights, or a service", async () => {
    const [table, scorecard, query] = await Promise.all([TABLE, SCORECARD, QUERY].map((artefact) => desk.store(artefact)));
    const sources: Record<string, readonly [SkillDefinition["source"], JsonObject]> = {
      "loan-to-value": [
        { kind: "calculator", calculator: "loan-to-value" },
        { loans: { type: "array" }, value: text },
      ],
      "lending-policy": [
        { kind: "decision-table", artefact: table ?? "" },
        { amount: number, grade: text },
      ],
      "credit-points": [{ kind: "scorecard", artefact: scorecard ?? "" }, { months: { type: "integer", minimum: 1, maximum: 120 } }],
      application: [
        { kind: "query", artefact: query ?? "", source: "core", parameters: ["application", "caller.department"], rowsMax: 10 },
        { application: text },
      ],
      "partner-score": [service, { customer: text }],
    };
    for (const [id, [source, properties]] of Object.entries(sources)) await desk.goLive(plainSkill(id, source, properties));

    const ratio = await call("loan-to-value", { loans: ["1000000", "500000"], value: "3000000" });
    assert.match(String(ratio.output?.percent), /^50(\.0*)?$/);
    const decided = await call("lending-policy", { amount: 5_000_000, grade: "A" });
    assert.deepEqual([decided.output, JSON.stringify(decided.trace).includes("good")], [{ decision: "approve" }, true]);
    const scored = await call("credit-points", { months: 60 });
    assert.partialDeepStrictEqual(scored.output, { points: 520, band: "decline" });
    assert.partialDeepStrictEqual(scored.reasons, [{ code: "TERM", contribution: 40 }]);
    const own = await call("application", { application: "LA-1" });
    assert.partialDeepStrictEqual(own.output, { rows: [{ id: "LA-1" }], hasMore: false });
    const others = await call("application", { application: "LA-3" });
    assert.deepEqual(others.output, { rows: [], hasMore: false });
    assert.deepEqual((await call("partner-score", { customer: "C-1" })).output, { score: 0.2 });
  });

  it("is not taken with a schema that is none, a protected attribute, a validation that is over, or a source that nobody declared", async () => {
    const trial = (changes: Partial<SkillDefinition>) => plainSkill("trial", service, { customer: text }, changes);
    await refusal(trial({ input: { type: "array" } }), 400, /JSON Schema of an object/);
    await refusal(
      trial({ input: { type: "object", properties: { a: { type: "nonsense" } } } }),
      400,
      /input schema of trial cannot be used/,
    );
    await refusal(
      trial({ output: { type: "object", properties: { a: { $ref: "#/nowhere" } } } }),
      400,
      /output schema of trial cannot be used/,
    );
    const nested = { type: "object", properties: { applicant: { type: "object", properties: { sex: text } } } };
    await refusal(trial({ input: nested, protectedAttributes: ["sex"] }), 400, /trial takes sex, which it declares protected/);
    const validation = { by: "model validation", on: "2020-01-01", report: "V-1", expiresOn: "2020-12-31" };
    await refusal(trial({ validation }), 400, /The validation of trial expired on 2020-12-31/);
    await refusal(
      trial({ source: { kind: "http", url: "http://elsewhere.example/score" } }),
      409,
      /not one that the configuration declares/,
    );
    await refusal(trial({ source: { kind: "scorecard", artefact: "0".repeat(64) } }), 409, /There is no artefact 0000/);
    await refusal(trial({ source: { kind: "decision-table", artefact: await desk.store("{}") } }), 409, /decision table of trial/);
  });

  it("is refused arguments that do not fit its schema", async () => {
    await failure("lending-policy", { amount: "much", grade: "A" }, /do not fit its schema: amount: /);
    await failure("lending-policy", { grade: "A" }, /do not fit its schema: amount: /);
    await failure("lending-policy", { amount: 1, grade: "A", extra: true }, /do not fit its schema: /);
  });

  it("that hangs, answers ten megabytes, something else than declared, or no JSON, fails in one sentence and the run goes on", async () => {
    const limits = { timeoutMs: 300, resultBytesMax: 65_536, callsPerMinute: 600 };
    const output = { type: "object", properties: { score: number }, required: ["score"] };
    await desk.goLive(plainSkill("slow-score", service, { customer: text }, { limits, output }));
    const customer = { customer: "C-1" };
    desk.service.answerWith(() => ({ steps: ["hang"] }));
    await failure("slow-score", customer, /slow-score gave no result within 300 ms/);
    const filler = Buffer.alloc(10_485_760, "x").toString();
    desk.service.answerWith(() => jsonAnswer({ score: 0.2, filler }));
    await failure("partner-score", customer, /answered with more than the allowed 65536 bytes/);
    desk.service.answerWith(() => jsonAnswer({ score: "high" }));
    await failure("slow-score", customer, /is not of its declared form: score: /);
    desk.service.answerWith(() => ({ headers: { "content-type": "text/html" }, steps: [{ send: "<p>C-1</p>" }] }));
    await failure("slow-score", customer, /answered with something other than JSON/);
    desk.service.answerWith(() => jsonAnswer({ score: 0.2 }));
    assert.equal((await call("slow-score", customer)).status, "executed");
  });

  it("is called for many rows at once: one decision and one record, all rows or none", async () => {
    const batch = (rows: unknown, id = "lending-policy", key = desk.keys.clerk) =>
      desk.bank.admin("POST", `/api/skills/${id}/batches`, { rows }, key);
    const rows = Array.from({ length: 200 }, (_unused, place) => ({ amount: 9_999_900 + place, grade: "A" }));
    const { status, body } = await batch(rows);
    const answer = batchAnswer.parse(body);
    assert.deepEqual([status, answer.status], [200, "executed"]);
    const decisions = answer.results?.map(({ output }) => output.decision);
    assert.deepEqual(
      decisions,
      rows.map(({ amount }) => (amount <= 10_000_000 ? "approve" : "refer")),
    );
    const records = await desk.bank.admin(
      "GET",
      "/api/ledger?limit=50",
      undefined,
      await desk.bank.issuePersonKey("auditor", { role: "auditor" }),
    );
    const own = JSON.stringify(records.body).split(`"id":"${answer.recordId}"`);
    assert.equal(own.length, 2);
    assert.match(own[1]?.slice(0, 1_500) ?? "", /"rows":200/);

    const secret = rows.map((row, place) => (place === 150 ? { ...row, grade: "my password: hunter2hunter2 CVV 123" } : row));
    assert.partialDeepStrictEqual(await batch(secret), { status: 200, body: { status: "executed", level: 4 } });
    const misfit = batchAnswer.parse((await batch(rows.map((row, place) => (place === 150 ? { grade: "A" } : row)))).body);
    assert.deepEqual([misfit.status, misfit.results], ["rejected", undefined]);
    assert.match(misfit.sentence ?? "", /do not fit its schema: row 151, amount: /);
    assert.match(JSON.stringify((await batch(rows, "nothing")).body), /There is no live skill nothing/);
    assert.equal((await batch([])).status, 400);
    assert.equal((await batch(new Array(2_001).fill({}))).status, 400);
    assert.equal((await batch([{ note: "x".repeat(1_000_001) }])).status, 413);
    assert.equal((await batch(rows, "lending-policy", desk.keys.approver)).status, 403);
  });

  it("does not run once its stored artefact is no longer the one of its hash", async () => {
    await tamper("update skill_artefact set bytes = bytes || '\\x20'::bytea where convert_from(bytes, 'UTF8') like '%pointsToDoubleOdds%'");
    await failure("credit-points", { months: 12 }, /^The artefact [0-9a-f]{64} was changed: /);
    assert.equal((await call("lending-policy", { amount: 1, grade: "A" })).status, "executed");
  });

  it("does not run, and is not offered, once its stored definition is no longer the one of its hash", async () => {
    await tamper("update skill set definition = jsonb_set(definition, '{levelCeiling}', '5') where id = 'slow-score' and state = 'live'");
    const { body } = await desk.bank.admin("POST", "/api/skills/slow-score/batches", { rows: [{ customer: "C-1" }] }, desk.keys.clerk);
    const answer = batchAnswer.parse(body);
    assert.equal(answer.status, "rejected");
    assert.match(answer.sentence ?? "", /^The stored definition of slow-score was changed after it went live: its hash is another\. /);
    const records = await desk.bank.admin(
      "GET",
      "/api/ledger?limit=5",
      undefined,
      await desk.bank.issuePersonKey("auditor", { role: "auditor" }),
    );
    assert.match(JSON.stringify(records.body), new RegExp(`"id":"${answer.recordId}"`));
    await failure("slow-score", { customer: "C-1" }, /slow-score/);
  });

  it("does not run once its validation is over", async () => {
    // As it is found after a year: with the hash of what it says.
    const source = { kind: "decision-table", artefact: await desk.store(TABLE) } as const;
    const validation = { ...plainSkill("lending-policy", source, {}).validation, expiresOn: "2026-01-01" };
    const expired = plainSkill("lending-policy", source, { amount: number, grade: text }, { validation });
    await tamper(
      `update skill set definition = jsonb_set(definition, '{validation,expiresOn}', '"2026-01-01"'), definition_hash = '${definitionHashOf(expired)}' where id = 'lending-policy' and state = 'live'`,
    );
    const ended = await call("lending-policy", { amount: 1, grade: "A" });
    assert.match(ended.sentence ?? "", /^The skill lending-policy was not called: the skill's validation has expired\.$/);
    const [record] = await desk.skillRecords(ended.run);
    assert.deepEqual([record?.disposition, record?.policies], ["reject", ["validation"]]);
  });

  it("does not run once it was retired", async () => {
    const path = "/api/skills/partner-score/versions/1/retirement";
    assert.equal((await desk.bank.admin("POST", path, undefined, desk.keys.developer)).status, 403);
    assert.equal((await desk.bank.admin("POST", path, undefined, desk.keys.approver)).status, 200);
    await failure("partner-score", { customer: "C-1" }, /There is no live skill partner-score/);
  });
});
