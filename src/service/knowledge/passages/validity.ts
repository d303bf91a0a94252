// From when to when a document is in force, as far as its first lines say so plainly: nothing is concluded, nothing guessed.
import { dayNumber, dayOfNumber, isoOf } from "#model/traditional/calculators/calendar.ts";
import { readDate } from "#model/traditional/dates.ts";
import type { ParsedDocument } from "../documents/parsed-document.ts";
import words from "./validity-words.json" with { type: "json" };

export interface Validity {
  /** YYYY-MM-DD */
  readonly effectiveFrom: string | undefined;
  /** The first day on which it is no longer in force. */
  readonly effectiveTo: string | undefined;
}

/** What states a document's validity stands at its head; further down dates are those of something else. */
const HEAD_CHARACTERS_MAX = 4_000;
const ROWS_READ_MAX = 100;
const STATEMENT_CHARACTERS_MAX = 80;
/** 施行日:2026年4月1日 in brackets, in a cell of a table, or as a line or sentence. */
const STATEMENT_ENDS = /[\n()（）【】。;；|]/u;
/** "この規程は、" before the date of a sentence that says when it comes into force. */
const SUBJECT = /^(?:この|本)[^0-9、]{1,20}は、?/u;

/**
 * The dates that lines of the first page state and do nothing else: "施行日:2026年4月1日", "令和8年4月1日施行", "Effective from 1 April 2026",
 * "有效期至2026年12月31日" (in force on that day), "2027年3月31日廃止" (no longer in force on that day). A date that two lines state differently,
 * and an end that is not after the beginning, is not told.
 */
export function validityOf(document: ParsedDocument): Validity {
  const statements = headOf(document)
    .split(STATEMENT_ENDS)
    .map((statement) => statement.normalize("NFKC").trim().toLowerCase())
    .filter((statement) => statement !== "" && statement.length <= STATEMENT_CHARACTERS_MAX);
  const effectiveFrom = onlyOne(statements.flatMap((statement) => dateIn(statement, words.from)));
  const ends = [
    ...statements.flatMap((statement) => dateIn(statement, words.end)),
    ...statements.flatMap((statement) => dateIn(statement, words.lastDay)).map(dayAfter),
  ];
  const effectiveTo = onlyOne(ends);
  const isPossible = effectiveFrom === undefined || effectiveTo === undefined || effectiveFrom < effectiveTo;
  return isPossible ? { effectiveFrom, effectiveTo } : { effectiveFrom: undefined, effectiveTo: undefined };
}

function headOf({ blocks }: ParsedDocument): string {
  let head = "";
  for (const block of blocks) {
    if (block.place.page > 0 || head.length >= HEAD_CHARACTERS_MAX) break;
    head += `${block.kind === "table" ? [...block.header, ...block.rows.slice(0, ROWS_READ_MAX)].map(rowText).join("\n") : block.text}\n`;
  }
  return head.slice(0, HEAD_CHARACTERS_MAX);
}

/** A cell that says what the next one means belongs with it. */
function rowText([name = "", value = "", ...others]: readonly string[]): string {
  return [`${name} ${value}`, ...others].join("|");
}

interface StatementWords {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The day that a statement names with one of the words before or after it, and with nothing else; none or one. */
function dateIn(statement: string, { before, after }: StatementWords): string[] {
  const plain = statement.replace(SUBJECT, "").trim();
  const rests = [
    ...before.filter((word) => plain.startsWith(word)).map((word) => plain.slice(word.length).replace(/^[\s:は]{1,5}/u, "")),
    ...after.filter((word) => plain.endsWith(word)).map((word) => plain.slice(0, -word.length)),
  ];
  const days = rests.flatMap((rest) => {
    const read = readDate(rest.replace(/^自/u, "").replace(/\.$/, "").trim());
    return read.readable && read.precision === "day" ? [read.from] : [];
  });
  return days.slice(0, 1);
}

function dayAfter(day: string): string {
  const [year = 0, month = 0, dayOfMonth = 0] = day.split("-").map(Number);
  return isoOf(dayOfNumber(dayNumber(year, month, dayOfMonth) + 1));
}

function onlyOne(days: readonly string[]): string | undefined {
  const [first, ...others] = new Set(days);
  return others.length === 0 ? first : undefined;
}
