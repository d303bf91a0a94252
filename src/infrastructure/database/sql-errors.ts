// What went wrong in an engine, as the one kind of error that crosses layers. No value of a row or parameter gets through.
import { KanameError } from "../errors.ts";

/** What an engine reports of a failed statement. Its `detail` is left out on purpose: it quotes values. */
export interface SqlFailure {
  /** Five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly state: string;
  readonly message: string;
  readonly table: string | undefined;
  readonly constraint: string | undefined;
}

const UNIQUE_VIOLATION = "23505";
const EXCLUSION_VIOLATION = "23P01";

/** The engine could not do it now, whatever the statement: connection, authorisation, resources, shutdown, input and output, corruption. */
const STORAGE_CLASSES: ReadonlySet<string> = new Set(["08", "28", "3D", "53", "57", "58", "F0", "XX"]);
/** Single states of other classes with the same meaning: standby server, serialisation, deadlock, lock not available, idle transaction ended. */
const STORAGE_STATES: ReadonlySet<string> = new Set(["25006", "40001", "40P01", "55P03", "25P03", "25P04"]);

/** Messages of this class quote the value that was not valid. */
const DATA_EXCEPTIONS = "22";
/** Enough of a statement to find it in the source. Statements hold no values: those are parameters. */
const STATEMENT_CHARACTERS_MAX = 200;

/** The error that tells of `failure` while running `sql`. */
export function sqlError(failure: SqlFailure, sql: string): KanameError {
  const cause = new Error(describe(failure, sql));
  if (failure.state === UNIQUE_VIOLATION || failure.state === EXCLUSION_VIOLATION) {
    return new KanameError("conflict", "This clashes with something that exists already.", { cause });
  }
  if (STORAGE_CLASSES.has(failure.state.slice(0, 2)) || STORAGE_STATES.has(failure.state)) return storageFailed(cause);
  return new KanameError("internal", "Kaname's database refused a statement; nothing was changed. The log has the details.", { cause });
}

/** The error for an engine that does not answer as an engine does: connection broken, process or thread gone. */
export function engineLost(cause: unknown): KanameError {
  return storageFailed(cause);
}

function storageFailed(cause: unknown): KanameError {
  return new KanameError("storage_failed", "Kaname's database cannot be reached or cannot write at the moment. Try again shortly.", {
    cause,
  });
}

function describe({ state, message, table, constraint }: SqlFailure, sql: string): string {
  const what = state.startsWith(DATA_EXCEPTIONS) ? "a value is not valid (the message would quote it)" : message;
  const where = [table && `table ${table}`, constraint && `constraint ${constraint}`].filter(Boolean).join(", ");
  return `SQL state ${state}: ${what}${where && ` (${where})`} in: ${sql.trim().slice(0, STATEMENT_CHARACTERS_MAX)}`;
}
