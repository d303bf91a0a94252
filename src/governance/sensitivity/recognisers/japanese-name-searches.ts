// Searches for persons in a Japanese text: next to honorifics, labels and titles, in signatures, and full names that need no cue.
import type { Piece } from "../recogniser.ts";
import words from "../words/japanese-names.json" with { type: "json" };
import { COMPANY_SURNAMES } from "./japanese-lexicon.ts";
import {
  HAN,
  isCuedFullName,
  isFullName,
  isGivenField,
  isLatinReading,
  isListedSurname,
  isReading,
  isSpacedFullName,
  isWellKnownSurname,
  isWholeName,
  KATAKANA_ORGANISATION,
  LATIN_NAME,
  nameStartIn,
  namesBefore,
  piecesWithoutCompany,
} from "./japanese-name-places.ts";
import { anyCaseOf } from "./labels.ts";
import { lexiconSource } from "./lexicon-pattern.ts";

const EASTERN = /[\u3040-\u30ff\u3400-\u9fff]/;
const KANA = /[\u3041-\u30fa]/;

const HONORIFIC =
  /(?<![様氏殿])(?:様(?![々式子相態])|さん(?![かがざ]?[くしす][るた])|さま(?!ざま|よ)|氏(?![名族神])|殿(?![下堂様中])|君(?![主臨が代子])|くん|ちゃん(?!と)|女史|嬢|先生)/g;
const SPOKEN_THREE =
  /^[ぁ-ん] さん|^.{0,2}さん(?:がつ|じゅう|びゃく|ぜん|まん|の(?:じゅう|いち|に|さん|よん|ご|ろく|なな|はち)|、(?:ぜろ|いち|に|さん|よん|ご|ろく|なな|はち|きゅう))/;
const NEEDS_KNOWN_NAME = new Set(["さん", "君", "くん", "ちゃん", "先生", "嬢"]);

/** Names that an honorific follows. */
export function* beforeHonorifics(text: string): Iterable<Piece> {
  for (const match of text.matchAll(HONORIFIC)) {
    if (/[御ご]$/.test(text.slice(0, match.index))) continue;
    // In a number said aloud さん is a three.
    if (match[0] === "さん" && SPOKEN_THREE.test(text.slice(Math.max(0, match.index - 2), match.index + 6))) continue;
    for (const piece of namesBefore(text, match.index, !NEEDS_KNOWN_NAME.has(match[0]))) yield piece;
  }
}

const SUFFIXES = "(?:様|さま|者)?の?(?:ご?氏名|お?名前|名)?(?:様|さま)?(?:\\([^()\\n]{1,10}\\))?";
const MARK =
  "[\"'”」)\\]】*]{0,3}\\s{0,3}(?:[:=|>→】]| {2,12}|は[、「]|「|\\t|\\n(?=[^\\n]{2,16}(?:\\n|$))|</t[dh]>\\s{0,3}<t[dh]>)[\\s*|]{0,4}[\"'“「\\[]?";
