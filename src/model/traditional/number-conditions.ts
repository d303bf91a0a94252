// Conditions on a number that can be told without the engine for decision tables: comparisons and ranges between plain numbers.
import type { Json } from "../skill.ts";

/** At most fifteen digits: so many a double holds exactly as they are written. */
const NUMBER = String.raw`-?\d{1,9}(?:\.\d{1,6})?`;
const COMPARISON = new RegExp(`^ {0,8}(<=|>=|<|>|==) {0,8}(${NUMBER}) {0,8}$`);
const RANGE = new RegExp(String.raw`^ {0,8}([[(]) {0,8}(${NUMBER}) {0,8}\.\. {0,8}(${NUMBER}) {0,8}([\])]) {0,8}$`);

export type NumberCondition = (value: Json) => boolean | undefined;

/**
 * Whether a number meets a condition, as the engine would say; undefined where only the engine can say, for other values. Such a condition
 * can always be computed. Undefined for a condition of another form.
 */
export function readNumberCondition(condition: string): NumberCondition | undefined {
  const test = testOf(condition);
  return test && ((value) => (typeof value === "number" && Number.isFinite(value) ? test(value) : undefined));
}

function testOf(condition: string): ((value: number) => boolean) | undefined {
  const [, comparison, limit] = COMPARISON.exec(condition) ?? [];
  if (comparison !== undefined) return comparisonOf(comparison, Number(limit));
  const [, opening, low, high, closing] = RANGE.exec(condition) ?? [];
  if (opening === undefined) return undefined;
  const isAbove = comparisonOf(opening === "[" ? ">=" : ">", Number(low));
  const isBelow = comparisonOf(closing === "]" ? "<=" : "<", Number(high));
  return (value) => isAbove(value) && isBelow(value);
}

function comparisonOf(comparison: string, limit: number): (value: number) => boolean {
  switch (comparison) {
    case "<":
      return (value) => value < limit;
    case "<=":
      return (value) => value <= limit;
    case ">":
      return (value) => value > limit;
    case ">=":
      return (value) => value >= limit;
    default:
      return (value) => value === limit;
  }
}
