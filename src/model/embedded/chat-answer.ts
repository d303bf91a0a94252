// The story of one chat answer of the embedded runtime: borrow a sequence, choose a tool if there are any, speak, count, say why it ended.
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import type { ChatChunk, ChatDelta, ChatRequest, FinishReason, Usage } from "../chat.ts";
import { type AnswerPart, type ChatCall, UpstreamFailure } from "../provider.ts";
import { ANSWER_DIRECTLY, askForArguments, askForTool, type Tool, toHistory } from "./conversation.ts";
import { createDeltaQueue } from "./delta-queue.ts";
import { toGrammarSchema } from "./grammar-schema.ts";
import type { SequenceLease, SequencePool } from "./sequence-pool.ts";
import { type ChatEngine, type Speech, speak } from "./speak.ts";

export interface ChatParts {
  readonly engine: ChatEngine;
  readonly sequences: SequencePool;
  readonly newId: (prefix: string) => string;
  readonly now: () => Date;
}

/** What one answer works with. */
interface Turn {
  readonly parts: ChatParts;
  readonly lease: SequenceLease;
  readonly request: ChatRequest;
  readonly signal: AbortSignal;
  readonly emit: (delta: ChatDelta) => void;
}

/** `max_completion_tokens` is always set where the gate calls; a caller inside the project gets no endless answer either. */
const ANSWER_TOKENS_DEFAULT = 1_024;
/** Enough for the longest tool name. */
const CHOICE_TOKENS_MAX = 64;

/** The parts of the answer, as Provider.chat promises. Leaving the iteration stops the generation within a token. */
export async function* answerChat(parts: ChatParts, call: ChatCall): AsyncGenerator<AnswerPart> {
  const lease = await parts.sequences.borrow(call.signal);
  const left = new AbortController();
  const signal = AbortSignal.any([call.signal, left.signal]);
  const deltas = createDeltaQueue<ChatDelta>();
  const before = lease.sequence.tokenMeter.getState();
  const turn: Turn = { parts, lease, request: call.request, signal, emit: deltas.push };
  const finished = takeTurn(turn).finally(() => deltas.end());
  try {
    const toPart = createChunkMaker(parts, call.deployment.model.id);
    let begun = false;
    for await (const delta of deltas) {
      yield toPart([{ index: 0, delta: begun ? delta : { role: "assistant", ...delta }, finish_reason: null }]);
      begun = true;
    }
    const finishReason = await finished;
    yield toPart([{ index: 0, delta: begun ? {} : { role: "assistant", content: "" }, finish_reason: finishReason }]);
    const { usedInputTokens, usedOutputTokens } = lease.sequence.tokenMeter.diff(before);
    yield toPart([], {
      prompt_tokens: usedInputTokens,
      completion_tokens: usedOutputTokens,
      total_tokens: usedInputTokens + usedOutputTokens,
    });
  } catch (error) {
    if (call.signal.aborted) throw abortReason(call.signal);
    throw asFailure(error);
  } finally {
    left.abort();
    // The sequence is free only once the generation has really ended; how it ended has been told above.
    await finished.catch(() => undefined);
    await lease.release();
  }
}

/** Emits the whole answer; gives the reason why it ended. */
async function takeTurn(turn: Turn): Promise<FinishReason> {
  const { request } = turn;
  const offered = offeredTools(request);
  const history = toHistory(request.messages, offered.tools, turn.parts.engine.defaults.system);
  const tool = await chooseTool(turn, history, offered);
  if (tool !== undefined) return callTool(turn, history, tool);
  const { finish } = await speak({
    ...speechOf(turn, history),
    grammar: await answerGrammar(turn),
    onText: (content) => turn.emit({ content }),
  });
  return finish;
}

