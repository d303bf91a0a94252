// API keys: issued once, authenticated on every call, revoked at once.
import { createSecretKey, hash, timingSafeEqual } from "node:crypto";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import type { Caller, Role } from "./caller.ts";
import type { Page } from "./identity-store.ts";
import { createIdentityCache } from "./keys-cache.ts";
import { createKeysStore, type KeyIdentity, type KeyRecord } from "./keys-store.ts";
import { hasTrueSecret, hasTrueTag, type KeyParts, makeKey, parseKey } from "./keys-text.ts";

const PEPPER_BYTES = 32;

export interface KeyOrder {
  readonly callerKind: "application" | "person";
  readonly callerId: string;
  readonly role: Role;
  readonly scenarioId: string | null;
  /** Millionths of the currency unit in a calendar month. */
  readonly budgetMicros: number | null;
  readonly expiresAt: Date | null;
  /** Who asks for it, for the record: a caller's id, or the name of the command. */
  readonly issuedBy: string;
}

export interface Keys {
  /** Makes a key for an existing application or person. The text is shown now and never again. Throws `invalid_request`. */
  issue(institutionId: string, order: KeyOrder): Promise<{ readonly key: string; readonly record: KeyRecord }>;
  /** Who presents this key. Throws `unauthenticated`, and `storage_failed` or `overloaded` when it cannot be known now. */
  authenticate(presented: string): Promise<Caller>;
  /** Whether a key that somebody used before is neither revoked nor expired now: work that it began goes on only then. */
  isLive(institutionId: string, keyId: string): Promise<boolean>;
  list(institutionId: string, page: Page): Promise<KeyRecord[]>;
  /** Ends a key: at once here, within 30 seconds on other servers. Throws `not_found`, or `conflict` if it was revoked before. */
  revoke(institutionId: string, keyId: string): Promise<KeyRecord>;
}

export interface KeysParts {
  readonly database: Database;
  /** 32 secret bytes kept outside the database: who steals the database alone can neither use nor make a key. */
  readonly pepper: Uint8Array;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export function createKeys({ database, pepper, clock, ids, log }: KeysParts): Keys {
  assertHolds(pepper.length === PEPPER_BYTES, "the pepper of the keys has 32 bytes");
  const pepperKey = createSecretKey(pepper);
  const store = createKeysStore(database);
  const cache = createIdentityCache({ load: (keyId) => store.findIdentity(keyId), clock, log });

  // What was proved by the slow hash is proved again by a fast one: the digest of a secret of 256 bits gives nothing away, and stays in memory.
  const proved = new WeakMap<KeyIdentity, Buffer>();

  function isProved(identity: KeyIdentity, parts: KeyParts): boolean {
    const digest = hash("sha256", parts.secret, "buffer");
    const known = proved.get(identity);
    if (known !== undefined && timingSafeEqual(known, digest)) return true;
    if (!hasTrueSecret(pepperKey, parts, identity.secretHash)) return false;
    proved.set(identity, digest);
    return true;
  }

  return {
    async issue(institutionId, { issuedBy, ...order }) {
      const { id, text, secretHash } = makeKey(ids, pepperKey);
      const record = { ...order, id, revokedAt: null, createdAt: clock.now(), createdBy: issuedBy };
      if (order.expiresAt !== null && order.expiresAt <= record.createdAt) {
        throw new KanameError("invalid_request", "The key would expire before it is issued.", { parameter: "expiresAt" });
      }
      if (!(await store.insert(institutionId, record, secretHash))) {
        throw new KanameError("invalid_request", `There is no ${order.callerKind} "${order.callerId}".`, { parameter: "callerId" });
      }
      return { key: text, record };
    },

    async authenticate(presented) {
      const parts = parseKey(presented);
      if (parts === undefined)
        throw new KanameError("unauthenticated", "This is not an API key of Kaname: one starts with kn_ and has 81 characters.");
      let known = cache.recall(parts.id);
      if (known === undefined) {
        // Only a key that this pepper made may cost a query, so a flood of made-up keys never reaches the database.
        if (!hasTrueTag(pepperKey, parts)) throw unknownKey();
        known = await cache.load(parts.id);
      }
      if (known === "absent" || !isProved(known.identity, parts)) throw unknownKey();
      assertLive(known.identity.record, clock);
      return known.caller;
    },

    async isLive(institutionId, keyId) {
      const record = await store.find(institutionId, keyId);
      return record !== undefined && record.revokedAt === null && (record.expiresAt === null || record.expiresAt > clock.now());
    },

    list: (institutionId, page) => store.list(institutionId, page),

    async revoke(institutionId, keyId) {
      const revoked = await store.updateRevoked(institutionId, keyId, clock.now()).finally(() => cache.forget(keyId));
      if (revoked !== undefined) return revoked;
      if ((await store.find(institutionId, keyId)) === undefined) throw new KanameError("not_found", `There is no key "${keyId}".`);
      throw new KanameError("conflict", `The key "${keyId}" was already revoked.`);
    },
  };
}

/** An unknown id and a wrong secret are told the same thing: which ids exist is nobody's business. */
function unknownKey(): KanameError {
  return new KanameError("unauthenticated", "This API key is not known here.");
}

/** Reached only with the right secret, so the sentences tell nothing to a stranger. */
function assertLive(record: KeyRecord, clock: Clock): void {
  if (record.revokedAt !== null) throw new KanameError("unauthenticated", "This API key was revoked; ask an administrator for a new one.");
  if (record.expiresAt !== null && record.expiresAt.getTime() <= clock.now().getTime()) {
    throw new KanameError("unauthenticated", "This API key has expired; ask an administrator for a new one.");
  }
}
