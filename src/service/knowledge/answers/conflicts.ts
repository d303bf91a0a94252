// Finds where documents contradict each other: statements about the same thing whose numbers differ.
import { readNumbers, type WrittenNumber } from "../../explanation/number-reading.ts";
import type { NumberedPassage } from "./citations.ts";
import { contentTermsOf } from "./content-terms.ts";
import { statementsOf } from "./statements.ts";

export interface ConflictingStatement {
  readonly citation: number;
  readonly text: string;
}

/** The documents' statements on one thing; each from another document, at least two. */
export type Conflict = readonly ConflictingStatement[];

/** Two statements share so many of their terms, or they are about different things. */
const SAME_THING_MIN = 0.6;
const STATEMENTS_PER_PASSAGE_MAX = 40;
const CONFLICTS_MAX = 5;

interface Statement extends ConflictingStatement {
  readonly documentId: string;
  readonly terms: ReadonlySet<string>;
  readonly numbers: readonly WrittenNumber[];
}

/** Conflicts with what is quoted in `shown`, among `passages`; bounded in number. */
export function findConflicts(shown: readonly ConflictingStatement[], passages: readonly NumberedPassage[]): readonly Conflict[] {
  const all = passages.flatMap(readStatements);
  const conflicts: Conflict[] = [];
  for (const { citation, text } of shown) {
    const passage = passages.find((candidate) => candidate.citation === citation)?.passage;
    if (passage === undefined) continue;
    const own = readStatement({ citation, passage }, text);
    const others = all.filter((other) => differ(own, other));
    const perDocument = [...new Map(others.map((other) => [other.documentId, other])).values()];
    if (perDocument.length > 0) conflicts.push([own, ...perDocument].map((one) => ({ citation: one.citation, text: one.text })));
  }
  return conflicts.slice(0, CONFLICTS_MAX);
}

function readStatements(numbered: NumberedPassage): readonly Statement[] {
  return statementsOf(numbered.passage.text)
    .slice(0, STATEMENTS_PER_PASSAGE_MAX)
    .map((text) => readStatement(numbered, text));
}

function readStatement({ citation, passage }: NumberedPassage, text: string): Statement {
  const numbers = readNumbers(text).filter((written): written is WrittenNumber => written.form === "number" && !written.isReference);
  return { citation, text, documentId: passage.documentId, terms: contentTermsOf(text), numbers };
}

function differ(one: Statement, other: Statement): boolean {
  if (one.documentId === other.documentId || one.terms.size < 2) return false;
  const common = [...one.terms].filter((term) => other.terms.has(term)).length;
  if ((2 * common) / (one.terms.size + other.terms.size) < SAME_THING_MIN) return false;
  return one.numbers.some(({ unit, value }) => {
    const same = other.numbers.filter((number) => number.unit === unit);
    return same.length > 0 && same.every((number) => number.value !== value);
  });
}
