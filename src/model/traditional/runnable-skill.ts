// A skill made ready: its artefact loaded and checked once, then called many times.
import type { JsonObject, SkillCall, SkillDefinition, SkillResult } from "../skill.ts";

export interface RunnableSkill {
  /** Runs once. The input fits the definition's schema. Throws KanameError: `invalid_request` for arguments that it cannot take, else `upstream_failed`. */
  run(call: SkillCall): Promise<SkillResult>;
  /** Many rows in one go, where the kind can do that cheaper than one by one. Gives outputs without reasons: those are for single decisions. */
  readonly runBatch?: (inputs: readonly JsonObject[], call: Omit<SkillCall, "input">) => Promise<SkillResult[]>;
  close(): Promise<void>;
}

/** Gives the bytes that have this SHA-256. Throws KanameError `conflict` where there are none, or others. */
export type LoadArtefact = (sha256: string) => Promise<Uint8Array>;

/** Makes skills of one kind ready. Throws KanameError `conflict` for a definition or an artefact that cannot be used, with one sentence. */
export type OpenSkill = (definition: SkillDefinition, loadArtefact: LoadArtefact) => Promise<RunnableSkill>;
