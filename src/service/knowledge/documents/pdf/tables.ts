// Tables without lines: rows whose segments stand under one another. Where columns are not sure, there is no table.
import { leftOf, type Row, rightOf, type Segment } from "./page-rows.ts";
import { isAmount, isMarkedLine, isYear } from "./table-cells.ts";

export interface Table {
  readonly header: readonly (readonly string[])[];
  readonly rows: readonly (readonly string[])[];
}

interface Span {
  readonly left: number;
  readonly right: number;
}

const HEADER_ROWS_MAX = 6;
/** Columns beyond this are a drawing, not a table. */
const COLUMNS_MAX = 40;
/** In shares of the size: rows further apart are two tables. */
const ROW_GAP_MAX = 4.5;
/** Rows of one segment in a row: section titles and labels of several lines. More is prose. */
const LABEL_ROWS_MAX = 4;
/** Rows of words alone have to be more, and alike, to be believed. */
const WORD_ROWS_MIN = 3;
const UNIT_LINE = /^\(.{3,120}\)$/;

/** How many of the rows from `start` on are one table; 0 where none begins. */
export function tableLength(rows: readonly Row[], start: number): number {
  let end = start;
  let labels = 0;
  for (let index = start; index < rows.length; index += 1) {
    const [row, before] = [rows[index], rows[index - 1]];
    if (row === undefined || (index > start && before !== undefined && isApart(before, row))) break;
    if (isTabular(row)) {
      end = index + 1;
      labels = 0;
    } else {
      labels += 1;
      if (index === start || labels > LABEL_ROWS_MAX || !isLabel(row, rows.slice(start, end))) break;
    }
  }
  return isBelieved(rows.slice(start, end)) ? end - start : 0;
}

const COLUMN_TITLE =
  /\b(?:ended|months|weeks|years?|as of|fiscal|percent|increase|change|total|amounts?|january|february|march|april|may|june|july|august|september|october|november|december)\b|(?:19|20)\d{2}|%|年|月|期|[（(]単位/i;
const COLUMN_TITLE_CHARACTERS_MAX = 60;

/** How many of the last of `above` stand over the table's columns of amounts and name them: "Year ended March 31,". */
export function titleRowsAbove(above: readonly Row[], table: readonly Row[]): number {
  const amounts = table.flatMap(({ segments }) => segments.slice(1).filter((segment) => isAmount(segment) || isYear(segment)));
  if (amounts.length === 0) return 0;
  const start = Math.min(...amounts.map(({ left }) => left));
  let count = 0;
  for (const row of [...above].reverse()) {
    const below = above[above.length - count] ?? table[0];
    const text = row.segments.map((segment) => segment.text).join(" ");
    const names = COLUMN_TITLE.test(text) && text.length <= COLUMN_TITLE_CHARACTERS_MAX && leftOf(row) >= start - 4 * row.size;
    if (!names || below === undefined || below.baseline - row.baseline > 2.5 * row.size) break;
    count += 1;
  }
  return count;
}

function isApart(before: Row, row: Row): boolean {
  return row.baseline - before.baseline > ROW_GAP_MAX * Math.max(row.size, before.size);
}

function isTabular(row: Row): boolean {
  return row.segments.length > 1 && !isMarkedLine(row);
}

/** One segment that does not reach far into the columns of what came before. */
function isLabel(row: Row, before: readonly Row[]): boolean {
  const amounts = before.flatMap(({ segments }) => segments.slice(1).filter((segment) => isAmount(segment) || isYear(segment)));
  if (amounts.length === 0) return rightOf(row) - leftOf(row) < 40 * row.size;
  const firstAmount = Math.min(...amounts.map(({ left }) => left));
  return rightOf(row) < firstAmount + row.size * 2 || leftOf(row) > firstAmount;
}

function isBelieved(rows: readonly Row[]): boolean {
  const tabular = rows.filter(isTabular);
  const withAmounts = tabular.filter(({ segments }) => segments.slice(1).some((segment) => isAmount(segment)));
  if (withAmounts.length >= 2 && withAmounts.length >= tabular.length * 0.3) return true;
  if (withAmounts.length === 1 && rows.some(({ segments }) => segments.filter(isYear).length >= 2)) return true;
  const counts = new Set(tabular.map(({ segments }) => segments.length));
  return tabular.length >= WORD_ROWS_MIN && tabular.length >= rows.length * 0.5 && counts.size <= 2;
}

/** The rows as a table; undefined where the columns are not sure. */
export function toTable(rows: readonly Row[]): Table | undefined {
  const columns = columnsOf(rows);
  if (columns.length < 2 || columns.length > COLUMNS_MAX) return undefined;
  const headerLength = headerLengthOf(rows);
  const header = rows.slice(0, headerLength).map((row) => cellsOf(row, columns, true));
  const body = rows.slice(headerLength).map((row) => cellsOf(row, columns, false));
  const known = [...header, ...body].filter((cells) => cells !== undefined);
  if (known.length < rows.length || body.length === 0) return undefined;
  return { header: known.slice(0, headerLength), rows: joinLabels(known.slice(headerLength)) };
}

/** Columns are where amounts stand over one another, and where words do beside them. */
function columnsOf(rows: readonly Row[]): Span[] {
  const tabular = rows.filter(isTabular);
  const amounts = tabular.flatMap(({ segments }) => segments.slice(1).filter((segment) => isAmount(segment)));
  const columns = merge(amounts);
  const words = tabular.flatMap(({ segments }) => segments.filter((segment) => !isAmount(segment) || segment === segments[0]));
  const beside = words.filter((word) => !columns.some((column) => overlap(word, column) > 0));
  return merge([...columns, ...withoutSpanning(beside)]);
}

/** A segment over two or more others that stand apart is a heading of several columns: it makes none of them one. */
function withoutSpanning(words: readonly Segment[]): Segment[] {
  return words.filter((word) => {
    const under = merge(
      words.filter((other) => other !== word && overlap(word, other) > 0 && other.right - other.left < word.right - word.left),
    );
    return under.length < 2;
  });
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.left - other.left)) {
    const before = merged.at(-1);
    if (before !== undefined && span.left <= before.right)
      merged[merged.length - 1] = { left: before.left, right: Math.max(before.right, span.right) };
    else merged.push({ left: span.left, right: span.right });
  }
  return merged;
}

