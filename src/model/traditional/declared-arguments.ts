// The arguments of tabular models as their input schema declares them: numbers with bounds, known categories, lists of numbers.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { Json, JsonObject } from "../skill.ts";

const CATEGORIES_MAX = 1_000;
/** Categories that a refusal lists; more would hide the sentence. */
const CATEGORIES_NAMED_MAX = 20;

const contractSchema = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) });
const numberSchema = z.object({ type: z.enum(["number", "integer"]), minimum: z.number(), maximum: z.number() });
const categorySchema = z.object({ enum: z.array(z.string()).min(1).max(CATEGORIES_MAX) });
const booleanSchema = z.object({ type: z.literal("boolean") });
const listSchema = z.object({ type: z.literal("array"), items: numberSchema });

export type NumberArgument = z.infer<typeof numberSchema> & { readonly kind: "number"; readonly name: string };
export interface CategoryArgument {
  readonly kind: "category";
  readonly name: string;
  /** "true" and "false" for a boolean. */
  readonly categories: readonly string[];
}
export interface ListArgument {
  readonly kind: "list";
  readonly name: string;
  readonly items: NumberArgument;
}
export type DeclaredArgument = NumberArgument | CategoryArgument | ListArgument;

/** What the JSON Schema `input` declares of the argument `name`. Throws `conflict` where it is not required, has no bounds or no categories. */
export function declaredArgument(input: JsonObject, name: string): DeclaredArgument {
  const { properties, required } = contractSchema.safeParse(input).data ?? { properties: {}, required: [] };
  if (!required.includes(name)) throw new KanameError("conflict", `The input schema has to require the argument ${name}.`);
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const number = numberSchema.safeParse(property).data;
  if (number !== undefined) return { kind: "number", name, ...number };
  if (booleanSchema.safeParse(property).success) return { kind: "category", name, categories: ["true", "false"] };
  const category = categorySchema.safeParse(property).data;
  if (category !== undefined) return { kind: "category", name, categories: category.enum };
  const list = listSchema.safeParse(property).data;
  if (list !== undefined) return { kind: "list", name, items: { kind: "number", name, ...list.items } };
  throw new KanameError(
    "conflict",
    `The input schema has to declare the argument ${name} as a number with a minimum and a maximum, a list of them, a boolean or an enum of texts.`,
  );
}

/** The number that `value` is. Throws `invalid_request` for NaN, the infinite and what is out of range. */
export function takeNumber(argument: NumberArgument, value: Json | undefined): number {
  if (!isWithin(argument, value)) throw refusal(argument.name, `has to be ${describeBounds(argument)}`);
  return value;
}

/** The category that `value` is. Throws `invalid_request` for an unknown one. */
export function takeCategory({ name, categories }: CategoryArgument, value: Json | undefined): string {
  const category = typeof value === "boolean" ? String(value) : value;
  if (typeof category === "string" && categories.includes(category)) return category;
  const named = categories.slice(0, CATEGORIES_NAMED_MAX).join(", ");
  throw refusal(name, `has to be one of: ${named}${categories.length > CATEGORIES_NAMED_MAX ? ", …" : ""}`);
}

/** The numbers that `value` is, exactly `length`. Throws `invalid_request` as for a number. */
export function takeList({ name, items }: ListArgument, length: number, value: Json | undefined): readonly number[] {
  if (!Array.isArray(value) || value.length !== length) throw refusal(name, `has to be a list of ${length} numbers`);
  const numbers = value.filter((item: Json) => isWithin(items, item));
  if (numbers.length !== length) throw refusal(name, `has to hold only numbers each of which is ${describeBounds(items)}`);
  return numbers;
}

/** NaN and the infinite are within no bounds. */
function isWithin({ type, minimum, maximum }: NumberArgument, value: Json | undefined): value is number {
  if (typeof value !== "number" || !(value >= minimum && value <= maximum)) return false;
  return type === "number" || Number.isInteger(value);
}

function describeBounds({ type, minimum, maximum }: NumberArgument): string {
  return `${type === "integer" ? "a whole number" : "a number"} from ${minimum} to ${maximum}`;
}

function refusal(name: string, sentence: string): KanameError {
  return new KanameError("invalid_request", `The argument ${name} ${sentence}.`, { parameter: name });
}
