// Searches for persons behind a label in a Japanese text: in forms, records, sentences and tables of two columns.
import { matchesAtWords, matchesIn } from "../matches-at-words.ts";
import type { Piece } from "../recogniser.ts";
import words from "../words/japanese-names.json" with { type: "json" };
import { groupNumbers, type WordHits } from "../words.ts";
import { abroadNames, japaneseLexicon, plainForm } from "./japanese-lexicon.ts";
import {
  HAN,
  isCommonSingleSurname,
  isCuedFullName,
  isGivenField,
  isLatinReading,
  isLikelySurname,
  isListedSurname,
  isNameAlone,
  isPlainSurname,
  isWholeName,
  KATAKANA_ORGANISATION,
  LATIN_NAME,
  piecesWithoutCompany,
} from "./japanese-name-places.ts";
import { anyCaseOf } from "./labels.ts";
import { lexiconSource } from "./lexicon-pattern.ts";

const EASTERN = /[\u3040-\u30ff\u3400-\u9fff]/;

const SUFFIXES = "(?:様|さま|者)?の?(?:ご?氏名|お?名前|名)?(?:様|さま)?(?:\\([^()\\n]{1,10}\\))?";
const MARK =
  "[\"'”」)\\]】*]{0,3}\\s{0,3}(?:[:=|>→】]| {2,12}|は[、「:]|「|\\t|\\n(?=[^\\n]{2,16}(?:\\n|$))|</t[dh]>\\s{0,3}<t[dh]>)[\\s*|]{0,4}[\"'“「\\[]?";
