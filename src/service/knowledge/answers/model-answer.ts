// Has a model answer from passages, through the gate: the passages are documents there, data whatever they say.
import { z } from "zod";
import type { Caller } from "#governance/caller.ts";
import type { Gate } from "#governance/gate.ts";
import { higherLevel, type Level } from "#governance/sensitivity/finding.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { ChatRequest } from "#model/chat.ts";
import { askWhole } from "../../ask-gate.ts";
import words from "./answer-words.json" with { type: "json" };
import { type NumberedPassage, readableText } from "./citations.ts";
import { languageOf } from "./content-terms.ts";

/** A few sentences. */
const OUTPUT_TOKENS_MAX = 512;

const completionSchema = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1) });

export interface ModelAnswerOrder {
  readonly caller: Caller;
  readonly model: string;
  readonly question: string;
  readonly passages: readonly NumberedPassage[];
  readonly signal: AbortSignal;
}

/** Asks once. The call's level is at least the highest of the passages'. Throws KanameError as the gate does. */
export async function askModel(
  gate: Pick<Gate, "chat">,
  order: ModelAnswerOrder,
): Promise<{ readonly receipt: string; readonly text: string }> {
  const { receipt, completion } = await askWhole(gate, {
    caller: order.caller,
    request: requestOf(order),
    levelFloor: levelOf(order.passages),
    signal: order.signal,
  });
  const parsed = completionSchema.safeParse(completion);
  if (!parsed.success) throw new KanameError("upstream_failed", "The model's answer held no words.", { cause: parsed.error });
  return { receipt, text: parsed.data.choices[0]?.message.content ?? "" };
}

/** The highest level of the passages. */
export function levelOf(passages: readonly NumberedPassage[]): Level {
  return passages.reduce<Level>((level, { passage }) => higherLevel(level, passage.level), 1);
}

function requestOf({ model, question, passages }: ModelAnswerOrder): ChatRequest {
  return {
    model,
    max_completion_tokens: OUTPUT_TOKENS_MAX,
    temperature: 0,
    messages: [
      { role: "system", content: words.instructions[languageOf(question)] },
      ...passages.map((numbered) => ({ role: "user" as const, name: `document_${numbered.citation}`, content: documentBlock(numbered) })),
      { role: "user", content: question },
    ],
  };
}

/** As the inspector reads it, and as the model gets it. */
export function documentBlock({ citation, passage }: NumberedPassage): string {
  return `<document number="${citation}">\n${readableText(passage).replaceAll("</document>", "")}\n</document>`;
}
