// Copies the ledger's files into the database, always behind, never in the way: the same path in normal running and after a crash.
import { setTimeout as rest } from "node:timers/promises";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { LedgerRow, LedgerStore } from "./ledger-store.ts";
import { readLines, type SegmentPlace } from "./segments.ts";

/** Records copied in one statement. */
const ROWS_MAX = 500;
/** After a copy the projection rests, so that calls come first: for this many times what the copy took, and at least REST_MS_MIN. */
const REST_FACTOR = 4;
const REST_MS_MIN = 25;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 30_000;
/** Who reads what was just written waits this long for it to be copied. */
const CAUGHT_UP_MS_MAX = 5_000;

export interface Projection {
  /** Says that there is something new. */
  wake(): void;
  /** Waits until everything that is durable now has been copied. Throws `unavailable` when that takes too long. */
  caughtUp(): Promise<void>;
  /** Copies what is left, if the database takes it, and ends. */
  stop(): Promise<void>;
}

export interface ProjectionParts {
  readonly folder: string;
  readonly writer: string;
  readonly store: LedgerStore;
  readonly log: Log;
  /** The end of what is durable. */
  readonly end: () => SegmentPlace;
}

const lineSchema = z.looseObject({
  institution: z.string(),
  sequence: z.int(),
  at: z.string(),
  event: z.looseObject({
    kind: z.string(),
    receipt: z.looseObject({ id: z.string() }).optional(),
    caller: z.looseObject({ id: z.string(), key: z.string() }).optional(),
    usage: z.looseObject({ costMicros: z.int() }).optional(),
  }),
});

interface Reader {
  readonly until: SegmentPlace;
  readonly resolve: () => void;
}

export function startProjection(parts: ProjectionParts): Projection {
  let position: SegmentPlace | undefined;
  let readers: Reader[] = [];
  let stopping = false;
  let signal = Promise.withResolvers<void>();

  function wake(): void {
    signal.resolve();
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!(stopping && (failures > 0 || isCopied(parts.end())))) {
      try {
        position ??= (await parts.store.findPosition(parts.writer)) ?? { segment: "", byteOffset: 0 };
        const startedMs = performance.now();
        const isIdle = !(await copyBatch(parts, position, (to) => (position = to)));
        failures = 0;
        readers = readers.filter((reader) => !isCopied(reader.until) || void reader.resolve());
        await pause(isIdle ? Number.POSITIVE_INFINITY : Math.max(REST_MS_MIN, (performance.now() - startedMs) * REST_FACTOR));
      } catch (error) {
        failures += 1;
        parts.log.warn("ledger copy to the database failed; it goes on from the files", { failures }, error);
        await pause(Math.min(RETRY_MS_MIN * 2 ** Math.min(failures, 10), RETRY_MS_MAX));
      }
    }
  }

  /** Rests, but not while somebody waits for what is not copied yet; an idle projection rests until it is woken. */
  async function pause(ms: number): Promise<void> {
    if (stopping || readers.length > 0) return;
    if (Number.isFinite(ms)) {
      await rest(ms, undefined, { ref: false });
      return;
    }
    await signal.promise;
    signal = Promise.withResolvers();
  }

  const isCopied = (place: SegmentPlace): boolean => position !== undefined && isAtOrPast(position, place);

  const running = run();
  return {
    wake,
    async caughtUp() {
      const until = parts.end();
      if (isCopied(until)) return;
      const copied = new Promise<void>((resolve) => {
        readers.push({ until, resolve });
      });
      wake();
      if (!(await isLate(copied))) return;
      throw new KanameError("unavailable", "What was just recorded cannot be looked up yet; try again shortly.", { retryAfterSeconds: 5 });
    },
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
}

function isAtOrPast(position: SegmentPlace, place: SegmentPlace): boolean {
  if (place.byteOffset === 0 || position.segment > place.segment) return true;
  return position.segment === place.segment && position.byteOffset >= place.byteOffset;
}

/** Resolves true after CAUGHT_UP_MS_MAX, false when `copied` was first. */
async function isLate(copied: Promise<void>): Promise<boolean> {
  const stopTimer = new AbortController();
  const late = rest(CAUGHT_UP_MS_MAX, true, { signal: stopTimer.signal, ref: false }).catch(() => false);
  const result = await Promise.race([copied, late]);
  stopTimer.abort();
  return result === true;
}

/** Copies the next records; false when there were none. */
async function copyBatch(
  { folder, writer, store, end }: ProjectionParts,
  from: SegmentPlace,
  moved: (to: SegmentPlace) => void,
): Promise<boolean> {
  const rows: LedgerRow[] = [];
  let to = from;
  for await (const line of readLines(folder, from.segment === "" ? undefined : from, end())) {
    rows.push(rowOf(line.text));
    to = line.end;
    if (rows.length === ROWS_MAX) break;
  }
  if (rows.length === 0) return false;
  await store.appendRows(writer, rows, to);
  moved(to);
  return true;
}

function rowOf(line: string): LedgerRow {
  const { institution, sequence, at, event } = lineSchema.parse(JSON.parse(line));
  return {
    institution_id: institution,
    sequence,
    kind: event.kind,
    at,
    receipt_id: event.receipt?.id ?? null,
    caller_id: event.caller?.id ?? null,
    key_id: event.caller?.key ?? null,
    cost_micros: event.usage?.costMicros ?? 0,
    line,
  };
}
