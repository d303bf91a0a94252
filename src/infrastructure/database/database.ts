// What the stores see of a database: one SQL text (PostgreSQL 16 and later), whichever engine runs it.
import type { z } from "zod";

/** What a parameter may be. JSON goes in as its text (`JSON.stringify`) with a cast in the SQL, arrays of text or numbers as they are. */
export type SqlValue = string | number | bigint | boolean | null | Date | Uint8Array | readonly string[] | readonly number[];

export interface SqlRunner {
  /**
   * Runs one statement and gives its rows, each parsed by `row`. Placeholders are $1, $2, …
   * On both engines: int8 and count() arrive as number (an unsafe one throws), numeric as string, timestamptz as Date, json as its value, bytea as Buffer.
   * Throws KanameError `conflict` on a unique violation, `storage_failed` when the engine cannot be reached or written, else `internal`.
   */
  query<Row>(row: z.ZodType<Row>, sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs one statement and gives the number of rows that it changed. Throws as `query`. */
  execute(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
}

export interface Database extends SqlRunner {
  readonly engine: "pglite" | "postgresql";
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. Inside, only the runner passed may be used. */
  transaction<Result>(work: (transaction: SqlRunner) => Promise<Result>): Promise<Result>;
  /** Waits for running statements and lets go of the engine. */
  close(): Promise<void>;
}
