// Every change through the admin API leaves exactly one ledger record, and no change happens without one.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Role } from "#governance/caller.ts";
import { startInstitutionServer } from "#test/journeys/institution-server.ts";
import { pdfFile } from "#test/pdf-file.ts";
import { loanSkill } from "#test/skills.ts";
import { adminRoutes } from "./admin-routes.ts";

type Server = Awaited<ReturnType<typeof startInstitutionServer>>;

const order = { callerKind: "application", callerId: "north-desk", role: "caller", scenarioId: "north-scenario", budgetMicros: 7_000 };

interface Sample {
  readonly path: string;
  readonly body?: unknown;
  readonly object: RegExp;
  readonly by?: Role;
  /** A run that the change ends, or that ends before the answer does, leaves the record of its end beside that of the change. */
  readonly endsRun?: true;
  /** Which run goes on after the answer: its end is waited for. */
  readonly follow?: string;
  /** And the record of the approval that it waited for. */
  readonly closesApproval?: true;
  /** The certificate of what is gone is a record of its own. */
  readonly certifies?: true;
}

/** Records that a change may leave beside its own. */
const BESIDE: ReadonlySet<string> = new Set(["approval.closed", "document.deleted"]);

/** One good request for every route that changes something. */
const CHANGES: Readonly<Record<string, Sample>> = {
  "POST /api/departments": { path: "/api/departments", body: { id: "cards", name: "Cards" }, object: /^department\/cards$/ },
  "PATCH /api/departments/:id": { path: "/api/departments/cards", body: { name: "Card business" }, object: /^department\/cards$/ },
  "DELETE /api/departments/:id": { path: "/api/departments/cards", object: /^department\/cards$/ },
  "POST /api/applications": {
    path: "/api/applications",
    body: { id: "bot", departmentId: "north-lending", name: "Bot" },
    object: /^application\/bot$/,
  },
  "PATCH /api/applications/:id": { path: "/api/applications/bot", body: { name: "Loan bot" }, object: /^application\/bot$/ },
  "DELETE /api/applications/:id": { path: "/api/applications/bot", object: /^application\/bot$/ },
  "POST /api/people": { path: "/api/people", body: { id: "E-77", departmentId: "north-lending", name: "Clerk" }, object: /^person\/E-77$/ },
  "PATCH /api/people/:id": { path: "/api/people/E-77", body: { name: "Head clerk" }, object: /^person\/E-77$/ },
  "DELETE /api/people/:id": { path: "/api/people/E-77", object: /^person\/E-77$/ },
  "POST /api/keys": { path: "/api/keys", body: order, object: /^key\/key_[0-9a-z]{26}$/ },
  "POST /api/guard/mask": {
    path: "/api/guard/mask",
    body: { text: "氏名：山田太郎", run: "letter" },
    object: /^run\/letter$/,
    by: "caller",
  },
  "POST /api/guard/unmask": { path: "/api/guard/unmask", body: { text: "Dear you", run: "letter" }, object: /^run\/letter$/, by: "caller" },
  "DELETE /api/guard/runs/:id": { path: "/api/guard/runs/letter", object: /^run\/letter$/, by: "caller" },
  // No record may hold the term or the reason: here they bear the sign by which secrets are known.
  "POST /api/guard/corrections": {
    path: "/api/guard/corrections",
    body: { kind: "harmless", term: "kn_青葉", type: "PERSON", reason: "kn_ A branch" },
    object: /^correction\/correction_[0-9a-z]{26}$/,
    by: "caller",
  },
  "POST /api/guard/corrections/:id/decision": {
    path: "/api/guard/corrections/<correction>/decision",
    body: { decision: "approve" },
    object: /^correction\/correction_[0-9a-z]{26}$/,
    by: "steward",
  },
  "DELETE /api/guard/corrections/:id": {
    path: "/api/guard/corrections/<correction>",
    object: /^correction\/correction_[0-9a-z]{26}$/,
    by: "steward",
  },
  "POST /api/skill-artefacts": {
    path: "/api/skill-artefacts",
    body: { artefact: Buffer.from("kn_ A scorecard").toString("base64") },
    object: /^skill-artefact\/[0-9a-f]{64}$/,
    by: "developer",
  },
  "POST /api/skills": {
    path: "/api/skills",
    body: loanSkill({ id: "payment", description: "kn_ Says what a loan costs." }),
    object: /^skill\/payment$/,
    by: "developer",
  },
  "POST /api/skills/:id/versions/:version/decision": {
    path: "/api/skills/north-limit/versions/1/decision",
    body: { decision: "approve" },
    object: /^skill\/north-limit$/,
    by: "approver",
  },
  "POST /api/skills/:id/versions/:version/retirement": {
    path: "/api/skills/north-score/versions/1/retirement",
    object: /^skill\/north-score$/,
    by: "approver",
  },
  // The run fails at once, as no model is there.
  "POST /api/runs": {
    path: "/api/runs",
    body: { model: "model", messages: [{ role: "user", content: "kn_ A question" }] },
    object: /^run\/run_[0-9a-z]{26}$/,
    by: "caller",
    endsRun: true,
  },
  "POST /api/runs/:id/stop": {
    path: "/api/runs/<stoppable run>/stop",
    object: /^run\/run_[0-9a-z]{26}$/,
    by: "caller",
    endsRun: true,
    closesApproval: true,
  },
  "POST /api/approvals/:id/decision": {
    path: "/api/approvals/<approval>/decision",
    body: { decision: "deny" },
    object: /^approval\/approval_[0-9a-z]{26}$/,
    by: "approver",
    endsRun: true,
    follow: "/api/runs/<waiting run>/events",
  },
  "POST /api/collections": {
    path: "/api/collections",
    body: { id: "fees", name: "kn_ Fees" },
    object: /^collection\/fees$/,
    by: "steward",
  },
  "POST /api/collections/:id/embedding-model": {
    path: "/api/collections/fees/embedding-model",
    body: { model: "model" },
    object: /^collection\/fees$/,
    by: "steward",
  },
  "POST /api/documents": {
    path: "/api/documents",
    body: {
      collection: "fees",
      name: "fees.pdf",
      file: Buffer.from(pdfFile([[{ text: "kn_ A fee of 400 yen", left: 72, bottom: 700 }]])).toString("base64"),
    },
    object: /^document\/doc_[0-9a-z]{26}$/,
    by: "steward",
  },
  "PATCH /api/documents/:id": {
    path: "/api/documents/doc_north_fees",
    body: { allowed: ["everyone"] },
    object: /^document\/doc_north_fees$/,
    by: "steward",
  },
  "DELETE /api/documents/:id": {
    path: "/api/documents/doc_north_old",
    object: /^document\/doc_north_old$/,
    by: "steward",
    certifies: true,
  },
  "POST /api/barriers": {
    path: "/api/barriers",
    body: { wall: "deal", side: "inside", principal: "person/north-caller" },
    object: /^barrier\/deal$/,
    by: "steward",
  },
  "POST /api/barriers/removal": {
    path: "/api/barriers/removal",
    body: { wall: "deal", side: "inside", principal: "person/north-caller" },
    object: /^barrier\/deal$/,
    by: "steward",
  },
  "DELETE /api/keys/:id": { path: "/api/keys/<auditor>", object: /^key\/key_[0-9a-z]{26}$/ },
};

