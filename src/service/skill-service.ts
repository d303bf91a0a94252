// Skills for callers outside a run: those of the caller's scenario, through the disposition gate.
import type { Caller } from "#governance/caller.ts";
import type { BatchAnswer, DispositionGate, SkillAnswer } from "#governance/disposition.ts";
import type { Policy } from "#governance/policy.ts";
import type { Scenario } from "#governance/scenario.ts";
import type { Level } from "#governance/sensitivity/finding.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { JsonObject, SkillDefinition, SkillResult } from "#model/skill.ts";

/** Refusals and failures of the skill are answers too; each has its record in the ledger. */
interface NotExecuted {
  readonly status: "waiting" | "rejected" | "failed";
  readonly recordId: string;
  readonly sentence: string;
}

/** What became of a call. */
export type SkillCallAnswer = { readonly status: "executed"; readonly recordId: string; readonly result: SkillResult } | NotExecuted;

/** What became of a batch; a result for each row, in their order. */
export type SkillBatchAnswer =
  | { readonly status: "executed"; readonly recordId: string; readonly level: Level; readonly results: readonly SkillResult[] }
  | NotExecuted;

export interface SkillService {
  /** The live skills that the caller may call, by id. Throws `forbidden` for a key without a scenario. */
  listPermitted(caller: Caller): Promise<SkillDefinition[]>;
  /** Decides on a call and runs it where that is the decision. Throws `forbidden`, and KanameError when it cannot be recorded. */
  call(caller: Caller, skillId: string, input: JsonObject, signal: AbortSignal): Promise<SkillCallAnswer>;
  /** As `call`, for many rows that somebody named: one decision and one record, all rows or none. */
  callBatch(caller: Caller, skillId: string, inputs: readonly JsonObject[], signal: AbortSignal): Promise<SkillBatchAnswer>;
}

export function createSkillService(disposition: DispositionGate, policy: () => Pick<Policy, "scenarioOf">): SkillService {
  function scenarioOf({ institutionId, scenarioId }: Caller): Scenario {
    const scenario = scenarioId === undefined ? undefined : policy().scenarioOf(institutionId, scenarioId);
    if (scenario === undefined) throw new KanameError("forbidden", "Skills are called with a key of a registered scenario.");
    return scenario;
  }

  return {
    listPermitted: async (caller) => disposition.listPermitted(caller, scenarioOf(caller)),
    async call(caller, skillId, input, signal) {
      const scenario = scenarioOf(caller);
      // An MCP client is a model's host: nobody can tell whether a person chose the call.
      const choice = { purpose: scenario.dataPurpose, askedBy: "model", runId: undefined, levelFloor: 1, approvalId: undefined } as const;
      const answer = await disposition.call({ caller, scenario, skillId, input, signal, ...choice });
      return answer.status === "waiting" ? inRunsAlone(answer) : answer;
    },
    async callBatch(caller, skillId, inputs, signal) {
      const scenario = scenarioOf(caller);
      const choice = { purpose: scenario.dataPurpose, askedBy: "person", runId: undefined, levelFloor: 1, approvalId: undefined } as const;
      const answer = await disposition.callBatch({ caller, scenario, skillId, inputs, signal, ...choice });
      return answer.status === "waiting" ? inRunsAlone(answer) : answer;
    },
  };
}

function inRunsAlone({ recordId, skill, reasons }: Extract<BatchAnswer | SkillAnswer, { readonly status: "waiting" }>): NotExecuted {
  const why = reasons.map(({ sentence }) => sentence).join("; ");
  const sentence = `The skill ${skill.id} needs a person's approval, for which it has to be called in a run: ${why}.`;
  return { status: "waiting", recordId, sentence };
}
