// The embedded engine: PostgreSQL as WebAssembly (PGlite) on a folder of this machine, with pgvector.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import type { Log } from "../log.ts";
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
 * `startThread` is for a shorter limit of a statement, and for tests.
 */
export async function openPglite({ folder, log }: PgliteParts, startThread = startPgliteThread): Promise<Database> {
  await makeOnce(folder);
  return createDatabase(await openPgliteEngine({ folder, log }, startThread));
}

async function openPgliteEngine({ folder, log }: PgliteParts, startThread: typeof startPgliteThread): Promise<Engine> {
  const turns = createTurns({ waitingMax: WAITING_STATEMENTS_MAX, waitMsMax: WAIT_MS_MAX });
  let thread: PgliteThread | undefined;
  let isClosed = false;

  function onGone(cause: unknown): void {
    thread = undefined;
    log.error("database-thread-gone", { engine: "pglite" }, cause);
  }

  thread = await startThread(folder, onGone);

  return {
    name: "pglite",
    async lease() {
      if (isClosed) throw engineLost(new Error("the embedded database is closed"));
      const endTurn = await turns.take();
      try {
        const current = thread ?? (await startThread(folder, onGone));
        thread = current;
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
      // At the end of the line: whoever came before is served.
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
  const thread = await startPgliteThread(unfinished, () => undefined);
  await thread.close();
  renameSync(unfinished, folder);
}
