// Every route of the server, on one page.
import { createServer as createBareServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { type FastifyInstance, type FastifyReply, fastify } from "fastify";
import { KanameError } from "#infrastructure/errors.ts";
import type { SkillService } from "#service/skill-service.ts";
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
import { mountMcp } from "./mcp/mcp-routes.ts";

/** A client that has not sent its whole request by then is cut off; a slow one must not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than load balancers keep idle connections (60 s), so that it is never the server that closes under a request. */
const KEEP_ALIVE_MS = 75_000;
const HEADER_BYTES_MAX = 16_384;

export type { FastifyInstance };

export interface ServerParts extends GatewayParts {
  readonly admin: AdminServices;
  /** What is offered at /mcp. */
  readonly skills: SkillService;
}

/** The routes that call a model. They are answered on the bare HTTP server: a framework's part of each call would cost more than its use. */
const MODEL_CALLS: ReadonlyMap<string, (call: GatewayCall) => Promise<void>> = new Map([
  ["/v1/chat/completions", answerChatCompletion],
  ["/v1/embeddings", answerEmbeddings],
]);

/** The server, not yet listening. */
export function createServer(parts: ServerParts): FastifyInstance {
  const unused = new Set<Socket>();
  const server = fastify({
    logger: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, _request, reply) => void answerError(error, reply),
    serverFactory: (handleOther) => createHttpServer(parts, unused, handleOther),
  });
  // What never carried a request is not idle to Node, and would hold up a server that stops: browsers open connections ahead of need.
  server.addHook("preClose", async () => {
    for (const socket of unused) socket.destroy();
  });
  server.get("/v1/models", async (request) => listModels(parts.policy(), await callerOf(request.headers.authorization)));
  server.get<{ Params: { "*": string } }>("/v1/models/*", async (request) =>
    getModel(parts.policy(), await callerOf(request.headers.authorization), request.params["*"]),
  );
  // Nothing that is answered here reads a body; the admin routes have parsers of their own.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (_request, _payload, done) => done(null));
  for (const url of MODEL_CALLS.keys()) {
    const handler = async () => {
      throw new KanameError("method_not_allowed", `${url} takes POST only.`);
    };
    server.route({ method: ["GET", "HEAD", "PUT", "PATCH", "DELETE"], url, handler });
  }
  const { skills, authenticate, policy, log, underWay } = parts;
  mountMcp(server, { skills, authenticate, bodyBytesMax: () => policy().limits.bodyBytesMax, log, underWay });
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

/** `unused` is kept up to date: the connections that have not carried a request yet. */
function createHttpServer(parts: GatewayParts, unused: Set<Socket>, handleOther: RequestListener): Server {
  const options = { maxHeaderSize: HEADER_BYTES_MAX, noDelay: true, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const server = createBareServer(options, (request, response) => {
    unused.delete(request.socket);
    const answer = request.method === "POST" ? MODEL_CALLS.get(request.url?.split("?", 1)[0] ?? "") : undefined;
    if (answer === undefined) handleOther(request, response);
    else void runGatewayCall(parts, request, response, answer);
  });
  return server.on("connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  const answer = toErrorAnswer(fromFastify(error, 0));
  return reply.status(answer.status).headers(answer.headers).send(answer.body);
}
