// Decides by policies, which are data (Cedar), whether a skill call runs, waits for a person, runs under a flag, or is rejected.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type AuthorizationAnswer,
  type Context,
  type EntityJson,
  type EntityUidJson,
  type PolicyJson,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
} from "@cedar-policy/cedar-wasm/nodejs";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";

export const DISPOSITIONS = ["execute", "flag", "review", "reject"] as const;
/** `execute`: it runs. `flag`: it runs, and its owner is told. `review`: a person has to agree first. `reject`: it does not run. */
export type DispositionKind = (typeof DISPOSITIONS)[number];

export interface DispositionReason {
  /** The policy's id. */
  readonly policy: string;
  readonly sentence: string;
}

export interface Decision {
  readonly disposition: DispositionKind;
  /** What stood in the way of a call without more ado; empty for `execute`. */
  readonly reasons: readonly DispositionReason[];
  /** SHA-256 of all policies that were asked. */
  readonly policiesHash: string;
}

export interface SkillCircumstances {
  readonly caller: { readonly kind: string; readonly role: string; readonly department: string; readonly scenario: string };
  readonly skill: {
    readonly kind: string;
    readonly sideEffect: string;
    readonly levelCeiling: number;
    readonly roles: readonly string[];
    readonly scenarios: readonly string[];
    readonly purposes: readonly string[];
  };
  /** As the schema names them. */
  readonly context: Readonly<Record<string, string | number | boolean>>;
}

export interface SkillPolicies {
  /** Never throws for a decision: a policy that fails to evaluate rejects. */
  decide(circumstances: SkillCircumstances): Decision;
}

const SCHEMA_NAME = "skills";
/** More policies than a committee could read. */
const POLICIES_MAX = 200;
const SCHEMA = readFileSync(new URL("./policies/skills.cedarschema", import.meta.url), "utf8");
const BASE = readFileSync(new URL("./policies/skills.cedar", import.meta.url), "utf8");
/** What becomes of a call that is forbidden an action of the schema; the strictest first. */
const FORBIDDEN = [
  { action: "call", disposition: "reject" },
  { action: "callUnattended", disposition: "review" },
  { action: "callUnflagged", disposition: "flag" },
] as const satisfies readonly { readonly action: string; readonly disposition: DispositionKind }[];
/** The one that is asked for: it is in all others, so that one answer names every policy that is in the way, of whichever action. */
const ASKED = "callUnflagged";

const FAILURE: DispositionReason = { policy: "evaluation", sentence: "a policy could not be evaluated, so the call does not run" };

/** The base policies with an institution's own (Cedar text) on top, which can only be stricter. Throws `invalid_request` with the first problem of the text. */
export function createSkillPolicies(own: string): SkillPolicies {
  const added = readPolicies(own, "institution/");
  if (added.some(([, { effect }]) => effect !== "forbid"))
    throw invalid("an institution's policies forbid; what nothing forbids is permitted");
  const policies = new Map([...readPolicies(BASE, ""), ...added]);
  const texts = Object.fromEntries([...policies].map(([id, { text }]) => [id, text]));
  assertValid(texts);
  const policiesHash = createHash("sha256").update(`${SCHEMA}\n${BASE}\n${own}`).digest("hex");
  assertHolds(preparseSchema(SCHEMA_NAME, SCHEMA).type === "success", "the schema of the skill policies is one");
  assertHolds(preparsePolicySet(policiesHash, { staticPolicies: texts }).type === "success", "policies that were validated can be read");

  const failed: Decision = { disposition: "reject", reasons: [FAILURE], policiesHash };

  return {
    decide(circumstances) {
      const answer = ask(policiesHash, circumstances);
      if (answer.type === "failure" || answer.response.diagnostics.errors.length > 0) return failed;
      const { decision, diagnostics } = answer.response;
      if (decision === "allow") return { disposition: "execute", reasons: [], policiesHash };
      const inTheWay = [...policies].filter(([id]) => diagnostics.reason.includes(id));
      const strictest = FORBIDDEN.find(({ action }) => inTheWay.some(([, policy]) => policy.action === action));
      if (strictest === undefined) return failed;
      const reasons = inTheWay
        .filter(([, { action }]) => action === strictest.action)
        .map(([id, { reason }]) => ({ policy: id, sentence: reason }));
      return { disposition: strictest.disposition, reasons, policiesHash };
    },
  };
}

