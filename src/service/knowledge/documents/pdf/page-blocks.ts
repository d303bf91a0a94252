// The blocks of a PDF: its rows put together to headings, paragraphs and tables, by where they stand and how they look.
import type { Block, Place } from "../parsed-document.ts";
import { bandsOf } from "./columns.ts";
import { joinLines, leftOf, type Row, rightOf, textOf } from "./page-rows.ts";
import type { PdfPage } from "./pdf-page.ts";
import { withoutRunningRows } from "./running-rows.ts";
import { isMarkedLine } from "./table-cells.ts";
import { tableLength, titleRowsAbove, toTable } from "./tables.ts";

const HEADING_CHARACTERS_MAX = 160;
const CAPTION_CHARACTERS_MAX = 160;
const RANKS_MAX = 6;
/** A heading is this much larger than the text. */
const LARGER = 1.12;
/** A line further below than this, in shares of the usual distance of lines, begins a paragraph. */
const PARAGRAPH_GAP = 1.3;
/** A size differs by more than this share. */
const SIZE_STEP = 0.08;

/** How a text looks: what headings of one rank have in common. */
interface Look {
  readonly size: number;
  readonly bold: boolean;
}

interface TextBlock extends Look {
  readonly kind: "text";
  readonly text: string;
  readonly lines: number;
  readonly place: Place;
}

type Draft = TextBlock | Extract<Block, { kind: "table" }>;

/** The blocks of all pages in reading order. */
export function blocksOf(pages: readonly PdfPage[]): Block[] {
  const bandsByPage = pages.map(bandsOf);
  const kept = withoutRunningRows(bandsByPage.map((bands) => bands.flat().sort((one, other) => one.baseline - other.baseline)));
  const drafts = bandsByPage.flatMap((bands, page) => {
    const rows = new Set(kept[page]);
    return bands.flatMap((band) =>
      draftsOf(
        band.filter((row) => rows.has(row)),
        page,
      ),
    );
  });
  return withCaptions(withHeadings(drafts));
}

function draftsOf(rows: readonly Row[], page: number): Draft[] {
  const drafts: Draft[] = [];
  const lineGap = usualGap(rows);
  const lines: Row[] = [];
  function endText(): void {
    if (lines.length > 0) drafts.push(textBlock(lines, page));
    lines.length = 0;
  }
  let index = 0;
  while (index < rows.length) {
    const row = rows[index];
    if (row === undefined) break;
    const length = tableLength(rows, index);
    if (length > 0) {
      const body = rows.slice(index, index + length);
      const titles = titleRowsAbove(lines, body);
      const above = lines.splice(lines.length - titles, titles);
      endText();
      drafts.push(...tableDrafts([...above, ...body], page));
      index += length;
      continue;
    }
    const before = lines.at(-1);
    if (before !== undefined && beginsParagraph(before, row, lineGap)) endText();
    lines.push(row);
    index += 1;
  }
  endText();
  return drafts;
}

/** A table, or where its columns are not sure its rows as lines: no text is lost. */
function tableDrafts(rows: readonly Row[], page: number): Draft[] {
  const table = toTable(rows);
  if (table !== undefined) return [{ kind: "table", caption: undefined, ...table, place: placeOf(rows, page) }];
  return [{ ...textBlock(rows, page), text: rows.map(textOf).join("\n") }];
}

function usualGap(rows: readonly Row[]): number {
  const gaps = rows.slice(1).flatMap((row, index) => {
    const before = rows[index];
    return before === undefined || row.baseline <= before.baseline ? [] : [(row.baseline - before.baseline) / row.size];
  });
  const tight = gaps.filter((gap) => gap < 2.2).sort((one, other) => one - other);
  return tight[Math.floor(tight.length / 2)] ?? 1.2;
}

function beginsParagraph(before: Row, row: Row, lineGap: number): boolean {
  const gap = (row.baseline - before.baseline) / row.size;
  if (gap > lineGap * PARAGRAPH_GAP || gap < 0) return true;
  if (Math.abs(before.size - row.size) > SIZE_STEP * row.size || isBold(before) !== isBold(row)) return true;
  return isMarkedLine(row) || /^[•●○▪■◆]/.test(textOf(row));
}

function isBold({ segments }: Row): boolean {
  return segments.every(({ bold }) => bold);
}

