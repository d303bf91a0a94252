// The patterns of marks: addresses, template markers, lines in another speaker's name, words to the assistant; and the cues that they need.
import { ENTITY_TYPES } from "../sensitivity/finding.ts";

/**
 * - `url`, `mailAddress`, `freeMail`, `imageLink`: where a text could have data sent; `placeholderUrl`: an address with room for data
 * - `template`, `roleLine`: a text that pretends to be a message of the system or of another speaker
 * - `vocative`: words to whoever reads as an assistant; `imperative`: a verb that orders
 * - `identifier`: the name of a tool; `shellCommand`: words for a shell; `maskedToken`, `bracketToken`: a token that stands for a masked value, of our own form or of others'
 * - `undetected`: a wish that a control may not notice; `claimedApproval`: somebody who is said to have approved
 * - `encoded`: a piece that reads as nothing; `hiddenOrder`: an order where no person sees it
 */
export type MarkClass =
  | "url"
  | "placeholderUrl"
  | "imageLink"
  | "mailAddress"
  | "freeMail"
  | "template"
  | "roleLine"
  | "vocative"
  | "imperative"
  | "identifier"
  | "maskedToken"
  | "shellCommand"
  | "undetected"
  | "bracketToken"
  | "claimedApproval"
  | "encoded"
  | "hiddenOrder";

interface MarkPattern {
  readonly markClass: MarkClass;
  /** One of these must stand in the text, or the pattern is not run. */
  readonly cues: readonly string[];
  readonly pattern: RegExp;
}

const AI_EN =
  "(?:ais?|llms?|language models?|chatbots?|bots|copilots?|(?:ai|virtual|digital|automated|intelligent|banking|smart)[ -](?:assistants?|agents?|systems?|models?|bots?|tools?|reviewers?|recruiters?|readers?|summari[sz]ers?|screeners?|processors?|screening|processing)|automated \\w{3,14}|retrieval (?:agents?|systems?|models?)|summari[sz]ation (?:engines?|tools?)|assistants?(?! (?:manager|vice|general|director|to the|branch|treasurer|secretary))|machine readers?|machines?)";
const AI_JA =
  "(?:(?:採点|審査|評価|要約|処理|選考|判定|集計|翻訳|査定)(?:を行う|をする|を担う|を担当する|する|用の?|している)?(?:システム|プログラム|モデル|ソフト|ツール|ロボット)|(?:要約|検索|自動応答|審査|推薦|自動)(?:エンジン|システム|ツール|ボット|ai)|生成ai|審査ai|要約ai|ai審査(?:担当者?|員|官)?|ai(?:アシスタント|エージェント|モデル|システム|ボット)?|人工知能|アシスタント|エージェント|言語モデル|llm|チャットボット|自動審査(?:システム)?)";
const AI_ZH =
  "(?:ai(?:审核员|审批员|评审|面试官|助手|助理|模型|系统|代理|智能体|客服)?|人工智能(?:助手|助理|系统|模型)?|智能(?:助手|助理|体|客服)|助手|(?:大)?语言模型|大模型|语言模型|聊天机器人|机器人)";

