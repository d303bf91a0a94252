// Which deployments have been failing, so that routing tries them last until they recover.
import type { Clock } from "#infrastructure/clock.ts";

export interface Health {
  succeeded(deploymentId: string): void;
  failed(deploymentId: string): void;
  /** False while a deployment rests after repeated failures. It may still be tried when nothing else is left. */
  isHealthy(deploymentId: string): boolean;
}

/** Failures in a row after which a deployment rests: one alone may be the request's fault. */
const FAILURES_UNTIL_REST = 3;
const REST_MS_FIRST = 5_000;
/** A repaired pool is tried again within this time at the latest. */
const REST_MS_MAX = 60_000;

export function createHealth(clock: Clock): Health {
  const failures = new Map<string, { inRow: number; restsUntilMs: number }>();
  return {
    succeeded: (deploymentId) => {
      failures.delete(deploymentId);
    },
    failed(deploymentId) {
      const inRow = (failures.get(deploymentId)?.inRow ?? 0) + 1;
      const rests = inRow - FAILURES_UNTIL_REST;
      const restMs = rests < 0 ? 0 : Math.min(REST_MS_FIRST * 2 ** Math.min(rests, 10), REST_MS_MAX);
      failures.set(deploymentId, { inRow, restsUntilMs: clock.monotonicMs() + restMs });
    },
    isHealthy: (deploymentId) => {
      const state = failures.get(deploymentId);
      return state === undefined || state.inRow < FAILURES_UNTIL_REST || clock.monotonicMs() >= state.restsUntilMs;
    },
  };
}
