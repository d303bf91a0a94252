// The inner vocabulary of a chat completion: OpenAI's shape, which the gateway therefore need not translate.
import { z } from "zod";

/** Bounds of one request; each protects the classifier, which reads every character. */
export const CHAT_LIMITS = { messages: 2_000, contentParts: 200, tools: 128, stopSequences: 4 } as const;

const textPart = z.strictObject({ type: z.literal("text"), text: z.string() });
const content = z.union([z.string(), z.array(textPart).min(1).max(CHAT_LIMITS.contentParts)], {
  error: "it must be text or a list of text parts; images and sound cannot be classified and are not supported",
});

export const toolCallSchema = z.strictObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});

const message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.enum(["system", "developer"]), content, name: z.string().optional() }),
  z.strictObject({ role: z.literal("user"), content, name: z.string().optional() }),
  z.strictObject({
    role: z.literal("assistant"),
    content: content.nullish(),
    refusal: z.string().nullish(),
    name: z.string().optional(),
    tool_calls: z.array(toolCallSchema).max(CHAT_LIMITS.tools).optional(),
  }),
  z.strictObject({ role: z.literal("tool"), content, tool_call_id: z.string() }),
]);

const jsonSchema = z.record(z.string(), z.unknown());

const tool = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().optional(),
    parameters: jsonSchema.optional(),
    strict: z.boolean().nullish(),
  }),
});

const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.strictObject({ type: z.literal("function"), function: z.strictObject({ name: z.string() }) }),
]);

const responseFormat = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text") }),
  z.strictObject({ type: z.literal("json_object") }),
  z.strictObject({
    type: z.literal("json_schema"),
    json_schema: z.strictObject({
      name: z.string(),
      description: z.string().optional(),
      schema: jsonSchema.optional(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

/** A chat completion request. Parameters that are not listed are refused: what is not understood cannot be classified. */
export const chatRequestSchema = z.strictObject({
  model: z.string().min(1).max(200),
  messages: z.array(message).min(1).max(CHAT_LIMITS.messages),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(CHAT_LIMITS.stopSequences)]).nullish(),
  n: z.literal(1, { error: "only 1 is supported" }).nullish(),
  tools: z.array(tool).max(CHAT_LIMITS.tools).optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  response_format: responseFormat.optional(),
  reasoning_effort: z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]).nullish(),
  user: z.string().max(512).optional(),
  /** For the gate alone; no model gets it. */
  metadata: z.strictObject({ sensitivity_labels: z.string().max(1_000).optional() }).nullish(),
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;
export type ChatMessage = ChatRequest["messages"][number];

/** The texts of a message's content, in their order; none where it has no content. */
export function textsOfContent(content: string | readonly { readonly text: string }[] | null | undefined): readonly string[] {
  if (content === undefined || content === null) return [];
  return typeof content === "string" ? [content] : content.map(({ text }) => text);
}

export type ToolCall = z.infer<typeof toolCallSchema>;

/** Tokens as the upstream counts them. Members that vendors add (details) pass through. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens?: number | undefined;
  readonly [detail: string]: unknown;
}

export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

/** A piece of a tool call inside a chunk; `index` says which call it belongs to. */
export interface ToolCallDelta {
  index: number;
  id?: string;
  type?: "function";
  function?: { name?: string; arguments?: string };
}

export interface ChatDelta {
  role?: "assistant";
  content?: string | null;
  refusal?: string | null;
  tool_calls?: ToolCallDelta[];
}

/** One server-sent event of a streamed answer. */
export interface ChatChunk {
  id: string;
  object: "chat.completion.chunk";
  created: number;
  model: string;
  choices: { index: number; delta: ChatDelta; finish_reason: FinishReason | null }[];
  usage?: Usage | null;
}

/** A whole answer. */
export interface ChatCompletion {
  id: string;
  object: "chat.completion";
  created: number;
  model: string;
  choices: {
    index: number;
    message: { role: "assistant"; content: string | null; refusal: string | null; tool_calls?: ToolCall[] };
    finish_reason: FinishReason;
  }[];
  usage: Usage;
}