const VOCATIVES = [
  `\\b(?:dear|hello|hey|hi|attention|attn|note|notes|message|reminder|instructions?|notice|memo|request|important)[ ,:.!]{0,3}(?:(?:to|for)[ :]+)?(?:the |any |all |an |whichever |whatever |our |every |your )?(?:\\w{1,14} ){0,2}?${AI_EN}\\b`,
  `\\b(?:hello|hi|hey|dear|attention)[ ,]{1,3}(?:agents?|models?)\\b(?! (?:desk|team|bank|network|office))`,
  `(?:^|[\\n.>"(\\[*#:-])[ "'*]{0,3}(?:to |for )?(?:the |any |all )?${AI_EN}[ ]?(?:[,:]|\\bplease\\b)`,
  `(?:^|[\\n.>"(\\[*#:-])[ "'*]{0,3}${AI_EN}[ ]must(?! (?:not|never))`,
  `\\b(?:next )?(?:steps?|tasks?|actions?|commands?|job|to-?do) for (?:the |any |all |your |this )?(?:agents?|models?|${AI_EN})\\b`,
  `\\byou are (?:an?|the|my|now an?) (?:\\w{1,14} ){0,3}?${AI_EN}\\b`,
  `\\bif (?:you are|you're|this is being read by|read by|you happen to be|the reader is|reader is|processed by) (?:the |an? )?(?:\\w{1,14} ){0,2}?${AI_EN}\\b`,
  `\\b${AI_EN} (?:reading|processing|summari[sz]ing|reviewing|evaluating|analy[sz]ing|parsing|screening|handling|that (?:reads?|process|processes|summari[sz]es?|reviews?)|who reads?)(?: (?:this|these|it|the (?:text|page|document|e-?mail|message|file|content|following|above|contract|application|report))\\b|[,:])`,
  `[,.;:!] (?:\\w{2,6},? )?${AI_EN}, (?:please|you|now|do|kindly|next|go|also)\\b`,
  "\\bagents? must (?:first|now|also|then|always)\\b",
  `\\byou,? (?:the|an?|our) (?:agents?|models?|${AI_EN}),`,
  `\\b(?:you,? the|as (?:an?|the)) (?:\\w{1,14} )?${AI_EN},? (?:you|must|should|reading|processing)\\b`,
  `${AI_JA}(?:へ|様へ|に対する|に対し|への(?:指示|注意|メッセージ|命令|お願い|伝言|連絡|メモ|追記)|に(?:告ぐ|告げる|お願い|命じ|指示)|(?:専用|向け(?!の?研修))[＞>》」:：\\s]|向けの?(?:指示|命令|メモ|注記|メッセージ|追記)|宛て?(?:の|:|：|、)|の皆さん|各位|さん[、,へ]|のあなた|[、,:：]|諸君|よ、)`,
  `${AI_JA}は[^。\\n]{0,60}(?:せよ|しろ|しなさい|してください|して下さい|なさい|ください)`,
  `(?:を|が)(?:読|検索し|取得し|受け取っ|読み込ん|読み取っ|受信し|処理し|要約し|閲覧し|参照し|解析し|評価し)(?:んでいる|んだ|む|て(?:いる)?|た|する)${AI_JA}`,
  `${AI_JA}を(?:使う|利用する|用いる)[^。\\n]{0,10}へ[、:：]`,
  `(?:質問|問い合わせ|依頼)に(?:答える|回答する|応じる)${AI_JA}`,
  `回答[^，。\\n]{0,12}的${AI_ZH}(?:必须|应|须|请)`,
  `(?:あなたが|もし)${AI_JA}(?:なら|である|であれば|の場合|です)`,
  `(?:致|告|给|對|对|提醒|通知|各位|所有|敬告|尊敬的|亲爱的)(?:所有|各位|本|处理|阅读)?[^，。\\n]{0,8}?${AI_ZH}(?:的|[:：，,、!！]|请|們|们|注意)`,
  `请(?:所有|各|该)?${AI_ZH}`,
  `(?:给|供)${AI_ZH}(?:看|读|阅读|参考)`,
  `\\b${AI_EN} (?:asked|told|instructed|used) to [^.\\n]{2,40} (?:should|must|have to)\\b`,
  "(?<![险务分价])模型(?:下一步|接下来|随后)(?:应|须|必须|请|要|可以|将)",
  `${AI_ZH}(?:[:：，,]|请|必须|务必|应当|需要|应|需|在(?:处理|阅读|总结|回答|读取)|注意|收到|读到|看到)`,
  `(?:如果|若|假如)(?:你|您|阅读者|读者)?(?:是|为)(?:一个|一名|一款)?${AI_ZH}`,
  `(?:阅读|处理|读取|总结|查看|分析|检索到|看到|收到)(?:本|此|这|该)[^，。\\n]{0,10}的${AI_ZH}`,
].join("|");

const ROLE_NAMES =
  "(?:system|system (?:message|console|notice|prompt|override|update|instruction|admin|command|note|alert)|console|admin console|developer|developer message|admin|administrator|sysadmin|root|assistant instructions?|ai instructions?|new (?:system )?instructions?|システム|システム(?:メッセージ|通知|指示|命令|管理者|更新)|管理者|管理コンソール|コンソール|開発者|新しい指示|系统|系统(?:消息|通知|指令|提示|命令|管理员|更新)|管理员|控制台|系统控制台|开发者|新指令)";

const CONTROL_EN =
  "(?:filters?|dlp|scanners?|guards?|guardrails?|masking|detectors?|monitoring|compliance|auditors?|censors?|gateway|classifiers?|systems?|security|logs?|moderation|redaction|checks?|controls?|it|anyone|nobody|someone|they)";
