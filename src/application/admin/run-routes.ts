// Runs of the hub over HTTP: starting one, following its events, stopping it; and the approvals that runs wait for.
import { z } from "zod";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import { APPROVAL_STATES } from "#governance/skills/approval-store.ts";
import { chatRequestSchema } from "#model/chat.ts";
import { jsonObjectSchema } from "#model/skill.ts";
import type { NumberedEvent } from "#service/hub/run-events.ts";
import { RUN_STATES } from "#service/hub/run-store.ts";
import { idParams, momentField, nextAfter, pageOf, pageQuery } from "./fields.ts";
import { defineRoute, jsonLines, noBody, nothing, type Route, type SentEvent, sentEvents } from "./route.ts";

/** A conversation with what is known at its start; documents come through knowledge, not through here. */
const BODY_BYTES_MAX = 1_000_000;
const RUNS_PER_PAGE_MAX = 200;

const run = z.object({
  id: z.string(),
  scenarioId: z.string(),
  owner: z.string(),
  state: z.enum(RUN_STATES),
  level: levelSchema,
  startedAt: momentField,
  updatedAt: momentField,
});

const approval = z.object({
  id: z.string(),
  runId: z.string(),
  skillId: z.string(),
  skillVersion: z.number(),
  callHash: z.string(),
  input: jsonObjectSchema,
  reasons: z.array(z.object({ policy: z.string(), sentence: z.string() })).readonly(),
  state: z.enum(APPROVAL_STATES),
  requestedBy: z.string(),
  requestedAt: momentField,
  expiresAt: momentField,
  decidedBy: z.string().nullable(),
  decidedAt: momentField.nullable(),
});

const order = z.strictObject({
  model: chatRequestSchema.shape.model,
  messages: chatRequestSchema.shape.messages,
  inputs: jsonObjectSchema.default({}),
  parentRunId: z.string().max(64).optional(),
});

export const runRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/api/runs",
    permission: "skills:call",
    audit: "run.started",
    status: 201,
    bodyBytesMax: BODY_BYTES_MAX,
    summary: "Start a run and follow its events; the first carries the run's id, and the run goes on when nobody follows",
    input: { params: nothing, query: nothing, body: order },
    output: sentEvents,
    async handle({ caller, body, services, signal }) {
      const runId = await services.hub.start(caller, { ...body, parentRunId: body.parentRunId });
      return Object.assign(eventsOf(runId, services.hub.follow(caller, runId, 0, signal)), { subject: `run/${runId}` });
    },
    describe: ({ caller }, answer) => ({ object: answer?.subject ?? "run/new", details: { scenario: caller.scenarioId ?? null } }),
  }),
  defineRoute({
    method: "GET",
    path: "/api/runs",
    permission: "skills:read",
    audit: "none",
    summary: "List the caller's runs, or all for who may read all; newest first",
    input: {
      params: nothing,
      query: z.strictObject({
        before: z.string().max(64).optional(),
        limit: z.coerce.number<string>().int().min(1).max(RUNS_PER_PAGE_MAX).default(50),
      }),
      body: noBody,
    },
    output: z.object({ data: z.array(run), nextBefore: z.string().nullable() }),
    async handle({ caller, query, services }) {
      const data = await services.hub.list(caller, { before: query.before, limit: query.limit });
      return { data, nextBefore: nextAfter(data, query.limit) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/runs/:id",
    permission: "skills:read",
    audit: "none",
    summary: "Show where a run stands",
    input: { params: idParams, query: nothing, body: noBody },
    output: run,
    handle: ({ caller, params, services }) => services.hub.get(caller, params.id),
  }),
  defineRoute({
    method: "GET",
    path: "/api/runs/:id/events",
    permission: "skills:read",
    audit: "none",
    summary: "Follow a run's events from the start, or from behind the one that `after` or last-event-id names",
    input: { params: idParams, query: z.strictObject({ after: z.coerce.number<string>().int().min(0).default(0) }), body: noBody },
    output: sentEvents,
    async handle({ caller, params, query, services, signal }) {
      await services.hub.get(caller, params.id);
      return eventsOf(params.id, services.hub.follow(caller, params.id, query.after, signal));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/runs/:id/dossier",
    permission: "skills:read",
    audit: "none",
    summary: "Write all that an ended run rests on as one file, to be verified offline with: kaname ledger verify",
    input: { params: idParams, query: nothing, body: noBody },
    output: jsonLines,
    handle: ({ caller, params, services }) => services.hub.dossier(caller, params.id),
  }),
  defineRoute({
    method: "POST",
    path: "/api/runs/:id/stop",
    permission: "skills:call",
    audit: "run.stopped",
    summary: "End one's own run",
    input: { params: idParams, query: nothing, body: noBody },
    output: run,
    handle: ({ caller, params, services }) => services.hub.stop(caller, params.id),
    describe: ({ params }) => ({ object: `run/${params.id}`, details: {} }),
  }),
  defineRoute({
    method: "GET",
    path: "/api/approvals",
    permission: "approvals:decide",
    audit: "none",
    summary: "List the skill calls that wait, or waited, for a person",
    input: { params: nothing, query: pageQuery.extend({ state: z.enum(APPROVAL_STATES).optional() }), body: noBody },
    output: pageOf(approval),
    async handle({ caller, query, services }) {
      const data = await services.approvals.list(caller.institutionId, query);
      return { data, nextAfter: nextAfter(data, query.limit) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/approvals/:id/decision",
    permission: "approvals:decide",
    audit: "approval.decided",
    summary: "Approve or deny exactly this call of a skill; never one's own",
    input: { params: idParams, query: nothing, body: z.strictObject({ decision: z.enum(["approve", "deny"]) }) },
    output: approval,
    async handle({ caller, params, body, services }) {
      const decided = await services.approvals.decide(caller, params.id, body.decision);
      await services.hub.decided(caller.institutionId, decided.runId);
      return decided;
    },
    describe: ({ params, body }, answer) => ({
      object: `approval/${params.id}`,
      details: {
        decision: body.decision,
        run: answer?.runId ?? null,
        skill: answer?.skillId ?? null,
        version: answer?.skillVersion ?? null,
        call: answer?.callHash ?? null,
      },
    }),
  }),
];

async function* eventsOf(runId: string, events: AsyncIterable<NumberedEvent>): AsyncGenerator<SentEvent> {
  for await (const { sequence, at, event } of events) {
    const { kind, ...data } = withoutCaller(event);
    yield { id: String(sequence), event: kind, data: { run: runId, at: at.toISOString(), ...data } };
  }
}

/** Who started a run is known to who may read it; the key's id and budget are nobody else's concern. */
function withoutCaller(event: NumberedEvent["event"]) {
  if (event.kind !== "started") return event;
  const { caller, ...rest } = event;
  return { ...rest, startedBy: `${caller.kind}/${caller.id}` };
}
