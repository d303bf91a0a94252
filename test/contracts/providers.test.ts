// What every remote provider promises, played back from bytes in each upstream's own wire format.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { inspect } from "node:util";
import { KanameError } from "#infrastructure/errors.ts";
import { createOutbound, type Outbound } from "#infrastructure/outbound.ts";
import type { ChatChunk, ChatRequest } from "#model/chat.ts";
import { createAnswerCollector } from "#model/collect-answer.ts";
import { parseChunk } from "#model/parse-chunk.ts";
import { type AnswerPart, type ChatCall, type Provider, UpstreamFailure, type UpstreamFailureKind } from "#model/provider.ts";
import { createOpenAiCompatibleProvider } from "#model/providers/openai-compatible.ts";
import { createVendorProvider } from "#model/providers/vendor.ts";
import { type Deployment, modelSchema } from "#model/registry.ts";
import { openStandInCloud, type ScriptedAnswer } from "#test/stand-in-cloud.ts";
import { DIALECTS, type Dialect, vendorRefusal } from "./dialects.ts";

const KEY = "key-that-must-not-leak";
const cloud = await openStandInCloud();
const outbound = createOutbound({ allowedOrigins: [cloud.origin] });
after(async () => {
  await outbound.close();
  await cloud.close();
});

const never = new AbortController().signal;
/** Longer than the tests may take, so that only stopping a call can end it in time. */
const patient = { firstFrameTimeoutMs: 600_000, idleTimeoutMs: 600_000 };
const TESTS_TIMEOUT_MS = 60_000;
const question: ChatRequest = {
  model: "asked-model",
  messages: [{ role: "user", content: "secret words of the prompt" }],
  max_completion_tokens: 50,
};

function deploymentOf(dialect: Dialect, timeouts = patient): Deployment {
  const runtime = dialect.runtime(cloud.origin, timeouts);
  const price = { inputPerMillionTokens: 1, outputPerMillionTokens: 1 };
  const model = modelSchema.parse({ id: "asked-model", kind: "base", task: "chat", deployments: [{ pool: "cloud", runtime, price }] });
  return { id: "asked-model@cloud", model, poolId: "cloud", runtime, price, apiKey: KEY };
}
function providerFor(dialect: Dialect, way: Outbound = outbound): Provider {
  return dialect.name === "openai-compatible" ? createOpenAiCompatibleProvider({ outbound: way }) : createVendorProvider({ outbound: way });
}
function callOf(dialect: Dialect, change: Partial<ChatCall> = {}): ChatCall {
  return { deployment: deploymentOf(dialect), request: question, streamed: true, signal: never, ...change };
}
function chunksOf(part: AnswerPart): ChatChunk[] {
  if (part.kind === "chunk") return [part.chunk];
  if (part.kind === "frames") return part.payloads.map(parseChunk);
  throw new Error("a streamed answer came whole");
}
async function collect(parts: AsyncIterable<AnswerPart>): Promise<ChatChunk[]> {
  const chunks: ChatChunk[] = [];
  for await (const part of parts) chunks.push(...chunksOf(part));
  return chunks;
}
function completionOf(chunks: readonly ChatChunk[]) {
  const collector = createAnswerCollector();
  for (const chunk of chunks) collector.add(chunk);
  return collector.completion();
}
function textOf(chunks: readonly ChatChunk[]): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
}
/** The failure that reading the answer ends in; its text, stack and causes must hold neither prompt nor key. */
async function failureOf(parts: AsyncIterable<AnswerPart>, partsBefore = 0): Promise<UpstreamFailure> {
  let count = 0;
  try {
    for await (const _part of parts) count += 1;
  } catch (error) {
    assert.ok(error instanceof UpstreamFailure, inspect(error));
    const everything = inspect(error, { depth: 10, showHidden: true });
    assert.ok(!everything.includes("secret words") && !everything.includes(KEY), everything);
    assert.ok(count >= partsBefore, `only ${count} parts came before the failure`);
    if (partsBefore === 0) assert.equal(count, 0, "a part came although the first frame was an error");
    return error;
  }
  throw new Error("the answer did not fail");
}
function usageOf(chunks: readonly ChatChunk[]) {
  const usage = chunks.findLast((chunk) => chunk.usage !== undefined && chunk.usage !== null)?.usage;
  return [usage?.prompt_tokens, usage?.completion_tokens];
}

