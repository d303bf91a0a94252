// Recognisers of persons in Japanese text.
import type { Piece, Recogniser, Standing } from "../recogniser.ts";
import words from "../words/japanese-names.json" with { type: "json" };
import { isAuthor } from "./authors.ts";
import { inColumn } from "./columns.ts";
import { JAPANESE_KANA_NAME_RECOGNISERS } from "./japanese-kana-names.ts";
import { japaneseLexicon, NOT_NAMES, PLACEHOLDERS, plainForm, ROLES } from "./japanese-lexicon.ts";
import { besideDeeds, DEED_GROUPS } from "./japanese-name-deeds.ts";
import { afterBareLabels, afterLabels, foreignLettersBehindLabels } from "./japanese-name-labels.ts";
import { isFamilyField, isGivenField, isWholeName } from "./japanese-name-places.ts";
import { beforeHonorifics, besideTitles, fullNames, readNames } from "./japanese-name-searches.ts";
import { inSignatures } from "./japanese-name-signatures.ts";

const NAME_FIELD = "[\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\ud840-\\udfff]{1,8}";
const familyColumn = inColumn(
  { ja: ["姓", "名字", "苗字", "セイ", "姓カナ", "カナ姓", "漢字姓"], zh: [], en: ["sei", "last name", "family name"] },
  NAME_FIELD,
);
const givenColumn = inColumn(
  { ja: ["名", "メイ", "名カナ", "カナ名", "漢字名"], zh: [], en: ["mei", "first name", "given name"] },
  NAME_FIELD,
);

/** Given names only beside a column of family names: 名 alone heads numbers of persons too. */
function familyAndGivenColumns(text: string): readonly Piece[] {
  const families = [...familyColumn(text)].filter(({ from, to }) => isFamilyField(text.slice(from, to)));
  if (families.length === 0) return [];
  const given = [...givenColumn(text)].filter(({ from, to }) => isGivenField(text.slice(from, to)));
  return [...families, ...given].sort((one, other) => one.from - other.from);
}

const NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name before a Japanese honorific",
    signal: "always",
    cue: ["japaneseHonorific"],
    pattern: beforeHonorifics,
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
      "大阪支店の«𠮷田»様",
      "«髙﨑結愛»様",
      "«勅使河原»先生",
      "«山田太郎»(«ヤマダタロウ»)様",
      "«田中さくら»様",
      "«阿部»様",
      "«元木»様",
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
      "お疲れさまです",
      "みなさまへ",
      "魚屋さん",
      "赤ちゃん",
      "担任の先生",
      "ユーザー様",
    ],
  },
  {
    type: "PERSON",
    why: "a value behind a Japanese label for a name",
    signal: "eastern",
    cue: ["japaneseNameLabel", "japaneseRoleLabel", "japaneseGivenLabel", "japaneseDutyLabel", "japaneseRelation"],
    pattern: afterLabels,
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
      "| 契約者 | «小鳥遊 莉央» |",
      "連帯保証人：«勅使河原 結愛»（続柄：妻）",
      "氏名：«山 田 太 郎»",
      "担当は、«田中»が承ります",
      '{"name":"«髙橋陽菜»"}',
      "起案：«柊木»　承認：«南雲»",
      "出席者：«三浦»、«中野»",
      "<td>氏名</td><td>«山田太郎»</td>",
    ],
    counterExamples: [
      "氏名：未定",
      "担当：横浜支店",
      "契約者：株式会社",
      "氏名: __",
      "担当：審査部",
      "名義：変更",
      "担当：カスタマーサポート",
      '{"name":"普通預金"}',
    ],
  },
  {
    type: "PERSON",
    why: "a field in a column headed by a Japanese word for a name",
    signal: "table",
    cue: ["japaneseNameLabel", "japaneseRoleLabel"],
    pattern: inColumn(
      { ...words.japaneseNameLabel, ja: [...words.japaneseNameLabel.ja, ...words.japaneseRoleLabel.ja], en: words.japaneseRoleLabel.en },
      "[\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\ud840-\\udfff]{1,10}(?:[ ・][\\u3040-\\u30ff\\u3400-\\u9fff\\ud840-\\udfff]{1,10}){0,2}",
    ),
    accepts: (value) => !ROLES.has(value) && isWholeName(value, true),
    confidence: 0.85,
    examples: ["氏名,残高\n«山田太郎»,100\n«薬袋 周»,200", "| 氏名 | 支店 |\n|---|---|\n| «佐藤花子» | 渋谷 |"],
    counterExamples: ["商品,残高\n定期預金,100", "担当,件数\n審査部,3\n横浜支店,4"],
  },
  {
    type: "PERSON",
    why: "a family name or a given name in a column of its own",
    signal: "table",
    cue: ["japaneseNameLabel"],
    pattern: familyAndGivenColumns,
    confidence: 0.85,
    examples: ["id,姓,名\n1,«水戸部»,«奈央»\n2,«郷»,«慎吾»", "姓\t名\t残高\n«真壁»\t«ひかり»\t1200"],
    counterExamples: ["支店,人数(名)\n大阪,3\n京都,2", "姓,件数\n不明,3"],
  },
  {
    type: "PERSON",
    why: "a known Japanese name directly behind a label for a name",
    signal: "eastern",
    cue: ["japaneseNameLabel", "japaneseRoleLabel"],
    pattern: afterBareLabels,
    confidence: 0.85,
    examples: [
      "契約者«佐藤一郎»の口座",
      "名義は«山田太郎»です",
      "担当の«田中»が伺います",
      "氏名 «中村 由美»",
      "申込者氏名 «渡辺 直美»、",
      "担当の«木村»が",
      "受取人は«清水美咲»様です",
      "名義 «スズキ イチロウ»",
    ],
    counterExamples: ["担当は本日休みです", "担当中島支店", "名義変更の手続", "契約者の住所", "担当山口県"],
  },
  {
    type: "PERSON",
    why: "a name in katakana or Latin letters behind a Japanese label or an account's number",
    signal: "eastern",
    pattern: foreignLettersBehindLabels,
    confidence: 0.85,
    examples: [
      "名義 «イシグロ コウ» 理由",
      "普通 1234567 «ヤマダ タロウ»",
      "送金人 «HAMAGUCHI RYOHEI»\n",
      "口座 0010 531 2 8370997 «ｻﾜﾂﾞ ﾓﾄｷ» 412,005円",
    ],
    counterExamples: ["名義 カード", "普通預金 キャンペーン コード", "サービス センター", "担当 Project Team のみ"],
  },
  {
    type: "PERSON",
    why: "a known Japanese name beside a title or before words of introduction",
    signal: "always",
    cue: ["japaneseTitle"],
    pattern: besideTitles,
    confidence: 0.8,
    examples: ["審査部の«小林»部長に確認", "私は«山田太郎»と申します", "«田中»と申しますが", "課長の«井上»が承認", "«佐藤»支店長"],
    counterExamples: ["営業部長", "取締役会長", "人事課長の", "代表取締役社長", "預金といいます", "千葉支店長", "支店長会議"],
  },
  {
    type: "PERSON",
    why: "a known Japanese name that signs or opens a message",
    signal: "kana",
    pattern: inSignatures,
    confidence: 0.75,
    examples: ["営業部の«田中»です。", "ご確認ください。(«高橋»)", "«佐藤»: 了解です\n«鈴木»: お願いします"],
    counterExamples: ["場所は大阪です。", "千葉: 12件です", "(中略)\nです", "結果は以上です。"],
  },
  {
    type: "PERSON",
    why: "a known Japanese name beside what only a person does or says",
    signal: "kana",
    cue: DEED_GROUPS,
    pattern: besideDeeds,
    confidence: 0.75,
    examples: [
      "午後は«弓削»と伺います",
      "«蓮沼»が昨日退職した",
      "«轟»が代わりに参ります",
      "お世話になります、«三浦»です。",
      "弊行OBの«梶浦»によれば",
      "10時 «権藤»宅訪問、不在でした",
      "当時の支店長は«羽生»だった",
      "お名前は？\n客：«ほりのうち»です",
    ],
    counterExamples: [
      "横浜が説明会",
      "担当は女性です",
      "大阪に出張",
      "自宅訪問",
      "住宅を",
      "報道によれば",
      "お名前は？\n客：はい、そうです",
    ],
  },
  {
    type: "PERSON",
    why: "a Japanese family and given name of the lists, with no cue",
    signal: "han",
    pattern: fullNames,
    confidence: 0.75,
    examples: [
      "昨日«山田太郎»が来店した",
      "«佐藤 花子»、来店",
      "«髙橋陽菜»の件",
      "«勅使河原莉央»に連絡",
      "«山 田 太 郎»が",
      "«高橋さくら»が来店",
      "普通預金、«小鳥遊結愛»に",
    ],
    counterExamples: [
      "三井住友銀行の",
      "小林製薬が",
      "三菱UFJの",
      "原田町に",
      "山田支店で",
      "田中貴金属工業の",
      "松本市の",
      "中村区で",
      "本田技研が",
      "高田馬場で",
      "石川県知事",
      "上場企業の",
      "渋沢栄一の紙幣",
      "中島公園の",
      "金利上昇が",
      "东京的银行",
    ],
  },
  {
    type: "PERSON",
    why: "two words of a Japanese name with a space between before an honorific, listed or not",
    signal: "han",
    cue: ["japaneseHonorific"],
    pattern:
      /(?<![\u3040-\u9fff々ー])(?<value>[\u3400-\u9fff々ヶケ]{2,4} (?:[\u3400-\u9fff々]{1,3}|[ぁ-ん]{2,4}|[ァ-ヴー]{2,6}))(?=様(?!式|子|々|相|態)|さん(?!ざ|ご)|殿(?!堂|方))/dg,
    accepts: isTwoPartName,
    confidence: 0.88,
    examples: ["«安曇野 小夜»様は", "«常呂 小夜»さんから"],
    counterExamples: ["顧客 各位様", "担当 田中様", "契約者 皆様"],
  },
  {
    type: "PERSON",
    why: "a Japanese family and given name in kana or Latin letters",
    signal: "kana",
    pattern: readNames,
    confidence: 0.75,
    examples: ["«ヤマダ タロウ»から", "«やまだ たろう»です", "振込人は«YAMADA TARO»で", "«Yuki Tanaka»の件", "«Satoh, Kenji»が"],
    counterExamples: ["サービス センターの", "カード ローンは", "Tokyo Osakaの", "New Yorkの", "Toyota Motorの", "Data Baseの"],
  },
];

