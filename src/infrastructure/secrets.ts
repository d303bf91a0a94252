// The secrets that a server keeps for itself: made on first use, each in a file that only its owner can read, or given by the environment.
import { createPrivateKey, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assertHolds, KanameError } from "./errors.ts";

/** What each is for. Losing one has its price: see the operating manual on back-up. */
export const SECRET_NAMES = [
  /** Hashes API keys: without it no key that was issued is known. */
  "key-pepper",
  /** Digests request texts for the ledger: without it no text can be proved to be the recorded one. */
  "request-digest",
  /** Seals the vaults of runs: without it no masked value of a run can be put back. */
  "vault",
] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

const SIGNING_NAME = "ledger-signing";
const SECRET_BYTES = 32;
const ONLY_OWNER = 0o600;
const OTHERS = 0o077;

export interface Secrets {
  /** The 32 bytes themselves. */
  get(name: SecretName): Buffer;
  /** 32 bytes for `context` (an institution's id), by HKDF-SHA256 (RFC 5869): different contexts tell nothing of each other. */
  derive(name: SecretName, context: string): Buffer;
  /** Ed25519 private key that signs the ledger's checkpoints. */
  readonly signingKey: KeyObject;
}

export interface SecretsParts {
  /** Exists, and is the owner's alone. */
  readonly folder: string;
  /** The environment's value for a variable, if it has one: KANAME_SECRET_KEY_PEPPER and so on, for those who keep secrets elsewhere. */
  readonly readSecret: (variable: string) => string | undefined;
}

/** Reads every secret, and makes the missing ones. Throws `forbidden` for a file that others can read, `invalid_request` for one that is damaged, `storage_failed`. */
export function openSecrets({ folder, readSecret }: SecretsParts): Secrets {
  const keys = new Map(SECRET_NAMES.map((name) => [name, parseBytes(readText({ folder, readSecret }, name, makeBytes), name)]));
  const signingKey = parseSigningKey(readText({ folder, readSecret }, SIGNING_NAME, makeSigningKey));

  function get(name: SecretName): Buffer {
    const key = keys.get(name);
    assertHolds(key !== undefined, "every named secret is read at the start");
    return Buffer.from(key);
  }
  return {
    get,
    derive: (name, context) => Buffer.from(hkdfSync("sha256", get(name), Buffer.alloc(0), `kaname/${name}/${context}`, SECRET_BYTES)),
    signingKey,
  };
}

function makeBytes(): string {
  return randomBytes(SECRET_BYTES).toString("base64");
}

function makeSigningKey(): string {
  return generateKeyPairSync("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
}

function readText({ folder, readSecret }: SecretsParts, name: string, make: () => string): string {
  const given = readSecret(`KANAME_SECRET_${name.toUpperCase().replaceAll("-", "_")}`);
  if (given !== undefined) return given;
  const file = join(folder, name);
  try {
    return readOwnFile(file) ?? makeFile(file, `${make().trim()}\n`);
  } catch (cause) {
    if (cause instanceof KanameError) throw cause;
    throw new KanameError(
      "storage_failed",
      `The secret ${file} cannot be read or made: check the folder's owner, and that the disk has room.`,
      { cause },
    );
  }
}

/** The text of `file`, undefined when there is none. The permissions are those of the opened file, so nobody can swap it in between. */
function readOwnFile(file: string): string | undefined {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return undefined;
  try {
    const { mode } = fstatSync(descriptor);
    if ((mode & OTHERS) !== 0) {
      const shown = (mode & 0o777).toString(8);
      throw new KanameError(
        "forbidden",
        `The secret ${file} can be read or changed by others (mode ${shown}): run chmod 600 on it, and replace it if somebody may have read it.`,
      );
    }
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Appears whole, on disk, and never over a file that is there. */
function makeFile(file: string, text: string): string {
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  const descriptor = openSync(unfinished, "wx", ONLY_OWNER);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  linkSync(unfinished, file);
  rmSync(unfinished);
  syncFolderOf(file);
  return text;
}

/** A new name lasts through a power failure once its folder is on disk. */
function syncFolderOf(file: string): void {
  const descriptor = openSync(join(file, ".."), "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function parseBytes(text: string, name: SecretName): Buffer {
  const bytes = Buffer.from(text.trim(), "base64");
  if (bytes.length !== SECRET_BYTES || bytes.toString("base64") !== text.trim()) {
    throw new KanameError(
      "invalid_request",
      `The secret ${name} is damaged: it has to be ${SECRET_BYTES} bytes in base64. Restore it from a back-up.`,
    );
  }
  return bytes;
}

function parseSigningKey(text: string): KeyObject {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // The sentence below says it; the parser's own error may quote the key.
  }
  throw new KanameError(
    "invalid_request",
    `The secret ${SIGNING_NAME} is damaged: it has to be an Ed25519 private key in PEM (PKCS #8). Restore it from a back-up.`,
  );
}
