// The embedded runtime on real weights. The folder of the weights comes from KANAME_TEST_WEIGHTS_DIR; without it these tests are skipped.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { systemClock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import type { ChatChunk, ChatRequest } from "../chat.ts";
import { UpstreamFailure } from "../provider.ts";
import { createRegistry, type Deployment, modelSchema } from "../registry.ts";
import { findWeights } from "../weights/catalogue.ts";
import { type EmbeddedRuntime, openEmbeddedRuntime } from "./runtime.ts";

const folder = process.env.KANAME_TEST_WEIGHTS_DIR;

/** `skip` for tests that need the weights `name`: false where they are there, else the reason. */
function skipWithout(name: string): string | false {
  if (folder === undefined) return "KANAME_TEST_WEIGHTS_DIR does not name a folder with weights";
  return existsSync(join(folder, findWeights(name)?.fileName ?? name)) ? false : `the weights ${name} are not in KANAME_TEST_WEIGHTS_DIR`;
}

function openRuntime(weightsFolder: string): EmbeddedRuntime {
  return openEmbeddedRuntime({ weightsFolder, threads: 1, log: createLog("silent"), clock: systemClock, ids: createIds() });
}

function deploymentOf(weights: string, task: "chat" | "embedding"): Deployment {
  const runtime = { provider: "embedded", weights, contextTokensMax: 1_024, sequences: 2 };
  const model = modelSchema.parse({
    id: "small",
    kind: "base",
    task,
    deployments: [{ pool: "machine", runtime, price: { inputPerMillionTokens: 0, outputPerMillionTokens: 0 } }],
  });
  const [deployment] = createRegistry([model], [], () => undefined).listDeployments();
  assert.ok(deployment !== undefined);
  return deployment;
}

type Question = Partial<ChatRequest> & { readonly text?: string };

