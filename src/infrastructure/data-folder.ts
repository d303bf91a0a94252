// The one folder that holds everything Kaname writes, and the lock that keeps a second server out of it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { KanameError } from "./errors.ts";

const ONLY_OWNER = 0o700;
const ONLY_OWNER_FILE = 0o600;
/** Servers that start at the same moment disturb each other for an instant while one of them gets the lock; without a wait, all might give up. */
const LOCK_WAIT_MS_MAX = 500;
/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** Locks whose object nobody holds would be let go by the garbage collector. */
const heldLocks = new Set<DatabaseSync>();

export interface DataFolder {
  readonly path: string;
  /** The embedded database; made by the one who opens it. */
  readonly database: string;
  readonly ledger: string;
  /** Databases made from files, for queries of skills to be tried out on. */
  readonly sources: string;
  readonly weights: string;
  readonly secrets: string;
  /** Lets another server in. */
  close(): void;
}

/**
 * Makes the folder and its parts where they are missing, open to their owner only, and locks it until `close` or the end of the process.
 * Throws `conflict` while another server holds it, `storage_failed` when it cannot be written.
 */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  const parts = {
    path: folder,
    database: join(folder, "database"),
    ledger: join(folder, "ledger"),
    sources: join(folder, "sources"),
    weights: join(folder, "weights"),
    secrets: join(folder, "secrets"),
  };
  try {
    for (const part of [folder, parts.ledger, parts.weights, parts.secrets]) mkdirSync(part, { recursive: true, mode: ONLY_OWNER });
  } catch (cause) {
    throw new KanameError(
      "storage_failed",
      `The data folder ${folder} cannot be made or written: check its owner, and that the disk has room.`,
      { cause },
    );
  }
  return { ...parts, close: takeLock(folder) };
}

/**
 * Takes the lock of the operating system on a file, and gives the function that lets go. Such a lock ends with the process, however that ends,
 * so there are no stale ones to judge, and it holds between containers too. Node reaches it through SQLite only; nothing is stored there.
 */
function takeLock(folder: string): () => void {
  const holderFile = join(folder, "lock.pid");
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, "lock"), { timeout: LOCK_WAIT_MS_MAX });
    lock.exec("begin exclusive");
    writeFileSync(holderFile, `${process.pid}\n`, { mode: ONLY_OWNER_FILE });
  } catch (cause) {
    lock?.close();
    throw isBusy(cause) ? inUse(folder, holderFile) : notLocked(folder, cause);
  }
  const held = lock;
  heldLocks.add(held);
  return () => {
    if (!heldLocks.delete(held)) return;
    rmSync(holderFile, { force: true });
    held.close();
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function inUse(folder: string, holderFile: string): KanameError {
  const text = existsSync(holderFile) ? readFileSync(holderFile, "utf8").trim() : "";
  const holder = /^\d+$/.test(text) ? ` (process ${text})` : "";
  return new KanameError(
    "conflict",
    `Another Kaname server${holder} is using the data folder ${folder}: stop it, or choose another folder with KANAME_DATA_DIR.`,
  );
}

function notLocked(folder: string, cause: unknown): KanameError {
  return new KanameError(
    "storage_failed",
    `The data folder ${folder} cannot be locked: it has to be on a disk that can be written and that supports file locks.`,
    { cause },
  );
}
