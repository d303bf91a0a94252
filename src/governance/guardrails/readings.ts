// Takes the disguises off a text: what it says once it is decoded, put together, turned round or read letter by letter.
import { readCodeUnits } from "../sensitivity/code-units.ts";
import { disguiseSigns, SIGN_OF } from "./disguise-signs.ts";
import { respelt } from "./respelling.ts";
import confusables from "./rules/lookalikes.json" with { type: "json" };
import type { WordScan } from "./word-scan.ts";

export interface Reading {
  /** In lower case. */
  readonly text: string;
  /** How it was disguised, as an auditor reads it. */
  readonly disguise: string;
  /** Whether the spaces between its words are lost. */
  readonly isGlued: boolean;
  /** Whether it is the text itself with some words written otherwise: without a word more than that one it says nothing new. */
  readonly isRewritten: boolean;
}

/** Encoded pieces of one text that are decoded, and characters of each: enough for any instruction, and a bound on the work. */
const PIECES_MAX = 12;
const PIECE_CHARACTERS_MAX = 8_192;
const DECODED_CHARACTERS_MIN = 8;
/** The share of printable characters from which decoded bytes are a text. */
const PRINTABLE_SHARE_MIN = 0.92;
/** Runs of letters that stand apart, below which it is an abbreviation or a list. */
export const BASE64_RUN_MIN = 16;

export const LOOKALIKE =
  /[\u0300-\u036f\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff\u1d00-\u1dbf\u2070-\u209f\u2100-\u214f\u2460-\u24ff]|\ud835|\ud83c[\udd30-\udd89]/;
const TAGS = /(?:\udb40[\udc20-\udc7e]){4,2000}/g;
const SPACED = /(?<![a-z0-9])(?:[a-z][ \n._\-*|/~+,]{1,3}){6,2000}[a-z](?![a-z])/g;
const SPACED_CJK = /(?:[\u3040-\u30ff\u4e00-\u9fff][ \n・._\-*|/~+]{1,2}){5,2000}[\u3040-\u30ff\u4e00-\u9fff]/g;
const BROKEN_WORD = /[a-z][-._*~|+/][a-z]/g;
const LEET_WORD = /[a-z][0134578@$!][a-z0134578@$!]|[0134578@$][a-z]/g;
const TAG_IN_WORD = /[a-z\u3040-\u9fff]<[^>\n]{0,200}>[a-z\u3040-\u9fff]/;
const HEXADECIMAL = /(?:\\x[0-9a-f]{2}[ ,]?){8,4000}|(?<![0-9a-z])(?:(?:0x)?[0-9a-f]{2}[ ,:-]{0,2}){10,4000}(?![0-9a-z])/g;
const PERCENT = /(?:%[0-9a-f]{2}|[a-z0-9+._-]){12,8000}/g;
const BINARY = /(?<!\d)(?:[01]{8}[ ,]?){6,4000}(?!\d)/g;
const BASE64 = /(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{4,8192}\n?){1,64}={0,2}/g;
const GIVEN_PARTS = /["']\s{0,3}\+\s{0,3}["'a-z]|(?<![a-z])[a-z甲乙丙丁]\d?\s{0,2}[=＝是:：]\s{0,2}["'“「]/;
const LITERAL = /"([^"\n]{1,200})"|'([^'\n]{1,200})'|「([^」\n]{1,200})」|“([^”\n]{1,200})”/g;

/**
 * Every other reading of a text. `folded` keeps its letters' case, `lower` is the same in lower case. Each disguise is looked for only
 * where a cheap sign of it stands; the work is linear in the length.
 */
