// What a run's answer is held against before it is given out: its numbers, its reasons, its decision.
import { readFile } from "node:fs/promises";
import { type ChatMessage, textsOfContent } from "#model/chat.ts";
import type { JsonObject, Reason } from "#model/skill.ts";
import { type Explained, languageOf, writeExplanation } from "./explanation-template.ts";
import { traceNumbers } from "./number-trace.ts";
import { checkReasons, decisionIn, type ReasonViolation, speaksOfResult } from "./reason-check.ts";
import { type ReasonVocabulary, reasonVocabularySchema } from "./reason-vocabulary.ts";

/** No letter and no answer to a person is longer; what is longer is not read, and so is not said to be true. */
const TEXT_CHARACTERS_MAX = 40_000;

export interface Fidelity {
  readonly faithful: boolean;
  readonly violations: readonly ReasonViolation[];
}

/** What a run knows. */
export interface AnswerGround {
  readonly messages: readonly ChatMessage[];
  readonly inputs: JsonObject;
  readonly executed: readonly Explained[];
}

export interface AnswerChecks {
  /** What in the text is not true to what the run knows; empty when nothing is. */
  readonly check: (text: string, ground: AnswerGround) => readonly ReasonViolation[];
  /** An answer made of the results alone, in the language of `text`; undefined where the run has none to build on. */
  readonly templateFor: (text: string, executed: readonly Explained[]) => string | undefined;
}

/** Checks for a run's answers; `vocabularies` holds the words for the reasons of each skill that has reasons, by the skill's id. */
export function createAnswerChecks(vocabularies: ReadonlyMap<string, ReasonVocabulary>): AnswerChecks {
  return {
    check: (text, ground) => judgeAnswer(text, ground, vocabularies).violations,
    templateFor: (text, executed) => {
      const vocabulary = vocabularyOf(executed, vocabularies);
      const outputs = executed.map(({ output }) => output);
      const decision = vocabulary === undefined ? undefined : decisionIn(outputs, vocabulary);
      return writeExplanation({ decision, executed }, languageOf(text));
    },
  };
}

/** Reads a vocabulary from its file; throws where it is not one. */
export async function readReasonVocabulary(path: string | URL): Promise<ReasonVocabulary> {
  return reasonVocabularySchema.parse(JSON.parse(await readFile(path, "utf8")));
}

/** Whether all that `text` says of numbers, reasons and the decision is what the run knows, and if not, what and where. */
export function judgeAnswer(text: string, ground: AnswerGround, vocabularies: ReadonlyMap<string, ReasonVocabulary>): Fidelity {
  if (text.length > TEXT_CHARACTERS_MAX) return { faithful: false, violations: [tooLong(text)] };
  const { executed, inputs, messages } = ground;
  const reasons = executed.flatMap((one) => one.reasons);
  const outputs = executed.map(({ output }) => output);
  const vocabulary = vocabularyOf(executed, vocabularies);
  const numbers = traceNumbers(text, {
    values: [...executed.map(({ skill, output }) => ({ name: skill, value: output })), { name: "inputs", value: inputs }],
    texts: [
      ...messages.flatMap((message) =>
        message.role === "assistant" ? [] : [{ name: message.role, text: textsOfContent(message.content).join("\n") }],
      ),
      ...executed.flatMap((one) => one.reasons.map((reason) => ({ name: one.skill, text: `${reason.text.ja}\n${reason.text.en}` }))),
    ],
    counts: [reasons.length],
  });
  const violations = [
    ...untraced(numbers),
    ...(reasons.length === 0 ? [] : checkReasons(text, { reasons, outputs }, vocabulary)),
    ...silence(
      text,
      reasons,
      numbers.some(({ origin }) => origin !== undefined),
      vocabulary,
    ),
  ];
  return { faithful: violations.length === 0, violations };
}

/** An answer that says nothing of what was found explains nothing, though nothing in it is untrue. */
function silence(
  text: string,
  reasons: readonly Reason[],
  namesResult: boolean,
  vocabulary: ReasonVocabulary | undefined,
): readonly ReasonViolation[] {
  if (reasons.length === 0 || namesResult || isChinese(text) || speaksOfResult(text, reasons, vocabulary)) return [];
  return [{ kind: "omitted", what: "the answer says nothing of the results", start: 0, end: text.length }];
}

/** What is said in Chinese is read for untrue reasons, not for silence: its words for decisions are not all known. */
function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text) && !/[ぁ-んァ-ヴ]/.test(text);
}

function tooLong({ length }: string): ReasonViolation {
  return { kind: "number", what: `the text has more than ${TEXT_CHARACTERS_MAX} characters and cannot be checked`, start: 0, end: length };
}

function untraced(numbers: ReturnType<typeof traceNumbers>): readonly ReasonViolation[] {
  return numbers.flatMap(({ written, start, end, origin }) =>
    origin === undefined
      ? [{ kind: "number", what: `"${written}" is in no result, no passage and nothing that was said`, start, end }]
      : [],
  );
}

/** The words of the last skill that gave reasons. */
function vocabularyOf(executed: readonly Explained[], vocabularies: ReadonlyMap<string, ReasonVocabulary>): ReasonVocabulary | undefined {
  return executed
    .filter((one) => one.reasons.length > 0)
    .map(({ skill }) => vocabularies.get(skill))
    .findLast((vocabulary) => vocabulary !== undefined);
}
