# How good and how even-handed a credit model is: discrimination, calibration and fairness by group, on rows it was not fitted on.
import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold

from south_german_credit import APPROVE_BELOW, groups

FOLDS = 5
REPEATS = 10
RELIABILITY_BINS = 10
CHANCE_DRAWS = 20
SEED = 20240501


def cross_validate(fit_and_score, rows, defaulted):
    """Repeated stratified 5-fold. `fit_and_score(train, test)` gives default probabilities of the test rows; both are row numbers.
    Returns (AUC of every fold, probabilities [repeats, rows], each from a model that had not seen the row)."""
    areas, probabilities = [], np.zeros((REPEATS, len(defaulted)))
    splits = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED).split(rows, defaulted)
    for number, (train, test) in enumerate(splits):
        probabilities[number // FOLDS, test] = fit_and_score(train, test)
        areas.append(roc_auc_score(defaulted[test], probabilities[number // FOLDS, test]))
    return np.array(areas), probabilities


def quality(areas, probabilities, defaulted, raw):
    per_repeat = areas.reshape(REPEATS, FOLDS).mean(axis=1)
    everyone = np.ones(len(defaulted), bool)
    return {
        "auc": {"mean": areas.mean(), "foldStandardDeviation": areas.std(ddof=1), "foldMin": areas.min(), "foldMax": areas.max(),
                "repeatMin": per_repeat.min(), "repeatMax": per_repeat.max(), "folds": FOLDS, "repeats": REPEATS},
        "calibration": calibration(probabilities, defaulted),
        "approval": {"approveBelow": APPROVE_BELOW, **approval(probabilities, defaulted, everyone)},
        "fairness": {name: approval(probabilities, defaulted, members) for name, members in groups(raw).items()},
    }


def calibration(probabilities, defaulted):
    """Means over the repeats: Brier score, logistic recalibration (slope 1 and intercept 0 are perfect), expected error; bins over all repeats."""
    lines = np.array([recalibration(repeat, defaulted) for repeat in probabilities])
    chance = np.random.default_rng(SEED)
    by_chance = [expected_error(repeat, chance.random(len(repeat)) < repeat) for repeat in probabilities for _ in range(CHANCE_DRAWS)]
    return {
        "brier": np.mean([brier_score_loss(defaulted, repeat) for repeat in probabilities]), "brierOfBaseRate": defaulted.mean() * (1 - defaulted.mean()),
        "expectedError": np.mean([expected_error(repeat, defaulted) for repeat in probabilities]), "expectedErrorByChance": np.mean(by_chance),
        "intercept": round(lines[:, 0].mean(), 3), "slope": round(lines[:, 1].mean(), 3),
        "bins": reliability(probabilities.ravel(), np.tile(defaulted, REPEATS)),
    }


def recalibration(probabilities, defaulted):
    margins = np.log(probabilities / (1 - probabilities))

    def loss(line):
        scores = line[0] + line[1] * margins
        return np.mean(np.logaddexp(0, scores) - defaulted * scores)

    return minimize(loss, (0.0, 1.0)).x


def reliability(probabilities, defaulted):
    order = np.array_split(np.argsort(probabilities, kind="stable"), RELIABILITY_BINS)
    return [{"rows": len(part), "predicted": probabilities[part].mean(), "observed": defaulted[part].mean()} for part in order]


def expected_error(probabilities, defaulted):
    """The mean distance of predicted and observed rates over the bins. Even perfect probabilities have one: bins are small."""
    return sum(item["rows"] * abs(item["predicted"] - item["observed"]) for item in reliability(probabilities, defaulted)) / len(defaulted)


def approval(probabilities, defaulted, members):
    """Of `members`, over all repeats: the share approved, of those who paid back (the true positive rate) and of those who did not; their AUC."""
    approved = probabilities[:, members] < APPROVE_BELOW
    paid = defaulted[members] == 0
    return {"rows": int(members.sum()), "defaultRate": 1 - paid.mean(), "approvalRate": approved.mean(), "approvedOfPaid": approved[:, paid].mean(),
            "approvedOfDefaulted": approved[:, ~paid].mean(), "auc": np.mean([roc_auc_score(~paid, repeat[members]) for repeat in probabilities])}
