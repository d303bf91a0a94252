// What an engine must be able to do to carry a Database; everything else is the same for all engines.

/** What one statement gave, values in PostgreSQL's text form. */
export interface RawResult {
  /** First word of the command tag: SELECT, INSERT, COMMIT, ROLLBACK, …; empty for an empty statement. */
  readonly command: string;
  readonly columns: readonly { readonly name: string; readonly typeId: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows inserted, updated, deleted or merged; 0 for anything else. */
  readonly changed: number;
}

/** One conversation with the engine, held by one user at a time. */
export interface Session {
  /**
   * Runs a statement with its parameters in text form; without parameters, it may be several statements, and the last one's result is given.
   * Throws KanameError, made by `sqlError` or `engineLost`.
   */
  run(sql: string, parameters: readonly (string | null)[]): Promise<RawResult>;
  /** Gives the session back, once; `broken` means that its state is not known and nobody may get it again. */
  release(broken: boolean): void;
}

export interface Engine {
  readonly name: "pglite" | "postgresql";
  /** Waits for a session. Throws `overloaded` when too many wait already, `storage_failed` when the engine cannot be reached. */
  lease(): Promise<Session>;
  /** Waits for the sessions on lease and stops the engine. */
  close(): Promise<void>;
}

/** Row counts in command tags of reading statements are no changes. */
export const CHANGING_COMMANDS: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE", "COPY"]);
