// What carries a run on: the parts that every step needs, and the run in the hands of this server.
import type { DispositionGate } from "#governance/disposition.ts";
import type { Gate } from "#governance/gate.ts";
import type { Policy } from "#governance/policy.ts";
import type { Scenario } from "#governance/scenario.ts";
import type { Approvals } from "#governance/skills/approvals.ts";
import type { Clock } from "#infrastructure/clock.ts";
import type { AnswerChecks } from "../explanation/answer-checks.ts";
import type { RunEvent } from "./run-events.ts";
import type { RunJournal } from "./run-journal.ts";
import type { RunProgress } from "./run-progress.ts";

export interface AdvanceParts {
  readonly policy: () => Pick<Policy, "scenarioOf">;
  readonly gate: Pick<Gate, "chat">;
  readonly disposition: DispositionGate;
  readonly approvals: Approvals;
  readonly journal: RunJournal;
  /** What an answer is held against, by the institution's own words for reasons. */
  readonly checksOf: (institutionId: string) => AnswerChecks;
  readonly clock: Clock;
}

/** One run in the hands of this server. */
export interface HeldRun {
  readonly id: string;
  readonly scenario: Scenario;
  readonly signal: AbortSignal;
  /** Calls that this server itself began: how they ended is known. */
  readonly begunHere: Set<string>;
  /** Writes an event and gives the run after it. */
  readonly write: (progress: RunProgress, event: RunEvent) => Promise<RunProgress>;
}
