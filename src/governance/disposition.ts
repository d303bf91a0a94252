// The disposition gate: the one way to a skill. Every call is looked up, classified, decided on by policies, run within its limits, recorded.
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import { asKanameError, assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { JsonObject, SkillCall, SkillDefinition, SkillResult } from "#model/skill.ts";
import type { RunSkill, SkillRunner } from "#model/traditional/run-skill.ts";
import { canonical } from "./audit/chain.ts";
import type { Ledger } from "./audit/ledger.ts";
import type { SkillRecord } from "./audit/record.ts";
import type { Caller } from "./caller.ts";
import type { Scenario } from "./scenario.ts";
import { type Classify, higherLevel, type Level } from "./sensitivity/finding.ts";
import type { CallRate } from "./skills/call-rate.ts";
import { levelOfRows, textOf } from "./skills/row-level.ts";
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

/** One call for many rows: one decision and one record for all of them. */
export interface BatchRequest extends Omit<SkillRequest, "input"> {
  /** At most BATCH_ROWS_MAX. */
  readonly inputs: readonly JsonObject[];
}

interface Executed {
  readonly status: "executed";
  readonly recordId: string;
  readonly skill: SkillDefinition;
  /** Of arguments and results together. */
  readonly level: Level;
  /** Why the owner is told; empty without a flag. */
  readonly flags: readonly DispositionReason[];
}

type NotExecuted =
  | {
      readonly status: "waiting";
      readonly recordId: string;
      readonly skill: SkillDefinition;
      readonly level: Level;
      readonly reasons: readonly DispositionReason[];
    }
  | { readonly status: "rejected" | "failed"; readonly recordId: string; readonly sentence: string; readonly level: Level };

/** What became of a call. Refusals and failures of the skill are answers too: a run goes on with them. */
export type SkillAnswer = (Executed & { readonly result: SkillResult }) | NotExecuted;

/** What became of a batch; `results` has one for each row, in their order. It runs as a whole or not at all. */
export type BatchAnswer = (Executed & { readonly results: readonly SkillResult[] }) | NotExecuted;

export interface DispositionGate {
  /** Decides on a call and runs it where that is the decision. Throws KanameError only when it cannot be recorded. */
  call(request: SkillRequest): Promise<SkillAnswer>;
  /**
   * As `call`, for many rows at once, and never more permissive: the level is that of all rows as one text (a list of many persons is more
   * sensitive than each of them), amounts and counts are added up, and each row is one of the calls that a minute allows.
   */
  callBatch(request: BatchRequest): Promise<BatchAnswer>;
  /** The live skills that the caller may call in this scenario, by id: what a model is offered. */
  listPermitted(caller: Caller, scenario: Scenario): Promise<SkillDefinition[]>;
}

export interface DispositionParts {
  readonly register: Pick<SkillRegister, "live">;
  readonly policiesOf: (institutionId: string) => SkillPolicies;
  readonly classifierOf: (institutionId: string) => Classify;
  readonly runSkill: RunSkill;
  readonly runBatch: SkillRunner["runBatch"];
  readonly rate: CallRate;
  readonly ledger: Pick<Ledger, "append">;
  readonly digestOf: (institutionId: string, bytes: Buffer) => string;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "next">;
}

/** More than any amount of money: what cannot be read as one waits for a person. */
const UNREADABLE = Number.MAX_SAFE_INTEGER;
/** Rows of one batch: what is done with them in one go on the thread that answers everybody (digest, schema, results) takes ten milliseconds each. */
export const BATCH_ROWS_MAX = 2_000;

export function createDispositionGate(parts: DispositionParts): DispositionGate {
  return {
    async call({ input, ...request }) {
      const run: RunRows = async (skill, call) => [await parts.runSkill(skill, { ...call, input })];
      const answer = await handle(parts, { ...request, inputs: [input], text: textOf(input), isBatch: false }, run);
      if (answer.status !== "executed") return answer;
      const { results, ...executed } = answer;
      const [result] = results;
      assertHolds(result !== undefined, "a call that was executed has a result");
      return { ...executed, result };
    },
    callBatch: (request) =>
      handle(parts, { ...request, text: textOf(request.inputs), isBatch: true }, (skill, call) =>
        parts.runBatch(skill, request.inputs, call),
      ),
    async listPermitted(caller, scenario) {
      const live = await parts.register.live(caller.institutionId);
      return [...live.values()]
        .filter(({ isAltered }) => !isAltered)
        .map(({ definition }) => definition)
        .filter(({ scenarios, roles }) => scenarios.includes(scenario.id) && roles.includes(caller.role));
    },
  };
}

/** What is known of a call so far, as its record will say. */
type Draft = { -readonly [Member in keyof SkillRecord]: SkillRecord[Member] };

/** A call or a batch, as one thing to decide on. */
interface Order extends BatchRequest {
  /** The arguments of all rows, as the digest covers them. */
  readonly text: string;
  readonly isBatch: boolean;
}

type RunRows = (skill: SkillDefinition, call: Omit<SkillCall, "input">) => Promise<SkillResult[]>;

async function handle(parts: DispositionParts, request: Order, run: RunRows): Promise<BatchAnswer> {
  const { caller } = request;
  const startedMs = parts.clock.monotonicMs();
  const draft = draftOf(parts, request);
  let answer: BatchAnswer;
  try {
    answer = await dispose(parts, request, draft, run);
  } catch (error) {
    const failure = asKanameError(error);
    draft.outcome = draft.disposition === "reject" ? "rejected" : "failed";
    draft.error = failure.kind;
    answer = { status: draft.outcome, recordId: draft.id, sentence: failure.message, level: draft.level };
  }
  await parts.ledger.append(caller.institutionId, { ...draft, totalMs: Math.round(parts.clock.monotonicMs() - startedMs) });
  return answer;
}

async function dispose(parts: DispositionParts, request: Order, draft: Draft, run: RunRows): Promise<BatchAnswer> {
  const { caller, skillId, inputs, isBatch } = request;
  const finding = parts.register.live(caller.institutionId).then((live) => live.get(skillId));
  // Also arguments that no skill takes are recorded with their level.
  const [found] = await Promise.allSettled([finding]);
  const definition = found.status === "fulfilled" ? found.value?.definition : undefined;
  draft.level = higherLevel(draft.level, await levelOf(parts, request, inputs, definition?.input));
  const stored = await finding;
  if (stored === undefined) throw new KanameError("not_found", `There is no live skill ${skillId}.`);
  const skill = stored.definition;
  draft.skill = recordOf(stored);
  if (stored.isAltered)
    throw new KanameError(
      "conflict",
      `The stored definition of ${skillId} was changed after it went live: its hash is another. It does not run.`,
    );
  assertFits(skill, request);
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
  parts.rate.count(caller.institutionId, skill.id, inputs.length);
  const results = await run(skill, { caller: { ...caller }, signal: request.signal });
  const outputs = results.map(({ output }) => output);
  const text = canonical(isBatch ? outputs : outputs[0]);
  // What comes out is as sensitive as what went in, as the skill says of it, and as its text is.
  const level = higherLevel(higherLevel(draft.level, skill.resultLevel), await levelOf(parts, request, outputs, skill.output));
  draft.outcome = "executed";
  draft.resultLevel = level;
  draft.resultDigest = parts.digestOf(caller.institutionId, Buffer.from(text));
  draft.reasonCodes = isBatch ? null : (results[0]?.reasons?.map(({ code }) => code) ?? null);
  return { status: "executed", recordId: draft.id, skill, results, level, flags: decision.reasons };
}

/** Of arguments or results: a single call's as one text, those of a batch row by row. */
async function levelOf(
  { classifierOf }: DispositionParts,
  { caller, isBatch }: Order,
  rows: readonly JsonObject[],
  schema: JsonObject | undefined,
): Promise<Level> {
  const classify = classifierOf(caller.institutionId);
  const [row] = rows;
  return isBatch || row === undefined ? levelOfRows(classify, rows, schema) : classify(textOf(row)).level;
}

function draftOf({ clock, ids, digestOf }: DispositionParts, request: Order): Draft {
  const { caller, scenario, text } = request;
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
    level: higherLevel(scenario.levelFloor, request.levelFloor),
    resultLevel: null,
    outcome: "rejected",
    error: null,
    argumentsDigest: digestOf(caller.institutionId, Buffer.from(text)),
    resultDigest: null,
    reasonCodes: null,
    rows: request.isBatch ? request.inputs.length : null,
    startedAt: clock.now().toISOString(),
    totalMs: 0,
  };
}

