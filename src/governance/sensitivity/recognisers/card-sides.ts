// Recognisers of what stands on a card beside its number, where no label touches it: the expiry near a card number, and the digits
// on a side of the card that words describe ("the three figures next to the signature").
import type { Recogniser } from "../recogniser.ts";
import finance from "../words/finance.json" with { type: "json" };
import { anyCaseOf, saidDigits } from "./labels.ts";

const CARD_NUMBER = /(?<!\d)[2-6]\d{3}[- ]?(?:\d{4}[- ]?\d{4}[- ]?\d{2,4}(?:[- ]?\d{1,3})?|\d{6}[- ]?\d{4,5})(?!\d)/;
/** How far a card's number may stand before its expiry: the holder's name between them. */
const CARD_NUMBER_REACH = 56;
/** How far from its digits on the back a card's number may stand. */
const CARD_REACH = 120;
/** Behind these a month with a number is a day. */
const DAY_BEFORE = /(?:\bon|\bat|\buntil yesterday|日付|利用日|取引日|dated?|日期|交易日)[ :：]{0,2}$/i;
const DAY_BEHIND = /^ ?(?:の?(?:利用|取引|決済|引落|請求|受付|到着|発送)|に|付|消费|交易|扣款|[ap]m\b|transaction|purchase|charge)/i;

