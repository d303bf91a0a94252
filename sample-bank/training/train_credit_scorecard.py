# Trains credit-scorecard: a logistic regression on the weight of evidence of hand-made bins, written down as whole points.
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from credit_quality import REPEATS, cross_validate, quality
from model_folder import folder_of, rounded, versions_of, write_json, write_model
from south_german_credit import APPROVE_BELOW, EXCLUDED, input_schema, read_credit, training_data

MODEL = "credit-scorecard"
# The bins and the words for customers; a bin holds its words, or the numbers from `from` to below `below`.
PLAN = json.loads((Path(__file__).parent / "credit_scorecard_bins.json").read_text(encoding="utf-8"))["characteristics"]
BASE_SCORE, BASE_ODDS, POINTS_TO_DOUBLE = 600, 30, 20
REFER_BELOW = 0.3
REFERENCE_ROWS = 50
# Added to the counts of each bin, so that none has infinite evidence.
SMOOTHING = 0.5


def bin_numbers(rows):
    """For each characteristic, the number of the bin that each row falls into: [rows, characteristics]."""
    def number_in(characteristic, value):
        found = [number for number, item in enumerate(characteristic["bins"])
                 if (value in item["words"] if "words" in item else item["from"] <= value < item["below"])]
        assert len(found) == 1, f"{value} must fall into one bin of {characteristic['input']}"
        return found[0]

    return np.column_stack([[number_in(item, value) for value in rows[item["input"]]] for item in PLAN])


def fit(bins, defaulted):
    """(points of the start, points of each bin of each characteristic), whole numbers; in each, the worst bin has 0."""
    evidence = [evidence_of(bins[:, index], defaulted, len(item["bins"])) for index, item in enumerate(PLAN)]
    matrix = np.column_stack([values[bins[:, index]] for index, values in enumerate(evidence)])
    model = LogisticRegression(C=1e6, max_iter=1000).fit(matrix, 1 - defaulted)
    assert (model.coef_ > 0).all(), "a characteristic that works against its own evidence must be left out"
    factor = POINTS_TO_DOUBLE / np.log(2)
    exact = [factor * weight * values for weight, values in zip(model.coef_[0], evidence)]
    start = BASE_SCORE - factor * np.log(BASE_ODDS) + factor * model.intercept_[0] + sum(values.min() for values in exact)
    return round(start), [np.rint(values - values.min()).astype(int) for values in exact]


def evidence_of(bins, defaulted, bin_count):
    """Weight of evidence: the log of a bin's share of those who paid back over its share of those who did not."""
    paid = np.array([((bins == number) & (defaulted == 0)).sum() for number in range(bin_count)]) + SMOOTHING
    lost = np.array([((bins == number) & (defaulted == 1)).sum() for number in range(bin_count)]) + SMOOTHING
    return np.log(paid / paid.sum()) - np.log(lost / lost.sum())


def score(card, bins):
    start, points = card
    return start + sum(values[bins[:, index]] for index, values in enumerate(points))


def default_probability(scores):
    return 1 / (1 + BASE_ODDS * 2 ** ((scores - BASE_SCORE) / POINTS_TO_DOUBLE))


def score_at(probability):
    """The lowest whole score whose default probability is below `probability`."""
    return int(np.floor(BASE_SCORE + POINTS_TO_DOUBLE * np.log2((1 / probability - 1) / BASE_ODDS))) + 1


CUT_OFFS = [("approve", score_at(APPROVE_BELOW)), ("refer", score_at(REFER_BELOW)), ("decline", 0)]


def scorecard_of(card, bins, defaulted):
    start, points = card
    characteristics = []
    for index, (item, values) in enumerate(zip(PLAN, points)):
        members = [bins[:, index] == number for number in range(len(item["bins"]))]
        characteristics.append({
            "input": item["input"], "reasonCode": item["reasonCode"], "reason": item["reason"], "pointsMax": int(values.max()),
            "pointsNeutral": round(float(values[bins[:, index]].mean()), 1),
            "bins": [{**part, "points": int(value), "rows": int(rows.sum()), "defaultRate": round(float(defaulted[rows].mean()), 4)}
                     for part, value, rows in zip(item["bins"], values, members)]})
    return {
        "score": "startPoints plus the points of the one bin of each characteristic that the input falls into",
        "scale": {"baseScore": BASE_SCORE, "baseOdds": BASE_ODDS, "pointsToDoubleOdds": POINTS_TO_DOUBLE,
                  "defaultProbability": "1 / (1 + baseOdds * 2 ^ ((score - baseScore) / pointsToDoubleOdds))"},
        "startPoints": start, "scoreMin": start, "scoreMax": start + sum(int(values.max()) for values in points),
        "cutOffs": [{"recommendation": name, "scoreFrom": lowest} for name, lowest in CUT_OFFS],
        "reasons": {"pointsLost": "pointsMax minus the points of the bin; most first, ties in the order of the characteristics; none where 0", "limit": 4},
        "characteristics": characteristics}


