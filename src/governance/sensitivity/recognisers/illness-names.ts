// Finds what reads like the name of an illness or a treatment by how such names are made: 右乳房の浸潤性乳管癌, 系统性红斑狼疮, bipolar II disorder.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece } from "../recogniser.ts";

const EASTERN_HEAD =
  "症候群|疾患|(?<=[後性型])うつ|宫外孕|综合征|綜合徵|綜合症|综合症|症|病|癌|がん|ガン|腫瘍|肿瘤|腫瘤|腫|瘤|炎|骨折|障害|障碍|障礙|不全|梗塞|梗死|出血|麻痺|瘫痪|癱瘓|結核|结核|潰瘍|溃疡|ヘルニア|発作|硬変|硬化|狭窄|狹窄|剥離|損傷|损伤|捻挫|脱臼|脱位|断裂|挫傷|熱傷|中毒|陽性|阳性|移植|透析|貧血|贫血|結石|结石|血栓|塞栓|栓塞|欠損|缺损|奇形|畸形|細動|不整脈|ポリープ|リウマチ|アレルギー|難聴|失明|耳聋|流産|流产|無呼吸|喘息|哮喘|てんかん|癫痫|エリテマトーデス|ジストロフィー|可動域制限|萎縮|萎缩|失語|衰竭|残疾|殘疾|肥大|增生|脱落|発達遅滞|弁膜症|携带者?|依存|妊娠|感染|抑郁|抑鬱";
const EASTERN_TAIL =
  "(?:(?:症|疑い|術後|手術後?|术后|后遗症|後遺症|発作|发作|活动期|急性期|缓解期|治療中|中(?!心|国|央)|状態|[早中晚末]期|(?:ステージ)?[ⅠⅡⅢⅣIV]{1,3}[型期级度ABCab]?|第?[0-9一二三四五六七八九十]{1,2}(?:型|期|级|級|度)|病毒携带者?|病毒感染|性腎症|植入术|每周透析)){0,2}";
const EASTERN_NOT =
  "(?!院|気|棟|室|状|床|歴|欠|名|人|弱|巣|理|態|例|予防|対策|物|报|害|历|史|假|毒(?!携带)|房|情|種|预防|防治|筛查|者手|内容|天|上|の?(?:保険|保障|検診|検査キット|治療薬|研究|センター|学会|市場|リスク|団信|特約|クリニック|病院|協会|向け|方でも|啓発|月間|基金|ワクチン|外来)|保険|保险|保險|险|險|科|医|薬|药|疫)";
const EASTERN = new RegExp(`(?:${EASTERN_HEAD})${EASTERN_TAIL}${EASTERN_NOT}`, "g");

const EASTERN_MODIFIER = /[\u3400-\u9fff々ァ-ヴーA-Za-z0-9ⅠⅡⅢⅣⅤ-]/;
const MODIFIERS_MAX = 14;
/** What stands before a name in one run of characters and does not belong to it. */
const BEFORE_NAME =
  /^.*(?:患有|患上|罹患|患了|得了|得的是|诊断为|診斷為|诊断|診斷|确诊为|确诊|確診|查出来|查出|检出|发现|發現|突发|曾患|做过|接受|因为|因|的|了|是|为|為|有|其患|患(?!者$)|和|与|及|被|说|自述|自称|主诉|称|表示|反映|透露|提到|先生|女士|小姐|太太|本人|同人|患者|母亲|父亲|妻子|丈夫|儿子|女儿|客户|病名|病史|既往|主治医|年前|月前|日前|前年|昨年|去年|先月|現在|長男|長女|次男|次女|息子|父親|母親|夫人|主人|父|母|氏|様|告知|申告|持病|近期|长期|正在|目前|需要|服用|伴|兼|每周|三次|覆盖|涵盖|另|还|并|至)/;
