// The guarantees of every calculator of the table: a contract that a skill can state, limits, and refusals in one sentence.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { CALCULATORS } from "./calculators.ts";

const flows = [
  { date: "2024-01-01", amount: -100 },
  { date: "2025-01-01", amount: 110 },
];
const bond = { settlement: "2024-05-10", maturity: "2033-12-20", couponPercent: "0.7", couponsPerYear: 2, dayCount: "ACT/ACT" };
const EXAMPLES: Readonly<Record<string, { readonly [argument: string]: unknown }>> = {
  amortisation: { principal: 1000, annualRatePercent: 3, periods: 12, method: "equal_principal", rounding: "yen_floor" },
  "nominal-and-effective-rate": { direction: "nominal_to_effective", ratePercent: 5, compounding: "continuous" },
  "japanese-effective-annual-rate": { usableAmount: 1000, lentOn: "2024-01-01", payments: [{ paidOn: "2024-12-31", amount: 1150 }] },
  "european-annual-percentage-rate": { drawdowns: [{ amount: 100 }], payments: [{ amount: 110, years: 1 }] },
  "net-present-value": { ratePercentPerPeriod: 5, amounts: [-100, 110], firstAmount: "now" },
  "internal-rate-of-return": { amounts: [-100, 110] },
  "net-present-value-by-dates": { annualRatePercent: 5, dayCount: "ACT/365", flows },
  "internal-rate-of-return-by-dates": { dayCount: "ACT/365", flows },
  "bond-price": { ...bond, yieldPercent: "0.95" },
  "bond-yield": { ...bond, cleanPrice: "98.5" },
  "japanese-simple-yield": { settlement: bond.settlement, maturity: bond.maturity, couponPercent: "0.7", from: { cleanPrice: 98 } },
  "debt-service-coverage-ratio": { cashAvailable: 120, principalDue: [60], interestDue: [40] },
  "loan-to-value": { loans: [60, 20], value: 100 },
  "debt-to-income": { annualRepayments: ["1200000"], annualIncome: "5000000" },
  "financial-statement-ratios": { lines: { revenue: 100, netIncome: 3 } },
  "dupont-analysis": { netIncome: 10, revenue: 100, totalAssets: 80, equity: 40 },
  "read-amount": { text: "1億2,000万円" },
  "read-date": { text: "令和6年3月31日" },
  "write-era-date": { date: "2024-03-31", calendar: "japanese" },
};

/** The sentence with which the calculator refuses `input`. */
function refusalOf(id: string, input: unknown): string {
  try {
    CALCULATORS.get(id)?.calculate(input);
  } catch (error) {
    assert.ok(error instanceof KanameError && error.kind === "invalid_request", `${id} fails instead of refusing: ${error}`);
    return error.message;
  }
  return assert.fail(`${id} takes what it should refuse`);
}

describe("every calculator", () => {
  it("has an example here, so that none goes untried", () => {
    assert.deepEqual(Object.keys(EXAMPLES).toSorted(), [...CALCULATORS.keys()].toSorted());
  });
  for (const [id, calculator] of CALCULATORS) {
    it(`${id} states its arguments and results as JSON Schema objects`, () => {
      assert.equal(z.toJSONSchema(calculator.input, { io: "input" }).type, "object");
      assert.ok(z.toJSONSchema(calculator.output));
    });
    it(`${id} answers with what its output schema says and JSON carries`, () => {
      const output = calculator.calculate(EXAMPLES[id]);
      assert.deepEqual(calculator.output.parse(JSON.parse(JSON.stringify(output))), output);
    });
    it(`${id} refuses no, wrong and unknown arguments in one sentence`, () => {
      for (const bad of [undefined, null, [], "1", {}, { ...EXAMPLES[id], unknown: 1 }]) {
        assert.match(refusalOf(id, bad), /^The calculator [a-z-]+ cannot take its arguments: [^\n]+\.$/);
      }
    });
  }
});

