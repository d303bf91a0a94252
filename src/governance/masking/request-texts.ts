// Walks every text of a chat request that can carry data, so that classification and masking always see the same ones.
import type { ChatMessage, ChatRequest, ToolCall } from "#model/chat.ts";
import { type ChangeText, changeJsonSchema, changeJsonText, type JsonVisitor } from "./json-texts.ts";

export interface RequestText {
  readonly text: string;
  /** What the text is called where it stands: the name of a JSON member, or `name` of a participant. */
  readonly label: string | undefined;
  /** False where the text must stay as it is: names of members, tools and models, and ids. */
  readonly maskable: boolean;
}

/** The request with `change` applied to every text that may be changed. Names, ids, roles and types stay. */
export function mapRequestTexts(request: ChatRequest, change: ChangeText): ChatRequest {
  return visitRequest(request, { change, keep: () => undefined });
}

/** Every text of the request, those that may be changed and those that may not, in the order in which they stand. */
export function requestTexts(request: ChatRequest): readonly RequestText[] {
  const texts: RequestText[] = [];
  visitRequest(request, {
    change: (text, label) => {
      texts.push({ text, label, maskable: true });
      return text;
    },
    keep: (text) => texts.push({ text, label: undefined, maskable: false }),
  });
  return texts;
}

function visitRequest(request: ChatRequest, visitor: JsonVisitor): ChatRequest {
  const { stop, tools, tool_choice: toolChoice, response_format: responseFormat, user } = request;
  if (typeof request.seed === "number") visitor.keep(String(request.seed));
  if (typeof toolChoice === "object") visitor.keep(toolChoice.function.name);
  return {
    ...request,
    messages: request.messages.map((message) => visitMessage(message, visitor)),
    ...(stop === undefined || stop === null
      ? {}
      : { stop: typeof stop === "string" ? visitor.change(stop) : stop.map((text) => visitor.change(text)) }),
    ...(user === undefined ? {} : { user: visitor.change(user, "user") }),
    ...(tools === undefined ? {} : { tools: tools.map((tool) => visitTool(tool, visitor)) }),
    ...(responseFormat === undefined ? {} : { response_format: visitResponseFormat(responseFormat, visitor) }),
  };
}

function visitMessage(message: ChatMessage, visitor: JsonVisitor): ChatMessage {
  switch (message.role) {
    case "tool":
      visitor.keep(message.tool_call_id);
      return { ...message, content: visitContent(message.content, visitJson(visitor)) };
    case "assistant":
      return {
        ...message,
        ...visitName(message, visitor),
        ...(message.content === undefined || message.content === null ? {} : { content: visitContent(message.content, visitor) }),
        ...(typeof message.refusal === "string" ? { refusal: visitor.change(message.refusal) } : {}),
        ...(message.tool_calls === undefined ? {} : { tool_calls: message.tool_calls.map((call) => visitToolCall(call, visitor)) }),
      };
    default:
      return { ...message, ...visitName(message, visitor), content: visitContent(message.content, visitor) };
  }
}

function visitName(message: { readonly name?: string | undefined }, visitor: JsonVisitor): { name?: string } {
  return message.name === undefined ? {} : { name: visitor.change(message.name, "name") };
}

type Content = Extract<ChatMessage, { role: "tool" }>["content"];

function visitContent(content: Content, visitor: JsonVisitor): Content {
  if (typeof content === "string") return visitor.change(content);
  const changed = content.map((part) => ({ ...part, text: visitor.change(part.text) }));
  // A model reads the parts as one text: what only their whole shows cannot be masked in any of them.
  if (content.length > 1) visitor.keep(content.map(({ text }) => text).join(""));
  return changed;
}

/** The visitor for what a tool gave back, which is JSON more often than not. */
function visitJson(visitor: JsonVisitor): JsonVisitor {
  return { ...visitor, change: (text, label) => changeJsonText(text, visitor) ?? visitor.change(text, label) };
}

function visitToolCall(call: ToolCall, visitor: JsonVisitor): ToolCall {
  visitor.keep(call.id);
  visitor.keep(call.function.name);
  const text = call.function.arguments;
  return { ...call, function: { ...call.function, arguments: changeJsonText(text, visitor) ?? visitor.change(text) } };
}

type Tool = NonNullable<ChatRequest["tools"]>[number];

function visitTool(tool: Tool, visitor: JsonVisitor): Tool {
  const { name, description, parameters } = tool.function;
  visitor.keep(name);
  return {
    ...tool,
    function: {
      ...tool.function,
      ...(description === undefined ? {} : { description: visitor.change(description) }),
      ...(parameters === undefined ? {} : { parameters: changeJsonSchema(parameters, visitor) }),
    },
  };
}

type ResponseFormat = NonNullable<ChatRequest["response_format"]>;

function visitResponseFormat(format: ResponseFormat, visitor: JsonVisitor): ResponseFormat {
  if (format.type !== "json_schema") return format;
  const { name, description, schema } = format.json_schema;
  visitor.keep(name);
  return {
    ...format,
    json_schema: {
      ...format.json_schema,
      ...(description === undefined ? {} : { description: visitor.change(description) }),
      ...(schema === undefined ? {} : { schema: changeJsonSchema(schema, visitor) }),
    },
  };
}
