// Every calculator by its id: what a skill of kind calculator may name.
import { amortisation } from "./amortisation.ts";
import { BOND_CALCULATORS } from "./bonds.ts";
import type { Calculator } from "./calculator.ts";
import { CASH_FLOW_CALCULATORS } from "./cash-flows.ts";
import { europeanAnnualPercentageRate, japaneseEffectiveRate, nominalAndEffectiveRate } from "./interest-rates.ts";
import { LENDING_CALCULATORS } from "./lending-ratios.ts";
import { STATEMENT_CALCULATORS } from "./statement-ratios.ts";
import { WRITTEN_FORM_CALCULATORS } from "./written-forms.ts";

const ALL: readonly Calculator[] = [
  amortisation,
  nominalAndEffectiveRate,
  japaneseEffectiveRate,
  europeanAnnualPercentageRate,
  ...CASH_FLOW_CALCULATORS,
  ...BOND_CALCULATORS,
  ...LENDING_CALCULATORS,
  ...STATEMENT_CALCULATORS,
  ...WRITTEN_FORM_CALCULATORS,
];

export const CALCULATORS: ReadonlyMap<string, Calculator> = new Map(ALL.map((calculator) => [calculator.id, calculator]));
