// What an institution does with each kind of value at each destination: keep it away, mask it, generalise it, or let it pass.
import { z } from "zod";
import { type Pool, ZONES } from "#infrastructure/compute/pool.ts";
import { ENTITY_TYPES, type EntityType } from "../sensitivity/finding.ts";
import { LEVEL_OF_TYPE } from "../sensitivity/levels.ts";

/**
 * - `block`: a text that holds such a value does not go there, masked or not
 * - `mask`: a token stands for it
 * - `generalise`: a band stands for it (the decade of a birth, the order of an amount); where there is no band, a token
 * - `pass`: it goes there as it is, and does not count towards the level that the destination has to admit
 */
export const ACTIONS = ["block", "mask", "generalise", "pass"] as const;
export type Action = (typeof ACTIONS)[number];

/** From this level on nothing is let pass by a rule: JR/T 0171-2020 C3 data and special categories. */
const PASS_LEVEL_MAX = 3;
const LIST_MAX = 100;

export const handlingRuleSchema = z
  .strictObject({
    types: z.array(z.enum(ENTITY_TYPES)).min(1).max(ENTITY_TYPES.length),
    /** Destinations by zone; absent: every zone. */
    zones: z.array(z.enum(ZONES)).min(1).max(ZONES.length).optional(),
    /** Destinations by pool; absent: every pool of the zones. */
    pools: z.array(z.string()).min(1).max(LIST_MAX).optional(),
    action: z.enum(ACTIONS),
  })
  .superRefine(({ types, action }, context) => {
    const tooHigh = types.filter((type) => LEVEL_OF_TYPE[type] > PASS_LEVEL_MAX);
    if (action !== "pass" || tooHigh.length === 0) return;
    context.addIssue({ code: "custom", path: ["types"], message: `values of level 4 and above never pass: ${tooHigh.join(", ")}` });
  });
export type HandlingRule = z.infer<typeof handlingRuleSchema>;

/** The actions that rules name for one destination; the first rule that fits a type decides. Types without one follow the pool's ceilings. */
export type Handling = ReadonlyMap<EntityType, Action>;

export function handlingAt(rules: readonly HandlingRule[], pool: Pick<Pool, "id" | "zone">): Handling {
  const handling = new Map<EntityType, Action>();
  for (const { types, zones, pools, action } of rules) {
    if (zones?.includes(pool.zone) === false || pools?.includes(pool.id) === false) continue;
    for (const type of types) if (!handling.has(type)) handling.set(type, action);
  }
  return handling;
}
