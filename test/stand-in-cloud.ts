// A stand-in for a public cloud, which runs on this machine: a real HTTP server in OpenAI's dialect whose every answer a test scripts.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const STAND_IN_LABEL = "stand-in for a public cloud, runs on this machine";

/** A request as it arrived, down to the byte. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: Buffer;
  /** The body as JSON, or undefined when it is none. */
  readonly json: unknown;
  /** Resolves when the connection or the answer has closed: "finished" after a whole answer, "disconnected" when the client left first. */
  readonly ending: Promise<"finished" | "disconnected">;
}

/** One step of an answer's body. */
export type Step =
  | { readonly send: string | Buffer }
  | { readonly pauseMs: number }
  /** Waits until the client is gone, or the stand-in closes. */
  | "hang"
  /** Breaks the connection off in the middle of the answer. */
  | "cut";

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** "hang" as the first step holds back the status line as well. */
  readonly steps: readonly Step[];
}

export type Script = (request: RecordedRequest) => ScriptedAnswer;

export interface StandInCloud {
  readonly label: string;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** The origin with `/v1`, as an OpenAI client wants it. */
  readonly baseUrl: string;
  /** Every request so far, in order. */
  readonly requests: readonly RecordedRequest[];
  /** How many connections were ever opened. */
  connections(): number;
  /** Answers what comes from now on by `script`. */
  answerWith(script: Script): void;
  /** The request that arrives next. */
  nextRequest(): Promise<RecordedRequest>;
  close(): Promise<void>;
}

/** Opens the stand-in on a free port. To be closed. Without a script it greets, lists one model, and embeds each text as its length. */
export async function openStandInCloud(script: Script = defaultAnswer): Promise<StandInCloud> {
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();
  let current = script;
  let connections = 0;
  let arrival = Promise.withResolvers<RecordedRequest>();
  const server = createServer(async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece);
    const rawBody = Buffer.concat(pieces);
    const ending = once(outgoing, "close").then(() => (outgoing.writableFinished ? ("finished" as const) : ("disconnected" as const)));
    const recorded = {
      method: incoming.method ?? "",
      url: incoming.url ?? "",
      headers: incoming.headers,
      rawBody,
      json: tryParse(rawBody),
      ending,
    };
    requests.push(recorded);
    const announce = arrival;
    arrival = Promise.withResolvers();
    announce.resolve(recorded);
    await play(current(recorded), outgoing, closing.signal);
  });
  server.on("connection", () => {
    connections += 1;
  });
  const origin = await listen(server);
  return {
    label: STAND_IN_LABEL,
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    connections: () => connections,
    answerWith(next) {
      current = next;
    },
    nextRequest: () => arrival.promise,
    async close() {
      closing.abort();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in listens on no port");
  return `http://127.0.0.1:${address.port}`;
}

function tryParse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

async function play(answer: ScriptedAnswer, outgoing: ServerResponse, closing: AbortSignal): Promise<void> {
  const gone = once(outgoing, "close");
  if (answer.steps[0] !== "hang") {
    outgoing.writeHead(answer.status ?? 200, { "x-served-by": STAND_IN_LABEL, ...answer.headers });
    outgoing.flushHeaders();
  }
  for (const step of answer.steps) {
    if (outgoing.destroyed || closing.aborted) return;
    if (step === "hang") await gone;
    else if (step === "cut") outgoing.destroy();
    else if ("pauseMs" in step) await Promise.race([wait(step.pauseMs), gone]);
    else if (!outgoing.write(step.send)) await Promise.race([once(outgoing, "drain"), gone]);
  }
  if (!outgoing.destroyed) outgoing.end();
}

const EVENT_STREAM = { "content-type": "text/event-stream; charset=utf-8" } as const;
const JSON_FORM = { "content-type": "application/json" } as const;

/** The usage that every scripted answer reports unless told otherwise. */
export const SCRIPTED_USAGE = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 } as const;

export interface StreamOptions {
  /** In an event of its own (as OpenAI does), in the event that carries the finish reason, or nowhere. */
  readonly usage?: "separate" | "with-choices" | "none";
  readonly finishReason?: "stop" | "length" | "tool_calls";
  /** Milliseconds before each event. */
  readonly dripMs?: number;
  /** Put in before the end: a cut, a silence, an error. */
  readonly beforeEnd?: readonly Step[];
}

