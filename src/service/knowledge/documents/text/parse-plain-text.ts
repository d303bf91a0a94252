// Plain text as paragraphs, parted by blank lines.
import type { Block, ParsedDocument } from "../parsed-document.ts";
import { blocksWithinLimit, FIRST_PAGE } from "./text-blocks.ts";

export function parsePlainText(text: string): ParsedDocument {
  const blocks = text
    .split(/\r?\n[\t \u3000]*\r?\n/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part): Block => ({ kind: "paragraph", text: part, place: FIRST_PAGE }));
  return { title: undefined, mediaType: "text/plain", pages: 1, blocks: blocksWithinLimit(blocks), labels: [], problems: [] };
}
