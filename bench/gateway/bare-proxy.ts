// A process that is the floor to compare with: node:http and undici, bytes passed through both ways, and nothing else.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Dispatcher, Pool } from "undici";
import { z } from "zod";

const port = z.coerce.number().int().parse(process.argv[2]);
const upstream = new Pool(z.url().parse(process.argv[3]), { connections: 256, pipelining: 1, keepAliveTimeout: 600_000 });

/** Headers that belong to one connection and are not passed on (RFC 9110, section 7.6.1). */
const CONNECTION_HEADERS = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "host"]);

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => forward(request, response, parts.length === 1 ? parts[0] : Buffer.concat(parts)));
});
server.keepAliveTimeout = 600_000;
server.listen(port, "127.0.0.1");

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void {
  const headers: string[] = [];
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) headers.push(name, rawHeaders[index + 1] ?? "");
  }
  upstream.dispatch({ path: request.url ?? "/", method: request.method ?? "GET", headers, body: body ?? null }, createRelay(response));
}

function createRelay(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      response.on("close", () => {
        if (!response.writableFinished) controller.abort(new Error("the client left"));
      });
    },
    onResponseStart(_controller, status, headers) {
      const kept: string[] = [];
      for (const name in headers) {
        const value = headers[name];
        if (typeof value === "string" && !CONNECTION_HEADERS.has(name)) kept.push(name, value);
      }
      response.writeHead(status, kept);
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once("drain", () => controller.resume());
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError() {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    },
  };
}
