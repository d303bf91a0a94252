// The live skills of institutions, remembered for a few seconds: they are asked for at every call.
import type { Clock } from "#infrastructure/clock.ts";
import type { HashedSkill, SkillStore, StoredSkill } from "./skill-store.ts";

/** Live skills of one institution: more than a hundred scenarios need. */
const LIVE_MAX = 1_000;
/** How long what is live may be remembered: as long as another server may take to notice a decision of this one. */
const REMEMBERED_MS = 5_000;

/** A live version; an altered one is not as it went live, and does not run. */
export interface LiveSkill extends StoredSkill {
  readonly isAltered: boolean;
}

export interface LiveSkills {
  /** By id. */
  read(institutionId: string): Promise<ReadonlyMap<string, LiveSkill>>;
  /** Reads them anew the next time, after a decision. */
  forget(institutionId: string): void;
}

export function createLiveSkills(store: Pick<SkillStore, "listLive">, clock: Clock): LiveSkills {
  const remembered = new Map<string, { readonly until: number; readonly live: Promise<ReadonlyMap<string, LiveSkill>> }>();

  async function readAll(institutionId: string): Promise<ReadonlyMap<string, LiveSkill>> {
    const rows = await store.listLive(institutionId, LIVE_MAX);
    return new Map(rows.map((skill) => [skill.definition.id, liveSkillOf(skill)]));
  }

  return {
    read(institutionId) {
      const now = clock.now().getTime();
      const known = remembered.get(institutionId);
      if (known !== undefined && known.until > now) return known.live;
      const live = readAll(institutionId);
      remembered.set(institutionId, { until: now + REMEMBERED_MS, live });
      live.catch(() => remembered.delete(institutionId));
      return live;
    },
    forget: (institutionId) => void remembered.delete(institutionId),
  };
}

function liveSkillOf({ hashNow, ...skill }: HashedSkill): LiveSkill {
  return { ...skill, isAltered: hashNow !== skill.definitionHash };
}
