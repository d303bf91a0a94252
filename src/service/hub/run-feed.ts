// Lets readers follow a run: what is written already, then what this server or another one writes.
import { KanameError } from "#infrastructure/errors.ts";
import type { NumberedEvent, RunEvent } from "./run-events.ts";
import type { RunJournal } from "./run-journal.ts";

/** Another server's events are looked for this often; one's own wake the readers at once. */
const LOOK_EVERY_MS = 1_000;
/** Readers of all runs of one server. */
const READERS_MAX = 5_000;

const ENDS: ReadonlySet<RunEvent["kind"]> = new Set(["answered", "failed", "stopped"]);

export interface RunFeed {
  /** Wakes who follows the run. */
  written(institutionId: string, runId: string): void;
  /** Every event after `after`, in order, until the one that ends the run or `signal` aborts. Throws `overloaded`. */
  follow(institutionId: string, runId: string, after: number, signal: AbortSignal): AsyncIterable<NumberedEvent>;
}

export function createRunFeed(read: RunJournal["read"]): RunFeed {
  const readers = new Map<string, Set<() => void>>();
  let count = 0;

  /** Resolves at the next event, at the latest after LOOK_EVERY_MS. */
  function nextEvent(key: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wakers = readers.get(key) ?? new Set();
      readers.set(key, wakers);
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        wakers.delete(wake);
        if (wakers.size === 0) readers.delete(key);
        resolve();
      };
      const timer = setTimeout(wake, LOOK_EVERY_MS);
      signal.addEventListener("abort", wake, { once: true });
      wakers.add(wake);
    });
  }

  return {
    written(institutionId, runId) {
      for (const wake of readers.get(keyOf(institutionId, runId)) ?? []) wake();
    },
    async *follow(institutionId, runId, after, signal) {
      if (count >= READERS_MAX)
        throw new KanameError("overloaded", "Too many runs are being followed; try again soon.", { retryAfterSeconds: 5 });
      count += 1;
      try {
        let last = after;
        while (!signal.aborted) {
          // Asked for before reading, so that what is written meanwhile is not missed.
          const next = nextEvent(keyOf(institutionId, runId), signal);
          for (const event of await read(institutionId, runId, last)) {
            last = event.sequence;
            yield event;
            if (ENDS.has(event.event.kind)) return;
          }
          await next;
        }
      } finally {
        count -= 1;
      }
    },
  };
}

function keyOf(institutionId: string, runId: string): string {
  return JSON.stringify([institutionId, runId]);
}
