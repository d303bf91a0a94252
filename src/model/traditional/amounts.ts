// Amounts as people write them, in Japanese and Western forms, read to an exact decimal or refused: never guessed.
import { z } from "zod";
import words from "./amount-words.json" with { type: "json" };
import { Exact, ONE } from "./calculators/exact.ts";
import { readNumeral } from "./chinese-numerals.ts";

const TEXT_CHARACTERS_MAX = 100;
const DIGITS_MAX = 34;

export type AmountUnit = "number" | "percent" | "basis_points";

export interface ReadAmount {
  readonly readable: true;
  /** A plain decimal, all scales multiplied in; of 1.5% it is 1.5 and of 25bp it is 25. */
  readonly amount: string;
  readonly unit: AmountUnit;
  /** The ISO code, where the mark names one currency; null for none, and for marks of several such as ¥ and $. */
  readonly currency: string | null;
  /** The mark as it was written. */
  readonly currencyMark: string | null;
}

export interface Unreadable {
  readonly readable: false;
  /** One sentence for the person who asked, without the text itself. */
  readonly reason: string;
}

interface Marks {
  sign: "-" | "+" | undefined;
  currencyMark: string | undefined;
  /** As a power of ten. */
  scale: number | undefined;
  unit: AmountUnit;
}

const CURRENCIES: ReadonlyMap<string, string | null> = new Map(Object.entries(words.currencies));
const CURRENCY_MARKS = longestFirst(CURRENCIES.keys());
const SCALES: ReadonlyMap<string, number> = new Map(Object.entries(words.scales));
const SCALE_WORDS = longestFirst(SCALES.keys());
const UNCLEAR_SCALES: ReadonlyMap<string, string> = new Map(Object.entries(words.ambiguousScales));
const RATES: ReadonlyMap<string, AmountUnit> = new Map(
  Object.entries(z.record(z.string(), z.enum(["percent", "basis_points"])).parse(words.rates)),
);
const RATE_WORDS = longestFirst(RATES.keys());
const DOT_GROUPS = /^[1-9][0-9]{0,2}(\.[0-9]{3}){1,12},[0-9]{1,34}$|^[1-9][0-9]{0,2}(\.[0-9]{3}){2,12}$/;
const ONE_GROUP = /^[1-9][0-9]{0,2}[.,][0-9]{3}$/;

/**
 * Reads one amount: 1,234.5, １，２３４, 1億2,000万円, 三千万円, ▲123, (123), △1.2%, 25bp, 3.5bn, ¥, $, €. `statedScale` is what the head of a
 * table says, such as 百万円 or "USD thousands"; it must not meet another scale in the text. Refuses, with one sentence, whatever
 * has two readings (3.5M, €1,234, 二三) or none.
 */
export function readAmount(text: string, statedScale?: string): ReadAmount | Unreadable {
  const marks = noMarks();
  const core = stripMarks(text, marks);
  if (typeof core !== "string") return core;
  if (core === "") return unreadable("there is no number in it");
  const clear = clearForm(core, marks);
  if (typeof clear !== "string") return clear;
  const numeral = readNumeral(clear);
  if (!numeral.readable) return unreadable(numeral.reason);
  if (marks.unit !== "number") return printAmount(numeral.value, marks);
  const stated = statedScale === undefined ? noScale : readScale(statedScale);
  if ("readable" in stated) return stated;
  const hasOwnScale = marks.scale !== undefined || /[^0-9.,]/.test(clear);
  if (hasOwnScale && !stated.of.eq(ONE)) return unreadable("both the amount and the table state a scale");
  const currencies = new Set(
    [stated.currencyMark, marks.currencyMark].flatMap((mark) => (mark === undefined ? [] : [CURRENCIES.get(mark) ?? mark])),
  );
  if (currencies.size > 1) return unreadable("the amount and the table state two currencies");
  return printAmount(numeral.value.times(stated.of), { ...marks, currencyMark: marks.currencyMark ?? stated.currencyMark });
}

function printAmount(value: Exact, { sign, scale, unit, currencyMark }: Marks): ReadAmount | Unreadable {
  if (unit !== "number" && (scale !== undefined || currencyMark !== undefined)) return unreadable("a rate has no currency and no scale");
  const scaled = value.times(new Exact(10).pow(scale ?? 0));
  if (scaled.precision(true) > DIGITS_MAX) return unreadable(`an amount has at most ${DIGITS_MAX} digits`);
  const amount = (sign === "-" && !scaled.isZero() ? scaled.neg() : scaled).toFixed();
  const currency = currencyMark === undefined ? null : (CURRENCIES.get(currencyMark) ?? null);
  return { readable: true, amount, unit, currency, currencyMark: currencyMark ?? null };
}

