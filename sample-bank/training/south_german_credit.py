# The South German Credit data in words: which codes mean what (Groemping 2019), and which columns a model may see.
import numpy as np
import pandas

from model_folder import SAMPLE_BANK, sha256_of

PATH = SAMPLE_BANK / "data" / "south-german-credit" / "SouthGermanCredit.asc"
AMOUNT = "amount_marks"
DURATION = "duration_months"

# JSON name -> (column of the data, words by code). Codes run from what the lender of the time held for worse to better, except those of
# purpose and other_debtors.
WORDS = {
    "checking_account": ("status", {1: "none", 2: "overdrawn", 3: "below_200_marks", 4: "from_200_marks_or_salary_for_a_year"}),
    "credit_history": ("credit_history", {0: "delays_in_the_past", 1: "critical_account_or_credits_elsewhere", 2: "no_credits_or_all_paid_back",
                                          3: "existing_credits_paid_back_duly", 4: "all_credits_here_paid_back_duly"}),
    "purpose": ("purpose", {0: "other", 1: "car_new", 2: "car_used", 3: "furniture", 4: "radio_television", 5: "domestic_appliances",
                            6: "repairs", 7: "education", 8: "vacation", 9: "retraining", 10: "business"}),
    "savings": ("savings", {1: "unknown_or_none", 2: "below_100_marks", 3: "from_100_to_500_marks", 4: "from_500_to_1000_marks", 5: "from_1000_marks"}),
    "employment": ("employment_duration", {1: "unemployed", 2: "below_1_year", 3: "from_1_to_4_years", 4: "from_4_to_7_years", 5: "from_7_years"}),
    "other_debtors": ("other_debtors", {1: "none", 2: "co_applicant", 3: "guarantor"}),
    "other_installment_plans": ("other_installment_plans", {1: "at_a_bank", 2: "at_stores", 3: "none"}),
}
# Never a feature, in either model: what the law protects, what stands for it, and what could not be explained.
EXCLUDED = {
    "personal_status_sex": "sex and marital status",
    "foreign_worker": "nationality",
    "age": "age",
    "people_liable": "stands for family status",
    "present_residence": "stands for nationality and age",
    "telephone": "says nothing today",
    "installment_rate": "in this data a small share of income goes with more defaults, which no reason given to a customer could explain",
    "property": "in this data owners of real estate default more often, which no reason given to a customer could explain",
    "housing": "the same, for owners of their home",
    "job": "its lowest code says where someone is resident, which stands for nationality",
    "number_credits": "part of what credit_history says",
}
# What a denied good customer and an approved bad one cost in the data's own cost matrix is 1 to 5, so approve below 1 / (1 + 5).
APPROVE_BELOW = 1 / 6


def read_credit():
    """(rows in words, whether each defaulted, the raw columns, kept for measuring fairness only)."""
    raw = pandas.read_csv(PATH, sep=" ")
    rows = pandas.DataFrame({name: raw[column].map(words) for name, (column, words) in WORDS.items()})
    rows.insert(1, DURATION, raw["duration"].astype(float))
    rows.insert(3, AMOUNT, raw["amount"].astype(float))
    assert not rows.isna().any().any()
    return rows, 1 - raw["credit_risk"].to_numpy(), raw


def words_of(name):
    return list(dict.fromkeys(WORDS[name][1].values()))


def input_schema(names):
    """The JSON Schema of an application with the inputs `names`; numbers within the range of the data."""
    limits = {DURATION: (4, 72, "Months over which the credit is paid back"), AMOUNT: (250, 18424, "Amount in Deutsche Mark of 1973 to 1975")}
    properties = {name: {"type": "integer", "minimum": limits[name][0], "maximum": limits[name][1], "description": limits[name][2]}
                  if name in limits else {"type": "string", "enum": words_of(name)} for name in names}
    return {"type": "object", "properties": properties, "required": list(names), "additionalProperties": False}


def training_data():
    return {"name": "South German Credit (UCI 573, Groemping 2019)", "licence": "CC BY 4.0", "file": "data/south-german-credit/SouthGermanCredit.asc",
            "sha256": sha256_of(PATH), "rows": 1000, "simulated": False}


def groups(raw):
    """Who is compared with whom. Code 2 of personal_status_sex holds women who are not single and single men: their sex cannot be told."""
    sex = raw["personal_status_sex"].to_numpy()
    age = raw["age"].to_numpy()
    return {
        "men": np.isin(sex, (1, 3)), "womenSingle": sex == 4, "womenNotSingleOrMenSingle": sex == 2,
        "ageTo25": age <= 25, "age26To40": (age > 25) & (age <= 40), "age41To60": (age > 40) & (age <= 60), "ageFrom61": age > 60,
        "foreignWorkers": raw["foreign_worker"].to_numpy() == 1,
    }
