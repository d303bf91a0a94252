// Opens the vault of a run, and keeps what was added to it: sealed, for its owner alone, until it expires.
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createSealing, type Sealing } from "#infrastructure/sealing.ts";
import { ENTITY_TYPES } from "../sensitivity/finding.ts";
import { createVault, VALUES_MAX, VAULT_KEY_BYTES, type Vault } from "./vault.ts";
import type { KeptEntry } from "./vault-entry.ts";
import { createVaultStore, type RunOwner, type SealedValue } from "./vault-store.ts";

export interface RunVault {
  readonly vault: Vault;
  /**
   * Keeps what was added since the last time. Must have ended before a masked text leaves: a token whose value is lost restores nothing.
   * Throws KanameError `conflict` when another call of the run took one of its tokens for another value meanwhile, `storage_failed`.
   */
  readonly save: () => Promise<void>;
}

export interface RunVaults {
  /** The vault of a run of this owner; a new one where there is none. Throws KanameError `storage_failed`. */
  readonly open: (owner: RunOwner, runId: string) => Promise<RunVault>;
  /** The vault of a run that exists; undefined where there is none, or not of this owner. */
  readonly find: (owner: RunOwner, runId: string) => Promise<RunVault | undefined>;
  /** Destroys the run's key, and its values with it. False where there is no such run. */
  readonly forget: (owner: RunOwner, runId: string) => Promise<boolean>;
}

export interface RunVaultsParts {
  readonly database: Database;
  /** 32 bytes for an institution, from the secrets. */
  readonly keyOf: (institutionId: string) => Buffer;
  readonly clock: Clock;
  readonly randomBytes: (byteCount: number) => Buffer;
}

/** What a run may be called: by whoever calls, so that its turns belong together. */
export const runIdSchema = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z._:-]{0,127}$/, "letters, digits and . _ : -, at most 128");

/** After its last use. Long enough for work that waits for people, short enough that a forgotten run is soon nobody's. */
const EXPIRY_DAYS = 30;
const DAY_MS = 86_400_000;
const OPEN_ATTEMPTS = 3;

const contentSchema = z.strictObject({ type: z.enum(ENTITY_TYPES), value: z.string() });

export function createRunVaults({ database, keyOf, clock, randomBytes }: RunVaultsParts): RunVaults {
  const store = createVaultStore(database);
  const placeOf = (owner: RunOwner, runId: string): string[] => [owner.institutionId, owner.kind, owner.id, runId];
  const sealingOf = (institutionId: string): Sealing => createSealing(keyOf(institutionId), randomBytes);

  async function findKey(owner: RunOwner, runId: string): Promise<Buffer | undefined> {
    const now = clock.now();
    const sealedKey = await store.updateExpiry(owner, runId, now, new Date(now.getTime() + EXPIRY_DAYS * DAY_MS));
    return sealedKey === undefined ? undefined : sealingOf(owner.institutionId).open(sealedKey, placeOf(owner, runId));
  }

  async function makeKey(owner: RunOwner, runId: string): Promise<Buffer | undefined> {
    const key = randomBytes(VAULT_KEY_BYTES);
    const now = clock.now();
    const sealedKey = sealingOf(owner.institutionId).seal(key, placeOf(owner, runId));
    const isNew = await store.insertRun(owner, runId, sealedKey, now, new Date(now.getTime() + EXPIRY_DAYS * DAY_MS));
    return isNew ? key : undefined;
  }

  async function load(owner: RunOwner, runId: string, key: Buffer): Promise<RunVault> {
    const sealing = createSealing(key, randomBytes);
    const place = placeOf(owner, runId);
    const vault = createVault({ key, kept: await listKept(sealing, place, owner, runId) });
    let savedCount = 0;
    return {
      vault,
      async save() {
        const added = vault.added().slice(savedCount);
        if (added.length === 0) return;
        const inserted = await store.insertValues(
          owner,
          runId,
          added.map((entry) => sealEntry(sealing, place, entry)),
        );
        // Another call of the run may have added the same values at the same time, but not others under their tokens.
        if (inserted < added.length) assertAgrees(added, await listKept(sealing, place, owner, runId));
        savedCount += added.length;
      },
    };
  }

  async function listKept(sealing: Sealing, place: readonly string[], owner: RunOwner, runId: string): Promise<KeptEntry[]> {
    return (await store.listValues(owner, runId, VALUES_MAX)).map((value) => unseal(sealing, place, value));
  }

  return {
    async open(owner, runId) {
      for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
        const key = (await findKey(owner, runId)) ?? (await makeKey(owner, runId));
        if (key !== undefined) return load(owner, runId, key);
      }
      throw new KanameError("conflict", "This run is being opened by too many calls at once; send this one again.");
    },
    async find(owner, runId) {
      const key = await findKey(owner, runId);
      return key === undefined ? undefined : load(owner, runId, key);
    },
    forget: (owner, runId) => store.deleteRun(owner, runId),
  };
}

function assertAgrees(added: readonly KeptEntry[], kept: readonly KeptEntry[]): void {
  const values = new Map(kept.map(({ token, value }) => [token, value]));
  if (added.every(({ token, value }) => values.get(token) === value)) return;
  throw new KanameError("conflict", "Another call of this run masked other values at the same time; send this one again.");
}

function sealEntry(sealing: Sealing, place: readonly string[], { token, type, value }: KeptEntry): SealedValue {
  return { token, sealed: sealing.seal(Buffer.from(JSON.stringify({ type, value })), [...place, token]) };
}

function unseal(sealing: Sealing, place: readonly string[], { token, sealed }: SealedValue): KeptEntry {
  return { token, ...contentSchema.parse(JSON.parse(sealing.open(sealed, [...place, token]).toString("utf8"))) };
}
