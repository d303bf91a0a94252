// What a vendor's library streams, as chunks in OpenAI's shape.
import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";
import type { ChatChunk, ChatDelta, FinishReason, ToolCallDelta, Usage } from "../chat.ts";
import { UpstreamFailure } from "../provider.ts";
import { ANSWER_BYTES_MAX, answerTooLarge } from "./answer-limits.ts";

export interface ChunkTranslator {
  /** The chunks that a part of the stream means; most parts mean one or none. Throws UpstreamFailure for an answer that broke off or is too long. */
  translate(part: Exclude<LanguageModelV4StreamPart, { type: "error" }>): ChatChunk[];
  /** Whether the answer has come to its end. */
  isFinished(): boolean;
}

export interface ChunkHead {
  readonly id: string;
  readonly model: string;
  readonly createdSeconds: number;
}

interface OpenToolCall {
  readonly index: number;
  hasArguments: boolean;
}

/** A translator for one answer. `head` stands where the vendor names no id or model of its own. */
export function createChunkTranslator(head: ChunkHead): ChunkTranslator {
  let { id, model } = head;
  const toolCalls = new Map<string, OpenToolCall>();
  let begun = false;
  let finished = false;
  let characters = 0;

  function chunk(delta: ChatDelta, finishReason: FinishReason | null = null): ChatChunk {
    const opening: ChatDelta = begun ? {} : { role: "assistant", content: null };
    begun = true;
    return {
      id,
      object: "chat.completion.chunk",
      created: head.createdSeconds,
      model,
      choices: [{ index: 0, delta: { ...opening, ...delta }, finish_reason: finishReason }],
    };
  }
  function count(text: string): string {
    characters += text.length;
    if (characters > ANSWER_BYTES_MAX) throw answerTooLarge();
    return text;
  }
  const toolChunk = (delta: ToolCallDelta): ChatChunk => chunk({ tool_calls: [delta] });
  function openToolCall(callId: string, name: string): ChatChunk {
    const index = toolCalls.size;
    toolCalls.set(callId, { index, hasArguments: false });
    return toolChunk({ index, id: callId, type: "function", function: { name: count(name), arguments: "" } });
  }
  function continueToolCall(callId: string, text: string): ChatChunk[] {
    const call = toolCalls.get(callId);
    if (call === undefined || text === "") return [];
    call.hasArguments = true;
    return [toolChunk({ index: call.index, function: { arguments: count(text) } })];
  }
  /** A call whose pieces were not streamed comes whole. */
  function wholeToolCall(callId: string, name: string, input: string): ChatChunk[] {
    const opening = toolCalls.has(callId) ? [] : [openToolCall(callId, name)];
    return toolCalls.get(callId)?.hasArguments === true ? opening : [...opening, ...continueToolCall(callId, input)];
  }
  return {
    isFinished: () => finished,
    translate(part) {
      switch (part.type) {
        case "response-metadata":
          id = part.id ?? id;
          model = part.modelId ?? model;
          return [];
        case "text-delta":
          return part.delta === "" ? [] : [chunk({ content: count(part.delta) })];
        case "tool-input-start":
          return part.providerExecuted === true ? [] : [openToolCall(part.id, part.toolName)];
        case "tool-input-delta":
          return continueToolCall(part.id, part.delta);
        case "tool-call":
          return part.providerExecuted === true ? [] : wholeToolCall(part.toolCallId, part.toolName, part.input);
        case "finish": {
          const ending = chunk({}, toFinishReason(part.finishReason));
          const usage = toUsage(part.usage);
          finished = true;
          return usage === undefined ? [ending] : [ending, { ...ending, choices: [], usage }];
        }
        default:
          // Reasoning, sources and files have no place in a chat completion; they are counted in the usage.
          return [];
      }
    },
  };
}

function toFinishReason({ unified, raw }: LanguageModelV4FinishReason): FinishReason {
  // Without a word of the vendor's own the library only says that the stream is over, which an empty one is too.
  switch (unified === "other" && raw === undefined ? "interrupted" : unified) {
    case "length":
      return "length";
    case "tool-calls":
      return "tool_calls";
    case "content-filter":
      return "content_filter";
    case "error":
    case "interrupted":
      throw new UpstreamFailure("failed", "the vendor's stream broke off before its end");
    default:
      return "stop";
  }
}

/** The vendor's count; undefined where it gives none, so that nobody takes a guess for a fact. */
function toUsage({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage | undefined {
  if (inputTokens.total === undefined || outputTokens.total === undefined) return undefined;
  return {
    prompt_tokens: inputTokens.total,
    completion_tokens: outputTokens.total,
    total_tokens: inputTokens.total + outputTokens.total,
    ...(inputTokens.cacheRead === undefined ? {} : { prompt_tokens_details: { cached_tokens: inputTokens.cacheRead } }),
    ...(outputTokens.reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: outputTokens.reasoning } }),
  };
}
