// What a /v1 route that calls a model gets: the caller, the body as it came, and where to answer.
import type { ServerResponse } from "node:http";
import type { Caller } from "#governance/caller.ts";
import type { Gate } from "#governance/gate.ts";
import type { Hub } from "#service/hub/hub.ts";

export interface GatewayCall {
  readonly gate: Gate;
  readonly hub: Hub;
  /** Whether the caller's scenario answers through the hub. */
  readonly usesHub: boolean;
  readonly caller: Caller;
  readonly body: Buffer;
  readonly response: ServerResponse;
  /** The run that the caller says the call belongs to, so that its turns share their tokens. */
  readonly runId: string | undefined;
  /** Aborted when the connection closes before the answer is complete. */
  readonly abort: AbortController;
}
