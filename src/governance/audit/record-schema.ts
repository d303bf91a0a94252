// The schema of what the ledger says, for reading it back: from the table, from a file, for the API's description.
import { z } from "zod";
import { ZONES } from "#infrastructure/compute/pool.ts";
import { ENTITY_TYPES } from "../sensitivity/finding.ts";
import type { CallRecord, LedgerEvent, RunRecord, SkillRecord } from "./record.ts";

const level = z.literal([1, 2, 3, 4, 5]);
const counts = z.partialRecord(z.enum(ENTITY_TYPES), z.number());

const receipt = z.object({
  id: z.string(),
  level,
  findings: z.array(z.object({ type: z.enum(ENTITY_TYPES), level, count: z.number(), why: z.string() })).readonly(),
  guardrails: z
    .array(z.object({ action: z.enum(["held", "observed", "cut", "replaced"]), guardrail: z.string(), why: z.string() }))
    .readonly()
    .exactOptional(),
  scenarioLevel: level,
  candidates: z
    .array(
      z.object({
        deployment: z.string(),
        pool: z.string(),
        zone: z.enum(ZONES),
        levelCeiling: z.number(),
        verdict: z.enum(["chosen", "failed", "refused", "unneeded"]),
        reason: z.string(),
      }),
    )
    .readonly(),
  masked: counts,
  restored: counts,
});

export const callRecordSchema = z.object({
  kind: z.literal("call"),
  receipt,
  operation: z.enum(["chat", "embedding"]),
  scenario: z.string(),
  department: z.string().nullable(),
  caller: z.object({ kind: z.enum(["application", "person"]), id: z.string(), key: z.string() }),
  requestedModel: z.string(),
  streamed: z.boolean(),
  outcome: z.enum(["answered", "refused", "failed", "client_left", "interrupted"]),
  error: z.string().nullable(),
  usage: z.object({
    inputTokens: z.number(),
    outputTokens: z.number(),
    estimated: z.boolean(),
    reservedMicros: z.number(),
    costMicros: z.number(),
  }),
  requestDigest: z.string(),
  startedAt: z.string(),
  firstPartMs: z.number().nullable(),
  totalMs: z.number(),
  configuration: z.string(),
}) satisfies z.ZodType<CallRecord, CallRecord>;

const skillRecord = z.object({
  kind: z.literal("skill"),
  id: z.string(),
  run: z.string().nullable(),
  scenario: z.string(),
  department: z.string().nullable(),
  caller: z.object({ kind: z.enum(["application", "person"]), id: z.string(), key: z.string() }),
  purpose: z.string(),
  askedBy: z.enum(["model", "person"]),
  skill: z
    .object({
      id: z.string(),
      version: z.number(),
      kind: z.string(),
      sideEffect: z.string(),
      definition: z.string(),
      artefact: z.string().nullable(),
      validatedBy: z.string(),
      validationExpiresOn: z.string(),
    })
    .nullable(),
  disposition: z.enum(["execute", "flag", "review", "reject"]),
  policies: z.array(z.string()).readonly(),
  policiesHash: z.string().nullable(),
  approval: z.string().nullable(),
  level,
  resultLevel: level.nullable(),
  outcome: z.enum(["executed", "waiting", "rejected", "failed"]),
  error: z.string().nullable(),
  argumentsDigest: z.string(),
  resultDigest: z.string().nullable(),
  reasonCodes: z.array(z.string()).readonly().nullable(),
  rows: z.number().nullable(),
  startedAt: z.string(),
  totalMs: z.number(),
}) satisfies z.ZodType<SkillRecord, SkillRecord>;

const runRecord = z.object({
  kind: z.literal("run"),
  run: z.string(),
  scenario: z.string(),
  caller: z.object({ kind: z.enum(["application", "person"]), id: z.string(), key: z.string() }),
  state: z.enum(["answered", "failed", "stopped"]),
  level,
  steps: z.number(),
  tokens: z.number(),
  costMicros: z.number(),
  events: z.number(),
  eventsDigest: z.string(),
}) satisfies z.ZodType<RunRecord, RunRecord>;

const changeRecord = z.object({
  kind: z.literal("change"),
  action: z.string(),
  actor: z.string(),
  object: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const checkpointRecord = z.object({ kind: z.literal("checkpoint"), keyId: z.string() });

export const ledgerEventSchema = z.discriminatedUnion("kind", [
  callRecordSchema,
  skillRecord,
  runRecord,
  changeRecord,
  checkpointRecord,
]) satisfies z.ZodType<LedgerEvent, LedgerEvent>;
