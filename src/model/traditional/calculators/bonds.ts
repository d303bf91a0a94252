// Bonds with regular coupons: price, accrued interest and yield, and Japan's simple yield.
import { z } from "zod";
import { type Calculator, declareCalculator, refusal } from "./calculator.ts";
import { addMonths, type Day, dayField, daysBetween, isLeapYear, isoOf, lastDayOfMonth } from "./calendar.ts";
import { Exact, HUNDRED, notNegativeField, ONE, positiveField, ratePercentField, rateText, rateTextField, ZERO } from "./exact.ts";
import { refineRoot } from "./rate-roots.ts";

/** A hundred years: what the longest bonds of states run. */
const YEARS_MAX = 100;
const DAYS_PER_YEAR = 365;
/** Where the yield of a period is looked for, as logarithms of 1 + yield: from -99.99% to 1,000,000%. */
const LOG_YIELD_MIN = new Exact("0.0001").ln();
const LOG_YIELD_MAX = new Exact(10_001).ln();

const bondFields = {
  settlement: dayField,
  maturity: dayField,
  couponPercent: notNegativeField.refine((value) => value.lte(1_000), "must be at most 1000").describe("a year, of the face value"),
  couponsPerYear: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(12)]),
  redemption: positiveField.default(HUNDRED).describe("per 100 of face value"),
  dayCount: z
    .enum(["ACT/ACT", "30/360", "ACT/365"])
    .describe("ACT/ACT: ICMA rule 251; 30/360: bond basis; ACT/365: as Japanese bonds accrue"),
  lastPeriod: z.enum(["simple", "compound"]).default("simple").describe("how the yield discounts once only the last coupon is left"),
};
const bondOutput = {
  cleanPrice: rateTextField.describe("per 100 of face value, without accrued interest"),
  accruedInterest: rateTextField,
  dirtyPrice: rateTextField.describe("what is paid: clean price and accrued interest"),
  yieldPercent: rateTextField.describe("a year, compounded at each coupon"),
  couponsLeft: z.int(),
  accruedDays: z.int(),
  previousCoupon: z.iso.date(),
  nextCoupon: z.iso.date(),
};

interface Bond {
  readonly coupon: Exact;
  readonly redemption: Exact;
  readonly couponsPerYear: number;
  readonly couponsLeft: number;
  /** The part of a period until the next coupon, and the interest that has accrued since the one before. */
  readonly untilNext: Exact;
  readonly accrued: Exact;
  readonly accruedDays: number;
  readonly previous: Day;
  readonly next: Day;
  readonly isSimple: boolean;
}

/**
 * Dirty price = Σ_k (c/f) / (1+y/f)^(k+w) + R / (1+y/f)^(n−1+w), w the part of a period until the next coupon (ICMA rule 251; the
 * PRICE function of spreadsheets). With one coupon left and simple discounting: (R + c/f) / (1 + w·y/f). Coupon days are counted
 * back from maturity, on the last of the month if it matures on one. Clean price = dirty price − accrued interest.
 */
export const bondPrice = declareCalculator({
  id: "bond-price",
  description: {
    ja: "利付債の価格（裸値段・経過利子・利含み）を利回りから計算する",
    en: "A coupon bond's clean price, accrued interest and dirty price, from its yield",
  },
  input: z.strictObject({ ...bondFields, yieldPercent: ratePercentField }),
  output: z.object(bondOutput),
  calculate({ yieldPercent, ...terms }) {
    const bond = bondOf(terms);
    const periodYield = yieldPercent.div(HUNDRED).div(bond.couponsPerYear);
    return printBond(bond, dirtyPriceAt(bond, periodYield), yieldPercent);
  },
});

