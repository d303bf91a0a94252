// Samples of what a JSON Schema describes, for trying a skill out before its first call.
import { z } from "zod";
import type { Json, JsonObject } from "../skill.ts";

const schemaNode = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  examples: z.array(z.json()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minItems: z.int().optional(),
});
type SchemaNode = z.infer<typeof schemaNode>;

const TEXTS: Readonly<Record<string, string>> = { date: "2026-01-01", "date-time": "2026-01-01T00:00:00Z", time: "00:00:00Z" };

/** One value of the form that `schema` describes, with the members that are always there and no others. */
export function sampleOf(schema: unknown): Json {
  return valuesOf(schema)[0] ?? null;
}

/** The values at the edges of the argument `path` (`amount`, `customer.age`) of `schema`: its bounds, its categories. None for what is no argument. */
export function samplesOf(schema: JsonObject, path: string): readonly Json[] {
  let node: unknown = schema;
  for (const member of path.split(".")) {
    const properties = schemaNode.safeParse(node).data?.properties ?? {};
    if (!Object.hasOwn(properties, member)) return [];
    node = properties[member];
  }
  return valuesOf(node);
}

function valuesOf(schema: unknown): readonly Json[] {
  const node = schemaNode.safeParse(schema).data;
  if (node === undefined) return [];
  if (node.const !== undefined) return [node.const];
  if (node.enum !== undefined) return node.enum;
  // The author's own samples come first. Of a text only they say what it looks like.
  const examples = node.examples ?? [];
  return examples.length > 0 && node.type === "string" ? examples : [...examples, ...edgesOf(node)];
}

function edgesOf(node: SchemaNode): readonly Json[] {
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives !== undefined) return alternatives.flatMap(valuesOf);
  const type = Array.isArray(node.type) ? node.type[0] : node.type;
  if (type === "number" || type === "integer")
    return [node.minimum ?? Math.min(1, node.maximum ?? 1), ...(node.maximum === undefined ? [] : [node.maximum])];
  if (type === "string") return [TEXTS[node.format ?? ""] ?? "text"];
  if (type === "boolean") return [false, true];
  if (type === "array") return [new Array<Json>(node.minItems ?? 0).fill(sampleOf(node.items))];
  return type === "object" ? [sampleObject(node)] : [];
}

function sampleObject({ properties = {}, required = [] }: SchemaNode): JsonObject {
  return Object.fromEntries(required.map((member) => [member, sampleOf(properties[member])]));
}
