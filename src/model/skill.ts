// What a skill is: a traditional model, table, calculator, query or tool that the hub may call, with its contract and its limits.
import { z } from "zod";

export const SKILL_KINDS = ["onnx", "scorecard", "decision-table", "calculator", "query", "http", "mcp"] as const;
export type SkillKind = (typeof SKILL_KINDS)[number];

/** What a call does to the world, from least to most: looks, recommends, settles, changes. */
const SIDE_EFFECTS = ["read", "advise", "decide", "act"] as const;

/** Longer than a person waits for one step; what takes longer belongs into a job of its own. */
const TIMEOUT_MS_MAX = 120_000;
/** A result goes into a model's context and into the ledger's run: more than this helps neither. */
const RESULT_BYTES_MAX = 1_048_576;
const CALLS_PER_MINUTE_MAX = 1_000_000;
const NAMES_MAX = 64;

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "lower-case letters, digits, _ and -, at most 64");
const name = z.string().min(1).max(200);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal");
const day = z.iso.date();
const level = z.literal([1, 2, 3, 4, 5]);
const argumentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "letters, digits and _, at most 64");

export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };
export type JsonObject = { readonly [member: string]: Json };
export const jsonSchema: z.ZodType<Json> = z.json();
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** A JSON Schema (draft 2020-12) of an object. */
const contractSchema = jsonObjectSchema.refine(
  (schema) => schema.type === "object",
  'has to be a JSON Schema of an object ("type": "object")',
);

/** Where a kind finds what it runs. */
const sourceSchema = z.discriminatedUnion("kind", [
  /** The artefact is the ONNX file; `encoding` says how arguments become its input and `outputs` what its outputs are called. */
  z.strictObject({ kind: z.literal("onnx"), artefact: sha256, encoding: jsonObjectSchema }),
  /** The artefact is the scorecard as JSON. */
  z.strictObject({ kind: z.literal("scorecard"), artefact: sha256 }),
  /** The artefact is a JDM document. */
  z.strictObject({ kind: z.literal("decision-table"), artefact: sha256 }),
  z.strictObject({ kind: z.literal("calculator"), calculator: slug }),
  /** The artefact is the SQL text; `source` names a data source of the configuration. */
  z.strictObject({
    kind: z.literal("query"),
    artefact: sha256,
    source: slug,
    /** Arguments in the order of $1, $2, …; `caller.department` and `caller.id` stand for the caller's own, which no argument can change. */
    parameters: z.array(z.union([argumentName, z.literal(["caller.department", "caller.id"])])).max(NAMES_MAX),
    rowsMax: z.int().min(1).max(10_000),
  }),
  z.strictObject({ kind: z.literal("http"), url: z.url({ protocol: /^https?$/ }), apiKeyVariable: z.string().optional() }),
  /** `definition` is the hash of the tool's definition as it was accepted: a changed one does not run. */
  z.strictObject({ kind: z.literal("mcp"), server: slug, tool: name, definition: sha256 }),
]);
export type SkillSource = z.infer<typeof sourceSchema>;

/** From where on a person has to agree, or the call is refused; the policies say which. */
const thresholdsSchema = z.strictObject({
  /** The argument that says how much money is at stake, and from which amount on a person decides. */
  amount: z.strictObject({ argument: argumentName, reviewAbove: z.number().min(0).max(1e15) }).optional(),
  /** The argument that is counted (a list's length or a number). */
  count: z.strictObject({ argument: argumentName, reviewAbove: z.int().min(0).max(1_000_000) }).optional(),
});

export const skillDefinitionSchema = z.strictObject({
  id: slug,
  version: z.int().min(1).max(1_000_000),
  title: name,
  /** What it does and when to call it: what the language model reads. */
  description: z.string().min(1).max(2_000),
  owner: name,
  sideEffect: z.enum(SIDE_EFFECTS),
  input: contractSchema,
  output: contractSchema,
  /** The highest level that its arguments may have. */
  levelCeiling: level,
  /** The level that its result has at least, whatever the text of it says. */
  resultLevel: level,
  scenarios: z.array(slug).min(1).max(NAMES_MAX),
  roles: z.array(name).min(1).max(NAMES_MAX),
  purposes: z.array(slug).min(1).max(NAMES_MAX),
  /** Who tested that it does what it says, and until when that holds. */
  validation: z.strictObject({ by: name, on: day, report: z.string().min(1).max(2_000), expiresOn: day }),
  /** Attributes that must not be among its arguments, at any depth. */
  protectedAttributes: z.array(argumentName).max(NAMES_MAX),
  thresholds: thresholdsSchema.default({}),
  limits: z.strictObject({
    timeoutMs: z.int().min(1).max(TIMEOUT_MS_MAX),
    resultBytesMax: z.int().min(1).max(RESULT_BYTES_MAX),
    callsPerMinute: z.int().min(1).max(CALLS_PER_MINUTE_MAX),
  }),
  source: sourceSchema,
});
export type SkillDefinition = z.infer<typeof skillDefinitionSchema>;

/** Why a result is what it is: one reason of a score, in the words of the model's owner. */
export interface Reason {
  readonly code: string;
  /** The argument that it speaks of. */
  readonly feature: string;
  /** Points lost, or the Shapley value in the model's own unit; the larger its size, the more it counted. */
  readonly contribution: number;
  readonly text: { readonly ja: string; readonly en: string };
}

export interface SkillResult {
  readonly output: JsonObject;
  /** The strongest first; only of kinds that explain themselves. */
  readonly reasons?: readonly Reason[];
  /** Which rule fired, with what it saw; only of decision tables. */
  readonly trace?: Json;
}

/** What a call of a skill is made for. */
export interface SkillCall {
  readonly input: JsonObject;
  readonly caller: { readonly institutionId: string; readonly departmentId: string | undefined; readonly id: string };
  /** Aborted when the time of the skill is up or the run ends. */
  readonly signal: AbortSignal;
}