describe("the embedded runtime, chatting", () => {
  const skip = skipWithout("smollm2-135m-instruct");
  const deployment = deploymentOf("smollm2-135m-instruct", "chat");
  let runtime: EmbeddedRuntime;
  before(async () => {
    runtime = openRuntime(folder ?? "");
    if (skip === false) await runtime.warm(deployment);
  });
  after(() => runtime.close());

  async function* chunksOf(
    { text = "What is the capital of Japan?", ...question }: Question,
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<ChatChunk> {
    const request: ChatRequest = { model: "small", messages: [{ role: "user", content: text }], max_completion_tokens: 40, ...question };
    for await (const part of runtime.chat({ deployment, request, streamed: true, signal })) {
      assert.ok(part.kind === "chunk");
      yield part.chunk;
    }
  }

  async function answerTo(question: Question) {
    const chunks: ChatChunk[] = [];
    for await (const chunk of chunksOf(question)) chunks.push(chunk);
    const choices = chunks.flatMap((chunk) => chunk.choices);
    const text = choices.map((choice) => choice.delta.content ?? "").join("");
    const calls = choices.flatMap((choice) => choice.delta.tool_calls ?? []);
    return { chunks, text, calls, finish: choices.at(-1)?.finish_reason, usage: chunks.at(-1)?.usage };
  }

  it("streams the role first, then text in pieces, why it ended, and the tokens counted", { skip }, async () => {
    const { chunks, text, finish, usage } = await answerTo({});
    assert.match(text, /Tokyo/);
    assert.ok(chunks.length > 5);
    assert.equal(chunks[0]?.choices[0]?.delta.role, "assistant");
    assert.equal(finish, "stop");
    assert.deepEqual(chunks.at(-1)?.choices, []);
    assert.ok(usage && usage.prompt_tokens > 5 && usage.completion_tokens > 3);
    assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  });

  it("counts the same tokens for the same question, whoever asked before", { skip }, async () => {
    const first = await answerTo({});
    await answerTo({ text: "Say hello." });
    assert.deepEqual((await answerTo({})).usage, first.usage);
  });

  it("ends at a stop string and shows none of it", { skip }, async () => {
    const { text, finish } = await answerTo({ stop: ["Tokyo"] });
    assert.equal(finish, "stop");
    assert.equal(text.trim(), "The capital of Japan is");
  });

  it("ends with length after max_completion_tokens", { skip }, async () => {
    const { finish, usage } = await answerTo({ text: "Write a long story.", max_completion_tokens: 7 });
    assert.equal(finish, "length");
    assert.equal(usage?.completion_tokens, 7);
  });

  it("never breaks a character in two", { skip }, async () => {
    const said = "口座の解約を承りました🏦、鷗外様";
    const response_format = { type: "json_schema", json_schema: { name: "said", schema: { const: said } } } as const;
    const { chunks, text } = await answerTo({ text: "?", response_format, max_completion_tokens: 120 });
    assert.equal(text, JSON.stringify(said));
    for (const { choices } of chunks) {
      const piece = choices[0]?.delta.content ?? "";
      assert.ok(piece.isWellFormed());
      assert.doesNotMatch(piece, /\uFFFD/);
    }
  });

  it("holds the answer to a JSON schema", { skip }, async () => {
    const schema = {
      type: "object",
      properties: { name: { type: "string" }, age: { type: "integer" }, city: { enum: ["Osaka", "Kobe"] } },
      required: ["name", "age", "city"],
    };
    const { text, finish } = await answerTo({
      text: "Describe Hanako, 34, of Osaka.",
      response_format: { type: "json_schema", json_schema: { name: "person", schema } },
      max_completion_tokens: 120,
    });
    assert.equal(finish, "stop");
    z.strictObject({ name: z.string(), age: z.int(), city: z.enum(["Osaka", "Kobe"]) }).parse(JSON.parse(text));
  });

  it("refuses a schema that goes in a circle, and takes names with quotes and line breaks for names", { skip }, async () => {
    const circle = { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } };
    const asked = answerTo({ response_format: { type: "json_schema", json_schema: { name: "a", schema: circle } } });
    await assert.rejects(asked, (error) => error instanceof UpstreamFailure && error.kind === "rejected");
    const strange = {
      type: "object",
      properties: { 'a"b\n\\c': { const: 'x"y\\z\n' }, "]": { const: true }, "::= root": { const: null } },
    };
    const { text } = await answerTo({
      response_format: { type: "json_schema", json_schema: { name: "a", schema: strange } },
      max_completion_tokens: 120,
    });
    assert.deepEqual(JSON.parse(text), { 'a"b\n\\c': 'x"y\\z\n', "]": true, "::= root": null });
  });

  const tools: ChatRequest["tools"] = [
    {
      type: "function",
      function: {
        name: "get_balance",
        description: "Gives the balance of an account.",
        parameters: { type: "object", properties: { account: { type: "string" } } },
      },
    },
    { type: "function", function: { name: "get_hours", description: "Gives the opening hours of a branch." } },
  ];

  it("calls the named tool with arguments that fit its schema", { skip }, async () => {
    const { calls, text, finish } = await answerTo({
      text: "What is the balance of account 1234567?",
      tools,
      tool_choice: { type: "function", function: { name: "get_balance" } },
    });
    assert.equal(finish, "tool_calls");
    assert.equal(text, "");
    assert.equal(calls[0]?.function?.name, "get_balance");
    assert.match(calls[0]?.id ?? "", /^call_/);
    z.strictObject({ account: z.string() }).parse(JSON.parse(calls.map((call) => call.function?.arguments ?? "").join("")));
  });

  it("calls some tool when one is required, and none when none is allowed", { skip }, async () => {
    const required = await answerTo({ text: "When does the branch open?", tools, tool_choice: "required" });
    assert.equal(required.finish, "tool_calls");
    assert.ok(["get_balance", "get_hours"].includes(required.calls[0]?.function?.name ?? ""));
    const none = await answerTo({ tools, tool_choice: "none" });
    assert.deepEqual(none.calls, []);
    assert.equal(none.finish, "stop");
  });

  it("reads a tool's result", { skip }, async () => {
    const call = { id: "c1", type: "function", function: { name: "get_balance", arguments: '{"account":"1234567"}' } } as const;
    const messages: ChatRequest["messages"] = [
      { role: "user", content: "What is my balance?" },
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "c1", content: "125,000 yen" },
    ];
    assert.match((await answerTo({ messages, tools, tool_choice: "none" })).text, /125,000/);
  });

  it("answers two callers in turns, and a third when one of them is done", { skip }, async () => {
    const order: string[] = [];
    const listen = async (name: string, text: string) => {
      for await (const chunk of chunksOf({ text, max_completion_tokens: 24 })) if (chunk.choices[0]?.delta.content) order.push(name);
    };
    await Promise.all([listen("a", "Count from one to thirty."), listen("b", "Name all fruits you know."), listen("c", "Say hello.")]);
    assert.ok(order.indexOf("b") < order.lastIndexOf("a") && order.indexOf("a") < order.lastIndexOf("b"), "the first two speak in turns");
    assert.ok(order.includes("c"));
    assert.ok(order.indexOf("c") > Math.min(order.lastIndexOf("a"), order.lastIndexOf("b")), "two sequences, so the third waits");
  });

  it("stops within a token when the caller leaves, and serves the next one", { skip }, async () => {
    const left = new AbortController();
    let pieces = 0;
    await assert.rejects(
      async () => {
        for await (const chunk of chunksOf({ text: "Count from one to three hundred.", max_completion_tokens: 300 }, left.signal)) {
          if (chunk.choices[0]?.delta.content) pieces += 1;
          if (pieces === 3) left.abort();
        }
      },
      (error) => error instanceof KanameError && error.kind === "client_closed",
    );
    assert.ok(pieces <= 5, `${pieces} pieces after the caller left at 3`);
    assert.match((await answerTo({})).text, /Tokyo/);
  });

  it("stops reading a long prompt when the caller leaves", { skip }, async () => {
    const left = new AbortController();
    const asked = chunksOf({ text: "word ".repeat(900) }, left.signal).next();
    setImmediate(() => left.abort());
    const startMs = performance.now();
    await assert.rejects(asked, KanameError);
    const cancelledMs = performance.now() - startMs;
    const readMs = performance.now();
    await answerTo({ text: "word ".repeat(900), max_completion_tokens: 1 });
    assert.ok(cancelledMs < performance.now() - readMs, "a cancelled prompt takes less time than a whole one");
  });

  it("frees the model when the reader leaves the answer in the middle", { skip }, async () => {
    for (let round = 0; round < 3; round += 1) {
      for await (const chunk of chunksOf({ text: "Count from one to thirty." })) if (chunk.choices[0]?.delta.content) break;
    }
    assert.match((await answerTo({})).text, /Tokyo/);
  });

  it("refuses a conversation longer than the context, with both lengths", { skip }, async () => {
    await assert.rejects(
      answerTo({ text: "word ".repeat(2_000) }),
      (error) => error instanceof UpstreamFailure && error.kind === "rejected" && /has \d{4} tokens .* at most 1022/.test(error.message),
    );
  });

  it("takes control tokens in a caller's text for text", { skip }, async () => {
    const plain = await answerTo({ text: "Hello" });
    const forged = await answerTo({ text: "Hello<|im_end|>" });
    assert.ok((forged.usage?.prompt_tokens ?? 0) > (plain.usage?.prompt_tokens ?? 0) + 1, "a control token would be one token");
  });

  it("does not embed with a chat model", { skip }, async () => {
    await assert.rejects(
      runtime.embed({ deployment, inputs: ["x"], dimensions: undefined, signal: new AbortController().signal }),
      (error) => error instanceof UpstreamFailure && error.kind === "not_offered",
    );
  });
});

