// Finds where a Chinese name begins and ends: next to an honorific or a label, or by the lexicon and what stands around it.

import type { Piece } from "../recogniser.ts";
import { CHINESE_KIND, chineseKinds, chineseLexicon, simplified } from "./chinese-lexicon.ts";
import { knownNameInLatin } from "./english-name-places.ts";

const HAN = /[\u3400-\u9fff]/;
const HONORIFIC = /大姐|大哥|大爷|大叔|大妈|大婶|阿姨|先生|女士|小姐|太太|经理|总监|主任|行长|主管|老师|医生|律师|教授/;
/** A name of a minority: parts between dots. */
const DOTTED_NAME = /^[\u4e00-\u9fff]{1,8}(?:[·•‧・][\u4e00-\u9fff]{1,10}){1,3}/;
/** Where the sentence goes on behind the last part of such a name. */
const BEHIND_DOTTED_NAME =
  /^(?:[的在于要说是有和与向对因被把从到给让为系患称曾自已将也都不未，,]|名下|本人|来电|来访|来行|致电|申请|办理|要求)/;

function dottedNameAtStart(value: string): Piece | undefined {
  const name = DOTTED_NAME.exec(value)?.[0];
  if (name === undefined) return undefined;
  const lastPart = name.search(/[^·•‧・]+$/);
  for (let end = lastPart + 2; end < name.length; end += 1) if (BEHIND_DOTTED_NAME.test(value.slice(end))) return { from: 0, to: end };
  return { from: 0, to: name.length };
}

/** The name at the start of a value behind a label and a clear mark such as a colon. */
export function nameAfterChineseLabel(value: string): Piece | undefined {
  const dotted = dottedNameAtStart(value);
  if (dotted !== undefined) return dotted;
  if (!HAN.test(value.charAt(0))) return knownNameInLatin(value);
  const text = simplified(value);
  const known = lengthAtStart(text, true);
  if (known !== undefined) return { from: 0, to: known };
  const { notNames, words } = chineseLexicon();
  // A rare family name: nothing but two or three characters that are no word.
  const isRare =
    text.length >= 2 && text.length <= 3 && !notNames.has(text) && !words.has(text) && !isOrganisation(text) && !holdsWord(text);
  return isRare ? { from: 0, to: text.length } : undefined;
}

/** As `nameAfterChineseLabel`, where the label may well be followed by something else. */
export function knownNameAfterChineseLabel(value: string): Piece | undefined {
  const dotted = dottedNameAtStart(value);
  if (dotted !== undefined) return dotted;
  if (!HAN.test(value.charAt(0))) return knownNameInLatin(value);
  const length = lengthAtStart(simplified(value), false);
  return length === undefined ? undefined : { from: 0, to: length };
}

/** Characters with single spaces between them are read without these. */
export function spacedNameAfterChineseLabel(value: string): Piece | undefined {
  const joined = simplified(value.replaceAll(" ", ""));
  return lengthAtStart(joined, false) === joined.length ? { from: 0, to: value.length } : undefined;
}

/** A whole value that is a Chinese name behind a label that only persons follow; nothing may be left of it. */
export function wholeNameAfterChineseLabel(value: string): Piece | undefined {
  const text = simplified(value);
  return lengthAtStart(text, true) === text.length ? { from: 0, to: text.length } : undefined;
}

/** A whole value that can only be a Chinese name. */
export function wholeChineseName(value: string): Piece | undefined {
  const text = simplified(value);
  return lengthAtStart(text, false) === text.length && text.length >= 2 ? { from: 0, to: text.length } : undefined;
}

function holdsWord(text: string): boolean {
  const { words } = chineseLexicon();
  return words.has(text.slice(0, 2)) || words.has(text.slice(1, 3));
}

function isOrganisation(text: string): boolean {
  return chineseLexicon().organisationEnds.some((end) => text.length > end.length && text.endsWith(end));
}

