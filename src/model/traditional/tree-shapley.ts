// Exact Shapley values of tree ensembles: how much each feature moved one score away from the model's average.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";

const TREES_MAX = 1_000;
const NODES_PER_TREE_MAX = 10_000;
/** The work for one tree grows with its leaves times the square of its depth. */
const DEPTH_MAX = 32;
const FEATURES_MAX = 4_096;

const splitSchema = z.strictObject({
  feature: z.int().min(0),
  threshold: z.number(),
  left: z.int().min(1),
  right: z.int().min(1),
  /** Where a missing value goes. Arguments are never missing here. */
  missing: z.enum(["left", "right"]).optional(),
  /** Rows of the training data that came by. */
  cover: z.number().positive(),
});
const leafSchema = z.strictObject({ value: z.number(), cover: z.number().positive() });

export const treesSchema = z.strictObject({
  features: z.array(z.string().max(200)).min(1).max(FEATURES_MAX),
  /** What all trees are added to. */
  baseMargin: z.number(),
  rule: z.literal("left where feature <= threshold"),
  link: z.string().max(200).optional(),
  trees: z
    .array(
      z
        .array(z.union([splitSchema, leafSchema]))
        .min(1)
        .max(NODES_PER_TREE_MAX),
    )
    .min(1)
    .max(TREES_MAX),
});
export type Trees = z.infer<typeof treesSchema>;

/** All that a leaf asks of one feature, and what becomes of it when the feature is not known. */
interface Condition {
  readonly feature: number;
  /** In single precision, as the runtime of the model compares. */
  readonly above: number;
  readonly upTo: number;
  /** The share of training rows that goes on towards the leaf where this feature decides: the product over the splits by it. */
  readonly zeroFraction: number;
}

interface Leaf {
  readonly value: number;
  /** At most one for each feature. */
  readonly conditions: readonly Condition[];
}

export interface TreeExplainer {
  /** The margin of the average row: what the Shapley values of a row start from. */
  readonly expectedMargin: number;
  /** The Shapley value of each feature, in the unit of the margin. They and `expectedMargin` add up to the row's margin. */
  explain(row: ArrayLike<number>): Float64Array;
}

/**
 * Explains by TreeSHAP, path-dependent: a feature that is not known goes both ways, in the shares of the training rows. The sums are
 * those of algorithm 2 of Lundberg, Erion and Lee, "Consistent Individualized Feature Attribution for Tree Ensembles" (2018,
 * arXiv:1802.03888), also in Lundberg et al., "From local explanations to global understanding with explainable AI for trees" (Nature
 * Machine Intelligence 2, 2020); here leaf by leaf, as the conditions of each leaf are gathered once. The time is linear in the leaves
 * and quadratic in their depth. Throws `conflict` for trees that are none.
 */
export function createTreeExplainer({ features, baseMargin, trees }: Trees): TreeExplainer {
  const leaves = trees.flatMap((nodes, index) => leavesOf(nodes, index, features.length));
  const expectedMargin = leaves.reduce((sum, leaf) => sum + leaf.value * shareOf(leaf), baseMargin);
  return {
    expectedMargin,
    explain(row) {
      const singlePrecision = Float32Array.from(row);
      const values = new Float64Array(features.length);
      const weights = new Float64Array(DEPTH_MAX + 1);
      for (const leaf of leaves) addLeaf(leaf, singlePrecision, weights, values);
      return values;
    },
  };
}

/** Children stand after their parents, and each node has one parent: so that what is read is a tree, whatever the file says. */
function leavesOf(nodes: Trees["trees"][number], tree: number, width: number): Leaf[] {
  const leaves: Leaf[] = [];
  let visited = 0;
  function visit(index: number, parent: number, conditions: readonly Condition[], depth: number): void {
    const node = nodes[index];
    visited += 1;
    if (node === undefined || index <= parent || depth > DEPTH_MAX || visited > nodes.length) throw brokenTree(tree);
    if ("value" in node) {
      leaves.push({ value: node.value, conditions });
      return;
    }
    const [left, right] = [nodes[node.left], nodes[node.right]];
    if (node.feature >= width || left === undefined || right === undefined) throw brokenTree(tree);
    const threshold = Math.fround(node.threshold);
    const cover = left.cover + right.cover;
    const { feature } = node;
    visit(
      node.left,
      index,
      narrow(conditions, { feature, above: -Infinity, upTo: threshold, zeroFraction: left.cover / cover }),
      depth + 1,
    );
    visit(
      node.right,
      index,
      narrow(conditions, { feature, above: threshold, upTo: Infinity, zeroFraction: right.cover / cover }),
      depth + 1,
    );
  }
  visit(0, -1, [], 0);
  if (visited !== nodes.length) throw brokenTree(tree);
  return leaves;
}

function brokenTree(tree: number): KanameError {
  return new KanameError("conflict", `Tree ${tree} of the model's trees is no tree of at most ${DEPTH_MAX} levels over its features.`);
}

/** The conditions with one more; two on the same feature hold together. */
function narrow(conditions: readonly Condition[], added: Condition): readonly Condition[] {
  const known = conditions.find(({ feature }) => feature === added.feature);
  if (known === undefined) return [...conditions, added];
  const both = {
    feature: added.feature,
    above: Math.max(known.above, added.above),
    upTo: Math.min(known.upTo, added.upTo),
    zeroFraction: known.zeroFraction * added.zeroFraction,
  };
  return conditions.map((condition) => (condition === known ? both : condition));
}

/** The share of training rows that end in the leaf. */
function shareOf({ conditions }: Leaf): number {
  return conditions.reduce((share, { zeroFraction }) => share * zeroFraction, 1);
}

function addLeaf({ value, conditions }: Leaf, row: Float32Array, weights: Float64Array, values: Float64Array): void {
  weights[0] = 1;
  conditions.forEach((condition, index) => {
    extend(weights, index + 1, condition.zeroFraction, fits(condition, row) ? 1 : 0);
  });
  for (const condition of conditions) {
    const one = fits(condition, row) ? 1 : 0;
    const weight = weightWithout(weights, conditions.length, condition.zeroFraction, one);
    values[condition.feature] = (values[condition.feature] ?? 0) + weight * (one - condition.zeroFraction) * value;
  }
}

function fits({ feature, above, upTo }: Condition, row: Float32Array): boolean {
  const value = row[feature] ?? 0;
  return value > above && value <= upTo;
}

/** EXTEND: `weights[size]`, the weight of all sets of `size` known features, from `depth - 1` features to `depth`. */
function extend(weights: Float64Array, depth: number, zeroFraction: number, oneFraction: number): void {
  weights[depth] = 0;
  for (let size = depth - 1; size >= 0; size -= 1) {
    const weight = weights[size] ?? 0;
    weights[size + 1] = (weights[size + 1] ?? 0) + (oneFraction * weight * (size + 1)) / (depth + 1);
    weights[size] = (zeroFraction * weight * (depth - size)) / (depth + 1);
  }
}

/** UNWIND, summed up: the weight of all sets of the other features, for one feature of `depth`. */
function weightWithout(weights: Float64Array, depth: number, zeroFraction: number, oneFraction: number): number {
  let sum = 0;
  let next = weights[depth] ?? 0;
  for (let size = depth - 1; size >= 0; size -= 1) {
    const weight = weights[size] ?? 0;
    if (oneFraction === 0) sum += (weight * (depth + 1)) / (zeroFraction * (depth - size));
    else {
      const without = (next * (depth + 1)) / (size + 1);
      sum += without;
      next = weight - (without * zeroFraction * (depth - size)) / (depth + 1);
    }
  }
  return sum;
}