/** The y at which the dirty price of `bond-price` is the clean price given plus accrued interest; the price falls with y, so there is one. */
export const bondYield = declareCalculator({
  id: "bond-yield",
  description: { ja: "利付債の複利最終利回りを価格から計算する", en: "A coupon bond's yield to maturity, from its clean price" },
  input: z.strictObject({ ...bondFields, cleanPrice: positiveField }),
  output: z.object(bondOutput),
  calculate({ cleanPrice, ...terms }) {
    const bond = bondOf(terms);
    const dirtyPrice = cleanPrice.plus(bond.accrued);
    const yieldPercent = periodYieldAt(bond, dirtyPrice).times(bond.couponsPerYear).times(HUNDRED);
    return printBond(bond, dirtyPrice, yieldPercent);
  },
});

/**
 * Japan's simple yield to maturity (単利最終利回り): (C + (R − P)/n) / P, n the years that remain = days/365. As Japanese dealers
 * count: the days from settlement to maturity, without 29 February where a year or more remains; the yield is stated with the
 * digits after the third decimal cut off. The same solved for P: (C·n + R) / (1 + n·y).
 */
export const japaneseSimpleYield = declareCalculator({
  id: "japanese-simple-yield",
  description: {
    ja: "単利最終利回りを単価から、または単価を単利最終利回りから計算する",
    en: "Japan's simple yield to maturity from a price, or the price from the yield",
  },
  input: z.strictObject({
    settlement: dayField,
    maturity: dayField,
    couponPercent: bondFields.couponPercent,
    redemption: bondFields.redemption,
    from: z.union([z.strictObject({ cleanPrice: positiveField }), z.strictObject({ yieldPercent: ratePercentField })]),
  }),
  output: z.object({
    cleanPrice: rateTextField,
    yieldPercent: rateTextField,
    statedYieldPercent: z.string().describe("decimal, 3 places, the rest cut off"),
    remainingYears: rateTextField,
  }),
  calculate({ settlement, maturity, couponPercent, redemption, from }) {
    refuseUnlessBefore(settlement, maturity);
    const years = new Exact(remainingDays(settlement, maturity)).div(DAYS_PER_YEAR);
    const price = "cleanPrice" in from ? from.cleanPrice : simplePrice(couponPercent, redemption, years, from.yieldPercent.div(HUNDRED));
    const yieldPercent =
      "yieldPercent" in from ? from.yieldPercent : couponPercent.plus(redemption.minus(price).div(years)).div(price).times(HUNDRED);
    return {
      cleanPrice: rateText(price),
      yieldPercent: rateText(yieldPercent),
      statedYieldPercent: yieldPercent.toDecimalPlaces(3, Exact.ROUND_DOWN).toFixed(3),
      remainingYears: rateText(years),
    };
  },
});

export const BOND_CALCULATORS: readonly Calculator[] = [bondPrice, bondYield, japaneseSimpleYield];

function simplePrice(coupon: Exact, redemption: Exact, years: Exact, simpleYield: Exact): Exact {
  const growth = ONE.plus(simpleYield.times(years));
  if (growth.lte(0)) throw refusal("At this yield and remaining time no price above zero exists.");
  return coupon.times(years).plus(redemption).div(growth);
}

function remainingDays(settlement: Day, maturity: Day): number {
  const days = maturity.number - settlement.number;
  if (maturity.number < addMonths(settlement, 12, settlement.day).number) return days;
  const years = Array.from({ length: maturity.year - settlement.year + 1 }, (_, index) => settlement.year + index);
  const leapDays = years.filter(isLeapYear).map((year) => addMonths({ ...settlement, year, month: 2 }, 0, 29).number);
  return days - leapDays.filter((leapDay) => leapDay > settlement.number && leapDay <= maturity.number).length;
}

type BondTerms = z.output<z.ZodObject<typeof bondFields>>;

