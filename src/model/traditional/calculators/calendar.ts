// Days of the calendar and the conventions by which markets count the time between them.
import { z } from "zod";

const DAY_MS = 86_400_000;
const YEAR_MIN = 1800;
const YEAR_MAX = 2999;

/** A day as its number since 1970-01-01, and as year, month and day. */
export interface Day {
  readonly number: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** An ISO date (2024-03-31) of the years 1800 to 2999. */
export const dayField = z.iso
  .date("must be a day that exists, written as 2024-03-31")
  .transform((text) => dayOfNumber(Math.round(Date.parse(`${text}T00:00:00Z`) / DAY_MS)))
  .refine(({ year }) => year >= YEAR_MIN && year <= YEAR_MAX, `must lie in the years ${YEAR_MIN} to ${YEAR_MAX}`);

/** How the time between two days is counted; the sections are those of the 2006 ISDA Definitions. */
export const dayCountField = z
  .enum(["ACT/365", "ACT/360", "ACT/ACT", "30/360", "30E/360"])
  .describe("ACT/365 fixed (4.16(d)), ACT/360 (e), ACT/ACT ISDA (b), 30/360 bond basis (f), 30E/360 (g)");
export type DayCount = z.infer<typeof dayCountField>;

/** Ticks: the largest piece of time of which every day of a convention is a whole number, so that times stay exact. */
export const TICKS_PER_YEAR = {
  "ACT/365": 365,
  "ACT/360": 360,
  "ACT/ACT": 365 * 366,
  "30/360": 360,
  "30E/360": 360,
} as const satisfies Record<DayCount, number>;

export function dayOfNumber(number: number): Day {
  const date = new Date(number * DAY_MS);
  return { number, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function isoOf({ number }: Day): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function lastDayOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The day `months` after `from` (before it when negative); its day of the month is `dayOfMonth`, or the last where the month is shorter. */
export function addMonths(from: Day, months: number, dayOfMonth: number): Day {
  const index = from.year * 12 + from.month - 1 + months;
  const [year, month] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return dayOfNumber(dayNumber(year, month, Math.min(dayOfMonth, lastDayOfMonth(year, month))));
}

/** The number of a day that exists. */
export function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

/** The days between two days as a convention counts them, the first included and the last not. */
export function daysBetween(from: Day, to: Day, dayCount: DayCount): number {
  if (dayCount !== "30/360" && dayCount !== "30E/360") return to.number - from.number;
  const first = Math.min(from.day, 30);
  const last = dayCount === "30E/360" || first === 30 ? Math.min(to.day, 30) : to.day;
  return 360 * (to.year - from.year) + 30 * (to.month - from.month) + last - first;
}

/** The time between two days in ticks of the convention. */
export function ticksBetween(from: Day, to: Day, dayCount: DayCount): number {
  if (dayCount !== "ACT/ACT") return daysBetween(from, to, dayCount);
  return ticksSinceEpoch(to) - ticksSinceEpoch(from);
}

/** A day of a leap year is 1/366 of it, any other 1/365: counted from the beginning of the first year that is admitted. */
function ticksSinceEpoch({ number, year }: Day): number {
  const yearStart = dayNumber(year, 1, 1);
  return (year - YEAR_MIN) * TICKS_PER_YEAR["ACT/ACT"] + (number - yearStart) * (isLeapYear(year) ? 365 : 366);
}