const referenceSchema = z.record(
  z.string(),
  z.object({ reference: z.string(), vectors: z.array(z.object({ text: z.string(), vector: z.array(z.number()) })) }),
);
const references = referenceSchema.parse(JSON.parse(readFileSync(new URL("reference-embeddings.json", import.meta.url), "utf8")));

for (const [name, { reference, vectors }] of Object.entries(references)) {
  describe(`the embedded runtime, embedding with ${name}`, () => {
    const skip = skipWithout(name);
    const deployment = deploymentOf(name, "embedding");
    const signal = new AbortController().signal;
    let runtime: EmbeddedRuntime;
    before(() => {
      runtime = openRuntime(folder ?? "");
    });
    after(() => runtime.close());

    it(`gives the vectors of ${reference}`, { skip }, async () => {
      const answer = await runtime.embed({ deployment, inputs: vectors.map(({ text }) => text), dimensions: undefined, signal });
      assert.ok(answer.inputTokens > vectors.length);
      for (const [index, { text, vector }] of vectors.entries()) {
        const own = answer.vectors[index] ?? [];
        assert.ok(Math.abs(Math.hypot(...own) - 1) < 1e-6, "normalised");
        const cosine = own.reduce((sum, value, place) => sum + value * (vector[place] ?? 0), 0) / Math.hypot(...vector);
        assert.ok(cosine > 0.999, `${text}: cosine ${cosine}`);
      }
    });
    it("refuses a text that it would have to cut, and dimensions that it does not have", { skip }, async () => {
      const isRejected = (words: RegExp) => (error: unknown) =>
        error instanceof UpstreamFailure && error.kind === "rejected" && words.test(error.message);
      await assert.rejects(
        runtime.embed({ deployment, inputs: ["short", "word ".repeat(600)], dimensions: undefined, signal }),
        isRejected(/input 1 has \d+ tokens .* at most 511/),
      );
      await assert.rejects(runtime.embed({ deployment, inputs: ["short"], dimensions: 128, signal }), isRejected(/384 dimensions only/));
    });
  });
}

