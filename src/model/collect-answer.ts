// Puts a streamed answer together again, for a caller who did not ask for a stream.
import {
  CHAT_LIMITS,
  type ChatChunk,
  type ChatCompletion,
  type FinishReason,
  type ToolCall,
  type ToolCallDelta,
  type Usage,
} from "./chat.ts";
import { UpstreamFailure } from "./provider.ts";

/** As long as the longest answer that a provider reads. */
const ANSWER_CHARACTERS_MAX = 67_108_864;

export interface AnswerCollector {
  /** Takes the next chunk. Throws UpstreamFailure when the answer passes a limit. */
  add(chunk: ChatChunk): void;
  /**
   * The answer so far. `usage` is what the last chunk that had one says, else `usageIfUnknown`, else zeros: who bills keeps a meter.
   * Throws UpstreamFailure when no chunk has come.
   */
  completion(usageIfUnknown?: Usage): ChatCompletion;
}

/** A collector for one answer with one choice. */
export function createAnswerCollector(): AnswerCollector {
  let first: ChatChunk | undefined;
  let content: string | null = null;
  let refusal: string | null = null;
  let finishReason: FinishReason | undefined;
  let usage: Usage | undefined;
  let characters = 0;
  const toolCalls = new Map<number, ToolCall>();

  function count(text: string): string {
    characters += text.length;
    if (characters > ANSWER_CHARACTERS_MAX)
      throw new UpstreamFailure("failed", `the answer is longer than ${ANSWER_CHARACTERS_MAX} characters`);
    return text;
  }
  function addToolCall(delta: ToolCallDelta): void {
    const call = toolCalls.get(delta.index) ?? { id: "", type: "function", function: { name: "", arguments: "" } };
    if (toolCalls.size >= CHAT_LIMITS.tools && !toolCalls.has(delta.index))
      throw new UpstreamFailure("failed", `the answer has more than ${CHAT_LIMITS.tools} tool calls`);
    toolCalls.set(delta.index, call);
    if (delta.id !== undefined) call.id = delta.id;
    // A name comes whole, and some servers repeat it; arguments come in pieces.
    if (delta.function?.name !== undefined && call.function.name === "") call.function.name = count(delta.function.name);
    if (delta.function?.arguments !== undefined) call.function.arguments += count(delta.function.arguments);
  }
  return {
    add(chunk) {
      first ??= chunk;
      if (chunk.usage !== undefined && chunk.usage !== null) usage = chunk.usage;
      const choice = chunk.choices.find(({ index }) => index === 0);
      if (choice === undefined) return;
      const { delta } = choice;
      if (typeof delta.content === "string") content = (content ?? "") + count(delta.content);
      if (typeof delta.refusal === "string") refusal = (refusal ?? "") + count(delta.refusal);
      for (const call of delta.tool_calls ?? []) addToolCall(call);
      // Absent as well as null on some servers.
      if (choice.finish_reason) finishReason = choice.finish_reason;
    },
    completion(usageIfUnknown = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }) {
      if (first === undefined) throw new UpstreamFailure("failed", "the answer was empty");
      const calls = [...toolCalls].sort(([left], [right]) => left - right).map(([, call]) => call);
      // An answer of tool calls alone has no content; an answer of nothing is the empty text.
      const text = content ?? (calls.length > 0 || refusal !== null ? null : "");
      const message = {
        role: "assistant" as const,
        content: text === "" && calls.length > 0 ? null : text,
        refusal,
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
      };
      return {
        id: first.id,
        object: "chat.completion",
        created: first.created,
        model: first.model,
        choices: [{ index: 0, message, finish_reason: finishReason ?? (calls.length > 0 ? "tool_calls" : "stop") }],
        usage: usage ?? usageIfUnknown,
      };
    },
  };
}
