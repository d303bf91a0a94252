// Makes letters about credit decisions, true ones and ones with one untruth, each with what the run knew; the same for the same seed.

import type { Reason } from "#model/skill.ts";
import type { AnswerGround } from "#service/explanation/answer-checks.ts";
import { type Chance, createChance } from "./chance.ts";
import type { LanguageWordings, Wordings } from "./wordings.ts";

export const LETTER_KINDS = ["clean", "added", "omitted", "contradicted", "number"] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];
const LANGUAGES = ["en", "ja"] as const;
const STYLES = ["list", "np", "clause", "effect"] as const;

export interface Letter {
  readonly kind: LetterKind;
  readonly language: "en" | "ja";
  readonly style: (typeof STYLES)[number];
  readonly text: string;
  readonly ground: AnswerGround;
}

interface Case {
  readonly words: LanguageWordings;
  readonly language: Letter["language"];
  readonly isApproved: boolean;
  /** The features of the reasons, the strongest first. */
  readonly features: readonly string[];
  readonly numbers: Readonly<Record<"amount" | "months" | "score" | "threshold", number>>;
  readonly style: Letter["style"];
  readonly chance: Chance;
}

/** One letter in this many is clean: untruths of four kinds, and as many true letters as untrue ones of two kinds. */
const KIND_CYCLE: readonly LetterKind[] = ["clean", "added", "clean", "omitted", "contradicted", "number"];

/** `count` letters in both languages, all styles and kinds in turn. */
export function makeLetters(wordings: Wordings, count: number, seed: number): readonly Letter[] {
  const chance = createChance(seed);
  return Array.from({ length: count }, (_, index) => {
    const language = LANGUAGES[index % LANGUAGES.length] ?? "en";
    const kind = KIND_CYCLE[Math.floor(index / LANGUAGES.length) % KIND_CYCLE.length] ?? "clean";
    const one: Case = { ...drawCase(wordings[language], language, chance), style: chance.pick(STYLES) };
    return { kind, language, style: one.style, text: writeLetter(one, kind), ground: groundOf(one) };
  });
}

function drawCase(words: LanguageWordings, language: Letter["language"], chance: Chance): Omit<Case, "style"> {
  const isApproved = chance.whole(0, 3) === 0;
  const threshold = chance.whole(480, 600);
  return {
    words,
    language,
    isApproved,
    features: chance.shuffle(Object.keys(words.features)).slice(0, chance.whole(2, 4)),
    numbers: {
      amount: chance.whole(250, 18_424),
      months: chance.whole(4, 72),
      threshold,
      score: isApproved ? threshold + chance.whole(1, 90) : threshold - chance.whole(1, 90),
    },
    chance,
  };
}

function groundOf({ features, isApproved, numbers: { amount, months, score, threshold }, language }: Case): AnswerGround {
  const reasons: readonly Reason[] = features.map((feature, index) => ({
    code: `R${index + 1}`,
    feature,
    contribution: (isApproved ? -1 : 1) * (40 - 8 * index),
    text: { ja: `${feature}の理由`, en: `Reason of ${feature}` },
  }));
  return {
    messages: [
      { role: "user", content: language === "en" ? "Please explain the decision to the customer." : "お客様に結果をご説明ください。" },
    ],
    inputs: { amount_marks: amount, duration_months: months },
    executed: [{ skill: "credit-scorecard", output: { score, threshold, decision: isApproved ? "approved" : "declined" }, reasons }],
  };
}

/** A part of the explanation: a reason in the state in which it is told, or words of their own. */
type Told = { readonly feature: string; readonly isGood: boolean } | { readonly words: string };

