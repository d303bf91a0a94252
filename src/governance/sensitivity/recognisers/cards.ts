// Recognisers of payment card numbers and of what stands on a card beside its number: expiry and security code.
import type { Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import finance from "../words/finance.json" with { type: "json" };
import { countOfSaid, DIGIT, GAP, labelled, labelledBehind, plainDigits, saidDigits } from "./labels.ts";
import { cardNumberWithin, passesLuhnAtCardLength } from "./number-shapes.ts";

const ALL_VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

// Not inside a longer run of digits, a decimal or a word; a letter that is part of an escape (`\n4111`) is none.
const START = "(?<![0-9]|[0-9][.-]|[A-Za-z](?<!\\\\[nrt]))";
const END = "(?![0-9A-Za-z]|-\\d|\\.\\d)";

/** Fourteen to nineteen digits however they are grouped, that begin like an issuer's number. */
const CARD = "[2-6389](?:[- ]?\\d){13,18}";
const GROUPED_CARD =
  "\\d{4}(?:([- ])\\d{4}\\1\\d{4}\\1\\d{1,4}(?:\\1\\d{1,3})?|[- ]\\d{6}[- ]\\d{4,5})|\\d{6}[- ]\\d{10,13}|\\d(?:[- ]\\d){13,18}";

const MONTH = "(?:0?[1-9]|1[0-2])";
const YEAR = "(?:20)?[2-4]\\d";
const MONTH_NAME =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const SAID_YEAR =
  "twenty (?:twenty|thirty|forty)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:twenty[ -](?:five|six|seven|eight|nine)|thirty(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)";
/** Month and year with the stroke between them said. */
const SAID_STROKE =
  "(?:[〇零一二三四五六七八九]{2}|\\d{2})(?:斜杠|斜線|スラッシュ|すらっしゅ|スラ|杠)(?:[〇零一二三四五六七八九]{2}|\\d{2})|(?:(?:zero|oh) (?:one|two|three|four|five|six|seven|eight|nine)|ten|eleven|twelve) (?:slash|stroke|over) (?:(?:two|three) (?:oh|zero|one|two|three|four|five|six|seven|eight|nine)|twenty[ -](?:five|six|seven|eight|nine)|thirty(?:[ -](?:one|two|three|four|five))?)";
const NAMED_MONTH = `${MONTH_NAME}\\.?(?: of|,|[-/])? ?(?:(?:20)?[2-4]\\d|${SAID_YEAR})`;
export const MONTH_AND_YEAR = `${NAMED_MONTH}|${SAID_STROKE}|(?:20)?[2-4]\\d ?(?:年|ねん) ?(?:1[0-2]|0?\\d) ?(?:月|がつ)|${DIGIT}{2}(?:${DIGIT}{2})? ?年 ?(?:十[一二]?|1[0-2]|0?${DIGIT}) ?月|${MONTH} ?(?:月|month) ?${YEAR} ?(?:年|year)?|${MONTH} ?[/-] ?${YEAR}|(?:0[1-9]|1[0-2])[2-4]\\d|[2-4]\\d(?:0[1-9]|1[0-2])|20[2-4]\\d ?[/-] ?(?:0[1-9]|1[0-2])|${YEAR}年 ?${MONTH}月|${MONTH}月 ?/? ?${YEAR}年`;
/** The same with its digits spaced, written as characters or circled, or broken over two lines. */
const LOOSE_EXPIRY = `${DIGIT}(?:${GAP}${DIGIT})? ?[-/]?${GAP}${DIGIT}(?:${GAP}${DIGIT}){1,3}`;
const EXPIRY_END = "(?![0-9A-Za-z]| ?[-/.] ?\\d|\\.\\d|円|元|日| ?月)";
/** Words between a label for the digits on a card's back and the digits. */
const BACK_FILLERS = [
  "on (?:the|its) back",
  "on (?:the |its )?(?:front|reverse)",
  "of (?:the|my|this|your) card",
  "are",
  "reads?",
  "says?",
  "on it",
  "裏面?の?",
  "[34三四](?:桁|位|digits?)(?:の数字|の番号|数字)?",
  "(?:three|four) digits?",
  "で",
  "と書いて",
  "数字",
];
const BACK_DIGITS = `${DIGIT}(?:${GAP}${DIGIT}){2,3}`;
const CODE_END = "(?![0-9A-Za-z⓪①-⑨]|[-./]\\d| ?(?:桁|位|文字|番目|数字|digit|円|元|年|件))";

/** A card number and what separates it from the next field. */
const AFTER_CARD = "(?<!\\d)[2-6]\\d{3}[- ]?\\d{4}[- ]?\\d{4}[- ]?\\d{2,4}(?:[- ]?\\d{1,3})?[\"']?[\\s,;|/、で]{1,4}[\"']?";

export const CARD_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BANK_CARD",
    why: "a payment card number in groups: issuer range and Luhn check agree",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(`${START}(?:${GROUPED_CARD})${END}`, "dg"),
    narrows: cardNumberWithin,
    against: ["numberOfThing"],
    near: { before: 18, after: 0 },
    confidence: 0.97,
    examples: [
      "カード番号は«4111 1111 1111 1111»です",
      "«4111-1111-1111-1111»",
      "Amex «3782 822463 10005»",
      "カード«４１１１－１１１１－１１１１－１１１１»",
      "room 12 «5555 5555 5555 4444» thanks",
      "«4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1»",
      "4111-1111-1111-1111,123".replace(/^([\d-]+)/, "«$1»"),
    ],
    counterExamples: [
      "4111 1111 1111 1112",
      "1234 5678 9012 3456",
      "9111-1111-1111-1111",
      "注文番号 4111-1111-1111-1111",
      "tracking number 4111 1111 1111 1111",
    ],
  },
  {
    type: "BANK_CARD",
    why: "a payment card number: issuer range and Luhn check agree",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(`${START}\\d{14,19}${END}`, "dg"),
    narrows: cardNumberWithin,
    against: ["shipment", "numberOfThing"],
    near: { before: 14, after: 0 },
    confidence: 0.9,
    examples: [
      "卡号«6222021234567890128»",
      "card «4111111111111111», exp",
      "カード番号４１１１…ではなく«4111111111111111»",
      "No.«4111111111111111»",
      "山田太郎,«4111111111111111»,123",
    ],
    counterExamples: [
      "order number 4111111111111111",
      "订单号：4111111111111111",
      "4111111111111112",
      "0000000000000000",
      "2026112411223344",
      "0.4111111111111111",
      "a4111111111111111b",
    ],
  },
  {
    type: "BANK_CARD",
    why: "a payment card number directly behind a word for it: issuer range and Luhn check agree",
    signal: "digits",
    begins: ["cardNumber"],
    views: ALL_VIEWS,
    pattern: labelled(finance.cardNumber, `${CARD}${END}`),
    narrows: cardNumberWithin,
    confidence: 0.98,
    examples: [
      "注文のカード番号 «4111-1111-1111-1111»",
      '{"order_id":1,"cardNumber":"«4111111111111111»"}',
      "信用卡（Visa）«41111111 11111111»，有效期 12/27",
      "PAN=«5555555555554444» 12/27",
    ],
    counterExamples: ["card number 4111 1111 1111 1112", "カード枚数 4111111111111111", "card 1234"],
  },
  {
    type: "BANK_CARD",
    why: "a Chinese card number of an older issuer directly behind a word for it, with the Luhn check",
    signal: "digits",
    begins: ["cardNumber"],
    views: ALL_VIEWS,
    pattern: labelled(finance.cardNumber, `(?:9|6|5[068])\\d{3}(?:[- ]?\\d){9,15}${END}`),
    accepts: passesLuhnAtCardLength,
    confidence: 0.9,
    examples: ["工行卡号«9558 8012 3456 7890 128»"],
    counterExamples: ["卡号 9558801234567890123", "订单 9558801234567890128"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits directly behind a word for a card's security code",
    signal: "always",
    begins: ["cardSecurityCode"],
    views: ALL_VIEWS,
    pattern: labelled(finance.cardSecurityCode, `(?:${BACK_DIGITS}|${saidDigits(3, 4)})${CODE_END}`, BACK_FILLERS),
    accepts: isShortCode,
    confidence: 0.95,
    examples: [
      "CVV: «123»",
      "セキュリティコードは«1234»です",
      "CVC2 «987»",
      '{"cvv":"«123»","exp":"12/27"}',
      "<cvv>«456»</cvv>",
      "卡安全码：«321»",
      "cardCvc=«123»&x=1",
      "OP：CVVは？\n客：«418» です",
      "CVV one… sorry, CVV: «four, one, eight»",
    ],
    counterExamples: [
      "CVVは3桁です",
      "CVV is 3 digits",
      "CVVエラー 402",
      "CVC 2026年",
      "CVV 123456",
      "acvv 123",
      "セキュリティコード 482913",
    ],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits behind words for the digits on a card's back, where a card is spoken of",
    signal: "always",
    begins: ["cardBackDigits"],
    views: ALL_VIEWS,
    pattern: labelled(finance.cardBackDigits, `(?:${BACK_DIGITS}|${saidDigits(3, 4)})${CODE_END}`, BACK_FILLERS),
    accepts: isShortCode,
    context: ["card", "cardExpiry"],
    near: { before: 160, after: 60 },
    confidence: 0.93,
    examples: [
      "カードの裏面の3桁は«123»です",
      "信用卡背面三位 «321»，请核对",
      "card 4111 1111 1111 1111, security code «123»",
      "Visa, the three digits on the back are «907»",
      "アメックス、4桁コード «8812»",
      "客户：卡号报过了。后三码«204»",
      "カードの裏の3桁も要りますか？　«640» です",
    ],
    counterExamples: ["security code 7203 (Toyota)", "安全码 1234", "verification code 1234", "裏面の3桁をカードで確認"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits behind a card number and its expiry",
    signal: "digits",
    pattern: new RegExp(
      `${AFTER_CARD}(?:exp\\.? )?(?:0[1-9]|1[0-2]) ?[/-]? ?${YEAR}["']?[\\s,;|]{1,3}["']?(?:(?:CVV2?|CVC2?|CVN2?|CID|CSC|code|sec\\.? code|安全码)[ :=]{1,2})?(?<value>\\d{3,4})${CODE_END}`,
      "dgi",
    ),
    confidence: 0.85,
    examples: ["4111 1111 1111 1111 12/27 «123»", "4111111111111111|1227|«123»", "4111111111111111,12/27,«123»,山田"],
    counterExamples: ["4111 1111 1111 1111 12/27", "4111111111111111 12/27/2026"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits that words for a card's security code follow",
    signal: "always",
    cue: ["cardSecurityCode", "cardBackDigits"],
    views: ["plain"],
    pattern: labelledBehind([finance.cardSecurityCode, finance.cardBackDigits], `\\d{3,4}`),
    context: ["card", "cardExpiry"],
    near: { before: 120, after: 60 },
    confidence: 0.9,
    examples: [
      "card 4111 1111 1111 1111, 12/27, «123» (CVV)",
      "Visa, «907» is the security code",
      "カードは12/27まで、«123»がセキュリティコード",
    ],
    counterExamples: ["123 (CVV missing)", "card 4111, 3 is the security code length", "404 (security code missing)"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits behind a card number, said to be its code",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(
      `(?<!\\d)[2-6]\\d{3}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{2,4}[^\\n\\d]{0,24}(?:(?:${MONTH_AND_YEAR})[^\\n\\d]{0,14})?(?<![a-z]|(?:response|error|reason|result|status|応答|エラー|理由)\\s?)(?:code|コード|sec|安全码|安全碼|識別番号)["']?[ :=はが是]{1,3}["']?(?<value>\\d{3,4}|${saidDigits(3, 4)})${CODE_END}`,
      "dgi",
    ),
    accepts: isShortCode,
    confidence: 0.9,
    examples: ["4111 1111 1111 1111, code «907»", "4111-1111-1111-1111 12/27 code: «one nine oh»"],
    counterExamples: ["4111 1111 1111 1111 declined with response code 051 at the till", "code 907"],
  },
  {
    type: "CARD_EXPIRY",
    why: "month or year in a field for a card's expiry",
    signal: "digit",
    cue: ["cardExpiry"],
    views: ["plain"],
    pattern:
      /(?:(?<![A-Za-z])(?:exp|card)(?:ir(?:y|ation))?[_-]?(?:month|mm?|year|yy(?:yy)?)["']?\s{0,2}[:=]\s{0,2}["']?|(?<![A-Za-z])exp(?:ir(?:y|ation))?["']?\s{0,2}:\s{0,2}\{\s{0,2}["']?m(?:m|onth)?["']?\s{0,2}:\s{0,2}["']?|(?<=exp(?:iry|iration)?["']?\s{0,2}:\s{0,2}\{\s{0,2}["']?m(?:m|onth)?["']?\s{0,2}:\s{0,2}["']?\d{1,2}["']?\s{0,2},\s{0,2})["']?y(?:y|yyy|ear)?["']?\s{0,2}:\s{0,2}["']?)(?<value>1[0-2]|0?[1-9]|(?:20)?[2-4]\d)(?![0-9A-Za-z/-])/dgi,
    against: ["otherCard"],
    confidence: 0.9,
    examples: ['{"exp_month":"«09»","exp_year":"«2029»"}', "expMonth=«9»&expYear=«29»", '"exp":{"m":"«02»","y":"«2030»"}'],
    counterExamples: ['{"month":"09","year":"2029"}', "expenses_month=9", '"export_year": 2029'],
  },
  {
    type: "CARD_EXPIRY",
    why: "month and year directly behind a word for an expiry, where a payment card is spoken of",
    signal: "always",
    begins: ["cardExpiry"],
    views: ["plain", "spoken", "lookalike"],
    pattern: labelled(finance.cardExpiry, `(?:${MONTH_AND_YEAR}|${LOOSE_EXPIRY})${EXPIRY_END}`),
    accepts: isMonthAndYear,
    context: ["card", "cardSecurityCode", "cardBackDigits"],
    against: ["otherCard"],
    near: { before: 140, after: 50 },
    confidence: 0.9,
    examples: [
      "カード番号 4111-1111-1111-1111 有効期限 «12/27»",
      "card 4111 1111 1111 1111 exp «09/26»",
      "信用卡有效期：«08/28»",
      '{"cvv":"123","expiry":"«2027-09»"}',
      "有効期限は«2027年9月»、CVVは123",
      "Visa expires «0927»",
      "OP：カードの有効期限をお願いします。\n客：えっと、«2029年12月»です",
      "card on file, good until «Sept 2028»",
      "セキュリティコード 190、有効期限は«二〇三二年二月»",
      "Amex ending 1009, expiring «June of twenty twenty-nine»",
    ],
    counterExamples: [
      "在留カードの有効期限 12/27",
      "商品の有効期限 12/27",
      "The offer expires 12/27",
      "有効期限 2027/09/30 のカード",
      "passport expiry 12/27, paid by card",
    ],
  },
  {
    type: "CARD_EXPIRY",
    why: "month and year behind words that only stand on a payment card",
    signal: "twoDigits",
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(
      `(?<![a-z])(?:valid thru|good thru|card[ _-]?expir(?:y|ation)(?:[ _-]?date)?|cc[ _-]?exp)["']?[\\s:=]{0,4}["']?(?<value>(?:${MONTH_AND_YEAR})${EXPIRY_END})`,
      "dgi",
    ),
    confidence: 0.92,
    examples: ["VALID THRU «12/27»", '"card_expiry": "«09/2026»"'],
    counterExamples: ["valid through 12/27", "card expiry is checked 2026-11-24"],
  },
  {
    type: "CARD_EXPIRY",
    why: "month and year directly behind a card number",
    signal: "digits",
    pattern: new RegExp(
      `${AFTER_CARD}(?:exp\\.? )?(?<value>(?:0[1-9]|1[0-2])(?:[/-](?:20)?[2-4]\\d|[2-4]\\d(?=["']?[\\s,;|/]{1,3}["']?\\d{3,4}(?!\\d))))${EXPIRY_END}`,
      "dgi",
    ),
    confidence: 0.9,
    examples: ["4111 1111 1111 1111 «12/27»", "4111111111111111,«12/27»,123", "4111111111111111|«1227»|123"],
    counterExamples: ["注文 411111 12/27", "4111111111111111 12/27/2026", "4111 1111 1111 1111 1227"],
  },
];

/** Month and year, of two digits or of four, in either order. */
export function isMonthAndYear(value: string): boolean {
  if (/[年がス斜杠]|[a-z]{3}/i.test(value)) return true;
  const digits = plainDigits(value);
  return /^(?:0?[1-9]|1[0-2])(?:20)?[2-4]\d$/.test(digits) || /^(?:20)?[2-4]\d(?:0[1-9]|1[0-2])$/.test(digits);
}

/** Three or four digits, also when they are said in words. */
function isShortCode(value: string): boolean {
  if (/^(?:0[1-9]|1[0-2])[-/ ][23]\d$/.test(value)) return false;
  const count = /[a-zぁ-んァ-ヶ壱-陸]/i.test(value) ? countOfSaid(value) : plainDigits(value).length;
  return count === 3 || count === 4 || /[壹弐貳贰参參叁肆伍陆柒漆捌玖幺两]/.test(value);
}
