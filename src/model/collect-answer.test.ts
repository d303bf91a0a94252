// A streamed answer put together again says what the stream said.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatChunk, ChatDelta, FinishReason } from "./chat.ts";
import { createAnswerCollector } from "./collect-answer.ts";
import { UpstreamFailure } from "./provider.ts";

const chunk = (delta: ChatDelta, finishReason: FinishReason | null = null): ChatChunk => ({
  id: "c1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});
const collect = (chunks: readonly ChatChunk[]) => {
  const collector = createAnswerCollector();
  for (const each of chunks) collector.add(each);
  return collector.completion();
};

test("text, finish reason and usage are gathered, whether usage has a chunk of its own or not", () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  const expected = {
    id: "c1",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content: "ab", refusal: null }, finish_reason: "length" }],
    usage,
  };
  const start = [chunk({ role: "assistant", content: "" }), chunk({ content: "a" }), chunk({ content: "b" })];
  assert.deepEqual(collect([...start, chunk({}, "length"), { ...chunk({}), choices: [], usage }]), expected);
  assert.deepEqual(collect([...start, { ...chunk({}, "length"), usage }]), expected);
});

test("tool calls are joined by index, in any interleaving, and leave the content null", () => {
  const delta = (index: number, text: string, id?: string) =>
    chunk({
      tool_calls: [
        { index, ...(id === undefined ? {} : { id }), function: { ...(id === undefined ? {} : { name: `f${index}` }), arguments: text } },
      ],
    });
  const { choices } = collect([
    chunk({ role: "assistant", content: "" }),
    delta(1, "{", "b"),
    delta(0, '{"x"', "a"),
    delta(1, "}"),
    delta(0, ":1}"),
    chunk({}, "tool_calls"),
  ]);
  assert.deepEqual(choices[0]?.message, {
    role: "assistant",
    content: null,
    refusal: null,
    tool_calls: [
      { id: "a", type: "function", function: { name: "f0", arguments: '{"x":1}' } },
      { id: "b", type: "function", function: { name: "f1", arguments: "{}" } },
    ],
  });
});

test("a refusal is a refusal, an answer of nothing is the empty text, and no chunk at all is a failure", () => {
  assert.deepEqual(collect([chunk({ refusal: "no" }, "stop")]).choices[0]?.message, { role: "assistant", content: null, refusal: "no" });
  assert.equal(collect([chunk({}, "stop")]).choices[0]?.message.content, "");
  assert.throws(() => collect([]), UpstreamFailure);
});

test("what the upstream does not count is as the caller of the collector says, else zero", () => {
  const collector = createAnswerCollector();
  collector.add(chunk({ content: "a" }, "stop"));
  assert.equal(collector.completion().usage.completion_tokens, 0);
  assert.equal(collector.completion({ prompt_tokens: 1, completion_tokens: 9 }).usage.completion_tokens, 9);
});

test("more tool calls than any caller may ask for are refused", () => {
  const calls = Array.from({ length: 200 }, (_, index) => chunk({ tool_calls: [{ index, id: `c${index}` }] }));
  assert.throws(() => collect(calls), UpstreamFailure);
});
