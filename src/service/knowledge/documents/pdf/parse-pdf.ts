// A PDF as blocks: pages with their regions, tables, and which pages are pictures.
import type { ParsedDocument } from "../parsed-document.ts";
import { PARSER_LIMITS } from "../parser-limits.ts";
import { blocksWithinLimit } from "../text/text-blocks.ts";
import { blocksOf } from "./page-blocks.ts";
import { readPdf } from "./read-pdf.ts";

/** Throws `invalid_request` for what is broken, encrypted or too long, `too_large` for more text than is read. */
export async function parsePdf(bytes: Uint8Array): Promise<ParsedDocument> {
  const { title, pages } = await readPdf(bytes, PARSER_LIMITS);
  const pictures = pages.filter(({ isPicture }) => isPicture);
  return {
    title,
    mediaType: "application/pdf",
    pages: pages.length,
    blocks: blocksWithinLimit(blocksOf(pages)),
    labels: [],
    problems: pictures.map(({ page }) => `Page ${page + 1} is a picture without text.`),
  };
}
