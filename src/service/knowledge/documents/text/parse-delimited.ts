// CSV and TSV as one table whose first row names the columns.
import { parse } from "csv-parse/sync";
import { KanameError } from "#infrastructure/errors.ts";
import type { ParsedDocument } from "../parsed-document.ts";
import { blocksWithinLimit, FIRST_PAGE, tableOf } from "./text-blocks.ts";

const DELIMITERS = [",", "\t", ";", "|"] as const;
/** Lines that the delimiter is told by. */
const LINES_LOOKED_AT = 10;

/** Throws `invalid_request` for rows that no reader of CSV could part. */
export function parseDelimited(text: string, mediaType: string): ParsedDocument {
  const rows = readRows(text, delimiterOf(text));
  const table = tableOf(rows, { headerRows: 1, place: FIRST_PAGE });
  return { title: undefined, mediaType, pages: 1, blocks: blocksWithinLimit(table === undefined ? [] : [table]), labels: [], problems: [] };
}

function readRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true });
  } catch (error) {
    throw new KanameError("invalid_request", "The rows of the file cannot be told apart: a quotation mark is not closed.", {
      cause: error,
    });
  }
}

/** The one that parts the first lines most evenly: which all of them hold, and of those the one that they hold most of. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n/, LINES_LOOKED_AT).filter((line) => line.trim() !== "");
  const fewest = DELIMITERS.map((delimiter) => Math.min(...lines.map((line) => line.split(delimiter).length - 1)));
  const most = Math.max(...fewest);
  return most <= 0 ? "," : (DELIMITERS[fewest.indexOf(most)] ?? ",");
}
