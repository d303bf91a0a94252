// One turn of the model in a run: asked through the gate, with the skills it may call; its answer is words or calls.
import { z } from "zod";
import type { Caller } from "#governance/caller.ts";
import type { Gate } from "#governance/gate.ts";
import type { Level } from "#governance/sensitivity/finding.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { type ChatMessage, type ChatRequest, toolCallSchema } from "#model/chat.ts";
import { type JsonObject, jsonObjectSchema } from "#model/skill.ts";
import { askWhole } from "../ask-gate.ts";
import type { OfferedSkills } from "./skill-tools.ts";

/** Calls of one turn; a model that asks for more is confused. */
const CALLS_MAX = 16;
/** Of one answer: what explains a decision is a page or two. */
const OUTPUT_TOKENS_MAX = 2_048;
/** As long as a tool's name may be. */
const NAME_CHARACTERS_MAX = 64;

const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), tool_calls: z.array(toolCallSchema.loose()).max(CALLS_MAX).nullish() }),
      }),
    )
    .min(1),
});

export interface ModelTurnOrder {
  readonly caller: Caller;
  readonly runId: string;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly offered: OfferedSkills;
  readonly levelFloor: Level;
  readonly signal: AbortSignal;
}

export interface ModelTurn {
  readonly receipt: string;
  readonly text: string | null;
  readonly calls: readonly { readonly id: string; readonly skill: string; readonly input: JsonObject }[];
  readonly tokens: number;
  readonly costMicros: number;
}

/** Asks the model once. Throws KanameError as the gate does, and `upstream_failed` for an answer that is neither words nor calls. */
export async function takeModelTurn(gate: Pick<Gate, "chat">, order: ModelTurnOrder): Promise<ModelTurn> {
  const { caller, runId, levelFloor, signal } = order;
  const { receipt, completion, usage } = await askWhole(gate, { caller, request: requestOf(order), runId, levelFloor, signal });
  const tokens = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
  return { receipt, tokens, costMicros: usage?.costMicros ?? 0, ...readAnswer(completion) };
}

function requestOf({ model, messages, offered }: ModelTurnOrder): ChatRequest {
  const { tools, mayAnswer } = offered;
  return {
    model,
    messages: [...messages],
    max_completion_tokens: OUTPUT_TOKENS_MAX,
    ...(tools.length === 0 ? {} : { tools: [...tools], tool_choice: mayAnswer ? "auto" : "required" }),
  };
}

function readAnswer(completion: unknown): Pick<ModelTurn, "text" | "calls"> {
  const parsed = completionSchema.safeParse(completion);
  const message = parsed.data?.choices[0]?.message;
  if (message === undefined)
    throw new KanameError("upstream_failed", "The model's answer was neither words nor calls.", { cause: parsed.error });
  const calls = (message.tool_calls ?? []).map((call) => {
    // One that was not offered goes on to the disposition gate all the same: it refuses it, and the ledger has it.
    return { id: call.id, skill: call.function.name.slice(0, NAME_CHARACTERS_MAX), input: readArguments(call.function.arguments) };
  });
  return { text: message.content ?? null, calls };
}

/** What a model writes as arguments need not be JSON: then there are none, and the skill's schema says what is missing. */
function readArguments(text: string): JsonObject {
  try {
    return jsonObjectSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
