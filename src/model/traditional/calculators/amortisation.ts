// Repayment plans: equal instalments (元利均等) and equal principal (元金均等), rounded as money is.
import { z } from "zod";
import { assertHolds } from "#infrastructure/errors.ts";
import { declareCalculator, refusal } from "./calculator.ts";
import {
  type Exact,
  HUNDRED,
  isWholeMoney,
  moneyText,
  notNegativeRatePercentField,
  ONE,
  positiveField,
  type RoundingRule,
  roundingField,
  roundMoney,
  sumOf,
} from "./exact.ts";

/** A hundred years of months: no loan to a person or a company runs longer. */
const PERIODS_MAX = 1_200;

const moneyField = z
  .string()
  .regex(/^[0-9]+(\.[0-9]{2})?$/)
  .describe("decimal, rounded by the rule that the input names");
const instalmentField = z.object({
  period: z.int(),
  payment: moneyField,
  principal: moneyField,
  interest: moneyField,
  balance: moneyField,
});

interface Instalment {
  readonly period: number;
  readonly payment: Exact;
  readonly principal: Exact;
  readonly interest: Exact;
  readonly balance: Exact;
}

interface Loan {
  readonly principal: Exact;
  /** Of one period, as a fraction. */
  readonly periodRate: Exact;
  readonly periods: number;
  readonly rounding: RoundingRule;
}

/**
 * The plan of a loan that is repaid at equal intervals, interest charged on the balance in arrears.
 *
 * Equal instalments: P·i / (1 − (1+i)^−n), or P/n without interest; equal principal: P/n; i is the annual rate divided by the
 * periods of a year (the annuity formula of actuarial textbooks; in Japan 元利均等返済 and 元金均等返済). Interest, instalment and
 * share of principal are each rounded by the rule; the last instalment takes what rounding left, so principal sums to the loan.
 */
export const amortisation = declareCalculator({
  id: "amortisation",
  description: {
    ja: "元利均等返済または元金均等返済の返済予定表を、端数処理を明示して計算する",
    en: "The repayment plan of a loan with equal instalments or equal principal, with a stated rounding rule",
  },
  input: z.strictObject({
    principal: positiveField,
    annualRatePercent: notNegativeRatePercentField,
    periods: z.int().min(1).max(PERIODS_MAX).describe("number of instalments"),
    periodsPerYear: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(12)]).default(12),
    method: z.enum(["equal_instalments", "equal_principal"]),
    rounding: roundingField,
  }),
  output: z.object({
    method: z.enum(["equal_instalments", "equal_principal"]),
    rounding: roundingField,
    firstPayment: moneyField,
    lastPayment: moneyField,
    totalPaid: moneyField,
    totalInterest: moneyField,
    schedule: z.array(instalmentField).max(PERIODS_MAX),
  }),
  calculate({ annualRatePercent, periodsPerYear, method, ...terms }) {
    const { principal, rounding } = terms;
    if (!isWholeMoney(principal, rounding)) throw refusal(`The principal has a smaller fraction than the rounding rule ${rounding} keeps.`);
    const loan = { ...terms, periodRate: annualRatePercent.div(HUNDRED).div(periodsPerYear) };
    const plan = method === "equal_instalments" ? equalInstalments(loan) : equalPrincipal(loan);
    const [first, last] = [plan[0], plan.at(-1)];
    assertHolds(first !== undefined && last?.balance.isZero() === true, "the last instalment repays the loan");
    return {
      method,
      rounding,
      firstPayment: moneyText(first.payment, rounding),
      lastPayment: moneyText(last.payment, rounding),
      totalPaid: moneyText(sumOf(plan.map(({ payment }) => payment)), rounding),
      totalInterest: moneyText(sumOf(plan.map(({ interest }) => interest)), rounding),
      schedule: plan.map((instalment) => printInstalment(instalment, rounding)),
    };
  },
});

function equalInstalments(loan: Loan): readonly Instalment[] {
  const { principal, periodRate, periods, rounding } = loan;
  const annuity = periodRate.isZero()
    ? principal.div(periods)
    : principal.times(periodRate).div(ONE.minus(ONE.plus(periodRate).pow(-periods)));
  const regular = roundMoney(annuity, rounding);
  return repay(loan, (interest) => regular.minus(interest));
}

function equalPrincipal(loan: Loan): readonly Instalment[] {
  const share = roundMoney(loan.principal.div(loan.periods), loan.rounding);
  return repay(loan, () => share);
}

/** Walks the plan; `shareOf` says how much principal an instalment repays, never more than is owed and in the last all of it. */
function repay(loan: Loan, shareOf: (interest: Exact) => Exact): readonly Instalment[] {
  const plan: Instalment[] = [];
  let owed = loan.principal;
  for (let period = 1; period <= loan.periods; period += 1) {
    const interest = roundMoney(owed.times(loan.periodRate), loan.rounding);
    const share = shareOf(interest);
    const principal = period === loan.periods || share.gt(owed) ? owed : share;
    owed = owed.minus(principal);
    plan.push({ period, payment: principal.plus(interest), principal, interest, balance: owed });
  }
  return plan;
}

function printInstalment({ period, payment, principal, interest, balance }: Instalment, rounding: RoundingRule) {
  const print = (value: Exact) => moneyText(value, rounding);
  return { period, payment: print(payment), principal: print(principal), interest: print(interest), balance: print(balance) };
}
