// A text's terms, the same for documents and for queries: words by their stems, numbers, identifiers, periods, and pairs of CJK characters.
import { stemOf } from "./stem.ts";
import stopWords from "./stop-words.json" with { type: "json" };

const STOP_WORDS: ReadonlySet<string> = new Set(stopWords.en);

const CJK = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}々ー";
const KANJI_DIGITS = "〇一二三四五六七八九十百千";

/** What a text is made of, the more particular first. Every repeat is bounded, so that the work grows with the text's length alone. */
const PARTS = new RegExp(
  [
    `(?<era>令和|平成|昭和)(?<eraYear>\\d{1,2}|元)年(?:(?<eraMonth>\\d{1,2})月期|度)?`,
    `(?<![\\d.,])(?<year>(?:19|20)\\d\\d)年(?:(?<month>\\d{1,2})月期|度)?`,
    `第(?<ordinal>[\\d${KANJI_DIGITS}]{1,8})(?<unit>四半期|[条條章節節项項号號款編编回期類类])(?:の(?<branch>[\\d${KANJI_DIGITS}]{1,4}))?`,
    `(?<number>(?<![\\d.,])\\d{1,3}(?:,\\d{3}){1,6}(?!\\d)(?:\\.\\d{1,9})?)`,
    `(?<word>[\\p{Script=Latin}\\d]{1,48}(?:[-_./&'’][\\p{Script=Latin}\\d]{1,48}){0,8})`,
    `(?<cjk>[${CJK}]{1,128})`,
    `(?<other>[\\p{L}\\p{N}]{1,48})`,
  ].join("|"),
  "gu",
);

/** The year before each era's first, https://www.ndl.go.jp/en/ names them; 令和1 is 2019. */
const ERA_BEGINNINGS: Readonly<Record<string, number>> = { 令和: 2018, 平成: 1988, 昭和: 1925 };
const ORDINAL_WORDS: ReadonlyMap<string, string> = new Map([
  ["first", "1"],
  ["second", "2"],
  ["third", "3"],
  ["fourth", "4"],
]);

/** The terms of a text in their order; a word that has several, such as an identifier and its parts, gives them one after the other. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  let previousWord = "";
  for (const { groups = {} } of text.normalize("NFKC").toLowerCase().matchAll(PARTS)) {
    const { word } = groups;
    if (word === undefined) pushOther(terms, groups);
    else pushWord(terms, word, previousWord);
    previousWord = word ?? "";
  }
  return terms;
}

/** The terms of a name of a file: split where its parts meet, "MICROSOFT_2023_10K.pdf" and "CreditPolicy-v2.docx" alike. */
export function termsOfName(name: string): string[] {
  return termsOf(
    name
      .replace(/\.[A-Za-z0-9]{1,5}$/, "")
      .replace(/[_./-]/g, " ")
      .replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 "),
  );
}

type Groups = Readonly<Record<string, string | undefined>>;

function pushOther(terms: string[], groups: Groups): void {
  const { era, eraYear, eraMonth, year, month, ordinal, unit, branch, number, cjk, other } = groups;
  if (era !== undefined) pushPeriod(terms, (ERA_BEGINNINGS[era] ?? 0) + (eraYear === "元" ? 1 : Number(eraYear)), eraMonth);
  else if (year !== undefined) pushPeriod(terms, Number(year), month);
  else if (ordinal !== undefined && unit !== undefined) pushOrdinal(terms, ordinal, unit, branch);
  else if (number !== undefined) terms.push(number.replaceAll(",", ""));
  else if (cjk !== undefined) pushPairs(terms, cjk);
  else if (other !== undefined) terms.push(other);
}

/** A year is one term however it is written; the month in which it ends tells two fiscal years apart. */
function pushPeriod(terms: string[], year: number, month: string | undefined): void {
  terms.push(String(year));
  if (month !== undefined) terms.push(`${year}-${month.padStart(2, "0")}`);
}

function pushOrdinal(terms: string[], ordinal: string, unit: string, branch: string | undefined): void {
  const digits = digitsOf(ordinal);
  if (unit === "四半期") terms.push(`q${digits}`);
  else {
    const whole = `第${digits}${unit}`;
    terms.push(whole);
    if (branch !== undefined) terms.push(`${whole}の${digitsOf(branch)}`);
  }
}

/** Overlapping pairs: no dictionary is needed, and every word of two characters or more is found by its pairs. */
function pushPairs(terms: string[], run: string): void {
  const characters = [...run];
  if (characters.length === 1) terms.push(run);
  for (let place = 1; place < characters.length; place += 1) terms.push(`${characters[place - 1]}${characters[place]}`);
}

function pushWord(terms: string[], word: string, previousWord: string): void {
  const bare = word.replace(/['’]s?(?=$|[-_./&])/g, "").replaceAll(/['’]/g, "");
  const quarter = /^(?:(?:fy|cy)?(\d{4}|\d{2}))?[-/]?q([1-4])(?:[-/]?(?:fy|cy)?(\d{4}|\d{2}))?$/.exec(bare);
  const year = /^(?:fy|cy)[-/]?(\d{4}|\d{2})e?$/.exec(bare);
  if (quarter !== null) pushQuarter(terms, quarter[2] ?? "", quarter[1] ?? quarter[3]);
  else if (year !== null) terms.push(fullYear(year[1] ?? ""));
  else if (bare === "quarter" && ORDINAL_WORDS.has(previousWord)) terms.push("quarter", `q${ORDINAL_WORDS.get(previousWord)}`);
  else if (/^\d+(?:\.\d+)?$/.test(bare)) terms.push(previousWord === "fy" ? fullYear(bare) : bare);
  else pushParts(terms, bare);
}

function pushQuarter(terms: string[], quarter: string, year: string | undefined): void {
  if (year !== undefined) terms.push(fullYear(year));
  terms.push(`q${quarter}`);
}

function fullYear(digits: string): string {
  return digits.length === 2 ? `20${digits}` : digits;
}

/** An identifier is a term as a whole, written without its joints (HL-203 is HL203), and so are its parts. */
function pushParts(terms: string[], word: string): void {
  const parts = word.split(/[-_./&]/).filter((part) => part !== "");
  const isWhole = parts.length > 1 && parts.some((part) => part.length < 3 || /\d/.test(part));
  if (isWhole) terms.push(parts.join(""));
  for (const part of parts) if (!(isWhole && part.length === 1) && !STOP_WORDS.has(part)) terms.push(stemOf(part));
}

const KANJI_VALUES: ReadonlyMap<string, number> = new Map([...KANJI_DIGITS].slice(0, 10).map((digit, value) => [digit, value]));
const KANJI_UNITS: ReadonlyMap<string, number> = new Map([
  ["十", 10],
  ["百", 100],
  ["千", 1_000],
]);

/** 十二 and 一二 are 12; digits stay. */
function digitsOf(numeral: string): string {
  if (/^\d+$/.test(numeral)) return String(Number(numeral));
  let sum = 0;
  let current = 0;
  for (const character of numeral) {
    const unit = KANJI_UNITS.get(character);
    if (unit === undefined) current = current * 10 + (KANJI_VALUES.get(character) ?? Number(character));
    else {
      sum += (current === 0 ? 1 : current) * unit;
      current = 0;
    }
  }
  return String(sum + current);
}
