// The embedded runtime: models that run inside this process through llama.cpp, loaded on first use and shared by all calls.
import { basename, join } from "node:path";
import type { Clock } from "#infrastructure/clock.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import { type Provider, UpstreamFailure } from "../provider.ts";
import type { Deployment, Runtime } from "../registry.ts";
import { type ChatDefaults, findWeights, PLAIN_CHAT } from "../weights/catalogue.ts";
import { createWeightsCheck, type WeightsCheck } from "../weights/check-weights.ts";
import { answerChat, type ChatParts } from "./chat-answer.ts";
import { type EmbeddingEngine, embedTexts } from "./embed-texts.ts";
import { type LlamaLibrary, openLlama } from "./llama-library.ts";
import { createSequencePool } from "./sequence-pool.ts";

export interface EmbeddedRuntimeParts {
  readonly weightsFolder: string;
  /** Threads for one evaluation, where a deployment does not say; more than the machine has cores makes it many times slower. */
  readonly threads: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface EmbeddedRuntime extends Provider {
  /** Loads a deployment's model, so that its first caller need not wait. Throws UpstreamFailure as a call would. */
  warm(deployment: Deployment): Promise<void>;
  close(): Promise<void>;
}

type EmbeddedConfiguration = Extract<Runtime, { provider: "embedded" }>;
type Opened = Awaited<ReturnType<typeof openLlama>>;
type Engine = { readonly task: "chat"; readonly chat: ChatParts } | { readonly task: "embedding"; readonly embedding: EmbeddingEngine };

/** Each loaded model keeps its memory until the process ends; a configuration that is reloaded again and again must not fill the machine. */
const ENGINES_MAX = 16;
/** Tokens that are evaluated in one step, over all sequences. */
const BATCH_TOKENS = 512;

/** Opens the runtime; nothing is loaded before a call or `warm` needs it. To be closed, which waits for nothing: end the calls first. */
export function openEmbeddedRuntime(parts: EmbeddedRuntimeParts): EmbeddedRuntime {
  const check = createWeightsCheck();
  const engines = new Map<string, Promise<Engine>>();
  let opened: Promise<Opened> | undefined;

  function engineOf(deployment: Deployment): Promise<Engine> {
    const { runtime, model } = deployment;
    assertHolds(runtime.provider === "embedded", "only embedded deployments reach the embedded runtime");
    const key = JSON.stringify([model.task, runtime.weights, runtime.contextTokensMax, runtime.sequences, runtime.threads]);
    const known = engines.get(key);
    if (known !== undefined) return known;
    if (engines.size >= ENGINES_MAX)
      throw new UpstreamFailure(
        "failed",
        `${ENGINES_MAX} embedded models are loaded already; restart the server to forget those that the configuration no longer names`,
      );
    const loading = load(runtime, model.task);
    engines.set(key, loading);
    // A failed load is forgotten, so that it works once the weights are there.
    loading.catch(() => engines.delete(key));
    return loading;
  }

  async function load(runtime: EmbeddedConfiguration, task: Engine["task"]): Promise<Engine> {
    const startMs = parts.clock.monotonicMs();
    const weights = await findUsableWeights(parts.weightsFolder, runtime.weights, check);
    opened ??= openLlama(parts.threads, parts.log);
    opened.catch(() => {
      opened = undefined;
    });
    const { library, llama } = await opened;
    const loaded = await loadEngine({ library, llama }, weights, runtime, task, parts);
    parts.log.info("embedded_model_loaded", {
      weights: basename(weights.path),
      task,
      durationMs: Math.round(parts.clock.monotonicMs() - startMs),
    });
    return loaded;
  }

  return {
    async *chat(call) {
      const engine = await engineOf(call.deployment);
      if (engine.task !== "chat") throw new UpstreamFailure("not_offered", "this embedded model does not chat");
      yield* answerChat(engine.chat, call);
    },
    async embed(call) {
      const engine = await engineOf(call.deployment);
      if (engine.task !== "embedding") throw new UpstreamFailure("not_offered", "this embedded model does not embed");
      return embedTexts(engine.embedding, call);
    },
    async warm(deployment) {
      await engineOf(deployment);
    },
    async close() {
      engines.clear();
      const llama = await opened?.then((parts) => parts.llama).catch(() => undefined);
      await llama?.dispose();
    },
  };
}

interface UsableWeights {
  readonly path: string;
  readonly inputPrefix: string;
  readonly chatDefaults: ChatDefaults;
}

async function findUsableWeights(folder: string, weights: string, check: WeightsCheck): Promise<UsableWeights> {
  const entry = findWeights(weights);
  const path = entry === undefined ? weights : join(folder, entry.fileName);
  const problem = await check.problemOf(path, entry);
  if (problem !== undefined) throw new UpstreamFailure("failed", problem);
  return { path, inputPrefix: entry?.inputPrefix ?? "", chatDefaults: entry?.chatDefaults ?? PLAIN_CHAT };
}

async function loadEngine(
  { library, llama }: { library: LlamaLibrary; llama: Opened["llama"] },
  weights: UsableWeights,
  runtime: EmbeddedConfiguration,
  task: Engine["task"],
  parts: EmbeddedRuntimeParts,
): Promise<Engine> {
  const threads = runtime.threads ?? parts.threads;
  try {
    const model = await llama.loadModel({ modelPath: weights.path, gpuLayers: 0 });
    const contextTokensMax = Math.min(runtime.contextTokensMax, model.trainContextSize);
    if (task === "embedding") {
      const context = await model.createEmbeddingContext({ contextSize: contextTokensMax, batchSize: contextTokensMax, threads });
      return { task, embedding: { model, context, contextTokensMax, inputPrefix: weights.inputPrefix } };
    }
    const context = await model.createContext({
      sequences: runtime.sequences,
      contextSize: contextTokensMax,
      batchSize: BATCH_TOKENS,
      threads,
    });
    const engine = { library, llama, model, chatWrapper: library.resolveChatWrapper(model), defaults: weights.chatDefaults };
    return {
      task,
      chat: { engine, sequences: createSequencePool(context, runtime.sequences), newId: parts.ids.next, now: parts.clock.now },
    };
  } catch (error) {
    throw new UpstreamFailure("failed", `the weights ${basename(weights.path)} could not be loaded: llama.cpp refused them`, {
      cause: error,
    });
  }
}
