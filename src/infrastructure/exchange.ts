// One HTTP exchange over an undici dispatcher: bytes as they come, at the reader's pace, with a limit on every wait.
import type { Dispatcher } from "undici";
import { abortReason, KanameError } from "./errors.ts";

/** Above this many unread bytes the upstream is paused. A network read gives at most as much again, so memory stays within twice this. */
const UNREAD_BYTES_MAX = 65_536;
/** What is left after an answer's own end marker is a few bytes; more, or later, and the connection is not worth keeping. */
const DRAIN_BYTES_MAX = 65_536;
const DRAIN_MS_MAX = 1_000;

export interface ExchangeRequest {
  readonly origin: string;
  /** With its query, starting with a slash. */
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** From now to the first byte of the answer's body, waiting for a connection included. */
  readonly firstByteTimeoutMs: number;
  /** Between two reads, while the reader is not the one who is slow. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Everything that one network read brought is one Buffer. Leaving the iteration early breaks the connection off. */
  readonly body: AsyncIterableIterator<Buffer>;
  /** Breaks the connection off at once; harmless after the end. */
  stop(): void;
  /** Lets the answer end by itself, unread, so that the connection can be used again. */
  drain(): void;
}

/** An exchange from the inside, from the moment it is asked for. */
interface Transfer {
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onAbort: () => void;
  readonly opened: PromiseWithResolvers<Exchange>;
  /** There once the dispatcher has begun with the request. */
  controller: Dispatcher.DispatchController | undefined;
  state: "open" | "draining" | "ended" | "failed";
  /** There when, and only when, the state is `failed`. */
  failure: KanameError | undefined;
  /** The limit on the wait that is under way. */
  timer: NodeJS.Timeout | undefined;
  hasBegun: boolean;
  unread: Buffer[];
  unreadBytes: number;
  drainedBytes: number;
  waiting: PromiseWithResolvers<IteratorResult<Buffer, undefined>> | undefined;
}

/**
 * Sends a request; resolves when the status is there. Throws, or makes the body throw, KanameError `upstream_timeout`,
 * `upstream_failed`, or what the signal was aborted with. `onClosed` runs once, when the dispatcher has let go of the request.
 */
export function openExchange(dispatcher: Dispatcher, request: ExchangeRequest, onClosed: () => void): Promise<Exchange> {
  const { origin, path, method, headers, body, signal } = request;
  if (signal.aborted) {
    onClosed();
    return Promise.reject(abortReason(signal));
  }
  const transfer = createTransfer(request);
  waitAtMost(transfer, request.firstByteTimeoutMs);
  signal.addEventListener("abort", transfer.onAbort);
  dispatcher.dispatch({ origin, path, method, headers, body: body ?? null }, createHandler(transfer, onClosed));
  return transfer.opened.promise;
}

function createTransfer({ idleTimeoutMs, signal }: ExchangeRequest): Transfer {
  const transfer: Transfer = {
    idleTimeoutMs,
    signal,
    onAbort: () => fail(transfer, abortReason(signal)),
    opened: Promise.withResolvers<Exchange>(),
    controller: undefined,
    state: "open",
    failure: undefined,
    timer: undefined,
    hasBegun: false,
    unread: [],
    unreadBytes: 0,
    drainedBytes: 0,
    waiting: undefined,
  };
  return transfer;
}

/** What the dispatcher tells about the request, in the order in which it comes. */
function createHandler(transfer: Transfer, onClosed: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      transfer.controller = controller;
      if (transfer.failure !== undefined) controller.abort(transfer.failure);
    },
    onResponseStart(_controller, status, headers) {
      if (status >= 200) transfer.opened.resolve(exchangeOf(transfer, status, headers));
    },
    onResponseData(controller, piece) {
      if (transfer.state === "draining") discard(transfer, piece);
      else receive(transfer, controller, piece);
    },
    onResponseEnd() {
      onClosed();
      if (transfer.state !== "failed") transfer.state = "ended";
      release(transfer);
      if (transfer.unread.length === 0) wake(transfer);
    },
    onResponseError(_controller, error) {
      onClosed();
      fail(transfer, describeBreak(error));
    },
  };
}

