// Reads digits that are written as words or as Chinese characters, and e-mail addresses that are written as they are said.

import { readCodeUnits } from "../code-units.ts";
import DIGIT_WORDS from "./digit-words.json" with { type: "json" };
import { withJoinedDigits } from "./joined.ts";
import { rewriteMatches, type TrackedText, tracedThrough } from "./tracked-text.ts";

const DIGITS: ReadonlyMap<string, string> = new Map(Object.entries(DIGIT_WORDS));
const CHARACTERS = [...DIGITS.keys()].filter((word) => /^[\u3005-\u3007\u3400-\u9fff]$/.test(word)).join("");
// Longer words first: "しち" is seven, not four.
const WORDS = [...DIGITS.keys()].filter((word) => !CHARACTERS.includes(word)).sort((one, other) => other.length - one.length);

const WRITTEN_NUMBER = new RegExp(`[${CHARACTERS}\\d](?:[ \\-ー―・.、のノ()~]{0,2}[${CHARACTERS}\\d]){3,40}`, "g");
/** Behind or before these a character is a place value: three thousand, not three. */
const PLACE_VALUE = /[十百千万億兆拾佰仟萬亿]/;
const WRITTEN_ROW = new RegExp(`[${CHARACTERS}]{4}`);

const WORD = `(?:(?:double|triple) )?(?:${WORDS.join("|")}|[${CHARACTERS}\\d])|dash|hyphen|ハイフン|はいふん|の`;
const SPOKEN_NUMBER = new RegExp(`(?<![A-Za-z])(?:${WORD})(?:[ ,.、・\\n-]{0,3}(?:${WORD})){5,60}(?![A-Za-z])`, "gi");
const SPOKEN_WORD = new RegExp(
  `(?:(double|triple) )?(${WORDS.join("|")}|[${CHARACTERS}\\d])|(dash|hyphen|ハイフン|はいふん|の|-)|[ ,.、・\\n]`,
  "gi",
);

/** A row of fewer digits is a year, a count, an idiom. */
const DIGITS_MIN = 7;

const KINDS = { digit: 1, written: 2, latin: 4 } as const;
const KIND_OF = new Uint8Array(0x1_0000);
for (const character of "0123456789") KIND_OF[character.charCodeAt(0)] = KINDS.digit;
for (const character of CHARACTERS) KIND_OF[character.charCodeAt(0)] = KINDS.written;
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  KIND_OF[character.charCodeAt(0)] = KINDS.latin;
  KIND_OF[character.toLowerCase().charCodeAt(0)] = KINDS.latin;
}
const ROW_MIN = 4;
const GAP_MAX = 2;

/** Whether digits in Chinese writing touch a letter or a digit, or stand in a row: one of them alone, as every text has some, is read by nobody. */
function holdsWrittenRow(units: Uint16Array, length: number): boolean {
  let count = 0;
  let last = 0;
  let before = 0;
  for (let place = 0; place < length; place += 1) {
    const kind = KIND_OF[units[place] ?? 0] ?? 0;
    if (kind !== 0) {
      if (before !== 0 && kind !== before && (kind === KINDS.written || before === KINDS.written)) return true;
      if (kind !== KINDS.latin) {
        count = place - last <= GAP_MAX + 1 ? count + 1 : 1;
        if (count >= ROW_MIN) return true;
        last = place;
      }
    }
    before = kind;
  }
  return false;
}

/** The text with written and spoken digits as digits; undefined where there are none. Linear in its length. */
export function readWrittenDigits(text: string): TrackedText | undefined {
  if (!readCodeUnits(text, holdsWrittenRow)) return undefined;
  const written = rewriteMatches(text, WRITTEN_NUMBER, ({ 0: number, index }) => {
    if (PLACE_VALUE.test(text.charAt(index - 1) + text.charAt(index + number.length))) return undefined;
    const digits = [...number].filter((character) => DIGITS.has(character) || /\d/.test(character)).length;
    if (!/[^\d -]/.test(number) || (digits < DIGITS_MIN && !WRITTEN_ROW.test(number))) return undefined;
    return [...number].map((character) => DIGITS.get(character) ?? (/[ー―のノ]/.test(character) ? "-" : character)).join("");
  });
  const code = readDigitsInCodes(written?.text ?? text);
  const read = code === undefined || written === undefined ? (code ?? written) : tracedThrough(code, written);
  return read === undefined ? undefined : withJoinedDigits(read);
}

/** Digits in Chinese writing that touch Latin letters or other digits: part of a code. */
const WRITTEN_IN_CODE = new RegExp(`(?<=[A-Za-z0-9])[${CHARACTERS}]{1,20}|[${CHARACTERS}]{1,20}(?=[A-Za-z0-9])`, "g");

