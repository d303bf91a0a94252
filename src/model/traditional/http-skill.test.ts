// A real HTTP server behind a skill: what is sent, what is taken, what is refused.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { after, before, describe, it } from "node:test";
import { createOutbound } from "#infrastructure/outbound.ts";
import { failsWith, skillCall, skillDefinition } from "#test/skill-definition.ts";
import { createHttpOpener } from "./http-skill.ts";
import { createRunSkill } from "./run-skill.ts";

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

const answers: Readonly<Record<string, (response: ServerResponse, body: string, request: IncomingMessage) => void>> = {
  "/score?v=2": (response, body, { method, headers }) =>
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ method, authorization: headers.authorization, received: JSON.parse(body) })),
  "/html": (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
  "/broken": (response) => response.writeHead(200, JSON_TYPE).end('{"a":'),
  "/list": (response) => response.writeHead(200, JSON_TYPE).end("[1]"),
  "/refuses": (response) => response.writeHead(422, JSON_TYPE).end('{"detail":"customer 4711 is too young"}'),
  "/fails": (response) => response.writeHead(500).end(),
  "/moved": (response) => response.writeHead(302, { location: "/score?v=2" }).end(),
  "/dies": (response) => {
    response.writeHead(200, JSON_TYPE).write('{"a":');
    setImmediate(() => response.destroy());
  },
  "/silent": () => undefined,
  "/endless": (response) => {
    response.writeHead(200, JSON_TYPE);
    const more = () => {
      if (!response.destroyed && response.write("x".repeat(65_536))) setImmediate(more);
    };
    response.on("drain", more);
    more();
  },
};

const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  answers[request.url ?? ""]?.(response, Buffer.concat(pieces).toString(), request);
});
let origin = "";
let outbound: ReturnType<typeof createOutbound>;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  origin = `http://127.0.0.1:${address.port}`;
  outbound = createOutbound({ allowedOrigins: [origin] });
});
after(async () => {
  await outbound.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function post(path: string, { timeoutMs = 5_000, apiKeyVariable = "SCORING_KEY" } = {}) {
  const secrets = new Map([["SCORING_KEY", "s3cret"]]);
  const open = createHttpOpener({ openExchange: outbound.openExchange, findSecret: (variable) => secrets.get(variable) });
  const runner = createRunSkill({ http: open }, async () => undefined);
  const source = { kind: "http", url: new URL(path, origin).href, apiKeyVariable } as const;
  const definition = skillDefinition(source, { id: "service", input: { type: "object" }, limits: { timeoutMs, resultBytesMax: 300_000 } });
  return runner.run(definition, skillCall({ amount: 5 })).finally(runner.close);
}

describe("a skill behind HTTP", () => {
  it("is sent the arguments as JSON with its key, and gives the JSON that comes back", async () => {
    const { output } = await post("/score?v=2");
    assert.deepEqual(output, { method: "POST", authorization: "Bearer s3cret", received: { amount: 5 } });
  });

  it("is refused what is no JSON object, and every status but 200; no word of the service's own is passed on", async () => {
    await assert.rejects(post("/html"), failsWith("upstream_failed", /something other than JSON/));
    await assert.rejects(post("/broken"), failsWith("upstream_failed", /cannot be read as JSON/));
    await assert.rejects(post("/list"), failsWith("upstream_failed", /no JSON object/));
    await assert.rejects(post("/fails"), failsWith("upstream_failed", /status 500/));
    await assert.rejects(post("/moved"), failsWith("upstream_failed", /status 302/));
    await assert.rejects(
      post("/refuses"),
      failsWith("invalid_request", /^The service of service cannot take these arguments \(status 422\)\.$/),
    );
  });

  it("is cut off when it answers without end, dies half-way or stays silent", async () => {
    await assert.rejects(post("/endless"), failsWith("upstream_failed", /more than the allowed 300000 bytes/));
    await assert.rejects(post("/dies"), failsWith("upstream_failed", /connection to the upstream broke/));
    await assert.rejects(post("/silent", { timeoutMs: 20 }), failsWith("upstream_timeout", /20 ms/));
  });

  it("is not opened without its key, and not reached at an address that is not declared", async () => {
    await assert.rejects(
      post("/score?v=2", { apiKeyVariable: "OTHER_KEY" }),
      failsWith("conflict", /needs the environment variable OTHER_KEY/),
    );
    await assert.rejects(post("http://user:word@127.0.0.1:9/"), failsWith("conflict", /holds a user name or a password/));
    await assert.rejects(post("http://127.0.0.1:9/"), failsWith("forbidden", /the configuration does not declare it/));
  });
});
