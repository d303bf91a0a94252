# Boosted trees with LightGBM: settings that repeat, the trees as plain data, the checks that every exported form says the same.
import lightgbm
import numpy as np
import onnxruntime
import shap

from model_folder import folder_of, rounded, write_json
from onnx_writer import write_trees

REFERENCE_ROWS = 50
# Single precision in ONNX against double precision here; margins are below 10.
MARGIN_TOLERANCE = 1e-4


def fit(features, is_positive, monotone, rounds, learning_rate, leaves, leaf_rows_min, feature_share, seed):
    """A booster for log-odds of the positive class. `monotone`: +1, 0 or -1 for each column."""
    settings = {
        "objective": "binary", "learning_rate": learning_rate, "num_leaves": leaves, "max_depth": 3 if leaves <= 8 else 6,
        "min_data_in_leaf": leaf_rows_min, "lambda_l2": 5.0, "bagging_fraction": 0.7, "bagging_freq": 1, "feature_fraction": feature_share,
        "monotone_constraints": monotone, "max_bin": 255, "seed": seed, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1,
    }
    return lightgbm.train(settings, lightgbm.Dataset(features, is_positive), num_boost_round=rounds)


def trees_of(booster, feature_names):
    """The booster as trees.json: a row goes left where its feature is at most the threshold; the margin is the sum of the leaves."""
    return {"features": feature_names, "baseMargin": 0.0, "rule": "left where feature <= threshold", "link": "probability = 1 / (1 + exp(-margin))",
            "trees": [nodes_of(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]}


def nodes_of(root):
    nodes = []

    def add(node):
        index = len(nodes)
        nodes.append(None)
        if "split_feature" not in node:
            nodes[index] = {"value": node["leaf_value"], "cover": node["leaf_count"]}
            return index
        assert node["decision_type"] == "<="
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[index] = {"feature": node["split_feature"], "threshold": single_below(node["threshold"]), "left": left, "right": right,
                        "missing": "left" if node["default_left"] else "right", "cover": node["internal_count"]}
        return index

    add(root)
    return nodes


def single_below(threshold):
    """The largest single-precision number at most `threshold`: ONNX compares in single precision, and inputs between the two do not occur."""
    single = np.float32(threshold)
    return float(single if float(single) <= threshold else np.nextafter(single, np.float32(-np.inf)))


def export(model_id, booster, features, feature_names):
    """Writes model.onnx, trees.json and shap-reference.json, and checks each against LightGBM on every row. Returns the files by role."""
    folder = folder_of(model_id)
    trees = trees_of(booster, feature_names)
    write_trees(folder / "model.onnx", trees, len(feature_names))
    write_json(folder / "trees.json", trees, compact=True)
    margins = booster.predict(features, raw_score=True)
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    onnx_margins = session.run(["margin"], {"features": features.astype(np.float32)})[0][:, 0]
    assert np.abs(onnx_margins - margins).max() < MARGIN_TOLERANCE, "the ONNX file does not say what LightGBM says"
    rows = np.linspace(0, len(features) - 1, REFERENCE_ROWS).astype(int)
    write_reference(folder / "shap-reference.json", booster, features[rows], margins[rows])
    return {"artefact": "model.onnx", "trees": "trees.json", "shapReference": "shap-reference.json"}


def write_reference(path, booster, rows, margins):
    explainer = shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent")
    values = np.asarray(explainer.shap_values(rows))
    assert values.shape == rows.shape
    base = float(np.ravel(explainer.expected_value)[-1])
    assert np.abs(values.sum(axis=1) + base - margins).max() < 1e-9, "Shapley values must add up to the margin"
    write_json(path, {"method": f"shap {shap.__version__}, TreeExplainer, tree_path_dependent, on the margin", "expectedMargin": base,
                      "rows": [{"features": rounded(row), "margin": margin, "probability": 1 / (1 + np.exp(-margin)), "shap": shap_row}
                               for row, margin, shap_row in zip(rows.tolist(), margins.tolist(), values.tolist())]}, compact=True)