function ask(policySetId: string, { caller, skill, context }: SkillCircumstances): AuthorizationAnswer {
  const principal = { type: "Caller", id: "caller" };
  const resource = { type: "Skill", id: "skill" };
  const entities: EntityJson[] = [
    { uid: principal, attrs: { ...caller }, parents: [] },
    {
      uid: resource,
      attrs: { ...skill, roles: [...skill.roles], scenarios: [...skill.scenarios], purposes: [...skill.purposes] },
      parents: [],
    },
  ];
  const circumstances: Context = { ...context };
  return statefulIsAuthorized({
    principal,
    action: { type: "Action", id: ASKED },
    resource,
    context: circumstances,
    entities,
    preparsedPolicySetId: policySetId,
    preparsedSchemaName: SCHEMA_NAME,
    validateRequest: true,
  });
}

interface NamedPolicy {
  readonly text: string;
  readonly reason: string;
  readonly effect: "permit" | "forbid";
  readonly action: ForbiddenAction;
}

type ForbiddenAction = (typeof FORBIDDEN)[number]["action"];

/** Each policy by the id that its annotation gives it: the engine's own ids are numbers, which say nothing to an auditor. */
function readPolicies(text: string, prefix: string): [string, NamedPolicy][] {
  const parts = policySetTextToParts(text);
  if (parts.type === "failure") throw invalid(parts.errors[0]?.message ?? "it is no Cedar text");
  if (parts.policy_templates.length > 0) throw invalid("templates are not used here");
  if (parts.policies.length > POLICIES_MAX) throw invalid(`there are more than ${POLICIES_MAX} policies`);
  const named = parts.policies.map((policy): [string, NamedPolicy] => {
    const json = policyToJson(policy);
    if (json.type === "failure") throw invalid(json.errors[0]?.message ?? "a policy cannot be read");
    const { id, reason } = json.json.annotations ?? {};
    if (!id || !reason) throw invalid('each policy needs an @id("…") and a @reason("…")');
    return [prefix + id, { text: policy, reason, effect: json.json.effect, action: actionOf(id, json.json) }];
  });
  const ids = named.map(([id]) => id);
  const twice = ids.find((id, place) => ids.indexOf(id) !== place);
  if (twice !== undefined) throw invalid(`two policies have the id ${twice}`);
  return named;
}

/**
 * The action that a policy is about; one that names none is about all. Throws for a policy whose action is asked for in a way that the one
 * question that is asked would not meet, so that it would never stand in a call's way.
 */
function actionOf(id: string, { action, conditions }: PolicyJson): ForbiddenAction {
  const named = action.op === "All" ? "call" : action.op === "in" && "entity" in action ? nameOf(action.entity) : undefined;
  const known = FORBIDDEN.find((forbidden) => forbidden.action === named)?.action;
  if (known === undefined || asksForAction(conditions)) {
    const forms = FORBIDDEN.map((forbidden) => `action in Action::"${forbidden.action}"`).join(", ");
    throw invalid(`${id} has to name its action in its first line, as one of ${forms}, and not in its conditions`);
  }
  return known;
}

function nameOf(entity: EntityUidJson): string {
  return "__entity" in entity ? entity.__entity.id : entity.id;
}

/** Whether an expression, in the JSON form of Cedar, looks at the variable `action` anywhere. */
function asksForAction(expression: unknown): boolean {
  if (typeof expression !== "object" || expression === null) return false;
  return Object.entries(expression).some(([name, part]) => (name === "Var" && part === "action") || asksForAction(part));
}

function assertValid(policies: Readonly<Record<string, string>>): void {
  const answer = validate({ schema: SCHEMA, policies: { staticPolicies: { ...policies } } });
  if (answer.type === "failure") throw invalid(answer.errors[0]?.message ?? "they cannot be read");
  const [problem] = answer.validationErrors;
  if (problem !== undefined) throw invalid(`${problem.policyId}: ${problem.error.message}`);
}

function invalid(problem: string): KanameError {
  return new KanameError("invalid_request", `The skill policies cannot be used: ${problem}.`);
}
