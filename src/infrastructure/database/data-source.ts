// What named queries see of a database that is not Kaname's own: one reading statement at a time, within its rows and its time.
import { z } from "zod";
import { KanameError } from "../errors.ts";
import type { Database, SqlValue } from "./database.ts";

/** A row as JSON: instants as ISO text in UTC, numbers with more digits than a number holds as text, bytes in hexadecimal. */
export type SourceValue = string | number | boolean | null | readonly SourceValue[] | { readonly [member: string]: SourceValue };
export type SourceRow = { readonly [column: string]: SourceValue };

export interface SourceAnswer {
  readonly rows: readonly SourceRow[];
  /** The statement had more rows than were asked for. */
  readonly hasMore: boolean;
}

export interface SourceLimits {
  readonly rowsMax: number;
  readonly timeoutMs: number;
}

export interface DataSource {
  /**
   * Runs one SELECT (or WITH … SELECT) in a read-only transaction and gives at most `rowsMax` rows. Placeholders are $1, $2, …
   * The time limit is PostgreSQL's own; the embedded engine has none: a trial database ends what takes too long by itself (`storage_failed`).
   * Throws KanameError `conflict` for another statement, or one that the source refuses, `upstream_timeout` when its time is up,
   * `storage_failed` and `overloaded` as every statement does.
   */
  query(sql: string, parameters: readonly SqlValue[], limits: SourceLimits): Promise<SourceAnswer>;
}

const rowSchema = z.record(z.string(), z.unknown());
/** White space and comments, then the word that says what a statement does. */
const FIRST_WORD = /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*([a-z]+)/i;
const READING_WORDS: ReadonlySet<string> = new Set(["select", "with"]);
const DEPTH_MAX = 32;

/** A data source on top of `database`, whose user should have no right but to read what queries may see. */
export function createDataSource(database: Database): DataSource {
  return {
    async query(sql, parameters, { rowsMax, timeoutMs }) {
      assertReads(sql);
      const rows = await database.transaction(async (transaction) => {
        await transaction.execute("set transaction read only");
        await transaction.execute(`set local statement_timeout = ${Math.max(1, Math.ceil(timeoutMs))}`);
        // As a part of a statement of ours it can be one query and nothing else; with a parameter of ours the engine takes one statement only.
        const bounded = `select * from (\n${withoutEnd(sql)}\n) as answer limit $${parameters.length + 1}::int`;
        return transaction.query(rowSchema, bounded, [...parameters, rowsMax + 1]).catch((error: unknown) => {
          throw explain(error, timeoutMs);
        });
      });
      return { rows: rows.slice(0, rowsMax).map(toRow), hasMore: rows.length > rowsMax };
    },
  };
}

/** Throws `conflict` for a statement that does not begin as a reading one; that it only reads is held by the read-only transaction. */
export function assertReads(sql: string): void {
  const word = FIRST_WORD.exec(sql)?.[1]?.toLowerCase() ?? "nothing";
  if (!READING_WORDS.has(word))
    throw new KanameError("conflict", `A named query is a SELECT or WITH statement; this one begins with ${word.slice(0, 20)}.`);
}

/** A statement may be written with the semicolon that ends it. */
function withoutEnd(sql: string): string {
  const trimmed = sql.trimEnd();
  return trimmed.endsWith(";") ? trimmed.slice(0, -1) : trimmed;
}

const CANCELLED = /^SQL state 57014/;

/** A source's refusal is the query's fault, not Kaname's; what it said stays in the cause. */
function explain(error: unknown, timeoutMs: number): unknown {
  if (!(error instanceof KanameError)) return error;
  const said = error.cause instanceof Error ? error.cause.message : "";
  if (CANCELLED.test(said))
    return new KanameError("upstream_timeout", `The data source gave no answer within ${timeoutMs} ms.`, { cause: error.cause });
  if (error.kind === "internal" || /^SQL state 25006/.test(said))
    return new KanameError("conflict", "The data source refused the query; the log has the details.", { cause: error.cause });
  return error;
}

function toRow(row: Readonly<Record<string, unknown>>): SourceRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toSourceValue(value, DEPTH_MAX)]));
}

function toSourceValue(value: unknown, depth: number): SourceValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  // JSON has no NaN and no infinity: they go as PostgreSQL writes them.
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (depth === 0 || typeof value !== "object")
    throw new KanameError("conflict", `The data source gave a value nested deeper than ${DEPTH_MAX} levels.`);
  if (Array.isArray(value)) return value.map((element) => toSourceValue(element, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, toSourceValue(inner, depth - 1)]));
}
