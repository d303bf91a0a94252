// The sample bank's models are what their descriptions say: hashes, figures, features, and forms of one model that agree with each other.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";

const MODELS = join(import.meta.dirname, "models");
const FILE_BYTES_MAX = 1_000_000;
/** As model_folder.py writes them: the figure, then the place in metrics.json that it came from. */
const FIGURE = /(-?[\d,]{1,12}(?:\.\d{1,8})?)( ?%?)<!--([\w.-]{1,80})-->/g;
const PROTECTED_WORDS = ["sex", "gender", "marital", "married", "nationality", "foreign", "race", "ethnicity", "religion", "birth", "pregnancy", "disability"];

const wordsSchema = z.object({ type: z.string(), enum: z.array(z.string()).optional(), minimum: z.number().optional(), maximum: z.number().optional() });
const modelSchema = z.object({
  id: z.string(),
  kind: z.enum(["onnx", "scorecard"]),
  inputSchema: z.object({ properties: z.record(z.string(), wordsSchema), required: z.array(z.string()) }),
  features: z.array(z.object({ name: z.string(), input: z.string(), values: z.record(z.string(), z.number()).optional() })),
  excluded: z.record(z.string(), z.string()),
  trainingData: z.object({ sha256: z.string().length(64), file: z.string().optional(), simulated: z.boolean() }),
  files: z.record(z.string(), z.object({ file: z.string(), sha256: z.string(), bytes: z.int().optional() })),
});
const nodeSchema = z.union([
  z.object({ value: z.number(), cover: z.number() }),
  z.object({ feature: z.int(), threshold: z.number(), left: z.int(), right: z.int(), cover: z.number() }),
]);
const treesSchema = z.object({ features: z.array(z.string()), baseMargin: z.number(), trees: z.array(z.array(nodeSchema)) });
const shapSchema = z.object({
  expectedMargin: z.number(),
  rows: z.array(z.object({ features: z.array(z.number()), margin: z.number(), probability: z.number(), shap: z.array(z.number()) })),
});
const binSchema = z.object({ words: z.array(z.string()).optional(), from: z.number().optional(), below: z.number().optional(), points: z.int() });
const scorecardSchema = z.object({
  startPoints: z.int(),
  cutOffs: z.array(z.object({ recommendation: z.string(), scoreFrom: z.int() })),
  reasons: z.object({ limit: z.int() }),
  characteristics: z.array(
    z.object({ input: z.string(), reasonCode: z.string(), reason: z.object({ en: z.string().min(1), ja: z.string().min(1) }), pointsMax: z.int(), bins: z.array(binSchema) }),
  ),
});
const scoresSchema = z.object({
  rows: z.array(
    z.object({
      input: z.record(z.string(), z.union([z.string(), z.number()])),
      score: z.int(),
      recommendation: z.string(),
      reasons: z.array(z.object({ code: z.string(), points_lost: z.int() })),
    }),
  ),
});

const ids = readdirSync(MODELS).sort();

for (const id of ids) {
  describe(`the model ${id}`, () => {
    const model = read(id, "model.json", modelSchema);

    it("has the files that its description names, with their hashes, none large", () => {
      assert.equal(model.id, id);
      for (const { file, sha256, bytes } of Object.values(model.files)) {
        const content = readFileSync(join(MODELS, id, file));
        assert.equal(hashOf(content), sha256, file);
        assert.equal(content.length, bytes ?? content.length, file);
        assert.ok(content.length < FILE_BYTES_MAX, file);
      }
      const described = ["card.md", "model.json", ...Object.values(model.files).map(({ file }) => file)];
      assert.deepEqual(readdirSync(join(MODELS, id)).sort(), described.sort());
    });

    it("was trained on the data that it names, and says so in its card", () => {
      const { file, sha256, simulated } = model.trainingData;
      const card = textOf(id, "card.md");
      assert.ok(card.includes(simulated ? "**Simulated**" : sha256));
      if (file !== undefined) assert.equal(hashOf(readFileSync(join(import.meta.dirname, file))), sha256);
    });

    it("has a card whose figures are those of metrics.json", () => {
      const metrics: unknown = JSON.parse(textOf(id, "metrics.json"));
      const figures = [...textOf(id, "card.md").matchAll(FIGURE)];
      assert.ok(figures.length >= 10);
      for (const [, shown = "", unit = "", place = ""] of figures) assert.ok(isShownAs(valueAt(metrics, place), shown, unit), `${place}: ${shown}`);
    });

    it("takes no protected attribute, and nothing that it says it leaves out", () => {
      for (const name of [...Object.keys(model.inputSchema.properties), ...model.features.map((feature) => feature.name)]) {
        const words = name.split("_");
        assert.ok(!PROTECTED_WORDS.some((word) => words.includes(word)) && name !== "age" && name !== "age_years", name);
        assert.ok(!(name in model.excluded), name);
      }
    });

    it("can encode each word that its schema allows, and needs each input", () => {
      const { properties, required } = model.inputSchema;
      assert.deepEqual(Object.keys(properties).sort(), [...required].sort());
      assert.deepEqual([...new Set(model.features.map(({ input }) => input))].sort(), [...required].sort());
      for (const { input, values } of model.features) {
        const words = properties[input]?.enum;
        if (model.kind === "onnx") assert.deepEqual(Object.keys(values ?? {}).sort(), [...(words ?? [])].sort(), input);
        if (properties[input]?.type !== "string") assert.ok((properties[input]?.minimum ?? 1) < (properties[input]?.maximum ?? 0), input);
      }
    });
  });
}

