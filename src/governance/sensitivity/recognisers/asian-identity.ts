// Recognisers of identity numbers of mainland China, Hong Kong and Singapore.
import type { Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import { passesCreditCodeCheck, passesHongKongIdCheck, passesSingaporeIdCheck } from "./checksums.ts";
import { bareCapitals, isLegacyResidentId, isProvince, isResidentId, NUMBER_END, NUMBER_START, spacedDigits } from "./identity-shapes.ts";

const VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

const CREDIT_CODE = `${NUMBER_START}[0-9A-HJ-NPQRTUWXY](?:[- ]?[0-9A-HJ-NPQRTUWXY]){17}${NUMBER_END}`;

// GB 32100-2015: the registering department and the kind of organisation.
const CREDIT_CODE_KIND = /^(?:1[1239]|2[19]|3[1-59]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y1)/;

/** A unified social credit code: department, kind, province and check character. */
function isCreditCode(value: string): boolean {
  const code = bareCapitals(value);
  return CREDIT_CODE_KIND.test(code) && /^\d{6}$/.test(code.slice(2, 8)) && isProvinceOrCentre(code) && passesCreditCodeCheck(code);
}

/** The region is a province's, or 10 for organisations of the central authorities. */
function isProvinceOrCentre(code: string): boolean {
  return isProvince(code.slice(2, 4)) || code.startsWith("10", 2);
}

/** A Hong Kong identity card number with its check digit; the letters are capitals or all small. */
function isHongKongId(value: string): boolean {
  return passesHongKongIdCheck(bareCapitals(value));
}

function isSingaporeId(value: string): boolean {
  return passesSingaporeIdCheck(bareCapitals(value));
}

export const ASIAN_IDENTITY_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "CN_RESIDENT_ID",
    why: "a Chinese resident identity number: region, birth date and check character agree",
    signal: "digits",
    views: VIEWS,
    pattern: new RegExp(`(?=[1-8][- ]?\\d[- ]?\\d)${NUMBER_START}[1-8](?:[- ]?\\d){16}[- ]?[0-9Xx]${NUMBER_END}`, "dg"),
    accepts: isResidentId,
    confidence: 0.99,
    examples: [
      "身份证号«11010519491231002X»",
      "身份证：«１１０１０５１９４９１２３１００２ｘ»。",
      "ID «110105 19491231 002X»",
      "证件号码:«11010519491231002X»,手机",
      '"id_no":"«11010519491231002X»"',
    ],
    counterExamples: ["身份证号110105194912310021", "订单110105194913310021", "991051949123100201", "1101051949123100"],
  },
  {
    type: "CN_RESIDENT_ID",
    why: "a Chinese resident identity number of the old form with fifteen digits: region and birth date, next to a word for it",
    signal: "digits",
    views: VIEWS,
    pattern: new RegExp(`${NUMBER_START}${spacedDigits(15)}${NUMBER_END}`, "dg"),
    accepts: isLegacyResidentId,
    context: ["residentId"],
    rivals: ["otherNumber"],
    confidence: 0.9,
    examples: ["身份证号（旧）：«110105491231002»", "老身份证 «110105 491231 002»", "旧式の中国身分証 «110105491231002»"],
    counterExamples: ["订单号110105491231002", "身份证号110105491331002", "110105491231002", "身份证已核验，流水号110105491231002"],
  },
  {
    type: "CN_USCC",
    why: "a unified social credit code: department, region and check character agree",
    signal: "digits",
    views: ["plain", "joined", "lookalike"],
    // What stands first is what most places of a text fail at.
    pattern: new RegExp(`(?=[1-9ANY][- ]?\\d[- ]?\\d)${CREDIT_CODE}`, "dg"),
    accepts: (value) => isCreditCode(value) && (/[A-Z]/.test(value) || /^9/.test(value)),
    rivals: ["otherNumber"],
    near: { before: 10, after: 0 },
    confidence: 0.95,
    examples: ["统一社会信用代码：«91350100M000100Y43»", "USCC «91350100M000100Y43».", "信用代码«９１３５０１００Ｍ０００１００Ｙ４３»"],
    counterExamples: ["91350100M000100Y44", "订单号 91350100M000100Y43", "11990100M000100Y43", "913501000000000000"],
  },
  {
    type: "CN_USCC",
    why: "a unified social credit code with its check character, next to a word for it",
    signal: "digits",
    views: VIEWS,
    pattern: new RegExp(CREDIT_CODE, "dgi"),
    accepts: (value) => passesCreditCodeCheck(bareCapitals(value)),
    context: ["creditCode"],
    confidence: 0.95,
    examples: [
      "统一社会信用代码：«91350100m000100y43»",
      "統一社會信用代碼 «9135 0100 M000 100Y 43»",
      "社会信用コード：«91350100M000100Y43»",
    ],
    counterExamples: ["统一社会信用代码：91350100M000100Y44", "91350100m000100y43"],
  },
  {
    type: "HK_HKID",
    why: "a Hong Kong identity card number with its check digit in brackets",
    signal: "twoDigits",
    views: ["plain", "lookalike"],
    pattern: /(?<![0-9A-Za-z])[A-Z]{1,2} ?\d{6} ?\( ?[0-9A] ?\)/dg,
    accepts: isHongKongId,
    rivals: ["otherNumber"],
    near: { before: 12, after: 0 },
    confidence: 0.95,
    examples: ["HKID «A123456(3)»", "香港身份證號碼：«Z683365(A)»", "客户«AB987654(3)»来电", "«Ｇ１２３４５６（Ａ）»"],
    counterExamples: ["A123456(4)", "part no A123456(3)", "XA123456(3)4".replace("X", "9")],
  },
  {
    type: "HK_HKID",
    why: "a Hong Kong identity card number with its check digit, next to a word for it",
    signal: "always",
    views: VIEWS,
    pattern: new RegExp(`${NUMBER_START}[A-Za-z](?:[- ]?[A-Za-z])?[- ]?${spacedDigits(6)}[- ]?\\(? ?[0-9Aa](?: ?\\)|${NUMBER_END})`, "dg"),
    accepts: isHongKongId,
    context: ["hongKongId"],
    rivals: ["otherNumber"],
    confidence: 0.95,
    examples: [
      "HKID: «A1234563»",
      "香港身份證 «z683365(a)»",
      "identity card no. «A 123456 3»",
      "香港身分証番号：«AB9876543»",
      '"hkid":"«A123456-3»"',
    ],
    counterExamples: ["A1234563", "HKID: A1234564", "身份證已核對，訂單 A1234563"],
  },
  {
    type: "HK_HKID",
    why: "a Hong Kong identity card number, written without its check digit, directly behind a word for it",
    signal: "twoDigits",
    views: VIEWS,
    pattern: new RegExp(`${NUMBER_START}[A-Z]{1,2}\\d{6}(?![ (-]{0,2}[0-9A-Z])`, "dg"),
    context: ["hongKongId"],
    rivals: ["otherNumber"],
    near: { before: 14, after: 0 },
    confidence: 0.75,
    examples: ["香港身份證：«A123456»", "HKID no. «K123456»"],
    counterExamples: ["A123456", "型号 A123456", "HKID: A1234564"],
  },
  {
    type: "SG_NRIC",
    why: "a Singapore NRIC or FIN: series, seven digits and check letter agree",
    signal: "digits",
    views: ["plain", "joined", "lookalike"],
    pattern: new RegExp(`${NUMBER_START}[STFGM]\\d{7}[A-Z]${NUMBER_END}`, "dg"),
    accepts: isSingaporeId,
    against: ["shipment"],
    rivals: ["otherNumber"],
    near: { before: 16, after: 0 },
    confidence: 0.9,
    examples: ["NRIC «S1234567D»", "客户«T1234567J»", "FIN: «F1234567N»", "シンガポールの身分証 «G1234567X»", "work pass «M1234567K»"],
    counterExamples: ["S1234567A", "part number S1234567D", "型番 S1234567D", "A1234567D"],
  },
  {
    type: "SG_NRIC",
    why: "a Singapore NRIC or FIN with its check letter, next to a word for it",
    signal: "digits",
    views: VIEWS,
    pattern: new RegExp(`${NUMBER_START}[STFGM][- ]?${spacedDigits(7)}[- ]?[A-Z]${NUMBER_END}`, "dgi"),
    accepts: isSingaporeId,
    context: ["singaporeId"],
    rivals: ["otherNumber"],
    confidence: 0.95,
    examples: ["nric: «s1234567d»", "新加坡身份证 «S 1234567 D»", "NRIC/FIN «S-1234567-D»"],
    counterExamples: ["s1234567d", "nric: s1234567a"],
  },
];