interface StatedScale {
  readonly of: Exact;
  readonly currencyMark: string | undefined;
}

const noScale: StatedScale = { of: ONE, currencyMark: undefined };

/** What the head of a table says, such as 百万円 or 億円, as the amount of one and its currency. */
function readScale(text: string): StatedScale | Unreadable {
  const marks = noMarks();
  const core = stripMarks(text, marks);
  if (typeof core !== "string") return core;
  const numeral = [core, `一${core}`].map(readNumeral).find(({ readable }) => readable);
  if (numeral?.readable !== true || marks.unit !== "number" || marks.sign !== undefined)
    return unreadable("the scale that the table states is not one");
  return { of: numeral.value.times(new Exact(10).pow(marks.scale ?? 0)), currencyMark: marks.currencyMark };
}

function noMarks(): Marks {
  return { sign: undefined, currencyMark: undefined, scale: undefined, unit: "number" };
}

/** Takes sign, parentheses, currency, scale word and rate mark off both ends, each at most once, and gives what is between. */
function stripMarks(text: string, marks: Marks): string | Unreadable {
  if (text.length > TEXT_CHARACTERS_MAX) return unreadable(`an amount has at most ${TEXT_CHARACTERS_MAX} characters`);
  let core = text.normalize("NFKC").trim();
  for (let before = ""; before !== core; ) {
    before = core;
    core = stripOne(core, marks).trim();
  }
  return /\s/.test(core) ? unreadable("spaces inside a number may separate two numbers") : core;
}

function stripOne(text: string, marks: Marks): string {
  if (marks.sign === undefined && text.startsWith("(") && text.endsWith(")")) {
    marks.sign = "-";
    return text.slice(1, -1);
  }
  const minus = marks.sign === undefined ? words.minus.find((sign) => text.toLowerCase().startsWith(sign)) : undefined;
  if (minus !== undefined || (marks.sign === undefined && text.startsWith("+"))) {
    marks.sign = minus === undefined ? "+" : "-";
    return text.slice(minus?.length ?? 1);
  }
  if (marks.currencyMark === undefined) {
    const mark = CURRENCY_MARKS.find((word) => startsWithWord(text, word) || endsWithWord(text, word));
    if (mark !== undefined) {
      marks.currencyMark = mark;
      return startsWithWord(text, mark) ? text.slice(mark.length) : text.slice(0, -mark.length);
    }
  }
  const rate = marks.unit === "number" ? RATE_WORDS.find((word) => endsWithWord(text, word)) : undefined;
  if (rate !== undefined) {
    marks.unit = RATES.get(rate) ?? "number";
    return text.slice(0, -rate.length);
  }
  const scale = marks.scale === undefined ? SCALE_WORDS.find((word) => endsWithWord(text, word)) : undefined;
  if (scale === undefined) return text;
  marks.scale = SCALES.get(scale);
  return text.slice(0, -scale.length);
}

/** The number with commas between thousands and a point before decimals, or why it has two readings. */
function clearForm(core: string, { currencyMark }: Marks): string | Unreadable {
  const unclear = UNCLEAR_SCALES.get(/[0-9 ]([a-z])$/i.exec(core)?.[1]?.toLowerCase() ?? "");
  if (unclear !== undefined) return unreadable(`its last letter may mean ${unclear}; please write the word`);
  if (currencyMark !== undefined && CURRENCIES.get(currencyMark) === "EUR" && ONE_GROUP.test(core)) {
    return unreadable("with the euro, one separator before three digits may mark thousands or decimals");
  }
  if (DOT_GROUPS.test(core)) return core.replaceAll(".", "").replace(",", ".");
  if (/^[0-9]{1,34},[0-9]{1,2}$/.test(core)) return unreadable("its comma may mark decimals or be a slip in the thousands");
  return core;
}

function startsWithWord(text: string, word: string): boolean {
  if (!text.toLowerCase().startsWith(word.toLowerCase())) return false;
  return !(/[a-z]$/i.test(word) && /^[a-z]/i.test(text.slice(word.length)));
}

function endsWithWord(text: string, word: string): boolean {
  if (!text.toLowerCase().endsWith(word.toLowerCase())) return false;
  return !(/^[a-z]/i.test(word) && /[a-z]$/i.test(text.slice(0, text.length - word.length)));
}

function longestFirst(list: Iterable<string>): readonly string[] {
  return [...list].toSorted((one, other) => other.length - one.length);
}

function unreadable(reason: string): Unreadable {
  return { readable: false, reason: `The amount cannot be read with certainty: ${reason}.` };
}