for (const dialect of DIALECTS) {
  describe(dialect.name, { timeout: TESTS_TIMEOUT_MS }, () => {
    const provider = providerFor(dialect);

    test("streams an answer piece by piece, with its role, its end and its usage", async () => {
      cloud.answerWith(() => dialect.text(["もし", "もし", " there"]));
      const chunks = await collect(provider.chat(callOf(dialect)));
      assert.equal(textOf(chunks), "もしもし there");
      assert.equal(chunks.filter((chunk) => (chunk.choices[0]?.delta.content ?? "") !== "").length, 3);
      assert.equal(chunks[0]?.choices[0]?.delta.role, "assistant");
      assert.deepEqual(usageOf(chunks), [7, 5]);
      const completion = completionOf(chunks);
      assert.equal(completion.choices[0]?.finish_reason, "stop");
      assert.equal(completion.choices[0]?.message.content, "もしもし there");
    });

    test("asks for the upstream's model with the key, the limit and the words, and with nothing that says who asks", async () => {
      cloud.answerWith(() => dialect.text(["ok"]));
      const rich: ChatRequest = {
        ...question,
        temperature: 0.5,
        top_p: 0.9,
        stop: ["END"],
        user: dialect.name === "openai-compatible" ? "" : "who-asks",
        messages: [{ role: "system", content: "the house rules" }, ...question.messages],
      };
      await collect(provider.chat(callOf(dialect, { request: rich })));
      const sent = cloud.requests.at(-1);
      const text = sent?.rawBody.toString() ?? "";
      assert.equal(sent?.headers[dialect.credentialHeader], dialect.credential(KEY));
      assert.ok(`${sent?.url} ${text}`.includes("upstream-model"));
      for (const expected of ["the house rules", "secret words of the prompt", "50", "0.5", "0.9", "END"])
        assert.ok(text.includes(expected), `${expected} is not in ${text}`);
      assert.ok(!text.includes("who-asks"));
      assert.ok(!text.includes("asked-model"));
    });

    test("translates tools, tool calls and tool results there and back", async () => {
      cloud.answerWith(() => dialect.toolCall("balance_of", ['{"acc', 'ount":"12', '3"}']));
      const request: ChatRequest = {
        ...question,
        tools: [
          {
            type: "function",
            function: {
              name: "balance_of",
              description: "a balance",
              parameters: { type: "object", properties: { account: { type: "string" } } },
            },
          },
        ],
        tool_choice: "required",
        messages: [
          ...question.messages,
          {
            role: "assistant",
            tool_calls: [{ id: "call_0", type: "function", function: { name: "balance_of", arguments: '{"account":"77"}' } }],
          },
          { role: "tool", tool_call_id: "call_0", content: "the earlier result" },
        ],
      };
      const completion = completionOf(await collect(provider.chat(callOf(dialect, { request }))));
      const [call, more] = completion.choices[0]?.message.tool_calls ?? [];
      assert.equal(call?.function.name, "balance_of");
      assert.deepEqual(JSON.parse(call?.function.arguments ?? ""), { account: "123" });
      assert.ok((call?.id.length ?? 0) > 0);
      assert.equal(more, undefined);
      assert.equal(completion.choices[0]?.message.content, null);
      assert.equal(completion.choices[0]?.finish_reason, "tool_calls");
      const sent = cloud.requests.at(-1)?.rawBody.toString() ?? "";
      for (const expected of ["a balance", "the earlier result", "77"]) assert.ok(sent.includes(expected), `${expected} is not in ${sent}`);
    });

    test("tells refusals apart by their status, and lets nothing of their bodies out", async () => {
      const kinds: [number, UpstreamFailureKind][] = [
        [400, "rejected"],
        [404, "rejected"],
        [422, "rejected"],
        [401, "credentials"],
        [403, "credentials"],
        [429, "busy"],
        [500, "failed"],
        [502, "failed"],
      ];
      for (const [status, kind] of kinds) {
        cloud.answerWith(() => vendorRefusal(status, { "retry-after": "7" }));
        const failure = await failureOf(provider.chat(callOf(dialect)));
        assert.deepEqual([failure.kind, failure.status, failure.retryAfterSeconds], [kind, status, 7], `status ${status}`);
      }
      cloud.answerWith(() => vendorRefusal(503));
      assert.equal((await failureOf(provider.chat(callOf(dialect)))).kind, "failed");
      cloud.answerWith(() => vendorRefusal(503, { "retry-after": "3" }));
      assert.equal((await failureOf(provider.chat(callOf(dialect)))).kind, "busy");
    });

    test("an error hidden in a 200 stream's first frame fails before any part, and ends the upstream call", async () => {
      cloud.answerWith(() => ({ ...dialect.errorFirst(), steps: [...dialect.errorFirst().steps, "hang"] }));
      const failure = await failureOf(provider.chat(callOf(dialect)));
      assert.ok(failure.kind === "failed" || failure.kind === "busy", failure.kind);
      assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
    });

    test("an error later in the stream fails after the parts that came", async () => {
      cloud.answerWith(() => dialect.errorLater("begun"));
      await failureOf(provider.chat(callOf(dialect)), 1);
    });

    test("a body that is no stream, and a stream of nothing, fail before any part", async () => {
      cloud.answerWith(() => vendorRefusal(200));
      assert.equal((await failureOf(provider.chat(callOf(dialect)))).kind, "failed");
      const nothing: ScriptedAnswer = { headers: dialect.text([]).headers ?? {}, steps: [] };
      cloud.answerWith(() => nothing);
      assert.equal((await failureOf(provider.chat(callOf(dialect)))).kind, "failed");
    });

    test("a connection cut in the middle of an answer is a failure, not a short answer", async () => {
      cloud.answerWith(() => dialect.text(["begun"], [{ pauseMs: 10 }, "cut"]));
      assert.equal((await failureOf(provider.chat(callOf(dialect)), 1)).kind, "failed");
    });

    test("a stream that ends without saying that the answer is over is a failure", async () => {
      cloud.answerWith(() => {
        const answer = dialect.text(["begun"], [{ pauseMs: 0 }]);
        return {
          ...answer,
          steps: answer.steps.slice(
            0,
            answer.steps.findIndex((step) => typeof step === "object" && "pauseMs" in step),
          ),
        };
      });
      assert.equal((await failureOf(provider.chat(callOf(dialect)), 1)).kind, "failed");
    });

    test("silence before the first frame and in mid-stream is a timeout, and the upstream call ends", async () => {
      cloud.answerWith(() => ({ ...dialect.text([]), steps: ["hang"] }));
      const impatient = { firstFrameTimeoutMs: 150, idleTimeoutMs: 150 };
      assert.equal((await failureOf(provider.chat(callOf(dialect, { deployment: deploymentOf(dialect, impatient) })))).kind, "timeout");
      assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
      cloud.answerWith(() => dialect.text(["begun"], ["hang"]));
      assert.equal((await failureOf(provider.chat(callOf(dialect, { deployment: deploymentOf(dialect, impatient) })), 1)).kind, "timeout");
      assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");
    });

    test("leaving the iteration and aborting the signal both stop the upstream call at once", async () => {
      cloud.answerWith(() => dialect.text(["begun"], ["hang"]));
      for await (const _part of provider.chat(callOf(dialect))) break;
      assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");

      const abort = new AbortController();
      const reading = (async () => {
        for await (const _part of provider.chat(callOf(dialect, { signal: abort.signal }))) abort.abort();
      })();
      await assert.rejects(reading, (error) => error instanceof KanameError && error.kind === "client_closed");
      assert.equal(await cloud.requests.at(-1)?.ending, "disconnected");

      const early = new AbortController();
      cloud.answerWith(() => ({ ...dialect.text([]), steps: ["hang"] }));
      const arrived = cloud.nextRequest();
      const waiting = failureless(provider.chat(callOf(dialect, { signal: early.signal })));
      const request = await arrived;
      early.abort();
      assert.equal(await waiting, "client_closed");
      assert.equal(await request.ending, "disconnected");
    });

    test("wherever the network cuts the bytes, the parts add up to the same", async () => {
      const answer = dialect.text(["口座", "残高 123"]);
      const all = Buffer.concat(
        answer.steps.map((step) => (typeof step === "object" && "send" in step ? Buffer.from(step.send) : Buffer.alloc(0))),
      );
      const read = async (pieces: readonly Buffer[]) => {
        const chunks = await collect(providerFor(dialect, playBack(answer, pieces)).chat(callOf(dialect)));
        return [
          textOf(chunks),
          usageOf(chunks),
          chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter((reason) => typeof reason === "string"),
        ];
      };
      const whole = await read([all]);
      assert.deepEqual(whole, ["口座残高 123", [7, 5], ["stop"]]);
      for (let cut = 1; cut < all.length; cut += 1)
        assert.deepEqual(await read([all.subarray(0, cut), all.subarray(cut)]), whole, `cut at ${cut}`);
    });

    test("without its key a deployment fails as `credentials`, and nothing is sent", async () => {
      const before = cloud.requests.length;
      const deployment = { ...deploymentOf(dialect), apiKey: undefined };
      assert.equal((await failureOf(provider.chat(callOf(dialect, { deployment })))).kind, "credentials");
      assert.equal(cloud.requests.length, before);
    });
  });
}

async function failureless(parts: AsyncIterable<AnswerPart>): Promise<string> {
  try {
    for await (const _part of parts) return "a part came";
    return "the answer was empty";
  } catch (error) {
    return error instanceof KanameError ? error.kind : inspect(error);
  }
}

/** A way out that plays `pieces` back, each as one network read. */
function playBack(answer: ScriptedAnswer, pieces: readonly Buffer[]): Outbound {
  return {
    ...outbound,
    openExchange: async () => {
      const body = (async function* () {
        yield* pieces;
      })();
      return { status: 200, headers: { ...answer.headers }, body, stop: () => undefined, drain: () => undefined };
    },
  };
}
