// MCP servers over HTTP: which tools one offers now, what people accepted of them, and how the two differ.
import { z } from "zod";
import { SKILL_STATES } from "#governance/skills/skill-store.ts";
import { jsonObjectSchema } from "#model/skill.ts";
import { idParams } from "./fields.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";

const toolSkill = z.object({
  id: z.string(),
  version: z.number(),
  state: z.enum(SKILL_STATES),
  definition: z.string(),
  changes: z.array(z.string()).readonly().nullable(),
});

const tool = z.object({
  name: z.string(),
  definition: z.string().nullable(),
  tool: jsonObjectSchema.nullable(),
  isAccepted: z.boolean(),
  skills: z.array(toolSkill).readonly(),
});

export const mcpServerRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/mcp-servers/:id/tools",
    permission: "skills:read",
    audit: "none",
    summary:
      "Ask an MCP server for its tools: each with the hash to accept it by, the skills that are it, and what changed since they were",
    input: { params: idParams, query: nothing, body: noBody },
    output: z.object({ data: z.array(tool) }),
    handle: async ({ caller, params, services, signal }) => ({
      data: await services.mcpTools.list(caller.institutionId, params.id, signal),
    }),
  }),
];
