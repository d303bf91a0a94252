// The text of an answer that is checked, and the form of an answer that the check stopped.
import { z } from "zod";
import type { ChatChunk } from "#model/chat.ts";

/** Everything in a chunk that a reader or a tool would get as text. */
export function textOfChunk({ choices }: ChatChunk): string {
  let text = "";
  for (const { delta } of choices) {
    for (const [member, value] of Object.entries(delta)) if (member !== "role" && typeof value === "string") text += value;
    for (const call of delta.tool_calls ?? []) text += call.function?.arguments ?? "";
  }
  return text;
}

const message = z.looseObject({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(z.looseObject({ function: z.looseObject({ arguments: z.string() }).optional() })).nullish(),
});
const completionSchema = z.looseObject({ choices: z.array(z.looseObject({ message })) });

/** The same of a whole answer; of one in another form all of it, so that nothing goes unchecked. */
export function textOfCompletion(completion: unknown): string {
  const { data } = completionSchema.safeParse(completion);
  if (data === undefined) return JSON.stringify(completion) ?? "";
  return data.choices
    .map(({ message: { content, refusal, tool_calls: calls } }) =>
      [content ?? "", refusal ?? "", ...(calls ?? []).map((call) => call.function?.arguments ?? "")].join(""),
    )
    .join("\n");
}

/** What ends a stream that was stopped: the sentence that says so, in the form of the chunks before it. */
export function stoppedChunk({ id, object, created, model }: ChatChunk, sentence: string): ChatChunk {
  return { id, object, created, model, choices: [{ index: 0, delta: { content: sentence }, finish_reason: "content_filter" }] };
}

/** The whole answer with the sentence in the place of everything that the model said. */
export function stoppedCompletion(completion: unknown, sentence: string): unknown {
  const rest = typeof completion === "object" ? completion : {};
  const choice = { index: 0, message: { role: "assistant", content: sentence, refusal: null }, finish_reason: "content_filter" };
  return { ...rest, choices: [choice] };
}