export function disguisedReadings(original: string, folded: string, lower: string, scan: WordScan): Reading[] {
  const has = (wordClass: string): boolean => scan.hits.some((hit) => hit.wordClass === wordClass);
  const readings: Reading[] = [];
  const add = (text: string, disguise: string, isGlued = false): void => {
    if (text.length < DECODED_CHARACTERS_MIN) return;
    readings.push({ text: text.toLowerCase(), disguise, isGlued, isRewritten: REWRITTEN.has(disguise) });
  };
  if (original.includes("\udb40")) add(piecesOf(original, TAGS).map(untagged).join(" "), "invisible tag characters");
  if (LOOKALIKE.test(original)) add(plainLetters(folded), "letters that look like others");
  const signs = readCodeUnits(lower, disguiseSigns);
  const shows = (sign: keyof typeof SIGN_OF): boolean => (signs & SIGN_OF[sign]) !== 0;
  addRejoined(lower, shows, add);
  if (has("reversedCue")) {
    add([...lower].reverse().join(""), "written backwards");
    add(
      lower.replace(/[a-z]{3,40}/g, (word) => [...word].reverse().join("")),
      "words written backwards",
    );
  }
  if (has("rot13Cue")) add(lower.replace(/[a-z]/g, rotated), "letters rotated by thirteen");
  const putRight = shows("misspelt") ? respelt(lower) : undefined;
  if (putRight !== undefined) add(putRight, "misspelt words");
  addDecoded(folded, lower, scan.longestRun, shows, add);
  if (has("decode") || (shows("parts") && GIVEN_PARTS.test(lower))) addJoined(lower, add);
  return readings;
}

const REWRITTEN: ReadonlySet<string> = new Set(["words broken up", "words joined by signs", "digits in the place of letters"]);

type Shows = (sign: keyof typeof SIGN_OF) => boolean;
type Add = (text: string, disguise: string, isGlued?: boolean) => void;

/** Readings of words that were taken apart or spelt with other signs. */
function addRejoined(lower: string, shows: Shows, add: Add): void {
  for (const run of shows("lettersApart") ? piecesOf(lower, SPACED) : []) {
    const spaced = run
      .replace(/[ \n._\-*|/~+,]{2,3}/g, "\u0000")
      .replace(/[ \n._\-*|/~+,]/g, "")
      .replaceAll("\u0000", " ");
    add(spaced, "letters written apart", !spaced.includes(" "));
    if (spaced.includes(" ")) add(spaced.replaceAll(" ", ""), "letters written apart", true);
  }
  const apart = shows("eastAsianApart") ? piecesOf(lower, SPACED_CJK) : [];
  if (apart.length > 0) add(apart.map((run) => run.replace(/[ \n・._\-*|/~+]/g, "")).join(" "), "characters written apart");
  const broken = shows("brokenWords") ? surroundings(lower, BROKEN_WORD) : undefined;
  if (broken !== undefined) {
    add(broken.replace(/(?<=[a-z])[-._*~|+/](?=[a-z])/g, ""), "words broken up");
    add(broken.replace(/(?<=[a-z])[-._*~|+/](?=[a-z])/g, " "), "words joined by signs");
  }
  const mixed = shows("strangeLetters") ? surroundings(lower, LEET_WORD) : undefined;
  if (mixed !== undefined) {
    for (const one of /[1!]/.test(mixed) ? ["i", "l"] : ["i"])
      add(
        mixed.replace(/[0134578@$!]/g, (sign) => letterOf(sign, one)),
        "digits in the place of letters",
      );
  }
  if (lower.includes("<") && TAG_IN_WORD.test(lower)) add(lower.replace(/<[^>\n]{0,200}>/g, ""), "tags inside words");
}

/** Readings of encoded pieces: Base64, hexadecimal, percent and numeric escapes, binary digits. */
function addDecoded(folded: string, lower: string, longestRun: number, shows: Shows, add: Add): void {
  if (longestRun >= BASE64_RUN_MIN) {
    for (const piece of piecesOf(folded, BASE64)) {
      const body = piece.replaceAll("\n", "");
      if (body.length >= BASE64_RUN_MIN) add(textOf(Buffer.from(body, "base64")), "Base64");
    }
  }
  const hasDigits = shows("hexadecimal");
  for (const piece of hasDigits || lower.includes("\\x") ? piecesOf(lower, HEXADECIMAL) : []) {
    add(textOf(Buffer.from(piece.replace(/\\x|0x|[^0-9a-f]/g, ""), "hex")), "hexadecimal digits");
  }
  if (lower.includes("%"))
    for (const piece of piecesOf(lower, PERCENT)) if (/%[0-9a-f]{2}/.test(piece)) add(percentDecoded(piece), "percent escapes");
  if (lower.includes("&#"))
    add(
      lower.replace(/&#(x?)([0-9a-f]{2,6});?/g, (_whole, x: string, digits: string) => fromCode(digits, x === "x")),
      "numeric escapes",
    );
  for (const piece of hasDigits ? piecesOf(lower, BINARY) : []) {
    const bytes = piece.replace(/[^01]/g, "").match(/.{8}/g) ?? [];
    add(textOf(Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))), "binary digits");
  }
}

