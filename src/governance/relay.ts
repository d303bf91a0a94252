// Passes an answer on as it arrives: restored and metered; bytes that need no change are not touched.
import { abortReason, assertHolds } from "#infrastructure/errors.ts";
import type { ChatChunk } from "#model/chat.ts";
import { createAnswerCollector } from "#model/collect-answer.ts";
import { parseChunk } from "#model/parse-chunk.ts";
import { printFrames } from "#model/print-frames.ts";
import type { AnswerPart } from "#model/provider.ts";
import type { AnswerSink } from "./answer-sink.ts";
import type { CallAccount } from "./call-account.ts";
import type { AnswerRestorer } from "./masking/restore.ts";

export interface Relay {
  readonly parts: AsyncIterable<AnswerPart>;
  readonly account: CallAccount;
  readonly sink: AnswerSink;
  readonly signal: AbortSignal;
  readonly streamed: boolean;
  /** Whether the caller asked for the usage chunk; it is always asked of the upstream. */
  readonly wantsUsage: boolean;
  /** Absent where nothing was masked. */
  readonly restorer: AnswerRestorer | undefined;
}

/**
 * Delivers a streamed answer part by part. A whole answer is given back instead, for the caller of this function to deliver once
 * the record is on disk. Throws what the parts throw, and the reason of an aborted signal.
 */
export async function relayAnswer(relay: Relay): Promise<AnswerPart | undefined> {
  const collector = relay.streamed ? undefined : createAnswerCollector();
  for await (const part of relay.parts) {
    if (relay.signal.aborted) throw abortReason(relay.signal);
    relay.account.firstPart();
    if (part.kind === "whole") return relayWhole(relay, part);
    if (collector === undefined) await relayStreamed(relay, part);
    else for (const chunk of chunksOf(part)) collector.add(meterChunk(relay, chunk));
  }
  if (relay.signal.aborted) throw abortReason(relay.signal);
  if (collector === undefined) {
    for (const chunk of relay.restorer?.flush() ?? []) await relay.sink.part({ kind: "chunk", chunk });
    return undefined;
  }
  const completion = collector.completion();
  return relay.restorer === undefined ? wholeOf(completion) : wholeOf(relay.restorer.restoreCompletion(completion));
}

function relayWhole(relay: Relay, part: AnswerPart & { kind: "whole" }): AnswerPart {
  assertHolds(!relay.streamed, "a provider that was asked to stream does not answer whole");
  const { completion } = part;
  if (typeof completion === "object" && completion !== null && "usage" in completion) relay.account.meter.report(completion.usage);
  relay.account.meter.deliveredBytes(part.body.length);
  if (relay.restorer === undefined) return part;
  return wholeOf(relay.restorer.restoreCompletion(completion));
}

function wholeOf(completion: unknown): AnswerPart {
  return { kind: "whole", body: Buffer.from(JSON.stringify(completion)), completion };
}

async function relayStreamed(relay: Relay, part: AnswerPart): Promise<void> {
  if (part.kind === "frames" && relay.restorer === undefined) {
    const frames = meterFrames(relay, part);
    if (frames !== undefined) await relay.sink.part(frames);
    return;
  }
  for (const chunk of chunksOf(part)) {
    const metered = forCaller(relay, meterChunk(relay, chunk));
    if (metered === undefined) continue;
    await relay.sink.part({ kind: "chunk", chunk: relay.restorer === undefined ? metered : relay.restorer.restoreChunk(metered) });
  }
}

/** Reads usage out of the frames that mention it; the rest is passed on as the bytes that came. */
function meterFrames(relay: Relay, part: AnswerPart & { kind: "frames" }): AnswerPart | undefined {
  const kept: Buffer[] = [];
  let changed = false;
  for (const payload of part.payloads) {
    if (!payload.includes('"usage"')) {
      relay.account.meter.delivered();
      kept.push(payload);
      continue;
    }
    const chunk = meterChunk(relay, parseChunk(payload));
    const shown = forCaller(relay, chunk);
    if (shown !== chunk) changed = true;
    if (shown === chunk) kept.push(payload);
    else if (shown !== undefined) kept.push(Buffer.from(JSON.stringify(shown)));
  }
  if (!changed) return part;
  if (kept.length === 0) return undefined;
  return { kind: "frames", payloads: kept, bytes: printFrames(kept) };
}

function meterChunk(relay: Relay, chunk: ChatChunk): ChatChunk {
  if (chunk.usage !== undefined && chunk.usage !== null) relay.account.meter.report(chunk.usage);
  if (chunk.choices.length > 0) relay.account.meter.delivered();
  return chunk;
}

/** The chunk as a caller sees who may not have asked for usage: the same, without its usage, or undefined when nothing is left. */
function forCaller(relay: Relay, chunk: ChatChunk): ChatChunk | undefined {
  if (relay.wantsUsage || chunk.usage === undefined || chunk.usage === null) return chunk;
  if (chunk.choices.length === 0) return undefined;
  const { usage: _hidden, ...rest } = chunk;
  return rest;
}

function chunksOf(part: AnswerPart): ChatChunk[] {
  assertHolds(part.kind !== "whole", "a whole answer is never taken apart into chunks");
  return part.kind === "chunk" ? [part.chunk] : part.payloads.map(parseChunk);
}
