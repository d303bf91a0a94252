// What a run's answer is held against before it is given out.
import type { ExecutedSkill, RunProgress } from "./run-progress.ts";

export interface AnswerViolation {
  readonly kind: string;
  /** In words that a model and a person can act on. */
  readonly what: string;
}

export interface AnswerChecks {
  /** What in the text is not true to what the run knows; empty when nothing is. */
  readonly check: (text: string, progress: Pick<RunProgress, "messages" | "inputs" | "executed">) => readonly AnswerViolation[];
  /** An answer made of the results alone, in the language of `text`; undefined where the run has none to build on. */
  readonly templateFor: (text: string, executed: readonly ExecutedSkill[]) => string | undefined;
}
