// Tables as lines of text, a group of rows at a time, each group with what its numbers mean: caption, unit, the names of the columns.
import type { Block } from "../documents/parsed-document.ts";
import { textPieces } from "./text-pieces.ts";
import { estimateTokens } from "./token-estimate.ts";

export type Table = Extract<Block, { kind: "table" }>;

const CELL_SEPARATOR = " | ";
/** What is repeated may take this share of a piece; of a longer one only the first lines are repeated. */
const REPEATED_SHARE_MAX = 1 / 3;
/** "(単位:百万円)", "in millions", "金额单位：万元": what the numbers of a table count. */
const UNIT = /単位|单位|單位|in (?:thousands|millions|billions)|(?:thousands|millions|billions) of|千円|百万円|億円|万元|亿元/i;
const UNIT_CHARACTERS_MAX = 200;

/** Whether a paragraph before a table says in what its numbers count. */
export function isUnitNote(text: string): boolean {
  return text.length <= UNIT_CHARACTERS_MAX && UNIT.test(text);
}

/**
 * The table's rows in pieces of at most `tokensMax` estimated tokens: lines `label | 2023 | 2022`. Every piece after the first begins with the
 * unit note, the caption and the header again; the note itself stands before the table already.
 */
export function* tablePieces(table: Table, unitNote: string | undefined, tokensMax: number): Generator<string> {
  const opening = [table.caption ?? "", ...table.header.map(lineOf)].filter((line) => line !== "");
  const repeated = withinTokens([...(unitNote === undefined ? [] : [unitNote]), ...opening], tokensMax * REPEATED_SHARE_MAX);
  const repeatedTokens = tokensOf(repeated);
  const rowTokensMax = tokensMax - repeatedTokens;
  let open: string[] = [];
  let openTokens = 0;
  for (const line of linesOf(table, opening, rowTokensMax)) {
    const tokens = estimateTokens(line);
    if (openTokens + tokens > tokensMax) {
      yield open.join("\n");
      open = [...repeated];
      openTokens = repeatedTokens;
    }
    open.push(line);
    openTokens += tokens;
  }
  if (open.length > 0) yield open.join("\n");
}

/** One after the other: a table may have a million rows. */
function* linesOf({ rows }: Table, opening: readonly string[], tokensMax: number): Generator<string> {
  for (const line of opening) yield* textPieces(line, tokensMax);
  for (const row of rows) yield* textPieces(lineOf(row), tokensMax);
}

/** A row as a line; empty cells keep their place, but not at the end. Empty for an empty row. */
function lineOf(cells: readonly string[]): string {
  const plain = cells.map((cell) => cell.replace(/\s{1,100}/g, " ").trim());
  const last = plain.findLastIndex((cell) => cell !== "");
  return plain
    .slice(0, last + 1)
    .join(CELL_SEPARATOR)
    .trim();
}

function withinTokens(lines: readonly string[], tokensMax: number): string[] {
  const within: string[] = [];
  for (const line of lines) {
    if (tokensOf([...within, line]) > tokensMax) break;
    within.push(line);
  }
  return within;
}

function tokensOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + estimateTokens(line), 0);
}
