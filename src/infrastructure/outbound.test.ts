// The way out: only declared origins, at the reader's pace, with a limit on every wait, and nothing left running.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect } from "node:net";
import { after, test } from "node:test";
import { openStandInCloud, rawStream } from "#test/stand-in-cloud.ts";
import { KanameError } from "./errors.ts";
import { createOutbound, type ExchangeRequest } from "./outbound.ts";

const cloud = await openStandInCloud();
const outbound = createOutbound({ allowedOrigins: [cloud.origin] });
after(async () => {
  await outbound.close();
  await cloud.close();
});

const never = new AbortController().signal;
function requestTo(origin: string, change: Partial<ExchangeRequest> = {}): ExchangeRequest {
  return {
    origin,
    path: "/v1/x",
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: "hello",
    firstByteTimeoutMs: 600_000,
    idleTimeoutMs: 600_000,
    signal: never,
    ...change,
  };
}
async function readAll(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
const ofKind = (kind: string) => (error: unknown) => error instanceof KanameError && error.kind === kind;

test("an origin that is not declared is not reached, and one that is no longer declared neither", async () => {
  const other = createOutbound({ allowedOrigins: ["http://127.0.0.1:1"] });
  const before = cloud.requests.length;
  await assert.rejects(other.openExchange(requestTo(cloud.origin)), ofKind("forbidden"));
  other.allowOrigins([`${cloud.origin}/v1`]);
  const exchange = await other.openExchange(requestTo(cloud.origin));
  await readAll(exchange.body);
  other.allowOrigins([]);
  await assert.rejects(other.openExchange(requestTo(cloud.origin)), ofKind("forbidden"));
  assert.equal(cloud.requests.length, before + 1);
  await other.close();
  assert.throws(() => createOutbound({ allowedOrigins: ["ftp://x"] }), ofKind("invalid_request"));
});

test("bytes go out and come back as they are, and the connection is used again", async () => {
  cloud.answerWith(() => rawStream({ send: "one" }, { pauseMs: 5 }, { send: "two" }));
  const connections = cloud.connections();
  for (let round = 0; round < 10; round += 1) {
    const exchange = await outbound.openExchange(requestTo(cloud.origin));
    assert.equal(exchange.status, 200);
    assert.equal((await readAll(exchange.body)).toString(), "onetwo");
    assert.equal(cloud.requests.at(-1)?.rawBody.toString(), "hello");
  }
  // A connection counts as free one turn after its answer has ended, hence two for requests that follow each other without a pause.
  assert.ok(
    cloud.connections() - connections <= 2,
    `${cloud.connections() - connections} connections for 10 requests, one after the other`,
  );
});

test("a redirect is an answer, not an order", async () => {
  cloud.answerWith(() => ({ status: 307, headers: { location: "http://127.0.0.1:1/" }, steps: [] }));
  const exchange = await outbound.openExchange(requestTo(cloud.origin));
  assert.equal(exchange.status, 307);
  await readAll(exchange.body);
});

test("no first byte and a silence in the middle both end as a timeout, and the upstream sees the connection close", {
  timeout: 30_000,
}, async () => {
  cloud.answerWith(() => rawStream("hang"));
  await assert.rejects(outbound.openExchange(requestTo(cloud.origin, { firstByteTimeoutMs: 120 })), ofKind("upstream_timeout"));
  assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
  cloud.answerWith(() => rawStream({ send: "begun" }, "hang"));
  const exchange = await outbound.openExchange(requestTo(cloud.origin, { idleTimeoutMs: 120 }));
  assert.equal(String((await exchange.body.next()).value), "begun");
  await assert.rejects(exchange.body.next(), ofKind("upstream_timeout"));
  assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
});

test("headers without a body do not stop the clock of the first byte", async () => {
  cloud.answerWith(() => rawStream({ pauseMs: 0 }, "hang"));
  const exchange = await outbound.openExchange(requestTo(cloud.origin, { firstByteTimeoutMs: 150 }));
  await assert.rejects(exchange.body.next(), ofKind("upstream_timeout"));
});

test("aborting and leaving early close the upstream connection at once", { timeout: 30_000 }, async () => {
  cloud.answerWith(() => rawStream({ send: "begun" }, "hang"));
  const abort = new AbortController();
  const aborted = await outbound.openExchange(requestTo(cloud.origin, { signal: abort.signal }));
  await aborted.body.next();
  const reading = aborted.body.next();
  abort.abort();
  await assert.rejects(reading, ofKind("client_closed"));
  assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");

  const left = await outbound.openExchange(requestTo(cloud.origin));
  for await (const _piece of left.body) break;
  assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
  await assert.rejects(outbound.openExchange(requestTo(cloud.origin, { signal: AbortSignal.abort() })), ofKind("client_closed"));
});

test("a slow reader holds the upstream back, and gets everything in the end, however long it takes", async () => {
  const blockBytes = 65_536;
  const blocks = 400;
  let sent = 0;
  const server = await serve(async (_request, response) => {
    for (; sent < blocks; sent += 1) if (!response.write(Buffer.alloc(blockBytes, sent % 251))) await once(response, "drain");
    response.end();
  });
  outbound.allowOrigins([cloud.origin, server.origin]);
  const idleTimeoutMs = 100;
  const exchange = await outbound.openExchange(requestTo(server.origin, { idleTimeoutMs }));
  const first = await exchange.body.next();
  await settled(() => sent);
  assert.ok(sent < blocks / 2, `the upstream sent ${sent} of ${blocks} blocks to a reader who took one piece`);
  // Another call's timeout tells that more time has passed than this upstream may be silent for.
  cloud.answerWith(() => rawStream("hang"));
  await assert.rejects(
    outbound.openExchange(requestTo(cloud.origin, { firstByteTimeoutMs: 2 * idleTimeoutMs })),
    ofKind("upstream_timeout"),
  );
  const rest = await readAll(exchange.body);
  assert.equal((first.value?.length ?? 0) + rest.length, blockBytes * blocks);
  await server.close();
});

test("a broken connection and a refused one are failures of the upstream", async () => {
  cloud.answerWith(() => rawStream({ send: "begun" }, { pauseMs: 5 }, "cut"));
  const exchange = await outbound.openExchange(requestTo(cloud.origin));
  await assert.rejects(readAll(exchange.body), ofKind("upstream_failed"));
  outbound.allowOrigins([cloud.origin, "http://127.0.0.1:1"]);
  await assert.rejects(outbound.openExchange(requestTo("http://127.0.0.1:1")), ofKind("upstream_failed"));
});

test("a drained answer frees its connection for the next request", async () => {
  cloud.answerWith(() => rawStream({ send: "[DONE]" }, { pauseMs: 20 }, { send: "tail" }));
  const connections = cloud.connections();
  for (let round = 0; round < 3; round += 1) {
    const exchange = await outbound.openExchange(requestTo(cloud.origin));
    await exchange.body.next();
    exchange.drain();
    assert.equal(await cloud.requests.at(-1)?.ending, "finished");
  }
  assert.ok(cloud.connections() - connections <= 2);
});

test("a proxy is used for the hosts that need it", async () => {
  const tunnelled: string[] = [];
  const proxy = createServer((request, response) => {
    tunnelled.push(request.url ?? "");
    const target = new URL(request.url ?? "");
    const socket = connect(Number(target.port), target.hostname, () => {
      socket.write(`POST ${target.pathname} HTTP/1.1\r\nhost: ${target.host}\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello`);
    });
    socket.on("data", () => undefined);
    socket.on("close", () => response.end("through the proxy"));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  assert.ok(address !== null && typeof address === "object");
  cloud.answerWith(() => rawStream({ send: "direct" }));
  const httpProxy = `http://127.0.0.1:${address.port}`;
  const through = createOutbound({ allowedOrigins: [cloud.origin], environment: { httpProxy } });
  assert.equal((await readAll((await through.openExchange(requestTo(cloud.origin))).body)).toString(), "through the proxy");
  assert.deepEqual(tunnelled, [`${cloud.origin}/v1/x`]);
  const around = createOutbound({ allowedOrigins: [cloud.origin], environment: { httpProxy, noProxy: "example.org, 127.0.0.1" } });
  assert.equal((await readAll((await around.openExchange(requestTo(cloud.origin))).body)).toString(), "direct");
  await through.close();
  await around.close();
  proxy.close();
});

test("a download follows redirects among the allowed hosts, resumes, and knows the whole size", async () => {
  const file = Buffer.from("0123456789");
  const server = await serve((request, response) => {
    if (request.url === "/start") return void response.writeHead(302, { location: "/file" }).end();
    if (request.url === "/elsewhere") return void response.writeHead(302, { location: "http://example.org/file" }).end();
    if (request.url === "/round") return void response.writeHead(302, { location: "/round" }).end();
    if (request.url === "/wrong") return void response.writeHead(206, { "content-range": "bytes 0-9/10" }).end(file);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (from === 0) return void response.writeHead(200, { "content-length": file.length }).end(file);
    response.writeHead(206, { "content-range": `bytes ${from}-9/10` }).end(file.subarray(from));
  });
  const terms = { fromByte: 0, allowedHosts: ["127.0.0.1"], signal: never };
  const whole = await outbound.download(`${server.origin}/start`, terms);
  assert.deepEqual([whole.status, whole.totalBytes, (await readAll(whole.stream)).toString()], [200, 10, "0123456789"]);
  const rest = await outbound.download(`${server.origin}/file`, { ...terms, fromByte: 4 });
  assert.deepEqual([rest.status, rest.totalBytes, (await readAll(rest.stream)).toString()], [206, 10, "456789"]);
  await assert.rejects(outbound.download(`${server.origin}/elsewhere`, terms), ofKind("forbidden"));
  await assert.rejects(outbound.download(`${server.origin}/round`, terms), ofKind("upstream_failed"));
  await assert.rejects(outbound.download(`${server.origin}/wrong`, { ...terms, fromByte: 4 }), ofKind("upstream_failed"));
  await assert.rejects(outbound.download(`${server.origin}/file`, { ...terms, allowedHosts: [".0.0.2"] }), ofKind("forbidden"));
  await server.close();
});

/** Resolves once `value` has stayed the same for a while of event-loop turns. */
async function settled(value: () => number): Promise<void> {
  let last = -1;
  for (let same = 0; same < 200; same = value() === last ? same + 1 : 0) {
    last = value();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function serve(listener: RequestListener): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
