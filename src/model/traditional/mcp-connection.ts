// The connection to one MCP server: made when it is first needed, made again when it was lost, each request within its time and size.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport, StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import type { Outbound } from "#infrastructure/outbound.ts";
import type { McpServer } from "../mcp-server.ts";
import { type JsonObject, jsonObjectSchema } from "../skill.ts";
import { createMcpFetch, MESSAGE_BYTES_MAX } from "./mcp-fetch.ts";
import { type McpTool, mcpToolSchema } from "./mcp-tool.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** More than a server of skills is asked at once; it stops one that hangs from holding the calls of all. */
const REQUESTS_MAX = 64;
/** A first loss may be a restart; from the second on a server is given time, twice as much each time, up to a minute. */
const PAUSE_MS = 1_000;
const PAUSE_MS_MAX = 60_000;
const TOOL_PAGES_MAX = 20;
const TOOLS_MAX = 500;
const CONTENT_PARTS_MAX = 1_000;

/** The time of one request, waiting for the connection included, and who may end it earlier. */
export interface McpTerms {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Every request throws KanameError: `upstream_failed` for a server that cannot be used, dies or answers what is not allowed,
 * `upstream_timeout`, `unavailable` while a lost server is given time, `overloaded`, and what its signal was aborted with.
 */
export interface McpConnection {
  /** Every tool that the server offers now. On a connection that turns out to be lost it asks once more on a new one. */
  listTools(terms: McpTerms): Promise<McpTool[]>;
  /** Calls once, never again: `structuredContent`, or else the texts as `{ text }`. Throws `invalid_request` for refused arguments. */
  callTool(name: string, input: JsonObject, terms: McpTerms): Promise<JsonObject>;
  /** Ends the connection, and a server that is a process of ours. No request is taken from here on. */
  close(): Promise<void>;
}

export interface McpConnectionParts {
  readonly openExchange: Outbound["openExchange"];
  readonly findSecret: (variable: string) => string | undefined;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/** A connection that is there or being made. */
interface Link {
  readonly client: Client;
  readonly ready: Promise<void>;
  isFlooded: boolean;
}

type Ask<Result> = (client: Client, options: { readonly signal: AbortSignal; readonly timeout: number }) => Promise<Result>;

const toolsSchema = z.looseObject({ tools: z.array(mcpToolSchema).max(TOOLS_MAX), nextCursor: z.string().max(4_096).optional() });
const resultSchema = z.looseObject({
  content: z
    .array(z.looseObject({ type: z.string(), text: z.string().optional() }))
    .max(CONTENT_PARTS_MAX)
    .default([]),
  structuredContent: jsonObjectSchema.optional(),
  isError: z.boolean().default(false),
});

/** Connects at the first request. To be closed. */
export function createMcpConnection(server: McpServer, parts: McpConnectionParts): McpConnection {
  const { id } = server;
  const links = createLinks(server, parts);
  let requests = 0;

  async function request<Result>({ timeoutMs, signal }: McpTerms, ask: Ask<Result>): Promise<Result> {
    if (signal.aborted) throw abortReason(signal);
    if (requests >= REQUESTS_MAX) throw new KanameError("overloaded", `Too many requests to the MCP server ${id} are under way.`);
    const link = links.connect();
    const limit = AbortSignal.timeout(timeoutMs);
    const end = AbortSignal.any([signal, limit]);
    requests += 1;
    try {
      await untilAborted(link.ready, end);
      return await ask(link.client, { signal: end, timeout: timeoutMs });
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      if (limit.aborted) throw new KanameError("upstream_timeout", `The MCP server ${id} gave no answer in time.`);
      if (isLoss(error)) links.lose(link);
      throw explain(id, error, link);
    } finally {
      requests -= 1;
    }
  }

  return {
    async listTools(terms) {
      const known = links.current();
      try {
        return await request(terms, listEvery);
      } catch (error) {
        const wasLost = known !== undefined && links.current() !== known && !terms.signal.aborted;
        if (!wasLost) throw error;
        return await request(terms, listEvery);
      }
    },
    async callTool(name, input, terms) {
      const result = await request(terms, (client, options) =>
        client.request({ method: "tools/call", params: { name, arguments: { ...input } } }, resultSchema, options),
      );
      links.praise();
      return outputOf(id, name, result);
    },
    close: links.close,
  };
}

/** The connections to a server, one after the other. */
function createLinks(server: McpServer, parts: McpConnectionParts) {
  let current: Link | undefined;
  let losses = 0;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  /** Each link is lost once, however many requests notice. */
  function lose(link: Link): void {
    if (current !== link) return;
    current = undefined;
    losses += 1;
    if (losses > 1) pausedUntilMs = parts.clock.monotonicMs() + Math.min(PAUSE_MS * 2 ** (losses - 2), PAUSE_MS_MAX);
    void closeLink(link);
  }

  return {
    /** The connection that is there or being made. Throws `unavailable` where none may be made now. */
    connect(): Link {
      if (isClosed) throw new KanameError("unavailable", "Kaname is about to stop and asks no more MCP servers.");
      if (current !== undefined) return current;
      const waitMs = pausedUntilMs - parts.clock.monotonicMs();
      if (waitMs > 0) {
        const sentence = `The MCP server ${server.id} was lost ${losses} times in a row and is given time.`;
        throw new KanameError("unavailable", sentence, { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
      }
      current = openLink(server, parts, lose);
      return current;
    },
    current: () => current,
    lose,
    /** The server did what it was asked: losses before count no more. */
    praise() {
      losses = 0;
    },
    async close(): Promise<void> {
      isClosed = true;
      const link = current;
      current = undefined;
      if (link !== undefined) await closeLink(link);
    },
  };
}

/** What cannot be closed has gone. */
async function closeLink({ client }: Link): Promise<void> {
  await client.close().catch(() => undefined);
}

async function listEvery(client: Client, options: Parameters<Ask<unknown>>[1]): Promise<McpTool[]> {
  const tools: McpTool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < TOOL_PAGES_MAX && tools.length <= TOOLS_MAX; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const { tools: more, nextCursor } = await client.request({ method: "tools/list", params }, toolsSchema, options);
    tools.push(...more);
    if (nextCursor === undefined) return tools;
    cursor = nextCursor;
  }
  throw new KanameError("upstream_failed", `The MCP server lists more than ${TOOLS_MAX} tools or ${TOOL_PAGES_MAX} pages of them.`);
}

/** What a tool says of its failure is not passed on: it may quote the arguments. */
function outputOf(id: string, name: string, { isError, structuredContent, content }: z.infer<typeof resultSchema>): JsonObject {
  if (isError) throw new KanameError("upstream_failed", `The tool ${name} of the MCP server ${id} says that it failed.`);
  if (structuredContent !== undefined) return structuredContent;
  const texts = content.flatMap(({ type, text }) => (type === "text" && text !== undefined ? [text] : []));
  if (texts.length < content.length)
    throw new KanameError("upstream_failed", `The tool ${name} of the MCP server ${id} answered with something other than text.`);
  return { text: texts.join("\n") };
}

function openLink(server: McpServer, parts: McpConnectionParts, onLost: (link: Link) => void): Link {
  const client = new Client({ name: "kaname", version: "1" }, { capabilities: {} });
  const connect = async () => client.connect(transportOf(server, parts), { timeout: CONNECT_TIMEOUT_MS });
  const link: Link = { client, ready: connect(), isFlooded: false };
  client.onclose = () => onLost(link);
  client.onerror = ({ message }) => {
    // The library has no other sign for it.
    if (message.includes("exceeded maximum size")) link.isFlooded = true;
  };
  link.ready.catch(() => onLost(link));
  return link;
}

function transportOf(server: McpServer, { openExchange, findSecret }: McpConnectionParts) {
  if (server.transport === "stdio") {
    const { command, arguments: args, environmentVariables } = server;
    const env = Object.fromEntries(environmentVariables.map((name) => [name, secretOf(server.id, name, findSecret)]));
    // What it writes to standard error may hold arguments of calls: it goes nowhere.
    return new StdioClientTransport({ command, args, env, stderr: "ignore", maxBufferSize: MESSAGE_BYTES_MAX });
  }
  const { url, keyVariable } = server;
  return new StreamableHTTPClientTransport(new URL(url), {
    fetch: createMcpFetch(openExchange),
    ...(keyVariable === undefined
      ? {}
      : { requestInit: { headers: { authorization: `Bearer ${secretOf(server.id, keyVariable, findSecret)}` } } }),
  });
}

function secretOf(id: string, variable: string, findSecret: McpConnectionParts["findSecret"]): string {
  const secret = findSecret(variable);
  if (secret === undefined)
    throw new KanameError("conflict", `The MCP server ${id} needs the environment variable ${variable}, which is not set.`);
  return secret;
}

/** A connection is made for all who wait; one who leaves does not end it. */
async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(abortReason(signal));
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** An answer, even a refusal or one of the wrong form, comes from a server that is there; so may silence. */
function isLoss(error: unknown): boolean {
  if (error instanceof McpError) return error.code === ErrorCode.ConnectionClosed;
  return !(error instanceof z.core.$ZodError);
}

/** Where it is not, by our names; those further inside are the server's. */
function placeOf({ issues: [issue] }: z.core.$ZodError): string {
  return issue?.path[0] === undefined ? "" : `, in its ${String(issue.path[0])}: ${issue.message}`;
}

/** One sentence for each failure. What the server itself said is in none of them, nor in the log. */
function explain(id: string, error: unknown, { isFlooded }: Link): KanameError {
  if (error instanceof KanameError) return error;
  if (error instanceof StreamableHTTPError)
    return new KanameError("upstream_failed", `The MCP server ${id} answered with status ${error.code}.`);
  if (error instanceof z.core.$ZodError)
    return new KanameError("upstream_failed", `The MCP server ${id} gave an answer that is not of the allowed form${placeOf(error)}.`);
  if (!(error instanceof McpError)) return new KanameError("upstream_failed", `The MCP server ${id} cannot be reached.`, { cause: error });
  switch (error.code) {
    case ErrorCode.RequestTimeout:
      return new KanameError("upstream_timeout", `The MCP server ${id} gave no answer in time.`);
    case ErrorCode.InvalidParams:
      return new KanameError("invalid_request", `The MCP server ${id} cannot take these arguments.`);
    case ErrorCode.ConnectionClosed:
      if (!isFlooded) return new KanameError("upstream_failed", `The MCP server ${id} ended before it answered.`);
      return new KanameError("upstream_failed", `The MCP server ${id} answered with more than the allowed ${MESSAGE_BYTES_MAX} bytes.`);
    default:
      return new KanameError("upstream_failed", `The MCP server ${id} refused the request with the code ${error.code}.`);
  }
}
