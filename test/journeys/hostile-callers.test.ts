// Callers who stall, leave, split, escape or disguise: none gets data up, holds the server, or pays nothing.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type OpenAI from "openai";
import { createLog } from "#infrastructure/log.ts";
import { openConfigurationFile } from "#root/configuration-file.ts";
import { openTestBank, type TestBank } from "../platform.ts";
import { chunkText, eventText, rawStream, wholeText } from "../stand-in-cloud.ts";

const CARD = "4111 1111 1111 1111";

describe("a hostile caller", () => {
  let bank: TestBank;
  let client: OpenAI;
  before(async () => {
    bank = await openTestBank();
    client = await bank.client();
    bank.cloud.answerWith(() => wholeText("From the cloud."));
    bank.home.answerWith(() => wholeText("From home."));
  });
  after(() => bank.close());

  const sentToCloud = () => bank.cloud.requests.map(({ rawBody }) => rawBody.toString()).join("\n");

  it("sends no name to the cloud by escaping it as many programs print JSON", async () => {
    const escaped = JSON.stringify({ 氏名: "山田太郎" }).replaceAll(
      /[^ -~]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const messages = [
      { role: "user" as const, content: "Look the customer up." },
      {
        role: "assistant" as const,
        content: null,
        tool_calls: [{ id: "c", type: "function" as const, function: { name: "find", arguments: "{}" } }],
      },
      { role: "tool" as const, tool_call_id: "c", content: escaped },
    ];
    await client.chat.completions.create({ model: "assistant", messages });
    assert.match(sentToCloud(), /PERSON_/);
    assert.doesNotMatch(sentToCloud(), /\\\\u5c71\\\\u7530|山田/);
  });

  it("sends no card to the cloud by splitting it over two parts of a message, or as a seed", async () => {
    const [first = "", second = ""] = [CARD.slice(0, 10), CARD.slice(10)];
    const parts = [
      { type: "text" as const, text: `card ${first}` },
      { type: "text" as const, text: second },
    ];
    const split = await client.chat.completions.create({ model: "assistant", messages: [{ role: "user", content: parts }] });
    assert.equal(split.choices[0]?.message.content, "From home.");
    const seed = Number(CARD.replaceAll(" ", ""));
    const seeded = await client.chat.completions.create({ model: "assistant", seed, messages: [{ role: "user", content: "Hello" }] });
    assert.equal(seeded.choices[0]?.message.content, "From home.");
    assert.doesNotMatch(sentToCloud(), /4111/);
  });

  it("still has a name masked in a message of several parts", async () => {
    const parts = [
      { type: "text" as const, text: "Write to Ms. Jane Sample." },
      { type: "text" as const, text: "Be brief." },
    ];
    const answer = await client.chat.completions.create({ model: "assistant", messages: [{ role: "user", content: parts }] });
    assert.equal(answer.choices[0]?.message.content, "From the cloud.");
    assert.doesNotMatch(sentToCloud(), /Jane/);
  });

  it("sends no card to the cloud by dressing it as a token", async () => {
    const content = "Charge BANK_CARD_5555555555554444 please";
    await client.chat.completions.create({ model: "assistant", messages: [{ role: "user", content }] });
    assert.doesNotMatch(sentToCloud(), /5555555555554444/);
  });

  it("is not told of another bank's pool, not even as one that was refused", async () => {
    const text = readFileSync(bank.configurationFile, "utf8");
    const secret = "  - { id: their-secret-pool, zone: private, levelCeiling: 5, institutions: [other-bank] }\nmodels:\n";
    const deployment = `      - pool: their-secret-pool
        runtime: { provider: openai-compatible, baseUrl: "${bank.home.baseUrl}", upstreamModel: home-model }
        price: { inputPerMillionTokens: 0, outputPerMillionTokens: 0 }
`;
    writeFileSync(bank.configurationFile, text.replace("models:\n", secret).replace(/( {2}- id: embedding\n)/, `${deployment}$1`));
    const theirKey = bank.platform.firstKeys.find(({ institutionId }) => institutionId === "other-bank")?.key;
    const theirs = async () => JSON.stringify((await bank.admin("GET", "/api/pools", undefined, theirKey)).body);
    const deadline = Date.now() + 5_000;
    while (!(await theirs()).includes("their-secret-pool") && Date.now() < deadline) await new Promise(setImmediate);
    assert.match(await theirs(), /their-secret-pool/);
    const { response } = await client.chat.completions
      .create({ model: "assistant", messages: [{ role: "user", content: "Hello" }] })
      .withResponse();
    const receipt = await bank.admin(
      "GET",
      `/api/receipts/${response.headers.get("x-kaname-receipt")}`,
      undefined,
      await bank.issueKey({ role: "auditor" }),
    );
    assert.match(JSON.stringify(receipt.body), /home-model@home/);
    assert.doesNotMatch(JSON.stringify(receipt.body), /their-secret-pool/);
    writeFileSync(bank.configurationFile, text);
  });

  it("pays the most that a call can have cost when it leaves before the whole answer", async () => {
    bank.cloud.answerWith(() => ({ steps: ["hang"] }));
    const arrived = bank.cloud.nextRequest();
    const leaving = new AbortController();
    const key = await bank.issueKey({ budgetMicros: 12_000 });
    const ask = (signal?: AbortSignal) =>
      fetch(`${bank.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "assistant", messages: [{ role: "user", content: "Hello" }] }),
        ...(signal === undefined ? {} : { signal }),
      });
    const abandoned = ask(leaving.signal).then(
      () => assert.fail("the call was answered"),
      () => undefined,
    );
    const upstream = await arrived;
    leaving.abort();
    await abandoned;
    assert.equal(await upstream.ending, "disconnected");
    bank.cloud.answerWith(() => wholeText("From the cloud."));
    assert.equal((await ask()).status, 402);
  });

  it("who stops reading frees its slot when the call's time is up, and does not hold up a stop", async () => {
    const slow = await openTestBank("callMsMax: 1500");
    const endless = Array.from({ length: 4_000 }, () => ({ send: eventText(chunkText({ content: "x".repeat(10_000) })) }));
    slow.cloud.answerWith(() => rawStream(...endless, "hang"));
    const key = await slow.issueKey();
    const { hostname, port } = new URL(slow.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    const body = JSON.stringify({ model: "assistant", stream: true, messages: [{ role: "user", content: "Hello" }] });
    const arrived = slow.cloud.nextRequest();
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    socket.pause();
    const upstream = await arrived;
    assert.equal(await upstream.ending, "disconnected");
    const developerKey = await slow.issueKey({ role: "developer" });
    const inUse = async () => JSON.stringify((await slow.admin("GET", "/api/pools", undefined, developerKey)).body);
    const deadline = Date.now() + 5_000;
    while (!/"id":"cloud".*?"slotsInUse":0/.test(await inUse()) && Date.now() < deadline) await new Promise(setImmediate);
    assert.match(await inUse(), /"id":"cloud".*?"slotsInUse":0/);
    await slow.close();
    socket.destroy();
  });

  it("is told 4xx, not 500, for bad bodies at paths and methods that take none", async () => {
    const headers = { "content-type": "application/json" };
    for (const [method, path, status] of [
      ["POST", "/v1/responses", 404],
      ["PUT", "/v1/chat/completions", 405],
      ["DELETE", "/v1/embeddings", 405],
    ] as const) {
      const response = await fetch(bank.url + path, { method, headers, body: "{bad" });
      assert.equal(response.status, status, `${method} ${path}`);
    }
  });

  it("who leaves during the look-up of its key leaves nothing behind", async () => {
    const key = await bank.issueKey();
    const { hostname, port } = new URL(bank.url);
    const reached = bank.cloud.requests.length;
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    await once(socket, "ready");
    socket.destroy();
    const client = await bank.client();
    await client.chat.completions.create({ model: "assistant", messages: [{ role: "user", content: "Hello" }] });
    assert.equal(bank.cloud.requests.length, reached + 1);
  });
});

describe("a configuration that is mounted", () => {
  it("is read again when the link beside it is swapped", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kaname-mounted-"));
    const text = readFileSync(join(import.meta.dirname, "../../sample-bank/stand-in-cloud.yaml"), "utf8");
    for (const [name, content] of [
      ["one", text],
      ["two", text.replace("levelCeiling: 5", "levelCeiling: 3")],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "kaname.yaml"), content);
    }
    symlinkSync("one", join(folder, "..data"));
    symlinkSync("..data/kaname.yaml", join(folder, "kaname.yaml"));
    const file = openConfigurationFile({ path: join(folder, "kaname.yaml"), readSecret: () => undefined, log: createLog("silent") });
    const changed = Promise.withResolvers<number | undefined>();
    file.watch((configuration) => changed.resolve(configuration.pools[0]?.levelCeiling));
    symlinkSync("two", join(folder, "..next"));
    renameSync(join(folder, "..next"), join(folder, "..data"));
    assert.equal(await changed.promise, 3);
    file.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
