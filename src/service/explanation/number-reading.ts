// Finds the numbers and dates that a text writes, in Western, Japanese and Chinese forms, with where they stand.
import words from "./number-words.json" with { type: "json" };

export type NumberUnit = "percent" | "year" | "month" | "day" | "money" | "points" | "item";

interface Place {
  readonly start: number;
  readonly end: number;
}

export interface WrittenNumber extends Place {
  readonly form: "number";
  readonly value: number;
  /** What the last digit that was written counts: 10,000 of 120万, 0.1 of 12.5. */
  readonly step: number;
  readonly unit: NumberUnit | undefined;
  /** Said to be inexact: 約, about, 強. */
  readonly isHedged: boolean;
  /** A number that orders the text itself or names a clause; it claims nothing. */
  readonly isReference: boolean;
  /** Says how many reasons or points follow. */
  readonly isCount: boolean;
}

export interface WrittenDate extends Place {
  readonly form: "date";
  /** Each way to read it; undefined is what it leaves open. */
  readonly readings: readonly { readonly year: number | undefined; readonly month: number | undefined; readonly day: number | undefined }[];
}

/** A run of letters, digits and marks that is one name: a telephone number, a case number, a time. */
export interface WrittenCode extends Place {
  readonly form: "code";
}

export type Written = WrittenNumber | WrittenDate | WrittenCode;

