// How a conversation with tools reads to a model that knows no tool syntax.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UpstreamFailure } from "../provider.ts";
import { type Tool, toHistory } from "./conversation.ts";

const tool: Tool = { type: "function", function: { name: "get_balance", description: "Gives a balance.", parameters: { type: "object" } } };

describe("toHistory", () => {
  it("puts every instruction into one system message, tools first", () => {
    const history = toHistory(
      [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "Hel" },
            { type: "text", text: "lo" },
          ],
        },
        { role: "developer", content: "Be kind." },
      ],
      [tool],
      "Be yourself.",
    );
    assert.equal(history.length, 2);
    const [system, user] = history;
    assert.ok(system?.type === "system" && typeof system.text === "string");
    assert.match(system.text, /^You have these tools[\s\S]*get_balance: Gives a balance\.[\s\S]*Be brief\.\n\nBe kind\.$/);
    assert.deepEqual(user, { type: "user", text: "Hello" });
  });
  it("tells the model which tool a result is from", () => {
    const call = { id: "c1", type: "function", function: { name: "get_balance", arguments: "{}" } } as const;
    const history = toHistory(
      [
        { role: "user", content: "?" },
        { role: "assistant", content: null, tool_calls: [call] },
        { role: "tool", tool_call_id: "c1", content: "5 yen" },
      ],
      [],
      "",
    );
    assert.deepEqual(history.slice(1), [
      { type: "model", response: ["Call of get_balance: {}"] },
      { type: "user", text: "Result of get_balance: 5 yen" },
    ]);
  });
  it("adds the model's own system message only where the conversation has none", () => {
    assert.deepEqual(toHistory([{ role: "user", content: "Hi" }], [], "Be yourself."), [
      { type: "system", text: "Be yourself." },
      { type: "user", text: "Hi" },
    ]);
  });
  it("refuses a result of a call that nobody made", () => {
    assert.throws(() => toHistory([{ role: "tool", tool_call_id: "c9", content: "5 yen" }], [], ""), UpstreamFailure);
  });
});
