// Opens the databases that an institution's named queries may read.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createDataSource, type DataSource } from "#infrastructure/database/data-source.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { openPglite } from "#infrastructure/database/pglite.ts";
import { openPostgres } from "#infrastructure/database/postgres.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { DeclaredDataSource, Institution } from "./configuration.ts";

export interface SkillSources {
  find(institutionId: string, sourceId: string): DataSource | undefined;
  close(): Promise<void>;
}

export interface SkillSourcesParts {
  readonly institutions: readonly Institution[];
  /** Where databases made from files lie; they are made anew at each start. */
  readonly folder: string;
  readonly readSecret: (name: string) => string | undefined;
  readonly log: Log;
}

/** Opens every declared source. Throws KanameError `storage_failed` or `not_found` for one that cannot be had; then none stays open. */
export async function openSkillSources(parts: SkillSourcesParts): Promise<SkillSources> {
  await using opening = new AsyncDisposableStack();
  const sources = new Map<string, DataSource>();
  for (const { id, dataSources } of parts.institutions) {
    for (const declared of dataSources) {
      const database = opening.adopt(await openDeclared(parts, id, declared), (it) => it.close());
      sources.set(keyOf(id, declared.id), createDataSource(database));
    }
  }
  const opened = opening.move();
  return { find: (institutionId, sourceId) => sources.get(keyOf(institutionId, sourceId)), close: () => opened.disposeAsync() };
}

async function openDeclared(
  { folder, readSecret, log }: SkillSourcesParts,
  institutionId: string,
  declared: DeclaredDataSource,
): Promise<Database> {
  if ("urlVariable" in declared) return openPostgres({ url: readSecret(declared.urlVariable) ?? "", log });
  const { sqlFile } = declared;
  if (!existsSync(sqlFile))
    throw new KanameError("not_found", `The data source ${declared.id} names the file ${sqlFile}, which does not exist.`);
  const own = join(folder, `${institutionId}-${declared.id}`);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const database = await openPglite({ folder: own, log });
  try {
    for (const statement of readFileSync(sqlFile, "utf8").split(/;\s*\n/)) if (statement.trim() !== "") await database.execute(statement);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function keyOf(institutionId: string, sourceId: string): string {
  return JSON.stringify([institutionId, sourceId]);
}
