# Trains credit-boosted: gradient-boosted trees on the South German Credit data, with figures from repeated cross-validation.
import numpy as np

import boosted_trees
from credit_quality import cross_validate, quality
from model_folder import versions_of, write_model
from south_german_credit import AMOUNT, DURATION, EXCLUDED, WORDS, input_schema, read_credit, training_data, words_of

MODEL = "credit-boosted"
SEED = 7
INPUTS = [DURATION, AMOUNT, *WORDS]
# Ordered words become their rank (from 1), the others a column of 0 and 1 for each word that enough rows have.
RANKED = ["checking_account", "credit_history", "savings", "employment", "other_installment_plans"]
COLUMNS_OF = {"purpose": {f"purpose_{word}": [word] for word in ("car_new", "car_used", "furniture", "retraining", "other")},
              "other_debtors": {"has_guarantor": ["guarantor"], "has_co_applicant": ["co_applicant"]}}
# A better account, more savings, longer employment never raise the risk; a longer credit never lowers it: chance must not say otherwise to a customer.
MONOTONE = {DURATION: 1, "checking_account": -1, "credit_history": -1, "savings": -1, "employment": -1}


def feature_list():
    """How inputs become columns, as in model.json: a number as it is, a word by the number that `values` gives it."""
    numbers = [{"name": name, "input": name} for name in (DURATION, AMOUNT)]
    ranks = [{"name": f"{name}_rank", "input": name, "values": {word: rank for rank, word in enumerate(words_of(name), 1)}} for name in RANKED]
    flags = [{"name": column, "input": name, "values": {word: int(word in members) for word in words_of(name)}}
             for name, columns in COLUMNS_OF.items() for column, members in columns.items()]
    return [*numbers, *ranks, *flags]


def encode(rows, features):
    columns = [rows[feature["input"]].map(feature["values"]) if "values" in feature else rows[feature["input"]] for feature in features]
    return np.column_stack(columns).astype(np.float32).astype(float)


def fit(matrix, defaulted, monotone):
    return boosted_trees.fit(matrix, defaulted, monotone, rounds=150, learning_rate=0.05, leaves=7, leaf_rows_min=15, feature_share=0.4, seed=SEED)


def validate(matrix, defaulted, monotone):
    return cross_validate(lambda train, test: fit(matrix[train], defaulted[train], monotone).predict(matrix[test]), matrix, defaulted)


def train():
    rows, defaulted, raw = read_credit()
    features = feature_list()
    matrix = encode(rows, features)
    monotone = [MONOTONE.get(feature["input"], 0) for feature in features]

    areas, probabilities = validate(matrix, defaulted, monotone)
    metrics = quality(areas, probabilities, defaulted, raw)
    with_age = np.column_stack([matrix, raw["age"]])
    metrics["aucIfAgeWereUsed"] = validate(with_age, defaulted, [*monotone, 0])[0].mean()
    files = boosted_trees.export(MODEL, fit(matrix, defaulted, monotone), matrix, [feature["name"] for feature in features])
    description = {
        "version": "1.0.0", "kind": "onnx", "title": "Credit risk, boosted trees",
        "description": "Probability that an application for a consumer credit ends in default, among applications like those of the training data.",
        "inputSchema": input_schema(INPUTS),
        "outputSchema": {"type": "object", "properties": {
            "default_probability": {"type": "number", "minimum": 0, "maximum": 1, "description": "Share of defaults among cases like this one"},
            "margin": {"type": "number", "description": "Log-odds of default: what the Shapley values of the features add up to"}},
            "required": ["default_probability", "margin"], "additionalProperties": False},
        "features": features,
        "outputs": [{"tensor": "probability", "field": "default_probability"}, {"tensor": "margin", "field": "margin"}],
        "excluded": EXCLUDED, "trainingData": training_data(), "trainedWith": versions_of("lightgbm", "numpy", "onnx", "shap"),
        "figures": {"auc": round(metrics["auc"]["mean"], 4), "aucFoldStandardDeviation": round(metrics["auc"]["foldStandardDeviation"], 4),
                    "brier": round(metrics["calibration"]["brier"], 4)},
    }
    write_model(MODEL, description, files, metrics)


if __name__ == "__main__":
    train()
