// Recognisers of what a text says of a person's health, religion, crimes, politics and origin: a term, and a person whom it concerns.
import type { Recogniser, Standing } from "../recogniser.ts";
import content from "../words/content.json" with { type: "json" };
import type { WordGroupName } from "../words.ts";
import { lexiconSource, withSpacedWords } from "./lexicon-pattern.ts";
import { beforeSentence, callsByName, namesOnePerson, neighbourhoodOf, saysBeside, sentenceAround, speaksOfOneInRole } from "./passages.ts";

interface Concern {
  /** Names of fields (既往歴, 病史, diagnosis) that say whose it is by standing in a record. */
  readonly label: WordGroupName;
  /** What is said of a person who has it (診断, 住院, diagnosed); absent where the term alone says it. */
  readonly state?: WordGroupName;
}

/** Whether the passage says the term of one person, rather than of people in general, of a product or of a rule. */
function concerns({ label, state }: Concern): (standing: Standing) => boolean {
  return (standing) => {
    const { text, words } = standing;
    const sentence = sentenceAround(text, standing);
    const says = (group: WordGroupName): boolean => saysBeside(standing, sentence, group);
    if (says("statisticsWord")) return false;
    const isRule = says("policyWord") || says("productWord");
    if (!isRule && standsBehindLabel(standing, label)) return true;
    const isSaid = state === undefined || says(state) || says(label);
    if (callsByName(text, sentence)) return !isRule || isSaid;
    if (namesOnePerson(standing, sentence)) return !isRule || (state !== undefined && isSaid);
    if (isRule || !isSaid) return false;
    if (speaksOfOneInRole(standing, sentence)) return true;
    const around = neighbourhoodOf(text, sentence);
    if (RULE_GROUPS.some((group) => words.between(group, around.start, around.end))) return false;
    const before = beforeSentence(sentence);
    return namesOnePerson(standing, before) || speaksOfOneInRole(standing, before);
  };
}

const RULE_GROUPS = ["policyWord", "productWord"] as const;

