// From JSON arguments to the numbers that a tabular model takes, as its definition describes it: no code per model.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { Json, JsonObject } from "../skill.ts";
import { type CategoryArgument, declaredArgument, takeCategory, takeList, takeNumber } from "./declared-arguments.ts";

const FEATURES_MAX = 4_096;

const featureSchema = z.strictObject({
  /** What the model's owner calls it. */
  name: z.string().min(1).max(200),
  /** The argument that it is made from. */
  input: z.string().min(1).max(64),
  /** The number that stands for each category (or for "true" and "false"); without it, the argument is the number. */
  values: z.record(z.string().max(200), z.number()).optional(),
  /** The argument is a list of so many numbers, such as an embedding, and makes so many features. */
  length: z.int().min(1).max(FEATURES_MAX).optional(),
});
export const featuresSchema = z.array(featureSchema).min(1).max(FEATURES_MAX);
type Feature = z.infer<typeof featureSchema>;

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

/** The features that one argument makes, side by side. */
interface Column {
  readonly argument: string;
  readonly width: number;
  readonly sample: number;
  write(value: Json | undefined, row: Float32Array, offset: number): void;
}

/** Compiles the encoding of `features` for arguments of the JSON Schema `input`. Throws `conflict` where the two do not fit. */
export function createFeatureEncoding(features: readonly Feature[], input: JsonObject): FeatureEncoding {
  const columns = features.map((feature) => createColumn(feature, input));
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  if (width > FEATURES_MAX) throw new KanameError("conflict", `A model takes at most ${FEATURES_MAX} features, not ${width}.`);
  return {
    width,
    argumentOf: columns.flatMap((column) => new Array<string>(column.width).fill(column.argument)),
    sample: columns.flatMap((column) => new Array<number>(column.width).fill(column.sample)),
    encode(given, row, offset) {
      let position = offset;
      for (const column of columns) {
        column.write(given[column.argument], row, position);
        position += column.width;
      }
    },
  };
}

function createColumn(feature: Feature, input: JsonObject): Column {
  const { name, values, length } = feature;
  const argument = declaredArgument(input, feature.input);
  if (argument.kind === "category" && values !== undefined) return createCategoryColumn(name, argument, values);
  if (argument.kind === "number" && values === undefined && length === undefined) {
    return {
      argument: argument.name,
      width: 1,
      sample: argument.minimum,
      write(value, row, offset) {
        row[offset] = takeNumber(argument, value);
      },
    };
  }
  if (argument.kind === "list" && length !== undefined && values === undefined) {
    return {
      argument: argument.name,
      width: length,
      sample: argument.items.minimum,
      write: (value, row, offset) => row.set(takeList(argument, length, value), offset),
    };
  }
  throw new KanameError(
    "conflict",
    `The feature ${name} needs values for a category, a length for a list and neither for a number; its argument is a ${argument.kind}.`,
  );
}

function createCategoryColumn(name: string, argument: CategoryArgument, values: Readonly<Record<string, number>>): Column {
  const numbers = new Map(Object.entries(values));
  const { categories } = argument;
  const single = [...categories, ...numbers.keys()].find((category) => !numbers.has(category) || !categories.includes(category));
  if (single !== undefined)
    throw new KanameError("conflict", `The feature ${name} and its argument have to know the same categories: ${single} is in one only.`);
  return {
    argument: argument.name,
    width: 1,
    sample: numbers.get(categories[0] ?? "") ?? 0,
    write(value, row, offset) {
      row[offset] = numbers.get(takeCategory(argument, value)) ?? Number.NaN;
    },
  };
}