describe("an amount among the arguments", () => {
  const ltv = (value: unknown) => CALCULATORS.get("loan-to-value")?.calculate({ loans: [1], value });
  it("comes as a decimal string or as a number that kept its digits", () => {
    assert.deepEqual(ltv("0.5"), ltv(0.5));
    assert.deepEqual(ltv("9007199254740991"), ltv(Number.MAX_SAFE_INTEGER));
  });
  it("is refused where a number lost digits, is not finite, or is not written plainly", () => {
    for (const value of [
      0.1 + 0.2,
      2 ** 53,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "1,000",
      "1e5",
      "０",
      "0x10",
      "",
      " 1",
      "1.",
      "-",
      null,
      true,
    ]) {
      assert.match(refusalOf("loan-to-value", { loans: [1], value }), /value: /, String(value));
    }
  });
  it("has at most 34 digits", () => {
    assert.ok(ltv("1".repeat(34)));
    refusalOf("loan-to-value", { loans: [1], value: "1".repeat(35) });
    refusalOf("loan-to-value", { loans: [1], value: `${"1".repeat(20)}.${"1".repeat(15)}` });
  });
  it("is bounded in number", () => {
    refusalOf("loan-to-value", { loans: Array(101).fill(1), value: 1 });
    refusalOf("internal-rate-of-return", { amounts: Array(10_001).fill(1) });
    refusalOf("amortisation", { ...EXAMPLES.amortisation, periods: 1_201 });
    refusalOf("bond-price", { ...EXAMPLES["bond-price"], maturity: "2130-01-01" });
  });
});

describe("ratios", () => {
  const calculate = (id: string, input: unknown) => CALCULATORS.get(id)?.calculate(input);
  it("of debt service, value and income are what their formulas say", () => {
    assert.deepEqual(calculate("debt-service-coverage-ratio", { cashAvailable: "125", principalDue: [60], interestDue: [30, 10] }), {
      ratio: "1.2500000000",
      debtService: "100.0000000000",
    });
    assert.deepEqual(calculate("loan-to-value", { loans: [50, 25], value: 100 }), {
      percent: "75.0000000000",
      loansTotal: "75.0000000000",
    });
    assert.deepEqual(calculate("debt-to-income", { annualRepayments: [1_200_000, 300_000], annualIncome: 6_000_000 }), {
      percent: "25.0000000000",
      annualRepaymentsTotal: "1500000.0000000000",
    });
  });
  it("without a divisor are refused", () => {
    assert.match(refusalOf("debt-service-coverage-ratio", { cashAvailable: 1, principalDue: [0], interestDue: [0] }), /no debt service/);
    refusalOf("loan-to-value", { loans: [1], value: 0 });
    refusalOf("dupont-analysis", { netIncome: 1, revenue: 1, totalAssets: 1, equity: -1 });
  });
  it("of a statement say why they are missing, and print their formula", () => {
    const { ratios } = z
      .object({
        ratios: z.array(z.object({ id: z.string(), value: z.string().nullable(), reason: z.string().nullable(), formula: z.string() })),
      })
      .parse(
        calculate("financial-statement-ratios", { lines: { revenue: 365, costOfSales: 219, receivables: 30, netIncome: 7, equity: -5 } }),
      );
    const ratio = (wanted: string) => ratios.find(({ id }) => id === wanted);
    assert.deepEqual(ratio("gross_margin"), {
      id: "gross_margin",
      value: "40.0000000000",
      reason: null,
      formula: "(revenue − costOfSales) / revenue",
    });
    assert.equal(ratio("receivables_days")?.value, "30.0000000000");
    assert.equal(ratio("return_on_equity")?.reason, "the denominator is not above zero");
    assert.equal(ratio("inventory_days")?.reason, "not given: inventory");
  });
  it("of DuPont multiply to the return on equity, with three and with five factors", () => {
    const fiveFactors = { incomeBeforeTax: 16, incomeBeforeInterestAndTax: 20 };
    const result = calculate("dupont-analysis", { netIncome: 12, revenue: 96, totalAssets: 64, equity: 40, fiveFactors });
    const factors = z.record(z.string(), z.coerce.number());
    const parsed = z.object({ returnOnEquityPercent: z.coerce.number(), threeFactors: factors, fiveFactors: factors }).parse(result);
    for (const breakdown of [parsed.threeFactors, parsed.fiveFactors]) {
      const product = Object.values(breakdown).reduce((so, factor) => so * factor, 100);
      assert.ok(Math.abs(product - parsed.returnOnEquityPercent) < 1e-7);
    }
    assert.equal(parsed.returnOnEquityPercent, 30);
  });
});
