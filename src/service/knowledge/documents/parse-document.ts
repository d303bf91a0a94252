// One file of any kind as blocks.
import { KanameError } from "#infrastructure/errors.ts";
import { archiveKind, DOCUMENT_KINDS, kindOf } from "./document-kind.ts";
import { parseDocx } from "./office/parse-docx.ts";
import { parsePptx } from "./office/parse-pptx.ts";
import { parseXlsx } from "./office/parse-xlsx.ts";
import { readArchive } from "./office/read-archive.ts";
import type { ParsedDocument } from "./parsed-document.ts";
import { parsePdf } from "./pdf/parse-pdf.ts";
import { decodeText } from "./text/decode-text.ts";
import { parseDelimited } from "./text/parse-delimited.ts";
import { parseHtml } from "./text/parse-html.ts";
import { parseMail } from "./text/parse-mail.ts";
import { parseMarkdown } from "./text/parse-markdown.ts";
import { parsePlainText } from "./text/parse-plain-text.ts";

/** Where a page says its encoding. */
const CHARSET = /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([a-z0-9_-]{1,40})/i;
const HEAD_BYTES = 4_096;

/** Throws `invalid_request` with a sentence that says what is wrong with the file, `too_large` for more text than is read. */
export async function parseDocument(bytes: Uint8Array, fileName: string): Promise<ParsedDocument> {
  const kind = kindOf(bytes, fileName);
  switch (kind) {
    case "pdf":
      return parsePdf(bytes);
    case "text":
      return parsePlainText(decodeText(bytes));
    case "markdown":
      return parseMarkdown(decodeText(bytes));
    case "csv":
    case "tsv":
      return parseDelimited(decodeText(bytes), DOCUMENT_KINDS[kind]);
    case "html":
      return parseHtml(decodeText(bytes, CHARSET.exec(new TextDecoder("latin1").decode(bytes.subarray(0, HEAD_BYTES)))?.[1]));
    case "eml":
      return parseMail(bytes);
    default:
      return parseArchive(bytes);
  }
}

function parseArchive(bytes: Uint8Array): ParsedDocument {
  const archive = readArchive(bytes);
  switch (archiveKind(archive.names)) {
    case "docx":
      return parseDocx(archive);
    case "xlsx":
      return parseXlsx(archive);
    case "pptx":
      return parsePptx(archive);
    default:
      throw new KanameError("invalid_request", "The file is an archive: add the files in it one by one.");
  }
}
