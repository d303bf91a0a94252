// Recognisers of marks that say how a text must be handled: 社外秘, 内部资料, CONFIDENTIAL, labels of office programs, and key material.
import type { Recogniser } from "../recogniser.ts";
import { WORDING_VIEWS } from "../views.ts";
import content from "../words/content.json" with { type: "json" };
import { lexiconSource, withSpacedWords } from "./lexicon-pattern.ts";

// Several marks stand together as one: 内部资料 注意保密, "Company Confidential - Do Not Distribute".
const AND = " ?[・·•/|,、★:-]? ?";
// For whom alone a text is may be anybody: 経営会議メンバー限り.
const FOR_SOME = "[\\u4e00-\\u9fffァ-ヴー・]{2,12}(?:限り|外秘)";
const MARK = joinedMarks(`(?:${lexiconSource(withSpacedWords(content.confidentialMark))}|${FOR_SOME})`);
const IMPORTANT = `${lexiconSource(withSpacedWords(content.importantMark))}(?: ?\\([^()\\n]{1,30}\\))?`;
const TOP_SECRET = `${lexiconSource(withSpacedWords(content.topSecretMark))}(?:${AND}${lexiconSource(content.confidentialMark)})?`;
const LABEL = lexiconSource(content.confidentialLabel);

function joinedMarks(mark: string): string {
  return `(?:${mark}(?:${AND}${mark}){0,3})`;
}

const OPEN = "[\\[【(〔《〈〖<*#=~_!-]{1,5} ?";
const CLOSE = "(?= ?[\\]】)〕》〉〗>*#=~_!-])";
const LINE = "(?:^|\\n)[ \\t>#*]{0,6}";
// A mark at the beginning or the end of a text, and not the first or last words of a sentence.
const BEGINNING = "^[\\s\"'*#_-]{0,6}";
const LINE_END = "(?=[ \\t*]{0,4}(?:\\n|\\r|$))";

function inMarkPlace(mark: string): string {
  return [
    `${OPEN}(?:[^\\]】\\n]{0,12}[:/・|,] ?)?(?<bracketed>${mark})${CLOSE}`,
    `>\\s{0,4}(?<tag>${mark})(?=\\s{0,4}</)`,
    `${LINE}(?<line>${mark})${LINE_END}`,
    `${BEGINNING}(?<first>${mark})(?= (?![A-Za-z])|[_|,、\\t\\n:;。】★·・•]|[-/.] |[—–-]{2})`,
    `(?:件名|Subject|主题|主題|標題|标题|Re|Fw|Fwd) ?: ?(?:(?:Re|Fwd?): ?){0,2}(?<subject>${mark})(?=[ :|_-])`,
    `(?:[。.!\\n|*/] ?|- |(?<=[\\u3041-\\u9fff]) (?=[\\u3041-\\u9fff]{3}))(?!do not|don't|please)(?<last>${mark})[ 。.]?$`,
    `[-_/ ](?<file>${mark})(?=(?:[-_][^ \\n.]{1,24})?\\.(?:xlsx?|docx?|pptx?|pdf|csv|txt|zip|msg|eml|md|html?|png|jpe?g)(?![a-z]))`,
    `(?:^|[\\s/"'(「])(?<prefix>${mark})(?=[-_][^ \\n]{1,60}\\.(?:xlsx?|docx?|pptx?|pdf|csv|txt|zip|msg|eml|md|html?)(?![a-z]))`,
    `(?:(?:ヘッダー?|タイトル|ファイル名|朱書き|一行目|1行目|二行目|2行目|右上|左上|首页|封底|标题栏|label(?:led)?|marked|フッター?|透かし|スタンプ|表紙|押印|右肩|左肩|欄外|スタンプ|朱印|表題|題名|件名|透かし印|文件头|题头|眉题|标注|标记|盖章|盖有|印有|加盖|注明|写着|写明|封皮|文首|首部|抬頭|蓋章|標註|註明|寫著|stamped|classed|classified|graded|categori[sz]ed|rated|designated|tagged|titled|headed|页眉|页脚|水印|封面|抬头|頁首|頁尾|header|footer|watermark|stamp(?:ed)?|banner|cover|page \\d{1,3}(?: of \\d{1,3})?|第\\d{1,3}页|\\d{1,3}/\\d{1,3}(?:頁|ページ|页)?)["'」]?[^\\n。、,;「『"'“‘(:=]{0,8}[:=|(「『"'“‘-]? ?["'“‘「『(\\[]?)(?<furniture>${mark})(?=["'”’」』)\\]|,.;<、。/\\s(─―–-]|$)`,
    `[「『"“'](?<quoted>${mark})[」』"”'](?=(?:の|という|と|的)? ?(?:押印|印|スタンプ|表示|朱書|判|文字|記載|ゴム印|透かし|字样|印章|标识|水印|戳|stamp|marking|label|watermark|header|banner)(?!を(?:どう|付|つけ|押す)|の(?:意味|使い)|について|表示ルール))`,
    `(?<![A-Za-z])(?:本資料|本書|本文書|本書類|本メール|本ファイル|この資料|この文書|この書類|当資料|本件資料|添付資料|本报告|本文件|本资料|本邮件|本材料|此文件|此资料|该文件|本報告|本郵件|This (?:document|e-?mail|message|file|report|memo|presentation|deck) )(?:は、?|为|為|是|属于?|屬於?|系|is (?:marked |classified )?(?:as )?)(?:当行の?|公司|银行|本行)?(?<said>${mark})(?!な|性|情報|信息|保持|and proprietary computing)`,
  ].join("|");
}

