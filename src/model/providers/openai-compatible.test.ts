// What is particular to upstreams that speak OpenAI's dialect: whole answers, embeddings, odd streams, and bounds.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { createOutbound } from "#infrastructure/outbound.ts";
import {
  chunkText,
  eventText,
  jsonAnswer,
  openStandInCloud,
  rawStream,
  SCRIPTED_USAGE,
  streamedText,
  wholeText,
} from "#test/stand-in-cloud.ts";
import type { ChatRequest } from "../chat.ts";
import { type AnswerPart, type ChatCall, UpstreamFailure, type UpstreamFailureKind } from "../provider.ts";
import { type Deployment, modelSchema } from "../registry.ts";
import { createOpenAiCompatibleProvider } from "./openai-compatible.ts";
import { parseRetryAfter } from "./upstream-status.ts";

const cloud = await openStandInCloud();
const outbound = createOutbound({ allowedOrigins: [cloud.origin] });
const provider = createOpenAiCompatibleProvider({ outbound });
after(async () => {
  await outbound.close();
  await cloud.close();
});

const never = new AbortController().signal;
const request: ChatRequest = {
  model: "m",
  messages: [{ role: "user", content: "secret words" }],
  max_completion_tokens: 9,
  stream_options: { include_obfuscation: true },
};

function deploymentAt(baseUrl: string, limits = {}): Deployment {
  const runtime = {
    provider: "openai-compatible",
    baseUrl,
    upstreamModel: "cloud-model",
    firstFrameTimeoutMs: 600_000,
    idleTimeoutMs: 600_000,
    outputLimitParameter: "max_completion_tokens",
    ...limits,
  } as const;
  const price = { inputPerMillionTokens: 1, outputPerMillionTokens: 1 };
  const model = modelSchema.parse({ id: "m", kind: "base", task: "chat", deployments: [{ pool: "cloud", runtime, price }] });
  return { id: "m@cloud", model, poolId: "cloud", runtime, price, apiKey: undefined };
}
const call = (change: Partial<ChatCall> = {}): ChatCall => ({
  deployment: deploymentAt(cloud.baseUrl),
  request,
  streamed: true,
  signal: never,
  ...change,
});
async function partsOf(parts: AsyncIterable<AnswerPart>): Promise<AnswerPart[]> {
  const all: AnswerPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}
const ofKind = (kind: UpstreamFailureKind) => (error: unknown) =>
  error instanceof UpstreamFailure && error.kind === kind && !error.message.includes("secret");
const payloadsOf = (parts: readonly AnswerPart[]) => parts.flatMap((part) => (part.kind === "frames" ? part.payloads.map(String) : []));

test("a whole answer comes back byte for byte, and the request names the upstream's model and no stream", async () => {
  cloud.answerWith(() => wholeText("こんにちは"));
  const [part, more] = await partsOf(provider.chat(call({ streamed: false })));
  assert.ok(part?.kind === "whole" && more === undefined);
  const sent = wholeText("こんにちは").steps[0];
  assert.ok(typeof sent === "object" && "send" in sent);
  assert.equal(part.body.toString(), sent.send);
  assert.deepEqual(cloud.requests.at(-1)?.json, {
    messages: request.messages,
    max_completion_tokens: 9,
    model: "cloud-model",
    stream: false,
  });
  assert.equal(cloud.requests.at(-1)?.headers.authorization, undefined);
});

test("a whole answer that is an error, no JSON, cut, compressed or too large is a failure", async () => {
  const headers = { "content-type": "application/json" };
  const bad = [
    jsonAnswer({ error: { message: "secret words", code: null } }),
    jsonAnswer({ object: "error", message: "secret words" }),
    { headers, steps: [{ send: '{"choices": [secret words' }] },
    { headers: { ...headers, "content-length": "1000" }, steps: [{ send: '{"choices"' }, { pauseMs: 5 }, "cut" as const] },
    { headers: { ...headers, "content-encoding": "gzip" }, steps: wholeText("looks plain").steps },
    { headers: { "content-type": "text/html" }, steps: [{ send: "<p>secret words</p>" }] },
    { headers, steps: Array.from({ length: 70 }, () => ({ send: Buffer.alloc(1_048_576, " ") })) },
  ];
  for (const answer of bad) {
    cloud.answerWith(() => answer);
    await assert.rejects(partsOf(provider.chat(call({ streamed: false }))), ofKind("failed"));
  }
});

