// POST /v1/chat/completions: parse once, call the gate, write the answer. No decision is made here.
import { chatRequestSchema } from "#model/chat.ts";
import { createResponseSink } from "../http/event-stream.ts";
import { parseInput, parseJsonBody } from "../http/json-body.ts";
import type { GatewayCall } from "./gateway-call.ts";

export async function answerChatCompletion({ gate, caller, body, response, runId, abort }: GatewayCall): Promise<void> {
  const request = parseInput(chatRequestSchema, parseJsonBody(body), "body");
  await gate.chat({ caller, request, body, abort, runId, sink: createResponseSink(response, abort.signal) });
}
