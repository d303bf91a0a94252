// Judges which characters of a Japanese text are a person's name: next to a cue, behind a label, or by the lists alone.
import type { Piece } from "../recogniser.ts";
import {
  AFTER_NAMES,
  BEFORE_NAMES,
  HISTORIC_PERSONS,
  japaneseLexicon,
  japanesePlaces,
  KANA_NOT_NAMES,
  LATIN_NOT_NAMES,
  NEIGHBOUR_SURNAMES,
  NOT_NAMES,
  ORGANISATION_ENDING,
  PLACE_ENDING,
  plainForm,
  RELATIONS,
  ROLE_ENDING,
  SINGLE_SURNAMES,
  SUFFIX_CHARACTERS,
} from "./japanese-lexicon.ts";
import { romanOfKana, romanOfLatin } from "./japanese-readings.ts";

export const HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff々〆ヶノツ\\ud840-\\ud87f\\udc00-\\udfff]";
const LATIN_WORD = "[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿĀ-ſ'’-]{0,30}";
export const LATIN_NAME = `${LATIN_WORD}(?:\\.? (?:(?:van|von|de|der|den|la|di|da|bin|al|el) ){0,2}${LATIN_WORD}){0,3}`;

const HAN_ONLY = new RegExp(`^${HAN}+$`);
const KATAKANA_ONLY = /^[ァ-ヴー]+$/;
const KANA_ONLY = /^(?:[ぁ-ゖー]+|[ァ-ヴー]+)$/;
const NAME_CHARACTERS_MAX = 9;
const UNKNOWN_NAME_CHARACTERS_MAX = 5;
/** A company's name in Latin capitals: IBM様. */
const INITIALS = /^[A-Z]{2,4}$/;

/** How sure the lists are of a run of Chinese characters; 0 where they know nothing of it. */
const SURENESS = { none: 0, unlisted: 1, rareSurname: 3, coined: 3.5, surname: 4, rareFull: 4, full: 5 } as const;
/** What an unknown word directly before a name takes from it. */
const STRANGER_BEFORE = 2.5;

/** A family name of the lists that is no ordinary word. */
export function isPlainSurname(plain: string): boolean {
  const { isSurname, isFrequentSurname, isOrdinaryWord } = japaneseLexicon();
  return isFrequentSurname(plain) || (isSurname(plain) && !isOrdinaryWord(plain));
}

/** Whether a word is made as given names are made today, though no list has it. */
function isCoinedGivenName(plain: string): boolean {
  const { isGivenCharacter, isOrdinaryWord } = japaneseLexicon();
  return plain.length === 2 && [...plain].every(isGivenCharacter) && !isOrdinaryWord(plain) && !NOT_NAMES.has(plain);
}

/** Whether it can stand behind a family name: a given name of the lists, or one written in kana. */
function isGivenName(word: string): boolean {
  if (KANA_ONLY.test(word)) return japaneseLexicon().givenReadings.has(romanOfKana(word)) && !KANA_NOT_NAMES.has(word);
  const plain = plainForm(word);
  if (japaneseLexicon().isGivenName(plain)) return true;
  // さち子, 美さき: kana and characters mixed.
  return word.length <= 4 && /^[ぁ-んァ-ヴー]{1,3}[子美代江恵奈香乃花菜衣枝世]$|^[^ぁ-ん]{1,2}[ぁ-ん]{1,3}$/.test(word);
}

/** How sure it is that a run of Chinese characters, all of it, is a name. */
function surenessOf(run: string): number {
  const plain = plainForm(run);
  if (NOT_NAMES.has(run)) return SURENESS.none;
  const { isFrequentSurname, isSurname, isOrdinaryWord, isGivenName: isListed } = japaneseLexicon();
  if (isFrequentSurname(plain)) return SURENESS.surname;
  let best: number = SURENESS.none;
  for (let family = 1; family < Math.min(plain.length, 6); family += 1) {
    const [surname, given] = [plain.slice(0, family), plain.slice(family)];
    if (isFrequentSurname(surname) && isListed(given)) return SURENESS.full;
    if (isFrequentSurname(surname) && isCoinedGivenName(given)) best = Math.max(best, SURENESS.coined);
    if (family > 1 && isListed(given) && isPlainSurname(surname)) best = Math.max(best, SURENESS.rareFull);
  }
  const isRare = plain.length > 1 && isSurname(plain) && !isOrdinaryWord(plain) && (!PLACE_ENDING.test(plain) || plain.endsWith("村"));
  return isRare ? Math.max(best, SURENESS.rareSurname) : best;
}

