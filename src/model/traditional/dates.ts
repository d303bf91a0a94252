// Dates as people write them, by Western, Japanese and Taiwanese years, read to ISO dates or refused: never guessed.
import { dayNumber, dayOfNumber, isoOf, lastDayOfMonth } from "./calculators/calendar.ts";
import { readNumeral } from "./chinese-numerals.ts";
import eras from "./eras.json" with { type: "json" };

const TEXT_CHARACTERS_MAX = 60;
const YEAR_MIN = 1800;
const YEAR_MAX = 2999;

/** A day, or the month or year that a less exact date means, from its first day to its last. */
export interface ReadDate {
  readonly readable: true;
  readonly precision: "day" | "month" | "year";
  readonly from: string;
  readonly to: string;
}

export interface UnreadableDate {
  readonly readable: false;
  readonly reason: string;
}

interface Era {
  readonly name: string;
  readonly yearOne: number;
  readonly from: string;
  readonly to: string;
}

const JAPANESE_ERAS = eras.japanese;
const MINGUO: Era = { ...eras.minguo, to: `${YEAR_MAX}-12-31` };
/** What stands before the year, and the era it names; undefined is the Western one. The longest first. */
const PREFIXES: readonly (readonly [string, Era | undefined])[] = [
  ...JAPANESE_ERAS.flatMap((era) => [[era.name, era] as const, [era.name.charAt(0), era] as const, [era.letter, era] as const]),
  ...eras.minguo.names.map((name) => [name, MINGUO] as const),
  ...eras.western.map((name) => [name, undefined] as const),
].toSorted(([one], [other]) => other.length - one.length);

