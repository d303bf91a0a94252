# Trains and measures a boosted model of rare events: it learns from the earlier days and is measured on the later ones.
import hashlib

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

import boosted_trees
from model_folder import sha256_of, versions_of, write_model

TRAIN_SHARE = 0.7
SEED = 7


def train(model_id, simulator, target, description, inputs, probability_field, budget_share):
    """`inputs`: JSON Schema by name, in the order of the features; words (`enum`) become a number by their place, from 0, in their listed order.
    `budget_share`: the share of rows that people have the time to look at."""
    rows = simulator.simulate()
    happened = rows[target].to_numpy()
    features = [{"name": name, "input": name, **({"values": {word: number for number, word in enumerate(schema["enum"])}} if "enum" in schema else {})}
                for name, schema in inputs.items()]
    matrix = np.column_stack([rows[item["input"]].map(item["values"]) if "values" in item else rows[item["input"]] for item in features])
    matrix = matrix.astype(np.float32).astype(float)
    check_ranges(rows, inputs)
    is_early = (rows["day"] < TRAIN_SHARE * (rows["day"].max() + 1)).to_numpy()
    booster = boosted_trees.fit(matrix[is_early], happened[is_early], [0] * len(features), rounds=120, learning_rate=0.05, leaves=15, leaf_rows_min=60, feature_share=0.6, seed=SEED)
    metrics = {
        "baseRate": happened.mean(), "rows": len(rows), "events": int(happened.sum()), "trainRows": int(is_early.sum()), "testRows": int((~is_early).sum()),
        "test": figures(booster.predict(matrix[~is_early]), happened[~is_early], budget_share),
        "bestSingleFeature": best_single(matrix[~is_early], happened[~is_early], features),
    }
    files = boosted_trees.export(model_id, booster, matrix, [item["name"] for item in features])
    write_model(model_id, {
        "version": "1.0.0", "kind": "onnx", **description,
        "inputSchema": {"type": "object", "properties": inputs, "required": list(inputs), "additionalProperties": False},
        "outputSchema": {"type": "object", "properties": {probability_field: {"type": "number", "minimum": 0, "maximum": 1},
                                                          "margin": {"type": "number", "description": "Log-odds: what the Shapley values of the features add up to"}},
                         "required": [probability_field, "margin"], "additionalProperties": False},
        "features": features, "outputs": [{"tensor": "probability", "field": probability_field}, {"tensor": "margin", "field": "margin"}], "excluded": {},
        "trainingData": {"name": f"Simulated: training/{simulator.__name__}.py, seed {simulator.SEED}", "licence": "Apache-2.0", "simulated": True, "rows": len(rows),
                         "sha256": digest(rows, target, inputs), "simulatorSha256": sha256_of(simulator.__file__)},
        "trainedWith": versions_of("lightgbm", "numpy", "onnx", "pandas", "shap"),
        "figures": {"auc": round(metrics["test"]["auc"], 4), "averagePrecision": round(metrics["test"]["averagePrecision"], 4),
                    "precisionAtBudget": round(metrics["test"]["budget"]["precision"], 4)},
    }, files, metrics)


def check_ranges(rows, inputs):
    for name, schema in inputs.items():
        assert "enum" in schema or rows[name].between(schema["minimum"], schema["maximum"]).all(), f"{name} leaves its range"


def digest(rows, target, inputs):
    """SHA-256 of the simulated rows as CSV, so that a change of the simulator or its libraries shows."""
    return hashlib.sha256(rows[["day", *inputs, target]].to_csv(index=False, lineterminator="\n").encode()).hexdigest()


def figures(probabilities, happened, budget_share):
    looked_at = np.argsort(-probabilities, kind="stable")[:round(budget_share * len(happened))]
    found = happened[looked_at].sum()
    return {"auc": roc_auc_score(happened, probabilities), "averagePrecision": average_precision_score(happened, probabilities), "baseRate": happened.mean(),
            "brier": brier_score_loss(happened, probabilities), "brierOfBaseRate": happened.mean() * (1 - happened.mean()), "predictedRate": probabilities.mean(),
            "budget": {"share": budget_share, "rows": len(looked_at), "precision": found / len(looked_at), "recall": found / happened.sum(),
                       "probabilityFrom": probabilities[looked_at].min()}}


def best_single(matrix, happened, features):
    """The feature that alone, higher or lower, tells most: far below the model, or the simulation would be too easy."""
    areas = [max(area, 1 - area) for area in (roc_auc_score(happened, column) for column in matrix.T)]
    best = int(np.argmax(areas))
    return {"feature": features[best]["name"], "auc": areas[best]}