/** Whether the words before a name are of the kind that stands there: roles, days, an office. */
function isUsualBefore(words: string): boolean {
  let rest = words;
  for (let word = wordBefore(rest); word !== undefined; word = wordBefore(rest)) rest = rest.slice(word.length);
  return rest === "" || ORGANISATION_ENDING.test(rest) || (rest.length > 1 && /[人者員官]$/.test(rest));
}

function byFirstCharacter(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(words, (word) => word.charAt(0));
}

const AFTER_BY_LAST: ReadonlyMap<string, readonly string[]> = Map.groupBy(AFTER_NAMES, (word) => word.charAt(word.length - 1));
const BEFORE_BY_FIRST = byFirstCharacter(BEFORE_NAMES);

function wordBefore(text: string): string | undefined {
  return BEFORE_BY_FIRST.get(text.charAt(0))?.find((word) => text.startsWith(word));
}

/** Where the name begins that ends a run of Chinese characters. `acceptsUnlisted`: the cue alone makes a short run a name. */
export function nameStartIn(run: string, acceptsUnlisted: boolean): number | undefined {
  let best: { readonly from: number; readonly score: number } | undefined;
  for (let from = Math.max(0, run.length - NAME_CHARACTERS_MAX); from < run.length; from += 1) {
    const name = run.slice(from);
    const isUsual = isUsualBefore(run.slice(0, from));
    const known = surenessOf(name);
    const mayBe = acceptsUnlisted && isUsual && (mayBeName(name) || (run.length === 1 && isSingleSurname(run)));
    const sureness = known === SURENESS.none && mayBe ? SURENESS.unlisted : known;
    if (isGivenBehindRelation(run.slice(0, from), name)) return from;
    const score = sureness - (isUsual ? 0 : STRANGER_BEFORE);
    if (sureness > 0 && score >= SURENESS.unlisted && (best === undefined || score > best.score)) best = { from, score };
  }
  return best?.from;
}

function isGivenBehindRelation(before: string, name: string): boolean {
  return before !== "" && RELATIONS.some((word) => before.endsWith(word)) && japaneseLexicon().isGivenName(plainForm(name));
}

/** 髙様: a family name of one character that stands alone. */
function isSingleSurname(character: string): boolean {
  return japaneseLexicon().isSurname(plainForm(character)) && !NOT_NAMES.has(character);
}

/** Whether a run that the lists do not know can still be a person's name. */
function mayBeName(run: string): boolean {
  if (run.length < 2 || run.length > UNKNOWN_NAME_CHARACTERS_MAX || !HAN_ONLY.test(run) || NOT_NAMES.has(run)) return false;
  if (japanesePlaces().stems.has(run) || run.includes("会社")) return false;
  if (isListedSurname(run)) return true;
  return !ORGANISATION_ENDING.test(run) && !PLACE_ENDING.test(run) && !ROLE_ENDING.test(run);
}

const TAIL_CHARACTERS = 40;
const HAN_TAIL = new RegExp(`${HAN}{1,12}$`);
const SPACED_TAIL = new RegExp(
  `(?<family>${HAN}{1,10})[ _](?<given>(?:(?![様氏殿宛])${HAN}){1,3}|(?!さん|くん|ちゃん|さま)[ぁ-ん]{2,5}|[ァ-ヴー]{2,6})$`,
);
const KATAKANA_FAMILY_TAIL = new RegExp(`(?<![ァ-ヴー])(?<family>[ァ-ヴー]{2,14})[ ・=](?<given>(?:(?![様氏殿宛])${HAN}){1,3})$`);
const MIXED_TAIL = new RegExp(`(?<family>${HAN}{1,10})(?<given>[ぁ-ん]{1,4}${HAN}?|[ァ-ヴー]{2,6})$`);
const LETTERED_TAIL = new RegExp(`(?<name>(?:${HAN} {1,3}){1,5}${HAN})$`);
const LATIN_TAIL = new RegExp(`(?<![A-Za-z.])(?:${LATIN_WORD}, )?${LATIN_NAME}$`);
const KATAKANA_TAIL = /(?<![ァ-ヴー])[ァ-ヴー]{1,14}(?:[・ =][ァ-ヴー]{1,14}){0,3}$/;
const HIRAGANA_TAIL = /(?<![ぁ-ん])(?:[ぁ-ん]{2,6} )?[ぁ-ん]{2,6}$/;
const BRACKETED_TAIL = /\((?<inner>[ァ-ヴーぁ-んA-Za-z・ ]{2,20})\)$/;

