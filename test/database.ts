// Databases for tests: the embedded engine on a folder of its own, and PostgreSQL where KANAME_TEST_DATABASE_URL names a server.
import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Database } from "#infrastructure/database/database.ts";
import { migrate } from "#infrastructure/database/migrate.ts";
import { openPglite } from "#infrastructure/database/pglite.ts";
import { openPostgres } from "#infrastructure/database/postgres.ts";
import { createLog } from "#infrastructure/log.ts";

const log = createLog("silent");
const repository = join(import.meta.dirname, "..");
export const MIGRATIONS = join(repository, "migrations");

export interface TestEngine {
  readonly name: Database["engine"];
  /** Why the engine cannot be had here; undefined where it can. Goes into the `skip` of a test. */
  readonly absent: string | undefined;
  /** A database of its own, with Kaname's tables; removed when it is closed. */
  open(): Promise<Database>;
}

const serverUrl = process.env.KANAME_TEST_DATABASE_URL;

/** For the suites that run once for each engine. */
export const TEST_ENGINES: readonly TestEngine[] = [
  { name: "pglite", absent: undefined, open: openTestDatabase },
  {
    name: "postgresql",
    absent: serverUrl === undefined ? "KANAME_TEST_DATABASE_URL names no PostgreSQL server with pgvector" : undefined,
    open: () => openOnServer(serverUrl ?? ""),
  },
];

/** The embedded engine with Kaname's tables, for tests of what is built on a database. Close it. */
export async function openTestDatabase(): Promise<Database> {
  const parent = mkdtempSync(join(tmpdir(), "kaname-test-"));
  const folder = join(parent, "database");
  await makeDatabaseFolder(folder);
  const database = await openPglite({ folder, log });
  return closingWith(database, async () => rmSync(parent, { recursive: true, force: true }));
}

/** Makes `folder` the folder of an embedded database with Kaname's tables. */
export async function makeDatabaseFolder(folder: string): Promise<void> {
  cpSync(await makeTemplate(), folder, { recursive: true });
}

/** Making a database takes two seconds and copying one a tenth of one: made once for each version of the engine and of the migrations. */
async function makeTemplate(): Promise<string> {
  const hash = createHash("sha256");
  hash.update(readFileSync(join(repository, "node_modules/@electric-sql/pglite/package.json")));
  for (const name of readdirSync(MIGRATIONS).sort()) hash.update(name).update(readFileSync(join(MIGRATIONS, name)));
  const cache = join(repository, "node_modules/.cache/kaname");
  const template = join(cache, `database-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(template)) return template;

  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unfinished-"));
  const database = await openPglite({ folder: join(unfinished, "database"), log });
  await migrate(database, MIGRATIONS);
  await database.close();
  try {
    renameSync(join(unfinished, "database"), template);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(template)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return template;
}

async function openOnServer(url: string): Promise<Database> {
  const name = `kaname_test_${randomBytes(8).toString("hex")}`;
  await administer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await openPostgres({ url: own.href, log });
  await migrate(database, MIGRATIONS);
  return closingWith(database, () => administer(url, `drop database ${name}`));
}

/** Databases are made and dropped outside any database of ours. */
async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function closingWith(database: Database, after: () => Promise<void>): Database {
  return {
    ...database,
    async close() {
      await database.close();
      await after();
    },
  };
}