for (const id of ids.filter((candidate) => existsSync(join(MODELS, candidate, "trees.json")))) {
  describe(`the trees of ${id}`, () => {
    const trees = read(id, "trees.json", treesSchema);
    const reference = read(id, "shap-reference.json", shapSchema);

    it("are trees over the features of the model, whose covers add up", () => {
      assert.deepEqual(trees.features, read(id, "model.json", modelSchema).features.map(({ name }) => name));
      for (const nodes of trees.trees) {
        const children = nodes.flatMap((node) => ("value" in node ? [] : [node.left, node.right]));
        assert.deepEqual(children.sort((left, right) => left - right), nodes.slice(1).map((_node, index) => index + 1));
        for (const node of nodes) if (!("value" in node)) assert.equal((nodes[node.left]?.cover ?? 0) + (nodes[node.right]?.cover ?? 0), node.cover);
      }
    });

    it("give the margins of the reference rows, and the reference's Shapley values add up to them", () => {
      assert.equal(reference.rows.length, 50);
      for (const { features, margin, probability, shap } of reference.rows) {
        const own = trees.trees.reduce((sum, nodes) => sum + leafOf(nodes, features), trees.baseMargin);
        assert.ok(Math.abs(own - margin) < 1e-9);
        assert.ok(Math.abs(1 / (1 + Math.exp(-margin)) - probability) < 1e-12);
        assert.ok(Math.abs(shap.reduce((sum, value) => sum + value, reference.expectedMargin) - margin) < 1e-9);
      }
    });
  });
}

describe("the scorecard", () => {
  const { inputSchema } = read("credit-scorecard", "model.json", modelSchema);
  const scorecard = read("credit-scorecard", "scorecard.json", scorecardSchema);

  it("puts every allowed input into exactly one bin", () => {
    for (const { input, bins, pointsMax } of scorecard.characteristics) {
      const { enum: words, minimum = Number.NaN, maximum = Number.NaN } = inputSchema.properties[input] ?? {};
      assert.equal(Math.max(...bins.map(({ points }) => points)), pointsMax);
      if (words !== undefined) assert.deepEqual(bins.flatMap((bin) => bin.words ?? []).sort(), [...words].sort());
      else assert.deepEqual([minimum, ...bins.map(({ below }) => below)], [...bins.map(({ from }) => from), maximum + 1]);
    }
  });

  it("gives the scores, recommendations and reasons of the reference rows", () => {
    const { rows } = read("credit-scorecard", "score-reference.json", scoresSchema);
    assert.equal(rows.length, 50);
    for (const row of rows) {
      const earned = scorecard.characteristics.map(({ input, bins }) => bins.find((bin) => holds(bin, row.input[input]))?.points ?? Number.NaN);
      const score = earned.reduce((sum, points) => sum + points, scorecard.startPoints);
      assert.equal(score, row.score);
      assert.equal(scorecard.cutOffs.find(({ scoreFrom }) => score >= scoreFrom)?.recommendation, row.recommendation);
      const lost = scorecard.characteristics.map(({ reasonCode, pointsMax }, index) => ({ code: reasonCode, points_lost: pointsMax - (earned[index] ?? 0) }));
      const ranked = lost.filter(({ points_lost }) => points_lost > 0).sort((left, right) => right.points_lost - left.points_lost);
      assert.deepEqual(ranked.slice(0, scorecard.reasons.limit), row.reasons);
    }
  });
});

function holds({ words, from, below }: z.infer<typeof binSchema>, value: string | number | undefined): boolean {
  if (typeof value === "string") return words?.includes(value) ?? false;
  return value !== undefined && from !== undefined && below !== undefined && from <= value && value < below;
}

function leafOf(nodes: readonly z.infer<typeof nodeSchema>[], features: readonly number[]): number {
  let node = nodes[0];
  while (node !== undefined && !("value" in node)) node = nodes[Math.fround(features[node.feature] ?? Number.NaN) <= node.threshold ? node.left : node.right];
  return node?.value ?? Number.NaN;
}

/** Whether `shown` is the value, rounded to as many decimals as it has. */
function isShownAs(value: number, shown: string, unit: string): boolean {
  const decimals = shown.split(".")[1]?.length ?? 0;
  const scale = unit.includes("%") ? 100 : 1;
  return Math.abs(Number(shown.replaceAll(",", "")) - value * scale) <= 0.5 * 10 ** -decimals + 1e-9;
}

function valueAt(metrics: unknown, place: string): number {
  const found = place.split(".").reduce<unknown>((value, step) => new Map<string, unknown>(Object.entries(value ?? {})).get(step), metrics);
  return z.number().parse(found);
}

function read<T>(id: string, file: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(textOf(id, file)));
}

function textOf(id: string, file: string): string {
  return readFileSync(join(MODELS, id, file), "utf8");
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
