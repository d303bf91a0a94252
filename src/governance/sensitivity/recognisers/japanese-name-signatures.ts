// Searches for persons who sign, open or speak in a Japanese message, and for family names in a row.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece } from "../recogniser.ts";
import { COMPANY_SURNAMES } from "./japanese-lexicon.ts";
import { inOrder, surnamesFrom } from "./japanese-name-labels.ts";
import { HAN, isLikelySurname, isListedSurname, isNameAlone, isWellKnownSurname } from "./japanese-name-places.ts";
import { IS_HAN } from "./name-characters.ts";

const KANA = /[\u3041-\u30fa]/;

/** 「よろしくお願いします。 宗像」, or the name in a line of its own below the last sentence. */
const BELOW_TEXT = new RegExp(`(?<=[。!?][ \\n>]{0,4})(?<value>${HAN}{2,5})拝? {0,2}(?=\\n|$)(?!\\n[> ]{0,2}${HAN}{1,6}(?:\\n|$))`, "dg");
/** Each with what a text holds that it may match: most texts hold little of it. */
const SIGNATURES: readonly { readonly pattern: RegExp; readonly mayMatch: (text: string, endsInName: boolean) => boolean }[] = [
  {
    // 「営業部の田中です」, 「田中です。」
    // The words behind are looked for first, so that other text costs one step a character.
    pattern: new RegExp(
      `で(?:す|ございます)(?=[。、\\n!が]|$)(?<=(?:[のた]|^|[\\n、。」 ])(?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,3})で(?:す|ございます))`,
      "dg",
    ),
    mayMatch: (text) => text.includes("です") || text.includes("でございます"),
  },
  {
    // 「もしもし、いなばです」
    pattern: /もしもし、?(?:わたくし|わたし|私)?、?(?<value>[ぁ-ん]{2,6})(?=です|と申|ともうし)/dg,
    mayMatch: (text) => text.includes("もしもし"),
  },
  {
    // 「田中までご連絡ください」
    pattern: new RegExp(
      `(?:まで|宛に?)(?:ご|お)?(?:連絡|返|知らせ|問|一報|提出|申|電話|転送|送)(?<=(?<!${HAN})(?<value>${HAN}{2,7})(?:まで|宛に?)(?:ご|お)?(?:連絡|返|知らせ|問|一報|提出|申|電話|転送|送))`,
      "dg",
    ),
    mayMatch: (text) => text.includes("まで") || text.includes("宛"),
  },
  { pattern: BELOW_TEXT, mayMatch: (_, endsInName) => endsInName },
  {
    // 喜多村拝; 八木沼行 on an envelope.
    pattern: new RegExp(`(?<=^|[\\n \\u3000])(?<value>${HAN}{2,5})(?: ?拝|行)(?=[ ]{0,2}(?:\\n|$))`, "dg"),
    mayMatch: (text, endsInName) => endsInName && (text.includes("拝") || text.includes("行")),
  },
  {
    // (田中) at the end of a line.
    pattern: new RegExp(`[(](?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,4})[)]\\s{0,3}(?=\\n|$)`, "dg"),
    mayMatch: (text) => text.includes("("),
  },
];

const SPACE = 0x20;
const SPACES_MAX = 2;

/** Whether a line ends in a character of Chinese writing, with a space or two behind it at most. */
function endsLineInHan(text: string): boolean {
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    let last = end - 1;
    while (last >= end - SPACES_MAX && text.charCodeAt(last) === SPACE) last -= 1;
    if (last >= start && IS_HAN[text.charCodeAt(last)] === 1) return true;
    start = end + 1;
  }
  return false;
}

const OFFICE =
  "(?:[部課係室店社局]|銀行|信金|組合|証券|商事|物産|産業|工業|建設|生命|保険|電機|不動産|病院|大学|製薬|製作所|グループ|チーム|センター|窓口|渉外|統括|担当)";
