// Copies the ledger's files into the database, always behind, never in the way: the same path in normal running and after a crash.
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { readLines, type SegmentPlace } from "./segments.ts";

/** Records copied in one statement. */
const ROWS_MAX = 500;
/** After a copy the projection rests, so that calls come first: for this many times what the copy took, and at least REST_MS_MIN. */
const REST_FACTOR = 29;
const REST_MS_MIN = 25;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 30_000;
/** Who reads what was just written waits this long for it to be copied. */
const CAUGHT_UP_MS_MAX = 5_000;
/** Requests that wait for it at once. */
const READERS_MAX = 10_000;
/** What a stop leaves uncopied is copied after the next start. */
const STOP_MS_MAX = 5_000;

export interface Projection {
  /** Says that there is something new. */
  wake(): void;
  /** Waits until everything that is durable now has been copied. Throws `unavailable` when that takes longer than `withinMs`. */
  caughtUp(withinMs?: number): Promise<void>;
  /** Copies what is left, as far as the database takes it in a few seconds, and ends. */
  stop(): Promise<void>;
}

export interface ProjectionParts {
  readonly folder: string;
  readonly writer: string;
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly log: Log;
  /** The end of what is durable. */
  readonly end: () => SegmentPlace;
}

/** What ends a rest early: a new record, somebody who waits for the copy, the end. */
type Reason = "record" | "reader" | "stop";

export function startProjection(parts: ProjectionParts): Projection {
  const { clock, end, log } = parts;
  const rest = createRest();
  let position: SegmentPlace | undefined;
  let stopAtMs = Number.POSITIVE_INFINITY;
  const isCopied = (place: SegmentPlace): boolean => position !== undefined && isAtOrPast(position, place);
  const readers = createReaders(isCopied);

  async function run(): Promise<void> {
    let failures = 0;
    while (stopAtMs === Number.POSITIVE_INFINITY || (failures === 0 && !isCopied(end()) && clock.monotonicMs() < stopAtMs)) {
      try {
        await copyAndRest();
        failures = 0;
      } catch (error) {
        failures += 1;
        log.warn("ledger copy to the database failed; it goes on from the files", { failures }, error);
        // However many wait: a database that is down is not helped by being asked more often.
        await rest.for(Math.min(RETRY_MS_MIN * 2 ** Math.min(failures - 1, 10), RETRY_MS_MAX), ["stop"]);
      }
    }
  }

  async function copyAndRest(): Promise<void> {
    position ??= (await parts.store.findPosition(parts.writer)) ?? { segment: "", byteOffset: 0 };
    const startedMs = clock.monotonicMs();
    const hasCopied = await copyBatch(parts, position, (to) => (position = to));
    readers.answer();
    if (readers.count() > 0) return;
    if (hasCopied) await rest.for(Math.max(REST_MS_MIN, (clock.monotonicMs() - startedMs) * REST_FACTOR), ["reader", "stop"]);
    else if (isCopied(end())) await rest.for(undefined, ["record", "reader", "stop"]);
  }

  const running = run();
  return {
    wake: () => rest.rouse("record"),
    async caughtUp(withinMs = CAUGHT_UP_MS_MAX) {
      const until = end();
      if (isCopied(until)) return;
      const copied = readers.add(until, withinMs);
      rest.rouse("reader");
      await copied;
    },
    async stop() {
      stopAtMs = clock.monotonicMs() + STOP_MS_MAX;
      rest.rouse("stop");
      await running;
    },
  };
}

function isAtOrPast(position: SegmentPlace, place: SegmentPlace): boolean {
  if (place.byteOffset === 0 || position.segment > place.segment) return true;
  return position.segment === place.segment && position.byteOffset >= place.byteOffset;
}

/** The rests of one loop; after a rousing "stop" there are none. */
function createRest() {
  let current: { readonly endedBy: readonly Reason[]; readonly finish: () => void } | undefined;
  let isStopped = false;
  return {
    /** Rests for `ms`, without it until a reason in `endedBy` comes. */
    for(ms: number | undefined, endedBy: readonly Reason[]): Promise<void> {
      if (isStopped) return Promise.resolve();
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          current = undefined;
          resolve();
        };
        const timer = ms === undefined ? undefined : setTimeout(finish, ms).unref();
        current = { endedBy, finish };
      });
    },
    rouse(reason: Reason): void {
      if (reason === "stop") isStopped = true;
      if (current?.endedBy.includes(reason)) current.finish();
    },
  };
}

/** Those who wait until a place has been copied. */
function createReaders(isCopied: (place: SegmentPlace) => boolean) {
  const waiting = new Map<() => void, SegmentPlace>();
  return {
    count: () => waiting.size,
    /** Resolves once `until` has been copied. Rejects with `unavailable` after `withinMs`, with `overloaded` when too many wait. */
    async add(until: SegmentPlace, withinMs: number): Promise<void> {
      if (waiting.size >= READERS_MAX)
        throw new KanameError("overloaded", "Too many wait for what was just recorded.", { retryAfterSeconds: 5 });
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const late = new KanameError("unavailable", "What was just recorded cannot be looked up yet; try again shortly.", {
        retryAfterSeconds: 5,
      });
      const timer = setTimeout(() => reject(late), withinMs);
      waiting.set(resolve, until);
      await promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(resolve);
      });
    },
    /** Lets those go whose place has been copied. */
    answer(): void {
      for (const [resolve, until] of waiting) {
        if (!isCopied(until)) continue;
        waiting.delete(resolve);
        resolve();
      }
    },
  };
}

/** Copies the next records; false when there were none. */
async function copyBatch(
  { folder, writer, store, end }: ProjectionParts,
  from: SegmentPlace,
  moved: (to: SegmentPlace) => void,
): Promise<boolean> {
  const lines: string[] = [];
  let to = from;
  for await (const line of readLines(folder, from.segment === "" ? undefined : from, end())) {
    lines.push(line.text);
    to = line.end;
    if (lines.length === ROWS_MAX) break;
  }
  if (lines.length === 0) return false;
  await store.appendLines(writer, lines, to);
  moved(to);
  return true;
}
