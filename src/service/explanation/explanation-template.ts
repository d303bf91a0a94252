// The answer that is given where a model's own was not true: made of the results and the reasons alone, in fixed words.
import type { Json, JsonObject, Reason } from "#model/skill.ts";
import texts from "./explanation-texts.json" with { type: "json" };
import type { Decision } from "./reason-check.ts";

/** Fields beyond these are left out: the letter is for a person. */
const FIELDS_MAX = 20;
const FIELD_CHARACTERS_MAX = 100;

export interface Explained {
  readonly skill: string;
  readonly output: JsonObject;
  readonly reasons: readonly Reason[];
}

export interface ExplanationFacts {
  readonly decision: Decision | undefined;
  readonly executed: readonly Explained[];
}

export type LetterLanguage = "ja" | "en";

/** Japanese where the text has kana, or Chinese characters and hardly a Latin word; else English. */
export function languageOf(text: string): LetterLanguage {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return /[ぁ-んァ-ヴ]/.test(text) || count(/\p{Script=Han}/gu) > count(/[A-Za-z]{2,40}/g) ? "ja" : "en";
}

/** The letter: the decision, the results, each reason in its official text. undefined where no skill gave anything. */
export function writeExplanation({ decision, executed }: ExplanationFacts, language: LetterLanguage): string | undefined {
  const fields = executed.flatMap(({ output }) => Object.entries(output).flatMap(([name, value]) => fieldLine(name, value, language)));
  const reasons = executed.flatMap((one) => one.reasons.map(({ text }) => `${texts[language].bullet}${text[language]}`));
  if (fields.length === 0 && reasons.length === 0) return undefined;
  const words = texts[language];
  return [
    words[decision ?? "undecided"],
    ...fields.slice(0, FIELDS_MAX),
    ...(reasons.length === 0 ? [] : [words.reasons, ...new Set(reasons), words.closing]),
  ].join("\n");
}

function fieldLine(name: string, value: Json, language: LetterLanguage): readonly string[] {
  if (value === null || typeof value === "object" || String(value).length > FIELD_CHARACTERS_MAX) return [];
  return [texts[language].field.replace("{name}", name).replace("{value}", () => String(value))];
}