test("usage is always asked for, and accepted in an event of its own, in one with choices, and not at all", async () => {
  for (const usage of ["separate", "with-choices", "none"] as const) {
    cloud.answerWith(() => streamedText(["a", "b"], { usage }));
    const payloads = payloadsOf(await partsOf(provider.chat(call())));
    assert.deepEqual(cloud.requests.at(-1)?.json, {
      messages: request.messages,
      max_completion_tokens: 9,
      model: "cloud-model",
      stream: true,
      stream_options: { include_usage: true },
    });
    const reported = payloads.map((payload) => JSON.parse(payload).usage).filter((value) => value !== undefined);
    assert.deepEqual(reported, usage === "none" ? [] : [SCRIPTED_USAGE]);
  }
});

test("a stream without [DONE] is whole when it said why it ended", async () => {
  cloud.answerWith(() => rawStream({ send: eventText(chunkText({ content: "a" })) + eventText(chunkText({}, "stop")) }));
  assert.equal(payloadsOf(await partsOf(provider.chat(call()))).length, 2);
});

test("keep-alive comments do not stand in for a first event", { timeout: 30_000 }, async () => {
  const pings = Array.from({ length: 40 }, () => [{ pauseMs: 10 }, { send: ": ping\n\n" }]).flat();
  cloud.answerWith(() => rawStream(...pings, "hang"));
  await assert.rejects(
    partsOf(provider.chat(call({ deployment: deploymentAt(cloud.baseUrl, { firstFrameTimeoutMs: 150 }) }))),
    ofKind("timeout"),
  );
  assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
});

test("an event that is too large stops the call", { timeout: 30_000 }, async () => {
  cloud.answerWith(() => rawStream({ send: eventText(chunkText({ content: "x".repeat(1_100_000) })) }, "hang"));
  await assert.rejects(partsOf(provider.chat(call())), ofKind("failed"));
  assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
});

test('the text `"error"` inside an answer is no error, and a null error is none either', async () => {
  cloud.answerWith(() =>
    rawStream({
      send:
        eventText('{"choices":[{"index":0,"delta":{"content":"\\"error\\": {"},"finish_reason":"stop"}],"error":null}') +
        eventText("[DONE]"),
    }),
  );
  assert.equal(payloadsOf(await partsOf(provider.chat(call()))).length, 1);
});

test("a first event without choices, and an error before [DONE], are failures", async () => {
  cloud.answerWith(() => rawStream({ send: eventText('{"object":"error","message":"secret words"}') + eventText("[DONE]") }));
  await assert.rejects(partsOf(provider.chat(call())), { message: "the upstream's answer has no choices" });
  cloud.answerWith(() =>
    rawStream(
      { send: eventText(chunkText({ content: "a" })) },
      { pauseMs: 5 },
      { send: eventText('{"error":{"message":"secret words"}}') + eventText("[DONE]") },
    ),
  );
  await assert.rejects(partsOf(provider.chat(call())), { message: "the upstream sent an error in its answer" });
});

test("the code of an error in a first frame decides its kind, and known words are named", async () => {
  cloud.answerWith(() => rawStream({ send: eventText('{"error":{"message":"secret words","code":429,"type":"rate_limit_error"}}') }));
  await assert.rejects(
    partsOf(provider.chat(call())),
    (error) =>
      error instanceof UpstreamFailure && error.kind === "busy" && error.message === "the upstream answered 429 (rate_limit_error)",
  );
  cloud.answerWith(() => jsonAnswer({ error: { message: "secret words", code: "context_length_exceeded" } }, 400));
  await assert.rejects(partsOf(provider.chat(call())), { message: "the upstream answered 400 (context_length_exceeded)" });
  cloud.answerWith(() => jsonAnswer({ error: { message: "secret words", code: "secret_words" } }, 400));
  await assert.rejects(partsOf(provider.chat(call())), { message: "the upstream answered 400" });
});

