// Recognisers of e-mail addresses, and of telephone numbers of Japan, China, Hong Kong, Singapore, the United States and the United Kingdom.

import type { Recogniser } from "../recogniser.ts";
import { withoutSeparators } from "./number-shapes.ts";

// Letters may not stand directly before a number, except in TEL090….
const START = "(?<![0-9+.])(?<![A-Za-z](?<!tel|Tel|TEL|FAX|Fax))(?<!\\d[-)])";
const END = "(?![0-9A-Za-z]|-\\d|[.,]\\d|円|元)";

const CHINESE_MOBILE = "1(?:3\\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\\d|9[0-35-9])";

// Numbers that are free of charge or premium belong to an enterprise, never to a customer.
const ENTERPRISE_PREFIX = /^(?:0120|0570|0800|0180|0990|0170|400|800)/;
const US_TOLL_FREE = /^(?:800|888|877|866|855|844|833|822|900)/;

const FILE_NAME_END = /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|mp4)$/i;

/** Number of digits between the two bounds, and not an enterprise's. */
function isSubscriber(value: string, digitsMin: number, digitsMax: number): boolean {
  const digits = withoutSeparators(value);
  return digits.length >= digitsMin && digits.length <= digitsMax && !ENTERPRISE_PREFIX.test(digits);
}