/** The tools that this answer may use, and whether it may do without. */
function offeredTools({ tools = [], tool_choice: choice = "auto" }: ChatRequest): {
  readonly tools: readonly Tool[];
  readonly mayAnswer: boolean;
} {
  if (choice === "none" || tools.length === 0) return { tools: [], mayAnswer: true };
  if (typeof choice === "string") return { tools, mayAnswer: choice === "auto" };
  const named = tools.filter((tool) => tool.function.name === choice.function.name);
  if (named.length === 0) throw new UpstreamFailure("rejected", "tool_choice names a tool that the request does not have");
  return { tools: named, mayAnswer: false };
}

/** Small models seldom call tools unasked and never in a reliable form, so the choice is a question with a closed list of answers. */
async function chooseTool(
  turn: Turn,
  history: Speech["history"],
  { tools, mayAnswer }: ReturnType<typeof offeredTools>,
): Promise<Tool | undefined> {
  if (tools.length === 0) return undefined;
  if (tools.length === 1 && !mayAnswer) return tools[0];
  const { text, choices } = askForTool(tools, mayAnswer);
  const grammar = await grammarFor(turn.parts, { enum: choices });
  const spoken = await speak({ ...speechOf(turn, [...history, { type: "user", text }]), grammar, stop: [], tokensMax: CHOICE_TOKENS_MAX });
  const chosen: unknown = JSON.parse(spoken.text);
  if (chosen === ANSWER_DIRECTLY) return undefined;
  return tools.find((tool) => tool.function.name === chosen);
}

async function callTool(turn: Turn, history: Speech["history"], tool: Tool): Promise<FinishReason> {
  const grammar = await grammarFor(turn.parts, tool.function.parameters ?? { type: "object", properties: {} });
  turn.emit({
    content: null,
    tool_calls: [{ index: 0, id: turn.parts.newId("call"), type: "function", function: { name: tool.function.name, arguments: "" } }],
  });
  const asked: Speech["history"] = [...history, { type: "user", text: askForArguments(tool, turn.request.messages) }];
  const onText = (text: string) => turn.emit({ tool_calls: [{ index: 0, function: { arguments: text } }] });
  const { finish } = await speak({ ...speechOf(turn, asked), grammar, stop: [], onText });
  return finish === "length" ? "length" : "tool_calls";
}

async function answerGrammar({ parts, request }: Turn): Promise<Speech["grammar"]> {
  const format = request.response_format;
  if (format === undefined || format.type === "text") return undefined;
  const schema = format.type === "json_object" ? { type: "object" } : (format.json_schema.schema ?? { type: "object" });
  return grammarFor(parts, schema);
}

async function grammarFor({ engine }: ChatParts, schema: unknown): Promise<Speech["grammar"]> {
  const translated = toGrammarSchema(schema);
  try {
    return await engine.llama.createGrammarForJsonSchema(translated);
  } catch (error) {
    throw new UpstreamFailure("rejected", "the embedded model cannot be held to this JSON schema: llama.cpp refused its grammar", {
      cause: error,
    });
  }
}

function speechOf({ parts, lease, request, signal }: Turn, history: Speech["history"]): Speech {
  const stop = typeof request.stop === "string" ? [request.stop] : (request.stop ?? []);
  const tokensMax = request.max_completion_tokens ?? request.max_tokens ?? ANSWER_TOKENS_DEFAULT;
  return {
    engine: parts.engine,
    sequence: lease.sequence,
    history,
    request,
    grammar: undefined,
    stop,
    tokensMax,
    signal,
    onText: () => undefined,
  };
}

function createChunkMaker(parts: ChatParts, model: string): (choices: ChatChunk["choices"], usage?: Usage) => AnswerPart {
  const id = parts.newId("chatcmpl");
  const created = Math.floor(parts.now().getTime() / 1_000);
  return (choices, usage) => ({
    kind: "chunk",
    chunk: { id, object: "chat.completion.chunk", created, model, choices, ...(usage === undefined ? {} : { usage }) },
  });
}

function asFailure(error: unknown): Error {
  if (error instanceof UpstreamFailure || error instanceof KanameError) return error;
  return new UpstreamFailure("failed", "the embedded model stopped with an error", { cause: error });
}
