// Headers, footers and page numbers: rows at the edges of pages that come back on many of them.
import { type Row, textOf } from "./page-rows.ts";

/** Rows at the top, and at the bottom, that may be running ones. */
const EDGE_ROWS = 3;
const PAGES_MIN = 3;
/** What stands on a tenth of the pages is no heading: chapters have headers of their own. */
const PAGES_SHARE = 0.1;
const AMOUNT = /[$¥€£]|\d[.,]\d/;
/** "(In millions)" says how a table is to be read, and stays. */
const UNIT = /^\(/;

/** The pages' rows without those that run on. */
export function withoutRunningRows(pages: readonly (readonly Row[])[]): Row[][] {
  const counts = new Map<string, number>();
  for (const rows of pages) {
    const keys = new Set(edgeRows(rows).flatMap(keyOf));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const pagesMin = Math.max(PAGES_MIN, pages.length * PAGES_SHARE);
  return pages.map((rows) => {
    const running = new Set(edgeRows(rows).filter((row) => keyOf(row).some((key) => (counts.get(key) ?? 0) >= pagesMin)));
    return rows.filter((row) => !running.has(row));
  });
}

function edgeRows(rows: readonly Row[]): Row[] {
  return [...new Set([...rows.slice(0, EDGE_ROWS), ...rows.slice(-EDGE_ROWS)])];
}

/** What a row has in common with those of other pages: its text with the numbers left out. Its height varies where pages were made by a browser. */
function keyOf(row: Row): string[] {
  const text = textOf(row);
  if (AMOUNT.test(text) || UNIT.test(text)) return [];
  return [text.replace(/\d{1,5}/g, "#").replace(/^[ivxlc]{1,7}$/, "#")];
}
