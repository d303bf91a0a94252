// The usual ratios of a financial statement, and DuPont's breakdown of the return on equity.
import { z } from "zod";
import { type Calculator, declareCalculator, refusal } from "./calculator.ts";
import { Exact, exactField, HUNDRED, notNegativeField, ONE, rateText, rateTextField, ZERO } from "./exact.ts";
import ratioRows from "./statement-ratios.json" with { type: "json" };

/** Days of the year that turnover in days is stated in. */
const DAYS_PER_YEAR = 365;

const lineFields = {
  currentAssets: notNegativeField,
  cash: notNegativeField.describe("cash and deposits"),
  marketableSecurities: notNegativeField,
  receivables: notNegativeField.describe("trade notes and accounts receivable"),
  inventory: notNegativeField,
  fixedAssets: notNegativeField,
  totalAssets: notNegativeField,
  currentLiabilities: notNegativeField,
  payables: notNegativeField.describe("trade notes and accounts payable"),
  interestBearingDebt: notNegativeField,
  totalLiabilities: notNegativeField,
  equity: exactField.describe("may be negative"),
  revenue: notNegativeField,
  costOfSales: notNegativeField,
  operatingIncome: exactField,
  financialIncome: notNegativeField.describe("interest and dividends received"),
  ordinaryIncome: exactField.describe("経常利益"),
  netIncome: exactField,
  interestExpense: notNegativeField,
  depreciation: notNegativeField,
  operatingCashFlow: exactField,
};
const linesField = z
  .strictObject(lineFields)
  .partial()
  .refine((lines) => Object.keys(lines).length > 0, "must give at least one line");
const groupField = z.enum(["liquidity", "leverage", "coverage", "profitability", "activity"]);
const unitField = z.enum(["percent", "times", "days"]);

type Lines = z.output<typeof linesField>;
const LINE_NAMES = z.keyof(z.strictObject(lineFields));
const termField = z.string().transform((term) => ({ line: LINE_NAMES.parse(term.replace(/^-/, "")), isSubtracted: term.startsWith("-") }));
type Term = z.output<typeof termField>;

const RATIOS = z
  .array(
    z.strictObject({
      id: z.string(),
      group: groupField,
      ja: z.string(),
      unit: unitField,
      numerator: z.array(termField),
      denominator: z.array(termField),
    }),
  )
  .parse(ratioRows);

const FACTORS = { percent: HUNDRED, times: ONE, days: new Exact(DAYS_PER_YEAR) } as const;

/**
 * Each ratio of the table beside this file whose lines are given; authors define some of them differently, so each comes with its
 * formula. Balances are used as they are given: an average is the caller's to send. A ratio without
 * a line, or with a denominator that is not above zero (negative equity says nothing as a divisor), is null with its reason.
 */
const financialStatementRatios = declareCalculator({
  id: "financial-statement-ratios",
  description: {
    ja: "財務諸表の主要比率（流動性・レバレッジ・カバレッジ・収益性・回転）を計算する",
    en: "The usual ratios of a financial statement: liquidity, leverage, coverage, profitability, activity",
  },
  input: z.strictObject({ lines: linesField.describe("in one currency and unit, of one year") }),
  output: z.object({
    ratios: z.array(
      z.object({
        id: z.string(),
        group: groupField,
        name: z.string(),
        unit: unitField,
        formula: z.string(),
        value: rateTextField.nullable(),
        reason: z.string().nullable().describe("why there is no value"),
      }),
    ),
  }),
  calculate: ({ lines }) => ({
    ratios: RATIOS.map(({ id, group, ja, unit, numerator, denominator }) => {
      const formula = `${printTerms(numerator)} / ${printTerms(denominator)}`;
      return { id, group, name: ja, unit, formula, ...ratioOf(lines, numerator, denominator, FACTORS[unit]) };
    }),
  }),
});

/**
 * ROE = net margin × asset turnover × leverage (three factors), or tax burden × interest burden × operating margin × asset
 * turnover × leverage (five): the DuPont identity as in the CFA Institute's curriculum.
 */
const dupont = declareCalculator({
  id: "dupont-analysis",
  description: {
    ja: "ROEをデュポン分解（3因子・5因子）する",
    en: "DuPont's breakdown of the return on equity into three and five factors",
  },
  input: z.strictObject({
    netIncome: exactField,
    revenue: notNegativeField,
    totalAssets: notNegativeField,
    equity: exactField,
    fiveFactors: z
      .strictObject({ incomeBeforeTax: exactField, incomeBeforeInterestAndTax: exactField })
      .optional()
      .describe("only for the breakdown into five"),
  }),
  output: z.object({
    returnOnEquityPercent: rateTextField,
    threeFactors: z.object({ netMargin: rateTextField, assetTurnover: rateTextField, leverage: rateTextField }),
    fiveFactors: z
      .object({
        taxBurden: rateTextField,
        interestBurden: rateTextField,
        operatingMargin: rateTextField,
        assetTurnover: rateTextField,
        leverage: rateTextField,
      })
      .nullable(),
  }),
  calculate({ netIncome, revenue, totalAssets, equity, fiveFactors }) {
    const per = (part: Exact, whole: Exact, name: string) => {
      if (whole.lte(ZERO)) throw refusal(`The breakdown needs ${name} above zero.`);
      return rateText(part.div(whole));
    };
    const assetTurnover = per(revenue, totalAssets, "total assets");
    const leverage = per(totalAssets, equity, "equity");
    const five = fiveFactors && {
      taxBurden: per(netIncome, fiveFactors.incomeBeforeTax, "income before tax"),
      interestBurden: per(fiveFactors.incomeBeforeTax, fiveFactors.incomeBeforeInterestAndTax, "income before interest and tax"),
      operatingMargin: per(fiveFactors.incomeBeforeInterestAndTax, revenue, "revenue"),
      assetTurnover,
      leverage,
    };
    return {
      returnOnEquityPercent: rateText(netIncome.div(equity).times(HUNDRED)),
      threeFactors: { netMargin: per(netIncome, revenue, "revenue"), assetTurnover, leverage },
      fiveFactors: five ?? null,
    };
  },
});

export const STATEMENT_CALCULATORS: readonly Calculator[] = [financialStatementRatios, dupont];

function ratioOf(lines: Lines, numerator: readonly Term[], denominator: readonly Term[], factor: Exact) {
  const missing = [...numerator, ...denominator].map(({ line }) => line).filter((line) => lines[line] === undefined);
  if (missing.length > 0) return { value: null, reason: `not given: ${[...new Set(missing)].join(", ")}` };
  const divisor = sumTerms(lines, denominator);
  if (divisor.lte(ZERO)) return { value: null, reason: "the denominator is not above zero" };
  return { value: rateText(sumTerms(lines, numerator).times(factor).div(divisor)), reason: null };
}

function sumTerms(lines: Lines, terms: readonly Term[]): Exact {
  return terms.reduce((sum, { line, isSubtracted }) => {
    const amount = lines[line] ?? ZERO;
    return isSubtracted ? sum.minus(amount) : sum.plus(amount);
  }, ZERO);
}

function printTerms(terms: readonly Term[]): string {
  const text = terms.map(({ line, isSubtracted }, index) => (index === 0 ? line : ` ${isSubtracted ? "−" : "+"} ${line}`)).join("");
  return terms.length > 1 ? `(${text})` : text;
}