/** Length of the family name that begins the text: 2, 1, or 0 for none. */
function surnameLength(text: string): number {
  const { surnames, compoundSurnames } = chineseLexicon();
  if (text.length > 2 && compoundSurnames.has(text.slice(0, 2))) return 2;
  return surnames.has(text.charAt(0)) ? 1 : 0;
}

/** How long the name is that begins a (simplified) text; a strong label also lets everyday characters be a family name. */
function lengthAtStart(text: string, isStrong: boolean): number | undefined {
  const run = (/^[\u3400-\u9fff]*/.exec(text)?.[0] ?? "").split(HONORIFIC, 1)[0] ?? "";
  const surname = surnameLength(run);
  const { notNames, words, everydaySurnames, givenNameCharacters } = chineseLexicon();
  if (surname === 0 || run.length <= surname || notNames.has(run) || notNames.has(run.slice(0, 2)) || words.has(run)) return undefined;
  if (run.length > 3 && isOrganisation(run)) return undefined;
  if (isDoubleSurname(run)) return 4;
  const longer = surname + 2;
  const length = run.length < longer || goesOnAt(run, surname + 1) ? surname + 1 : longer;
  const name = run.slice(0, length);
  if (words.has(name)) return undefined;
  const endsHere = run.length === length || chineseLexicon().charactersAfterNames.has(run.charAt(length));
  const outweighsWord = endsHere && (isStrong || isFrequentGivenName(name.slice(surname)));
  if (surname === 1 && words.has(run.slice(0, 2)) && !outweighsWord) return undefined;
  const isEveryday = surname === 1 && everydaySurnames.has(name.charAt(0));
  if (!isStrong && isEveryday && !isFrequentGivenName(name.slice(1)) && !isCommonShortName(name, run)) return undefined;
  const plausible = [...name.slice(surname)].every((character) => givenNameCharacters.has(character));
  if (plausible) return length;
  const isWhole = run.length === length && !isOrganisation(name) && !(length === 3 && holdsWord(name));
  return isWhole && !isEveryday ? length : undefined;
}

/** 何伟: two characters, one of them an everyday word, but both frequent in names, and the sentence ends or goes on behind them. */
function isCommonShortName(name: string, run: string): boolean {
  const { commonEverydaySurnames, frequentGivenNameCharacters, charactersAfterNames } = chineseLexicon();
  const isCommon = name.length === 2 && commonEverydaySurnames.has(name.charAt(0)) && frequentGivenNameCharacters.has(name.charAt(1));
  return isCommon && (run.length === 2 || charactersAfterNames.has(run.charAt(2)));
}

/** Two characters that given names often have. */
function isFrequentGivenName(given: string): boolean {
  const { frequentGivenNameCharacters } = chineseLexicon();
  return given.length === 2 && [...given].every((character) => frequentGivenNameCharacters.has(character));
}

/** 陳方安生: the husband's family name before the wife's own name. */
function isDoubleSurname(run: string): boolean {
  const { surnames, everydaySurnames, frequentGivenNameCharacters, words } = chineseLexicon();
  if (run.length !== 4 || !surnames.has(run.charAt(0)) || !surnames.has(run.charAt(1)) || words.has(run.slice(0, 2))) return false;
  if (everydaySurnames.has(run.charAt(0))) return false;
  return [...run.slice(2)].every((character) => frequentGivenNameCharacters.has(character));
}

/** Whether the sentence goes on at the place where a second character of the given name could stand. */
function goesOnAt(run: string, place: number): boolean {
  const { charactersAfterNames, words } = chineseLexicon();
  if (run.length > place + 1 && (words.has(run.slice(place, place + 2)) || words.has(run.slice(place, place + 3)))) {
    const second = run.slice(place - 1, place + 1);
    return !words.has(second) || charactersAfterNames.has(run.charAt(place));
  }
  return charactersAfterNames.has(run.charAt(place)) && !words.has(run.slice(place - 1, place + 1));
}