const CJK = "〇零一二三四五六七八九十百千万萬億亿兆壱弐参两";
const ERA = Object.keys(words.eras).join("|");
const MONTHS = words.months.map((month) => `${month}|${month.slice(0, 3)}`).join("|");
const SMALL_WORD = Object.keys(words.english).join("|");
const COUNTED = `[0-9]{1,4}|元|[〇零一二三四五六七八九十]{1,5}`;
const PATTERNS = {
  cjkDate: new RegExp(
    `(?:(${ERA}) ?(${COUNTED})|([0-9]{4}|[〇一二三四五六七八九]{4})) ?年(?: ?(${COUNTED}) ?月(?: ?(${COUNTED}) ?日)?)?`,
    "y",
  ),
  cjkDay: new RegExp(`(${COUNTED}) ?月 ?(${COUNTED}) ?日`, "y"),
  yearFirst: /(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/y,
  yearLast: /(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)/y,
  dayFirst: new RegExp(`(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${MONTHS})\\b\\.?(?:,? (\\d{4}))?`, "y"),
  monthFirst: new RegExp(`(${MONTHS})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (\\d{4}))?`, "y"),
  monthOfYear: new RegExp(`(${MONTHS})\\.? (\\d{4})(?!\\d)`, "y"),
  code: /[a-z0-9]{1,40}(?:[-_:/][a-z0-9]{1,40}){1,8}|[a-z]{1,20}[0-9][a-z0-9]{0,40}/y,
  tenths: /([0-9]{1,2})割([0-9])分/y,
  arabic: new RegExp(`(?:\\d{1,3}(?:,\\d{3}){1,8}|\\d{1,20})(?:\\.\\d{1,20})?(?:[十百千万萬億亿兆][0-9,${CJK}]{0,30})?`, "y"),
  cjk: new RegExp(`[${CJK}]{1,20}`, "y"),
  english: new RegExp(`(?:${SMALL_WORD})(?:[- ](?:${SMALL_WORD}|hundred|and|thousand|million|billion)){0,8}\\b`, "y"),
} as const;
const STARTS = new RegExp(`[0-9${CJK}a-z${[...new Set(ERA.replaceAll("|", ""))].join("")}]`, "g");
const UNIT_WORDS = Object.entries(words.units)
  .flatMap(([unit, list]) => list.map((word) => ({ unit, word })))
  .toSorted((one, other) => other.word.length - one.word.length);
const SCALES = Object.entries(words.scales).toSorted(([one], [other]) => other.length - one.length);
const REFERENCE_BEFORE = new RegExp(`(?:^|[^a-z])(?:${words.references.before.map((word) => word.replace(".", "\\.")).join("|")}) ?$`);
const LINE_NUMBER = /^[ \t(（*#-]{0,8}$/;

/** The text with full-width letters and digits made narrow and in lower case; every place in it stays the same. */
export function narrowed(text: string): string {
  return text
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replaceAll("　", " ");
}

/** All numbers, dates and codes that `text` writes, in order. Words such as 一部 or "one of" are none. */
export function readNumbers(text: string): readonly Written[] {
  const plain = narrowed(text);
  const found: Written[] = [];
  for (let at = 0; at < plain.length; ) {
    STARTS.lastIndex = at;
    const start = STARTS.exec(plain)?.index;
    if (start === undefined) break;
    const written = isInsideWord(plain, start) ? undefined : readAt(plain, start);
    if (written !== undefined) found.push(written);
    at = written?.end ?? start + 1;
  }
  return found;
}

function isInsideWord(text: string, at: number): boolean {
  return /[a-z]/.test(text.charAt(at)) && /[a-z0-9]/.test(text.charAt(at - 1));
}

function readAt(text: string, start: number): Written | undefined {
  const date = dateAt(text, start);
  if (date !== undefined) return date;
  const code = match(PATTERNS.code, text, start);
  if (code !== undefined && isCode(code[0])) return { form: "code", start, end: start + code[0].length };
  return tenthsAt(text, start) ?? arabicAt(text, start) ?? cjkAt(text, start) ?? englishAt(text, start);
}

function isCode(run: string): boolean {
  if (!/\d/.test(run)) return false;
  if (/^[a-z]{1,20}[-_]?\d/.test(run)) return true;
  // 1/3 and 10-20 are numbers; 03-1234-5678, 9:30 and 2024-A17 are names.
  return /:/.test(run) || /[-/_]\S{1,40}[-/_]/.test(run) || (/[-/_]/.test(run) && /^\d+[-/_][a-z]+\d/.test(run));
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function dateAt(text: string, start: number): WrittenDate | undefined {
  const date = (found: RegExpExecArray, ...readings: WrittenDate["readings"]): WrittenDate => ({
    form: "date",
    start,
    end: start + found[0].length,
    readings,
  });
  const cjk = match(PATTERNS.cjkDate, text, start);
  if (cjk !== undefined && !/^(?:間|後|以上|未満|以内)/.test(text.slice(start + cjk[0].length))) {
    const year = cjk[1] === undefined ? counted(cjk[3]) : eraYear(cjk[1], cjk[2]);
    return date(cjk, { year, month: counted(cjk[4]), day: counted(cjk[5]) });
  }
  const cjkDay = match(PATTERNS.cjkDay, text, start);
  if (cjkDay !== undefined) return date(cjkDay, { year: undefined, month: counted(cjkDay[1]), day: counted(cjkDay[2]) });
  const yearFirst = match(PATTERNS.yearFirst, text, start);
  if (yearFirst !== undefined)
    return date(yearFirst, { year: Number(yearFirst[1]), month: Number(yearFirst[3]), day: Number(yearFirst[4]) });
  const yearLast = match(PATTERNS.yearLast, text, start);
  if (yearLast !== undefined) {
    const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4])];
    return date(yearLast, { year, month: first, day: second }, { year, month: second, day: first });
  }
  return englishDateAt(text, start, date);
}

function englishDateAt(
  text: string,
  start: number,
  date: (found: RegExpExecArray, ...readings: WrittenDate["readings"]) => WrittenDate,
): WrittenDate | undefined {
  const monthOf = (name: string | undefined) => words.months.findIndex((month) => name !== undefined && month.startsWith(name)) + 1;
  const yearOf = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
  const monthOfYear = match(PATTERNS.monthOfYear, text, start);
  if (monthOfYear !== undefined) return date(monthOfYear, { year: yearOf(monthOfYear[2]), month: monthOf(monthOfYear[1]), day: undefined });
  const dayFirst = match(PATTERNS.dayFirst, text, start);
  if (dayFirst !== undefined) return date(dayFirst, { year: yearOf(dayFirst[3]), month: monthOf(dayFirst[2]), day: Number(dayFirst[1]) });
  const monthFirst = match(PATTERNS.monthFirst, text, start);
  if (monthFirst === undefined) return undefined;
  return date(monthFirst, { year: yearOf(monthFirst[3]), month: monthOf(monthFirst[1]), day: Number(monthFirst[2]) });
}

function counted(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  return written === "元" ? 1 : eastAsianValue(written)?.value;
}

function eraYear(era: string, year: string | undefined): number | undefined {
  const before = Object.entries(words.eras).find(([name]) => name === era)?.[1];
  const count = counted(year);
  return before === undefined || count === undefined ? undefined : before + count;
}

interface Value {
  readonly value: number;
  readonly step: number;
}

/** 1割2分 is 12%; the parts belong together. */
function tenthsAt(text: string, start: number): WrittenNumber | undefined {
  const found = match(PATTERNS.tenths, text, start);
  if (found === undefined) return undefined;
  const end = start + found[0].length;
  return { ...finish(text, start, end, { value: Number(found[1]) * 10 + Number(found[2]), step: 1 }), end, unit: "percent" };
}

function arabicAt(text: string, start: number): WrittenNumber | undefined {
  const run = match(PATTERNS.arabic, text, start)?.[0].replace(/,+$/, "");
  if (run === undefined) return undefined;
  const value = eastAsianValue(run);
  if (value === undefined) return undefined;
  return finish(text, start, start + run.length, value);
}

/** Characters are a number only where a unit follows them or where they are several with a unit of ten, as in 三千万. */
function cjkAt(text: string, start: number): WrittenNumber | undefined {
  const run = match(PATTERNS.cjk, text, start)?.[0];
  const value = run === undefined ? undefined : eastAsianValue(run);
  if (run === undefined || value === undefined || words.idioms.some((idiom) => run.startsWith(idiom))) return undefined;
  const number = finish(text, start, start + run.length, value);
  if (/^[十百千万萬億亿兆]+$/.test(run)) return number.unit === "money" ? number : undefined;
  const isCertain = number.isReference || (number.unit !== undefined && !/^(?:点|分|人|口|日|年|回)/.test(text.slice(start + run.length)));
  return isCertain || run.length > 1 ? number : undefined;
}

/** Number words count where something is counted with them: "three million", "twelve percent", "thirty-six months". */
function englishAt(text: string, start: number): WrittenNumber | undefined {
  const run = match(PATTERNS.english, text, start)?.[0].replace(/[- ]and$/, "");
  if (run === undefined) return undefined;
  let [total, section] = [0, 0];
  for (const word of run.split(/[- ]/)) {
    const small = Object.entries(words.english).find(([name]) => name === word)?.[1];
    const scale = Object.entries(words.scales).find(([name]) => name === word)?.[1];
    if (small !== undefined) section += small;
    else if (word === "hundred") section *= 100;
    else if (scale !== undefined) [total, section] = [total + section * scale, 0];
  }
  const number = finish(text, start, start + run.length, { value: total + section, step: 1 });
  return number.unit !== undefined || number.isCount || /[- ]/.test(run) ? number : undefined;
}

/** 1,234.5, 1億2,000万, 3千5百, 三千万, 二〇二四; undefined for what is formed otherwise. */
function eastAsianValue(run: string): Value | undefined {
  let [total, step] = [0, 1];
  for (const [, section = "", large = ""] of run.matchAll(/([^万萬億亿兆]{0,40})([万萬億亿兆]?)/g)) {
    if (section === "" && large === "") continue;
    const read = section === "" ? { value: 1, step: 1 } : sectionValue(section);
    if (read === undefined) return undefined;
    const times = Object.entries(words.largeUnits).find(([unit]) => unit === large)?.[1] ?? 1;
    total += read.value * times;
    step = read.step * times;
  }
  return { value: total, step };
}

function sectionValue(section: string): Value | undefined {
  if (/^[\d,]+(?:\.\d+)?$/.test(section)) {
    const digits = section.replaceAll(",", "");
    return { value: Number(digits), step: 10 ** -(digits.split(".")[1]?.length ?? 0) };
  }
  const parts = section.match(/\d[\d,]{0,20}(?:\.\d{1,10})?|\D/g) ?? [];
  let [sum, pending, step] = [0, Number.NaN, 1];
  for (const part of parts) {
    const unit = Object.entries(words.smallUnits).find(([name]) => name === part)?.[1];
    const digit = Object.entries(words.digits).find(([name]) => name === part)?.[1] ?? Number(part.replaceAll(",", ""));
    if (unit === undefined && Number.isNaN(digit)) return undefined;
    if (unit === undefined) pending = Number.isNaN(pending) ? digit : pending * 10 + digit;
    else [sum, pending, step] = [sum + (Number.isNaN(pending) ? 1 : pending) * unit, Number.NaN, unit];
  }
  return Number.isNaN(pending) ? { value: sum, step } : { value: sum + pending, step: 1 };
}

/** Reads what stands around the digits: sign, scale, unit, hedge, and whether it is a claim at all. */
function finish(text: string, start: number, numberEnd: number, { value, step }: Value): WrittenNumber {
  const before = text.slice(Math.max(0, start - 24), start);
  const scale = scaleAt(text, numberEnd);
  const unit = unitAt(text, scale.end);
  const isNegative = /(?:^|[^0-9a-z)])[-−▲△]\s?[¥$€£]?$/.test(before) || /(?:マイナス|minus) ?$/.test(before);
  const after = text.slice(unit.end, unit.end + 12);
  const isMoney = unit.unit === undefined && words.moneyMarks.some((mark) => before.trimEnd().endsWith(mark));
  const factor = scale.factor * (unit.factor ?? 1) * (isNegative ? -1 : 1);
  return {
    form: "number",
    start,
    end: unit.end,
    value: value * factor,
    step: Math.abs(step * factor),
    unit: isMoney ? "money" : unit.unit,
    isHedged:
      words.hedges.before.some((hedge) => before.trimEnd().endsWith(hedge)) ||
      words.hedges.after.some((hedge) => after.trimStart().startsWith(hedge)),
    isReference: isReference(text, start, numberEnd, before),
    isCount: Number.isInteger(value) && value < 20 && isCount(before, text.slice(numberEnd, numberEnd + 12)),
  };
}

