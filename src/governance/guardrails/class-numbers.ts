// Gives the classes of words and marks small numbers, so that a pass over a text can keep account of them without their names.
import { assertHolds } from "#infrastructure/errors.ts";
import { type MarkClass, PATTERNS } from "./mark-patterns.ts";
import { WORD_CLASSES, type WordClass } from "./word-scan.ts";

/** Marks of no pattern with cues of its own. */
const OTHER_MARKS = ["vocative", "imperative", "encoded", "hiddenOrder"] as const satisfies readonly MarkClass[];

/** The classes of words first, with the numbers that a scan gives them, then the marks: first those of `PATTERNS` in their order. */
export const CLASS_NAMES: readonly (WordClass | MarkClass)[] = [
  ...WORD_CLASSES,
  ...new Set<MarkClass>([...PATTERNS.map(({ markClass }) => markClass), ...OTHER_MARKS]),
];

const CLASS_NUMBERS: ReadonlyMap<string, number> = new Map(CLASS_NAMES.map((name, number) => [name, number]));

/** The number of a class; every rule names known ones. */
export function numberOfClass(name: string): number {
  const number = CLASS_NUMBERS.get(name);
  assertHolds(number !== undefined, `no class of words or marks is named ${name}`);
  return number;
}