describe("a change", () => {
  let server: Server;
  before(async () => {
    server = await startInstitutionServer();
  });
  after(() => server.close());

  function change(method: string, path: string, body: unknown, by: Role = "administrator") {
    const { north, call } = server;
    const ownPath = path
      .replace("<auditor>", north.keys.auditor.id)
      .replace("<correction>", north.correctionId)
      .replace("<waiting run>", north.waitingRunId)
      .replace("<stoppable run>", north.stoppableRunId)
      .replace("<approval>", north.approvalId);
    return call({ method, path: ownPath, key: north.keys[by].text, body });
  }
  async function namesOfDepartments() {
    return (await server.identity.departments.list("north", { limit: 100 })).map(({ id, name }) => `${id} ${name}`);
  }

  for (const route of adminRoutes.filter(({ audit }) => audit !== "none")) {
    it(`by ${route.method} ${route.path} leaves one record with its action, actor and object, and no secret`, async () => {
      const sample = CHANGES[`${route.method} ${route.path}`];
      assert.ok(sample, "a new route that changes something needs a sample here");
      const recorded = server.ledger.chainOf("north").length;
      const answer = await change(route.method, sample.path, sample.body, sample.by);
      assert.equal(answer.status, route.status, answer.text);
      if (sample.follow !== undefined) await change("GET", sample.follow, undefined, "caller");
      const all = server.ledger.chainOf("north").slice(recorded);
      const added = all.filter((event) => event.kind !== "change" || !BESIDE.has(event.action));
      assert.equal(all.length - added.length, sample.closesApproval || sample.certifies ? 1 : 0);
      assert.deepEqual(added.map(({ kind }) => kind).sort(), sample.endsRun ? ["change", "run"] : ["change"]);
      const record = added.find((event) => event.kind === "change");
      assert.ok(record);
      assert.equal(record.action, route.audit);
      assert.equal(record.actor, `person/${server.north.keys[sample.by ?? "administrator"].holder}`);
      assert.equal(record.details.key, server.north.keys[sample.by ?? "administrator"].id);
      assert.match(record.object, sample.object);
      assert.doesNotMatch(JSON.stringify(all), /kn_/);
      assert.equal(server.ledger.notes.size, 0);
    });
  }

  it("that is refused leaves no record", async () => {
    const recorded = server.ledger.chainOf("north").length;
    const refusals = [
      { method: "DELETE", path: "/api/departments/north-lending", status: 409 },
      { method: "DELETE", path: "/api/people/north-caller", status: 409 },
      { method: "POST", path: "/api/departments", body: { id: "north-lending", name: "Again" }, status: 409 },
      { method: "POST", path: "/api/people", body: { id: "x", departmentId: "none", name: "X" }, status: 400 },
      { method: "PATCH", path: "/api/people/none", body: { name: "X" }, status: 404 },
      { method: "DELETE", path: "/api/keys/key_none", status: 404 },
      { method: "POST", path: "/api/keys", body: { ...order, callerKind: "person", callerId: "north-administrator" }, status: 403 },
      { method: "POST", path: "/api/keys", body: { ...order, scenarioId: "none" }, status: 400 },
    ];
    for (const { method, path, body, status } of refusals) {
      const answer = await change(method, path, body);
      assert.equal(answer.status, status, answer.text);
    }
    assert.equal(server.ledger.chainOf("north").length, recorded);
    assert.equal(server.ledger.notes.size, 0);
  });

  it("is not made when its intent cannot be noted", async () => {
    const departments = await namesOfDepartments();
    server.ledger.broken.notes = true;
    const answer = await change("POST", "/api/departments", { id: "unnoted", name: "Unnoted" });
    server.ledger.broken.notes = false;
    assert.equal(answer.status, 503);
    assert.deepEqual(await namesOfDepartments(), departments);
  });

  it("whose record cannot be appended is answered with 503, and its note stays for the next start", async () => {
    server.ledger.broken.records = true;
    const answer = await change("POST", "/api/departments", { id: "unrecorded", name: "Unrecorded" });
    server.ledger.broken.records = false;
    assert.equal(answer.status, 503);
    assert.match(answer.text, /The ledger cannot be written/);
    const [note] = [...server.ledger.notes.values()];
    assert.ok(note?.kind === "change");
    assert.equal(note.object, "department/unrecorded");
    assert.equal(note.details.unclear, true);
    server.ledger.notes.clear();
  });

  it("of which nobody knows whether it was made leaves a record that says so", async (test) => {
    test.mock.method(server.identity.departments, "insert", () => Promise.reject(new Error("connection lost at commit")));
    const recorded = server.ledger.chainOf("north").length;
    const answer = await change("POST", "/api/departments", { id: "perhaps", name: "Perhaps" });
    assert.equal(answer.status, 500);
    assert.doesNotMatch(answer.text, /connection lost/);
    const [record] = server.ledger.chainOf("north").slice(recorded);
    assert.ok(record?.kind === "change");
    assert.equal(record.details.unclear, true);
    assert.equal(server.ledger.notes.size, 0);
  });
});