/** The names that end at `end`, where an honorific begins: 山田太郎(ヤマダタロウ)様 has two. */
export function* namesBefore(text: string, end: number, acceptsUnlisted: boolean): Iterable<Piece> {
  const to = text.charAt(end - 1) === " " ? end - 1 : end;
  const start = Math.max(0, to - TAIL_CHARACTERS);
  const bracketed = text.charAt(to - 1) === ")" ? BRACKETED_TAIL.exec(text.slice(start, to)) : null;
  const nameEnd = to - (bracketed?.[0].length ?? 0);
  const length = nameLengthAtEnd(text.slice(start, nameEnd), acceptsUnlisted);
  if (length !== undefined) yield { from: nameEnd - length, to: nameEnd };
  if (bracketed?.groups?.inner !== undefined) yield { from: to - 1 - bracketed.groups.inner.length, to: to - 1 };
}

function nameLengthAtEnd(tail: string, acceptsUnlisted: boolean): number | undefined {
  const last = tail.at(-1) ?? "";
  if (/[A-Za-zÀ-ſ]/.test(last)) return acceptsUnlisted ? latinLength(tail) : undefined;
  // What stands at the very end rules most forms out before their patterns are tried.
  const [beforeLast, fourLast, sevenLast] = [tail.at(-2) ?? "", tail.slice(-4), tail.slice(-7)];
  const lettered = beforeLast === " " ? LETTERED_TAIL.exec(tail)?.groups?.name : undefined;
  if (lettered !== undefined && surenessOf(lettered.replaceAll(" ", "")) >= SURENESS.rareSurname) return lettered.length;
  const spaced = /[ _]/.test(sevenLast) ? familyAndGiven(SPACED_TAIL.exec(tail)) : undefined;
  const mixed = spaced === undefined && /[ぁ-んァ-ヴー]/.test(beforeLast + last) ? familyAndGiven(MIXED_TAIL.exec(tail)) : spaced;
  if (mixed !== undefined) return mixed;
  const foreign = /[ ・=]/.test(fourLast) ? KATAKANA_FAMILY_TAIL.exec(tail) : null;
  if (foreign !== null && isGivenName(foreign.groups?.given ?? "") && !KATAKANA_ORGANISATION.test(foreign.groups?.family ?? ""))
    return foreign[0].length;
  if (/[ぁ-ん]/.test(last)) return hiraganaLength(tail);
  if (/[ァ-ヴー]/.test(last)) return katakanaLength(tail);
  const run = HAN_TAIL.exec(tail)?.[0];
  const from = run === undefined ? undefined : (nameStartIn(run, acceptsUnlisted) ?? (isGivenAlone(run) ? 0 : undefined));
  return run === undefined || from === undefined ? undefined : run.length - from;
}

/** 翔平さん: a given name by itself before an honorific or title. */
function isGivenAlone(run: string): boolean {
  const plain = plainForm(run);
  return run.length > 1 && japaneseLexicon().isGivenName(plain) && !japaneseLexicon().isOrdinaryWord(plain) && !NOT_NAMES.has(run);
}

function familyAndGiven(match: RegExpExecArray | null): number | undefined {
  const { family = "", given = "" } = match?.groups ?? {};
  if (match === null || NOT_NAMES.has(given)) return undefined;
  const isNeighbour = NEIGHBOUR_SURNAMES.has(family.slice(-1)) && isUsualBefore(family.slice(0, -1)) && /[ _]/.test(match[0]);
  if (isNeighbour && given.length <= 2 && HAN_ONLY.test(given)) return match[0].length - family.length + 1;
  const isOldName = /^[ァ-ヴー]{2,4}$/.test(given) && !KANA_NOT_NAMES.has(given) && /[ _]/.test(match[0]);
  if (!(isOldName || isGivenName(given) || isCoinedGivenName(plainForm(given)))) return undefined;
  const length = surnameLengthAtEnd(family) ?? (isCuedFullName(family, given) ? family.length : undefined);
  return length === undefined ? undefined : match[0].length - family.length + length;
}

