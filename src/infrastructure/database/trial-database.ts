// A small database that is made anew from a text of SQL: for trying queries out without a server.
import { mkdirSync, rmSync } from "node:fs";
import type { Log } from "../log.ts";
import type { Database } from "./database.ts";
import { openPglite } from "./pglite.ts";
import { startPgliteThread } from "./pglite-thread.ts";

/** Its statements wait for one another, and the engine cannot cancel one: one that takes longer ends the thread, and the next starts another. */
const STATEMENT_MS_MAX = 10_000;

export interface TrialDatabaseParts {
  /** Emptied first. */
  readonly folder: string;
  /** Statements, each ending in a semicolon at the end of a line. */
  readonly sql: string;
  readonly log: Log;
  /** For tests. */
  readonly statementMsMax?: number;
}

/** Makes and opens it. To be closed. Throws as the statements do; then nothing stays open. */
export async function openTrialDatabase({ folder, sql, log, statementMsMax = STATEMENT_MS_MAX }: TrialDatabaseParts): Promise<Database> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = await openPglite({ folder, log }, (place, onGone) => startPgliteThread(place, onGone, statementMsMax));
  try {
    for (const statement of sql.split(/;[ \t]*(?:\n|$)/)) if (statement.trim() !== "") await database.execute(statement);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
