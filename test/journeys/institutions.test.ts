// Two institutions on one server see nothing of each other, whichever declared route is walked with whatever key.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { adminRoutes } from "#application/admin/admin-routes.ts";
import type { Route } from "#application/admin/route.ts";
import { ROLES } from "#governance/caller.ts";
import { ROLE_NAMES } from "#governance/keys-store.ts";
import { loanSkill } from "../skills.ts";
import { type Answer, type Institution, type Request, startInstitutionServer, toolServerIdOf } from "./institution-server.ts";

type Server = Awaited<ReturnType<typeof startInstitutionServer>>;

const SHA256 = /^[0-9a-f]{64}$/;
const objectSchema = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });

/** A body for the route, out of its own schema: what a field refers to is `referred`, what it names is new. */
function sampleBody(
  route: Route,
  institution: Institution,
  referred: string | undefined,
  serial: number,
): Record<string, unknown> | undefined {
  const fields = Object.keys(objectSchema.parse(z.toJSONSchema(route.body, { io: "input", unrepresentable: "any" })).properties);
  if (fields.length === 0) return undefined;
  const artefact = referred !== undefined && SHA256.test(referred) ? referred : institution.artefactSha256;
  const samples: Record<string, unknown> = {
    ...loanSkill({ source: { kind: "scorecard", artefact } }),
    id: `${institution.id}-new-${serial}`,
    name: "A new name",
    departmentId: referred ?? institution.departmentId,
    callerKind: "application",
    callerId: referred ?? institution.applicationId,
    role: "caller",
    scenarioId: referred ?? `${institution.id}-scenario`,
    budgetMicros: 1_000,
    expiresAt: "2027-01-01T00:00:00Z",
    text: "A new text",
    run: referred ?? `${institution.id}-run`,
    kind: "harmless",
    term: "A new term",
    type: "PERSON",
    level: null,
    reason: "A new reason",
    decision: "approve",
    channel: "user",
    artefact: Buffer.from("A new scorecard").toString("base64"),
    model: "model",
    messages: [{ role: "user", content: "A new question" }],
    inputs: {},
    rows: [{}],
    parentRunId: referred ?? institution.answeredRunId,
    collection: referred ?? institution.collectionId,
    collections: [referred ?? institution.collectionId],
    embeddingModel: "model",
    allowed: [`department/${referred ?? institution.departmentId}`],
    denied: [],
    side: "deal/inside",
    series: "fees",
    effectiveFrom: "2026-01-01",
    effectiveTo: "2027-01-01",
    owner: `person/${referred ?? institution.personId}`,
    file: Buffer.from("A new file").toString("base64"),
    title: "A new title",
    labels: [],
    query: "fee of a transfer",
    count: 10,
    way: "fused",
    asOf: "2026-06-01",
    wall: "new-deal",
    principal: `department/${referred ?? institution.departmentId}`,
    question: "What is the fee of a transfer abroad?",
    earlier: [],
    unsupported: "remove",
  };
  return Object.fromEntries(
    fields.map((field) => {
      assert.ok(field in samples, `a new field "${field}" of ${route.method} ${route.path} needs a sample here`);
      return [field, samples[field]];
    }),
  );
}

/** The path for the object with this id; of what has versions, the first. */
function pathOf(route: Route, id: string): string {
  return route.path.replace(":id", id).replace(":version", "1").replace(":ordinal", "0");
}

/** An id that nobody has, of the same letters: another one for each, and a hash stays of the form of one. */
function nobodysOf(id: string): string {
  return [...id].reverse().join("");
}

/** Without what is made anew each time: what a proposal or a record is called, and the hash of what was sent, which names what it refers to. */
function comparable(text: string): string {
  return text.replaceAll(/(?:correction|sk|an)_[0-9a-z]{26}/g, "<made>").replaceAll(/"definitionHash":"[0-9a-f]{64}"/g, "<hash>");
}

function nameOf(route: Route): string {
  return `${route.method} ${route.path}`;
}

function lacks(role: keyof typeof ROLES, route: Route): boolean {
  if (route.permission === "public" || route.permission === "authenticated") return false;
  const held: readonly string[] = ROLES[role];
  return !held.includes(route.permission);
}

