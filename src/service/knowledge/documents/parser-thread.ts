// A thread that reads files, seen from the thread that asks: one file at a time, within its time and its memory.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { abortReason, assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { ParsedDocument } from "./parsed-document.ts";
import type { ParserReply, ParserRequest } from "./parser-messages.ts";

export interface ParserThreadLimits {
  readonly parseMsMax: number;
  readonly memoryMbMax: number;
}

export interface ParserThread {
  /** Reads one file. Throws `invalid_request` for a file that cannot be read, and `client_closed` or the signal's reason when it was cancelled. */
  parse(request: ParserRequest, signal: AbortSignal): Promise<ParsedDocument>;
  /** After a file that took too long, too much, or was cancelled, the thread is of no more use. */
  isGone(): boolean;
  close(): Promise<void>;
}

/** Starts a thread; it is ready when its first file is. */
export function startParserThread({ parseMsMax, memoryMbMax }: ParserThreadLimits): ParserThread {
  // The file has the same ending as this one, in the repository and when built.
  const file = new URL(`./parser-worker${extname(import.meta.filename)}`, import.meta.url);
  // What parsers print may quote the file: it goes nowhere.
  const worker = new Worker(file, { stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: memoryMbMax } });
  worker.stdout.resume();
  worker.stderr.resume();
  let pending: PromiseWithResolvers<ParsedDocument> | undefined;
  let isGone = false;

  function end(cause: KanameError): void {
    isGone = true;
    pending?.reject(cause);
    pending = undefined;
  }
  worker.on("error", (cause) => end(crashed(cause, memoryMbMax)));
  worker.on("exit", (code) => end(crashed(new Error(`the thread that read it ended with code ${code}`), memoryMbMax)));
  worker.on("message", (reply: ParserReply) => {
    if (reply.kind === "parsed") pending?.resolve(reply.document);
    if (reply.kind === "failed") pending?.reject(new KanameError(reply.errorKind, reply.message, { cause: reply.cause }));
    if (reply.kind !== "ready") pending = undefined;
  });
  worker.unref();

  async function stop(cause: KanameError): Promise<void> {
    end(cause);
    await worker.terminate();
  }

  return {
    async parse(request, signal) {
      assertHolds(pending === undefined && !isGone, "a thread that reads files reads one at a time");
      if (signal.aborted) throw abortReason(signal);
      const answer = Promise.withResolvers<ParsedDocument>();
      pending = answer;
      const timer = setTimeout(() => stop(tooSlow(parseMsMax)), parseMsMax);
      const onAbort = (): Promise<void> => stop(abortReason(signal));
      signal.addEventListener("abort", onAbort, { once: true });
      worker.ref();
      try {
        worker.postMessage(request);
        return await answer.promise;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        worker.unref();
      }
    },
    isGone: () => isGone,
    close: () => stop(new KanameError("unavailable", "Kaname is closing.")),
  };
}

function tooSlow(parseMsMax: number): KanameError {
  return new KanameError("invalid_request", `The file takes longer than ${parseMsMax / 1_000} s to read.`);
}

function crashed(cause: Error, memoryMbMax: number): KanameError {
  const isMemory = "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
  const sentence = isMemory ? `The file needs more than ${memoryMbMax} MB of memory to read.` : "The file broke the program that read it.";
  return new KanameError("invalid_request", sentence, { cause });
}
