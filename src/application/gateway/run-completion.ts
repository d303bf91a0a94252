// A chat completion of a scenario whose answers come from the hub: a run is started, followed to its end, and told as one answer.
import type { ServerResponse } from "node:http";
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import type { ChatCompletion, ChatRequest } from "#model/chat.ts";
import type { RunEvent } from "#service/hub/run-events.ts";
import { createResponseSink } from "../http/event-stream.ts";
import type { GatewayCall } from "./gateway-call.ts";

const RUN_HEADER = "x-kaname-run";

/** Answers with what the run came to. A run that waits for a person is told as such; it goes on, and `GET /api/runs/:id` says how. */
export async function answerThroughHub({ hub, caller, response, abort }: GatewayCall, request: ChatRequest): Promise<void> {
  assertTakesPartInRuns(request);
  const runId = await hub.start(caller, { model: request.model, messages: request.messages, inputs: {}, parentRunId: undefined });
  response.setHeader(RUN_HEADER, runId);
  let tokens = 0;
  for await (const { event, at } of hub.follow(caller, runId, 0, abort.signal)) {
    if (event.kind === "model_answered") tokens += event.tokens;
    const text = textOf(event, runId);
    if (text !== undefined) return write(response, abort.signal, request, completionOf(request.model, runId, text, tokens, at));
  }
  // Nobody follows any more, because the caller left or the server stops; the run itself goes on.
  throw abortReason(abort.signal);
}

/** In a run the hub chooses the tools and the form of the answer. */
function assertTakesPartInRuns({ tools, response_format: format }: ChatRequest): void {
  const taken = tools !== undefined ? "tools" : format !== undefined && format.type !== "text" ? "response_format" : undefined;
  if (taken === undefined) return;
  throw new KanameError("invalid_request", `Calls of this scenario are runs of the hub, which take no ${taken}.`, { parameter: taken });
}

/** What ends the caller's wait; undefined for what is on the way. */
function textOf(event: RunEvent, runId: string): string | undefined {
  switch (event.kind) {
    case "answered":
      return event.text;
    case "waiting":
      return `This waits for a person's approval (${event.approval}, run ${runId}): ${event.reasons.map(({ sentence }) => sentence).join("; ")}.`;
    case "failed":
      throw new KanameError("upstream_failed", `The run ${runId} ended without an answer: ${event.sentence}`);
    case "stopped":
      throw new KanameError("conflict", `The run ${runId} was stopped.`);
    default:
      return undefined;
  }
}

function completionOf(model: string, runId: string, text: string, tokens: number, at: Date): ChatCompletion {
  return {
    id: runId,
    object: "chat.completion",
    created: Math.floor(at.getTime() / 1_000),
    model,
    choices: [{ index: 0, message: { role: "assistant", content: text, refusal: null }, finish_reason: "stop" }],
    usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens },
  };
}

async function write(response: ServerResponse, signal: AbortSignal, request: ChatRequest, completion: ChatCompletion): Promise<void> {
  const sink = createResponseSink(response, signal);
  if (request.stream !== true) {
    await sink.part({ kind: "whole", body: Buffer.from(JSON.stringify(completion)), completion });
    return sink.end();
  }
  const { id, created, model, choices, usage } = completion;
  const chunk = { id, object: "chat.completion.chunk", created, model } as const;
  const content = choices[0]?.message.content ?? "";
  await sink.part({
    kind: "chunk",
    chunk: { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: "stop" }] },
  });
  if (request.stream_options?.include_usage === true) await sink.part({ kind: "chunk", chunk: { ...chunk, choices: [], usage } });
  sink.end();
}
