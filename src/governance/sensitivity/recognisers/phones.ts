// Recognisers of telephone numbers of persons, in Japan, China, Hong Kong, Singapore, North America, the United Kingdom and abroad.
import type { Piece, Recogniser, Standing } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import contact from "../words/contact.json" with { type: "json" };
import { labelled } from "./labels.ts";
import { withoutSeparators } from "./number-shapes.ts";

const ALL_VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

// Letters may not stand directly before a number, except in TEL090…, nor may it go on from other digits.
const START = "(?<![0-9+]|[0-9]\\.|(?<!\\+\\d{1,3})[0-9)]-|[A-Za-z](?<!tel|Tel|TEL|FAX|Fax|\\\\[nrt]))";
const END = "(?![0-9A-Za-z]|-\\d|\\.\\d|,\\d{3}(?!\\d)|円|元|株|件| ?bp)";
/** Behind a Chinese number an extension may follow with a hyphen. */
const END_OR_EXTENSION = "(?![0-9A-Za-z]|-\\d{5}|\\.\\d|,\\d{3}(?!\\d)|円|元|件)";

const CHINESE_MOBILE = "1[3-9]\\d";
const CHINESE_AREA = "0(?:10|2\\d|[3-9]\\d{2})";

// Free of charge or premium: such a number belongs to an enterprise, never to a customer.
const ENTERPRISE_PREFIX =
  /^(?:0120|0570|0800|0180|0990|0170|400[0-9]{7}$|800[0-9]{7}$|81120|81570|81800|1?(?:800|888|877|866|855|844|833|822|900)\d{7}$|0?8(?:00|08)\d{7}$|955\d{2}$)/;
