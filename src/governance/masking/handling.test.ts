// Rules for kinds of values at destinations: the first that fits decides, and nothing of level 4 is let pass by one.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { handlingAt, handlingRuleSchema } from "./handling.ts";

const rules = [
  { types: ["DOB"], pools: ["tuned"], action: "pass" },
  { types: ["DOB", "BALANCE"], zones: ["public"], action: "generalise" },
  { types: ["DOB", "MNPI"], action: "block" },
].map((rule) => handlingRuleSchema.parse(rule));

describe("the handling at a destination", () => {
  it("is what the first fitting rule says of each type", () => {
    assert.deepEqual(
      [...handlingAt(rules, { id: "cloud", zone: "public" })],
      [
        ["DOB", "generalise"],
        ["BALANCE", "generalise"],
        ["MNPI", "block"],
      ],
    );
    assert.deepEqual(
      [...handlingAt(rules, { id: "tuned", zone: "shared" })],
      [
        ["DOB", "pass"],
        ["MNPI", "block"],
      ],
    );
    assert.deepEqual(
      [...handlingAt(rules, { id: "branch", zone: "private" })],
      [
        ["DOB", "block"],
        ["MNPI", "block"],
      ],
    );
  });

  it("never lets a value of level 4 or above pass", () => {
    const { error } = handlingRuleSchema.safeParse({ types: ["ADDRESS", "JP_MY_NUMBER", "CARD_CVV"], action: "pass" });
    assert.match(error?.issues[0]?.message ?? "", /level 4 and above never pass: JP_MY_NUMBER, CARD_CVV/);
  });
});
