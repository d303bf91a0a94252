// Who may issue which key: the rule against raising oneself.
import { type Caller, may, type Permission, ROLES } from "./caller.ts";
import type { KeyOrder } from "./keys.ts";

export type IssuingDecision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/**
 * Whether `issuer` may issue the ordered key. Nobody issues a key to themself, whatever its role: an auditor expects that nobody widens
 * or prolongs their own powers without a second person, so an administrator who wants to call models asks another administrator.
 * Only an administrator issues a key that may do more than the issuer.
 */
export function decideIssuing(issuer: Caller, order: Pick<KeyOrder, "callerKind" | "callerId" | "role">): IssuingDecision {
  if (order.callerKind === issuer.kind && order.callerId === issuer.id) {
    return { allowed: false, reason: "Nobody issues a key to themself; another administrator must do it." };
  }
  const permissions: readonly Permission[] = ROLES[order.role];
  const beyond = permissions.find((permission) => !may(issuer, permission));
  if (beyond !== undefined && issuer.role !== "administrator") {
    return { allowed: false, reason: `A key of role ${order.role} may do what yours may not (${beyond}); an administrator must issue it.` };
  }
  return { allowed: true };
}
