// /mcp as the MCP SDK's own client sees it: the caller's skills as tools, each disposition as a result, refusals in one sentence.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { fastify } from "fastify";
import type { Caller } from "#governance/caller.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createLog } from "#infrastructure/log.ts";
import type { JsonObject } from "#model/skill.ts";
import type { SkillCallAnswer, SkillService } from "#service/skill-service.ts";
import { skillDefinition } from "#test/skill-definition.ts";
import { toErrorAnswer } from "../http/errors.ts";
import { mountMcp } from "./mcp-routes.ts";

const MEMBER: Caller = {
  institutionId: "bank",
  departmentId: "tokyo",
  kind: "person",
  id: "user-1",
  keyId: "key-1",
  role: "caller",
  scenarioId: "lending",
  budgetMicros: undefined,
};
const CALLERS = new Map<string, Caller>([
  ["member", MEMBER],
  ["other", { ...MEMBER, id: "user-2", scenarioId: "claims" }],
  ["auditor", { ...MEMBER, role: "auditor" }],
]);
const SCORE = skillDefinition(
  { kind: "calculator", calculator: "score" },
  {
    id: "score",
    input: { type: "object", properties: { income: { type: "number" } }, required: ["income"] },
    output: { type: "object", properties: { score: { type: "number" } }, required: ["score"] },
  },
);
const REASONS = [{ code: "R1", feature: "income", contribution: -3, text: { ja: "収入", en: "Income" } }];
const ANSWERS: Readonly<Record<string, (input: JsonObject) => SkillCallAnswer>> = {
  score: ({ income }) => ({ status: "executed", recordId: "sk_1", result: { output: { score: Number(income) / 2 }, reasons: REASONS } }),
  big: () => ({ status: "waiting", recordId: "sk_2", sentence: "The skill big waits for the approval of another person." }),
  broken: () => ({ status: "failed", recordId: "sk_3", sentence: "The skill broken failed; the log has the details." }),
};

const calls: { readonly by: string; readonly skillId: string; readonly input: JsonObject }[] = [];
const left: string[] = [];
const hanging = Promise.withResolvers<void>();
const leaving = Promise.withResolvers<void>();
const skills: SkillService = {
  listPermitted: async ({ scenarioId }) => (scenarioId === "lending" ? [SCORE] : []),
  callBatch: () => assert.fail("a tool is called with one set of arguments"),
  async call(caller, skillId, input, signal) {
    calls.push({ by: caller.id, skillId, input });
    if (skillId === "unrecorded") throw new KanameError("storage_failed", "The ledger cannot be written.", { cause: new Error("disk 7") });
    if (skillId === "bug") throw new Error("secret internals");
    if (skillId === "hang") {
      hanging.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      left.push(caller.id);
      leaving.resolve();
    }
    return ANSWERS[skillId]?.(input) ?? { status: "rejected", recordId: "sk_4", sentence: `There is no live skill ${skillId}.` };
  },
};

const underWay = new Set<AbortController>();
const server = fastify({ logger: false });
server.removeAllContentTypeParsers();
server.addContentTypeParser("*", (_request, _payload, done) => done(null));
server.setErrorHandler((error, _request, reply) => {
  const { status, headers, body } = toErrorAnswer(error);
  return reply.status(status).headers(headers).send(body);
});
mountMcp(server, {
  skills,
  async authenticate(presented) {
    const caller = CALLERS.get(presented);
    if (caller === undefined) throw new KanameError("unauthenticated", "This key is not known.");
    return caller;
  },
  bodyBytesMax: () => 10_000,
  log: createLog("silent"),
  underWay,
});

let address = "";
before(async () => {
  address = `${await server.listen({ host: "127.0.0.1", port: 0 })}/mcp`;
});
after(() => server.close());
const clients: Client[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function connect(key: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers: { authorization: `Bearer ${key}` } } }),
  );
  clients.push(client);
  return client;
}

function post(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const standard = { authorization: "Bearer member", "content-type": "application/json", accept: "application/json, text/event-stream" };
  return fetch(address, { method: "POST", headers: { ...standard, ...headers }, body });
}

