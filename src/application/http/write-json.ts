// Writes one JSON body to an HTTP response, with its length, in one packet.
import type { ServerResponse } from "node:http";
import { toErrorAnswer } from "./errors.ts";

export function writeJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers, "content-length": bytes.length });
  response.end(bytes);
}

/** Tells the caller of a failure: as an error body, or, once an answer has begun, as a last event of the stream, which then ends without [DONE]. */
export function writeError(response: ServerResponse, error: unknown): void {
  if (response.writableEnded || response.destroyed) return;
  const answer = toErrorAnswer(error);
  if (!response.headersSent) writeJson(response, answer.status, answer.body, answer.headers);
  else response.end(`data: ${JSON.stringify(answer.body)}\n\n`);
}
