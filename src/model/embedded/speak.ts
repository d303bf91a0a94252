// One generation: a conversation goes in, text comes out token by token, within the model's context and until told to stop.
import type { ChatHistoryItem, ChatWrapper, Llama, LlamaContextSequence, LlamaGrammar, LlamaModel, LlamaText } from "node-llama-cpp";
import type { ChatRequest } from "../chat.ts";
import { UpstreamFailure } from "../provider.ts";
import type { ChatDefaults } from "../weights/catalogue.ts";
import type { LlamaLibrary } from "./llama-library.ts";

export interface ChatEngine {
  readonly library: LlamaLibrary;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly chatWrapper: ChatWrapper;
  readonly defaults: ChatDefaults;
}

export interface Speech {
  readonly engine: ChatEngine;
  readonly sequence: LlamaContextSequence;
  readonly history: readonly ChatHistoryItem[];
  readonly request: ChatRequest;
  readonly grammar: LlamaGrammar | undefined;
  readonly stop: readonly string[];
  readonly tokensMax: number;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

/** The prompt is read in steps of this many tokens, so that a cancelled call ends between two of them. */
const PROMPT_STEP_TOKENS = 128;
/** Without a wish of the caller the likeliest token is taken: small models wander otherwise, and the same question has the same answer. */
const TEMPERATURE_DEFAULT = 0;
/** llama.cpp takes seeds of 32 bits. */
const SEED_RANGE = 2 ** 32;

/**
 * Speaks until the model ends, a stop string comes up, or `tokensMax` or the context is used up ("length").
 * Throws UpstreamFailure `rejected` when the conversation is longer than the context, and the signal's reason when it aborts.
 */
export async function speak(speech: Speech): Promise<{ readonly text: string; readonly finish: "stop" | "length" }> {
  const { engine, sequence, request } = speech;
  const promptTokens = await readPrompt(speech);
  const roomTokens = sequence.contextSize - promptTokens - 1;
  const chat = new engine.library.LlamaChat({ contextSequence: sequence, chatWrapper: engine.chatWrapper });
  try {
    const { response, metadata } = await chat.generateResponse([...speech.history, { type: "model", response: [] }], {
      ...samplingOf(request, engine.defaults),
      ...(speech.grammar === undefined ? {} : { grammar: speech.grammar }),
      maxTokens: Math.min(speech.tokensMax, roomTokens),
      customStopTriggers: speech.stop,
      signal: speech.signal,
      onTextChunk: speech.onText,
    });
    return { text: response, finish: metadata.stopReason === "maxTokens" ? "length" : "stop" };
  } finally {
    chat.dispose();
  }
}

/** Evaluates the prompt and gives its length in tokens; the generation then finds it in the sequence. */
async function readPrompt({ engine, sequence, history, signal }: Speech): Promise<number> {
  const { contextText } = engine.chatWrapper.generateContextState({ chatHistory: [...history, { type: "model", response: [] }] });
  const tokens = tokenize(contextText, engine.model);
  if (tokens.length >= sequence.contextSize - 1) {
    throw new UpstreamFailure(
      "rejected",
      `the conversation has ${tokens.length} tokens and the embedded model reads at most ${sequence.contextSize - 2}`,
    );
  }
  await sequence.adaptStateToTokens(tokens, false);
  // The last token is left to the generation, which needs its prediction.
  for (let from = sequence.nextTokenIndex; from < tokens.length - 1; from += PROMPT_STEP_TOKENS) {
    signal.throwIfAborted();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, Math.min(from + PROMPT_STEP_TOKENS, tokens.length - 1)));
  }
  return tokens.length;
}

function tokenize(text: LlamaText, model: LlamaModel) {
  const tokens = text.tokenize(model.tokenizer);
  const first = model.tokens.bos;
  return first !== null && model.tokens.shouldPrependBosToken && tokens[0] !== first ? [first, ...tokens] : tokens;
}

function samplingOf(request: ChatRequest, defaults: ChatDefaults) {
  const { temperature, top_p: topP, seed } = request;
  const frequencyPenalty = request.frequency_penalty ?? defaults.frequencyPenalty;
  const presencePenalty = request.presence_penalty ?? 0;
  const penalised = frequencyPenalty !== 0 || presencePenalty !== 0;
  return {
    temperature: temperature ?? TEMPERATURE_DEFAULT,
    topP: topP ?? 1,
    ...(typeof seed === "number" ? { seed: Math.abs(seed) % SEED_RANGE } : {}),
    // OpenAI's penalties are subtracted; llama.cpp's own repeat penalty, which divides, would spoil copied names and numbers.
    repeatPenalty: penalised ? ({ penalty: 1, frequencyPenalty, presencePenalty } as const) : (false as const),
  };
}
