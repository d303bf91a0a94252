// Conditions on numbers say what the engine for decision tables says.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evaluateUnaryExpressionSync } from "@gorules/zen-engine";
import { readNumberCondition } from "./number-conditions.ts";

const CONDITIONS = [
  "[0..1000)",
  "(0..1000]",
  "[-2.5 .. 7.25]",
  "( 1..2 )",
  "> 0.5",
  ">=10",
  "< -3",
  "<= 999999999.999999",
  "== 12.5",
  "== 0",
];
const VALUES = [
  0, -0, 0.1, 0.5, 0.500001, 1, 1.5, 2, 7.25, 7.250001, 10, 12.5, 999.999999, 1000, -2.5, -2.500001, -3, -4, 999999999.999999, 1e12, 1e-9,
];

describe("a condition on a number", () => {
  it("holds exactly where the engine says that it holds", () => {
    for (const condition of CONDITIONS) {
      const holds = readNumberCondition(condition);
      assert(holds !== undefined, condition);
      for (const value of VALUES) assert.equal(holds(value), evaluateUnaryExpressionSync(condition, { $: value }), `${value} ${condition}`);
    }
  });

  it("is left to the engine in any other form, and for what is no number", () => {
    for (const condition of ["> other", "[0..limit)", "'text'", "> 1 and < 3", "$ > 1", "1, 2", "", "> 1234567890123", "]0..1["])
      assert.equal(readNumberCondition(condition), undefined, condition);
    for (const value of ["5", null, true, [5], Number.NaN]) assert.equal(readNumberCondition("> 1")?.(value), undefined);
  });
});
