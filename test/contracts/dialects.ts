// Each upstream's own wire format, written after its documentation: what the provider contracts are played back from.
import { crc32 } from "node:zlib";
import type { Runtime } from "#model/registry.ts";
import {
  chunkText,
  eventText,
  jsonAnswer,
  rawStream,
  type ScriptedAnswer,
  type Step,
  streamedText,
  streamedToolCall,
} from "#test/stand-in-cloud.ts";

/** Every dialect reports the same usage: 7 tokens read, 5 written. */
export interface Dialect {
  readonly name: Runtime["provider"];
  runtime(origin: string, timeouts: { readonly firstFrameTimeoutMs: number; readonly idleTimeoutMs: number }): Runtime;
  /** A whole stream of text. `beforeEnd` is played after the last piece, before anything says that the answer is over. */
  text(pieces: readonly string[], beforeEnd?: readonly Step[]): ScriptedAnswer;
  toolCall(name: string, argumentPieces: readonly string[]): ScriptedAnswer;
  /** Status 200, and an error where the first event should be. */
  errorFirst(): ScriptedAnswer;
  /** Status 200, text, and then an error. */
  errorLater(piece: string): ScriptedAnswer;
  /** Where the key goes, and in which form. */
  readonly credentialHeader: string;
  readonly credential: (key: string) => string;
}

const head = { upstreamModel: "upstream-model", apiKeyVariable: "UPSTREAM_KEY" } as const;
const openAiError = eventText(JSON.stringify({ error: { message: "secret words of the prompt", type: "server_error", code: null } }));

const openAiText = (pieces: readonly string[], beforeEnd: readonly Step[] = []) => streamedText(pieces, { beforeEnd });

const openAiCompatible: Dialect = {
  name: "openai-compatible",
  runtime: (origin, timeouts) => ({
    provider: "openai-compatible",
    baseUrl: `${origin}/v1/`,
    outputLimitParameter: "max_completion_tokens",
    ...head,
    ...timeouts,
  }),
  text: openAiText,
  toolCall: streamedToolCall,
  errorFirst: () => rawStream({ send: openAiError }),
  errorLater: (piece) =>
    rawStream({ send: eventText(chunkText({ role: "assistant", content: piece })) }, { pauseMs: 10 }, { send: openAiError }),
  credentialHeader: "authorization",
  credential: (key) => `Bearer ${key}`,
};

export const azure: Dialect = {
  ...openAiCompatible,
  name: "azure",
  runtime: (origin, timeouts) => ({ provider: "azure", baseUrl: `${origin}/openai/v1`, ...head, ...timeouts }),
  credentialHeader: "api-key",
  credential: (key) => key,
};

function anthropicEvents(...events: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[]): Step[] {
  return events.map((event) => ({ send: `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n` }));
}
const anthropicStart = {
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "upstream-model",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 7, output_tokens: 1 },
  },
};
const anthropicEnd = (stopReason: string) => [
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 5 } },
  { type: "message_stop" },
];
const anthropicError = { type: "error", error: { type: "overloaded_error", message: "secret words of the prompt" } };
const anthropicText = (pieces: readonly string[]) => [
  anthropicStart,
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "ping" },
  ...pieces.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
];

export const anthropic: Dialect = {
  name: "anthropic",
  runtime: (origin, timeouts) => ({ provider: "anthropic", baseUrl: `${origin}/v1`, ...head, ...timeouts }),
  text: (pieces, beforeEnd = []) =>
    rawStream(...anthropicEvents(...anthropicText(pieces)), ...beforeEnd, ...anthropicEvents(...anthropicEnd("end_turn"))),
  toolCall: (name, argumentPieces) =>
    rawStream(
      ...anthropicEvents(
        anthropicStart,
        { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "call_1", name, input: {} } },
        ...argumentPieces.map((text) => ({
          type: "content_block_delta",
          index: 0,
          delta: { type: "input_json_delta", partial_json: text },
        })),
        ...anthropicEnd("tool_use"),
      ),
    ),
  errorFirst: () => rawStream(...anthropicEvents(anthropicError)),
  errorLater: (piece) => rawStream(...anthropicEvents(...anthropicText([piece])), { pauseMs: 10 }, ...anthropicEvents(anthropicError)),
  credentialHeader: "x-api-key",
  credential: (key) => key,
};

