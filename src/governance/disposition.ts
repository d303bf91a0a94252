// The disposition gate: the one way to a skill. Every call is looked up, classified, decided on by policies, run within its limits, recorded.
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import { asKanameError, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { JsonObject, SkillDefinition, SkillResult } from "#model/skill.ts";
import type { RunSkill } from "#model/traditional/run-skill.ts";
import { canonical } from "./audit/chain.ts";
import type { Ledger } from "./audit/ledger.ts";
import type { SkillRecord } from "./audit/record.ts";
import type { Caller } from "./caller.ts";
import type { Scenario } from "./scenario.ts";
import { type Classify, higherLevel, type Level } from "./sensitivity/finding.ts";
import type { CallRate } from "./skills/call-rate.ts";
import type { Decision, DispositionReason, SkillPolicies } from "./skills/skill-policies.ts";
import type { SkillRegister } from "./skills/skill-register.ts";
import { validationDaysLeft } from "./skills/skill-soundness.ts";
import type { StoredSkill } from "./skills/skill-store.ts";

export interface SkillRequest {
  readonly caller: Caller;
  readonly scenario: Scenario;
  readonly skillId: string;
  readonly input: JsonObject;
  readonly purpose: string;
  /** Who chose the call: the language model, or a person or application that named it. */
  readonly askedBy: "model" | "person";
  readonly runId: string | undefined;
  /** The level of what the run has seen before: its arguments may rest on that. */
  readonly levelFloor: Level;
  /** The approval of exactly this call, by another person than the caller. */
  readonly approvalId: string | undefined;
  /** Aborted when whoever waits for the result has left. */
  readonly signal: AbortSignal;
}

/** What became of a call. Refusals and failures of the skill are answers too: a run goes on with them. */
export type SkillAnswer =
  | {
      readonly status: "executed";
      readonly recordId: string;
      readonly skill: SkillDefinition;
      readonly result: SkillResult;
      /** Of arguments and result together. */
      readonly level: Level;
      /** Why the owner is told; empty without a flag. */
      readonly flags: readonly DispositionReason[];
    }
  | {
      readonly status: "waiting";
      readonly recordId: string;
      readonly skill: SkillDefinition;
      readonly level: Level;
      readonly reasons: readonly DispositionReason[];
    }
  | { readonly status: "rejected" | "failed"; readonly recordId: string; readonly sentence: string; readonly level: Level };

export interface DispositionGate {
  /** Decides on a call and runs it where that is the decision. Throws KanameError only when it cannot be recorded. */
  call(request: SkillRequest): Promise<SkillAnswer>;
  /** The live skills that the caller may call in this scenario, by id: what a model is offered. */
  listPermitted(caller: Caller, scenario: Scenario): Promise<SkillDefinition[]>;
}

export interface DispositionParts {
  readonly register: Pick<SkillRegister, "live">;
  readonly policiesOf: (institutionId: string) => SkillPolicies;
  readonly classifierOf: (institutionId: string) => Classify;
  readonly runSkill: RunSkill;
  readonly rate: CallRate;
  readonly ledger: Pick<Ledger, "append">;
  readonly digestOf: (institutionId: string, bytes: Buffer) => string;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "next">;
}

/** More than any amount of money: what cannot be read as one waits for a person. */
const UNREADABLE = Number.MAX_SAFE_INTEGER;

export function createDispositionGate(parts: DispositionParts): DispositionGate {
  return {
    call: (request) => call(parts, request),
    async listPermitted(caller, scenario) {
      const live = await parts.register.live(caller.institutionId);
      return [...live.values()]
        .map(({ definition }) => definition)
        .filter(({ scenarios, roles }) => scenarios.includes(scenario.id) && roles.includes(caller.role));
    },
  };
}

/** What is known of a call so far, as its record will say. */
type Draft = { -readonly [Member in keyof SkillRecord]: SkillRecord[Member] };

async function call(parts: DispositionParts, request: SkillRequest): Promise<SkillAnswer> {
  const { caller } = request;
  const startedMs = parts.clock.monotonicMs();
  const draft = draftOf(parts, request);
  let answer: SkillAnswer;
  try {
    answer = await dispose(parts, request, draft);
  } catch (error) {
    const failure = asKanameError(error);
    draft.outcome = draft.disposition === "reject" ? "rejected" : "failed";
    draft.error = failure.kind;
    answer = { status: draft.outcome, recordId: draft.id, sentence: failure.message, level: draft.level };
  }
  await parts.ledger.append(caller.institutionId, { ...draft, totalMs: Math.round(parts.clock.monotonicMs() - startedMs) });
  return answer;
}

async function dispose(parts: DispositionParts, request: SkillRequest, draft: Draft): Promise<SkillAnswer> {
  const { caller, skillId, input } = request;
  const stored = (await parts.register.live(caller.institutionId)).get(skillId);
  if (stored === undefined) throw new KanameError("not_found", `There is no live skill ${skillId}.`);
  const skill = stored.definition;
  draft.skill = recordOf(stored);
  assertFits(skill, input);
  const decision = decide(parts, request, skill, draft.level);
  Object.assign(draft, {
    disposition: decision.disposition,
    policies: decision.reasons.map(({ policy }) => policy),
    policiesHash: decision.policiesHash,
  });

  if (decision.disposition === "reject") {
    draft.outcome = "rejected";
    return { status: "rejected", recordId: draft.id, sentence: sentenceOf(skill, decision), level: draft.level };
  }
  if (decision.disposition === "review") {
    draft.outcome = "waiting";
    return { status: "waiting", recordId: draft.id, skill, level: draft.level, reasons: decision.reasons };
  }
  parts.rate.count(caller.institutionId, skill.id);
  const result = await parts.runSkill(skill, { input, caller: { ...caller }, signal: request.signal });
  const level = levelOfResult(parts, caller, skill, result, draft.level);
  draft.outcome = "executed";
  draft.resultLevel = level;
  draft.resultDigest = parts.digestOf(caller.institutionId, Buffer.from(canonical(result.output)));
  draft.reasonCodes = result.reasons?.map(({ code }) => code) ?? null;
  return { status: "executed", recordId: draft.id, skill, result, level, flags: decision.reasons };
}

function draftOf({ clock, ids, digestOf, classifierOf }: DispositionParts, request: SkillRequest): Draft {
  const { caller, scenario, input } = request;
  const text = canonical(input);
  return {
    kind: "skill",
    id: ids.next("sk"),
    run: request.runId ?? null,
    scenario: scenario.id,
    department: caller.departmentId ?? null,
    caller: { kind: caller.kind, id: caller.id, key: caller.keyId },
    purpose: request.purpose,
    askedBy: request.askedBy,
    skill: null,
    disposition: "reject",
    policies: [],
    policiesHash: null,
    approval: request.approvalId ?? null,
    level: higherLevel(higherLevel(classifierOf(caller.institutionId)(text).level, scenario.levelFloor), request.levelFloor),
    resultLevel: null,
    outcome: "rejected",
    error: null,
    argumentsDigest: digestOf(caller.institutionId, Buffer.from(text)),
    resultDigest: null,
    reasonCodes: null,
    startedAt: clock.now().toISOString(),
    totalMs: 0,
  };
}

function decide({ policiesOf, rate, clock }: DispositionParts, request: SkillRequest, skill: SkillDefinition, level: Level): Decision {
  const { caller, scenario, input } = request;
  const { amount, count } = skill.thresholds;
  return policiesOf(caller.institutionId).decide({
    caller: { kind: caller.kind, role: caller.role, department: caller.departmentId ?? "", scenario: scenario.id },
    skill: {
      kind: skill.source.kind,
      sideEffect: skill.sideEffect,
      levelCeiling: skill.levelCeiling,
      roles: skill.roles,
      scenarios: skill.scenarios,
      purposes: skill.purposes,
    },
    context: {
      purpose: request.purpose,
      level,
      askedBy: request.askedBy,
      approved: request.approvalId !== undefined,
      ...(amount === undefined ? {} : { amount: amountOf(input[amount.argument]), amountReviewAbove: Math.floor(amount.reviewAbove) }),
      ...(count === undefined ? {} : { count: countOf(input[count.argument]), countReviewAbove: count.reviewAbove }),
      callsInLastMinute: rate.inLastMinute(caller.institutionId, skill.id),
      callsPerMinute: skill.limits.callsPerMinute,
      validationDaysLeft: validationDaysLeft(skill.validation, clock.now()),
    },
  });
}

/** Whole units, rounded up; an amount travels as a number or as decimal text. */
function amountOf(value: unknown): number {
  const amount = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof amount === "number" && Number.isFinite(amount) ? Math.min(Math.ceil(Math.abs(amount)), UNREADABLE) : UNREADABLE;
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : amountOf(value);
}

/** Throws `invalid_request` with the place and the problem; never with the value. */
function assertFits(skill: SkillDefinition, input: JsonObject): void {
  const parsed = contractOf(skill).safeParse(input);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "the arguments" : issue.path.join(".");
  throw new KanameError(
    "invalid_request",
    `The arguments of ${skill.id} do not fit its schema: ${place}: ${issue?.message ?? "not allowed"}.`,
  );
}

/** Contracts made from JSON Schema, each once. */
const contracts = new WeakMap<SkillDefinition, z.ZodType>();

function contractOf(skill: SkillDefinition): z.ZodType {
  const contract = contracts.get(skill) ?? z.fromJSONSchema(skill.input);
  contracts.set(skill, contract);
  return contract;
}

/** What comes out is as sensitive as what went in, as the skill says of it, and as its text is. */
function levelOfResult(
  { classifierOf }: DispositionParts,
  { institutionId }: Caller,
  skill: SkillDefinition,
  { output }: SkillResult,
  level: Level,
): Level {
  return higherLevel(higherLevel(level, skill.resultLevel), classifierOf(institutionId)(JSON.stringify(output)).level);
}

function recordOf({ definition, definitionHash }: StoredSkill): NonNullable<SkillRecord["skill"]> {
  const { id, version, sideEffect, source, validation } = definition;
  return {
    id,
    version,
    kind: source.kind,
    sideEffect,
    definition: definitionHash,
    artefact: "artefact" in source ? source.artefact : null,
    validatedBy: validation.by,
    validationExpiresOn: validation.expiresOn,
  };
}

function sentenceOf({ id }: SkillDefinition, { reasons }: Decision): string {
  return `The skill ${id} was not called: ${reasons.map(({ sentence }) => sentence).join("; ")}.`;
}
