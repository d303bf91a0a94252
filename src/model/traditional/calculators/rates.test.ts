// The guarantee of rates and values: they are those of published examples and other libraries, and none is made up where none is.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { internalRateOfReturn, internalRateOfReturnByDates, netPresentValue, netPresentValueByDates } from "./cash-flows.ts";
import { europeanAnnualPercentageRate, japaneseEffectiveRate, nominalAndEffectiveRate } from "./interest-rates.ts";

/** Whether `text` is `expected` as far as a double tells. */
function assertClose(text: string | null | undefined, expected: number, within = 1e-9): void {
  assert.ok(text != null && Math.abs(Number(text) - expected) <= within * Math.max(1, Math.abs(expected)), `${text} is not ${expected}`);
}

const flows = [
  ["2020-01-01", -10_000],
  ["2020-03-01", 2_750],
  ["2020-10-30", 4_250],
  ["2021-02-15", 3_250],
  ["2024-02-29", 2_750],
].map(([date, amount]) => ({ date, amount }));

describe("net present value", () => {
  it("agrees with the published examples of numpy-financial 1.0 and of spreadsheets", () => {
    // npv(0.08, [-40000, 5000, 8000, 12000, 30000]) = 3065.2226681795255; the spreadsheets' NPV(10%, -10000, 3000, 4200, 6800) = 1188.44
    const value = (ratePercentPerPeriod: number, firstAmount: string, amounts: readonly number[]) =>
      netPresentValue.calculate({ ratePercentPerPeriod, firstAmount, amounts }).netPresentValue;
    assertClose(value(8, "now", [-40_000, 5_000, 8_000, 12_000, 30_000]), 3065.2226681795255);
    assertClose(value(10, "after_one_period", [-10_000, 3_000, 4_200, 6_800]), 1188.4434123352207);
  });
  it("by dates agrees with pyxirr 0.10 in each day count", () => {
    const expected = {
      "ACT/365": 1538.1056697900765,
      "ACT/ACT": 1540.2071849958215,
      "30/360": 1538.9386462213342,
      "30E/360": 1538.9386462213342,
      "ACT/360": 1520.1204512222778,
    };
    for (const [dayCount, value] of Object.entries(expected)) {
      assertClose(netPresentValueByDates.calculate({ annualRatePercent: 9, dayCount, flows }).netPresentValue, value);
    }
  });
});

describe("internal rate of return", () => {
  const irr = (amounts: readonly (number | string)[]) => internalRateOfReturn.calculate({ amounts });
  it("agrees with the published examples of numpy-financial 1.0", () => {
    // irr([-100, 39, 59, 55, 20]) = 0.28094842116, irr([-100, 0, 0, 74]) = -0.095495830349
    assertClose(irr([-100, 39, 59, 55, 20]).ratePercent, 28.094842116);
    assertClose(irr([-100, 0, 0, 74]).ratePercent, -9.5495830349);
  });
  it("by dates agrees with pyxirr 0.10 in each day count", () => {
    const expected = {
      "ACT/365": 22.69705399128326,
      "ACT/ACT": 22.742237451300838,
      "30/360": 22.71071102350627,
      "ACT/360": 22.353734443317194,
    };
    for (const [dayCount, rate] of Object.entries(expected)) {
      assertClose(internalRateOfReturnByDates.calculate({ dayCount, flows: flows.toReversed() }).ratePercent, rate);
    }
  });
  it("names all of several rates, and chooses none", () => {
    const { outcome, ratePercent, ratesPercent, isComplete } = irr([-1_600, 10_000, -10_000]);
    assert.deepEqual({ outcome, ratePercent, isComplete }, { outcome: "several", ratePercent: null, isComplete: true });
    assert.deepEqual(ratesPercent, ["25.0000000000", "400.0000000000"]);
  });
  it("says for certain that there is none where nothing changes sign", () => {
    assert.deepEqual(irr([100, 50]), {
      outcome: "none",
      ratePercent: null,
      ratesPercent: [],
      isComplete: true,
      searchedPercent: { from: "-99.99", to: "1000000" },
    });
  });
  it("finds none where the value never reaches zero, and claims no more than that it searched", () => {
    const { outcome, isComplete } = irr([1_000, -3_000, 2_500]);
    assert.deepEqual({ outcome, isComplete }, { outcome: "none", isComplete: false });
  });
  it("does not call a rate the only one where it cannot be sure: a double one touches zero", () => {
    // 100 − 220/x + 121/x² = (10 − 11/x)²
    const { ratePercent, isComplete } = irr([100, -220, 121]);
    assert.deepEqual({ ratePercent, isComplete }, { ratePercent: null, isComplete: false });
  });
  it("finds a rate of exactly zero", () => assert.equal(irr([-100, 50, 50]).ratePercent, "0.0000000000"));
  it("refuses when all amounts are zero", () => assert.throws(() => irr([0, 0]), /any rate would do/));
  it("makes the present value zero, whatever the flows", () => {
    const amounts = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(amounts, (list) => {
        fc.pre(list.some((amount) => amount !== 0));
        for (const ratePercentPerPeriod of irr(list).ratesPercent.filter((rate) => Number(rate) > -50 && Number(rate) < 10_000)) {
          const { netPresentValue: value } = netPresentValue.calculate({ ratePercentPerPeriod, amounts: list, firstAmount: "now" });
          const size = list.reduce((sum, amount, period) => sum + Math.abs(amount) / (1 + Number(ratePercentPerPeriod) / 100) ** period, 0);
          assert.ok(Math.abs(Number(value)) < 1e-8 * size, `${value} at ${ratePercentPerPeriod}`);
        }
      }),
      { numRuns: 60 },
    );
  });
  it("takes no day that does not exist", () => {
    assert.throws(
      () => internalRateOfReturnByDates.calculate({ dayCount: "ACT/365", flows: [{ date: "2023-02-29", amount: 1 }] }),
      /day that exists/,
    );
  });
});

