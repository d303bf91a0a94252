// Reads digits that belong together as standing together: broken over lines, spaced, dotted, tagged, or spread over the fields of a record.
import { rewriteMatches, startRewriting, type TrackedText, tracedThrough, untracked } from "./tracked-text.ts";

const PUNCTUATION = "[ \\t\"'”’「」『』()*|._/·・•‧∙~+…☆★\\\\-]{1,6}|[のノ]";
const LINE_BREAK = "[ \\t\"'.,;*|_/\\\\+-]{0,4}\\r?\\n[ \\t>|*#\"'_/+-]{0,10}";
const NEXT_FIELD = "[\"']?\\s{0,3},\\s{0,8}(?:[\"'](?<key>[A-Za-z_][A-Za-z0-9_-]{0,24})[\"']\\s{0,3}:\\s{0,3})?[\"']?";
const TAG = "(?:\\s{0,2}</?[A-Za-z][^<>]{0,40}>\\s{0,2}){1,3}";
const SEPARATOR = `(?:${LINE_BREAK}|${PUNCTUATION}|${NEXT_FIELD}|${TAG})`;

/** Six digits and more with something between them: the shortest number that is worth putting together. */
const NUMBER = new RegExp(`\\d(?:${SEPARATOR.replace("?<key>", "?:")}?\\d){5,60}`, "g");
const BETWEEN_DIGITS = new RegExp(`(?<=\\d)${SEPARATOR}(?=\\d)`, "g");

/** Already as the recognisers read it: nothing, one space or one hyphen between digits, and no digit that stands alone. */
const PLAIN_NUMBER = /^\d{1,70}$|^\d{2,70}(?:[ -]\d{2,70}){0,30}$/;
const DATE_OR_ADDRESS = /^\d{1,4}([./-])\d{1,2}\1\d{1,4}(?:[ T]\d{1,2})?$|^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The text with nothing or one separator between digits that belong together; undefined where that changes nothing. Linear in its length. */
export function joinDigits(text: string): TrackedText | undefined {
  let read: TrackedText | undefined;
  for (const step of [joinCharacters, joinNumbers, joinCodes]) {
    const next = step(read?.text ?? text);
    if (next !== undefined) read = read === undefined ? next : tracedThrough(next, read);
  }
  return read;
}

/** Seven single characters and more with one space between them are a value that is spaced out. */
const SPACED_CHARACTERS = /(?<![!-~])[!-~](?: [!-~]){6,120}(?![!-~])/g;

function joinCharacters(text: string): TrackedText | undefined {
  const rewriting = startRewriting(text);
  for (const { 0: value, index } of text.matchAll(SPACED_CHARACTERS)) {
    if (!/\d/.test(value)) continue;
    for (let space = index + 1; space < index + value.length; space += 2) rewriting.replace(space, space + 1, "");
  }
  return rewriting.finish();
}

function joinNumbers(text: string): TrackedText | undefined {
  const rewriting = startRewriting(text);
  NUMBER.lastIndex = 0;
  for (let match = NUMBER.exec(text); match !== null; match = NUMBER.exec(text)) {
    const [number] = match;
    const isBroken = number.includes("\n") || number.replace(/\D/g, "").length > SHORT_DIGITS;
    if (isBroken && !PLAIN_NUMBER.test(number) && !DATE_OR_ADDRESS.test(number) && !DAY_AND_LINE.test(number))
      joinNumber(number, match.index, rewriting);
  }
  return rewriting.finish();
}

/** A day before a line break, and the next line begins with a digit. */
const DAY_AND_LINE = /^(?:\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2\d{4})[ \t]{0,4}\r?\n/;
/** The four bytes of an Internet address, with spaces around its dots. */
const SPACED_ADDRESS = /^\d{1,3}(?: ?\. ?\d{1,3}){3}$/;

/** A number of so few digits is only put together where a line break cut it: others are figures with a decimal point. */
const SHORT_DIGITS = 6;

function joinNumber(
  number: string,
  at: number,
  { replace }: { readonly replace: (start: number, end: number, text: string) => void },
): void {
  const isAddress = SPACED_ADDRESS.test(number);
  const spaced = isAddress ? undefined : spacingOf(number);
  BETWEEN_DIGITS.lastIndex = 0;
  for (let match = BETWEEN_DIGITS.exec(number); match !== null; match = BETWEEN_DIGITS.exec(number)) {
    const [separator] = match;
    const [start, end] = [match.index, match.index + separator.length];
    const joined = isAddress
      ? "."
      : separator === spaced
        ? ""
        : joinedSeparator(separator, match.groups?.key, digitsBefore(number, start), digitsAfter(number, end));
    if (joined !== undefined && joined !== separator) replace(at + start, at + end, joined);
  }
}

