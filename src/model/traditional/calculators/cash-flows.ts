// What a series of payments is worth, and what it earns: NPV, IRR, and both by dates.
import { z } from "zod";
import type { Calculator } from "./calculator.ts";
import { declareCalculator, refusal } from "./calculator.ts";
import { type Day, dayCountField, dayField, isoOf, TICKS_PER_YEAR, ticksBetween } from "./calendar.ts";
import { type Exact, exactField, exactText, HUNDRED, ONE, ratePercentField, rateText, rateTextField } from "./exact.ts";
import { findRateRoots, presentValue, type RateRoots, type TimedAmount } from "./rate-roots.ts";

/** Forty years of months. Finding rates takes time by their square: more would hold the server's one thread for over a tenth of a second. */
const FLOWS_MAX = 480;
const ROOTS_MAX = 1_000;
/** Decimals of a present value. */
const VALUE_PLACES = 10;

const amountsField = z.array(exactField).min(1).max(FLOWS_MAX).describe("one amount a period; received above zero, paid below");
const flowsField = z
  .array(z.strictObject({ date: dayField, amount: exactField }))
  .min(1)
  .max(FLOWS_MAX);
const valueTextField = z.string().describe(`decimal, ${VALUE_PLACES} places, rounded half to even`);

const rootsOutput = z.object({
  outcome: z.enum(["one", "several", "none"]),
  ratePercent: rateTextField.nullable().describe("the rate, where it is certain that there is exactly one"),
  ratesPercent: z.array(rateTextField).max(ROOTS_MAX),
  isComplete: z.boolean().describe("whether it is certain that there is no other rate above -100%"),
  searchedPercent: z.object({ from: z.literal("-99.99"), to: z.literal("1000000") }),
});

/** NPV = Σ C_t / (1+r)^t; t begins at 0 or 1, as the caller says (spreadsheets begin at 1, textbooks at 0). */
export const netPresentValue = declareCalculator({
  id: "net-present-value",
  description: {
    ja: "等間隔のキャッシュフローの正味現在価値（NPV）を計算する",
    en: "The net present value of cash flows at equal intervals",
  },
  input: z.strictObject({
    ratePercentPerPeriod: ratePercentField,
    amounts: amountsField,
    firstAmount: z.enum(["now", "after_one_period"]),
  }),
  output: z.object({ netPresentValue: valueTextField }),
  calculate({ ratePercentPerPeriod, amounts, firstAmount }) {
    const growth = growthOf(ratePercentPerPeriod);
    const worthAtFirst = presentValue(atPeriods(amounts), 1, growth.ln());
    return { netPresentValue: exactText(firstAmount === "now" ? worthAtFirst : worthAtFirst.div(growth), VALUE_PLACES) };
  },
});

/** IRR: every r above -100% with Σ C_t / (1+r)^t = 0. With several, or none, there is no single rate and none is chosen. */
export const internalRateOfReturn = declareCalculator({
  id: "internal-rate-of-return",
  description: {
    ja: "等間隔のキャッシュフローの内部収益率（IRR）を求める。解が無い場合や複数ある場合はその旨を返す",
    en: "The internal rate of return of cash flows at equal intervals; says when there is none or there are several",
  },
  input: z.strictObject({ amounts: amountsField }),
  output: rootsOutput,
  calculate: ({ amounts }) => printRoots(rootsOf(atPeriods(amounts), 1)),
});

/** XNPV = Σ C_i / (1+r)^(years from the first date, by the day count). */
export const netPresentValueByDates = declareCalculator({
  id: "net-present-value-by-dates",
  description: {
    ja: "日付つきキャッシュフローの正味現在価値（XNPV）を計算する",
    en: "The net present value of dated cash flows, at the first date",
  },
  input: z.strictObject({ annualRatePercent: ratePercentField, dayCount: dayCountField, flows: flowsField }),
  output: z.object({ netPresentValue: valueTextField, valueDate: z.iso.date() }),
  calculate({ annualRatePercent, dayCount, flows }) {
    const { timed, first } = atDates(flows, dayCount);
    const value = presentValue(timed, TICKS_PER_YEAR[dayCount], growthOf(annualRatePercent).ln());
    return { netPresentValue: exactText(value, VALUE_PLACES), valueDate: isoOf(first) };
  },
});

/** XIRR: every annual r above -100% at which XNPV is zero. */
export const internalRateOfReturnByDates = declareCalculator({
  id: "internal-rate-of-return-by-dates",
  description: {
    ja: "日付つきキャッシュフローの内部収益率（XIRR、年率）を求める。解が無い場合や複数ある場合はその旨を返す",
    en: "The annual internal rate of return of dated cash flows; says when there is none or there are several",
  },
  input: z.strictObject({ dayCount: dayCountField, flows: flowsField }),
  output: rootsOutput,
  calculate: ({ dayCount, flows }) => printRoots(rootsOf(atDates(flows, dayCount).timed, TICKS_PER_YEAR[dayCount])),
});

export const CASH_FLOW_CALCULATORS: readonly Calculator[] = [
  netPresentValue,
  internalRateOfReturn,
  netPresentValueByDates,
  internalRateOfReturnByDates,
];

function growthOf(ratePercent: Exact): Exact {
  return ratePercent.div(HUNDRED).plus(ONE);
}

function atPeriods(amounts: readonly Exact[]): readonly TimedAmount[] {
  return amounts.map((amount, ticks) => ({ amount, ticks }));
}

function atDates(flows: readonly { date: Day; amount: Exact }[], dayCount: keyof typeof TICKS_PER_YEAR) {
  const sorted = flows.toSorted((one, other) => one.date.number - other.date.number);
  const [first] = sorted;
  if (first === undefined) throw refusal("There are no cash flows.");
  const timed = sorted.map(({ date, amount }) => ({ amount, ticks: ticksBetween(first.date, date, dayCount) }));
  return { timed, first: first.date };
}

function rootsOf(flows: readonly TimedAmount[], ticksPerYear: number): RateRoots {
  if (flows.every(({ amount }) => amount.isZero())) throw refusal("Every cash flow is zero, so that any rate would do.");
  return findRateRoots(flows, ticksPerYear);
}

function printRoots({ rates, isComplete }: RateRoots) {
  const ratesPercent = rates.map((rate) => rateText(rate.times(HUNDRED)));
  const [only] = ratesPercent;
  const outcome = ratesPercent.length === 0 ? ("none" as const) : ratesPercent.length === 1 ? ("one" as const) : ("several" as const);
  const ratePercent = outcome === "one" && isComplete && only !== undefined ? only : null;
  return { outcome, ratePercent, ratesPercent, isComplete, searchedPercent: { from: "-99.99", to: "1000000" } as const };
}
