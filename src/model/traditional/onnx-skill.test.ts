// Real ONNX models in the real runtime: what they take, what they give, what they refuse, and why a score is what it is.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { writeTreeModel } from "#test/onnx-file.ts";
import { artefactStore, failsWith, skillCall, skillDefinition } from "#test/skill-definition.ts";
import type { JsonObject } from "../skill.ts";
import { openOnnxSkill } from "./onnx-skill.ts";
import type { Trees } from "./tree-shapley.ts";

const TREES = {
  features: ["months", "history_rank", "is_new_customer"],
  baseMargin: 0,
  rule: "left where feature <= threshold",
  trees: [
    [
      { feature: 0, threshold: 24.5, left: 1, right: 2, cover: 100 },
      { value: -0.5, cover: 60 },
      { value: 0.75, cover: 40 },
    ],
    [
      { feature: 1, threshold: 1.5, left: 1, right: 2, cover: 100 },
      { value: 1, cover: 20 },
      { feature: 2, threshold: 0.5, left: 3, right: 4, cover: 80 },
      { value: -1, cover: 70 },
      { value: 0.25, cover: 10 },
    ],
  ],
} satisfies Trees;

const INPUT = {
  type: "object",
  properties: {
    months: { type: "integer", minimum: 4, maximum: 72 },
    history: { type: "string", enum: ["delays", "paid_back"] },
    is_new: { type: "boolean" },
  },
  required: ["months", "history", "is_new"],
} satisfies JsonObject;

const ENCODING = {
  features: [
    { name: "months", input: "months" },
    { name: "history_rank", input: "history", values: { delays: 1, paid_back: 2 } },
    { name: "is_new_customer", input: "is_new", values: { true: 1, false: 0 } },
  ],
  outputs: [
    { tensor: "probability", field: "default_probability" },
    { tensor: "margin", field: "margin" },
  ],
} satisfies JsonObject;

const REASONS = {
  months: { code: "TERM", text: { ja: "返済期間が長い", en: "The term is long" } },
  history: { code: "HISTORY", text: { ja: "過去に遅延がある", en: "There were delays" } },
  is_new: { code: "NEW", text: { ja: "取引が新しい", en: "The relationship is new" } },
};

interface Change {
  readonly encoding?: JsonObject;
  readonly input?: JsonObject;
  readonly trees?: Trees;
  readonly explained?: Trees;
  readonly file?: Uint8Array;
}

function open({ encoding = ENCODING, input = INPUT, trees = TREES, explained = trees, file = writeTreeModel(trees) }: Change = {}) {
  const { hashes, load } = artefactStore(file, JSON.stringify(explained));
  const [artefact = "", treesHash = ""] = hashes;
  const explanation = { trees: treesHash, field: "margin", adverse: "higher", reasonsMax: 4, reasons: REASONS };
  const definition = skillDefinition({ kind: "onnx", artefact, encoding: { explanation, ...encoding } }, { id: "credit", input });
  return openOnnxSkill(definition, load);
}

const sigmoid = (margin: number): number => 1 / (1 + Math.exp(-margin));

