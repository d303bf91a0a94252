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

interface Waiting {
  resolve(result: IteratorResult<Buffer, undefined>): void;
  reject(error: unknown): void;
}

/**
 * Sends a request; resolves when the status is there. Throws, or makes the body throw, KanameError `upstream_timeout`,
 * `upstream_failed`, or what the signal was aborted with. `onClosed` runs once, when the dispatcher has let go of the request.
 */
export function openExchange(dispatcher: Dispatcher, request: ExchangeRequest, onClosed: () => void): Promise<Exchange> {
  const { signal } = request;
  if (signal.aborted) {
    onClosed();
    return Promise.reject(abortReason(signal));
  }
  const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
  let controller: Dispatcher.DispatchController | undefined;
  let failure: unknown;
  let state: "open" | "draining" | "ended" | "failed" = "open";
  let unread: Buffer[] = [];
  let unreadBytes = 0;
  let drainedBytes = 0;
  let waiting: Waiting | undefined;
  let begun = false;
  let timer = setTimeout(onTimeout, request.firstByteTimeoutMs, request.firstByteTimeoutMs);
  signal.addEventListener("abort", onAbort);

  function onTimeout(timeoutMs: number): void {
    if (controller?.paused === true) timer.refresh();
    else fail(new KanameError("upstream_timeout", `The upstream sent nothing for ${timeoutMs} ms.`));
  }
  function onAbort(): void {
    fail(abortReason(signal));
  }
  function release(): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
  function fail(error: KanameError): void {
    if (state === "ended" || state === "failed") return;
    state = "failed";
    failure = error;
    release();
    reject(error);
    controller?.abort(error);
    wake();
  }
  /** Answers the waiting reader. Runs after the whole network read was parsed, so that its pieces go out together. */
  function wake(): void {
    const reader = waiting;
    if (reader === undefined) return;
    waiting = undefined;
    if (unread.length > 0) reader.resolve({ done: false, value: takeUnread() });
    else if (state === "failed") reader.reject(failure);
    else reader.resolve({ done: true, value: undefined });
  }
  function takeUnread(): Buffer {
    const [first] = unread;
    const taken = unread.length === 1 && first !== undefined ? first : Buffer.concat(unread, unreadBytes);
    unread = [];
    unreadBytes = 0;
    if (controller?.paused === true) {
      timer.refresh();
      controller.resume();
    }
    return taken;
  }
  function receive(from: Dispatcher.DispatchController, piece: Buffer): void {
    if (state === "draining") {
      drainedBytes += piece.length;
      if (drainedBytes > DRAIN_BYTES_MAX) stop();
      return;
    }
    if (begun) timer.refresh();
    else {
      begun = true;
      clearTimeout(timer);
      timer = setTimeout(onTimeout, request.idleTimeoutMs, request.idleTimeoutMs);
    }
    if (unread.length === 0 && waiting !== undefined) queueMicrotask(wake);
    unread.push(piece);
    unreadBytes += piece.length;
    if (unreadBytes > UNREAD_BYTES_MAX) from.pause();
  }
  function stop(): void {
    fail(new KanameError("client_closed", "The reader left before the answer was complete."));
  }
  function drain(): void {
    if (state !== "open") return;
    state = "draining";
    clearTimeout(timer);
    timer = setTimeout(stop, DRAIN_MS_MAX);
    if (controller?.paused === true) controller.resume();
  }
  const body: AsyncIterableIterator<Buffer> = {
    next() {
      if (unread.length > 0) return Promise.resolve({ done: false, value: takeUnread() });
      if (state === "failed") return Promise.reject(failure);
      if (state !== "open") return Promise.resolve({ done: true, value: undefined });
      const next = Promise.withResolvers<IteratorResult<Buffer, undefined>>();
      waiting = next;
      return next.promise;
    },
    return() {
      stop();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => body,
  };

  dispatcher.dispatch(
    { origin: request.origin, path: request.path, method: request.method, headers: request.headers, body: request.body ?? null },
    {
      onRequestStart(started) {
        controller = started;
        if (state === "failed" && failure instanceof Error) started.abort(failure);
      },
      onResponseStart(_controller, status, headers) {
        if (status >= 200) resolve({ status, headers, body, stop, drain });
      },
      onResponseData: receive,
      onResponseEnd() {
        onClosed();
        if (state !== "failed") state = "ended";
        release();
        if (unread.length === 0) wake();
      },
      onResponseError(_controller, error) {
        onClosed();
        fail(describeBreak(error));
      },
    },
  );
  return promise;
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