/** The name at the end of a run that 先生, 女士, 经理 or the like follows. */
export function nameBeforeChineseHonorific(run: string): Piece | undefined {
  const dot = run.search(/[·•‧・]/);
  if (dot > 0) {
    const from = skipWordsBeforeNames(simplified(run.slice(0, dot)));
    return { from, to: run.length };
  }
  const text = simplified(run);
  const start = skipWordsBeforeNames(text);
  const rest = text.slice(start);
  const { notNames, words, surnames, everydaySurnames, compoundSurnames } = chineseLexicon();
  // 方圆女士: a word, but one that can only be a name where nothing stands before it.
  const isWord =
    words.has(rest) &&
    !compoundSurnames.has(rest) &&
    !(start === 0 && surnameLength(rest) === 1 && isFrequentGivenName(`${rest.slice(1)}${rest.slice(-1)}`));
  if (rest === "" || notNames.has(rest) || isWord || /(?:先生|女士|小姐|太太)$/.test(rest)) return undefined;
  for (const length of [4, 3, 2, 1]) {
    const name = rest.slice(-length);
    if (length > rest.length || !isNameWithHonorific(name)) continue;
    // Of 和李明 the second is the family name.
    const shorter = name.slice(1);
    const isShorter = everydaySurnames.has(name.charAt(0)) && surnames.has(shorter.charAt(0)) && length < rest.length;
    if (isShorter || notNames.has(name) || (length > 1 && length < 4 && words.has(name) && rest !== name)) continue;
    if (length === 3 && surnameLength(name) === 1 && words.has(name.slice(0, 2)) && !isFrequentGivenName(name.slice(1))) continue;
    if (length === 1 && rest.length > 1 && words.has(rest.slice(-2))) return undefined;
    if (length === 1 && rest.length > 1 && everydaySurnames.has(name)) return undefined;
    return { from: run.length - length, to: run.length };
  }
  return undefined;
}

function isNameWithHonorific(name: string): boolean {
  if (name.length === 4) return isDoubleSurname(name) || surnameLength(name) === 2;
  if (name.length === 2 && chineseLexicon().compoundSurnames.has(name)) return true;
  const surname = surnameLength(name);
  return surname > 0 && (name.length === 1 || name.length - surname >= 1);
}

/** As `nameBeforeChineseHonorific`, before a title that many words end in too (经理, 总): a family name that is no everyday character. */
export function nameBeforeChineseTitle(run: string): Piece | undefined {
  const piece = nameBeforeChineseHonorific(run);
  if (piece === undefined) return undefined;
  const text = simplified(run);
  const name = text.slice(piece.from);
  const { everydaySurnames, words } = chineseLexicon();
  const standsFree = piece.from === 0 || piece.from === skipWordsBeforeNames(text);
  if (everydaySurnames.has(name.charAt(0)) && (name.length === 1 || !standsFree)) return undefined;
  return words.has(text.slice(Math.max(0, piece.from - 1), piece.from + 1)) && piece.from > 0 && !standsFree ? undefined : piece;
}

/** A family name by itself, where the sentence says that it is one. */
export function familyName(value: string): Piece | undefined {
  const text = simplified(value);
  const { surnames, compoundSurnames } = chineseLexicon();
  return (text.length === 1 ? surnames : compoundSurnames).has(text) ? { from: 0, to: value.length } : undefined;
}

/** 王 小 明 before an honorific. */
export function spacedNameBeforeChineseHonorific(value: string): Piece | undefined {
  // Two characters with a space between may be the end of a word and a family name.
  const joined = simplified(value.replaceAll(" ", ""));
  return surnameLength(joined) === 1 && !chineseLexicon().words.has(joined) ? { from: 0, to: value.length } : undefined;
}

function skipWordsBeforeNames(run: string): number {
  let start = 0;
  for (let length = wordBeforeNamesAt(run, start); length > 0; length = wordBeforeNamesAt(run, start)) start += length;
  return start;
}

/** Length of the longest word at a place that stands before names, if anything is left behind it; 0: none. */
function wordBeforeNamesAt(run: string, start: number): number {
  const { beforeNames } = chineseLexicon();
  for (let length = Math.min(WORDS_BEFORE_MAX, run.length - start - 1); length > 0; length -= 1) {
    if (beforeNames.has(run.slice(start, start + length))) return length;
  }
  return 0;
}

