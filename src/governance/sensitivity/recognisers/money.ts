// Recognisers of money that says what a person or an account has, owes or moved; never of published figures, fees and limits.
import type { Piece, Place, Recogniser, Standing } from "../recogniser.ts";
import content from "../words/content.json" with { type: "json" };
import type { WordGroupName } from "../words.ts";
import { inColumn } from "./columns.ts";
import { beforeSentence, callsByNameIn, namesOnePerson, neighbourhoodOf, saysBeside, sentenceAround } from "./passages.ts";

const CODE =
  "(?:RMB|CNY|CNH|JPY|USD|HKD|EUR|GBP|SGD|AUD|CAD|NZD|CHF|TWD|NTD|MOP|KRW|THB|INR|IDR|MYR|PHP|VND|NOK|SEK|DKK|CZK|PLN|HUF|TRY|ZAR|AED|SAR|BRL|MXN|ILS|RUB)(?![A-Za-z])";
const SIGN = `(?:US\\$|HK\\$|NT\\$|S\\$|A\\$|C\\$|CN¥|JP¥|[¥¥$££€₩₹฿₫₱]|${CODE}|人民[币幣]|港[币幣元]|新[币幣]|美[元金]|[澳加日欧]元|英[镑鎊])`;
const UNIT = `(?:円|圓|圆|元|块钱|块|蚊|美元|美金|日元|港元|港币|港幣|欧元|歐元|英镑|英鎊|人民币|人民元|新币|新幣|澳元|加元|瑞郎|米ドル|豪ドル|香港ドル|ドル|ユーロ|ポンド|ウォン|バーツ|(?:(?:US|HK|Hong Kong|Singapore|Australian|Canadian) )?(?:dollars?|pounds?(?: sterling)?|euros?|yen|yuan|renminbi|quid|bucks|grand|francs?|kroner|kronor|rupees?|won)(?![A-Za-z])|${CODE})`;
// 1,234.50 and 1234.50, as the continent writes it 1.234,50, as Switzerland does 1'234.50.
const NUMBER =
  "\\d{1,3}(?:,\\d{3}){1,6}(?:\\.\\d{1,4})?|\\d{1,3}(?:\\.\\d{3}){1,5},\\d{2}|\\d{1,3}(?:['’]\\d{3}){1,5}(?:\\.\\d{2})?|\\d{1,15}(?:\\.\\d{1,4})?";
const SCALE = "(?:[十百千]?[万萬億亿]|个亿|個億|千|(?:k|w|mn|mm|bn|m)(?![A-Za-z])|(?:thousand|million)(?![A-Za-z]))";
const MIXED = `(?:${NUMBER})(?: ?${SCALE}(?:\\d{1,4}(?:,\\d{3})?(?:\\.\\d{1,3})?${SCALE}){0,2}(?:\\d{1,4}(?:,\\d{3})?(?=円|元))?)?`;
// A number with a scale alone is money where nothing is counted by it: 11.6万, 350k.
const SCALED =
  "\\d{1,4}(?:,\\d{3})?(?:\\.\\d{1,2})?(?:[万萬億亿]|个亿|個億|[kw](?![A-Za-z]))(?! ?[人件株口台个個名股次户戶条份张月年票歩字枚本回社店戸平時时公里米吨kKmM%])";
const WRITTEN = "[〇零一二三四五六七八九十百千壱壹弐貳贰参叁參肆伍陸陆柒漆捌玖拾佰仟阡两兩]";
const WRITTEN_NUMBER = `${WRITTEN}{1,14}(?:[万萬億亿]${WRITTEN}{0,14}){0,3}`;
const ABOUT = "(?:約|およそ|だいたい|大体|ざっと|ほぼ|约|約莫|大约|大概|差不多|将近)?";
const OR_SO = "(?:ちょっと|ちょい|くらい|ぐらい|前後|左右|上下|出头|出頭)?";
// In talk the currency goes without saying: 二百万おろして, 三万五.
const UNSAID = `${WRITTEN}{1,6}[万萬](?:${WRITTEN}{1,4})?(?=[^人件株口台个個名股次户戶条份张月年票歩字枚本回社店戸平坪分一円圓圆元块以])`;

