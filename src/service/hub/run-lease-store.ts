// Which server works on which run: taken, held, let go, found again after a server was killed.
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import type { Lease } from "./run-store.ts";

/** Runs that are taken up in one look. */
const RUNS_MAX = 200;

export type RunLeaseStore = ReturnType<typeof createRunLeaseStore>;

export function createRunLeaseStore(database: Database) {
  return {
    /** Takes a run that runs, or waits, and that nobody works on. False when somebody does. */
    async take(institutionId: string, id: string, lease: Lease, now: Date): Promise<boolean> {
      const taken = await database.execute(
        `update run set worker = $3, leased_until = $4, state = 'running'
         where institution_id = $1 and id = $2 and state in ('running', 'waiting') and (leased_until is null or leased_until < $5)`,
        [institutionId, id, lease.worker, lease.until, now],
      );
      return taken === 1;
    },
    /** Holds a run on while a step takes long. */
    async hold(institutionId: string, id: string, lease: Lease): Promise<boolean> {
      const held = await database.execute("update run set leased_until = $4 where institution_id = $1 and id = $2 and worker = $3", [
        institutionId,
        id,
        lease.worker,
        lease.until,
      ]);
      return held === 1;
    },
    /** Lets go of a run between two of its events, for another server to go on with. */
    async release(institutionId: string, id: string, worker: string): Promise<void> {
      await database.execute("update run set worker = null, leased_until = null where institution_id = $1 and id = $2 and worker = $3", [
        institutionId,
        id,
        worker,
      ]);
    },
    /** Runs under way that nobody works on, the oldest first. */
    async listAbandoned(institutionId: string, now: Date, limit: number): Promise<string[]> {
      const rows = await database.query(
        z.object({ id: z.string() }),
        `select id from run where institution_id = $1 and state = 'running' and (leased_until is null or leased_until < $2)
         order by id limit $3`,
        [institutionId, now, Math.min(limit, RUNS_MAX)],
      );
      return rows.map((row) => row.id);
    },
  };
}