function bondOf({ settlement, maturity, couponPercent, couponsPerYear, redemption, dayCount, lastPeriod }: BondTerms): Bond {
  refuseUnlessBefore(settlement, maturity);
  const monthsPerPeriod = 12 / couponsPerYear;
  const dayOfMonth = maturity.day === lastDayOfMonth(maturity.year, maturity.month) ? 31 : maturity.day;
  const couponDay = (back: number) => addMonths(maturity, -back * monthsPerPeriod, dayOfMonth);
  let couponsLeft = 1;
  while (couponDay(couponsLeft).number > settlement.number) couponsLeft += 1;
  const [previous, next] = [couponDay(couponsLeft), couponDay(couponsLeft - 1)];
  const dayCountOfAccrual = dayCount === "30/360" ? "30/360" : "ACT/365";
  const accruedDays = daysBetween(previous, settlement, dayCountOfAccrual);
  const periodDays = periodDaysOf(dayCount, next.number - previous.number, couponsPerYear);
  const daysUntilNext = dayCount === "ACT/365" ? new Exact(next.number - settlement.number) : periodDays.minus(accruedDays);
  const coupon = couponPercent.div(couponsPerYear);
  const accrued = coupon.times(accruedDays).div(periodDays);
  const isSimple = lastPeriod === "simple" && couponsLeft === 1;
  const untilNext = daysUntilNext.div(periodDays);
  return { coupon, redemption, couponsPerYear, couponsLeft, untilNext, accrued, accruedDays, previous, next, isSimple };
}

function periodDaysOf(dayCount: BondTerms["dayCount"], calendarDays: number, couponsPerYear: number): Exact {
  if (dayCount === "ACT/ACT") return new Exact(calendarDays);
  return new Exact(dayCount === "30/360" ? 360 : DAYS_PER_YEAR).div(couponsPerYear);
}

function dirtyPriceAt({ coupon, redemption, couponsLeft, untilNext, isSimple }: Bond, periodYield: Exact): Exact {
  const growth = isSimple ? ONE.plus(periodYield.times(untilNext)) : ONE.plus(periodYield);
  if (growth.lte(0)) throw refusal("At this yield the whole amount would be gone within one coupon period.");
  if (isSimple) return redemption.plus(coupon).div(growth);
  let atNextCoupon = redemption;
  for (let index = couponsLeft - 1; index >= 0; index -= 1) {
    atNextCoupon = atNextCoupon.plus(coupon);
    if (index > 0) atNextCoupon = atNextCoupon.div(growth);
  }
  return atNextCoupon.times(growth.ln().times(untilNext).neg().exp());
}

function periodYieldAt(bond: Bond, dirtyPrice: Exact): Exact {
  if (bond.isSimple) return bond.redemption.plus(bond.coupon).div(dirtyPrice).minus(ONE).div(bond.untilNext);
  const missing = (logYield: Exact) => dirtyPriceAt(bond, logYield.exp().minus(ONE)).minus(dirtyPrice);
  if (missing(LOG_YIELD_MIN).lt(ZERO) || missing(LOG_YIELD_MAX).gt(ZERO))
    throw refusal("No yield between -99.99 and 1,000,000 percent a period gives this price.");
  return refineRoot(missing, LOG_YIELD_MIN, LOG_YIELD_MAX).exp().minus(ONE);
}

function printBond(bond: Bond, dirtyPrice: Exact, yieldPercent: Exact) {
  return {
    cleanPrice: rateText(dirtyPrice.minus(bond.accrued)),
    accruedInterest: rateText(bond.accrued),
    dirtyPrice: rateText(dirtyPrice),
    yieldPercent: rateText(yieldPercent),
    couponsLeft: bond.couponsLeft,
    accruedDays: bond.accruedDays,
    previousCoupon: isoOf(bond.previous),
    nextCoupon: isoOf(bond.next),
  };
}

function refuseUnlessBefore(settlement: Day, maturity: Day): void {
  if (settlement.number >= maturity.number) throw refusal("The settlement must be before the maturity.");
  if (maturity.year - settlement.year > YEARS_MAX) throw refusal(`The bond matures more than ${YEARS_MAX} years after its settlement.`);
}
