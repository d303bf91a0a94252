// Recognisers of what a text says of a person's health: illnesses by their names, by how such names are made, and by the fields of forms.
import type { Recogniser, Standing } from "../recogniser.ts";
import { WORDING_VIEWS } from "../views.ts";
import content from "../words/content.json" with { type: "json" };
import { concerns, isFilledIn } from "./concerns.ts";
import { fieldValues, saysSomething } from "./field-values.ts";
import { illnessNames } from "./illness-names.ts";
import { lexiconSource } from "./lexicon-pattern.ts";
import { foundIn } from "./passages.ts";

const ROMAN = "(?:one|two|three|four|[IiⅠ]{1,3}|IV|iv|[ⅡⅢⅣ]|[0-4]|[一二三四])[ABCabc]?";

const HEALTH_BEFORE = [
  `(?:(?:末期|早期|初期|重度|中度|軽度|重症|軽症|慢性|急性|進行性|転移性|再発性|若年性|先天性|遺伝性|原発性|難治性|産後|妊娠|重い|軽い|左|右|両|反復性|遷延性|老人性|糖尿病性|多発性)の?){1,2}`,
  `(?:ステージ ?${ROMAN}|第?${ROMAN}(?:型|期|級|度)|[12１２一二]型|第[一二]型)の?`,
  "右?左?(?:大腿骨|上腕骨|鎖骨|肋骨|腰椎|胸椎|頸椎|骨盤|橈骨|脛骨|足首|手首|膝|肩|股関節)(?:圧迫|複雑)?",
  "(?:轻度|中度|重度|晚期|末期|早期|先天性|遗传性|慢性|急性|转移性|产后|妊娠期?|輕度|晚期|左|右)的?",
  `(?:(?:stage ${ROMAN}|type [12]|grade [1-4]|(?:early|late|end)[- ](?:stage|onset)|young[- ]onset|advanced|terminal|chronic|acute|severe|moderate|mild|metastatic|recurrent|major|clinical|inoperable|gestational|left|right|invasive|long-standing|longstanding|lifelong|recurring|untreated|suspected|newly diagnosed|relapsing-remitting|early-onset|inherited|congenital|serious|minor|bilateral|partial|treatment[- ]resistant) ){1,2}`,
].join("|");
const PREGNANT_ZH = "(?:已)?[怀懷]?孕\\d{1,2}(?:周|週|个月|個月)";
const HEALTH_AFTER = `(?:(?:の)?ステージ ?${ROMAN}|(?:的)?(?:晚期|早期|中期|末期|${ROMAN}期)|の?(?:再発|末期)|\\d{1,2}(?:か月|ヶ月|カ月|週)目?|\\((?:軽度|中等度|重度|全治[^()\\n]{1,6}|ステージ[^()\\n]{1,4}|[^()\\n]{0,4}[期級型]|轻度|中度)\\)| in remission(?: since \\d{4})?|\\(?(?:stage ${ROMAN})\\)?)?`;
// A term that goes on like this names a product, a place, a day or a trade.
const NO_COMPOUND =
  "(?!ではな|じゃな|の?(?:保険|保障|検診|検査キット|治療薬|対策|予防|研究|センター|学会|市場|リスク|団信|特約|クリニック|病院|協会|向け|方でも|でも入れる|撲滅|月間|啓発|基金|給付|一時金|ワクチン|外来)|保险|险|筛查|预防|研究|药物|疫苗|协会|基金|防治|医院|专科|中心|特效药|保險|險|篩查|預防| (?:insurance|cover(?:age)?|research|awareness|charit|screening|drugs?|foundation|campaign|polic|risks?|statistics|rates?|society|trust|month|unit|centre|center|benefit|plan|market|trial)(?:[a-z])*)";

const HEALTH_PATTERN = new RegExp(
  `(?:${HEALTH_BEFORE})?(?:${lexiconSource(content.healthTerm)}|${PREGNANT_ZH})${HEALTH_AFTER}${NO_COMPOUND}`,
  "dgi",
);

const concernsOnePerson = concerns({ label: "healthLabel", state: "healthState" });

// What is done about an illness that was just named says no more than the illness: 慢性腎不全により週3回の透析.
const TREATMENT =
  /手術|手术|透析|治療|治疗|化疗|放疗|切除|化学療法|surgery|dialysis|chemo|radiotherapy|in remission|hospital|rehab|with MS|インスリン|insulin/i;
const NAMED_JUST_BEFORE = 14;

