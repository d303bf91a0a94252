// Tabular models in the ONNX format (exported from scikit-learn, LightGBM, XGBoost), with the reasons for a score where its trees are there.
import { InferenceSession, Tensor } from "onnxruntime-node";
import { z } from "zod";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { JsonObject, Reason, SkillDefinition } from "../skill.ts";
import { describeIssue, parseArtefact } from "./artefact.ts";
import { createFeatureEncoding, type FeatureEncoding, featuresSchema } from "./feature-encoding.ts";
import type { LoadArtefact, OpenSkill } from "./runnable-skill.ts";
import { createTreeExplainer, type TreeExplainer, treesSchema } from "./tree-shapley.ts";

const OUTPUTS_MAX = 64;
const REASONS_MAX = 16;
/** Rows of one tensor: a thousand take two milliseconds, so this many leave the others' calls room. */
const BATCH_ROWS_MAX = 10_000;
/** The model adds up in single precision, the explanation in double: they differ by less, unless they are of different models. */
const MARGIN_DIFFERENCE_MAX = 1e-3;

const text = z.strictObject({ ja: z.string().min(1).max(500), en: z.string().min(1).max(500) });

/** How arguments become the model's input, what its outputs are called, and how a score is explained. */
const encodingSchema = z.strictObject({
  features: featuresSchema,
  outputs: z
    .array(z.strictObject({ tensor: z.string().min(1).max(200), field: z.string().min(1).max(64) }))
    .min(1)
    .max(OUTPUTS_MAX),
  explanation: z
    .strictObject({
      /** The artefact with the model's trees. */
      trees: z.string().regex(/^[0-9a-f]{64}$/),
      /** The output that the Shapley values add up to. */
      field: z.string().min(1).max(64),
      /** Which way the output goes when it goes against the customer: what moved it there is a reason. */
      adverse: z.enum(["higher", "lower"]),
      reasonsMax: z.int().min(1).max(REASONS_MAX),
      /** For each argument, what is said of it. */
      reasons: z.record(z.string(), z.strictObject({ code: z.string().min(1).max(64), text })),
    })
    .optional(),
});
type Encoding = z.infer<typeof encodingSchema>;
type Explanation = NonNullable<Encoding["explanation"]>;
type Explain = (row: Float32Array, output: JsonObject) => readonly Reason[];

/** Opens an ONNX model: one input of float32 rows, outputs of one number for each row. */
export const openOnnxSkill: OpenSkill = async (definition, loadArtefact) => {
  const { source, id } = definition;
  assertHolds(source.kind === "onnx", "the opener of ONNX models is given ONNX models");
  const described = encodingSchema.safeParse(source.encoding);
  if (!described.success) throw new KanameError("conflict", `In the encoding of ${id}, ${describeIssue(described.error)}.`);
  const { features, outputs, explanation } = described.data;
  const encoding = createFeatureEncoding(features, definition.input);
  const explain = explanation && (await openExplanation(id, explanation, encoding, loadArtefact));
  const session = await openSession(id, await loadArtefact(source.artefact));
  const model = { id, session, outputs, width: encoding.width };
  try {
    assertFits(model);
    // The first run compiles; it also shows whether the outputs are what the definition says.
    await score(model, Float32Array.from(encoding.sample), 1).catch((cause: unknown) => {
      throw new KanameError("conflict", `The model of ${id} cannot score a sample of its own arguments.`, { cause });
    });
  } catch (error) {
    await session.release();
    throw error;
  }
  return {
    async run({ input }) {
      const row = new Float32Array(encoding.width);
      encoding.encode(input, row, 0);
      const [output = {}] = await score(model, row, 1);
      return explain === undefined ? { output } : { output, reasons: explain(row, output) };
    },
    async runBatch(inputs) {
      if (inputs.length === 0) return [];
      if (inputs.length > BATCH_ROWS_MAX)
        throw new KanameError("invalid_request", `A batch has at most ${BATCH_ROWS_MAX} rows, not ${inputs.length}.`);
      const rows = new Float32Array(inputs.length * encoding.width);
      inputs.forEach((input, index) => {
        encodeRow(encoding, input, rows, index);
      });
      return (await score(model, rows, inputs.length)).map((output) => ({ output }));
    },
    close: () => session.release(),
  };
};

interface Model {
  readonly id: string;
  readonly session: InferenceSession;
  readonly outputs: Encoding["outputs"];
  readonly width: number;
}

