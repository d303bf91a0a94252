// Inspects the texts of a request for attacks, each in the channel that its role gives it.
import { type ChatMessage, type ChatRequest, textsOfContent } from "#model/chat.ts";
import type { GuardrailPolicy } from "./guardrail-policy.ts";
import type { Channel, Inspect } from "./inspect.ts";

/** What a guardrail saw, as the record tells it: never the text. */
export interface GuardrailNote {
  readonly action: "held" | "observed" | "cut" | "replaced";
  readonly guardrail: string;
  readonly why: string;
}

/** A user's message of this name is retrieved text: data, whatever it says. */
const DOCUMENT_NAME = /^document(?:[_:.-]|$)/;

/** The attacks in a request, each kind once. Those in a channel whose mode is `hold` come with the action `held`. */
export function inspectRequest(request: ChatRequest, modes: GuardrailPolicy["injection"], inspect: Inspect): GuardrailNote[] {
  const notes = new Map<string, GuardrailNote>();
  for (const message of request.messages) {
    const channel = channelOf(message);
    if (channel === undefined || modes[channel] === "off") continue;
    const action = modes[channel] === "hold" ? "held" : "observed";
    for (const text of textsOf(message)) {
      const { attack, kind, why } = inspect(text, channel);
      if (attack) notes.set(`${channel} ${kind}`, { action, guardrail: `injection.${channel}.${kind}`, why });
    }
  }
  return [...notes.values()];
}

/** System and developer messages are the application's own, and an assistant's were checked when they were answers. */
function channelOf(message: ChatMessage): Channel | undefined {
  if (message.role === "tool") return "tool";
  if (message.role !== "user") return undefined;
  return DOCUMENT_NAME.test(message.name ?? "") ? "document" : "user";
}

/** The parts of a message, and all of them together: an attack that is spread over them shows only there. */
function textsOf({ content }: ChatMessage): readonly string[] {
  const texts = textsOfContent(content);
  return texts.length > 1 ? [...texts, texts.join("\n")] : texts;
}
