// A chat request in the vocabulary of the vendors' libraries.
import type { JSONSchema7, LanguageModelV4CallOptions, LanguageModelV4Message, SharedV4ProviderOptions } from "@ai-sdk/provider";
import { type ChatMessage, type ChatRequest, textsOfContent } from "../chat.ts";
import { UpstreamFailure } from "../provider.ts";
import type { Runtime } from "../registry.ts";

/**
 * The call that `request` means to a vendor's library. Throws UpstreamFailure `rejected` for what it cannot express: tool arguments that
 * are no JSON, and a tool result that answers no call. `user` and `name` are not passed on: they say who is asking.
 */
export function toVendorCall(request: ChatRequest, vendor: Runtime["provider"], signal: AbortSignal): LanguageModelV4CallOptions {
  return {
    prompt: toPrompt(request.messages),
    ...toOutputLimit(request, vendor),
    ...whereSet("temperature", request.temperature),
    ...whereSet("topP", request.top_p),
    ...whereSet("frequencyPenalty", request.frequency_penalty),
    ...whereSet("presencePenalty", request.presence_penalty),
    ...whereSet("seed", request.seed),
    ...whereSet("reasoning", request.reasoning_effort),
    ...whereSet("stopSequences", typeof request.stop === "string" ? [request.stop] : request.stop),
    ...whereSet("responseFormat", toResponseFormat(request.response_format)),
    ...toTools(request),
    providerOptions: toProviderOptions(request, vendor),
    abortSignal: signal,
  };
}

/** `{ name: value }`, or nothing for a value that is not set: libraries tell an absent member from an undefined one. */
function whereSet<Name extends string, Value>(name: Name, value: Value | null | undefined): { [Key in Name]?: Value } {
  const set: { [Key in Name]?: Value } = {};
  if (value !== null && value !== undefined) set[name] = value;
  return set;
}

/** On Azure a model's name is the institution's own, so the library cannot tell which parameter its model knows; all current ones know the newer. */
function toOutputLimit(request: ChatRequest, vendor: Runtime["provider"]): { maxOutputTokens?: number } {
  return vendor === "azure" ? {} : whereSet("maxOutputTokens", outputTokensMax(request));
}

function outputTokensMax(request: ChatRequest): number | null | undefined {
  return request.max_completion_tokens ?? request.max_tokens;
}

function toPrompt(messages: readonly ChatMessage[]): LanguageModelV4Message[] {
  const toolNames = new Map<string, string>();
  return messages.map((message) => {
    if (message.role === "assistant") for (const call of message.tool_calls ?? []) toolNames.set(call.id, call.function.name);
    return toMessage(message, toolNames);
  });
}

function toMessage(message: ChatMessage, toolNames: ReadonlyMap<string, string>): LanguageModelV4Message {
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", content: textOf(message.content) };
    case "user":
      return { role: "user", content: toTextParts(message.content) };
    case "assistant": {
      const calls = (message.tool_calls ?? []).map((call) => ({
        type: "tool-call" as const,
        toolCallId: call.id,
        toolName: call.function.name,
        input: parseArguments(call.function.arguments),
      }));
      return { role: "assistant", content: [...toTextParts(message.content ?? message.refusal ?? ""), ...calls] };
    }
    case "tool": {
      const toolName = toolNames.get(message.tool_call_id);
      if (toolName === undefined) throw new UpstreamFailure("rejected", "a tool message answers no tool call before it");
      const output = { type: "text" as const, value: textOf(message.content) };
      return { role: "tool", content: [{ type: "tool-result", toolCallId: message.tool_call_id, toolName, output }] };
    }
  }
}

type Content = string | readonly { readonly text: string }[];

function textOf(content: Content): string {
  return textsOfContent(content).join("");
}

/** Vendors refuse empty text parts. */
function toTextParts(content: Content): { type: "text"; text: string }[] {
  return textsOfContent(content)
    .filter((text) => text !== "")
    .map((text) => ({ type: "text", text }));
}

function parseArguments(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new UpstreamFailure("rejected", "the arguments of a tool call are not valid JSON");
  }
}

function toTools(request: ChatRequest): Pick<LanguageModelV4CallOptions, "tools" | "toolChoice"> {
  if (request.tools === undefined || request.tools.length === 0) return {};
  const tools = request.tools.map(({ function: tool }) => ({
    type: "function" as const,
    name: tool.name,
    inputSchema: toJsonSchema(tool.parameters ?? { type: "object", properties: {} }),
    ...whereSet("description", tool.description),
    ...whereSet("strict", tool.strict),
  }));
  const choice = request.tool_choice;
  if (choice === undefined) return { tools };
  return { tools, toolChoice: typeof choice === "string" ? { type: choice } : { type: "tool", toolName: choice.function.name } };
}

function toResponseFormat(format: ChatRequest["response_format"]): LanguageModelV4CallOptions["responseFormat"] {
  if (format === undefined || format.type === "text") return undefined;
  if (format.type === "json_object") return { type: "json" };
  const { name, description, schema } = format.json_schema;
  return {
    type: "json",
    name,
    ...whereSet("description", description),
    ...whereSet("schema", schema === undefined ? undefined : toJsonSchema(schema)),
  };
}

/** A schema as the caller wrote it; the vendor judges it. */
function toJsonSchema(schema: Record<string, unknown>): JSONSchema7 {
  return isJsonSchema(schema) ? schema : {};
}

function isJsonSchema(schema: object): schema is JSONSchema7 {
  return !Array.isArray(schema);
}

/** What the libraries' common vocabulary has no word for, in each vendor's own. */
function toProviderOptions(request: ChatRequest, vendor: Runtime["provider"]): SharedV4ProviderOptions {
  const parallel = request.parallel_tool_calls;
  if (vendor === "anthropic") return parallel === undefined ? {} : { anthropic: { disableParallelToolUse: !parallel } };
  if (vendor !== "azure") return {};
  const strict = request.response_format?.type === "json_schema" ? request.response_format.json_schema.strict : undefined;
  return {
    openai: {
      ...whereSet("maxCompletionTokens", outputTokensMax(request)),
      ...whereSet("parallelToolCalls", parallel),
      ...whereSet("strictJsonSchema", strict),
    },
  };
}
