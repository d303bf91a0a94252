// One skill call of a run: it goes through the disposition gate, waits for a person where that is the decision, and is never made twice unknowingly.
import type { SkillAnswer } from "#governance/disposition.ts";
import type { Level } from "#governance/sensitivity/finding.ts";
import type { Approval, PlannedCall } from "#governance/skills/approvals.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { SkillDefinition } from "#model/skill.ts";
import type { AdvanceParts, HeldRun } from "./held-run.ts";
import type { RunEvent } from "./run-events.ts";
import type { PendingCall, RunProgress } from "./run-progress.ts";
import { completeArguments, findLostArgument, knownArguments } from "./skill-tools.ts";

const INTERRUPTED = "The server stopped while this ran, and it may have happened; look before it is asked for again.";
const DENIED = "A person denied this call.";
const EXPIRED = "Nobody approved this call in time.";

/** Makes the next call of the run, or finds out what became of the approval that it waits for. */
export async function callSkill(parts: AdvanceParts, run: HeldRun, progress: RunProgress, call: PendingCall): Promise<RunProgress> {
  const permitted = await parts.disposition.listPermitted(progress.caller, run.scenario);
  const skill = permitted.find(({ id }) => id === call.skill);
  if (call.hasBegun && !run.begunHere.has(call.id) && mayHaveChangedSomething(skill))
    return run.write(progress, ended(call, INTERRUPTED, progress.level));
  if (skill !== undefined) assertGrounded(skill, permitted, progress);
  const input = skill === undefined ? call.input : completeArguments(skill, call.input, knownArguments(permitted, progress));
  const planned = skill && { runId: run.id, skill, input };
  if (call.approval === undefined || planned === undefined) return make(parts, run, progress, call, input, planned, undefined);

  const approval = await parts.approvals.findFor(progress.caller.institutionId, planned);
  // With another version of the skill, or other arguments, it is a call that nobody was asked about.
  if (approval === undefined) return make(parts, run, progress, call, input, planned, undefined);
  if (approval.state === "open") return run.write(progress, waiting(call, approval));
  const { id, state: decision, decidedBy: by } = approval;
  const isKnown = call.approval.decision === decision;
  const decided = isKnown ? progress : await run.write(progress, { kind: "decided", call: call.id, approval: id, decision, by });
  if (approval.state === "approved") return make(parts, run, decided, call, input, planned, id);
  return run.write(decided, ended(call, approval.state === "denied" ? DENIED : EXPIRED, decided.level));
}

/** Throws `unavailable`, which ends the run, where an argument rests on a result that the institution has taken out of use since. */
function assertGrounded(skill: SkillDefinition, permitted: readonly SkillDefinition[], progress: RunProgress): void {
  const lost = findLostArgument(skill, permitted, progress);
  if (lost === undefined) return;
  throw new KanameError(
    "unavailable",
    `The run took ${lost.name} from the skill ${lost.from}, which is no longer live for this caller, so ${skill.id} is not called with it. Start the run anew.`,
  );
}

async function make(
  parts: AdvanceParts,
  run: HeldRun,
  progress: RunProgress,
  call: PendingCall,
  input: PlannedCall["input"],
  planned: PlannedCall | undefined,
  approvalId: string | undefined,
): Promise<RunProgress> {
  const { caller } = progress;
  const began = await run.write(progress, {
    kind: "skill_began",
    call: call.id,
    skill: call.skill,
    sideEffect: planned?.skill.sideEffect ?? "unknown",
  });
  run.begunHere.add(call.id);
  const answer = await parts.disposition.call({
    caller,
    scenario: run.scenario,
    skillId: call.skill,
    input,
    purpose: run.scenario.dataPurpose,
    askedBy: "model",
    runId: run.id,
    levelFloor: progress.level,
    approvalId,
    signal: run.signal,
  });
  if (answer.status !== "waiting" || planned === undefined) return run.write(began, endedWith(call, answer));
  return run.write(began, waiting(call, await parts.approvals.request(caller, planned, answer.reasons)));
}

/** Whether a call of it that nobody knows the end of must not be made again. What only looks, scores or decides may. */
function mayHaveChangedSomething(skill: SkillDefinition | undefined): boolean {
  return skill === undefined || skill.sideEffect === "act";
}

function waiting(call: PendingCall, approval: Approval): RunEvent {
  const { id, reasons, expiresAt } = approval;
  return { kind: "waiting", call: call.id, skill: call.skill, approval: id, reasons: [...reasons], expiresAt: expiresAt.toISOString() };
}

function ended(call: PendingCall, sentence: string, level: Level): RunEvent {
  return { kind: "skill_ended", call: call.id, skill: call.skill, status: "rejected", record: null, version: null, sentence, level };
}

function endedWith(call: PendingCall, answer: SkillAnswer): RunEvent {
  const end = {
    kind: "skill_ended",
    call: call.id,
    skill: call.skill,
    record: answer.recordId,
    version: null,
    level: answer.level,
  } as const;
  if (answer.status === "executed") {
    const { output, reasons, trace } = answer.result;
    return {
      ...end,
      status: "executed",
      version: answer.skill.version,
      source: answer.skill.source.kind,
      output,
      ...(reasons && { reasons: [...reasons] }),
      ...(trace !== undefined && { trace }),
    };
  }
  // A call that nobody could be asked about does not run.
  if (answer.status === "waiting")
    return { ...end, status: "rejected", sentence: "This call needs a person's approval and cannot be shown to one." };
  return { ...end, status: answer.status, sentence: answer.sentence };
}
