// What single segments of a page are to a table: amounts, years, marks.
import type { Row, Segment } from "./page-rows.ts";

/** 1,234.5 · (12) · $ 5 · 3.2% · — · 12.4x · △5 · N/A: what stands in a column of amounts. */
const AMOUNT =
  /^(?:[$¥€£₩]|US\$|HK\$|RMB|NT\$)?\s?[(\-–—−+△▲]?\s?[$¥€£]?\s?\d[\d,.\s]{0,30}\s?\)?\s?(?:%|pts|bps|x|円|元|倍|百万円)?\)?(?:\s?\(?[a-z0-9*]{1,2}\))?$/i;
const NOTHING = /^[$¥€£]?\s?[(]?(?:[-–—−*]{1,3}|N\/A|N\/M|NM|n\.a\.|nil)\)?\s?%?$/i;
const YEAR = /^(?:FY\s?|CY\s?|fiscal\s)?(?:19|20)\d{2}(?:年度?)?(?:\s?\(\w{1,2}\))?$/i;
/** Marks of a list: what follows is one line of text with them. */
const MARK = /^(?:[•●○▪■□◆・‣–—*-]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)]|[①-⑳]|[☐☒☑✓]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)$/;
const NUMBERED = /^(?:Item|Part|Note|Article|Section|Exhibit|Chapter)\s\w{1,5}[.:]?$/i;

export function isAmount({ text }: Segment): boolean {
  return NOTHING.test(text) || (AMOUNT.test(text) && !YEAR.test(text));
}

export function isYear({ text }: Segment): boolean {
  return YEAR.test(text);
}

/** A line of text that begins with a mark or a number of its own, of which a gap parts it. */
export function isMarkedLine({ segments }: Row): boolean {
  const [first, second] = segments;
  if (segments.length !== 2 || first === undefined || second === undefined || isAmount(second) || isYear(second)) return false;
  return MARK.test(first.text) || NUMBERED.test(first.text);
}
