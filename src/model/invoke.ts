// The door to the models: tries deployments in order until one answers. Only the gate opens it.
import type { Pool } from "#infrastructure/compute/pool.ts";
import type { Slots } from "#infrastructure/compute/slots.ts";
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import type { ChatRequest } from "./chat.ts";
import type { EmbeddingAnswer } from "./embedding.ts";
import type { Health } from "./health.ts";
import { type AnswerPart, type Provider, UpstreamFailure } from "./provider.ts";
import type { Deployment, Runtime } from "./registry.ts";

export interface InvokeParts {
  readonly slots: Slots;
  readonly health: Health;
  readonly providerOf: (provider: Runtime["provider"]) => Provider;
}

/** One deployment to try, and what it may be told. */
export interface Attempt {
  readonly deployment: Deployment;
  readonly pool: Pool;
}

export interface CallTerms {
  readonly institutionId: string;
  /** Aborted when the caller leaves or time is up. */
  readonly signal: AbortSignal;
  /** Told of each deployment before it hears of the call. */
  readonly onStarted: (deployment: Deployment) => void;
  /** Told of each deployment that failed, before the next is tried. */
  readonly onFailed: (deployment: Deployment, reason: string) => void;
}

export interface ChatInvocation {
  readonly deployment: Deployment;
  /** The answer; to be read to its end or left, either of which frees the slot. Throws as Provider.chat does after its first part. */
  readonly parts: AsyncIterable<AnswerPart>;
}

export interface Invoke {
  /**
   * The first answer that begins. Until its first part is there the next deployment can still take over; afterwards it cannot.
   * `requestFor` gives what a deployment may be told. Throws `unavailable`, `upstream_timeout`, `overloaded` or `invalid_request` when all
   * failed, `client_closed` when the caller left.
   */
  chat<A extends Attempt>(
    attempts: readonly A[],
    requestFor: (attempt: A) => ChatRequest,
    streamed: boolean,
    terms: CallTerms,
  ): Promise<ChatInvocation>;
  embed(
    attempts: readonly Attempt[],
    inputs: readonly string[],
    dimensions: number | undefined,
    terms: CallTerms,
  ): Promise<{ deployment: Deployment; answer: EmbeddingAnswer }>;
}

export function createInvoke(parts: InvokeParts): Invoke {
  return {
    chat: (attempts, requestFor, streamed, terms) =>
      firstToAnswer(parts, attempts, terms, async (attempt, release) => {
        const { deployment } = attempt;
        const provider = parts.providerOf(deployment.runtime.provider);
        const iterator = provider
          .chat({ deployment, request: requestFor(attempt), streamed, signal: terms.signal })
          [Symbol.asyncIterator]();
        const first = await iterator.next();
        if (first.done === true) throw new UpstreamFailure("failed", "the answer was empty");
        return { deployment, parts: readOn(first.value, iterator, release) };
      }),
    embed: (attempts, inputs, dimensions, terms) =>
      firstToAnswer(parts, attempts, terms, async ({ deployment }, release) => {
        const answer = await parts.providerOf(deployment.runtime.provider).embed({ deployment, inputs, dimensions, signal: terms.signal });
        release();
        return { deployment, answer };
      }),
  };
}

async function firstToAnswer<A extends Attempt, Answer>(
  parts: InvokeParts,
  attempts: readonly A[],
  terms: CallTerms,
  begin: (attempt: A, release: () => void) => Promise<Answer>,
): Promise<Answer> {
  const failures: { readonly attempt: A; readonly error: UpstreamFailure | KanameError }[] = [];
  for (const attempt of attempts) {
    try {
      const release = await parts.slots.acquire(attempt.pool, terms.institutionId, terms.signal);
      try {
        terms.onStarted(attempt.deployment);
        const answer = await begin(attempt, release);
        parts.health.succeeded(attempt.deployment.id);
        return answer;
      } catch (error) {
        release();
        throw error;
      }
    } catch (error) {
      if (terms.signal.aborted) throw abortReason(terms.signal);
      const failure = expectedFailure(error);
      if (failure instanceof UpstreamFailure && blamesDeployment(failure)) parts.health.failed(attempt.deployment.id);
      terms.onFailed(attempt.deployment, failure.message);
      failures.push({ attempt, error: failure });
    }
  }
  throw allFailed(failures);
}

/** The rest of an answer whose first part is there already; frees the slot however the reading ends. */
async function* readOn(first: AnswerPart, iterator: AsyncIterator<AnswerPart>, release: () => void): AsyncGenerator<AnswerPart> {
  try {
    yield first;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    release();
    await iterator.return?.();
  }
}

/** Failures that another deployment may make good: the upstream's, and a pool that is full. Anything else is a fault of ours and is thrown on. */
function expectedFailure(error: unknown): UpstreamFailure | KanameError {
  if (error instanceof UpstreamFailure) return error;
  if (error instanceof KanameError && error.kind === "overloaded") return error;
  throw error;
}

/** A refused request says nothing against the deployment. */
function blamesDeployment(failure: UpstreamFailure): boolean {
  return failure.kind !== "rejected" && failure.kind !== "not_offered";
}

function allFailed(failures: readonly { readonly attempt: Attempt; readonly error: UpstreamFailure | KanameError }[]): KanameError {
  const cause = failures.at(-1)?.error;
  const tried = failures.map(({ attempt, error }) => `${attempt.pool.id}: ${error.message}`).join("; ");
  const kinds = new Set(failures.map(({ error }) => error.kind));
  const waits = failures.map(({ error }) => error.retryAfterSeconds).filter((seconds) => seconds !== undefined);
  const retry = waits.length > 0 ? { retryAfterSeconds: Math.min(...waits) } : {};
  if (kinds.size === 1 && kinds.has("rejected"))
    return new KanameError("invalid_request", `The model does not accept this request (${tried}).`, { cause });
  if (kinds.size === 1 && kinds.has("not_offered"))
    return new KanameError("invalid_request", `The model cannot do this (${tried}).`, { cause });
  if (kinds.size === 1 && kinds.has("timeout"))
    return new KanameError("upstream_timeout", `No pool that may receive this request answered in time (${tried}).`, { cause });
  if ([...kinds].every((kind) => kind === "busy" || kind === "overloaded")) {
    return new KanameError("overloaded", `Every pool that may receive this request is busy (${tried}).`, {
      retryAfterSeconds: 1,
      ...retry,
      cause,
    });
  }
  return new KanameError("unavailable", `No pool that may receive this request is available now (${tried}).`, { ...retry, cause });
}
