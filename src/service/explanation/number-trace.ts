// Traces every number of an answer to where the run has it from: a skill's result, a passage, or what the user wrote.
import type { Json } from "#model/skill.ts";
import { type NumberUnit, narrowed, readNumbers, type Written, type WrittenDate, type WrittenNumber } from "./number-reading.ts";
import words from "./number-words.json" with { type: "json" };

/** A source with more numbers than this is cut there: what lies beyond cannot be traced, and is marked. */
const SOURCE_NUMBERS_MAX = 20_000;
/** A number that was rounded on its way may differ from its source by at most this share; else "1 million" would stand for 1.4 million. */
const ROUNDING_SHARE_MAX = 0.05;
const FLOAT_SHARE = 1e-9;
const MONTHS_OF_YEAR = 12;

export interface NumberSources {
  /** What was given and returned as values: a skill's output, the run's inputs. */
  readonly values: readonly { readonly name: string; readonly value: Json }[];
  /** What was read as text: the user's words, passages. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  /** How many reasons there are, which a text may say. */
  readonly counts: readonly number[];
}

export interface TracedNumber {
  readonly written: string;
  readonly start: number;
  readonly end: number;
  /** The source's name and how the number came from it; undefined: it came from nowhere. */
  readonly origin: { readonly source: string; readonly how: "equal" | "rounded" | "percent" | "converted" } | undefined;
}

interface SourceNumber {
  readonly source: string;
  readonly value: number;
  readonly unit: NumberUnit | undefined;
}

interface Known {
  readonly numbers: SourceNumber[];
  readonly dates: { readonly source: string; readonly date: WrittenDate }[];
  readonly text: string;
}

/** Every number of `text` that claims something, with its origin. List numbers, citations and clause numbers claim nothing. */
export function traceNumbers(text: string, sources: NumberSources): readonly TracedNumber[] {
  const known = collect(sources);
  const listItems = text.match(/^[ \t]{0,8}(?:[-*・•●◆]|\d{1,2}[.)])/gm)?.length ?? 0;
  const counts = new Set([...sources.counts, listItems]);
  return readNumbers(text).flatMap((written) => {
    if (written.form === "number" && (written.isReference || (written.isCount && counts.has(written.value)))) return [];
    const { start, end } = written;
    return [{ written: text.slice(start, end), start, end, origin: originOf(written, narrowed(text.slice(start, end)), known) }];
  });
}

function collect({ values, texts }: NumberSources): Known {
  const numbers: SourceNumber[] = [];
  const dates: Known["dates"] = [];
  const plain: string[] = [];
  const addText = (source: string, text: string, unit: NumberUnit | undefined) => {
    plain.push(narrowed(text));
    for (const written of readNumbers(text)) {
      if (numbers.length + dates.length >= SOURCE_NUMBERS_MAX) return;
      if (written.form === "number") numbers.push({ source, value: written.value, unit: written.unit ?? unit });
      if (written.form === "date") dates.push({ source, date: written });
    }
  };
  const addValue = (source: string, value: Json, name: string): void => {
    if (numbers.length >= SOURCE_NUMBERS_MAX || value === null) return;
    if (typeof value === "number") numbers.push({ source, value, unit: unitOfName(name) });
    else if (typeof value === "string") addText(source, value, unitOfName(name));
    else if (isList(value)) for (const item of value) addValue(source, item, name);
    else if (typeof value === "object") for (const [member, item] of Object.entries(value)) addValue(source, item, member);
  };
  for (const { name, value } of values) addValue(name, value, "");
  for (const { name, text } of texts) addText(name, text, undefined);
  return { numbers, dates, text: plain.join("\n") };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** What a field counts, by its name: duration_months, amountYen, annual_rate. */
function unitOfName(name: string): NumberUnit | undefined {
  const parts = name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z]/);
  const has = (list: readonly string[]) => list.some((word) => parts.includes(word));
  const { month, year, day, money, points, percent } = words.unitsOfNames;
  if (has(month)) return "month";
  if (has(year)) return "year";
  if (has(day)) return "day";
  if (has(percent)) return "percent";
  if (has(money)) return "money";
  return has(points) ? "points" : undefined;
}

