// A tool of an MCP server as a skill: called only while its definition is the one that a person accepted.
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { SkillDefinition } from "../skill.ts";
import type { McpConnection, McpTerms } from "./mcp-connection.ts";
import { definitionHash, type McpTool, printDefinition } from "./mcp-tool.ts";
import type { OpenSkill } from "./runnable-skill.ts";

const NEVER = new AbortController().signal;

export interface McpOpenerParts {
  /** The connection to a server by its id, as the configuration now declares it; it stays its owner's to close. */
  readonly findConnection: (serverId: string) => McpConnection | undefined;
  /** Keeps an accepted definition as canonical JSON under its hash, so that a change of it can be described later. */
  readonly keepAccepted: (definition: string, printed: string) => Promise<void>;
  /** Told in one sentence what is no longer as it was accepted, before the call is refused with the same sentence. */
  readonly onChanged: (skill: SkillDefinition, why: string) => Promise<void>;
}

/**
 * Opens tools of MCP servers. Before each call the server is asked what the tool is now: opening and running throw `conflict` where that is
 * not what was accepted, and after `onChanged` heard of it.
 */
export function createMcpOpener(parts: McpOpenerParts): OpenSkill {
  return async (definition) => {
    const { source, limits } = definition;
    assertHolds(source.kind === "mcp", "the opener of MCP tools is given MCP tools");
    const present = await findAccepted(parts, definition, { timeoutMs: limits.timeoutMs, signal: NEVER });
    await parts.keepAccepted(source.definition, printDefinition(present.tool));
    return {
      async run({ input, signal }) {
        const terms = { timeoutMs: limits.timeoutMs, signal };
        const { connection } = await findAccepted(parts, definition, terms);
        return { output: await connection.callTool(source.tool, input, terms) };
      },
      close: async () => undefined,
    };
  };
}

/** The tool as it was accepted, and where it is called. Throws `conflict` where there is no such tool. */
async function findAccepted(
  { findConnection, onChanged }: McpOpenerParts,
  skill: SkillDefinition,
  terms: McpTerms,
): Promise<{ readonly connection: McpConnection; readonly tool: McpTool }> {
  const { id, source } = skill;
  assertHolds(source.kind === "mcp", "only tools of MCP servers are accepted by their definition");
  const { server, tool, definition } = source;
  const connection = findConnection(server);
  if (connection === undefined)
    throw new KanameError("conflict", `The skill ${id} names the MCP server ${server}, which is not configured.`);
  const named = (await connection.listTools(terms)).filter(({ name }) => name === tool);
  const [present] = named;
  // It may come back as it was: a server that starts lists nothing for a while.
  if (present === undefined) throw new KanameError("conflict", `The skill ${id} cannot run: the MCP server ${server} has no tool ${tool}.`);
  const why = changeOf(present, named.length, source.server, definition);
  if (why === undefined) return { connection, tool: present };
  const sentence = `The skill ${id} is quarantined: ${why}.`;
  await onChanged(skill, sentence);
  throw new KanameError("conflict", sentence);
}

function changeOf(present: McpTool, count: number, server: string, accepted: string): string | undefined {
  // Of two tools with one name nobody can say which of them a call would reach.
  if (count > 1) return `the MCP server ${server} lists ${present.name} twice`;
  if (definitionHash(present) === accepted) return undefined;
  return `the MCP server ${server} has changed the definition of ${present.name} since it was accepted`;
}
