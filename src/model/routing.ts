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
  /** The level after masking, or undefined where nothing may be masked. */
  readonly maskedLevel: number | undefined;
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
      const refusal = refuse(question, model, pool);
      if (refusal !== undefined) {
        refused.push({ deployment, pool, reason: refusal });
        continue;
      }
      const masked = question.level > pool.levelCeiling;
      admitted.push({
        deployment,
        pool,
        masked,
        reason: admission(question, pool, masked),
        rank: rank(deployment, pool, preference, facts),
      });
    }
  });
  admitted.sort((one, other) => compareRanks(one.rank, other.rank));
  return { admitted, refused };
}

function isOpenTo(pool: Pool, institutionId: string): boolean {
  return pool.institutions === undefined || pool.institutions.includes(institutionId);
}

function refuse(question: RouteQuestion, model: Model, pool: Pool): string | undefined {
  if (model.task !== question.task) return `model ${model.id} is for ${model.task}`;
  if (question.level <= pool.levelCeiling) return undefined;
  if (question.maskedLevel === undefined)
    return `level ${question.level} is above the pool's ceiling ${pool.levelCeiling}, and masking is not allowed here`;
  if (pool.maskedLevelCeiling === undefined)
    return `level ${question.level} is above the pool's ceiling ${pool.levelCeiling}, and the pool takes no masked data`;
  if (question.level > pool.maskedLevelCeiling) {
    return `level ${question.level} is above the pool's ceilings ${pool.levelCeiling} (as it is) and ${pool.maskedLevelCeiling} (masked)`;
  }
  if (question.maskedLevel > pool.levelCeiling)
    return `even masked the request is level ${question.maskedLevel}, above the pool's ceiling ${pool.levelCeiling}`;
  return undefined;
}

function admission(question: RouteQuestion, pool: Pool, masked: boolean): string {
  if (!masked) return `level ${question.level} is within the pool's ceiling ${pool.levelCeiling}`;
  return `level ${question.level} is masked down to ${question.maskedLevel}, within the pool's ceiling ${pool.levelCeiling}`;
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
