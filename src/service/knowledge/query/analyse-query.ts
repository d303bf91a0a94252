// What a query asks for beyond its own words: what the trade calls by another name, and what a key figure is computed from.
import { z } from "zod";
import { termsOf } from "../lexical/terms.ts";
import thesaurus from "./finance-thesaurus.json" with { type: "json" };

/** How much a term counts that stands for the query's own, beside 1 for its own. */
const EXPANSION_WEIGHT = 0.4;
/** A pair of characters is less than a word: a word of three has two pairs. Pairs of hiragana are endings and particles mostly. */
const PAIR_WEIGHT = 0.5;
const HIRAGANA_WEIGHT = 0.2;
const PAIR = /^[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}々ー]{2}$/u;
const HIRAGANA = /\p{Script=Hiragana}/u;
/** A question has fewer; the text of a whole page is no query. */
const TERMS_MAX = 96;
const EXPANSIONS_MAX = 160;

/** A phrase by its terms. */
type Phrase = readonly string[];

/** Something that the query is after, by all its names: a passage that has one of them speaks of it. */
export type Idea = readonly Phrase[];

export interface AnalysedQuery {
  /** The query's own terms in order. */
  readonly own: readonly string[];
  /** All terms to look for with their weights. */
  readonly weights: ReadonlyMap<string, number>;
  /** Neighbouring words written together, as the names of files write them: "bestbuy". */
  readonly joined: readonly string[];
  /** What the thesaurus knows of that the query is after. */
  readonly ideas: readonly Idea[];
}

interface Rule {
  readonly phrases: readonly Phrase[];
  readonly ideas: readonly Idea[];
}

/** Rules by the first terms of their phrases, so that a query looks at few of them. */
const RULES_BY_TERM = indexRules(readRules());

/** What to look for when this is asked. Everything counts less than the query's own words, which alone are sure. */
export function analyseQuery(query: string): AnalysedQuery {
  const own = termsOf(query).slice(0, TERMS_MAX);
  const weights = new Map(own.map((term) => [term, ownWeight(term)]));
  const ideas = new Set([...rulesFor(own)].flatMap((rule) => rule.ideas));
  for (const phrase of [...ideas].flat())
    for (const term of phrase)
      if (weights.size < TERMS_MAX + EXPANSIONS_MAX && !weights.has(term)) weights.set(term, EXPANSION_WEIGHT * ownWeight(term));
  return { own, weights, joined: joinedWords(query), ideas: [...ideas] };
}

function ownWeight(term: string): number {
  if (!PAIR.test(term)) return 1;
  return HIRAGANA.test(term) ? HIRAGANA_WEIGHT : PAIR_WEIGHT;
}

function rulesFor(terms: readonly string[]): ReadonlySet<Rule> {
  const found = new Set<Rule>();
  terms.forEach((term, place) => {
    for (const rule of RULES_BY_TERM.get(term) ?? [])
      if (rule.phrases.some((phrase) => phrase.every((part, offset) => terms[place + offset] === part))) found.add(rule);
  });
  return found;
}

function joinedWords(query: string): string[] {
  const words =
    query
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{1,48}/gu)
      ?.slice(0, TERMS_MAX) ?? [];
  return words.flatMap((word, place) => {
    const two = `${word}${words[place + 1] ?? ""}`;
    return [...termsOf(two), ...termsOf(`${two}${words[place + 2] ?? ""}`)];
  });
}

function readRules(): Rule[] {
  const phrases = z.array(z.string().min(1)).min(1);
  const form = z.object({ same: z.array(phrases), parts: z.array(z.object({ of: phrases, are: phrases })) });
  const { same, parts } = form.parse(thesaurus);
  const ideaOf = (name: string): Idea => (same.find((names) => names.includes(name)) ?? [name]).map(termsOf);
  return [
    ...same.map((names) => ({ phrases: names.map(termsOf), ideas: [names.map(termsOf)] })),
    ...parts.map(({ of, are }) => ({ phrases: of.map(termsOf), ideas: are.map(ideaOf) })),
  ];
}

function indexRules(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const index = new Map<string, Rule[]>();
  for (const rule of rules)
    for (const first of new Set(rule.phrases.flatMap((phrase) => phrase.slice(0, 1))))
      index.set(first, [...(index.get(first) ?? []), rule]);
  return index;
}
