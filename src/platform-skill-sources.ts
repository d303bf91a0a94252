// The databases that institutions' named queries may read, as the configuration now declares them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createDataSource, type DataSource } from "#infrastructure/database/data-source.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { openPostgres } from "#infrastructure/database/postgres.ts";
import { openTrialDatabase } from "#infrastructure/database/trial-database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { DeclaredDataSource, Institution } from "./configuration.ts";

export interface SkillSources {
  /** A source as it is declared now. */
  find(institutionId: string, sourceId: string): DataSource | undefined;
  /** Opens what is declared anew or otherwise than before, and closes what is not declared any more. What cannot be had is logged and not there. */
  follow(institutions: readonly Institution[]): Promise<void>;
  close(): Promise<void>;
}

export interface SkillSourcesParts {
  readonly institutions: readonly Institution[];
  /** Where databases made from files lie; they are made anew at each start and each change. */
  readonly folder: string;
  readonly readSecret: (name: string) => string | undefined;
  readonly log: Log;
}

/** An open source, and the declaration that it was opened from. */
interface Opened {
  readonly declared: string;
  readonly database: Database;
  readonly source: DataSource;
}

/** Opens every declared source. Throws KanameError `storage_failed` or `not_found` for one that cannot be had; then none stays open. */
export async function openSkillSources(parts: SkillSourcesParts): Promise<SkillSources> {
  const open = new Map<string, Opened>();
  const closeAll = async () => void (await Promise.all([...open.values()].map(({ database }) => database.close())));
  try {
    for (const { key, institutionId, declared } of everySource(parts.institutions)) {
      open.set(key, await openDeclared(parts, institutionId, declared));
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  /** Changes follow each other: two quick ones must not open one folder twice. */
  let turn: Promise<void> = Promise.resolve();
  let isClosed = false;

  return {
    find: (institutionId, sourceId) => open.get(keyOf(institutionId, sourceId))?.source,
    follow(institutions) {
      // A configuration may change while the server stops.
      turn = turn.then(() => (isClosed ? undefined : follow(parts, open, institutions)));
      return turn;
    },
    async close() {
      isClosed = true;
      await turn;
      await closeAll();
    },
  };
}

async function follow(parts: SkillSourcesParts, open: Map<string, Opened>, institutions: readonly Institution[]): Promise<void> {
  const wanted = new Map(everySource(institutions).map((one) => [one.key, one]));
  for (const [key, { declared, database }] of open) {
    const next = wanted.get(key);
    if (next !== undefined && JSON.stringify(next.declared) === declared) continue;
    open.delete(key);
    await database.close();
  }
  for (const [key, { institutionId, declared }] of wanted) {
    if (open.has(key)) continue;
    try {
      open.set(key, await openDeclared(parts, institutionId, declared));
    } catch (error) {
      parts.log.error("data source cannot be had", { institution: institutionId, source: declared.id }, error);
    }
  }
}

function everySource(institutions: readonly Institution[]) {
  return institutions.flatMap(({ id, dataSources }) =>
    dataSources.map((declared) => ({ key: keyOf(id, declared.id), institutionId: id, declared })),
  );
}

async function openDeclared(parts: SkillSourcesParts, institutionId: string, declared: DeclaredDataSource): Promise<Opened> {
  const database = await openDatabase(parts, institutionId, declared);
  return { declared: JSON.stringify(declared), database, source: createDataSource(database) };
}

async function openDatabase(
  { folder, readSecret, log }: SkillSourcesParts,
  institutionId: string,
  declared: DeclaredDataSource,
): Promise<Database> {
  if ("urlVariable" in declared) return openPostgres({ url: readSecret(declared.urlVariable) ?? "", log });
  const { sqlFile } = declared;
  if (!existsSync(sqlFile))
    throw new KanameError("not_found", `The data source ${declared.id} names the file ${sqlFile}, which does not exist.`);
  return openTrialDatabase({ folder: join(folder, `${institutionId}-${declared.id}`), sql: readFileSync(sqlFile, "utf8"), log });
}

function keyOf(institutionId: string, sourceId: string): string {
  return JSON.stringify([institutionId, sourceId]);
}
