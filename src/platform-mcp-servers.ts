// The connections to institutions' MCP servers, made when first asked for, and made anew where the configuration now says something else.
import type { Clock } from "#infrastructure/clock.ts";
import type { Outbound } from "#infrastructure/outbound.ts";
import { jsonObjectSchema } from "#model/skill.ts";
import { createMcpConnection, type McpConnection } from "#model/traditional/mcp-connection.ts";
import { definitionHash, describeChanges, printDefinition, readDefinition } from "#model/traditional/mcp-tool.ts";
import { createMcpTools, type McpTools, type McpToolsParts } from "#service/mcp-tools.ts";
import type { Institution } from "./configuration.ts";

/** A person waits for the list; a server that takes longer is down for them. */
const LIST_MS_MAX = 10_000;

export interface McpServers {
  /** The connection to a server as the institution now declares it; undefined where it declares none. */
  find(institutionId: string, serverId: string): McpConnection | undefined;
  /** Ends every connection that is no longer declared as it was made; calls under way on it fail. */
  follow(): Promise<void>;
  close(): Promise<void>;
}

export interface McpServersParts {
  readonly serversOf: (institutionId: string) => Institution["mcpServers"];
  readonly openExchange: Outbound["openExchange"];
  readonly readSecret: (name: string) => string | undefined;
  readonly clock: Clock;
}

/** A connection, and the declaration that it was made from. */
interface Made {
  readonly institutionId: string;
  readonly serverId: string;
  readonly declared: string;
  readonly connection: McpConnection;
}

export function createMcpServers({ serversOf, openExchange, readSecret, clock }: McpServersParts): McpServers {
  const made = new Map<string, Made>();

  function declaredAs(institutionId: string, serverId: string) {
    return serversOf(institutionId).find(({ id }) => id === serverId);
  }

  return {
    find(institutionId, serverId) {
      const server = declaredAs(institutionId, serverId);
      if (server === undefined) return undefined;
      const key = JSON.stringify([institutionId, serverId]);
      const known = made.get(key);
      if (known !== undefined) return known.connection;
      const connection = createMcpConnection(server, { openExchange, findSecret: readSecret, clock });
      made.set(key, { institutionId, serverId, declared: JSON.stringify(server), connection });
      return connection;
    },
    async follow() {
      const past = [...made].filter(
        ([, { institutionId, serverId, declared }]) => JSON.stringify(declaredAs(institutionId, serverId)) !== declared,
      );
      for (const [key] of past) made.delete(key);
      await Promise.all(past.map(([, { connection }]) => connection.close()));
    },
    async close() {
      await Promise.all([...made.values()].map(({ connection }) => connection.close()));
    },
  };
}

/** What the servers offer now, beside what was accepted of it. */
export function openMcpTools(servers: McpServers, register: McpToolsParts["register"]): McpTools {
  return createMcpTools({
    register,
    async listPresent(institutionId, serverId, signal) {
      const tools = await servers.find(institutionId, serverId)?.listTools({ timeoutMs: LIST_MS_MAX, signal });
      return tools?.map((tool) => ({
        name: tool.name,
        definition: definitionHash(tool),
        tool: jsonObjectSchema.parse(JSON.parse(printDefinition(tool))),
      }));
    },
    describeChanges: (accepted, { tool }) => describeChanges(readDefinition(accepted), readDefinition(JSON.stringify(tool))),
  });
}
