// From JSON arguments to the numbers that a tabular model takes, as its definition describes it: no code per model.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { Json, JsonObject } from "../skill.ts";

const FEATURES_MAX = 4_096;
const CATEGORIES_MAX = 1_000;
/** Categories that a refusal lists; more would hide the sentence. */
const CATEGORIES_NAMED_MAX = 20;

const argumentName = z.string().min(1).max(64);

export const featureSchema = z.strictObject({
  /** What the model's owner calls it. */
  name: z.string().min(1).max(200),
  /** The argument that it is made from. */
  input: argumentName,
  /** The number that stands for each category (or for "true" and "false"); without it, the argument is the number. */
  values: z.record(z.string().max(200), z.number()).optional(),
  /** The argument is a list of so many numbers, such as an embedding, and makes so many features. */
  length: z.int().min(1).max(FEATURES_MAX).optional(),
});
export const featuresSchema = z.array(featureSchema).min(1).max(FEATURES_MAX);
type Feature = z.infer<typeof featureSchema>;

/** What an argument's JSON Schema has to say, so that every number has bounds and every category is known. */
const numberArgument = z.object({ type: z.enum(["number", "integer"]), minimum: z.number(), maximum: z.number() });
const categoryArgument = z.object({ enum: z.array(z.string()).min(1).max(CATEGORIES_MAX) });
const booleanArgument = z.object({ type: z.literal("boolean") });
const listArgument = z.object({ type: z.literal("array"), items: numberArgument });
const inputSchema = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) });
type NumberArgument = z.infer<typeof numberArgument>;

export interface FeatureEncoding {
  /** Numbers that a row has. */
  readonly width: number;
  /** For each number of a row, the argument that it comes from. */
  readonly argumentOf: readonly string[];
  /** A row of allowed arguments, for trying a model out. */
  readonly sample: readonly number[];
  /** Writes the row of `input` at `offset`. Throws `invalid_request`, in one sentence that names the argument. */
  encode(input: JsonObject, row: Float32Array, offset: number): void;
}

interface Column {
  readonly width: number;
  readonly sample: number;
  write(argument: Json | undefined, row: Float32Array, offset: number): void;
}

/** Compiles the encoding of `features` for arguments of the JSON Schema `input`. Throws `conflict` where the two do not fit. */
export function createFeatureEncoding(features: readonly Feature[], input: JsonObject): FeatureEncoding {
  const contract = inputSchema.safeParse(input);
  if (!contract.success) throw new KanameError("conflict", "The input schema has to have properties and required arguments.");
  const { properties, required } = contract.data;
  const columns = features.map((feature) => {
    if (!required.includes(feature.input))
      throw new KanameError(
        "conflict",
        `The feature ${feature.name} needs the argument ${feature.input}, which the input schema does not require.`,
      );
    return { argument: feature.input, column: createColumn(feature, properties[feature.input]) };
  });
  const width = columns.reduce((sum, { column }) => sum + column.width, 0);
  if (width > FEATURES_MAX) throw new KanameError("conflict", `A model takes at most ${FEATURES_MAX} features, not ${width}.`);
  return {
    width,
    argumentOf: columns.flatMap(({ argument, column }) => new Array<string>(column.width).fill(argument)),
    sample: columns.flatMap(({ column }) => new Array<number>(column.width).fill(column.sample)),
    encode(arguments_, row, offset) {
      let position = offset;
      for (const { argument, column } of columns) {
        column.write(arguments_[argument], row, position);
        position += column.width;
      }
    },
  };
}

function createColumn(feature: Feature, argument: unknown): Column {
  if (feature.values !== undefined) return createCategoryColumn(feature, feature.values, argument);
  if (feature.length !== undefined) return createListColumn(feature, feature.length, argument);
  const bounds = numberArgument.safeParse(argument);
  if (!bounds.success) throw misfit(feature, 'has to be "number" or "integer" with a minimum and a maximum');
  const { data } = bounds;
  return {
    width: 1,
    sample: data.minimum,
    write(value, row, offset) {
      if (!isWithin(value, data)) throw refusal(feature.input, `has to be ${describeBounds(data)}`);
      row[offset] = value;
    },
  };
}

function createCategoryColumn(feature: Feature, values: Readonly<Record<string, number>>, argument: unknown): Column {
  const declared = booleanArgument.safeParse(argument).success ? ["true", "false"] : categoryArgument.safeParse(argument).data?.enum;
  if (declared === undefined) throw misfit(feature, "has to be a boolean or to list its categories");
  const numbers = new Map(Object.entries(values));
  const missing =
    declared.find((category) => !numbers.has(category)) ?? [...numbers.keys()].find((category) => !declared.includes(category));
  if (missing !== undefined) throw misfit(feature, `and the feature's values have to name the same categories: ${missing} is in one only`);
  const named = declared.slice(0, CATEGORIES_NAMED_MAX).join(", ");
  return {
    width: 1,
    sample: numbers.get(declared[0] ?? "") ?? 0,
    write(value, row, offset) {
      const number = typeof value === "string" || typeof value === "boolean" ? numbers.get(String(value)) : undefined;
      if (number === undefined)
        throw refusal(feature.input, `has to be one of: ${named}${declared.length > CATEGORIES_NAMED_MAX ? ", …" : ""}`);
      row[offset] = number;
    },
  };
}

function createListColumn(feature: Feature, length: number, argument: unknown): Column {
  const list = listArgument.safeParse(argument);
  if (!list.success) throw misfit(feature, "has to be a list of numbers with a minimum and a maximum");
  const { items } = list.data;
  return {
    width: length,
    sample: items.minimum,
    write(value, row, offset) {
      if (!Array.isArray(value) || value.length !== length) throw refusal(feature.input, `has to be a list of ${length} numbers`);
      value.forEach((item: Json, index) => {
        if (!isWithin(item, items)) throw refusal(feature.input, `has to hold only numbers each of which is ${describeBounds(items)}`);
        row[offset + index] = item;
      });
    },
  };
}

/** NaN and the infinite are within no bounds. */
function isWithin(value: Json | undefined, { type, minimum, maximum }: NumberArgument): value is number {
  if (typeof value !== "number" || !(value >= minimum && value <= maximum)) return false;
  return type === "number" || Number.isInteger(value);
}

function describeBounds({ type, minimum, maximum }: NumberArgument): string {
  return `${type === "integer" ? "a whole number" : "a number"} from ${minimum} to ${maximum}`;
}

function refusal(argument: string, sentence: string): KanameError {
  return new KanameError("invalid_request", `The argument ${argument} ${sentence}.`, { parameter: argument });
}

function misfit(feature: Feature, sentence: string): KanameError {
  return new KanameError("conflict", `For the feature ${feature.name}, the argument ${feature.input} in the input schema ${sentence}.`);
}
