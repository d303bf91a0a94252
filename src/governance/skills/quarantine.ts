// Quarantine: what a live skill calls is not what was accepted, so it does not run until a person has accepted a new version.
import type { SkillDefinition } from "#model/skill.ts";
import { type ChangeRecordingParts, recordChange } from "../audit/record-change.ts";
import type { SkillRegister } from "./skill-register.ts";

export interface QuarantineParts extends ChangeRecordingParts {
  readonly register: Pick<SkillRegister, "quarantine">;
}

/**
 * Quarantines a live skill, because of what one sentence says of the server that it calls. The ledger gets one record of it, from whichever
 * server was first; for a version that is not live nothing happens. Throws `storage_failed`.
 */
export type Quarantine = (institutionId: string, skill: SkillDefinition, why: string) => Promise<void>;

export function createQuarantine({ register, ledger, ids }: QuarantineParts): Quarantine {
  return (institutionId, { id, version, source }, why) => {
    const accepted = source.kind === "mcp" ? { server: source.server, tool: source.tool, accepted: source.definition } : {};
    const record = {
      kind: "change",
      action: "skill.quarantined",
      actor: "kaname",
      object: `skill/${id}`,
      details: { version, ...accepted, why },
    } as const;
    return recordChange(
      { ledger, ids },
      {
        institutionId,
        intended: record,
        make: async () => ({ done: undefined, record: (await register.quarantine(institutionId, id, version)) ? record : undefined }),
      },
    );
  };
}
