// What a passage is found by: the terms of its own text, and with less weight those of its headings and of its document's name and title.
import type { Passage } from "../passages/passage.ts";
import { termsOf, termsOfName } from "./terms.ts";

/** Weights are kept in quarters, in one byte: a term counts at most 63 times. */
export const WEIGHT_UNITS = 4;
const WEIGHT_MAX = 255;
const BODY_UNITS = 4;
const HEADING_UNITS = 4;
const NAME_UNITS = 2;
/** Kept in two bytes. */
const LENGTH_MAX = 65_535;
/** The longest term in an index row; nothing that people look for is longer. */
const TERM_CHARACTERS_MAX = 64;

export interface WeighedPassage {
  /** By term, in quarters of one mention. */
  readonly weights: ReadonlyMap<string, number>;
  /** Terms of its own text and headings. */
  readonly length: number;
}

/** Weighs the fields as BM25F does: S. Robertson, H. Zaragoza and M. Taylor, "Simple BM25 extension to multiple weighted fields" (2004). */
export function weighPassage(
  { text, headingPath }: Pick<Passage, "text" | "headingPath">,
  { name, title }: { readonly name: string; readonly title: string | undefined },
): WeighedPassage {
  const weights = new Map<string, number>();
  const body = termsOf(text);
  const headings = termsOf(headingPath.join("\n"));
  add(weights, body, BODY_UNITS);
  add(weights, headings, HEADING_UNITS);
  add(weights, new Set([...termsOfName(name), ...termsOf(title ?? "")]), NAME_UNITS);
  return { weights, length: Math.min(Math.max(1, body.length + headings.length), LENGTH_MAX) };
}

function add(weights: Map<string, number>, terms: Iterable<string>, units: number): void {
  for (const term of terms)
    if (term.length <= TERM_CHARACTERS_MAX) weights.set(term, Math.min((weights.get(term) ?? 0) + units, WEIGHT_MAX));
}
