// What a runtime must offer so that deployments can run on it: stream an answer, embed texts.
import type { ChatChunk, ChatRequest } from "./chat.ts";
import type { EmbeddingAnswer } from "./embedding.ts";
import type { Deployment } from "./registry.ts";

/**
 * A piece of an answer.
 * - `frames`: complete server-sent events as an OpenAI-compatible upstream sent them. `bytes` holds all of them, contiguous, each
 *   ending in a blank line; `payloads` holds the JSON of each. Never the closing [DONE].
 * - `chunk`: a chunk made on this side (embedded runtime, translated vendor).
 * - `whole`: a chat.completion, from a provider that was asked not to stream: its JSON text, and what that text holds.
 */
export type AnswerPart =
  | { readonly kind: "frames"; readonly bytes: Buffer; readonly payloads: readonly Buffer[] }
  | { readonly kind: "chunk"; readonly chunk: ChatChunk }
  | { readonly kind: "whole"; readonly body: Buffer; readonly completion: unknown };

export interface ChatCall {
  readonly deployment: Deployment;
  /** Already masked for this deployment. `max_completion_tokens` is always set: nothing is unbounded. */
  readonly request: ChatRequest;
  /** Whether the caller wants a stream. A provider may stream all the same; then its chunks are collected. */
  readonly streamed: boolean;
  /** Aborted when the caller leaves or time is up; the upstream call must stop then. */
  readonly signal: AbortSignal;
}

export interface EmbeddingCall {
  readonly deployment: Deployment;
  readonly inputs: readonly string[];
  readonly dimensions: number | undefined;
  readonly signal: AbortSignal;
}

export interface Provider {
  /**
   * Gives the answer in parts. Usage is always asked for: a streamed answer carries it in one of its last chunks.
   * Throws UpstreamFailure before the first part when the upstream refuses, fails, times out, or hides an error in a 200 stream's
   * first frame; after the first part when the stream breaks. Stops the upstream call when the iteration is left or `signal` aborts.
   */
  chat(call: ChatCall): AsyncIterable<AnswerPart>;
  /** Embeds each input. Throws UpstreamFailure; `not_offered` where the runtime has no embeddings. */
  embed(call: EmbeddingCall): Promise<EmbeddingAnswer>;
}

/**
 * Why an upstream call failed.
 * `rejected`: the upstream blames the request (400, 404, 422): another deployment would not help by retrying the same one, but a different
 * one may accept it. `credentials`: 401 or 403. `busy`: 429 or 503 with a wait. `failed`: 5xx, broken connection, malformed answer.
 * `timeout`: no first frame, or a silence, for too long. `not_offered`: this runtime cannot do that at all.
 */
export type UpstreamFailureKind = "rejected" | "credentials" | "busy" | "failed" | "timeout" | "not_offered";

export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";
  readonly kind: UpstreamFailureKind;
  /** The upstream's HTTP status, where there was one. */
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  /** `reason` goes into receipts and the log: it names what went wrong and holds no prompt text, no key and no upstream body. */
  constructor(kind: UpstreamFailureKind, reason: string, options: { status?: number; retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