const LABEL_WORDS = {
  names: lexiconSource({ ...words.japaneseNameLabel, en: [] }),
  roles: lexiconSource({ ...words.japaneseRoleLabel, en: [] }),
  duties: lexiconSource({ ...words.japaneseDutyLabel, en: [] }),
  keys: anyCaseOf({ ja: [], zh: [], en: words.japaneseRoleLabel.en }),
  nameKeys: anyCaseOf({ ja: [], zh: [], en: words.japaneseNameLabel.en }),
} as const;
const LABELS = [
  { label: new RegExp(`${LABEL_WORDS.names}${SUFFIXES}${MARK}`, "g"), isSure: true },
  { label: new RegExp(`${LABEL_WORDS.roles}${SUFFIXES}${MARK}`, "g"), isSure: true },
  { label: new RegExp(`[者人](?<=[\\u3400-\\u9fff].)${MARK}`, "g"), isSure: false },
  { label: new RegExp(`${LABEL_WORDS.nameKeys}${MARK}`, "g"), isSure: true },
  { label: new RegExp(`${LABEL_WORDS.keys}${MARK}`, "g"), isSure: false },
] as const;
const VALUE_CHARACTERS_MAX = 40;
const VALUE_END = /[\n\r\t,、。;|<>"'”」』)\]】(（/:=&]| {2}|様|さま|さん|殿|御中|先生|\\/;
const LATIN_VALUE = new RegExp(`^${LATIN_NAME}`);

/** Pieces by place, each once: several rules may find the same. */
function inOrder(pieces: Iterable<Piece>): Piece[] {
  const byPlace = new Map([...pieces].map((piece) => [`${piece.from}-${piece.to}`, piece]));
  return [...byPlace.values()].sort((one, other) => one.from - other.from || one.to - other.to);
}

const DUTY = new RegExp(`${LABEL_WORDS.duties}(?:者|印|担当)?[」】\\])]?[:=] ?`, "g");

/** Behind a duty (承認:) only names of the lists, no places. */
function* valuesOfDuties(text: string): Iterable<Piece> {
  for (const match of text.matchAll(DUTY)) {
    const from = match.index + match[0].length;
    const leading = LEADING.exec(text.slice(from, from + VALUE_CHARACTERS_MAX))?.[0] ?? "";
    const [first = ""] = leading.split(" ", 1);
    const name = [leading, first, ...shortened(first)].find((one) => isNameAlone(one) || isListedSurname(one));
    if (name === undefined) continue;
    yield { from, to: from + name.length };
    NEXT_IN_ROW.lastIndex = from + name.length;
    const next = NEXT_IN_ROW.exec(text)?.[0];
    if (next !== undefined) yield* namesInRow(text, from + name.length + next.length, false);
  }
}

/** Names as the values of labels: in forms, JSON, tables of two columns, HTML. */
export function afterLabels(text: string): readonly Piece[] {
  return EASTERN.test(text) ? inOrder(valuesOfLabels(text)) : [];
}

function* valuesOfLabels(text: string): Iterable<Piece> {
  yield* valuesOfDuties(text);
  for (const { label, isSure } of LABELS) {
    for (const match of text.matchAll(label)) {
      yield* namesInRow(text, match.index + match[0].length, isSure);
    }
  }
  for (const match of text.matchAll(GIVEN_LABEL)) {
    const from = match.index + match[0].length;
    const value = GIVEN_VALUE.exec(text.slice(from, from + VALUE_CHARACTERS_MAX))?.[0] ?? "";
    if (value !== "" && isGivenField(value)) yield { from, to: from + value.length };
  }
}

const GIVEN_LABEL = new RegExp(
  `(?<![\\u3040-\\u30ff\\u3400-\\u9fff])${anyCaseOf(words.japaneseGivenLabel)}["'”」]?\\s{0,2}[:=|][\\s|]{0,3}["'“「]?`,
  "g",
);
const GIVEN_VALUE = new RegExp(`^(?:${HAN}{2,4}|[ぁ-ん]{2,6}|[ァ-ヴー]{2,8}|${HAN}(?! ))(?=["'”」\\s,、|<}]|$)`);
const NAMES_IN_ROW_MAX = 20;
const NEXT_IN_ROW = /(?:様|さま|さん|氏|殿)?(?:[、,・/]| 及び | と |及び|および) ?/y;

/** The value of a label: a name, or several with commas between. */
function* namesInRow(text: string, start: number, isSure: boolean): Iterable<Piece> {
  let from = start;
  for (let count = 0; count < NAMES_IN_ROW_MAX; count += 1) {
    // Only the first is a name for the label's sake.
    const length = nameLengthAtStart(text.slice(from, from + VALUE_CHARACTERS_MAX), isSure && count === 0);
    if (length === 0) return;
    yield { from, to: from + length };
    NEXT_IN_ROW.lastIndex = from + length;
    const next = NEXT_IN_ROW.exec(text)?.[0];
    if (next === undefined) return;
    from += length + next.length;
  }
}

const LEADING = new RegExp(
  `^(?:${HAN}{1,8}(?: ${HAN}{1,4}| [ぁ-ん]{2,5}| [ァ-ヴー]{2,6})?|[ァ-ヴー・]{2,14}(?: [ァ-ヴー]{1,14}){0,3}|[ぁ-ん]{2,6} [ぁ-ん]{2,6})`,
);

/** 瀧-澤-貴-史, た か は し: every character by itself, with the same mark or space between. */
const SPLIT_CHARACTER = `(?:(?![様氏殿])${HAN}|[ぁ-んァ-ヴー])`;
const SPLIT = new RegExp(`^${SPLIT_CHARACTER}(?:[ |┃/・_-]{1,2}${SPLIT_CHARACTER}){2,8}(?!${SPLIT_CHARACTER})`);

function splitLength(text: string, isSure: boolean): number {
  const split = SPLIT.exec(text)?.[0];
  return split !== undefined && isWholeName(split.replace(/[ |┃/・_-]/g, ""), isSure) ? split.length : 0;
}

/** How many characters at the start of a value are a name; 0 for none. */
function nameLengthAtStart(text: string, isSure: boolean): number {
  const split = splitLength(text, isSure);
  if (split > 0) return split;
  const end = VALUE_END.exec(text)?.index ?? text.length;
  const value = text.slice(0, end).trimEnd();
  if (value.length < 2) return 0;
  const latin = LATIN_VALUE.exec(value)?.[0];
  if (latin !== undefined) return isSure && latin.includes(" ") && !/\d/.test(value) ? latin.length : latinReadingLength(value);
  if (isWholeName(value, isSure)) return value.length;
  return lengthBeforeMore(value, isSure);
}

/** The same where a sentence or the next label goes on behind the name. */
function lengthBeforeMore(value: string, isSure: boolean): number {
  const leading = LEADING.exec(value)?.[0] ?? "";
  const first = value.split(" ", 1)[0] ?? "";
  const known = [leading, leading.split(" ", 1)[0] ?? "", mixedStart(value)].find((name) => name.length > 1 && isWholeName(name, false));
  if (known !== undefined) return known.length;
  return isSure && first.length < value.length && isWholeName(first, true) ? first.length : 0;
}

const MIXED_START = new RegExp(`^${HAN}{1,3}[ぁ-ん]{2,3}`);

function mixedStart(value: string): string {
  return MIXED_START.exec(value)?.[0] ?? "";
}

function latinReadingLength(value: string): number {
  const [, one = "", other = ""] = /^([A-Za-z'-]{2,12})[ ,]{1,2}([A-Za-z'-]{2,12})$/.exec(value) ?? [];
  return isLatinReading(one, other) ? value.length : 0;
}

const OTHER_KANA_LABEL = "(?!デンワ|ジュウショ|ザンダカ|コウザ|セイネン|ケイタイ|メール)";
const KANA_BEHIND = new RegExp(`(?<=[ ,\\t|、])[ァ-ヴー]{1,12}(?:[ ・]${OTHER_KANA_LABEL}[ァ-ヴー]{1,12}){1,3}(?=[\\s,|、。\\d(]|$)`, "g");
const LATIN_BEHIND = /(?<= )[A-Z][A-Za-z'-]{1,20},? [A-Z][A-Za-z'-]{1,20}(?=[\n、。,(]|$)/g;
const LABEL_BEFORE = new RegExp(`(?:${LABEL_WORDS.names}|${LABEL_WORDS.roles})${SUFFIXES}[ ,\\t|、]{1,3}$`);
const ACCOUNT_BEFORE = /(?<!\d)\d{7}[ ,\t|、]{1,3}$/;
const LABEL_CHARACTERS_MAX = 24;

/** Names in katakana or Latin letters behind a label or an account's number, with only a space between. */
export function* foreignLettersBehindLabels(text: string): Iterable<Piece> {
  for (const { 0: name, index } of text.matchAll(KANA_BEHIND)) {
    const before = text.slice(Math.max(0, index - LABEL_CHARACTERS_MAX), index);
    const isLabelled = LABEL_BEFORE.test(before) || ACCOUNT_BEFORE.test(before);
    if (isLabelled && !KATAKANA_ORGANISATION.test(name)) yield { from: index, to: index + name.length };
  }
  for (const { 0: name, index } of text.matchAll(LATIN_BEHIND)) {
    if (LABEL_BEFORE.test(text.slice(Math.max(0, index - LABEL_CHARACTERS_MAX), index))) yield { from: index, to: index + name.length };
  }
}

const WEAK_LABEL = new RegExp(
  `(?:${LABEL_WORDS.names}|${LABEL_WORDS.roles})${SUFFIXES}(?:は|の|が|・| )?(?<value>${HAN}{2,9}(?: ${HAN}{1,4})?|[ァ-ヴー]{2,8}[ ・][ァ-ヴー]{2,8})`,
  "dg",
);

/** Names of the lists directly behind a label, with no mark between. */
export function* afterBareLabels(text: string): Iterable<Piece> {
  for (const match of text.matchAll(WEAK_LABEL)) {
    const value = match.groups?.value ?? "";
    const from = match.index + match[0].length - value.length;
    const [first = ""] = value.split(" ", 1);
    const found = [value, first, ...shortened(first)].find((name) => isNameAlone(name) || (name === first && isListedSurname(name)));
    if (found !== undefined) yield { from, to: from + found.length };
  }
}

function isNameAlone(name: string): boolean {
  const [family = "", given] = name.split(/[ ・]/);
  if (given !== undefined) return isSpacedFullName(family, given) || isCuedFullName(family, given) || isReading(name);
  return isFullName(name, true) || isWellKnownSurname(name, true);
}

/** The run without one of the words that follow names: 田中氏, 田中宛. */
function shortened(run: string): string[] {
  return piecesWithoutCompany(run)
    .filter(({ from, to }) => from === 0 && to < run.length)
    .map(({ to }) => run.slice(0, to));
}

const TITLE = new RegExp(
  "(?:副?部長|課長|係長|次長|副?社長|会長|専務|常務|室長|主任|(?<office>副?支店長|店長|所長|院長|理事長|頭取|議員|監督|知事|市長)|代理|行員|(?:執行)?役員|顧問|参事|職員|弁護士|税理士|司法書士|会計士|医師|教授|選手|と申します|と申し|といいます|と名乗る)" +
    `(?:(?:の|・| )?(?<after>${HAN}{2,8}(?: (?:(?![様氏殿宛])${HAN}){1,3})?))?`,
  "dg",
);
const HAN_BEFORE = new RegExp(`${HAN}{2,8}$`);

/** Names before and behind titles, and before words of introduction. */
export function* besideTitles(text: string): Iterable<Piece> {
  for (const match of text.matchAll(TITLE)) {
    const { office, after = "" } = match.groups ?? {};
    if (/ /.test(text.slice(Math.max(0, match.index - 4), match.index))) yield* namesBefore(text, match.index, false);
    const run = HAN_BEFORE.exec(text.slice(Math.max(0, match.index - 8), match.index))?.[0] ?? "";
    const from = nameStartIn(run, false);
    const name = run.slice(from ?? run.length);
    const isKnown = isFullName(name, true) || isWellKnownSurname(name, office !== undefined) || (name === run && isListedSurname(name));
    if (name !== "" && isKnown) {
      yield { from: match.index - name.length, to: match.index };
    }
    const start = match.index + match[0].length - after.length;
    const behind = [after, after.split(" ", 1)[0] ?? ""].find((one) => isNameAlone(one));
    if (behind !== undefined) yield { from: start, to: start + behind.length };
  }
}

const SIGNATURES: readonly RegExp[] = [
  // 「営業部の田中です」, 「田中です。」
  // The words behind are looked for first, so that other text costs one step a character.
  new RegExp(
    `で(?:す|ございます)(?=[。、\\n!が]|$)(?<=(?:[のた]|^|[\\n、。」 ])(?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,3})で(?:す|ございます))`,
    "dg",
  ),
  // 「もしもし、いなばです」
  /もしもし、?(?:わたくし|わたし|私)?、?(?<value>[ぁ-ん]{2,6})(?=です|と申|ともうし)/dg,
  // 「田中までご連絡ください」
  new RegExp(
    `(?:まで|宛に?)(?:ご|お)?(?:連絡|返|知らせ|問|一報|提出|申|電話|転送|送)(?<=(?<!${HAN})(?<value>${HAN}{2,7})(?:まで|宛に?)(?:ご|お)?(?:連絡|返|知らせ|問|一報|提出|申|電話|転送|送))`,
    "dg",
  ),
  // (田中) at the end of a line.
  new RegExp(`[(](?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,4})[)]\\s{0,3}(?=\\n|$)`, "dg"),
];

const OFFICE_SIGNATURE = new RegExp(
  `(?:[部課係室店社局]|銀行|信金|組合|証券|商事|物産|産業|工業|建設|生命|保険|電機|不動産|病院|大学|製薬|製作所|グループ|チーム|センター|窓口|統括|担当)(?:の(?<speaker>${HAN}{2,5})(?=です|でございます|と申|より|から)|[ \\n]{1,2}(?<signer>${HAN}{2,5})(?=[ \\n]{0,3}$|[(]))`,
  "dgm",
);
const IN_ROW = new RegExp(`[・、,]${HAN}{2,3}(?!${HAN})`);
const ROW = new RegExp(`(?<!${HAN}|[・、])${HAN}{2,3}(?:[・、,]${HAN}{2,3}){1,8}(?!${HAN})`, "g");

// A chat or minutes: 「田中: 了解しました」, 「[10:23] 田中>」. What is said has words in hiragana; a statistic has none.
const SPEAKER = new RegExp(
  `(?:^|\\n)(?:[-・>*# ]{0,3}(?:\\[[^\\]\\n]{1,20}\\]|[\\d:/. -]{4,19})? ?)?(?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,4}) ?[:>](?=[^\\n]{0,30}[ぁ-ん]{2})`,
  "dg",
);

function* speakers(text: string): Iterable<Piece> {
  for (const match of text.matchAll(SPEAKER)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const name = text.slice(from, to);
    if (isNameAlone(name) || isListedSurname(name)) yield { from, to };
  }
}

function* namesOfOffices(text: string): Iterable<Piece> {
  for (const match of text.matchAll(OFFICE_SIGNATURE)) {
    const [from, to] = match.indices?.groups?.speaker ?? match.indices?.groups?.signer ?? [0, 0];
    if (isListedSurname(text.slice(from, to))) yield { from, to };
  }
}

/** 田中・佐藤・高橋: family names in a row that are all well known, none of them a place's or a company's. */
function* surnamesInRows(text: string): Iterable<Piece> {
  if (!IN_ROW.test(text)) return;
  for (const match of text.matchAll(ROW)) {
    const names = [...match[0].matchAll(/[^・、,]+/g)];
    if (names.some(([name]) => !isWellKnownSurname(name, true)) || names.every(([name]) => COMPANY_SURNAMES.has(name))) continue;
    for (const name of names) yield { from: match.index + name.index, to: match.index + name.index + name[0].length };
  }
}

/** Names that sign or open a message; only well-known family names that are no places, or full names. */
export function inSignatures(text: string): readonly Piece[] {
  return KANA.test(text) ? inOrder(signatures(text)) : [];
}

function* signatures(text: string): Iterable<Piece> {
  for (const pattern of SIGNATURES) {
    for (const match of text.matchAll(pattern)) {
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      if (isNameAlone(text.slice(from, to)) || /^[ぁ-ん]/.test(text.charAt(from))) yield { from, to };
    }
  }
  yield* speakers(text);
  yield* namesOfOffices(text);
  yield* surnamesInRows(text);
}

const RUN = new RegExp(`${HAN}{1,12}`, "g");
const SPACED_GIVEN = new RegExp(
  `[ _](?:(?:(?![様氏殿宛])${HAN}){1,3}(?!(?![様氏殿宛])${HAN})|[ぁ-ん]{2,5}(?![ぁ-ん])|[ァ-ヴー]{2,6}(?![ァ-ヴー]))`,
  "y",
);
const HIRAGANA_GIVEN = /[ぁ-ん]{3,4}(?=[がはのをにとへも、。,()\s]|$)/y;
const LETTERS = new RegExp(` ${HAN} ${HAN}`);
const LETTERED = new RegExp(`(?<!${HAN} ?)(?:${HAN} ){2,5}${HAN}(?! ?${HAN})`, "g");

/** Full names that the lists know and that stand between words of other kinds. Without kana the text may be Chinese: only frequent family names. */
export function* fullNames(text: string): Iterable<Piece> {
  const mayBeRare = KANA.test(text);
  for (const match of text.matchAll(RUN)) {
    const piece = fullNameIn(text, match[0], match.index, mayBeRare);
    if (piece !== undefined) yield piece;
  }
  if (!LETTERS.test(text)) return;
  for (const match of text.matchAll(LETTERED)) {
    if (isFullName(match[0].replaceAll(" ", ""), mayBeRare)) yield { from: match.index, to: match.index + match[0].length };
  }
}

function fullNameIn(text: string, run: string, start: number, mayBeRare: boolean): Piece | undefined {
  const end = start + run.length;
  // Nothing can be taken off two characters, and most runs have no more.
  if (run.length < 3) {
    const given = givenBehind(text, end, run);
    return given === undefined ? undefined : { from: start, to: end + given };
  }
  const isOpen = !/[ァ-ヴーA-Za-z]/.test(text.charAt(end));
  for (const { from, to } of piecesWithoutCompany(run)) {
    const name = run.slice(from, to);
    if (to - from > 2 && (isOpen || to < run.length) && isFullName(name, mayBeRare)) return { from: start + from, to: start + to };
    const given = to < run.length ? undefined : givenBehind(text, end, name);
    if (given !== undefined) return { from: start + from, to: end + given };
  }
  return undefined;
}

/** How far a given name reaches behind a family name that ends at `end`: after a space, or in kana. */
function givenBehind(text: string, end: number, family: string): number | undefined {
  const next = text.charAt(end);
  if (family.length > 5) return undefined;
  if (next === " " || next === "_") {
    SPACED_GIVEN.lastIndex = end;
    const spaced = SPACED_GIVEN.exec(text)?.[0];
    return spaced !== undefined && isSpacedFullName(family, spaced.slice(1)) ? spaced.length : undefined;
  }
  if (next < "ぁ" || next > "ん" || !isWellKnownSurname(family, true)) return undefined;
  HIRAGANA_GIVEN.lastIndex = end;
  const kana = HIRAGANA_GIVEN.exec(text)?.[0];
  if (kana === undefined || /^(?:から|まで|など|について|において|という|として)/.test(kana)) return undefined;
  return isSpacedFullName(family, kana) ? kana.length : undefined;
}

// A long vowel's mark is in few names and many loan words.
const KATAKANA_PAIR = /(?<![ァ-ヴー・])[ァ-ヴ]{2,7}[ ・][ァ-ヴ]{2,7}(?![ァ-ヴー・])/g;
const HIRAGANA_PAIR =
  /(?<![ぁ-ん])[ぁ-ん]{2,6} [ぁ-ん]{2,5}?(?=(?:です|でした|と申|さん|さま|くん|ちゃん|から|より|の|が|は|を|に|と|も|へ|だ)(?![ぁ-ん]{4})|[^ぁ-ん]|$)/g;
const LATIN_PAIR =
  /(?<![A-Za-z@._/-] ?)(?<one>[A-Z][A-Za-zĀ-ſ'-]{1,11})(?:, ?| )(?<other>[A-Z][A-Za-zĀ-ſ'-]{1,11})(?![A-Za-z@_/-]| [A-Z])/g;

/** Full names in kana and in Latin letters, by their readings. */
export function* readNames(text: string): Iterable<Piece> {
  if (!KANA.test(text)) return;
  for (const match of [...text.matchAll(KATAKANA_PAIR), ...text.matchAll(HIRAGANA_PAIR)]) {
    if (isReading(match[0])) yield { from: match.index, to: match.index + match[0].length };
  }
  for (const match of text.matchAll(LATIN_PAIR)) {
    const { one = "", other = "" } = match.groups ?? {};
    if (isLatinReading(one, other)) yield { from: match.index, to: match.index + match[0].length };
  }
}
