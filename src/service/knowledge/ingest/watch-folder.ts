// Watches a folder and ingests it again when it has changed: incremental as every ingest, one run at a time.
import { watch } from "node:fs";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { IngestReport } from "./folder-run.ts";
import type { FolderOrder, Ingest } from "./ingest.ts";

/** Programs write a file in several steps, and people copy many files: a run begins this long after the first change. */
const SETTLE_MS = 500;

export interface FolderWatchParts {
  readonly ingest: Ingest;
  readonly log: Log;
  readonly settleMs?: number;
  /** Told after each run. A run that fails as a whole is logged, and the next change starts another. */
  readonly onReport: (report: IngestReport) => void;
}

export interface FolderWatch {
  /** Ends the watch and the run that is under way; resolves when nothing is. */
  close(): Promise<void>;
}

/** Ingests the folder once and then whenever it changes, until it is closed. Throws `not_found` for a folder that cannot be watched. */
export function openFolderWatch(order: Omit<FolderOrder, "signal">, parts: FolderWatchParts): FolderWatch {
  const { ingest, log, onReport, settleMs = SETTLE_MS } = parts;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let hasChanged = false;

  async function runOnce(): Promise<void> {
    try {
      onReport(await ingest.ingestFolder({ ...order, signal: stop.signal }));
    } catch (error) {
      if (stop.signal.aborted) return;
      // A manifest that is being edited tells its author what is wrong with it.
      const problems = error instanceof KanameError ? error.message : undefined;
      log.error("watched folder not ingested", { collection: order.collectionId, problems }, problems === undefined ? error : undefined);
    }
  }

  function start(): void {
    timer = undefined;
    hasChanged = false;
    running = runOnce().finally(() => {
      running = undefined;
      if (hasChanged) schedule();
    });
  }

  function schedule(): void {
    hasChanged = true;
    if (running === undefined && !stop.signal.aborted) timer ??= setTimeout(start, settleMs);
  }

  const watcher = startWatcher(order.folder, schedule);
  watcher.on("error", (error) => log.error("folder is no longer watched", { collection: order.collectionId }, error));
  start();
  return {
    async close() {
      stop.abort(new KanameError("unavailable", "The folder is no longer watched."));
      watcher.close();
      clearTimeout(timer);
      await running;
    },
  };
}

function startWatcher(folder: string, onChange: () => void) {
  try {
    return watch(folder, { recursive: true }, onChange);
  } catch (cause) {
    throw new KanameError("not_found", "The folder to watch cannot be read.", { cause });
  }
}
