// What all formats without pages share: their one page, tables of equal rows, and the limit on their text.
import { KanameError } from "#infrastructure/errors.ts";
import type { Block, Place } from "../parsed-document.ts";
import { PARSER_LIMITS } from "../parser-limits.ts";

export const FIRST_PAGE: Place = { page: 0, region: undefined };

/** A table whose rows are as long as its widest; undefined where there is nothing in it. Throws `too_large`. */
export function tableOf(
  rows: readonly (readonly string[])[],
  { headerRows, caption, place }: { readonly headerRows: number; readonly caption?: string | undefined; readonly place: Place },
): Block | undefined {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  const width = filled.reduce((widest, row) => Math.max(widest, row.length), 0);
  if (width === 0) return undefined;
  // Before the rows are filled up: one wide row among many short ones would take memory that no file's size shows.
  if (width * filled.length > PARSER_LIMITS.tableCellsMax)
    throw new KanameError("too_large", `A table of the file has more than ${PARSER_LIMITS.tableCellsMax} cells.`);
  const even = filled.map((row) => Array.from({ length: width }, (_none, index) => (row[index] ?? "").trim()));
  const header = even.length > headerRows ? even.slice(0, headerRows) : [];
  return { kind: "table", caption, header, rows: even.slice(header.length), place };
}

/** Throws `too_large` for more pages than are read of any file. */
export function assertPages(pages: number): void {
  if (pages > PARSER_LIMITS.pagesMax) throw new KanameError("too_large", `The file has more than ${PARSER_LIMITS.pagesMax} pages.`);
}

/** The blocks, when all their text together is within the limit. Throws `too_large`. */
export function blocksWithinLimit(blocks: readonly Block[]): readonly Block[] {
  const characters = blocks.reduce((sum, block) => sum + charactersOf(block), 0);
  if (characters > PARSER_LIMITS.charactersMax)
    throw new KanameError("too_large", `The file has more than ${PARSER_LIMITS.charactersMax} characters of text.`);
  return blocks;
}

function charactersOf(block: Block): number {
  if (block.kind !== "table") return block.text.length;
  return [...block.header, ...block.rows].reduce((sum, row) => sum + row.reduce((length, cell) => length + cell.length, 0), 0);
}
