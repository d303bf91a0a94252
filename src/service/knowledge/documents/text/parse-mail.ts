// An e-mail: who wrote to whom, when and about what, then its words. What is attached is named and not read.
import PostalMime, { type Address } from "postal-mime";
import { KanameError } from "#infrastructure/errors.ts";
import type { Block, ParsedDocument } from "../parsed-document.ts";
import { parseHtml } from "./parse-html.ts";
import { parsePlainText } from "./parse-plain-text.ts";
import { blocksWithinLimit, FIRST_PAGE } from "./text-blocks.ts";

const DEPTH_MAX = 20;
const ATTACHMENTS_NAMED_MAX = 50;

/** Throws `invalid_request` for what is no message. */
export async function parseMail(bytes: Uint8Array): Promise<ParsedDocument> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: DEPTH_MAX }).catch((error: unknown) => {
    throw new KanameError("invalid_request", "The file is no e-mail that can be read.", { cause: error });
  });
  const { from, to = [], cc = [], date, subject, text, html, attachments } = mail;
  const lines = [
    ["From", from === undefined ? "" : nameOf(from)],
    ["To", to.map(nameOf).join(", ")],
    ["Cc", cc.map(nameOf).join(", ")],
    ["Date", date ?? ""],
    ["Subject", subject ?? ""],
  ].flatMap(([label, value]) => (value === "" ? [] : [`${label}: ${value}`]));
  const head: Block[] = lines.length === 0 ? [] : [{ kind: "paragraph", text: lines.join("\n"), place: FIRST_PAGE }];
  const body = text !== undefined && text.trim() !== "" ? parsePlainText(text) : parseHtml(html ?? "");
  return {
    title: subject,
    mediaType: "message/rfc822",
    pages: 1,
    blocks: blocksWithinLimit([...head, ...body.blocks]),
    labels: [],
    problems: attachments
      .slice(0, ATTACHMENTS_NAMED_MAX)
      .map(({ filename }, index) => `The attachment ${filename ?? index + 1} was not read: add it as a file of its own.`),
  };
}

function nameOf({ name, address }: Address): string {
  if (address === undefined || address === "") return name;
  return name === "" ? address : `${name} <${address}>`;
}
