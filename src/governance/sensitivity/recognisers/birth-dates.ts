// Recognisers of dates of birth: a date of any form, and only behind or before a word for birth.
import type { Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import contact from "../words/contact.json" with { type: "json" };
import { labelled } from "./labels.ts";

const VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

const YEAR = "(?:18[89]\\d|19\\d\\d|20[0-2]\\d)";
const MONTH = "(?:1[0-2]|0?[1-9])";
const DAY = "(?:3[01]|[12]\\d|0?[1-9])";
const MONTH_NAME =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const KANJI = "[元〇零一二三四五六七八九十廿]";
const KANJI_NUMBER = "[元〇零一二三四五六七八九十廿壱壹弐貳参參肆伍陸漆捌玖拾]{1,4}";
/** Between the parts of a date: also doubled, spaced, or broken over two lines. */
const BETWEEN = "(?:\\s?[-/.・]{1,3}(?:\\r?\\n[> ]{0,2}| )?|\\r?\\n[> ]{0,2}[-/.]?| )";
const ERA = "(?:明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿])";

const ORDINAL =
  "(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)";
const SAID_YEAR =
  "(?:nineteen|twenty)[ -](?:(?:oh|hundred|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?:(?: and)?[ -](?:one|two|three|four|five|six|seven|eight|nine))?)|two thousand(?: and)?(?: (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen))?";
/** In hiragana, as a voice that is written down has it. */
const SAID_JAPANESE =
  "(?:しょうわ|へいせい|れいわ|たいしょう|せん ?きゅうひゃく|にせん)[ぁ-ん ]{0,20}ねん ?[ぁ-ん]{1,8}がつ ?[ぁ-ん]{1,10}(?:にち|か|たち)(?!ら)";

/** Forms of a date, the longest first. */
export const DATE = [
  `${YEAR} ?年 ?${MONTH} ?月 ?${DAY} ?[日号]`,
  `${YEAR}年?\\((?:${ERA}|[MTSHR])? ?\\d{1,2}年?\\)年? ?${MONTH} ?月 ?${DAY} ?日`,
  "(?:1 9|2 0) \\d \\d ?[-/.年] ?(?:\\d ?){1,2}[-/.月] ?\\d(?: ?\\d)?(?: ?日)?",
  `(?:${ORDINAL})(?: of)? ${MONTH_NAME},? (?:${SAID_YEAR}|${YEAR})`,
  `${DAY}(?:st|nd|rd|th) (?:of )?(?:the )?${MONTH}(?:st|nd|rd|th),? (?:of )?${YEAR}`,
  `${MONTH_NAME} (?:the )?(?:${ORDINAL}),? (?:${SAID_YEAR}|${YEAR})`,
  SAID_JAPANESE,
  `${ERA} ?(?:元|\\d{1,2}) ?(?:年|[-/.]) ?${MONTH} ?(?:月|[-/.]) ?${DAY}(?: ?日)?`,
  `${ERA}${KANJI}{1,3}年${KANJI}{1,3}月${KANJI}{1,3}日`,
  `(?:${ERA}|しょうわ|へいせい|れいわ|たいしょう)(?:${KANJI_NUMBER}|\\d{1,2}) ?(?:年|ねん) ?(?:${KANJI_NUMBER}|\\d{1,2}) ?(?:月|がつ) ?(?:${KANJI_NUMBER}|\\d{1,2}) ?(?:日|にち|か)`,
  `[一二]${KANJI}{3}[-/.・年]${KANJI}{1,3}[-/.・月]${KANJI}{1,3}[日号]?`,
  `[MTSHR明大昭平令](?: |[-/.・])?(?:元|\\d{1,2}) ?[-/.・年] ?${MONTH} ?[-/.・月] ?${DAY}(?:日|(?!\\d))`,
  `${YEAR}${BETWEEN}${MONTH}${BETWEEN}${DAY}(?!\\d)`,
  `${DAY}${BETWEEN}${MONTH}${BETWEEN}${YEAR}`,
  `${MONTH}${BETWEEN}${DAY}${BETWEEN}${YEAR}`,
  `${DAY}(?:st|nd|rd|th)?(?: of)?[ /.-]?${MONTH_NAME}\\.?,?[ /.-]?${YEAR}`,
  `${MONTH_NAME}\\.?[ -]${DAY}(?:st|nd|rd|th)?,?[ -]${YEAR}`,
  `${YEAR}[-/ ]${MONTH_NAME}[-/ ]${DAY}`,
  `${DAY}[-/.]${MONTH}[-/.]\\d\\d(?!\\d)`,
  `${YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12]\\d|0[1-9])`,
].join("|");
/** A day of a grown-up's birth: the texts of a bank are full of later days that are none. */
const OLD_YEAR = "19[2-9]\\d|200[0-6]";
const OLD_DATE = `(?:${OLD_YEAR})(?:年${MONTH}月${DAY}日|[-/.]${MONTH}[-/.]${DAY})|${DAY}[-/.]${MONTH}[-/.](?:${OLD_YEAR})|(?:昭和|平成|[SH昭平])\\d{1,2}(?:[.年/-])${MONTH}(?:[.月/-])${DAY}日?`;
const DATE_END = "(?![0-9A-Za-z]|-\\d)";

export const BIRTH_DATE_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "DOB",
    why: "a date directly behind a word for birth",
    signal: "always",
    begins: ["birthLabel"],
    views: VIEWS,
    pattern: labelled(contact.birthLabel, `(?:${DATE})${DATE_END}`, [
      "西暦",
      "和暦",
      "公历",
      "公元",
      "西元",
      "阳历",
      "on",
      "the",
      "in [a-z]{3,15}(?:, [a-z]{2,15})?",
      "(?:yyyy|dd|mm)[-/.](?:mm|dd)[-/.](?:yyyy|dd)",
      "満\\d{1,3}歳",
      "a",
    ]),
    confidence: 0.95,
    examples: [
      "生年月日：«1983年7月19日»",
      "生年月日は«昭和52年3月14日»です",
      "生年月日 «S52.3.14»",
      "誕生日は«平成元年1月8日»",
      "DOB: «1979-02-12»",
      "born on «12 Feb 1979» in Leeds",
      "Date of birth «02/12/1979»",
      "出生日期：«19850312»",
      '{"birthDate":"«1990-01-31»"}',
      "born in Osaka on «February 12th, 1979»",
      "生年月日(西暦)　«１９８３／７／１９»",
      "生日：«1985.3.12»",
      "生年月日 «昭和五十二年三月十四日»",
      "<dob>«1979-02-12»</dob>",
      "born on the «twenty-first of June, nineteen seventy-four»",
      "生年月日は «しょうわよんじゅうねん ごがつ みっか» です",
      "OP：生年月日をお願いします。\n客：«昭和51年9月2日»です",
      "生日：«1 9 7 6 . 0 4 . 2 2»",
      "DOB «07-Mar-1981»; dob «14.02.66»",
      "Mr Reyes (b. «12 March 1980»)",
      "DOB: «19th of the 7th, 1983»",
    ],
    counterExamples: [
      "生年月日の変更受付 2026年11月24日",
      "DOB field updated 2026-11-24",
      "born digital, 2026-11-24",
      "生年月日 1983年13月1日",
      "出生率 2023年",
      "birthday party",
      "生まれ変わった支店は2026年4月1日開店",
    ],
  },
  {
    type: "DOB",
    why: "a date directly before a word for birth",
    signal: "always",
    cue: ["birth"],
    views: VIEWS,
    pattern: new RegExp(
      `(?<![0-9A-Za-z.-])(?<value>${DATE})(?=[ )]{0,2}(?:に)?(?:生まれ(?!変)|生(?=$|[ ))、。,\\n])|生的|生人|出生|誕生日|\\(?(?:DOB|date of birth|born)\\b| ?(?:is|was) (?:(?:my|his|her|their|the) )?(?:DOB|date of birth|birthday|birth date)\\b|(?:が|は)(?:私の|ご本人の)?(?:生年月日|誕生日)|(?:是|为)(?:他的|她的|我的)?(?:生日|出生日期)))`,
      "dgim",
    ),
    confidence: 0.92,
    examples: [
      "«1983年7月19日»生まれの山田様",
      "山田太郎（«昭和52年3月14日»生）",
      "王小明，«1985年3月12日»出生",
      "«12 Feb 1979» (DOB)",
      "«平成5年8月1日»に生まれ",
      "«1966-03-09» is her date of birth",
    ],
    counterExamples: ["2026年11月24日生成", "2026年4月1日生産開始", "2026-11-24 update", "昭和52年3月14日付"],
  },
  {
    type: "DOB",
    why: "a date of decades ago directly behind a person's name, where persons are identified",
    signal: "twoDigits",
    cue: ["personIdentified"],
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(
      `(?:[\\u3400-\\u9fff々ヶ]{1,4} [\\u3400-\\u9fff々ぁ-んァ-ヶー]{1,6}|[ァ-ヶー]{2,10}[ ・][ァ-ヶー]{2,10}|[\\u3400-\\u9fff々]{1,4} [ァ-ヶー]{2,8}|[A-Z][a-z]{1,14} (?:[A-Z]\\. )?[A-Z][a-z'-]{1,18})(?: ?(?:様|さま|さん|氏|先生|女士|小姐))?(?:\\(| ?、 ?| ?, ?| {1,3}|\\t|\\|)(?<value>${OLD_DATE})(?=[ ))、。,;|\\t\\n]|$|生)`,
      "dg",
    ),
    against: ["notBirth"],
    near: { before: 40, after: 14 },
    confidence: 0.75,
    examples: [
      "申込人　河合 亮介　«S40.2.11»\n自宅 川崎市",
      "被保険者：柏木 奈央（«1971/06/30»）",
      "実質的支配者：本庄 智、«1962-12-05»、議決権30%",
      "Applicant: Lena Fischer, «1969-04-17», passport to follow",
    ],
    counterExamples: [
      "申込人 河合 亮介 2025/04/01 受付",
      "河合 亮介 1971/06/30",
      "申込人 河合 亮介、契約日 1999-12-05",
      "申込人 河合 亮介 1999-12-05 入社",
    ],
  },
  {
    type: "DOB",
    why: "a date of decades ago behind the number of an identity document, or before a telephone number or an e-mail address in a record",
    signal: "digits",
    views: ["plain", "lookalike"],
    pattern: new RegExp(
      `(?<![0-9A-Za-z])(?:[A-Z]{2}\\d{8}[A-Z]{2}|[A-Z]{1,2}\\d{7,8}|\\d{12}|\\d{3}-\\d{2}-\\d{4})["']?[ ,、/|\\t(]{1,3}["']?(?<value>${OLD_DATE})(?![0-9A-Za-z/-])|(?<=[,|\\t;] ?["']?)(?<value>${OLD_DATE})(?=["']?[,|\\t;] ?["']?(?:0\\d{9,10}|0\\d{1,4}-\\d{1,4}-\\d{4}|1[3-9]\\d{9}|\\+\\d{1,3}[- ]?\\d|[A-Za-z0-9._+-]{1,40}@[A-Za-z0-9-]))`,
      "dg",
    ),
    against: ["notBirth"],
    near: { before: 24, after: 10 },
    confidence: 0.78,
    examples: [
      "1) LE THI MAI　在留カード UC20922291CD　«1998/03/08»",
      "('CIF65458401','寺嶋 玲奈','«1980-07-04»','08072674479','x@example.org')",
    ],
    counterExamples: ["型番 UC20922291CD 2025/03/08", "契約 UC20922291CD 契約日 1998/03/08", "a,1980-07-04,12,34"],
  },
];
