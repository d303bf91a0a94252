// The tools of an institution's MCP servers as they are now, beside what people accepted of them, with the difference in words.
import type { SkillRegister } from "#governance/skills/skill-register.ts";
import type { SkillState, StoredSkill } from "#governance/skills/skill-store.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { JsonObject } from "#model/skill.ts";

/** A tool as its server offers it now. */
export interface PresentTool {
  readonly name: string;
  /** SHA-256 of its canonical form, in hexadecimal: what a skill names as its `definition`. */
  readonly definition: string;
  /** What it takes, gives and says of itself. */
  readonly tool: JsonObject;
}

/** A version of a skill that is, was, or may become this tool. */
export interface ToolSkill {
  readonly id: string;
  readonly version: number;
  readonly state: SkillState;
  /** The hash that this version names. */
  readonly definition: string;
  /** One sentence for each change from what this version accepted to what is there now; null where that cannot be told. */
  readonly changes: readonly string[] | null;
}

export interface McpToolStatus {
  readonly name: string;
  /** null where the server has no such tool any more. */
  readonly definition: string | null;
  readonly tool: JsonObject | null;
  /** Whether a live skill is exactly this tool. */
  readonly isAccepted: boolean;
  readonly skills: readonly ToolSkill[];
}

export interface McpTools {
  /** Asks the server what it offers. Throws `not_found` for a server that the institution does not declare, and what the server fails with. */
  list(institutionId: string, serverId: string, signal: AbortSignal): Promise<McpToolStatus[]>;
}

export interface McpToolsParts {
  readonly register: Pick<SkillRegister, "listOfMcpServer" | "findArtefact">;
  /** undefined for a server that is not declared. */
  readonly listPresent: (institutionId: string, serverId: string, signal: AbortSignal) => Promise<readonly PresentTool[] | undefined>;
  /** `accepted` is the canonical JSON that was kept under its hash. */
  readonly describeChanges: (accepted: string, present: PresentTool) => readonly string[];
}

export function createMcpTools({ register, listPresent, describeChanges }: McpToolsParts): McpTools {
  async function changesOf(institutionId: string, accepted: string, present: PresentTool | undefined): Promise<readonly string[] | null> {
    if (present === undefined) return null;
    if (present.definition === accepted) return [];
    const kept = await register.findArtefact(institutionId, accepted);
    return kept === undefined ? null : describeChanges(Buffer.from(kept).toString(), present);
  }

  async function skillOf(institutionId: string, stored: StoredSkill, present: PresentTool | undefined): Promise<ToolSkill> {
    const { id, version } = stored.definition;
    const definition = acceptedBy(stored);
    return { id, version, state: stored.state, definition, changes: await changesOf(institutionId, definition, present) };
  }

  return {
    async list(institutionId, serverId, signal) {
      const present = await listPresent(institutionId, serverId, signal);
      if (present === undefined) throw new KanameError("not_found", `There is no MCP server ${serverId}.`);
      const stored = await register.listOfMcpServer(institutionId, serverId);
      const names = new Set([...present.map(({ name }) => name), ...stored.map(toolOf)]);
      return Promise.all(
        [...names].map(async (name) => {
          // A name that is listed twice is nothing that could be accepted.
          const [tool, second] = present.filter((candidate) => candidate.name === name);
          const only = second === undefined ? tool : undefined;
          const own = stored.filter((skill) => toolOf(skill) === name);
          return {
            name,
            definition: only?.definition ?? null,
            tool: only?.tool ?? null,
            isAccepted: own.some((skill) => skill.state === "live" && acceptedBy(skill) === only?.definition),
            skills: await Promise.all(own.map((skill) => skillOf(institutionId, skill, only))),
          };
        }),
      );
    },
  };
}

function toolOf({ definition: { source } }: StoredSkill): string {
  return source.kind === "mcp" ? source.tool : "";
}

function acceptedBy({ definition: { source } }: StoredSkill): string {
  return source.kind === "mcp" ? source.definition : "";
}
