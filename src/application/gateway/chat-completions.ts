// POST /v1/chat/completions: parse once, call the gate, write the answer. No decision is made here.
import { chatRequestSchema } from "#model/chat.ts";
import { createResponseSink } from "../http/event-stream.ts";
import { parseInput, parseJsonBody } from "../http/json-body.ts";
import type { GatewayCall } from "./gateway-call.ts";
import { answerThroughHub } from "./run-completion.ts";

export async function answerChatCompletion(call: GatewayCall): Promise<void> {
  const { gate, caller, body, response, runId, abort } = call;
  const request = parseInput(chatRequestSchema, parseJsonBody(body), "body");
  if (call.usesHub) return answerThroughHub(call, request);
  await gate.chat({ caller, request, body, abort, runId, sink: createResponseSink(response, abort.signal) });
}
