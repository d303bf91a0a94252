// Reads the JSON of one server-sent event of an OpenAI-compatible upstream.
import type { ChatChunk } from "./chat.ts";
import { UpstreamFailure } from "./provider.ts";

/**
 * The chunk that `payload` holds. Members that vendors add stay in it.
 * Throws UpstreamFailure `failed` when it is not a chunk, or an error that the upstream sent in the middle of its answer.
 */
export function parseChunk(payload: Buffer): ChatChunk {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString());
  } catch {
    // The parser's own error quotes the answer, so it is not even kept as the cause.
    throw new UpstreamFailure("failed", "a piece of the answer was not JSON");
  }
  if (!isChunk(value)) throw new UpstreamFailure("failed", "a piece of the answer was not a chunk of a chat completion");
  return value;
}

/** Checks what the rest of Kaname reads: choices, each with an index and a delta. */
function isChunk(value: unknown): value is ChatChunk {
  if (typeof value !== "object" || value === null || !("choices" in value) || !Array.isArray(value.choices)) return false;
  return value.choices.every(isChoice);
}

function isChoice(choice: unknown): boolean {
  if (typeof choice !== "object" || choice === null) return false;
  return (
    "index" in choice && typeof choice.index === "number" && "delta" in choice && typeof choice.delta === "object" && choice.delta !== null
  );
}
