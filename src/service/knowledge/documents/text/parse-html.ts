// HTML as headings, paragraphs and tables; what frames the page, and what a browser would not show, is left out.
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { KanameError } from "#infrastructure/errors.ts";
import type { Block, ParsedDocument } from "../parsed-document.ts";
import { blocksWithinLimit, FIRST_PAGE, tableOf } from "./text-blocks.ts";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** Deeper nesting is made by machines to break readers. */
const DEPTH_MAX = 500;
const LEFT_OUT: ReadonlySet<string> = new Set(
  "script style noscript template svg math iframe object head nav footer aside form button select".split(" "),
);
const PARTING: ReadonlySet<string> = new Set(
  "address article blockquote body br caption dd details div dl dt fieldset figcaption figure header hr html li main ol p pre section summary ul".split(
    " ",
  ),
);
const HEADING = /^h([1-6])$/;

/** Throws `invalid_request` for nesting beyond any page's. */
export function parseHtml(text: string): ParsedDocument {
  const document = parse(text);
  return { ...readTree(document.childNodes), mediaType: "text/html", pages: 1, labels: [], problems: [] };
}

function readTree(nodes: readonly Node[]): Pick<ParsedDocument, "title" | "blocks"> {
  const blocks: Block[] = [];
  let title: string | undefined;
  let paragraph = "";

  function endParagraph(): void {
    const text = paragraph.replace(/[\t\n\f\r ]+/g, " ").trim();
    paragraph = "";
    if (text !== "") blocks.push({ kind: "paragraph", text, place: FIRST_PAGE });
  }

  function visit(node: Node, depth: number): void {
    if (depth > DEPTH_MAX) throw new KanameError("invalid_request", `The page's elements are nested more than ${DEPTH_MAX} deep.`);
    if (node.nodeName === "#text" && "value" in node) paragraph += node.value;
    if (!("tagName" in node)) return;
    if (node.tagName === "title") title = textOf(node, depth).trim() || undefined;
    if (node.tagName === "head") {
      for (const child of node.childNodes) if (child.nodeName === "title") visit(child, depth + 1);
      paragraph = "";
      return;
    }
    if (LEFT_OUT.has(node.tagName) || node.tagName === "title") return;
    const rank = HEADING.exec(node.tagName)?.[1];
    if (rank !== undefined || node.tagName === "table") {
      endParagraph();
      const block = rank === undefined ? tableFrom(node, depth) : headingFrom(node, Number(rank), depth);
      if (block !== undefined) blocks.push(block);
      return;
    }
    const parts = PARTING.has(node.tagName);
    if (parts) endParagraph();
    for (const child of node.childNodes) visit(child, depth + 1);
    if (parts) endParagraph();
  }

  for (const node of nodes) visit(node, 0);
  endParagraph();
  return { title, blocks: blocksWithinLimit(blocks) };
}

function headingFrom(element: Element, rank: number, depth: number): Block | undefined {
  const text = textOf(element, depth).replace(/\s+/g, " ").trim();
  return text === "" ? undefined : { kind: "heading", rank, text, place: FIRST_PAGE };
}

/** The rows in which every cell is a header cell, from the top, name the columns. */
function tableFrom(element: Element, depth: number): Block | undefined {
  const rows: { readonly cells: string[]; readonly isHeader: boolean }[] = [];
  let caption: string | undefined;
  function visit(node: Node, level: number): void {
    if (level > DEPTH_MAX) throw new KanameError("invalid_request", `The page's elements are nested more than ${DEPTH_MAX} deep.`);
    if (!("tagName" in node)) return;
    if (node.tagName === "caption") caption = textOf(node, level).trim() || undefined;
    if (node.tagName !== "tr") {
      for (const child of node.childNodes) visit(child, level + 1);
      return;
    }
    const cells = node.childNodes.filter((child): child is Element => child.nodeName === "td" || child.nodeName === "th");
    const isHeader = cells.length > 0 && cells.every(({ tagName }) => tagName === "th");
    rows.push({ cells: cells.map((cell) => textOf(cell, level).replace(/\s+/g, " ").trim()), isHeader });
  }
  visit(element, depth);
  const first = rows.findIndex(({ isHeader }) => !isHeader);
  const headerRows = first === -1 ? 0 : first;
  return tableOf(
    rows.map(({ cells }) => cells),
    { headerRows, caption, place: FIRST_PAGE },
  );
}

function textOf(node: Node, depth: number): string {
  if (depth > DEPTH_MAX) throw new KanameError("invalid_request", `The page's elements are nested more than ${DEPTH_MAX} deep.`);
  if (node.nodeName === "#text" && "value" in node) return node.value;
  if (!("tagName" in node) || (LEFT_OUT.has(node.tagName) && node.tagName !== "head")) return "";
  const inner = node.childNodes.map((child) => textOf(child, depth + 1)).join("");
  return node.tagName === "br" || PARTING.has(node.tagName) ? ` ${inner} ` : inner;
}
