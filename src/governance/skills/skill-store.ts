// Skills as they are stored: immutable versions with their state, and the artefacts that they run.
import { z } from "zod";
import type { Database, SqlRunner } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { type SkillDefinition, skillDefinitionSchema } from "#model/skill.ts";
import { canonicalDigest } from "../audit/chain.ts";
import { LIST_LIMIT_MAX, type Page } from "../identity-store.ts";

/** Only a live one runs. A proposed one goes live or is rejected; a live one is retired, or quarantined when what it calls has changed. */
export const SKILL_STATES = ["proposed", "live", "rejected", "retired", "quarantined"] as const;
export type SkillState = (typeof SKILL_STATES)[number];

export interface StoredSkill {
  readonly definition: SkillDefinition;
  /** SHA-256 of the definition's canonical form, in hexadecimal. */
  readonly definitionHash: string;
  readonly state: SkillState;
  /** "person/E-77" */
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

/** A stored version, with the hash that its definition has now: another one than `definitionHash` once somebody altered it in the database. */
export interface HashedSkill extends StoredSkill {
  readonly hashNow: string;
}

const skillRow = z
  .object({
    // The hash is of what is stored, not of what a later schema makes of it.
    definition: z.preprocess(
      (definition) => ({ definition, hashNow: canonicalDigest(definition) }),
      z.object({ definition: skillDefinitionSchema, hashNow: z.string() }),
    ),
    definition_hash: z.string(),
    state: z.enum(SKILL_STATES),
    proposed_by: z.string(),
    proposed_at: z.date(),
    decided_by: z.string().nullable(),
    decided_at: z.date().nullable(),
  })
  .transform(
    (row): HashedSkill => ({
      ...row.definition,
      definitionHash: row.definition_hash,
      state: row.state,
      proposedBy: row.proposed_by,
      proposedAt: row.proposed_at,
      decidedBy: row.decided_by,
      decidedAt: row.decided_at,
    }),
  );

const versionRow = z.object({ version: z.number().nullable() });

const COLUMNS = "definition, definition_hash, state, proposed_by, proposed_at, decided_by, decided_at";

export interface SkillPage extends Page {
  readonly state?: SkillState | undefined;
}

export interface SkillStep {
  readonly from: SkillState;
  readonly to: SkillState;
  readonly by: string;
  readonly at: Date;
}

export type SkillStore = ReturnType<typeof createSkillStore>;

export function createSkillStore(database: Database) {
  return {
    /** Stores a proposed version. Throws `conflict` where the version exists. */
    async insert(institutionId: string, skill: StoredSkill): Promise<void> {
      await database.execute(
        `insert into skill (institution_id, id, version, definition, definition_hash, state, proposed_by, proposed_at)
         values ($1, $2, $3, $4::jsonb, $5, 'proposed', $6, $7)`,
        [
          institutionId,
          skill.definition.id,
          skill.definition.version,
          JSON.stringify(skill.definition),
          skill.definitionHash,
          skill.proposedBy,
          skill.proposedAt,
        ],
      );
    },
    async find(institutionId: string, id: string, version: number): Promise<StoredSkill | undefined> {
      const rows = await database.query(
        skillRow,
        `select ${COLUMNS} from skill where institution_id = $1 and id = $2 and version = $3 limit 1`,
        [institutionId, id, version],
      );
      return rows[0];
    },
    /** The highest version that was ever proposed; 0 without one. */
    async latestVersion(institutionId: string, id: string): Promise<number> {
      const rows = await database.query(
        versionRow,
        "select max(version) as version from skill where institution_id = $1 and id = $2 limit 1",
        [institutionId, id],
      );
      return rows[0]?.version ?? 0;
    },
    /** By id, then version; `after` is the "id@version" that the page before ended with. */
    list(institutionId: string, { after = "", limit, state }: SkillPage): Promise<StoredSkill[]> {
      const [id = "", version] = after.split("@");
      return database.query(
        skillRow,
        `select ${COLUMNS} from skill where institution_id = $1 and (id, version) > ($2, $3::int4) and ($5::text is null or state = $5)
         order by id, version limit $4`,
        [institutionId, id, Number(version ?? 0) || 0, Math.min(limit, LIST_LIMIT_MAX), state ?? null],
      );
    },
    listLive(institutionId: string, limit: number): Promise<HashedSkill[]> {
      return database.query(skillRow, `select ${COLUMNS} from skill where institution_id = $1 and state = 'live' order by id limit $2`, [
        institutionId,
        limit,
      ]);
    },
    listOfMcpServer: (institutionId: string, server: string, limit: number) => listOfMcpServer(database, institutionId, server, limit),
    /** The version goes live and the one that was is retired, in one step. Throws `conflict` when it is no longer proposed. */
    makeLive(institutionId: string, id: string, version: number, by: string, at: Date): Promise<void> {
      return database.transaction(async (transaction) => {
        await transaction.execute("select pg_advisory_xact_lock(hashtextextended('skill/' || $1 || '/' || $2, 0))", [institutionId, id]);
        await transaction.execute(
          "update skill set state = 'retired', decided_by = $3, decided_at = $4 where institution_id = $1 and id = $2 and state = 'live'",
          [institutionId, id, by, at],
        );
        const isLive = await updateState(transaction, institutionId, id, version, { from: "proposed", to: "live", by, at });
        if (!isLive) throw new KanameError("conflict", "This version is not proposed any more: somebody decided on it meanwhile.");
      });
    },
    /** False when the version is not, or no longer, in the state that the step begins from. */
    updateState(institutionId: string, id: string, version: number, step: SkillStep): Promise<boolean> {
      return updateState(database, institutionId, id, version, step);
    },
  };
}

/** Proposed, live and quarantined ones. */
function listOfMcpServer(runner: SqlRunner, institutionId: string, server: string, limit: number): Promise<StoredSkill[]> {
  return runner.query(
    skillRow,
    `select ${COLUMNS} from skill where institution_id = $1 and state in ('proposed', 'live', 'quarantined')
     and definition -> 'source' ->> 'kind' = 'mcp' and definition -> 'source' ->> 'server' = $2 order by id, version limit $3`,
    [institutionId, server, limit],
  );
}

async function updateState(
  runner: SqlRunner,
  institutionId: string,
  id: string,
  version: number,
  { from, to, by, at }: SkillStep,
): Promise<boolean> {
  const updated = await runner.execute(
    `update skill set state = $5, decided_by = $6, decided_at = $7
     where institution_id = $1 and id = $2 and version = $3 and state = $4`,
    [institutionId, id, version, from, to, by, at],
  );
  return updated === 1;
}
