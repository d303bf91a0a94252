// The trial MCP server as a process of its own, over standard input and output.
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createTrialMcpServer } from "./mcp-trial-server.ts";

const die = () => process.kill(process.pid, "SIGKILL");
const server = createTrialMcpServer({ description: "Scores a customer.", die, environment: process.env });
await server.connect(new StdioServerTransport());
