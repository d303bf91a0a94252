// A presentation: each slide a page with its title as a heading, its texts and tables, and the speaker's notes.
import { DOCUMENT_KINDS } from "../document-kind.ts";
import type { Block, ParsedDocument } from "../parsed-document.ts";
import { assertPages, blocksWithinLimit, tableOf } from "../text/text-blocks.ts";
import { labelsOf, relationsOf, titleOf } from "./properties.ts";
import type { Archive } from "./read-archive.ts";
import { allNamed, childNamed, readXml, type XmlElement } from "./read-xml.ts";

const PRESENTATION = "ppt/presentation.xml";
const TITLES: ReadonlySet<string> = new Set(["title", "ctrTitle"]);
/** What frames every slide alike. */
const FRAME: ReadonlySet<string> = new Set(["dt", "ftr", "hdr", "sldNum"]);

export function parsePptx(archive: Archive): ParsedDocument {
  const targets = relationsOf(archive, PRESENTATION);
  const slides = allNamed(readXml(archive.text(PRESENTATION) ?? ""), "sldId").map(
    ({ attributes }) => targets.get(relationIn(attributes)) ?? "",
  );
  assertPages(slides.length);
  const problems: string[] = [];
  const blocks = slides.flatMap((slide, page): Block[] => {
    const text = archive.text(slide);
    if (text === undefined) {
      problems.push(`The slide ${page + 1} is not in the file.`);
      return [];
    }
    const root = readXml(text);
    if (root.attributes.get("show") === "0") {
      problems.push(`The slide ${page + 1} is hidden and was not read.`);
      return [];
    }
    const notes = [...relationsOf(archive, slide).values()].find((target) => target.includes("notesSlides/"));
    const noteText = notes === undefined ? undefined : archive.text(notes);
    return [...blocksOf(root, page), ...(noteText === undefined ? [] : notesOf(readXml(noteText), page))];
  });
  return {
    title: titleOf(archive),
    mediaType: DOCUMENT_KINDS.pptx,
    pages: Math.max(1, slides.length),
    blocks: blocksWithinLimit(blocks),
    labels: labelsOf(archive),
    problems,
  };
}

/** A slide has an id of its own, and one of its relation, whose name has a prefix. */
function relationIn(attributes: ReadonlyMap<string, string>): string {
  return [...attributes].find(([name]) => name.endsWith(":id"))?.[1] ?? "";
}

function blocksOf(slide: XmlElement, page: number): Block[] {
  const place = { page, region: undefined };
  const shapes = shapesOf(slide);
  return shapes.flatMap((shape): Block[] => {
    if (shape.name === "tbl") {
      const rows = allNamed(shape, "tr").map((row) => allNamed(row, "tc").map((cell) => textsOf(cell).join("\n")));
      const table = tableOf(rows, { headerRows: 1, place });
      return table === undefined ? [] : [table];
    }
    const role = allNamed(shape, "ph")[0]?.attributes.get("type") ?? "";
    const text = textsOf(shape).join("\n");
    if (text === "" || FRAME.has(role)) return [];
    return [TITLES.has(role) ? { kind: "heading", rank: 1, text, place } : { kind: "paragraph", text, place }];
  });
}

/** Shapes and tables in order, those of groups among them. */
function shapesOf(element: XmlElement): XmlElement[] {
  return element.children.flatMap((child) =>
    child.name === "sp" || child.name === "tbl" ? [child] : child.name === "Fallback" ? [] : shapesOf(child),
  );
}

function notesOf(notes: XmlElement, page: number): Block[] {
  const body = shapesOf(notes).filter((shape) => allNamed(shape, "ph")[0]?.attributes.get("type") === "body");
  const text = body.flatMap(textsOf).join("\n");
  return text === "" ? [] : [{ kind: "paragraph", text, place: { page, region: undefined } }];
}

/** The paragraphs of a shape's or a cell's text. */
function textsOf(element: XmlElement): string[] {
  return allNamed(element, "p")
    .map((paragraph) =>
      paragraph.children
        .map((child) => (child.name === "br" ? "\n" : (childNamed(child, "t")?.text ?? "")))
        .join("")
        .trim(),
    )
    .filter((text) => text !== "");
}
