// A tool of an MCP server as a skill: called only while its definition is the one that a person accepted.
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { SkillDefinition } from "../skill.ts";
import type { McpConnection, McpTerms } from "./mcp-connection.ts";
import { definitionHash } from "./mcp-tool.ts";
import type { OpenSkill } from "./runnable-skill.ts";

const NEVER = new AbortController().signal;

/**
 * Opens tools of the servers that `findConnection` knows by id; the connections stay their owner's to close. Before each call the server is
 * asked what the tool is now: opening and running throw `conflict`, and the skill is quarantined, where that is not what was accepted.
 */
export function createMcpOpener(findConnection: (serverId: string) => McpConnection | undefined): OpenSkill {
  return async (definition) => {
    const { id, source, limits } = definition;
    assertHolds(source.kind === "mcp", "the opener of MCP tools is given MCP tools");
    const connection = findConnection(source.server);
    if (connection === undefined)
      throw new KanameError("conflict", `The skill ${id} names the MCP server ${source.server}, which is not configured.`);
    await assertAccepted(connection, definition, { timeoutMs: limits.timeoutMs, signal: NEVER });
    return {
      async run({ input, signal }) {
        const terms = { timeoutMs: limits.timeoutMs, signal };
        await assertAccepted(connection, definition, terms);
        return { output: await connection.callTool(source.tool, input, terms) };
      },
      close: async () => undefined,
    };
  };
}

async function assertAccepted(connection: McpConnection, { id, source }: SkillDefinition, terms: McpTerms): Promise<void> {
  assertHolds(source.kind === "mcp", "only tools of MCP servers are accepted by their definition");
  const { server, tool, definition } = source;
  const named = (await connection.listTools(terms)).filter(({ name }) => name === tool);
  const [present] = named;
  if (present === undefined)
    throw new KanameError("conflict", `The skill ${id} is quarantined: the MCP server ${server} has no tool ${tool}.`);
  // Of two tools with one name nobody can say which of them a call would reach.
  if (named.length > 1) throw new KanameError("conflict", `The skill ${id} is quarantined: the MCP server ${server} lists ${tool} twice.`);
  if (definitionHash(present) !== definition)
    throw new KanameError(
      "conflict",
      `The skill ${id} is quarantined: the MCP server ${server} has changed the definition of ${tool} since it was accepted.`,
    );
}
