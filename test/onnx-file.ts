// Writes small ONNX files for tests: an ensemble of trees whose sum is the margin, and its probability.
// The messages and their numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import type { Trees } from "#model/traditional/tree-shapley.ts";

const FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_FLOATS = 6;
const ATTRIBUTE_INTS = 7;
const ATTRIBUTE_STRINGS = 8;

/** An ONNX model with the input `features` and the outputs `margin` and `probability`, one number for each row. */
export function writeTreeModel({ features, trees }: Pick<Trees, "features" | "trees">): Uint8Array {
  const nodes = trees.flatMap((tree, treeId) => tree.map((node, nodeId) => ({ treeId, nodeId, node })));
  const leaves = nodes.filter(({ node }) => "value" in node);
  const split = (field: "feature" | "threshold" | "left" | "right") => nodes.map(({ node }) => ("value" in node ? 0 : node[field]));
  const attributes = [
    integers(
      "nodes_treeids",
      nodes.map(({ treeId }) => treeId),
    ),
    integers(
      "nodes_nodeids",
      nodes.map(({ nodeId }) => nodeId),
    ),
    integers("nodes_featureids", split("feature")),
    floats("nodes_values", split("threshold")),
    strings(
      "nodes_modes",
      nodes.map(({ node }) => ("value" in node ? "LEAF" : "BRANCH_LEQ")),
    ),
    integers("nodes_truenodeids", split("left")),
    integers("nodes_falsenodeids", split("right")),
    integers(
      "target_treeids",
      leaves.map(({ treeId }) => treeId),
    ),
    integers(
      "target_nodeids",
      leaves.map(({ nodeId }) => nodeId),
    ),
    integers(
      "target_ids",
      leaves.map(() => 0),
    ),
    floats(
      "target_weights",
      leaves.map(({ node }) => ("value" in node ? node.value : 0)),
    ),
    message([text(1, "n_targets"), integer(3, 1), integer(20, ATTRIBUTE_INT)]),
  ];
  const ensemble = message([
    text(1, "features"),
    text(2, "margin"),
    text(4, "TreeEnsembleRegressor"),
    ...attributes.map((attribute) => bytes(5, attribute)),
    text(7, "ai.onnx.ml"),
  ]);
  const link = message([text(1, "margin"), text(2, "probability"), text(4, "Sigmoid")]);
  const graph = message([
    bytes(1, ensemble),
    bytes(1, link),
    text(2, "trees"),
    bytes(11, tensor("features", features.length)),
    bytes(12, tensor("margin", 1)),
    bytes(12, tensor("probability", 1)),
  ]);
  const operators = [message([text(1, ""), integer(2, 17)]), message([text(1, "ai.onnx.ml"), integer(2, 3)])];
  return message([integer(1, 8), bytes(7, graph), ...operators.map((operator) => bytes(8, operator))]);
}

/** A float32 tensor of any number of rows. */
function tensor(name: string, width: number): Uint8Array {
  const rows = message([text(2, "rows")]);
  const columns = message([integer(1, width)]);
  const type = message([integer(1, FLOAT), bytes(2, message([bytes(1, rows), bytes(1, columns)]))]);
  return message([text(1, name), bytes(2, message([bytes(1, type)]))]);
}

function integers(name: string, values: readonly number[]): Uint8Array {
  return message([text(1, name), ...values.map((value) => integer(8, value)), integer(20, ATTRIBUTE_INTS)]);
}

function floats(name: string, values: readonly number[]): Uint8Array {
  const single = values.map((value) => {
    const field = Buffer.alloc(5);
    field.writeUInt8((7 << 3) | 5);
    field.writeFloatLE(value, 1);
    return field;
  });
  return message([text(1, name), ...single, integer(20, ATTRIBUTE_FLOATS)]);
}

function strings(name: string, values: readonly string[]): Uint8Array {
  return message([text(1, name), ...values.map((value) => text(9, value)), integer(20, ATTRIBUTE_STRINGS)]);
}

function message(fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function integer(field: number, value: number): Uint8Array {
  return Buffer.concat([variableLength(field << 3), variableLength(value)]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, Buffer.from(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([variableLength((field << 3) | 2), variableLength(value.byteLength), value]);
}

function variableLength(value: number): Uint8Array {
  const result: number[] = [];
  let rest = value;
  while (rest > 127) {
    result.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Uint8Array.from([...result, rest]);
}