describe("/mcp", () => {
  it("lists the skills that the caller may call, and nobody else's", async () => {
    const { tools } = await (await connect("member")).listTools();
    assert.deepEqual(
      tools.map(({ name, title, inputSchema, outputSchema, annotations }) => ({ name, title, inputSchema, outputSchema, annotations })),
      [
        {
          name: "score",
          title: "Trial",
          inputSchema: SCORE.input,
          outputSchema: SCORE.output,
          annotations: { readOnlyHint: true, destructiveHint: false },
        },
      ],
    );
    assert.deepEqual((await (await connect("other")).listTools()).tools, []);
  });

  it("calls a skill as the caller whose key it was, and gives output, reasons and the id of the record", async () => {
    const client = await connect("member");
    await client.listTools();
    const result = await client.callTool({ name: "score", arguments: { income: 8 } });
    assert.deepEqual(result.structuredContent, { score: 4 });
    assert.deepEqual(result.content, [
      { type: "text", text: '{"score":4}' },
      { type: "text", text: JSON.stringify({ reasons: REASONS }) },
    ]);
    assert.deepEqual(result._meta, { "kaname/record": "sk_1" });
    assert.deepEqual(calls.at(-1), { by: "user-1", skillId: "score", input: { income: 8 } });
  });

  for (const [skill, sentence] of [
    ["big", "The skill big waits for the approval of another person."],
    ["broken", "The skill broken failed; the log has the details."],
    ["unknown", "There is no live skill unknown."],
  ] as const) {
    it(`says in one sentence what became of a call that gave no result: ${skill}`, async () => {
      const result = await (await connect("member")).callTool({ name: skill });
      assert.equal(result.isError, true);
      assert.deepEqual(result.content, [{ type: "text", text: sentence }]);
      assert.equal(result.structuredContent, undefined);
    });
  }

  it("tells only public sentences of what went wrong inside", async () => {
    const client = await connect("member");
    await assert.rejects(client.callTool({ name: "unrecorded" }), /The ledger cannot be written/);
    await assert.rejects(
      client.callTool({ name: "bug" }),
      (error) => /unexpected problem/.test(String(error)) && !/secret/.test(String(error)),
    );
  });

  it("ends a call whose caller leaves", async () => {
    const leave = new AbortController();
    const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "hang", arguments: {} } };
    const headers = { authorization: "Bearer member", "content-type": "application/json", accept: "application/json, text/event-stream" };
    const call = fetch(address, { method: "POST", headers, body: JSON.stringify(message), signal: leave.signal });
    await hanging.promise;
    assert.equal(underWay.size, 1);
    leave.abort();
    await assert.rejects(call);
    await leaving.promise;
    assert.deepEqual(left, ["user-1"]);
  });

  it("lets nobody in without a key that may call", async () => {
    await assert.rejects(connect("stranger"));
    const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    assert.equal((await post(message, { authorization: "Bearer stranger" })).status, 401);
    assert.equal((await post(message, { authorization: "Bearer auditor" })).status, 403);
  });

  const BAD = [
    ["no JSON", "{", {}, 400],
    ["nothing", "", {}, 400],
    ["a batch", '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]', {}, 400],
    ["no message", '{"a":1}', {}, 400],
    ["too much", JSON.stringify({ a: "x".repeat(10_001) }), {}, 413],
    ["another type", "{}", { "content-type": "text/plain" }, 415],
    ["no taste for an answer", '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', { accept: "text/html" }, 406],
  ] as const;
  for (const [what, body, headers, status] of BAD) {
    it(`refuses ${what} with ${status}`, async () => {
      const answer = await post(body, headers);
      assert.equal(answer.status, status);
      assert.match(await answer.text(), /"message":"[^"\n]+"/);
    });
  }

  it("takes POST only", async () => {
    for (const method of ["GET", "DELETE", "PUT"]) {
      const answer = await fetch(address, { method });
      assert.deepEqual([answer.status, answer.headers.get("allow")], [405, "POST"]);
    }
  });
});