def reference(scorecard, rows, bins):
    """Scores and reasons of some rows, for tests of other implementations."""
    result = []
    for row in np.linspace(0, len(rows) - 1, REFERENCE_ROWS).astype(int):
        earned = [item["bins"][number]["points"] for item, number in zip(scorecard["characteristics"], bins[row])]
        lost = [(item["pointsMax"] - points, item["reasonCode"]) for item, points in zip(scorecard["characteristics"], earned)]
        ranked = sorted([item for item in lost if item[0] > 0], key=lambda item: -item[0])[:scorecard["reasons"]["limit"]]
        total = scorecard["startPoints"] + sum(earned)
        inputs = {name: int(value) if isinstance(value, float) else value for name, value in rows.iloc[row].items()}
        result.append({"input": inputs, "score": total, "default_probability": float(default_probability(total)),
                       "recommendation": next(name for name, lowest in CUT_OFFS if total >= lowest),
                       "reasons": [{"code": code, "points_lost": points} for points, code in ranked]})
    return {"rows": rounded(result)}


def bands(probabilities, defaulted):
    """What each recommendation would have meant for rows not learned from, over all repeats."""
    everyone = np.tile(defaulted, REPEATS)
    limits = [0, default_probability(CUT_OFFS[0][1]), default_probability(CUT_OFFS[1][1]), 1]
    found = np.digitize(probabilities.ravel(), limits[1:3], right=True)
    return {name: {"share": (found == number).mean(), "defaultRate": everyone[found == number].mean()} for number, (name, _) in enumerate(CUT_OFFS)}


def train():
    rows, defaulted, raw = read_credit()
    bins = bin_numbers(rows)
    areas, probabilities = cross_validate(
        lambda train, test: default_probability(score(fit(bins[train], defaulted[train]), bins[test])), bins, defaulted)
    metrics = {**quality(areas, probabilities, defaulted, raw), "bands": bands(probabilities, defaulted)}
    scorecard = scorecard_of(fit(bins, defaulted), bins, defaulted)
    metrics["scale"] = {name: scorecard[name] for name in ("startPoints", "scoreMin", "scoreMax")} | {name: lowest for name, lowest in CUT_OFFS[:2]}
    metrics["reasons"] = {"guarantorPointsMax": next(item["pointsMax"] for item in scorecard["characteristics"] if item["input"] == "other_debtors")}
    write_json(folder_of(MODEL) / "scorecard.json", scorecard)
    write_json(folder_of(MODEL) / "score-reference.json", reference(scorecard, rows, bins), compact=True)
    description = {
        "version": "1.0.0", "kind": "scorecard", "title": "Credit risk, points scorecard",
        "description": "Points, a recommendation and the reasons that cost most points, for an application for a consumer credit.",
        "inputSchema": input_schema([item["input"] for item in PLAN]),
        "outputSchema": {"type": "object", "properties": {
            "score": {"type": "integer", "minimum": scorecard["scoreMin"], "maximum": scorecard["scoreMax"]},
            "default_probability": {"type": "number", "minimum": 0, "maximum": 1},
            "recommendation": {"type": "string", "enum": [name for name, _ in CUT_OFFS]},
            "reasons": {"type": "array", "maxItems": scorecard["reasons"]["limit"], "items": {"type": "object", "properties": {
                "code": {"type": "string", "enum": [item["reasonCode"] for item in PLAN]}, "points_lost": {"type": "integer", "minimum": 1}},
                "required": ["code", "points_lost"], "additionalProperties": False}}},
            "required": ["score", "default_probability", "recommendation", "reasons"], "additionalProperties": False},
        "features": [{"name": item["input"], "input": item["input"]} for item in PLAN],
        "excluded": EXCLUDED, "trainingData": training_data(), "trainedWith": versions_of("numpy", "scikit-learn"),
        "figures": {"auc": round(metrics["auc"]["mean"], 4), "aucFoldStandardDeviation": round(metrics["auc"]["foldStandardDeviation"], 4),
                    "brier": round(metrics["calibration"]["brier"], 4)},
    }
    write_model(MODEL, description, {"artefact": "scorecard.json", "scoreReference": "score-reference.json"}, metrics)


if __name__ == "__main__":
    train()
