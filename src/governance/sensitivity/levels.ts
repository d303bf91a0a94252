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

/** The level of a text with these findings: the high-water mark; 1 for none. */
export function levelOfFindings(findings: readonly Pick<Finding, "type" | "level">[]): Level {
  return findings.reduce<Level>((level, finding) => higherLevel(level, finding.level), 1);
}
