// Skills over HTTP: looking at them, proposing a version, deciding on another person's, taking one out of use.
import { z } from "zod";
import { BATCH_ROWS_MAX } from "#governance/disposition.ts";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import { SKILL_STATES, type StoredSkill } from "#governance/skills/skill-store.ts";
import { jsonObjectSchema, jsonSchema, skillDefinitionSchema } from "#model/skill.ts";
import { momentField, pageQuery } from "./fields.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";

/** An artefact of the largest size that the register takes, as Base64, with its definition. */
const BODY_BYTES_MAX = 48_000_000;
/** Two thousand rows of the arguments of a scorecard with ten characteristics take half of it. */
const BATCH_BYTES_MAX = 1_000_000;

const skill = z.object({
  definition: skillDefinitionSchema,
  definitionHash: z.string(),
  state: z.enum(SKILL_STATES),
  proposedBy: z.string(),
  proposedAt: momentField,
  decidedBy: z.string().nullable(),
  decidedAt: momentField.nullable(),
});

/** The arguments of one call, whose form is the skill's own. */
const rowsSchema = z.array(jsonObjectSchema).min(1).max(BATCH_ROWS_MAX);

const result = z.object({
  output: jsonObjectSchema,
  reasons: z
    .array(
      z.object({ code: z.string(), feature: z.string(), contribution: z.number(), text: z.object({ ja: z.string(), en: z.string() }) }),
    )
    .readonly()
    .optional(),
  trace: jsonSchema.optional(),
});

/** Refusals are answers: 200 with what became of it, the number of its record, and why. */
const batchAnswer = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("executed"),
    recordId: z.string(),
    level: levelSchema,
    results: z.array(result).readonly(),
  }),
  z.object({ status: z.literal(["waiting", "rejected", "failed"]), recordId: z.string(), sentence: z.string() }),
]);

const versionParams = z.strictObject({
  id: z.string().max(64),
  version: z.coerce.number<string>().int().min(1),
});

export const skillRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/api/skills/:id/batches",
    permission: "skills:call",
    audit: "none",
    // The gate records the call, with what became of it; what would change something outside needs an approval, which only runs have.
    changesNothing: true,
    bodyBytesMax: BATCH_BYTES_MAX,
    summary: `Call a live skill for up to ${BATCH_ROWS_MAX} rows at once: one decision and one record, a result for each row or for none`,
    input: { params: versionParams.pick({ id: true }), query: nothing, body: z.strictObject({ rows: rowsSchema }) },
    output: batchAnswer,
    handle: ({ caller, params, body, services, signal }) => services.skillService.callBatch(caller, params.id, body.rows, signal),
  }),
  defineRoute({
    method: "GET",
    path: "/api/skills",
    permission: "skills:read",
    audit: "none",
    summary: "List the institution's skills, version by version",
    input: { params: nothing, query: pageQuery.extend({ state: z.enum(SKILL_STATES).optional() }), body: noBody },
    output: z.object({ data: z.array(skill), nextAfter: z.string().nullable() }),
    async handle({ caller, query, services }) {
      const data = await services.skills.list(caller.institutionId, query);
      const last = data.at(-1)?.definition;
      return { data, nextAfter: data.length < query.limit || last === undefined ? null : `${last.id}@${last.version}` };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/skill-artefacts",
    permission: "skills:propose",
    audit: "skill.artefact-stored",
    status: 201,
    bodyBytesMax: BODY_BYTES_MAX,
    summary: "Keep a model file, scorecard, table or SQL text, given as Base64, for definitions to name by its SHA-256",
    input: { params: nothing, query: nothing, body: z.strictObject({ artefact: z.base64().max(BODY_BYTES_MAX) }) },
    output: z.object({ sha256: z.string() }),
    handle: async ({ caller, body, services }) => ({
      sha256: await services.skills.storeArtefact(caller, Buffer.from(body.artefact, "base64")),
    }),
    describe: (_context, answer) => ({ object: `skill-artefact/${answer?.sha256 ?? "new"}`, details: {} }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/skills",
    permission: "skills:propose",
    audit: "skill.proposed",
    status: 201,
    summary: "Propose the next version of a skill, whose artefacts are kept already; another person lets it go live",
    input: { params: nothing, query: nothing, body: skillDefinitionSchema },
    output: skill,
    handle: ({ caller, body, services }) => services.skills.propose(caller, body),
    describe: ({ body: { id, version, source } }, answer) => ({
      object: `skill/${id}`,
      details: { version, kind: source.kind, hash: answer?.definitionHash ?? null, state: "proposed" },
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/skills/:id/versions/:version/decision",
    permission: "skills:decide",
    audit: "skill.decided",
    summary: "Let a proposed version go live, or reject it; never one's own",
    input: { params: versionParams, query: nothing, body: z.strictObject({ decision: z.enum(["approve", "reject"]) }) },
    output: skill,
    handle: ({ caller, params, body, services }) => services.skills.decide(caller, params.id, params.version, body.decision),
    describe: ({ params, body }, answer) => stepOf(params, body.decision, answer),
  }),
  defineRoute({
    method: "POST",
    path: "/api/skills/:id/versions/:version/retirement",
    permission: "skills:decide",
    audit: "skill.retired",
    summary: "Take a live version out of use",
    input: { params: versionParams, query: nothing, body: noBody },
    output: skill,
    handle: ({ caller, params, services }) => services.skills.retire(caller, params.id, params.version),
    describe: ({ params }, answer) => stepOf(params, "retire", answer),
  }),
];

function stepOf(
  { id, version }: z.output<typeof versionParams>,
  decision: string,
  answer: z.input<typeof skill> | StoredSkill | undefined,
) {
  return { object: `skill/${id}`, details: { version, decision, hash: answer?.definitionHash ?? null } };
}
