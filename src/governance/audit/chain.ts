// One record of a chain: its canonical form, its hash, its signature.
import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import canonicalize from "canonicalize";
import { assertHolds } from "#infrastructure/errors.ts";
import type { LedgerEvent } from "./record.ts";

/** The hash before the first record of a chain. */
export const NO_HASH = "0".repeat(64);

/** Hashes of other things can never be taken for those of records. */
const HASH_DOMAIN = "kaname ledger record 1\n";

export interface ChainPlace {
  readonly institution: string;
  /** The data folder that writes the chain. */
  readonly writer: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** When the record was made, ISO 8601 in UTC. */
  readonly at: string;
  /** Hash of the record before, NO_HASH for the first. */
  readonly previous: string;
}

export interface SealedRecord {
  readonly hash: string;
  /** The record in its canonical form (RFC 8785), ending in a line feed. */
  readonly line: string;
}

/** Puts an event into its place in a chain; `signingKey` (Ed25519) is given for checkpoints. */
export function sealRecord(place: ChainPlace, event: LedgerEvent, signingKey?: KeyObject): SealedRecord {
  const record = { ...place, event };
  const hash = hashOf(record);
  if (signingKey === undefined) return { hash, line: `${canonical({ ...record, hash })}\n` };
  return { hash, line: `${canonical({ ...record, hash, signature: signatureOf(hash, signingKey) })}\n` };
}

/** SHA-256, in hexadecimal, of the canonical form of a record without its hash and signature. */
export function hashOf(record: object): string {
  return createHash("sha256").update(HASH_DOMAIN).update(canonical(record)).digest("hex");
}

/** Ed25519 over the bytes of the hash, in base64. */
function signatureOf(hash: string, key: KeyObject): string {
  return sign(null, Buffer.from(hash, "hex"), key).toString("base64");
}

export function isSigned(hash: string, signature: string, publicKey: KeyObject): boolean {
  return verify(null, Buffer.from(hash, "hex"), publicKey, Buffer.from(signature, "base64"));
}

/** The fingerprint by which a key is named: the first 32 hexadecimal digits of the SHA-256 of its public part (SPKI, DER). */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 32);
}

/** JSON in the one form that RFC 8785 gives it. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  assertHolds(text !== undefined, "what is recorded has a form in JSON");
  return text;
}
