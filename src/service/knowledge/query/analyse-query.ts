// What a query asks for beyond its own words: what the trade calls by another name, and what a key figure is computed from.
import { z } from "zod";
import { termsOf } from "../lexical/terms.ts";
import thesaurus from "./finance-thesaurus.json" with { type: "json" };

/** How much a term counts that stands for the query's own, beside 1 for its own. */
const SAME_WEIGHT = 0.4;
const PART_WEIGHT = 0.4;
/** A question has fewer; the text of a whole page is no query. */
const TERMS_MAX = 96;
const EXPANSIONS_MAX = 160;

export interface AnalysedQuery {
  /** The query's own terms, each once, in order. */
  readonly own: readonly string[];
  /** All terms to look for with their weights, the query's own at 1. */
  readonly weights: ReadonlyMap<string, number>;
  /** Neighbouring words written together, as the names of files write them: "bestbuy". */
  readonly joined: readonly string[];
}

interface Rule {
  readonly phrases: readonly (readonly string[])[];
  readonly adds: readonly (readonly string[])[];
  readonly weight: number;
}

const RULES = readRules();

/** Rules by the first term of their phrases, so that a query looks at few of them. */
const RULES_BY_TERM = indexRules(RULES);

export function analyseQuery(query: string): AnalysedQuery {
  const all = termsOf(query).slice(0, TERMS_MAX);
  const own = [...new Set(all)];
  const weights = new Map(own.map((term) => [term, 1]));
  for (const { adds, weight } of rulesFor(all))
    for (const phrase of adds)
      for (const term of phrase)
        if (weights.size < TERMS_MAX + EXPANSIONS_MAX && (weights.get(term) ?? 0) < weight) weights.set(term, weight);
  return { own, weights, joined: joinedWords(query) };
}

/** The rules that the query calls for, and in a second step those that the first ones' figures call for by another name. */
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
  const { same, parts } = z.object({ same: z.array(phrases), parts: z.array(z.object({ of: phrases, are: phrases })) }).parse(thesaurus);
  return [
    ...same.map((names) => ({ phrases: names.map(termsOf), adds: names.map(termsOf), weight: SAME_WEIGHT })),
    ...parts.map(({ of, are }) => ({ phrases: of.map(termsOf), adds: are.map(termsOf), weight: PART_WEIGHT })),
  ];
}

function indexRules(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const index = new Map<string, Rule[]>();
  for (const rule of rules)
    for (const first of new Set(rule.phrases.flatMap((phrase) => phrase.slice(0, 1))))
      index.set(first, [...(index.get(first) ?? []), rule]);
  return index;
}
