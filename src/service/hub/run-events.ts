// What happens in a run, event by event; a run is its events and nothing else.
import { z } from "zod";
import { ROLES, type Role } from "#governance/caller.ts";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import { chatRequestSchema } from "#model/chat.ts";
import { jsonObjectSchema, jsonSchema, SKILL_KINDS } from "#model/skill.ts";

const role = z.string().refine((name): name is Role => Object.hasOwn(ROLES, name));

const callerSchema = z.object({
  institutionId: z.string(),
  departmentId: z
    .string()
    .optional()
    .transform((id) => id ?? undefined),
  kind: z.enum(["application", "person"]),
  id: z.string(),
  keyId: z.string(),
  role,
  scenarioId: z
    .string()
    .optional()
    .transform((id) => id ?? undefined),
  budgetMicros: z
    .number()
    .optional()
    .transform((micros) => micros ?? undefined),
});

const reasons = z.array(z.object({ policy: z.string(), sentence: z.string() }));
const violations = z.array(z.object({ kind: z.string(), what: z.string() }));
const skillReason = z.object({
  code: z.string(),
  feature: z.string(),
  contribution: z.number(),
  text: z.object({ ja: z.string(), en: z.string() }),
});

/** The events of a run. `level` of each that brings data: the run is as sensitive as the most sensitive of them. */
export const runEventSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("started"),
    caller: callerSchema,
    model: z.string(),
    messages: chatRequestSchema.shape.messages,
    /** What is known from the start, by the name that skills take it under. */
    inputs: jsonObjectSchema,
    depth: z.int(),
  }),
  z.object({
    kind: z.literal("model_answered"),
    receipt: z.string(),
    text: z.string().nullable(),
    calls: z.array(z.object({ id: z.string(), skill: z.string(), input: jsonObjectSchema })),
    tokens: z.int(),
    costMicros: z.int(),
  }),
  /** Written before a skill runs: one that began and has no end was interrupted. */
  z.object({ kind: z.literal("skill_began"), call: z.string(), skill: z.string(), sideEffect: z.string() }),
  z.object({
    kind: z.literal("skill_ended"),
    call: z.string(),
    skill: z.string(),
    status: z.enum(["executed", "rejected", "failed"]),
    /** Of the ledger; null where the call never reached the disposition gate. */
    record: z.string().nullable(),
    /** Of the skill that ran; null where none did. */
    version: z.int().nullable(),
    /** The kind of the skill that ran: what came from outside becomes no argument by itself. */
    source: z.enum(SKILL_KINDS).optional(),
    output: jsonObjectSchema.optional(),
    reasons: z.array(skillReason).optional(),
    trace: jsonSchema.optional(),
    sentence: z.string().optional(),
    level: levelSchema,
  }),
  z.object({ kind: z.literal("waiting"), call: z.string(), skill: z.string(), approval: z.string(), reasons, expiresAt: z.string() }),
  z.object({
    kind: z.literal("decided"),
    call: z.string(),
    approval: z.string(),
    decision: z.enum(["approved", "denied", "expired"]),
    by: z.string().nullable(),
  }),
  /** The model's words were not true to the results: it is told what was wrong and writes again. */
  z.object({ kind: z.literal("draft_rejected"), violations }),
  z.object({
    kind: z.literal("answered"),
    text: z.string(),
    /** Who wrote it: the model, or the template that stands in where the model's text was not true to the results. */
    source: z.enum(["model", "template"]),
    /** What was wrong with texts that were not given out, and marks of what could not be traced in the one that was. */
    violations,
  }),
  z.object({ kind: z.literal("failed"), error: z.string(), sentence: z.string() }),
  z.object({ kind: z.literal("stopped"), by: z.string() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

export interface NumberedEvent {
  /** 1, 2, 3, … */
  readonly sequence: number;
  readonly at: Date;
  readonly event: RunEvent;
}
