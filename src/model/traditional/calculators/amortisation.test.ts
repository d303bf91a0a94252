// The guarantee of a repayment plan: it repays exactly the loan, by a stated rounding, as independent computations do.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { amortisation } from "./amortisation.ts";
import { Exact, sumOf } from "./exact.ts";

const mortgage = { principal: "30000000", annualRatePercent: "1.5", periods: 420, method: "equal_instalments", rounding: "yen_floor" };
const ROUNDINGS = ["yen_floor", "yen_half_up", "yen_half_even", "cents_half_up", "cents_half_even"] as const;

describe("amortisation", () => {
  it("agrees with the instalment of numpy-financial 1.0", () => {
    // pmt(0.015/12, 420, -30000000) = 91855.33191134939; pmt(0.075/12, 180, -200000) = 1854.0247200054619, its own published example
    assert.equal(amortisation.calculate(mortgage).firstPayment, "91855");
    const published = {
      principal: 200_000,
      annualRatePercent: "7.5",
      periods: 180,
      method: "equal_instalments",
      rounding: "cents_half_even",
    };
    assert.equal(amortisation.calculate(published).firstPayment, "1854.02");
  });
  it("agrees with the interest and principal of numpy-financial 1.0, instalment by instalment", () => {
    // ipmt and ppmt(0.0824/12, [1, 2], 12, -2500): 17.1667 200.5819, 15.7893 201.9593, their published example
    const { schedule } = amortisation.calculate({
      principal: 2500,
      annualRatePercent: "8.24",
      periods: 12,
      method: "equal_instalments",
      rounding: "cents_half_even",
    });
    const parts = [0, 1].map((index) => [schedule[index]?.interest, schedule[index]?.principal]);
    assert.deepEqual(parts, [
      ["17.17", "200.58"],
      ["15.79", "201.96"],
    ]);
  });
  it("repays equal principal with interest on what is owed", () => {
    const { schedule, totalInterest } = amortisation.calculate({
      ...mortgage,
      principal: 1_200_000,
      periods: 12,
      annualRatePercent: 12,
      method: "equal_principal",
    });
    assert.deepEqual(
      schedule.slice(0, 2).map(({ payment, interest }) => [payment, interest]),
      [
        ["112000", "12000"],
        ["111000", "11000"],
      ],
    );
    assert.equal(totalInterest, "78000");
  });
  it("rounds as the rule says", () => {
    // A half exactly: 1,250 at 2.4% a year is 2.5 of interest in the first month.
    const interest = (rounding: string) =>
      amortisation.calculate({ principal: 1250, annualRatePercent: "2.4", periods: 12, method: "equal_principal", rounding }).schedule[0]
        ?.interest;
    assert.deepEqual(ROUNDINGS.map(interest), ["2", "3", "2", "2.50", "2.50"]);
  });
  it("sums to the loan, ends at zero and never charges a negative amount, whatever the terms", () => {
    const terms = fc.record({
      principal: fc.integer({ min: 1, max: 10 ** 10 }),
      annualRatePercent: fc.integer({ min: 0, max: 4_000 }).map((hundredths) => hundredths / 100),
      periods: fc.integer({ min: 1, max: 120 }),
      periodsPerYear: fc.constantFrom(1, 2, 4, 12),
      method: fc.constantFrom("equal_instalments", "equal_principal"),
      rounding: fc.constantFrom(...ROUNDINGS),
    });
    fc.assert(
      fc.property(terms, (loan) => {
        const plan = amortisation.calculate(loan);
        const column = (name: "principal" | "interest" | "payment") => sumOf(plan.schedule.map((row) => new Exact(row[name])));
        assert.ok(column("principal").eq(loan.principal));
        assert.ok(column("payment").eq(plan.totalPaid) && column("interest").plus(loan.principal).eq(plan.totalPaid));
        assert.ok(new Exact(plan.schedule.at(-1)?.balance ?? 1).isZero() && plan.schedule.length === loan.periods);
        assert.ok(plan.schedule.every((row) => !row.principal.startsWith("-") && !row.balance.startsWith("-")));
      }),
      { numRuns: 100 },
    );
  });
  it("refuses sen where the rule keeps yen, and a negative rate", () => {
    assert.throws(() => amortisation.calculate({ ...mortgage, principal: "1000.50" }), /smaller fraction/);
    assert.throws(() => amortisation.calculate({ ...mortgage, annualRatePercent: -1 }), /annualRatePercent: must not be negative/);
  });
});