/** The names of the groups above give one group named `value` each, as a pattern may name a group twice only in different branches. */
function markPattern(mark: string): RegExp {
  return new RegExp(inMarkPlace(mark).replace(/\(\?<[a-z]+>/g, "(?<value>"), "dgi");
}

const KEY_VALUE = "(?:[0-9A-Fa-f]{4}(?:[ -]?[0-9A-Fa-f]{4}){3,15})(?![0-9A-Za-z])";
/** What says by which law data are important. */
const LAW =
  "(?: ?\\([^()\\n]{0,24}(?:法|PRC|DSL|Law|L5|5级|China)[^()\\n]{0,16}\\)| under the (?:PRC |Chinese )(?:Data Security Law|DSL)(?: of the PRC)?)?";

/** The value behind a label. */
function labelPattern(value: string): RegExp {
  return new RegExp(`${LABEL}["']?\\)?\\s{0,3}[:=,、|]\\s{0,3}["'「【\\[]?(?<value>${value})(?=["'」】\\],;.。()\\s]|$)`, "dgi");
}

export const MARK_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "CONFIDENTIAL_MARK",
    why: "a mark of confidentiality where marks stand",
    signal: "always",
    cue: ["confidentialMark", "markEnding"],
    views: WORDING_VIEWS,
    pattern: markPattern(MARK),
    confidence: 0.9,
    examples: [
      "【«社外秘»】来期の予算案",
      "«内部资料，不得外传»。会议纪要如下",
      "件名：[«関係者限り»] 打合せ",
      "«Strictly Confidential»\nBoard paper 7",
      "*** «INTERNAL USE ONLY» ***",
      "本資料は«社外秘»です。",
      "(«取扱注意»)監査の結果",
      "Report for the board\n«CONFIDENTIAL»",
      "予算案_«社外秘».xlsx を送ります",
      "«マル秘» 営業計画",
      "フッター：«持出厳禁»（2/8頁）",
      "«机密 · 限知悉范围»\n拟定方案",
      "<footer>«Private and Confidential»</footer>",
      "〈«行外持出禁止»〉金庫室見取図",
      "«部外秘»_店舗統廃合案.pptx を添付します",
    ],
    counterExamples: [
      "機密情報の取扱規程を改訂した",
      "お客様の秘密を守ります",
      "Confidential computing protects data in use.",
      "Please keep it confidential.",
      "内部控制制度",
      "商业秘密保护法",
      "成功の秘訣",
      "Restricted stock units vest yearly.",
    ],
  },
  {
    type: "CONFIDENTIAL_MARK",
    why: "a mark in capitals within a text that is not",
    signal: "always",
    cue: ["confidentialMark"],
    views: WORDING_VIEWS,
    pattern:
      /(?<![A-Z])(?:(?:STRICTLY |HIGHLY |BANK |COMPANY |PRIVATE (?:AND|&) )?CONFIDENTIAL|(?:FOR )?INTERNAL USE ONLY|STRICTLY PRIVATE(?: (?:AND|&) CONFIDENTIAL)?|NOT FOR (?:EXTERNAL )?DISTRIBUTION|RESTRICTED)(?: ?[-/,|] ?(?:CONFIDENTIAL|(?:FOR )?INTERNAL USE ONLY|DO NOT (?:FORWARD|DISTRIBUTE)|NOT FOR DISTRIBUTION)){0,2}(?![A-Z]| [A-Z]{3}| ?(?:COMPUTING|STOCK))/dg,
    confidence: 0.8,
    examples: ["Page 3 of 9 «CONFIDENTIAL» Draft for discussion", "The pack is «STRICTLY PRIVATE & CONFIDENTIAL» and numbered."],
    counterExamples: ["CONFIDENTIAL COMPUTING", "keep it confidential", "CONFIDENTIALITY POLICY"],
  },
  {
    type: "CONFIDENTIAL_MARK",
    why: "a circled sign for secret",
    signal: "always",
    views: WORDING_VIEWS,
    pattern: /㊙|(?:マル秘|まる秘|丸秘)(?=資料|文書|情報|扱い|案件)/dg,
    confidence: 0.9,
    examples: ["«㊙» 人事異動案", "これは«マル秘»資料だ"],
    counterExamples: ["㊗ 創立記念", "マル秘テクニック"],
  },
  {
    type: "CONFIDENTIAL_MARK",
    why: "the value of a label of confidentiality",
    signal: "always",
    begins: ["confidentialLabel"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `${LABEL}["']?\\)?\\s{0,3}[:=,、|]\\s{0,3}["'「【\\[]?(?<value>${MARK}|internal|社内|行内|C[23]|L[23]級?)(?:\\s?(?:\\\\{1,2}|/|-)\\s?(?:All Employees|Internal|Finance|Restricted))?(?=["'」】\\],;.。)\\s]|$)`,
      "dgi",
    ),
    confidence: 0.9,
    examples: [
      "Classification: «Confidential»",
      "機密区分：«社外秘»",
      "密级：«内部»",
      "Sensitivity: «Internal»",
      '{"sensitivity_label":"«Highly Confidential»"}',
    ],
    counterExamples: ["Classification: Public", "分類：一般", "Sensitivity: high"],
  },
  {
    type: "CONFIDENTIAL_MARK",
    why: "the name of a sensitivity label in an office program's properties",
    signal: "always",
    views: WORDING_VIEWS,
    pattern:
      /MSIP_Label_[0-9a-f]{8}-[0-9a-f-]{27}_Name["']?\s{0,3}[:=,>]\s{0,3}["']?(?<value>(?!(?:Public|General|Personal|公開|一般|公开)(?![A-Za-z]))[^\s"';,<>][^"';,<>\n]{0,60})/dgi,
    confidence: 0.95,
    examples: [
      "MSIP_Label_0a1b2c3d-1111-2222-3333-444455556666_Name=«Highly Confidential»; MSIP_Label_0a1b2c3d-1111-2222-3333-444455556666_SetDate=2026",
      'msip_labels: "MSIP_Label_0a1b2c3d-1111-2222-3333-444455556666_Name=«社外秘»"',
    ],
    counterExamples: [
      "MSIP_Label_0a1b2c3d-1111-2222-3333-444455556666_Name=Public",
      "MSIP_Label_0a1b2c3d-1111-2222-3333-444455556666_Enabled=True",
    ],
  },
  {
    type: "CONFIDENTIAL_MARK",
    why: "a mark of the highest confidentiality where marks stand",
    signal: "always",
    cue: ["topSecretMark"],
    views: WORDING_VIEWS,
    level: 5,
    pattern: markPattern(TOP_SECRET),
    confidence: 0.9,
    examples: ["【«極秘»】", "«绝密»\n关于金库布局", "*** «TOP SECRET» ***", "«極秘» 役員会資料"],
    counterExamples: ["極秘に離婚していた", "the top secret of success", "「極秘」の区分は別表による"],
  },
  {
    type: "CONFIDENTIAL_MARK",
    why: "the value of a label of confidentiality that is the highest",
    signal: "always",
    begins: ["confidentialLabel"],
    views: WORDING_VIEWS,
    level: 5,
    pattern: labelPattern(TOP_SECRET),
    confidence: 0.9,
    examples: ["機密区分：«極秘»", "Classification: «Top Secret»"],
    counterExamples: ["数据级别：一般数据", "Classification: Public"],
  },
  {
    type: "IMPORTANT_DATA",
    why: "a mark of a state secret, of important or of core data",
    signal: "always",
    cue: ["importantMark"],
    views: WORDING_VIEWS,
    pattern: markPattern(IMPORTANT),
    against: ["teachingWord"],
    near: { before: 40, after: 40 },
    confidence: 0.9,
    examples: ["(«重要数据») 全国支付清算明细", "[«Core Data (PRC DSL)»] settlement flows", "本文件属于«国家秘密»。"],
    counterExamples: ["重要数据目录管理办法", "国家秘密保护法", "核心数据治理培训"],
  },
  {
    type: "IMPORTANT_DATA",
    why: "the value of a label of data levels that is the highest",
    signal: "always",
    begins: ["confidentialLabel"],
    views: WORDING_VIEWS,
    pattern: labelPattern(`${IMPORTANT}|(?:第?[5五]级|L5|level 5)(?![0-9A-Za-z])`),
    confidence: 0.9,
    examples: ["数据级别：«核心数据»", "数据分级：«5级»"],
    counterExamples: ["数据级别：一般数据", "Classification: Public"],
  },
  {
    type: "IMPORTANT_DATA",
    why: "components of a security module's key, named in words",
    signal: "always",
    cue: ["keyOfModule"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `${lexiconSource(content.keyOfModule)}(?:の| |-)?(?:明文)?${lexiconSource(content.keyMaterial)}(?![ -]management)(?: ?[#(第]?(?:[0-9A-C一二三]|one|two|three)(?:番|号)?\\)?(?: ?(?:of|/) ?[0-9])?)?(?: ?(?:\\([^()\\n]{1,16}\\))? ?[:=は为]? ?${KEY_VALUE})?`,
      "dgi",
    ),
    against: ["teachingWord"],
    near: { before: 40, after: 30 },
    confidence: 0.8,
    examples: [
      "添付のHSMの«LMK構成要素»は分割保管とする。",
      "Courier the «LMK components» in sealed envelopes.",
      "封緘: «ZMKコンポーネント#3 71C2 0FA4 9D3B E586 2C17 F04D 8AB9 63E0»",
      "请将«主密钥分量»分开保管",
    ],
    counterExamples: ["LMKとは何か", "暗号鍵の構成要素とは", "The master key of the building is lost."],
  },
  {
    type: "IMPORTANT_DATA",
    why: "who keeps the parts of a security module's key, and where",
    signal: "always",
    cue: ["keyCustody"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `${lexiconSource({ ...content.keyOfModule, ja: content.keyOfModule.ja.filter((word) => word !== "鍵") })}(?: ?\\([A-Z]{2,4}\\))?[^\\n。,，、;:]{0,24}?${lexiconSource(content.keyCustody)}`,
      "dgi",
    ),
    against: ["teachingWord"],
    near: { before: 40, after: 30 },
    confidence: 0.8,
    examples: [
      "«HSM主鍵（LMK）の分割保管者名簿»を添付します",
      "«LMK smartcard PINs» for the payment HSM",
      "请把«加密机主密钥分量保管人名单»整理成表格",
      "Shred after use: «HSM master key custodian list»",
    ],
    counterExamples: ["HSMの保守契約", "The master key is changed yearly.", "LMKの保管者とは"],
  },
  {
    type: "IMPORTANT_DATA",
    why: "how the infrastructure of payments or of the bank is built, or where it stands",
    signal: "always",
    cue: ["infrastructureLayout"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `(?:(?:全国|国家|人民银行|全行|我国)?${lexiconSource(content.criticalInfrastructure)}[^\\n。,，;:]{0,12}?${lexiconSource(content.infrastructureLayout)}|${lexiconSource({ ...content.infrastructureLayout, ja: [], zh: [] })} of (?:the |our )?(?:[a-z]+ ){0,2}?${lexiconSource(content.criticalInfrastructure)})(?:[与和及・、と][\\u4e00-\\u9fffァ-ヴーの]{2,14}(?:密钥|暗号鍵|鍵|位置|分布|图|圖|図|场所|場所|路线|路線))?`,
      "dgi",
    ),
    against: ["teachingWord"],
    near: { before: 40, after: 40 },
    confidence: 0.75,
    examples: [
      "附件为«全国支付清算系统拓扑与容灾切换密钥»，请勿进入互联网",
      "«全銀システムの接続構成»を記した図面",
      "the attached «network topology of the national clearing system»",
    ],
    counterExamples: ["支付清算系统是什么", "全銀システムの利用料", "the topology of the network", "データセンターの見学"],
  },
  {
    type: "IMPORTANT_DATA",
    why: "important or core data, said of what is at hand",
    signal: "always",
    cue: ["importantDataWord"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `${lexiconSource(withSpacedWords(content.importantDataWord))}${LAW}(?!目录管理|目录制|目录由|目錄由|目錄管理|管理|保护|安全|治理|処理|的定义|識別|识别(?!结果|清单)|分类(?!结果|清单)|办法|法(?!律风险)| (?:catalogue|management|protection))`,
      "dgi",
    ),
    context: ["importantStatus"],
    against: ["teachingWord"],
    near: { before: 24, after: 24 },
    confidence: 0.8,
    examples: [
      "当局指定の«重要データ»に該当する構成図を含む。",
      "该文件属于«核心数据»，不得出境。",
      "The network map is classified as «important data».",
    ],
    counterExamples: [
      "重要数据目录管理办法",
      "重要データのバックアップ手順",
      "什么是重要数据？属于培训内容",
      "Important data points are listed below.",
    ],
  },
  {
    type: "IMPORTANT_DATA",
    why: "key material of a security module",
    signal: "twoDigits",
    cue: ["hsmKey"],
    views: WORDING_VIEWS,
    pattern:
      /(?<![0-9A-Za-z])(?<value>[0-9A-F]{4}(?:[ -]?[0-9A-F]{4}){3,15}|[0-9a-f]{16}(?:[0-9a-f]{16}){0,3})(?![0-9A-Za-z]|[ -][0-9A-F]{4}(?![0-9A-F]))/dg,
    accepts: (value) => /[A-Fa-f]/.test(value) && /\d/.test(value),
    context: ["hsmKey"],
    near: { before: 60, after: 20 },
    confidence: 0.9,
    examples: ["LMK: «0123 4567 89AB CDEF FEDC BA98 7654 3210»", "ZMK 密文 «0123456789ABCDEFFEDCBA9876543210» KCV 08D7B4"],
    counterExamples: ["session 0123456789ABCDEFFEDCBA9876543210", "HSM serial 1234 5678 9012 3456", "HSM model A1B2"],
  },
];