const UNDETECTED = [
  "\\b(?:isn't|aren't|is not|are not|won't be|not be|never be|wouldn't be) (?:\\w{2,10} )?(?:recogni[sz]ed|detected|caught|noticed|flagged|blocked|spotted|filtered|picked up)\\b",
  `\\b${CONTROL_EN} (?:doesn't|does not|don't|do not|won't|will not|can't|cannot|wouldn't|never|will never) (?:\\w{2,10} )?(?:catch|notice|detect|see|flag|block|stop|find|trigger|recogni[sz]e|spot|pick)\\b`,
  `\\b(?:without|before|avoid) (?:the |your |any )?${CONTROL_EN} (?:noticing|catching|detecting|seeing|flagging|blocking|spotting|recogni[sz]ing|kicking in)\\b`,
  `\\b(?:past|around|under|fool|fools|dodge|dodges|evade|evades|beat|defeat|trick|confuse|slip by|sneak by) (?:the |your |our |any |all )?(?:\\w{2,12} )?(?:filters?|dlp|scanners?|guards?|guardrails?|masking|detectors?|monitoring|censors?|gateway|classifiers?|moderation|redaction)\\b`,
  "\\b(?:filters?|dlp|guards?|guardrails?|classifiers?|gateway|scanners?) (?:lets?|let|allows?|accepts?|passes)\\b[^.\\n]{0,30}\\b(?:through|past|pass)\\b",
  "\\b(?:fraud|detection|risk|screening|aml) (?:model|engine|system|filter)s? (?:ignores?|misses|overlooks?|skips?|passes|lets)\\b",
  "(?:検知|審査|監視)(?:モデル|システム|エンジン)に(?:無視|見逃|スルー)",
  "(?:フィルター?|ガード|検査|分類器)(?:に|を)[^。\\n]{0,12}(?:通させ|通過させ|素通り)",
  "(?:过滤器|风控|网关|审查|系统)才?会?(?:放行|放过)",
  "(?:フィルター?|検閲|dlp|監視|ガード|検知|マスク|マスキング|システム|検査|監査|判定|規制)[^。\\n]{0,10}(?:(?:引っかか|ひっかか|検知さ|気づか|気付か|バレ|ばれ|止めら|止まら|ブロックさ|弾か|はじか|見つか|反応し)[^。\\n]{0,3}(?:ない|ず|ぬ|ません)|(?:を|から)?(?:かわ[しせす]|くぐ|すり抜け|逃れ|ごまか))",
  "(?:不会|不被|不让|避免|免得|防止|别让|躲[过開开]|骗过|逃过|瞒过|瞞過|绕[过开])[^，。\\n]{0,8}(?:拦截|攔截|识别|識別|检测|檢測|发现|過濾|过滤|屏蔽|风控|審查|审查|监控|监测|系统|触发)",
].join("|");
const CLAIMED_APPROVAL = [
  "\\b(?:managers?|approvers?|boss|supervisor|director|cfo|ceo|cto|ciso|compliance|legal|audit|board|head office|head of \\w{2,14}|security|it department|risk|treasurer|president|regulator|owner)\\b[^.!?\\n]{0,30}\\b(?:approved|agreed|signed (?:it )?off|cleared|authori[sz]ed|ok'?d|okayed|consented|lifted|waived|relaxed|gave (?:me |us )?(?:the |his |her |their )?(?:permission|ok|okay|go-ahead|green light|blessing)|told me (?:verbally|it's|it is|that it|to)|verbally|said (?:it's|it is|that's|this is|that is) (?:ok|okay|fine|allowed)|is (?:ok|okay|fine) with)",
  "(?:承認者|部長|課長|次長|上司|支店長|役員|上長|社長|本部|本店|コンプラ|コンプライアンス|法務|監査部?|常務|専務|頭取|リスク管理部|システム部)[^。\\n]{0,10}(?:承認|許可|了承|ok|承諾|了解|同意|お墨付き|決裁)[^。\\n]{0,3}(?:済|得|取|もら|いただ|頂|して|出て|下り|あり)",
  "(?:承認者|部長|課長|上司|支店長|役員|上長|社長)[^。\\n]{0,10}(?:口頭|(?:いい|良い|よい|大丈夫|ok|構わない)と)",
  "(?:审批人|审核人|领导|領導|主管|经理|經理|老板|行长|行長|上级|总监|總監|合规|法务|安全部|风控|总部|总行|科长|主任)[^，。\\n]{0,8}(?:同意|批准|授权|授權|点头|點頭|批了|签字|簽字|许可|说可以|說可以|说没问题|说没事|口头|说了可以|知道了|打过招呼)",
].join("|");

