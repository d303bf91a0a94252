// Puts the declared routes on the HTTP server: who may, parse, run, answer. No decision is made here that a route does not declare.
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Caller, may } from "#governance/caller.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { readBearer } from "../http/bearer.ts";
import { fromFastify, toErrorAnswer } from "../http/errors.ts";
import { parseJsonBody } from "../http/json-body.ts";
import { jsonLines, type Route, sentEvents } from "./route.ts";
import { runRoute } from "./run.ts";
import type { AdminServices } from "./services.ts";

/** Many times the largest body that a route takes. */
const BODY_BYTES_MAX = 256_000;
const CALLER = "kanameCaller";
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Registers `routes` in a scope of their own, so that parsers and error answers of the gateway stay as they are. */
export function mountAdminRoutes(
  server: FastifyInstance,
  routes: readonly Route[],
  { services }: { readonly services: AdminServices },
): void {
  server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/json",
      // How long a body may be is each route's to say.
      { parseAs: "buffer" },
      async (_request: FastifyRequest, bytes: Buffer) =>
        // A DELETE may come with the header and without a body, as some clients send it.
        bytes.length === 0 ? undefined : parseJsonBody(bytes),
    );
    scope.decorateRequest(CALLER, undefined);
    scope.setErrorHandler((error, request, reply) => answerError(fromFastify(error, BODY_BYTES_MAX), request, reply, services));
    scope.addHook("onSend", async (_request, reply) => {
      reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
    });
    // Who follows a run may follow it for days: a server that stops ends the streams, and readers come back with last-event-id.
    const underWay = new Set<AbortController>();
    scope.addHook("preClose", async () => {
      for (const abort of underWay) abort.abort();
    });
    for (const route of routes) mountRoute(scope, route, services, underWay);
    for (const path of new Set(routes.map((route) => route.path))) refuseOtherMethods(scope, path, routes);
    done();
  });
}

function mountRoute(scope: FastifyInstance, route: Route, services: AdminServices, underWay: Set<AbortController>): void {
  scope.route({
    method: route.method,
    url: route.path,
    exposeHeadRoute: false,
    bodyLimit: route.bodyBytesMax ?? BODY_BYTES_MAX,
    // Before the body is read: a stranger's body is not even received.
    onRequest: async (request) => request.setDecorator(CALLER, await admit(route, request.headers.authorization, services)),
    handler: async (request, reply) => {
      const caller = request.getDecorator<Caller | undefined>(CALLER);
      const input = { params: request.params, query: queryOf(route, request), body: request.body };
      const answer = await runRoute(route, input, caller, services, signalOf(reply, underWay));
      reply.code(route.status);
      if (route.output === sentEvents) return reply.headers(EVENT_STREAM).send(Readable.from(await startLines(frames(answer), services)));
      if (route.output !== jsonLines) return answer;
      return reply.type("application/jsonl; charset=utf-8").send(Readable.from(await startLines(answer, services)));
    },
  });
}

/** Its connection ends with it: one that is kept for another request would hold up a server that stops. */
const EVENT_STREAM = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no", connection: "close" };

/** A browser that comes back to a stream of events says with a header where it was. */
function queryOf(route: Route, request: FastifyRequest): unknown {
  const last = request.headers["last-event-id"];
  if (route.output !== sentEvents || last === undefined || typeof request.query !== "object") return request.query;
  return { after: last, ...request.query };
}

/** Aborted when the answer is out, its caller has left, or the server stops. */
function signalOf(reply: FastifyReply, underWay: Set<AbortController>): AbortSignal {
  const abort = new AbortController();
  underWay.add(abort);
  reply.raw.once("close", () => {
    underWay.delete(abort);
    abort.abort();
  });
  return abort.signal;
}

async function* frames(answer: unknown): AsyncGenerator<string> {
  for await (const { id, event, data } of sentEvents.parse(answer)) yield `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Who calls, if they may call this route. Throws `unauthenticated` or `forbidden`. */
async function admit(route: Route, authorization: string | undefined, services: AdminServices): Promise<Caller | undefined> {
  if (route.permission === "public") return undefined;
  const caller = await services.keys.authenticate(readBearer(authorization));
  if (route.permission !== "authenticated" && !may(caller, route.permission)) {
    services.log.warn("admin.refused", { method: route.method, path: route.path, keyId: caller.keyId, permission: route.permission });
    throw new KanameError("forbidden", `This key may not do that: its role (${caller.role}) has not the permission ${route.permission}.`);
  }
  return caller;
}

/** The lines with the first one already read, so that a failure to begin is still answered with an error status. */
async function startLines(answer: unknown, { log }: AdminServices): Promise<AsyncIterable<string>> {
  const lines = jsonLines.parse(answer)[Symbol.asyncIterator]();
  const first = await lines.next();
  return (async function* () {
    try {
      for (let next = first; next.done !== true; next = await lines.next()) yield next.value;
    } catch (error) {
      // Too late for an error body: the connection breaks, which no client takes for the end, and only here is it known why.
      log.error("admin.stream-broke", {}, error);
      throw error;
    } finally {
      await lines.return?.();
    }
  })();
}

function refuseOtherMethods(scope: FastifyInstance, path: string, routes: readonly Route[]): void {
  const allowed: readonly string[] = routes.filter((route) => route.path === path).map((route) => route.method);
  scope.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url: path,
    onRequest: async (_request, reply) => {
      reply.header("allow", allowed.join(", "));
      throw new KanameError("method_not_allowed", `This path takes ${allowed.join(", ")} only.`);
    },
    handler: async () => undefined,
  });
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, services: AdminServices): void {
  const { status, headers, body } = toErrorAnswer(error);
  const path = request.routeOptions.url ?? "unknown";
  if (status >= 500) services.log.error("admin.failed", { method: request.method, path, status, code: body.error.code }, error);
  void reply.code(status).headers(headers).send(body);
}
