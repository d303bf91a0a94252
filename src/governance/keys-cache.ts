// What was last read of each key, so that a call costs no query and a short outage of the database goes unnoticed.
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { Caller } from "./caller.ts";
import type { KeyIdentity } from "./keys-store.ts";

/** Some 10 MB; the oldest entry leaves for a new one. */
const ENTRIES_MAX = 10_000;
/** How late this server may learn of a key that another server revoked. */
const FRESH_MS = 30_000;
/** A key that is not there is looked for again soon: it may just have been issued by another server. */
const ABSENT_FRESH_MS = 5_000;
/** While the database is down, what was read at most this long ago still counts; longer would keep a revoked key alive for too long. */
const STALE_MS = 300_000;
/** While the database is down, it is asked again for one key at most once in this time. */
const RETRY_MS = 1_000;
/** Queries under way at once; a call beyond them is refused, so that a slow database does not fill the memory. */
const LOADS_MAX = 256;

/** What is known of a key: absent, or what it stands for. */
export type Known = { readonly identity: KeyIdentity; readonly caller: Caller } | "absent";

interface Entry {
  readonly known: Known;
  readonly readAtMs: number;
  freshUntilMs: number;
}

export interface IdentityCache {
  /** What was read lately enough to be relied on, or undefined. */
  recall(keyId: string): Known | undefined;
  /** Reads the key, once for all who ask meanwhile. Throws `overloaded`, or `storage_failed` when nothing young enough is remembered. */
  load(keyId: string): Promise<Known>;
  /** Forgets the key and any reading under way. */
  forget(keyId: string): void;
}

export interface IdentityCacheParts {
  readonly load: (keyId: string) => Promise<KeyIdentity | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createIdentityCache({ load, clock, log }: IdentityCacheParts): IdentityCache {
  const entries = new Map<string, Entry>();
  const loads = new Map<string, Promise<Known>>();

  async function read(keyId: string, isCurrent: () => boolean): Promise<Known> {
    const readAtMs = clock.monotonicMs();
    try {
      const identity = await load(keyId);
      const known = identity === undefined ? "absent" : { identity, caller: toCaller(identity) };
      // A reading that began before a revocation must not bring the revoked key back.
      if (isCurrent()) remember(keyId, { known, readAtMs, freshUntilMs: readAtMs + (known === "absent" ? ABSENT_FRESH_MS : FRESH_MS) });
      return known;
    } catch (error) {
      const stale = entries.get(keyId);
      const nowMs = clock.monotonicMs();
      // That a key was absent proves nothing any more: its caller hears that the database is down, not that the key is unknown.
      if (!isOutage(error) || stale === undefined || stale.known === "absent" || nowMs >= stale.readAtMs + STALE_MS) throw error;
      stale.freshUntilMs = Math.min(nowMs + RETRY_MS, stale.readAtMs + STALE_MS);
      log.warn("keys.relied-on-memory", { keyId, ageMs: Math.round(nowMs - stale.readAtMs) }, error);
      return stale.known;
    }
  }

  function remember(keyId: string, entry: Entry): void {
    entries.delete(keyId);
    const oldest = entries.size < ENTRIES_MAX ? undefined : entries.keys().next().value;
    if (oldest !== undefined) entries.delete(oldest);
    entries.set(keyId, entry);
  }

  return {
    recall(keyId) {
      const entry = entries.get(keyId);
      return entry !== undefined && clock.monotonicMs() < entry.freshUntilMs ? entry.known : undefined;
    },

    load(keyId) {
      const underWay = loads.get(keyId);
      if (underWay !== undefined) return underWay;
      if (loads.size >= LOADS_MAX)
        throw new KanameError("overloaded", "Too many keys are being checked at once; try again in a second.", { retryAfterSeconds: 1 });
      const loading: Promise<Known> = read(keyId, () => loads.get(keyId) === loading).finally(() => {
        if (loads.get(keyId) === loading) loads.delete(keyId);
      });
      loads.set(keyId, loading);
      return loading;
    },

    forget(keyId) {
      entries.delete(keyId);
      loads.delete(keyId);
    },
  };
}

function isOutage(error: unknown): boolean {
  return error instanceof KanameError && error.kind === "storage_failed";
}

function toCaller({ record, institutionId, departmentId }: KeyIdentity): Caller {
  return {
    institutionId,
    departmentId: departmentId ?? undefined,
    kind: record.callerKind,
    id: record.callerId,
    keyId: record.id,
    role: record.role,
    scenarioId: record.scenarioId ?? undefined,
    budgetMicros: record.budgetMicros ?? undefined,
  };
}
