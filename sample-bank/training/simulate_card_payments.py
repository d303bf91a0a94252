# Simulates the card payments of a small bank, a few of them fraudulent, with what a bank knows at the moment of each. All of it is made up.
import numpy as np
import pandas

SEED = 20240502
CARDS = 3_000
DAYS = 90
HOUR = 3_600.0
# The share of cards that fall victim in the period, and of cards that do something unusual and honest (a journey, a big purchase, a new phone).
VICTIM_SHARE = 0.11
HONEST_SURPRISE_SHARE = 0.25
# Fraud that nobody reports stays in the data as honest.
UNREPORTED_SHARE = 0.05
CATEGORIES = ["groceries", "restaurant", "fuel", "clothing", "online_retail", "electronics", "travel", "jewellery", "digital_goods", "cash_machine"]
USUAL_SHARES = np.array([0.30, 0.16, 0.09, 0.09, 0.17, 0.04, 0.05, 0.01, 0.07, 0.02])
FRAUD_SHARES = np.array([0.06, 0.04, 0.04, 0.07, 0.30, 0.16, 0.08, 0.04, 0.17, 0.04])
# Yen; the median of a payment in each category.
MEDIAN_AMOUNTS = np.array([2_800, 3_500, 5_200, 7_000, 4_500, 18_000, 24_000, 42_000, 1_500, 30_000])
ONLINE = {"online_retail", "digital_goods", "travel"}


def simulate():
    """Payments in order of time: the columns of `observe`, `day` and `fraud`."""
    chance = np.random.default_rng(SEED)
    payments = [payment for card in range(CARDS) for payment in payments_of(chance, card)]
    payments.sort(key=lambda payment: payment["time"])
    return pandas.DataFrame(payments)


def payments_of(chance, card):
    person = {"per_day": chance.gamma(2.0, 0.25) + 0.05, "spending": np.exp(chance.normal(0, 0.45)), "abroad": chance.beta(0.4, 30),
              "night": chance.beta(1, 12), "age_days": chance.integers(20, 4_000), "habits": chance.dirichlet(USUAL_SHARES * 25)}
    events = [honest(chance, person, time, 1.0) for time in chance.uniform(0, DAYS * 24 * HOUR, chance.poisson(person["per_day"] * DAYS))]
    if chance.random() < HONEST_SURPRISE_SHARE:
        events += honest_surprise(chance, person)
    if chance.random() < VICTIM_SHARE:
        events += fraud_episode(chance, person)
    return observe(chance, person, sorted(events, key=lambda event: event["time"]))


def honest(chance, person, time, size):
    category = chance.choice(len(CATEGORIES), p=person["habits"])
    day_time = chance.normal(14, 4) if chance.random() > person["night"] else chance.normal(25, 2)
    time = np.clip(np.floor(time / (24 * HOUR)) * 24 * HOUR + day_time * HOUR, 0, DAYS * 24 * HOUR - 1)
    return {"time": time, "category": category, "amount": person["spending"] * MEDIAN_AMOUNTS[category] * size * np.exp(chance.normal(0, 0.7)),
            "abroad": chance.random() < person["abroad"], "new_device": chance.random() < 0.03, "new_merchant": chance.random() < 0.35,
            "address_differs": chance.random() < 0.06, "failed": chance.poisson(0.03), "fraud": 0}


def honest_surprise(chance, person):
    """A journey, a spree or a new phone: looks like fraud and is none."""
    start, kind = chance.uniform(0, (DAYS - 8) * 24 * HOUR), chance.integers(3)
    events = []
    for _ in range(chance.integers(3, 12)):
        event = honest(chance, person, start + chance.exponential(36 if kind == 0 else 5) * HOUR, (1.3, 2.5, 1.0)[kind])
        event["new_merchant"] = chance.random() < 0.85
        event["abroad"] = event["abroad"] or (kind == 0 and chance.random() < 0.85)
        event["new_device"] = event["new_device"] or (kind == 2 and chance.random() < 0.8)
        event["failed"] += chance.poisson(0.2)
        events.append(event)
    return events


def fraud_episode(chance, person):
    """One of three: a stolen number used online, a copied card used abroad or at shops, an account taken over. Some are careful, some are not."""
    start, kind, care = chance.uniform(0, (DAYS - 3) * 24 * HOUR), chance.choice(3, p=(0.6, 0.2, 0.2)), chance.beta(2, 2)
    events = []
    for number in range(1 + chance.poisson((2.5, 2.0, 1.5)[kind])):
        start += chance.exponential(0.3 + 8 * care) * HOUR
        category = chance.choice(len(CATEGORIES), p=FRAUD_SHARES)
        is_test = number == 0 and chance.random() < 0.3
        size = 0.1 if is_test else np.exp(chance.normal(0.9 * (1 - care), 0.6))
        events.append({
            "time": min(start, DAYS * 24 * HOUR - 1), "category": category, "amount": MEDIAN_AMOUNTS[category] * size * person["spending"] ** care,
            "abroad": chance.random() < (0.3, 0.5, 0.1)[kind] * (1 - 0.6 * care), "new_device": chance.random() < (0.55, 0.02, 0.8)[kind],
            "new_merchant": chance.random() < 0.85, "address_differs": chance.random() < (0.45, 0.05, 0.3)[kind],
            "failed": chance.poisson(0.7 * (1 - care)), "fraud": int(chance.random() >= UNREPORTED_SHARE)})
    return events


def observe(chance, person, events):
    """What the bank knows at each payment: the payment and the card's own past, nothing of the future."""
    rows, times, amounts = [], [], []
    for event in events:
        amount = float(np.clip(round(event["amount"], -1), 10, 5_000_000))
        within = [(time, value) for time, value in zip(times, amounts) if event["time"] - time <= 24 * HOUR]
        usual = np.median(amounts[-30:]) if amounts else amount
        category = CATEGORIES[event["category"]]
        is_online = category in ONLINE
        rows.append({
            "time": event["time"], "day": int(event["time"] // (24 * HOUR)), "amount_yen": amount, "merchant_category": category,
            "channel": "online" if is_online else "cash_machine" if category == "cash_machine" else "contactless" if amount <= 15_000 and chance.random() < 0.5 else "chip",
            "abroad": "yes" if event["abroad"] else "no", "device": ("new" if event["new_device"] else "known") if is_online else "not_online",
            "delivery_address": ("differs" if event["address_differs"] else "as_registered") if is_online else "not_online",
            "merchant_seen_before": "no" if event["new_merchant"] else "yes", "hour_of_day": int(event["time"] % (24 * HOUR) // HOUR),
            "amount_to_usual": round(float(np.clip(amount / usual, 0.01, 100)), 2), "payments_last_hour": sum(event["time"] - time <= HOUR for time, _ in within),
            "payments_last_day": len(within), "spent_last_day_yen": float(sum(value for _, value in within)),
            "hours_since_last_payment": round(float(np.clip((event["time"] - times[-1]) / HOUR if times else 720, 0, 720)), 2),
            "failed_attempts_last_day": int(event["failed"]), "card_age_days": int(person["age_days"] + event["time"] // (24 * HOUR)), "fraud": event["fraud"]})
        times.append(event["time"])
        amounts.append(amount)
    return rows
