// GET /v1/models: the names that the caller's scenario may use.

import type { Caller } from "#governance/caller.ts";
import type { Policy } from "#governance/policy.ts";
import { KanameError } from "#infrastructure/errors.ts";

export interface ListedModel {
  readonly id: string;
  readonly object: "model";
  readonly created: number;
  readonly owned_by: string;
}

/** Models and aliases of the caller's scenario, in OpenAI's form; none for a key without a scenario. */
export function listModels(policy: Policy, caller: Caller): { readonly object: "list"; readonly data: readonly ListedModel[] } {
  const scenario = caller.scenarioId === undefined ? undefined : policy.scenarioOf(caller.institutionId, caller.scenarioId);
  return {
    object: "list",
    data: (scenario?.models ?? []).map((id) => ({ id, object: "model", created: 0, owned_by: caller.institutionId })),
  };
}

/** One of them. Throws `not_found` for any other name. */
export function getModel(policy: Policy, caller: Caller, id: string): ListedModel {
  const model = listModels(policy, caller).data.find((listed) => listed.id === id);
  if (model === undefined) throw new KanameError("not_found", "There is no model of this name in this scenario.", { parameter: "model" });
  return model;
}
