// Searches for persons in a Japanese text: next to honorifics and titles, and full names that need no cue.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece } from "../recogniser.ts";
import { japaneseLexicon } from "./japanese-lexicon.ts";
import {
  HAN,
  isCommonSingleSurname,
  isFullName,
  isGivenField,
  isLatinReading,
  isListedSurname,
  isNameAlone,
  isPlainSurname,
  isReading,
  isSpacedFullName,
  isWellKnownSurname,
  nameStartIn,
  namesBefore,
  piecesWithoutCompany,
} from "./japanese-name-places.ts";
import { IS_HAN } from "./name-characters.ts";

const KANA = /[\u3041-\u30fa]/;

const HONORIFIC =
  /(?<![様氏殿])(?:様(?![々式子相態])|さん(?![かがざ]?[くしす][るた])|さま(?!ざま|よ)|氏(?![名族神])|殿(?![下堂様中])|君(?![主臨が代子])|くん|ちゃん(?!と)|女史|嬢|先生|センセイ?)/g;
const SPOKEN_THREE =
  /^[ぁ-ん] さん|^.{0,2}さん(?:がつ|じゅう|びゃく|ぜん|まん|の(?:じゅう|いち|に|さん|よん|ご|ろく|なな|はち)|、(?:ぜろ|いち|に|さん|よん|ご|ろく|なな|はち|きゅう))/;
const NEEDS_KNOWN_NAME = new Set(["さん", "君", "くん", "ちゃん", "先生", "嬢", "センセ", "センセイ"]);

const CHILDREN = new Set(["ちゃん", "くん"]);
const CHILD = new RegExp(`(?<!${HAN})(${HAN}{2})$`);

/** As much of what stands before an honorific as is looked at, in characters: a little more than the longest name with its reading. */
const BEFORE_MAX = 48;

/** The names at the end of a piece of text; in lists and records the same piece stands before many honorifics. */
function rememberingNames(): (before: string, acceptsUnlisted: boolean) => readonly Piece[] {
  const known = { listed: new Map<string, readonly Piece[]>(), any: new Map<string, readonly Piece[]>() };
  return (before, acceptsUnlisted) => {
    const ofKind = acceptsUnlisted ? known.any : known.listed;
    const names = ofKind.get(before) ?? [...namesBefore(before, before.length, acceptsUnlisted)];
    ofKind.set(before, names);
    return names;
  };
}

/** Names that an honorific follows. */
export function* beforeHonorifics(text: string): Iterable<Piece> {
  const namesAtEnd = rememberingNames();
  for (const match of matchesIn(text, HONORIFIC)) {
    if ("御ご".includes(text.charAt(match.index - 1)) && match.index > 0) continue;
    // In a number said aloud さん is a three.
    if (match[0] === "さん" && SPOKEN_THREE.test(text.slice(Math.max(0, match.index - 2), match.index + 6))) continue;
    const start = Math.max(0, match.index - BEFORE_MAX);
    const names = namesAtEnd(text.slice(start, match.index), !NEEDS_KNOWN_NAME.has(match[0]));
    for (const { from, to } of names) yield { from: start + from, to: start + to };
    // 結月ちゃん: parents coin names.
    const child =
      names.length === 0 && CHILDREN.has(match[0]) ? CHILD.exec(text.slice(Math.max(0, match.index - 3), match.index))?.[1] : undefined;
    if (child !== undefined && isGivenField(child)) yield { from: match.index - child.length, to: match.index };
  }
}

const TITLE = new RegExp(
  "(?:副?部長|課長|係長|次長|副?社長|会長|専務|常務|室長|主任|工場長|事務長|編集長|委員長|議長|座長|組合長|塾長|センター長|グループ長|チーム長|班長|秘書|住職|宮司|女将|店主|調査官|審査官|執行官|社労士|社会保険労務士|薬剤師|准教授|助教|講師|(?<office>副?支店長|店長|所長|院長|理事長|頭取|校長|園長|局長|署長|駅長|学長|町長|区長|議員|監督|知事|市長)|代理|行員|(?:執行)?役員|顧問|参事|職員|弁護士|税理士|司法書士|会計士|医師|教授|選手|監査役|審査役|統括|支配人|主査|主幹|参与|公証人|行政書士|鑑定士|看護師|裁判官|判事|検事|刑事|記者|部員|課員|リーダー|マネー?ジャー|C[EFOT]O|と申します|と申し|といいます|と名乗る)" +
    `(?:(?:の|・| )?(?<after>${HAN}{2,8}(?: (?:(?![様氏殿宛])${HAN}){1,3})?))?`,
  "dg",
);
const HAN_BEFORE = new RegExp(`${HAN}{2,8}$`);

