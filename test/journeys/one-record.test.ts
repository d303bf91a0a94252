// Each admitted call leaves exactly one ledger record, whatever happens to it, and what was used is settled.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { openTestBank, type TestBank } from "../platform.ts";
import { chunkText, eventText, rawStream, streamedText, wholeText } from "../stand-in-cloud.ts";

const record = z.looseObject({
  kind: z.literal("call"),
  receipt: z.looseObject({ id: z.string() }),
  outcome: z.string(),
  error: z.string().nullable(),
  usage: z.looseObject({
    inputTokens: z.number(),
    outputTokens: z.number(),
    estimated: z.boolean(),
    reservedMicros: z.number(),
    costMicros: z.number(),
  }),
});

describe("the record of a call", () => {
  let bank: TestBank;
  let auditorKey: string;
  before(async () => {
    bank = await openTestBank();
    auditorKey = await bank.issueKey({ role: "auditor" });
  });
  after(() => bank.close());

  async function recordsOf(receiptId: string | null) {
    const { body } = await bank.admin("GET", "/api/ledger/export", undefined, auditorKey);
    const lines = String(body)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    return lines.map(({ event }) => record.safeParse(event)).flatMap(({ data }) => (data?.receipt.id === receiptId ? [data] : []));
  }

  async function post(key: string, body: object, signal?: AbortSignal) {
    const json = { model: "assistant", messages: [{ role: "user", content: "Hello" }], ...body };
    const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
    return fetch(`${bank.url}/v1/chat/completions`, {
      method: "POST",
      headers,
      body: JSON.stringify(json),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  it("says what was used and what it cost, never above what was reserved", async () => {
    bank.cloud.answerWith(() => wholeText("Fine."));
    const response = await post(await bank.issueKey(), {});
    await response.text();
    const [only, ...more] = await recordsOf(response.headers.get("x-kaname-receipt"));
    assert.ok(only !== undefined && more.length === 0);
    assert.equal(only.outcome, "answered");
    assert.deepEqual([only.usage.inputTokens, only.usage.outputTokens, only.usage.costMicros], [7, 5, 7 * 1 + 5 * 10]);
    assert.ok(only.usage.costMicros <= only.usage.reservedMicros);
  });

  it("estimates what an upstream does not report, and says so", async () => {
    bank.cloud.answerWith(() => streamedText(["one", " two", " three"], { usage: "none" }));
    const response = await post(await bank.issueKey(), { stream: true });
    await response.text();
    const [only] = await recordsOf(response.headers.get("x-kaname-receipt"));
    assert.ok(only?.usage.estimated);
    assert.ok(only.usage.outputTokens >= 3 && only.usage.costMicros > 0);
  });

  it("is there once for a call whose caller left, whose upstream call was stopped then", async () => {
    bank.cloud.answerWith(() => rawStream({ send: eventText(chunkText({ role: "assistant", content: "Once upon " })) }, "hang"));
    const arrived = bank.cloud.nextRequest();
    const leaving = new AbortController();
    const response = await post(await bank.issueKey(), { stream: true }, leaving.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    assert.equal(await (await arrived).ending, "disconnected");
    const records = await eventually(
      () => recordsOf(response.headers.get("x-kaname-receipt")),
      (found) => found.length > 0,
    );
    assert.deepEqual(
      records.map(({ outcome }) => outcome),
      ["client_left"],
    );
    assert.ok((records[0]?.usage.costMicros ?? 0) > 0);
  });

  it("is there once for a stream that broke and for a call that every pool failed", async () => {
    bank.cloud.answerWith(() => rawStream({ send: eventText(chunkText({ content: "Half" })) }, { pauseMs: 50 }, "cut"));
    const broken = await post(await bank.issueKey(), { stream: true });
    await broken.text();
    assert.deepEqual(
      (await recordsOf(broken.headers.get("x-kaname-receipt"))).map(({ outcome, error }) => [outcome, error]),
      [["failed", "upstream_failed"]],
    );
    bank.cloud.answerWith(() => ({ status: 500, steps: [] }));
    bank.home.answerWith(() => ({ status: 500, steps: [] }));
    const failed = await post(await bank.issueKey(), {});
    assert.equal(failed.status, 503);
    assert.deepEqual(
      (await recordsOf(failed.headers.get("x-kaname-receipt"))).map(({ outcome, error }) => [outcome, error]),
      [["failed", "unavailable"]],
    );
  });

  it("is durable before the last byte of a stream is sent", async () => {
    bank.cloud.answerWith(() => streamedText(["one", " two"]));
    const response = await post(await bank.issueKey(), { stream: true });
    const text = await response.text();
    assert.ok(text.endsWith("data: [DONE]\n\n"));
    assert.equal((await recordsOf(response.headers.get("x-kaname-receipt"))).length, 1);
  });

  it("counts against the key's budget, and a call that the budget cannot cover reaches no model", async () => {
    bank.cloud.answerWith(() => wholeText("Fine."));
    const key = await bank.issueKey({ budgetMicros: 12_000 });
    const first = await post(key, { max_tokens: 1_000 });
    assert.equal(first.status, 200);
    const reached = bank.cloud.requests.length;
    const second = await post(key, { messages: [{ role: "user", content: "x".repeat(3_000) }] });
    assert.equal(second.status, 402);
    assert.equal(bank.cloud.requests.length, reached);
    assert.deepEqual(
      (await recordsOf(second.headers.get("x-kaname-receipt"))).map(({ outcome }) => outcome),
      ["refused"],
    );
  });

  it("holds no prompt text and no answer", async () => {
    bank.cloud.answerWith(() => wholeText("a-very-special-answer"));
    const response = await post(await bank.issueKey(), {
      messages: [{ role: "user", content: "a-very-special-question to Ms. Jane Sample" }],
    });
    await response.text();
    const { body } = await bank.admin("GET", "/api/ledger/export", undefined, auditorKey);
    assert.doesNotMatch(String(body), /very-special|Jane|Sample/);
  });
});

/** Polls `read` until `done` says so, within 10 seconds. */
async function eventually<Value>(read: () => Promise<Value>, done: (value: Value) => boolean): Promise<Value> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (done(value) || Date.now() > deadline) return value;
    await new Promise(setImmediate);
  }
}