const LABEL_WORDS = {
  names: lexiconSource({ ...words.japaneseNameLabel, en: [] }),
  roles: lexiconSource({ ...words.japaneseRoleLabel, en: [] }),
  duties: lexiconSource({ ...words.japaneseDutyLabel, en: [] }),
  keys: anyCaseOf({ ja: [], zh: [], en: words.japaneseRoleLabel.en }),
  nameKeys: anyCaseOf({ ja: [], zh: [], en: words.japaneseNameLabel.en }),
} as const;
const NAME_LABEL = groupNumbers(["japaneseNameLabel"]);
const ROLE_LABEL = groupNumbers(["japaneseRoleLabel"]);
const NAME_OR_ROLE_LABEL = [...NAME_LABEL, ...ROLE_LABEL];
const LABELS = [
  { label: new RegExp(`${LABEL_WORDS.names}${SUFFIXES}${MARK}`, "y"), groups: NAME_LABEL, isSure: true },
  { label: new RegExp(`${LABEL_WORDS.roles}${SUFFIXES}${MARK}`, "y"), groups: ROLE_LABEL, isSure: true },
  { label: new RegExp(`${LABEL_WORDS.nameKeys}${MARK}`, "y"), groups: NAME_LABEL, isSure: true },
  { label: new RegExp(`${LABEL_WORDS.keys}${MARK}`, "y"), groups: ROLE_LABEL, isSure: false },
] as const;
/** Any other word for a person: 請求者, 依頼人. */
const OTHER_LABEL = new RegExp(`[者人](?<=[\\u3400-\\u9fff].)(?:リスト|一覧表?|名簿|名)?${MARK}`, "g");
const VALUE_CHARACTERS_MAX = 40;
const VALUE_END = /[\n\r\t,、。;|<>"'”」』)\]】(（/:=&]| {2}|様|さま|さん|殿|御中|先生|\\/;
const LATIN_VALUE = new RegExp(`^${LATIN_NAME}`);

/** Pieces by place, each once: several rules may find the same. */
export function inOrder(pieces: Iterable<Piece>): Piece[] {
  const all = [...pieces];
  if (all.length < 2) return all;
  const byPlace = new Map(all.map((piece) => [`${piece.from}-${piece.to}`, piece]));
  return [...byPlace.values()].sort((one, other) => one.from - other.from || one.to - other.to);
}

const DUTY = new RegExp(`${LABEL_WORDS.duties}(?:者|印|担当)?(?:[」】\\])]?[:=]|は|(?<=印) {1,3}) ?`, "y");
const DUTY_LABEL = groupNumbers(["japaneseDutyLabel"]);

/** Behind a duty (承認:) only names of the lists, no places. */
function* valuesOfDuties(text: string, found: WordHits): Iterable<Piece> {
  for (const match of matchesAtWords(text, found, DUTY, DUTY_LABEL)) {
    const from = match.index + match[0].length;
    const leading = LEADING.exec(text.slice(from, from + VALUE_CHARACTERS_MAX))?.[0] ?? "";
    const [first = ""] = leading.split(" ", 1);
    // A word that a colon follows is the next label.
    const whole = /[:=]/.test(text.charAt(from + leading.length)) ? first : leading;
    const name = [whole, first, ...shortened(first)].find((one) => isNameAlone(one) || isLikelySurname(one));
    if (name === undefined) continue;
    yield { from, to: from + name.length };
    NEXT_IN_ROW.lastIndex = from + name.length;
    const next = NEXT_IN_ROW.exec(text)?.[0];
    if (next !== undefined) yield* namesInRow(text, from + name.length + next.length, false);
  }
}

/** Names as the values of labels: in forms, JSON, tables of two columns, HTML. */
export function afterLabels(text: string, found: WordHits): readonly Piece[] {
  return EASTERN.test(text) ? inOrder(valuesOfLabels(text, found)) : [];
}

function* valuesOfLabels(text: string, found: WordHits): Iterable<Piece> {
  yield* valuesOfDuties(text, found);
  for (const { label, groups, isSure } of LABELS) {
    for (const match of matchesAtWords(text, found, label, groups)) yield* namesInRow(text, match.index + match[0].length, isSure);
  }
  for (const match of matchesIn(text, OTHER_LABEL)) {
    yield* namesInRow(text, match.index + match[0].length, false);
    yield* surnamesFrom(text, match.index + match[0].length);
  }
  yield* namesOfRelatives(text, found);
  for (const match of matchesAtWords(text, found, GIVEN_LABEL, GIVEN_LABEL_WORD)) {
    const from = match.index + match[0].length;
    const value = GIVEN_VALUE.exec(text.slice(from, from + VALUE_CHARACTERS_MAX))?.[0] ?? "";
    if (value !== "" && isGivenField(value)) yield { from, to: from + value.length };
  }
}

const GIVEN_LABEL = new RegExp(
  `(?<![\\u3040-\\u30ff\\u3400-\\u9fff])${anyCaseOf(words.japaneseGivenLabel)}["'”」]?\\s{0,2}[:=|>][\\s|]{0,3}["'“「]?`,
  "y",
);
const GIVEN_LABEL_WORD = groupNumbers(["japaneseGivenLabel"]);
const GIVEN_VALUE = new RegExp(`^(?:${HAN}{2,4}|[ぁ-ん]{2,6}|[ァ-ヴー]{2,8}|${HAN}(?! ))(?=["'”」\\s,、|<}]|$)`);
const NAMES_IN_ROW_MAX = 20;
const NEXT_IN_ROW = /(?:様|さま|さん|氏|殿)?(?:\([^()\n]{1,12}\))?(?:[、,・/]| 及び | ?と ?|及び|および) ?/y;

/** What stands between a label and the name: an office or a title (起案者 融資課 小野瀬). */
const OFFICE = new RegExp(
  `(?:${HAN}|[ァ-ヴー]){0,9}(?:[部課係室店局]|グループ|チーム|センター|課長|部長|係長|次長|主任|主査|代理)[ の]{1,3}(?=${HAN})`,
  "y",
);

function withoutOffice(text: string, from: number): number {
  OFFICE.lastIndex = from;
  const office = OFFICE.exec(text)?.[0] ?? "";
  // 長谷部 千尋 is no office of that name.
  return isPlainSurname(office.slice(0, office.search(/[ の]/))) ? from : from + office.length;
}

const RELATIVE = new RegExp(`${lexiconSource(words.japaneseRelation)}(?:の|は|[:|]| ){1,3}`, "y");
const RELATION = groupNumbers(["japaneseRelation"]);
const RELATIVE_GIVEN = new RegExp(
  `(?:${HAN}{1,4}|[ぁ-ん]{2,5}|[ァ-ヴー]{2,6})(?=[(、,|・。\\s]|様|さん|くん|ちゃん|氏|$)|(?:${HAN}{2,3}|[ぁ-ん]{3,4}?|[ァ-ヴー]{2,6})(?=[がをにとはも](?![ぁ-ん]{4}))`,
  "y",
);

function isWordToo(given: string): boolean {
  return japaneseLexicon().isOrdinaryWord(plainForm(given));
}

/** Given names alone behind a relation: 長男 颯太(14)、次男 蓮(11). */
function* namesOfRelatives(text: string, found: WordHits): Iterable<Piece> {
  for (const match of matchesAtWords(text, found, RELATIVE, RELATION)) {
    let from = match.index + match[0].length;
    for (let count = 0; count < NAMES_IN_ROW_MAX; count += 1) {
      RELATIVE_GIVEN.lastIndex = from;
      const given = RELATIVE_GIVEN.exec(text)?.[0];
      if (given === undefined || !(isGivenField(given) || abroadNames().has(given))) break;
      // 長男の進が is a name where 妻の扶養に is none.
      if (/[がをにとはも]/.test(text.charAt(from + given.length)) && isWordToo(given)) break;
      yield { from, to: from + given.length };
      NEXT_IN_ROW.lastIndex = from + given.length;
      const next = NEXT_IN_ROW.exec(text)?.[0];
      if (next === undefined) break;
      from += given.length + next.length;
    }
  }
}

/** The value of a label: a name, or several with commas between. */
function* namesInRow(text: string, start: number, isSure: boolean): Iterable<Piece> {
  let from = withoutOffice(text, start);
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
  const wide = wideLength(text);
  if (wide > 0) return wide;
  const end = VALUE_END.exec(text)?.index ?? text.length;
  // A word that a colon follows is the next label.
  const whole = /[:=]/.test(text.charAt(end)) ? text.slice(0, Math.max(0, text.lastIndexOf(" ", end))) : text.slice(0, end);
  const value = whole.trimEnd();
  if (value.length < 2) return singleLength(text, isSure);
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
  return isSure && first.length < value.length && isWholeName(first, true) ? first.length : singleLength(value, isSure);
}

const SINGLE = new RegExp(`^${HAN}(?=[\\s、。,|"'」』)\\]】<(/]|$|様|さん|で[すあ]|が|を|に|と|の|より|から|まで)`);

/** 担当：平, 家主は椎です: a family name of one character. */
function singleLength(text: string, isSure: boolean): number {
  const single = isSure ? SINGLE.exec(text)?.[0] : undefined;
  return single !== undefined && isCommonSingleSurname(single) ? single.length : 0;
}

const WIDE = new RegExp(
  `^(?<family>${HAN}{1,5})(?: {2,4}|\\t)(?<given>${HAN}{1,3}|[ぁ-ん]{2,5}|[ァ-ヴー]{2,6})(?=[\\n、。,(|"」]| {2}|様|$)`,
);

/** 阪口 みずき with more than a space between. */
function wideLength(text: string): number {
  const { 0: name = "", groups: { family = "", given = "" } = {} } = WIDE.exec(text) ?? {};
  return name !== "" && isCuedFullName(family, given) ? name.length : 0;
}

const MIXED_START = new RegExp(`^${HAN}{1,3}[ぁ-ん]{2,3}`);

function mixedStart(value: string): string {
  return MIXED_START.exec(value)?.[0] ?? "";
}

function latinReadingLength(value: string): number {
  const [, one = "", other = ""] = /^([A-Za-z'-]{2,12})[ ,]{1,2}([A-Za-z'-]{2,12})$/.exec(value) ?? [];
  return isLatinReading(one, other) ? value.length : 0;
}

const OTHER_KANA_LABEL =
  "(?!デンワ|ジュウショ|ジユウシヨ|ザンダカ|コウザ|セイネン|ケイタイ|メール|キンガク|ギンコウ|シテン|フツウ|トウザ|(?:サマ|サン|ドノ|[ノハガヲニヘトモデ]|ヨリ|カラ|マデ)(?![ァ-ヴー]))";
const KANA_BEHIND = new RegExp(`(?<=[ ,\\t|、])[ァ-ヴー]{1,12}(?:[ ・]${OTHER_KANA_LABEL}[ァ-ヴー]{1,12}){1,3}(?=[\\s,|、。\\d(]|$)`, "g");
const LATIN_BEHIND = /(?<=[ \u3400-\u9fff])[A-Z][A-Za-z'-]{1,20},? [A-Z][A-Za-z'-]{1,20}(?=[\n、。,(]|$)/g;
const LABEL_BEFORE = new RegExp(`(?:${LABEL_WORDS.names}|${LABEL_WORDS.roles})${SUFFIXES}[ ,\\t|、]{0,3}$`);
const ACCOUNT_BEFORE = /(?<!\d)\d{7}[ ,\t|、]{1,3}$/;
const LABEL_CHARACTERS_MAX = 24;

/** Names in katakana or Latin letters behind a label or an account's number, with only a space between. */
export function* foreignLettersBehindLabels(text: string): Iterable<Piece> {
  for (const { 0: name, index } of matchesIn(text, KANA_BEHIND)) {
    const before = text.slice(Math.max(0, index - LABEL_CHARACTERS_MAX), index);
    const isLabelled = LABEL_BEFORE.test(before) || ACCOUNT_BEFORE.test(before);
    if (isLabelled && !KATAKANA_ORGANISATION.test(name)) yield { from: index, to: index + name.length };
  }
  for (const { 0: name, index } of matchesIn(text, LATIN_BEHIND)) {
    if (LABEL_BEFORE.test(text.slice(Math.max(0, index - LABEL_CHARACTERS_MAX), index))) yield { from: index, to: index + name.length };
  }
}

const WEAK_LABEL = new RegExp(
  `(?:${LABEL_WORDS.names}|${LABEL_WORDS.roles})${SUFFIXES}(?<link>は|の|が|・| )?(?:(?:${HAN}|[ァ-ヴー]){1,9}(?:[部課係室店局]|グループ|チーム|センター)[ の])?(?<value>${HAN}{1,9}(?: ${HAN}{1,4}| [ァ-ヴー]{2,6}(?![ァ-ヴー])| [ぁ-ん]{2,5}(?![ぁ-ん]))?|[ァ-ヴー]{1,8}[ ・=][ァ-ヴー]{1,8}|[ぁ-ん]{3,6}(?=です|でございます|と申|[。、]))`,
  "y",
);

const SURNAME_IN_ROW = new RegExp(`${HAN}{1,5}(?: ${HAN}{1,3})?(?!${HAN})`, "y");

/** The names that go on a row: 受講者は戸塚、保科、生田目. */
export function surnamesFrom(text: string, start: number): readonly Piece[] {
  const row: Piece[] = [];
  let isSure = false;
  for (let from = start; row.length < NAMES_IN_ROW_MAX; ) {
    SURNAME_IN_ROW.lastIndex = from;
    const run = SURNAME_IN_ROW.exec(text)?.[0] ?? "";
    const name = [run, ...shortened(run)].find((one) => isNameAlone(one) || isPlainSurname(one));
    if (name === undefined) break;
    isSure ||= isNameAlone(name) || isListedSurname(name);
    row.push({ from, to: from + name.length });
    NEXT_IN_ROW.lastIndex = from + name.length;
    const next = NEXT_IN_ROW.exec(text)?.[0];
    if (next === undefined) break;
    from += name.length + next.length;
  }
  // A family name that is a place too is a person's beside one that is no place.
  return isSure ? row : [];
}

/** 旧姓 井手: a label for names, where a place would not stand. */
function ownsName(labelled: string): boolean {
  return /^[^ ]{0,6}(?:姓|氏名|名義)[^ ]{0,4} /.test(labelled);
}

const ASKS_FOR_NAME = /名前|氏名|苗字|名字|名義/;

/** 名前はロ・ホウ: two words in katakana behind a word for a name. */
function isForeignName(name: string, labelled: string): boolean {
  return (
    /^[ァ-ヴー]+[・=][ァ-ヴー]+$/.test(name) && /^[^ ]{0,6}(?:名前|氏名|名義|本名)/.test(labelled) && !KATAKANA_ORGANISATION.test(name)
  );
}

/** 相談者　倉敷 和音: a town's name and a given name, behind a label and a space. */
function isLabelledPair(name: string, link: string | undefined): boolean {
  const [family = "", given] = name.split(" ");
  return link === " " && given !== undefined && given.length === 2 && family.length === 2 && isWholeName(name, true) && isGivenField(given);
}

/** Names of the lists directly behind a label, with no mark between. */
export function* afterBareLabels(text: string, found: WordHits): Iterable<Piece> {
  for (const match of matchesAtWords(text, found, WEAK_LABEL, NAME_OR_ROLE_LABEL)) {
    const value = match.groups?.value ?? "";
    const from = match.index + match[0].length - value.length;
    const [first = ""] = value.split(" ", 1);
    const name = [value, first, ...shortened(first)].find(
      (one) =>
        isNameAlone(one) ||
        isForeignName(one, match[0]) ||
        isLabelledPair(one, match.groups?.link) ||
        (one === first && one === value && ownsName(match[0]) && isPlainSurname(one)) ||
        (one === first &&
          (isListedSurname(one) ||
            (/^[ぁ-ん]/.test(one) &&
              (ASKS_FOR_NAME.test(match[0]) || /[でと]/.test(text.charAt(from + one.length))) &&
              isWholeName(one, false)))),
    );
    const isSingle = value.length === 1 && match.groups?.link !== undefined && singleLength(text.slice(from, from + 3), true) > 0;
    if (name === undefined && !isSingle) {
      if (match.groups?.link === "は") yield* surnamesFrom(text, from);
      continue;
    }
    const to = from + (name?.length ?? 1);
    yield { from, to };
    NEXT_IN_ROW.lastIndex = to;
    const next = NEXT_IN_ROW.exec(text)?.[0];
    if (next !== undefined) yield* surnamesFrom(text, to + next.length);
  }
}

/** The run without one of the words that follow names: 田中氏, 田中宛. */
function shortened(run: string): string[] {
  return piecesWithoutCompany(run)
    .filter(({ from, to }) => from === 0 && to < run.length)
    .map(({ to }) => run.slice(0, to));
}
