// The vault as it is stored: a sealed key for each run, and sealed values by token.
import { z } from "zod";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";

/** Whose run it is. */
export interface RunOwner {
  readonly institutionId: string;
  readonly kind: "application" | "person";
  readonly id: string;
}

export interface SealedValue {
  readonly token: string;
  readonly sealed: Uint8Array;
}

/** Expired runs that one new run clears away: more than one, so that they never pile up. */
const EXPIRED_DELETED_MAX = 20;

const keyRow = z.object({ sealed_key: z.instanceof(Uint8Array) });
const valueRow = z
  .object({ token: z.string(), sealed_value: z.instanceof(Uint8Array) })
  .transform((row): SealedValue => ({ token: row.token, sealed: row.sealed_value }));

/** Behind the institution: whose run, and which. */
const RUN = "owner_kind = $2 and owner_id = $3 and run_id = $4";

function runOf(owner: RunOwner, runId: string): [string, string, string, string] {
  return [owner.institutionId, owner.kind, owner.id, runId];
}

export function createVaultStore(database: Database) {
  return {
    /** The run's sealed key, unless it has expired; its expiry moves to `expiresAt`. */
    async updateExpiry(owner: RunOwner, runId: string, now: Date, expiresAt: Date): Promise<Uint8Array | undefined> {
      const rows = await database.query(
        keyRow,
        `update vault_run set expires_at = greatest(expires_at, $6) where institution_id = $1 and ${RUN} and expires_at > $5 returning sealed_key`,
        [...runOf(owner, runId), now, expiresAt],
      );
      return rows[0]?.sealed_key;
    },
    /** Takes the place of an expired run of the same name. False when a living one is there. */
    insertRun(owner: RunOwner, runId: string, sealedKey: Uint8Array, now: Date, expiresAt: Date): Promise<boolean> {
      return database.transaction(async (transaction) => {
        await transaction.execute(
          `delete from vault_run where institution_id = $1 and (owner_kind, owner_id, run_id) in
             (select owner_kind, owner_id, run_id from vault_run where institution_id = $1 and expires_at <= $2 limit $3)`,
          [owner.institutionId, now, EXPIRED_DELETED_MAX],
        );
        await transaction.execute(`delete from vault_run where institution_id = $1 and ${RUN} and expires_at <= $5`, [
          ...runOf(owner, runId),
          now,
        ]);
        const inserted = await transaction.execute(
          `insert into vault_run (institution_id, owner_kind, owner_id, run_id, sealed_key, expires_at)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
          [...runOf(owner, runId), sealedKey, expiresAt],
        );
        return inserted === 1;
      });
    },
    listValues(owner: RunOwner, runId: string, limit: number): Promise<SealedValue[]> {
      return database.query(
        valueRow,
        `select token, sealed_value from vault_value where institution_id = $1 and ${RUN} order by token limit $5`,
        [...runOf(owner, runId), limit],
      );
    },
    /** How many were new: those whose token is there already stay as they are. */
    insertValues(owner: RunOwner, runId: string, values: readonly SealedValue[]): Promise<number> {
      return database.transaction(async (transaction) => {
        let inserted = 0;
        for (const value of values) inserted += await insertValue(transaction, owner, runId, value);
        return inserted;
      });
    },
    /** False when there is no such run. Its values go with it, and without its key no copy of them can be read. */
    async deleteRun(owner: RunOwner, runId: string): Promise<boolean> {
      return (await database.execute(`delete from vault_run where institution_id = $1 and ${RUN}`, runOf(owner, runId))) === 1;
    },
  };
}

async function insertValue(transaction: SqlRunner, owner: RunOwner, runId: string, { token, sealed }: SealedValue): Promise<number> {
  return transaction.execute(
    `insert into vault_value (institution_id, owner_kind, owner_id, run_id, token, sealed_value) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [...runOf(owner, runId), token, sealed],
  );
}
