// One file of any kind as blocks.
import { KanameError } from "#infrastructure/errors.ts";
import { kindOf } from "./document-kind.ts";
import type { ParsedDocument } from "./parsed-document.ts";
import { parsePdf } from "./pdf/parse-pdf.ts";

/** Throws `invalid_request` with a sentence that says what is wrong with the file. */
export async function parseDocument(bytes: Uint8Array, fileName: string): Promise<ParsedDocument> {
  const kind = kindOf(bytes, fileName);
  if (kind === "pdf") return parsePdf(bytes);
  throw new KanameError("invalid_request", "The file is of a kind that is not read.");
}
