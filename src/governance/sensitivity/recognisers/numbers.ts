// Recognisers of identity and payment numbers, each with a check digit.

import type { Recogniser } from "../recogniser.ts";
import { IBAN_SHAPE, isCardNumber, isIban, isMyNumber, isResidentId } from "./number-shapes.ts";

// Neither a longer run of digits nor a decimal: `12.4111…` and `4111…,00` are figures.
const START = "(?<![0-9A-Za-z.])(?<!\\d-)";
const END = "(?![0-9A-Za-z]|-\\d|[.,]\\d)";

const CARD_SHAPE = "\\d{4}[- ]\\d{4}[- ]\\d{4}[- ]\\d{1,4}(?:[- ]\\d{1,3})?|\\d{4}[- ]\\d{6}[- ]\\d{4,5}|\\d{6}[- ]\\d{10,13}|\\d{14,19}";

export const NUMBER_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "JP_MY_NUMBER",
    why: "twelve digits with the check digit of a My Number, next to a word for it",
    signal: "digits",
    pattern: new RegExp(`${START}\\d{4}[- ]?\\d{4}[- ]?\\d{4}${END}`, "dg"),
    accepts: isMyNumber,
    context: ["myNumber"],
    confidence: 0.99,
    examples: [
      "マイナンバーは«123456789018»です",
      "個人番号：«１２３４ ５６７８ ９０１８»",
      "My Number: «1234-5678-9018»",
      "日本的个人编号是«123456789018»。",
      "個人番号 «1234‐5678\u200b‐9018» 2026年",
    ],
    counterExamples: ["マイナンバーは123456789012です", "個人番号の書類 法人番号 1234567890123", "マイナンバーカードは12月に届きます"],
  },
  {
    type: "JP_MY_NUMBER",
    why: "twelve digits in the 4-4-4 form of a My Number, with its check digit",
    signal: "digits",
    pattern: new RegExp(`${START}(?<!\\d )\\d{4}([- ])\\d{4}\\1\\d{4}(?! \\d{4}(?!\\d))${END}`, "dg"),
    accepts: isMyNumber,
    against: ["shipment"],
    confidence: 0.75,
    examples: ["本人確認: «1234-5678-9018»", "番号 «1234 5678 9018» を登録"],
    counterExamples: [
      "追跡番号 1234-5678-9018",
      "tracking number 1234 5678 9018",
      "1234-5678-9012",
      "123456789018",
      "1234-5678-9018-1234",
      "快递单号 1234-5678-9018",
    ],
  },
  {
    type: "CN_RESIDENT_ID",
    why: "a Chinese resident identity number: region, birth date and check character agree",
    signal: "digits",
    pattern: new RegExp(`${START}[1-9]\\d{5}[- ]?(?:18|19|20)\\d{6}[- ]?\\d{3}[0-9Xx]${END}`, "dg"),
    accepts: isResidentId,
    confidence: 0.99,
    examples: ["身份证号«11010519491231002X»", "身份证：«１１０１０５１９４９１２３１００２ｘ»。", "ID «110105 19491231 002X»"],
    counterExamples: ["身份证号110105194912310021", "订单110105194913310021", "991051949123100201"],
  },
  {
    type: "BANK_CARD",
    why: "a payment card number: issuer range and Luhn check agree, in groups or next to a word for a card",
    signal: "digits",
    pattern: new RegExp(`${START}(?:${CARD_SHAPE})${END}`, "dg"),
    accepts: (value) => /[- ]/.test(value) && isCardNumber(value),
    confidence: 0.97,
    examples: [
      "カード番号は«4111 1111 1111 1111»です",
      "«4111-1111-1111-1111»",
      "Amex «3782 822463 10005»",
      "カード«４１１１－１１１１－１１１１－１１１１»",
      "order 12 «5555 5555 5555 4444» thanks",
    ],
    counterExamples: ["4111 1111 1111 1112", "1234 5678 9012 3456", "9111-1111-1111-1111"],
  },
  {
    type: "BANK_CARD",
    why: "a payment card number: issuer range and Luhn check agree",
    signal: "digits",
    pattern: new RegExp(`${START}\\d{14,19}${END}`, "dg"),
    accepts: isCardNumber,
    against: ["shipment"],
    near: { before: 14, after: 0 },
    confidence: 0.9,
    examples: ["卡号«6222021234567890128»", "card «4111111111111111», exp", "カード番号４１１１…ではなく«4111111111111111»"],
    counterExamples: [
      "order number 4111111111111111",
      "订单号：4111111111111111",
      "4111111111111112",
      "0000000000000000",
      "2026112411223344",
    ],
  },
  {
    type: "IBAN",
    why: "an IBAN: country, length and check digits agree",
    signal: "twoDigits",
    pattern: new RegExp(`(?<![0-9A-Za-z])(?:${IBAN_SHAPE})(?![0-9A-Za-z])`, "dgi"),
    accepts: isIban,
    confidence: 0.99,
    examples: [
      "IBAN: «GB82 WEST 1234 5698 7654 32» please",
      "«DE89370400440532013000»",
      "iban «gb82west12345698765432».",
      "送金先«ＧＢ８２ＷＥＳＴ１２３４５６９８７６５４３２»",
    ],
    counterExamples: ["GB82 WEST 1234 5698 7654 33", "DE8937040044053201300", "XX82 WEST 1234 5698 7654 32"],
  },
];
