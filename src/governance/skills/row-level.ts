// The level of many rows of arguments or results: what repeats from row to row is judged once, everything else in full.
import { setImmediate } from "node:timers/promises";
import type { Json, JsonObject } from "#model/skill.ts";
import { canonical } from "../audit/chain.ts";
import { type Classify, type Finding, higherLevel, type Level } from "../sensitivity/finding.ts";
import { levelOfFindings } from "../sensitivity/levels.ts";

/** Of text judged in one go: some twenty milliseconds for the slowest texts, after which other calls have their turn. */
const JUDGED_CHARACTERS_MAX = 32_768;
/** Whole numbers from here on have seven digits, with which identity numbers, accounts, cards and telephones begin. */
const LONG_NUMBERS_FROM = 1_000_000;
/** Of a number that the schema keeps short, so many of each size are judged: what its name stands for (a code of a card, a day) shows in them. */
const SHORT_NUMBERS_JUDGED = 24;

/**
 * The level of all rows together, as one text would have it: that of the most sensitive, and of a list of many persons more. `schema` is
 * what the rows are said to fit. Of a row that holds numbers, truth values and words of the schema's enumerations alone only what is new is
 * judged: the whole row where a name, a word or a number of another size appears for the first time, else each whole number not yet seen,
 * with its name; where the schema keeps it short, the first of each size. (A number with a fraction is a measurement: no identifier has
 * one.) Other rows are judged whole, equal ones once.
 */
export async function levelOfRows(classify: Classify, rows: readonly JsonObject[], schema: JsonObject | undefined): Promise<Level> {
  const findings: Finding[] = [];
  let level: Level = 1;
  let isFirst = true;
  for (const text of textsOf(partsToJudge(rows, schema))) {
    if (!isFirst) await setImmediate();
    isFirst = false;
    const judged = classify(text);
    level = higherLevel(level, judged.level);
    findings.push(...judged.findings);
  }
  return higherLevel(level, levelOfFindings(findings));
}

/** The canonical form; of what has none (a number that is not finite, half a surrogate pair), the nearest thing, so that its refusal is recorded. */
export function textOf(input: JsonObject | readonly JsonObject[]): string {
  try {
    return canonical(input);
  } catch {
    return JSON.stringify(input);
  }
}

/** Joined to texts of bounded length; a part that is longer is one by itself. */
function* textsOf(parts: Iterable<string>): Generator<string> {
  let joined: string[] = [];
  let characters = 0;
  for (const part of parts) {
    if (characters > 0 && characters + part.length > JUDGED_CHARACTERS_MAX) {
      yield `[${joined.join(",")}]`;
      [joined, characters] = [[], 0];
    }
    joined.push(part);
    characters += part.length;
  }
  if (joined.length > 0) yield `[${joined.join(",")}]`;
}

function partsToJudge(rows: readonly JsonObject[], schema: JsonObject | undefined): ReadonlySet<string> {
  const expected = expectationsOf(schema);
  const columns = new Map<string, Column>();
  const parts = new Set<string>();
  for (const row of rows) {
    const news = newsOf(row, columns, expected);
    if (news === "row") parts.add(textOf(row));
    else for (const part of news) parts.add(part);
  }
  return parts;
}

/** What a schema says of one member. */
interface Expectation {
  /** The words that it lists: two people looked at them when the skill went live. */
  readonly words: ReadonlySet<Json>;
  /** A number of fewer digits than an identifier has. */
  readonly isShort: boolean;
}

/** What was seen under one name. */
interface Column {
  readonly words: Set<Json>;
  readonly numbers: Set<number>;
  /** Whole numbers judged, by their size (see sizeOf). */
  readonly sizes: Map<number, number>;
  readonly expected: Expectation;
}

/** What a row brings that no row before it had: it has to be judged itself, or these parts of it. Notes what it holds as seen. */
function newsOf(row: JsonObject, columns: Map<string, Column>, expected: ReadonlyMap<string, Expectation>): "row" | readonly string[] {
  const numbers: string[] = [];
  let isNew = false;
  for (const name in row) {
    const value = row[name] ?? null;
    const column = columns.get(name) ?? newColumn(expected.get(name) ?? UNKNOWN);
    columns.set(name, column);
    if (typeof value === "number") {
      const news = newsOfNumber(column, value);
      isNew ||= news === "row";
      if (news === "number") numbers.push(`{${JSON.stringify(name)}:${value}}`);
    } else {
      if (typeof value !== "boolean" && value !== null && !column.expected.words.has(value)) return "row";
      isNew = addTo(column.words, value) || isNew;
    }
  }
  return isNew ? "row" : numbers;
}

function newsOfNumber({ numbers, sizes, expected }: Column, value: number): "row" | "number" | "nothing" {
  const size = sizeOf(value);
  if (size === undefined) return "row";
  const judged = sizes.get(size);
  if (judged === undefined) sizes.set(size, 0);
  const isWorthJudging = Number.isInteger(value) && !(expected.isShort && (judged ?? 0) >= SHORT_NUMBERS_JUDGED) && addTo(numbers, value);
  if (isWorthJudging) sizes.set(size, (judged ?? 0) + 1);
  if (judged === undefined) return "row";
  return isWorthJudging ? "number" : "nothing";
}

const UNKNOWN: Expectation = { words: new Set(), isShort: false };

function newColumn(expected: Expectation): Column {
  return { words: new Set(), numbers: new Set(), sizes: new Map(), expected };
}

/** Whether it was not there before. */
function addTo<Value>(set: Set<Value>, value: Value): boolean {
  const before = set.size;
  return set.add(value).size > before;
}

/** Tells whole numbers from others, negative from others, and how many digits stand before the point; undefined for what may be an identifier. */
function sizeOf(value: number): number | undefined {
  const amount = Math.abs(value);
  if (!(amount < LONG_NUMBERS_FROM)) return undefined;
  const digits = amount < 1 ? 0 : Math.floor(Math.log10(amount)) + 1;
  return digits * 4 + (Number.isInteger(value) ? 2 : 0) + (value < 0 ? 1 : 0);
}

function expectationsOf(schema: JsonObject | undefined): ReadonlyMap<string, Expectation> {
  const properties = schema?.properties;
  if (!isObject(properties)) return new Map();
  return new Map(
    Object.entries(properties).flatMap(([name, property]) => (isObject(property) ? [[name, expectationOf(property)] as const] : [])),
  );
}

function expectationOf({ enum: words, minimum, maximum }: JsonObject): Expectation {
  return { words: new Set<Json>(Array.isArray(words) ? words : []), isShort: isShort(minimum) && isShort(maximum) };
}

function isShort(bound: Json | undefined): boolean {
  return typeof bound === "number" && Math.abs(bound) < LONG_NUMBERS_FROM;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
