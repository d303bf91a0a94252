// Reads files of any kind that a bank keeps text in, in threads, each within its limits.
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import type { ParsedDocument } from "./parsed-document.ts";
import { PARSER_LIMITS } from "./parser-limits.ts";
import { type ParserThread, startParserThread } from "./parser-thread.ts";

export interface DocumentParser {
  /**
   * The file's blocks. Throws `invalid_request` with one sentence that says what is wrong with a file that cannot be read, `too_large` for one
   * beyond the limits, `overloaded` when too many wait, and the signal's reason when it is cancelled, which stops the work.
   */
  parse(bytes: Uint8Array, fileName: string, signal: AbortSignal): Promise<ParsedDocument>;
  close(): Promise<void>;
}

export interface DocumentParserParts {
  /** How many files are read at the same time; a thread starts when the first file needs it. */
  readonly threads: number;
  readonly parseMsMax?: number;
  readonly memoryMbMax?: number;
}

interface Waiting {
  readonly signal: AbortSignal;
  readonly ready: PromiseWithResolvers<ParserThread>;
}

/** Must be closed. */
export function openDocumentParser({ threads, ...limits }: DocumentParserParts, startThread = startParserThread): DocumentParser {
  const idle: ParserThread[] = [];
  const busy = new Set<ParserThread>();
  const waiting: Waiting[] = [];
  let isClosed = false;

  async function take(signal: AbortSignal): Promise<ParserThread> {
    if (busy.size < threads) return begin();
    if (waiting.length >= PARSER_LIMITS.waitingMax)
      throw new KanameError("overloaded", "Too many files wait to be read.", { retryAfterSeconds: 10 });
    const place = { signal, ready: Promise.withResolvers<ParserThread>() };
    const leave = (): void => {
      const index = waiting.indexOf(place);
      if (index >= 0) waiting.splice(index, 1);
      place.ready.reject(abortReason(signal));
    };
    signal.addEventListener("abort", leave, { once: true });
    waiting.push(place);
    return place.ready.promise.finally(() => signal.removeEventListener("abort", leave));
  }

  function begin(): ParserThread {
    const living = idle.splice(0).filter((thread) => !thread.isGone());
    const thread = living.pop() ?? startThread({ parseMsMax: PARSER_LIMITS.parseMsMax, memoryMbMax: PARSER_LIMITS.memoryMbMax, ...limits });
    idle.push(...living);
    busy.add(thread);
    return thread;
  }

  function giveBack(thread: ParserThread): void {
    busy.delete(thread);
    if (!thread.isGone()) idle.push(thread);
    const next = isClosed ? undefined : waiting.shift();
    next?.ready.resolve(begin());
  }

  return {
    async parse(bytes, fileName, signal) {
      if (isClosed) throw closing();
      if (signal.aborted) throw abortReason(signal);
      if (bytes.byteLength > PARSER_LIMITS.bytesMax)
        throw new KanameError("too_large", `The file is larger than ${PARSER_LIMITS.bytesMax / 1_000_000} MB.`);
      const thread = await take(signal);
      try {
        return await thread.parse({ bytes, fileName }, signal);
      } finally {
        giveBack(thread);
      }
    },
    async close() {
      isClosed = true;
      for (const { ready } of waiting.splice(0)) ready.reject(closing());
      await Promise.all([...idle, ...busy].map((thread) => thread.close()));
    },
  };
}

function closing(): KanameError {
  return new KanameError("unavailable", "Kaname is closing.");
}