/** The separator that stands between the single digits or pairs of a number that is written out of all groups. */
function spacingOf(number: string): string | undefined {
  const groups = number.split(/\D{1,60}/);
  const pairs = groups.filter(({ length }) => length <= 2).length;
  if (groups.length < 5 || pairs < groups.length * 0.7) return undefined;
  const counts = new Map<string, number>();
  for (const [separator] of number.matchAll(/\D{1,60}/g)) counts.set(separator, (counts.get(separator) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** What the separator becomes; undefined: the digits on its sides belong to two numbers. */
function joinedSeparator(separator: string, key: string | undefined, before: number, after: number): string | undefined {
  if (separator.includes(",")) {
    const isPart = key === undefined ? /["'\n]/.test(separator) || (before === 4 && after === 4) : PART_KEY.test(key);
    return isPart ? gapBetween(before, after) : undefined;
  }
  if (/[\n<]/.test(separator)) return separator.replace(/<[^<>]{1,42}>/g, "").includes("-") ? "-" : gapBetween(before, after);
  return /^[ \t]{1,6}$/.test(separator) ? " " : "-";
}

/** A key that counts the parts of one value: pan1, part_b, segment 3. */
const PART_KEY = /(?:\d{1,2}|_[a-h]|[a-z][A-H])$/;

/** Two groups of three or four digits are groups of the number as people write it; anything else was cut where it happened to be. */
function gapBetween(before: number, after: number): string {
  const areGroups = before >= 3 && before <= 4 && after >= 3 && after <= 4;
  return areGroups ? " " : "";
}

function digitsBefore(text: string, end: number): number {
  let start = end;
  while (start > 0 && isDigit(text, start - 1)) start -= 1;
  return end - start;
}

function digitsAfter(text: string, start: number): number {
  let end = start;
  while (end < text.length && isDigit(text, end)) end += 1;
  return end - start;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x30 && code <= 0x39;
}

const CODE_BREAK = /(?<=[0-9A-Za-z._@+/=年月-])[ \t]{0,2}\r?\n[ \t>|]{0,8}(?=[0-9A-Za-z@._年月日])/g;
const CUT_DATE = /\d[年月日]|[年月]\d/;
/** Characters of a code that are looked at on each side of a line break. */
const CODE_CHARACTERS = 64;
const KEY_START =
  /(?:^|[^A-Za-z0-9])(?:sk-|gh[pousr]_|github_pat_|AKIA|ASIA|LTAI|xox[a-z]-|eyJ|AIza|glpat-|hf_|npm_)[A-Za-z0-9._/+=-]{0,64}$/;

/** Codes of letters and digits, keys and e-mail addresses that a line break cut in two. */
function joinCodes(text: string): TrackedText | undefined {
  if (!text.includes("\n")) return undefined;
  return rewriteMatches(text, CODE_BREAK, ({ 0: gap, index }) => {
    const before = /[0-9A-Za-z._@+/=-]{1,64}$/.exec(text.slice(Math.max(0, index - CODE_CHARACTERS), index))?.[0] ?? "";
    const end = index + gap.length;
    const after = /^[0-9A-Za-z._@+/=-]{1,64}/.exec(text.slice(end, end + CODE_CHARACTERS))?.[0] ?? "";
    if (CUT_DATE.test(text.charAt(index - 1) + text.charAt(end))) return "";
    return isCutCode(before, after) || isCutAddress(before, after) ? "" : undefined;
  });
}

function isCutCode(before: string, after: string): boolean {
  if (KEY_START.test(before) && /^[A-Za-z0-9._/+=-]{8,64}/.test(after)) return true;
  const isCode = /^[A-Z0-9]{2,64}$/.test(before) && /^[A-Z0-9]{2,64}$/.test(after);
  return isCode && /\d/.test(before + after) && /[A-Z]/.test(before + after);
}

function isCutAddress(before: string, after: string): boolean {
  if (before.includes("@"))
    return /@[A-Za-z0-9-]{0,63}$|@[A-Za-z0-9.-]{1,62}\.$/.test(before) && /^[A-Za-z0-9-]{0,63}\.[A-Za-z]{2}/.test(after);
  return after.startsWith("@") && /^@[A-Za-z0-9-]{1,60}\.[A-Za-z]{2}/.test(after);
}

/** The text with its digits joined, or as it is. */
export function withJoinedDigits(text: TrackedText): TrackedText {
  return tracedThrough(joinDigits(text.text) ?? untracked(text.text), text);
}
