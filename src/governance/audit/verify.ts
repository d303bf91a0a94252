// Verifies a ledger from its lines alone: no database, no server, no trust in who kept the file.
import { createPublicKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { assertHolds } from "#infrastructure/errors.ts";
import { canonical, hashOf, isSigned, keyIdOf, NO_HASH } from "./chain.ts";
import { createDossierCheck, type DossierCheck, dossierHeaderSchema } from "./dossier.ts";
import { headerSchema } from "./export.ts";

export interface VerifyOptions {
  /** The key that the auditor knows to be the institution's; it counts more than the one in the file. Ed25519, public. */
  readonly publicKey?: KeyObject;
}

export type Verification =
  | {
      readonly valid: true;
      readonly records: number;
      readonly chains: number;
      /** Records after the last signed one: chained, but not yet vouched for. Always 0 in an export. */
      readonly unsigned: number;
      /** Fingerprint of the key that signed; undefined where nothing is signed. */
      readonly keyId: string | undefined;
    }
  | { readonly valid: false; readonly line: number; readonly record: string; readonly reason: string };

const recordSchema = z.looseObject({
  institution: z.string(),
  writer: z.string(),
  sequence: z.int(),
  previous: z.string(),
  event: z.looseObject({ kind: z.string(), keyId: z.string().optional() }),
  hash: z.string(),
  signature: z.string().optional(),
});
const fileHeaderSchema = z.union([headerSchema, dossierHeaderSchema]);
type FileHeader = z.infer<typeof fileHeaderSchema>;
type ReadRecord = z.infer<typeof recordSchema>;

interface Chain {
  sequence: number;
  hash: string;
  unsigned: number;
}

/** What is wrong with a line; thrown inside this file only, to leave from any depth. */
class Fault {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Checks every line of an export or a dossier (whose first line is a header) or of ledger segments: form, order, hashes, signatures; an export must
 * end in a checkpoint. Each of `lines` ends in its line feed: one without was cut off.
 */
export async function verifyLedger(lines: AsyncIterable<string> | Iterable<string>, options: VerifyOptions = {}): Promise<Verification> {
  const chains = new Map<string, Chain>();
  let publicKey = options.publicKey;
  let header: FileHeader | undefined;
  let dossier: DossierCheck | undefined;
  let line = 0;
  let records = 0;
  let name = "the file";
  try {
    for await (const text of lines) {
      line += 1;
      name = `line ${line}`;
      const value = parseCanonical(text);
      const found = line === 1 ? fileHeaderSchema.safeParse(value).data : undefined;
      if (found !== undefined) {
        header = found;
        publicKey = keyOf(header, options.publicKey);
        if (header.kaname === "dossier") dossier = createDossierCheck(header);
        continue;
      }
      if (line === 1 && typeof value === "object" && value !== null && !("sequence" in value)) throw new Fault("the header is damaged");
      const record = parseRecord(value);
      name = `record ${record.sequence} of ${record.institution} (${record.writer})`;
      if (header !== undefined && record.institution !== header.institution)
        throw new Fault("it belongs to another institution than the header says");
      if (dossier !== undefined) beginExcerpt(chains, record);
      follow(chains, record, hashOfContent(value), publicKey);
      dossier?.see(record.event);
      records += 1;
    }
    line += 1;
    name = "the end of the file";
    const unsigned = [...chains.values()].reduce((sum, chain) => sum + chain.unsigned, 0);
    if (line === 1) throw new Fault("there is nothing in it to verify");
    if (header !== undefined && (records === 0 || unsigned > 0))
      throw new Fault("the last checkpoint is missing: something was cut off the end");
    const problem = dossier?.problem();
    if (problem !== undefined) throw new Fault(problem);
    return { valid: true, records, chains: chains.size, unsigned, keyId: publicKey === undefined ? undefined : keyIdOf(publicKey) };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { valid: false, line, record: name, reason: fault.reason };
  }
}

function parseCanonical(line: string): unknown {
  if (!line.endsWith("\n")) throw new Fault("it was cut off: its line feed is missing");
  const text = line.slice(0, -1);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault("it is not JSON");
  }
  if (canonicalForm(value) !== text) throw new Fault("it is not in the canonical form in which records are written");
  return value;
}

/** Undefined for what has no canonical form, such as half a surrogate pair. */
function canonicalForm(value: unknown): string | undefined {
  try {
    return canonical(value);
  } catch {
    return undefined;
  }
}

function parseRecord(value: unknown): ReadRecord {
  const record = recordSchema.safeParse(value);
  if (!record.success) throw new Fault("it is not a ledger record");
  return record.data;
}

/** The public key to check with: the auditor's if there is one, and the header must then name the same. */
function keyOf(header: FileHeader, pinned: KeyObject | undefined): KeyObject {
  let stated: KeyObject;
  try {
    stated = createPublicKey({ key: Buffer.from(header.publicKey, "base64"), format: "der", type: "spki" });
  } catch {
    throw new Fault("the header's public key is damaged");
  }
  // Re-encoding finds what a lenient decoder lets pass.
  if (stated.export({ type: "spki", format: "der" }).toString("base64") !== header.publicKey)
    throw new Fault("the header's public key is damaged");
  if (keyIdOf(stated) !== header.keyId) throw new Fault("the header's key id is not that of its key");
  if (pinned !== undefined && keyIdOf(pinned) !== header.keyId)
    throw new Fault("the header's key is not the one that was given to verify with");
  return pinned ?? stated;
}

/** The hash that the record should carry, over everything that was read: a schema drops members named `__proto__`, and they would pass unseen. */
function hashOfContent(value: unknown): string {
  assertHolds(typeof value === "object" && value !== null, "what was parsed as a record is an object");
  return hashOf(Object.fromEntries(Object.entries(value).filter(([name]) => name !== "hash" && name !== "signature")));
}

/** A dossier begins in the middle of its chains: what stood before is vouched for by the hash that its first record names. */
function beginExcerpt(chains: Map<string, Chain>, record: ReadRecord): void {
  const name = chainNameOf(record);
  if (!chains.has(name)) chains.set(name, { sequence: record.sequence - 1, hash: record.previous, unsigned: 0 });
}

function chainNameOf({ institution, writer }: ReadRecord): string {
  return `${institution} ${writer}`;
}

/** Checks that the record follows the last one of its chain, and moves the chain on. */
function follow(chains: Map<string, Chain>, record: ReadRecord, hashOfContent: string, publicKey: KeyObject | undefined): void {
  const chainName = chainNameOf(record);
  const chain = chains.get(chainName) ?? { sequence: 0, hash: NO_HASH, unsigned: 0 };
  chains.set(chainName, chain);
  const { hash, signature } = record;
  if (hashOfContent !== hash) throw new Fault("its content does not match its hash");
  if (record.sequence !== chain.sequence + 1) throw new Fault(`record ${chain.sequence + 1} is missing before it`);
  if (record.previous !== chain.hash) throw new Fault("it does not follow the record before it");
  const isCheckpoint = record.event.kind === "checkpoint";
  if (isCheckpoint) checkSignature(hash, signature, record.event.keyId, publicKey);
  else if (signature !== undefined) throw new Fault("it carries a signature that only checkpoints have");
  chain.sequence = record.sequence;
  chain.hash = hash;
  chain.unsigned = isCheckpoint ? 0 : chain.unsigned + 1;
}

function checkSignature(hash: string, signature: string | undefined, keyId: string | undefined, publicKey: KeyObject | undefined): void {
  if (signature === undefined) throw new Fault("the checkpoint is not signed");
  if (publicKey === undefined) throw new Fault("the checkpoint cannot be checked without the public key: give it with --key");
  if (keyId !== keyIdOf(publicKey)) throw new Fault("the checkpoint names another key than the one to verify with");
  if (Buffer.from(signature, "base64").toString("base64") !== signature || !isSigned(hash, signature, publicKey))
    throw new Fault("the checkpoint's signature is wrong");
}
