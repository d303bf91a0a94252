// Bad input gets one clear sentence and the right status, and loses nothing: the next good call works.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { openTestBank, openTestPlatform, type TestBank } from "../platform.ts";
import { wholeText } from "../stand-in-cloud.ts";

const errorBody = z.object({ error: z.object({ message: z.string() }).optional() });

describe("bad input", () => {
  let bank: TestBank;
  let key: string;
  before(async () => {
    bank = await openTestBank();
    bank.cloud.answerWith(() => wholeText("Fine."));
    key = await bank.issueKey();
  });
  after(() => bank.close());

  const GOOD = JSON.stringify({ model: "assistant", messages: [{ role: "user", content: "Hello" }] });

  async function post(body: string | Buffer, headers: Record<string, string> = {}) {
    const all = { "content-type": "application/json", authorization: `Bearer ${key}`, ...headers };
    const response = await fetch(`${bank.url}/v1/chat/completions`, { method: "POST", headers: all, body });
    const { error } = errorBody.parse(await response.json());
    return { status: response.status, message: error?.message ?? "" };
  }

  const deep = `{"model":"assistant","messages":${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
  const cases: readonly [name: string, body: string | Buffer, headers: Record<string, string>, status: number, sentence: RegExp][] = [
    ["malformed JSON", '{"model": ', {}, 400, /^The body is not valid JSON/],
    ["an empty body", "", {}, 400, /^The body is empty/],
    [
      "invalid UTF-8",
      Buffer.concat([Buffer.from('{"model":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      {},
      400,
      /^The body is not valid UTF-8/,
    ],
    ["JSON that nests without end", deep, {}, 400, /^The body nests deeper than 64 levels/],
    ["a body that is too large", `{"model":"${"x".repeat(300_000)}"}`, {}, 413, /^The request body is larger than the 200000 bytes/],
    ["another content type", "hello", { "content-type": "text/plain" }, 415, /^The body must be JSON/],
    ["no key", GOOD, { authorization: "" }, 401, /^An API key is needed|^The Authorization header/],
    ["an unknown key", GOOD, { authorization: "Bearer kn_0000" }, 401, /^This/],
  ];
  for (const [name, body, headers, status, sentence] of cases) {
    it(`${name} is answered ${status} in one sentence, and the next call works`, async () => {
      const answer = await post(body, headers);
      assert.equal(answer.status, status, answer.message);
      assert.match(answer.message, sentence);
      assert.equal((await post(GOOD)).status, 200);
    });
  }

  it("a body that grows beyond the limit without a length is cut off with 413", async () => {
    const { hostname, port } = new URL(bank.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const piece = "x".repeat(60_000);
    for (let count = 0; count < 5; count += 1) socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    let answer = "";
    socket.on("data", (bytes) => {
      answer += bytes.toString();
    });
    socket.on("error", () => undefined);
    await once(socket, "close");
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });

  it("an unknown path and a wrong method are told so", async () => {
    const nothing = await bank.admin("GET", "/v2/nothing");
    assert.equal(nothing.status, 404);
    assert.match(JSON.stringify(nothing.body), /There is nothing at GET \/v2\/nothing/);
  });

  it("an expired key is told so", async () => {
    await bank.admin("POST", "/api/applications", { id: "short-lived", departmentId: "retail", name: "Short-lived" });
    const past = await bank.admin("POST", "/api/keys", {
      callerKind: "application",
      callerId: "short-lived",
      role: "caller",
      scenarioId: "office",
      expiresAt: "2020-01-01T00:00:00Z",
    });
    assert.equal(past.status, 400);
    assert.match(JSON.stringify(past.body), /expire before it is issued/);
  });

  it("a second server on the same folder is refused in one sentence that names it", async () => {
    await assert.rejects(openTestPlatform(bank.folder, bank.configurationFile), (error: unknown) => {
      assert.ok(error instanceof KanameError);
      assert.equal(error.kind, "conflict");
      assert.match(error.message, /data/);
      return true;
    });
    assert.equal((await post(GOOD)).status, 200);
  });

  it("a new configuration that is bad is not taken, and a good one is, without a restart", async () => {
    const text = readFileSync(bank.configurationFile, "utf8");
    const models = async () => JSON.stringify((await bank.admin("GET", "/v1/models", undefined, key)).body);
    writeFileSync(bank.configurationFile, text.replace("currency: USD", "currency: dollars"));
    writeFileSync(`${bank.configurationFile}.note`, "another file in the folder changes nothing");
    assert.match(await models(), /embedding/);
    writeFileSync(bank.configurationFile, text.replace("models: [assistant, home-model, embedding]", "models: [assistant]"));
    const deadline = Date.now() + 5_000;
    while (/embedding/.test(await models()) && Date.now() < deadline) await new Promise(setImmediate);
    assert.doesNotMatch(await models(), /embedding/);
    assert.equal((await post(GOOD)).status, 200);
  });
});