const EASTERN_NO_ILLNESS =
  /^(?:疾患|.{0,1}[傷疾]病|持病|重病|大病|生病|看病|患病|治病|毛病|発病|闘病|臆病|仮病|急病|万病|因病|慢性病|既往症|後遺症|病症|[病症癌炎腫瘤]|炎症|発炎|发炎|障[害碍礙]|.*(?:システム|通信|ネットワーク|回線|サーバー?|機器|電源|大規模|設備|アプリ|データベース|DB|ATM|勘定系|端末|接続|配信|決済|処理|性能|機械|インフラ|系统|网络|通讯|技术|设备|沟通)障[害碍]|機能不全|不全|出血|損傷|损伤|損失|断裂|中毒|陽性|阳性|移植|[^ァ-ヴ]{0,2}依存|データ欠損|欠損|細動|萎縮|萎缩|残疾|肥大|脱落|携带者?|感染|発作|硬化|剥離|.*(?:ウイルス|マルウェア|ランサムウェア|病毒|木马)感染|妊娠|抑郁|经济.*|市场.*|资金.*|价格.*|情绪.*)$/;
/** A part of the body on one side, told before the illness: 右乳房の. */
const BODY_PART = /[左右両][\u3400-\u9fff]{1,5}の$|(?:膝|肘|肩|股|足|手|指|腰|首|頸|脊椎|関節|胸椎|腰椎|頸椎)[\u3400-\u9fff]{0,3}の$/;

const TREATMENT =
  /[\u3400-\u9fffァ-ヴー]{1,12}(?:剤|薬|インスリン|ホルモン)(?:を|の)?(?:服用|投与|内服|常用|注射|処方)(?:中|歴)?|(?:CPAP|酸素療法|ペースメーカー|人工呼吸器|インスリン)(?:を)?(?:使用|導入|装着|埋め込み|自己注射)(?:中)?/g;

const ENGLISH_HEAD =
  "(?:disease|disorder|syndrome|cancer|carcinoma|tumou?r|lymphoma|leuka?emia|sclerosis|failure|stroke|overdose|disability|infection|infarction|fracture|transplant|replacement|(?:stent|pacemaker) placement|implant|bypass|dialysis|chemotherapy|radiotherapy|infusions?|deficiency|impairment|palsy|paralysis|dystrophy|atrophy|haemorrhage|hemorrhage|embolism|thrombosis|aneurysm|arrhythmia|fibrillation|degeneration|addiction|dependence|relapse|(?:depressive|manic|psychotic|hypomanic) episodes?|(?:panic|heart|ischa?emic|asthma) attacks?|seizures?|allergy|ulcers?|hernia|amputation|miscarriage|dementia|blindness|psychosis|depression|anxiety|injury|injuries|hepatitis [ABC]|HIV(?:[- ]positive)?|positive for [A-Z]{2,5}|surgery|biopsy|abscess|detox|burnout|[a-z]{3,16}(?:itis|osis|oma|[ao]?emia|pathy|plegia|algia|ectomy|sclerosis|paresis|penia|trophy|ostomy|plasty)|[a-z]{3,14}(?:mab|pril|statin|olol|azepam|azolam|oxetine|sartan|cillin|idone|gliptin|glutide|formin|triptyline|zapine|tinib|traline|opram)(?: (?:infusions?|injections?|therapy|tablets|treatment))?)";
const ENGLISH = new RegExp(
  `(?<![A-Za-z-])${ENGLISH_HEAD}(?![A-Za-z]| (?:insurance|cover|research|awareness|charity|prevention|risk|ward|unit|centre|center|clinic|rate|statistics))`,
  "gi",
);
const ENGLISH_NO_ILLNESS =
  /^(?:diagnosis|prognosis|hypnosis|osmosis|diploma|aroma|roma|oklahoma|tacoma|sonoma|paloma|academia|bohemia|macadamia|sympathy|empathy|apathy|homeopathy|nostalgia|photosynthesis|metamorphosis|trophy|april|gaol|protocol|nicotine|prominently|(?:system|server|power|payment|network|technical|market|bank|delivery|hardware|equipment|business|login|control|internal control|data|software|disk|malware|ransomware|virus|card|currency|great|economic|price|credit|tax|nutrient|kitchen|roof|branch|cheque|device|laptop) (?:failure|infection|depression|replacement|deficiency|bypass|surgery|injury)|failure|replacement|infection|implant|bypass|injury|deficiency|surgery|dependence|degeneration|impairment|goodwill impairment|asset impairment|relapse|seizure|seizures|infusions?|cash infusion|capital infusion|transplant|fracture|stroke of.*|asset seizure|disability|allergy|depression|anxiety|addiction)$/i;
