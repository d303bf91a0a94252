// Whether a passage calls somebody by name: by a form of address, by a verb of persons behind a name, or by names that the lexicons know.
import { matchesIn } from "../matches-at-words.ts";
import { chineseLexicon, simplified } from "./chinese-lexicon.ts";
import { englishLexicon, plainSpelling } from "./english-lexicon.ts";
import { HISTORIC_PERSONS, japaneseLexicon, NOT_NAMES, PLACEHOLDERS, plainForm } from "./japanese-lexicon.ts";

// 様 and さん behind a name, 先生 and 女士 behind a Chinese name: what remains when the words for people in general are taken off.
const HONORIFIC =
  /[\u3400-\u9fffァ-ヴーA-Za-z] ?(?:(?<!お客|[皆各仕同多異模有神一何者人員社族奥先客王] ?)様(?![々式子相態])|(?<!お客|[たく皆者奥神] ?)さん(?![ざごご])|(?<!取締役|代表|当社|当行|弊社|同社|御社|貴社|[副前元新各両])(?:社長|会長|部長|課長|支店長|専務|常務|頭取|理事長|夫人)(?![室職会賞])|(?<![両彼] ?)氏(?![名族神])|(?<![諸主若暴貴細] ?)(?:君|くん|ちゃん)(?=[はがをにのもで、]))/;
const CHINESE_HONORIFIC =
  /(?<![医律老各学])[\u4e00-\u9fff](?:先生|女士|小姐|太太|大姐|大哥|大爷|大妈|大叔|阿姨|阿婆|伯伯|老师傅|总|經理|某)(?!们|們)/;
const VERB_OF_PERSONS =
  "is|was|has|had|suffer(?:s|ed)|told|disclose[sd]|says|said|mentioned|reported|declare[sd]|identifies|became|takes|underwent|converted|served|pleaded|did|got|goes|went|joined|attends|needs|wants|asked|called|lives|works|owes|keeps|uses|stood|ran|donated|voted|belongs|comes|came|lost|will|won't|hasn't|isn't|wasn't|can't";
const NAME_WITH_VERB = new RegExp(
  `(?<![A-Za-z])[A-Z][a-z'’-]{1,20} (?:[A-Z]\\. )?[A-Z][A-Za-z'’-]{1,20}(?:'s|’s|,| \\(|:)? ?(?:${VERB_OF_PERSONS})(?![a-z])`,
);
const CHINESE_ROLE =
  "投诉人|来电人|报案人|职工|应聘者|候选人|嫌疑人|法定代表人|法人代表|实际控制人|同事|经理|用户|乘客|驾驶员|对象|老乡|会员|学员|家属|客户|客戶|投保人|被保险人|被保險人|借款人|申请人|申請人|员工|員工|持卡人|患者|担保人|保证人|股东|当事人|会员|其妻|其夫|其子|其女|户名|戶名|姓名";
