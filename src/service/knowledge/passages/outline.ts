// A document as pieces that are each small enough for a passage and know the headings above them.
import type { Block, ParsedDocument, Place } from "../documents/parsed-document.ts";
import { innerHeadingOf, isCaption } from "./headings.ts";
import { isUnitNote, tablePieces } from "./table-pieces.ts";
import { textPieces } from "./text-pieces.ts";
import { estimateTokens } from "./token-estimate.ts";

/** Headings that text begins with lie below those that the document's form declares. */
const INNER_RANK_OFFSET = 100;
const PATH_HEADINGS_MAX = 8;
const PATH_HEADING_CHARACTERS_MAX = 120;
const LIST_ITEM =
  /^(?:[-*•・‣●○◯■□▪◆–]|[(（]?(?:[0-9０-９]{1,3}|[a-z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3}|[ア-ン])[)）.．、]|[①-⑳㈠-㈩]|[0-9０-９]{1,3}\s|[一二三四五六七八九十]{1,3}[\s　])/u;
const LEAD_IN =
  /(?:[:：]|次の(?:とおり|通り|各号)[^。]{0,20}。?|以下の(?:とおり|通り)[^。]{0,20}。?|(?:as follows|the following)[.:]?|如下[。:：]?)$/iu;

const LEAD_IN_CHARACTERS_MAX = 200;
/** A longer paragraph is cut into slices first, so that one step of work stays short. */
const SLICE_CHARACTERS_MAX = 16_384;
const WORD_CHARACTERS_MAX = 200;

export interface Piece {
  readonly kind: "heading" | "text" | "table";
  readonly text: string;
  readonly tokens: number;
  readonly place: Place;
  /** The headings above it, a heading's own included. */
  readonly path: readonly string[];
  /** Belongs with the piece before it: an item with its list, a list with what leads into it. */
  readonly isContinued: boolean;
}

interface OpenHeading {
  readonly rank: number;
  readonly name: string;
}

/** The document's pieces in reading order, one after the other as they are asked for. No text is left out. */
export function* outlineOf({ blocks }: ParsedDocument, tokensMax: number): Generator<Piece> {
  let above: readonly OpenHeading[] = [];
  let isInList = false;
  for (const [index, block] of blocks.entries()) {
    const [before, next] = [blocks[index - 1], blocks[index + 1]];
    const heading = headingOf(block, before, next, isInList);
    if (heading !== undefined) above = [...above.filter(({ rank }) => rank < heading.rank), heading];
    const isItem: boolean = isInList && isListItem(block);
    yield* piecesOf(block, before, { above, kind: kindOf(block, heading !== undefined), isContinued: isItem, tokensMax });
    isInList = isItem || (block.kind === "paragraph" && LEAD_IN.test(block.text.slice(-LEAD_IN_CHARACTERS_MAX).trimEnd()));
  }
}

function headingOf(block: Block, before: Block | undefined, next: Block | undefined, isInList: boolean): OpenHeading | undefined {
  if (block.kind === "table") return undefined;
  if (block.kind === "heading") return { rank: block.rank, name: nameOf(block.text) };
  if (isInList && isListItem(block)) return undefined;
  const inner = innerHeadingOf(block.text, next?.kind === "paragraph" ? next.text : undefined);
  if (inner === undefined) return undefined;
  const caption = before?.kind === "paragraph" && isCaption(before.text) ? before.text.trim() : "";
  return { rank: INNER_RANK_OFFSET + inner.rank, name: nameOf(`${inner.name}${caption}`) };
}

interface PieceOrder {
  readonly above: readonly OpenHeading[];
  readonly kind: Piece["kind"];
  readonly isContinued: boolean;
  readonly tokensMax: number;
}

function* piecesOf(block: Block, before: Block | undefined, { above, kind, isContinued, tokensMax }: PieceOrder): Generator<Piece> {
  const path = above.slice(-PATH_HEADINGS_MAX).map(({ name }) => name);
  const unitNote = before?.kind === "paragraph" && isUnitNote(before.text) ? before.text.trim() : undefined;
  // A table stays with the note that says what its numbers count.
  let isWithBefore = isContinued || (block.kind === "table" && unitNote !== undefined);
  for (const text of block.kind === "table" ? tablePieces(block, unitNote, tokensMax) : paragraphPieces(block.text, tokensMax)) {
    yield { kind, text, tokens: estimateTokens(text), place: block.place, path, isContinued: isWithBefore };
    isWithBefore = false;
  }
}

function* paragraphPieces(text: string, tokensMax: number): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const slice = text.slice(start, start + SLICE_CHARACTERS_MAX);
    const isLast = start + slice.length === text.length;
    const whole = isLast ? slice : slice.slice(0, lastCutIn(slice));
    yield* textPieces(whole, tokensMax);
    start += whole.length;
  }
}

/** Behind the last line, or the last word of a reasonable length; never between the halves of one character. */
function lastCutIn(slice: string): number {
  const line = slice.lastIndexOf("\n") + 1;
  if (line > slice.length / 2) return line;
  const word = slice.lastIndexOf(" ") + 1;
  if (word > slice.length - WORD_CHARACTERS_MAX) return word;
  return /[\uD800-\uDBFF]$/.test(slice) ? slice.length - 1 : slice.length;
}

/** A caption goes with the article below it, as a heading does; an article whose text follows in its paragraph is text. */
function kindOf(block: Block, isHeading: boolean): Piece["kind"] {
  if (block.kind !== "paragraph") return block.kind;
  const isWholeHeading =
    isHeading && innerHeadingOf(block.text, undefined)?.isWhole !== false && block.text.length <= PATH_HEADING_CHARACTERS_MAX;
  return isWholeHeading || isCaption(block.text) ? "heading" : "text";
}

function isListItem(block: Block): boolean {
  return block.kind === "paragraph" && LIST_ITEM.test(block.text.trimStart());
}

function nameOf(text: string): string {
  const line = text.replace(/\s{1,100}/g, " ").trim();
  const characters = [...line];
  return characters.length <= PATH_HEADING_CHARACTERS_MAX ? line : `${characters.slice(0, PATH_HEADING_CHARACTERS_MAX - 1).join("")}…`;
}
