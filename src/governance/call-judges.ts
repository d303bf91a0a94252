// What judges the texts of one call: the institution's detectors and rules, the labels of its documents, the scenario's guardrails.
import type { Pool } from "#infrastructure/compute/pool.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { type ChatRequest, textsOfContent } from "#model/chat.ts";
import type { Admission } from "./admission.ts";
import type { CallAccount } from "./call-account.ts";
import type { Caller } from "./caller.ts";
import type { ChatText } from "./governed-text.ts";
import type { Inspect } from "./guardrails/inspect.ts";
import { inspectRequest } from "./guardrails/inspect-request.ts";
import { createOutputChecks } from "./guardrails/output-checks.ts";
import { createOutputGuard, type OutputGuard } from "./guardrails/output-guard.ts";
import { type Handling, handlingAt } from "./masking/handling.ts";
import type { Scenario } from "./scenario.ts";
import type { Classify, Level } from "./sensitivity/finding.ts";
import { levelOfLabels } from "./sensitivity/institution-classifier.ts";

export interface CallJudges {
  readonly scenario: Scenario;
  readonly classify: Classify;
  readonly handlingAt: (pool: Pool) => Handling;
}

export function judgesOf(
  { scenario, policy }: Admission,
  { institutionId }: Caller,
  classifierOf: (institutionId: string) => Classify,
): CallJudges {
  const rules = policy.handlingRulesOf(institutionId);
  return { scenario, classify: classifierOf(institutionId), handlingAt: (pool) => handlingAt(rules, pool) };
}

/** The level that the labels of a request's documents carry; 1 without any. Throws `invalid_request` for a label that the institution does not have. */
export function levelOfRequestLabels({ metadata }: ChatRequest, { policy }: Admission, { institutionId }: Caller): Level {
  const { sensitivity_labels: given } = metadata ?? {};
  if (given === undefined) return 1;
  const { labels } = policy.sensitivityRulesOf(institutionId);
  const carried = given.split(",").map((label) => label.trim());
  const level = levelOfLabels(
    labels,
    carried.filter((label) => label !== ""),
  );
  if (level !== undefined) return level;
  const known = labels.map(({ names }) => names[0]).join(", ") || "it has none";
  throw new KanameError("invalid_request", `A label in metadata.sensitivity_labels is not one of the institution's: ${known}.`, {
    parameter: "metadata",
  });
}

/** Records what the injection guardrail saw. Throws `guardrail_held` where the scenario holds such a request, and when the guardrail itself fails. */
export function assertNoAttack(request: ChatRequest, { scenario }: Admission, inspect: Inspect, account: CallAccount): void {
  const notes = inspectSafely(request, scenario, inspect);
  account.noted(notes);
  const [held] = notes.filter(({ action }) => action === "held");
  if (held === undefined) return;
  throw new KanameError(
    "guardrail_held",
    `A guardrail of the scenario ${scenario.id} held this request (${held.guardrail}: ${held.why}). If that is wrong, tell the scenario's owner.`,
  );
}

function inspectSafely(request: ChatRequest, { id, guardrails }: Scenario, inspect: Inspect) {
  try {
    return inspectRequest(request, guardrails.injection, inspect);
  } catch (cause) {
    throw new KanameError("guardrail_held", `A guardrail of the scenario ${id} failed, so the request was held.`, { cause });
  }
}

/** The guard of one answer; undefined where the scenario checks none. */
export function outputGuardFor(request: ChatRequest, { scenario }: Admission, classify: Classify, text: ChatText): OutputGuard | undefined {
  const { mode, checks, allowedHosts } = scenario.guardrails.output;
  if (mode === "off" || checks.length === 0) return undefined;
  const checkOf = createOutputChecks({ classify, requestValues: text.values(), allowedHosts, systemTexts: systemTextsOf(request) });
  // Of an answer that does not stream nothing needs to leave early.
  return createOutputGuard({ mode: mode === "window" && request.stream !== true ? "hold" : mode, checks, checkOf });
}

function systemTextsOf({ messages }: ChatRequest): string[] {
  return messages.flatMap((message) => {
    if (message.role !== "system" && message.role !== "developer") return [];
    return textsOfContent(message.content);
  });
}
