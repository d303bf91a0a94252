// Recognisers of persons in Japanese text: next to honorifics, labels and titles.

import type { Recogniser } from "../recogniser.ts";
import { knownNameAtEnd, nameAfterJapaneseLabel, nameAfterWeakJapaneseLabel, nameBeforeJapaneseHonorific } from "./name-places.ts";

const HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff々〆ヶノ\\ud840-\\ud87f\\udc00-\\udfff]";
// An honorific is no part of a name.
const HAN_OF_NAME = `(?:(?![様氏殿])${HAN})`;
const KATAKANA_NAME = "[ァ-ヴー]{2,14}(?:[・ =][ァ-ヴー]{1,14}){0,2}";
const LATIN_WORD = "[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ'’-]{0,30}";
const LATIN_NAME = `${LATIN_WORD}(?:\\.? (?:(?:van|von|de|der|den|la|di|da|bin|al|el) ){0,2}${LATIN_WORD}){0,3}`;
const MARK = "[\"'”」）)]?\\s{0,3}(?:[:=]|は[、「]|「|\\t)\\s{0,3}[\"'“「]?";

const JAPANESE_LABEL =
  "(?:(?:申込者|契約者|被保険者|受取人|担当者?|代表者|依頼人|顧客|お客様|本人|名義人|相続人|保証人|世帯主|配偶者|会員)の?様?(?:ご?氏名|お?名前|名)?|口座名義人?|名義|カナ氏名|フリガナ|お名前|氏名|名前)";

export const JAPANESE_NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name before a Japanese honorific",
    signal: "always",
    // The honorific is found first and the name read backwards from it, so that text without one costs one scan.
    pattern: new RegExp(
      `(?<![様氏殿])(?:様(?![々式子相態])|さん|さま|氏(?![名族神])|殿(?![下堂様中]))(?<=(?<value>(?:${HAN}{1,6} )?(?:${HAN}{1,8}(?:(?<!${HAN}{5})[ぁ-ん]{2,3})?)|(?:${KATAKANA_NAME})|(?:${LATIN_NAME})) ?(?:様|さん|さま|氏|殿))`,
      "dg",
    ),
    narrows: nameBeforeJapaneseHonorific,
    confidence: 0.9,
    examples: [
      "«田中»様より入金がありました",
      "本日«山田太郎»様がご来店",
      "«佐々木 花子» 様",
      "契約者«長谷川健»さんの件",
      "«鈴木»氏によると",
      "«ジョン・スミス»様",
      "«John Smith»様",
      "«薬袋»様",
      "«林»さん",
      "お客様の«高橋»様",
      "«中村»さんと«加藤»さんまで",
    ],
    counterExamples: [
      "お客様の声",
      "皆様へ",
      "仕様書を見る",
      "同様に扱う",
      "様々な",
      "株式会社様御中",
      "三井住友銀行様",
      "模様替え",
      "ご担当者様",
      "両氏",
      "彼氏",
      "宮殿",
      "奥様",
      "お父さん",
      "たくさんある",
      "神様",
      "次の様な場合",
      "多様性",
      "支店長様",
      "横浜支店様",
      "神殿",
      "氏名を記入",
      "お客さん",
      "IBM様",
      "山田製作所様",
    ],
  },
  {
    type: "PERSON",
    why: "a value behind a Japanese label for a name",
    signal: "always",
    pattern: new RegExp(
      `${JAPANESE_LABEL}${MARK}(?<value>${HAN_OF_NAME}{1,6}(?: ${HAN_OF_NAME}{1,4})?|${KATAKANA_NAME}|${LATIN_NAME})`,
      "dg",
    ),
    narrows: nameAfterJapaneseLabel,
    confidence: 0.9,
    examples: [
      "氏名：«山田太郎»",
      "口座名義「«佐藤　一郎»」",
      "カナ氏名: «ヤマダ タロウ»",
      '{"氏名": "«鈴木花子»"}',
      "担当：«高橋»",
      "お名前: «Maria Garcia»",
      "氏名：«薬袋周»",
      "フリガナ：«ﾔﾏﾀﾞ ﾀﾛｳ»",
    ],
    counterExamples: ["氏名：未定", "担当：横浜支店", "契約者：株式会社", "氏名: __", "担当：審査部", "名義：変更"],
  },
  {
    type: "PERSON",
    why: "a known Japanese family name behind a label for a name",
    signal: "always",
    pattern: new RegExp(`${JAPANESE_LABEL}(?:は|の| )?(?<value>${HAN_OF_NAME}{2,6}(?: ${HAN_OF_NAME}{1,4})?)`, "dg"),
    narrows: nameAfterWeakJapaneseLabel,
    confidence: 0.85,
    examples: [
      "契約者«佐藤一郎»の口座",
      "名義は«山田太郎»です",
      "担当の«田中»が伺います",
      "氏名 «中村 由美»",
      "申込者氏名 «渡辺 直美»、",
      "担当の«木村»が",
      "受取人は«清水美咲»様です",
    ],
    counterExamples: ["担当は本日休みです", "担当中島支店", "名義変更の手続", "契約者の住所", "担当山口県"],
  },
  {
    type: "PERSON",
    why: "a name in katakana behind a label for a name or behind an account number",
    signal: "always",
    pattern: new RegExp(
      `(?:${JAPANESE_LABEL} |(?:普通|当座|口座番号)[^\\n\\d]{0,8}\\d{7}[ 、,]{1,2})(?<value>[ァ-ヴー]{2,12}[ ・][ァ-ヴー]{2,12})`,
      "dg",
    ),
    confidence: 0.85,
    examples: ["名義 «スズキ イチロウ»", "普通 1234567 «ヤマダ タロウ»"],
    counterExamples: ["名義 カード", "普通預金 キャンペーン コード", "サービス センター"],
  },
  {
    type: "PERSON",
    why: "a known Japanese family name before a title or before words of introduction",
    signal: "always",
    pattern: new RegExp(
      `(?:部長|課長|係長|次長|社長|会長|専務|常務|室長|主任|と申します|といいます)(?<=(?<value>${HAN}{2,8})(?:..|と申します|といいます))`,
      "dg",
    ),
    narrows: knownNameAtEnd,
    confidence: 0.8,
    examples: ["審査部の«小林»部長に確認", "私は«山田太郎»と申します", "«田中»と申しますが"],
    counterExamples: ["営業部長", "取締役会長", "人事課長の", "代表取締役社長", "預金といいます"],
  },
];
