// What a cell of a workbook shows: shared and own strings, numbers, percentages and dates, truth values and the results of formulas.
import type { Archive } from "./read-archive.ts";
import { allNamed, childNamed, readXml, type XmlElement } from "./read-xml.ts";

/** Built-in formats of dates and times, those of East Asia among them (ECMA-376, Part 1, 18.8.30). */
const isBuiltInDate = (id: number) => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
const BUILT_IN_PERCENT: ReadonlySet<number> = new Set([9, 10]);
const MS_PER_DAY = 86_400_000;
/** Day 0 of the two date systems: 30 December 1899, for every date after February 1900, and 1 January 1904. */
const EPOCHS = { usual: Date.UTC(1899, 11, 30), since1904: Date.UTC(1904, 0, 1) };
const PERCENT_DIGITS = 4;

type Look = "general" | "date" | "percent";

/** A reader of the cells of one workbook. */
export function createCellReader(archive: Archive, since1904: boolean): (cell: XmlElement) => string {
  const strings = readStrings(archive);
  const looks = readLooks(archive);
  const epoch = since1904 ? EPOCHS.since1904 : EPOCHS.usual;
  return (cell) => {
    const value = childNamed(cell, "v")?.text ?? "";
    switch (cell.attributes.get("t")) {
      case "s":
        return strings[Number(value)] ?? "";
      case "inlineStr":
        return stringOf(childNamed(cell, "is") ?? cell);
      case "b":
        return value === "1" ? "TRUE" : "FALSE";
      case "str":
      case "e":
        return value.trim();
      default:
        return numberText(value, looks[Number(cell.attributes.get("s") ?? 0)] ?? "general", epoch);
    }
  };
}

function readStrings(archive: Archive): string[] {
  const text = archive.text("xl/sharedStrings.xml");
  return text === undefined ? [] : allNamed(readXml(text), "si").map(stringOf);
}

/** Its runs together, without how it is read aloud. */
function stringOf(element: XmlElement): string {
  const pieces = element.children.flatMap((child) => {
    if (child.name === "t") return [child.text];
    return child.name === "r" ? [childNamed(child, "t")?.text ?? ""] : [];
  });
  return pieces.join("").trim();
}

/** How each style shows a number. */
function readLooks(archive: Archive): Look[] {
  const text = archive.text("xl/styles.xml");
  if (text === undefined) return [];
  const styles = readXml(text);
  const own = new Map(
    allNamed(styles, "numFmt").map(({ attributes }) => [Number(attributes.get("numFmtId")), attributes.get("formatCode") ?? ""]),
  );
  const styleRows = childNamed(styles, "cellXfs")?.children ?? [];
  return styleRows.map(({ attributes }) => {
    const id = Number(attributes.get("numFmtId") ?? 0);
    return lookOf(id, own.get(id));
  });
}

function lookOf(id: number, code: string | undefined): Look {
  if (code === undefined) {
    if (isBuiltInDate(id)) return "date";
    return BUILT_IN_PERCENT.has(id) ? "percent" : "general";
  }
  // What stands in quotation marks or brackets is shown as it is, or is a condition.
  const bare = code.replace(/"[^"]{0,100}"|\[[^\]]{0,100}\]|\\./g, "");
  // "General", in Japanese and Chinese versions "G/標準" and "G/通用格式", and the E of powers of ten are no dates.
  if (/[ymdhs年月日時]/i.test(bare.replace(/general|G\/[^;]{1,10}|E[+-]0/gi, ""))) return "date";
  return bare.includes("%") ? "percent" : "general";
}

function numberText(value: string, look: Look, epoch: number): string {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) return value.trim();
  if (look === "percent") return `${Number((number * 100).toFixed(PERCENT_DIGITS))}%`;
  if (look === "general") return String(number);
  const moment = new Date(epoch + Math.round(number * MS_PER_DAY));
  if (Number.isNaN(moment.getTime())) return value.trim();
  const text = moment.toISOString();
  if (number >= 0 && number < 1) return text.slice(11, 16);
  return Number.isInteger(number) ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
}
