// Which deployments may receive a call, in which order they are tried, and why each of the others may not.
import type { Pool, Zone } from "#infrastructure/compute/pool.ts";
import type { Deployment, Model } from "./registry.ts";

export interface RouteQuestion {
  /** What the caller's model name stands for, in order of preference. */
  readonly models: readonly Model[];
  readonly task: Model["task"];
  readonly institutionId: string;
  /** The level of the request as it is. */
  readonly level: number;
  /** What the institution's rules and masking make of the request on its way to a pool. */
  readonly changeAt: (pool: Pool) => Change;
}

/** What becomes of a request at one destination. */
export interface Change {
  /** Why the request may not go there in any form; undefined: it may. */
  readonly blocked: string | undefined;
  /** Whether a rule has something masked there even where the pool's ceiling admits the request as it is. */
  readonly isRequired: boolean;
  /** The level of the masked form, or undefined where nothing may be masked. Asked only when it matters. */
  readonly maskedLevel: () => number | undefined;
}

export interface RouteFacts {
  deploymentsOf(modelId: string): readonly Deployment[];
  poolOf(poolId: string): Pool | undefined;
  isHealthy(deploymentId: string): boolean;
  hasFreeSlot(pool: Pool): boolean;
}

export interface Admitted {
  readonly deployment: Deployment;
  readonly pool: Pool;
  /** Whether the request must be masked before it goes there. */
  readonly masked: boolean;
  readonly reason: string;
}

export interface Refused {
  readonly deployment: Deployment;
  readonly pool: { readonly id: string; readonly zone: Zone; readonly levelCeiling: number };
  readonly reason: string;
}

export interface Route {
  /** In the order in which they are tried. Failover stays inside this list, so it never reaches a pool with a lower ceiling. */
  readonly admitted: readonly Admitted[];
  readonly refused: readonly Refused[];
}

/** Answers the question. Pure: the same facts give the same route. */
export function planRoute(question: RouteQuestion, facts: RouteFacts): Route {
  const admitted: (Admitted & { readonly rank: readonly number[] })[] = [];
  const refused: Refused[] = [];
  question.models.forEach((model, preference) => {
    for (const deployment of facts.deploymentsOf(model.id)) {
      const pool = facts.poolOf(deployment.poolId);
      // Another institution's pool is nobody's business here, not even as one that was refused.
      if (pool === undefined || !isOpenTo(pool, question.institutionId)) continue;
      const verdict = judge(question, model, pool);
      if (verdict.admitted) admitted.push({ deployment, pool, ...verdict, rank: rank(deployment, pool, preference, facts) });
      else refused.push({ deployment, pool, reason: verdict.reason });
    }
  });
  admitted.sort((one, other) => compareRanks(one.rank, other.rank));
  return { admitted, refused };
}

function isOpenTo(pool: Pool, institutionId: string): boolean {
  return pool.institutions === undefined || pool.institutions.includes(institutionId);
}

type Verdict =
  | { readonly admitted: false; readonly reason: string }
  | { readonly admitted: true; readonly masked: boolean; readonly reason: string };

function judge({ task, level, changeAt }: RouteQuestion, model: Model, pool: Pool): Verdict {
  if (model.task !== task) return refused(`model ${model.id} is for ${model.task}`);
  const change = changeAt(pool);
  if (change.blocked !== undefined) return refused(change.blocked);
  const isAdmittedAsItIs = level <= pool.levelCeiling;
  if (isAdmittedAsItIs && !change.isRequired) {
    return { admitted: true, masked: false, reason: `level ${level} is within the pool's ceiling ${pool.levelCeiling}` };
  }
  const refusal = isAdmittedAsItIs ? undefined : refuseMasked(level, pool);
  if (refusal !== undefined) return refused(refusal);
  const maskedLevel = change.maskedLevel();
  if (maskedLevel === undefined) return refused(`level ${level} would have to be masked for this pool, and masking is not allowed here`);
  if (maskedLevel > pool.levelCeiling) {
    return refused(`even masked the request is level ${maskedLevel}, above the pool's ceiling ${pool.levelCeiling}`);
  }
  return {
    admitted: true,
    masked: true,
    reason: isAdmittedAsItIs
      ? `level ${level} is within the pool's ceiling ${pool.levelCeiling}, and a rule has values masked there`
      : `level ${level} is masked down to ${maskedLevel}, within the pool's ceiling ${pool.levelCeiling}`,
  };
}

function refused(reason: string): Verdict {
  return { admitted: false, reason };
}

/** Why a request above the pool's ceiling may not even come masked; undefined: it may. */
function refuseMasked(level: number, pool: Pool): string | undefined {
  if (pool.maskedLevelCeiling === undefined)
    return `level ${level} is above the pool's ceiling ${pool.levelCeiling}, and the pool takes no masked data`;
  return level > pool.maskedLevelCeiling
    ? `level ${level} is above the pool's ceilings ${pool.levelCeiling} (as it is) and ${pool.maskedLevelCeiling} (masked)`
    : undefined;
}

/** Health first, then the order in which the models are named, then free slots, then price. */
function rank(deployment: Deployment, pool: Pool, preference: number, facts: RouteFacts): readonly number[] {
  const price = deployment.price.inputPerMillionTokens + deployment.price.outputPerMillionTokens;
  return [facts.isHealthy(deployment.id) ? 0 : 1, preference, facts.hasFreeSlot(pool) ? 0 : 1, price];
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