/** Length of the family name that ends a run and before which nothing strange stands. */
function surnameLengthAtEnd(run: string): number | undefined {
  const lengths = [2, 3, 1, 4, 5].filter((length) => length <= run.length);
  const fits = (length: number, isRight: (plain: string) => boolean) =>
    isRight(plainForm(run.slice(-length))) && isUsualBefore(run.slice(0, -length));
  const { isFrequentSurname, isSurname } = japaneseLexicon();
  return (
    lengths.find((length) => fits(length, isFrequentSurname)) ??
    lengths.find((length) => (length > 1 || run.length === 1) && fits(length, isSurname))
  );
}

function latinLength(tail: string): number | undefined {
  const name = LATIN_TAIL.exec(tail)?.[0];
  return name === undefined || INITIALS.test(name) || name.length < 2 ? undefined : name.length;
}

function hiraganaLength(tail: string): number | undefined {
  const whole = HIRAGANA_TAIL.exec(tail)?.[0] ?? "";
  const candidates = [
    whole,
    whole.slice(whole.lastIndexOf(" ") + 1),
    /[のはがとをにも](?<name>[ぁ-ん]{2,5})$/.exec(tail)?.groups?.name ?? "",
  ];
  const [family = "", given = ""] = whole.split(" ");
  const isPair = given !== "" && !/[のはがをにともで]$/.test(family) && !KANA_NOT_NAMES.has(given);
  if (isPair && japaneseLexicon().givenReadings.has(romanOfKana(given))) return whole.length;
  return candidates.find((name) => name !== "" && !KANA_NOT_NAMES.has(name) && isReading(name))?.length;
}

function katakanaLength(tail: string): number | undefined {
  const name = KATAKANA_TAIL.exec(tail)?.[0];
  if (name === undefined || name.length < 2 || KANA_NOT_NAMES.has(name) || KATAKANA_ORGANISATION.test(name)) return undefined;
  return name.length;
}

export const KATAKANA_ORGANISATION =
  /(?:グループ|ホールディングス|バンク|システムズ?|サービス|センター|サポート|ショップ|ストア|ホテル|クリニック|クラブ|チーム|デスク|コーポレーション|カンパニー|セキュリティ|ソリューションズ?|リース|ファイナンス|キャピタル|トヨタ|ソニー|パナソニック|モータース?|フーズ|マート|メディア|ユーザー|オーナー|カード|ローン|アプリ|メーカー|マンション|ビル|ハイツ)$/;

/** One reading of a family or given name, or both with a space or nothing between. */
export function isReading(name: string): boolean {
  const { surnameReadings, givenReadings } = japaneseLexicon();
  const [family = "", given] = name.split(/[ ・]/);
  const isSurname = (kana: string) => surnameReadings.has(romanOfKana(kana));
  const isGiven = (kana: string) => givenReadings.has(romanOfKana(kana));
  if (given !== undefined) return isSurname(family) && isGiven(given);
  if (name.length <= 5 && (isSurname(name) || isGiven(name))) return true;
  for (let length = 2; length <= Math.min(6, name.length - 2); length += 1) {
    if (isSurname(name.slice(0, length)) && isGiven(name.slice(length))) return true;
  }
  return false;
}

/** Whether two words in Latin letters are a Japanese person's names, in either order. */
export function isLatinReading(one: string, other: string): boolean {
  if ([one, other].some((word) => LATIN_NOT_NAMES.has(word.toLowerCase()))) return false;
  const [first, second] = [romanOfLatin(one), romanOfLatin(other)];
  const { surnameReadings, givenReadings } = japaneseLexicon();
  return (surnameReadings.has(first) && givenReadings.has(second)) || (surnameReadings.has(second) && givenReadings.has(first));
}

/** Whether a run of Chinese characters is a family name that most people know; no place's where `isNoPlace`. */
export function isWellKnownSurname(run: string, isNoPlace: boolean): boolean {
  return japaneseLexicon().isFrequentSurname(plainForm(run)) && !(isNoPlace && japanesePlaces().stems.has(run));
}

