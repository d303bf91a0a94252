// The checks that an answer can be put through: secrets, links that carry data outside, the system text, advice, toxic words.

import { escapeExpression } from "../sensitivity/escape-expression.ts";
import { type Classify, type EntityType, type Finding, STRUCTURED_TYPES } from "../sensitivity/finding.ts";
import { foldText } from "../sensitivity/fold.ts";
import { linksOf, reasonAgainst } from "./answer-links.ts";
import words from "./rules/output-words.json" with { type: "json" };
import { createLeakSearch } from "./system-text-leak.ts";

export const OUTPUT_CHECKS = ["secrets", "exfiltration", "leakage", "advice", "toxicity"] as const;
export type OutputCheckName = (typeof OUTPUT_CHECKS)[number];

export interface OutputFinding {
  readonly check: OutputCheckName;
  /** Which rule found it, in words an auditor can follow; never the text. */
  readonly why: string;
}

/** What is wrong with a piece of an answer, given with what stands before it; nothing where it is fine. */
export type OutputCheck = (text: string) => readonly string[];

export interface OutputCheckParts {
  readonly classify: Classify;
  /** Sensitive values that the request held, as it wrote them: an answer may repeat them. */
  readonly requestValues: Iterable<string>;
  readonly allowedHosts: readonly string[];
  /** The texts that only the model should see. */
  readonly systemTexts: readonly string[];
}

/** Numbers and codes: what an answer says of health or of a deal is its subject, which the pool's ceiling governs. */
const SECRET_TYPES: ReadonlySet<EntityType> = new Set(STRUCTURED_TYPES);
/** From this level on a value that the request did not hold may not appear in an answer. */
const SECRET_LEVEL_MIN = 4;
/** How near a word like "not" or 「ません」 has to stand to take a promise back, in characters. */
const DENIAL_REACH = 24;

/** The check of each name, ready for one answer. */
export function createOutputChecks(parts: OutputCheckParts): Readonly<Record<OutputCheckName, OutputCheck>> {
  // Most answers hold no secret, and most scenarios do not look for the system text: what these need is made when it is.
  let known: ReadonlySet<string> | undefined;
  let findLeak: ((text: string) => boolean) | undefined;
  const isKnown = (value: string): boolean => {
    known ??= new Set(Array.from(parts.requestValues, comparable));
    return known.has(comparable(value));
  };
  const leaks = (text: string): boolean => {
    findLeak ??= createLeakSearch(parts.systemTexts);
    return findLeak(text);
  };
  return {
    secrets: (text) =>
      findingsIn(text, parts.classify)
        .filter(({ type, level, text: value }) => level >= SECRET_LEVEL_MIN && SECRET_TYPES.has(type) && !isKnown(value))
        .map(({ type }) => `a value of type ${type} that the request did not hold`),
    exfiltration: (text) => linksOf(text).flatMap((link) => reasonAgainst(link, parts.allowedHosts) ?? []),
    leakage: (text) => (leaks(text) ? ["a long piece of the system text"] : []),
    advice: (text) => (saysAny(text, ADVICE, true) ? ["it recommends an investment or promises a return"] : []),
    toxicity: (text) => (saysAny(text, TOXICITY, false) ? ["it insults or threatens"] : []),
  };
}

/** All findings of a text in which something of a form was found; most answers hold nothing of the kind, which is soon told. */
function findingsIn(text: string, classify: Classify): readonly Finding[] {
  return classify(text, "structured").findings.length === 0 ? [] : classify(text).findings;
}

/** One value in all its spellings: folded, without separators, in lower case. */
function comparable(value: string): string {
  return foldText(value)
    .text.replace(/[\s・·().-]/g, "")
    .toLowerCase();
}

const ADVICE = expressionOf(words.advice);
const TOXICITY = expressionOf(words.toxicity);
// English and Chinese take a promise back before it is spoken, Japanese behind it.
const DENIAL_BEFORE = expressionOf({ ...words.denial, ja: [] });
const DENIAL_AFTER = expressionOf({ ja: words.denial.ja, zh: [], en: [] });

interface WordList {
  readonly ja: readonly string[];
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

function expressionOf({ ja, zh, en }: WordList): RegExp {
  const whole = en.length === 0 ? [] : [`(?<![a-z])(?:${en.map(escapeExpression).join("|")})(?![a-z])`];
  return new RegExp([...ja.map(escapeExpression), ...zh.map(escapeExpression), ...whole].join("|"), "gi");
}

function saysAny(text: string, expression: RegExp, canBeDenied: boolean): boolean {
  for (const match of foldText(text).text.matchAll(expression)) {
    if (!canBeDenied || !isDenied(match.input, match.index, match.index + match[0].length)) return true;
  }
  return false;
}

function isDenied(text: string, start: number, end: number): boolean {
  const before =
    text
      .slice(Math.max(0, start - DENIAL_REACH), start)
      .split(/[.!?。！？\n]/)
      .at(-1) ?? "";
  const after = text.slice(end, end + DENIAL_REACH).split(/[.!?。！？\n]/)[0] ?? "";
  return matches(DENIAL_BEFORE, before) || matches(DENIAL_AFTER, after);
}

function matches(expression: RegExp, text: string): boolean {
  expression.lastIndex = 0;
  return expression.test(text);
}
