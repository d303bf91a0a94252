// Whether the server is well, and where compute stands.
import { z } from "zod";
import { ZONES } from "#infrastructure/compute/pool.ts";
import { defineHealthRoute, defineRoute, noBody, nothing, type Route } from "./route.ts";

const poolStatus = z.object({
  id: z.string(),
  zone: z.enum(ZONES),
  label: z.string().nullable(),
  levelCeiling: z.number(),
  maskedLevelCeiling: z.number().nullable(),
  slots: z.number(),
  /** Of all institutions together: a pool's load is a fact about the pool. */
  slotsInUse: z.number(),
  waiting: z.number(),
  healthy: z.boolean(),
});

export const operationRoutes: readonly Route[] = [
  defineHealthRoute({
    path: "/api/health",
    summary: "The process is alive",
    output: z.object({ status: z.literal("alive") }),
    handle: async () => ({ status: "alive" as const }),
  }),
  defineHealthRoute({
    path: "/api/ready",
    summary: "The server can take calls; 503 while it cannot",
    output: z.object({ status: z.literal("ready") }),
    async handle(services) {
      await services.assertReady();
      return { status: "ready" as const };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/pools",
    permission: "pools:read",
    audit: "none",
    summary: "List the pools that the institution may use",
    input: { params: nothing, query: nothing, body: noBody },
    output: z.object({ data: z.array(poolStatus) }),
    async handle({ caller, services }) {
      const data = services.listPools(caller.institutionId).map(({ pool, slotsInUse, waiting, healthy }) => ({
        id: pool.id,
        zone: pool.zone,
        label: pool.label ?? null,
        levelCeiling: pool.levelCeiling,
        maskedLevelCeiling: pool.maskedLevelCeiling ?? null,
        slots: pool.slots,
        slotsInUse,
        waiting,
        healthy,
      }));
      return { data };
    },
  }),
];
