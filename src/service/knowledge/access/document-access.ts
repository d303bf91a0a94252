// Who may read a document: lists of principals, deny wins, an information barrier above both, and what is not stated is private.
import { z } from "zod";
import type { Caller } from "#governance/caller.ts";

/** A name that access lists may use. */
export const principalSchema = z
  .string()
  .max(264)
  .regex(
    /^(?:everyone|(?:person|application|role|department)\/[^/\s]{1,200})$/,
    "must be everyone, person/…, application/…, role/… or department/…",
  );

/** A side of an information barrier. */
export const sideSchema = z.string().regex(/^[^/\s]{1,100}\/[^/\s]{1,100}$/, "must be the wall and the side: deal-a/inside");

export interface DocumentAccess {
  /** "person/E-77": reads what is its own, unless denied or on another side of the barrier. */
  readonly owner: string;
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  /** "wall/side" of an information barrier. */
  readonly side: string | undefined;
}

/** Somebody who reads, as access is decided: all names that lists may use for them, and the sides of barriers that they stand on. */
export interface Reader {
  readonly institutionId: string;
  /** "person/E-77" */
  readonly name: string;
  readonly principals: readonly string[];
  /** "wall/side", only of walls on whose other sides they do not stand as well. */
  readonly sides: readonly string[];
}

/** The names that access lists may use for a caller, their own first: person/E-77, department/lending, role/caller, everyone. */
export function principalsOf({ kind, id, departmentId, role }: Pick<Caller, "kind" | "id" | "departmentId" | "role">): readonly string[] {
  return [`${kind}/${id}`, ...(departmentId === undefined ? [] : [`department/${departmentId}`]), `role/${role}`, "everyone"];
}

/** Deny wins over allow, and a barrier over both; nobody reads what nobody was allowed, but its owner. */
export function mayRead(access: DocumentAccess, { name, principals, sides }: Pick<Reader, "name" | "principals" | "sides">): boolean {
  if (access.denied.some((principal) => principals.includes(principal))) return false;
  if (access.side !== undefined && !sides.includes(access.side)) return false;
  return access.owner === name || access.allowed.some((principal) => principals.includes(principal));
}