async function openSession(id: string, artefact: Uint8Array): Promise<InferenceSession> {
  try {
    // One thread for a call: scoring is short, and many calls share the machine.
    return await InferenceSession.create(artefact, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  } catch (cause) {
    throw new KanameError("conflict", `The artefact of ${id} cannot be loaded as an ONNX model.`, { cause });
  }
}

function assertFits({ id, session, outputs, width }: Model): void {
  const [input, second] = session.inputMetadata;
  if (input === undefined || second !== undefined || !input.isTensor || input.type !== "float32")
    throw new KanameError("conflict", `The model of ${id} has to take one float32 tensor.`);
  const [, takes] = input.shape;
  if (typeof takes === "number" && takes > 0 && takes !== width)
    throw new KanameError("conflict", `The model of ${id} takes ${takes} features, but its encoding makes ${width}.`);
  const absent = outputs.find(({ tensor }) => !session.outputNames.includes(tensor));
  if (absent !== undefined)
    throw new KanameError("conflict", `The model of ${id} has no output ${absent.tensor}; it has ${session.outputNames.join(", ")}.`);
}

/** Writes one row of a batch; a refusal says which row it was, counted from 1. */
function encodeRow(encoding: FeatureEncoding, input: JsonObject, rows: Float32Array, index: number): void {
  try {
    encoding.encode(input, rows, index * encoding.width);
  } catch (error) {
    if (!(error instanceof KanameError)) throw error;
    throw new KanameError(error.kind, `Row ${index + 1}: ${error.message}`, { cause: error });
  }
}

/** Runs `count` rows as one tensor and gives the named outputs of each. */
async function score({ id, session, outputs, width }: Model, rows: Float32Array, count: number): Promise<JsonObject[]> {
  const [inputName = ""] = session.inputNames;
  const wanted = [...new Set(outputs.map(({ tensor }) => tensor))];
  const given = await session.run({ [inputName]: new Tensor("float32", rows, [count, width]) }, wanted).catch((cause: unknown) => {
    throw new KanameError("upstream_failed", `The model of ${id} failed to score.`, { cause });
  });
  const columns = outputs.map(({ tensor, field }) => ({ field, numbers: numbersOf(id, tensor, given[tensor], count) }));
  return Array.from({ length: count }, (_unused, row) =>
    Object.fromEntries(columns.map(({ field, numbers }) => [field, numbers[row] ?? null])),
  );
}

function numbersOf(id: string, name: string, tensor: Tensor | undefined, count: number): readonly number[] {
  const data = tensor?.data ?? [];
  const numbers = Array.from(data, Number);
  if (numbers.length !== count || !numbers.every(Number.isFinite))
    throw new KanameError("upstream_failed", `The model of ${id} gave no finite number as ${name} for each row.`);
  return numbers;
}

async function openExplanation(
  id: string,
  explanation: Explanation,
  encoding: FeatureEncoding,
  loadArtefact: LoadArtefact,
): Promise<Explain> {
  const trees = parseArtefact(await loadArtefact(explanation.trees), treesSchema, `the trees of ${id}`);
  if (trees.features.length !== encoding.width)
    throw new KanameError(
      "conflict",
      `The trees of ${id} have ${trees.features.length} features, but its encoding makes ${encoding.width}.`,
    );
  const unsaid = encoding.argumentOf.find((argument) => explanation.reasons[argument] === undefined);
  if (unsaid !== undefined) throw new KanameError("conflict", `The explanation of ${id} has no reason for the argument ${unsaid}.`);
  const explainer = createTreeExplainer(trees);
  return (row, output) => reasonsOf({ id, explanation, argumentOf: encoding.argumentOf, explainer }, row, output);
}

interface Explained {
  readonly id: SkillDefinition["id"];
  readonly explanation: Explanation;
  readonly argumentOf: readonly string[];
  readonly explainer: TreeExplainer;
}

/** The arguments that moved the score against the customer, the strongest first; by name where two are equal. */
function reasonsOf({ id, explanation, argumentOf, explainer }: Explained, row: Float32Array, output: JsonObject): readonly Reason[] {
  const values = explainer.explain(row);
  const margin = values.reduce((sum, value) => sum + value, explainer.expectedMargin);
  const given = output[explanation.field];
  if (typeof given !== "number" || Math.abs(given - margin) > MARGIN_DIFFERENCE_MAX)
    throw new KanameError("upstream_failed", `The explanation of ${id} does not add up to its score: its trees are of another model.`);

  const contributions = new Map<string, number>();
  argumentOf.forEach((argument, index) => {
    contributions.set(argument, (contributions.get(argument) ?? 0) + (values[index] ?? 0));
  });
  const sign = explanation.adverse === "higher" ? 1 : -1;
  return [...contributions]
    .filter(([, contribution]) => sign * contribution > 0)
    .sort(([a, x], [b, y]) => sign * (y - x) || (a < b ? -1 : 1))
    .slice(0, explanation.reasonsMax)
    .flatMap(([feature, contribution]) => {
      const reason = explanation.reasons[feature];
      return reason === undefined ? [] : [{ code: reason.code, feature, contribution, text: reason.text }];
    });
}
