// The events of runs, written by the one server that holds a run and read by whoever follows it.
import { canonicalDigest } from "#governance/audit/chain.ts";
import type { RunRecord } from "#governance/audit/record.ts";
import { nameOf } from "#governance/caller.ts";
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import { createSealing } from "#infrastructure/sealing.ts";
import { type NumberedEvent, type RunEvent, runEventSchema } from "./run-events.ts";
import type { RunLeaseStore } from "./run-lease-store.ts";
import { after, progressOf, type RunProgress } from "./run-progress.ts";
import type { Lease, RunState, RunStore, SealedEvent } from "./run-store.ts";

/** A killed server's runs wait as long before another one takes them; one that lives renews at every event and every third of it. */
export const LEASE_MS = 15_000;

export interface RunJournal {
  /** Stores a new run with its start, held by this server. */
  begin(runId: string, start: Extract<RunEvent, { kind: "started" }>): Promise<RunProgress>;
  /** Takes a run that nobody works on; undefined when somebody does, or when it has ended. */
  take(institutionId: string, runId: string): Promise<RunProgress | undefined>;
  /** Writes the next event of a run that this server holds. Throws `conflict` when another server has taken the run. */
  append(runId: string, progress: RunProgress, event: RunEvent): Promise<RunProgress>;
  /** Holds a run on while a step takes long. */
  hold(institutionId: string, runId: string): Promise<void>;
  /** Runs under way that nobody works on. */
  listAbandoned(institutionId: string, limit: number): Promise<string[]>;
  release(institutionId: string, runId: string): Promise<void>;
  read(institutionId: string, runId: string, after: number): Promise<NumberedEvent[]>;
}

export interface RunJournalParts {
  readonly store: RunStore;
  readonly leases: RunLeaseStore;
  /** 32 bytes for an institution, from the secrets. */
  readonly keyOf: (institutionId: string) => Buffer;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Which server this is; another one after each start. */
  readonly worker: string;
  /** Appends the end of a run to the ledger, before the run has it. */
  readonly recordEnd: (institutionId: string, record: RunRecord) => Promise<void>;
  /** Told of every event that was written here. */
  readonly written: (institutionId: string, runId: string, event: NumberedEvent) => void;
}

export function createRunJournal({ store, leases, keyOf, clock, ids, worker, recordEnd, written }: RunJournalParts): RunJournal {
  const sealingOf = (institutionId: string) => createSealing(keyOf(institutionId), ids.randomBytes);
  const lease = (): Lease => ({ worker, until: new Date(clock.now().getTime() + LEASE_MS) });

  function sealed(institutionId: string, runId: string, { sequence, at, event }: NumberedEvent): SealedEvent {
    const place = placeOf(institutionId, runId, sequence);
    return { sequence, at, kind: event.kind, sealedEvent: sealingOf(institutionId).seal(Buffer.from(JSON.stringify(event)), place) };
  }

  async function read(institutionId: string, runId: string, afterSequence: number): Promise<NumberedEvent[]> {
    const { open } = sealingOf(institutionId);
    const rows = await store.listEvents(institutionId, runId, afterSequence);
    return rows.map(({ sequence, at, sealedEvent }) => {
      const plain = open(sealedEvent, placeOf(institutionId, runId, sequence)).toString();
      return { sequence, at, event: runEventSchema.parse(JSON.parse(plain)) };
    });
  }

  return {
    async begin(runId, start) {
      const { caller } = start;
      const first: NumberedEvent = { sequence: 1, at: clock.now(), event: start };
      const run = {
        id: runId,
        scenarioId: caller.scenarioId ?? "",
        owner: nameOf(caller),
        state: "running" as const,
        level: 1 as const,
        startedAt: first.at,
        updatedAt: first.at,
      };
      await store.insert(caller.institutionId, run, sealed(caller.institutionId, runId, first), lease());
      written(caller.institutionId, runId, first);
      return progressOf([first]);
    },

    async take(institutionId, runId) {
      if (!(await leases.take(institutionId, runId, lease(), clock.now()))) return undefined;
      // One that waited goes on: what became of its approval is the first thing that is looked up.
      return { ...progressOf(await read(institutionId, runId, 0)), state: "running" };
    },

    async append(runId, progress, event) {
      const { institutionId } = progress.caller;
      const numbered: NumberedEvent = { sequence: progress.lastSequence + 1, at: clock.now(), event };
      const next = after(progress, numbered);
      // A run that waits or has ended is nobody's; the decision of a person, or nothing, takes it up again.
      const leasedUntil = next.state === "running" ? lease().until : undefined;
      const { state, level } = next;
      if (isEnd(state)) await recordEnd(institutionId, endOf(runId, next, state, [...(await read(institutionId, runId, 0)), numbered]));
      const isWritten = await store.append(institutionId, runId, sealed(institutionId, runId, numbered), {
        state,
        level,
        worker,
        leasedUntil,
      });
      if (!isWritten) throw new KanameError("conflict", "Another server works on this run.");
      written(institutionId, runId, numbered);
      return next;
    },

    async hold(institutionId, runId) {
      await leases.hold(institutionId, runId, lease());
    },

    listAbandoned: (institutionId, limit) => leases.listAbandoned(institutionId, clock.now(), limit),
    release: (institutionId, runId) => leases.release(institutionId, runId, worker),
    read,
  };
}

/** SHA-256 of the canonical form (RFC 8785) of a run's events, in hexadecimal. */
function eventsDigestOf(events: readonly NumberedEvent[]): string {
  const plain = events.map(({ sequence, at, event }) => ({ at: at.toISOString(), event, sequence }));
  return canonicalDigest(plain);
}

function isEnd(state: RunState): state is RunRecord["state"] {
  return state === "answered" || state === "failed" || state === "stopped";
}

function endOf(run: string, progress: RunProgress, state: RunRecord["state"], events: readonly NumberedEvent[]): RunRecord {
  const { caller, level, steps, tokens, costMicros } = progress;
  return {
    kind: "run",
    run,
    scenario: caller.scenarioId ?? "",
    caller: { kind: caller.kind, id: caller.id, key: caller.keyId },
    state,
    level,
    steps,
    tokens,
    costMicros,
    events: events.length,
    eventsDigest: eventsDigestOf(events),
  };
}

function placeOf(institutionId: string, runId: string, sequence: number): string[] {
  return ["run", institutionId, runId, String(sequence)];
}