const FIGURES = `${ABOUT}(?:金)?(?:${SIGN} ?\\d{1,3}(?: \\d{3}){1,4}(?!\\d)|${SIGN} ?[-+]?${MIXED}(?: ?${UNIT})?|${MIXED} ?${UNIT}|${SCALED})(?:整|也)?${OR_SO}`;
const WORDS = `${ABOUT}(?:金)?(?:人民币|港币|港幣|人民幣)?${WRITTEN_NUMBER}(?:円|圓|圆|元|块)(?:也|整|${WRITTEN}{1,2}角(?:${WRITTEN}分)?)?${OR_SO}`;
const MONEY = new RegExp(`(?<![0-9A-Za-z.,兆])(?:${FIGURES})(?![0-9]|,\\d|\\.\\d|札|玉|建て|安|高(?!校)|台(?!湾))`, "dgi");
const WRITTEN_MONEY = new RegExp(`(?<![第一二三四五六七八九十百千万億])(?:${WORDS}|${ABOUT}${UNSAID})(?![旦札玉])`, "dg");
// A bare number is money only right behind a label that says so.
const BARE = "(?<![0-9A-Za-z.,])\\d{1,3}(?:,\\d{3}){1,6}(?:\\.\\d{1,2})?|\\d{3,15}(?:\\.\\d{1,2})?";

const SPOKEN =
  "(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|and)";
const SPOKEN_MONEY = new RegExp(
  `(?<![A-Za-z-])(?!and )(?:${SPOKEN}[ -]){1,10}(?:(?:US |Hong Kong |Singapore )?(?:dollars|pounds(?: sterling)?|euros|yen|yuan|francs|rupees)|grand|quid|bucks|k)(?: and (?:${SPOKEN}[ -]){1,3}(?:cents|pence))?(?: ?\\(${CODE}\\))?(?![A-Za-z])`,
  "dgi",
);

type Kind = "BALANCE" | "TRANSACTION";

// How far a word for what is owned or moved may stand from the amount; the nearest one decides which of the two it is.
const REACHES = [4, 8, 12, 18, 26, 36, 48] as const;
// Across a comma a word says less of the amount: it counts as this much farther away.
const CLAUSE_STEP = 2;
const FAR = REACHES.length + CLAUSE_STEP + 1;