const MEDICAL =
  /^[左右両双慢急重軽轻中早晚末原继先後后多全单単高低非特进進复再陈旧性型期度级級侧側部位下上叶腔管膜内外浸潤润転转移発发乳胃肺肝腎肾心脑脳骨血皮肌神经経腺细細胞扁平鳞状腹胸頭头頸颈肩膝腰椎股関节節指趾足手眼耳鼻口咽喉食道肠腸直結结脾胰胆尿膀胱子宫宮卵巢巣前立列色素嫌染透明淡濾胞粘液漿分化未好塩酸球単リンパ節のA-Za-z0-9 -]+$/;

/** Whether the name of an illness known by itself stands in it behind something else, such as whose it is: 员工白露躁郁症. */
function takesInASubject(standing: Standing): boolean {
  const { text, start, end } = standing;
  const inner = foundIn("HEALTH", standing, { start: start + 1, end });
  return inner !== undefined && /[\u3400-\u9fff]/.test(text.charAt(start)) && !MEDICAL.test(text.slice(start, inner.start));
}

function ofOnePerson(standing: Standing): boolean {
  const { text, start, end, found } = standing;
  const before = found.at(-1);
  const isNamed = before?.type === "HEALTH" && before.end <= start && start - before.end <= NAMED_JUST_BEFORE;
  return !(isNamed && TREATMENT.test(text.slice(start, end))) && concernsOnePerson(standing);
}
export const ILLNESS_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "HEALTH",
    why: "an illness, a treatment or a disability of a person",
    signal: "always",
    cue: ["healthTerm", "pregnancyWord"],
    views: WORDING_VIEWS,
    pattern: HEALTH_PATTERN,
    isOfPersons: true,
    standsIn: ofOnePerson,
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
    views: WORDING_VIEWS,
    pattern:
      /(?:(?:末期|早期|初期|進行性の?|軽い|重い)の?)?(?:(?<![ぁ-んァ-ヴー])|(?<=[がはをにでとのも]))(?:がん|ガン|うつ)(?:状態)?(?![ばぐこじるりれっせダプマジ]|保険|検診|対策|研究|センター|治療薬|団信|の?リスク|給付|診断給付|特約|病)/dg,
    isOfPersons: true,
    standsIn: ofOnePerson,
    confidence: 0.8,
    examples: ["本人は«がん»の治療中です", "鈴木様、«うつ状態»で休職中"],
    counterExamples: ["本人はがんばると言った", "がん保険に加入中の田中様", "うつりやすい"],
  },
  {
    type: "HEALTH",
    why: "what is made like the name of an illness or a treatment, said of a person",
    signal: "always",
    cue: ["illnessWord"],
    views: WORDING_VIEWS,
    pattern: illnessNames,
    isOfPersons: true,
    standsIn: (standing) => !takesInASubject(standing) && ofOnePerson(standing),
    confidence: 0.82,
    examples: [
      "被保険者の森下さんは«左腎の嫌色素性腎細胞癌»で通院しています。",
      "申込人 岩田 聡、«混合性結合組織病»にて治療中",
      "契約者の江口様は«抗凝固薬を服用中»とのこと。",
      "客户周女士患有«原发性胆汁性胆管炎»，定期复查。",
      "投保人反映其母因«股骨颈骨折»住院。",
      "Ms Hale suffers from «hereditary haemochromatosis disorder».",
      "Mr Okoro told us he is on «bevacizumab infusions».",
    ],
    counterExamples: [
      "田中様の端末でシステム障害が発生しました",
      "王先生反映网络障碍",
      "Mr Lee reported a power failure at the branch.",
      "関節炎の患者は増加傾向です",
      "The product covers Mr Average against renal failure.",
    ],
  },
  {
    type: "HEALTH",
    why: "the value of a field for an illness",
    signal: "always",
    cue: ["illnessLabel"],
    views: WORDING_VIEWS,
    pattern: fieldValues(lexiconSource(content.illnessLabel)),
    accepts: saysSomething,
    standsIn: isFilledIn,
    confidence: 0.82,
    examples: [
      "傷病名：«むちうち»、通院日数 12日",
      "入院诊断：«急性重症胆管炎»；治疗：手术",
      "dx: «brittle bones»; keep off file",
      "病名 «ぎっくり腰»\n氏名 佐野",
    ],
    counterExamples: ["既往症：なし", "病史：无", "diagnosis VARCHAR(40)", "病名: 不明", "Diagnosis: none", "様式の病名欄：正式名称を記入"],
  },
];
