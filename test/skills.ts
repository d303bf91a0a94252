// Skills and callers for tests.
import type { Caller, Role } from "#governance/caller.ts";
import type { SkillDefinition } from "#model/skill.ts";

/** A calculator that is live for years and asks for a person above ten million. */
export function loanSkill(changes: Partial<SkillDefinition> = {}): SkillDefinition {
  return {
    id: "loan-payment",
    version: 1,
    title: "Loan payment",
    description: "Says what a loan costs each month.",
    owner: "lending",
    sideEffect: "advise",
    input: {
      type: "object",
      properties: { principal: { type: "number" }, annualRate: { type: "number" }, months: { type: "integer" } },
      required: ["principal", "annualRate", "months"],
      additionalProperties: false,
    },
    output: { type: "object" },
    levelCeiling: 4,
    resultLevel: 2,
    scenarios: ["loan-desk"],
    roles: ["caller"],
    purposes: ["credit-assessment"],
    validation: { by: "model validation", on: "2026-06-01", report: "V-2026-17", expiresOn: "2036-05-31" },
    protectedAttributes: [],
    thresholds: { amount: { argument: "principal", reviewAbove: 10_000_000 } },
    limits: { timeoutMs: 5_000, resultBytesMax: 65_536, callsPerMinute: 600 },
    source: { kind: "calculator", calculator: "amortisation" },
    ...changes,
  };
}

export function person(id: string, role: Role, institutionId: string, scenarioId?: string): Caller {
  return { institutionId, departmentId: "lending", kind: "person", id, keyId: `key_${id}`, role, scenarioId, budgetMicros: undefined };
}
