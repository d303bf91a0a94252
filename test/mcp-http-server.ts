// The trial MCP server over streamable HTTP.
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createTrialMcpServer, type TrialServerState } from "./mcp-trial-server.ts";

export interface TrialHttpServer {
  readonly url: string;
  /** What came with each request. */
  readonly authorizations: (string | undefined)[];
  /** The next request is answered with 404, as by a server that started anew and has forgotten its sessions. */
  forget(): void;
  /** Resolves when the tool `hang` was called. */
  hangs(): Promise<void>;
  /** Resolves when a connection was closed under an answer that is not complete. */
  isLeft(): Promise<void>;
  close(): Promise<void>;
}

/** A server without sessions, whose tool `die` breaks every connection in the middle of the answer. */
export async function openTrialMcpOverHttp(): Promise<TrialHttpServer> {
  const authorizations: (string | undefined)[] = [];
  const events = new EventEmitter();
  let hasForgotten = false;
  const http = createServer(async (request, response) => {
    authorizations.push(request.headers.authorization);
    response.on("close", () => response.writableEnded || events.emit("left"));
    if (hasForgotten) {
      hasForgotten = false;
      response.writeHead(404).end();
      return;
    }
    const transport = new StreamableHTTPServerTransport({});
    await createTrialMcpServer(state).connect(transport);
    await transport.handleRequest(request, response);
  });
  const state: TrialServerState = {
    description: "Scores a customer.",
    die: () => http.closeAllConnections(),
    onHang: () => events.emit("hang"),
  };
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  if (typeof address !== "object" || address === null) throw new Error("the server listens on a port");
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    authorizations,
    forget() {
      hasForgotten = true;
    },
    hangs: async () => void (await once(events, "hang")),
    isLeft: async () => void (await once(events, "left")),
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
