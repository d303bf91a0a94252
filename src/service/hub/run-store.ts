// Runs as they are stored: one row for each, and its events, sealed, in their order.
import { z } from "zod";
import type { Level } from "#governance/sensitivity/finding.ts";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";

export const RUN_STATES = ["running", "waiting", "answered", "failed", "stopped"] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface StoredRun {
  readonly id: string;
  readonly scenarioId: string;
  /** "person/E-77" */
  readonly owner: string;
  readonly state: RunState;
  readonly level: Level;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

export interface SealedEvent {
  readonly sequence: number;
  readonly at: Date;
  readonly kind: string;
  readonly sealedEvent: Uint8Array;
}

const runRow = z
  .object({
    id: z.string(),
    scenario_id: z.string(),
    owner: z.string(),
    state: z.enum(RUN_STATES),
    level: levelSchema,
    started_at: z.date(),
    updated_at: z.date(),
  })
  .transform(
    (row): StoredRun => ({
      id: row.id,
      scenarioId: row.scenario_id,
      owner: row.owner,
      state: row.state,
      level: row.level,
      startedAt: row.started_at,
      updatedAt: row.updated_at,
    }),
  );

const eventRow = z
  .object({ sequence: z.number(), at: z.date(), kind: z.string(), sealed_event: z.instanceof(Uint8Array) })
  .transform((row): SealedEvent => ({ sequence: row.sequence, at: row.at, kind: row.kind, sealedEvent: row.sealed_event }));

const RUN_COLUMNS = "id, scenario_id, owner, state, level, started_at, updated_at";
/** A page of a list; what a screen shows. */
const RUNS_MAX = 200;
/** Far above what the limits of a run allow. */
const EVENTS_MAX = 10_000;

/** Who works on a run, and until when nobody else may. */
export interface Lease {
  readonly worker: string;
  readonly until: Date;
}

export type RunStore = ReturnType<typeof createRunStore>;

export function createRunStore(database: Database) {
  return {
    /** Stores a run with its first event, leased. */
    async insert(institutionId: string, run: StoredRun, first: SealedEvent, lease: Lease): Promise<void> {
      await database.transaction(async (transaction) => {
        await transaction.execute(
          `insert into run (institution_id, id, scenario_id, owner, state, level, started_at, updated_at, worker, leased_until)
           values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)`,
          [institutionId, run.id, run.scenarioId, run.owner, run.state, run.level, run.startedAt, lease.worker, lease.until],
        );
        await insertEvent(transaction, institutionId, run.id, first);
      });
    },
    async find(institutionId: string, id: string): Promise<StoredRun | undefined> {
      const rows = await database.query(runRow, `select ${RUN_COLUMNS} from run where institution_id = $1 and id = $2 limit 1`, [
        institutionId,
        id,
      ]);
      return rows[0];
    },
    /** Newest first; all owners' where none is given. */
    list(institutionId: string, page: { readonly owner: string | undefined; readonly before: string | undefined; readonly limit: number }) {
      return database.query(
        runRow,
        `select ${RUN_COLUMNS} from run where institution_id = $1 and ($2::text is null or owner = $2) and ($3::text is null or id < $3)
         order by id desc limit $4`,
        [institutionId, page.owner ?? null, page.before ?? null, Math.min(page.limit, RUNS_MAX)],
      );
    },
    listEvents(institutionId: string, id: string, after: number): Promise<SealedEvent[]> {
      return database.query(
        eventRow,
        `select sequence, at, kind, sealed_event from run_event where institution_id = $1 and run_id = $2 and sequence > $3
         order by sequence limit $4`,
        [institutionId, id, after, EVENTS_MAX],
      );
    },
    /** Adds the next event and brings the run up to date. False when the worker no longer holds the run: another one does, and nothing was written. */
    append(
      institutionId: string,
      id: string,
      event: SealedEvent,
      now: { readonly state: RunState; readonly level: Level; readonly worker: string; readonly leasedUntil: Date | undefined },
    ): Promise<boolean> {
      return database.transaction(async (transaction) => {
        const updated = await transaction.execute(
          `update run set state = $3, level = $4, updated_at = $5, worker = case when $7::timestamptz is null then null else worker end, leased_until = $7
           where institution_id = $1 and id = $2 and worker = $6`,
          [institutionId, id, now.state, now.level, event.at, now.worker, now.leasedUntil ?? null],
        );
        if (updated === 0) return false;
        await insertEvent(transaction, institutionId, id, event);
        return true;
      });
    },
  };
}

async function insertEvent(runner: SqlRunner, institutionId: string, runId: string, event: SealedEvent): Promise<void> {
  await runner.execute("insert into run_event (institution_id, run_id, sequence, at, kind, sealed_event) values ($1, $2, $3, $4, $5, $6)", [
    institutionId,
    runId,
    event.sequence,
    event.at,
    event.kind,
    event.sealedEvent,
  ]);
}
