// Translates a JSON schema into the subset that llama.cpp's grammar can force a model to follow.
import type { GbnfJsonSchema } from "node-llama-cpp";
import { z } from "zod";
import { UpstreamFailure } from "../provider.ts";

/** A grammar grows with its schema, and llama.cpp walks it for each token. */
const LIMITS = { depth: 32, parts: 1_000, lengthMax: 1_000, itemsMax: 256 } as const;

const keywordsSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  minItems: z.int().min(0).max(LIMITS.itemsMax).optional(),
  maxItems: z.int().min(0).max(LIMITS.itemsMax).optional(),
  minLength: z.int().min(0).max(LIMITS.lengthMax).optional(),
  maxLength: z.int().min(0).max(LIMITS.lengthMax).optional(),
  format: z.string().optional(),
  enum: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .min(1)
    .optional(),
  const: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  anyOf: z.array(z.unknown()).min(1).optional(),
  oneOf: z.array(z.unknown()).min(1).optional(),
  $ref: z.string().optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
  definitions: z.record(z.string(), z.unknown()).optional(),
});
type Keywords = z.infer<typeof keywordsSchema>;

/** What narrows a value in ways that a grammar cannot hold: refused, so that nobody relies on it. */
const UNSUPPORTED = [
  "allOf",
  "not",
  "if",
  "patternProperties",
  "pattern",
  "prefixItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "uniqueItems",
];
const SCALARS = ["string", "number", "integer", "boolean", "null"] as const;
const FORMATS = ["date", "time", "date-time"] as const;
const REFERENCE = /^#\/(?:\$defs|definitions)\/([^/]+)$/;

export interface GrammarSchema {
  readonly oneOf: readonly GbnfJsonSchema[];
  readonly $defs: Readonly<Record<string, GbnfJsonSchema>>;
}

/** The schema as a grammar can hold it: every listed property is always given. Throws UpstreamFailure `rejected` naming what cannot be held. */
export function toGrammarSchema(schema: unknown): GrammarSchema {
  // A zero ends a grammar's text in llama.cpp, which would then print the rest of the schema on standard error.
  if (JSON.stringify(schema)?.includes("\\u0000")) throw refuse("the schema holds a zero character");
  const budget = { parts: LIMITS.parts };
  const root = parseKeywords(schema);
  const definitions = { ...root.definitions, ...root.$defs };
  const names = new Set(Object.keys(definitions));
  const defs = Object.fromEntries(Object.entries(definitions).map(([name, part]) => [name, translate(part, names, budget, 1)]));
  return { oneOf: [translate(schema, names, budget, 0)], $defs: defs };
}

function translate(schema: unknown, names: ReadonlySet<string>, budget: { parts: number }, depth: number): GbnfJsonSchema {
  spend(budget, 1, depth);
  if (schema === true || schema === undefined) return { type: ["string", "number", "boolean", "null"] };
  const keywords = parseKeywords(schema);
  const deeper = (part: unknown) => translate(part, names, budget, depth + 1);
  if (keywords.$ref !== undefined) return translateReference(keywords.$ref, names);
  if (keywords.const !== undefined) return { const: keywords.const };
  if (keywords.enum !== undefined) {
    spend(budget, keywords.enum.length, depth);
    return { enum: keywords.enum };
  }
  const alternatives = keywords.anyOf ?? keywords.oneOf;
  if (alternatives !== undefined) return { oneOf: alternatives.map(deeper) };
  if (Array.isArray(keywords.type)) return { oneOf: keywords.type.map((type) => deeper({ ...keywords, type })) };
  return translateType(keywords, deeper);
}

function spend(budget: { parts: number }, parts: number, depth: number): void {
  budget.parts -= parts;
  if (budget.parts < 0 || depth > LIMITS.depth) throw refuse(`the schema has more than ${LIMITS.parts} parts or ${LIMITS.depth} levels`);
}

function translateType(keywords: Keywords, deeper: (part: unknown) => GbnfJsonSchema): GbnfJsonSchema {
  const type = keywords.type ?? (keywords.properties !== undefined ? "object" : keywords.items !== undefined ? "array" : undefined);
  if (type === undefined) return deeper(true);
  if (type === "object") return translateObject(keywords, deeper);
  if (type === "array") {
    const { minItems, maxItems } = keywords;
    return {
      type: "array",
      items: deeper(keywords.items ?? true),
      ...(minItems === undefined ? {} : { minItems }),
      ...(maxItems === undefined ? {} : { maxItems }),
    };
  }
  if (type === "string") return translateString(keywords);
  const scalar = SCALARS.find((name) => name === type);
  if (scalar === undefined) throw refuse("the schema names a type that JSON does not have");
  return { type: scalar };
}

function translateObject(keywords: Keywords, deeper: (part: unknown) => GbnfJsonSchema): GbnfJsonSchema {
  const properties = Object.fromEntries(Object.entries(keywords.properties ?? {}).map(([name, part]) => [name, deeper(part)]));
  const additional = keywords.additionalProperties;
  // Without listed properties an object would always be empty, so there JSON schema's default (anything may be added) counts.
  if (additional === false || (additional === undefined && keywords.properties !== undefined)) return { type: "object", properties };
  if (additional === true || additional === undefined)
    return { type: "object", properties, additionalProperties: keywords.properties === undefined };
  return { type: "object", properties, additionalProperties: deeper(additional) };
}

function translateString({ format, minLength, maxLength }: Keywords): GbnfJsonSchema {
  const known = FORMATS.find((name) => name === format);
  if (known !== undefined) return { type: "string", format: known };
  return { type: "string", ...(minLength === undefined ? {} : { minLength }), ...(maxLength === undefined ? {} : { maxLength }) };
}

function translateReference(reference: string, names: ReadonlySet<string>): GbnfJsonSchema {
  const name = REFERENCE.exec(reference)?.[1];
  if (name === undefined || !names.has(name)) throw refuse("the schema refers to a definition that it does not have");
  return { $ref: `#/$defs/${name}` };
}

function parseKeywords(schema: unknown): Keywords {
  const parsed = keywordsSchema.safeParse(schema);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.at(0);
    throw refuse(`the schema ${at === undefined ? "is not an object" : `uses ${String(at)} in a way that it cannot hold`}`);
  }
  const unsupported = UNSUPPORTED.find((keyword) => parsed.data[keyword] !== undefined);
  if (unsupported !== undefined) throw refuse(`the schema uses ${unsupported}, which it cannot hold`);
  return parsed.data;
}

function refuse(what: string): UpstreamFailure {
  return new UpstreamFailure("rejected", `the embedded model cannot be held to this JSON schema: ${what}`);
}