const ENGLISH_STOP = new Set(
  "a an the of for with and or by to from in on at after before since as is was were are be been has had have having his her their my our its he she they who whom that this these those it if not no any some due because about over under told says said mentioned discloses disclosed declares declared diagnosed suffers suffered suffering suffer undergoing underwent had takes taking prescribed treated recovering recently currently now also still just then but see via including includes note notes reason condition diagnosis dx hx medical client customer applicant patient claimant insured policyholder mr mrs ms dr possible claim claims leave cause her's attributes lives developed confirmed history record file new another received year years ago month months week weeks living getting".split(
    " ",
  ),
);
const ENGLISH_MODIFIERS_MAX = 3;
const BEFORE_MAX = 64;

/** Places of what reads like an illness or a treatment, with the words that belong to it. Linear in the text. */
export function* illnessNames(text: string): Iterable<Piece> {
  yield* withoutCrossings(text, EASTERN, easternName);
  yield* withoutCrossings(text, TREATMENT, (_, from, to) => ({ from, to }));
  yield* withoutCrossings(text, ENGLISH, englishName);
}

/** The names around the heads that a pattern finds; two that share words are one: "haemochromatosis disorder". */
function* withoutCrossings(
  text: string,
  heads: RegExp,
  nameAround: (text: string, head: number, to: number) => Piece | undefined,
): Iterable<Piece> {
  let last: Piece | undefined;
  for (const match of matchesIn(text, heads)) {
    const next = nameAround(text, match.index, match.index + match[0].length);
    if (next === undefined) continue;
    if (last !== undefined && next.from <= last.to) last = { from: Math.min(last.from, next.from), to: next.to };
    else {
      if (last !== undefined) yield last;
      last = next;
    }
  }
  if (last !== undefined) yield last;
}

function easternName(text: string, head: number, to: number): Piece | undefined {
  let from = head;
  while (from > 0 && head - from < MODIFIERS_MAX && EASTERN_MODIFIER.test(text.charAt(from - 1))) from -= 1;
  from += BEFORE_NAME.exec(text.slice(from, head))?.[0].length ?? 0;
  while (from < head && /[-0-9]/.test(text.charAt(from)) && !/^\d(?:型|度|級)/.test(text.slice(from, from + 2))) from += 1;
  if (from >= to || EASTERN_NO_ILLNESS.test(text.slice(from, to))) return undefined;
  const part = BODY_PART.exec(text.slice(Math.max(0, from - 8), from))?.[0].length ?? 0;
  return { from: from - part, to };
}

function englishName(text: string, head: number, to: number): Piece | undefined {
  let from = head;
  for (let count = 0; count < ENGLISH_MODIFIERS_MAX; count += 1) {
    const word = /(?:^|[^A-Za-z0-9'’-])([A-Za-z0-9'’-]{1,24}) $/.exec(text.slice(Math.max(0, from - BEFORE_MAX / 2), from))?.[1];
    if (word === undefined || ENGLISH_STOP.has(word.toLowerCase().replace(/['’]s$/, "")) || /^\d{2,24}$/.test(word)) break;
    // A name of somebody is no modifier, and an illness is only called by one at the end: Crohn's disease.
    if (/^[A-Z][a-z]/.test(word) && !/['’]s$/.test(word) && head - from > 0) break;
    from -= word.length + 1;
  }
  return ENGLISH_NO_ILLNESS.test(text.slice(from, to)) ? undefined : { from, to };
}
