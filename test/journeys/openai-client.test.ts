// What the official OpenAI client sees: answers, streams, tools, usage, embeddings, models, and errors in OpenAI's form.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import OpenAI from "openai";
import { z } from "zod";
import { openTestBank, type TestBank } from "../platform.ts";
import {
  chunkText,
  defaultAnswer,
  eventText,
  rawStream,
  SCRIPTED_USAGE,
  streamedText,
  streamedToolCall,
  wholeText,
} from "../stand-in-cloud.ts";

const errorBody = z.object({ error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string() }) });

describe("the official OpenAI client", () => {
  let bank: TestBank;
  let client: OpenAI;
  before(async () => {
    bank = await openTestBank();
    client = await bank.client();
  });
  after(() => bank.close());

  const messages = [{ role: "user" as const, content: "Hello" }];
  const upstreamBody = () => JSON.stringify(bank.cloud.requests.at(-1)?.json);

  it("gets a whole answer with its usage and a receipt", async () => {
    bank.cloud.answerWith(() => wholeText("Good day."));
    const { data, response } = await client.chat.completions.create({ model: "assistant", messages }).withResponse();
    assert.equal(data.choices[0]?.message.content, "Good day.");
    assert.deepEqual(data.usage, SCRIPTED_USAGE);
    assert.match(response.headers.get("x-kaname-receipt") ?? "", /^rc_/);
  });

  it("gets a stream; usage is asked of the upstream and hidden from who did not ask", async () => {
    bank.cloud.answerWith(() => streamedText(["Good", " day."]));
    const stream = await client.chat.completions.create({ model: "assistant", messages, stream: true });
    let text = "";
    let usages = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (chunk.usage) usages += 1;
      assert.equal(chunk.choices.length, 1);
    }
    assert.deepEqual([text, usages], ["Good day.", 0]);
    assert.match(upstreamBody(), /"stream_options":\{"include_usage":true\}/);
  });

  it("gets the usage chunk when it asks", async () => {
    bank.cloud.answerWith(() => streamedText(["Good", " day."]));
    const stream = await client.chat.completions.create({
      model: "assistant",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const usages = [];
    for await (const chunk of stream) if (chunk.usage) usages.push(chunk.usage);
    assert.deepEqual(usages, [SCRIPTED_USAGE]);
  });

  it("never sees usage that came in a frame with choices, nor loses that frame's text", async () => {
    bank.cloud.answerWith(() => streamedText(["Good day."], { usage: "with-choices" }));
    const stream = await client.chat.completions.create({ model: "assistant", messages, stream: true });
    const reasons = [];
    for await (const chunk of stream) {
      assert.equal(chunk.usage ?? null, null);
      if (chunk.choices[0]?.finish_reason) reasons.push(chunk.choices[0].finish_reason);
    }
    assert.deepEqual(reasons, ["stop"]);
  });

  it("passes tools, a JSON form, stop and sampling on, and caps the answer's length", async () => {
    bank.cloud.answerWith(() => wholeText("{}"));
    await client.chat.completions.create({
      model: "assistant",
      messages,
      temperature: 0.2,
      stop: ["END"],
      max_tokens: 5_000,
      response_format: { type: "json_schema", json_schema: { name: "form", schema: { type: "object" } } },
      tools: [{ type: "function", function: { name: "look_up", parameters: { type: "object", properties: {} } } }],
    });
    for (const expected of [/"temperature":0.2/, /"stop":\["END"\]/, /"json_schema"/, /"look_up"/, /"max_completion_tokens":1000\b/]) {
      assert.match(upstreamBody(), expected);
    }
  });

  it("gets tool calls in a stream", async () => {
    bank.cloud.answerWith(() => streamedToolCall("look_up", ['{"rate"', ':"fixed"}']));
    const tools = [{ type: "function" as const, function: { name: "look_up", parameters: { type: "object" } } }];
    const completion = await client.chat.completions.stream({ model: "assistant", messages, tools }).finalChatCompletion();
    const call = completion.choices[0]?.message.tool_calls?.[0];
    assert.ok(call?.type === "function");
    assert.deepEqual(JSON.parse(call.function.arguments), { rate: "fixed" });
  });

  it("is answered by the next pool when an error hides in the first frame of a 200 stream", async () => {
    bank.cloud.answerWith(() => rawStream({ send: eventText('{"error":{"message":"overloaded","type":"server_error"}}') }));
    bank.home.answerWith(() => streamedText(["From home."]));
    const stream = await client.chat.completions.create({ model: "assistant", messages, stream: true });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    assert.equal(text, "From home.");
  });

  it("is told when a stream breaks off in the middle, by an error and not by silence", async () => {
    bank.cloud.answerWith(() => rawStream({ send: eventText(chunkText({ role: "assistant", content: "Half " })) }, { pauseMs: 50 }, "cut"));
    const stream = await client.chat.completions.create({ model: "assistant", messages, stream: true });
    let text = "";
    await assert.rejects(async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    }, /broke off/);
    assert.equal(text, "Half ");
  });

  it("lists the scenario's models and embeds texts", async () => {
    bank.cloud.answerWith(defaultAnswer);
    const models = await client.models.list();
    assert.deepEqual(
      models.data.map(({ id }) => id),
      ["assistant", "home-model", "embedding"],
    );
    assert.equal((await client.models.retrieve("assistant")).id, "assistant");
    for (const encoding_format of ["float", "base64"] as const) {
      const answer = await client.embeddings.create({ model: "embedding", input: ["rate", "fee!"], encoding_format });
      assert.equal(answer.data.length, 2);
      assert.equal(answer.usage.prompt_tokens, 2);
    }
    const decoded = await client.embeddings.create({ model: "embedding", input: "rate" });
    assert.equal(decoded.data[0]?.embedding.length, 3);
  });

  const refusals: readonly [name: string, body: object, status: number, message: RegExp, param: string | null][] = [
    ["n above 1", { n: 2 }, 400, /The field "n" of the body is not accepted: only 1 is supported/, "n"],
    [
      "a parameter that is not supported",
      { logprobs: true },
      400,
      /The field "logprobs" of the body is not accepted: it is not known here/,
      "logprobs",
    ],
    [
      "an image, which cannot be classified",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "http://x" } }] }] },
      400,
      /images and sound cannot be classified/,
      "messages.0.content",
    ],
    ["no messages", { messages: [] }, 400, /messages/, "messages"],
    ["an unknown model", { model: "gpt-99" }, 404, /no model of this name in the scenario office; it offers assistant/, "model"],
    ["an embedding model asked to chat", { model: "embedding" }, 400, /not one for chat/, "model"],
  ];
  for (const [name, change, status, message, param] of refusals) {
    it(`is refused ${name} in OpenAI's form`, async () => {
      const key = await bank.issueKey();
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      const response = await fetch(`${bank.url}/v1/chat/completions`, {
        method: "POST",
        headers,
        body: JSON.stringify({ model: "assistant", messages, ...change }),
      });
      const { error } = errorBody.parse(await response.json());
      assert.equal(response.status, status);
      assert.match(error.message, message);
      if (param !== null) assert.equal(error.param, param);
    });
  }

  it("is refused with 401 for a wrong key", async () => {
    const stranger = new OpenAI({ baseURL: `${bank.url}/v1`, apiKey: "kn_wrong", maxRetries: 0 });
    await assert.rejects(stranger.chat.completions.create({ model: "assistant", messages }), OpenAI.AuthenticationError);
  });
});
