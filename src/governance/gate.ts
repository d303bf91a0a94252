// The gate: the one way to a model. Every call is admitted, classified, routed, invoked, relayed, settled and recorded here.
import type { Clock } from "#infrastructure/clock.ts";
import type { Slots } from "#infrastructure/compute/slots.ts";
import { abortReason, asKanameError, assertHolds, type ErrorKind, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { ChatRequest } from "#model/chat.ts";
import type { EmbeddingAnswer, EmbeddingRequest } from "#model/embedding.ts";
import type { Health } from "#model/health.ts";
import type { CallTerms, Invoke } from "#model/invoke.ts";
import { UpstreamFailure } from "#model/provider.ts";
import type { Deployment } from "#model/registry.ts";
import { type Admitted, planRoute, type Route } from "#model/routing.ts";
import { type Admission, admit } from "./admission.ts";
import type { AnswerSink } from "./answer-sink.ts";
import type { Ledger } from "./audit/ledger.ts";
import type { CallOutcome, CallRecord, CallUsage } from "./audit/record.ts";
import type { Budget } from "./budget.ts";
import { type CallAccount, openCallAccount } from "./call-account.ts";
import { assertNoAttack, judgesOf, levelOfRequestLabels, outputGuardFor } from "./call-judges.ts";
import type { Caller } from "./caller.ts";
import { createChatText, createInputText, type GovernedText } from "./governed-text.ts";
import type { Inspect } from "./guardrails/inspect.ts";
import type { RunVault, RunVaults } from "./masking/run-vaults.ts";
import { createVault, VAULT_KEY_BYTES, type Vault } from "./masking/vault.ts";
import type { Policy } from "./policy.ts";
import { relayAnswer } from "./relay.ts";
import { type Classify, higherLevel, type Level } from "./sensitivity/finding.ts";
import { costMicros, tokenBound } from "./usage.ts";

export interface GateParts {
  readonly policy: () => Policy;
  /** Judges a text by the institution's own rules too: one of a request, which may have come before, or one of an answer. */
  readonly requestClassifierOf: (institutionId: string) => Classify;
  readonly classifierOf: (institutionId: string) => Classify;
  /** Says of a text whether it attacks the model. */
  readonly inspectorOf: (institutionId: string) => Inspect;
  readonly runVaults: RunVaults;
  readonly slots: Slots;
  readonly health: Health;
  readonly invoke: Invoke;
  readonly budget: Budget;
  readonly ledger: Ledger;
  /** The digest of a request under the institution's own key. */
  readonly digestOf: (institutionId: string, body: Buffer) => string;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface GovernedCall {
  readonly caller: Caller;
  /** The request as it came: digested, and the bound of what it can cost. */
  readonly body: Buffer;
  /** Aborted by the caller's side when it leaves, by the gate when time is up. */
  readonly abort: AbortController;
  /** Told what the call used, once that is recorded. */
  readonly settled?: (usage: CallUsage) => void;
}

export interface GovernedChat extends GovernedCall {
  readonly request: ChatRequest;
  readonly sink: AnswerSink;
  /** The run whose turns share their tokens; undefined: the call is a run of its own, and nothing of it is kept. */
  readonly runId?: string | undefined;
  /** The level of what the run has seen before, which its texts need not show. */
  readonly levelFloor?: Level;
}

export interface GovernedEmbedding extends GovernedCall {
  readonly request: EmbeddingRequest;
  /** Told the receipt's id once the call is admitted. */
  readonly admitted: (receiptId: string) => void;
}

export interface Gate {
  /** Governs one chat completion and delivers it to the sink. Throws KanameError, before or after parts were delivered. */
  chat(call: GovernedChat): Promise<void>;
  /** Governs one embedding call. Texts are never masked here: a masked text has another meaning. Throws KanameError. */
  embed(call: GovernedEmbedding): Promise<{ readonly model: string; readonly answer: EmbeddingAnswer }>;
}

export function createGate(parts: GateParts): Gate {
  return { chat: (call) => chat(parts, call), embed: (call) => embed(parts, call) };
}

async function chat(parts: GateParts, call: GovernedChat): Promise<void> {
  const { request, sink } = call;
  const streamed = request.stream === true;
  const whole = await govern(parts, call, "chat", request.model, streamed, sink.admitted, async (account, admission) => {
    const run = await openRun(parts, call);
    const labelLevel = higherLevel(levelOfRequestLabels(request, admission, call.caller), call.levelFloor ?? 1);
    const judges = judgesOf(admission, call.caller, parts.requestClassifierOf);
    const text = createChatText(request, { ...judges, labelLevel, vault: () => run.vault });
    account.classified(text.level, text.findings);
    assertNoAttack(request, admission, parts.inspectorOf(call.caller.institutionId), account);
    const route = decideRoute(parts, account, admission, call, "chat", text);
    const outputTokensMax = outputLimit(request, route);
    await run.save();
    await reserve(parts, account, call, route, outputTokensMax, text);

    const requestFor = ({ pool, masked }: Admitted) => ({
      ...text.form(pool, masked),
      metadata: undefined,
      max_tokens: undefined,
      max_completion_tokens: outputTokensMax,
    });
    const invocation = await parts.invoke.chat(route.admitted, requestFor, streamed, termsOf(call, account));
    const admitted = admittedOn(route, invocation.deployment);
    account.answeredBy(admitted, admitted.masked ? text.maskedCounts(admitted.pool) : {});

    const guard = outputGuardFor(request, admission, parts.classifierOf(call.caller.institutionId), text);
    const restorer = admitted.masked ? text.restorer() : undefined;
    const wantsUsage = request.stream_options?.include_usage === true;
    const last = await relayAnswer({
      parts: invocation.parts,
      account,
      sink,
      signal: call.abort.signal,
      streamed,
      wantsUsage,
      guard,
      restorer,
    });
    if (restorer !== undefined) account.restored(restorer.restoredCounts());
    return last;
  });
  if (whole !== undefined) await sink.part(whole);
  sink.end();
}

function embed(parts: GateParts, call: GovernedEmbedding): Promise<{ readonly model: string; readonly answer: EmbeddingAnswer }> {
  const { request } = call;
  const inputs = typeof request.input === "string" ? [request.input] : request.input;
  return govern(parts, call, "embedding", request.model, false, call.admitted, async (account, admission) => {
    const text = createInputText(inputs, judgesOf(admission, call.caller, parts.requestClassifierOf));
    account.classified(text.level, text.findings);
    const route = decideRoute(parts, account, admission, call, "embedding", text);
    await reserve(parts, account, call, route, 0, text);

    const { deployment, answer } = await parts.invoke.embed(
      route.admitted,
      inputs,
      request.dimensions ?? undefined,
      termsOf(call, account),
    );
    account.answeredBy(admittedOn(route, deployment), {});
    account.meter.report({ prompt_tokens: answer.inputTokens, completion_tokens: 0 });
    return { model: deployment.model.id, answer };
  });
}

/** What every call goes through: admitted, served within its time, then settled and recorded whatever happened. */
async function govern<Answer>(
  parts: GateParts,
  call: GovernedCall,
  operation: CallRecord["operation"],
  requestedModel: string,
  streamed: boolean,
  tellReceipt: (receiptId: string) => void,
  serve: (account: CallAccount, admission: Admission) => Promise<Answer>,
): Promise<Answer> {
  const admission = admit(parts.policy(), call.caller, requestedModel);
  const { institutionId } = call.caller;
  const receiptId = parts.ids.next("rc");
  const requestDigest = parts.digestOf(institutionId, call.body);
  const configuration = admission.policy.hash;
  const { scenario } = admission;
  const account = openCallAccount(
    { ...call, receiptId, operation, scenario, requestedModel, streamed, requestDigest, configuration },
    parts.clock,
  );
  tellReceipt(receiptId);
  const stopTimer = limitTime(call.abort, admission.policy.limits.callMsMax);
  let outcome: CallOutcome = "answered";
  let failure: KanameError | undefined;
  try {
    return await serve(account, admission);
  } catch (error) {
    failure = failureOf(error, call.abort.signal);
    outcome = outcomeOf(failure);
    throw failure;
  } finally {
    stopTimer();
    const record = account.close(outcome, failure);
    await parts.ledger.append(institutionId, record);
    parts.ledger.closed(receiptId);
    call.settled?.(record.usage);
  }
}

/** The run's kept vault, or one of this call alone. */
async function openRun({ runVaults, ids }: GateParts, { caller, runId }: GovernedChat): Promise<RunVault> {
  if (runId !== undefined) return runVaults.open({ institutionId: caller.institutionId, kind: caller.kind, id: caller.id }, runId);
  let vault: Vault | undefined;
  return {
    get vault() {
      vault ??= createVault({ key: ids.randomBytes(VAULT_KEY_BYTES) });
      return vault;
    },
    save: async () => undefined,
  };
}

/** Classifies the texts and plans where they may go. Throws `level_refused` when nowhere, `invalid_request` when the model has another task. */
function decideRoute(
  parts: GateParts,
  account: CallAccount,
  admission: Admission,
  call: GovernedCall,
  task: "chat" | "embedding",
  text: GovernedText,
): Route {
  const { policy, scenario, models } = admission;
  if (text.level > scenario.levelCeiling) {
    throw new KanameError(
      "level_refused",
      `This request is level ${text.level}, above the ceiling ${scenario.levelCeiling} of the scenario ${scenario.id}.`,
    );
  }
  const route = planRoute(
    { models, task, institutionId: call.caller.institutionId, level: text.level, changeAt: text.changeAt },
    {
      deploymentsOf: policy.registry.deploymentsOf,
      poolOf: policy.poolOf,
      isHealthy: parts.health.isHealthy,
      hasFreeSlot: (pool) => parts.slots.usage(pool.id).running < pool.slots,
    },
  );
  account.routed(route);
  if (route.admitted.length > 0) return route;
  if (models.every((model) => model.task !== task)) {
    throw new KanameError("invalid_request", `The model ${models.map((model) => model.id).join(", ")} is not one for ${task}.`, {
      parameter: "model",
    });
  }
  throw new KanameError(
    "level_refused",
    `This request is level ${text.level}, and no pool of this model may receive that. The receipt says why for each.`,
  );
}

/** Reserves the most that the call can cost on any pool that may serve it, and notes it as open before a model hears of it. */
async function reserve(
  parts: GateParts,
  account: CallAccount,
  call: GovernedCall,
  route: Route,
  outputTokensMax: number,
  text: GovernedText,
): Promise<void> {
  const bound = tokenBound(Math.max(call.body.length, text.maskedBytes()), outputTokensMax);
  const micros = Math.max(...route.admitted.map(({ deployment }) => costMicros(deployment.price, bound)));
  const decision = parts.budget.reserve(call.caller, micros);
  if (!decision.allowed) throw new KanameError("budget_exhausted", decision.reason);
  account.reserved(decision.reservation, bound);
  await parts.ledger.open({
    receiptId: account.receiptId,
    institutionId: call.caller.institutionId,
    ifInterrupted: account.ifInterrupted(),
  });
}

/** What the caller allows and every model that may answer permits. */
function outputLimit(request: ChatRequest, route: Route): number {
  const permitted = Math.min(...route.admitted.map(({ deployment }) => deployment.model.outputTokensMax));
  return Math.min(request.max_completion_tokens ?? permitted, request.max_tokens ?? permitted, permitted);
}

function termsOf(call: GovernedCall, account: CallAccount): CallTerms {
  return {
    institutionId: call.caller.institutionId,
    signal: call.abort.signal,
    onStarted: account.attemptStarted,
    onFailed: account.attemptFailed,
  };
}

function admittedOn(route: Route, deployment: Deployment): Admitted {
  const admitted = route.admitted.find((candidate) => candidate.deployment === deployment);
  assertHolds(admitted !== undefined, "only a deployment answers that was admitted");
  return admitted;
}

function limitTime(abort: AbortController, callMsMax: number): () => void {
  const timer = setTimeout(
    () => abort.abort(new KanameError("upstream_timeout", `The call took longer than ${callMsMax} ms and was stopped.`)),
    callMsMax,
  );
  return () => clearTimeout(timer);
}

function failureOf(error: unknown, signal: AbortSignal): KanameError {
  if (signal.aborted) return abortReason(signal);
  if (error instanceof UpstreamFailure)
    return new KanameError("upstream_failed", `The model's answer broke off: ${error.message}.`, { cause: error });
  return asKanameError(error);
}

const REFUSALS: ReadonlySet<ErrorKind> = new Set(["level_refused", "guardrail_held", "budget_exhausted", "invalid_request"]);

function outcomeOf(failure: KanameError): CallOutcome {
  if (failure.kind === "client_closed") return "client_left";
  return REFUSALS.has(failure.kind) ? "refused" : "failed";
}
