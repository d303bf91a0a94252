// The ledger's own thread: seals, writes and syncs, so that the thread which serves calls does not. Started by ledger-thread.ts.
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "#infrastructure/clock.ts";
import { asKanameError, assertHolds } from "#infrastructure/errors.ts";
import { type Appender, createAppender } from "./appender.ts";
import { writeHeadsFile } from "./heads.ts";
import type { LedgerFailure, LedgerReply, LedgerRequest, LedgerStart } from "./ledger-messages.ts";
import { openSegmentWriter } from "./segments.ts";

const port = parentPort;
assertHolds(port !== null, "this file is started as a thread");
const { folder, writer, signingKey, end, heads }: LedgerStart = workerData;

const segments = await openSegmentWriter(folder, end, async (segment: string) => writeHeadsFile(folder, segment, appender.heads()));
const appender: Appender = createAppender({ segments, heads, writer, signingKey, clock: systemClock });

let done: number[] = [];
let failed: LedgerFailure[] = [];

/** Everything that ended in one turn of the event loop is told in one message. */
function reply(): void {
  port?.postMessage({ done, failed, place: segments.place() } satisfies LedgerReply);
  done = [];
  failed = [];
}

function run({ task }: LedgerRequest): Promise<void> {
  switch (task.kind) {
    case "append":
      return appender.append(task.institutionId, task.eventText);
    case "sign":
      return appender.sign(task.institutionId);
    case "sign-all":
      return appender.signAll();
    case "close":
      return appender.close().finally(() => segments.close());
  }
}

function failureOf(id: number, error: unknown): LedgerFailure {
  const { kind, message, retryAfterSeconds, cause } = asKanameError(error);
  return { id, kind, message, retryAfterSeconds, cause: cause instanceof Error ? (cause.stack ?? cause.message) : undefined };
}

async function runAndNote(request: LedgerRequest): Promise<void> {
  try {
    await run(request);
    done.push(request.id);
  } catch (error) {
    failed.push(failureOf(request.id, error));
  }
  if (done.length + failed.length === 1) setImmediate(reply);
}

port.on("message", (requests: readonly LedgerRequest[]) => {
  for (const request of requests) void runAndNote(request);
});
reply();