/** Family and given name that need no cue: both listed, neither an ordinary word, and together no longer word. */
export function isFullName(run: string, mayBeRare: boolean): boolean {
  const plain = plainForm(run);
  if (
    plain.length < 3 ||
    plain.length > 7 ||
    !japaneseLexicon().surnameMayBeginAt(plain, 0) ||
    NOT_NAMES.has(run) ||
    HISTORIC_PERSONS.has(plain)
  )
    return false;
  for (let family = 1; family <= Math.min(4, plain.length - 1); family += 1) {
    if (isSurePair(plain.slice(0, family), plain.slice(family), mayBeRare)) return !japaneseLexicon().looksLikeName(plain);
  }
  return false;
}

const NEIGHBOURS_AND_WORDS = new Set("金高石車河南方馬万白銭魚全何文林陸雷江夏秦武熊史田具宋毛段安");

/** The same with a space between, which makes it surer. */
export function isSpacedFullName(family: string, given: string): boolean {
  const surname = plainForm(family);
  const { isFrequentSurname } = japaneseLexicon();
  // 王 思遠, 朴 智勲: of Korea and China, where the family name is no word.
  const isNeighbour = NEIGHBOUR_SURNAMES.has(family) && !NEIGHBOURS_AND_WORDS.has(family) && given.length === 2;
  if (isNeighbour && isCoinedGivenName(plainForm(given))) return true;
  if (NOT_NAMES.has(given) || !(isGivenName(given) || (isFrequentSurname(surname) && isCoinedGivenName(plainForm(given))))) return false;
  if (HISTORIC_PERSONS.has(surname + plainForm(given))) return false;
  const isOrdinary = japaneseLexicon().isOrdinaryWord(plainForm(given));
  if (isFrequentSurname(surname)) {
    const isSuspect = japanesePlaces().stems.has(family) || family.length === 1;
    return !isOrdinary || (given.length === 1 ? !SUFFIX_CHARACTERS.has(given) : !isSuspect);
  }
  if (NOT_NAMES.has(family) || SUFFIX_CHARACTERS.has(family) || !japaneseLexicon().isSurname(surname)) return false;
  if (given.length > 1) return !isOrdinary;
  return family.length > 1 && isPlainSurname(surname) && !SUFFIX_CHARACTERS.has(given);
}

/** The same behind a label or beside a cue: any listed pair. */
export function isCuedFullName(family: string, given: string): boolean {
  if (NOT_NAMES.has(given) || NOT_NAMES.has(family) || family.length < 2) return false;
  // トメ, ヨシ: old given names in katakana that no list has.
  if (/^[ァ-ヴー]{2,4}$/.test(given) && !KANA_NOT_NAMES.has(given) && isPlainSurname(plainForm(family))) return true;
  // 倉敷 和音: a coined name beside a family name that is no town's alone.
  if (!isGivenName(given))
    return isCoinedGivenName(plainForm(given)) && family.length > 1 && japaneseLexicon().isSurname(plainForm(family));
  const isCertain = given.length > 1 && !japaneseLexicon().isOrdinaryWord(plainForm(given));
  return japaneseLexicon().isSurname(plainForm(family)) || (isCertain && family.length < 5 && !/[行社店部課室係局署院所]$/.test(family));
}

/** A family name of the lists that is neither an ordinary word nor a place: an office before it makes it a person's. */
export function isListedSurname(run: string): boolean {
  return run.length > 1 && isPlainSurname(plainForm(run)) && !japanesePlaces().stems.has(run) && !NOT_NAMES.has(run);
}

/** The same where what stands beside it says a person: it may be a town's name too (茂木, 戸田), but no prefecture's. */
export function isLikelySurname(run: string): boolean {
  return run.length > 1 && isPlainSurname(plainForm(run)) && !NOT_NAMES.has(run) && !japanesePlaces().prefectures.has(`${run}県`);
}

/** 担当は鳳です, 堤課長: a family name of one character. */
export function isCommonSingleSurname(character: string): boolean {
  return SINGLE_SURNAMES.has(plainForm(character));
}

/** A field for family names alone. */
export function isFamilyField(value: string): boolean {
  if (NOT_NAMES.has(value)) return false;
  return KANA_ONLY.test(value) ? isReading(value) : japaneseLexicon().isSurname(plainForm(value)) || mayBeName(value);
}