/** One chunk of a streamed answer as its JSON text. */
export function chunkText(delta: unknown, finishReason: string | null = null, usage?: unknown): string {
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "cloud-model",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...(usage === undefined ? {} : { usage }),
  });
}

export function eventText(payload: string): string {
  return `data: ${payload}\n\n`;
}

/** A streamed answer of `deltas`, one event each. */
function streamOf(deltas: readonly unknown[], options: StreamOptions = {}): ScriptedAnswer {
  const { usage = "separate", finishReason = "stop", dripMs } = options;
  const events = deltas.map((delta) => eventText(chunkText(delta)));
  const ending = [eventText(chunkText({}, finishReason, usage === "with-choices" ? SCRIPTED_USAGE : undefined))];
  if (usage === "separate") {
    const { choices: _choices, ...head } = JSON.parse(chunkText({}));
    ending.push(eventText(JSON.stringify({ ...head, choices: [], usage: SCRIPTED_USAGE })));
  }
  ending.push(eventText("[DONE]"));
  const drip = (text: string): Step[] => (dripMs === undefined ? [{ send: text }] : [{ pauseMs: dripMs }, { send: text }]);
  return { headers: EVENT_STREAM, steps: [...events.flatMap(drip), ...(options.beforeEnd ?? []), ...ending.flatMap(drip)] };
}

/** `pieces` of text, streamed. */
export function streamedText(pieces: readonly string[], options?: StreamOptions): ScriptedAnswer {
  return streamOf([{ role: "assistant", content: "" }, ...pieces.map((content) => ({ content }))], options);
}

/** One tool call whose arguments come in `argumentPieces`, streamed. */
export function streamedToolCall(name: string, argumentPieces: readonly string[], options?: StreamOptions): ScriptedAnswer {
  const opening = {
    role: "assistant",
    content: null,
    tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name, arguments: "" } }],
  };
  const rest = argumentPieces.map((text) => ({ tool_calls: [{ index: 0, function: { arguments: text } }] }));
  return streamOf([opening, ...rest], { finishReason: "tool_calls", ...options });
}

/** A whole answer of text. */
export function wholeText(content: string): ScriptedAnswer {
  const message = { role: "assistant", content, refusal: null };
  return jsonAnswer({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "cloud-model",
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage: SCRIPTED_USAGE,
  });
}

export function jsonAnswer(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer {
  return { status, headers: { ...JSON_FORM, ...headers }, steps: [{ send: JSON.stringify(value) }] };
}

/** An OpenAI error body with `status`. Its message quotes the request, as real ones do, so that a test can see it leak. */
function refusal(status: number, request: RecordedRequest, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer {
  return jsonAnswer(
    { error: { message: `refused: ${request.rawBody.toString()}`, type: "invalid_request_error", code: null, param: null } },
    status,
    headers,
  );
}

/** Raw events, as given, with the event stream's content type. */
export function rawStream(...steps: readonly Step[]): ScriptedAnswer {
  return { headers: EVENT_STREAM, steps };
}

/** Greets, lists one model, embeds each text as its length. */
export function defaultAnswer(request: RecordedRequest): ScriptedAnswer {
  const body = new Map(Object.entries(typeof request.json === "object" && request.json !== null ? request.json : {}));
  if (request.url === "/v1/models")
    return jsonAnswer({ object: "list", data: [{ id: "cloud-model", object: "model", created: 1_790_000_000, owned_by: STAND_IN_LABEL }] });
  if (request.url === "/v1/embeddings") return jsonAnswer(embeddingsOf(body.get("input")));
  if (request.url !== "/v1/chat/completions") return refusal(404, request);
  return body.get("stream") === true ? streamedText(["Hello", " from the", " stand-in."]) : wholeText("Hello from the stand-in.");
}

function embeddingsOf(input: unknown): unknown {
  const texts: unknown[] = Array.isArray(input) ? input : [input];
  const data = texts.map((text, index) => ({ object: "embedding", index, embedding: [String(text).length, 1, 0] }));
  return { object: "list", data, model: "cloud-model", usage: { prompt_tokens: texts.length, total_tokens: texts.length } };
}
