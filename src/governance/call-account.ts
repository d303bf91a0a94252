// What is known of one admitted call as it goes through the gate, and the record that it becomes.
import type { Clock } from "#infrastructure/clock.ts";
import type { KanameError } from "#infrastructure/errors.ts";
import type { Deployment } from "#model/registry.ts";
import type { Admitted, Route } from "#model/routing.ts";
import type { CallOutcome, CallRecord, Candidate, Receipt } from "./audit/record.ts";
import type { Reservation } from "./budget.ts";
import type { Caller } from "./caller.ts";
import type { GuardrailNote } from "./guardrails/inspect-request.ts";
import type { OutputVerdict } from "./guardrails/output-guard.ts";
import type { Scenario } from "./scenario.ts";
import { costMicros, createUsageMeter, type TokenBound, type UsageMeter } from "./usage.ts";

export interface AdmittedCall {
  readonly receiptId: string;
  readonly operation: CallRecord["operation"];
  readonly caller: Caller;
  readonly scenario: Scenario;
  readonly requestedModel: string;
  readonly streamed: boolean;
  readonly body: Buffer;
  readonly requestDigest: string;
  /** Hash of the configuration that decides. */
  readonly configuration: string;
}

export interface CallAccount {
  readonly receiptId: string;
  readonly meter: UsageMeter;
  classified(level: Receipt["level"], findings: Receipt["findings"]): void;
  routed(route: Route): void;
  reserved(reservation: Reservation, bound: TokenBound): void;
  attemptStarted(deployment: Deployment): void;
  attemptFailed(deployment: Deployment, reason: string): void;
  answeredBy(admitted: Admitted, masked: Receipt["masked"]): void;
  firstPart(): void;
  restored(counts: Receipt["restored"]): void;
  /** What guardrails saw in the request. */
  noted(notes: readonly GuardrailNote[]): void;
  /** What the checks of the answer saw and did. */
  checked(verdict: OutputVerdict): void;
  /** Ends the call: settles the reservation and gives the record to append. */
  close(outcome: CallOutcome, error: KanameError | undefined): CallRecord;
  /** The record to append should the process die before `close`: settled at the whole reservation. */
  ifInterrupted(): CallRecord;
}

/** How a call ended, or would have if the process died now. */
type Ending = Pick<CallRecord, "outcome" | "error" | "usage" | "startedAt" | "totalMs">;

/** What is known so far. */
interface Facts {
  level: Receipt["level"];
  findings: Receipt["findings"];
  route: Route;
  /** The deployment that was asked and has neither answered nor failed. */
  started: Deployment | undefined;
  chosen: Admitted | undefined;
  masked: Receipt["masked"];
  restored: Receipt["restored"];
  guardrails: readonly GuardrailNote[];
  firstPartMs: number | null;
  held: { readonly reservation: Reservation; readonly bound: TokenBound } | undefined;
  readonly failures: Map<string, string>;
}

export function openCallAccount(call: AdmittedCall, clock: Clock): CallAccount {
  const startedAt = clock.now().toISOString();
  const startedMs = clock.monotonicMs();
  const meter = createUsageMeter();
  const facts = nothingKnown(call.scenario.levelFloor);
  /** Whole hundredths of a millisecond, so that records stay short. */
  const sinceStartMs = () => Math.round((clock.monotonicMs() - startedMs) * 100) / 100;
  const record = (outcome: CallOutcome, error: string | null, usage: CallRecord["usage"]) =>
    recordOf(call, facts, { outcome, error, usage, startedAt, totalMs: sinceStartMs() });

  return {
    receiptId: call.receiptId,
    meter,
    classified(level, findings) {
      facts.level = level;
      facts.findings = findings;
    },
    routed(route) {
      facts.route = route;
    },
    reserved(reservation, bound) {
      facts.held = { reservation, bound };
    },
    attemptStarted(deployment) {
      facts.started = deployment;
    },
    attemptFailed(deployment, reason) {
      facts.started = undefined;
      facts.failures.set(deployment.id, reason);
    },
    answeredBy(admitted, masked) {
      facts.chosen = admitted;
      facts.masked = masked;
    },
    firstPart() {
      facts.firstPartMs ??= sinceStartMs();
    },
    restored(counts) {
      facts.restored = counts;
    },
    noted(notes) {
      facts.guardrails = [...facts.guardrails, ...notes];
    },
    checked(verdict) {
      facts.guardrails = [...facts.guardrails, ...notesOf(verdict)];
    },
    close: (outcome, error) => record(outcome, error?.kind ?? null, settle(call, facts, meter)),
    ifInterrupted() {
      const micros = facts.held?.reservation.micros ?? 0;
      return record("interrupted", null, { ...NOTHING_USED, estimated: true, reservedMicros: micros, costMicros: micros });
    },
  };
}