function scaleAt(text: string, end: number): { readonly factor: number; readonly end: number } {
  const rest = text.slice(end, end + 12);
  for (const [word, factor] of SCALES) {
    const spaced = rest.startsWith(` ${word}`) && word.length > 1 ? 1 : 0;
    if (!rest.startsWith(word, spaced) || /[a-z]/.test(rest.charAt(spaced + word.length))) continue;
    return { factor, end: end + spaced + word.length };
  }
  return { factor: 1, end };
}

function unitAt(text: string, end: number): { readonly unit: NumberUnit | undefined; readonly factor?: number; readonly end: number } {
  const rest = text.slice(end, end + 20);
  const gap = /^[ -]/.test(rest) ? 1 : 0;
  const found = UNIT_WORDS.find(
    ({ word }) => rest.startsWith(word, gap) && !(/[a-z]$/.test(word) && /[a-z]/.test(rest.charAt(gap + word.length))),
  );
  if (found === undefined) return { unit: undefined, end };
  const place = end + gap + found.word.length;
  if (found.unit === "basis_points") return { unit: "percent", factor: 0.01, end: place };
  if (found.unit === "tenths") return { unit: "percent", factor: 10, end: place };
  return { unit: UNITS.find((unit) => unit === found.unit), end: place };
}

const UNITS: readonly NumberUnit[] = ["percent", "year", "month", "day", "money", "points", "item"];

function isReference(text: string, start: number, end: number, before: string): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const after = text.slice(end, end + 4);
  if (LINE_NUMBER.test(text.slice(lineStart, start)) && /^[.)、:](?!\d)/.test(after) && end - start <= 2) return true;
  if (end - start <= 2 && /[([［【]$/.test(before) && /^[)\]］】]/.test(after)) return true;
  if (/第 ?$/.test(before) && (/^[に、]/.test(after) || words.references.after.some((word) => after.startsWith(word)))) return true;
  if (words.references.after.slice(-3).some((word) => after.startsWith(word))) return true;
  return REFERENCE_BEFORE.test(before);
}

function isCount(before: string, after: string): boolean {
  const follows = words.counts.after.some((word) => after.trimStart().startsWith(word));
  if (/^ ?(?:つの|つ|reasons|factors|main|key|things)/.test(after)) return true;
  return follows && words.counts.before.some((word) => before.trimEnd().endsWith(word));
}
