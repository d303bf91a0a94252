// A process that stands in for a model server: OpenAI's form, prebuilt answers, no thinking time. GET /count says how many it gave.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { streamFrames, WHOLE_ANSWER } from "./exchange.ts";

const port = z.coerce.number().int().parse(process.argv[2]);
const questionSchema = z.object({
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});

const whole = Buffer.from(WHOLE_ANSWER);
const wholeHeaders = ["content-type", "application/json", "content-length", String(whole.length)];
const streamHeaders = ["content-type", "text/event-stream; charset=utf-8", "cache-control", "no-cache"];
const frames = streamFrames(false).map((frame) => Buffer.from(frame));
const framesWithUsage = streamFrames(true).map((frame) => Buffer.from(frame));

let answered = 0;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => answer(request, response, Buffer.concat(parts)));
});
// Longer than any pause between two rounds, so that no gateway finds its kept connection closed under a request.
server.keepAliveTimeout = 600_000;
server.listen(port, "127.0.0.1");

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  if (request.method === "GET" && request.url === "/count") {
    response.end(String(answered));
    return;
  }
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    response.writeHead(404).end();
    return;
  }
  answered += 1;
  const question = questionSchema.parse(JSON.parse(body.toString()));
  if (question.stream !== true) {
    response.writeHead(200, wholeHeaders).end(whole);
    return;
  }
  response.writeHead(200, streamHeaders);
  sendFrames(response, question.stream_options?.include_usage === true ? framesWithUsage : frames, 0);
}

/** Sends each frame in a turn of its own, so that it leaves as a write of its own, as tokens do from a real model. */
function sendFrames(response: ServerResponse, toSend: readonly Buffer[], index: number): void {
  if (response.destroyed) return;
  response.write(toSend[index]);
  if (index === toSend.length - 1) response.end();
  else setImmediate(sendFrames, response, toSend, index + 1);
}
