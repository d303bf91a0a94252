// Plain text as paragraphs, parted by blank lines and by the wide spaces that Japanese and Chinese begin a paragraph with.
import type { Block, ParsedDocument } from "../parsed-document.ts";
import { blocksWithinLimit, FIRST_PAGE } from "./text-blocks.ts";

/** A blank line, or the end of a line before one that begins with one or two wide spaces; more of them centre a line or set it in. */
const PARTING = /\r?\n[\t \u3000]*\r?\n|\r?\n(?=\u3000{1,2}[^\s])/;

export function parsePlainText(text: string): ParsedDocument {
  const blocks = text
    .split(PARTING)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part): Block => ({ kind: "paragraph", text: part, place: FIRST_PAGE }));
  return { title: undefined, mediaType: "text/plain", pages: 1, blocks: blocksWithinLimit(blocks), labels: [], problems: [] };
}
