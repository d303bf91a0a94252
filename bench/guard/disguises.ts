// The disguises in which people and machines write a value: each turns the plain value into what stands in the text.
import type { Random } from "./values/random.ts";

type Disguise = (value: string, random: Random) => string;

const HYPHENS = ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d", "\u30fc"] as const;
const INVISIBLE_SPACES = ["\u200b", "\u200c", "\u2060", "\ufeff"] as const;
const KANJI_DIGITS = "〇一二三四五六七八九";
const CIRCLED_DIGITS = "⓪①②③④⑤⑥⑦⑧⑨";
const ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩";

// Cyrillic and Greek letters that cannot be told from Latin ones by eye.
const HOMOGLYPHS: Readonly<Record<string, string>> = {
  A: "А",
  B: "В",
  C: "С",
  E: "Е",
  H: "Н",
  I: "І",
  J: "Ј",
  K: "К",
  M: "М",
  N: "Ν",
  O: "О",
  P: "Р",
  S: "Ѕ",
  T: "Т",
  X: "Х",
  Y: "Υ",
  Z: "Ζ",
  a: "а",
  c: "с",
  e: "е",
  i: "і",
  j: "ј",
  o: "о",
  p: "р",
  s: "ѕ",
  x: "х",
  y: "у",
};
const LETTERS_FOR_DIGITS: Readonly<Record<string, string>> = { "0": "O", "1": "l" };

const GROUP_CHARACTERS = 4;

/** `separator` in place of each separator of the value; after every four characters where it has none. */
function separatedBy(value: string, separator: () => string): string {
  if (/[- ]/.test(value)) return value.replace(/[- ]/g, separator);
  return (value.match(/.{1,4}/gs) ?? []).reduce((text, group) => (text === "" ? group : `${text}${separator()}${group}`), "");
}

function eachDigit(value: string, digits: string): string {
  return value.replace(/\d/g, (digit) => [...digits][Number(digit)] ?? digit);
}

/** The line ends in the middle, at a separator where there is one near. */
function brokenInTheMiddle(value: string, random: Random): string {
  const middle = Math.ceil(value.length / 2);
  const separator = value.slice(middle - 2).search(/[- ]/);
  const place = separator >= 0 && separator <= GROUP_CHARACTERS ? middle - 2 + separator : middle;
  const lineEnd = random.pick(["\n", "\r\n", "\n> "]);
  return `${value.slice(0, place)}${lineEnd}${value.slice(place).replace(/^ /, "")}`;
}

function likeItself(value: string): string {
  const letters = value.replace(/[A-Za-z]/g, (letter) => HOMOGLYPHS[letter] ?? letter);
  return letters === value ? value.replace(/[01]/g, (digit) => LETTERS_FOR_DIGITS[digit] ?? digit) : letters;
}

export const DISGUISES: ReadonlyMap<string, Disguise> = new Map<string, Disguise>([
  ["full-width", (value) => value.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).replaceAll(" ", "\u3000")],
  ["zero-width", (value, random) => value.replace(/(?<=^(?:..)+)(?=.)/gs, () => random.pick(INVISIBLE_SPACES))],
  ["hyphens-mixed", (value, random) => separatedBy(value, () => random.pick(HYPHENS))],
  ["spaced", (value) => [...value.replace(/[- ]/g, "")].join(" ")],
  ["line-break", brokenInTheMiddle],
  ["kanji-digits", (value) => eachDigit(value, KANJI_DIGITS)],
  ["circled", (value) => eachDigit(value, CIRCLED_DIGITS)],
  ["arabic-digits", (value) => eachDigit(value, ARABIC_DIGITS)],
  ["nbsp", (value, random) => separatedBy(value, () => random.pick(["\u00a0", "\u2009", "\u202f", "\u3000"]))],
  [
    "dots",
    (value, random) => {
      const dot = random.pick([".", "・", "·"]);
      return separatedBy(value, () => dot);
    },
  ],
  ["homoglyph", likeItself],
  ["html-entities", (value) => [...value].map((sign) => `&#${sign.codePointAt(0)};`).join("")],
  ["percent", percentEncoded],
  ["base64", (value) => Buffer.from(value).toString("base64")],
  ["hex", (value) => Buffer.from(value).toString("hex")],
  ["json-escape", (value) => value.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)],
  ["soft-hyphen", (value) => (value.match(/.{1,4}/gs) ?? []).join("\u00ad")],
  ["bidi", (value) => value.replace(/(?<=^.{3})(?=.)/s, "\u202d").replace(/(?=.$)/s, "\u202c")],
]);

/** What must be escaped in an address; every byte where nothing must. */
function percentEncoded(value: string): string {
  const escaped = encodeURIComponent(value);
  if (escaped !== value) return escaped;
  return [...Buffer.from(value)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