/** The outside of a transfer whose answer has begun. */
function exchangeOf(transfer: Transfer, status: number, headers: Exchange["headers"]): Exchange {
  const body: AsyncIterableIterator<Buffer> = {
    next: () => readNext(transfer),
    return() {
      stop(transfer);
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => body,
  };
  return { status, headers, body, stop: () => stop(transfer), drain: () => drain(transfer) };
}

function readNext(transfer: Transfer): Promise<IteratorResult<Buffer, undefined>> {
  if (transfer.unread.length > 0) return Promise.resolve({ done: false, value: takeUnread(transfer) });
  if (transfer.state === "failed") return Promise.reject(transfer.failure);
  if (transfer.state !== "open") return Promise.resolve({ done: true, value: undefined });
  transfer.waiting = Promise.withResolvers<IteratorResult<Buffer, undefined>>();
  return transfer.waiting.promise;
}

/** Keeps what came for the reader, and pauses the upstream when that is too much. */
function receive(transfer: Transfer, controller: Dispatcher.DispatchController, piece: Buffer): void {
  if (transfer.hasBegun) transfer.timer?.refresh();
  else {
    transfer.hasBegun = true;
    waitAtMost(transfer, transfer.idleTimeoutMs);
  }
  if (transfer.unread.length === 0 && transfer.waiting !== undefined) queueMicrotask(() => wake(transfer));
  transfer.unread.push(piece);
  transfer.unreadBytes += piece.length;
  if (transfer.unreadBytes > UNREAD_BYTES_MAX) controller.pause();
}

/** Answers the waiting reader. Runs after the whole network read was parsed, so that its pieces go out together. */
function wake(transfer: Transfer): void {
  const reader = transfer.waiting;
  if (reader === undefined) return;
  transfer.waiting = undefined;
  if (transfer.unread.length > 0) reader.resolve({ done: false, value: takeUnread(transfer) });
  else if (transfer.state === "failed") reader.reject(transfer.failure);
  else reader.resolve({ done: true, value: undefined });
}

function takeUnread(transfer: Transfer): Buffer {
  const { unread, unreadBytes, controller } = transfer;
  const [first] = unread;
  const taken = unread.length === 1 && first !== undefined ? first : Buffer.concat(unread, unreadBytes);
  transfer.unread = [];
  transfer.unreadBytes = 0;
  if (controller?.paused === true) {
    transfer.timer?.refresh();
    controller.resume();
  }
  return taken;
}

function drain(transfer: Transfer): void {
  if (transfer.state !== "open") return;
  transfer.state = "draining";
  clearTimeout(transfer.timer);
  transfer.timer = setTimeout(stop, DRAIN_MS_MAX, transfer);
  if (transfer.controller?.paused === true) transfer.controller.resume();
}

function discard(transfer: Transfer, piece: Buffer): void {
  transfer.drainedBytes += piece.length;
  if (transfer.drainedBytes > DRAIN_BYTES_MAX) stop(transfer);
}

function stop(transfer: Transfer): void {
  fail(transfer, new KanameError("client_closed", "The reader left before the answer was complete."));
}

function fail(transfer: Transfer, failure: KanameError): void {
  if (transfer.state === "ended" || transfer.state === "failed") return;
  transfer.state = "failed";
  transfer.failure = failure;
  release(transfer);
  transfer.opened.reject(failure);
  transfer.controller?.abort(failure);
  wake(transfer);
}

/** Limits the wait for the next bytes, in place of the limit that was there. */
function waitAtMost(transfer: Transfer, timeoutMs: number): void {
  clearTimeout(transfer.timer);
  transfer.timer = setTimeout(endWait, timeoutMs, transfer, timeoutMs);
}

function endWait(transfer: Transfer, timeoutMs: number): void {
  if (transfer.controller?.paused === true) transfer.timer?.refresh();
  else fail(transfer, new KanameError("upstream_timeout", `The upstream sent nothing for ${timeoutMs} ms.`));
}

function release(transfer: Transfer): void {
  clearTimeout(transfer.timer);
  transfer.signal.removeEventListener("abort", transfer.onAbort);
}

/** undici's error as ours; its own text stays in the cause. */
function describeBreak(error: Error): KanameError {
  if (error instanceof KanameError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  if (code === "UND_ERR_CONNECT_TIMEOUT")
    return new KanameError("upstream_timeout", "The upstream did not accept a connection in time.", { cause: error });
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE")
    return new KanameError("upstream_failed", "The upstream's answer is too large.", { cause: error });
  return new KanameError("upstream_failed", `The connection to the upstream broke (${code}).`, { cause: error });
}
