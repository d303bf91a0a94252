// How an admin route is declared: one that omits its permission, or changes something without an audit action, does not compile.
import { z } from "zod";
import type { ChangeRecord } from "#governance/audit/record.ts";
import type { Caller, Permission } from "#governance/caller.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import { parseInput } from "../http/json-body.ts";
import type { AdminServices } from "./services.ts";

/** What a change is recorded as: "department.created". */
type ChangeAction = `${string}.${string}`;

/** What a change is about, in words that may be kept for ever. */
export type Change = Pick<ChangeRecord, "object" | "details">;

export interface Context<Params, Query, Body> {
  readonly caller: Caller;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly services: AdminServices;
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal;
}

/** GET changes nothing, nor does a POST that says so; everything else does, and says what its ledger record holds. `answer` is undefined before the change is made. */
type Auditing<SomeContext, Answer> =
  | { readonly method: "GET"; readonly audit: "none" }
  // What is asked about is too long or too private for an address, which proxies log.
  | { readonly method: "POST"; readonly audit: "none"; readonly changesNothing: true }
  | {
      readonly method: "POST" | "PATCH" | "DELETE";
      readonly audit: ChangeAction;
      describe(context: SomeContext, answer: Answer | undefined): Change;
    };

type Declaration<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType> = {
  readonly path: `/api/${string}`;
  /** "authenticated": any valid key will do. */
  readonly permission: Permission | "authenticated";
  readonly summary: string;
  /** 201 where something was created; else 200. */
  readonly status?: 201;
  /** Of a body that may be larger than those of most routes. */
  readonly bodyBytesMax?: number;
  readonly input: { readonly params: P; readonly query: Q; readonly body: B };
  /** Members that it does not name are left out of the answer. */
  readonly output: O;
  handle(context: Context<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<O>>;
} & Auditing<Context<z.output<P>, z.output<Q>, z.output<B>>, z.input<O>>;

/** The three parts of a request, not yet parsed; `body` is undefined where none was sent. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A request that was parsed and has not run. */
export interface PreparedCall {
  /** For a change, what it is about as far as is known before it is made. */
  readonly intended: Change | undefined;
  run(): Promise<{ readonly answer: unknown; readonly change: Change | undefined }>;
}

/** A declared route as those see it who run, mount and document it. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly permission: Permission | "authenticated" | "public";
  readonly audit: ChangeAction | "none";
  readonly summary: string;
  readonly status: 200 | 201;
  readonly bodyBytesMax: number | undefined;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly output: z.ZodType;
  /** Parses the request. Throws `invalid_request`. */
  prepare(input: RawInput, caller: Caller | undefined, services: AdminServices, signal: AbortSignal): PreparedCall;
}

/** The output of a route that streams JSON Lines instead of answering one JSON object. */
export const jsonLines = z.custom<AsyncIterable<string>>(
  (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
);

export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

export interface SentEvents extends AsyncIterable<SentEvent> {
  /** What the events tell of, for the change record of the route that began it: "run/run_1". */
  readonly subject?: string;
}

/** The output of a route that sends server-sent events; its query takes `after`, for which a client's header last-event-id stands too. */
export const sentEvents = z.custom<SentEvents>((value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value);

/** Path or query parameters of a route that takes none. */
export const nothing = z.strictObject({});
/** The body of a route that takes none. */
export const noBody = z.undefined({ error: "this request takes no body" });

/** A route for callers with a key. */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType>(
  declared: Declaration<P, Q, B, O>,
): Route {
  return {
    method: declared.method,
    path: declared.path,
    permission: declared.permission,
    audit: declared.audit,
    summary: declared.summary,
    status: declared.status ?? 200,
    bodyBytesMax: declared.bodyBytesMax,
    ...declared.input,
    output: declared.output,
    prepare(input, caller, services, signal) {
      assertHolds(caller !== undefined, "only health is answered without a caller");
      const context = {
        caller,
        services,
        signal,
        params: parseInput(declared.input.params, input.params, "path"),
        query: parseInput(declared.input.query, input.query, "query"),
        body: parseInput(declared.input.body, input.body, "body"),
      };
      const describe = (answer?: z.input<O>) => (declared.audit === "none" ? undefined : declared.describe(context, answer));
      return {
        intended: describe(),
        async run() {
          const answer = await declared.handle(context);
          return { answer: declared.output.parse(answer), change: describe(answer) };
        },
      };
    },
  };
}

/** The two routes that a load balancer asks, without a key. Only these paths can be public. */
export function defineHealthRoute<O extends z.ZodType>(declared: {
  readonly path: "/api/health" | "/api/ready";
  readonly summary: string;
  readonly output: O;
  handle(services: AdminServices): Promise<z.input<O>>;
}): Route {
  return {
    method: "GET",
    path: declared.path,
    permission: "public",
    audit: "none",
    summary: declared.summary,
    status: 200,
    bodyBytesMax: undefined,
    params: nothing,
    query: nothing,
    body: noBody,
    output: declared.output,
    prepare: (_input, _caller, services) => ({
      intended: undefined,
      run: async () => ({ answer: declared.output.parse(await declared.handle(services)), change: undefined }),
    }),
  };
}
