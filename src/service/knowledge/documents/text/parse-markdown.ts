// Markdown as the page that it would be; its front matter gives the title.
import MarkdownIt from "markdown-it";
import { parse } from "yaml";
import { z } from "zod";
import type { ParsedDocument } from "../parsed-document.ts";
import { parseHtml } from "./parse-html.ts";

const FRONT_MATTER = /^---\r?\n([\s\S]{0,20000}?)\r?\n---\r?\n/;
const frontMatterSchema = z.looseObject({ title: z.string().min(1).optional() });

export function parseMarkdown(text: string): ParsedDocument {
  const matter = FRONT_MATTER.exec(text);
  const body = matter === null ? text : text.slice(matter[0].length);
  // HTML within is text to a reader of Markdown: it is shown, not read as elements.
  const page = parseHtml(new MarkdownIt({ html: false }).render(body));
  const title = matter === null ? undefined : titleOf(matter[1] ?? "");
  const first = page.blocks.find((block) => block.kind === "heading" && block.rank === 1);
  return { ...page, mediaType: "text/markdown", title: title ?? (first?.kind === "heading" ? first.text : undefined) };
}

function titleOf(matter: string): string | undefined {
  try {
    return frontMatterSchema.safeParse(parse(matter)).data?.title;
  } catch {
    // What stands between two lines of dashes need not be YAML.
    return undefined;
  }
}
