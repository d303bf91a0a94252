// Weighs whether passages hold the answer to a question, and picks the statements that say it.
import { readNumbers } from "../../explanation/number-reading.ts";
import type { FoundPassage } from "../search-order.ts";
import words from "./answer-words.json" with { type: "json" };
import { type NumberedPassage, readableText } from "./citations.ts";
import { contentTermsOf, shareOf } from "./content-terms.ts";
import { statementsOf } from "./statements.ts";

/** Of the question's terms, by their rarity among what was found, a passage holds so many, or it is about something else. */
const COVERAGE_MIN = 0.6;
/** A word in Katakana, or an English name, is held by a text that holds so many of its pairs of characters. */
const NAME_SHARE_MIN = 0.6;
const STATEMENTS_MAX = 3;
/** Next to the best statement only those that say nearly as much are quoted. */
const NEAR_BEST = 0.85;
/** A question after a quantity is answered by a statement with a number. */
const NUMBER_BONUS = 0.25;
/** A statement's own words count for more than the headings above it. */
const CONTEXT_SHARE = 0.4;

export interface Quoted {
  readonly text: string;
  readonly citation: number;
  readonly score: number;
}

export interface Evidence {
  /** Whether the passages hold an answer. */
  readonly isEnough: boolean;
  /** The share of the question that the best passage covers, from 0 to 1. */
  readonly coverage: number;
  /** The statements that answer best, the best first; none where the evidence is not enough. */
  readonly quoted: readonly Quoted[];
  /** Covers how much of the question, by the same weights. */
  readonly coverageOf: (text: string) => number;
}

export function weighEvidence(question: string, passages: readonly NumberedPassage[]): Evidence {
  const wanted = contentTermsOf(question);
  const texts = passages.map(({ passage }) => readableText(passage));
  const terms = texts.map((text) => contentTermsOf(text));
  const weightOf = rarityAmong(terms);
  const coverageOf = (text: string) => shareOf(wanted, contentTermsOf(text), weightOf);
  const documentText = (one: FoundPassage) => texts.filter((_, index) => passages[index]?.passage.documentId === one.documentId).join("\n");
  const covering = passages.filter(({ passage }, index) => {
    const held = shareOf(wanted, terms[index] ?? new Set(), weightOf);
    return held >= COVERAGE_MIN && holdsNames(question, documentText(passage)) && holdsPeriods(question, passage, documentText(passage));
  });
  const coverage = Math.max(0, ...texts.map(coverageOf));
  if (covering.length === 0) return { isEnough: false, coverage, quoted: [], coverageOf };
  return { isEnough: true, coverage, quoted: quote(question, wanted, covering, weightOf), coverageOf };
}

export function asksForQuantity(question: string): boolean {
  const plain = question.normalize("NFKC").toLowerCase();
  return words.quantity.some((word) => plain.includes(word));
}

/** How telling a term is: one that no passage holds weighs most. */
function rarityAmong(passages: readonly ReadonlySet<string>[]): (term: string) => number {
  return (term) => Math.log(1 + (passages.length + 1) / (passages.filter((held) => held.has(term)).length + 0.5));
}

function quote(
  question: string,
  wanted: ReadonlySet<string>,
  passages: readonly NumberedPassage[],
  weightOf: (term: string) => number,
): readonly Quoted[] {
  const wantsNumber = asksForQuantity(question);
  const candidates = passages.flatMap(({ citation, passage }) => {
    const context = shareOf(wanted, contentTermsOf(readableText(passage)), weightOf);
    return statementsOf(passage.text).map((text): Quoted => {
      const own = shareOf(wanted, contentTermsOf(text), weightOf);
      const bonus = wantsNumber && own > 0 && readNumbers(text).some(isClaim) ? NUMBER_BONUS : 0;
      return { text, citation, score: own === 0 ? 0 : own * (1 - CONTEXT_SHARE) + context * CONTEXT_SHARE + bonus };
    });
  });
  const ranked = candidates.filter(({ score }) => score > 0).toSorted((one, other) => other.score - one.score);
  const best = ranked[0]?.score ?? 0;
  const seen = new Set<string>();
  return ranked
    .filter(({ text, score }) => score >= best * NEAR_BEST && !seen.has(text) && seen.add(text) !== undefined)
    .slice(0, STATEMENTS_MAX);
}

function isClaim(written: ReturnType<typeof readNumbers>[number]): boolean {
  return written.form !== "number" || !written.isReference;
}

/** A thing that the question names in Katakana, or in capitals inside an English sentence, is named by its document too. */
function holdsNames(question: string, text: string): boolean {
  const held = contentTermsOf(text);
  const katakana = question.normalize("NFKC").match(/[\p{Script=Katakana}ー]{3,60}/gu) ?? [];
  const capitals = [...question.matchAll(/(?<=[a-z0-9,] )[A-Z][A-Za-z]{1,40}/g)].map(([name]) => name);
  return [...katakana, ...capitals].every((name) => {
    const parts = contentTermsOf(name);
    return parts.size === 0 || shareOf(parts, held) >= NAME_SHARE_MIN;
  });
}

/** A year that the question is about is one that the passage speaks of, or in which its document was in force. */
function holdsPeriods(question: string, passage: FoundPassage, text: string): boolean {
  const yearsOf = (text: string) =>
    readNumbers(text).flatMap((written) => (written.form === "date" ? written.readings.flatMap(({ year }) => year ?? []) : []));
  const codes = readNumbers(question).flatMap((written) => (written.form === "code" ? question.slice(written.start, written.end) : []));
  if (codes.some((code) => !text.normalize("NFKC").toLowerCase().includes(code.normalize("NFKC").toLowerCase()))) return false;
  const { effectiveFrom = "0000", effectiveTo = "9999" } = passage;
  const known = new Set(yearsOf(text));
  return yearsOf(question).every(
    (year) => known.has(year) || (String(year) >= effectiveFrom.slice(0, 4) && String(year) <= effectiveTo.slice(0, 4)),
  );
}
