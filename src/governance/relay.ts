// Passes an answer on as it arrives: checked, restored and metered; bytes that need no change are not touched.
import { abortReason, assertHolds } from "#infrastructure/errors.ts";
import type { ChatChunk } from "#model/chat.ts";
import { createAnswerCollector } from "#model/collect-answer.ts";
import { parseChunk } from "#model/parse-chunk.ts";
import { printFrames } from "#model/print-frames.ts";
import type { AnswerPart } from "#model/provider.ts";
import type { AnswerSink } from "./answer-sink.ts";
import { type AnswerWindow, createAnswerWindow } from "./answer-window.ts";
import type { CallAccount } from "./call-account.ts";
import type { OutputGuard } from "./guardrails/output-guard.ts";
import type { AnswerRestorer } from "./masking/restore.ts";
import { stoppedChunk, stoppedCompletion, textOfChunk, textOfCompletion } from "./stopped-answer.ts";

export interface Relay {
  readonly parts: AsyncIterable<AnswerPart>;
  readonly account: CallAccount;
  readonly sink: AnswerSink;
  readonly signal: AbortSignal;
  readonly streamed: boolean;
  /** Whether the caller asked for the usage chunk; it is always asked of the upstream. */
  readonly wantsUsage: boolean;
  /** Absent where the scenario has no checks of answers. It sees the answer as the model wrote it: what was masked is still masked. */
  readonly guard: OutputGuard | undefined;
  /** Absent where nothing was masked. */
  readonly restorer: AnswerRestorer | undefined;
}

/** A chunk as the caller may see it, with the bytes it came in where they say the same. */
interface Piece {
  readonly chunk: ChatChunk;
  readonly payload: Buffer | undefined;
}

/**
 * Delivers a streamed answer part by part. A whole answer is given back instead, for the caller of this function to deliver once
 * the record is on disk. Throws what the parts throw, and the reason of an aborted signal.
 */
export async function relayAnswer(relay: Relay): Promise<AnswerPart | undefined> {
  if (relay.streamed) return relayStream(relay);
  const collector = createAnswerCollector();
  for await (const part of relay.parts) {
    begin(relay);
    if (part.kind === "whole") return relayWhole(relay, part);
    for (const { chunk } of piecesOf(part)) collector.add(meterChunk(relay, chunk));
  }
  if (relay.signal.aborted) throw abortReason(relay.signal);
  return finished(relay, collector.completion(), undefined);
}

function begin({ signal, account }: Relay): void {
  if (signal.aborted) throw abortReason(signal);
  account.firstPart();
}

function relayWhole(relay: Relay, part: AnswerPart & { kind: "whole" }): AnswerPart {
  const { completion } = part;
  if (typeof completion === "object" && completion !== null && "usage" in completion) relay.account.meter.report(completion.usage);
  relay.account.meter.deliveredBytes(part.body.length);
  return finished(relay, completion, part);
}

/** A whole answer as the caller gets it: `part` itself where nothing in it changes. */
function finished(relay: Relay, completion: unknown, part: AnswerPart | undefined): AnswerPart {
  const { guard, restorer, account } = relay;
  if (guard !== undefined) {
    guard.push(textOfCompletion(completion));
    const verdict = guard.end();
    account.checked(verdict);
    if (verdict.verdict !== "pass") return wholeOf(stoppedCompletion(completion, verdict.text));
  }
  if (restorer === undefined && part !== undefined) return part;
  return wholeOf(restorer === undefined ? completion : restorer.restoreCompletion(completion));
}

function wholeOf(completion: unknown): AnswerPart {
  return { kind: "whole", body: Buffer.from(JSON.stringify(completion)), completion };
}

async function relayStream(relay: Relay): Promise<undefined> {
  const { guard } = relay;
  const window = guard === undefined ? undefined : createAnswerWindow<Piece>(guard);
  let last: ChatChunk | undefined;
  for await (const part of relay.parts) {
    begin(relay);
    assertHolds(part.kind !== "whole", "a provider that was asked to stream does not answer whole");
    if (window === undefined) {
      await relayUnchecked(relay, part);
      continue;
    }
    for (const piece of piecesForCaller(relay, part)) {
      last = piece.chunk;
      await deliver(relay, window.take(piece, textOfChunk(piece.chunk)));
    }
    // Leaving the loop stops the upstream: nothing more of this answer will be shown.
    if (guard?.isStopped() === true) break;
  }
  if (relay.signal.aborted) throw abortReason(relay.signal);
  if (window !== undefined) await endWindow(relay, window, last);
  for (const chunk of relay.restorer?.flush() ?? []) await relay.sink.part({ kind: "chunk", chunk });
  return undefined;
}

async function endWindow(relay: Relay, window: AnswerWindow<Piece>, last: ChatChunk | undefined): Promise<void> {
  const { pieces, verdict } = window.end();
  relay.account.checked(verdict);
  await deliver(relay, pieces);
  if (verdict.verdict !== "pass" && last !== undefined) await relay.sink.part({ kind: "chunk", chunk: stoppedChunk(last, verdict.text) });
}

/** Frames that nothing has to be restored in leave as the bytes that came. */
async function relayUnchecked(relay: Relay, part: AnswerPart): Promise<void> {
  if (part.kind !== "frames" || relay.restorer !== undefined) {
    await deliver(relay, piecesForCaller(relay, part));
    return;
  }
  const frames = meterFrames(relay, part);
  if (frames !== undefined) await relay.sink.part(frames);
}

async function deliver({ sink, restorer }: Relay, pieces: readonly Piece[]): Promise<void> {
  let payloads: Buffer[] = [];
  const sendPayloads = async (): Promise<void> => {
    if (payloads.length > 0) await sink.part({ kind: "frames", payloads, bytes: printFrames(payloads) });
    payloads = [];
  };
  for (const { chunk, payload } of pieces) {
    if (restorer === undefined && payload !== undefined) {
      payloads.push(payload);
      continue;
    }
    await sendPayloads();
    await sink.part({ kind: "chunk", chunk: restorer === undefined ? chunk : restorer.restoreChunk(chunk) });
  }
  await sendPayloads();
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

/** The pieces of a part, metered, without the usage that the caller did not ask for. */
function piecesForCaller(relay: Relay, part: AnswerPart): Piece[] {
  return piecesOf(part).flatMap(({ chunk, payload }) => {
    const shown = forCaller(relay, meterChunk(relay, chunk));
    return shown === undefined ? [] : [{ chunk: shown, payload: shown === chunk ? payload : undefined }];
  });
}

function piecesOf(part: AnswerPart): Piece[] {
  assertHolds(part.kind !== "whole", "a whole answer is never taken apart into chunks");
  if (part.kind === "chunk") return [{ chunk: part.chunk, payload: undefined }];
  return part.payloads.map((payload) => ({ chunk: parseChunk(payload), payload }));
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
