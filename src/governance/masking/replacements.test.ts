// What stands for values at a destination comes back exactly, fits the schemas that ask for numbers, and is told from what was missed.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type ChatRequest, chatRequestSchema } from "#model/chat.ts";
import { createClassifier } from "../sensitivity/classifier.ts";
import type { Handling } from "./handling.ts";
import { classifyRequest, maskRequest } from "./mask.ts";
import { createReplacements } from "./replacements.ts";
import { createAnswerRestorer } from "./restore.ts";
import { prescribesNumbers } from "./schema-shapes.ts";
import { createVault } from "./vault.ts";

const classify = createClassifier();

function ask(content: string, pattern?: string): ChatRequest {
  const parameters = { type: "object", properties: { account: { type: "string", ...(pattern === undefined ? {} : { pattern }) } } };
  const tools = [{ type: "function", function: { name: "transfer", parameters } }];
  return chatRequestSchema.parse({ model: "m", messages: [{ role: "user", content }], tools });
}

function masked(request: ChatRequest, handling: Handling = new Map(), masksByDefault = true) {
  const vault = createVault({ key: randomBytes(32) });
  const replacements = createReplacements({ vault, handling, masksByDefault, keepsShape: prescribesNumbers(request) });
  const classification = classifyRequest(request, classify);
  const { request: form, counts } = maskRequest(request, classification, replacements);
  const [message] = form.messages;
  const level = classifyRequest(form, classify).levelWithout(replacements.isPermitted);
  return { text: String(message?.content), level, counts, vault };
}

describe("a number where a schema asks for one", () => {
  const request = ask("口座番号 1234567 へ振り込んでください。", "^\\d{7}$");

  it("is replaced by another number of the same shape, which counts as masked", () => {
    const { text, level } = masked(request);
    assert.match(text, /^口座番号 \d{7} へ/);
    assert.doesNotMatch(text, /1234567/);
    assert.equal(level, 1);
  });

  it("comes back in a tool call, whole or cut anywhere, in the separators that the model chose", () => {
    const { text, vault } = masked(request);
    const surrogate = /\d{7}/.exec(text)?.[0] ?? "";
    const answer = `{"account":"${surrogate}","again":"${surrogate.slice(0, 3)}-${surrogate.slice(3)}","other":"${surrogate}9"}`;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: answer.length }), { maxLength: 6 }), (cuts) => {
        const restorer = createAnswerRestorer(vault);
        const places = [0, ...cuts.toSorted((one, other) => one - other), answer.length];
        const chunks = places.slice(1).map((end, index) => answer.slice(places[index], end));
        const restored = [...chunks.map((content) => chunkOf({ content }, null)), chunkOf({}, "stop")]
          .map((chunk) => restorer.restoreChunk(chunk).choices[0]?.delta?.content ?? "")
          .join("");
        assert.equal(restored, `{"account":"1234567","again":"1234567","other":"${surrogate}9"}`);
      }),
    );
  });

  it("gets a token where no schema asks for a number, or the value is none", () => {
    assert.match(masked(ask("口座番号 1234567 へ")).text, /BANK_ACCOUNT_/);
    assert.match(masked(ask("田中様の口座番号 1234567", "^\\d{7}$")).text, /PERSON_/);
  });

  function chunkOf(delta: { content?: string }, finish: "stop" | null) {
    return {
      id: "c",
      object: "chat.completion.chunk" as const,
      created: 1,
      model: "m",
      choices: [{ index: 0, delta, finish_reason: finish }],
    };
  }
});

describe("a rule for a kind of value", () => {
  it("lets a value pass that it names, and masks the others", () => {
    const { text, level, counts } = masked(ask("田中様の電話は090-1234-5678"), new Map([["PHONE", "pass"]]));
    assert.match(text, /^PERSON_\w+様の電話は090-1234-5678$/);
    assert.equal(level, 1);
    assert.deepEqual(counts, { PERSON: 1 });
  });

  it("masks only the values that it names where the destination admits the rest", () => {
    const { text, level } = masked(ask("田中様の電話は090-1234-5678"), new Map([["PHONE", "mask"]]), false);
    assert.match(text, /^田中様の電話は\[?\[?PHONE_\w+\]?\]?$/);
    assert.equal(level, 3);
  });
});
