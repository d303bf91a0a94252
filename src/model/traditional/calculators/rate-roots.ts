// At which rates do dated amounts sum to a present value of zero? All of them, or an honest word that there may be more.
import { assertHolds } from "#infrastructure/errors.ts";
import { Exact, ONE, ZERO } from "./exact.ts";

/** An amount, and when it is paid in whole ticks of time after the first. */
export interface TimedAmount {
  readonly amount: Exact;
  readonly ticks: number;
}

export interface RateRoots {
  /** As fractions a year, ascending. */
  readonly rates: readonly Exact[];
  /** Whether it is certain that no other rate above -100% exists; otherwise others may hide beside each other or beyond the range. */
  readonly isComplete: boolean;
}

/** The rates searched: from -99.99% to 1,000,000% a year, as the logarithm of 1 + rate. */
const LOG_GROWTH_MIN = new Exact("0.0001").ln();
const LOG_GROWTH_MAX = new Exact("10001").ln();

/** Places on each side of zero where the sign is taken; dense around zero, where the rates of real contracts lie. */
const PLACES_PER_SIDE = 400;
const DENSEST_STEP = 0.001;
/** Below this share of the amounts' size a sum of doubles may have the wrong sign, so that the decimals are asked. */
const DOUBLE_DOUBT = 1e-9;

const ROOT_WIDTH = new Exact("1e-22");
const ROOT_STEPS_MAX = 400;

/** The present value at `logGrowth`, the logarithm of 1 + annual rate. `flows` ascend in time, the first at tick 0. */
export function presentValue(flows: readonly TimedAmount[], ticksPerYear: number, logGrowth: Exact): Exact {
  const discountPerTick = logGrowth.neg().div(ticksPerYear).exp();
  const discounts = new Map<number, Exact>();
  const discountOver = (ticks: number) => {
    const known = discounts.get(ticks) ?? discountPerTick.pow(ticks);
    discounts.set(ticks, known);
    return known;
  };
  let value = ZERO;
  let ticksAfter = flows.at(-1)?.ticks ?? 0;
  for (const { amount, ticks } of flows.toReversed()) {
    value = value.times(discountOver(ticksAfter - ticks)).plus(amount);
    ticksAfter = ticks;
  }
  return value;
}

/**
 * All rates between -99.99% and 1,000,000% a year at which the present value of `flows` is zero.
 *
 * Descartes' rule of signs, which holds for real exponents too (Laguerre 1883): there are at most as many rates as the amounts
 * change sign. So none and one change are settled for certain; with more, the sign is taken at 801 places and each change refined.
 */
export function findRateRoots(flows: readonly TimedAmount[], ticksPerYear: number): RateRoots {
  const signChanges = countSignChanges(flows);
  if (signChanges === 0) return { rates: [], isComplete: true };
  const value = (logGrowth: Exact) => presentValue(flows, ticksPerYear, logGrowth);
  const places = signChanges === 1 ? [LOG_GROWTH_MIN, LOG_GROWTH_MAX] : searchPlaces();
  const signs = places.map((place) => signAt(flows, ticksPerYear, place));
  const roots: Exact[] = [];
  for (const [index, place] of places.entries()) {
    const [sign = 0, signAfter = 0, placeAfter] = [signs[index], signs[index + 1], places[index + 1]];
    if (sign === 0) roots.push(place);
    else if (placeAfter !== undefined && sign * signAfter < 0) roots.push(refineRoot(value, place, placeAfter));
  }
  return { rates: roots.map((root) => root.exp().minus(ONE)), isComplete: roots.length === signChanges };
}

/**
 * Where `f`, continuous and of different signs at `low` and `high`, is zero: to 22 decimals. False position in its Illinois form
 * (Dowell and Jarratt, BIT 11, 1971), with a bisection whenever three steps have not halved the bracket.
 */
export function refineRoot(f: (x: Exact) => Exact, low: Exact, high: Exact): Exact {
  let [kept, latest] = [low, high];
  let [keptValue, latestValue] = [f(low), f(high)];
  if (keptValue.isZero()) return low;
  assertHolds(signOf(keptValue) * signOf(latestValue) <= 0, "a root is refined between two signs");
  let widthBefore = high.minus(low);
  for (let step = 1; step <= ROOT_STEPS_MAX && !latestValue.isZero(); step += 1) {
    const width = latest.minus(kept).abs();
    if (width.lt(ROOT_WIDTH)) return latest;
    const isSlow = step % 3 === 0 && width.times(2).gt(widthBefore);
    if (step % 3 === 0) widthBefore = width;
    const slope = latestValue.minus(keptValue).div(latest.minus(kept));
    const next = isSlow ? kept.plus(latest).div(2) : latest.minus(latestValue.div(slope));
    const nextValue = f(next);
    if (signOf(nextValue) * signOf(latestValue) < 0) [kept, keptValue] = [latest, latestValue];
    else keptValue = keptValue.div(2);
    [latest, latestValue] = [next, nextValue];
  }
  assertHolds(latestValue.isZero(), "a bracketed root is found within its steps");
  return latest;
}

function searchPlaces(): readonly Exact[] {
  const steps = Math.asinh(LOG_GROWTH_MAX.toNumber() / DENSEST_STEP) / PLACES_PER_SIDE;
  const between = Array.from({ length: 2 * PLACES_PER_SIDE - 1 }, (_, index) => index + 1 - PLACES_PER_SIDE);
  return [LOG_GROWTH_MIN, ...between.map((place) => new Exact(DENSEST_STEP * Math.sinh(place * steps))), LOG_GROWTH_MAX];
}

/** The sign of the present value, in doubles where they are sure of it. */
function signAt(flows: readonly TimedAmount[], ticksPerYear: number, logGrowth: Exact): number {
  const logPerTick = logGrowth.toNumber() / ticksPerYear;
  // Discounting to the last amount where growth is negative keeps every factor at most 1, and the sign the same.
  const origin = logPerTick < 0 ? (flows.at(-1)?.ticks ?? 0) : 0;
  let [sum, size] = [0, 0];
  for (const { amount, ticks } of flows) {
    const term = amount.toNumber() * Math.exp(-logPerTick * (ticks - origin));
    sum += term;
    size += Math.abs(term);
  }
  return Math.abs(sum) > size * DOUBLE_DOUBT ? Math.sign(sum) : signOf(presentValue(flows, ticksPerYear, logGrowth));
}

function signOf(value: Exact): number {
  return value.isZero() ? 0 : value.isNegative() ? -1 : 1;
}

function countSignChanges(flows: readonly TimedAmount[]): number {
  const signs = flows.map(({ amount }) => signOf(amount)).filter((sign) => sign !== 0);
  return signs.filter((sign, index) => index > 0 && sign !== signs[index - 1]).length;
}
