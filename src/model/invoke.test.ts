// Failover happens before the first part and only within the attempts given; slots are freed however a call ends.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { poolSchema } from "#infrastructure/compute/pool.ts";
import { createSlots } from "#infrastructure/compute/slots.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { type ChatRequest, chatRequestSchema } from "./chat.ts";
import { createHealth } from "./health.ts";
import { createInvoke } from "./invoke.ts";
import { type AnswerPart, type ChatCall, type Provider, UpstreamFailure } from "./provider.ts";
import { createRegistry, modelSchema } from "./registry.ts";

const request: ChatRequest = chatRequestSchema.parse({ model: "m", messages: [{ role: "user", content: "hello" }] });
const part: AnswerPart = { kind: "whole", body: Buffer.from("{}"), completion: {} };

type Script = (call: ChatCall) => AsyncIterable<AnswerPart>;

function bench(scripts: Readonly<Record<string, Script>>) {
  const names = Object.keys(scripts);
  const runtime = { provider: "openai-compatible", baseUrl: "http://127.0.0.1:1/v1", upstreamModel: "m" };
  const price = { inputPerMillionTokens: 0, outputPerMillionTokens: 0 };
  const model = modelSchema.parse({ id: "m", kind: "base", task: "chat", deployments: names.map((pool) => ({ pool, runtime, price })) });
  const registry = createRegistry([model], [], () => undefined);
  const provider: Provider = {
    chat: (call) => (scripts[call.deployment.poolId] ?? answers)(call),
    embed: () => Promise.reject(new UpstreamFailure("not_offered", "no embeddings")),
  };
  const slots = createSlots();
  const health = createHealth({ now: () => new Date(0), monotonicMs: () => 0 });
  const invoke = createInvoke({ slots, health, providerOf: () => provider });
  const attempts = registry
    .deploymentsOf("m")
    .map((deployment) => ({ deployment, pool: poolSchema.parse({ id: deployment.poolId, zone: "private", levelCeiling: 4, slots: 1 }) }));
  const failed: string[] = [];
  const abort = new AbortController();
  const terms = {
    institutionId: "bank",
    signal: abort.signal,
    onStarted: () => undefined,
    onFailed: ({ poolId }: { poolId: string }, reason: string) => void failed.push(`${poolId}: ${reason}`),
  };
  return { slots, health, failed, abort, call: () => invoke.chat(attempts, () => request, false, terms) };
}

async function* answers(): AsyncGenerator<AnswerPart> {
  yield part;
}

function failsWith(failure: UpstreamFailure): Script {
  return async function* () {
    throw failure;
    // biome-ignore lint/correctness/noUnreachable: a generator needs a yield to be one.
    yield part;
  };
}

function isKind(kind: string, message: RegExp = /./) {
  return (error: unknown) => error instanceof KanameError && error.kind === kind && message.test(error.message);
}

describe("invoking a model", () => {
  it("goes on to the next deployment when one fails before its first part, and says so", async () => {
    const { call, failed, slots } = bench({ one: failsWith(new UpstreamFailure("failed", "connection refused")), two: answers });
    const { deployment, parts } = await call();
    assert.equal(deployment.poolId, "two");
    assert.deepEqual(failed, ["one: connection refused"]);
    for await (const received of parts) assert.equal(received, part);
    assert.deepEqual([slots.usage("one").running, slots.usage("two").running], [0, 0]);
  });

  it("holds the slot until the answer is read, and frees it when the reader leaves", async () => {
    const { call, slots } = bench({ one: answers });
    const { parts } = await call();
    assert.equal(slots.usage("one").running, 1);
    for await (const _ of parts) break;
    assert.equal(slots.usage("one").running, 0);
  });

  it("answers 503 with every reason when all have failed", async () => {
    const refused = failsWith(new UpstreamFailure("failed", "connection refused"));
    const { call } = bench({ one: refused, two: failsWith(new UpstreamFailure("timeout", "no answer")) });
    await assert.rejects(call(), isKind("unavailable", /one: connection refused; two: no answer/));
  });

  for (const [kind, expected] of [
    ["rejected", "invalid_request"],
    ["timeout", "upstream_timeout"],
    ["busy", "overloaded"],
    ["credentials", "unavailable"],
  ] as const) {
    it(`tells the caller ${expected} when every upstream says ${kind}`, async () => {
      const { call } = bench({ one: failsWith(new UpstreamFailure(kind, "so it said")) });
      await assert.rejects(call(), isKind(expected, /so it said/));
    });
  }

  it("does not retry what is Kaname's own fault", async () => {
    const { call, failed, slots } = bench({
      one: () => {
        throw new TypeError("a bug");
      },
      two: answers,
    });
    await assert.rejects(call(), TypeError);
    assert.deepEqual(failed, []);
    assert.equal(slots.usage("one").running, 0);
  });

  it("stops trying when the caller has left", async () => {
    const { call, abort } = bench({
      one(call) {
        abort.abort();
        return failsWith(new UpstreamFailure("failed", "aborted"))(call);
      },
      two: answers,
    });
    await assert.rejects(call(), isKind("client_closed"));
  });

  it("lets a deployment rest after three failures in a row, but blames none for a bad request", async () => {
    const { call, health } = bench({ one: failsWith(new UpstreamFailure("failed", "down")) });
    for (let count = 0; count < 3; count += 1) await assert.rejects(call());
    assert.equal(health.isHealthy("m@one"), false);
    const picky = bench({ one: failsWith(new UpstreamFailure("rejected", "bad")) });
    for (let count = 0; count < 3; count += 1) await assert.rejects(picky.call());
    assert.equal(picky.health.isHealthy("m@one"), true);
  });
});