function decide({ policiesOf, rate, clock }: DispositionParts, request: Order, skill: SkillDefinition, level: Level): Decision {
  const { caller, scenario, inputs } = request;
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
      ...(amount === undefined
        ? {}
        : { amount: sumOf(inputs, amountOf, amount.argument), amountReviewAbove: Math.floor(amount.reviewAbove) }),
      ...(count === undefined ? {} : { count: sumOf(inputs, countOf, count.argument), countReviewAbove: count.reviewAbove }),
      // Those that the last row of a batch would find before it.
      callsInLastMinute: rate.inLastMinute(caller.institutionId, skill.id) + inputs.length - 1,
      callsPerMinute: skill.limits.callsPerMinute,
      validationDaysLeft: validationDaysLeft(skill.validation, clock.now()),
    },
  });
}

/** Of all rows together: what waits for a person does not run because it was cut into rows. */
function sumOf(inputs: readonly JsonObject[], numberOf: (value: unknown) => number, argument: string): number {
  return inputs.reduce((sum, input) => Math.min(sum + numberOf(input[argument]), UNREADABLE), 0);
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
function assertFits(skill: SkillDefinition, { inputs, isBatch }: Order): void {
  if (isBatch && (inputs.length === 0 || inputs.length > BATCH_ROWS_MAX))
    throw new KanameError("invalid_request", `A batch has 1 to ${BATCH_ROWS_MAX} rows, not ${inputs.length}.`);
  const contract = contractOf(skill);
  for (const [place, input] of inputs.entries()) {
    const parsed = contract.safeParse(input);
    if (!parsed.success) throw misfit(skill, parsed.error, isBatch ? `row ${place + 1}, ` : "");
  }
}

function misfit({ id }: SkillDefinition, { issues }: z.ZodError, row: string): KanameError {
  const [issue] = issues;
  const place = issue === undefined || issue.path.length === 0 ? "the arguments" : issue.path.join(".");
  return new KanameError(
    "invalid_request",
    `The arguments of ${id} do not fit its schema: ${row}${place}: ${issue?.message ?? "not allowed"}.`,
  );
}

/** Contracts made from JSON Schema, each once. */
const contracts = new WeakMap<SkillDefinition, z.ZodType>();

function contractOf(skill: SkillDefinition): z.ZodType {
  const contract = contracts.get(skill) ?? z.fromJSONSchema(skill.input);
  contracts.set(skill, contract);
  return contract;
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