const NAME_BEHIND_ROLE = new RegExp(
  `(?:${CHINESE_ROLE})[:：是为叫 ]{0,2}[\\u4e00-\\u9fff]{2,3}(?:因|系|患|被|于|曾|是|为|信|确|近|已|有|得|上|去|说|来|反|自|做|要求|之|要|,|\\(|\\n|$)`,
);
const ENGLISH_TITLE = /(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z][a-z'’-]/;
const ENGLISH_ROLE =
  "[Ff]ile|[Nn]ame|[Nn]ote|[Rr]ecord|[Ee]mployee|[Cc]ustomer|[Cc]lient|[Aa]pplicant|[Cc]ontact|[Mm]ember|[Bb]orrower|[Tt]enant|[Ii]nsured|[Cc]laimant|[Pp]atient|[Pp]olicyholder|[Oo]wner|[Cc]ust|Re";
const NAME_OF_RECORD = new RegExp(`(?<![A-Za-z])(?:${ENGLISH_ROLE}):? [A-Z][a-z'’-]{1,20} [A-Z][A-Za-z'’-]{1,20}`);
const CANTONESE = /(?:^|[\s,.、。:(：]|客戶|客户)[\u4e00-\u9fff](?:太|生)(?=今|昨|係|嘅|話|想|要|有|個|仲|已|來|,|每)/;
const DOTTED_NAME = /[·・•‧](?<=[\u4e00-\u9fff]{2}.)[\u4e00-\u9fff]{1,6}(?=[\u4e00-\u9fff,(、]|$)/;
const SHORT_CHINESE =
  /(?<![\u4e00-\u9fff])[小老][王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴钟汪姜范姚谭廖邹熊陆郝崔邱秦顾侯邵孟雷钱汤尹黎](?!学|区|时|额)/;
const SIGNS: readonly RegExp[] = [
  HONORIFIC,
  CHINESE_HONORIFIC,
  CANTONESE,
  DOTTED_NAME,
  SHORT_CHINESE,
  NAME_WITH_VERB,
  NAME_BEHIND_ROLE,
  ENGLISH_TITLE,
  NAME_OF_RECORD,
];

const GIVEN_NAME_WITH_VERB = new RegExp(`(?<![A-Za-z.'’-])([A-Z][a-z]{2,14})(?:['’]s [a-z]{3,12})?,? (?:${VERB_OF_PERSONS})(?![a-z])`, "g");

/** Kwame is, Joanna's husband has. */
function holdsGivenName(passage: string): boolean {
  const { commonGivenNames, ordinaryWords, everydayWords } = englishLexicon();
  return [...matchesIn(passage, GIVEN_NAME_WITH_VERB)].some(([, written = ""]) => {
    const name = plainSpelling(written);
    return commonGivenNames.has(name) && !ordinaryWords.has(name) && !everydayWords.has(name);
  });
}

// What a short clause in Chinese says of its subject, if that is no word: 季明曾因盗窃, 马晓燕信伊斯兰教.
const CHINESE_SUBJECT =
  /(?:^|[\s,.;:!?。，、；：(（“"|])([\u4e00-\u9fff]{2,3})(?:信|是|系|为|為|患|确诊|確診|得了|曾|因|查出|刚|最近|近期|也是|,|，| )[\u4e00-\u9fff]{0,3}$/;

/** Whether the clause before the place begins with what must be a name, as no word is written so. */
export function hasChineseSubject(before: string): boolean {
  const [, written = ""] = CHINESE_SUBJECT.exec(before) ?? [];
  if (written === "") return false;
  const { words, notNames, surnames } = chineseLexicon();
  const subject = simplified(written);
  if (words.has(subject) || notNames.has(subject) || words.has(subject.slice(0, 2))) return false;
  return !words.has(subject.slice(-2)) || (subject.length === 3 && surnames.has(subject.charAt(0)));
}

/** Whether the passage calls somebody by name, which rules and descriptions of products do not. Looks at no more than it is given. */
export function callsByName(passage: string): boolean {
  return (
    SIGNS.some((sign) => sign.test(passage)) ||
    holdsEnglishName(passage) ||
    holdsGivenName(passage) ||
    holdsJapaneseName(passage) ||
    holdsChineseName(passage)
  );
}

const CAPITALISED =
  /(?<![\p{Script=Latin}'’.-])(\p{Lu}[\p{Ll}'’]{1,20}(?:-\p{Lu}\p{Ll}{1,20})?) (?:\p{Lu}\. ?)?(\p{Lu}['’]?\p{Lu}?\p{Ll}{1,20}(?:[-'’]\p{Lu}?\p{Ll}{1,20})?)(?!\p{Script=Latin})/gu;

function holdsEnglishName(passage: string): boolean {
  if (!/\p{Lu}/u.test(passage)) return false;
  return [...matchesIn(passage, CAPITALISED)].some(([, first = "", last = ""]) => isEnglishName(plainSpelling(first), plainSpelling(last)));
}

function isEnglishName(first: string, last: string): boolean {
  const lexicon = englishLexicon();
  const pair = `${first} ${last}`;
  if (lexicon.organisationNames.has(pair) || lexicon.publicFigures.has(pair)) return false;
  const isNone = (word: string): boolean =>
    lexicon.notNames.has(word) || lexicon.organisationWords.has(word) || lexicon.placeWords.has(word);
  if (isNone(first) || isNone(last)) return false;
  if (lexicon.commonGivenNames.has(first) && !lexicon.ordinaryWords.has(last)) return true;
  const isOrdinary = (word: string): boolean => lexicon.ordinaryWords.has(word) || lexicon.everydayWords.has(word);
  return !isOrdinary(first) && !isOrdinary(last);
}

const SPACED_JAPANESE =
  /(?<![\u3400-\u9fff々])([\u3400-\u9fff々ヶケツノ]{1,4})(?=[ \t]([\u3400-\u9fff々]{1,3}(?![\u3400-\u9fff々]|(?![はがをにのもとへや])[ぁ-ん])|(?:[ぁ-ん]{2,5}|[ァ-ヴー]{2,6})(?![\u3400-\u9fff々ぁ-ん])))/g;
const WHOLE_JAPANESE = /(?<![\u3400-\u9fff々])([\u3400-\u9fff々]{3,5})(?=[(、,はがをにのも:/\s]|$)/g;
/** 久保家は: a house by its surname. */
const JAPANESE_HOUSE = /(?<![\u3400-\u9fff々])([\u3400-\u9fff々]{2})家[はがのに]/g;
const KANA_NAME =
  /(?<![ァ-ヴー・])[ァ-ヴー]{2,8}[・=][ァ-ヴー]{2,10}(?![ァ-ヴー])|(?<![ァ-ヴー・ ])(?<=[\s:：、])[ァ-ヴー]{2,6} [ァ-ヴー]{2,6}(?=[、,。\s(]|$)/;

function holdsJapaneseName(passage: string): boolean {
  if (KANA_NAME.test(passage)) return true;
  const { isSurname, isGivenName, looksLikeName, isOrdinaryWord } = japaneseLexicon();
  for (const [, surname = "", given = ""] of matchesIn(passage, SPACED_JAPANESE)) {
    const name = plainForm(surname);
    if (!isSurname(name) || NOT_NAMES.has(surname) || PLACEHOLDERS.has(surname + given)) continue;
    if (isGivenName(plainForm(given)) || (!isOrdinaryWord(name) && !NOT_NAMES.has(given) && !isOrdinaryWord(given))) return true;
  }
  for (const [, house = ""] of matchesIn(passage, JAPANESE_HOUSE)) if (isSurname(plainForm(house)) && !isOrdinaryWord(house)) return true;
  for (const [, written = ""] of matchesIn(passage, WHOLE_JAPANESE)) {
    const name = plainForm(written);
    if (looksLikeName(name) || isOrdinaryWord(name) || NOT_NAMES.has(name) || HISTORIC_PERSONS.has(name) || PLACEHOLDERS.has(name))
      continue;
    for (const cut of [2, 3, 1]) if (cut < name.length && isSurname(name.slice(0, cut)) && isGivenName(name.slice(cut))) return true;
  }
  return false;
}

const CHINESE_CLAUSE_START =
  /(?<=^|[\s,.;:!?。，、；：(“"'\-—→|>=])([\u4e00-\u9fff]{2,4})(?=[\s,.;:。，、；：(（“"|]|因|系|患|被|曾|是|为|自|近|反映|说|要求|来|$)/g;

function holdsChineseName(passage: string): boolean {
  const { surnames, everydaySurnames, compoundSurnames, givenNameCharacters, frequentGivenNameCharacters, notNames, words } =
    chineseLexicon();
  for (const [, written = ""] of matchesIn(passage, CHINESE_CLAUSE_START)) {
    const name = simplified(written);
    const surnameLength = compoundSurnames.has(name.slice(0, 2)) && name.length > 2 ? 2 : 1;
    if (surnameLength === 1 && (name.length > 3 || !surnames.has(name.charAt(0)))) continue;
    // A surname that is also an everyday character needs a given name that reads like nothing else.
    const isFrequent = [...name.slice(1)].every((character) => frequentGivenNameCharacters.has(character));
    if (surnameLength === 1 && everydaySurnames.has(name.charAt(0)) && !(name.length === 3 && isFrequent)) continue;
    if (notNames.has(name) || words.has(name) || words.has(name.slice(0, 2))) continue;
    const given = name.slice(surnameLength);
    if (!words.has(given) && [...given].every((character) => givenNameCharacters.has(character))) return true;
  }
  return false;
}
