// Corrections as they are stored: who proposed and decided what, with the term and the reason sealed.
import { z } from "zod";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";
import { LIST_LIMIT_MAX, type Page } from "../identity-store.ts";
import { ENTITY_TYPES, type EntityType, type Level } from "./finding.ts";
import { levelSchema } from "./institution-rules.ts";

/** `harmless`: the guard took it for something sensitive. `sensitive`: the guard missed it. */
export const CORRECTION_KINDS = ["harmless", "sensitive"] as const;
/** Only an approved one is in force. One that was proposed is approved, rejected or withdrawn, an approved one may be revoked. */
export const CORRECTION_STATES = ["proposed", "approved", "rejected", "withdrawn", "revoked"] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

export interface StoredCorrection {
  readonly id: string;
  readonly kind: (typeof CORRECTION_KINDS)[number];
  /** Null, for harmless ones alone: every type that a correction may make harmless. */
  readonly type: EntityType | null;
  /** Null: the level of the type. */
  readonly level: Level | null;
  readonly sealedTerm: Uint8Array;
  readonly sealedReason: Uint8Array;
  readonly state: CorrectionState;
  /** "person/E-77" */
  readonly proposedBy: string;
  readonly proposedAt: Date;
  /** Who made the last step after the proposal. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

const correctionRow = z
  .object({
    id: z.string(),
    kind: z.enum(CORRECTION_KINDS),
    type: z.enum(ENTITY_TYPES).nullable(),
    level: levelSchema.nullable(),
    sealed_term: z.instanceof(Uint8Array),
    sealed_reason: z.instanceof(Uint8Array),
    state: z.enum(CORRECTION_STATES),
    proposed_by: z.string(),
    proposed_at: z.date(),
    decided_by: z.string().nullable(),
    decided_at: z.date().nullable(),
  })
  .transform(
    (row): StoredCorrection => ({
      id: row.id,
      kind: row.kind,
      type: row.type,
      level: row.level,
      sealedTerm: row.sealed_term,
      sealedReason: row.sealed_reason,
      state: row.state,
      proposedBy: row.proposed_by,
      proposedAt: row.proposed_at,
      decidedBy: row.decided_by,
      decidedAt: row.decided_at,
    }),
  );

/** From which state to which, by whom and when. */
export interface Step {
  readonly from: CorrectionState;
  readonly to: CorrectionState;
  readonly by: string;
  readonly at: Date;
}

export interface CorrectionPage extends Page {
  readonly state?: CorrectionState | undefined;
  readonly proposedBy?: string | undefined;
}

const countRow = z.object({ count: z.number() });

const COLUMNS = "id, kind, type, level, sealed_term, sealed_reason, state, proposed_by, proposed_at, decided_by, decided_at";

export function createCorrectionStore(database: Database) {
  return {
    /** Stores a proposal. False when its proposer has `openMax` undecided ones already. */
    async insert(institutionId: string, correction: StoredCorrection, openMax: number): Promise<boolean> {
      const inserted = await database.execute(
        `insert into correction (institution_id, id, kind, type, level, sealed_term, sealed_reason, state, proposed_by, proposed_at)
         select $1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9
         where (select count(*) from correction where institution_id = $1 and proposed_by = $8 and state = 'proposed') < $10`,
        [
          institutionId,
          correction.id,
          correction.kind,
          correction.type,
          correction.level,
          correction.sealedTerm,
          correction.sealedReason,
          correction.proposedBy,
          correction.proposedAt,
          openMax,
        ],
      );
      return inserted === 1;
    },
    async find(institutionId: string, id: string): Promise<StoredCorrection | undefined> {
      const rows = await database.query(correctionRow, `select ${COLUMNS} from correction where institution_id = $1 and id = $2 limit 1`, [
        institutionId,
        id,
      ]);
      return rows[0];
    },
    /** Oldest first; those that ended included unless a state is asked for. */
    list(institutionId: string, { after, limit, state, proposedBy }: CorrectionPage): Promise<StoredCorrection[]> {
      return database.query(
        correctionRow,
        `select ${COLUMNS} from correction
         where institution_id = $1 and id > $2 and ($4::text is null or state = $4) and ($5::text is null or proposed_by = $5)
         order by id limit $3`,
        [institutionId, after ?? "", Math.min(limit, LIST_LIMIT_MAX), state ?? null, proposedBy ?? null],
      );
    },
    /** Those in force. */
    listApproved(institutionId: string, limit: number): Promise<StoredCorrection[]> {
      return database.query(
        correctionRow,
        `select ${COLUMNS} from correction where institution_id = $1 and state = 'approved' order by id limit $2`,
        [institutionId, limit],
      );
    },
    /** False when it is not, or no longer, in the state that the step begins from. */
    updateState(institutionId: string, id: string, step: Step): Promise<boolean> {
      return updateState(database, institutionId, id, step);
    },
    /** The same for an approval, which is `full` when `approvedMax` are in force. Approvals of an institution take turns, so it is exact. */
    updateApproved(institutionId: string, id: string, step: Step, approvedMax: number): Promise<boolean | "full"> {
      return database.transaction(async (transaction) => {
        await transaction.execute("select pg_advisory_xact_lock(hashtextextended('correction/' || $1, 0))", [institutionId]);
        const approved = await transaction.query(
          countRow,
          "select count(*) as count from correction where institution_id = $1 and state = 'approved'",
          [institutionId],
        );
        if ((approved[0]?.count ?? 0) >= approvedMax) return "full";
        return updateState(transaction, institutionId, id, step);
      });
    },
  };
}

async function updateState(runner: SqlRunner, institutionId: string, id: string, { from, to, by, at }: Step): Promise<boolean> {
  const updated = await runner.execute(
    "update correction set state = $4, decided_by = $5, decided_at = $6 where institution_id = $1 and id = $2 and state = $3",
    [institutionId, id, from, to, by, at],
  );
  return updated === 1;
}