/** A field for given names alone. */
export function isGivenField(value: string): boolean {
  return !NOT_NAMES.has(value) && !RELATIONS.includes(value) && (isGivenName(value) || isCoinedGivenName(plainForm(value)));
}

function isSurePair(surname: string, given: string, mayBeRare: boolean): boolean {
  const { isFrequentSurname, isGivenName: isListed, isOrdinaryWord } = japaneseLexicon();
  if (!isListed(given) || /[県市町村区駅線店社会部課長者的用語力行号金税費権法通]$/.test(given)) return false;
  const isFrequent = isFrequentSurname(surname);
  if (isOrdinaryWord(given)) return isFrequent && surname.length > 1 && given.length === 1 && !japanesePlaces().stems.has(surname);
  if (isFrequent) return surname.length > 1 || given.length > 1;
  return mayBeRare && surname.length > 1 && given.length > 1 && isPlainSurname(surname) && !japanesePlaces().stems.has(surname);
}

/** 届出者, 所持者: any role that ends so. */
const ROLE_BEFORE = /^[\u3400-\u9fff]{1,4}者(?=.{2})/;

/** What of a run can be a name: all of it, or less the words before and behind a name that do not belong to it. */
export function piecesWithoutCompany(run: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const behind = (AFTER_BY_LAST.get(run.charAt(run.length - 1)) ?? NO_WORDS).filter((word) => run.endsWith(word));
  for (let from = 0; run.length - from >= 2; ) {
    pieces.push({ from, to: run.length });
    for (const { length } of behind) if (run.length - length - from >= 2) pieces.push({ from, to: run.length - length });
    const word =
      BEFORE_BY_FIRST.get(run.charAt(from))?.find((before) => run.startsWith(before, from)) ?? ROLE_BEFORE.exec(run.slice(from))?.[0];
    if (word === undefined) break;
    from += word.length;
  }
  return pieces;
}

const NO_WORDS: readonly string[] = [];

/** A whole value that the lists alone make a Japanese name. */
export function wholeJapaneseName(value: string): Piece | undefined {
  return isWholeName(value, false) ? { from: 0, to: value.length } : undefined;
}

function mayBePair(family: string, given: string): boolean {
  return japaneseLexicon().isSurname(plainForm(family)) || NEIGHBOUR_SURNAMES.has(family) || (family.length < 4 && isGivenName(given));
}

/** A whole value, such as a table's field, that is a name: Chinese characters, kana or Latin letters. `isSure`: its label says so. */
export function isWholeName(value: string, isSure: boolean): boolean {
  if (KANA_NOT_NAMES.has(value) || KATAKANA_ORGANISATION.test(value)) return false;
  const parts = value.split(/[ ・_]/);
  if (parts.some((part) => part === "" || NOT_NAMES.has(part))) return false;
  const joined = parts.join("");
  if (/^[ -~À-ſ]+$/.test(value)) return parts.length > 1 && isLatinReading(parts[0] ?? "", parts[1] ?? "");
  if (KATAKANA_ONLY.test(joined)) return isSure || parts.length > 1 || isReading(value);
  if (KANA_ONLY.test(joined)) return isReading(value) || (isSure && parts.length === 2);
  if (parts.length === 2 && familyAndGiven(SPACED_TAIL.exec(value.replace(/[・_]/, " "))) === value.length) return true;
  if (MIXED_TAIL.test(joined)) return familyAndGiven(MIXED_TAIL.exec(joined)) === joined.length;
  if (!HAN_ONLY.test(joined)) return false;
  const sureness = surenessOf(joined);
  if (ORGANISATION_ENDING.test(joined) && sureness < SURENESS.surname) return false;
  return (
    sureness >= SURENESS.rareSurname || (isSure && mayBeName(joined) && (parts.length === 1 || mayBePair(parts[0] ?? "", parts[1] ?? "")))
  );
}

/** A full name or a well-known family name that needs no honorific beside it: behind a label, before a title, where a message is signed. */
export function isNameAlone(name: string): boolean {
  const [family = "", given] = name.split(/[ ・]/);
  if (given !== undefined) return isSpacedFullName(family, given) || isCuedFullName(family, given) || isReading(name);
  return isFullName(name, true) || isWellKnownSurname(name, true);
}
