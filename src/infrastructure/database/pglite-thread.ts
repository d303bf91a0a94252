// The thread that runs the embedded engine, seen from the main thread: one request at a time, and a clear end.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { assertHolds, KanameError } from "../errors.ts";
import type { RawResult } from "./engine.ts";
import type { PgliteReply, PgliteRequest, PgliteStart } from "./pglite-messages.ts";
import { engineLost, sqlError } from "./sql-errors.ts";

/** The embedded engine cannot cancel a statement; one that takes longer costs its thread. Long enough for an index over a big collection. */
const STATEMENT_MS_MAX = 600_000;
/** Opening a database takes a second or five, and longer where the machine is busy or a crash has to be recovered from. */
const OPENING_MS_MAX = 120_000;

export interface PgliteThread {
  run(sql: string, parameters: readonly (string | null)[]): Promise<RawResult>;
  /** Stops the engine in good order. */
  close(): Promise<void>;
  /** Stops the thread at once. What was committed stays: the engine recovers as after a crash. */
  kill(cause: Error): Promise<void>;
}

/** Starts a thread on the database in `folder`, made if it is not there. `onGone` hears once of an end that nobody asked for. Throws `storage_failed`. */
export async function startPgliteThread(
  folder: string,
  onGone: (cause: unknown) => void,
  statementMsMax = STATEMENT_MS_MAX,
): Promise<PgliteThread> {
  // The file has the same ending as this one, in the repository and when built.
  const file = new URL(`./pglite-worker${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(file, { workerData: { folder } satisfies PgliteStart });
  let pending: PromiseWithResolvers<PgliteReply> | undefined;
  let gone: { readonly cause: unknown } | undefined;
  let isClosing = false;

  function end(cause: unknown): void {
    if (gone !== undefined) return;
    gone = { cause };
    pending?.reject(engineLost(cause));
    pending = undefined;
    if (!isClosing) onGone(cause);
  }
  worker.on("error", end);
  worker.on("exit", (code) => end(new Error(`the thread of the embedded database ended with code ${code}`)));
  worker.on("message", (reply: PgliteReply) => {
    pending?.resolve(reply);
    pending = undefined;
  });

  async function kill(cause: Error): Promise<void> {
    end(cause);
    await worker.terminate();
  }

  async function nextReply(what: string, msMax: number): Promise<PgliteReply> {
    assertHolds(pending === undefined, "the thread of the embedded database has one request at a time");
    if (gone !== undefined) throw engineLost(gone.cause);
    pending = Promise.withResolvers();
    const timer = setTimeout(() => kill(new Error(`${what} took more than ${msMax} ms`)), msMax);
    return pending.promise.finally(() => clearTimeout(timer));
  }

  async function ask(request: PgliteRequest): Promise<PgliteReply> {
    const reply = nextReply("a statement", statementMsMax);
    if (gone === undefined) worker.postMessage(request);
    return reply;
  }

  const first = await nextReply("opening", OPENING_MS_MAX).catch((cause: unknown) => {
    throw cannotOpen(folder, cause);
  });
  assertHolds(first.kind === "ready", "the thread of the embedded database says first that it is ready");
  return {
    async run(sql, parameters) {
      const reply = await ask({ kind: "run", sql, parameters });
      if (reply.kind === "failure") throw sqlError(reply.failure, sql);
      assertHolds(reply.kind === "result", "the thread of the embedded database answers a statement with its result");
      return reply.result;
    },
    async close() {
      if (gone !== undefined) return;
      isClosing = true;
      await ask({ kind: "close" });
      await worker.terminate();
    },
    kill,
  };
}

function cannotOpen(folder: string, cause: unknown): KanameError {
  return new KanameError(
    "storage_failed",
    `The database in ${folder} cannot be opened; check that the disk has room and that the folder may be written, or restore a back-up.`,
    { cause },
  );
}