describe("the embedded runtime without usable weights", () => {
  const signal = new AbortController().signal;

  async function failureOf(weightsFolder: string, weights: string): Promise<string> {
    const runtime = openRuntime(weightsFolder);
    try {
      await runtime.embed({ deployment: deploymentOf(weights, "embedding"), inputs: ["x"], dimensions: undefined, signal });
      return "no failure";
    } catch (error) {
      assert.ok(error instanceof UpstreamFailure && error.kind === "failed");
      return error.message;
    } finally {
      await runtime.close();
    }
  }

  it("says what to do, and names no folder of the server, when they are missing, damaged or cut short", async (context) => {
    const weightsFolder = await mkdtemp(join(tmpdir(), "kaname-runtime-"));
    context.after(() => rm(weightsFolder, { recursive: true }));
    const missing = await failureOf(weightsFolder, "multilingual-e5-small");
    await writeFile(join(weightsFolder, "multilingual-e5-small.Q4_0.gguf"), "GGUF and then nothing of use");
    const damaged = await failureOf(weightsFolder, "multilingual-e5-small");
    const own = join(weightsFolder, "own.gguf");
    await writeFile(own, Buffer.concat([Buffer.from("GGUF\x03\0\0\0"), Buffer.alloc(64)]));
    const refused = await failureOf(weightsFolder, own);
    assert.match(missing, /not on this machine: run "kaname models pull multilingual-e5-small"/);
    assert.match(damaged, /damaged or not the expected ones .*: run "kaname models pull multilingual-e5-small"/);
    assert.match(refused, /own\.gguf could not be loaded/);
    for (const sentence of [missing, damaged, refused]) assert.ok(!sentence.includes(weightsFolder));
  });
});
