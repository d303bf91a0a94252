// The first question of the gate: may this caller make this call at all?
import { KanameError } from "#infrastructure/errors.ts";
import type { Model } from "#model/registry.ts";
import { type Caller, may } from "./caller.ts";
import type { Policy } from "./policy.ts";
import type { Scenario } from "./scenario.ts";

export interface Admission {
  readonly policy: Policy;
  readonly scenario: Scenario;
  /** What the requested model name stands for, in order of preference. */
  readonly models: readonly Model[];
}

/**
 * Checks permission, scenario and model of a call against the policy in force.
 * Throws `forbidden` for a key that may not call models or whose scenario is gone, `not_found` for a model that is unknown or not the scenario's.
 */
export function admit(policy: Policy, caller: Caller, modelName: string): Admission {
  if (!may(caller, "models:call"))
    throw new KanameError("forbidden", `A key with the role ${caller.role} does not call models; use one with the role caller.`);
  if (caller.scenarioId === undefined)
    throw new KanameError("forbidden", "This key belongs to no scenario, and every call belongs to one; ask for a key of a scenario.");
  const scenario = policy.scenarioOf(caller.institutionId, caller.scenarioId);
  if (scenario === undefined)
    throw new KanameError("forbidden", `The scenario ${caller.scenarioId} of this key is not registered, so the key calls no models.`);
  // An unknown model and one of another scenario get the same answer: what others use is not this caller's to know.
  const models = scenario.models.includes(modelName) ? policy.registry.resolve(modelName) : undefined;
  if (models === undefined) {
    throw new KanameError(
      "not_found",
      `There is no model of this name in the scenario ${scenario.id}; it offers ${scenario.models.join(", ")}.`,
      { parameter: "model" },
    );
  }
  return { policy, scenario, models };
}