/** Names before and behind titles, and before words of introduction. */
export function* besideTitles(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, TITLE)) {
    const { office, after = "" } = match.groups ?? {};
    if (/ /.test(text.slice(Math.max(0, match.index - 4), match.index))) yield* namesBefore(text, match.index, false);
    const run = HAN_BEFORE.exec(text.slice(Math.max(0, match.index - 8), match.index))?.[0] ?? "";
    const from = nameStartIn(run, false);
    const name = run.slice(from ?? (isListedSurname(run) ? 0 : run.length));
    const isKnown =
      isFullName(name, true) ||
      isWellKnownSurname(name, office !== undefined) ||
      (name === run && (isListedSurname(name) || (office === undefined && isPlainSurname(name))));
    if (name !== "" && isKnown) {
      yield { from: match.index - name.length, to: match.index };
    }
    const single = text.charAt(match.index - 1);
    if (
      office === undefined &&
      isCommonSingleSurname(single) &&
      !HAN_BEFORE.test(text.slice(Math.max(0, match.index - 3), match.index)) &&
      name === ""
    ) {
      yield { from: match.index - 1, to: match.index };
    }
    const start = match.index + match[0].length - after.length;
    const behind = [after, after.split(" ", 1)[0] ?? ""].find((one) => isNameAlone(one) || (one === after && isListedSurname(one)));
    if (behind !== undefined) yield { from: start, to: start + behind.length };
  }
}

const RUN_CHARACTERS_MAX = 12;
const SPACED_GIVEN = new RegExp(
  `[ _](?:(?:(?![様氏殿宛])${HAN}){1,3}(?!(?![様氏殿宛])${HAN})|(?!さん|くん|ちゃん|さま)[ぁ-ん]{2,5}(?![ぁ-ん])|[ァ-ヴー]{2,6}(?![ァ-ヴー]))`,
  "y",
);
const HIRAGANA_GIVEN = /[ぁ-ん]{3,4}(?=[がはのをにとへも、。,()\s]|$)/y;
const LETTERS = new RegExp(` ${HAN} {1,3}${HAN}`);
const LETTERED = new RegExp(`(?<!${HAN} ?)(?:${HAN} {1,3}){2,5}${HAN}(?! ?${HAN})`, "g");

/** Full names that the lists know and that stand between words of other kinds. Without kana the text may be Chinese: only frequent family names. */
export function* fullNames(text: string): Iterable<Piece> {
  const mayBeRare = KANA.test(text);
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + 1;
    if (IS_HAN[text.charCodeAt(start)] !== 1) continue;
    while (end < text.length && end < start + RUN_CHARACTERS_MAX && IS_HAN[text.charCodeAt(end)] === 1) end += 1;
    // Two characters are a name only before a given name, and most stand before something else.
    if (end - start < 3 ? !mayGoOnAsName(text, end) : !holdsSurnameStart(text, start, end)) continue;
    const piece = fullNameIn(text, text.slice(start, end), start, mayBeRare);
    if (piece !== undefined) yield piece;
  }
  if (!LETTERS.test(text)) return;
  for (const match of matchesIn(text, LETTERED)) {
    if (isFullName(match[0].replaceAll(" ", ""), mayBeRare)) yield { from: match.index, to: match.index + match[0].length };
  }
}

function holdsSurnameStart(text: string, start: number, end: number): boolean {
  const { surnameMayBeginAt } = japaneseLexicon();
  for (let place = start; place + 1 < end; place += 1) if (surnameMayBeginAt(text, place)) return true;
  return false;
}

/** Whether a space, a low line or hiragana stands there. */
function mayGoOnAsName(text: string, place: number): boolean {
  const next = text.charAt(place);
  return next === " " || next === "_" || (next >= "ぁ" && next <= "ん");
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
  const isSpaced = text.includes(" ");
  const inKatakana = isSpaced || text.includes("・") ? matchesIn(text, KATAKANA_PAIR) : [];
  for (const match of [...inKatakana, ...(isSpaced ? matchesIn(text, HIRAGANA_PAIR) : [])]) {
    if (isReading(match[0])) yield { from: match.index, to: match.index + match[0].length };
  }
  for (const match of matchesIn(text, LATIN_PAIR)) {
    const { one = "", other = "" } = match.groups ?? {};
    if (isLatinReading(one, other)) yield { from: match.index, to: match.index + match[0].length };
  }
}
