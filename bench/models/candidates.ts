// The embedded runtime as the comparison uses it: one deployment for each candidate, asked as the gateway would.
import { systemClock } from "#infrastructure/clock.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import type { ChatRequest } from "#model/chat.ts";
import { type EmbeddedRuntime, openEmbeddedRuntime } from "#model/embedded/runtime.ts";
import { createRegistry, type Deployment, modelSchema } from "#model/registry.ts";

/** Longer than any task or passage needs, and short enough to load at once. */
const CONTEXT_TOKENS = 1_024;
/** A model that answers more slowly than this is of no use to a tour. */
const ANSWER_TIMEOUT_MS = 120_000;

export interface ChatOutcome {
  readonly text: string;
  readonly tokens: number;
  readonly durationMs: number;
  readonly firstTokenMs: number;
}

export function openRuntime(weightsFolder: string, threads: number): EmbeddedRuntime {
  return openEmbeddedRuntime({ weightsFolder, threads, log: createLog("error"), clock: systemClock, ids: createIds() });
}

/** The only deployment of a registry that runs `weights` (a catalogue name or a path) for `task`. */
export function deploymentOf(weights: string, task: "chat" | "embedding"): Deployment {
  const price = { inputPerMillionTokens: 0, outputPerMillionTokens: 0 };
  const runtime = { provider: "embedded", weights, contextTokensMax: CONTEXT_TOKENS, sequences: 1 };
  const model = modelSchema.parse({ id: "candidate", kind: "base", task, deployments: [{ pool: "machine", runtime, price }] });
  const [deployment] = createRegistry([model], [], () => undefined).listDeployments();
  if (deployment === undefined) throw new Error("a registry with one model has one deployment");
  return deployment;
}

/** One whole answer, with the time to its first token. */
export async function ask(runtime: EmbeddedRuntime, deployment: Deployment, request: Omit<ChatRequest, "model">): Promise<ChatOutcome> {
  const startMs = performance.now();
  let text = "";
  let tokens = 0;
  let firstTokenMs = 0;
  const call = { deployment, request: { model: "candidate", ...request }, streamed: true, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) };
  for await (const part of runtime.chat(call)) {
    if (part.kind !== "chunk") continue;
    firstTokenMs ||= performance.now() - startMs;
    text += part.chunk.choices[0]?.delta.content ?? "";
    tokens = part.chunk.usage?.completion_tokens ?? tokens;
  }
  return { text, tokens, durationMs: performance.now() - startMs, firstTokenMs };
}

export async function embed(
  runtime: EmbeddedRuntime,
  deployment: Deployment,
  inputs: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const { vectors } = await runtime.embed({ deployment, inputs, dimensions: undefined, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  return vectors;
}