describe("the European annual percentage rate", () => {
  const apr = (drawdowns: readonly object[], payments: readonly object[]) =>
    europeanAnnualPercentageRate.calculate({ drawdowns, payments });
  it("is that of the European Union's published examples", () => {
    // COM(1996) 79, Annex II, A: 1200 after 546 days is 12.96%; with 50 retained 16.9%; twice 600 after one and two years 13.07%
    assertClose(apr([{ amount: 1_000 }], [{ amount: 1_200, days: 546 }]).ratePercent, 12.96, 1e-3);
    const withFee = apr([{ amount: 1_000 }], [{ amount: 50 }, { amount: 1_200, days: 546 }]);
    assert.equal(withFee.statedRatePercent, "16.9");
    const twice = apr(
      [{ amount: 1_000 }],
      [
        { amount: 600, years: 1 },
        { amount: 600, years: 2 },
      ],
    );
    assert.deepEqual([twice.ratePercent.slice(0, 8), twice.statedRatePercent], ["13.06623", "13.1"]);
  });
  it("counts twelve equal months or 52 weeks as a year", () => {
    const rates = [{ years: 1 }, { months: 12 }, { weeks: 52 }, { days: 365 }].map(
      (interval) => apr([{ amount: 100 }], [{ amount: 110, ...interval }]).ratePercent,
    );
    assert.deepEqual(new Set(rates), new Set(["10.0000000000"]));
  });
  it("refuses a credit without a single rate", () => {
    assert.throws(() => apr([{ amount: 100 }], [{ amount: 100 }]), /No annual percentage rate/);
    assert.throws(() => apr([{ amount: 100, years: 1 }], [{ amount: 100, years: 2 }]), /first drawdown/);
    assert.throws(() => apr([{ amount: 1_600 }, { amount: 10_000, years: 2 }], [{ amount: 10_000, years: 1 }]), /More than one/);
  });
});

describe("Japan's effective annual rate", () => {
  it("is the simple rate of one repayment, by days of 365", () => {
    const { ratePercent } = japaneseEffectiveRate.calculate({
      usableAmount: 100_000,
      lentOn: "2023-04-01",
      payments: [{ paidOn: "2023-04-30", amount: 101_430 }],
    });
    assertClose(ratePercent, ((1_430 / 100_000) * 365 * 100) / 29);
  });
  it("satisfies the ordinance's own equation: interest = R × Σ U·T", () => {
    const payments = [
      { paidOn: "2024-02-01", amount: 35_000 },
      { paidOn: "2024-03-15", amount: 35_000 },
      { paidOn: "2024-07-01", amount: 35_000 },
    ];
    const { ratePercent } = japaneseEffectiveRate.calculate({ usableAmount: 98_000, lentOn: "2024-01-01", payments });
    const rate = Number(ratePercent) / 100;
    let [unpaid, weighted] = [98_000, 0];
    for (const [index, days] of [31, 43, 108].entries()) {
      weighted += (unpaid * days) / 365;
      unpaid -= (payments[index]?.amount ?? 0) - (rate * unpaid * days) / 365;
    }
    assert.ok(Math.abs(rate * weighted - (105_000 - 98_000)) < 1e-5);
  });
  it("refuses payments that do not repay, and days out of order", () => {
    const loan = { usableAmount: 100, lentOn: "2024-01-01" };
    assert.throws(() => japaneseEffectiveRate.calculate({ ...loan, payments: [{ paidOn: "2024-02-01", amount: 99 }] }), /less than/);
    assert.throws(() => japaneseEffectiveRate.calculate({ ...loan, payments: [{ paidOn: "2024-01-01", amount: 101 }] }), /at least a day/);
  });
});

describe("nominal and effective rates", () => {
  const convert = (direction: string, ratePercent: number | string, compounding: number | string) =>
    nominalAndEffectiveRate.calculate({ direction, ratePercent, compounding }).ratePercent;
  it("are those of the spreadsheets' published example, and e for continuous compounding", () => {
    // EFFECT(0.0525, 4) = 0.0535427
    assertClose(convert("nominal_to_effective", "5.25", 4), 5.35427, 1e-5);
    assertClose(convert("nominal_to_effective", 100, "continuous"), (Math.E - 1) * 100);
  });
  it("come back from a round trip", () => {
    for (const compounding of [1, 2, 12, 365, "continuous"]) {
      assertClose(convert("effective_to_nominal", convert("nominal_to_effective", "18", compounding), compounding), 18);
    }
  });
});
