// Holds an explanation against the reasons that a model gave: none added, none omitted, none contradicted, and the right decision.

import type { Json, JsonObject, Reason } from "#model/skill.ts";
import { narrowed, readNumbers } from "./number-reading.ts";
import { createStatementReader, FOREIGN_PREFIX, type ReasonStatement, type Statements } from "./reason-statements.ts";
import { createPhraseFinder, type ReasonVocabulary } from "./reason-vocabulary.ts";

export interface ReasonViolation {
  readonly kind: "added" | "omitted" | "contradicted" | "number";
  /** In words that a model and a person can act on. */
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** `referred`: a person is still to decide, so a text that says either way is wrong. */
export type Decision = "approved" | "declined" | "referred";

export interface DecisionFacts {
  /** The reasons to be stated. A contribution above 0 spoke against the applicant (points lost, a higher risk), one below 0 for them. */
  readonly reasons: readonly Reason[];
  readonly outputs: readonly JsonObject[];
}

const LABEL_REACH_CHARACTERS = 16;
/** What is longer is taken for an explanation even where no word of it is known: a text that cannot be read is not given out. */
const UNITS_WITHOUT_REASONS_MAX = 3;
const NEAR_ZERO = 1e-9;

/**
 * What `text` says of the decision and its reasons that is not so. Reasons count as omitted only in a text that states the decision or
 * a reason, or is long: whoever asks only for the score is not owed them. Without a vocabulary only the official texts are known as reasons.
 */
export function checkReasons(text: string, facts: DecisionFacts, vocabulary: ReasonVocabulary | undefined): readonly ReasonViolation[] {
  const statements = readerFor(facts.reasons, vocabulary)(text);
  return [
    ...statements.reasons.flatMap((statement) => violationOf(statement, text, facts.reasons)),
    ...omitted(text, statements, facts.reasons),
    ...wrongDecisions(statements, facts.outputs, vocabulary),
    ...wrongLabels(text, facts.outputs, vocabulary),
  ].toSorted((one, other) => one.start - other.start);
}

/** Whether the text states the decision or any reason, true or not. */
export function speaksOfResult(text: string, reasons: readonly Reason[], vocabulary: ReasonVocabulary | undefined): boolean {
  const statements = readerFor(reasons, vocabulary)(text);
  return statements.decisions.length > 0 || statements.reasons.length > 0;
}

function readerFor(reasons: readonly Reason[], vocabulary: ReasonVocabulary | undefined): (text: string) => Statements {
  const names = new Set([...Object.keys(vocabulary?.features ?? {}), ...reasons.map(({ feature }) => feature)]);
  return createStatementReader(
    [...names].map((feature) => ({
      feature,
      words: vocabulary?.features[feature],
      officialTexts: reasons.flatMap((reason) => (reason.feature === feature ? [reason.text.ja, reason.text.en] : [])),
    })),
  );
}

function violationOf(statement: ReasonStatement, text: string, reasons: readonly Reason[]): readonly ReasonViolation[] {
  const { feature, stance, state, effect, start, end } = statement;
  const written = text.slice(start, end).trim();
  const reason = reasons.find((one) => one.feature === feature);
  if (reason === undefined) {
    if (stance === "denied") return [];
    const what = feature?.startsWith(FOREIGN_PREFIX)
      ? `"${written}" is nothing that the model looks at`
      : `"${written}" is none of the model's reasons`;
    return [{ kind: "added", what, start, end }];
  }
  const expected = reason.contribution > 0 ? "lowers" : "raises";
  const isContradicted =
    stance === "denied" || (state !== undefined && state !== expected) || (effect !== undefined && effect !== expected);
  if (!isContradicted) return [];
  return [
    {
      kind: "contradicted",
      what: `what is said of "${written}" contradicts the reason "${reason.text.en}" (${reason.text.ja})`,
      start,
      end,
    },
  ];
}

function omitted(text: string, { reasons: stated, decisions, units }: Statements, reasons: readonly Reason[]): readonly ReasonViolation[] {
  const isExplanation = units > UNITS_WITHOUT_REASONS_MAX || decisions.length > 0 || stated.some(({ stance }) => stance === "asserted");
  if (!isExplanation) return [];
  return reasons
    .filter(({ feature }) => !stated.some((statement) => statement.feature === feature))
    .map(({ text: { en, ja } }) => ({
      kind: "omitted",
      what: `the reason "${en}" (${ja}) is missing`,
      start: text.length,
      end: text.length,
    }));
}

function wrongDecisions(
  { decisions }: Statements,
  outputs: readonly JsonObject[],
  vocabulary: ReasonVocabulary | undefined,
): readonly ReasonViolation[] {
  const decided = vocabulary === undefined ? undefined : decisionIn(outputs, vocabulary);
  if (decided === undefined) return [];
  return decisions
    .filter(({ says }) => says !== decided)
    .map(({ says, start, end }) => ({ kind: "contradicted", what: `the text says ${says}, the decision is ${decided}`, start, end }));
}

/** What the last output that decides says. */
export function decisionIn(outputs: readonly JsonObject[], { decision }: ReasonVocabulary): Decision | undefined {
  for (const output of outputs.toReversed()) {
    for (const field of decision.fields) {
      const value = output[field];
      if (typeof value !== "string") continue;
      if (decision.approved.includes(value.toLowerCase())) return "approved";
      if (decision.declined.includes(value.toLowerCase())) return "declined";
      if (decision.referred.includes(value.toLowerCase())) return "referred";
    }
    if (typeof output.approved === "boolean") return output.approved ? "approved" : "declined";
  }
  return undefined;
}

/** Numbers that stand behind a label ("your score is", 評点は) and are another field's, or nobody's. */
function wrongLabels(text: string, outputs: readonly JsonObject[], vocabulary: ReasonVocabulary | undefined): readonly ReasonViolation[] {
  const plain = narrowed(text);
  const numbers = readNumbers(text);
  const entries = (vocabulary?.labels ?? []).flatMap(({ field, phrases }) => phrases.map((phrase) => [phrase, field] as const));
  return createPhraseFinder(entries)(plain).flatMap(({ end: labelEnd, means: field }): ReasonViolation[] => {
    const values = outputs.map((output) => output[field]).filter(isNumber);
    const number = numbers.find(({ start }) => start >= labelEnd);
    if (values.length === 0 || number?.form !== "number" || number.start - labelEnd > LABEL_REACH_CHARACTERS) return [];
    if (values.some((value) => Math.abs(value - number.value) <= Math.max(NEAR_ZERO, number.step / 2))) return [];
    const { start, end } = number;
    return [{ kind: "number", what: `"${text.slice(start, end)}" is not the ${field}, which is ${values.join(" or ")}`, start, end }];
  });
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === "number";
}
