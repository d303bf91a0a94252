// The embedded engine: PostgreSQL as WebAssembly (PGlite) on a folder of this machine, with pgvector.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import { createDatabase } from "./create-database.ts";
import type { Database } from "./database.ts";
import type { Engine } from "./engine.ts";
import { type PgliteThread, startPgliteThread } from "./pglite-thread.ts";
import { engineLost } from "./sql-errors.ts";
import { createTurns } from "./turns.ts";

/** The engine runs some 3,000 statements a second: a line this long is served well within the wait. */
const WAITING_STATEMENTS_MAX = 1_024;
const WAIT_MS_MAX = 30_000;
const ONLY_OWNER = 0o700;

export interface PgliteParts {
  /** Where the database is or will be; its parent exists. One process at a time may open it, which is for the caller to make sure (data-folder.ts). */
  readonly folder: string;
  readonly log: Log;
}

/**
 * Opens the embedded engine. A statement at a time runs, in a thread of its own; the others wait in line (`overloaded` when it is too long).
 * A kill of the process loses nothing that was committed; a power failure may, as the engine never calls fsync.
 * A thread that dies fails what it was running (`storage_failed`), and the next statement starts another. Throws `storage_failed`.
 */
export async function openPglite({ folder, log }: PgliteParts): Promise<Database> {
  return createDatabase(await openPgliteEngine({ folder, log }));
}

async function openPgliteEngine({ folder, log }: PgliteParts): Promise<Engine> {
  await makeOnce(folder);
  const turns = createTurns({ waitingMax: WAITING_STATEMENTS_MAX, waitMsMax: WAIT_MS_MAX });
  let thread: PgliteThread | undefined = await openFolder(folder, onGone);
  let isClosed = false;

  function onGone(cause: unknown): void {
    thread = undefined;
    log.error("database-thread-gone", { engine: "pglite" }, cause);
  }

  return {
    name: "pglite",
    async lease() {
      const endTurn = await turns.take();
      try {
        if (isClosed) throw engineLost(new Error("the embedded database is closed"));
        const current = (thread ??= await openFolder(folder, onGone));
        return {
          run: current.run,
          release(broken) {
            if (broken) current.kill(new Error("a transaction could not be rolled back"));
            endTurn();
          },
        };
      } catch (error) {
        endTurn();
        throw error;
      }
    },
    async close() {
      isClosed = true;
      const endTurn = await turns.takePatiently();
      await thread?.close().finally(endTurn);
    },
  };
}

/** Makes the database under another name first, so that a kill half-way leaves nothing that looks like one. */
async function makeOnce(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: ONLY_OWNER });
  const thread = await openFolder(unfinished, () => undefined);
  await thread.close();
  renameSync(unfinished, folder);
}

async function openFolder(folder: string, onGone: (cause: unknown) => void): Promise<PgliteThread> {
  return startPgliteThread(folder, onGone).catch((cause: unknown) => {
    throw new KanameError("storage_failed", `The database in ${folder} cannot be opened; check that the disk has room and that the folder may be written.`, { cause });
  });
}
