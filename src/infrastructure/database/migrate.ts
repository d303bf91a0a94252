// Brings a database to the form that this version of Kaname needs: numbered SQL files, forward only, each applied once and never edited.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KanameError } from "../errors.ts";
import type { Database, SqlRunner } from "./database.ts";

const FILE_NAME = /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/;
/** Any number, as long as nothing else in the database takes it: servers that start together take turns. "kaname" in ASCII. */
const ADVISORY_LOCK = 0x6b616e616d65;

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly sql: string;
}

const appliedRow = z.object({ number: z.number(), name: z.string(), checksum: z.string() });
type Applied = z.infer<typeof appliedRow>;

/**
 * Applies the files of `folder` that `database` has not seen, in order, each in a transaction of its own; gives the names of those applied now.
 * Throws `conflict` when the folder and what was applied before do not fit together, else what the database throws; then the rest is not applied.
 */
export async function migrate(database: Database, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder);
  await database.transaction(async (transaction) => {
    await takeLock(transaction);
    await transaction.execute(
      "create table if not exists migration (number int4 primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())",
    );
  });
  const names: string[] = [];
  for (const migration of migrations) {
    const isNew = await database.transaction((transaction) => applyOnce(transaction, migration, migrations));
    if (isNew) names.push(migration.name);
  }
  return names;
}

/** Applies `migration` unless it is applied already. The lock is held to the end of the transaction, so nobody applies it meanwhile. */
async function applyOnce(transaction: SqlRunner, migration: Migration, known: readonly Migration[]): Promise<boolean> {
  await takeLock(transaction);
  const applied = await transaction.query(appliedRow, "select number, name, checksum from migration order by number limit $1", [
    known.length + 1,
  ]);
  assertFit(applied, known);
  if (applied.length >= migration.number) return false;
  await transaction.execute(migration.sql);
  await transaction.execute("insert into migration (number, name, checksum) values ($1, $2, $3)", [
    migration.number,
    migration.name,
    migration.checksum,
  ]);
  return true;
}

async function takeLock(transaction: SqlRunner): Promise<void> {
  // Building an index may take longer than a request's statement may, and so may waiting for the server that does.
  await transaction.execute("set local statement_timeout = 0");
  await transaction.execute("select pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
}

function assertFit(applied: readonly Applied[], known: readonly Migration[]): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const migration = known[index];
    if (migration === undefined || migration.name !== name) {
      throw new KanameError(
        "conflict",
        `The database holds the migration ${name}, which this version of Kaname does not know: start the version that applied it, or a newer one.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new KanameError(
        "conflict",
        `The migration ${name} was edited after it was applied to this database: restore its text and put the change into a new file.`,
      );
    }
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return names.map((name, index) => {
    const number = Number(FILE_NAME.exec(name)?.[1]);
    if (number !== index + 1) {
      const expected = String(index + 1).padStart(4, "0");
      throw new KanameError(
        "conflict",
        `The migration ${name} is out of order: the files are named ${expected}-what-it-does.sql and numbered without a gap from 0001.`,
      );
    }
    // A checkout may turn line endings; that is no edit.
    const sql = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
    return { number, name, checksum: createHash("sha256").update(sql).digest("hex"), sql };
  });
}
