# Simulates the alerts that a bank's monitoring rules raise about accounts, and which of them an investigator reports. All of it is made up.
import numpy as np
import pandas

SEED = 20240503
ALERTS = 20_000
DAYS = 730
RULES = ["cash_deposits", "rapid_movement", "foreign_transfers", "unusual_volume", "dormant_account_active", "many_counterparties"]
# How an honest account comes to raise an alert, and how a dishonest one does; the kinds overlap in everything that can be seen.
HONEST = {"shopkeeper": 0.3, "importer": 0.15, "house_buyer": 0.15, "family_abroad": 0.15, "busy_household": 0.25}
DISHONEST = {"structuring": 0.35, "mule": 0.4, "trade_front": 0.25}
REPORTED_SHARE = 0.05
# Investigators miss some, and report some out of caution.
MISSED_SHARE = 0.12
CAUTION_SHARE = 0.008

# For each kind: which rules raise it, then means of (log of turnover in yen, cash share, share just below the threshold, share passed on within
# two days, share abroad, counterparties, turnover to what was declared).
KINDS = {
    "shopkeeper": ([4, 0, 0, 2, 0, 1], 15.2, 0.55, 0.14, 0.25, 0.03, 14, 1.2),
    "importer": ([0, 1, 4, 2, 0, 2], 16.4, 0.05, 0.05, 0.45, 0.45, 25, 1.3),
    "house_buyer": ([0, 3, 0, 4, 1, 0], 16.6, 0.03, 0.03, 0.60, 0.03, 4, 4.0),
    "family_abroad": ([1, 1, 5, 1, 0, 0], 13.6, 0.20, 0.10, 0.50, 0.50, 4, 1.2),
    "busy_household": ([1, 1, 1, 3, 2, 3], 14.0, 0.15, 0.06, 0.25, 0.06, 12, 1.5),
    "structuring": ([5, 1, 0, 2, 0, 0], 15.4, 0.60, 0.34, 0.45, 0.12, 8, 2.6),
    "mule": ([0, 5, 2, 1, 3, 2], 14.5, 0.18, 0.12, 0.80, 0.22, 16, 3.6),
    "trade_front": ([1, 2, 4, 2, 0, 1], 16.5, 0.12, 0.08, 0.65, 0.50, 18, 2.2),
}


def simulate():
    """Alerts in order of time: what the bank knows when each is raised, `day` and `reported`."""
    chance = np.random.default_rng(SEED)
    days = np.sort(chance.integers(0, DAYS, ALERTS))
    return pandas.DataFrame([alert(chance, int(day)) for day in days])


def share(chance, mean, firmness=5):
    return float(chance.beta(mean * firmness, (1 - mean) * firmness))


def alert(chance, day):
    is_dishonest = chance.random() < REPORTED_SHARE
    kinds = DISHONEST if is_dishonest else HONEST
    kind = chance.choice(list(kinds), p=list(kinds.values()))
    rules, turnover, cash, below, passed_on, abroad, counterparties, declared = KINDS[kind]
    is_business = kind in ("shopkeeper", "importer", "trade_front") or chance.random() < 0.08
    young = kind in ("mule", "trade_front") and chance.random() < 0.6
    risk = chance.choice(3, p=(0.35, 0.4, 0.25) if is_dishonest else (0.55, 0.33, 0.12))
    was_reported = chance.random() >= MISSED_SHARE if is_dishonest else chance.random() < CAUTION_SHARE
    cash_share = share(chance, cash)
    return {
        "day": day, "rule": RULES[chance.choice(len(RULES), p=np.array(rules) / sum(rules))], "customer_kind": "business" if is_business else "private",
        "customer_risk_rating": ("low", "medium", "high")[risk], "account_age_months": int(chance.integers(1, 18) if young else chance.gamma(2, 45) + 1),
        "turnover_30_days_yen": float(round(np.clip(np.exp(chance.normal(turnover, 0.9)), 10_000, 2e9), -3)), "cash_share": round(cash_share, 3),
        "just_below_threshold_share": round(cash_share * share(chance, min(below / max(cash, 0.15), 0.9), 4), 3),
        "passed_on_in_two_days_share": round(share(chance, passed_on), 3), "abroad_share": round(share(chance, abroad, 4), 3),
        "high_risk_country_share": round(share(chance, 0.10 if is_dishonest else 0.04, 3) * (chance.random() < (0.5 if is_dishonest else 0.3)), 3),
        "counterparties_30_days": int(chance.poisson(counterparties * np.exp(chance.normal(0, 0.5)))),
        "new_counterparties_share": round(share(chance, 0.55 if is_dishonest else 0.4), 3),
        "turnover_to_declared": round(float(np.clip(declared * np.exp(chance.normal(0, 0.7)), 0.01, 200)), 2),
        "alerts_last_year": int(chance.poisson(1.4 if is_dishonest else 0.9)), "earlier_report": "yes" if chance.random() < (0.14 if is_dishonest else 0.025) else "no",
        "reported": int(was_reported)}