test("connections are used again after streams that end in [DONE]", async () => {
  cloud.answerWith(() => rawStream({ send: eventText(chunkText({ content: "a" }, "stop")) + eventText("[DONE]") }, { pauseMs: 5 }));
  const before = cloud.connections();
  for (let round = 0; round < 10; round += 1) {
    await partsOf(provider.chat(call()));
    await cloud.requests.at(-1)?.ending;
  }
  assert.ok(cloud.connections() - before <= 2, `${cloud.connections() - before} connections for 10 calls`);
});

test("a slow reader holds the upstream back", async () => {
  const frame = eventText(chunkText({ content: "x".repeat(60_000) }));
  const frames = 600;
  let sent = 0;
  const server = createServer(async (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (; sent < frames; sent += 1) if (!response.write(frame)) await once(response, "drain");
    response.end(eventText(chunkText({}, "stop")) + eventText("[DONE]"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const origin = `http://127.0.0.1:${address.port}`;
  outbound.allowOrigins([cloud.origin, origin]);
  let events = 0;
  for await (const part of provider.chat(call({ deployment: deploymentAt(`${origin}/v1`) }))) {
    if (events === 0) {
      let last = -1;
      for (let same = 0; same < 200; same = sent === last ? same + 1 : 0) {
        last = sent;
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(sent < frames / 2, `${sent} of ${frames} events were sent to a reader who took one part`);
    }
    if (part.kind === "frames") events += part.payloads.length;
  }
  assert.equal(events, frames + 1);
  server.close();
});

const embedding = (inputs: readonly string[]) =>
  provider.embed({ deployment: deploymentAt(cloud.baseUrl), inputs, dimensions: 2, signal: never });

test("embeddings come back in the order of their inputs, at length one, with the tokens read", async () => {
  cloud.answerWith(() =>
    jsonAnswer({
      data: [
        { index: 1, embedding: [0, 2] },
        { index: 0, embedding: [3, 4] },
      ],
      usage: { prompt_tokens: 5, total_tokens: 5 },
    }),
  );
  assert.deepEqual(await embedding(["a", "b"]), {
    vectors: [
      [0.6, 0.8],
      [0, 1],
    ],
    inputTokens: 5,
  });
  assert.deepEqual(cloud.requests.at(-1)?.json, { model: "cloud-model", input: ["a", "b"], encoding_format: "float", dimensions: 2 });
});

test("embeddings that are missing, too many, doubled, uneven or without direction are a failure", async () => {
  const vectors = (...data: readonly unknown[]) => jsonAnswer({ data });
  const bad = [
    vectors({ index: 0, embedding: [1, 0] }),
    vectors({ index: 0, embedding: [1, 0] }, { index: 1, embedding: [1, 0] }, { index: 2, embedding: [1, 0] }),
    vectors({ index: 1, embedding: [1, 0] }, { index: 1, embedding: [1, 0] }),
    vectors({ index: 0, embedding: [1, 0] }, { index: 1, embedding: [1, 0, 0] }),
    vectors({ index: 0, embedding: [1, 0] }, { index: 1, embedding: [0, 0] }),
    vectors({ index: 0, embedding: [] }, { index: 1, embedding: [] }),
    jsonAnswer({ error: { message: "secret words" } }),
  ];
  for (const answer of bad) {
    cloud.answerWith(() => answer);
    await assert.rejects(embedding(["a", "b"]), ofKind("failed"));
  }
});

test("Retry-After is read as seconds and as a date, and bounded", () => {
  const now = Date.parse("2026-11-24T00:00:00Z");
  assert.deepEqual(
    ["7", "1.2", "Tue, 24 Nov 2026 00:01:30 GMT", "Mon, 23 Nov 2026 00:00:00 GMT", "soon", "99999999", undefined].map((value) =>
      parseRetryAfter(value, now),
    ),
    [7, 2, 90, 0, undefined, 86_400, undefined],
  );
});

test("an upstream that knows only max_tokens is told the limit in that form, and in no other", async () => {
  cloud.answerWith(() => wholeText("ok"));
  await partsOf(provider.chat(call({ streamed: false, deployment: deploymentAt(cloud.baseUrl, { outputLimitParameter: "max_tokens" }) })));
  assert.deepEqual(cloud.requests.at(-1)?.json, { messages: request.messages, max_tokens: 9, model: "cloud-model", stream: false });
});
