// Which level each kind of finding has, and what findings say together.
import { type EntityType, type Finding, higherLevel, type Level } from "./finding.ts";

/**
 * The level of each type. JR/T 0171-2020: C3 data (what authenticates) is level 4, C2 data (what identifies a person, an account, a
 * balance) level 3, C1 data level 2. Kaname's own choices beyond it: My Number, special categories and inside information are level 4.
 */
export const LEVEL_OF_TYPE: Readonly<Record<EntityType, Level>> = {
  PHONE: 3,
  EMAIL: 3,
  DOB: 3,
  JP_MY_NUMBER: 4,
  JP_DRIVER_LICENSE: 3,
  JP_RESIDENCE_CARD: 3,
  JP_PENSION_NUMBER: 3,
  JP_HEALTH_INSURANCE: 3,
  PASSPORT: 3,
  CN_RESIDENT_ID: 3,
  CN_USCC: 2,
  HK_HKID: 3,
  SG_NRIC: 3,
  US_SSN: 3,
  US_ITIN: 3,
  UK_NINO: 3,
  EU_NATIONAL_ID: 3,
  EU_VAT: 2,
  BANK_CARD: 3,
  CARD_CVV: 4,
  CARD_EXPIRY: 4,
  BANK_ACCOUNT: 3,
  JP_BANK_BRANCH: 2,
  US_ABA: 2,
  UK_SORT_CODE: 2,
  BIC: 2,
  IBAN: 3,
  CUSTOMER_ID: 3,
  IP_ADDRESS: 2,
  API_KEY: 4,
  PRIVATE_KEY: 4,
  PASSWORD: 4,
  BIOMETRIC: 4,
  PERSON: 3,
  ADDRESS: 3,
  BALANCE: 3,
  TRANSACTION: 3,
  HEALTH: 4,
  RELIGION: 4,
  CRIMINAL: 4,
  POLITICAL: 4,
  ETHNICITY: 4,
  MNPI: 4,
  CONFIDENTIAL_MARK: 2,
  IMPORTANT_DATA: 5,
};

/**
 * From this many distinct persons on, a text is a list of customers, and one leak of it harms them all: highly sensitive, level 4.
 * A proposal of our own: JR/T 0197-2020 asks that the amount of data be weighed but names no number. Five hundred is more than a branch's
 * working list for a day, and far less than a portfolio.
 */
export const PERSONS_OF_BULK = 500;

/**
 * From this many on, a text may count as important data (level 5): also a proposal, at the hundred thousand persons from which Chinese
 * rules on data export ask for more than a contract. Compliance has to confirm both numbers.
 */
export const PERSONS_OF_IMPORTANT_BULK = 100_000;

/** Each of them stands for one person or account, so that many of them are a list even where no name stands beside them. */
const IDENTIFYING_TYPES: ReadonlySet<EntityType> = new Set([
  "PERSON",
  "CUSTOMER_ID",
  "BANK_ACCOUNT",
  "IBAN",
  "BANK_CARD",
  "PHONE",
  "EMAIL",
  "JP_MY_NUMBER",
  "CN_RESIDENT_ID",
  "HK_HKID",
  "SG_NRIC",
  "US_SSN",
  "UK_NINO",
  "EU_NATIONAL_ID",
  "PASSPORT",
]);

/** What a level is judged by: the kinds and levels found, and the texts of them, where there are any, to count persons. */
export type LevelledFinding = Pick<Finding, "type" | "level"> & { readonly text?: string };

/**
 * The level of a text with these findings; 1 for none. Rules, of which the highest counts:
 * - the high-water mark: a text is as sensitive as the most sensitive finding in it. So a name with a balance, an account or a date of
 *   birth with an address and a gender stays 3 (C2), a card with its security code or expiry is 4 (C3), a mark raises to its own level;
 * - many persons together: 4 from PERSONS_OF_BULK, 5 from PERSONS_OF_IMPORTANT_BULK;
 * - `raised`: levels that an institution has set for types; they can raise and never lower.
 */
export function levelOfFindings(findings: readonly LevelledFinding[], raised: Readonly<Partial<Record<EntityType, Level>>> = {}): Level {
  return findings.reduce<Level>(
    (level, finding) => higherLevel(level, higherLevel(finding.level, raised[finding.type] ?? 1)),
    levelOfBulk(personsIn(findings)),
  );
}

function levelOfBulk(persons: number): Level {
  if (persons >= PERSONS_OF_IMPORTANT_BULK) return 5;
  return persons >= PERSONS_OF_BULK ? 4 : 1;
}

/** How many distinct persons the findings speak of, at least: the most distinct values of any one identifying type. */
function personsIn(findings: readonly LevelledFinding[]): number {
  // Most texts hold too few findings for a list: nothing needs counting.
  if (findings.length < PERSONS_OF_BULK) return 0;
  const values = new Map<EntityType, Set<string | undefined>>();
  for (const { type, text } of findings) {
    if (!IDENTIFYING_TYPES.has(type)) continue;
    const known = values.get(type) ?? new Set();
    values.set(type, known.add(text?.replace(/[\s-]/g, "")));
  }
  return Math.max(0, ...[...values.values()].map(({ size }) => size));
}
