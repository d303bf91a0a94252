# Trains intent: a linear head over the embeddings of multilingual-e5-small, on BANKING77, which is not part of the repository.
# python train_intent.py <folder with train.csv and test.csv> <folder for texts.json and vectors.f32>: run once to write the texts, embed them
# with embed-texts.ts, run again to train.
import csv
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.svm import LinearSVC

from model_folder import folder_of, sha256_of, versions_of, write_json, write_model
from onnx_writer import write_linear_head

MODEL = "intent"
EMBEDDING = "multilingual-e5-small"
DIMENSIONS = 384
# Embeddings of this encoder lie close together, so they are centred and stretched before the head sees them; both are folded into its weights.
STRETCH = 10
PENALTY_CANDIDATES = (0.1, 0.3, 1, 3, 10)
# Below this confidence a person is asked. A round number, set without the test part.
CONFIDENT_FROM = 0.5
SEED = 7


def read_part(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"].strip() for row in rows], np.array([row["category"] for row in rows])


def train(data, work):
    (train_texts, train_labels), (test_texts, test_labels) = (read_part(data / f"{part}.csv") for part in ("train", "test"))
    texts = [*train_texts, *test_texts]
    if not (work / "vectors.f32").exists():
        write_json(work / "texts.json", texts, compact=True)
        return print(f"now: node sample-bank/training/embed-texts.ts {work / 'texts.json'} {work / 'vectors.f32'}")
    vectors = np.fromfile(work / "vectors.f32", "<f4").reshape(len(texts), DIMENSIONS).astype(float)
    mean = vectors[:len(train_texts)].mean(axis=0)
    stretched = (vectors - mean) * STRETCH
    known, unseen = stretched[:len(train_texts)], stretched[len(train_texts):]
    heads, chosen = compare(known, train_labels, unseen, test_labels)
    head = LogisticRegression(C=chosen, max_iter=1000).fit(known, train_labels)
    weights = head.coef_ * STRETCH
    folder = folder_of(MODEL)
    write_linear_head(folder / "model.onnx", weights, head.intercept_ - weights @ mean)
    probabilities = run(folder / "model.onnx", vectors[len(train_texts):])
    assert np.abs(probabilities - head.predict_proba(unseen)).max() < 1e-3, "the ONNX file does not say what the head says"
    write_model(MODEL, describe(head.classes_.tolist(), data, len(train_texts)), {"artefact": "model.onnx"},
                {"test": test_figures(probabilities, head.classes_, test_labels), "trainRows": len(train_texts),
                 "penaltyC": chosen, "heads": heads, "intents": len(head.classes_)})


def compare(known, labels, unseen, test_labels):
    """Accuracy of several heads, and the penalty of the logistic one: chosen by cross-validation on the training part, never on the test part."""
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    scores = {c: cross_val_score(LogisticRegression(C=c, max_iter=1000), known, labels, cv=folds).mean() for c in PENALTY_CANDIDATES}
    chosen = max(scores, key=scores.get)
    others = {"logistic": LogisticRegression(C=chosen, max_iter=1000), "linearSupportVector": LinearSVC(C=0.1, random_state=SEED),
              "nearestCentroid": NearestCentroid(), "tenNearest": KNeighborsClassifier(10, weights="distance")}
    heads = {name: {"testAccuracy": head.fit(known, labels).score(unseen, test_labels)} for name, head in others.items()}
    heads["logistic"]["crossValidated"] = scores[chosen]
    return heads, chosen


def run(path, vectors):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"features": vectors.astype(np.float32)})[0]


def test_figures(probabilities, classes, labels):
    order = np.argsort(-probabilities, axis=1)
    right = classes[order[:, 0]] == labels
    confident = probabilities.max(axis=1) >= CONFIDENT_FROM
    return {"rows": len(labels), "accuracy": right.mean(), "inFirstThree": (classes[order[:, :3]] == labels[:, None]).any(axis=1).mean(),
            "macroF1": f1_score(labels, classes[order[:, 0]], average="macro"), "confidentFrom": CONFIDENT_FROM,
            "confidentShare": confident.mean(), "accuracyWhereConfident": right[confident].mean(), "accuracyElsewhere": right[~confident].mean()}


def describe(labels, data, rows):
    names = {"type": "string", "enum": labels}
    return {
        "version": "1.0.0", "kind": "onnx", "title": "Customer intent",
        "description": "Which of 77 questions about cards, transfers and accounts a customer's message asks.",
        "inputSchema": {"type": "object", "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 1000, "description": "The customer's message"}},
                        "required": ["text"], "additionalProperties": False},
        "outputSchema": {"type": "object", "properties": {"intents": {"type": "array", "minItems": 3, "maxItems": 3, "items": {
            "type": "object", "properties": {"intent": names, "probability": {"type": "number", "minimum": 0, "maximum": 1}},
            "required": ["intent", "probability"], "additionalProperties": False}}}, "required": ["intents"], "additionalProperties": False},
        "features": [{"name": "embedding", "input": "text", "embedding": {"weights": EMBEDDING, "dimensions": DIMENSIONS}}],
        "outputs": [{"tensor": "probabilities", "field": "intents", "labels": labels, "highest": 3, "labelField": "intent", "valueField": "probability"}],
        "excluded": {}, "trainedWith": {**versions_of("numpy", "onnx", "scikit-learn"), "embeddings": EMBEDDING},
        "trainingData": {"name": "BANKING77 (Casanueva et al. 2020)", "licence": "CC BY 4.0", "sha256": sha256_of(data / "train.csv"),
                         "testSha256": sha256_of(data / "test.csv"), "rows": rows, "simulated": False},
    }


if __name__ == "__main__":
    train(*(Path(argument) for argument in sys.argv[1:3]))
