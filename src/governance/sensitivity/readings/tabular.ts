// Reads each cell of a table behind the heading of its column, as a form would say it: CSV, tabs, semicolons, Markdown.
import { type Rewriting, startRewriting, type TrackedText } from "./tracked-text.ts";

/** The likeliest first: a comma stands inside the cells of every other kind of table. */
const DELIMITERS = ["\t", "|", ";", ","] as const;
type Delimiter = (typeof DELIMITERS)[number];

const COLUMNS_MIN = 2;
const COLUMNS_MAX = 64;
const HEADING_CHARACTERS_MAX = 48;
/** What the headings may add to a text, in times of its length: short cells under long headings would make many megabytes of one. */
const GROWTH_MAX = 2;

interface Line {
  readonly start: number;
  readonly end: number;
}

/** Where the cell's own text stands, without quote marks and spaces around it. */
interface Cell extends Line {
  readonly text: string;
}

/** The text with `heading: ` before every cell of its tables and a line for each cell; undefined where it has no table. Linear in its length. */
export function readTables(text: string): TrackedText | undefined {
  const rewriting = startRewriting(text);
  const lines = linesOf(text);
  let growthLeft = text.length * GROWTH_MAX;
  for (let place = 0; place + 1 < lines.length; place += 1) {
    const headings = headingsOf(text, lines[place], lines[place + 1]);
    if (headings === undefined) continue;
    for (place += 1; place < lines.length; place += 1) {
      const cells = cellsOf(text, lines[place], headings.delimiter);
      growthLeft -= headings.characters;
      if (cells.length !== headings.names.length || growthLeft < 0) break;
      if (!isRule(cells)) writeRow(rewriting, lines[place], headings.names, cells);
    }
    // The line that ends one table may be the headings of the next.
    place -= 1;
  }
  return rewriting.finish();
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    lines.push({ start, end: text.charAt(end - 1) === "\r" && end > start ? end - 1 : end });
    start = end + 1;
  }
  return lines;
}

interface Headings {
  readonly delimiter: Delimiter;
  readonly names: readonly string[];
  readonly characters: number;
}

/** The headings that a line is for the line below it. */
function headingsOf(text: string, line: Line | undefined, below: Line | undefined): Headings | undefined {
  if (line === undefined || below === undefined) return undefined;
  const written = text.slice(line.start, line.end);
  for (const delimiter of DELIMITERS) {
    if (!written.includes(delimiter)) continue;
    const names = cellsOf(text, line, delimiter).map((cell) => cell.text);
    const isTable = names.length >= COLUMNS_MIN && names.every(isHeading) && cellsOf(text, below, delimiter).length === names.length;
    if (isTable) return { delimiter, names, characters: names.join(": \n").length };
  }
  return undefined;
}

/** A few words without what only sentences, values and program text have. */
function isHeading(name: string): boolean {
  const isWhole = /^[^()]{0,48}(?:\([^()]{0,48}\)[^()]{0,48})?$/.test(name);
  return name.length <= HEADING_CHARACTERS_MAX && isWhole && /\p{L}/u.test(name) && !/\d{4}|[@:={}<>\\。！？!?]|[.,]$/.test(name);
}

/** The line of hyphens between the headings and the rows of a Markdown table. */
function isRule(cells: readonly Cell[]): boolean {
  return cells.every(({ text }) => /^:?-{1,64}:?$/.test(text));
}

function cellsOf(text: string, line: Line | undefined, delimiter: Delimiter): Cell[] {
  if (line === undefined || line.end === line.start) return [];
  const cells: Cell[] = [];
  let start = line.start;
  while (start <= line.end && cells.length <= COLUMNS_MAX) {
    const end = cellEnd(text, start, line.end, delimiter);
    cells.push(cellAt(text, start, end));
    start = end + 1;
  }
  if (cells.length > COLUMNS_MAX) return [];
  return delimiter === "|" ? withoutOuterBorders(cells) : cells;
}

/** A quoted cell may hold the delimiter, and two quote marks for one. */
function cellEnd(text: string, start: number, lineEnd: number, delimiter: Delimiter): number {
  let isQuoted = false;
  for (let place = start; place < lineEnd; place += 1) {
    const character = text.charAt(place);
    if (character === '"' && (isQuoted || place === start)) isQuoted = !isQuoted;
    else if (character === delimiter && !isQuoted) return place;
  }
  return lineEnd;
}

function cellAt(text: string, start: number, end: number): Cell {
  let [from, to] = [start, end];
  while (from < to && /[\s"']/.test(text.charAt(from))) from += 1;
  while (to > from && /[\s"']/.test(text.charAt(to - 1))) to -= 1;
  return { start: from, end: to, text: text.slice(from, to) };
}

function withoutOuterBorders(cells: readonly Cell[]): Cell[] {
  const from = cells[0]?.text === "" ? 1 : 0;
  const to = cells.length > 1 && cells.at(-1)?.text === "" ? cells.length - 1 : cells.length;
  return cells.slice(from, to);
}

function writeRow(rewriting: Rewriting, row: Line | undefined, names: readonly string[], cells: readonly Cell[]): void {
  let written = row?.start ?? 0;
  for (const [column, cell] of cells.entries()) {
    rewriting.replace(written, cell.start, `${column === 0 ? "" : "\n"}${names[column] ?? ""}: `);
    written = cell.end;
  }
  if (row !== undefined && written < row.end) rewriting.replace(written, row.end, "");
}
