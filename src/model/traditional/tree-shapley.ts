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

interface Leaf {
  readonly value: number;
  readonly cover: number;
}
interface Split {
  readonly feature: number;
  /** As the runtime of the model compares: in single precision. */
  readonly threshold: number;
  readonly left: Node;
  readonly right: Node;
  readonly cover: number;
}
type Node = Leaf | Split;

/** One feature on the way from the root to a leaf. */
interface Step {
  readonly feature: number;
  /** The share of training rows that goes this way when the feature is not known. */
  readonly zeroFraction: number;
  /** 1 when the row itself goes this way, else 0. */
  readonly oneFraction: number;
  /** The share of all sets of features on the way that have one size; sizes rise along the path. */
  weight: number;
}

/** No feature: the start of each path. */
const ROOT = -1;

export interface TreeExplainer {
  /** The margin of the average row: what the Shapley values of a row start from. */
  readonly expectedMargin: number;
  /** The Shapley value of each feature, in the unit of the margin. They and `expectedMargin` add up to the row's margin. */
  explain(row: ArrayLike<number>): Float64Array;
}

/**
 * Explains by TreeSHAP, path-dependent: a feature that is not known goes both ways, in the shares of the training rows. Algorithm 2 of
 * Lundberg, Erion and Lee, "Consistent Individualized Feature Attribution for Tree Ensembles" (2018, arXiv:1802.03888); also Lundberg et
 * al., "From local explanations to global understanding with explainable AI for trees" (Nature Machine Intelligence 2, 2020).
 * Linear in the trees. Throws `conflict` for trees that are none.
 */
export function createTreeExplainer({ features, baseMargin, trees }: Trees): TreeExplainer {
  const roots = trees.map((nodes, index) => buildTree(nodes, index, features.length));
  const expectedMargin = roots.reduce((sum, root) => sum + meanOf(root), baseMargin);
  return {
    expectedMargin,
    explain(row) {
      const singlePrecision = Float32Array.from(row);
      const values = new Float64Array(features.length);
      for (const root of roots) addTree(root, singlePrecision, values);
      return values;
    },
  };
}

/** Children stand after their parents, and each node has one parent: so that what is built is a tree, whatever the file says. */
function buildTree(nodes: Trees["trees"][number], tree: number, width: number): Node {
  let used = 0;
  function build(index: number, parent: number, depth: number): Node {
    const node = nodes[index];
    if (node === undefined || index <= parent || depth > DEPTH_MAX) throw brokenTree(tree);
    used += 1;
    if (used > nodes.length) throw brokenTree(tree);
    if ("value" in node) return { value: node.value, cover: node.cover };
    if (node.feature >= width) throw brokenTree(tree);
    const left = build(node.left, index, depth + 1);
    const right = build(node.right, index, depth + 1);
    return { feature: node.feature, threshold: Math.fround(node.threshold), left, right, cover: left.cover + right.cover };
  }
  const root = build(0, -1, 0);
  if (used !== nodes.length) throw brokenTree(tree);
  return root;
}

function brokenTree(tree: number): KanameError {
  return new KanameError("conflict", `Tree ${tree} of the model's trees is no tree of at most ${DEPTH_MAX} levels over its features.`);
}

function meanOf(node: Node): number {
  if ("value" in node) return node.value;
  return (node.left.cover * meanOf(node.left) + node.right.cover * meanOf(node.right)) / node.cover;
}

function addTree(root: Node, row: Float32Array, values: Float64Array): void {
  function descend(node: Node, before: readonly Step[], zeroFraction: number, oneFraction: number, feature: number): void {
    const path = extend(before, zeroFraction, oneFraction, feature);
    if ("value" in node) {
      for (let index = 1; index < path.length; index += 1) {
        const step = path[index];
        if (step === undefined) continue;
        const share = weightWithout(path, index) * (step.oneFraction - step.zeroFraction) * node.value;
        values[step.feature] = (values[step.feature] ?? 0) + share;
      }
      return;
    }
    const goesLeft = (row[node.feature] ?? 0) <= node.threshold;
    const [hot, cold] = goesLeft ? [node.left, node.right] : [node.right, node.left];
    // A feature met again replaces its earlier step: both conditions hold together.
    const met = path.findIndex((step) => step.feature === node.feature);
    const earlier = path[met];
    const rest = earlier === undefined ? path : unwind(path, met);
    const { zeroFraction: zero, oneFraction: one } = earlier ?? { zeroFraction: 1, oneFraction: 1 };
    descend(hot, rest, (zero * hot.cover) / node.cover, one, node.feature);
    descend(cold, rest, (zero * cold.cover) / node.cover, 0, node.feature);
  }
  descend(root, [], 1, 1, ROOT);
}

/** The path with one step more; every set of features so far comes to be with and without it. */
function extend(before: readonly Step[], zeroFraction: number, oneFraction: number, feature: number): Step[] {
  const depth = before.length;
  const path = before.map((step) => ({ ...step }));
  path.push({ feature, zeroFraction, oneFraction, weight: depth === 0 ? 1 : 0 });
  for (let index = depth - 1; index >= 0; index -= 1) {
    const [step, next] = [path[index], path[index + 1]];
    if (step === undefined || next === undefined) continue;
    next.weight += (oneFraction * step.weight * (index + 1)) / (depth + 1);
    step.weight = (zeroFraction * step.weight * (depth - index)) / (depth + 1);
  }
  return path;
}

/** The weights of the path before the step at `removed` was added: `extend` undone. */
function weightsWithout(path: readonly Step[], removed: number): Float64Array {
  const depth = path.length - 1;
  const weights = new Float64Array(depth);
  const { zeroFraction, oneFraction } = path[removed] ?? { zeroFraction: 1, oneFraction: 1 };
  let next = path[depth]?.weight ?? 0;
  for (let index = depth - 1; index >= 0; index -= 1) {
    const weight = path[index]?.weight ?? 0;
    if (oneFraction === 0) weights[index] = (weight * (depth + 1)) / (zeroFraction * (depth - index));
    else {
      const without = (next * (depth + 1)) / ((index + 1) * oneFraction);
      weights[index] = without;
      next = weight - (without * zeroFraction * (depth - index)) / (depth + 1);
    }
  }
  return weights;
}

function weightWithout(path: readonly Step[], removed: number): number {
  return weightsWithout(path, removed).reduce((sum, weight) => sum + weight, 0);
}

function unwind(path: readonly Step[], removed: number): Step[] {
  const weights = weightsWithout(path, removed);
  return path.filter((_step, index) => index !== removed).map((step, index) => ({ ...step, weight: weights[index] ?? 0 }));
}
