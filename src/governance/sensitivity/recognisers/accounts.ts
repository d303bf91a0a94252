// Recognisers of account numbers. Only an IBAN carries a check digit; all others need words next to them.
import type { Recogniser, Standing } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import finance from "../words/finance.json" with { type: "json" };
import { labelledBehind, labelledRow, saidDigits } from "./labels.ts";
import { IBAN_SHAPE, isIban, withoutSeparators } from "./number-shapes.ts";

const ALL_VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

const START = "(?<![0-9A-Za-z.,¥$€£])(?<!\\d-)";
// A figure with a unit behind it is an amount or a count.
const END =
  "(?![0-9A-Za-z]|-\\d|\\.\\d| ?(?:円|万|億|元|件(?!名)|名(?![義前])|人(?!名)|株(?!式)|社|口(?!座)|%|ドル|年|月|桁|位|USD|JPY|EUR|GBP|CNY))";

const POST_SYMBOL = "(?:(?:記号|记号)番号|記号|记号|ゆうちょ(?:銀行)?|kigo)[\"']?[ :=・(はがの]{0,3}[\"']?";
const POST_NUMBER = "[\"']?[\\s、,・/;-]{0,3}[\"']?(?:の)?(?:番号|号码|bango)[\"']?[ :=は]{0,3}[\"']?";

/** Kinds of account and remarks that may stand between a label and the number. */
const JAPANESE_FILLERS = [
  "\\(?(?:普通|当座|貯蓄|普|当)\\)?(?:預金)?",
  "口座(?:番号)?",
  "預金",
  "種別",
  "\\d{3}(?=[ ):,、]{1,3}(?:普|当|口座|\\d{7}))",
];
const ENGLISH_FILLERS = ["ending", "to", "in", "of", "the", "with", "us", "uk", "checking", "savings", "current"];

// An account number that begins with a year and goes on like a date is one.
export const DATE_LIKE = /^(?:19|20)\d\d[- ](?:0?[1-9]|1[0-2])[- ]\d/;
export const TOLL_FREE = /^(?:1-?8(?:00|88|77|66)|0120|0800|0570|400)-/;

// Bank, branch and account, or a British sort code and account: other recognisers tell their parts.
const SEVERAL_NUMBERS = /^(?:\d{4}-\d{3}-(?:[12]-)?\d{7}|\d\d-\d\d-\d\d(?: .*)?)$/;

function isAccountNumber(value: string): boolean {
  return !DATE_LIKE.test(value) && !SEVERAL_NUMBERS.test(value) && !/^0+$/.test(withoutSeparators(value));
}

const SAMPLE_DIGITS = new Set(["1234567", "0000000", "1111111", "7654321", "9999999", "12345678"]);
const SAMPLE_WORD = /サンプル|入力例|記入例|見本|ダミー|示例|样例|範例|样本|sample|dummy|placeholder/i;

/** Digits in a row, in a sentence that calls them a sample, are nobody's number; any other digits may be somebody's. */
export function isNoSample({ text, start, end }: Standing): boolean {
  return !SAMPLE_DIGITS.has(text.slice(start, end)) || !SAMPLE_WORD.test(text.slice(Math.max(0, start - 16), end + 16));
}