export const CARD_SIDE_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "CARD_EXPIRY",
    why: "month and year a few words behind a card number",
    signal: "digits",
    views: ["plain"],
    pattern:
      /(?<![0-9A-Za-z/.-])(?:(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?(?:2[5-9]|3\d)(?![0-9A-Za-z]| ?[-/.] ?\d)|(?:20)?(?:2[5-9]|3\d)年 ?(?:1[0-2]|0?[1-9]) ?月(?=まで|迄|末まで|到期))/dg,
    standsIn: ({ text, start, end }) => {
      const before = text.slice(Math.max(0, start - CARD_NUMBER_REACH - 24), start);
      return CARD_NUMBER.test(before) && !DAY_BEFORE.test(before) && !DAY_BEHIND.test(text.slice(end, end + 12));
    },
    confidence: 0.78,
    examples: [
      "①4980972850398740　アライ　ミホ　«11/29»",
      "カードは4111-1111-1111-1111、来年«2027年9月»まで有効",
      "ご利用カード：4111111111111111（«11/32»まで）",
      "card 4111 1111 1111 1111 J DOE «09/28»",
    ],
    counterExamples: [
      "card 4111 1111 1111 1111 used on 11/29",
      "注文 11/29",
      "4111 1111 1111 1111 の11/29の利用分",
      "4111 1111 1111 1111 11/29/2026",
    ],
  },
  {
    type: "CARD_EXPIRY",
    why: "month and year that answer a question about a card's expiry",
    signal: "digit",
    begins: ["cardExpiry"],
    views: ["plain", "spoken"],
    pattern: new RegExp(
      `${anyCaseOf(finance.cardExpiry)}[^\\n?？\\d]{0,50}[?？]["'”」]?\\s{0,2}(?:[^\\n:：\\d]{1,16}[:：]\\s?)?[^\\n\\d。]{0,12}(?<value>(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-3]\\d)(?![0-9A-Za-z]| ?[-/.] ?\\d)`,
      "dg",
    ),
    context: ["card", "cardNumber", "cardBackDigits", "cardSecurityCode"],
    against: ["otherCard"],
    near: { before: 160, after: 60 },
    confidence: 0.82,
    examples: [
      "Agent: Card expiry and the three digits on the back? Caller: «01/32», 135.",
      "カードの有効期限をお伺いできますか？ お客様：«09/28»です",
    ],
    counterExamples: ["When does the card expire? Caller: in May", "Does the offer expire? It does on 01/32"],
  },
  {
    type: "CARD_EXPIRY",
    why: "month or year in a parameter behind a card number",
    signal: "digits",
    pattern: /[&?"',;](?:exp?)?(?:mm?|mon|month|yy(?:yy)?|yr|year)["']?[:=]["']?(?<value>1[0-2]|0?[1-9]|(?:20)?[2-3]\d)(?=["'&,;\s}]|$)/dgi,
    standsIn: ({ text, start }) => CARD_NUMBER.test(text.slice(Math.max(0, start - CARD_NUMBER_REACH), start)),
    confidence: 0.8,
    examples: ["card=4111111111111111&mm=«04»&yyyy=«2029»&cid=7712"],
    counterExamples: ["id=7&mm=04&yyyy=2029", "card=4111111111111111&amount=04"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits behind an expiry that stands behind a card number",
    signal: "digits",
    pattern:
      /(?<![0-9/])(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-3]\d(?![\d]|[/-]\d)[^\n\d]{1,8}(?<value>\d{3,4})(?![0-9A-Za-z]|[-./:,]\d| ?(?:円|元|件|年|月|日|時|点))/dg,
    standsIn: ({ text, start }) => CARD_NUMBER.test(text.slice(Math.max(0, start - CARD_NUMBER_REACH - 24), start)),
    confidence: 0.8,
    examples: ["4111111111111111　TARO KAKU　06/29　（裏）«358»", "4111 1111 1111 1111 J DOE 09/28 sec «4471»"],
    counterExamples: ["4111 1111 1111 1111 06/29 358円", "注文 06/29 358"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits behind an expiry, where the digits on the card's back were asked for",
    signal: "twoDigits",
    cue: ["cardBackDigits", "cardSecurityCode"],
    pattern:
      /(?<![0-9/])(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-3]\d(?![\d]|[/-]\d)["']?[ ,、/和と]{1,4}(?<value>\d{3,4})(?![0-9A-Za-z]|[-./:,]\d| ?(?:円|元|件|年|月|日))/dg,
    context: ["cardBackDigits", "cardSecurityCode"],
    near: { before: 90, after: 0 },
    confidence: 0.85,
    examples: [
      "Card expiry and the three digits on the back? Caller: 01/32, «135».",
      "有効期限とセキュリティコードは？ 09/28、«0412» です",
    ],
    counterExamples: ["01/32, 135", "security code missing, 01/32/2026, 135"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits behind words for those on a card's back, with a card number in the text near them",
    signal: "digits",
    begins: ["cardBackDigits"],
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(
      `${anyCaseOf(finance.cardBackDigits)}[^\\n\\d。.?]{0,10}?(?<![0-9A-Za-z-])(?<value>\\d{3,4})(?![0-9A-Za-z]|[-./:,]\\d| ?(?:桁|位|文字|円|元|件|年|月|日|digit))`,
      "dg",
    ),
    standsIn: ({ text, start, end }) =>
      CARD_NUMBER.test(text.slice(Math.max(0, start - CARD_REACH), start)) || CARD_NUMBER.test(text.slice(end, end + CARD_REACH)),
    confidence: 0.85,
    examples: [
      "加盟店から「裏面3桁 «922» がはじかれる」との照会。対象は 4111 1111 1111 1111",
      "アメックスの3782 822463 10005、表面4桁は«2249»です",
    ],
    counterExamples: ["裏面3桁 922", "裏面3桁は 4111 1111 1111 1111 とは別"],
  },
  {
    type: "CARD_CVV",
    why: "three or four digits that words place on a side of a card",
    signal: "always",
    begins: ["cardSide"],
    views: ["plain", "joined", "spoken", "lookalike"],
    pattern: new RegExp(
      `${anyCaseOf(finance.cardSide)}[^\\n\\d。.?]{0,16}?(?:数字|數字|番号|號码|号码|號碼|コード|(?:[三四34]|みっつ|よっつ|３)(?:个|個|位|桁|けた|つ)(?:数|數)?|码|碼|数|數|digits?|numbers?|code|figures?)[^\\n\\d。.?]{0,6}?(?:[ :：はがを是为為「"'“]|[ツっつ]て|です|is |are |was |says |reads |said ){0,3}(?<value>\\d{3,4}|${saidDigits(3, 4)})(?![0-9A-Za-z]|[-./:,]\\d| ?(?:桁|位|文字|円|元|件|年|月|日|digit))`,
      "dg",
    ),
    context: ["card", "cardNumber", "cardExpiry", "cardSecurityCode"],
    near: { before: 160, after: 60 },
    confidence: 0.85,
    examples: [
      "「署名欄の右にある数字は«036»でよろしいですか」カード番号は前回のものです",
      "客户说卡片背面那三个数字是«409»，我没敢记",
      "my card, the numbers printed on the reverse side, the figures are «318»",
    ],
    counterExamples: ["カード裏面の数字は3桁", "背面那三个数字是409", "card back side number 12"],
  },
];
