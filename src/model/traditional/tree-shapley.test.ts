// The explanations of trees against the definition of the Shapley value, and against the values of a reference implementation.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";
import { failsWith } from "#test/skill-definition.ts";
import { createTreeExplainer, type Trees, treesSchema } from "./tree-shapley.ts";

const FEATURES = ["a", "b", "c", "d", "e"];
const MODEL = join(import.meta.dirname, "../../../sample-bank/models/credit-boosted");
const referenceSchema = z.object({
  expectedMargin: z.number(),
  rows: z.array(z.object({ features: z.array(z.number()), margin: z.number(), shap: z.array(z.number()) })).min(1),
});

/** A linear congruential generator: the same trees on each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type TreeNodes = Trees["trees"][number];

function growTree(random: () => number, depth: number): TreeNodes {
  const nodes: TreeNodes = [];
  function grow(level: number): number {
    const index = nodes.length;
    nodes.push({ value: random() * 4 - 2, cover: 1 + Math.floor(random() * 50) });
    if (level === 0 || (level < depth && random() < 0.2)) return index;
    const left = grow(level - 1);
    const right = grow(level - 1);
    const cover = (nodes[left]?.cover ?? 0) + (nodes[right]?.cover ?? 0);
    nodes[index] = { feature: Math.floor(random() * FEATURES.length), threshold: Math.round(random() * 8) + 0.5, left, right, cover };
    return index;
  }
  grow(depth);
  return nodes;
}

/** What a tree gives when only the features of `known` are known: the others go both ways, by cover. */
function expectation(nodes: TreeNodes, row: readonly number[], known: number, index = 0): number {
  const node = nodes[index];
  assert(node !== undefined);
  if ("value" in node) return node.value;
  const [left, right] = [expectation(nodes, row, known, node.left), expectation(nodes, row, known, node.right)];
  if (known & (1 << node.feature)) return (row[node.feature] ?? 0) <= node.threshold ? left : right;
  const [coverLeft, coverRight] = [nodes[node.left]?.cover ?? 0, nodes[node.right]?.cover ?? 0];
  return (left * coverLeft + right * coverRight) / (coverLeft + coverRight);
}

/** The definition: the mean over all orders of what a feature adds when it becomes known. */
function shapleyByDefinition(nodes: TreeNodes, row: readonly number[]): readonly number[] {
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const sizeOf = (set: number): number => set.toString(2).replaceAll("0", "").length;
  const count = FEATURES.length;
  return FEATURES.map((_name, feature) => {
    let value = 0;
    for (let set = 0; set < 2 ** count; set += 1) {
      if (set & (1 << feature)) continue;
      const weight = (factorial(sizeOf(set)) * factorial(count - sizeOf(set) - 1)) / factorial(count);
      value += weight * (expectation(nodes, row, set | (1 << feature)) - expectation(nodes, row, set));
    }
    return value;
  });
}

const rule = "left where feature <= threshold";

describe("the Shapley values of trees", () => {
  it("are those of the definition, for trees that meet a feature again and again", () => {
    const random = createRandom(7);
    for (let round = 0; round < 40; round += 1) {
      const nodes = growTree(random, 1 + (round % 5));
      const row = FEATURES.map(() => Math.floor(random() * 10));
      const { explain } = createTreeExplainer({ features: FEATURES, baseMargin: 0, rule, trees: [nodes] });
      const values = explain(row);
      shapleyByDefinition(nodes, row).forEach((expected, feature) => {
        assert(
          Math.abs((values[feature] ?? Number.NaN) - expected) < 1e-9,
          `round ${round}, feature ${feature}: ${values[feature]} is not ${expected}`,
        );
      });
    }
  });

  it("are those of the shap package for the sample bank's credit model", {
    skip: existsSync(MODEL) ? false : "the model is not here",
  }, () => {
    const trees = treesSchema.parse(JSON.parse(readFileSync(join(MODEL, "trees.json"), "utf8")));
    const reference = referenceSchema.parse(JSON.parse(readFileSync(join(MODEL, "shap-reference.json"), "utf8")));
    const explainer = createTreeExplainer(trees);
    assert(Math.abs(explainer.expectedMargin - reference.expectedMargin) < 1e-6);
    for (const { features, margin, shap } of reference.rows) {
      const values = explainer.explain(features);
      shap.forEach((expected, feature) => assert(Math.abs((values[feature] ?? Number.NaN) - expected) < 1e-6));
      assert(Math.abs(values.reduce((sum, value) => sum + value, explainer.expectedMargin) - margin) < 1e-6);
    }
  });

  it("are not made from nodes that go round in a circle, share a child, stand alone or name no feature", () => {
    const leaf = { value: 1, cover: 5 };
    const split = { feature: 0, threshold: 1, left: 1, right: 2, cover: 10 };
    const broken: readonly TreeNodes[] = [
      [split, { ...split, left: 1 }, leaf],
      [{ ...split, right: 1 }, leaf],
      [split, leaf, leaf, leaf],
      [{ ...split, feature: 5 }, leaf, leaf],
      [{ ...split, right: 9 }, leaf, leaf],
    ];
    for (const nodes of broken) {
      const trees = { features: FEATURES, baseMargin: 0, rule, trees: [nodes] } satisfies Trees;
      assert.throws(() => createTreeExplainer(trees), failsWith("conflict", /Tree 0 .* is no tree/));
    }
  });
});
