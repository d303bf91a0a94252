// Words that stand where a name could stand and are none: forms of address, roles, companies, places, ordinary words.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What the run before a Japanese honorific may consist of without naming anybody. */
export const JAPANESE_NOT_NAMES: ReadonlySet<string> = new Set(
  words(`
お客 客 皆 神 奥 王 仏 殿 嬢 姫 父 母 兄 姉 弟 妹 娘 息子 旦那 主人 孫 祖父 祖母 叔父 叔母 伯父 伯母 子 子供 赤 坊 爺 婆 親 仲 若 何 誰 各位 貴 御 同 仕 模 多 一 異 有 左 文 紋 両 上 下 外 内 本
某 各 彼 諸 宮 社 沈 拝 本人 家族 相手 先方 担当 担当者 責任者 関係者 契約者 利用者 申込者 名義人 受取人 患者 会員 株主 顧客 取引先 得意先 仕入先 支店長 部長 課長 係長 社長 会長 店長 所長 院長 先生 医師
弁護士 税理士 業者 店員 銀行 貴社 御社 弊社 当社 全員 一同 未定 不明 変更 同上 別紙 必須 記入 入力 確認 欄 なし 無 無し 空欄 氏名 名前 名義 法人 個人 預金 口座 株式会社 有限会社 登録 情報 必要
`),
);

/** Words that come directly before a name and do not belong to it; the longest is taken off first. */
export const JAPANESE_BEFORE_NAMES: readonly string[] = words(`
契約者 名義人 受取人 申込者 被保険者 連帯保証人 保証人 債務者 担当者 代表者 相続人 依頼人 利用者 世帯主 顧客 担当 代表 取締役 代表取締役 会長 社長 部長 課長 係長 支店長 店長 専務 常務 本日 昨日 先日 今日 明日 当行 弊社 当社 御社 貴社
新規 既存 対象 本件 会員 患者 弁護士 税理士 医師 本人 配偶者 長男 次男 長女 次女 妻 夫 故 元 現 名義 口座名義 氏名 同 送金先 振込先 受付
`).toSorted((one, other) => other.length - one.length);

/** Ends that make a company or an office of what stands before them. */
export const ORGANISATION_END =
  /(?:銀行|信金|信託|信用金庫|農協|証券|商事|会社|物産|生命|保険|産業|工業|製薬|製作所|建設|不動産|商店|病院|大学|学校|組合|法人|支店|本店|支社|本社|電機|自動車|運輸|食品|化学|鉄道|電力|総合研究所|グループ|ホールディングス|[局署課部室店社])$/;

/** Ends that make a place of what stands before them, unless the whole is a family name such as 中村. */
export const PLACE_END = /[都府県市区町村駅線通]$/;

const JAPANESE_ROLE_END = /[者長員主人方客社店会部課行院所屋模仕多士師券種別]$/;

/** Whether a run of Japanese characters without a known family name can still be a person's. */
export function mayBeJapaneseName(run: string): boolean {
  return (
    !JAPANESE_NOT_NAMES.has(run) &&
    !ORGANISATION_END.test(run) &&
    !PLACE_END.test(run) &&
    !JAPANESE_ROLE_END.test(run) &&
    !run.includes("会社")
  );
}

/** Words that come directly before a Chinese name and do not belong to it. */
export const CHINESE_BEFORE_NAMES: readonly string[] = words(`
感谢 请 联系 客户 尊敬的 您好 通知 致电 告知 我是 关于 由 给 与 和 向 对 为 是 的 和 跟 把 被 让 请问 找 询问 答复 回复 客人 持卡人 借款人 申请人 收款人 收件人 户主 本行 我行 行长 经理 顾客 尊敬的客户 亲爱的 亲爱 陪同 代理人 受益人 投诉人 咨询
`).toSorted((one, other) => other.length - one.length);

export const CHINESE_NOT_NAMES: ReadonlySet<string> = new Set(
  words(
    "谢谢 各位 这位 那位 一位 每位 贵方 某 多位 两位 几位 女 男 老 小 该 全体 信息 变更 未知 不详 方面 金额 查询 管理 经理 服务 号码 包括 安全 项目 常见 时间 于是 高度 计划",
  ),
);

/** Characters that follow a Chinese name in running text and are hardly ever its last. */
export const CHINESE_AFTER_NAMES =
  /^[的在于要说来是有想申办将已先女男和与向对因被把从到给让去跟及或不也都未需需应可为,，。、;；:：性身电手账住地年]/;

/** English words in capitals that open a phrase where a name is expected. */
export const ENGLISH_NOT_NAMES: ReadonlySet<string> = new Set(
  words(`
sir madam sirs customer customers client clients all team colleague colleagues valued friend friends everyone hiring support service sales manager account applicant shareholder shareholders member members guest user
investor investors partner partners the our your my this that please not none null true false n/a na tbd unknown required optional string number example test name first last full given family
mr mrs ms miss dr prof president chairman chair director officer speaker secretary minister ceo cfo
`),
);

/** Words that make an organisation of the capitalised words that they end. */
export const ENGLISH_ORGANISATION =
  /\b(?:Inc|Ltd|LLC|LLP|PLC|plc|Corp|Corporation|Company|Co|GmbH|AG|SA|NV|Bank|Banking|Group|Holdings|Securities|Capital|Partners|Stanley|Sachs|Chase|Fargo|Lynch|Suisse|Insurance|Trust|Fund|Limited|University|Hospital|Ministry|Department|Services|Technologies|Systems|Association|Foundation|Exchange|Street|Road|Avenue|Account|Branch|Committee|Index)\b/;

/** Single names that are everyday English words too: they are not looked for again outside their title. */
export const ENGLISH_EVERYDAY_NAMES: ReadonlySet<string> = new Set(
  words(
    "April May June Will Grant Price White Black Brown Green Gray Long Short Young Bill Mark Rich Bank Banks Cash Page Case Day Field Fields Hall King Law Lane Park Power Rose Stone Wood Best Good Bond Cook Cross Fine First Ford Fox Frank Gold Hope Hunt Major Miles Noble Rate Rates Sharp Small Street Summer Sterling Term Wise Worth",
  ),
);
