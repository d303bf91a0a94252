// The skills that are measured, each with the arguments it is called with: the sample bank's trained models, a table of 51 rows, a calculator.
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type JsonObject, jsonObjectSchema } from "#model/skill.ts";
import { scorecardArtefact } from "../../sample-bank/scorecard-artefact.ts";
import type { TrialBank } from "./trial-bank.ts";

const MODELS = new URL("../../sample-bank/models/", import.meta.url);
const TABLE_ROWS = 50;
const TABLE_STEP = 1_000_000;

const modelSchema = z.object({
  inputSchema: jsonObjectSchema,
  features: z.array(z.json()),
});
const referenceSchema = z.object({ rows: z.array(z.object({ input: jsonObjectSchema })).min(1) });

/** The trained models with rows of real arguments; undefined where the sample bank has none. */
export function readCreditModels() {
  const folder = new URL("credit-boosted/", MODELS);
  const scorecard = new URL("credit-scorecard/", MODELS);
  if (!existsSync(new URL("model.onnx", folder)) || !existsSync(new URL("scorecard.json", scorecard))) return undefined;
  const { inputSchema, features } = modelSchema.parse(readJson(new URL("model.json", folder)));
  return {
    model: readFileSync(new URL("model.onnx", folder)),
    trees: readFileSync(new URL("trees.json", folder)),
    inputSchema,
    features,
    points: scorecardArtefact(readJson(new URL("scorecard.json", scorecard))),
    pointsInput: modelSchema.pick({ inputSchema: true }).parse(readJson(new URL("model.json", scorecard))).inputSchema,
    rows: referenceSchema.parse(readJson(new URL("score-reference.json", scorecard))).rows.map(({ input }) => input),
  };
}
export type CreditModels = NonNullable<ReturnType<typeof readCreditModels>>;

/** `boosted` without reasons, `boosted-explained` with exact Shapley values, `points`. */
export async function registerCreditModels(bank: TrialBank, models: CreditModels): Promise<void> {
  const { inputSchema: input, features } = models;
  const artefact = await bank.storeArtefact(models.model);
  const outputs = [
    { tensor: "probability", field: "default_probability" },
    { tensor: "margin", field: "margin" },
  ];
  const output = { type: "object", required: ["default_probability"] };
  await bank.register({ id: "boosted", input, output, source: { kind: "onnx", artefact, encoding: { features: [...features], outputs } } });
  const names = Object.keys(z.looseObject({}).parse(input.properties));
  const explanation = {
    trees: await bank.storeArtefact(models.trees),
    field: "margin",
    adverse: "higher",
    reasonsMax: 4,
    reasons: Object.fromEntries(names.map((name) => [name, { code: name.toUpperCase(), text: { ja: name, en: name } }])),
  };
  const encoding = { features: [...features], outputs, explanation };
  await bank.register({ id: "boosted-explained", input, output, source: { kind: "onnx", artefact, encoding } });
  const points = await bank.storeArtefact(Buffer.from(JSON.stringify(models.points)));
  await bank.register({
    id: "points",
    input: models.pointsInput,
    output: { type: "object", required: ["points"] },
    source: { kind: "scorecard", artefact: points },
  });
}

/** 51 rows: fifty bands of amounts in two conditions each, and one that takes the rest. */
export function decisionTable(): Buffer {
  const bands = Array.from({ length: TABLE_ROWS }, (_unused, place) => ({
    _id: `band-${place}`,
    a: `[${place * TABLE_STEP}..${(place + 1) * TABLE_STEP})`,
    r: "> 0.5",
    d: `'band ${place}'`,
  }));
  const table = {
    hitPolicy: "first",
    inputs: [
      { id: "a", name: "Amount", field: "amount" },
      { id: "r", name: "Ratio", field: "ratio" },
    ],
    outputs: [{ id: "d", name: "Decision", field: "decision" }],
    rules: [...bands, { _id: "rest", a: "", r: "", d: "'refer'" }],
  };
  const nodes = [
    { id: "in", name: "request", type: "inputNode" },
    { id: "policy", name: "policy", type: "decisionTableNode", content: table },
    { id: "out", name: "response", type: "outputNode" },
  ];
  const edges = [
    { id: "1", sourceId: "in", targetId: "policy" },
    { id: "2", sourceId: "policy", targetId: "out" },
  ];
  return Buffer.from(JSON.stringify({ nodes, edges }));
}

/** Spread over all bands, as a day's requests would be. */
export function tableInput(turn: number): JsonObject {
  return { amount: ((turn * 7) % (TABLE_ROWS + 1)) * TABLE_STEP + 1, ratio: 0.8 };
}

export const CALCULATOR_INPUT: JsonObject = { cashAvailable: 12_000_000, principalDue: [4_000_000, 1_000_000], interestDue: [500_000] };

/** `table` and `calculator`. */
export async function registerTableAndCalculator(bank: TrialBank): Promise<void> {
  const number = (maximum: number) => ({ type: "number", minimum: 0, maximum });
  const list = { type: "array", items: { type: "number" }, minItems: 1, maxItems: 100 };
  const object = (properties: JsonObject) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  await bank.register({
    id: "table",
    input: object({ amount: number(1e9), ratio: number(1_000) }),
    output: { type: "object", required: ["decision"] },
    source: { kind: "decision-table", artefact: await bank.storeArtefact(decisionTable()) },
  });
  await bank.register({
    id: "calculator",
    input: object({ cashAvailable: number(1e12), principalDue: list, interestDue: list }),
    output: { type: "object", required: ["ratio"] },
    source: { kind: "calculator", calculator: "debt-service-coverage-ratio" },
  });
}

function readJson(file: URL): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
