// Puts an OpenAI conversation, its tools and their results into words that any chat template can carry.
import type { ChatHistoryItem } from "node-llama-cpp";
import { type ChatMessage, type ChatRequest, textsOfContent } from "../chat.ts";
import { UpstreamFailure } from "../provider.ts";

export type Tool = NonNullable<ChatRequest["tools"]>[number];

/** What the tool-choosing step calls "no tool": it cannot be a tool's name, which has no spaces. */
export const ANSWER_DIRECTLY = "answer directly";

/** The quote repeats what the model has read already, so it stays short. */
const QUOTED_CHARACTERS_MAX = 500;

/**
 * The conversation, with `tools` described to the model. Small models know no tool syntax of their own and templates differ, so tools, calls
 * and results are plain text: one way that works with every model. `systemDefault` stands in where the conversation has no instruction.
 */
export function toHistory(messages: readonly ChatMessage[], tools: readonly Tool[], systemDefault: string): ChatHistoryItem[] {
  const history: ChatHistoryItem[] = tools.length === 0 ? [] : [{ type: "system", text: describeTools(tools) }];
  const instructed = messages.some(({ role }) => role === "system" || role === "developer");
  if (!instructed && systemDefault !== "") history.unshift({ type: "system", text: systemDefault });
  const nameOfCall = new Map<string, string>();
  for (const message of messages) {
    if (message.role === "assistant") for (const call of message.tool_calls ?? []) nameOfCall.set(call.id, call.function.name);
    history.push(toItem(message, nameOfCall));
  }
  return mergeSystem(history);
}

function toItem(message: ChatMessage, nameOfCall: ReadonlyMap<string, string>): ChatHistoryItem {
  switch (message.role) {
    case "assistant": {
      const calls = (message.tool_calls ?? []).map((call) => `Call of ${call.function.name}: ${call.function.arguments}`);
      return { type: "model", response: [[textOf(message.content), ...calls].filter((text) => text !== "").join("\n")] };
    }
    case "tool": {
      const name = nameOfCall.get(message.tool_call_id);
      if (name === undefined) throw new UpstreamFailure("rejected", "a tool result refers to a call that is not in the conversation");
      return { type: "user", text: `Result of ${name}: ${textOf(message.content)}` };
    }
    case "user":
      return { type: "user", text: textOf(message.content) };
    case "system":
    case "developer":
      return { type: "system", text: textOf(message.content) };
  }
}

function textOf(content: ChatMessage["content"]): string {
  return textsOfContent(content).join("");
}

function describeTools(tools: readonly Tool[]): string {
  const lines = tools.map(({ function: { name, description, parameters } }) => {
    return `- ${name}: ${description ?? "no description"} Arguments: ${JSON.stringify(parameters ?? {})}`;
  });
  return ["You have these tools:", ...lines, "Results of tools are facts: use them in your answer."].join("\n");
}

/** Templates take one system message, at the start. */
function mergeSystem(history: readonly ChatHistoryItem[]): ChatHistoryItem[] {
  const texts = history.flatMap((item) => (item.type === "system" && typeof item.text === "string" ? [item.text] : []));
  const others = history.filter((item) => item.type !== "system");
  return texts.length === 0 ? others : [{ type: "system", text: texts.join("\n\n") }, ...others];
}

/** The question that makes the model choose a tool, and the answers it may give. */
export function askForTool(tools: readonly Tool[], mayAnswer: boolean): { readonly text: string; readonly choices: readonly string[] } {
  const names = tools.map((tool) => tool.function.name);
  const choices = mayAnswer ? [ANSWER_DIRECTLY, ...names] : names;
  return { text: `What comes next? Reply with one of: ${choices.map((choice) => JSON.stringify(choice)).join(", ")}.`, choices };
}

/** The question that makes the model fill in a tool's arguments. Small models copy values best from a text that stands right beside. */
export function askForArguments(tool: Tool, messages: readonly ChatMessage[]): string {
  const asked = messages.findLast((message) => message.role === "user");
  const text = textOf(asked?.content).slice(-QUOTED_CHARACTERS_MAX);
  return `Fill in the arguments of ${tool.function.name} as JSON. Copy them from what the user wrote: ${JSON.stringify(text)}`;
}
