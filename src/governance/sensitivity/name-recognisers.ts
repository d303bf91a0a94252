// Recognisers of persons next to honorifics and labels in Japanese, Chinese and English.
import {
  knownNameAtEnd,
  nameAfterBareChineseLabel,
  nameAfterChineseLabel,
  nameAfterJapaneseLabel,
  nameAfterWeakJapaneseLabel,
  nameBeforeChineseHonorific,
  nameBeforeJapaneseHonorific,
  nameInLatin,
  wholeKnownName,
} from "./names.ts";
import type { Recogniser } from "./recogniser.ts";

const HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff々〆ヶノ\\ud840-\\ud87f\\udc00-\\udfff]";
// An honorific is no part of a name.
const HAN_OF_NAME = `(?:(?![様氏殿])${HAN})`;
const KATAKANA_NAME = "[ァ-ヴー]{2,14}(?:[・ =][ァ-ヴー]{1,14}){0,2}";
const LATIN_WORD = "[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ'’-]{0,30}";
const LATIN_NAME = `${LATIN_WORD}(?:\\.? (?:(?:van|von|de|der|den|la|di|da|bin|al|el) ){0,2}${LATIN_WORD}){0,3}`;
const MARK = "[\"'”」）)]?\\s{0,3}(?:[:=]|は[、「]|「|\\t)\\s{0,3}[\"'“「]?";

const JAPANESE_LABEL =
  "(?:(?:申込者|契約者|被保険者|受取人|担当者?|代表者|依頼人|顧客|お客様|本人|名義人|相続人|保証人|世帯主|配偶者|会員)の?様?(?:ご?氏名|お?名前|名)?|口座名義人?|名義|カナ氏名|フリガナ|お名前|氏名|名前)";
const CHINESE_LABEL =
  "(?:客户姓名|客戶姓名|姓名|户名|戶名|持卡人|收款人|收件人|开户人|联系人|聯絡人|申请人|申請人|借款人|担保人|受益人|投保人|被保险人|客户名称|客户|客戶|经办人|法定代表人|签字人)";
const ENGLISH_LABEL =
  "(?:account[ _]?holder(?:[ _]?name)?|card[ _]?holder(?:[ _]?name)?|beneficiary(?:[ _]?name)?|customer(?:[ _]?name)?|client(?:[ _]?name)?|borrower|applicant|payee|payer|full[ _]?name|first[ _]?name|last[ _]?name|given[ _]?name|family[ _]?name|surname|contact(?: person)?|signed by|signed|(?:my|his|her|their|whose) name|(?<![A-Za-z] |[A-Za-z_.-])name)";

