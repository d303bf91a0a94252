# Writes models in the two forms that the server runs: boosted trees and a linear head, with plain named tensors as outputs.
# Written node by node rather than converted, so that the ONNX file and trees.json are provably the same trees, and the bytes do not change.
import numpy as np
import onnx
from onnx import TensorProto, helper

OPSETS = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
IR_VERSION = 9


def write_trees(path, trees, feature_count):
    """`trees` as in trees.json. Input: features [rows, features], float32. Outputs: margin and probability, both [rows, 1]."""
    attributes = {name: [] for name in ("treeids", "nodeids", "featureids", "modes", "values", "hitrates", "truenodeids", "falsenodeids", "missing_value_tracks_true")}
    targets = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    for tree_id, tree in enumerate(trees["trees"]):
        for node_id, node in enumerate(tree):
            is_leaf = "value" in node
            row = (tree_id, node_id, 0 if is_leaf else node["feature"], "LEAF" if is_leaf else "BRANCH_LEQ", 0.0 if is_leaf else node["threshold"],
                   1.0, 0 if is_leaf else node["left"], 0 if is_leaf else node["right"], 0 if is_leaf else int(node["missing"] == "left"))
            for values, value in zip(attributes.values(), row):
                values.append(value)
            if is_leaf:
                for values, value in zip(targets.values(), (tree_id, node_id, 0, node["value"])):
                    values.append(value)
    regressor = helper.make_node(
        "TreeEnsembleRegressor", ["features"], ["margin"], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM", post_transform="NONE",
        base_values=[trees["baseMargin"]], **{f"nodes_{name}": values for name, values in attributes.items()},
        **{f"target_{name}": values for name, values in targets.items()})
    save(path, [regressor, helper.make_node("Sigmoid", ["margin"], ["probability"])], feature_count, [("margin", 1), ("probability", 1)], [])


def write_linear_head(path, weights, intercepts):
    """weights [classes, features], intercepts [classes]. Output: probabilities [rows, classes], softmax."""
    constants = [onnx.numpy_helper.from_array(np.ascontiguousarray(weights.T, dtype=np.float32), "weights"),
                 onnx.numpy_helper.from_array(intercepts.astype(np.float32), "intercepts")]
    nodes = [helper.make_node("Gemm", ["features", "weights", "intercepts"], ["scores"]),
             helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1)]
    save(path, nodes, weights.shape[1], [("probabilities", weights.shape[0])], constants)


def save(path, nodes, feature_count, outputs, constants):
    inputs = [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", feature_count])]
    results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", width]) for name, width in outputs]
    graph = helper.make_graph(nodes, "model", inputs, results, constants)
    model = helper.make_model(graph, opset_imports=OPSETS, ir_version=IR_VERSION, producer_name="sample-bank")
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