function nothingKnown(level: Receipt["level"]): Facts {
  const route = { admitted: [], refused: [] };
  return {
    level,
    findings: [],
    route,
    started: undefined,
    chosen: undefined,
    masked: {},
    restored: {},
    guardrails: [],
    firstPartMs: null,
    held: undefined,
    failures: new Map(),
  };
}

/** Members stand in the order of the canonical form, in which the ledger then need not put them. */
function recordOf(call: AdmittedCall, facts: Facts, ending: Ending): CallRecord {
  const { caller } = call;
  const { level, findings, guardrails, masked, restored } = facts;
  return {
    caller: { id: caller.id, key: caller.keyId, kind: caller.kind },
    configuration: call.configuration,
    department: caller.departmentId ?? null,
    error: ending.error,
    firstPartMs: facts.firstPartMs,
    kind: "call",
    operation: call.operation,
    outcome: ending.outcome,
    receipt: {
      candidates: judge(facts),
      findings,
      guardrails,
      id: call.receiptId,
      level,
      masked,
      restored,
      scenarioLevel: call.scenario.levelFloor,
    },
    requestDigest: call.requestDigest,
    requestedModel: call.requestedModel,
    scenario: call.scenario.id,
    startedAt: ending.startedAt,
    streamed: call.streamed,
    totalMs: ending.totalMs,
    usage: ending.usage,
  };
}

const ACTION_OF_VERDICT = { pass: "observed", cut: "cut", replace: "replaced" } as const;

function notesOf({ verdict, findings, failures }: OutputVerdict): readonly GuardrailNote[] {
  const action = ACTION_OF_VERDICT[verdict];
  return [
    ...findings.map(({ check, why }) => ({ action, guardrail: `output.${check}`, why })),
    ...failures.map(({ check }) => ({ action, guardrail: `output.${check}`, why: "the check failed, and so closed the answer" })),
  ];
}

/** Ends the reservation, if there is one, with what the call used. */
function settle(call: AdmittedCall, facts: Facts, meter: UsageMeter): CallRecord["usage"] {
  const { held, chosen } = facts;
  if (held === undefined) return NOTHING_USED;
  facts.held = undefined;
  const { reservation, bound } = held;
  const deployment = chosen?.deployment ?? facts.started;
  if (deployment === undefined) {
    reservation.settle(0);
    return { ...NOTHING_USED, reservedMicros: reservation.micros };
  }
  // Of a call that was left before its answer came nobody knows what it used: the most it can have been, as after a crash.
  const used = chosen === undefined ? { ...bound, estimated: true } : meter.total(call.body.length, bound);
  // The dearest pool's price × bound is what was reserved, so the cost on any admitted one stays within it.
  const cost = costMicros(deployment.price, used);
  reservation.settle(cost);
  const { estimated, inputTokens, outputTokens } = used;
  return { costMicros: cost, estimated, inputTokens, outputTokens, reservedMicros: reservation.micros };
}

const NOTHING_USED: CallRecord["usage"] = { costMicros: 0, estimated: false, inputTokens: 0, outputTokens: 0, reservedMicros: 0 };

/** Every deployment that the model's name stands for, with what became of it. */
function judge({ route, chosen, failures }: Facts): Candidate[] {
  const candidates: Candidate[] = route.admitted.map((admitted) => {
    const failure = failures.get(admitted.deployment.id);
    if (admitted === chosen) return candidate(admitted, "chosen", admitted.reason);
    if (failure !== undefined) return candidate(admitted, "failed", failure);
    return candidate(admitted, "unneeded", admitted.reason);
  });
  for (const refused of route.refused) candidates.push(candidate(refused, "refused", refused.reason));
  return candidates;
}

function candidate(of: Admitted | Route["refused"][number], verdict: Candidate["verdict"], reason: string): Candidate {
  const { deployment, pool } = of;
  return { deployment: deployment.id, levelCeiling: pool.levelCeiling, pool: pool.id, reason, verdict, zone: pool.zone };
}