// Labels have up to this many characters, and a mark such as a colon and a quote stands between them and the value.
const LABEL_REACH = 30;
const LABEL_MARK = /(?:[:=,、\t|"「(]|は|として|に)\s{0,2}["「]?$/;

function standsBehindLabel({ text, words, start }: Standing, label: WordGroupName): boolean {
  if (!LABEL_MARK.test(text.slice(Math.max(0, start - 4), start))) return false;
  const reach = text.slice(Math.max(0, start - LABEL_REACH), start);
  return words.between(label, start - reach.length + reach.lastIndexOf("\n") + 1, start);
}

const ROMAN = "(?:[IiⅠ]{1,3}|IV|iv|[ⅡⅢⅣ]|[0-4]|[一二三四])[ABCabc]?";

const HEALTH_BEFORE = [
  `(?:(?:末期|早期|初期|重度|中度|軽度|重症|軽症|慢性|急性|進行性|転移性|再発性|若年性|先天性|遺伝性|原発性|難治性|産後|妊娠|重い|軽い|左|右|両|反復性|遷延性|老人性|糖尿病性|多発性)の?){1,2}`,
  `(?:ステージ ?${ROMAN}|第?${ROMAN}(?:型|期|級|度)|[12１２一二]型|第[一二]型)の?`,
  "右?左?(?:大腿骨|上腕骨|鎖骨|肋骨|腰椎|胸椎|頸椎|骨盤|橈骨|脛骨|足首|手首|膝|肩|股関節)(?:圧迫|複雑)?",
  "(?:轻度|中度|重度|晚期|末期|早期|先天性|遗传性|慢性|急性|转移性|产后|妊娠期?|輕度|晚期|左|右)的?",
  `(?:(?:stage ${ROMAN}|type [12]|grade [1-4]|(?:early|late|end)[- ](?:stage|onset)|young[- ]onset|advanced|terminal|chronic|acute|severe|moderate|mild|metastatic|recurrent|major|clinical|inoperable|gestational|left|right|invasive|serious|minor|bilateral|partial|treatment[- ]resistant) ){1,2}`,
].join("|");
const HEALTH_AFTER = `(?:(?:の)?ステージ ?${ROMAN}|(?:的)?(?:晚期|早期|中期|末期|${ROMAN}期)|\\(?(?:stage ${ROMAN})\\)?)?`;
// A term that goes on like this names a product, a place, a day or a trade.
const NO_COMPOUND =
  "(?!ではな|じゃな|の?(?:保険|保障|検診|検査キット|治療薬|対策|予防|研究|センター|学会|市場|リスク|団信|特約|クリニック|病院|協会|向け|方でも|でも入れる|撲滅|月間|啓発|基金|給付|一時金|ワクチン|外来)|保险|险|筛查|预防|研究|药物|疫苗|协会|基金|防治|医院|专科|中心|特效药|保險|險|篩查|預防| (?:insurance|cover(?:age)?|research|awareness|charit|screening|drugs?|foundation|campaign|polic|risks?|statistics|rates?|society|trust|month|unit|centre|center|benefit|plan|market|trial)(?:[a-z])*)";

const FLAGS = "dgi";

function patternOf(before: string, terms: string, after = "", not = ""): RegExp {
  return new RegExp(`(?:${before})?${terms}${after}${not}`, FLAGS);
}

const CRIME_JA = lexiconSource({ ...content.crime, zh: [], en: [] });
const CRIME_ZH = lexiconSource({ ...content.crime, ja: [], en: [] });
const CRIME_EN = lexiconSource({ ...content.crime, ja: [], zh: [] });
const CONVICTION = [
  `${CRIME_JA}(?:罪|容疑|の疑い|の容疑|の罪)?(?:で|により|にて)(?:懲役\\d{1,2}年(?:の実刑)?|禁錮|罰金|在宅|略式|現行犯)?(?:逮捕|起訴|書類送検|送検|服役|有罪判決|有罪|実刑判決|実刑|摘発|罰金刑|検挙|執行猶予(?:中|付き)?)`,
  `${CRIME_JA}(?:罪)?の(?:前科|前歴|逮捕歴|犯罪歴)(?:\\d犯)?`,
  `${CRIME_ZH}(?:罪)?(?:被|遭)(?:判处)?(?:有期徒刑|判刑|逮捕|刑事拘留|拘留|起诉|公诉|立案侦查|入狱|定罪|批捕|捕|判)`,
  `${CRIME_ZH}(?:罪)?(?:判处)(?:有期徒刑)?`,
  `${CRIME_ZH}(?:犯罪)?(?:记录|前科|史|紀錄)`,
  `${CRIME_ZH}罪(?:前科)?`,
  `(?:convicted of|convictions? for|arrested for|arrested on suspicion of|charged with|indicted for|(?:found |pleaded |pled )?guilty (?:of|to)|jailed for|imprisoned for|served (?:time|\\w{1,6} (?:years|months)) for|cautioned for|sentenced for) ${CRIME_EN}`,
  `${CRIME_EN} (?:convictions?|charges?|arrest)`,
].join("|");
const CRIMINAL_BEFORE = "(?:prior|previous|past|unspent|spent|old|serious) ";

const PARTY = lexiconSource(content.party);
const PARTY_BOND = [
  `${PARTY}(?:[都道府県市区]連|支部)?(?:の)?(?:党員|党友|支持者|後援会員|後援会|シンパ|党籍|员|党员|成员|支持者|籍|黨員)`,
  `(?:支持|加入)${lexiconSource({ ...content.party, ja: [], en: [] })}`,
  `(?:member|supporter|donor|activist|volunteer|councillor|voter) (?:of|to|for) (?:the )?${PARTY}`,
  `(?:donate[sd] to|vote[sd] for|campaign(?:s|ed) for|canvass(?:es|ed) for) (?:the )?${PARTY}`,
  `${PARTY} (?:party )?(?:member(?:ship)?|supporter|donor|activist|volunteer|voter)`,
].join("|");

export const SPECIAL_CATEGORY_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "HEALTH",
    why: "an illness, a treatment or a disability of a person",
    signal: "always",
    cue: ["healthTerm", "healthLabel"],
    pattern: patternOf(HEALTH_BEFORE, lexiconSource(withSpacedWords(content.healthTerm)), HEALTH_AFTER, NO_COMPOUND),
    standsIn: concerns({ label: "healthLabel", state: "healthState" }),
    confidence: 0.85,
    examples: [
      "田中様は«うつ病»で通院中です",
      "顧客は«2型糖尿病»と診断されたとのこと",
      "既往歴：«脳梗塞»",
      "妻が«乳がん»の手術を受けました",
      "佐藤さんは«末期の胃がん»で入院しています。",
      "客户李先生患有«2型糖尿病»，正在服药",
      "张女士确诊«乳腺癌晚期»",
      "母亲因«中风»住院",
      "Mr Smith was diagnosed with «stage II breast cancer» in May.",
      "The applicant disclosed «type 2 diabetes» and asked for a lower premium.",
      '{"customer_id":"C-1","diagnosis":"«bipolar disorder»"}',
    ],
    counterExamples: [
      "がん保険の商品説明をご覧ください",
      "糖尿病の患者数は全国で約1000万人です",
      "田中様にがん保険のパンフレットを送付した",
      "うつ病と診断された従業員への対応マニュアル",
      "One in eight women develops breast cancer.",
      "Our critical illness cover pays out for cancer, stroke and heart attack.",
      "本产品保障乳腺癌等30种疾病",
      "新薬は2型糖尿病の治療薬として承認された",
    ],
  },
  {
    type: "HEALTH",
    why: "a short word for an illness of a person",
    signal: "always",
    cue: ["healthTermBare"],
    pattern:
      /(?:(?:末期|早期|初期|進行性の?|軽い|重い)の?)?(?:(?<![ぁ-んァ-ヴー])|(?<=[がはをにでとのも]))(?:がん|ガン|うつ)(?:状態)?(?![ばぐこじるりれっせダプマジ]|保険|検診|対策|研究|センター|治療薬|団信|の?リスク|給付|診断給付|特約|病)/dg,
    standsIn: concerns({ label: "healthLabel", state: "healthState" }),
    confidence: 0.8,
    examples: ["本人は«がん»の治療中です", "鈴木様、«うつ状態»で休職中"],
    counterExamples: ["本人はがんばると言った", "がん保険に加入中の田中様", "うつりやすい"],
  },
  {
    type: "RELIGION",
    why: "the religion of a person",
    signal: "always",
    cue: ["religionTerm"],
    pattern: patternOf(
      "敬虔な|熱心な|虔诚的?|(?:practi[cs]ing|devout|strict|observant|lapsed|non-practi[cs]ing) ",
      lexiconSource(content.religionTerm),
      "(?:の?信者|の?信徒|信徒)?",
      "(?!の?(?:寺|教会|学校|大学|団体|法人|系)|金融|国家|圏|大学|教堂|国家| (?:finance|bank|church|countr|school|charit|universit|bond|aid|calendar|holiday|relief)[a-z]*)",
    ),
    standsIn: concerns({ label: "religionLabel" }),
    confidence: 0.8,
    examples: [
      "田中様は«創価学会員»です",
      "宗教：«イスラム教»",
      "王女士是«虔诚的佛教徒»",
      "客户马先生是«穆斯林»，不接受利息",
      "She is a «practising Catholic» and asked about Sundays.",
      "religion: «Hindu»",
    ],
    counterExamples: [
      "当行は宗教に関する情報を取得しません",
      "イスラム金融の市場規模",
      "Islamic finance grew by 12 %.",
      "Mr Christian Weber called.",
      "印度教徒占人口的比例",
      "We do not collect data such as whether a customer is Muslim or Hindu.",
    ],
  },
  {
    type: "CRIMINAL",
    why: "a crime, an arrest or a conviction of a person",
    signal: "always",
    cue: ["criminalTerm", "crime"],
    pattern: new RegExp(
      `(?:(?:過去に|${CRIMINAL_BEFORE})?(?:${CONVICTION})|(?<!罪[正曾在]{0,2})(?:${CRIMINAL_BEFORE})?${lexiconSource(content.criminalTerm)}(?:\\d犯|あり(?=と))?)(?!防止|対策|取締|被害|の?被害|保険|条項|排除|率)`,
      FLAGS,
    ),
    standsIn: concerns({ label: "criminalLabel" }),
    confidence: 0.8,
    examples: [
      "同氏には«前科»がある",
      "申込者は«詐欺罪で有罪判決»を受けていた",
      "山本さんは«窃盗容疑で逮捕»された",
      "借款人王某，其本人因«诈骗罪被判刑»",
      "该客户有«犯罪记录»",
      "He was «convicted of fraud» in 2015.",
      "The applicant has a «criminal record».",
    ],
    counterExamples: [
      "特殊詐欺で逮捕された者は全国で2,000人",
      "詐欺被害の防止セミナー",
      "Fraud convictions rose by 8 % according to the survey.",
      "An applicant with a criminal record must not be hired.",
      "诈骗罪的定罪标准是指",
    ],
  },
  {
    type: "POLITICAL",
    why: "the politics or the union membership of a person",
    signal: "always",
    cue: ["politicalTerm", "party"],
    pattern: patternOf(
      "(?:active|registered|lifelong|former|long-time|card-carrying|paid-up) |元|前",
      `(?:${PARTY_BOND}|${lexiconSource(content.politicalTerm)})`,
      "",
      "(?!大会|費|数|向け|会费|代表大会| (?:dues|rates|conference|fees))",
    ),
    standsIn: concerns({ label: "politicalLabel" }),
    confidence: 0.8,
    examples: [
      "本人は«労働組合の執行委員»を務める",
      "田中様は«共産党員»とのこと",
      "政治面貌：«中共党员»",
      "李女士是«工会主席»",
      "She is a «trade union member» and went on strike.",
      "Mr Jones is a «registered Democrat».",
    ],
    counterExamples: [
      "労働組合との団体交渉は来週です",
      "自民党は法案を可決した",
      "The Labour Party won the election.",
      "Trade union membership fell to 22 % of employees, statistics show.",
    ],
  },
  {
    type: "ETHNICITY",
    why: "the ethnic origin of a person",
    signal: "always",
    cue: ["ethnicityTerm", "ethnicLink"],
    pattern: patternOf(
      "(?:first|second|third|fourth)[- ]generation |of (?=[a-z]+ (?:descent|origin|heritage|ancestry|extraction))",
      `(?:${lexiconSource(content.ethnicityTerm)}|(?<=of )(?!(?:unknown|same|its|their|our|foreign|national|the|this|any|doubtful|local|domestic) )[a-z]{4,15} (?:descent|origin|ancestry|extraction)(?![a-z]))`,
      "(?:の(?:出身|血を引く|血筋))?",
      "(?!マラソン|サイズ|タイム|ミラー|自治区|自治州|自治县|料理|文化|祭|博物館|工芸|菜| (?:food|restaurant|cuisine|culture|festival|community|market|region|history|month))",
    ),
    standsIn: concerns({ label: "ethnicityLabel" }),
    confidence: 0.8,
    examples: [
      "彼は«在日韓国人三世»です",
      "申込者は«アイヌ民族»と申告した",
      "民族：«维吾尔族»",
      "客户阿先生是«回族»",
      "Ms Lee is «third-generation Korean American».",
      "Ethnicity: «Black Caribbean»",
    ],
    counterExamples: [
      "アイヌ文化の展示会を協賛",
      "内蒙古少数民族地区经济统计",
      "African American households make up 13 % of the population.",
      "アイヌ民族の人口統計",
    ],
  },
];
