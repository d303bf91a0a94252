// An MCP server whose tools can be skills, as the configuration declares it.
import { z } from "zod";

const ARGUMENTS_MAX = 64;

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "lower-case letters, digits, _ and -, at most 64");
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "the name of an environment variable");

/** An MCP server as the configuration declares it. Keys stay in the environment; only the names of their variables stand here. */
export const mcpServerSchema = z.discriminatedUnion("transport", [
  z.strictObject({
    id: slug,
    transport: z.literal("stdio"),
    command: z.string().min(1).max(1_000),
    arguments: z.array(z.string().max(4_000)).max(ARGUMENTS_MAX).default([]),
    /** The only variables that the process gets, beside PATH, HOME and the like. */
    environmentVariables: z.array(variableName).max(ARGUMENTS_MAX).default([]),
  }),
  z.strictObject({
    id: slug,
    transport: z.literal("http"),
    url: z.url({ protocol: /^https?$/ }),
    /** Holds the key that is sent as a bearer token. */
    keyVariable: variableName.optional(),
  }),
]);
export type McpServer = z.infer<typeof mcpServerSchema>;
