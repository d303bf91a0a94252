// Splits a document into passages: by its structure, sized for the embedding model, none across pages, no text lost and none twice.
import type { ParsedDocument, Region } from "../documents/parsed-document.ts";
import { languageOf, languageOfDocument } from "./language.ts";
import { outlineOf, type Piece } from "./outline.ts";
import type { Passage } from "./passage.ts";

export interface PassageLimits {
  /** No passage is estimated to have more tokens. */
  readonly tokensMax: number;
  /** A passage that has as many takes nothing more. */
  readonly tokensAim: number;
  /** A passage that has fewer takes what follows, even of the next section of its page. */
  readonly tokensMin: number;
}

/**
 * Embedding models of the XLM-RoBERTa family read 512 tokens; what is kept free is for their prefix and for the headings above a passage. The
 * estimate lies above the count: a passage aimed at 340 has some 200 to 330.
 */
export const PASSAGE_LIMITS: PassageLimits = { tokensMax: 420, tokensAim: 340, tokensMin: 90 };

/** All passages of a document, as `passagesOf` gives them. */
export function splitIntoPassages(document: ParsedDocument, limits: PassageLimits): Passage[] {
  return [...passagesOf(document, limits)];
}

/** The passages one after the other, so that a long document can be split with pauses. Their order is the document's; pure. */
export function* passagesOf(document: ParsedDocument, limits: PassageLimits): Generator<Passage> {
  const ofDocument = languageOfDocument(document);
  let ordinal = 0;
  for (const pieces of groupsOf(unitsOf(document, limits), limits)) {
    const text = pieces.map((piece) => piece.text).join("\n");
    yield {
      ordinal,
      page: pieces[0]?.place.page ?? 0,
      region: regionAround(pieces),
      headingPath: headingPathOf(pieces),
      kind: tokensOf(pieces.filter(({ kind }) => kind === "table")) * 2 > tokensOf(pieces) ? "table" : "text",
      text,
      language: languageOf(text, ofDocument),
    };
    ordinal += 1;
  }
}

/** Pieces that stay together: headings with what they head, a list with its lead-in, as far as one passage holds them. */
function* unitsOf(document: ParsedDocument, { tokensMax }: PassageLimits): Generator<readonly Piece[]> {
  let unit: Piece[] = [];
  for (const piece of outlineOf(document, tokensMax)) {
    const last = unit.at(-1);
    const belongs = last !== undefined && (last.kind === "heading" || piece.isContinued) && last.place.page === piece.place.page;
    if (belongs && tokensOf(unit) + piece.tokens <= tokensMax) {
      unit.push(piece);
      continue;
    }
    if (unit.length > 0) yield unit;
    unit = [piece];
  }
  if (unit.length > 0) yield unit;
}

/** Fills passages with units, page by page. */
function* groupsOf(units: Iterable<readonly Piece[]>, limits: PassageLimits): Generator<readonly Piece[]> {
  // Kept back until it is known that its page does not end with a rest too small to stand alone.
  let kept: readonly Piece[] = [];
  let open: readonly Piece[] = [];
  for (const unit of units) {
    if (pageOf(unit) !== pageOf(open)) {
      yield* withRestJoined(kept, open, limits);
      [kept, open] = [[], unit];
    } else if (hasRoomFor(unit, open, limits)) {
      open = [...open, ...unit];
    } else {
      if (kept.length > 0) yield kept;
      [kept, open] = [open, unit];
    }
  }
  yield* withRestJoined(kept, open, limits);
}

function* withRestJoined(
  kept: readonly Piece[],
  rest: readonly Piece[],
  { tokensMax, tokensMin }: PassageLimits,
): Generator<readonly Piece[]> {
  const isJoined = kept.length > 0 && tokensOf(rest) < tokensMin && tokensOf(kept) + tokensOf(rest) <= tokensMax;
  if (isJoined) yield [...kept, ...rest];
  else for (const pieces of [kept, rest]) if (pieces.length > 0) yield pieces;
}

/** A section begins a passage of its own, unless what stands before it is too little for one. */
function hasRoomFor(unit: readonly Piece[], open: readonly Piece[], { tokensMax, tokensAim, tokensMin }: PassageLimits): boolean {
  const [openTokens, together] = [tokensOf(open), tokensOf(open) + tokensOf(unit)];
  if (openTokens < tokensMin) return together <= tokensMax;
  return together <= tokensAim && isSamePath(pathOf(unit), pathOf(open));
}

/** What the headings of all its pieces have in common; a heading that stands above all of the text that follows counts as theirs. */
function headingPathOf(pieces: readonly Piece[]): readonly string[] {
  const texts = pieces.filter(({ kind }) => kind !== "heading");
  const paths = (texts.length === 0 ? pieces.slice(-1) : texts).map(({ path }) => path);
  const [first = [], ...others] = paths;
  const firstDifference = first.findIndex((name, depth) => others.some((path) => path[depth] !== name));
  return firstDifference === -1 ? first : first.slice(0, firstDifference);
}

function regionAround(pieces: readonly Piece[]): Region | undefined {
  const regions = pieces.flatMap(({ place }) => (place.region === undefined ? [] : [place.region]));
  if (regions.length === 0) return undefined;
  const left = Math.min(...regions.map((region) => region.left));
  const top = Math.min(...regions.map((region) => region.top));
  const right = Math.max(...regions.map((region) => region.left + region.width));
  const bottom = Math.max(...regions.map((region) => region.top + region.height));
  return { left, top, width: right - left, height: bottom - top };
}

function tokensOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { tokens }) => sum + tokens, 0);
}

function pageOf(pieces: readonly Piece[]): number | undefined {
  return pieces[0]?.place.page;
}

function pathOf(pieces: readonly Piece[]): readonly string[] {
  return pieces.at(-1)?.path ?? [];
}

function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, depth) => name === other[depth]);
}
