// A workbook: each sheet a page, each stretch of rows a table whose first row names the columns.
import { DOCUMENT_KINDS } from "../document-kind.ts";
import type { Block, ParsedDocument } from "../parsed-document.ts";
import { assertPages, blocksWithinLimit, tableOf } from "../text/text-blocks.ts";
import { createCellReader } from "./cell-text.ts";
import { labelsOf, relationsOf, titleOf } from "./properties.ts";
import type { Archive } from "./read-archive.ts";
import { allNamed, childNamed, readXml, type XmlElement } from "./read-xml.ts";

const WORKBOOK = "xl/workbook.xml";
/** Excel's own, and a bound on what an empty cell far to the right can cost. */
const COLUMNS_MAX = 16_384;
const CELLS_PER_ROW_MAX = 1_000;

export function parseXlsx(archive: Archive): ParsedDocument {
  const workbook = readXml(archive.text(WORKBOOK) ?? "");
  const targets = relationsOf(archive, WORKBOOK);
  const cellText = createCellReader(archive, childNamed(workbook, "workbookPr")?.attributes.get("date1904") === "1");
  const sheets = allNamed(workbook, "sheet");
  assertPages(sheets.length);
  const problems: string[] = [];
  const blocks = sheets.flatMap(({ attributes }, page): Block[] => {
    const name = attributes.get("name") ?? `${page + 1}`;
    if (attributes.get("state") !== undefined && attributes.get("state") !== "visible") {
      problems.push(`The sheet ${name} is hidden and was not read.`);
      return [];
    }
    const text = archive.text(targets.get(attributes.get("id") ?? "") ?? "");
    const place = { page, region: undefined };
    const tables = text === undefined ? [] : tablesOf(readXml(text), cellText, place);
    return tables.length === 0 ? [] : [{ kind: "heading", rank: 1, text: name, place }, ...tables];
  });
  return {
    title: titleOf(archive),
    mediaType: DOCUMENT_KINDS.xlsx,
    pages: Math.max(1, sheets.length),
    blocks: blocksWithinLimit(blocks),
    labels: labelsOf(archive),
    problems,
  };
}

/** An empty row parts two tables; a row of one cell above a table is its caption. */
function tablesOf(sheet: XmlElement, cellText: (cell: XmlElement) => string, place: Block["place"]): Block[] {
  const stretches: string[][][] = [[]];
  let before = 0;
  for (const row of allNamed(sheet, "row")) {
    const cells = rowOf(row, cellText);
    const number = Number(row.attributes.get("r") ?? before + 1);
    if (number > before + 1 || cells.every((cell) => cell === "")) stretches.push([]);
    before = number;
    if (cells.some((cell) => cell !== "")) stretches.at(-1)?.push(cells);
  }
  return stretches.flatMap((rows): Block[] => {
    const [first = [], ...rest] = rows;
    const words = first.filter((cell) => cell !== "");
    const hasCaption = rest.length > 0 && words.length === 1;
    if (rows.length === 1 && words.length === 1) return [{ kind: "paragraph", text: words[0] ?? "", place }];
    const table = tableOf(hasCaption ? rest : rows, { headerRows: 1, caption: hasCaption ? words[0] : undefined, place });
    return table === undefined ? [] : [table];
  });
}

function rowOf(row: XmlElement, cellText: (cell: XmlElement) => string): string[] {
  const cells: string[] = [];
  for (const cell of row.children.filter(({ name }) => name === "c")) {
    const column = columnOf(cell.attributes.get("r")) ?? cells.length;
    if (column >= Math.min(COLUMNS_MAX, CELLS_PER_ROW_MAX)) continue;
    while (cells.length < column) cells.push("");
    cells[column] = cellText(cell);
  }
  return cells;
}

/** "AB12" is in the column 27, counted from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