function everythingOf(server: Server, institution: Institution): Promise<Answer[]> {
  const reads: Request[] = [
    ...["departments", "applications", "people", "keys"].map((noun) => ({
      method: "GET",
      path: `/api/${noun}`,
      key: institution.keys.administrator.text,
    })),
    { method: "GET", path: "/api/guard/corrections", key: institution.keys.steward.text },
    { method: "GET", path: "/api/ledger/export", key: institution.keys.auditor.text },
    { method: "GET", path: "/api/skills", key: institution.keys.developer.text },
    { method: "GET", path: "/api/runs", key: institution.keys.auditor.text },
    { method: "GET", path: `/api/runs/${institution.answeredRunId}/events`, key: institution.keys.auditor.text },
    { method: "GET", path: "/api/approvals", key: institution.keys.approver.text },
    { method: "GET", path: `/api/documents?collection=${institution.collectionId}`, key: institution.keys.steward.text },
    { method: "GET", path: "/api/barriers", key: institution.keys.steward.text },
    { method: "GET", path: `/api/lineage?document=${institution.documentId}`, key: institution.keys.auditor.text },
    { method: "GET", path: `/api/answers/${institution.answerId}`, key: institution.keys.caller.text },
  ];
  return Promise.all(reads.map((read) => server.call(read)));
}

describe("an institution", () => {
  let server: Server;
  before(async () => {
    server = await startInstitutionServer();
  });
  after(() => server.close());

  it("sees its own: every reading route answers something of it, so that the walks below can fail", async () => {
    const { south } = server;
    const places: Record<string, string> = {
      departments: south.departmentId,
      applications: south.applicationId,
      people: south.personId,
      receipts: south.receiptId,
      runs: south.answeredRunId,
      "mcp-servers": toolServerIdOf("south"),
      documents: south.documentId,
      answers: south.answerId,
    };
    const questions: Record<string, string> = {
      "/api/documents": `?collection=${south.collectionId}`,
      "/api/lineage": `?answer=${south.answerId}`,
    };
    for (const route of adminRoutes.filter(
      ({ method, permission }) => method === "GET" && permission !== "public" && permission !== "authenticated",
    )) {
      const id = places[route.path.split("/")[2] ?? ""] ?? "";
      const role = ROLE_NAMES.find((name) => (route.path.includes("receipts") ? name === "auditor" : !lacks(name, route)));
      assert.ok(role);
      const answer = await server.call({
        method: "GET",
        path: pathOf(route, id) + (questions[route.path] ?? ""),
        key: south.keys[role].text,
      });
      assert.equal(answer.status, 200, `${nameOf(route)}: ${answer.text}`);
      assert.match(answer.text, /south/, nameOf(route));
    }
  });

  for (const route of adminRoutes) {
    it(`learns nothing of another by ${nameOf(route)}, with any key and any id, and changes nothing of it`, async () => {
      const { north, south } = server;
      const before = await everythingOf(server, south);
      const foreign = [
        south.departmentId,
        south.applicationId,
        south.personId,
        south.receiptId,
        south.correctionId,
        south.artefactSha256,
        south.liveSkillId,
        south.proposedSkillId,
        south.waitingRunId,
        south.answeredRunId,
        south.approvalId,
        south.collectionId,
        south.documentId,
        south.answerId,
        south.keys.caller.id,
        south.keys.caller.holder,
        "south-scenario",
        toolServerIdOf("south"),
      ];
      let serial = 0;
      for (const role of ROLE_NAMES.filter((name) => !lacks(name, route))) {
        for (const id of foreign) {
          // The same request once with an id of the other institution and once with one that nobody has: nothing may tell them apart.
          const nobodys = nobodysOf(id);
          const answers = [];
          for (const referred of [id, nobodys]) {
            serial += 1;
            const body = sampleBody(route, north, referred, serial);
            const request = { method: route.method, path: pathOf(route, referred), key: north.keys[role].text, body };
            const answer = await server.call(request);
            assert.ok(answer.status < 500, `${nameOf(route)}, ${role} with ${referred}: ${answer.text}`);
            const text = comparable(answer.text.replaceAll(referred, "<id>"));
            answers.push({ status: answer.status, text: body === undefined ? text : text.replaceAll(`north-new-${serial}`, "<new>") });
          }
          assert.deepEqual(answers[0], answers[1], `${role} tells ${id} from nobody's`);
          assert.doesNotMatch(answers[0]?.text ?? "", /south/, `${role} with ${id}`);
        }
      }
      assert.deepEqual(
        (await everythingOf(server, south)).map(({ text }) => text),
        before.map(({ text }) => text),
      );
    });

    it(`is not let in by ${nameOf(route)} without a key, or with one that lacks the permission, and then nothing is changed`, async () => {
      const { north } = server;
      const before = await everythingOf(server, north);
      const path = pathOf(route, north.departmentId);
      const body = sampleBody(route, north, undefined, 0);
      const stranger = await server.call({ method: route.method, path, body });
      assert.equal(stranger.status, route.permission === "public" ? 200 : 401, stranger.text);
      for (const role of ROLE_NAMES.filter((name) => lacks(name, route))) {
        const answer = await server.call({ method: route.method, path, body, key: north.keys[role].text });
        assert.equal(answer.status, 403, `${role}: ${answer.text}`);
        assert.match(answer.text, new RegExp(`has not the permission ${route.permission}`));
      }
      assert.deepEqual(
        (await everythingOf(server, north)).map(({ text }) => text),
        before.map(({ text }) => text),
      );
    });
  }

  it("may have the same ids as another, each its own", async () => {
    const { north, south, call } = server;
    for (const { id, keys } of [north, south]) {
      const created = await call({
        method: "POST",
        path: "/api/departments",
        key: keys.administrator.text,
        body: { id: "treasury", name: `${id} treasury` },
      });
      assert.equal(created.status, 201, created.text);
    }
    await call({ method: "DELETE", path: "/api/departments/treasury", key: north.keys.administrator.text });
    const left = await call({ method: "GET", path: "/api/departments/treasury", key: south.keys.administrator.text });
    assert.match(left.text, /south treasury/);
  });
});

