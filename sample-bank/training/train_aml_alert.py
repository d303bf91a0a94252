# Trains aml-alert: the probability that an alert about money laundering ends in a report, on simulated alerts.
import simulate_money_laundering_alerts as simulator
from time_split_model import train

SHARE = {"type": "number", "minimum": 0, "maximum": 1}
INPUTS = {
    "rule": {"type": "string", "enum": simulator.RULES, "description": "The monitoring rule that raised the alert"},
    "customer_kind": {"type": "string", "enum": ["private", "business"]},
    "customer_risk_rating": {"type": "string", "enum": ["low", "medium", "high"]},
    "account_age_months": {"type": "integer", "minimum": 0, "maximum": 1_200},
    "turnover_30_days_yen": {"type": "number", "minimum": 10_000, "maximum": 2_000_000_000},
    "cash_share": {**SHARE, "description": "Of the turnover, paid in or out as cash"},
    "just_below_threshold_share": {**SHARE, "description": "Of the turnover, in cash just below the amount that must be reported"},
    "passed_on_in_two_days_share": {**SHARE, "description": "Of what came in, gone again within two days"},
    "abroad_share": {**SHARE, "description": "Of the turnover, from or to other countries"},
    "high_risk_country_share": {**SHARE, "description": "Of the turnover, from or to countries on the international watch lists"},
    "counterparties_30_days": {"type": "integer", "minimum": 0, "maximum": 10_000},
    "new_counterparties_share": SHARE,
    "turnover_to_declared": {"type": "number", "minimum": 0.01, "maximum": 200, "description": "Turnover over what the customer said to expect"},
    "alerts_last_year": {"type": "integer", "minimum": 0, "maximum": 1_000},
    "earlier_report": {"type": "string", "enum": ["no", "yes"], "description": "Whether this customer was reported before"},
}

if __name__ == "__main__":
    train("aml-alert", simulator, "reported", {
        "title": "Money-laundering alert", "description": "Probability that an alert of the monitoring rules ends in a report to the authorities.",
    }, INPUTS, "report_probability", budget_share=0.1)