const US_TOLL_FREE = /^1?(?:800|888|877|866|855|844|833|822|900)/;
const DATE_LIKE = /^\(?(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ]/;

/** Number of digits between the two bounds, not an enterprise's, and no date with a time. */
function isSubscriber(value: string, digitsMin: number, digitsMax: number): boolean {
  const digits = withoutSeparators(value);
  return digits.length >= digitsMin && digits.length <= digitsMax && !ENTERPRISE_PREFIX.test(digits) && !DATE_LIKE.test(value);
}

export const PHONE_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PHONE",
    why: "a Japanese mobile or IP telephone number, in groups",
    signal: "digits",
    views: ALL_VIEWS,
    // 080-0… is the toll-free range 0800.
    pattern: new RegExp(
      `${START}(?:\\(0[5-9]0\\) ?\\d{4}[- ]?\\d{4}|0(?:[5679]0(?:[-. (] ?| -)\\d|80(?:[-. (] ?| -)[1-9])\\d{3}(?:[-. )] ?| -)?\\d{4}|0[- ]?[5-9][- ]?0(?:[- ]\\d){8})${END}`,
      "dg",
    ),
    accepts: (value) => isSubscriber(value, 11, 11),
    against: ["numberOfThing"],
    near: { before: 10, after: 0 },
    confidence: 0.95,
    examples: [
      "携帯は«090-1234-5678»です",
      "«０８０－１２３４－５６７８»まで",
      "«070 1234 5678»",
      "«090−1234−5678»",
      "«090-12345678»",
      "«(090)1234-5678»",
      "«090.1234.5678»",
      "«090(1234)5678» 内線 12",
      "«0 9 0 1 2 3 4 5 6 7 8»",
    ],
    counterExamples: ["0800-123-4567", "190-1234-5678", "090-1234-56789", "080-0123-4567", "注文番号 090-1234-5678"],
  },
  {
    type: "PHONE",
    why: "a Japanese or British mobile number, not in groups",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(`${START}0(?:[5679]0\\d|80[1-9]|7[1-57-9]\\d)\\d{7}${END}`, "dg"),
    against: ["shipment", "numberOfThing"],
    near: { before: 14, after: 0 },
    confidence: 0.9,
    examples: ["TEL«09012345678»", "«０９０１２３４５６７８»へ", "mobile «07700900123»", "山田,«09012345678»,東京"],
    counterExamples: ["注文番号09012345678", "0901234567円", "090123456789", "08001234567"],
  },
  {
    type: "PHONE",
    why: "a land-line number of Japan, China or the United Kingdom",
    signal: "digits",
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(`${START}(?:\\(0\\d{1,4}\\)[- ]?|0\\d{1,4}[-( ] ?)\\d{2,4}[-) ] ?\\d{3,4}${END}`, "dg"),
    // Ten digits in Japan and China, eleven behind 01 and 02 in the United Kingdom.
    accepts: (value) => isSubscriber(value, 10, /^\(?0[12]/.test(value) ? 11 : 10),
    standsIn: isNoBranchNotice,
    against: ["publishedPhone", "openingHours", "numberOfThing"],
    near: { before: 24, after: 16 },
    confidence: 0.85,
    examples: [
      "電話 «03-1234-5678»",
      "«045-123-4567»",
      "«(03) 1234-5678»",
      "«03(1234)5678»",
      "phone «020 7946 0958»",
      "自宅 «03 1234 5678» (内線 12)",
    ],
    counterExamples: [
      "0120-123-456",
      "0570-012-345",
      "コールセンター 03-1234-5678",
      "2026-01-02",
      "0001-02-03",
      "090-1234-5678",
      "支店コード 001-234",
      "03-1234-5678（平日9時から）",
      "渋谷支店 電話 03-1234-5678",
    ],
  },
  {
    type: "PHONE",
    why: "a land-line number of China with its area code",
    signal: "digits",
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(`${START}(?:\\(${CHINESE_AREA}\\) ?|${CHINESE_AREA}[- ])(?:\\d{7,8}|\\d{3,4}[- ]\\d{4})${END_OR_EXTENSION}`, "dg"),
    // British numbers of services begin with 03 too; their groups are of four, three and four.
    accepts: (value) => isSubscriber(value, 10, 12) && !/^03\d\d \d{3} \d{4}$/.test(value),
    against: ["publishedPhone", "openingHours", "numberOfThing"],
    near: { before: 24, after: 16 },
    standsIn: isNoBranchNotice,
    confidence: 0.85,
    examples: [
      "电话：«010-62345678»",
      "座机«0571-8765432»",
      "办公电话 «021-6234 5678»转8001",
      "«(0755) 8234 5678»",
      "电话«010-62345678»-801",
    ],
    counterExamples: ["客服热线 010-62345678", "400-8123456", "010-623456", "分行电话：0755-82345678"],
  },
  {
    type: "PHONE",
    why: "a Chinese mobile number, in groups",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(
      `(?:${START}|(?<=(?<!\\d)86[- ]))(?:${CHINESE_MOBILE}(?:[- .]\\d{4}[- .]?\\d{4}|\\d[- .]\\d{3}[- .]\\d{4}|[- .]\\d{3}[- .]\\d{5})|1(?:[- ]\\d){10})${END}`,
      "dg",
    ),
    against: ["numberOfThing"],
    near: { before: 10, after: 0 },
    confidence: 0.92,
    examples: ["请致电«138 1234 5678»", "电话«138-1234-5678»。", "手机 «1 3 8 1 2 3 4 5 6 7 8»", "手机：«199-12345678»"],
    counterExamples: ["120 1234 5678", "138 1234 567", "110-1234-5678", "订单号 138-1234-5678"],
  },
  {
    type: "PHONE",
    why: "a Chinese mobile number, not in groups",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(`${START}(?<!(?:a/c|acct|account|账号|帐号|账户)(?: ?no\\.?)?[ :：]{1,2})${CHINESE_MOBILE}\\d{8}${END}`, "dg"),
    against: ["shipment", "numberOfThing"],
    near: { before: 14, after: 0 },
    confidence: 0.9,
    examples: ["手机号«13812345678»", "«１３８１２３４５６７８»", "王,«13912345678»,北京"],
    counterExamples: ["订单号13812345678", "12012345678", "138123456789", "11012345678", "13812345678元"],
  },
  {
    type: "PHONE",
    why: "a telephone number in international form",
    signal: "digits",
    views: ALL_VIEWS,
    pattern:
      /(?<![0-9A-Za-z+.])(?:\(\+\d{1,3}\)|\+ ?\d{1,3})(?:[- .]?\(0?\d{0,4}\))?(?:[- .]?\d{1,12}){1,10}(?![0-9A-Za-z]|-\d|,\d{3}(?!\d)|\.\d|%| ?(?:円|元|bp|pt|ポイント|件|株))/dg,
    accepts: isInternational,
    against: ["publishedPhone", "openingHours"],
    near: { before: 24, after: 16 },
    confidence: 0.95,
    examples: [
      "«+81 90-1234-5678»",
      "«+86 138 1234 5678»",
      "call «+44 (0)20 7946 0958»",
      "«+1 415-555-2671»",
      "«+852 9123 4567»",
      "＋８１の番号 «＋８１９０１２３４５６７８»",
      "«+33 6 12 34 56 78»",
      "«(+65) 9123 4567»",
      "«+1 (415) 555-2671» ext. 12",
      "«+1.415.555.2671»",
    ],
    counterExamples: [
      "+12345",
      "残高 +1,234,567円",
      "x+81901234567",
      "+0 123 456 7890",
      "+1 800 555 0199",
      "+81 120-123-456",
      "hotline: +44 20 7946 0958",
      "+1.25 2.5",
    ],
  },
  {
    type: "PHONE",
    why: "a telephone number with an international prefix of zeros, next to a word for telephone",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(
      `${START}(?:00|010-|011[- ])[- ]?(?:81|86|852|853|65|1|44|49|33|34|39|31|41|61|82|886)[- ]?(?:\\(0\\) ?)?\\d{1,4}(?:[- ]?\\d{2,8}){1,4}${END}`,
      "dg",
    ),
    accepts: (value) => isSubscriber(value, 11, 17),
    context: ["phone"],
    against: ["publishedPhone", "openingHours"],
    near: { before: 20, after: 0 },
    confidence: 0.85,
    examples: ["电话 «0086 138 1234 5678»", "phone «0044 20 7946 0958»"],
    counterExamples: ["0086 138 1234 5678", "電話料金 00811234"],
  },
  {
    type: "PHONE",
    why: "a telephone number of North America",
    signal: "digits",
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(
      `${START}(?:1[-. ])?(?:\\([2-9]\\d{2}\\)[- ]?[2-9]\\d{2}[- ]\\d{4}|[2-9]\\d{2}[- ][2-9]\\d{2}-\\d{4})${END}|${START}(?:1\\.)?[2-9]\\d{2}\\.[2-9]\\d{2}\\.\\d{4}${END}`,
      "dg",
    ),
    accepts: (value) => !US_TOLL_FREE.test(withoutSeparators(value)),
    against: ["publishedPhone", "openingHours", "numberOfThing"],
    near: { before: 30, after: 20 },
    standsIn: isNoBranchNotice,
    confidence: 0.8,
    examples: ["Call me at «415-555-2671»", "«(415) 555-2671»", "cell «415.555.2671»", "«1-415-555-2671»"],
    counterExamples: ["1-800-555-0199", "800-555-0199", "our hotline is 415-555-2671", "115-555-2671", "reference no. 415-555-2671"],
  },
  {
    type: "PHONE",
    why: "a number of the United Kingdom in groups",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(
      `${START}(?:07\\d{3}[- ](?:\\d{3}[- ]\\d{3}|\\d{6})|01\\d{3}[- ](?:\\d{3}[- ]\\d{3}|\\d{6})|02\\d[- ]\\d{4}[- ]\\d{4})${END}`,
      "dg",
    ),
    against: ["publishedPhone", "openingHours", "numberOfThing"],
    near: { before: 30, after: 20 },
    standsIn: isNoBranchNotice,
    confidence: 0.9,
    examples: ["mobile «07700 900123»", "«07700 900 123»", "home «01632 960123»", "«020-7946-0958»"],
    counterExamples: ["07700-90012", "7700 900123", "switchboard 020 7946 0958"],
  },
  {
    type: "PHONE",
    why: "digits in the form of a telephone number, directly behind a word for telephone",
    signal: "digits",
    begins: ["phoneLabel"],
    views: ALL_VIEWS,
    pattern: labelled(contact.phoneLabel, `\\+?\\(?[0-9](?:[-() .]{0,2}\\d){7,13}${END_OR_EXTENSION}`, [
      "自宅",
      "携帯",
      "office",
      "home",
      "at",
      "on",
      "to",
      "the",
      "和",
      "my",
      "her",
      "his",
    ]),
    accepts: (value) => isSubscriber(value, 8, 14) && /^[+(]{0,2}(?:[02-9]|1[3-9]\d{9}$|1[- .(]{0,2}[2-9])/.test(value),
    narrows: withoutExtension,
    against: ["publishedPhone", "openingHours"],
    rivals: ["bankAccount"],
    near: { before: 16, after: 10 },
    standsIn: isNoBranchNotice,
    confidence: 0.8,
    examples: [
      "電話番号：«0312345678»",
      "流動電話 «9123 4567»",
      "phone: «91234567»",
      "tel «4155552671»",
      '{"phone":"«4155552671»"}',
      "call me at «415 555 2671»",
      "電話は «03 1234 5678» です",
      "HP: «9123-4567»",
      "Mobile: «9217 4410»\nAccount: 217-40518-6",
    ],
    counterExamples: [
      "0120123456へ電話",
      "電話 0120123456",
      "account 91234567",
      "フリーダイヤル 電話 0312345678",
      "callback 91234567",
      "電話 2026-11-24 10",
      "phone 12345",
      "tel 95588",
      "北浜支店は4月に移転します。電話番号は06-6555-0120のままです。",
    ],
  },
  {
    type: "PHONE",
    why: "eight digits of Hong Kong or Singapore in two groups, next to a word for telephone",
    signal: "digits",
    views: ALL_VIEWS,
    pattern: new RegExp(`(?:${START}|(?<=\\(?(?:852|65|853)\\)?[- ]))[2-9]\\d{3}[- ]?\\d{4}${END}`, "dg"),
    context: ["phone"],
    against: ["publishedPhone", "openingHours", "bankAccount", "numberOfThing", "money"],
    near: { before: 24, after: 12 },
    confidence: 0.75,
    examples: ["請致電陳先生，«9123 4567»", "please reach her on «6123 4567»"],
    counterExamples: ["9123 4567", "call about account 9123 4567", "熱線 2123 4567 致電", "total 91234567, call me"],
  },
];

const NOTICE_CHARACTERS = 90;
const BRANCH = /支店|出張所|営業部|本店|店舗|支行|分行|网点|網點|營業部|\bbranch\b/i;
const NOTICE =
  /移転|統合|営業時間|開店|新店|店舗名|所在地|ATM|搬迁|搬遷|营业时间|營業時間|开业|地址变更|\b(?:relocat|moving to|moves to|opening hours|reopen|refurbish)/i;

/** Not in a notice about a branch, whose number everybody may know. */
function isNoBranchNotice({ text, start }: Standing): boolean {
  const before = text.slice(Math.max(0, start - NOTICE_CHARACTERS), start);
  return !(BRANCH.test(before) && NOTICE.test(before) && !/様|さん|さま|先生|女士|\b(?:Mr|Mrs|Ms|customer|client)\b/.test(before));
}

/** Country code and subscriber: no premium number, no list of figures. */
function isInternational(value: string): boolean {
  const digits = withoutSeparators(value);
  return (
    /^[1-9]/.test(digits) &&
    !/\d\.\d{1,2}(?: |$)/.test(value) &&
    isSubscriber(value, 8, 15) &&
    !/^(?:44800|44808|861?400|86400|86955\d\d$)/.test(digits)
  );
}

/** An extension behind a hyphen is no part of the number: at least ten digits of a national number stand before it. */
function withoutExtension(value: string): Piece {
  const main = value.replace(/-\d{1,4}$/, "");
  const isExtended = /^\(?0[1-9]/.test(value) && withoutSeparators(main).length >= 10;
  return { from: 0, to: isExtended ? main.length : value.length };
}
