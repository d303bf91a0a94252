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
/** Between the parts of a date: also doubled, spaced, or broken over two lines. */
const BETWEEN = "(?:\\s?[-/.・]{1,3}(?:\\r?\\n[> ]{0,2}| )?|\\r?\\n[> ]{0,2}[-/.]?| )";
const ERA = "(?:明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿])";

/** Forms of a date, the longest first. */
export const DATE = [
  `${YEAR} ?年 ?${MONTH} ?月 ?${DAY} ?[日号]`,
  `${ERA} ?(?:元|\\d{1,2}) ?(?:年|[-/.]) ?${MONTH} ?(?:月|[-/.]) ?${DAY}(?: ?日)?`,
  `${ERA}${KANJI}{1,3}年${KANJI}{1,3}月${KANJI}{1,3}日`,
  `[一二]${KANJI}{3}[-/.・年]${KANJI}{1,3}[-/.・月]${KANJI}{1,3}[日号]?`,
  `[MTSHR明大昭平令] ?(?:元|\\d{1,2}) ?[-/.年] ?${MONTH} ?[-/.月] ?${DAY}(?:日|(?!\\d))`,
  `${YEAR}${BETWEEN}${MONTH}${BETWEEN}${DAY}(?!\\d)`,
  `${DAY}${BETWEEN}${MONTH}${BETWEEN}${YEAR}`,
  `${MONTH}${BETWEEN}${DAY}${BETWEEN}${YEAR}`,
  `${DAY}(?:st|nd|rd|th)?(?: of)?[ -]${MONTH_NAME}\\.?,?[ -]${YEAR}`,
  `${MONTH_NAME}\\.? ${DAY}(?:st|nd|rd|th)?,? ${YEAR}`,
  `${YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12]\\d|0[1-9])`,
].join("|");
const DATE_END = "(?![0-9A-Za-z]|-\\d)";

export const BIRTH_DATE_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "DOB",
    why: "a date directly behind a word for birth",
    signal: "always",
    cue: ["birthLabel"],
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
      `(?<![0-9A-Za-z.-])(?<value>${DATE})(?=[ )]{0,2}(?:に)?(?:生まれ(?!変)|生(?=$|[ ))、。,\\n])|出生|誕生日|\\(?(?:DOB|date of birth|born)\\b))`,
      "dgim",
    ),
    confidence: 0.92,
    examples: [
      "«1983年7月19日»生まれの山田様",
      "山田太郎（«昭和52年3月14日»生）",
      "王小明，«1985年3月12日»出生",
      "«12 Feb 1979» (DOB)",
      "«平成5年8月1日»に生まれ",
    ],
    counterExamples: ["2026年11月24日生成", "2026年4月1日生産開始", "2026-11-24 update", "昭和52年3月14日付"],
  },
];