/** Quoted pieces put together, as a text does that hands out an instruction in parts. */
function addJoined(lower: string, add: Add): void {
  const literals = Array.from(lower.matchAll(LITERAL), (match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? "").slice(
    0,
    PIECES_MAX * 2,
  );
  if (literals.length < 2) return;
  // What to do with the parts stands around them: it is read behind them, as one sentence.
  const around = lower
    .slice(0, PIECE_CHARACTERS_MAX)
    .replace(LITERAL, " ")
    .replace(/[。.!?！？\n]/g, " ");
  add(`${literals.join("")} ${around}`, "an instruction in parts");
  add(`${literals.join(" ")} ${around}`, "an instruction in parts");
}

function piecesOf(text: string, pattern: RegExp): string[] {
  const pieces: string[] = [];
  for (const match of text.matchAll(pattern)) {
    pieces.push(match[0].slice(0, PIECE_CHARACTERS_MAX));
    if (pieces.length === PIECES_MAX) break;
  }
  return pieces;
}

/** How much around a word that is written with strange signs is read: an order is said in a few words. */
const SURROUNDINGS = 120;
/** Who hides an order writes several of its words strangely: a place with no other so near is an ordinary hyphen or number. */
const NEIGHBOUR = 30;

/** The pieces of a text around places of a pattern that stand close together; undefined where none do. */
function surroundings(text: string, pattern: RegExp): string | undefined {
  const pieces: string[] = [];
  let start = 0;
  let end = -1;
  let before = Number.NEGATIVE_INFINITY;
  for (const { index } of text.matchAll(pattern)) {
    const isNear = index - before <= NEIGHBOUR;
    before = index;
    if (!isNear) continue;
    if (index - SURROUNDINGS > end) {
      if (end > 0) pieces.push(text.slice(start, end));
      start = Math.max(0, index - SURROUNDINGS);
    }
    end = index + SURROUNDINGS;
  }
  return end < 0 ? undefined : [...pieces, text.slice(start, end)].join("\n\n");
}

function untagged(piece: string): string {
  return piece.replace(/\udb40([\udc20-\udc7e])/g, (_whole, low: string) => String.fromCharCode(low.charCodeAt(0) - 0xdc00));
}

function plainLetters(text: string): string {
  const lookalikes: Readonly<Record<string, string>> = confusables;
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^ -~\u3040-\u9fff]/g, (letter) => lookalikes[letter] ?? letter)
    .normalize("NFC");
}

function letterOf(sign: string, one: string): string {
  if (sign === "1" || sign === "!") return one;
  return { "0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", $: "s" }[sign] ?? sign;
}

function rotated(letter: string): string {
  return String.fromCharCode(((letter.charCodeAt(0) - 0x61 + 13) % 26) + 0x61);
}

/** The bytes as UTF-8 text, or nothing where they are none. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  const strange = text.match(/(?![\t\n\r])[\p{Cc}\ufffd]/gu)?.length ?? 0;
  return text.length > 0 && 1 - strange / text.length >= PRINTABLE_SHARE_MIN ? text : "";
}

function percentDecoded(piece: string): string {
  const bytes = piece
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/g, (_whole, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return textOf(Buffer.from(bytes, "latin1"));
}

function fromCode(digits: string, isHexadecimal: boolean): string {
  const code = Number.parseInt(digits, isHexadecimal ? 16 : 10);
  return Number.isNaN(code) || code > 0x10ffff ? " " : String.fromCodePoint(code);
}