function originOf(written: Written, plain: string, known: Known): TracedNumber["origin"] {
  if (written.form === "code") return known.text.includes(plain) ? { source: "text", how: "equal" } : undefined;
  if (written.form === "date") return dateOrigin(written, known);
  let best: TracedNumber["origin"];
  for (const source of known.numbers) {
    const how = howFrom(written, source);
    if (how === "equal") return { source: source.source, how };
    if (how !== undefined) best ??= { source: source.source, how };
  }
  return best ?? yearOrigin(written, known);
}

function howFrom(claim: WrittenNumber, { value, unit }: SourceNumber): "equal" | "rounded" | "percent" | "converted" | undefined {
  if (claim.unit === "percent" && unit !== "percent") {
    const isFraction = unit === undefined && (!Number.isInteger(value) || Math.abs(value) <= 1);
    return isFraction && near(claim, value * 100) !== undefined ? "percent" : undefined;
  }
  if (claim.unit === "percent")
    return near(claim, value) ?? (Math.abs(value) < 1 && near(claim, value * 100) !== undefined ? "percent" : undefined);
  if (unit === "percent" && claim.unit === undefined)
    return near(claim, value) ?? (near(claim, value / 100) === undefined ? undefined : "percent");
  if (claim.unit === undefined || unit === undefined || claim.unit === unit) return near(claim, value);
  const isTime = (one: NumberUnit | undefined) => one === "month" || one === "year";
  if (!isTime(claim.unit) || !isTime(unit)) return undefined;
  const converted = claim.unit === "month" ? value * MONTHS_OF_YEAR : value / MONTHS_OF_YEAR;
  return near(claim, converted) === undefined ? undefined : "converted";
}

/** Equal, or what is left of `value` when it is rounded (or, said to be inexact, cut) to the digits that were written. */
function near(claim: WrittenNumber, value: number): "equal" | "rounded" | undefined {
  const difference = Math.abs(claim.value - value);
  const size = Math.max(Math.abs(value), Math.abs(claim.value));
  if (difference <= size * FLOAT_SHARE) return "equal";
  const step = claim.isHedged ? Math.max(claim.step, trailingZeros(claim.value)) : claim.step / 2;
  const isRounded =
    (claim.isHedged ? difference < step : difference <= step * (1 + FLOAT_SHARE)) && difference <= size * ROUNDING_SHARE_MAX;
  return isRounded && !(Number.isInteger(value) && claim.step <= 1 && !claim.isHedged) ? "rounded" : undefined;
}

function trailingZeros(value: number): number {
  const zeros = /0{0,20}$/.exec(String(Math.abs(value)))?.[0].length ?? 0;
  return Number.isInteger(value) ? 10 ** zeros : 0;
}

function dateOrigin({ readings }: WrittenDate, { dates, numbers }: Known): TracedNumber["origin"] {
  const agree = (one: number | undefined, other: number | undefined) => one === undefined || one === other;
  const found = dates.find(({ date }) =>
    date.readings.some((source) =>
      readings.some(
        (claim) =>
          agree(claim.year, source.year ?? (claim.month === undefined ? undefined : claim.year)) &&
          agree(claim.month, source.month) &&
          agree(claim.day, source.day),
      ),
    ),
  );
  if (found !== undefined) return { source: found.source, how: "equal" };
  const [claim] = readings;
  const year = claim?.month === undefined ? numbers.find(({ value }) => value === claim?.year) : undefined;
  return year === undefined ? undefined : { source: year.source, how: "equal" };
}

/** A bare 2026 may be the year of a date that is known. */
function yearOrigin({ value, unit }: WrittenNumber, { dates }: Known): TracedNumber["origin"] {
  if (unit !== undefined && unit !== "year") return undefined;
  const found = dates.find(({ date }) => date.readings.some(({ year }) => year === value));
  return found === undefined ? undefined : { source: found.source, how: "equal" };
}
