// The guard over HTTP: judging texts, masking them, and putting values back for the one who masked them.
import { z } from "zod";
import { CHANNELS } from "#governance/guardrails/inspect.ts";
import { runIdSchema } from "#governance/masking/run-vaults.ts";
import { ENTITY_TYPES } from "#governance/sensitivity/finding.ts";
import { GRADES, gradeOf } from "#governance/sensitivity/grades.ts";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";

/** UTF-16 code units; its JSON fits the largest body of this API. Longer texts go through in parts, or through a model call. */
const TEXT_CHARACTERS_MAX = 60_000;

const textField = z.string().max(TEXT_CHARACTERS_MAX);
const countsField = z.record(z.string(), z.number());

const entity = z.object({
  type: z.enum(ENTITY_TYPES),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  level: levelSchema,
  confidence: z.number(),
  why: z.string(),
});

export const guardRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/api/guard/classify",
    permission: "guard:use",
    audit: "none",
    changesNothing: true,
    summary: "Say how sensitive a text is, and what in it is why",
    input: { params: nothing, query: nothing, body: z.strictObject({ text: textField }) },
    output: z.object({ level: levelSchema, grade: z.enum(GRADES), entities: z.array(entity) }),
    async handle({ caller, body, services }) {
      const { level, findings } = services.guard.classify(caller, body.text);
      return { level, grade: gradeOf(level, findings), entities: [...findings] };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/guard/inspect",
    permission: "guard:use",
    audit: "none",
    changesNothing: true,
    summary: "Say whether a text attacks the model, as the gate would see it in its channel",
    input: { params: nothing, query: nothing, body: z.strictObject({ text: textField, channel: z.enum(CHANNELS).default("user") }) },
    output: z.object({ attack: z.boolean(), kind: z.string().nullable(), score: z.number(), why: z.string() }),
    handle: async ({ body, services }) => services.guard.inspect(body.text, body.channel),
  }),
  defineRoute({
    method: "POST",
    path: "/api/guard/mask",
    permission: "guard:use",
    audit: "guard.masked",
    summary: "Put tokens in the place of sensitive values, and keep the values sealed for the caller's run",
    input: { params: nothing, query: nothing, body: z.strictObject({ text: textField, run: runIdSchema.optional() }) },
    output: z.object({ text: z.string(), run: z.string(), masked: countsField }),
    describe: ({ body }, answer) => ({ object: `run/${answer?.run ?? body.run ?? "new"}`, details: { ...answer?.masked } }),
    async handle({ caller, body, services }) {
      const { text, runId, counts } = await services.guard.mask(caller, body.text, body.run);
      return { text, run: runId, masked: { ...counts } };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/guard/unmask",
    permission: "guard:use",
    audit: "guard.unmasked",
    summary: "Put the values of the caller's own run back into a text",
    input: { params: nothing, query: nothing, body: z.strictObject({ text: textField, run: runIdSchema }) },
    output: z.object({ text: z.string(), restored: countsField }),
    describe: ({ body }, answer) => ({ object: `run/${body.run}`, details: { ...answer?.restored } }),
    async handle({ caller, body, services }) {
      const { text, counts } = await services.guard.unmask(caller, body.text, body.run);
      return { text, restored: { ...counts } };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/guard/runs/:id",
    permission: "guard:use",
    audit: "guard.forgotten",
    summary: "Destroy the values of the caller's own run",
    input: { params: z.strictObject({ id: runIdSchema }), query: nothing, body: noBody },
    output: z.object({ run: z.string(), forgotten: z.literal(true) }),
    describe: ({ params }) => ({ object: `run/${params.id}`, details: {} }),
    async handle({ caller, params, services }) {
      await services.guard.forget(caller, params.id);
      return { run: params.id, forgotten: true as const };
    },
  }),
];
