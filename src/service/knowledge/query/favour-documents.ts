// Which documents a query names: by the words of their names and titles, the rarer among the documents the more.
import { rarityOf } from "../lexical/score-passages.ts";
import { termsOf, termsOfName } from "../lexical/terms.ts";
import type { ReadableDocuments } from "../readable-store.ts";
import type { AnalysedQuery } from "./analyse-query.ts";

/** A name's beginning counts less than the name: "Activision" for ACTIVISIONBLIZZARD. */
const BEGINNING_SHARE = 0.7;
const BEGINNING_LENGTH_MIN = 5;

/** For each document from 0 (the query says nothing of its name) to 1 (none of the others is named better). */
export function favourDocuments(query: AnalysedQuery, { names, titles }: Pick<ReadableDocuments, "names" | "titles">): Float64Array {
  const termsByDocument = names.map((name, place) => [...new Set([...termsOfName(name), ...termsOf(titles[place] ?? "")])]);
  const holding = new Map<string, number>();
  for (const terms of termsByDocument) for (const term of terms) holding.set(term, (holding.get(term) ?? 0) + 1);
  const shares = shareByTerm(query, holding.keys());
  const favours = Float64Array.from(termsByDocument, (terms) =>
    terms.reduce((sum, term) => sum + (shares.get(term) ?? 0) * rarityOf(holding.get(term) ?? 0, names.length), 0),
  );
  const highest = favours.reduce((one, other) => Math.max(one, other), 0);
  return highest === 0 ? favours : favours.map((favour) => favour / highest);
}

function shareByTerm({ own, joined }: AnalysedQuery, documentTerms: Iterable<string>): Map<string, number> {
  const asked = new Set([...own, ...joined]);
  const beginnings = own.filter((term) => term.length >= BEGINNING_LENGTH_MIN);
  const shares = new Map<string, number>();
  for (const term of documentTerms) {
    if (asked.has(term)) shares.set(term, 1);
    else if (beginnings.some((beginning) => term.startsWith(beginning))) shares.set(term, BEGINNING_SHARE);
  }
  return shares;
}
