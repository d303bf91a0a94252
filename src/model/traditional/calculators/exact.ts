// Exact decimal numbers: what calculators compute with, how amounts come in as JSON and go out as text.
import { Decimal } from "decimal.js";
import { z } from "zod";

/** Significant digits of one input; the same as IEEE 754 decimal128, which holds every amount that accounts know. */
const INPUT_DIGITS_MAX = 34;
/** Digits that a JSON number carries unharmed through a double. */
const DOUBLE_DIGITS_MAX = 15;

/** Decimals of 50 significant digits: 16 more than an input may have, so that ten thousand steps leave results exact where they are rounded. */
export const Exact = Decimal.clone({ precision: 50, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -9e15, toExpPos: 9e15 });
export type Exact = Decimal;

export const ZERO = new Exact(0);
export const ONE = new Exact(1);
export const HUNDRED = new Exact(100);

const DECIMAL_TEXT = /^-?[0-9]{1,34}(\.[0-9]{1,34})?$/;

/** An amount in JSON: a decimal string ("1234.50"), or a number small enough to have kept all its digits. Gives an Exact. */
export const exactField = z
  .union(
    [
      z
        .string()
        .max(INPUT_DIGITS_MAX + 2)
        .regex(DECIMAL_TEXT, "must be a decimal such as -1234.50 of at most 34 digits, without commas, units or exponents"),
      z.number().refine(keepsItsDigits, "has more digits than a JSON number keeps: send it as a decimal string"),
    ],
    { error: "must be given, as a decimal string or a number" },
  )
  .transform((value) => new Exact(value))
  .refine((value) => value.precision() <= INPUT_DIGITS_MAX, `must have at most ${INPUT_DIGITS_MAX} digits`);

export const positiveField = exactField.refine((value) => value.gt(0), "must be above zero");
export const notNegativeField = exactField.refine((value) => value.gte(0), "must not be negative");
/** A rate in percent a year, within what any contract or market knows; at or below -100% nothing would be left to discount. */
export const ratePercentField = exactField.refine(
  (value) => value.gt(-100) && value.lte(1_000_000),
  "must be above -100 and at most 1000000 percent",
);
export const notNegativeRatePercentField = ratePercentField.refine((value) => value.gte(0), "must not be negative");

/** A result of at most `places` decimals, rounded half to even, as text. */
function decimalTextField(places: number) {
  return z
    .string()
    .regex(/^-?[0-9]+(\.[0-9]+)?$/)
    .describe(`decimal, ${places} places, rounded half to even`);
}

/** `value` rounded half to even to `places` decimals, as text without exponent and without a negative zero. */
export function exactText(value: Exact, places: number): string {
  const rounded = value.toDecimalPlaces(places, Decimal.ROUND_HALF_EVEN);
  return (rounded.isZero() ? ZERO : rounded).toFixed(places);
}

/** Decimals of percentages and ratios in results. */
const RATE_PLACES = 10;
export const rateText = (value: Exact) => exactText(value, RATE_PLACES);
export const rateTextField = decimalTextField(RATE_PLACES);

/** How an amount of money is rounded: to which unit, and which way. */
const ROUNDING_RULES = {
  yen_floor: { places: 0, mode: Decimal.ROUND_FLOOR },
  yen_half_up: { places: 0, mode: Decimal.ROUND_HALF_UP },
  yen_half_even: { places: 0, mode: Decimal.ROUND_HALF_EVEN },
  cents_half_up: { places: 2, mode: Decimal.ROUND_HALF_UP },
  cents_half_even: { places: 2, mode: Decimal.ROUND_HALF_EVEN },
} as const;

export const roundingField = z
  .enum(["yen_floor", "yen_half_up", "yen_half_even", "cents_half_up", "cents_half_even"])
  .describe("how each amount of money is rounded: unit and direction");
export type RoundingRule = z.infer<typeof roundingField>;

export function roundMoney(value: Exact, rule: RoundingRule): Exact {
  return value.toDecimalPlaces(ROUNDING_RULES[rule].places, ROUNDING_RULES[rule].mode);
}

/** Whether `value` is a whole number of the rule's unit of money. */
export function isWholeMoney(value: Exact, rule: RoundingRule): boolean {
  return value.decimalPlaces() <= ROUNDING_RULES[rule].places;
}

export function moneyText(value: Exact, rule: RoundingRule): string {
  return value.toFixed(ROUNDING_RULES[rule].places);
}

export function sumOf(values: Iterable<Exact>): Exact {
  let sum = ZERO;
  for (const value of values) sum = sum.plus(value);
  return sum;
}

function keepsItsDigits(value: number): boolean {
  if (Number.isInteger(value)) return Number.isSafeInteger(value);
  return new Exact(value).precision() <= DOUBLE_DIGITS_MAX;
}
