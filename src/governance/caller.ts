// Who is asking: what a key stands for.

export const PERMISSIONS = [
  "models:call",
  "receipts:read",
  "receipts:read-all",
  "identity:read",
  "identity:write",
  "keys:read",
  "keys:write",
  "ledger:read",
  "pools:read",
  "guard:use",
  "corrections:read",
  "corrections:read-all",
  "corrections:propose",
  "corrections:decide",
  "skills:read",
  "skills:propose",
  "skills:decide",
  "skills:call",
  "runs:read-all",
  "approvals:decide",
  "knowledge:read",
  "knowledge:write",
  "knowledge:manage",
  "lineage:read-all",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * Roles and what they may do. The one who builds (developer) reads no ledger of others; the auditor changes nothing; the one who looks after
 * the data (steward) decides what the guard learns, and who may read which document, which gives no right to read it; the one who answers for decisions (approver) lets skills go live and decides on calls
 * that need a person. A term that the guard was taught may be what few may know: callers and developers read
 * only the corrections that they proposed.
 */
export const ROLES = {
  caller: [
    "models:call",
    "receipts:read",
    "guard:use",
    "corrections:read",
    "corrections:propose",
    "skills:read",
    "skills:call",
    "knowledge:read",
  ],
  developer: [
    "models:call",
    "receipts:read",
    "pools:read",
    "guard:use",
    "corrections:read",
    "corrections:propose",
    "skills:read",
    "skills:propose",
    "skills:call",
    "knowledge:read",
    "knowledge:write",
  ],
  approver: ["receipts:read", "skills:read", "skills:decide", "runs:read-all", "approvals:decide"],
  steward: [
    "guard:use",
    "corrections:read",
    "corrections:read-all",
    "corrections:propose",
    "corrections:decide",
    "knowledge:read",
    "knowledge:write",
    "knowledge:manage",
    "lineage:read-all",
  ],
  auditor: [
    "receipts:read",
    "receipts:read-all",
    "identity:read",
    "keys:read",
    "ledger:read",
    "pools:read",
    "corrections:read",
    "corrections:read-all",
    "skills:read",
    "runs:read-all",
    "lineage:read-all",
  ],
  administrator: ["receipts:read", "identity:read", "identity:write", "keys:read", "keys:write", "pools:read"],
} as const satisfies Record<string, readonly Permission[]>;
export type Role = keyof typeof ROLES;

export interface Caller {
  readonly institutionId: string;
  readonly departmentId: string | undefined;
  readonly kind: "application" | "person";
  /** Id of the application or person. */
  readonly id: string;
  readonly keyId: string;
  readonly role: Role;
  /** The scenario that every call of this key belongs to; a key without one calls no model. */
  readonly scenarioId: string | undefined;
  /** Spending limit of the key in millionths of the currency unit, over the calendar month (UTC); undefined: none. */
  readonly budgetMicros: number | undefined;
}

export function may(caller: Caller, permission: Permission): boolean {
  const permissions: readonly Permission[] = ROLES[caller.role];
  return permissions.includes(permission);
}

/** How records and people name a caller: "person/E-77". */
export function nameOf({ kind, id }: Pick<Caller, "kind" | "id">): string {
  return `${kind}/${id}`;
}
