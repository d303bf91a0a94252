// The trial MCP server over streamable HTTP.
import { createServer } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createTrialMcpServer, type TrialServerState } from "./mcp-trial-server.ts";

export interface TrialHttpServer {
  readonly url: string;
  /** What came with each request. */
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** A server without sessions, whose tool `die` breaks every connection in the middle of the answer. */
export async function openTrialMcpOverHttp(): Promise<TrialHttpServer> {
  const authorizations: (string | undefined)[] = [];
  const http = createServer(async (request, response) => {
    authorizations.push(request.headers.authorization);
    const transport = new StreamableHTTPServerTransport({});
    await createTrialMcpServer(state).connect(transport);
    await transport.handleRequest(request, response);
  });
  const state: TrialServerState = { description: "Scores a customer.", die: () => http.closeAllConnections() };
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  if (typeof address !== "object" || address === null) throw new Error("the server listens on a port");
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    authorizations,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
