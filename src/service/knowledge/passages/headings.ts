// Headings in texts that have none by form: articles, chapters, items and numbered lines, as plain text and PDF files hold them.

/** A heading longer than this is a sentence that happens to begin like one. */
const HEADING_CHARACTERS_MAX = 120;

/** What tells a heading stands at the beginning. */
const BEGINNING_CHARACTERS_MAX = 600;

export interface InnerHeading {
  /** 1 is the highest; below every heading that the document's own form declares. */
  readonly rank: number;
  /** How it stands in a heading path: of an article whose text goes on in the same paragraph, its number and caption. */
  readonly name: string;
  /** Whether the paragraph is nothing but the heading. */
  readonly isWhole: boolean;
}

const NUMERAL = "[0-9０-９〇零一二三四五六七八九十百千]{1,7}";
const BRANCH = "(?:の[0-9０-９一二三四五六七八九十]{1,3}){0,2}";
const CAPTION = "(?:\\s{0,2}[(（【][^()（）【】]{1,40}[)）】])?";
/** 第2章 総則, 第三条(目的), 第十条の二, 附則: number, caption, and what follows. */
const CJK_DIVISION = new RegExp(`^(第\\s{0,2}${NUMERAL}\\s{0,2}([編编章節节款条條])${BRANCH}${CAPTION})(?=$|[\\s　:：、。]|[^0-9])`, "u");
const APPENDIX = /^(附\s{0,3}則|附\s{0,3}则|附表|別表|別紙|别表)(?=$|[\s\u3000(（第:：0-9])/u;
const LATIN_DIVISION =
  /^((part|chapter|title|item|section|article|schedule|appendix|annex)\s{1,3}([0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[A-Za-z]?|[IVXLC]{1,7}|[A-Z])\b)/i;
const NUMBERED = /^([0-9]{1,3}(?:\.[0-9]{1,3}){0,4})[.)]?\s{1,4}(?=[A-Z\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}])/u;

const CJK_RANKS: Readonly<Record<string, number>> = { 編: 1, 编: 1, 章: 2, 節: 3, 节: 3, 款: 4, 条: 5, 條: 5 };
const LATIN_RANKS: Readonly<Record<string, number>> = {
  part: 1,
  title: 1,
  schedule: 1,
  appendix: 1,
  annex: 1,
  chapter: 2,
  item: 2,
  section: 4,
  article: 5,
};
const APPENDIX_RANK = 2;
/** 4.2 lies below 4; both below what is called a chapter and above the articles' own paragraphs. */
const NUMBERED_RANK = 6;

/** The heading that a paragraph is or begins with. `next` is the paragraph after it: one number after the other is a list, no headings. */
export function innerHeadingOf(text: string, next: string | undefined): InnerHeading | undefined {
  const line = text.slice(0, BEGINNING_CHARACTERS_MAX).trim();
  return cjkHeading(line) ?? latinHeading(line) ?? numberedHeading(line, next);
}

/** A caption that stands on the line before its article, as Japanese law is set: (目的). */
export function isCaption(text: string): boolean {
  return text.length <= HEADING_CHARACTERS_MAX && /^[(（【][^()（）【】]{1,40}[)）】]$/u.test(text.trim());
}

function cjkHeading(line: string): InnerHeading | undefined {
  const division = CJK_DIVISION.exec(line);
  const appendix = division === null ? APPENDIX.exec(line) : null;
  const begins = division?.[1] ?? appendix?.[1];
  if (begins === undefined || isContentsLine(line)) return undefined;
  const rank = division === null ? APPENDIX_RANK : (CJK_RANKS[division[2] ?? ""] ?? NUMBERED_RANK);
  // A chapter names itself in the rest of its line; what follows an article's number is its text. A reference (第3条に定める) is none of both.
  if (isReference(line.slice(begins.length))) return undefined;
  const isWhole = isShortLine(line);
  return { rank, name: isWhole ? line : begins, isWhole };
}

function latinHeading(line: string): InnerHeading | undefined {
  const division = LATIN_DIVISION.exec(line);
  if (division === null || isContentsLine(line)) return undefined;
  const [, begins = "", word = "", number = ""] = division;
  // "Section 4 applies to …" is a sentence; "Section 4. Duties" and "ARTICLE 12" are headings.
  const rest = line.slice(begins.length);
  if (!/^$|^[.:)\-–—]|^\s{1,4}[\p{Lu}(（\p{Script=Han}–—-]/u.test(rest)) return undefined;
  const depth = number.split(".").length - 1;
  const isWhole = isShortLine(line);
  return { rank: (LATIN_RANKS[word.toLowerCase()] ?? NUMBERED_RANK) + depth, name: isWhole ? line : begins, isWhole };
}

function numberedHeading(line: string, next: string | undefined): InnerHeading | undefined {
  const number = NUMBERED.exec(line)?.[1];
  if (number === undefined || !isShortLine(line) || isContentsLine(line)) return undefined;
  const depth = number.split(".").length;
  const nextNumber = NUMBERED.exec(next?.slice(0, BEGINNING_CHARACTERS_MAX).trim() ?? "")?.[1];
  // Without anything below it, or followed by its own successor, a number counts things.
  if (depth === 1 && (next === undefined || nextNumber === String(Number(number) + 1) || Number(number) > 99)) return undefined;
  return { rank: NUMBERED_RANK + depth, name: line, isWhole: true };
}

function isShortLine(line: string): boolean {
  return line.length <= HEADING_CHARACTERS_MAX && !line.includes("\n") && !/[。．;；,、:：]$|[^A-Z\d.]\.$/u.test(line);
}

/** A line of a table of contents: it ends with a page number. */
function isContentsLine(line: string): boolean {
  return /(?:\.{3}|…|·{3}|\s)\s{0,40}\d{1,4}$/.test(line) && line.length > 12;
}

function isReference(rest: string): boolean {
  return /^(?:[のにをはがでともへ、・,]|から|まで|及び|又は|若しくは|各号|第|[规規]定|之|所|和|至)/u.test(rest);
}
