// The policies decide: every base policy can stand in the way of a call, an institution can only add more, and what cannot be evaluated rejects.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createSkillPolicies, type SkillCircumstances } from "./skill-policies.ts";

const HARMLESS: SkillCircumstances = {
  caller: { kind: "person", role: "caller", department: "lending", scenario: "loan-desk" },
  skill: {
    kind: "onnx",
    sideEffect: "decide",
    levelCeiling: 4,
    roles: ["caller"],
    scenarios: ["loan-desk"],
    purposes: ["credit-assessment"],
  },
  context: {
    purpose: "credit-assessment",
    level: 3,
    askedBy: "model",
    approved: false,
    callsInLastMinute: 0,
    callsPerMinute: 60,
    validationDaysLeft: 200,
  },
};

interface Change {
  readonly caller?: Partial<SkillCircumstances["caller"]>;
  readonly skill?: Partial<SkillCircumstances["skill"]>;
  readonly context?: SkillCircumstances["context"];
}

function changed({ caller, skill, context }: Change): SkillCircumstances {
  return {
    caller: { ...HARMLESS.caller, ...caller },
    skill: { ...HARMLESS.skill, ...skill },
    context: { ...HARMLESS.context, ...context },
  };
}

const base = createSkillPolicies("");
const AMOUNT = { amount: 10_000_001, amountReviewAbove: 10_000_000 };

describe("the base policies", () => {
  test("let a call run that nothing forbids", () => {
    assert.deepEqual(base.decide(HARMLESS), { ...base.decide(HARMLESS), disposition: "execute", reasons: [] });
  });

  const cases: readonly [string, "reject" | "review" | "flag", Change][] = [
    ["role", "reject", { caller: { role: "steward" } }],
    ["scenario", "reject", { caller: { scenario: "lobby" } }],
    ["purpose", "reject", { context: { purpose: "marketing" } }],
    ["level", "reject", { context: { level: 5 } }],
    ["validation", "reject", { context: { validationDaysLeft: -1 } }],
    ["rate", "reject", { context: { callsInLastMinute: 60 } }],
    ["act-needs-person", "review", { skill: { sideEffect: "act" } }],
    ["amount-needs-person", "review", { context: AMOUNT }],
    ["count-needs-person", "review", { context: { count: 501, countReviewAbove: 500 } }],
    ["validation-ends-soon", "flag", { context: { validationDaysLeft: 29 } }],
  ];
  for (const [policy, disposition, change] of cases) {
    test(`${disposition} by ${policy}, and say so in words`, () => {
      const decision = base.decide(changed(change));
      assert.equal(decision.disposition, disposition);
      assert.deepEqual(
        decision.reasons.map((reason) => reason.policy),
        [policy],
      );
      assert.ok((decision.reasons[0]?.sentence.length ?? 0) > 10);
    });
  }

  test("let an approved call run, and nothing that only a person could not allow", () => {
    assert.equal(base.decide(changed({ skill: { sideEffect: "act" }, context: { ...AMOUNT, approved: true } })).disposition, "execute");
    assert.equal(base.decide(changed({ context: { level: 5, approved: true } })).disposition, "reject");
  });

  test("reject what they cannot evaluate", () => {
    const { level: _level, ...context } = HARMLESS.context;
    const decision = base.decide({ ...HARMLESS, context });
    assert.equal(decision.disposition, "reject");
    assert.equal(decision.reasons[0]?.policy, "evaluation");
  });
});

describe("an institution's own policies", () => {
  const OWN = `@id("no-nights") @reason("decisions are for people here")
    forbid (principal, action in Action::"callUnattended", resource) when { resource.sideEffect == "decide" && !context.approved };`;

  test("are stricter than the base, and change the hash that records name", () => {
    const own = createSkillPolicies(OWN).decide(HARMLESS);
    assert.equal(own.disposition, "review");
    assert.deepEqual(own.reasons, [{ policy: "institution/no-nights", sentence: "decisions are for people here" }]);
    assert.notEqual(own.policiesHash, base.decide(HARMLESS).policiesHash);
  });

  test("count wherever they stand: the strictest decides, with the reasons of its kind alone, and one without an action rejects", () => {
    const flagged = '@id("watch") @reason("watched") forbid (principal, action in Action::"callUnflagged", resource);';
    const rejected = '@id("none") @reason("nothing runs") forbid (principal, action, resource) when { context.level > 3 };';
    const own = createSkillPolicies(`${flagged}\n${OWN}\n${rejected}`);
    const policiesOf = (level: number, approved: boolean) => {
      const { disposition, reasons } = own.decide(changed({ context: { level, approved } }));
      return [disposition, ...reasons.map(({ policy }) => policy)];
    };
    assert.deepEqual(policiesOf(3, true), ["flag", "institution/watch"]);
    assert.deepEqual(policiesOf(3, false), ["review", "institution/no-nights"]);
    assert.deepEqual(policiesOf(4, false), ["reject", "institution/none"]);
  });

  test("reject when one of them cannot be evaluated, whatever it would have been about", () => {
    const overflowing =
      '@id("o") @reason("o") forbid (principal, action in Action::"callUnflagged", resource) when { context.level * 9000000000000000000 > 1 };';
    const decision = createSkillPolicies(overflowing).decide(HARMLESS);
    assert.deepEqual([decision.disposition, decision.reasons[0]?.policy], ["reject", "evaluation"]);
  });

  const refused: readonly [string, string, RegExp][] = [
    ["permit anything", '@id("a") @reason("b") permit (principal, action, resource);', /forbid/],
    ["have no id", "forbid (principal, action, resource);", /@id/],
    ["ask for what does not exist", '@id("a") @reason("b") forbid (principal, action, resource) when { context.mood == "bad" };', /mood/],
    ["are no Cedar", "forbid if bored;", /cannot be used/],
    [
      "ask for one action alone",
      '@id("a") @reason("b") forbid (principal, action == Action::"call", resource);',
      /a has to name its action/,
    ],
    [
      "ask for a list of actions",
      '@id("a") @reason("b") forbid (principal, action in [Action::"call", Action::"callUnflagged"], resource);',
      /first line/,
    ],
    [
      "look at the action in a condition",
      '@id("a") @reason("b") forbid (principal, action, resource) unless { principal.role == "x" && action == Action::"callUnflagged" };',
      /not in its conditions/,
    ],
    ["use one id twice", `${OWN}\n${OWN}`, /two policies/],
  ];
  for (const [what, text, message] of refused) {
    test(`are refused when they ${what}`, () => {
      assert.throws(() => createSkillPolicies(text), { name: "KanameError", kind: "invalid_request", message });
    });
  }
});
