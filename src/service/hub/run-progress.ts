// Where a run stands, folded from its events: what the model has seen, which call comes next, what was used.
import type { Caller } from "#governance/caller.ts";
import { higherLevel, type Level } from "#governance/sensitivity/finding.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import type { ChatMessage } from "#model/chat.ts";
import type { JsonObject, Reason, SkillKind } from "#model/skill.ts";
import type { NumberedEvent, RunEvent } from "./run-events.ts";
import type { RunState } from "./run-store.ts";

export interface PendingCall {
  readonly id: string;
  readonly skill: string;
  readonly input: JsonObject;
  /** Whether it began: where another server wrote that, nobody knows how it ended. */
  readonly hasBegun: boolean;
  /** Where a person was asked: what they said. */
  readonly approval: { readonly id: string; readonly decision: "open" | "approved" | "denied" | "expired" } | undefined;
}

export interface ExecutedSkill {
  readonly skill: string;
  /** undefined where the event does not say it. */
  readonly source: SkillKind | undefined;
  readonly output: JsonObject;
  readonly reasons: readonly Reason[];
}

export interface RunProgress {
  readonly caller: Caller;
  readonly model: string;
  readonly inputs: JsonObject;
  readonly depth: number;
  readonly state: RunState;
  readonly level: Level;
  readonly startedAt: Date;
  /** The conversation as a model gets it. */
  readonly messages: readonly ChatMessage[];
  /** Calls that the model asked for and that have no end yet, in its order. */
  readonly pending: readonly PendingCall[];
  readonly executed: readonly ExecutedSkill[];
  readonly steps: number;
  readonly tokens: number;
  readonly costMicros: number;
  /** The model's last words, once it asked for no more calls. */
  readonly draft: string | undefined;
  readonly draftsRejected: number;
  readonly lastSequence: number;
}

const ENDS = { answered: "answered", failed: "failed", stopped: "stopped" } as const satisfies Partial<Record<RunEvent["kind"], RunState>>;

/** Folds a run's events, the first of which started it. */
export function progressOf(events: readonly NumberedEvent[]): RunProgress {
  const [first] = events;
  assertHolds(first?.event.kind === "started", "a run begins with its start");
  let progress = begun(first.event, first.at);
  for (const event of events.slice(1)) progress = after(progress, event);
  return progress;
}

function begun(event: Extract<RunEvent, { kind: "started" }>, at: Date): RunProgress {
  return {
    caller: event.caller,
    model: event.model,
    inputs: event.inputs,
    depth: event.depth,
    state: "running",
    level: 1,
    startedAt: at,
    messages: event.messages,
    pending: [],
    executed: [],
    steps: 0,
    tokens: 0,
    costMicros: 0,
    draft: undefined,
    draftsRejected: 0,
    lastSequence: 1,
  };
}

/** The run one event later. */
export function after(progress: RunProgress, { event, sequence }: NumberedEvent): RunProgress {
  const next = { ...progress, lastSequence: sequence };
  switch (event.kind) {
    case "started":
      return next;
    case "model_answered":
      return afterModel(next, event);
    case "skill_began":
      return { ...next, state: "running", pending: changed(next.pending, event.call, { hasBegun: true }) };
    case "skill_ended":
      return afterSkill(next, event);
    case "waiting":
      return {
        ...next,
        state: "waiting",
        pending: changed(next.pending, event.call, { hasBegun: false, approval: { id: event.approval, decision: "open" } }),
      };
    case "decided":
      return {
        ...next,
        state: "running",
        pending: changed(next.pending, event.call, { approval: { id: event.approval, decision: event.decision } }),
      };
    case "draft_rejected":
      return {
        ...next,
        draft: undefined,
        draftsRejected: next.draftsRejected + 1,
        messages: [...next.messages, { role: "user", content: correctionOf(event.violations.map(({ what }) => what)) }],
      };
    case "answered":
    case "failed":
    case "stopped":
      return { ...next, state: ENDS[event.kind] };
  }
}

function afterModel(progress: RunProgress, event: Extract<RunEvent, { kind: "model_answered" }>): RunProgress {
  const { text, calls } = event;
  const message: ChatMessage = {
    role: "assistant",
    content: text,
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ id, skill, input }) => ({
            id,
            type: "function",
            function: { name: skill, arguments: JSON.stringify(input) },
          })),
        }),
  };
  return {
    ...progress,
    messages: [...progress.messages, message],
    pending: calls.map((call) => ({ ...call, hasBegun: false, approval: undefined })),
    steps: progress.steps + 1,
    tokens: progress.tokens + event.tokens,
    costMicros: progress.costMicros + event.costMicros,
    draft: calls.length === 0 ? (text ?? "") : undefined,
  };
}

function afterSkill(progress: RunProgress, event: Extract<RunEvent, { kind: "skill_ended" }>): RunProgress {
  const { call, skill, status, source, output, reasons = [], sentence } = event;
  const told =
    status === "executed"
      ? { result: output, ...(reasons.length === 0 ? {} : { reasons: reasons.map(({ text }) => text) }) }
      : { error: sentence };
  const executed =
    status === "executed" && output !== undefined ? [...progress.executed, { skill, source, output, reasons }] : progress.executed;
  return {
    ...progress,
    level: higherLevel(progress.level, event.level),
    messages: [...progress.messages, { role: "tool", tool_call_id: call, content: JSON.stringify(told) }],
    pending: progress.pending.filter(({ id }) => id !== call),
    executed,
    steps: progress.steps + 1,
  };
}

/** What the model is told about its words; in English, which every model follows. */
function correctionOf(problems: readonly string[]): string {
  return `Write the answer again, in the same language. Say only what the results say, with their numbers and their reasons. What was wrong: ${problems.join("; ")}`;
}

function changed(pending: readonly PendingCall[], id: string, change: Partial<PendingCall>): PendingCall[] {
  return pending.map((call) => (call.id === id ? { ...call, ...change } : call));
}
