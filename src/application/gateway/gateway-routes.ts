// Runs a /v1 route: who is asking, the body, the answer or the error, and what happens when the caller leaves.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "#governance/caller.ts";
import type { Gate } from "#governance/gate.ts";
import { runIdSchema } from "#governance/masking/run-vaults.ts";
import type { Policy } from "#governance/policy.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { Hub } from "#service/hub/hub.ts";
import { readBearer } from "../http/bearer.ts";
import { collectBody } from "../http/collect-body.ts";
import { parseInput } from "../http/json-body.ts";
import { writeError } from "../http/write-json.ts";
import type { GatewayCall } from "./gateway-call.ts";

/** How long a finished answer waits for its reader. */
const FETCH_MS_MAX = 60_000;

export interface GatewayParts {
  readonly gate: Gate;
  readonly hub: Hub;
  readonly policy: () => Policy;
  readonly authenticate: (presented: string) => Promise<Caller>;
  readonly log: Log;
  /** Calls under way, so that a server that stops can end what does not end by itself. */
  readonly underWay: Set<AbortController>;
}

/** Answers one model call. Never throws: every failure becomes an answer. */
export async function runGatewayCall(
  parts: GatewayParts,
  request: IncomingMessage,
  response: ServerResponse,
  answer: (call: GatewayCall) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  const onClose = () => {
    if (!response.writableFinished) abort.abort(new KanameError("client_closed", "The caller left before the answer was complete."));
  };
  response.on("close", onClose);
  parts.underWay.add(abort);
  try {
    const caller = await parts.authenticate(readBearer(request.headers.authorization));
    requireJson(request);
    const body = await collectBody(request, parts.policy().limits.bodyBytesMax);
    const { gate, hub } = parts;
    await answer({ gate, hub, usesHub: usesHub(parts, caller), caller, body, response, runId: readRunId(request), abort });
  } catch (error) {
    report(parts.log, error);
    // A body that was not read to its end leaves bytes on the connection that the next request must not meet.
    if (!request.complete && !response.headersSent) response.setHeader("connection", "close");
    // Nothing more reaches a caller who does not read.
    if (abort.signal.aborted && response.writableNeedDrain) response.destroy();
    else writeError(response, error);
  } finally {
    parts.underWay.delete(abort);
    // What the system took at once needs nobody to wait for it.
    if ((response.socket?.writableLength ?? 0) > 0) destroyUnlessFetched(response);
  }
}

/** A finished answer that nobody fetches holds its memory and its connection. */
function destroyUnlessFetched(response: ServerResponse): void {
  const timer = setTimeout(() => response.destroy(), FETCH_MS_MAX);
  timer.unref();
  response.once("close", () => clearTimeout(timer));
}

function usesHub({ policy }: GatewayParts, { institutionId, scenarioId }: Caller): boolean {
  return scenarioId !== undefined && policy().scenarioOf(institutionId, scenarioId)?.usesHub === true;
}

function readRunId(request: IncomingMessage): string | undefined {
  const given = request.headers["x-kaname-run"];
  return given === undefined ? undefined : parseInput(runIdSchema, given, "header x-kaname-run");
}

function requireJson(request: IncomingMessage): void {
  const type = request.headers["content-type"];
  if (type !== undefined && /^application\/json\s*(;|$)/i.test(type)) return;
  throw new KanameError("unsupported_media_type", "The body must be JSON: send it with the header Content-Type: application/json.");
}

/** What a caller caused is theirs to see; what Kaname or an upstream caused is also the operator's. */
function report(log: Log, error: unknown): void {
  if (!(error instanceof KanameError) || error.kind === "internal") log.error("call failed", {}, error);
  else if (error.kind === "storage_failed" || error.kind === "unavailable" || error.kind === "upstream_failed")
    log.warn("call failed", { kind: error.kind }, error);
}
