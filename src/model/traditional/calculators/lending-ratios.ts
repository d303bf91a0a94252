// What a lender asks of a borrower: debt service coverage, loan to value, repayments to income.
import { z } from "zod";
import { type Calculator, declareCalculator, refusal } from "./calculator.ts";
import { type Exact, exactField, HUNDRED, notNegativeField, positiveField, rateText, rateTextField, sumOf } from "./exact.ts";

const PARTS_MAX = 100;
const partsField = z.array(notNegativeField).min(1).max(PARTS_MAX);

/** DSCR = cash available for debt service / (principal + interest due in the same period). */
const debtServiceCoverage = declareCalculator({
  id: "debt-service-coverage-ratio",
  description: { ja: "元利返済カバー率（DSCR）を計算する", en: "The debt service coverage ratio (DSCR)" },
  input: z.strictObject({
    cashAvailable: exactField.describe("for debt service, of the same period as the payments; may be negative"),
    principalDue: partsField,
    interestDue: partsField,
  }),
  output: z.object({ ratio: rateTextField, debtService: rateTextField }),
  calculate({ cashAvailable, principalDue, interestDue }) {
    const debtService = sumOf([...principalDue, ...interestDue]);
    if (debtService.isZero()) throw refusal("There is no debt service to cover, so that there is no ratio.");
    return { ratio: rateText(cashAvailable.div(debtService)), debtService: rateText(debtService) };
  },
});

/** LTV = all loans that the property secures / its value. */
const loanToValue = declareCalculator({
  id: "loan-to-value",
  description: {
    ja: "担保掛目・借入金比率（LTV）を計算する",
    en: "The loan-to-value ratio (LTV), over all loans that one property secures",
  },
  input: z.strictObject({ loans: partsField, value: positiveField }),
  output: z.object({ percent: rateTextField, loansTotal: rateTextField }),
  calculate({ loans, value }) {
    const total = sumOf(loans);
    return { percent: percentOf(total, value), loansTotal: rateText(total) };
  },
});

/** DTI (返済負担率) = all repayments of a year / the income of a year before tax. */
const debtToIncome = declareCalculator({
  id: "debt-to-income",
  description: {
    ja: "返済負担率（年間返済額÷年収、DTI）を計算する",
    en: "The share of a year's income that a year's repayments take (DTI)",
  },
  input: z.strictObject({ annualRepayments: partsField, annualIncome: positiveField }),
  output: z.object({ percent: rateTextField, annualRepaymentsTotal: rateTextField }),
  calculate({ annualRepayments, annualIncome }) {
    const total = sumOf(annualRepayments);
    return { percent: percentOf(total, annualIncome), annualRepaymentsTotal: rateText(total) };
  },
});

export const LENDING_CALCULATORS: readonly Calculator[] = [debtServiceCoverage, loanToValue, debtToIncome];

function percentOf(part: Exact, whole: Exact): string {
  return rateText(part.div(whole).times(HUNDRED));
}