describe("an ONNX skill", () => {
  it("scores arguments in words, and names the reasons that moved the score against the customer, the strongest first", async () => {
    const skill = await open();
    const { output, reasons = [] } = await skill.run(skillCall({ months: 36, history: "delays", is_new: false }));
    assert.equal(output.margin, 1.75);
    assert(Math.abs(Number(output.default_probability) - sigmoid(1.75)) < 1e-6);
    assert.deepEqual(
      reasons.map(({ code, feature }) => [code, feature]),
      [
        ["HISTORY", "history"],
        ["TERM", "months"],
      ],
    );
    // The term alone decides the first tree: 0.75 − (0.6 · −0.5 + 0.4 · 0.75).
    assert(Math.abs((reasons[1]?.contribution ?? 0) - 0.75) < 1e-9);
    assert.deepEqual(reasons[0]?.text, REASONS.history.text);
    await skill.close();
  });

  it("scores many rows in one tensor as it scores them one by one", async () => {
    const skill = await open();
    const rows = Array.from({ length: 200 }, (_unused, index) => ({
      months: 4 + (index % 69),
      history: index % 3 === 0 ? "delays" : "paid_back",
      is_new: index % 2 === 0,
    }));
    const { input: _input, ...call } = skillCall({});
    const together = (await skill.runBatch?.(rows, call)) ?? [];
    const oneByOne = await Promise.all(rows.map((row) => skill.run(skillCall(row))));
    assert.deepEqual(
      together.map(({ output }) => output),
      oneByOne.map(({ output }) => output),
    );
    const wrong = [...rows.slice(0, 2), { months: 400, history: "delays", is_new: true }];
    await assert.rejects(async () => skill.runBatch?.(wrong, call), failsWith("invalid_request", /^Row 3: The argument months has to be/));
    await skill.close();
  });

  it("refuses NaN, the infinite, what is out of range and unknown categories in one sentence that names the argument", async () => {
    const skill = await open();
    const good = { months: 36, history: "delays", is_new: false };
    for (const months of [Number.NaN, Number.POSITIVE_INFINITY, 3, 73, 4.5, "36", null])
      await assert.rejects(
        skill.run(skillCall({ ...good, months })),
        failsWith("invalid_request", /^The argument months has to be a whole number from 4 to 72\.$/),
      );
    await assert.rejects(
      skill.run(skillCall({ ...good, history: "__proto__" })),
      failsWith("invalid_request", /^The argument history has to be one of: delays, paid_back\.$/),
    );
    await assert.rejects(
      skill.run(skillCall({ months: 36, history: "delays" })),
      failsWith("invalid_request", /^The argument is_new has to be/),
    );
    await skill.close();
  });

  it("takes a list of numbers, such as an embedding, and refuses another length", async () => {
    const input = {
      type: "object",
      properties: { embedding: { type: "array", items: { type: "number", minimum: -1, maximum: 40 } } },
      required: ["embedding"],
    } satisfies JsonObject;
    const encoding = { features: [{ name: "embedding", input: "embedding", length: 3 }], outputs: ENCODING.outputs };
    const { hashes, load } = artefactStore(writeTreeModel(TREES));
    const skill = await openOnnxSkill(skillDefinition({ kind: "onnx", artefact: hashes[0] ?? "", encoding }, { input }), load);
    assert.deepEqual((await skill.run(skillCall({ embedding: [36, 1, 0] }))).output.margin, 1.75);
    await assert.rejects(
      skill.run(skillCall({ embedding: [1, 2] })),
      failsWith("invalid_request", /embedding has to be a list of 3 numbers/),
    );
    await assert.rejects(skill.run(skillCall({ embedding: [1, 2, 41] })), failsWith("invalid_request", /embedding .* from -1 to 40/));
    await skill.close();
  });

  it("does not open where definition and model do not fit, and says in one sentence what does not", async () => {
    const unbounded = { ...INPUT, properties: { ...INPUT.properties, months: { type: "integer" } } };
    const more = { ...INPUT.properties.history, enum: ["delays", "paid_back", "unknown"] };
    const misfits: readonly (readonly [Change, RegExp])[] = [
      [{ file: Buffer.from("no model") }, /artefact of credit cannot be loaded as an ONNX model/],
      [{ encoding: { ...ENCODING, outputs: [{ tensor: "score", field: "x" }] } }, /no output score; it has margin, probability/],
      [{ encoding: { ...ENCODING, features: ENCODING.features.slice(0, 2) } }, /have 3 features, but its encoding makes 2/],
      [{ encoding: { ...ENCODING, surprise: 1 } }, /In the encoding of credit, unrecognized key/],
      [{ input: unbounded }, /argument months as a number with a minimum and a maximum/],
      [{ input: { ...INPUT, properties: { ...INPUT.properties, history: more } } }, /same categories: unknown is in one only/],
      [{ input: { ...INPUT, required: ["months", "history"] } }, /has to require the argument is_new/],
    ];
    for (const [change, sentence] of misfits) await assert.rejects(open(change), failsWith("conflict", sentence));
  });

  it("gives no reasons that do not add up to the score", async () => {
    const others = { ...TREES, baseMargin: 0.5 };
    const skill = await open({ explained: others });
    await assert.rejects(
      skill.run(skillCall({ months: 36, history: "delays", is_new: false })),
      failsWith("upstream_failed", /does not add up to its score: its trees are of another model/),
    );
    await skill.close();
  });
});