/** A given name that is listed as one, or two words neither of which is an ordinary word, a role or a place. */
function isTwoPartName(value: string): boolean {
  const [family = "", given = ""] = value.split(" ");
  const { isGivenName, isSurname, isOrdinaryWord } = japaneseLexicon();
  if (isOrdinaryWord(family) || NOT_NAMES.has(family) || NOT_NAMES.has(given) || ROLES.has(family)) return false;
  return isGivenName(plainForm(given)) && (isSurname(plainForm(family)) || !isSurname(plainForm(given)));
}

const SAMPLE_NEAR_CHARACTERS = 20;

/** No author of a book, and no name that a form prints as a sample of itself: 「山田太郎」は記入例です. */
function isCustomer({ text, words: found, start, end }: Standing): boolean {
  if (isAuthor(text, start, end)) return false;
  if (!PLACEHOLDERS.has(text.slice(start, end).replaceAll(" ", ""))) return true;
  return (
    !found.between("japaneseSample", start - SAMPLE_NEAR_CHARACTERS, start) &&
    !found.between("japaneseSample", end, end + SAMPLE_NEAR_CHARACTERS)
  );
}

export const JAPANESE_NAME_RECOGNISERS: readonly Recogniser[] = [...NAME_RECOGNISERS, ...JAPANESE_KANA_NAME_RECOGNISERS].map(
  (recogniser) => ({ ...recogniser, standsIn: isCustomer }),
);
