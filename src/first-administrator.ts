// An institution's first key: without one nobody could ask for the others.
import type { Ledger } from "#governance/audit/ledger.ts";
import type { IdentityStore } from "#governance/identity-store.ts";
import type { Keys } from "#governance/keys.ts";
import type { Institution } from "./configuration.ts";

const ADMINISTRATION = "administration";
const ADMINISTRATOR = "administrator";

export interface FirstKey {
  readonly institutionId: string;
  /** Shown once, on the console of whoever started the server. */
  readonly key: string;
}

export interface FirstAdministratorParts {
  readonly identity: IdentityStore;
  readonly keys: Keys;
  readonly ledger: Pick<Ledger, "append">;
}

/** Registers the institution, and gives it an administrator with a key if it never had a key; undefined otherwise. */
export async function ensureAdministrator(parts: FirstAdministratorParts, institution: Institution): Promise<FirstKey | undefined> {
  const { identity, keys, ledger } = parts;
  await identity.institutions.ensure(institution.id, institution.name);
  if ((await keys.list(institution.id, { limit: 1 })).length > 0) return undefined;
  if ((await identity.departments.find(institution.id, ADMINISTRATION)) === undefined) {
    await identity.departments.insert(institution.id, ADMINISTRATION, "Administration");
  }
  if ((await identity.people.find(institution.id, ADMINISTRATOR)) === undefined) {
    await identity.people.insert(institution.id, ADMINISTRATOR, ADMINISTRATION, "First administrator");
  }
  const order = {
    callerKind: "person",
    callerId: ADMINISTRATOR,
    role: "administrator",
    scenarioId: null,
    budgetMicros: null,
    expiresAt: null,
    issuedBy: "first start",
  } as const;
  const { key, record } = await keys.issue(institution.id, order);
  await ledger.append(institution.id, {
    kind: "change",
    action: "key.created",
    actor: "first start",
    object: `key/${record.id}`,
    details: { role: record.role, caller: `person/${ADMINISTRATOR}` },
  });
  return { institutionId: institution.id, key };
}