function textBlock(rows: readonly Row[], page: number): TextBlock {
  const text = rows.map(textOf).reduce(joinLines);
  const size = Math.max(...rows.map((row) => row.size));
  return { kind: "text", text, lines: rows.length, size, bold: rows.every(isBold), place: placeOf(rows, page) };
}

function placeOf(rows: readonly Row[], page: number): Place {
  const left = Math.min(...rows.map(leftOf));
  const right = Math.max(...rows.map(rightOf));
  const top = Math.min(...rows.map(({ baseline, size }) => baseline - size));
  const bottom = Math.max(...rows.map(({ baseline, size }) => baseline + size * 0.25));
  return { page, region: { left: round(left), top: round(top), width: round(right - left), height: round(bottom - top) } };
}

function round(points: number): number {
  return Math.round(points * 10) / 10;
}

function withHeadings(drafts: readonly Draft[]): Block[] {
  const body = usualSize(drafts);
  const looks = drafts.filter((draft) => draft.kind === "text").filter((draft) => isHeading(draft, body));
  const ranks = ranksOf(looks);
  return drafts.map((draft): Block => {
    if (draft.kind === "table") return draft;
    const { text, place } = draft;
    return isHeading(draft, body)
      ? { kind: "heading", rank: ranks.get(lookOf(draft)) ?? RANKS_MAX, text, place }
      : { kind: "paragraph", text, place };
  });
}

/** The size that most characters have. */
function usualSize(drafts: readonly Draft[]): number {
  const characters = new Map<number, number>();
  for (const draft of drafts) {
    if (draft.kind === "table") continue;
    const size = Math.round(draft.size * 2) / 2;
    characters.set(size, (characters.get(size) ?? 0) + draft.text.length);
  }
  const [usual] = [...characters].sort(([, one], [, other]) => other - one);
  return usual?.[0] ?? 10;
}

function isHeading({ text, lines, size, bold }: TextBlock, body: number): boolean {
  if (lines > 3 || text.length > HEADING_CHARACTERS_MAX || !/\p{L}/u.test(text)) return false;
  const isSentence = /[.,;。、；]$/.test(text) && text.length > 40;
  const isLarger = size >= body * LARGER;
  const isNumbered = /^(?:第[0-9０-９一二三四五六七八九十百]{1,5}[条條章節节編编款]|(?:Item|Part|Article|Chapter)\s\w{1,4}[.:]?\s)/i.test(
    text,
  );
  return !isSentence && (isLarger || (bold && size >= body * 0.9) || (isNumbered && lines === 1 && text.length < 80 && !/。/.test(text)));
}

/** "7.5 bold capitals": headings that look alike have one rank. */
function lookOf({ text, size, bold }: TextBlock): string {
  return `${Math.round(size * 2) / 2} ${bold ? 1 : 0} ${isCapitals(text) ? 1 : 0}`;
}

function isCapitals(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

/** Larger before smaller, then bold, then capitals. */
function ranksOf(headings: readonly TextBlock[]): Map<string, number> {
  const looks = [...new Set(headings.map(lookOf))];
  const ordered = looks
    .map((look) => ({ look, order: look.split(" ").map(Number) }))
    .sort((one, other) => one.order.map((value, index) => (other.order[index] ?? 0) - value).find((difference) => difference !== 0) ?? 0);
  return new Map(ordered.map(({ look }, index) => [look, Math.min(index + 1, RANKS_MAX)]));
}

/** The line above a table is its caption: a paragraph becomes it, a heading stays one as well. */
function withCaptions(blocks: readonly Block[]): Block[] {
  const whole: Block[] = [];
  for (const block of blocks) {
    const before = whole.at(-1);
    if (block.kind !== "table" || before === undefined || before.kind === "table" || !isCaption(before, block)) {
      whole.push(block);
      continue;
    }
    if (before.kind === "paragraph") whole.pop();
    whole.push({ ...block, caption: before.text });
  }
  return whole;
}

function isCaption(before: Extract<Block, { text: string }>, { place }: Block): boolean {
  if (before.place.page !== place.page || before.text.length > CAPTION_CHARACTERS_MAX) return false;
  const [above, below] = [before.place.region, place.region];
  if (above === undefined || below === undefined) return false;
  const gap = below.top - above.top - above.height;
  return gap > -5 && gap < 60;
}