function overlap(one: Span, other: Span): number {
  return Math.min(one.right, other.right) - Math.max(one.left, other.left);
}

/** Rows above the first with both a label and an amount that name columns: years, units, titles. */
function headerLengthOf(rows: readonly Row[]): number {
  const first = rows.findIndex(({ segments }) => segments.slice(1).some((segment) => isAmount(segment)));
  const firstLabel = rows.findIndex((row) => row.segments.length === 1 && isUnderLabels(row, rows));
  const length = firstLabel === -1 ? first : Math.min(first, firstLabel);
  return length < 0 || length > HEADER_ROWS_MAX ? 0 : length;
}

/** A label of rows, not a title of columns: it stands at the left and is no unit. */
function isUnderLabels(row: Row, rows: readonly Row[]): boolean {
  return leftOf(row) < Math.min(...rows.map(leftOf)) + 4 * row.size && !UNIT_LINE.test(row.segments[0]?.text ?? "");
}

/** Undefined where two segments claim one cell of the body, which would mix what belongs apart. */
function cellsOf(row: Row, columns: readonly Span[], isHeader: boolean): string[] | undefined {
  const cells = columns.map(() => "");
  for (const segment of row.segments) {
    const touched = columns.flatMap((column, index) => (overlap(segment, column) > 0 ? [index] : []));
    const at = touched.length > 0 ? touched : [nearest(segment, columns)];
    const [best] = [...at].sort((one, other) => overlapAt(segment, columns, other) - overlapAt(segment, columns, one));
    // A heading over several columns names each of them.
    for (const index of isHeader ? at : [best ?? 0]) {
      const cell = cells[index] ?? "";
      if (cell !== "" && !isHeader && isAmount(segment)) return undefined;
      cells[index] = cell === "" ? segment.text : `${cell} ${segment.text}`;
    }
  }
  return cells;
}

function overlapAt(segment: Segment, columns: readonly Span[], index: number): number {
  const column = columns[index];
  return column === undefined ? Number.NEGATIVE_INFINITY : overlap(segment, column);
}

function nearest(segment: Segment, columns: readonly Span[]): number {
  const distances = columns.map((_column, index) => overlapAt(segment, columns, index));
  return distances.indexOf(Math.max(...distances));
}

/** A label that goes on in the next row, in small letters, belongs to that row's amounts. */
function joinLabels(rows: readonly string[][]): string[][] {
  const joined: string[][] = [];
  for (const cells of rows) {
    const before = joined.at(-1);
    const isLabelAlone = before?.slice(1).every((cell) => cell === "") === true && before[0] !== "" && !before[0]?.endsWith(":");
    const goesOn = /^[\p{Ll}(]/u.test(cells[0] ?? "");
    if (isLabelAlone && goesOn && before !== undefined) joined[joined.length - 1] = [`${before[0]} ${cells[0]}`, ...cells.slice(1)];
    else joined.push(cells);
  }
  return joined;
}
