// What is known of one admitted call as it goes through the gate, and the record that it becomes.
import type { Clock } from "#infrastructure/clock.ts";
import type { KanameError } from "#infrastructure/errors.ts";
import type { Deployment } from "#model/registry.ts";
import type { Admitted, Route } from "#model/routing.ts";
import type { CallOutcome, CallRecord, Candidate, Receipt } from "./audit/record.ts";
import type { Reservation } from "./budget.ts";
import type { Caller } from "./caller.ts";
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
  attemptFailed(deployment: Deployment, reason: string): void;
  answeredBy(admitted: Admitted, masked: Receipt["masked"]): void;
  firstPart(): void;
  restored(counts: Receipt["restored"]): void;
  /** Ends the call: settles the reservation and gives the record to append. */
  close(outcome: CallOutcome, error: KanameError | undefined): CallRecord;
  /** The record to append should the process die before `close`: settled at the whole reservation. */
  ifInterrupted(): CallRecord;
}

export function openCallAccount(call: AdmittedCall, clock: Clock): CallAccount {
  const startedAt = clock.now().toISOString();
  const startedMs = clock.monotonicMs();
  const meter = createUsageMeter();
  const failures = new Map<string, string>();
  let level: Receipt["level"] = call.scenario.levelFloor;
  let findings: Receipt["findings"] = [];
  let route: Route = { admitted: [], refused: [] };
  let chosen: Admitted | undefined;
  let masked: Receipt["masked"] = {};
  let restored: Receipt["restored"] = {};
  let firstPartMs: number | null = null;
  let held: { reservation: Reservation; bound: TokenBound } | undefined;

  function record(outcome: CallOutcome, error: string | null, usage: CallRecord["usage"]): CallRecord {
    const { caller } = call;
    return {
      kind: "call",
      receipt: { id: call.receiptId, level, findings, scenarioLevel: call.scenario.levelFloor, candidates: judge(route, chosen, failures), masked, restored },
      operation: call.operation,
      scenario: call.scenario.id,
      department: caller.departmentId ?? null,
      caller: { kind: caller.kind, id: caller.id, key: caller.keyId },
      requestedModel: call.requestedModel,
      streamed: call.streamed,
      outcome,
      error,
      usage,
      requestDigest: call.requestDigest,
      startedAt,
      firstPartMs,
      totalMs: sinceStartMs(),
      configuration: call.configuration,
    };
  }

  /** Whole hundredths of a millisecond, so that records stay short. */
  function sinceStartMs(): number {
    return Math.round((clock.monotonicMs() - startedMs) * 100) / 100;
  }

  function settle(): CallRecord["usage"] {
    if (held === undefined) return NOTHING_USED;
    const { reservation, bound } = held;
    held = undefined;
    if (chosen === undefined) {
      reservation.settle(0);
      return { ...NOTHING_USED, reservedMicros: reservation.micros };
    }
    const used = meter.total(call.body.length, bound);
    // Price × bound is what was reserved for the dearest pool, so the cost on the chosen one stays within it.
    const cost = costMicros(chosen.deployment.price, used);
    reservation.settle(cost);
    return { ...used, reservedMicros: reservation.micros, costMicros: cost };
  }

  return {
    receiptId: call.receiptId,
    meter,
    classified(ofLevel, ofFindings) {
      level = ofLevel;
      findings = ofFindings;
    },
    routed(planned) {
      route = planned;
    },
    reserved(reservation, bound) {
      held = { reservation, bound };
    },
    attemptFailed(deployment, reason) {
      failures.set(deployment.id, reason);
    },
    answeredBy(admitted, counts) {
      chosen = admitted;
      masked = counts;
    },
    firstPart() {
      firstPartMs ??= sinceStartMs();
    },
    restored(counts) {
      restored = counts;
    },
    close: (outcome, error) => record(outcome, error?.kind ?? null, settle()),
    ifInterrupted() {
      const micros = held?.reservation.micros ?? 0;
      return record("interrupted", null, { inputTokens: 0, outputTokens: 0, estimated: true, reservedMicros: micros, costMicros: micros });
    },
  };
}

const NOTHING_USED: CallRecord["usage"] = { inputTokens: 0, outputTokens: 0, estimated: false, reservedMicros: 0, costMicros: 0 };

/** Every deployment that the model's name stands for, with what became of it. */
function judge(route: Route, chosen: Admitted | undefined, failures: ReadonlyMap<string, string>): Candidate[] {
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
  return { deployment: deployment.id, pool: pool.id, zone: pool.zone, levelCeiling: pool.levelCeiling, verdict, reason };
}
