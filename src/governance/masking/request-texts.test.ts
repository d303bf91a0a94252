// Every text of a request is visited, and what must not change does not.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ChatRequest, chatRequestSchema } from "#model/chat.ts";
import { mapRequestTexts, requestTexts } from "./request-texts.ts";

const request: ChatRequest = chatRequestSchema.parse({
  model: "m-model",
  messages: [
    { role: "system", content: "t-system", name: "t-system-name" },
    {
      role: "user",
      content: [
        { type: "text", text: "t-part-1" },
        { type: "text", text: "t-part-2" },
      ],
      name: "t-user-name",
    },
    {
      role: "assistant",
      content: null,
      refusal: "t-refusal",
      name: "t-assistant-name",
      tool_calls: [
        {
          id: "k-call",
          type: "function",
          function: {
            name: "k-tool",
            arguments: '{ "k-key": "t-leaf", "n": [12345678901234567890, true, null], "k-in": {"q": "t-\\u0071\\"x"} }',
          },
        },
        { id: "k-call-2", type: "function", function: { name: "k-tool", arguments: "t-no json {" } },
      ],
    },
    { role: "tool", content: "t-result", tool_call_id: "k-call" },
    { role: "assistant", content: "t-answer" },
  ],
  stop: ["t-stop"],
  user: "t-user",
  tools: [
    {
      type: "function",
      function: {
        name: "k-tool",
        description: "t-description",
        parameters: {
          type: "object",
          required: ["k-required"],
          properties: { "k-property": { type: "string", description: "t-property", enum: ["t-enum", 7654321], maxLength: 99 } },
        },
      },
    },
  ],
  tool_choice: { type: "function", function: { name: "k-choice" } },
  response_format: {
    type: "json_schema",
    json_schema: { name: "k-format", description: "t-format", schema: { title: "t-title", const: "t-const" } },
  },
});

describe("the texts of a request", () => {
  it("are all changed, in every place that can carry data", () => {
    const changed = JSON.stringify(mapRequestTexts(request, (text) => text.replace(/^t-/, "changed-")));
    assert.equal(/[^A-Za-z]t-/.test(changed), false, changed);
    assert.equal(changed.match(/changed-/g)?.length, 20);
  });

  it("leave names, ids, roles and types as they are", () => {
    const changed = mapRequestTexts(request, () => "X");
    const texts = JSON.stringify(changed);
    for (const kept of ["m-model", "k-call", "k-call-2", "k-tool", "k-key", "k-in", "k-required", "k-property", "k-choice", "k-format"])
      assert.ok(texts.includes(kept), kept);
    assert.equal(chatRequestSchema.safeParse(changed).success, true);
  });

  it("are listed as they are changed, and what is kept is listed as not maskable", () => {
    const changed: string[] = [];
    mapRequestTexts(request, (text) => {
      changed.push(text);
      return text;
    });
    const listed = requestTexts(request);
    assert.deepEqual(
      listed.filter(({ maskable }) => maskable).map(({ text }) => text),
      changed,
    );
    const kept = listed.filter(({ maskable }) => !maskable).map(({ text }) => text);
    // The model's name is one of the scenario's own, so it is not among them.
    for (const text of ["k-call", "k-call-2", "k-tool", "k-key", "k-in", "k-required", "k-property", "k-choice", "k-format", "99"])
      assert.ok(kept.includes(text), text);
  });

  it("carry the name of their member as their label", () => {
    assert.equal(requestTexts(request).find(({ text }) => text === "t-leaf")?.label, "k-key");
  });

  it("leave a request as it is when nothing changes, down to the digits of numbers and the spaces of arguments", () => {
    assert.deepEqual(
      mapRequestTexts(request, (text) => text),
      request,
    );
  });

  it("turn a changed number into a string and keep the other digits of the arguments", () => {
    const changed = mapRequestTexts(request, (text) => (text === "12345678901234567890" ? "[[N]]" : text));
    assert.match(JSON.stringify(changed), /\[\\"\[\[N\]\]\\", true, null\]/);
  });

  it("survive arguments of many megabytes in one string", () => {
    const long = {
      ...request,
      messages: [
        {
          role: "assistant" as const,
          tool_calls: [
            { id: "c", type: "function" as const, function: { name: "t", arguments: JSON.stringify({ a: "x\\".repeat(4_000_000) }) } },
          ],
        },
      ],
    };
    assert.equal(requestTexts(long).find(({ label }) => label === "a")?.text.length, 8_000_000);
  });
});
