// A registered use of AI, as far as calls need to know it: which models, and how sensitive the data may be.
import { z } from "zod";
import { guardrailPolicySchema } from "./guardrails/guardrail-policy.ts";

const runLimitsSchema = z.strictObject({
  /** Model turns and skill calls. */
  stepsMax: z.int().min(1).max(200).default(32),
  /** Of all model turns, as the models count them. */
  tokensMax: z.int().min(1).max(10_000_000).default(200_000),
  /** Millionths of the currency unit. */
  costMicrosMax: z.int().min(0).default(50_000_000),
  /** From its start, without the time that it waits for people. */
  activeMsMax: z.int().min(1_000).max(86_400_000).default(900_000),
  /** How many runs may stand above it, each started by the one before. */
  depthMax: z.int().min(0).max(8).default(2),
});

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
  /** What its data is used for, in one word: a skill says for which purposes it may be called. */
  dataPurpose: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "lower-case letters, digits, _ and -, at most 64")
    .default("general"),
  /** Whether its chat completions are runs of the hub, in which the model may call skills. */
  usesHub: z.boolean().default(false),
  /** Skills that every run of it has to call before it may answer, in this order. */
  requiredSkills: z.array(z.string().min(1).max(64)).max(32).default([]),
  /** What one run of the hub may use at most; a run that reaches a limit ends and says so. */
  runLimits: runLimitsSchema.prefault({}),
  /** What is done about attacks on the model, and how answers are checked. Left out: the safe choices. */
  guardrails: guardrailPolicySchema.prefault({}),
});

export type Scenario = z.infer<typeof scenarioSchema>;
