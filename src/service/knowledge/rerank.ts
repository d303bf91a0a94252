// Ranks passages again by what their texts show beyond their terms: names of what is asked for, neighbouring words, figures.
import { termsOf } from "./lexical/terms.ts";
import type { AnalysedQuery, Idea } from "./query/analyse-query.ts";
import type { FoundPassage } from "./search-order.ts";

/** How much a passage gains at most: by naming what is asked for, by the query's neighbouring words, by its figures. */
const IDEAS_GAIN = 0.7;
const PAIRS_GAIN = 0.6;
const FIGURES_GAIN = 0.7;
/** Tables have this share of figures and more. */
const FIGURES_SHARE_FULL = 0.5;
/** What each earlier passage of the same page leaves of the next one's score. */
const SAME_PAGE = 0.9;

const FIGURE = /^\d/;

/** The passages by score, each score raised by its features; of a page's passages the later ones stand back a little for other pages. */
export function rerank(query: AnalysedQuery, found: readonly FoundPassage[]): FoundPassage[] {
  const pairs = pairsOf(query.own);
  const rescored = found.map((passage) => ({ ...passage, score: passage.score * gainOf(query, pairs, passage) })).sort(byScore);
  const onPage = new Map<string, number>();
  return rescored
    .map((passage) => {
      const page = `${passage.documentId}/${passage.page}`;
      const before = onPage.get(page) ?? 0;
      onPage.set(page, before + 1);
      return { ...passage, score: passage.score * SAME_PAGE ** before };
    })
    .sort(byScore);
}

function byScore(one: FoundPassage, other: FoundPassage): number {
  return other.score - one.score || one.number - other.number;
}

function gainOf({ ideas }: AnalysedQuery, pairs: ReadonlySet<string>, { headingPath, text }: FoundPassage): number {
  const terms = termsOf(`${headingPath.join("\n")}\n${text}`);
  const places = placesOf(terms);
  const named = shareOf(ideas, (idea) => holds(idea, terms, places));
  const near = pairs.size === 0 ? 0 : [...pairsOf(terms)].filter((pair) => pairs.has(pair)).length / pairs.size;
  const figures = ideas.length === 0 ? 0 : shareOf(terms, (term) => FIGURE.test(term));
  return 1 + IDEAS_GAIN * named + PAIRS_GAIN * near + FIGURES_GAIN * Math.min(1, figures / FIGURES_SHARE_FULL);
}

function placesOf(terms: readonly string[]): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  terms.forEach((term, place) => {
    const known = places.get(term);
    if (known === undefined) places.set(term, [place]);
    else known.push(place);
  });
  return places;
}

function holds(idea: Idea, terms: readonly string[], places: ReadonlyMap<string, number[]>): boolean {
  return idea.some(([first = "", ...rest]) =>
    (places.get(first) ?? []).some((place) => rest.every((term, offset) => terms[place + offset + 1] === term)),
  );
}

function pairsOf(terms: readonly string[]): Set<string> {
  return new Set(terms.slice(1).map((term, place) => `${terms[place]} ${term}`));
}

function shareOf<Item>(items: readonly Item[], has: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(has).length / items.length;
}
