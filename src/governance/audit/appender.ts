// Appends events to their chains in groups: one write and one fdatasync for all that wait.
import type { KeyObject } from "node:crypto";
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { canonicalEvent, keyIdOf, sealRecord } from "./chain.ts";
import { FIRST_HEAD, type Head } from "./heads.ts";
import { LINE_BYTES_MAX, type SegmentWriter } from "./segments.ts";

/** A chain is signed at the latest after this many records. */
const UNSIGNED_MAX = 1_000;
/** Records written at once; 1.5 kB each. */
const GROUP_MAX = 1_000;
/** Records that wait for the disk; more means that it has stopped. */
const WAITING_MAX = 50_000;

export interface Appender {
  /** `eventText` is an event as canonicalEvent prints it. */
  append(institutionId: string, eventText: string): Promise<void>;
  /** Signs a chain, if anything in it is unsigned or it is empty. */
  sign(institutionId: string): Promise<void>;
  signAll(): Promise<void>;
  heads(): ReadonlyMap<string, Head>;
  /** Waits for what is under way and signs it; later appends are refused. */
  close(): Promise<void>;
}

export interface AppenderParts {
  readonly segments: SegmentWriter;
  readonly heads: ReadonlyMap<string, Head>;
  readonly writer: string;
  readonly signingKey: KeyObject;
  readonly clock: Clock;
}

interface Waiting {
  readonly institutionId: string;
  readonly eventText: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createAppender(parts: AppenderParts): Appender {
  const checkpoint = canonicalEvent({ kind: "checkpoint", keyId: keyIdOf(parts.signingKey) });
  let heads: ReadonlyMap<string, Head> = parts.heads;
  const waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let closed = false;

  function append(institutionId: string, eventText: string): Promise<void> {
    if (closed) return Promise.reject(new KanameError("unavailable", "The server is stopping."));
    return enqueue(institutionId, eventText);
  }

  function enqueue(institutionId: string, eventText: string): Promise<void> {
    if (waiting.length >= WAITING_MAX)
      return Promise.reject(new KanameError("overloaded", "The ledger's disk does not keep up.", { retryAfterSeconds: 5 }));
    return new Promise((resolve, reject) => {
      waiting.push({ institutionId, eventText, resolve, reject });
      writing ??= writeGroups();
    });
  }

  async function writeGroups(): Promise<void> {
    // One turn of the event loop lets the calls that end together be written together.
    await new Promise(setImmediate);
    while (waiting.length > 0) await writeGroup(waiting.splice(0, GROUP_MAX));
    writing = undefined;
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    const next = new Map(heads);
    const lines: string[] = [];
    const sealed = group.filter((entry) => sealInto(lines, parts, next, entry, checkpoint));
    if (sealed.length === 0) return;
    try {
      await parts.segments.append(Buffer.from(lines.join("")));
      heads = next;
      for (const { resolve } of sealed) resolve();
    } catch (error) {
      for (const { reject } of sealed) reject(error);
    }
  }

  async function signAll(): Promise<void> {
    await Promise.all([...heads.keys()].filter(isUnsigned).map((institutionId) => enqueue(institutionId, checkpoint)));
  }

  const isUnsigned = (institutionId: string): boolean => (heads.get(institutionId)?.unsigned ?? 1) > 0;
  return {
    append,
    async sign(institutionId) {
      // What was acknowledged is in the heads. To wait for what is under way could last as long as calls keep coming.
      if (isUnsigned(institutionId)) await append(institutionId, checkpoint);
    },
    signAll,
    heads: () => heads,
    async close() {
      closed = true;
      await writing;
      await signAll();
    },
  };
}

/** Adds the entry's line; false where it has none. An event that cannot be recorded fails alone, not all that wait beside it. */
function sealInto(
  lines: string[],
  parts: AppenderParts,
  heads: Map<string, Head>,
  { institutionId, eventText, reject }: Waiting,
  checkpoint: string,
): boolean {
  const head = heads.get(institutionId) ?? FIRST_HEAD;
  try {
    const line = seal(parts, heads, institutionId, eventText, checkpoint);
    if (Buffer.byteLength(line) > LINE_BYTES_MAX) throw new KanameError("too_large", "The record is too large for the ledger.");
    lines.push(line);
    return true;
  } catch (error) {
    heads.set(institutionId, head);
    reject(error);
    return false;
  }
}

/** The event's line, and a checkpoint's after it when the chain is due for one; moves the chain's head in `heads`. */
function seal(parts: AppenderParts, heads: Map<string, Head>, institution: string, eventText: string, checkpoint: string): string {
  const head = heads.get(institution) ?? FIRST_HEAD;
  const isCheckpoint = eventText === checkpoint;
  const place = {
    institution,
    writer: parts.writer,
    sequence: head.sequence + 1,
    at: parts.clock.now().toISOString(),
    previous: head.hash,
  };
  const { hash, line } = sealRecord(place, eventText, isCheckpoint ? parts.signingKey : undefined);
  const unsigned = isCheckpoint ? 0 : head.unsigned + 1;
  heads.set(institution, { sequence: place.sequence, hash, unsigned });
  return unsigned >= UNSIGNED_MAX ? line + seal(parts, heads, institution, checkpoint, checkpoint) : line;
}
