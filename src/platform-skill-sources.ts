// Opens the databases that an institution's named queries may read.
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
  return openTrialDatabase({ folder: join(folder, `${institutionId}-${declared.id}`), sql: readFileSync(sqlFile, "utf8"), log });
}

function keyOf(institutionId: string, sourceId: string): string {
  return JSON.stringify([institutionId, sourceId]);
}
