// Approvals of single skill calls as they are stored, with what the approver is shown sealed.
import { z } from "zod";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";
import { LIST_LIMIT_MAX, type Page } from "../identity-store.ts";

export const APPROVAL_STATES = ["open", "approved", "denied", "expired"] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export interface StoredApproval {
  readonly id: string;
  readonly runId: string;
  readonly skillId: string;
  readonly skillVersion: number;
  readonly callHash: string;
  readonly sealedCall: Uint8Array;
  readonly state: ApprovalState;
  /** "person/E-77" */
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

const approvalRow = z
  .object({
    id: z.string(),
    run_id: z.string(),
    skill_id: z.string(),
    skill_version: z.number(),
    call_hash: z.string(),
    sealed_call: z.instanceof(Uint8Array),
    state: z.enum(APPROVAL_STATES),
    requested_by: z.string(),
    requested_at: z.date(),
    expires_at: z.date(),
    decided_by: z.string().nullable(),
    decided_at: z.date().nullable(),
  })
  .transform(
    (row): StoredApproval => ({
      id: row.id,
      runId: row.run_id,
      skillId: row.skill_id,
      skillVersion: row.skill_version,
      callHash: row.call_hash,
      sealedCall: row.sealed_call,
      state: row.state,
      requestedBy: row.requested_by,
      requestedAt: row.requested_at,
      expiresAt: row.expires_at,
      decidedBy: row.decided_by,
      decidedAt: row.decided_at,
    }),
  );

const COLUMNS =
  "id, run_id, skill_id, skill_version, call_hash, sealed_call, state, requested_by, requested_at, expires_at, decided_by, decided_at";

export interface ApprovalPage extends Page {
  readonly state?: ApprovalState | undefined;
}

export type ApprovalStore = ReturnType<typeof createApprovalStore>;

export function createApprovalStore(database: Database) {
  return {
    /** Stores a request for approval; one for the same call of the same run that is there already stays as it is. */
    insert: (institutionId: string, approval: StoredApproval) => insert(database, institutionId, approval),
    async find(institutionId: string, id: string): Promise<StoredApproval | undefined> {
      const rows = await database.query(approvalRow, `select ${COLUMNS} from approval where institution_id = $1 and id = $2 limit 1`, [
        institutionId,
        id,
      ]);
      return rows[0];
    },
    async findByCall(institutionId: string, runId: string, callHash: string): Promise<StoredApproval | undefined> {
      const rows = await database.query(
        approvalRow,
        `select ${COLUMNS} from approval where institution_id = $1 and run_id = $2 and call_hash = $3 limit 1`,
        [institutionId, runId, callHash],
      );
      return rows[0];
    },
    /** Oldest first. */
    list(institutionId: string, { after, limit, state }: ApprovalPage): Promise<StoredApproval[]> {
      return database.query(
        approvalRow,
        `select ${COLUMNS} from approval where institution_id = $1 and id > $2 and ($4::text is null or state = $4) order by id limit $3`,
        [institutionId, after ?? "", Math.min(limit, LIST_LIMIT_MAX), state ?? null],
      );
    },
    /** Decides on an open one that has not expired. False when it is neither. */
    async decide(institutionId: string, id: string, to: "approved" | "denied", by: string, at: Date): Promise<boolean> {
      const updated = await database.execute(
        `update approval set state = $3, decided_by = $4, decided_at = $5
         where institution_id = $1 and id = $2 and state = 'open' and expires_at > $5`,
        [institutionId, id, to, by, at],
      );
      return updated === 1;
    },
    listOpenOfRun: (institutionId: string, runId: string, limit: number) => listOpenOfRun(database, institutionId, runId, limit),
    /** Open ones whose run has ended: a server died before it could end them too. */
    listLeftOpen: (institutionId: string, limit: number) => listLeftOpen(database, institutionId, limit),
    /** Ends the time of an open one. False when it is not, or no longer, open. */
    async close(institutionId: string, id: string, at: Date): Promise<boolean> {
      const updated = await database.execute(
        `update approval set state = 'expired', expires_at = least(expires_at, $3) where institution_id = $1 and id = $2 and state = 'open'`,
        [institutionId, id, at],
      );
      return updated === 1;
    },
    /** Ends every open one of the institution whose time is over, and gives the runs that waited for them. */
    async expire(institutionId: string, at: Date): Promise<string[]> {
      const rows = await database.query(
        z.object({ run_id: z.string() }),
        "update approval set state = 'expired' where institution_id = $1 and state = 'open' and expires_at <= $2 returning run_id",
        [institutionId, at],
      );
      return rows.map((row) => row.run_id);
    },
  };
}

async function insert(runner: SqlRunner, institutionId: string, approval: StoredApproval): Promise<void> {
  await runner.execute(
    `insert into approval (institution_id, id, run_id, skill_id, skill_version, call_hash, sealed_call, state, requested_by, requested_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10) on conflict (institution_id, run_id, call_hash) do nothing`,
    [
      institutionId,
      approval.id,
      approval.runId,
      approval.skillId,
      approval.skillVersion,
      approval.callHash,
      approval.sealedCall,
      approval.requestedBy,
      approval.requestedAt,
      approval.expiresAt,
    ],
  );
}

function listOpenOfRun(runner: SqlRunner, institutionId: string, runId: string, limit: number): Promise<StoredApproval[]> {
  return runner.query(
    approvalRow,
    `select ${COLUMNS} from approval where institution_id = $1 and run_id = $2 and state = 'open' order by id limit $3`,
    [institutionId, runId, limit],
  );
}

function listLeftOpen(runner: SqlRunner, institutionId: string, limit: number): Promise<StoredApproval[]> {
  return runner.query(
    approvalRow,
    `select ${COLUMNS} from approval where institution_id = $1 and state = 'open' and run_id in
       (select id from run where institution_id = $1 and state in ('answered', 'failed', 'stopped')) order by id limit $2`,
    [institutionId, limit],
  );
}
