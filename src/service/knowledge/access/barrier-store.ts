// Information barriers as they are stored: who stands on which side of which wall.
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";

export interface BarrierMember {
  readonly wall: string;
  readonly side: string;
  /** person/E-77, application/teller-app or department/lending */
  readonly principal: string;
}

const memberRow = z.object({ wall: z.string(), side: z.string(), principal: z.string() });
/** A bank's walls with their departments; people are named one by one only where a department is too wide. */
const MEMBERS_MAX = 10_000;

export type BarrierStore = ReturnType<typeof createBarrierStore>;

export function createBarrierStore(database: Database) {
  return {
    async add(institutionId: string, { wall, side, principal }: BarrierMember): Promise<void> {
      await database.execute(
        "insert into barrier_member (institution_id, wall, side, principal) values ($1, $2, $3, $4) on conflict do nothing",
        [institutionId, wall, side, principal],
      );
    },
    /** Gives false when they did not stand there. */
    async remove(institutionId: string, { wall, side, principal }: BarrierMember): Promise<boolean> {
      const removed = await database.execute(
        "delete from barrier_member where institution_id = $1 and wall = $2 and side = $3 and principal = $4",
        [institutionId, wall, side, principal],
      );
      return removed === 1;
    },
    list(institutionId: string): Promise<BarrierMember[]> {
      return database.query(
        memberRow,
        "select wall, side, principal from barrier_member where institution_id = $1 order by wall, side, principal limit $2",
        [institutionId, MEMBERS_MAX],
      );
    },
    /** The sides on which any of these names stands. */
    listOf(institutionId: string, principals: readonly string[]): Promise<BarrierMember[]> {
      return database.query(
        memberRow,
        "select wall, side, principal from barrier_member where institution_id = $1 and principal = any($2::text[]) limit $3",
        [institutionId, principals, MEMBERS_MAX],
      );
    },
  };
}
