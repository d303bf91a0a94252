# Trains fraud: the probability that a card payment is fraudulent, on simulated payments.
import simulate_card_payments as simulator
from time_split_model import train

INPUTS = {
    "amount_yen": {"type": "number", "minimum": 10, "maximum": 5_000_000},
    "merchant_category": {"type": "string", "enum": simulator.CATEGORIES},
    "channel": {"type": "string", "enum": ["chip", "contactless", "cash_machine", "online"]},
    "abroad": {"type": "string", "enum": ["no", "yes"], "description": "Whether the merchant is in another country than the card"},
    "device": {"type": "string", "enum": ["not_online", "known", "new"]},
    "delivery_address": {"type": "string", "enum": ["not_online", "as_registered", "differs"]},
    "merchant_seen_before": {"type": "string", "enum": ["no", "yes"]},
    "hour_of_day": {"type": "integer", "minimum": 0, "maximum": 23},
    "amount_to_usual": {"type": "number", "minimum": 0.01, "maximum": 100, "description": "Amount over the median of the card's last 30 payments"},
    "payments_last_hour": {"type": "integer", "minimum": 0, "maximum": 100},
    "payments_last_day": {"type": "integer", "minimum": 0, "maximum": 500},
    "spent_last_day_yen": {"type": "number", "minimum": 0, "maximum": 50_000_000},
    "hours_since_last_payment": {"type": "number", "minimum": 0, "maximum": 720, "description": "720 also where there is none"},
    "failed_attempts_last_day": {"type": "integer", "minimum": 0, "maximum": 50, "description": "Wrong codes and refused payments"},
    "card_age_days": {"type": "integer", "minimum": 0, "maximum": 20_000},
}

if __name__ == "__main__":
    train("fraud", simulator, "fraud", {
        "title": "Card payment fraud", "description": "Probability that a card payment is fraudulent, from the payment and the card's own past.",
    }, INPUTS, "fraud_probability", budget_share=0.005)