function writeLetter(one: Case, kind: LetterKind): string {
  const { words, chance, isApproved, features } = one;
  const told: Told[] = chance.shuffle(features).map((feature) => ({ feature, isGood: isApproved }));
  const more: string[] = [];
  let opening = chance.pick(isApproved ? words.approved : words.declined);
  let isPositive = isApproved;
  if (kind === "omitted") told.pop();
  if (kind === "added") addOne(one, told, more);
  if (kind === "contradicted") {
    const way = chance.whole(0, 9);
    const [first] = told;
    if (way < 4 && first !== undefined && "feature" in first) told[0] = { feature: first.feature, isGood: !isApproved };
    else if (way < 7) more.push(fill(chance.pick(words.denied), nounPhrase(one, told.pop(), chance)));
    else if (way < 9 && one.style === "effect") isPositive = !isPositive;
    else opening = chance.pick(isApproved ? words.declined : words.approved);
  }
  const explanation = explain({ ...one, isApproved: isPositive }, told);
  const closing = chance.whole(0, 3) === 0 ? [] : [chance.pick(words.closing)];
  const text = [opening, explanation, ...more, ...closing].join(one.style === "list" ? "\n" : one.language === "en" ? " " : "");
  return fillNumbers(text, kind === "number" ? withOneWrong(one) : one.numbers);
}

function addOne({ words, chance, features, isApproved, style }: Case, told: Told[], more: string[]): void {
  const others = Object.keys(words.features).filter((feature) => !features.includes(feature));
  const way = chance.whole(0, 3);
  if (way === 0) told.push({ feature: chance.pick(others), isGood: isApproved });
  else if (way === 1 || style === "clause") more.push(chance.pick(words.addedSentence));
  else told.splice(chance.whole(0, told.length), 0, { words: chance.pick(words.addedNp) });
}

function explain(one: Case, told: readonly Told[]): string {
  const { words, chance, style, isApproved, language } = one;
  const tone = isApproved ? words.positive : words.negative;
  const nouns = told.map((part) => nounPhrase(one, part, chance));
  if (style === "list") {
    const bullet = chance.pick(language === "en" ? ["- ", "* ", "#. "] : ["・", "- ", "#. "]);
    return [chance.pick(tone.list), ...nouns.map((noun, index) => `${bullet.replace("#", String(index + 1))}${capital(noun)}`)].join("\n");
  }
  if (style === "effect") return nouns.map((noun) => fill(chance.pick(tone.effect), noun)).join(language === "en" ? " " : "");
  if (style === "np") return chance.pick(tone.np).replace("{list}", joined(nouns, language));
  const clauses = told.map((part) => clause(one, part, chance));
  const list =
    language === "en" ? joined(clauses, "en") : [...clauses.slice(0, -1).map((words) => `${words}こと`), clauses.at(-1) ?? ""].join("、");
  return chance.pick(tone.clause).replace("{list}", list);
}

function nounPhrase({ words }: Case, part: Told | undefined, chance: Chance): string {
  if (part === undefined) return "";
  if ("words" in part) return part.words;
  const feature = words.features[part.feature];
  return feature === undefined ? "" : chance.pick(part.isGood ? feature.good : feature.bad);
}

function clause({ words }: Case, part: Told, chance: Chance): string {
  if ("words" in part) return part.words;
  const feature = words.features[part.feature];
  return feature === undefined ? "" : chance.pick(part.isGood ? feature.goodClause : feature.badClause);
}

function joined(parts: readonly string[], language: Letter["language"]): string {
  if (language === "ja") return parts.join("、");
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function fill(template: string, noun: string): string {
  return template.replace("{Np}", capital(noun)).replace("{np}", noun);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One of the numbers changed as slips change it: a digit, two digits swapped, or a factor of ten. */
function withOneWrong({ numbers, chance }: Case): Case["numbers"] {
  const name = chance.pick(["amount", "months", "score", "threshold"] as const);
  const right = numbers[name];
  const digits = String(right);
  const at = chance.whole(0, digits.length - 1);
  const changed = digits.slice(0, at) + String((Number(digits.charAt(at)) % 9) + 1) + digits.slice(at + 1);
  const swapped = digits.slice(0, -2) + digits.slice(-2).split("").toReversed().join("");
  const wrong = Number(chance.pick([changed, swapped, `${digits}0`]));
  return { ...numbers, [name]: wrong === right ? right + 1 : wrong };
}

function fillNumbers(text: string, { amount, months, score, threshold }: Case["numbers"]): string {
  return text
    .replace("{amount}", amount.toLocaleString("en"))
    .replace("{months}", String(months))
    .replace("{score}", String(score))
    .replace("{threshold}", String(threshold));
}
