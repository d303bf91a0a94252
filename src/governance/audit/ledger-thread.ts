// The ledger's thread, seen from the thread that serves calls: one message at a time crosses, with all that has come meanwhile.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { KanameError } from "#infrastructure/errors.ts";
import { canonicalEvent } from "./chain.ts";
import type { LedgerReply, LedgerRequest, LedgerStart } from "./ledger-messages.ts";
import type { LedgerEvent } from "./record.ts";
import type { SegmentPlace } from "./segments.ts";

/** Records that wait for the disk; more means that it has stopped. 1.5 kB each. */
const WAITING_MAX = 50_000;

/** Where the last message carried this many records, calls come so close together that gathering more of them saves more than it delays. */
const CROWD = 6;
/** Unseen beside the seconds that a model takes. */
const GATHERING_MS = 1;

export interface LedgerThread {
  /** Resolves once the event is on disk. Throws what the appender throws, and `storage_failed` once the thread has ended. */
  append(institutionId: string, event: LedgerEvent): Promise<void>;
  /** Signs a chain, if anything in it is unsigned or it is empty. */
  sign(institutionId: string): Promise<void>;
  signAll(): Promise<void>;
  /** The end of what is durable. */
  place(): SegmentPlace;
  close(): Promise<void>;
}

/** Starts the thread. `onAppended` is told when there is something new on disk, `onGone` of an end that nobody asked for. Throws `storage_failed`. */
export async function startLedgerThread(
  start: LedgerStart,
  onAppended: () => void,
  onGone: (cause: unknown) => void,
): Promise<LedgerThread> {
  // The file has the same ending as this one, in the repository and when built.
  const worker = new Worker(new URL(`./ledger-worker${extname(import.meta.filename)}`, import.meta.url), { workerData: start });
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  const opened = Promise.withResolvers<void>();
  const outbox = createOutbox((requests) => worker.postMessage(requests));
  let place: SegmentPlace = { segment: "", byteOffset: 0 };
  let lastId = 0;
  let gone: KanameError | undefined;

  function end(cause: unknown): void {
    if (gone !== undefined) return;
    gone = threadLost(cause);
    opened.reject(gone);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
    onGone(cause);
  }

  function ask(task: LedgerRequest["task"]): Promise<void> {
    if (gone !== undefined) return Promise.reject(gone);
    if (waiting.size >= WAITING_MAX)
      return Promise.reject(new KanameError("overloaded", "The ledger's disk does not keep up.", { retryAfterSeconds: 5 }));
    lastId += 1;
    const answer = Promise.withResolvers<void>();
    waiting.set(lastId, answer);
    outbox.add({ id: lastId, task });
    return answer.promise;
  }

  function settle(reply: LedgerReply): void {
    place = reply.place;
    opened.resolve();
    outbox.answered();
    for (const id of reply.done) take(id)?.resolve();
    for (const { id, kind, message, retryAfterSeconds, cause } of reply.failed) {
      take(id)?.reject(new KanameError(kind, message, { ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }), cause }));
    }
    if (reply.done.length > 0) onAppended();
  }

  function take(id: number): PromiseWithResolvers<void> | undefined {
    const answer = waiting.get(id);
    waiting.delete(id);
    return answer;
  }

  worker.on("message", settle);
  worker.on("error", end);
  worker.on("exit", (code) => end(new Error(`the ledger's thread ended with code ${code}`)));
  await opened.promise;
  return {
    append: (institutionId, event) => ask({ kind: "append", institutionId, eventText: canonicalEvent(event) }),
    sign: (institutionId) => ask({ kind: "sign", institutionId }),
    signAll: () => ask({ kind: "sign-all" }),
    place: () => place,
    async close() {
      await ask({ kind: "close" }).finally(() => {
        gone ??= new KanameError("unavailable", "The server is stopping.");
        return worker.terminate();
      });
    },
  };
}

function threadLost(cause: unknown): KanameError {
  return new KanameError(
    "storage_failed",
    "The ledger cannot be written, and nothing is answered without its record. Restart the server.",
    { cause },
  );
}

/**
 * Gathers requests. A message costs more than what it carries, so the next one leaves when the last was answered, and a little later where
 * many came together. The first answer is the thread's word that it is there.
 */
function createOutbox(post: (requests: readonly LedgerRequest[]) => void) {
  let gathered: LedgerRequest[] = [];
  let isWaiting = true;
  let lastSent = 0;

  function send(): void {
    lastSent = gathered.length;
    post(gathered);
    gathered = [];
  }
  function sendSoon(): void {
    if (isWaiting || gathered.length === 0) return;
    isWaiting = true;
    if (lastSent < CROWD) setImmediate(send);
    else setTimeout(send, GATHERING_MS);
  }
  return {
    add(request: LedgerRequest): void {
      gathered.push(request);
      sendSoon();
    },
    answered(): void {
      isWaiting = false;
      sendSoon();
    },
  };
}
