// A Word document: headings by their styles, paragraphs, lists and tables. It has no pages before it is printed.

import { DOCUMENT_KINDS } from "../document-kind.ts";
import type { Block, ParsedDocument } from "../parsed-document.ts";
import { blocksWithinLimit, FIRST_PAGE, tableOf } from "../text/text-blocks.ts";
import { labelsOf, titleOf } from "./properties.ts";
import type { Archive } from "./read-archive.ts";
import { allNamed, childNamed, readXml, type XmlElement } from "./read-xml.ts";

const DOCUMENT = "word/document.xml";
/** Ranks are counted from 0 in the file; body text has 9. */
const RANK_MAX = 8;
/** Styles build on each other a few times over; a ring of them would never end. */
const STYLE_STEPS_MAX = 20;

export function parseDocx(archive: Archive): ParsedDocument {
  const rankOfStyle = readRanks(archive);
  const body = childNamed(readXml(archive.text(DOCUMENT) ?? ""), "body");
  const blocks = (body?.children ?? []).flatMap((element) => blocksOf(element, rankOfStyle));
  return {
    title: titleOf(archive),
    mediaType: DOCUMENT_KINDS.docx,
    pages: 1,
    blocks: blocksWithinLimit(blocks),
    labels: labelsOf(archive),
    problems: [],
  };
}

/** Each style's rank as a heading, where it has one of its own or of the style that it builds on. */
function readRanks(archive: Archive): ReadonlyMap<string, number> {
  const styles = allNamed(readXml(archive.text("word/styles.xml") ?? "<styles/>"), "style");
  const byId = new Map(styles.map((style) => [style.attributes.get("styleId") ?? "", style]));
  const ranks = new Map<string, number>();
  for (const id of byId.keys()) {
    let style = byId.get(id);
    for (let steps = 0; style !== undefined && steps < STYLE_STEPS_MAX; steps += 1) {
      const rank = rankIn(childNamed(style, "pPr"));
      if (rank !== undefined) ranks.set(id, rank);
      if (rank !== undefined) break;
      style = byId.get(childNamed(style, "basedOn")?.attributes.get("val") ?? "");
    }
  }
  return ranks;
}

function rankIn(properties: XmlElement | undefined): number | undefined {
  const level = Number(childNamed(properties, "outlineLvl")?.attributes.get("val") ?? Number.NaN);
  return Number.isInteger(level) && level >= 0 && level <= RANK_MAX ? level + 1 : undefined;
}

function blocksOf(element: XmlElement, rankOfStyle: ReadonlyMap<string, number>): Block[] {
  if (element.name === "p") return paragraphOf(element, rankOfStyle);
  // Content controls wrap what they control.
  if (element.name === "sdt") return (childNamed(element, "sdtContent")?.children ?? []).flatMap((child) => blocksOf(child, rankOfStyle));
  if (element.name !== "tbl") return [];
  const rows = element.children.filter(({ name }) => name === "tr");
  const cells = rows.map((row) => row.children.filter(({ name }) => name === "tc").flatMap(cellsOf));
  const marked = rows.findIndex((row) => childNamed(childNamed(row, "trPr"), "tblHeader") === undefined);
  const table = tableOf(cells, { headerRows: Math.max(1, marked), place: FIRST_PAGE });
  return table === undefined ? [] : [table];
}

/** A cell over several columns is followed by empty ones, so that the columns beneath stay where they are. */
function cellsOf(cell: XmlElement): string[] {
  const span = Number(childNamed(childNamed(cell, "tcPr"), "gridSpan")?.attributes.get("val") ?? 1);
  const text = allNamed(cell, "p").map(textOf).join("\n").trim();
  return [text, ...Array.from({ length: Math.min(Math.max(span, 1), 100) - 1 }, () => "")];
}

function paragraphOf(element: XmlElement, rankOfStyle: ReadonlyMap<string, number>): Block[] {
  const text = textOf(element).trim();
  if (text === "") return [];
  const properties = childNamed(element, "pPr");
  const rank = rankIn(properties) ?? rankOfStyle.get(childNamed(properties, "pStyle")?.attributes.get("val") ?? "");
  return [rank === undefined ? { kind: "paragraph", text, place: FIRST_PAGE } : { kind: "heading", rank, text, place: FIRST_PAGE }];
}

/** What is not to be seen: struck out or moved away in review, how a word is read, and what stands for a shape where shapes are unknown. */
const UNSEEN: ReadonlySet<string> = new Set(["del", "moveFrom", "rt", "pPr", "instrText", "Fallback"]);

/** What stands in the paragraph now. */
function textOf(element: XmlElement): string {
  if (element.name === "t") return element.text;
  if (element.name === "tab") return "\t";
  if (element.name === "br" || element.name === "cr") return "\n";
  if (UNSEEN.has(element.name) || childNamed(childNamed(element, "rPr"), "vanish") !== undefined) return "";
  return element.children.map(textOf).join("");
}
