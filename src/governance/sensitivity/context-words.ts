// The words that stand next to sensitive values in Japanese, Chinese and English; a recogniser names the group that it needs.

interface WordGroup {
  readonly ja: readonly string[];
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

const WORD_GROUPS = {
  myNumber: {
    ja: ["マイナンバー", "個人番号", "番号法", "特定個人情報", "マイナ番号"],
    zh: ["个人编号", "个人号码", "個人號碼"],
    en: ["my number", "mynumber", "individual number", "jp_my_number"],
  },
  phone: {
    ja: ["電話", "携帯", "連絡先", "ファックス"],
    zh: ["手机", "手機", "电话", "電話", "联系方式", "联络", "致电"],
    en: ["tel", "telephone", "phone", "phone number", "mobile", "cell", "call", "fax", "whatsapp", "ring"],
  },
  publishedPhone: {
    ja: [
      "フリーダイヤル",
      "コールセンター",
      "代表電話",
      "窓口",
      "支店代表",
      "ヘルプデスク",
      "お問い合わせ先",
      "問合せ先",
      "営業店",
      "公式",
    ],
    zh: ["客服", "服务热线", "热线", "總機", "总机", "咨询电话", "官方"],
    en: [
      "hotline",
      "call centre",
      "call center",
      "helpdesk",
      "help desk",
      "customer service",
      "customer services",
      "switchboard",
      "toll-free",
      "toll free",
      "freephone",
    ],
  },
  shipment: {
    ja: [
      "追跡番号",
      "伝票番号",
      "送り状",
      "お問い合わせ番号",
      "お問合せ番号",
      "注文番号",
      "受付番号",
      "管理番号",
      "商品番号",
      "品番",
      "型番",
      "取引番号",
    ],
    zh: ["快递单号", "运单号", "订单号", "订单编号", "单号", "流水号", "運單", "訂單", "编号", "编码"],
    en: [
      "tracking",
      "tracking number",
      "shipment",
      "parcel",
      "waybill",
      "order",
      "order number",
      "order no",
      "invoice",
      "ticket",
      "reference",
      "product code",
      "product",
      "sku",
      "serial",
      "model",
      "batch",
      "part number",
    ],
  },
  card: {
    ja: ["カード", "クレジット", "デビット"],
    zh: ["卡号", "信用卡", "银行卡", "借记卡", "卡號", "銀行卡", "储蓄卡"],
    en: ["card", "visa", "mastercard", "amex", "unionpay", "jcb", "pan", "credit", "debit"],
  },
  bankAccount: {
    ja: ["普通", "当座", "貯蓄", "口座番号", "口座", "振込先", "預金"],
    zh: ["账号", "帐号", "账户", "帐户", "賬號", "賬戶", "帳號", "帳戶", "户头", "开户行"],
    en: [
      "account no",
      "account number",
      "account num",
      "account #",
      "account",
      "acct",
      "a/c",
      "acc no",
      "acc",
      "beneficiary account",
      "account_number",
      "accountnumber",
    ],
  },
  money: {
    ja: ["残高", "金額", "売上", "合計", "口座数", "件数", "手数料", "利息", "株数"],
    zh: ["余额", "金额", "餘額", "金額", "合计", "总额", "利息"],
    en: ["balance", "amount", "total", "fee", "interest", "usd", "jpy", "eur", "sum", "number of accounts"],
  },
} as const satisfies Record<string, WordGroup>;

export type WordGroupName = keyof typeof WORD_GROUPS;

/** One expression that finds any word of the group; Latin words only as whole words, in any case. */
export function expressionOf(name: WordGroupName): RegExp {
  const group: WordGroup = WORD_GROUPS[name];
  const words = [...group.ja, ...group.zh].map(escapeExpression);
  const latinWords = group.en.map(escapeExpression);
  return new RegExp(`${words.join("|")}|(?<![a-z])(?:${latinWords.join("|")})(?![a-z])`, "i");
}

function escapeExpression(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/#]/g, "\\$&");
}