// Looks for what stands behind the office first, which fewer characters do.
const OFFICE_SIGNATURE = new RegExp(
  `の(?<=${OFFICE}.)(?<speaker>${HAN}{2,5})(?=です|でございます|と申|より|から|[がはもにとをの](?!ある|あり|なる|する|して)|[ 、。\\n(]|$)|[ \\n](?<=${OFFICE}[ \\n])[ \\n]?(?<signer>${HAN}{2,5})(?=[ \\n]{0,3}$|[(])`,
  "dgm",
);
const IN_ROW = new RegExp(`[・、,](?<=(?<!${HAN}|[・、])${HAN}{2,3}.)${HAN}{2,3}(?!${HAN})`);
const ROW = new RegExp(`(?<!${HAN}|[・、])${HAN}{2,3}(?:[・、,]${HAN}{2,3}){1,8}(?!${HAN})`, "g");

// A chat or minutes: 「田中: 了解しました」, 「[10:23] 田中>」. What is said has words in hiragana; a statistic has none.
const SPEAKER = new RegExp(
  `(?:^|\\n)(?:[-・>*# ]{0,3}(?:\\[[^\\]\\n]{1,20}\\]|[\\d:/. -]{4,19})? ?)?(?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,4})(?:→(?<other>${HAN}{2,5}))? ?[:>「](?=[^\\n]{0,30}[ぁ-ん]{2})`,
  "dg",
);

const BEHIND_SPEAKER = /[:>「]/;

function* speakers(text: string): Iterable<Piece> {
  if (!BEHIND_SPEAKER.test(text)) return;
  for (const match of matchesIn(text, SPEAKER)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const name = text.slice(from, to);
    if (!isNameAlone(name) && !isLikelySurname(name)) continue;
    yield { from, to };
    const [otherFrom, otherTo] = match.indices?.groups?.other ?? [0, 0];
    if (otherTo > 0 && isListedSurname(text.slice(otherFrom, otherTo))) yield { from: otherFrom, to: otherTo };
  }
}

function* namesOfOffices(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, OFFICE_SIGNATURE)) {
    const [from, to] = match.indices?.groups?.speaker ?? match.indices?.groups?.signer ?? [0, 0];
    if (isListedSurname(text.slice(from, to))) yield { from, to };
  }
}

/** 田中・佐藤・高橋: family names in a row that are all well known, none of them a place's or a company's. */
function* surnamesInRows(text: string): Iterable<Piece> {
  if (!IN_ROW.test(text)) return;
  for (const match of matchesIn(text, ROW)) {
    const names = [...match[0].matchAll(/[^・、,]+/g)];
    if (names.some(([name]) => !isWellKnownSurname(name, true)) || names.every(([name]) => COMPANY_SURNAMES.has(name))) continue;
    for (const name of names) yield { from: match.index + name.index, to: match.index + name.index + name[0].length };
  }
}

/** Names that sign or open a message; only well-known family names that are no places, or full names. */
export function inSignatures(text: string): readonly Piece[] {
  return KANA.test(text) ? inOrder(signatures(text)) : [];
}

/** 搭乗者 緒方、毛利: names behind any word for persons. */
const PERSONS = new RegExp(`[者人](?<=[\\u3400-\\u9fff].)(?:は| {1,2})(?=${HAN}{2})`, "g");

function* signatures(text: string): Iterable<Piece> {
  const endsInName = endsLineInHan(text);
  for (const { pattern, mayMatch } of SIGNATURES) {
    if (!mayMatch(text, endsInName)) continue;
    for (const match of matchesIn(text, pattern)) {
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      if (
        isNameAlone(text.slice(from, to)) ||
        (isListedSurname(text.slice(from, to)) && !COMPANY_SURNAMES.has(text.slice(from, to))) ||
        /^[ぁ-ん]/.test(text.charAt(from))
      )
        yield { from, to };
    }
  }
  for (const match of matchesIn(text, PERSONS)) yield* surnamesFrom(text, match.index + match[0].length);
  yield* speakers(text);
  yield* namesOfOffices(text);
  yield* surnamesInRows(text);
}
