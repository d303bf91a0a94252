// Every route of the server, on one page.
import { type FastifyInstance, type FastifyReply, fastify } from "fastify";
import { KanameError } from "#infrastructure/errors.ts";
import { adminRoutes } from "./admin/admin-routes.ts";
import { mountAdminRoutes } from "./admin/mount.ts";
import type { AdminServices } from "./admin/services.ts";
import { answerChatCompletion } from "./gateway/chat-completions.ts";
import { answerEmbeddings } from "./gateway/embeddings.ts";
import type { GatewayCall } from "./gateway/gateway-call.ts";
import { type GatewayParts, runGatewayCall } from "./gateway/gateway-routes.ts";
import { getModel, listModels } from "./gateway/models.ts";
import { readBearer } from "./http/bearer.ts";
import { fromFastify, toErrorAnswer } from "./http/errors.ts";

/** A client that has not sent its whole request by then is cut off; a slow one must not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than load balancers keep idle connections (60 s), so that it is never the server that closes under a request. */
const KEEP_ALIVE_MS = 75_000;
const HEADER_BYTES_MAX = 16_384;

export type { FastifyInstance };

export interface ServerParts extends GatewayParts {
  readonly admin: AdminServices;
}

/** The server, not yet listening. */
export function createServer(parts: ServerParts): FastifyInstance {
  const server = fastify({
    logger: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    http: { maxHeaderSize: HEADER_BYTES_MAX, noDelay: true },
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, _request, reply) => void answerError(error, reply),
  });
  // Bodies of /v1 are read by the routes themselves: as bytes, and within a limit that can change while the server runs.
  server.register(async (v1) => {
    v1.removeAllContentTypeParsers();
    v1.addContentTypeParser("*", (_request, _payload, done) => done(null));
    const modelCall = (path: string, answer: (call: GatewayCall) => Promise<void>) =>
      v1.post(path, async (request, reply) => {
        reply.hijack();
        await runGatewayCall(parts, request.raw, reply.raw, answer);
      });

    modelCall("/v1/chat/completions", answerChatCompletion);
    modelCall("/v1/embeddings", answerEmbeddings);
    v1.get("/v1/models", async (request) => listModels(parts.policy(), await callerOf(request.headers.authorization)));
    v1.get<{ Params: { "*": string } }>("/v1/models/*", async (request) =>
      getModel(parts.policy(), await callerOf(request.headers.authorization), request.params["*"]),
    );
  });
  mountAdminRoutes(server, adminRoutes, { services: parts.admin });

  server.setNotFoundHandler((request) => {
    throw new KanameError("not_found", `There is nothing at ${request.method} ${request.url.split("?")[0]}.`);
  });
  server.setErrorHandler((error, _request, reply) => answerError(error, reply));
  return server;

  function callerOf(authorization: string | undefined) {
    return parts.authenticate(readBearer(authorization));
  }
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  const answer = toErrorAnswer(fromFastify(error, 0));
  return reply.status(answer.status).headers(answer.headers).send(answer.body);
}
