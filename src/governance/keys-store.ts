// API keys as they are stored: what each stands for, and a keyed hash of its secret.
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import { ROLES, type Role } from "./caller.ts";
import { LIST_LIMIT_MAX, type Page } from "./identity-store.ts";

export const ROLE_NAMES = Object.keys(ROLES).filter((name): name is Role => name in ROLES);

const recordColumns = {
  id: z.string(),
  caller_kind: z.enum(["application", "person"]),
  caller_id: z.string(),
  role: z.enum(ROLE_NAMES),
  scenario_id: z.string().nullable(),
  budget_micros: z.number().nullable(),
  expires_at: z.date().nullable(),
  revoked_at: z.date().nullable(),
  created_at: z.date(),
  created_by: z.string(),
};
const recordRow = z.object(recordColumns).transform(toRecord);
/** What may be shown of a key: everything but its secret. */
export type KeyRecord = ReturnType<typeof toRecord>;

const identityRow = z
  .object({ ...recordColumns, institution_id: z.string(), department_id: z.string().nullable(), secret_hash: z.instanceof(Uint8Array) })
  .transform((row) => ({
    record: toRecord(row),
    institutionId: row.institution_id,
    departmentId: row.department_id,
    secretHash: row.secret_hash,
  }));
/** What is needed to authenticate a key. */
export type KeyIdentity = z.output<typeof identityRow>;

const COLUMNS =
  "k.id, k.caller_kind, k.caller_id, k.role, k.scenario_id, k.budget_micros, k.expires_at, k.revoked_at, k.created_at, k.created_by";

export function createKeysStore(database: Database) {
  return {
    /** False when the institution has no such application or person. */
    async insert(institutionId: string, record: KeyRecord, secretHash: Uint8Array): Promise<boolean> {
      // Reading the holder under a lock, in the same statement, keeps it from being deleted in between.
      const inserted = await database.execute(
        `insert into api_key
           (id, institution_id, secret_hash, caller_kind, caller_id, role, scenario_id, budget_micros, expires_at, created_at, created_by)
         select $2, holder.institution_id, $3, $4, holder.id, $6, $7, $8, $9, $10, $11
         from ${record.callerKind} as holder where holder.institution_id = $1 and holder.id = $5 for key share`,
        [
          institutionId,
          record.id,
          secretHash,
          record.callerKind,
          record.callerId,
          record.role,
          record.scenarioId,
          record.budgetMicros,
          record.expiresAt,
          record.createdAt,
          record.createdBy,
        ],
      );
      return inserted === 1;
    },
    /** The one query that cannot name the institution first, as the key is what tells the institution. */
    async findIdentity(keyId: string): Promise<KeyIdentity | undefined> {
      const rows = await database.query(
        identityRow,
        `select ${COLUMNS}, k.institution_id, k.secret_hash, coalesce(a.department_id, p.department_id) as department_id
         from api_key k
         left join application a on k.caller_kind = 'application' and a.institution_id = k.institution_id and a.id = k.caller_id
         left join person p on k.caller_kind = 'person' and p.institution_id = k.institution_id and p.id = k.caller_id
         where k.id = $1 limit 1`,
        [keyId],
      );
      return rows[0];
    },
    async find(institutionId: string, keyId: string): Promise<KeyRecord | undefined> {
      const rows = await database.query(recordRow, `select ${COLUMNS} from api_key k where k.institution_id = $1 and k.id = $2 limit 1`, [
        institutionId,
        keyId,
      ]);
      return rows[0];
    },
    /** Oldest first; revoked ones included, for they are part of the history. */
    async list(institutionId: string, { after, limit }: Page): Promise<KeyRecord[]> {
      return database.query(
        recordRow,
        `select ${COLUMNS} from api_key k where k.institution_id = $1 and k.id > $2 order by k.id limit $3`,
        [institutionId, after ?? "", Math.min(limit, LIST_LIMIT_MAX)],
      );
    },
    /** The key, if it was not revoked before. */
    async updateRevoked(institutionId: string, keyId: string, revokedAt: Date): Promise<KeyRecord | undefined> {
      const rows = await database.query(
        recordRow,
        `update api_key k set revoked_at = $3 where k.institution_id = $1 and k.id = $2 and k.revoked_at is null returning ${COLUMNS}`,
        [institutionId, keyId, revokedAt],
      );
      return rows[0];
    },
  };
}

function toRecord(row: z.output<z.ZodObject<typeof recordColumns>>) {
  return {
    id: row.id,
    callerKind: row.caller_kind,
    callerId: row.caller_id,
    role: row.role,
    scenarioId: row.scenario_id,
    budgetMicros: row.budget_micros,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}
