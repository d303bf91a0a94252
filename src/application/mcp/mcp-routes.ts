// /mcp: Kaname as an MCP server (streamable HTTP, without sessions) that offers the caller's permitted skills as tools.
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Caller, may } from "#governance/caller.ts";
import { asKanameError, KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import { type JsonObject, jsonObjectSchema } from "#model/skill.ts";
import type { SkillService } from "#service/skill-service.ts";
import { readBearer } from "../http/bearer.ts";
import { collectBody } from "../http/collect-body.ts";
import { parseInput, parseJsonBody } from "../http/json-body.ts";
import { toTool, toToolResult } from "./skill-tools.ts";

const PATH = "/mcp";
const INSTRUCTIONS = "Each tool is a skill of the institution. Calls are checked and recorded; one that needs a person's approval says so.";

export interface McpParts {
  readonly skills: SkillService;
  readonly authenticate: (presented: string) => Promise<Caller>;
  readonly bodyBytesMax: () => number;
  readonly log: Log;
  /** Calls under way, so that a server that stops can end what does not end by itself. */
  readonly underWay: Set<AbortController>;
}

/** Registers /mcp. The bodies of its requests are read here, within their limit, after the key is known. */
export function mountMcp(server: FastifyInstance, parts: McpParts): void {
  server.post(PATH, (request, reply) => answerMessage(parts, request, reply));
  server.route({
    method: ["GET", "HEAD", "PUT", "PATCH", "DELETE"],
    url: PATH,
    handler: async (_request, reply) => {
      reply.header("allow", "POST");
      throw new KanameError("method_not_allowed", `${PATH} takes POST only: it has no sessions and sends no messages of its own.`);
    },
  });
}

/** Answers one message. A server and a transport live for one message: nothing is kept between two. */
async function answerMessage(parts: McpParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const caller = await parts.authenticate(readBearer(request.headers.authorization));
  if (!may(caller, "models:call"))
    throw new KanameError("forbidden", `This key may not call skills: its role (${caller.role}) has not the permission models:call.`);
  const message: JsonObject = parseInput(jsonObjectSchema, parseJsonBody(await collectBody(request.raw, parts.bodyBytesMax())), "body");

  const abort = new AbortController();
  reply.raw.on("close", () => abort.abort(new KanameError("client_closed", "The caller left before the answer was complete.")));
  parts.underWay.add(abort);
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const mcp = createMcpServer(parts, caller, abort.signal);
  try {
    await mcp.connect(transport);
    const headers = new Headers();
    for (const name of ["accept", "content-type", "mcp-protocol-version"]) headers.set(name, String(request.headers[name] ?? ""));
    if (request.headers["mcp-protocol-version"] === undefined) headers.delete("mcp-protocol-version");
    const answer = await transport.handleRequest(new Request(`http://localhost${PATH}`, { method: "POST", headers }), {
      parsedBody: message,
    });
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
    return await reply
      .code(answer.status)
      .type(answer.headers.get("content-type") ?? "application/json")
      .send(await answer.text());
  } finally {
    parts.underWay.delete(abort);
    await mcp.close();
  }
}

function createMcpServer({ skills, log }: McpParts, caller: Caller, signal: AbortSignal): Server {
  const server = new Server({ name: "kaname", version: "1" }, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
  server.setRequestHandler(ListToolsRequestSchema, () =>
    orMcpError(log, async () => ({ tools: (await skills.listPermitted(caller)).map(toTool) })),
  );
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    orMcpError(log, async () => {
      const input = parseInput(jsonObjectSchema, params.arguments ?? {}, "arguments");
      return toToolResult(await skills.call(caller, params.name, input, signal));
    }),
  );
  return server;
}

/** The library would send the message of any error to the client; only public sentences may leave. */
async function orMcpError<Result>(log: Log, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { kind, message } = asKanameError(error);
    if (kind === "internal" || kind === "storage_failed") log.error("mcp.failed", { kind }, error);
    throw new McpError(kind === "invalid_request" ? ErrorCode.InvalidParams : ErrorCode.InternalError, message, { kind });
  }
}
