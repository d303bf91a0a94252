// One record of a chain: its canonical form, its hash, its signature.
import { createHash, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
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
  // The canonical form sorts members by name: at, event, hash, institution, previous, sequence, signature, writer. The two that follow
  // from the others are put between them, so that the event, nearly all of the text, is walked once.
  const { at, institution, previous, sequence, writer } = place;
  const front = `{"at":${canonical(at)},"event":${canonicalEvent(event)}`;
  const middle = canonical({ institution, previous, sequence }).slice(1, -1);
  const back = canonical({ writer }).slice(1);
  const recordHash = hashOfText(`${front},${middle},${back}`);
  const signature = signingKey === undefined ? "" : `"signature":"${signatureOf(recordHash, signingKey)}",`;
  return { hash: recordHash, line: `${front},"hash":"${recordHash}",${middle},${signature}${back}\n` };
}

/** SHA-256, in hexadecimal, of the canonical form of a record without its hash and signature. */
export function hashOf(record: object): string {
  return hashOfText(canonical(record));
}

function hashOfText(text: string): string {
  return hash("sha256", HASH_DOMAIN + text, "hex");
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

/** An event is recorded whatever text a caller put into it: RFC 8785 has no form for half a surrogate pair, so U+FFFD stands in its place. */
function canonicalEvent(event: LedgerEvent): string {
  try {
    return canonical(event);
  } catch {
    return canonical(toWellFormed(event));
  }
}

function toWellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(toWellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toWellFormed(), toWellFormed(member)]));
}

/**
 * JSON in the one form that RFC 8785 gives it: members sorted by UTF-16 code units, no spaces, strings and numbers as ECMAScript prints
 * them. Throws for what has no such form: half a surrogate pair, a number that is not finite. Written here, and held against the package
 * `canonicalize` by a test, because it runs for every call and that package takes several times as long.
 */
export function canonical(value: unknown): string {
  if (typeof value === "string") return canonicalText(value);
  if (typeof value === "number") {
    assertHolds(Number.isFinite(value), "a recorded number is finite");
    return JSON.stringify(value);
  }
  if (typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  assertHolds(typeof value === "object", "what is recorded has a form in JSON");
  return canonicalObject(value);
}

function canonicalText(text: string): string {
  assertHolds(text.isWellFormed(), "recorded text has no half surrogate pairs");
  return JSON.stringify(text);
}

function canonicalObject(value: object): string {
  const members: [string, unknown][] = Object.entries(value);
  members.sort(byName);
  let text = "{";
  for (const [name, member] of members) {
    if (member !== undefined) text += `${text.length === 1 ? "" : ","}${canonicalText(name)}:${canonical(member)}`;
  }
  return `${text}}`;
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
