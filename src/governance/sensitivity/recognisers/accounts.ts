// Recognisers of account numbers, which carry no check digit and so always need words next to them.
import type { Recogniser } from "../recogniser.ts";

const START = "(?<![0-9A-Za-z.,¥$€£])(?<!\\d-)";
// A figure with a unit behind it is an amount or a count.
const END = "(?![0-9A-Za-z]|[-.,]\\d|\\s?(?:円|万|億|元|件(?!名)|名(?![義前])|人(?!名)|株(?!式)|社|口(?!座)|%|ドル|年|月|USD|JPY|EUR))";
const LABEL_END = "[\"'”」）)]?\\s{0,3}(?:[:=]|は|が|是|为|為|No\\.?|no\\.?|number)?\\s{0,3}[\"'“「（(]?\\s?";

export const ACCOUNT_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BANK_ACCOUNT",
    why: "seven digits next to a word for a Japanese account",
    signal: "digits",
    pattern: new RegExp(`${START}\\d{7}${END}`, "dg"),
    context: ["bankAccount"],
    against: ["money"],
    near: { before: 18, after: 0 },
    confidence: 0.9,
    examples: [
      "普通 «1234567»",
      "口座番号は«１２３４５６７»です",
      "三井支店の普通預金口座「«7654321»」へ",
      "当座：«0012345»",
      '"口座番号": "«1234567»"',
    ],
    counterExamples: [
      "商品コード1234567",
      "普通預金残高 1234567",
      "普通預金に1234567円",
      "郵便 1234567",
      "口座数 1234567",
      "普通 ¥1234567",
    ],
  },
  {
    type: "BANK_ACCOUNT",
    why: "symbol and number of a Japan Post account",
    signal: "digits",
    pattern: new RegExp(`記号[ :]{0,3}(?<value>1\\d{4}(?:-\\d)?[ 、,・-]{0,3}番号[ :]{0,3}\\d{2,8})${END}`, "dg"),
    confidence: 0.95,
    examples: ["ゆうちょ 記号«10160 番号 1234561»", "記号：«12345、番号：12345671»名義"],
    counterExamples: ["記号 12345", "番号 1234567"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits directly after a Chinese or Japanese word for an account or card number",
    signal: "digits",
    pattern: new RegExp(
      `(?:账号|帐号|账户|帐户|賬號|賬戶|帳號|帳戶|卡号|卡號|户口号码|戶口號碼|戶口|口座番号)${LABEL_END}(?<value>\\d(?:[- ]?\\d){5,20})${END}`,
      "dg",
    ),
    confidence: 0.85,
    examples: [
      "账号：«6212345678901»",
      "收款账户«0200 0012 0920 0012 345»",
      "戶口及帳號 «123-456789-001»",
      "口座番号：«123-4567890»",
      "戶口號碼 «012-345678-001»",
      '"账号": "«6212345678901»"',
    ],
    counterExamples: ["账号登录失败 12345678", "订单编号 6212345678901", "账户余额12345678元"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits directly after an English word for an account number",
    signal: "digits",
    pattern: new RegExp(
      `(?<![A-Za-z])(?:account|acct|a/c|acc)[ _-]?(?:no\\.?|num(?:ber)?|#)?${LABEL_END}(?:is |ending |#)?(?<value>\\d(?:[- ]?\\d){6,16})${END}`,
      "dgi",
    ),
    confidence: 0.85,
    examples: [
      "account number «12345678»",
      "Acct no.: «123-456-789012»",
      "a/c «00012345678»",
      "my account is «31926819»",
      '{"account_number":"«12345678»"}',
      '{"accountNumber":«12345678»}',
    ],
    counterExamples: [
      "account balance 12345678",
      "order number 12345678",
      "account 123456",
      "accounts: 12345678 USD",
      "on account of 2026-11-24",
    ],
  },
];
