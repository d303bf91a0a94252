// Any upstream that speaks OpenAI's dialect: requests go out as they are, answers come back as the bytes that were sent.
import { z } from "zod";
import { type Clock, systemClock } from "#infrastructure/clock.ts";
import type { Exchange, Outbound } from "#infrastructure/outbound.ts";
import type { ChatRequest } from "../chat.ts";
import { EMBEDDING_INPUTS_MAX, type EmbeddingAnswer } from "../embedding.ts";
import { type AnswerPart, type ChatCall, type EmbeddingCall, type Provider, UpstreamFailure } from "../provider.ts";
import type { Deployment, Runtime } from "../registry.ts";
import { ANSWER_BYTES_MAX, answerTooLarge, parseAnswer, readWhole } from "./answer-limits.ts";
import { checkEmbeddings } from "./embedding-answer.ts";
import { createFrameReader, type Frames } from "./event-frames.ts";
import { failureOfCall, failureOfErrorObject, failureOfStatus, knownErrorCode, memberOf } from "./upstream-status.ts";

/** Enough for an error's code; the rest of a refusal is of no use. */
const REFUSAL_BYTES_MAX = 65_536;
/** A finish reason is followed by at most a usage event and what a vendor adds. */
const TAIL_EVENTS = 4;
const ERROR_MEMBER = Buffer.from('"error"');

const embeddingsSchema = z.looseObject({
  data: z
    .array(
      z.looseObject({
        index: z
          .int()
          .min(0)
          .max(EMBEDDING_INPUTS_MAX - 1),
        embedding: z.array(z.number()),
      }),
    )
    .max(EMBEDDING_INPUTS_MAX),
  usage: z.looseObject({ prompt_tokens: z.int().min(0).optional(), total_tokens: z.int().min(0).optional() }).nullish(),
});

export interface OpenAiCompatibleParts {
  readonly outbound: Outbound;
  readonly clock?: Clock;
}

/** A Provider for deployments whose runtime is `openai-compatible`. */
export function createOpenAiCompatibleProvider({ outbound, clock = systemClock }: OpenAiCompatibleParts): Provider {
  const upstreams: Upstreams = { outbound, clock, targets: new WeakMap() };
  return {
    chat: (call) => (call.streamed ? streamedAnswer(upstreams, call) : wholeAnswer(upstreams, call)),
    embed: (call) => embeddings(upstreams, call),
  };
}

interface Upstreams {
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Each deployment is described once. */
  readonly targets: WeakMap<Deployment, Target>;
}

async function* wholeAnswer(upstreams: Upstreams, call: ChatCall): AsyncGenerator<AnswerPart, void> {
  try {
    const target = targetOf(upstreams, call.deployment);
    const exchange = await post(upstreams, target, "/chat/completions", printRequest(call.request, target, false), call.signal);
    requireForm(exchange, "application/json");
    const body = await readWhole(exchange.body, ANSWER_BYTES_MAX);
    const completion = parseAnswer(body);
    requireChoices(completion, upstreams.clock);
    yield { kind: "whole", body, completion };
  } catch (error) {
    throw failureOfCall(error, call.signal);
  }
}

async function* streamedAnswer(upstreams: Upstreams, call: ChatCall): AsyncGenerator<AnswerPart, void> {
  const { clock } = upstreams;
  let exchange: Exchange | undefined;
  try {
    const target = targetOf(upstreams, call.deployment);
    const startedMs = clock.monotonicMs();
    exchange = await post(upstreams, target, "/chat/completions", printRequest(call.request, target, true), call.signal);
    requireForm(exchange, "text/event-stream");
    const stream = createStreamCheck(clock, startedMs + target.firstFrameTimeoutMs);
    for (let read = await exchange.body.next(); read.done !== true && !stream.isDone(); read = await exchange.body.next()) {
      const frames = stream.read(read.value);
      if (frames !== undefined) yield { kind: "frames", bytes: frames.bytes, payloads: frames.payloads };
      if (stream.isDone()) break;
    }
    stream.end();
    exchange.drain();
    exchange = undefined;
  } catch (error) {
    throw failureOfCall(error, call.signal);
  } finally {
    // Also when the reader leaves in the middle: the upstream must not go on generating.
    exchange?.stop();
  }
}

