// Each text of a request is inspected in the channel of its role, in the mode that the scenario gives that channel.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chatRequestSchema } from "#model/chat.ts";
import type { Channel } from "./inspect.ts";
import { inspectRequest } from "./inspect-request.ts";

const MODES = { user: "hold", document: "observe", tool: "hold" } as const;

function inspected(messages: readonly unknown[], attackWhere: (text: string) => boolean = () => false) {
  const seen: [Channel, string][] = [];
  const request = chatRequestSchema.parse({ model: "m", messages });
  const notes = inspectRequest(request, MODES, (text, channel) => {
    seen.push([channel, text]);
    return { attack: attackWhere(text), kind: "test_kind", score: 1, why: "a reason" };
  });
  return { seen, notes };
}

describe("the inspection of a request", () => {
  it("takes users, documents and tools for what they are, and leaves the application's and the model's own words", () => {
    const { seen } = inspected([
      { role: "system", content: "system" },
      { role: "user", content: "user" },
      { role: "user", name: "document_7", content: "document" },
      { role: "user", name: "documentary", content: "a person" },
      { role: "assistant", content: "assistant" },
      { role: "tool", tool_call_id: "c", content: "tool" },
    ]);
    assert.deepEqual(seen, [
      ["user", "user"],
      ["document", "document"],
      ["user", "a person"],
      ["tool", "tool"],
    ]);
  });

  it("looks at the parts of a message and at all of them together", () => {
    const parts = ["one", "two"].map((text) => ({ type: "text", text }));
    assert.deepEqual(
      inspected([{ role: "user", content: parts }]).seen.map(([, text]) => text),
      ["one", "two", "one\ntwo"],
    );
  });

  it("notes each kind once per channel, held or observed as the channel's mode says", () => {
    const message = { role: "user", content: "bad" };
    const { notes } = inspected([message, message, { ...message, name: "document" }], () => true);
    assert.deepEqual(
      notes.map(({ action, guardrail }) => [action, guardrail]),
      [
        ["held", "injection.user.test_kind"],
        ["observed", "injection.document.test_kind"],
      ],
    );
  });
});
