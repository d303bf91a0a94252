// What was recorded: receipts of calls, and the ledger.
import { z } from "zod";
import type { CallRecord } from "#governance/audit/record.ts";
import { callRecordSchema, ledgerEventSchema } from "#governance/audit/record-schema.ts";
import { type Caller, may } from "#governance/caller.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { idParams } from "./fields.ts";
import { defineRoute, jsonLines, noBody, nothing, type Route } from "./route.ts";

const ledgerEntry = z.object({ writer: z.string(), sequence: z.number(), at: z.string(), hash: z.string(), event: ledgerEventSchema });

/** A page of call records is some 500 kB at this length. */
const LEDGER_PAGE_MAX = 500;
const CURSOR_CHARACTERS_MAX = 200;
const ledgerQuery = z.strictObject({
  before: z.string().min(1).max(CURSOR_CHARACTERS_MAX).optional().meta({ description: "The nextBefore of the page before." }),
  limit: z.coerce.number<string>().int().min(1).max(LEDGER_PAGE_MAX).default(100),
});

export const recordsRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/receipts/:id",
    permission: "receipts:read",
    audit: "none",
    summary: "Explain a call: its level and why, each candidate and why it was refused or chosen, what was masked",
    input: { params: idParams, query: nothing, body: noBody },
    output: callRecordSchema,
    async handle({ caller, params, services }) {
      const record = await services.ledger.findReceipt(caller.institutionId, params.id);
      // One answer for a receipt that does not exist and one that is another's: which exist is nobody's business.
      if (record === undefined || !mayRead(caller, record)) throw new KanameError("not_found", `There is no receipt "${params.id}".`);
      return record;
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/ledger",
    permission: "ledger:read",
    audit: "none",
    summary: "List the institution's ledger records, newest first",
    input: { params: nothing, query: ledgerQuery, body: noBody },
    output: z.object({ data: z.array(ledgerEntry).readonly(), nextBefore: z.string().nullable() }),
    async handle({ caller, query, services }) {
      const { records, nextBefore } = await services.ledger.listRecords(caller.institutionId, { before: query.before, limit: query.limit });
      return { data: records, nextBefore };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/ledger/export",
    permission: "ledger:read",
    audit: "none",
    summary: "Stream the institution's whole ledger as JSON Lines, to be verified offline with: kaname ledger verify",
    input: { params: nothing, query: nothing, body: noBody },
    output: jsonLines,
    handle: async ({ caller, services }) => services.ledger.exportLines(caller.institutionId),
  }),
];

function mayRead(caller: Caller, record: CallRecord): boolean {
  if (may(caller, "receipts:read-all")) return true;
  return record.caller.kind === caller.kind && record.caller.id === caller.id;
}