async function embeddings(upstreams: Upstreams, call: EmbeddingCall): Promise<EmbeddingAnswer> {
  try {
    const target = targetOf(upstreams, call.deployment);
    const exchange = await post(upstreams, target, "/embeddings", printEmbeddingRequest(call, target.model), call.signal);
    requireForm(exchange, "application/json");
    return embeddingsOf(parseAnswer(await readWhole(exchange.body, ANSWER_BYTES_MAX)), call.inputs);
  } catch (error) {
    throw failureOfCall(error, call.signal);
  }
}

/** Sends `body` to `path` below the target's; throws the upstream's refusal. */
async function post(upstreams: Upstreams, target: Target, path: string, body: string, signal: AbortSignal): Promise<Exchange> {
  const { origin, headers, firstFrameTimeoutMs: firstByteTimeoutMs, idleTimeoutMs } = target;
  const exchange = await upstreams.outbound.openExchange({
    origin,
    path: target.path + path,
    method: "POST",
    headers,
    body,
    firstByteTimeoutMs,
    idleTimeoutMs,
    signal,
  });
  if (exchange.status >= 200 && exchange.status < 300) return exchange;
  throw await refusalOf(exchange, upstreams.clock);
}

function targetOf({ targets }: Upstreams, deployment: Deployment): Target {
  const known = targets.get(deployment);
  if (known !== undefined) return known;
  const target = describeTarget(deployment);
  targets.set(deployment, target);
  return target;
}

interface Target {
  readonly origin: string;
  /** The base URL's path, without a slash at its end. */
  readonly path: string;
  readonly model: string;
  readonly outputLimitParameter: "max_completion_tokens" | "max_tokens";
  readonly headers: Readonly<Record<string, string>>;
  readonly firstFrameTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

function describeTarget(deployment: Deployment): Target {
  const runtime: Runtime = deployment.runtime;
  if (runtime.provider !== "openai-compatible")
    throw new UpstreamFailure("not_offered", `${deployment.id} does not speak OpenAI's dialect`);
  if (runtime.apiKeyVariable !== undefined && deployment.apiKey === undefined) {
    throw new UpstreamFailure("credentials", `the environment variable ${runtime.apiKeyVariable} is not set`);
  }
  const url = new URL(runtime.baseUrl);
  const authorization = deployment.apiKey === undefined ? {} : { authorization: `Bearer ${deployment.apiKey}` };
  return {
    origin: url.origin,
    path: url.pathname.replace(/\/+$/, ""),
    model: runtime.upstreamModel,
    outputLimitParameter: runtime.outputLimitParameter,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "user-agent": "kaname",
      ...authorization,
    },
    firstFrameTimeoutMs: runtime.firstFrameTimeoutMs,
    idleTimeoutMs: runtime.idleTimeoutMs,
  };
}

/** Usage is always asked for; the gateway hides it from a caller who did not ask. */
function printRequest(request: ChatRequest, target: Target, streamed: boolean): string {
  const { stream: _stream, stream_options: _streamOptions, max_tokens, max_completion_tokens, ...rest } = request;
  const limit = { [target.outputLimitParameter]: max_completion_tokens ?? max_tokens };
  if (!streamed) return JSON.stringify({ ...rest, ...limit, model: target.model, stream: false });
  return JSON.stringify({ ...rest, ...limit, model: target.model, stream: true, stream_options: { include_usage: true } });
}

async function refusalOf(exchange: Exchange, clock: Clock): Promise<UpstreamFailure> {
  const retryAfter = headerOf(exchange, "retry-after");
  return failureOfStatus(exchange.status, retryAfter, clock.now().getTime(), await refusalCode(exchange));
}

/** The known code in a refusal's body; a body that is long, broken or no JSON has none. */
async function refusalCode(exchange: Exchange): Promise<string | undefined> {
  try {
    return knownErrorCode(parseAnswer(await readWhole(exchange.body, REFUSAL_BYTES_MAX)));
  } catch {
    return undefined;
  }
}