export const ACCOUNT_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BANK_ACCOUNT",
    why: "seven digits directly behind a word for a Japanese account",
    signal: "digits",
    cue: ["japaneseAccount"],
    views: ALL_VIEWS,
    pattern: labelledRow(
      finance.japaneseAccount,
      `(?<!(?:コード|店番)[ :=は]{0,3})(?!\\d{4}[-ー]\\d{3}[ 、,)/]{0,3}\\(?(?:普|当|貯蓄))\\d(?:[- ]?\\d){6}${END}`,
      JAPANESE_FILLERS,
    ),
    accepts: isAccountNumber,
    standsIn: isNoSample,
    confidence: 0.9,
    examples: [
      "普通 «1234567»",
      "口座番号は«１２３４５６７»です",
      "三井支店の普通預金口座「«7654321»」へ",
      "当座：«0012345»",
      '"口座番号": "«1234567»"',
      "みずほ銀行 新宿支店(123) 普通 «1234567»",
      "口座番号（普通）«1234567»",
      "振込先：渋谷支店 «7654321» ヤマダタロウ",
      "(普) «1 2 3 4 5 6 7»",
      "<td>口座番号</td><td>«1234567»</td>",
      "口座番号,«1234567»,1000",
    ],
    counterExamples: [
      "商品コード1234567",
      "普通預金残高 1234567",
      "普通預金に1234567円",
      "郵便 1234567",
      "口座数 1234567",
      "普通 ¥1234567",
      "普通郵便 123-4567",
      "支店来客数 1234567",
      "サンプル口座番号「1234567」は入力例です",
      "口座番号は7桁です",
    ],
  },
  {
    type: "BANK_ACCOUNT",
    why: "the symbol of a Japan Post account, with its number behind it",
    signal: "digits",
    cue: ["japanPostAccount"],
    views: ALL_VIEWS,
    pattern: new RegExp(`${POST_SYMBOL}(?<value>1\\d{3}0(?:-\\d)?(?:[- ]\\d{2,8}${END}|(?=${POST_NUMBER}\\d{2,8}${END})))`, "dgi"),
    confidence: 0.95,
    examples: [
      "ゆうちょ 記号«10160» 番号 1234561",
      "記号：«12340»、番号：12345671 名義",
      "記号番号 «10160-1234561»",
      "ゆうちょ銀行 «14030-2-12345671»",
      '{"記号":"«10160»","番号":"1234561"}',
    ],
    counterExamples: ["記号 12345", "番号 1234567", "記号 12345 番号 1", "電話記号 10160"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "the number of a Japan Post account, with its symbol before it",
    signal: "digits",
    cue: ["japanPostAccount"],
    views: ALL_VIEWS,
    pattern: new RegExp(`${POST_SYMBOL}1\\d{3}0(?:-\\d)?${POST_NUMBER}(?<value>\\d{2,8})${END}`, "dgi"),
    confidence: 0.95,
    examples: ["ゆうちょ 記号10160 番号 «1234561»", "記号：12340、番号：«12345671»名義", "記号 10160\n番号 «1234561»"],
    counterExamples: ["記号 12340", "番号 1234567", "記号 12345 番号 1234567", "記号番号 10160-1234561"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits directly behind a word for an account number",
    signal: "digits",
    cue: ["accountNumber"],
    views: ALL_VIEWS,
    pattern: labelledRow(finance.accountNumber, `(?:\\d(?:[- ]?\\d){6,24}|${saidDigits(6, 12)})${END}`, ENGLISH_FILLERS),
    accepts: isAccountNumber,
    against: ["otherAccount"],
    near: { before: 30, after: 0 },
    standsIn: isNoSample,
    confidence: 0.85,
    examples: [
      "账号：«6212345678901»",
      "收款账户«0200 0012 0920 0012 345»",
      "戶口及帳號 «123-456789-001»",
      "口座番号：«123-4567890»",
      "戶口號碼 «012-345678-001»",
      '"账号": "«6212345678901»"',
      "account number «12345678»",
      "Acct no.: «123-456-789012»",
      "a/c «00012345678»",
      "my account is «31926819»",
      '{"account_number":"«12345678»"}',
      '{"accountNumber":«12345678»}',
      "Account No. (USD): «000123456789»",
      "debit_account=«0012345678»&to=x",
      "收款账户（人民币）：«44250100003400001234»",
      "accounts to close: account no. «30418872», «30418899» and «30418906»",
      "对公户«3100532513572957597»日均",
    ],
    counterExamples: [
      "account balance 12345678",
      "order number 12345678",
      "account 123456",
      "accounts: 12345678 USD",
      "on account of 2026-11-24",
      "账号登录失败 12345678",
      "订单编号 6212345678901",
      "账户余额12345678元",
      "微信账号 12345678",
      "GL account 40012345",
      "口座番号 0000000",
    ],
  },
  {
    type: "BANK_ACCOUNT",
    why: "eight digits directly behind a British sort code",
    signal: "digits",
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(
      `(?<![0-9-]|\\d )\\d{2}([- ])\\d{2}\\1\\d{2}["']?[\\s,;/|:]{1,3}["']?(?:(?:account|acct|a/c|acc)\\.? ?(?:number|no\\.?)?[ :]{0,2})?(?<value>\\d{8}|\\d{4} \\d{4})${END}`,
      "dgi",
    ),
    context: ["bankAccount", "sortCode", "bankTransfer", "paymentWord"],
    near: { before: 60, after: 30 },
    confidence: 0.88,
    examples: ["sort code 20-00-00, «55779911»", "pay into 20-00-00 «5577 9911» (account of J. Doe)"],
    counterExamples: ["12-11-26 20261124", "date 12-11-26, 12345678"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "the account in a row of the banks' transfer format: bank, branch, kind, account",
    signal: "digits",
    cue: ["japaneseBank"],
    pattern:
      /(?<![0-9A-Za-z.-])\d{4}["']?[ ,\t|/]{1,2}["']?\d{3}["']?[ ,\t|/]{1,2}["']?[1249]["']?[ ,\t|/]{1,2}["']?(?<value>\d{7})(?!\d)/dg,
    confidence: 0.9,
    examples: ["総合振込 2 0010 315 1 «8574025» ヤマダ", "振込データ: 0005,184,1,«4031727»"],
    counterExamples: ["2 0010 315 1 8574025", "振込 0010 315 7 8574025"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "the account behind bank and branch code, joined by hyphens",
    signal: "digits",
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(`${START}(?:\\d{4}-)\\d{3}-(?:[12]-)?(?<value>\\d{7})${END}`, "dg"),
    context: ["japaneseBank"],
    near: { before: 30, after: 20 },
    confidence: 0.85,
    examples: ["振込口座 0009-001-«1234567»", "口座: 0005-123-1-«7654321»"],
    counterExamples: ["0009-001-1234567", "追跡 0009-001-1234567"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits that a word for an account number follows",
    signal: "digits",
    cue: ["accountNumber"],
    views: ["plain", "spoken"],
    pattern: labelledBehind(finance.accountNumber, "\\d(?:[- ]?\\d){6,19}"),
    accepts: isAccountNumber,
    against: ["otherAccount"],
    near: { before: 0, after: 24 },
    confidence: 0.82,
    examples: [
      "«30418872» (current account)",
      "«1234567»（口座番号）へ",
      "«6217003320008812345»是我的账号",
      "«30418872» is my account number",
    ],
    counterExamples: ["12345678 (accounts opened)", "12345678 (GL account)", "1234567 accounts", "2026-11-24 (account opened)"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits behind a routing number, or behind a kind of account where one is spoken of",
    signal: "digits",
    cue: ["routingNumber"],
    views: ALL_VIEWS,
    pattern: new RegExp(
      `(?:(?<![0-9-])\\d{4}[- ]?\\d{4}[- ]?\\d["']?[\\s,;/|-]{1,3}["']?(?:(?:account|acct|a/c|acc|checking|savings|dda|chk)\\.? ?(?:number|no\\.?|#)?[ :]{0,2})?|(?<![a-z])(?:checking|savings|chequing|dda|money market|chk|sav)["']?(?: account| acct)?[ :#=]{1,3}["']?)(?<value>\\d(?:[- ]?\\d){6,16})${END}`,
      "dgi",
    ),
    accepts: isAccountNumber,
    context: ["routingNumber"],
    near: { before: 60, after: 30 },
    confidence: 0.85,
    examples: ["routing 021000021 / «884210993376»", "ABA 026009593 checking «4471980»", "RTN: 021000021, savings: «0098812347»"],
    counterExamples: ["021000021 / 884210993376", "routing 021000021 on 2026-11-24", "savings 1234567"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits in the groups of an account of Singapore or Hong Kong, where a payment is spoken of",
    signal: "digits",
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(`${START}\\d{3}-(?:\\d{5,6}-\\d{1,3}|\\d-\\d{6}|\\d{3}-\\d{6,7})${END}`, "dg"),
    accepts: (value) => isAccountNumber(value) && !TOLL_FREE.test(value) && !value.startsWith("0"),
    context: ["paymentWord", "bankTransfer", "accountNumber"],
    against: ["otherAccount"],
    near: { before: 40, after: 20 },
    confidence: 0.8,
    examples: ["Funding from «217-40518-6».", "糧款入賬 «388-201945-883»", "paid to «512-8-104477»"],
    counterExamples: ["217-40518-6", "part 217-40518-6", "paid on 217 days"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits in a field `number` of an account, or in the path of an address of one",
    signal: "digits",
    cue: ["accountNumber", "accountPath"],
    views: ["plain"],
    pattern:
      /(?:["']?(?:bank_?)?accounts?["']?\s{0,2}:\s{0,2}\[?\s{0,2}\{[^{}]{0,120}["'](?:number|no|num|id|nr|value)["']\s{0,2}:\s{0,2}["']?|\/(?:accounts?|acct|a\/c)\/)(?<value>\d(?:-?\d){6,16})(?![0-9A-Za-z.]|-\d)/dgi,
    accepts: isAccountNumber,
    confidence: 0.85,
    examples: ['{"accounts":[{"aba":"021000021","number":"«884210993376»"}]}', "GET /v2/accounts/«2316317»/balance"],
    counterExamples: ['{"orders":[{"number":"884210993376"}]}', "GET /v2/accounts?page=2316317", "/accounts/2026-11-24"],
  },
  {
    type: "IBAN",
    why: "an IBAN: country, length and check digits agree",
    signal: "digits",
    views: ["plain", "joined", "spoken", "lookalike"],
    pattern: new RegExp(`(?<![0-9A-Za-z])(?:${IBAN_SHAPE})(?![0-9A-Za-z])`, "dgi"),
    accepts: isIban,
    confidence: 0.99,
    examples: [
      "IBAN: «GB82 WEST 1234 5698 7654 32» please",
      "«DE89370400440532013000»",
      "iban «gb82west12345698765432».",
      "送金先«ＧＢ８２ＷＥＳＴ１２３４５６９８７６５４３２»",
      "DE89 3704 0044\n0532 0130 00".replace(/^.*$/s, "«$&»"),
      "«G B 8 2 W E S T 1 2 3 4 5 6 9 8 7 6 5 4 3 2»",
    ],
    counterExamples: [
      "GB82 WEST 1234 5698 7654 33",
      "DE8937040044053201300",
      "XX82 WEST 1234 5698 7654 32",
      "At 20 people came here to eat",
    ],
  },
];