// What stands before a colon behind the amount is the label of the next one: 金額:¥128,000 残高:¥3,204,551.
const NEXT_LABEL = /^["'\s、,;|/]{0,3}[^\s:=、,;"']{1,10}["']?[:=]|^["'\s、,;|/]{0,3}[\u4e00-\u9fffァ-ヴー]{2,8}[¥$£€]?\d/;
const NEXT_LABEL_REACH = 18;

/** How near a word of the group stands, in steps of REACHES; FAR where none does. */
function nearness({ text, words, start, end }: Standing, sentence: Place, group: WordGroupName): number {
  const isLabelNext = NEXT_LABEL.test(text.slice(end, end + NEXT_LABEL_REACH));
  for (const [step, reach] of REACHES.entries()) {
    const from = Math.max(sentence.start, start - reach);
    const to = Math.min(sentence.end, end + reach);
    const before = words.between(group, from, start);
    const after = !isLabelNext && words.between(group, end, to);
    if (!before && !after) continue;
    const between = before ? text.slice(from, start) : text.slice(end, to);
    return /[、,;](?!\d)/.test(between.slice(before ? 3 : 0)) ? step + CLAUSE_STEP : step;
  }
  return FAR;
}

const AMOUNT_LABEL = /(?:amount|金額|金额|額)["']?\s{0,2}[:=は为]?\s{0,2}["']?$/i;

/** An amount behind nothing but "amount" belongs to the payment that was spoken of before. */
function nearnessOfAmountLabel({ text, words, start }: Standing, sentence: Place): number {
  const before = beforeSentence(sentence);
  const isLabelled = AMOUNT_LABEL.test(text.slice(Math.max(0, start - 16), start));
  if (!isLabelled) return FAR;
  const isPaid = words.between("transactionWord", before.start, start) || NUMBER_OF_OWNER.test(text.slice(before.start, start));
  return isPaid ? 0 : FAR;
}

/** Whom an amount goes to stands right before it: 香港の取引先へ3万米ドル. */
const SENT_TO = /(?:へ|宛に?|あてに?|给|給) ?$/;

const LIMIT_BEFORE = 12;
const LIMIT_AFTER = 9;

/** Whether the words right beside the amount make it a fee, a limit or a price. */
function isFeeOrLimit({ text, words, start, end }: Standing): boolean {
  const before = text.slice(Math.max(0, start - LIMIT_BEFORE - 8), start);
  // Another amount or a comma in between: the word belongs to that.
  const own = before.length - (/[、,;。]|\d(?=\D*$)/.exec(before)?.index ?? -1) - 1;
  const latin = /[A-Za-z]/.test(before) ? 8 : 0;
  if (words.between("moneyLimitBefore", start - Math.min(own, LIMIT_BEFORE + latin), start)) return true;
  const after = text.slice(end, end + LIMIT_AFTER + 6).search(/[、,;。\n]/);
  if (after >= 0) return words.between("moneyLimitAfter", end, end + after);
  return words.between("moneyLimitAfter", end, end + LIMIT_AFTER + (/^\s?[A-Za-z]/.test(text.slice(end, end + 2)) ? 6 : 0));
}

/** 1,905億円, £3bn: more than persons have, unless somebody is called by name. */
const BEYOND_PERSONS = /\d{3,}億|\d,\d{3}億|[5-9]\d億|\d{3,}亿|\d (?:bn|billion)|\dbn/i;

function isOfAnInstitution(standing: Standing, sentence: Place): boolean {
  return BEYOND_PERSONS.test(standing.text.slice(standing.start, standing.end)) && !callsByNameIn(standing, sentence);
}

/** A word for what an account is says less than one for what stands on it: it counts as this much farther away. */
const ACCOUNT_STEP = 2;
/** A published figure is somebody's only where he is called by name and the word is as near as this. */
const NEAR_IN_SPITE = 3;
/** An account, a card or a customer's number in the line of an amount. */
const NUMBER_OF_OWNER = /(?<![\d.])\d{7,19}(?!\d|\.\d)|\d{2,4}-\d{2,6}-\d{2,8}|(?<![A-Z])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}/;

/** Whether the amount is of this kind, and of somebody: a person, a customer or an account in the passage, and no published figure. */
function isMoneyOf(kind: Kind): (standing: Standing) => boolean {
  return (standing) => {
    const { text, words } = standing;
    const sentence = sentenceAround(text, standing);
    if (isFeeOrLimit(standing) || isOfAnInstitution(standing, sentence)) return false;
    const moved = SENT_TO.test(text.slice(Math.max(0, standing.start - 3), standing.start))
      ? 0
      : Math.min(nearness(standing, sentence, "transactionWord"), nearnessOfAmountLabel(standing, sentence));
    // Where something was moved, the account is only where from or where to.
    const onAccount = moved < FAR ? FAR : nearness(standing, sentence, "accountWord") + ACCOUNT_STEP;
    const owned = Math.min(nearness(standing, sentence, "balanceWord"), onAccount);
    const written = text.slice(sentence.start, sentence.end);
    const nearest = Math.min(owned, moved);
    if (words.between("publishedAmount", sentence.start, sentence.end) && !(nearest <= NEAR_IN_SPITE && callsByNameIn(standing, sentence)))
      return false;
    if (kind !== (owned < moved ? "BALANCE" : "TRANSACTION")) return false;
    // What stands in a line with a name or a number of an account was paid or received, whatever the line calls it.
    if (nearest >= FAR) return isOwned(standing, sentence);
    const around = { start: beforeSentence(sentence).start, end: neighbourhoodOf(standing, sentence).end };
    return words.between("moneyOwner", around.start, around.end) || NUMBER_OF_OWNER.test(written) || namesOnePerson(standing, around);
  };
}

/** A line of a statement begins with its day. */
const LINE_OF_STATEMENT = /^\s{0,4}(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}[ \t,|]/;

function isOwned(standing: Standing, sentence: Place): boolean {
  const isBare = !/[^\d.,万萬億亿kK約约 ]/.test(standing.text.slice(standing.start, standing.end));
  return (
    !isBare &&
    (LINE_OF_STATEMENT.test(standing.text.slice(sentence.start, standing.start)) ||
      NUMBER_OF_OWNER.test(standing.text.slice(sentence.start, sentence.end)) ||
      callsByNameIn(standing, sentence))
  );
}

// The longest label with its mark: "outstanding amount (JPY)":
const LABEL_REACH = 36;
const LABEL_END = /(?:[ _]?\(?(?:円|元|千円|jpy|usd|cny|hkd|eur|gbp|sgd)\)?)?["'」)]?\s{0,3}(?:[:=]|は|为|為)?\s{0,3}["']?$/i;
const COUNTED = /^\s?(?:件|人|名|社|口|回|%|年|月|日|株|点|番|号|points?|records?)/;

/** Whether a bare number stands right behind a label of the group: `"balance": 120000`, 残高 120,000. */
function standsBehind(group: WordGroupName): (standing: Standing) => boolean {
  return (standing) => {
    const { text, words, start, end } = standing;
    if (COUNTED.test(text.slice(end, end + 8))) return false;
    const before = text.slice(Math.max(0, start - LABEL_REACH), start);
    const labelEnd = start - (LABEL_END.exec(before)?.[0].length ?? 0);
    // The label ends there: with its last character taken off it is none.
    const from = start - before.length;
    const isLabel = LABEL_LENGTHS.some(
      (length) =>
        words.between(group, Math.max(from, labelEnd - length), labelEnd) && !words.between(group, labelEnd - length, labelEnd - 1),
    );
    return isLabel && !saysBeside(standing, sentenceAround(text, standing), "publishedAmount");
  };
}

const LABEL_LENGTHS = [2, 4, 7, 12, 20, 30] as const;

function bareAmounts(text: string): Iterable<Piece> {
  return [...text.matchAll(BEHIND_LABEL)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
}

const BEHIND_LABEL = new RegExp(`(?<=[:=は为為 \\t"'])(?:${BARE})(?![0-9A-Za-z]|[-/.,]\\d| ?(?:${UNIT}|[万億亿%]))`, "gi");
const AMOUNT_FIELD = `[-+]?(?:${SIGN} ?)?(?:${NUMBER})(?: ?${UNIT})?`;

export const MONEY_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BALANCE",
    why: "an amount that a person or an account has or owes",
    signal: "digit",
    cue: ["balanceWord", "accountWord"],
    pattern: MONEY,
    standsIn: isMoneyOf("BALANCE"),
    confidence: 0.85,
    examples: [
      "預金残高 «12,400,000円»。田中様は運用を検討。",
      "当行口座の残高は«約85万円»。",
      "服部様が「残高«2億3千万円»を全部定期に」とおっしゃってます。",
      "申込者の年収は«1,200万円»です",
      "王先生账户余额为«58万元»。",
      "My account balance is «$12,345.67».",
      "The client owes «£4.2 million» on the loan.",
      "她的年收入是«¥300,000»",
    ],
    counterExamples: [
      "当社の売上高は1,200億円でした",
      "1日の振込限度額は100万円です",
      "平均貯蓄残高は1,100万円",
      "残高が100万円以上のお客様はATM手数料が無料",
      "Minimum balance: $500",
      "The bank's total deposits grew to $3 billion",
      "最低余额要求为5万元",
    ],
  },
  {
    type: "TRANSACTION",
    why: "an amount that a person or an account paid, received or moved",
    signal: "digit",
    cue: ["transactionWord", "moneyOwner"],
    pattern: MONEY,
    standsIn: isMoneyOf("TRANSACTION"),
    confidence: 0.85,
    examples: [
      "森川様より照会。9月分の引落し«48,200円»に覚えがない",
      "口座名義も同じ。10月12日に«300万円»を証券会社へ送金。",
      "本日、田中様の口座から«50,000円»が出金されました",
      "张先生昨天转账«20,000元»给他的弟弟",
      "I transferred «$500» to my landlord yesterday.",
      "Ms Chan withdrew «HK$30,000» from the ATM.",
      "カード利用額は«34,800円»",
    ],
    counterExamples: [
      "振込手数料は440円です",
      "1回の送金上限は200万円です",
      "The wire transfer fee is $25",
      "A社は本社ビルを300億円で売却し、売上高に計上した",
      "单笔转账限额为5万元",
      "Transfers over $10,000 must be reported.",
    ],
  },
  {
    type: "BALANCE",
    why: "an amount in kanji that a person or an account has or owes",
    signal: "writtenAmount",
    cue: ["balanceWord", "accountWord"],
    pattern: WRITTEN_MONEY,
    standsIn: isMoneyOf("BALANCE"),
    confidence: 0.85,
    examples: ["残高は«金壱百弐拾万円»、名義は山田様。", "客户欠款«人民币伍万元整»"],
    counterExamples: ["千円札を両替", "一万円台の商品"],
  },
  {
    type: "TRANSACTION",
    why: "an amount in kanji that a person or an account paid, received or moved",
    signal: "writtenAmount",
    cue: ["transactionWord"],
    pattern: WRITTEN_MONEY,
    standsIn: isMoneyOf("TRANSACTION"),
    confidence: 0.85,
    examples: ["田中様の口座へ«金五十万円»を振込", "客户转账«叁仟元»"],
    counterExamples: ["振込手数料は四百円", "元旦の支払い"],
  },
  {
    type: "BALANCE",
    why: "an amount in English words that a person or an account has or owes",
    signal: "spokenCurrency",
    cue: ["balanceWord"],
    pattern: SPOKEN_MONEY,
    standsIn: isMoneyOf("BALANCE"),
    confidence: 0.85,
    examples: ["Mrs Adair has savings of «sixty-two thousand pounds» with us."],
    counterExamples: ["savings of thousands of pounds", "a thousand thanks"],
  },
  {
    type: "TRANSACTION",
    why: "an amount in English words that a person or an account paid, received or moved",
    signal: "spokenCurrency",
    cue: ["transactionWord"],
    pattern: SPOKEN_MONEY,
    standsIn: isMoneyOf("TRANSACTION"),
    confidence: 0.85,
    examples: ["He wired «nine grand» to his brother.", "Ms Tran withdrew «four hundred and fifty dollars» yesterday."],
    counterExamples: ["The wire fee is twenty dollars", "two pounds of flour"],
  },
  {
    type: "BALANCE",
    why: "a number behind a label for what is owned or owed",
    signal: "digit",
    cue: ["moneyLabel"],
    pattern: bareAmounts,
    standsIn: standsBehind("moneyLabel"),
    confidence: 0.8,
    examples: ['{"account_id":"A1","balance": «1250000»}', "残高: «1,234,567»", "年収：«7200000»"],
    counterExamples: ["残高照会 12345", "balance sheet 2026", "balance: 12 points"],
  },
  {
    type: "TRANSACTION",
    why: "a number behind a label for what is paid or moved",
    signal: "digit",
    cue: ["paymentLabel"],
    pattern: bareAmounts,
    standsIn: standsBehind("paymentLabel"),
    confidence: 0.8,
    examples: ["取引金額: «125,000»", '{"transaction_amount": «4800.50»}', "交易金额：«3500.00»"],
    counterExamples: ["取引件数: 125,000", "amount of rules 300"],
  },
  {
    type: "BALANCE",
    why: "a field in a column headed by a word for what is owned or owed",
    signal: "table",
    cue: ["moneyLabel"],
    pattern: inColumn(content.moneyLabel, AMOUNT_FIELD),
    confidence: 0.85,
    examples: ["氏名,電話,残高\n山口,1,«1520340»\n加藤,2,«88120»"],
    counterExamples: ["氏名,残数\n山口,1520340"],
  },
  {
    type: "TRANSACTION",
    why: "a field in a column headed by a word for what is paid or moved",
    signal: "table",
    cue: ["paymentLabel"],
    pattern: inColumn(content.paymentLabel, AMOUNT_FIELD),
    confidence: 0.85,
    examples: ["日付,摘要,出金\n10/1,ATM,«30000»\n10/3,カ-ド,«5200»"],
    counterExamples: ["日付,件数\n10/1,30000"],
  },
];