const googleEvent = (value: unknown): Step => ({ send: `data: ${JSON.stringify(value)}\r\n\r\n` });
const googleChunk = (part: unknown, finishReason?: string) =>
  googleEvent({
    candidates: [{ content: { role: "model", parts: [part] }, index: 0, ...(finishReason === undefined ? {} : { finishReason }) }],
    usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 },
    modelVersion: "upstream-model",
    responseId: "response-1",
  });
const googleError = googleEvent({ error: { code: 503, message: "secret words of the prompt", status: "UNAVAILABLE" } });

export const google: Dialect = {
  name: "google",
  runtime: (origin, timeouts) => ({ provider: "google", baseUrl: `${origin}/v1beta`, ...head, ...timeouts }),
  text: (pieces, beforeEnd = []) =>
    rawStream(...pieces.map((text) => googleChunk({ text })), ...beforeEnd, googleChunk({ text: "" }, "STOP")),
  toolCall: (name, argumentPieces) => rawStream(googleChunk({ functionCall: { name, args: JSON.parse(argumentPieces.join("")) } }, "STOP")),
  errorFirst: () => rawStream(googleError),
  errorLater: (piece) => rawStream(googleChunk({ text: piece }), { pauseMs: 10 }, googleError),
  credentialHeader: "x-goog-api-key",
  credential: (key) => key,
};

/** A message in AWS's event stream encoding: lengths, headers of type string (7), payload, and a CRC over each part. */
function awsMessage(headers: Readonly<Record<string, string>>, payload: unknown): Step {
  const body = Buffer.from(JSON.stringify(payload));
  const encodedHeaders = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(Buffer.byteLength(value));
      return Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)]);
    }),
  );
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(encodedHeaders.length + body.length + 16, 0);
  prelude.writeUInt32BE(encodedHeaders.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, encodedHeaders, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return { send: Buffer.concat([message, checksum]) };
}
const awsEvent = (type: string, payload: unknown) =>
  awsMessage({ ":event-type": type, ":content-type": "application/json", ":message-type": "event" }, payload);
const awsException = awsMessage(
  { ":exception-type": "throttlingException", ":content-type": "application/json", ":message-type": "exception" },
  { message: "secret words of the prompt" },
);
const awsText = (text: string) => awsEvent("contentBlockDelta", { contentBlockIndex: 0, delta: { text } });
const awsEnd = (stopReason: string) => [
  awsEvent("contentBlockStop", { contentBlockIndex: 0 }),
  awsEvent("messageStop", { stopReason }),
  awsEvent("metadata", { usage: { inputTokens: 7, outputTokens: 5, totalTokens: 12 }, metrics: { latencyMs: 1 } }),
];
const awsStart = awsEvent("messageStart", { role: "assistant" });
const awsStream = (...steps: readonly Step[]): ScriptedAnswer => ({
  headers: { "content-type": "application/vnd.amazon.eventstream" },
  steps,
});

export const bedrock: Dialect = {
  name: "bedrock",
  runtime: (origin, timeouts) => ({ provider: "bedrock", region: "ap-northeast-1", baseUrl: origin, ...head, ...timeouts }),
  text: (pieces, beforeEnd = []) => awsStream(awsStart, ...pieces.map(awsText), ...beforeEnd, ...awsEnd("end_turn")),
  toolCall: (name, argumentPieces) =>
    awsStream(
      awsStart,
      awsEvent("contentBlockStart", { contentBlockIndex: 0, start: { toolUse: { toolUseId: "call_1", name } } }),
      ...argumentPieces.map((input) => awsEvent("contentBlockDelta", { contentBlockIndex: 0, delta: { toolUse: { input } } })),
      ...awsEnd("tool_use"),
    ),
  errorFirst: () => awsStream(awsException),
  errorLater: (piece) => awsStream(awsStart, awsText(piece), { pauseMs: 10 }, awsException),
  credentialHeader: "authorization",
  credential: (key) => `Bearer ${key}`,
};

export const DIALECTS: readonly Dialect[] = [openAiCompatible, azure, anthropic, google, bedrock];

/** A refusal in a body of JSON whose message quotes the prompt, as vendors' messages do. */
export function vendorRefusal(status: number, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer {
  const error = { message: "secret words of the prompt", type: "invalid_request_error", status: "INVALID_ARGUMENT", code: status };
  return jsonAnswer({ type: "error", error, message: "secret words of the prompt" }, status, headers);
}
