// Carries a run on, event by event, until it has an answer, waits for a person, or has ended.
import type { Scenario } from "#governance/scenario.ts";
import { asKanameError, KanameError } from "#infrastructure/errors.ts";
import { textsOfContent } from "#model/chat.ts";
import { callSkill } from "./call-skill.ts";
import type { AdvanceParts, HeldRun } from "./held-run.ts";
import { takeModelTurn } from "./model-turn.ts";
import type { RunEvent } from "./run-events.ts";
import type { RunProgress } from "./run-progress.ts";
import { offerSkills } from "./skill-tools.ts";

/** A model whose words were rejected once gets one more try; then the template speaks. */
const DRAFTS_REJECTED_MAX = 1;

/**
 * Carries the run on until it is no longer running, and gives it as it then is. What goes wrong inside it ends it with one sentence. Throws
 * what keeps its events from being written, and the reason of `signal`, after which another server may take the run up.
 */
export async function advance(parts: AdvanceParts, id: string, begun: RunProgress, signal: AbortSignal): Promise<RunProgress> {
  const write = (from: RunProgress, event: RunEvent) => parts.journal.append(id, from, event);
  let progress = begun;
  const startedMs = parts.clock.monotonicMs();
  const begunHere = new Set<string>();
  while (progress.state === "running") {
    signal.throwIfAborted();
    try {
      const scenario = scenarioOf(parts, progress);
      assertWithinLimits(scenario, progress, parts.clock.monotonicMs() - startedMs);
      progress = await step(parts, { id, scenario, signal, begunHere, write }, progress);
    } catch (error) {
      signal.throwIfAborted();
      const failure = asKanameError(error);
      if (failure.kind === "storage_failed" || failure.kind === "conflict") throw failure;
      progress = await write(progress, { kind: "failed", error: failure.kind, sentence: failure.message });
    }
  }
  return progress;
}

async function step(parts: AdvanceParts, run: HeldRun, progress: RunProgress): Promise<RunProgress> {
  const [call] = progress.pending;
  if (call !== undefined) return callSkill(parts, run, progress, call);
  if (progress.draft !== undefined) return run.write(progress, judgeDraft(parts, progress, progress.draft));
  return run.write(progress, await askModel(parts, run, progress));
}

async function askModel({ gate, disposition }: AdvanceParts, { id, scenario, signal }: HeldRun, progress: RunProgress): Promise<RunEvent> {
  const { caller, model, messages, level } = progress;
  const permitted = await disposition.listPermitted(caller, scenario);
  const missing = scenario.requiredSkills.find((skillId) => !permitted.some((skill) => skill.id === skillId));
  if (missing !== undefined) {
    throw new KanameError("unavailable", `The scenario ${scenario.id} requires the skill ${missing}, which is not live for this caller.`);
  }
  const offered = offerSkills(permitted, scenario.requiredSkills, progress);
  const turn = await takeModelTurn(gate, { caller, runId: id, model, messages, offered, levelFloor: level, signal });
  if (turn.calls.length === 0 && !offered.mayAnswer) {
    const next = offered.tools[0]?.function.name;
    throw new KanameError(
      "upstream_failed",
      `The model answered before the skill ${next} had run, which the scenario ${scenario.id} requires.`,
    );
  }
  return { kind: "model_answered", ...turn, calls: [...turn.calls] };
}

function judgeDraft({ checksOf }: AdvanceParts, progress: RunProgress, draft: string): RunEvent {
  const checks = checksOf(progress.caller.institutionId);
  const violations = checks.check(draft, progress).map(({ kind, what }) => ({ kind, what }));
  if (violations.length === 0) return { kind: "answered", text: draft, source: "model", violations };
  if (progress.draftsRejected < DRAFTS_REJECTED_MAX) return { kind: "draft_rejected", violations };
  const template = checks.templateFor(askedBy(progress), progress.executed);
  return template === undefined
    ? { kind: "answered", text: draft, source: "model", violations }
    : { kind: "answered", text: template, source: "template", violations };
}

/** The words of whoever asked: the template speaks their language. */
function askedBy({ messages }: RunProgress): string {
  return textsOfContent(messages.find(({ role }) => role === "user")?.content).join("\n");
}

function scenarioOf({ policy }: AdvanceParts, { caller }: RunProgress): Scenario {
  const scenario = policy().scenarioOf(caller.institutionId, caller.scenarioId ?? "");
  if (scenario === undefined)
    throw new KanameError("forbidden", `The scenario ${caller.scenarioId} of this run is not registered any more.`);
  return scenario;
}

function assertWithinLimits({ id, runLimits }: Scenario, progress: RunProgress, usedMs: number): void {
  const { stepsMax, tokensMax, costMicrosMax, activeMsMax } = runLimits;
  const reached = [
    { is: progress.steps >= stepsMax, what: `${stepsMax} steps` },
    { is: progress.tokens >= tokensMax, what: `${tokensMax} tokens` },
    { is: progress.costMicros > costMicrosMax, what: `a cost of ${costMicrosMax} millionths` },
    { is: usedMs > activeMsMax, what: `${activeMsMax} ms of work` },
  ].find(({ is }) => is);
  if (reached !== undefined) throw new KanameError("overloaded", `The run reached a limit of the scenario ${id}: ${reached.what}.`);
}
