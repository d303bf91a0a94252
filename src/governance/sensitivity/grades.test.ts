// The grade of a text stands beside its level and follows from the same findings.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EntityType } from "./finding.ts";
import { gradeOf } from "./grades.ts";
import { LEVEL_OF_TYPE, levelOfFindings, PERSONS_OF_IMPORTANT_BULK } from "./levels.ts";

function finding(type: EntityType, text: string) {
  return { type, level: LEVEL_OF_TYPE[type], text };
}

function bothSchemesOf(findings: readonly ReturnType<typeof finding>[]) {
  const level = levelOfFindings(findings);
  return { level, grade: gradeOf(level, findings) };
}

describe("the grade of a text", () => {
  it("is general where nothing or only what is nobody's in particular is found", () => {
    assert.deepEqual(bothSchemesOf([]), { level: 1, grade: "general" });
    assert.deepEqual(bothSchemesOf([finding("BIC", "NDEASESS"), finding("CONFIDENTIAL_MARK", "社外秘")]), { level: 2, grade: "general" });
  });

  it("is sensitive for a person's data, for secrets that authenticate and for inside information", () => {
    for (const type of ["PERSON", "BALANCE", "CARD_CVV", "HEALTH", "MNPI"] as const)
      assert.equal(bothSchemesOf([finding(type, "x")]).grade, "sensitive", type);
  });

  it("is important at level 5, by a mark or by a list of a hundred thousand persons", () => {
    assert.deepEqual(bothSchemesOf([finding("IMPORTANT_DATA", "重要数据")]), { level: 5, grade: "important" });
    const list = Array.from({ length: PERSONS_OF_IMPORTANT_BULK }, (_, number) => finding("CUSTOMER_ID", `C-${number}`));
    assert.deepEqual(bothSchemesOf(list), { level: 5, grade: "important" });
  });

  it("is core only for marks of a state secret or of core data, also with spaces in them", () => {
    for (const text of ["核心数据", "国家秘密", "核 心 数 据", "State Secret"])
      assert.equal(gradeOf(5, [finding("IMPORTANT_DATA", text)]), "core", text);
    assert.equal(gradeOf(5, [finding("IMPORTANT_DATA", "極秘")]), "important");
  });

  it("follows a level that an institution raised", () => {
    assert.equal(gradeOf(5, [finding("PERSON", "x")]), "important");
    assert.equal(gradeOf(3, [finding("BIC", "NDEASESS")]), "sensitive");
  });
});
