// API keys: who holds which, issuing one, revoking one.
import { z } from "zod";
import { decideIssuing } from "#governance/keys-issuing.ts";
import { ROLE_NAMES } from "#governance/keys-store.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { idField, idParams, momentField, nextAfter, pageOf, pageQuery } from "./fields.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";

const roleField = z.enum(ROLE_NAMES);
const callerKindField = z.enum(["application", "person"]);

const keyRecord = z.object({
  id: z.string(),
  callerKind: callerKindField,
  callerId: z.string(),
  role: roleField,
  scenarioId: z.string().nullable(),
  budgetMicros: z.number().nullable(),
  expiresAt: momentField.nullable(),
  revokedAt: momentField.nullable(),
  createdAt: momentField,
  createdBy: z.string(),
});

const keyOrder = z.strictObject({
  callerKind: callerKindField,
  callerId: idField,
  role: roleField,
  /** The scenario that every call of the key belongs to; without one it calls no model. */
  scenarioId: idField.nullable().default(null),
  /** Millionths of the currency unit in a calendar month; null: no limit. */
  budgetMicros: z.int().min(0).nullable().default(null),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});

export const keysRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/keys",
    permission: "keys:read",
    audit: "none",
    summary: "List the keys, revoked ones included, without their secrets",
    input: { params: nothing, query: pageQuery, body: noBody },
    output: pageOf(keyRecord),
    async handle({ caller, query, services }) {
      const data = await services.keys.list(caller.institutionId, query);
      return { data, nextAfter: nextAfter(data, query.limit) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/keys",
    permission: "keys:write",
    audit: "key.issued",
    status: 201,
    summary: "Issue a key; its text is in this answer and never shown again",
    input: { params: nothing, query: nothing, body: keyOrder },
    output: z.object({ key: z.string(), record: keyRecord }),
    async handle({ caller, body, services }) {
      const decision = decideIssuing(caller, body);
      if (!decision.allowed) throw new KanameError("forbidden", decision.reason);
      if (body.scenarioId !== null && !services.hasScenario(caller.institutionId, body.scenarioId)) {
        throw new KanameError("invalid_request", `There is no scenario "${body.scenarioId}".`, { parameter: "scenarioId" });
      }
      const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt);
      return services.keys.issue(caller.institutionId, { ...body, expiresAt, issuedBy: `${caller.kind}/${caller.id}` });
    },
    describe: ({ body }, answer) => ({
      object: answer === undefined ? "key" : `key/${answer.record.id}`,
      details: {
        holder: `${body.callerKind}/${body.callerId}`,
        role: body.role,
        scenario: body.scenarioId,
        budgetMicros: body.budgetMicros,
        expiresAt: body.expiresAt,
      },
    }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/keys/:id",
    permission: "keys:write",
    audit: "key.revoked",
    summary: "Revoke a key: at once on this server, within 30 seconds on others",
    input: { params: idParams, query: nothing, body: noBody },
    output: keyRecord,
    handle: ({ caller, params, services }) => services.keys.revoke(caller.institutionId, params.id),
    describe: ({ params }, answer) => ({
      object: `key/${params.id}`,
      details: answer === undefined ? {} : { holder: `${answer.callerKind}/${answer.callerId}`, role: answer.role },
    }),
  }),
];
