// Recognisers of the numbers by which a bank knows its customers. None carries a check digit: words next to them decide.
import type { Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import finance from "../words/finance.json" with { type: "json" };
import { DATE_LIKE, TOLL_FREE } from "./accounts.ts";
import { anyCaseOf, labelledBehind, labelledRow } from "./labels.ts";

const ALL_VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

const CUSTOMER_DIGITS_MIN = 4;

const TWO_NUMBERS = /^\d{7,10}[-_ ]\d{7,10}$/;

/** Letters, digits and hyphens with four digits or more, and not a date or a telephone number that is free of charge. */
function isCustomerId(value: string): boolean {
  return (
    value.replace(/\D/g, "").length >= CUSTOMER_DIGITS_MIN && !DATE_LIKE.test(value) && !TOLL_FREE.test(value) && !TWO_NUMBERS.test(value)
  );
}

/** The same behind a weaker word: not a day either. */
function isWeaklyCustomerId(value: string): boolean {
  return (
    isCustomerId(value) &&
    !/^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(value.replace(/\D/g, "")) &&
    !/^(?:V|VER|REV|UTF|ISO|SHA|TLS|COVID)-?\d/i.test(value)
  );
}

const NUMBER_WORDS =
  "番号|コード|キー|号码|號碼|编号|編號|编码|編碼|号|號|(?<![A-Za-z])(?:[Ii][Dd]|[Nn]o|NO|[Nn]umbers?|[Rr]ef|[Rr]eference|[Kk]ey|[Cc]ode|[Rr]ecord|[Pp]rofile|[Ff]ile)(?![A-Za-z])|#|№";

export const CUSTOMER_NUMBER_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "CUSTOMER_ID",
    why: "a value directly behind a word for a customer's or member's number",
    signal: "always",
    cue: ["customerId"],
    views: ALL_VIEWS,
    pattern: labelledRow(
      finance.customerId,
      `(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:(?:[A-Z]{1,6}[-_/]?){1,2}|[A-Z] )?\\d(?:[-_ ]?[0-9]|[-_]?[A-Z](?![a-z]{2})){3,19})(?![0-9A-Za-z]|[-_.][0-9A-Za-z]| ?(?:円|万|億|元|件|名(?![義前下])|人|桁|位|%|年|月|USD|/\\d{1,2}(?!\\d)))`,
      ["に", "ご", "quoting", "of", "for", "(?:には|では)"],
    ),
    accepts: isCustomerId,
    confidence: 0.9,
    examples: [
      "顧客番号：«0012345678»",
      "お客様番号は«A1234567»です",
      "CIF «00123456»",
      "客户号：«CN20268812»",
      '{"customer_id":"«C-00123456»"}',
      "member ID «M-8842-1190»",
      "Customer no. «884-221-09»",
      "customerId=«550e8400-e29b-41d4-a716-446655440000»",
      "会員番号 «1234 5678 9012»",
      "Cust ID: «CUST_000912»",
      "名寄せ結果：CIF «10023381»／«10023382» は同一人",
      "客户号 «6600183372» 名下账户",
    ],
    counterExamples: [
      "顧客番号を入力してください",
      "お客様番号は8桁です",
      "customer number is required",
      "顧客数 12345",
      "customer ID rotation 2026-11-24",
      "member number: see card",
      "会員番号 2026-11-24",
      "CIF Shanghai 1200",
    ],
  },
  {
    type: "CUSTOMER_ID",
    why: "a value that a word for a customer's or member's number follows",
    signal: "twoDigits",
    cue: ["customerId"],
    pattern: labelledBehind(finance.customerId, "(?:[A-Z]{1,6}[-_]?)?\\d(?:[-_]?\\d){4,14}"),
    accepts: isCustomerId,
    confidence: 0.85,
    examples: ["«0041-88231»（顧客番号）", "«CN20268812»是我的客户号", "«88120931» (customer ID)", "«M884211» is her membership number"],
    counterExamples: ["12345 customers", "2026-11-24 (customer ID issued)", "88120931 (customers)"],
  },
  {
    type: "CUSTOMER_ID",
    why: "a number directly behind a word for a customer or user",
    signal: "twoDigits",
    cue: ["customerWord"],
    views: ["plain", "joined", "lookalike"],
    pattern: labelledRow(
      finance.customerWord,
      `(?:[A-Z]{1,6}[-_]?\\d{5,12}|[A-Z]{1,6}[-_]\\d{2,6}-\\d{2,6}|\\d{4}-\\d{6}|\\d{6,10})(?![0-9A-Za-z]|[-_.,/:][0-9A-Za-z]|@| ?(?:円|万|億|元|件|名(?![義前])|人|桁|位|%|年|月|口|株|USD|JPY|(?:users|customers|clients|members|requests|records|rows|accounts|orders|people|times|ms|bytes|points)(?![a-z])|/\\d))`,
      ["ref", "(?:の)?(?:番号|コード)", "様", "さん", "'s", "\\(?ID"],
    ),
    accepts: isWeaklyCustomerId,
    against: ["numberOfThing"],
    near: { before: 12, after: 0 },
    confidence: 0.7,
    examples: [
      "Cust «C4282153» disputes a fee",
      "client «CL-536666» short",
      "顧客«51733554»の建玉",
      "会員 «C3330348» の登録",
      "login failure uid=«75455658» src=x",
      "客户 «8225151018» 已冻结",
      '{"user":"«1374496040»"}',
    ],
    counterExamples: [
      "顧客 1234567 名",
      "customer 20261124",
      "users 1234567",
      "client version 1234567",
      "user taro2026",
      "client 1234567 requests",
      "customer order 1234567",
    ],
  },
  {
    type: "CUSTOMER_ID",
    why: "a value behind a word for a customer and, a few words on, one for a number",
    signal: "digit",
    begins: ["customerWord"],
    views: ["plain", "joined", "lookalike"],
    pattern: new RegExp(
      `${anyCaseOf(finance.customerWord)}[^\\n\\d。;；]{0,14}?(?:${NUMBER_WORDS})[^\\n\\dA-Za-z。]{0,14}(?<value>(?:[A-Z]{1,4}[-_]?){0,2}\\d(?:[-_]?\\d){4,13}(?:-\\d{2,6})?)(?![0-9A-Za-z]|[-_.,/:][0-9A-Za-z]|@| ?(?:円|万|億|元|件|名|人|桁|位|%|年|月|回|次))`,
      "dg",
    ),
    accepts: isWeaklyCustomerId,
    rivals: ["numberOfThing", "phone", "accountNumber", "cardNumber"],
    near: { before: 20, after: 0 },
    confidence: 0.72,
    examples: [
      "会員様より問合せ（ID：«NK7730021»）",
      "契約者識別コード「«PL-0093-4471»」で検索",
      "客户内部编号为«KH00918273»",
      "customer master reference «7719024»",
    ],
    counterExamples: [
      "顧客の注文番号 1234567",
      "customer ticket no 1234567",
      "顧客番号は8桁",
      "customer order number 1234567",
      "客户订单号 88120931",
    ],
  },
  {
    type: "CUSTOMER_ID",
    why: "a number with the prefix of a customer register",
    signal: "twoDigits",
    pattern: /(?<![0-9A-Za-z_-])(?:CIF|CUST|CUSTID|MEMBER|MBR|CLIENT|CLNT)(?:[-_]?|[-_#])\d{6,10}(?![0-9A-Za-z]|[-_.][0-9A-Za-z])/dg,
    accepts: isWeaklyCustomerId,
    confidence: 0.75,
    examples: ["b) «CUST-697350» long", "sub=«CIF61292955»"],
    counterExamples: ["CIF Shanghai", "CUST20261124", "CUSTOM-697350", "CUST-12"],
  },
];
