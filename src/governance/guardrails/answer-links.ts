// Judges the images and links of an answer: a model that was misled uses them to carry data outside, some without a click.
import { ENTITY_TYPES } from "../sensitivity/finding.ts";

export interface AnswerLink {
  readonly start: number;
  readonly end: number;
  readonly target: string;
  /** Whether a reader's program loads it without being asked. */
  readonly isImage: boolean;
}

/** A longer target is read up to here: enough to see its host and that it is long. */
const TARGET = "[^\\s<>\"'`）」】|]";
// Markdown images and links with an inline target, definitions of references, HTML attributes, addresses in angle brackets, bare addresses.
const LINK = new RegExp(
  [
    `(?<image>!)?\\[[^\\]\\n]{0,300}\\]\\(\\s{0,3}<?(?<inline>[a-z][a-z0-9+.-]{1,15}:(?:[^\\s<>()"]|\\([^\\s()]{0,80}\\)){1,4000}|//(?:[^\\s<>()"]){3,4000})`,
    `(?:^|\\n)[ >]{0,6}\\[[^\\]\\n]{1,100}\\]:\\s{0,3}<?(?<reference>(?:[a-z]{2,10}:)?//${TARGET}{3,4000})`,
    `<(?<tag>img|image|iframe|video|audio|source|embed|object|link|script|a|area|form|input|body|table|td|svg)\\b[^>]{0,400}?\\b(?:src|href|srcset|data|action|background|poster|xlink:href)\\s{0,2}=\\s{0,2}["']?(?<attribute>(?:[a-z]{2,10}:)?//${TARGET}{3,4000})`,
    `\\burl\\(\\s{0,2}["']?(?<style>(?:https?:)?//[^\\s"')]{3,4000})`,
    `(?<bare>\\b(?:https?|ftp)://${TARGET}{3,4000})`,
  ].join("|"),
  "gi",
);

const CLICKED_TAGS: ReadonlySet<string> = new Set(["a", "area", "form"]);

/** The images and links of a text. Linear in its length. */
export function linksOf(text: string): AnswerLink[] {
  if (!text.includes("//") && !text.includes("](")) return [];
  return Array.from(text.matchAll(LINK), (match): AnswerLink => {
    const { image, inline, reference, tag, attribute, style, bare } = match.groups ?? {};
    const target = inline ?? reference ?? attribute ?? style ?? bare ?? "";
    // What a definition is used for is not known where it stands: an image is the worse case.
    const isImage =
      image !== undefined || reference !== undefined || style !== undefined || (tag !== undefined && !CLICKED_TAGS.has(tag.toLowerCase()));
    return { start: match.index, end: match.index + match[0].length, target, isImage };
  });
}

const MASKED_TOKEN = new RegExp(`(?:${ENTITY_TYPES.join("|")})(?:_|%5f|\\\\_)[2-9A-HJ-NP-Z]{5,26}`, "i");
/** Characters of a query or a path's last parts that can hold more than a page's name. */
const CARRIED_CHARACTERS_MAX = 80;
const ENCODED = /[A-Za-z0-9+/_-]{32,}={0,2}|(?:%[0-9a-f]{2}){8,}|(?:[0-9a-f]{2}){16,}/i;
const PLACEHOLDER = /[{<[]|%7b|\$\(/i;
const ADDRESS_INSIDE = /[?&][^=&]{1,40}=(?:https?(?::|%3a)|%2f%2f|\/\/)/i;

/** Why a link may carry data outside, or undefined where it does not. Links to allowed hosts pass, unless they hand on to another address. */
export function reasonAgainst(link: AnswerLink, allowedHosts: readonly string[]): string | undefined {
  if (/^(?:data:image|mailto:|tel:)/i.test(link.target))
    return link.isImage || !/[?&]body=/i.test(link.target) ? undefined : "a mail link carries a text";
  const url = URL.parse(link.target.startsWith("//") ? `https:${link.target}` : link.target);
  if (url === null) return link.isImage ? "an image has an address that cannot be read" : undefined;
  const isAllowed = allowedHosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  if (!isAllowed && MASKED_TOKEN.test(link.target)) return "the target of a link or image holds a masked value";
  if (isAllowed) return ADDRESS_INSIDE.test(url.search) ? "a link to an allowed host hands on to another address" : undefined;
  if (link.isImage) return "an image from a host that is not allowed";
  const carried = decodable(url.pathname) + url.search + url.hash;
  if (url.search.length + url.hash.length > CARRIED_CHARACTERS_MAX) return "a link with a long query to a host that is not allowed";
  if (url.username !== "" || url.password !== "") return "a link with a user name to a host that is not allowed";
  if (ENCODED.test(carried)) return "a link with an encoded value to a host that is not allowed";
  return PLACEHOLDER.test(url.search) ? "a link with room for data to a host that is not allowed" : undefined;
}

/** A path of words joined by hyphens is a page's name, not an encoded value. */
function decodable(path: string): string {
  return path
    .split("/")
    .filter((part) => !/^[a-z0-9]{1,20}(?:[-_.][a-z0-9]{1,20}){1,30}$/i.test(part))
    .join("/");
}