interface StreamCheck {
  /** The events that `piece` completes. Throws UpstreamFailure for an error among them, a first event that is no answer, and what passes a limit. */
  read(piece: Buffer): Frames | undefined;
  isDone(): boolean;
  /** Throws UpstreamFailure when the stream ended in the middle of an answer. */
  end(): void;
}

/** Follows one stream from its first event, which decides whether it is an answer at all, to its end. */
function createStreamCheck(clock: Clock, firstFrameDeadlineMs: number): StreamCheck {
  const reader = createFrameReader();
  let tail: readonly Buffer[] = [];
  let bytes = 0;
  return {
    read(piece) {
      bytes += piece.length;
      if (bytes > ANSWER_BYTES_MAX) throw answerTooLarge();
      const frames = reader.push(piece);
      if (frames === undefined) {
        // Keep-alive comments are no answer.
        if (tail.length === 0 && clock.monotonicMs() > firstFrameDeadlineMs)
          throw new UpstreamFailure("timeout", "the upstream sent no event in time");
        return undefined;
      }
      const { payloads } = frames;
      const [first] = payloads;
      if (tail.length === 0 && first !== undefined) requireChoices(parseAnswer(first), clock);
      if (frames.bytes.includes(ERROR_MEMBER)) refuseErrors(payloads, clock);
      tail = payloads.length >= TAIL_EVENTS ? payloads.slice(-TAIL_EVENTS) : [...tail, ...payloads].slice(-TAIL_EVENTS);
      return frames;
    },
    isDone: () => reader.isDone(),
    end() {
      if (tail.length === 0) throw new UpstreamFailure("failed", "the upstream's stream was empty");
      if (!reader.isDone() && !tail.some(hasFinished))
        throw new UpstreamFailure("failed", "the upstream's stream broke off before its end");
    },
  };
}

/** Whether an event says why the answer ended: some servers close without [DONE]. */
function hasFinished(payload: Buffer): boolean {
  const choices = memberOf(parseAnswer(payload), "choices");
  return Array.isArray(choices) && choices.some((choice) => typeof memberOf(choice, "finish_reason") === "string");
}

function refuseErrors(payloads: readonly Buffer[], clock: Clock): void {
  for (const payload of payloads) {
    if (!payload.includes(ERROR_MEMBER)) continue;
    const error = memberOf(parseAnswer(payload), "error");
    if (error !== undefined && error !== null) throw failureOfErrorObject(error, clock.now().getTime());
  }
}

/** An answer has choices; an error that came with status 200 does not. */
function requireChoices(answer: unknown, clock: Clock): void {
  const error = memberOf(answer, "error");
  if (error !== undefined && error !== null) throw failureOfErrorObject(error, clock.now().getTime());
  if (!Array.isArray(memberOf(answer, "choices"))) throw new UpstreamFailure("failed", "the upstream's answer has no choices");
}

function requireForm(exchange: Exchange, mediaType: string): void {
  const stated = headerOf(exchange, "content-type")?.toLowerCase() ?? "";
  const isForm = stated === mediaType || stated.startsWith(`${mediaType};`);
  if (isForm && headerOf(exchange, "content-encoding") === undefined) return;
  exchange.stop();
  throw new UpstreamFailure("failed", `the upstream's answer is not plain ${mediaType}`);
}

function headerOf(exchange: Exchange, name: string): string | undefined {
  const value = exchange.headers[name];
  return typeof value === "string" ? value : value?.[0];
}

function printEmbeddingRequest(call: EmbeddingCall, model: string): string {
  const dimensions = call.dimensions === undefined ? {} : { dimensions: call.dimensions };
  return JSON.stringify({ model, input: call.inputs, encoding_format: "float", ...dimensions });
}

/** The vectors of an embeddings answer, in the order of their index. */
function embeddingsOf(answer: unknown, inputs: readonly string[]): EmbeddingAnswer {
  const parsed = embeddingsSchema.safeParse(answer);
  if (!parsed.success) throw new UpstreamFailure("failed", "the upstream's answer holds no embeddings");
  const { data, usage } = parsed.data;
  const vectors: number[][] = [];
  for (const { index, embedding } of data) vectors[index] = embedding;
  return checkEmbeddings(vectors, inputs, usage?.prompt_tokens ?? usage?.total_tokens);
}
