// What kind of file it is: told by its content; its name decides only between kinds whose content is plain text.
import { KanameError } from "#infrastructure/errors.ts";

export const DOCUMENT_KINDS = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  html: "text/html",
  markdown: "text/markdown",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  eml: "message/rfc822",
  text: "text/plain",
} as const;

export type DocumentKind = keyof typeof DOCUMENT_KINDS;

/** The PDF's mark may stand after some bytes of rubbish. */
const MARK_BYTES = 1_024;
/** Enough to see what a text file begins with. */
const HEAD_BYTES = 4_096;
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];
const ZIP = [0x50, 0x4b];
const UTF_16_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];
const MAIL_HEADER = /^(?:received|return-path|from|to|subject|date|message-id|mime-version|delivered-to|x-[a-z-]{1,40}):\s/i;
const MAIL_FIELDS = [/^from:\s/im, /^(?:to|subject|date|message-id|mime-version):\s/im];
const HTML_START =
  /^\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--[\s\S]{0,500}?-->\s{0,200})?<(?:!doctype\s{1,20}html|html|head|body)\b/i;
const KIND_OF_NAME: Readonly<Record<string, DocumentKind>> = {
  html: "html",
  htm: "html",
  xhtml: "html",
  md: "markdown",
  markdown: "markdown",
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  eml: "eml",
};

/** Which archive of XML files it is, by the names of its members; undefined for any other. */
export function archiveKind(members: readonly string[]): DocumentKind | undefined {
  if (members.includes("word/document.xml")) return "docx";
  if (members.includes("xl/workbook.xml")) return "xlsx";
  return members.includes("ppt/presentation.xml") ? "pptx" : undefined;
}

/** "zip" is for archiveKind to tell further. Throws `invalid_request` for kinds that are not read. */
export function kindOf(bytes: Uint8Array, fileName: string): DocumentKind | "zip" {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, HEAD_BYTES));
  if (head.slice(0, MARK_BYTES).includes("%PDF-")) return "pdf";
  if (startsWith(bytes, ZIP)) return "zip";
  if (startsWith(bytes, OLD_OFFICE))
    throw new KanameError(
      "invalid_request",
      "The file is of an old Office format, or encrypted: save it as .docx, .xlsx or .pptx without a password.",
    );
  const isWide = UTF_16_MARKS.some((mark) => startsWith(bytes, mark));
  if (!isWide && isBinary(head)) throw new KanameError("invalid_request", "The file is of a kind that is not read.");
  return textKindOf(head.replace(/^ï»¿/, ""), fileName);
}

function textKindOf(head: string, fileName: string): DocumentKind {
  if (HTML_START.test(head)) return "html";
  const named = KIND_OF_NAME[fileName.slice(fileName.lastIndexOf(".") + 1).toLowerCase()];
  const isMail = MAIL_HEADER.test(head) && MAIL_FIELDS.every((field) => field.test(head));
  if (isMail && named !== "markdown") return "eml";
  return named === undefined || named === "eml" ? "text" : named;
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** Text of no encoding holds these, but UTF-16 without a mark, which is not read. */
function isBinary(head: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return /[\u0000-\u0007\u000e-\u001a\u001c-\u001f]/.test(head.replaceAll("\u001a", ""));
}
