// Corrections of the guard's judgement over HTTP: proposing one, deciding on another's, ending one, looking at them.
import { z } from "zod";
import { CORRECTION_KINDS, CORRECTION_STATES } from "#governance/sensitivity/correction-store.ts";
import { type Correction, reasonSchema } from "#governance/sensitivity/corrections.ts";
import { ENTITY_TYPES } from "#governance/sensitivity/finding.ts";
import { levelSchema, termSchema } from "#governance/sensitivity/institution-rules.ts";
import { idParams, momentField, nextAfter, pageOf, pageQuery } from "./fields.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";

const kindField = z.enum(CORRECTION_KINDS);
/** Null: every type that a correction may make harmless. */
const typeField = z.enum(ENTITY_TYPES).nullable();
/** Null: the level of the type. */
const levelField = levelSchema.nullable();

const correction = z.object({
  id: z.string(),
  kind: kindField,
  type: typeField,
  level: levelField,
  term: z.string(),
  reason: z.string(),
  state: z.enum(CORRECTION_STATES),
  proposedBy: z.string(),
  proposedAt: momentField,
  decidedBy: z.string().nullable(),
  decidedAt: momentField.nullable(),
});

const proposal = z.strictObject({
  kind: kindField,
  term: termSchema,
  type: typeField.default(null),
  level: levelField.default(null),
  reason: reasonSchema,
});

export const correctionRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/guard/corrections",
    permission: "corrections:read",
    audit: "none",
    summary: "List the corrections that the caller proposed, or all for who may read all",
    input: { params: nothing, query: pageQuery.extend({ state: z.enum(CORRECTION_STATES).optional() }), body: noBody },
    output: pageOf(correction),
    async handle({ caller, query, services }) {
      const data = await services.corrections.list(caller, query);
      return { data, nextAfter: nextAfter(data, query.limit) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/guard/corrections",
    permission: "corrections:propose",
    audit: "correction.proposed",
    status: 201,
    summary: "Propose that a term is harmless, or sensitive; another person decides",
    input: { params: nothing, query: nothing, body: proposal },
    output: correction,
    handle: ({ caller, body, services }) => services.corrections.propose(caller, body),
    describe: ({ body }, answer) => ({
      object: answer === undefined ? "correction" : `correction/${answer.id}`,
      details: { kind: body.kind, type: body.type, level: body.level, state: "proposed" },
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/guard/corrections/:id/decision",
    permission: "corrections:decide",
    audit: "correction.decided",
    summary:
      "Approve or reject a correction that another person proposed: in force at once on this server, within 30 seconds on busy others",
    input: { params: idParams, query: nothing, body: z.strictObject({ decision: z.enum(["approve", "reject"]) }) },
    output: correction,
    handle: ({ caller, params, body, services }) => services.corrections.decide(caller, params.id, body.decision),
    describe: ({ params, body }, answer) => ({
      object: `correction/${params.id}`,
      details: { decision: body.decision, ...detailsOf(answer) },
    }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/guard/corrections/:id",
    permission: "corrections:propose",
    audit: "correction.ended",
    summary: "Withdraw the caller's own proposal, or revoke a correction that is in force",
    input: { params: idParams, query: nothing, body: noBody },
    output: correction,
    handle: ({ caller, params, services }) => services.corrections.end(caller, params.id),
    describe: ({ params }, answer) => ({ object: `correction/${params.id}`, details: detailsOf(answer) }),
  }),
];

/** What the ledger may keep for ever: never the term or the reason. */
function detailsOf(answer: Pick<Correction, "kind" | "type" | "level" | "state"> | undefined) {
  if (answer === undefined) return {};
  const { kind, type, level, state } = answer;
  return { kind, type, level, state };
}
