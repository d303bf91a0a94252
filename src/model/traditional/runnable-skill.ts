// A skill made ready: its artefact loaded and checked once, then called many times.
import type { JsonObject, SkillCall, SkillDefinition, SkillResult } from "../skill.ts";

export interface RunnableSkill {
  /** Runs once. The input fits the definition's schema. Throws KanameError: `invalid_request` for arguments that it cannot take, else `upstream_failed`. */
  run(call: SkillCall): Promise<SkillResult>;
  /** Many rows in one go, where the kind can do that cheaper than one by one. */
  readonly runBatch?: (inputs: readonly JsonObject[], call: Omit<SkillCall, "input">) => Promise<SkillResult[]>;
  close(): Promise<void>;
}

/** Makes skills of one kind ready. `artefact` has the hash that the definition names; undefined for kinds without one. Throws KanameError `conflict` for a definition or an artefact that cannot be used, with one sentence. */
export type OpenSkill = (definition: SkillDefinition, artefact: Uint8Array | undefined) => Promise<RunnableSkill>;
