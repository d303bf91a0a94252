// What borrowing costs a year: nominal and effective rates, Japan's 実質年率, the European Union's annual percentage rate.
import { z } from "zod";
import { declareCalculator, refusal } from "./calculator.ts";
import { dayField } from "./calendar.ts";
import { Exact, HUNDRED, notNegativeField, ONE, positiveField, ratePercentField, rateText, rateTextField, sumOf } from "./exact.ts";
import { findRateRoots, refineRoot, type TimedAmount } from "./rate-roots.ts";

const PAYMENTS_MAX = 10_000;
const DAYS_PER_YEAR = 365;
/** The least piece of time of which 1/12, 1/52 and 1/365 of a year are whole numbers. */
const TICKS_PER_YEAR = 56_940;
/** The highest annual rate that is looked for, as a fraction. */
const RATE_MAX = new Exact(10_000);

/** Effective = (1 + nominal/m)^m − 1, or e^nominal − 1 where interest is compounded continuously; and the other way round. */
export const nominalAndEffectiveRate = declareCalculator({
  id: "nominal-and-effective-rate",
  description: { ja: "名目年利率と実効年利率を相互に換算する", en: "Converts a nominal annual rate to the effective one, or back" },
  input: z.strictObject({
    direction: z.enum(["nominal_to_effective", "effective_to_nominal"]),
    ratePercent: ratePercentField,
    compounding: z.union([z.int().min(1).max(366).describe("times a year"), z.literal("continuous")]),
  }),
  output: z.object({ ratePercent: rateTextField }),
  calculate({ direction, ratePercent, compounding }) {
    const rate = ratePercent.div(HUNDRED);
    const converted = direction === "nominal_to_effective" ? effectiveOf(rate, compounding) : nominalOf(rate, compounding);
    return { ratePercent: rateText(converted.times(HUNDRED)) };
  },
});

/**
 * The rate R of formula 1 of the annex to the ordinance of Japan's Money Lending Business Act (貸金業法施行規則 別表 算式一):
 * R = interest / Σ U_i·T_i, with U_i = U_(i−1) − (P_(i−1) − R·U_(i−1)·T_(i−1)). Interest is simple between payments, fees count
 * as interest, and U_1 is what the borrower could really use. The last payment brings the balance to zero, which defines R.
 * T_i are days/365.
 */
export const japaneseEffectiveRate = declareCalculator({
  id: "japanese-effective-annual-rate",
  description: {
    ja: "実質年率（貸金業法施行規則別表・算式一）を、実際に利用できる金額と弁済の日付・金額から計算する",
    en: "Japan's effective annual rate of a loan, from what could be used and the dates and amounts of repayments",
  },
  input: z.strictObject({
    usableAmount: positiveField.describe("the money handed over, less what was deducted or charged at once"),
    lentOn: dayField,
    payments: z
      .array(z.strictObject({ paidOn: dayField, amount: positiveField }))
      .min(1)
      .max(PAYMENTS_MAX)
      .describe("all repayments with interest and fees, in the order of their dates"),
  }),
  output: z.object({ ratePercent: rateTextField }),
  calculate({ usableAmount, lentOn, payments }) {
    const periods = payments.map(({ paidOn, amount }, index) => {
      const days = paidOn.number - (payments[index - 1]?.paidOn ?? lentOn).number;
      if (days < 1) throw refusal("Each payment must be at least a day after the one before it, and after the loan.");
      return { years: new Exact(days).div(DAYS_PER_YEAR), amount };
    });
    // What the payments were worth when the loan was made, if interest on the balance is simple within each period.
    const worth = (rate: Exact) =>
      periods.reduceRight((value, { years, amount }) => value.plus(amount).div(ONE.plus(rate.times(years))), new Exact(0));
    if (worth(new Exact(0)).lt(usableAmount))
      throw refusal("The payments add up to less than the borrower could use, so that there is no rate.");
    if (worth(RATE_MAX).gt(usableAmount)) throw refusal("The rate lies above 1,000,000 percent a year.");
    const root = refineRoot((logGrowth) => worth(logGrowth.exp().minus(ONE)).minus(usableAmount), new Exact(0), RATE_MAX.plus(ONE).ln());
    return { ratePercent: rateText(root.exp().minus(ONE).times(HUNDRED)) };
  },
});

