// Recognisers of values in the sentence that names them, with words between name and value that name nothing themselves:
// "the password has been X since Monday", "暗証番号は先月から1234を使っています".
import type { EntityType } from "../finding.ts";
import type { Recogniser } from "../recogniser.ts";
import finance from "../words/finance.json" with { type: "json" };
import secrets from "../words/secrets.json" with { type: "json" };
import type { WordGroupName } from "../words.ts";
import { isNoSample } from "./accounts.ts";
import { isMonthAndYear, MONTH_AND_YEAR } from "./cards.ts";
import { type LabelWords, labelledInSentence, saidDigits } from "./labels.ts";

// A figure with a unit behind it is a count, a date or an amount.
const END =
  "(?![0-9A-Za-z]|[-.:/]\\d|,\\d{3}(?!\\d)| ?(?:桁|位|文字|字|円|元|万|億|亿|件|名|人|回|次|年|月|日|時|时|分|秒|点|度|%|％|条|個|个|[かヶ](?:月|所|国|年)|通|社|店|digits?|characters?|times|days?|hours?|minutes?|years?|users?|customers?|attempts?|percent|records|rows|lines|items|accounts|cases|requests))";

/** A year, or a day in digits. */
const YEAR_OR_DAY = /^(?:19|20)\d\d(?:$|[- ]|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)/;

/** A value of a type behind words for it. */
interface SentenceValue {
  readonly type: EntityType;
  readonly what: string;
  readonly group: WordGroupName;
  readonly words: LabelWords;
  readonly value: string;
  /** What a text must hold for the value, where that is no digit. */
  readonly signal?: "always";
  readonly accepts: (value: string) => boolean;
  readonly context?: readonly WordGroupName[];
  readonly against?: readonly WordGroupName[];
  readonly standsIn?: Recogniser["standsIn"];
  readonly confidence: number;
  readonly examples: readonly string[];
  readonly counterExamples: readonly string[];
}