const NUMBER = "([0-9]{1,4}|[〇零一二三四五六七八九十百千]{1,7})";
const CHARACTERS = new RegExp(`^(?:${NUMBER}|(元))年(?:${NUMBER}月(?:${NUMBER}日)?)?$`);
const SEPARATED = /^([0-9]{1,4})([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?$/;
const COMPACT = /^([0-9]{4})([0-9]{2})([0-9]{2})$/;
const DAY_LAST = /^([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})$/;
const ENGLISH_DAY_FIRST = /^([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? ([0-9]{4})$/;
const ENGLISH_MONTH_FIRST = /^([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})$/;

interface Numbers {
  readonly year: number;
  readonly month?: number | undefined;
  readonly day?: number | undefined;
}

/**
 * Reads 2024-03-31, 2024/3/31, 20240331, 西暦2024年3月31日, 令和6年3月31日, 令和六年三月, R6.3.31, 平成元年, 民國113年3月31日, 31 March 2024, 31/12/2024.
 * Refuses, with one sentence, what has two readings (03/04/2024, 24/3/31, 113年), days that do not exist, and years that an era
 * never reached.
 */
export function readDate(text: string): ReadDate | UnreadableDate {
  if (text.length > TEXT_CHARACTERS_MAX) return unreadable(`a date has at most ${TEXT_CHARACTERS_MAX} characters`);
  const plain = text.normalize("NFKC").trim();
  const english = readEnglish(plain.toLowerCase());
  if (english !== undefined) return ofWestern(english);
  const compact = plain.replace(/ {1,3}/g, "");
  const prefix = PREFIXES.find(([word]) => compact.startsWith(word) || compact.startsWith(word.toLowerCase()));
  const numbers = readNumbers(prefix === undefined ? compact : compact.slice(prefix[0].length));
  if (typeof numbers === "string") return unreadable(numbers);
  if (prefix?.[1] !== undefined) return ofEra(prefix[1], numbers);
  if (numbers.year < 1000) return unreadable("its year names no era and has fewer than four digits");
  return ofWestern(numbers);
}

/** A day (ISO) by the years of Japan or Taiwan: 令和6年3月31日, 民國113年3月31日; refused before the calendar or era began. */
export function writeEraDate(isoDate: string, calendar: "japanese" | "minguo"): { written: string } | UnreadableDate {
  const read = readDate(isoDate);
  if (!read.readable) return read;
  if (read.precision !== "day") return unreadable("a day is needed to tell the era");
  const candidates = calendar === "japanese" ? JAPANESE_ERAS : [MINGUO];
  // On the day of a change the new era is the one that is written.
  const era = candidates.findLast(({ from, to }) => from <= read.from && read.from <= to);
  if (era === undefined) return unreadable("the day lies before the years that these eras count by today's calendar");
  const [year = 0, month = 0, day = 0] = read.from.split("-").map(Number);
  const eraYear = year - era.yearOne + 1;
  return { written: `${era.name}${eraYear === 1 ? "元" : eraYear}年${month}月${day}日` };
}

function readNumbers(text: string): Numbers | string {
  const characters = CHARACTERS.exec(text);
  if (characters !== null) return ofCharacters(characters);
  const separated = SEPARATED.exec(text);
  if (separated !== null) {
    return { year: Number(separated[1]), month: Number(separated[3]), day: separated[4] === undefined ? undefined : Number(separated[4]) };
  }
  const compact = COMPACT.exec(text);
  if (compact !== null) return { year: Number(compact[1]), month: Number(compact[2]), day: Number(compact[3]) };
  const dayLast = DAY_LAST.exec(text);
  if (dayLast === null) return "it has none of the forms of a date that are known here";
  const [first, second, year] = [Number(dayLast[1]), Number(dayLast[3]), Number(dayLast[4])];
  if (first === second || second > 12) return { year, month: first, day: second };
  return first > 12 ? { year, month: second, day: first } : "day and month may stand in either order";
}

function ofCharacters([, year, first, month, day]: RegExpExecArray): Numbers | string {
  const [yearNumber, monthNumber, dayNumberOfMonth] = [first === undefined ? year : "1", month, day].map((part) => {
    const numeral = part === undefined ? undefined : readNumeral(part.replace(/^0{1,3}(?=[0-9])/, ""));
    return numeral?.readable === true ? numeral.value.toNumber() : undefined;
  });
  const isUnread = (part: string | undefined, number: number | undefined) => part !== undefined && number === undefined;
  if (yearNumber === undefined || isUnread(month, monthNumber) || isUnread(day, dayNumberOfMonth))
    return "one of its numbers is not formed as numbers are";
  return { year: yearNumber, month: monthNumber, day: dayNumberOfMonth };
}

function readEnglish(text: string): Numbers | undefined {
  const [dayFirst, monthFirst] = [ENGLISH_DAY_FIRST.exec(text), ENGLISH_MONTH_FIRST.exec(text)];
  const [name, day, year] =
    dayFirst === null ? [monthFirst?.[1], monthFirst?.[2], monthFirst?.[3]] : [dayFirst[2], dayFirst[1], dayFirst[3]];
  if (name === undefined) return undefined;
  const month = eras.months.findIndex(
    (month) => month === name || month.slice(0, 3) === name || (name === "sept" && month === "september"),
  );
  return month === -1 ? undefined : { year: Number(year), month: month + 1, day: Number(day) };
}

function ofEra(era: Era, { year, ...rest }: Numbers): ReadDate | UnreadableDate {
  if (year < 1) return unreadable("an era has no year zero");
  const western = ofWestern({ ...rest, year: year + era.yearOne - 1 });
  if (!western.readable) return western;
  if (western.to < era.from) return unreadable(`${era.name} had not begun then by today's calendar, which counts from ${era.from}`);
  if (western.from > era.to) return unreadable(`${era.name} ended on ${era.to}; counted on, it would be ${western.from}`);
  const [from, to] = [western.from < era.from ? era.from : western.from, western.to > era.to ? era.to : western.to];
  return { ...western, from, to };
}

function ofWestern({ year, month, day }: Numbers): ReadDate | UnreadableDate {
  if (year < YEAR_MIN || year > YEAR_MAX) return unreadable(`only the years ${YEAR_MIN} to ${YEAR_MAX} are read`);
  const iso = (ofMonth: number, ofDay: number) => isoOf(dayOfNumber(dayNumber(year, ofMonth, ofDay)));
  if (month === undefined) return { readable: true, precision: "year", from: iso(1, 1), to: iso(12, 31) };
  if (month < 1 || month > 12) return unreadable("its month does not exist");
  const lastDay = lastDayOfMonth(year, month);
  if (day === undefined) return { readable: true, precision: "month", from: iso(month, 1), to: iso(month, lastDay) };
  if (day < 1 || day > lastDay) return unreadable("its day does not exist in that month");
  return { readable: true, precision: "day", from: iso(month, day), to: iso(month, day) };
}

function unreadable(reason: string): UnreadableDate {
  return { readable: false, reason: `The date cannot be read with certainty: ${reason}.` };
}
