// Who a caller is as a reader of documents; asked anew for each use, so that a wall stands from the moment it is put up.
import { type Caller, nameOf } from "#governance/caller.ts";
import type { BarrierMember, BarrierStore } from "./barrier-store.ts";
import { principalsOf, type Reader } from "./document-access.ts";

export function createReaders(barriers: Pick<BarrierStore, "listOf">) {
  return {
    async readerOf(caller: Caller): Promise<Reader> {
      const principals = principalsOf(caller);
      const places = await barriers.listOf(caller.institutionId, principals);
      return { institutionId: caller.institutionId, name: nameOf(caller), principals, sides: sidesOf(places) };
    },
  };
}

/** Who stands on two sides of a wall is let through on neither: somebody made a mistake, and nobody knows which. */
function sidesOf(places: readonly Pick<BarrierMember, "wall" | "side">[]): string[] {
  const sidesByWall = new Map<string, Set<string>>();
  for (const { wall, side } of places) sidesByWall.set(wall, (sidesByWall.get(wall) ?? new Set()).add(side));
  return [...sidesByWall].flatMap(([wall, sides]) => (sides.size === 1 ? [...sides].map((side) => `${wall}/${side}`) : []));
}
