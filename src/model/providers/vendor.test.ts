// What is particular to vendors' libraries: embeddings where there are any, parameters in each vendor's words, and no look at the environment.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createOutbound } from "#infrastructure/outbound.ts";
import { anthropic, azure, bedrock, type Dialect, google } from "#test/contracts/dialects.ts";
import { jsonAnswer, openStandInCloud } from "#test/stand-in-cloud.ts";
import type { ChatRequest } from "../chat.ts";
import { UpstreamFailure } from "../provider.ts";
import { type Deployment, modelSchema } from "../registry.ts";
import { upstreamBaseUrl, upstreamOrigins } from "./upstream-address.ts";
import { createVendorProvider } from "./vendor.ts";

const cloud = await openStandInCloud();
const outbound = createOutbound({ allowedOrigins: [cloud.origin] });
const provider = createVendorProvider({ outbound });
after(async () => {
  await outbound.close();
  await cloud.close();
});

const never = new AbortController().signal;
const timeouts = { firstFrameTimeoutMs: 5_000, idleTimeoutMs: 5_000 };
function deploymentOf(dialect: Dialect): Deployment {
  const runtime = dialect.runtime(cloud.origin, timeouts);
  const price = { inputPerMillionTokens: 1, outputPerMillionTokens: 1 };
  const model = modelSchema.parse({ id: "m", kind: "base", task: "chat", deployments: [{ pool: "cloud", runtime, price }] });
  return { id: "m@cloud", model, poolId: "cloud", runtime, price, apiKey: "key" };
}
async function sentBy(dialect: Dialect, change: Partial<ChatRequest>): Promise<string> {
  cloud.answerWith(() => dialect.text(["ok"]));
  const request: ChatRequest = { model: "m", messages: [{ role: "user", content: "hello" }], max_completion_tokens: 77, ...change };
  for await (const _part of provider.chat({ deployment: deploymentOf(dialect), request, streamed: true, signal: never }));
  return cloud.requests.at(-1)?.rawBody.toString() ?? "";
}
const embed = (dialect: Dialect) => provider.embed({ deployment: deploymentOf(dialect), inputs: ["a", "b"], dimensions: 2, signal: never });

test("Azure and Google embed; Anthropic and Bedrock say that they do not", async () => {
  cloud.answerWith(() =>
    jsonAnswer({
      data: [
        { index: 0, embedding: [3, 4] },
        { index: 1, embedding: [0, 2] },
      ],
      usage: { prompt_tokens: 5, total_tokens: 5 },
    }),
  );
  assert.deepEqual(await embed(azure), {
    vectors: [
      [0.6, 0.8],
      [0, 1],
    ],
    inputTokens: 5,
  });
  cloud.answerWith(() => jsonAnswer({ embeddings: [{ values: [3, 4] }, { values: [0, 2] }] }));
  assert.deepEqual(await embed(google), {
    vectors: [
      [0.6, 0.8],
      [0, 1],
    ],
    inputTokens: 2,
  });
  for (const dialect of [anthropic, bedrock]) {
    await assert.rejects(embed(dialect), (error) => error instanceof UpstreamFailure && error.kind === "not_offered");
  }
});

test("the limit of an answer always reaches the vendor, on Azure under the name that current models know", async () => {
  assert.match(await sentBy(azure, {}), /"max_completion_tokens":77/);
  assert.match(await sentBy(anthropic, {}), /"max_tokens":77/);
  assert.match(await sentBy(google, {}), /"maxOutputTokens":77/);
  assert.match(await sentBy(bedrock, {}), /"maxTokens":77/);
});

test("a schema for the answer reaches every vendor", async () => {
  const schema = {
    type: "object",
    properties: { total_in_yen: { type: "number" } },
    required: ["total_in_yen"],
    additionalProperties: false,
  };
  const response_format = { type: "json_schema" as const, json_schema: { name: "sum", schema } };
  for (const dialect of [azure, anthropic, google, bedrock])
    assert.match(await sentBy(dialect, { response_format }), /total_in_yen/, dialect.name);
});

test("one tool at a time is asked for where the vendor has a word for it", async () => {
  const tools = [{ type: "function" as const, function: { name: "f" } }];
  assert.match(await sentBy(azure, { tools, parallel_tool_calls: false }), /"parallel_tool_calls":false/);
  assert.match(await sentBy(anthropic, { tools, parallel_tool_calls: false }), /"disable_parallel_tool_use":true/);
});

test("a request that cannot be said to the vendor is rejected before anything is sent", async () => {
  const before = cloud.requests.length;
  const orphan = [{ role: "tool" as const, tool_call_id: "none", content: "x" }];
  const broken = [
    { role: "assistant" as const, tool_calls: [{ id: "a", type: "function" as const, function: { name: "f", arguments: "{" } }] },
  ];
  for (const messages of [orphan, broken]) {
    await assert.rejects(sentBy(anthropic, { messages }), (error) => error instanceof UpstreamFailure && error.kind === "rejected");
  }
  assert.equal(cloud.requests.length, before);
});

test("each runtime's origin is known before it is called, the vendor's own included", () => {
  const remote = { upstreamModel: "m", apiKeyVariable: "KEY", ...timeouts };
  const runtimes = [
    { provider: "anthropic", ...remote },
    { provider: "google", ...remote },
    { provider: "bedrock", region: "ap-northeast-1", ...remote },
    { provider: "bedrock", region: "cn-north-1", ...remote },
    { provider: "azure", baseUrl: "https://bank.openai.azure.com/openai/v1", ...remote },
    { provider: "embedded", weights: "w", contextTokensMax: 128, sequences: 1 },
  ] as const;
  assert.equal(upstreamBaseUrl(runtimes[0]), "https://api.anthropic.com/v1");
  assert.deepEqual(
    [...upstreamOrigins(runtimes)],
    [
      "https://api.anthropic.com",
      "https://generativelanguage.googleapis.com",
      "https://bedrock-runtime.ap-northeast-1.amazonaws.com",
      "https://bedrock-runtime.cn-north-1.amazonaws.com.cn",
      "https://bank.openai.azure.com",
    ],
  );
});