const intervalFields = {
  years: z.int().min(0).max(100).default(0),
  months: z.int().min(0).max(1_200).default(0),
  weeks: z.int().min(0).max(5_200).default(0),
  days: z.int().min(0).max(36_500).default(0),
};
const timedField = z
  .array(z.strictObject({ amount: notNegativeField, ...intervalFields }))
  .min(1)
  .max(PAYMENTS_MAX);

/**
 * The annual percentage rate X of Directive 2008/48/EC, Annex I (and 2014/17/EU, Annex I; 2023/2225, Annex III):
 * Σ C_k (1+X)^−t_k = Σ D_l (1+X)^−s_l. Remark (c): a year has 365 days, 52 weeks or 12 equal months. Remark (d): the printed
 * rate has one decimal, a following 5 is rounded up.
 */
export const europeanAnnualPercentageRate = declareCalculator({
  id: "european-annual-percentage-rate",
  description: {
    ja: "EUの実質年率（APR、指令2008/48/EC附属書I）を計算する",
    en: "The European Union's annual percentage rate of charge of a credit, from its drawdowns and payments",
  },
  input: z.strictObject({
    drawdowns: timedField.describe("what the borrower receives, and how long after the first drawdown"),
    payments: timedField.describe("repayments and charges, and how long after the first drawdown"),
  }),
  output: z.object({
    ratePercent: rateTextField,
    statedRatePercent: z.string().describe("decimal, 1 place, a following 5 rounded up, as the directive prints it"),
  }),
  calculate({ drawdowns, payments }) {
    const received = drawdowns.map(({ amount, ...interval }) => ({ amount, ticks: ticksOf(interval) }));
    const paid = payments.map(({ amount, ...interval }) => ({ amount: amount.neg(), ticks: ticksOf(interval) }));
    if (!received.some(({ ticks }) => ticks === 0)) throw refusal("The first drawdown must be at the beginning, after no time.");
    const { rates, isComplete } = findRateRoots(inOrder([...received, ...paid]), TICKS_PER_YEAR);
    const [rate] = rates;
    if (rate === undefined)
      throw refusal("No annual percentage rate between -99.99 and 1,000,000 percent makes drawdowns and payments equal.");
    if (rates.length > 1 || !isComplete) throw refusal("More than one annual percentage rate may make these drawdowns and payments equal.");
    const percent = rate.times(HUNDRED);
    return { ratePercent: rateText(percent), statedRatePercent: percent.toDecimalPlaces(1, Exact.ROUND_HALF_CEIL).toFixed(1) };
  },
});

function effectiveOf(nominal: Exact, compounding: number | "continuous"): Exact {
  if (compounding === "continuous") return nominal.exp().minus(ONE);
  const growth = ONE.plus(nominal.div(compounding));
  if (growth.lte(0)) throw refusal("The nominal rate takes away the whole amount within one period.");
  return growth.pow(compounding).minus(ONE);
}

function nominalOf(effective: Exact, compounding: number | "continuous"): Exact {
  const logGrowth = ONE.plus(effective).ln();
  return compounding === "continuous" ? logGrowth : logGrowth.div(compounding).exp().minus(ONE).times(compounding);
}

function ticksOf({ years, months, weeks, days }: Record<keyof typeof intervalFields, number>): number {
  return years * TICKS_PER_YEAR + months * (TICKS_PER_YEAR / 12) + weeks * (TICKS_PER_YEAR / 52) + days * (TICKS_PER_YEAR / DAYS_PER_YEAR);
}

/** In the order of time, with what falls on one moment added up: a charge paid out of the drawdown is no change of direction. */
function inOrder(flows: readonly TimedAmount[]): readonly TimedAmount[] {
  const byMoment = Map.groupBy(flows, ({ ticks }) => ticks);
  const moments = [...byMoment].map(([ticks, atOnce]) => ({ ticks, amount: sumOf(atOnce.map(({ amount }) => amount)) }));
  return moments.toSorted((one, other) => one.ticks - other.ticks);
}
