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

/**
 * The level of all rows together, as one text would have it: that of the most sensitive, and of a list of many persons more. `schema` is
 * what the rows are said to fit. Of a row that holds numbers, truth values and words of the schema's enumerations alone only what is new is
 * judged: the whole row where a name, a word or a number of another size appears for the first time, else each whole number not yet seen,
 * with its name. (A number with a fraction is a measurement: no identifier has one.) Other rows are judged whole, equal ones once.
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
  const words = wordsOf(schema);
  const columns = new Map<string, Column>();
  const parts = new Set<string>();
  for (const row of rows) {
    const news = newsOf(row, columns, words);
    if (news === "row") parts.add(textOf(row));
    else for (const part of news) parts.add(part);
  }
  return parts;
}

/** What was seen under one name. */
interface Column {
  readonly words: Set<Json>;
  readonly numbers: Set<number>;
  /** Of numbers, see sizeOf. */
  readonly sizes: Set<number>;
}

/** What a row brings that no row before it had: it has to be judged itself, or these parts of it. Notes what it holds as seen. */
function newsOf(row: JsonObject, columns: Map<string, Column>, words: ReadonlyMap<string, ReadonlySet<Json>>): "row" | readonly string[] {
  const numbers: string[] = [];
  let isNew = false;
  for (const name in row) {
    const value = row[name] ?? null;
    const isNumber = typeof value === "number";
    if (!isNumber && typeof value !== "boolean" && value !== null && words.get(name)?.has(value) !== true) return "row";
    const known = columns.get(name);
    const column = known ?? { words: new Set(), numbers: new Set(), sizes: new Set() };
    if (known === undefined) columns.set(name, column);
    if (!isNumber) {
      isNew = addTo(column.words, value) || isNew;
      continue;
    }
    const size = sizeOf(value);
    isNew = size === undefined || addTo(column.sizes, size) || isNew;
    if (Number.isInteger(value) && addTo(column.numbers, value)) numbers.push(`{${JSON.stringify(name)}:${value}}`);
  }
  return isNew ? "row" : numbers;
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

/** The words that a schema lists for its members: two people looked at them when the skill went live. */
function wordsOf(schema: JsonObject | undefined): ReadonlyMap<string, ReadonlySet<Json>> {
  const properties = schema?.properties;
  if (!isObject(properties)) return new Map();
  return new Map(
    Object.entries(properties).flatMap(([name, property]) =>
      isObject(property) && Array.isArray(property.enum) ? [[name, new Set<Json>(property.enum)] as const] : [],
    ),
  );
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