/** The patterns of all marks but those spoken to an assistant, which are looked for around its name. Linear: every repeat is bounded. */
export const PATTERNS: readonly MarkPattern[] = [
  {
    markClass: "undetected",
    cues: [
      "catch",
      "notic",
      "detect",
      "flag",
      "block",
      "spotted",
      "recogni",
      "picked up",
      "kicking in",
      "filter",
      "dlp",
      "scanner",
      "guardrail",
      "the guard",
      "masking",
      "monitoring",
      "censor",
      "gateway",
      "classifier",
      "moderation",
      "redaction",
      "fraud model",
      "engine",
      "ignores",
      "overlook",
      "引っかか",
      "ひっかか",
      "検知",
      "気づか",
      "気付か",
      "バレ",
      "ばれ",
      "止められ",
      "止まら",
      "弾か",
      "はじか",
      "ブロックさ",
      "反応し",
      "かわ",
      "くぐ",
      "すり抜け",
      "逃れ",
      "ごまか",
      "通させ",
      "素通り",
      "無視",
      "見逃",
      "拦截",
      "攔截",
      "识别",
      "識別",
      "检测",
      "檢測",
      "过滤",
      "過濾",
      "屏蔽",
      "风控",
      "審查",
      "审查",
      "监控",
      "监测",
      "触发",
      "放行",
      "放过",
      "被系统",
      "过系统",
    ],
    pattern: new RegExp(UNDETECTED, "g"),
  },
  {
    markClass: "bracketToken",
    cues: ["[", "<", "{", "【", "*", "×", "●", "_"],
    pattern:
      /[[<{【(]{1,2}\s?(?:name|person|people|e-?mail|phone|card|account|address|customer|client|company|iban|ssn|id|user|masked|redacted|氏名|名前|電話|口座|住所|顧客|会社|姓名|手机|电话|账号|账户|身份证|地址|客户|公司)(?:[_ #-]?\d{1,4}|[_ -][a-z0-9]{1,12})?\s?[\]>}】)]{1,2}|(?<!\*)\*{3,12}(?![*\n])|[×●]{3,12}|(?<![a-z_])(?:name|person|card|account|email|phone|iban|address|customer|ssn)_(?!b64|base64|sha|md5)[a-z0-9]{0,8}\d[a-z0-9]{0,8}(?![a-z0-9_])/g,
  },
  {
    markClass: "claimedApproval",
    cues: [
      "approved",
      "agreed",
      "signed",
      "cleared",
      "lifted",
      "waived",
      "relaxed",
      "authori",
      "consented",
      " ok",
      "gave ",
      "said ",
      "fine with",
      "verbally",
      "told me",
      "承認",
      "許可",
      "了承",
      "承諾",
      "同意",
      "お墨付き",
      "決裁",
      "口頭",
      "上司",
      "社長",
      "批准",
      "授权",
      "授權",
      "点头",
      "點頭",
      "批了",
      "签字",
      "簽字",
      "许可",
      "说可以",
      "說可以",
      "说没问题",
      "说没事",
      "口头",
      "知道了",
      "打过招呼",
    ],
    pattern: new RegExp(CLAIMED_APPROVAL, "g"),
  },
  {
    markClass: "url",
    cues: ["http", "www.", "ftp:"],
    pattern: /(?:https?|ftp|hxxps?):\/\/[^\s<>"'）」】]{3,400}|\bwww\.[^\s<>"'）」】]{4,400}/g,
  },
  {
    markClass: "placeholderUrl",
    cues: ["http"],
    pattern:
      /https?:\/\/[^\s"'？]{3,200}(?:[{[<$【（「]|%7b|%s|__|=\.\.\.|[=/](?:data|secret|secrets|base64|encoded|customer|conversation|content|summary|history|payload|insert|prompt|context|balance|account|name|value|text|顧客|会話|データ|内容|客户|数据|余额|残高)(?![a-z])|[?&][a-z0-9_]{0,20}=[^\s"'&]{0,20}[\u3040-\u30ff\u4e00-\u9fff])/g,
  },
  {
    markClass: "imageLink",
    cues: ["![", "<img"],
    pattern:
      /!\[[^\]\n]{0,200}\](?:\(\s{0,3}<?https?:\/\/[^)\s]{0,500}[?{$=][^)\s]{0,500}|\[[^\]\n]{1,60}\])|<img\b[^>]{0,300}\bsrc\s?=\s?\\?["']?https?:[^"'>\s]{0,400}[?{$=]/g,
  },
  { markClass: "mailAddress", cues: ["@"], pattern: /[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/g },
  {
    markClass: "freeMail",
    cues: ["@"],
    pattern:
      /@(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|proton|protonmail|qq|163|126|sina|tutanota|mailinator|gmx|aol|yandex|foxmail|tempmail|guerrillamail)\.|@[a-z0-9.-]{0,60}(?:evil|attack|exfil|hack|malicious|leak|steal|drop)/g,
  },
  {
    markClass: "template",
    cues: [
      "<|",
      "[inst",
      "[/inst",
      "<<sys",
      "##",
      "</",
      "<system",
      "[system",
      "[admin",
      "[developer",
      "【",
      "--",
      "==",
      "{{#",
      "human:",
      "assistant:",
      "[[",
    ],
    pattern:
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|end|eot_id|start_header_id|end_header_id|begin_of_text|endofprompt|tool)\|>|\[\/?inst\]|<<\/?sys>>|(?:^|\n|["'>])\s{0,3}#{2,4}\s?(?:system|new instructions?|instruction|human|assistant|admin|override|システム|系统)(?: (?:message|prompt|override|instructions?|update))?\s{0,2}(?:[:：\n#]|$)|<\/?(?:system|system_prompt|system-prompt|sys|admin|developer|system_message|system-reminder)>|<instructions?\b[^>\n]{0,40}priority|<\/(?:instructions?|document|context|tool_result|tool_response|user_input|untrusted|data|user_query|retrieved|search_results)>|\[(?:system|admin|developer|root)(?:[ _-][a-z]{2,14}){0,2}\]|【(?:システム|系统|管理者|管理员|開発者|开发者|系統)[^】\n]{0,10}】|[-=*]{3,}\s?(?:end of (?:document|user|context|data|file|input|system|instructions?|conversation)|begin (?:system|admin|new|instructions?)|system (?:message|override|prompt|instructions?)|new (?:system|instructions?))|\{\{#(?:system|assistant)|(?:^|\n|\\n)human:.{0,400}(?:\n|\\n)assistant:/g,
  },
  {
    markClass: "roleLine",
    cues: [
      "system",
      "admin",
      "developer",
      "root",
      "console",
      "instruction",
      "システム",
      "コンソール",
      "控制台",
      "管理",
      "開発者",
      "新しい指示",
      "系统",
      "开发者",
      "新指令",
    ],
    pattern: new RegExp(`(?:^|\\n|\\\\n|["'>\\[(]|[.。!！?？] ?)[ *#>-]{0,4}${ROLE_NAMES}[ \\])*]{0,3}[:：>]`, "g"),
  },
  {
    markClass: "identifier",
    cues: ["_"],
    pattern:
      /(?<![a-z0-9_])(?:send|transfer|delete|execute|get|create|update|approve|call|run|make|fetch|export|read|write|post|list|grant|disable|set|change|reset|forward|drop|wire|issue|search|open|http|shell|sql|close|override|raise|increase)_[a-z_]{2,40}(?![a-z])|(?<![a-z0-9_])[a-z]{3,20}_(?:tool|email|transfer|payment|funds|account|customer|lookup|query|request)(?![a-z])/g,
  },
  {
    markClass: "shellCommand",
    cues: ["curl", "wget", "rm -", "sudo", "bash", "powershell", "| sh", "id_rsa", "/etc/"],
    pattern: /\b(?:curl|wget)\s{1,3}[-\w"'/:.]|\brm\s-[rf]|\bsudo\s\w|\|\s?(?:ba)?sh\b|\bpowershell\b|\bid_rsa\b|\/etc\/(?:passwd|shadow)/g,
  },
  {
    markClass: "maskedToken",
    cues: ["_"],
    pattern: new RegExp(`(?<![a-z_])(?:${ENTITY_TYPES.join("|").toLowerCase()})_[2-9a-hj-np-z]{5,26}`, "g"),
  },
];

/** Words to whoever reads as an assistant. */
export const VOCATIVE_PATTERN = new RegExp(VOCATIVES, "g");
