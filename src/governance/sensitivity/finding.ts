// What the classifier says of a text: findings with their places, and the data level that follows.

/** Data level of JR/T 0197-2020: 1 public, 2 internal, 3 personal or confidential, 4 highly sensitive, 5 important data. */
export type Level = 1 | 2 | 3 | 4 | 5;

/** Numbers and codes with a form of their own: of persons, of accounts, of machines. */
export const STRUCTURED_TYPES = [
  "PHONE",
  "EMAIL",
  "DOB",
  "JP_MY_NUMBER",
  "JP_DRIVER_LICENSE",
  "JP_RESIDENCE_CARD",
  "JP_PENSION_NUMBER",
  "JP_HEALTH_INSURANCE",
  "PASSPORT",
  "CN_RESIDENT_ID",
  "CN_USCC",
  "HK_HKID",
  "SG_NRIC",
  "US_SSN",
  "US_ITIN",
  "UK_NINO",
  "EU_NATIONAL_ID",
  "EU_VAT",
  "BANK_CARD",
  "CARD_CVV",
  "CARD_EXPIRY",
  "BANK_ACCOUNT",
  "JP_BANK_BRANCH",
  "US_ABA",
  "UK_SORT_CODE",
  "BIC",
  "IBAN",
  "CUSTOMER_ID",
  "IP_ADDRESS",
  "API_KEY",
  "PRIVATE_KEY",
  "PASSWORD",
  "BIOMETRIC",
] as const;

/** Who and where. */
export const NAME_TYPES = ["PERSON", "ADDRESS"] as const;

/** What a text says of somebody or something, in words rather than in a form. */
export const CONTENT_TYPES = [
  "BALANCE",
  "TRANSACTION",
  "HEALTH",
  "RELIGION",
  "CRIMINAL",
  "POLITICAL",
  "ETHNICITY",
  "MNPI",
  "CONFIDENTIAL_MARK",
  "IMPORTANT_DATA",
] as const;

/** Kinds of entity that the detectors know; the names are those of the guard's test bench. */
export const ENTITY_TYPES = [...STRUCTURED_TYPES, ...NAME_TYPES, ...CONTENT_TYPES] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** A sensitive piece of a text. Offsets are UTF-16 code units of the original text, `end` exclusive. */
export interface Finding {
  readonly type: EntityType;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly level: Level;
  /** From 0 to 1: how sure the detector is. */
  readonly confidence: number;
  /** Which rule found it, in words an auditor can follow; never the value. */
  readonly why: string;
}

/** Findings of one kind together, as a receipt tells them: never their values. */
export interface FindingSummary {
  readonly type: EntityType;
  readonly level: Level;
  readonly count: number;
  readonly why: string;
}

export interface Classification {
  /** The highest level of all findings, raised by what they say together; 1 without any. */
  readonly level: Level;
  /** By place, never overlapping. */
  readonly findings: readonly Finding[];
}

/**
 * Judges one text. Linear in its length; throws nothing on any input. With `only`, what has a form of its own (STRUCTURED_TYPES) is looked for
 * and nothing else, which costs a fraction: such a text holds none of those types if nothing is found, and may hold any other.
 */
export type Classify = (text: string, only?: "structured") => Classification;

/** The higher of two levels: the high-water mark. */
export function higherLevel(one: Level, other: Level): Level {
  return one > other ? one : other;
}