const VERB_BEHIND =
  /^(?:查出|确诊|患有|得了|有(?!关|效|限|无|些|的|利|权|可|所|助|序|机|待|偿|损|望|期|时|余)|刷[了卡]|蹲过|坐过|进过|信奉|信仰(?=[\u4e00-\u9fff])|皈依|加入|退出|参选|捐|正在|目前|现任|仍|凌晨|昨晚|今早|存款|存了|取了|借了|欠|还了|转了|汇了|收了|买了|卖了|失|流产|产假|刑|被|获|遭|犯|经营|经商|籍贯|国籍|民族|[，,] ?(?:[\u4e00-\u9fff]{1,4}族|男|女|\d{2}岁|中共|因|曾|涉|系|现)|[(（] ?[\u4e00-\u9fff]{1,4}族|[，,]? ?(?:党员|信徒|教徒)|委员|法师|神父|牧师|阿訇|修女|居士|道长|顶班|代班|值班|请假|加班|没来|没到|迟到|离职|辞职|入职|调岗|休假|休产假|出差|住院|怀孕|报到|到岗|接班|带队|主讲|缺席|在场|顶岗|跟单|接手|交接|领卡|领取|透露|爆料|坦言|承认|供述|抱怨|介绍|来电|系(?!列|统|数)|患|因|自述|自称|声称|曾|有意|无法|无力|微信|支付宝|邮箱|是(?=[^否])|为(?=[^了])|致电|办理|申请|反映|投诉|咨询|查询|要求|表示|称|希望|名下|持有|持|的?(?:账户|账号|帐户|卡|银行卡|信用卡|储蓄卡|存款|贷款|余额|手机|电话|身份证|住址|地址|客户号|资料|签名|流水|征信|房贷|理财|保单|护照|妻子|丈夫|儿子|女儿|配偶|父亲|母亲|客户经理|合同|家人|房产|护照|收入|工资|生日|情况|问题|申请|授权|名字)|于[\d今昨上下本]|向(?:我|本|他|她|银行|其|行)|到(?:柜|网点|我行|店|行)|在(?:我|本|柜|网点)|今[天日]|昨[天日]|上午|下午|已|签署|签字|签名|转账|汇款|存入|取款|取现|收到?|开户|挂失|出生|住|现居|现住|说|问|把|要|想|打来|来(?:行|访|柜|办|我)|和|与|及其|是我|本人|代办|代为|代理|共同|一起|分别|会|均|那个|这个|这位|那位|名下|可以|可否|能否|会在|会于|不同意|同意|拒绝|未|尚未|去世|病|[,，、]? ?(?:男|女|电话|手机|身份证|账号|卡号|生于|\d{2}岁)|[(（](?:男|女|身份证|账号|手机|电话|先生|女士|工号|员工|客户号|卡号|尾号|电话|ID|UID))/;
/** Any word for a person by what he does. */
const PERSON_BEFORE = /[^个本他别有无每某众何为令家一人私旁]人$/;
const WORDS_BEFORE_MAX = 6;
const KANA = /[\u3041-\u30f6]/;

const DOT = /[·•‧・]/;
const SURNAME = CHINESE_KIND.surname;

/** Names that stand free between marks, or between a word that persons follow and one that follows persons. Linear in the text. */
export function* chineseNamesWithoutCue(text: string): Iterable<Piece> {
  // Japanese writes other words with the same characters.
  if (!HAN.test(text) || KANA.test(text)) return;
  const reading = simplified(text);
  const kinds = chineseKinds();
  const hasDots = DOT.test(reading);
  for (let index = 0; index < reading.length; index += 1) {
    const code = reading.charCodeAt(index);
    if (code < 0x4e00 || code > 0x9fff) continue;
    const own = kinds[code] ?? 0;
    const isStart = (own & SURNAME) !== 0 && ((kinds[reading.charCodeAt(index + 1)] ?? 0) & CHINESE_KIND.givenName) !== 0;
    const mayBegin = isStart || (own & CHINESE_KIND.compoundSurnameStart) !== 0;
    const length = (mayBegin ? lengthOfNameAt(reading, index) : undefined) ?? (hasDots ? lengthOfDottedNameAt(reading, index) : undefined);
    if (length === undefined) continue;
    yield { from: index, to: index + length };
    index += length - 1;
  }
}

/** A name of a minority that begins where a mark or a word that names may follow ends, before what only a person does. */
function lengthOfDottedNameAt(text: string, start: number): number | undefined {
  const dot = text.slice(start, start + DOTTED_PART_CHARACTERS_MAX + 1).search(/[·•‧・]/);
  if (dot < 2 || borderBefore(text, start) === "inside" || skipWordsBeforeNames(text.slice(start, start + dot)) > 0) return undefined;
  const piece = dottedNameAtStart(text.slice(start, start + 3 * DOTTED_PART_CHARACTERS_MAX));
  const length = piece?.to;
  return length !== undefined && VERB_BEHIND.test(text.slice(start + length, start + length + BEHIND_CHARACTERS)) ? length : undefined;
}

const DOTTED_PART_CHARACTERS_MAX = 8;

function lengthOfNameAt(text: string, start: number): number | undefined {
  const window = text.slice(start, start + 4);
  const surname = surnameLength(window);
  if (surname === 0) return undefined;
  const { words } = chineseLexicon();
  const left = borderBefore(text, start);
  if (left === "inside") return undefined;
  // 雷鸣远有: a word may begin a name only where nothing else can stand before what a person does.
  if (surname === 1 && words.has(window.slice(0, 2))) {
    const isName =
      left === "mark" && isFrequentGivenName(window.slice(1, 3)) && VERB_BEHIND.test(text.slice(start + 3, start + 3 + BEHIND_CHARACTERS));
    return isName && isNameAt(text, start, surname, surname + 2, left) ? surname + 2 : undefined;
  }
  for (const length of [surname + 2, surname + 1]) {
    if (isNameAt(text, start, surname, length, left)) return length;
  }
  return undefined;
}

type Border = "mark" | "word" | "vocabulary" | "inside";

/** What stands before a place: a mark or the text's start, a word that names may follow, any other word, or the inside of one. */
function borderBefore(text: string, start: number): Border {
  if (start === 0 || !HAN.test(text.charAt(start - 1))) return "mark";
  // 控制人马国强: a whole word before it weighs more than a word (人马) across the border.
  if (endsInWordBeforeNames(text, start, 2)) return "word";
  const { words } = chineseLexicon();
  const across = [text.slice(start - 1, start + 1), text.slice(Math.max(0, start - 2), start + 1), text.slice(start - 1, start + 2)];
  if (across.some((word) => words.has(word))) return "inside";
  const isWord = endsInWordBeforeNames(text, start, 1) || PERSON_BEFORE.test(text.slice(Math.max(0, start - WORDS_BEFORE_MAX), start));
  if (isWord) return "word";
  return words.has(text.slice(Math.max(0, start - 2), start)) ? "vocabulary" : "inside";
}

/** Whether a word of at least so many characters that stands before names ends at the place. */
export function endsInWordBeforeNames(text: string, end: number, charactersMin: number): boolean {
  const { beforeNames } = chineseLexicon();
  if (((chineseKinds()[text.charCodeAt(end - 1)] ?? 0) & CHINESE_KIND.endBeforeName) === 0) return false;
  for (let characters = charactersMin; characters <= Math.min(end, WORDS_BEFORE_MAX); characters += 1) {
    if (beforeNames.has(text.slice(end - characters, end))) return true;
  }
  return false;
}

function isNameAt(text: string, start: number, surname: number, length: number, left: Border): boolean {
  const { words, notNames, publicNames, givenNameCharacters } = chineseLexicon();
  const name = text.slice(start, start + length);
  const given = [...name.slice(surname)];
  if (
    name.length < length ||
    words.has(name) ||
    notNames.has(name) ||
    publicNames.has(name) ||
    isOrganisation(name) ||
    HONORIFIC.test(name) ||
    name.endsWith("总")
  )
    return false;
  if (!given.every((character) => givenNameCharacters.has(character))) return false;
  // The last character begins another word.
  const end = start + length;
  const isEnd = !HAN.test(text.charAt(end));
  if (!isEnd && (words.has(text.slice(end - 1, end + 1)) || words.has(text.slice(end - 1, end + 2)))) return false;
  return stands({ text, start, end, name, surname, given, left, isEnd });
}

/** 关姐, 黄总: the family name alone is the value. */
const RELATIVE_END = /[姐哥叔婶妈爷嫂伯姨总工]$/;

interface Candidate {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly surname: number;
  readonly given: readonly string[];
  readonly left: Border;
  readonly isEnd: boolean;
}

/** Whether what stands before and behind a possible name makes it one: the more everyday the characters, the more is asked. */
function stands({ text, start, end, name, surname, given, left, isEnd }: Candidate): boolean {
  const { words, commonSurnames, everydaySurnames, frequentGivenNameCharacters, charactersAfterNames } = chineseLexicon();
  const hasVerb = VERB_BEHIND.test(text.slice(end, end + BEHIND_CHARACTERS));
  const goesOn = charactersAfterNames.has(text.charAt(end));
  const frequent = given.filter((character) => frequentGivenNameCharacters.has(character)).length;
  const areFrequent = frequent === given.length;
  const isCommon = surname === 2 || commonSurnames.has(name.charAt(0));
  const isShort = given.length === 1 && surname === 1;
  const holdsGivenWord = given.length === 2 && words.has(given.join(""));
  if (left === "vocabulary") return isCommon && areFrequent && !isShort && (hasVerb || isEnd || (goesOn && !holdsGivenWord));
  const isFramed = left === "mark" || endsInWordBeforeNames(text, start, 2);
  if (surname === 1 && everydaySurnames.has(name.charAt(0))) {
    if (isShort) return areFrequent && isFramed && hasVerb && !RELATIVE_END.test(name);
    return (
      areFrequent && (hasVerb ? isFramed || !holdsGivenWord : !holdsGivenWord || isEnd) && (hasVerb || isEnd || (left === "word" && goesOn))
    );
  }
  if (hasVerb && (isFramed || left === "word" || areFrequent || isCommon))
    return !holdsGivenWord || areFrequent || (left === "mark" && !isCommon);
  if (isShort) return areFrequent && isShortNameHere(text, start, end, isCommon, left, isEnd, goesOn);
  const isPlausible = areFrequent || (isCommon && frequent > 0 && !holdsGivenWord);
  return isPlausible && (isEnd ? areFrequent || left === "word" : goesOn && !(left === "mark" && holdsGivenWord));
}

function isShortNameHere(
  text: string,
  start: number,
  end: number,
  isCommon: boolean,
  left: Border,
  isEnd: boolean,
  goesOn: boolean,
): boolean {
  if (left === "word") return (isEnd && isCommon) || (goesOn && LABELS_BEFORE.test(text.slice(Math.max(0, start - 2), start)));
  return isEnd && (isCommon || text.charAt(start - 1) === "、") && isListed(text, start, end - start);
}

const BEHIND_CHARACTERS = 6;

const LABELS_BEFORE = /(?:[人方主妻夫子女户员客者]|姓名|户名|名叫|我叫|同事|股东|董事|监事)$/;

/** Whether marks stand on both sides, as in a list, a row of a table or a value of JSON; the whole text may be the name. */
function isListed(text: string, start: number, length: number): boolean {
  const before = text.charAt(start - 1);
  const behind = text.charAt(start + length);
  return /^[,，、;；|\t"'/:：(（]?$/.test(before) && /^[,，、;；|\t"'/)）\n]?$/.test(behind) && !(before === "" && behind === "");
}
