// What the classifier says of a text: findings with their places, and the data level that follows.

/** Data level of JR/T 0197-2020: 1 public, 2 internal, 3 personal or confidential, 4 highly sensitive, 5 important data. */
export type Level = 1 | 2 | 3 | 4 | 5;

/** Kinds of entity that the detectors know; the names are those of the guard's test bench. */
export const ENTITY_TYPES = [
  "PERSON",
  "PHONE",
  "EMAIL",
  "JP_MY_NUMBER",
  "CN_RESIDENT_ID",
  "BANK_CARD",
  "BANK_ACCOUNT",
  "IBAN",
  "API_KEY",
  "PRIVATE_KEY",
  "PASSWORD",
] as const;
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
  /** The highest level of all findings; 1 without any. */
  readonly level: Level;
  /** By place, never overlapping. */
  readonly findings: readonly Finding[];
}

/** Judges one text. Linear in its length; throws nothing on any input. */
export type Classify = (text: string) => Classification;

/** The higher of two levels: the high-water mark. */
export function higherLevel(one: Level, other: Level): Level {
  return one > other ? one : other;
}