const SENTENCE_VALUES: readonly SentenceValue[] = [
  {
    type: "PASSWORD",
    what: "a PIN or a one-time code",
    group: "codeLabel",
    words: secrets.codeLabel,
    value: `(?:\\d(?:[- ]?\\d){3,7}|${saidDigits(4, 8)})${END}`,
    signal: "always",
    accepts: (value) => !YEAR_OR_DAY.test(value),
    against: ["codeOfThing"],
    confidence: 0.78,
    examples: [
      "暗証番号を先月から«5810»にしています",
      "暗証番号を聞かれたら«3701»と言って",
      "暗証番号を聞かれたら「«さん・なな・まる・いち»」と",
      "PIN updated from «2291» to 7718",
      "the PIN I set yesterday was «2291»",
      "验证码他告诉我是«602817»",
      "查询密码客户口述为 «120407»",
    ],
    counterExamples: [
      "暗証番号を3回続けて誤ると",
      "PIN entry device model 4471",
      "the PIN was changed in 2025",
      "验证码短信每日上限1000条",
      "暗証番号の問い合わせ受付番号 447120",
      "PINs sent to 4471 customers",
    ],
  },
  {
    type: "CARD_CVV",
    what: "a card's security code",
    group: "cardSecurityCode",
    words: finance.cardSecurityCode,
    value: `\\d(?:[ -]?\\d){2,3}${END}`,
    accepts: () => true,
    confidence: 0.85,
    examples: ["CVC as written on the slip «274»", "卡安全码他告诉我的是«409»"],
    counterExamples: ["CVV is checked at all 412 shops", "CVVは3桁です", "CVV set to 3 digits"],
  },
  {
    type: "CARD_CVV",
    what: "the digits on a card's back",
    group: "cardBackDigits",
    words: finance.cardBackDigits,
    value: `\\d(?:[ -]?\\d){2,3}${END}`,
    accepts: () => true,
    context: ["card", "cardExpiry", "cardNumber"],
    confidence: 0.82,
    examples: ["カードの裏面3桁 «922» がはじかれる", "card declined, the three digits on the back were read as «318»"],
    counterExamples: ["カード裏面の3桁は必須", "security code for the card is 3 digits", "裏面の番号は先の922店"],
  },
  {
    type: "CARD_EXPIRY",
    what: "a card's expiry",
    group: "cardExpiry",
    words: finance.cardExpiry,
    value: `(?:${MONTH_AND_YEAR})(?![0-9A-Za-z]| ?[-/.] ?\\d|日)`,
    signal: "always",
    accepts: isMonthAndYear,
    context: ["card", "cardSecurityCode", "cardBackDigits", "cardNumber"],
    against: ["otherCard"],
    confidence: 0.82,
    examples: ["Corporate card, expires at the end of «July 2029»", "カードの有効期限はたしか次の«08/29»です", "信用卡有效期他说是«08/29»"],
    counterExamples: ["カードの有効期限の2か月前", "expires at the end of July 2029"],
  },
  {
    type: "BANK_ACCOUNT",
    what: "an account number",
    group: "accountNumber",
    words: finance.accountNumber,
    value: `\\d(?:[- ]?\\d){6,19}${END}`,
    accepts: (value) =>
      !YEAR_OR_DAY.test(value) &&
      !/^(?:\d{4}-\d{3}-|\d\d-\d\d-\d\d)/.test(value) &&
      !/^(?:0[789]0|01[05679]|1[3-9]\d)[- ]?\d{4}[- ]?\d{4}$/.test(value),
    against: ["otherAccount"],
    standsIn: isNoSample,
    confidence: 0.78,
    examples: [
      "口座番号を変更したら«1234568»になった",
      "account number shown on the slip is «66120934»",
      "账号应该改成了«43001881234050001927»",
    ],
    counterExamples: ["口座番号の確認は電話 0312345678", "account opened on 20261124", "账号登录失败 12345678"],
  },
  {
    type: "BANK_ACCOUNT",
    what: "a Japanese account",
    group: "japaneseAccount",
    words: finance.japaneseAccount,
    value: `\\d{7}${END}`,
    accepts: (value) => !YEAR_OR_DAY.test(value),
    against: ["numberOfThing", "phone"],
    standsIn: isNoSample,
    confidence: 0.72,
    examples: ["当座の番号を聞かれ、«0018832»とお答えしました", "普通の方は前の「«3390172»」"],
    counterExamples: ["口座振替は1771423件", "支店の受付番号は1771423", "普通の紙で1771423円"],
  },
  {
    type: "JP_BANK_BRANCH",
    what: "a branch's code",
    group: "branchCode",
    words: finance.branchCode,
    value: `\\d{3}${END}`,
    accepts: () => true,
    confidence: 0.78,
    examples: ["支店コードを書いたら«218»だった", "店番はたしか次の«604»"],
    counterExamples: ["支店コードは3桁", "支店コードを使う118店"],
  },
  {
    type: "CUSTOMER_ID",
    what: "a customer's number",
    group: "customerId",
    words: finance.customerId,
    value: `(?:[A-Z]{1,4}[-_]?)?\\d(?:[-_]?\\d){4,14}${END}`,
    accepts: (value) => !YEAR_OR_DAY.test(value),
    confidence: 0.78,
    examples: ["お客さま番号は先ほど言った«33367719»", "customer ID shown on the screen is «88120931»"],
    counterExamples: ["顧客番号を20261124に変更", "customer ID was changed in 12345 records of all"],
  },
];

export const SENTENCE_VALUE_RECOGNISERS: readonly Recogniser[] = SENTENCE_VALUES.map(
  ({ what, group, words, value, signal, context, against, standsIn, ...row }) => ({
    ...row,
    why: `a value in the same sentence as a word for ${what}, with nothing named between`,
    signal: signal ?? ("digit" as const),
    begins: [group],
    views: ["plain", "joined", "spoken", "lookalike"],
    pattern: labelledInSentence(words, value),
    ...(context === undefined ? {} : { context, near: { before: 160, after: 60 } }),
    ...(against === undefined ? {} : { against }),
    ...(standsIn === undefined ? {} : { standsIn }),
  }),
);
