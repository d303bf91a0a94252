// Recognisers of passport numbers and of the machine-readable lines of a passport.
import type { Recogniser } from "../recogniser.ts";
import identity from "../words/identity.json" with { type: "json" };
import { isPassportLine, NUMBER_END, NUMBER_START, rivalsOf, spacedDigits } from "./identity-shapes.ts";
import { labelled } from "./labels.ts";

// Japan and most others: two letters and seven digits; China, Hong Kong, United States: a letter and eight; United States and United
// Kingdom: nine digits; India: a letter and seven digits; Singapore: a letter more behind them; France: two digits, two letters, five digits.
const WITH_LETTERS = `(?!NO|ID)[A-Z] ?[A-Z][- ]?${spacedDigits(7)}|[A-Z][- ]?${spacedDigits(7)}(?:[- ]?\\d| ?[A-Z])?|\\d{2}[A-Z]{2}\\d{5}`;
const SMALL = "[a-z]{2}\\d{7}|[a-z]\\d{7,8}";
// Germany: nine characters without vowels and without letters that look like digits.
const GERMAN = "[CFGHJK](?=[A-Z0-9]{0,7}\\d)[CFGHJKLMNPRTVWXYZ0-9]{8}";

/** No day in eight digits, and no other identity document's short name before digits. */
function isNoDay(value: string): boolean {
  return !/^(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d$/.test(value) && !/^(?:NO|ID|DOB|EXP|FEE|ISO|USD|JPY|EUR|GBP)[- ]?\d/i.test(value);
}

export const PASSPORT_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PASSPORT",
    why: "letters and digits in the form of a passport number, next to a word for a passport",
    signal: "digits",
    views: ["plain", "joined", "spoken", "lookalike"],
    pattern: new RegExp(`${NUMBER_START}(?:${WITH_LETTERS}|${SMALL}|${spacedDigits(9)})${NUMBER_END}`, "dg"),
    context: ["passport"],
    rivals: rivalsOf("passport"),
    confidence: 0.95,
    examples: [
      "パスポート番号：«TK1234567»",
      "旅券番号 «ＴＲ７６５４３２１»",
      "护照号码：«E12345678»",
      "護照號碼 «K12345678»",
      "US passport «123456789»",
      "passport no. is «tk1234567»",
      "UK Passport Number: «987654321»",
      "护照«EA1234567»已过期",
      '"passport_no":"«TK1234567»"',
      "Singapore passport «K1234567E»",
    ],
    counterExamples: [
      "パスポートを確認。電話 090-1234-5678",
      "passport fee 16000",
      "TK1234567",
      "護照已收，訂單 E12345678",
      "Passport checked, order number 123456789",
      "ITIN: 923-62-9346\\nPassport No.: pending",
    ],
  },
  {
    type: "PASSPORT",
    why: "letters and digits in the form of a German passport number, directly behind a word for a passport",
    signal: "twoDigits",
    pattern: new RegExp(`${NUMBER_START}${GERMAN}${NUMBER_END}`, "dg"),
    context: ["passport"],
    rivals: ["otherNumber"],
    near: { before: 24, after: 0 },
    confidence: 0.85,
    examples: ["German passport «C01X00T47»"],
    counterExamples: ["C01X00T47", "passport order number C01X00T47"],
  },
  {
    type: "PASSPORT",
    why: "letters and digits of any country's passport, directly behind a word for a passport",
    signal: "twoDigits",
    views: ["plain", "spoken", "lookalike"],
    begins: ["passport"],
    pattern: labelled(identity.passport, `(?:[A-Z]{1,3}[- ]?\\d{5,9}[A-Z]?|\\d{7,9}|\\d{2}[A-Z]{2}\\d{5})${NUMBER_END}`, [
      "\\([^()\\n]{1,20}\\)",
      "(?:no|number|num|#)\\.?",
      "[a-z]{4,12}(?:ese|ish|ian|an)",
    ]),
    accepts: isNoDay,
    confidence: 0.88,
    examples: [
      "passport «FZ183920» (Brazil)",
      "Passport (Dutch): «NPR12345»",
      "護照號碼 «31245678»",
      "pasaporte / passport no «XDB482913»",
    ],
    counterExamples: ["passport 20261124", "passport fee 12000", "passport office 12345"],
  },
  {
    type: "PASSPORT",
    why: "letters and digits in the form of a passport number, in a text that speaks of passports",
    signal: "digits",
    views: ["plain", "joined", "lookalike"],
    cue: ["passport"],
    pattern: new RegExp(`${NUMBER_START}(?:(?!NO|ID)[A-Z]{2}\\d{7}|[A-Z]\\d{8})${NUMBER_END}`, "dg"),
    against: ["shipment"],
    rivals: ["otherNumber"],
    near: { before: 16, after: 0 },
    confidence: 0.8,
    examples: ["旅券番号,氏名,部署,入社日,備考,住所の届出,扶養の有無,前年の申告\n«TK1234567»,,営業部"],
    counterExamples: ["パスポートは更新済みで問題ありません。なお先日お送りした書類についてですが、型番 TK1234567", "TK1234567"],
  },
  {
    type: "PASSPORT",
    why: "the second machine-readable line of a passport, with its check digits",
    signal: "lessThan",
    views: ["plain"],
    pattern: /(?=[A-Z0-9<]{44})(?<![0-9A-Z<])[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[\d<]\d(?![0-9A-Z<])/dg,
    accepts: isPassportLine,
    confidence: 0.99,
    examples: ["«L898902C36UTO7408122F1204159ZE184226B<<<<<10»"],
    counterExamples: ["L898902C37UTO7408122F1204159ZE184226B<<<<<10", "L898902C36UTO7408122F1204159"],
  },
  {
    type: "PASSPORT",
    why: "the first machine-readable line of a passport, which holds the name",
    signal: "lessThan",
    views: ["plain"],
    pattern: /(?<![0-9A-Z<])P[A-Z<][A-Z<]{3}[A-Z]{1,37}<[A-Z<]{1,38}(?<=[A-Z<]{44})(?![0-9A-Z<])/dg,
    accepts: (line) => line.length === 44 && line.includes("<<"),
    confidence: 0.99,
    examples: ["«P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<»"],
    counterExamples: ["P<UTOERIKSSON<<ANNA<MARIA", "P<T extends string>", "PRICE<100"],
  },
];
