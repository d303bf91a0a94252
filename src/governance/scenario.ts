// A registered use of AI, as far as calls need to know it: which models, and how sensitive the data may be.
import { z } from "zod";
import { guardrailPolicySchema } from "./guardrails/guardrail-policy.ts";

export const scenarioSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "lower-case letters, digits and hyphens, at most 64"),
  title: z.string().min(1).max(200),
  purpose: z.string().min(1).max(1_000),
  owner: z.string().min(1).max(200),
  /** Models or aliases that its calls may name. */
  models: z.array(z.string()).min(1).max(64),
  /** The level of what the scenario carries whatever the text says: no call of it is below. */
  levelFloor: z.literal([1, 2, 3, 4, 5]).default(1),
  /** The highest level that belongs in this scenario; a call above it is refused. */
  levelCeiling: z.literal([1, 2, 3, 4, 5]).default(5),
  /** Whether values may be masked so that a call can go to a pool with a lower ceiling. */
  masking: z.enum(["allowed", "never"]).default("allowed"),
  /** What is done about attacks on the model, and how answers are checked. Left out: the safe choices. */
  guardrails: guardrailPolicySchema.prefault({}),
});

export type Scenario = z.infer<typeof scenarioSchema>;
