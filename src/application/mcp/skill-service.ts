// What the MCP server needs of skills: which a caller may use, and one way to call them, which is the gate's.
import type { Caller } from "#governance/caller.ts";
import type { JsonObject, SkillDefinition, SkillResult } from "#model/skill.ts";

/** What became of a call. Refusals and failures of the skill are answers too; each has its record in the ledger. */
export type SkillCallAnswer =
  | { readonly status: "executed"; readonly recordId: string; readonly result: SkillResult }
  | { readonly status: "waiting" | "rejected" | "failed"; readonly recordId: string; readonly sentence: string };

export interface SkillService {
  /** The live skills that the caller may call, by id. */
  listPermitted(caller: Caller): Promise<SkillDefinition[]>;
  /** Decides on a call and runs it where that is the decision. Throws KanameError only when it cannot be recorded. */
  call(caller: Caller, skillId: string, input: JsonObject, signal: AbortSignal): Promise<SkillCallAnswer>;
}