export const NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name before a Japanese honorific",
    signal: "always",
    // The honorific is found first and the name read backwards from it, so that text without one costs one scan.
    pattern: new RegExp(
      `(?<![様氏殿])(?:様(?![々式子相態])|さん|さま|氏(?![名族神])|殿(?![下堂様中]))(?<=(?<value>(?:${HAN}{1,6} )?(?:${HAN}{1,8}(?:(?<!${HAN}{5})[ぁ-ん]{2,3})?)|(?:${KATAKANA_NAME})|(?:${LATIN_NAME})) ?(?:様|さん|さま|氏|殿))`,
      "dg",
    ),
    narrows: nameBeforeJapaneseHonorific,
    confidence: 0.9,
    examples: [
      "«田中»様より入金がありました",
      "本日«山田太郎»様がご来店",
      "«佐々木 花子» 様",
      "契約者«長谷川健»さんの件",
      "«鈴木»氏によると",
      "«ジョン・スミス»様",
      "«John Smith»様",
      "«薬袋»様",
      "«林»さん",
      "お客様の«高橋»様",
      "«中村»さんと«加藤»さんまで",
    ],
    counterExamples: [
      "お客様の声",
      "皆様へ",
      "仕様書を見る",
      "同様に扱う",
      "様々な",
      "株式会社様御中",
      "三井住友銀行様",
      "模様替え",
      "ご担当者様",
      "両氏",
      "彼氏",
      "宮殿",
      "奥様",
      "お父さん",
      "たくさんある",
      "神様",
      "次の様な場合",
      "多様性",
      "支店長様",
      "横浜支店様",
      "神殿",
      "氏名を記入",
      "お客さん",
      "IBM様",
      "山田製作所様",
    ],
  },
  {
    type: "PERSON",
    why: "a value behind a Japanese label for a name",
    signal: "always",
    pattern: new RegExp(
      `${JAPANESE_LABEL}${MARK}(?<value>${HAN_OF_NAME}{1,6}(?: ${HAN_OF_NAME}{1,4})?|${KATAKANA_NAME}|${LATIN_NAME})`,
      "dg",
    ),
    narrows: nameAfterJapaneseLabel,
    confidence: 0.9,
    examples: [
      "氏名：«山田太郎»",
      "口座名義「«佐藤　一郎»」",
      "カナ氏名: «ヤマダ タロウ»",
      '{"氏名": "«鈴木花子»"}',
      "担当：«高橋»",
      "お名前: «Maria Garcia»",
      "氏名：«薬袋周»",
      "フリガナ：«ﾔﾏﾀﾞ ﾀﾛｳ»",
    ],
    counterExamples: ["氏名：未定", "担当：横浜支店", "契約者：株式会社", "氏名: __", "担当：審査部", "名義：変更"],
  },
  {
    type: "PERSON",
    why: "a known Japanese family name behind a label for a name",
    signal: "always",
    pattern: new RegExp(`${JAPANESE_LABEL}(?:は|の| )?(?<value>${HAN_OF_NAME}{2,6}(?: ${HAN_OF_NAME}{1,4})?)`, "dg"),
    narrows: nameAfterWeakJapaneseLabel,
    confidence: 0.85,
    examples: [
      "契約者«佐藤一郎»の口座",
      "名義は«山田太郎»です",
      "担当の«田中»が伺います",
      "氏名 «中村 由美»",
      "申込者氏名 «渡辺 直美»、",
      "担当の«木村»が",
      "受取人は«清水美咲»様です",
    ],
    counterExamples: ["担当は本日休みです", "担当中島支店", "名義変更の手続", "契約者の住所", "担当山口県"],
  },
  {
    type: "PERSON",
    why: "a name in katakana behind a label for a name or behind an account number",
    signal: "always",
    pattern: new RegExp(
      `(?:${JAPANESE_LABEL} |(?:普通|当座|口座番号)[^\\n\\d]{0,8}\\d{7}[ 、,]{1,2})(?<value>[ァ-ヴー]{2,12}[ ・][ァ-ヴー]{2,12})`,
      "dg",
    ),
    confidence: 0.85,
    examples: ["名義 «スズキ イチロウ»", "普通 1234567 «ヤマダ タロウ»"],
    counterExamples: ["名義 カード", "普通預金 キャンペーン コード", "サービス センター"],
  },
  {
    type: "PERSON",
    why: "a known Japanese family name before a title or before words of introduction",
    signal: "always",
    pattern: new RegExp(
      `(?:部長|課長|係長|次長|社長|会長|専務|常務|室長|主任|と申します|といいます)(?<=(?<value>${HAN}{2,8})(?:..|と申します|といいます))`,
      "dg",
    ),
    narrows: knownNameAtEnd,
    confidence: 0.8,
    examples: ["審査部の«小林»部長に確認", "私は«山田太郎»と申します", "«田中»と申しますが"],
    counterExamples: ["営業部長", "取締役会長", "人事課長の", "代表取締役社長", "預金といいます"],
  },
  {
    type: "PERSON",
    why: "a name before a Chinese honorific",
    signal: "always",
    pattern: new RegExp(`(?:先生|女士|小姐|太太)(?<=(?<value>${HAN}{1,6})(?:先生|女士|小姐|太太))`, "dg"),
    narrows: nameBeforeChineseHonorific,
    confidence: 0.9,
    examples: ["请联系«王»先生", "«欧阳娜娜»女士您好", "客户«王小明»先生来电", "感谢«张伟»先生", "«陳大文»先生", "«田中»先生に確認"],
    counterExamples: ["尊敬的先生", "这位女士", "各位先生女士", "谢谢先生", "担任の先生"],
  },
  {
    type: "PERSON",
    why: "a value behind a Chinese label for a name",
    signal: "always",
    pattern: new RegExp(`${CHINESE_LABEL}(?:${MARK}|[是为為] ?| )(?<value>[\\u3400-\\u9fff·]{2,16}|${LATIN_NAME})`, "dg"),
    narrows: nameAfterChineseLabel,
    confidence: 0.9,
    examples: [
      "姓名：«王小明»",
      "户名: «李娜»，账号",
      "持卡人是«司马青衫»",
      '{"姓名":"«张三»"}',
      "收件人：«阿依古丽·买买提»",
      "客户：«陈静»的余额",
      "姓名：«王小明»性别男",
    ],
    counterExamples: ["姓名：未知", "客户是我们的上帝", "户名：变更", "客户 经理", "联系人：不详"],
  },
  {
    type: "PERSON",
    why: "a Chinese name directly behind a word for a customer",
    signal: "always",
    pattern:
      /(?:客户|客戶|持卡人|借款人|贷款人|申请人|收款人|担保人|受益人|投保人|我叫|名叫)(?<value>[\u3400-\u9fff]{2,4}?)(?=[,，。；;、(（ \n的]|要求|申请|来电|反映|投诉|表示|咨询|希望|拟|于|与|$)/dg,
    narrows: nameAfterBareChineseLabel,
    confidence: 0.75,
    examples: ["客户«王小明»的贷款", "客户«李明»要求提前还款", "我叫«王芳»，想查询余额", "借款人«李强»，已逾期", "持卡人«刘洋»"],
    counterExamples: ["客户方面的问题", "客户高度认可", "客户经理的", "客户信息，", "客户余额。", "客户应于明日"],
  },
  {
    type: "PERSON",
    why: "a name behind an English title",
    signal: "always",
    pattern: new RegExp(
      `(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Messrs|Mx)\\.? (?:(?:van|von|de|der|den|la|di|da|bin|al|el) ){0,2}(?<value>${LATIN_NAME})`,
      "dg",
    ),
    narrows: nameInLatin,
    confidence: 0.92,
    examples: ["Please call Mr. «Smith».", "Mrs «Mary O'Brien-Jones» called", "Dr «Jean-Luc Picard»'s loan", "Ms. «García»"],
    counterExamples: ["Mr. President", "Mr and others", "Dr. the", "MR 5"],
  },
  {
    type: "PERSON",
    why: "a name after the opening of a letter",
    signal: "always",
    pattern: new RegExp(`(?<![A-Za-z])Dear (?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\\.? )?(?<value>${LATIN_NAME})`, "dg"),
    narrows: nameInLatin,
    confidence: 0.88,
    examples: ["Dear «John Smith»,", "Dear Ms «Tanaka»,"],
    counterExamples: ["Dear Sir or Madam", "Dear Customer,", "Dear Valued Client", "Dear Morgan Stanley", "Oh dear"],
  },
  {
    type: "PERSON",
    why: "a value behind an English label for a name",
    signal: "always",
    pattern: new RegExp(`(?<![A-Za-z])${ignoringCase(ENGLISH_LABEL)}(?:${MARK}| is )(?<value>${LATIN_NAME})`, "dg"),
    narrows: nameInLatin,
    confidence: 0.88,
    examples: [
      "Name: «John Smith»",
      "account holder: «Taro Yamada»\nBalance",
      '{"customerName":"«Jane Doe»"}',
      "My name is «Alice Johnson».",
      "beneficiary = «Robert de Niro»",
      "CARDHOLDER NAME: «TARO YAMADA»",
    ],
    counterExamples: [
      "product name: Gold Saver",
      "name: get_weather",
      "Client: Morgan Stanley",
      "File name: Report",
      "customer: Acme Ltd",
      "name: String",
      "hostname: Server",
    ],
  },
  {
    type: "PERSON",
    why: "a sender or receiver in the head of a message, or a signature",
    signal: "always",
    pattern: new RegExp(
      `(?<![A-Za-z])(?:(?:From|To|Cc|Bcc|Reply-To): {0,2}"?(?=[^\\n<]{2,60}<)|(?:[Ss]igned|[Rr]egards|[Ss]incerely|[Yy]ours (?:truly|faithfully)),\\s{1,3})(?<value>${LATIN_NAME})`,
      "dg",
    ),
    narrows: nameInLatin,
    confidence: 0.85,
    examples: ["From: «Alice Brown» <alice@example.com>", "Kind regards,\n«Robert Johnson»", "Signed, «Mary Major»"],
    counterExamples: ["From: Tokyo To: Osaka", "Best regards,\nThe Mortgage Team", "Regards, Mizuho Bank"],
  },
  {
    type: "PERSON",
    why: "a Japanese or Chinese name behind an English label",
    signal: "always",
    pattern: new RegExp(
      `(?<![A-Za-z])${ignoringCase(ENGLISH_LABEL)}(?:${MARK}| is )(?<value>${HAN_OF_NAME}{2,6}(?: ${HAN_OF_NAME}{1,4})?)`,
      "dg",
    ),
    narrows: wholeKnownName,
    confidence: 0.88,
    examples: ['{"name":"«山田太郎»"}', "customer: «王小明»", "account holder: «佐藤 花子»"],
    counterExamples: ['{"name":"普通預金"}', "name: 金融商品", "name: 横浜支店"],
  },
];

/** The same expression for upper and lower case of its plain letters, where a flag would make the name's capitals meaningless. */
function ignoringCase(expression: string): string {
  return expression.replace(/\[[^\]]*\]|\(\?[<!:=]+|[a-z]/g, (part) => (part.length === 1 ? `[${part}${part.toUpperCase()}]` : part));
}
