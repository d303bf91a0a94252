// Reads the corpus: marks become values and spans, and a case that is wrong is an error that names its line.
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { ENTITY_TYPES, type EntityType, type Level } from "#governance/sensitivity/finding.ts";
import { LEVEL_OF_TYPE } from "#governance/sensitivity/levels.ts";
import { DISGUISES } from "./disguises.ts";
import { createRandom, type Random } from "./values/random.ts";
import { makeValue } from "./values.ts";

/** Development is tuned against; held-out is only ever scored. */
export const PARTS = ["development", "held-out"] as const;
export type Part = (typeof PARTS)[number];

const languageSchema = z.enum(["ja", "zh", "en"]);

const classifySchema = z.strictObject({
  id: z.string().min(1),
  language: languageSchema,
  kind: z.enum(["plain", "negative", "evasion"]),
  level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  text: z.string().min(1),
  disguise: z.string().optional(),
});

const inspectSchema = z.strictObject({
  id: z.string().min(1),
  language: languageSchema,
  channel: z.enum(["user", "document", "tool"]),
  attack: z.boolean(),
  kind: z.string().nullable(),
  text: z.string().min(1),
});

type Source = z.infer<typeof classifySchema>;

/** A sensitive piece as the corpus's author marked it, in UTF-16 units of the expanded text. */
export interface Mark {
  readonly type: EntityType;
  readonly start: number;
  readonly end: number;
}

export interface ClassifyCase {
  readonly id: string;
  readonly language: "ja" | "zh" | "en";
  readonly kind: "plain" | "negative" | "evasion";
  readonly level: Level;
  readonly text: string;
  readonly marks: readonly Mark[];
}

export type InspectCase = z.infer<typeof inspectSchema>;

export interface Corpus {
  readonly classify: readonly ClassifyCase[];
  readonly inspect: readonly InspectCase[];
}

/** Whether the part is there: the held-out one need not be. */
export function hasPart(part: Part): boolean {
  return existsSync(fileOf(part, "classify"));
}

/** All cases of a part, expanded. Throws an Error that names file and line of a case that is not well formed. */
export function loadCorpus(part: Part): Corpus {
  const classify = readLines(part, "classify", (line) => expandCase(classifySchema.parse(JSON.parse(line))));
  const inspect = readLines(part, "inspect", (line) => inspectSchema.parse(JSON.parse(line)));
  return { classify, inspect };
}

function fileOf(part: Part, name: "classify" | "inspect"): URL {
  return new URL(`./${part}/${name}.jsonl`, import.meta.url);
}

function readLines<T extends { readonly id: string }>(part: Part, name: "classify" | "inspect", read: (line: string) => T): T[] {
  const file = fileOf(part, name);
  if (!existsSync(file)) return [];
  const seen = new Set<string>();
  const cases: T[] = [];
  for (const [place, line] of readFileSync(file, "utf8").split("\n").entries()) {
    if (line.trim() === "") continue;
    cases.push(readLine(`${part}/${name}.jsonl:${place + 1}`, line, seen, read));
  }
  return cases;
}

function readLine<T extends { readonly id: string }>(where: string, line: string, seen: Set<string>, read: (line: string) => T): T {
  try {
    const one = read(line);
    if (seen.has(one.id)) throw new Error(`the id ${one.id} comes twice`);
    seen.add(one.id);
    return one;
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

// ⟦TYPE|literal⟧, ⟦TYPE:kind⟧, ⟦:kind⟧
const MARK = /⟦(?<type>[A-Z_]*)(?:\|(?<literal>[^⟦⟧]+)|:(?<kind>[a-z0-9-]+))⟧/g;

/** One case with its marks expanded: its id is the seed, so that a value never changes because a case before it did. */
export function expandCase(source: Source): ClassifyCase {
  const random = createRandom(source.id);
  const marks: Mark[] = [];
  let text = "";
  let copied = 0;
  for (const match of source.text.matchAll(MARK)) {
    const { type = "", literal, kind = "" } = match.groups ?? {};
    text += source.text.slice(copied, match.index);
    copied = match.index + match[0].length;
    const value = disguised(source, plainValue(type, literal, kind, random), random);
    if (type !== "") marks.push({ type: entityTypeOf(type), start: text.length, end: text.length + value.length });
    text += value;
  }
  text += source.text.slice(copied);
  if (/[⟦⟧]/.test(text)) throw new Error("a mark is not well formed");
  assertLevel(source, marks);
  const { id, language, kind, level } = source;
  return { id, language, kind, level, text, marks };
}

function plainValue(type: string, literal: string | undefined, kind: string, random: Random): string {
  const value = literal ?? makeValue(type, kind, random);
  if (value === undefined) throw new Error(`there is no kind ${type}:${kind}`);
  return value;
}

function entityTypeOf(name: string): EntityType {
  const type = ENTITY_TYPES.find((known) => known === name);
  if (type === undefined) throw new Error(`there is no type ${name}`);
  return type;
}

function disguised(source: Source, value: string, random: Random): string {
  if (source.disguise === undefined) return value;
  if (source.kind !== "evasion") throw new Error("only an evasion has a disguise");
  const disguise = DISGUISES.get(source.disguise);
  if (disguise === undefined) throw new Error(`there is no disguise ${source.disguise}`);
  return disguise(value, random);
}

/** The level is that of the highest mark; a mark of secrecy may say more than its type does. */
function assertLevel({ kind, level }: Source, marks: readonly Mark[]): void {
  if (kind === "negative" && marks.length > 0) throw new Error("a negative has no entity");
  if (kind !== "negative" && marks.length === 0) throw new Error(`a case of kind ${kind} has an entity`);
  const highest = marks.reduce((most, { type }) => Math.max(most, LEVEL_OF_TYPE[type]), 1);
  const mayBeHigher = marks.some(({ type }) => type === "CONFIDENTIAL_MARK");
  if (level < highest || (level > highest && !mayBeHigher)) throw new Error(`the level is ${level}, its entities say ${highest}`);
}
