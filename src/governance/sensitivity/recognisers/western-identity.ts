// Recognisers of numbers of persons in the United States and the United Kingdom.
import type { Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import { NUMBER_END, NUMBER_START, rivalsOf, spacedDigits } from "./identity-shapes.ts";
import { withoutSeparators } from "./number-shapes.ts";

const VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

// Social Security Administration: areas 000, 666 and 900 to 999, group 00 and serial 0000 are never given.
const SOCIAL_SECURITY = /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/;
// Internal Revenue Service: the fourth and fifth digit of an individual taxpayer identification number.
const INDIVIDUAL_TAXPAYER = /^9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}$/;
const THREE_TWO_FOUR = `${NUMBER_START}\\d{3}([- ])\\d{2}\\1\\d{4}${NUMBER_END}`;

// With dots or slashes between its groups it has the form of a date, so the joined reading leaves it alone.
const NINE_DIGITS = new RegExp(`${NUMBER_START}(?:${spacedDigits(9)}|\\d{3}([./])\\d{2}\\1\\d{4})${NUMBER_END}`, "dg");

// HM Revenue and Customs, manual NIM39110: letters and pairs of letters that no prefix has.
const INSURANCE_PREFIX = "(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]";
const SPACED_INSURANCE_PREFIX = "(?!B ?G|G ?B|K ?N|N ?K|N ?T|T ?N|Z ?Z)[A-CEGHJ-PR-TW-Z] ?[A-CEGHJ-NPR-TW-Z]";

const INSURANCE_NUMBER = new RegExp(`^${INSURANCE_PREFIX}\\d{6}[A-D]?$`);

function isSocialSecurity(value: string): boolean {
  return SOCIAL_SECURITY.test(withoutSeparators(value));
}

function isIndividualTaxpayer(value: string): boolean {
  return INDIVIDUAL_TAXPAYER.test(withoutSeparators(value));
}

export const WESTERN_IDENTITY_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "US_SSN",
    why: "a social security number of the United States in its 3-2-4 form",
    signal: "digits",
    views: ["plain", "joined"],
    pattern: new RegExp(THREE_TWO_FOUR, "dg"),
    accepts: (value) => value.includes("-") && isSocialSecurity(value),
    rivals: ["otherNumber"],
    near: { before: 20, after: 0 },
    confidence: 0.9,
    examples: ["SSN: «536-22-8145»", "his number is «536‑22‑8145».", "社会保障番号 «５３６－２２－８１４５»", '"ssn":"«536-22-8145»"'],
    counterExamples: ["000-22-8145", "666-22-8145", "936-22-8145", "536-00-8145", "536-22-0000", "order no 536-22-8145", "536-22-81455"],
  },
  {
    type: "US_SSN",
    why: "nine digits that can be a social security number of the United States, next to a word for it",
    signal: "always",
    views: VIEWS,
    pattern: NINE_DIGITS,
    accepts: isSocialSecurity,
    context: ["socialSecurity"],
    rivals: [...rivalsOf("socialSecurity"), "routingNumber", "dutchId", "portugueseId", "vatNumber"],
    near: { before: 36, after: 12 },
    confidence: 0.95,
    examples: [
      "SSN «536228145»",
      "social security number: «536 22 8145»",
      "社会安全号码：«536228145»",
      "ソーシャルセキュリティ番号は«536228145»",
      "customer_ssn=«536228145»",
      "SSN: «536.22.8145»",
    ],
    counterExamples: ["SSN 936228145", "SSN pending, CUSIP 037833100", "536228145", "SSN on file. routing number 021000021"],
  },
  {
    type: "US_ITIN",
    why: "an individual taxpayer identification number of the United States in its 3-2-4 form",
    signal: "digits",
    views: ["plain", "joined"],
    pattern: new RegExp(THREE_TWO_FOUR, "dg"),
    accepts: (value) => value.includes("-") && isIndividualTaxpayer(value),
    rivals: ["otherNumber"],
    near: { before: 20, after: 0 },
    confidence: 0.9,
    examples: ["ITIN: «912-73-4567»", "税号 «９１２－７３－４５６７»"],
    counterExamples: ["912-49-4567", "912-93-4567", "812-73-4567", "order no 912-73-4567"],
  },
  {
    type: "US_ITIN",
    why: "nine digits that can be an individual taxpayer identification number of the United States, next to a word for it",
    signal: "always",
    views: VIEWS,
    pattern: NINE_DIGITS,
    accepts: isIndividualTaxpayer,
    context: ["individualTaxpayer"],
    rivals: [...rivalsOf("individualTaxpayer"), "routingNumber"],
    near: { before: 36, after: 12 },
    confidence: 0.95,
    examples: ["ITIN «912734567»", "納税者番号（ITIN）：«912 73 4567»", "个人纳税识别号«912734567»"],
    counterExamples: ["ITIN 912494567", "912734567", "ITIN pending, order number 912734567"],
  },
  {
    type: "UK_NINO",
    why: "a National Insurance number of the United Kingdom",
    signal: "twoDigits",
    views: ["plain", "joined", "lookalike"],
    pattern: new RegExp(`${NUMBER_START}${INSURANCE_PREFIX}([- ]?)\\d{2}\\1\\d{2}\\1\\d{2}\\1[A-D]${NUMBER_END}`, "dg"),
    against: ["shipment"],
    rivals: ["otherNumber"],
    near: { before: 16, after: 0 },
    confidence: 0.9,
    examples: ["NI number «AB123456C»", "NINO: «AB 12 34 56 C»", "国民保険番号 «ＡＢ１２３４５６Ｃ»", "国民保险号«CE-12-34-56-D»"],
    counterExamples: ["BG123456C", "QQ123456C", "AO123456C", "AB123456E", "part number AB123456C", "型番 AB123456C"],
  },
  {
    type: "UK_NINO",
    why: "two letters and six digits in the form of a National Insurance number, next to a word for it",
    signal: "always",
    views: VIEWS,
    pattern: new RegExp(
      `${NUMBER_START}(?:${SPACED_INSURANCE_PREFIX}[-/., ·・]{0,3}\\d(?:[-/., ·・]{0,3}\\d){5}(?:[-/., ·・]{0,3}[A-D])?|[a-z]{2}[- ]?${spacedDigits(6)}[- ]?[a-d])${NUMBER_END}`,
      "dg",
    ),
    accepts: (value) => INSURANCE_NUMBER.test(withoutSeparators(value).toUpperCase()),
    context: ["nationalInsurance"],
    rivals: ["otherNumber"],
    confidence: 0.9,
    examples: [
      "nino «ab123456c»",
      "National Insurance: «AB 123456»",
      "NI no. «A B 1 2 3 4 5 6 C»",
      "National Insurance number: «AB123456C».",
      "my NI is «ab 12 34 56 c»",
      "nino: «A B / 12 / 34 / 56 / C».",
    ],
    counterExamples: ["AB 123456", "National Insurance number: QQ123456C", "national insurance leaflet, batch number AB123456"],
  },
];
