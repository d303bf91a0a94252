// Recognisers of accounts and branches by the form of what stands around them, where no word for a number touches them: rows of payment
// files, a Japan Post account in one piece, a bank's name with its code.
import type { Recogniser } from "../recogniser.ts";

const NO_NUMBER_BEFORE = "(?<![0-9A-Za-z.-])";
const JAPANESE_BANK = "(?:銀行|ギンコウ|金融機関|信金|信組|信用金庫|信用組合|農協|労金)";
const JAPANESE_BRANCH = "(?:支店|シテン|ミセ|店舗|店番|本店|営業部|出張所|テンバン)";

export const ACCOUNT_FORM_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BANK_ACCOUNT",
    why: "a Japan Post account in one piece: the symbol, and a number that ends with 1 as all of them do",
    signal: "digits",
    views: ["plain", "joined", "spoken", "lookalike"],
    pattern: new RegExp(`${NO_NUMBER_BEFORE}1\\d{3}0-(?:\\d-)?\\d{5,7}1(?![0-9A-Za-z]|-\\d)`, "dg"),
    context: ["paymentWord", "japanPostAccount", "bankTransfer"],
    near: { before: 30, after: 20 },
    confidence: 0.82,
    examples: ["支払先：«10600-82043151»", "返金は«12900-68786451»へ"],
    counterExamples: ["部品 10600-82043151", "支払先：10605-82043151", "支払先：10600-82043152"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "seven digits with the kind of a Japanese account and its branch in brackets behind them",
    signal: "digits",
    cue: ["japaneseAccount"],
    views: ["plain", "spoken", "lookalike"],
    pattern: new RegExp(`${NO_NUMBER_BEFORE}(?<value>\\d{7}) ?\\((?:普通|当座|貯蓄|普|当)[^()\\n\\d]{0,14}\\)`, "dg"),
    confidence: 0.85,
    examples: ["家賃は毎月27日に «1180223»（普通・北支店）から落ちます"],
    counterExamples: ["1180223（普通郵便の受付）".replace("郵便の受付", "便2個"), "11802233（普通・北支店）"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "digits behind a kind of account, in a text that speaks of accounts",
    signal: "digits",
    cue: ["accountNumber", "paymentWord"],
    views: ["plain", "spoken"],
    pattern:
      /(?<![a-z])(?:checking|chequing|savings|current|money market)["']?(?: account| acct| a\/c)?(?: no\.?| number)?[ :#=]{1,3}["']?(?<value>\d(?:[- ]?\d){7,16})(?![0-9A-Za-z]|-\d|[.,]\d)/dgi,
    context: ["accountNumber", "paymentWord", "routingNumber"],
    near: { before: 40, after: 0 },
    confidence: 0.82,
    examples: ["Accounts: checking «978588893071»", "Account type savings: «0098812347»"],
    counterExamples: ["checking 978588893071", "savings of 12345678 in the accounts"],
  },
  {
    type: "UK_SORT_CODE",
    why: "six digits before the eight of an account, in a row of a British payment file",
    signal: "digits",
    cue: ["paymentWord"],
    pattern: /(?<![0-9A-Za-z.-])(?<value>\d{6})["']?[,;|\t]["']?\d{8}(?=["']?[,;|\t])/dg,
    context: ["paymentWord"],
    near: { before: 80, after: 0 },
    confidence: 0.8,
    examples: ["Payroll file line: BK993803A,«554338»,27080405,£2,914.66"],
    counterExamples: ["order file: 554338,27080405,2", "payroll: 20261124,554338,1"],
  },
  {
    type: "BANK_ACCOUNT",
    why: "eight digits behind the six of a sort code, in a row of a British payment file",
    signal: "digits",
    cue: ["paymentWord"],
    pattern: /(?<![0-9A-Za-z.-])\d{6}["']?[,;|\t]["']?(?<value>\d{8})(?=["']?[,;|\t])/dg,
    context: ["paymentWord"],
    near: { before: 90, after: 0 },
    confidence: 0.8,
    examples: ["Payroll file line: BK993803A,554338,«27080405»,£2,914.66"],
    counterExamples: ["order file: 554338,27080405,2"],
  },
  {
    type: "JP_BANK_BRANCH",
    why: "four digits behind a word for a bank, before its branch",
    signal: "digits",
    cue: ["japaneseBank"],
    views: ["plain", "joined", "spoken"],
    pattern: new RegExp(`${JAPANESE_BANK}[ :(]{0,2}(?<value>\\d{4})(?=[ ):,、]{1,4}(?:[^\\d\\n]{0,10})${JAPANESE_BRANCH})`, "dg"),
    confidence: 0.85,
    examples: ["仕向先: 銀行«0138» 支店511 当座7700125", "ｷﾞﾝｺｳ　«０００９»　ﾐｾ　４８９\nｺｳｻﾞ　ﾌﾂｳ　９１１－８１１３"],
    counterExamples: ["銀行2026年 支店の数", "銀行 0138 店"],
  },
  {
    type: "JP_BANK_BRANCH",
    why: "three digits behind a word for a branch, behind a bank's code or before an account",
    signal: "digits",
    cue: ["japaneseBank"],
    views: ["plain", "joined", "spoken"],
    pattern: new RegExp(
      `(?:${JAPANESE_BANK}[ :(]{0,2}\\d{4}[ ):,、]{1,4}[^\\d\\n]{0,10}${JAPANESE_BRANCH}[ :(]{0,2}(?<value>\\d ?\\d ?\\d)(?!\\d|[- ]?\\d{3})|${JAPANESE_BRANCH}[ :=]{0,2}[^\\n\\d ()]{0,12}[ :]{0,2}\\( ?(?<value>\\d{3}) ?\\)(?=[^\\d\\n]{1,16}\\d{7}(?!\\d)))`,
      "dg",
    ),
    confidence: 0.85,
    examples: [
      "仕向先: 銀行0138 支店«511» 当座7700125",
      "ｷﾞﾝｺｳ　０００９　ﾐｾ　«４ ８ ９»\nｺｳｻﾞ　ﾌﾂｳ　９１１－８１１３",
      "金融機関：南北信金（1533） 店舗：港町（«027»） 科目：普通 番号：0093381",
    ],
    counterExamples: ["店舗：港町（027） 面積 120", "銀行0138 支店511店"],
  },
];