describe("a receipt", () => {
  let server: Server;
  before(async () => {
    server = await startInstitutionServer();
  });
  after(() => server.close());

  it("is shown to who made the call and to the auditor, and to others as if it did not exist", async () => {
    const { north, call } = server;
    const path = `/api/receipts/${north.receiptId}`;
    const absent = await call({ method: "GET", path: "/api/receipts/rcpt_absent", key: north.keys.developer.text });
    const route = adminRoutes.find((declared) => declared.path === "/api/receipts/:id");
    assert.ok(route);
    for (const role of ROLE_NAMES.filter((name) => !lacks(name, route))) {
      const answer = await call({ method: "GET", path, key: north.keys[role].text });
      assert.equal(answer.status, role === "caller" || role === "auditor" ? 200 : 404, role);
      if (answer.status === 404) assert.equal(answer.text.replace(north.receiptId, "rcpt_absent"), absent.text);
    }
  });
});

describe("a run", () => {
  let server: Server;
  before(async () => {
    server = await startInstitutionServer();
  });
  after(() => server.close());

  for (const route of adminRoutes.filter(({ path }) => path.startsWith("/api/runs/:id"))) {
    it(`is found by ${nameOf(route)} for who started it and who may read all, and for others as if it did not exist`, async () => {
      const { north, call } = server;
      for (const role of ROLE_NAMES.filter((name) => !lacks(name, route))) {
        const [answer, absent] = await Promise.all(
          [north.answeredRunId, "run_absent"].map((id) =>
            call({ method: route.method, path: pathOf(route, id), key: north.keys[role].text }),
          ),
        );
        assert.equal(absent?.status, 404);
        const held: readonly string[] = ROLES[role];
        if (role === "caller" || held.includes("runs:read-all")) assert.notEqual(answer?.status, 404, role);
        else assert.equal(answer?.text.replace(north.answeredRunId, "run_absent"), absent.text, role);
      }
    });
  }
});
