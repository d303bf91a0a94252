// Recognisers of persons whose names a Japanese text writes in katakana: as banks' forms and transfers do, and names from abroad.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";
import { ABROAD_NOT_PERSONS, abroadNames, KANA_NOT_NAMES } from "./japanese-lexicon.ts";
import { HAN, isNameAlone, isReading, KATAKANA_ORGANISATION } from "./japanese-name-places.ts";

const WORD = "[ァ-ヴー]{1,14}";
/** ﾄﾞｳｼﾞﾏ ﾀｶﾕｷｻﾏ, タカハシ ユウジ サマ: an honorific in katakana too. */
const BEFORE_HONORIFIC = new RegExp(`(?<![ァ-ヴー])(?<value>${WORD}(?:[ ・]${WORD}){0,3}?)[ ]?(?:サマ|ドノ)(?![ァ-ヴー])`, "dg");
/** No name: the words for customers and for everybody, as they stand before サマ. */
const NOBODY = /^(?:オ?キャク|オ?キヤク|ミナ|オ?カスタマー?|ゴ?ホンニン|ゴ?カゾク|ゴ?シュジン|オク|カミ|オカゲ|オツカレ|ゴクロウ)$/;

/** The name at the end of words in katakana: the last two as a rule, オスマイノ ヒガ マサル. */
function nameAtEnd(words: string): Piece | undefined {
  const places = [...words.matchAll(/[ァ-ヴー]+/g)].map(({ 0: word, index }) => ({ word, from: index }));
  const last = places.at(-1)?.word ?? "";
  if (NOBODY.test(last) || KATAKANA_ORGANISATION.test(words)) return undefined;
  const pair = places.slice(-2);
  const from = pair[0]?.from ?? 0;
  if (pair.length === 2 && (isReading(words.slice(from)) || places.length > 2)) return { from, to: words.length };
  if (pair.length === 2)
    return /[ノハガヲニ]$/.test(pair[0]?.word ?? "") ? { from: pair[1]?.from ?? 0, to: words.length } : { from: 0, to: words.length };
  return isReading(last) && !KANA_NOT_NAMES.has(last) ? { from: 0, to: words.length } : undefined;
}

const ABROAD = new RegExp(`(?<![ァ-ヴー・=])${WORD}(?:[ ・=]${WORD}){1,4}(?![ァ-ヴー・=])`, "g");
const PERSONAL_CHARACTERS = 40;
/** What stands near a person: papers, numbers, relatives, what persons do. */
const PERSONAL =
  /様|さん|氏(?!名[をのが])|国籍|在留|旅券|パスポート|生年|生まれ|口座|名義|電話|携帯|住所|住ま|本人|契約|申込|来店|来訪|送金|振込|受取|妻|夫|配偶|婚姻|給与|勤務|\d{4}[-/]\d{1,2}[-/]\d{1,2}/;

/** Names from abroad, of the list in all their parts, or in one of them where something personal stands near. */
function* namesFromAbroad(text: string): Iterable<Piece> {
  const names = abroadNames();
  for (const { 0: run, index } of matchesIn(text, ABROAD)) {
    const parts = run.split(/[ ・=]/);
    const listed = parts.filter((part) => names.has(part)).length;
    if (listed === 0 || KATAKANA_ORGANISATION.test(run) || ABROAD_NOT_PERSONS.has(parts.join("・"))) continue;
    // Names of one character are syllables of other words too.
    const isSure = listed === parts.length && parts.some(({ length }) => length > 2);
    const around = text.slice(Math.max(0, index - PERSONAL_CHARACTERS), index + run.length + PERSONAL_CHARACTERS);
    if (isSure || (listed * 2 >= parts.length && /[・=]|^\S+ \S+ \S+$/.test(run) && PERSONAL.test(around)))
      yield { from: index, to: index + run.length };
  }
}

/** Behind a surname's reading alone: 「ヨシナガまで」, 「オカベと申します」. */
const SPOKEN =
  /(?:まで(?=[。、\s]|$|お|ご|連絡|電話)|と申|ともうし|が承り)(?<=(?<![ァ-ヴー])(?<value>[ァ-ヴー]{3,6})(?:まで|と申|ともうし|が承り))/dg;

/** 寺嶋 玲奈,テラシマ レナ: the reading of the name that stands before it. */
const READING = new RegExp(
  `(?<=(?<name>${HAN}{1,5} ?${HAN}{1,4})["']?[ ]?[,|(/\\t ]["' ]{0,2})(?<value>[ァ-ヴー]{2,8}[ ・]?[ァ-ヴー]{2,8})(?=["']?[ ]?[,|)/\\t\\n]|$)`,
  "dg",
);

function* readingsOfNames(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, READING)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    if (isNameAlone(match.groups?.name ?? "") && !KATAKANA_ORGANISATION.test(text.slice(from, to))) yield { from, to };
  }
}

export const JAPANESE_KANA_NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name in katakana before an honorific in katakana",
    signal: "kana",
    pattern: BEFORE_HONORIFIC,
    narrows: nameAtEnd,
    confidence: 0.85,
    examples: ["«ドウジマ タカユキ»サマ 14:30", "«ﾀｶﾊｼ ﾕｳｼﾞ» ｻﾏ ﾉ ﾌﾂｳﾖｷﾝ", "オスマイノ «ヒガ マサル» サマ ヘ", "«ハセガワ»サマ"],
    counterExamples: ["オキャクサマ センター", "ミナサマ ヘ", "サマー セール", "カスタマー サービス サマ"],
  },
  {
    type: "PERSON",
    why: "a name from abroad in katakana",
    signal: "kana",
    pattern: namesFromAbroad,
    confidence: 0.75,
    examples: [
      "口座開設：«グエン・ティ・ホア»（ベトナム国籍）",
      "«ゴンサレス・マリア»,1985/08/27",
      "(«ファム ヴァン ドゥック»)",
      "共同名義は«マイケル・オドネル»と«エミリー・オドネル»",
    ],
    counterExamples: [
      "ゴールドマン・サックスの株価",
      "アダム・スミスの国富論",
      "モルガン・スタンレー証券",
      "カード・ローンの金利",
      "キム・チゲ",
    ],
  },
  {
    type: "PERSON",
    why: "a family name in katakana that somebody gives or is asked for by",
    signal: "kana",
    pattern: SPOKEN,
    accepts: (value) => isReading(value) && !KANA_NOT_NAMES.has(value) && !KATAKANA_ORGANISATION.test(value),
    confidence: 0.75,
    examples: ["折り返し希望　«ヨシナガ»まで", "«オカベ»と申しますが"],
    counterExamples: ["センターまで", "フロアまで連絡", "プランと申します", "コールまで"],
  },
  {
    type: "PERSON",
    why: "the reading of a Japanese name beside it",
    signal: "kana",
    pattern: readingsOfNames,
    confidence: 0.8,
    examples: ["('寺嶋 玲奈','«テラシマ レナ»','1980')", "山田太郎(«ヤマダタロウ»)、"],
    counterExamples: ["普通預金(カードローン)", "本店営業部,カスタマー デスク,3"],
  },
];