function readDigitsInCodes(text: string): TrackedText | undefined {
  return rewriteMatches(text, WRITTEN_IN_CODE, ([digits]) => [...digits].map((digit) => DIGITS.get(digit) ?? digit).join(""));
}

/** The letter of an identity number beside its digits, of which there are six at least. */
const LETTER_BEFORE = /(?:^|[^A-Za-z])[A-Z][ ,-]{1,2}$/;
const LETTER_CODE_DIGITS_MIN = 6;

/** The same for digits said as words, at least seven in a row. */
export function readSpokenDigits(text: string): TrackedText | undefined {
  return rewriteMatches(text, SPOKEN_NUMBER, ({ 0: number, index }) => {
    const digitsMin = LETTER_BEFORE.test(text.slice(Math.max(0, index - 4), index)) ? LETTER_CODE_DIGITS_MIN : DIGITS_MIN;
    const digits = number.replace(SPOKEN_WORD, (_, times: string | undefined, word: string | undefined, dash: string | undefined) => {
      if (word === undefined) return dash === undefined ? "" : "-";
      const digit = DIGITS.get(word.toLowerCase()) ?? word;
      return digit.repeat(times === undefined ? 1 : times.toLowerCase() === "double" ? 2 : 3);
    });
    return digits.replace(/\D/g, "").length >= digitsMin && !/^[\d -]+$/.test(number) ? digits.replace(/^-|-$/g, "") : undefined;
  });
}

const AT_MARKED =
  "\\s?(?:[(\\[{<]\\s?(?:at|@|アット|アットマーク)\\s?[)\\]}>]|アットマーク|あっとまーく|アット|あっと|艾特|圈a|小老鼠)\\s?|\\s@\\s";
const DOT_MARKED = "\\s?(?:[(\\[{<]\\s?(?:dot|\\.|ドット|点|點)\\s?[)\\]}>]|ドット|どっと)\\s?|\\sdot\\s|\\s?[点點]\\s?";
const PART = "[A-Za-z0-9_+-]{1,63}";
// Only where a word begins: a long run of letters is looked at once.
const START = "(?<![A-Za-z0-9_+-])";
const SPOKEN_ADDRESS = [
  // A mark that only an address has, or "at" with every dot said as well.
  new RegExp(`${START}${PART}(?:(?:\\.|${DOT_MARKED})${PART}){0,4}(?:${AT_MARKED})${PART}(?:(?: ?\\. ?|${DOT_MARKED})${PART}){1,4}`, "gi"),
  new RegExp(
    `${START}${PART}(?:(?:\\.|${DOT_MARKED})${PART}){0,4}(?:\\sat\\s|@)${PART}(?:${DOT_MARKED})${PART}(?:(?:\\.|${DOT_MARKED})${PART}){0,3}(?!\\sat\\s|[A-Za-z0-9_+-])`,
    "gi",
  ),
] as const;
const AT = new RegExp(`${AT_MARKED}|\\sat\\s`, "gi");
const DOT = new RegExp(`${DOT_MARKED}|\\s\\.\\s?|\\.\\s`, "gi");

/** "replace # with @": the sign that stands for @ in an address, in the words of three languages. */
const STANDS_FOR_AT =
  /(?<sign>[#*%$&★☆●◎＊＃~!?_])["'」』”]?(?:の部分|は|を|换成|換成|改成|改为|替换成|替换为|代替| ?is| ?= ?|→|->| ?with| ?for| ?stands for| ?by| ?to){1,2} ?(?:半角の?|the )?["'「『“]?(?:@|at\b|アットマーク|あっとまーく|アット)/;
const SIGNED_ADDRESS =
  /(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,63}(?<sign>[#*%$&★☆●◎~!?_])(?=[A-Za-z0-9-]{1,63}(?:[.。][A-Za-z0-9-]{1,63}){1,4})/g;

function readSignsForAt(text: string): TrackedText | undefined {
  const sign = STANDS_FOR_AT.exec(text)?.groups?.sign;
  if (sign === undefined) return undefined;
  return rewriteMatches(text, SIGNED_ADDRESS, ({ 0: address, groups }) => (groups?.sign === sign ? `${address.slice(0, -1)}@` : undefined));
}

/** The text with e-mail addresses that are written as they are said; undefined where there are none. Linear in its length. */
export function readSpokenAddresses(text: string): TrackedText | undefined {
  let read = readSignsForAt(text);
  for (const pattern of SPOKEN_ADDRESS) {
    const next = rewriteMatches(read?.text ?? text, pattern, ([address]) => address.replace(AT, "@").replace(DOT, "."));
    read = next === undefined || read === undefined ? (next ?? read) : tracedThrough(next, read);
  }
  return read;
}