export const CONTACT_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "EMAIL",
    why: "an e-mail address",
    signal: "atSign",
    // What follows "//user:" is the password of a connection string.
    pattern:
      /(?<![A-Za-z0-9_+]|\/\/[A-Za-z0-9._%-]{0,64}:)[A-Za-z0-9_+][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/dg,
    accepts: (value) => !FILE_NAME_END.test(value),
    confidence: 0.98,
    examples: [
      "メールは«taro.yamada@example.co.jp»です",
      "«Ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ»",
      "<«o'neil+tag@mail.example.org»>",
      "...«taro@example.com».",
    ],
    counterExamples: ["@example.com", "taro@localhost", "icon@2x.png", "package@1.2.3", "a @ b.com"],
  },
  {
    type: "PHONE",
    why: "a Japanese mobile or IP telephone number, in groups",
    signal: "digits",
    // 080-0… is the toll-free range 0800.
    pattern: new RegExp(`${START}0(?:[5679]0[- ]\\d|80[- ][1-9])\\d{3}[- ]?\\d{4}${END}`, "dg"),
    confidence: 0.95,
    examples: ["携帯は«090-1234-5678»です", "«０８０－１２３４－５６７８»まで", "«070 1234 5678»", "«090−1234−5678»", "«090-12345678»"],
    counterExamples: ["0800-123-4567", "190-1234-5678", "090-1234-56789", "080-0123-4567"],
  },
  {
    type: "PHONE",
    why: "a Japanese mobile or IP telephone number, not in groups",
    signal: "digits",
    pattern: new RegExp(`${START}0(?:[5679]0\\d|80[1-9])\\d{7}${END}`, "dg"),
    against: ["shipment"],
    near: { before: 12, after: 0 },
    confidence: 0.9,
    examples: ["TEL«09012345678»", "«０９０１２３４５６７８»へ"],
    counterExamples: ["注文番号09012345678", "0901234567円", "090123456789", "08001234567"],
  },
  {
    type: "PHONE",
    why: "a land-line number of Japan, China or the United Kingdom",
    signal: "digits",
    pattern: new RegExp(`${START}(?:\\(0\\d{1,4}\\) ?|0\\d{1,4}[-( ] ?)\\d{2,4}[-) ] ?\\d{3,4}${END}`, "dg"),
    // Ten digits in Japan and China, eleven behind 01 and 02 in the United Kingdom.
    accepts: (value) => isSubscriber(value, 10, /^\(?0[12]/.test(value) ? 11 : 10),
    against: ["publishedPhone"],
    near: { before: 24, after: 0 },
    confidence: 0.85,
    examples: ["電話 «03-1234-5678»", "«045-123-4567»", "«(03) 1234-5678»", "«03(1234)5678»", "phone «020 7946 0958»"],
    counterExamples: [
      "0120-123-456",
      "0570-012-345",
      "コールセンター 03-1234-5678",
      "2026-01-02",
      "0001-02-03",
      "090-1234-5678",
      "支店コード 001-234",
    ],
  },
  {
    type: "PHONE",
    why: "a land-line number of China with its area code",
    signal: "digits",
    pattern: new RegExp(`${START}(?:\\(0(?:10|2\\d|[3-9]\\d{2})\\) ?|0(?:10|2\\d|[3-9]\\d{2})[- ])\\d{7,8}${END}`, "dg"),
    accepts: (value) => isSubscriber(value, 10, 12),
    against: ["publishedPhone"],
    near: { before: 24, after: 0 },
    confidence: 0.85,
    examples: ["电话：«010-62345678»", "座机«0571-8765432»"],
    counterExamples: ["客服热线 010-62345678", "400-8123456", "010-623456"],
  },
  {
    type: "PHONE",
    why: "a Chinese mobile number, in groups",
    signal: "digits",
    pattern: new RegExp(`${START}${CHINESE_MOBILE}[- ]\\d{4}[- ]\\d{4}${END}`, "dg"),
    confidence: 0.92,
    examples: ["请致电«138 1234 5678»", "电话«138-1234-5678»。"],
    counterExamples: ["120 1234 5678", "138 1234 567", "110-1234-5678"],
  },
  {
    type: "PHONE",
    why: "a Chinese mobile number, not in groups",
    signal: "digits",
    pattern: new RegExp(`${START}${CHINESE_MOBILE}\\d{8}${END}`, "dg"),
    against: ["shipment"],
    near: { before: 12, after: 0 },
    confidence: 0.9,
    examples: ["手机号«13812345678»", "«１３８１２３４５６７８»"],
    counterExamples: ["订单号13812345678", "12012345678", "138123456789", "11012345678"],
  },
  {
    type: "PHONE",
    why: "a telephone number in international form",
    signal: "digits",
    pattern:
      /(?<![0-9A-Za-z+])\+(?:[17]|[2-69]\d{1,2}|8\d{1,2})[- ]?(?:\(0?\d{0,4}\)[- ]?)?\d{1,4}(?:[- ]?\d{2,4}){1,4}(?![0-9A-Za-z]|-\d)/dg,
    accepts: (value) => isSubscriber(value, 8, 15),
    confidence: 0.95,
    examples: [
      "«+81 90-1234-5678»",
      "«+86 138 1234 5678»",
      "call «+44 (0)20 7946 0958»",
      "«+1 415-555-2671»",
      "«+852 9123 4567»",
      "＋８１の番号 «＋８１９０１２３４５６７８»",
    ],
    counterExamples: ["+12345", "残高 +1,234,567円", "x+81901234567", "+0 123 456 7890"],
  },
  {
    type: "PHONE",
    why: "a telephone number of North America",
    signal: "digits",
    pattern: new RegExp(`(?:${START}\\([2-9]\\d{2}\\) ?|${START}[2-9]\\d{2}[- ])[2-9]\\d{2}-\\d{4}${END}`, "dg"),
    accepts: (value) => !US_TOLL_FREE.test(withoutSeparators(value)),
    against: ["publishedPhone"],
    confidence: 0.8,
    examples: ["Call me at «415-555-2671»", "«(415) 555-2671»"],
    counterExamples: ["1-800-555-0199", "800-555-0199", "our hotline is 415-555-2671", "115-555-2671"],
  },
  {
    type: "PHONE",
    why: "a mobile number of the United Kingdom",
    signal: "digits",
    pattern: new RegExp(`${START}07\\d{3}[- ](?:\\d{3}[- ]\\d{3}|\\d{6})${END}`, "dg"),
    confidence: 0.9,
    examples: ["mobile «07700 900123»", "«07700 900 123»"],
    counterExamples: ["07700-90012", "7700 900123"],
  },
  {
    type: "PHONE",
    why: "digits in the form of a telephone number, directly after a word for telephone",
    signal: "digits",
    pattern: new RegExp(`${START}(?:[2-9]\\d{3}[- ]?\\d{4}|0\\d{9,10}|[2-9]\\d{9})${END}`, "dg"),
    accepts: (value) => isSubscriber(value, 8, 11),
    context: ["phone"],
    against: ["publishedPhone"],
    near: { before: 14, after: 0 },
    confidence: 0.8,
    examples: ["電話番号：«0312345678»", "流動電話 «9123 4567»", "phone: «91234567»", "tel «4155552671»"],
    counterExamples: ["0120123456へ電話", "電話 0120123456", "account 91234567", "フリーダイヤル 電話 0312345678", "callback 91234567"],
  },
];
