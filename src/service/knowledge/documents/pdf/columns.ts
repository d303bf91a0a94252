// The reading order of a page: where prose runs in two columns, the left one is read before the right one.
import { type Row, rowsOf } from "./page-rows.ts";
import type { PdfPage, TextRun } from "./pdf-page.ts";

/** Lines of prose that each column must have. */
const LINES_MIN = 6;
/** Of the page's width: shorter segments are cells or words. */
const PROSE_SHARE = 0.22;
/** Rows that reach over the middle, of all rows, where two columns are believed. */
const CROSSING_SHARE_MAX = 0.3;
/** Where the gutter may be, of the page's width. */
const GUTTERS = [0.5, 0.48, 0.52, 0.46, 0.54, 0.44, 0.56, 0.42, 0.58, 0.4, 0.6];
const LETTERS = /\p{L}/gu;

/** The page's rows in reading order, in bands: no block reaches from one band into the next. */
export function bandsOf({ runs, width }: PdfPage): Row[][] {
  const rows = rowsOf(runs);
  const gutter = GUTTERS.map((share) => share * width).find((x) => isGutter(rows, x, width));
  if (gutter === undefined) return [rows];
  const bands: Row[][] = [];
  for (const stretch of stretchesOf(rows, (row) => crosses(row, gutter))) {
    const [first] = stretch;
    const isWide = first !== undefined && crosses(first, gutter);
    bands.push(...(isWide ? [stretch] : split(stretch, runs, gutter)));
  }
  return bands;
}

/** Neighbours that are alike, together. */
function stretchesOf(rows: readonly Row[], isWide: (row: Row) => boolean): Row[][] {
  const stretches: Row[][] = [];
  for (const row of rows) {
    const before = stretches.at(-1);
    const [first] = before ?? [];
    if (before !== undefined && first !== undefined && isWide(first) === isWide(row)) before.push(row);
    else stretches.push([row]);
  }
  return stretches;
}

function crosses(row: Row, x: number): boolean {
  return row.segments.some(({ left, right }) => left < x && right > x);
}

function isGutter(rows: readonly Row[], x: number, width: number): boolean {
  const segments = rows.flatMap((row) => row.segments);
  const prose = segments.filter(
    ({ left, right, text }) => right - left > PROSE_SHARE * width && (text.match(LETTERS)?.length ?? 0) > text.length / 2,
  );
  const onLeft = prose.filter(({ right }) => right <= x).length;
  const onRight = prose.filter(({ left }) => left >= x).length;
  const crossing = rows.filter((row) => crosses(row, x)).length;
  return onLeft >= LINES_MIN && onRight >= LINES_MIN && crossing <= CROSSING_SHARE_MAX * rows.length;
}

/** The columns' rows are made anew: their baselines need not agree. */
function split(rows: readonly Row[], runs: readonly TextRun[], x: number): Row[][] {
  const [first, last] = [rows.at(0), rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const within = runs.filter(({ baseline, size }) => baseline >= first.baseline - size / 2 && baseline <= last.baseline + size / 2);
  const sides = [within.filter(({ left }) => left < x), within.filter(({ left }) => left >= x)];
  return sides.filter((side) => side.length > 0).map(rowsOf);
}
