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

/** Puts an event, given as canonicalEvent prints it, into its place in a chain; `signingKey` (Ed25519) is given for checkpoints. */
export function sealRecord(place: ChainPlace, eventText: string, signingKey?: KeyObject): SealedRecord {
  // The canonical form sorts members by name: at, event, hash, institution, previous, sequence, signature, writer. The two that follow
  // from the others are put between them, so that the event, nearly all of the text, is printed once.
  const { at, institution, previous, sequence, writer } = place;
  const front = `{"at":${canonical(at)},"event":${eventText}`;
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

/** SHA-256, in hexadecimal, of the canonical form (RFC 8785) of what is no record: a definition, a run's events, a call. */
export function canonicalDigest(value: unknown): string {
  return hash("sha256", canonical(value), "hex");
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
export function canonicalEvent(event: LedgerEvent): string {
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
  // What is in order already needs no sorting, and the engine's own printer is many times faster.
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  assertHolds(typeof value === "object" && value !== null, "what is recorded has a form in JSON: finite numbers, whole characters");
  return canonicalObject(value);
}

/** Whether JSON.stringify prints the value in canonical form: members sorted, numbers finite, no half surrogate pairs. */
function isInOrder(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return value.isWellFormed();
    case "number":
      return Number.isFinite(value);
    case "boolean":
      return true;
    case "object":
      return value === null || (Array.isArray(value) ? value.every(isInOrder) : hasMembersInOrder(value));
    default:
      return false;
  }
}

function hasMembersInOrder(value: object): boolean {
  let last: string | undefined;
  const members: [string, unknown][] = Object.entries(value);
  for (const [name, member] of members) {
    if ((last !== undefined && name < last) || !name.isWellFormed() || !isInOrder(member)) return false;
    last = name;
  }
  return true;
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
