// Recognisers of what a text says of a person's religion, crimes, politics and origin: a term, and a person whom it concerns.
import type { Recogniser } from "../recogniser.ts";
import { WORDING_VIEWS } from "../views.ts";
import content from "../words/content.json" with { type: "json" };
import { concerns, isFilledIn } from "./concerns.ts";
import { fieldValues, saysSomething } from "./field-values.ts";
import { lexiconSource } from "./lexicon-pattern.ts";

const FLAGS = "dgi";

// --- Crimes ---

const CRIME_JA = lexiconSource({ ...content.crime, zh: [], en: [] });
const CRIME_ZH = lexiconSource({ ...content.crime, ja: [], en: [] });
const CRIME_EN = lexiconSource({ ...content.crime, ja: [], zh: [] });
// Behind what says of a person that he did it a crime may have a word of its own: "convicted of corporate fraud".
const CRIME_TOLD_EN = `(?:[a-z-]{3,14} )?${CRIME_EN}`;

const YEAR_JA = "(?:(?:(?:昭和|平成|令和)(?:\\d{1,2}|元)|(?:19|20)\\d\\d)年(?:\\d{1,2}月)?(?:に|の)? ?)?";
const PENALTY_JA =
  "(?:(?:の実刑|懲役|禁錮|禁固|拘禁刑|罰金|在宅|略式|現行犯|執行猶予|保護観察|再|\\d{1,3}(?:年|か月|ヶ月|月|万円)|[一二三四五六七八九十]{1,3}年|の|付き?|、| ){0,6}(?:逮捕歴|逮捕|起訴猶予処分|起訴猶予|不起訴処分|不起訴|起訴|書類送検|送検|服役|有罪判決|有罪|実刑判決|実刑(?:\\d{1,2}年)?|摘発|罰金刑|検挙歴|検挙|執行猶予(?:中|付き|判決)?|略式命令|家宅捜索|指名手配|懲役刑|前科(?:[一二三四五]犯)?|前歴|捕ま(?:った|り|って)|パクられ|有罪|罰金(?:\\d{1,4}万円)?|事情聴取|取り調べ|補導|送致|勾留|勾留中|公判中|収監|懲役\\d{1,2}年(?:\\d{1,2}[かヶカ]?月)?(?:の(?:実刑)?判決|の実刑|、?(?:保護観察付き?)?執行猶予\\d年(?:の(?:有罪)?判決)?)?)(?:の?判決)?(?:\\d犯)?)";
const CRIME_BY_JA = `${CRIME_JA}(?:\\([^()\\n]{1,10}\\))?(?:罪|容疑|事件|の疑い|の容疑|の罪)?`;
const PENALTY_ZH =
  "(?:被|遭|获|经|曾|,|、)?(?:检察院|检察机关|公安机关|公安局?|警方|法院|经侦)?(?:(?:在逃|批捕|通缉|网上追逃|判刑|判处?|人民法院|法院|一审|二审|依法|有期徒刑|拘役|管制|缓刑|罚金|刑事|行政|立案|取保|批准|落案)|[一二三四五六七八九十两半\\d]{1,3}(?:年|个月|個月|万元|日)|缓[一二三四五]年?|,?缓刑[一二三四五六\\d]年|并处){1,6}(?:拘留|逮捕|侦查|候审|处罚|起诉|起訴)?(?:[一二三四五六七八九十两半\\d]{1,3}(?:年|个月|個月|日|天))?|(?:被|遭)(?:逮捕|起诉|公诉|捕|抓|控告?|檢控|检控|判監|通缉|调查|查处)|入狱|入獄|服刑|坐牢|前科|案底|(?:犯罪)?(?:记录|紀錄|史)";
const TIME_EN =
  "(?:(?:life|\\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|several)[- ](?:years?|months?|days?|weeks?|spell|stint|term|sentence)(?: (?:in prison|in jail|in custody|behind bars|inside|of probation|suspended sentence|prison sentence|sentence|jail term))?)";
const CHARGE_EN =
  "(?:(?:convicted|conviction|convictions|arrested|arrest|arrests|cautions|sentences|stints|charged|charges|indicted|indictment|found guilty|pleaded guilty|pled guilty|guilty plea|plead guilty|guilty|jailed|imprisoned|imprisonment|prosecuted|prosecution|cautioned|caution|sentenced|sentence|fined|remanded|investigated|bailed|served time|did time|time|doing time|wanted|under investigation|criminal record|record|police record|probation|parole|custody|prison|jail|banned|released from prison after))";
const CONVICTION = [
  `${YEAR_JA}(?:過去に)?${CRIME_BY_JA}(?:で|により|による|にて|につき|として|の)${PENALTY_JA}(?:され(?=、?公判))?(?:、?公判中)?`,
  `${YEAR_JA}[\\u4e00-\\u9fffァ-ヴー]{2,12}(?:罪|容疑|未遂|違反|の疑い)(?:で|により|による|にて|として)${PENALTY_JA}`,
  `${CRIME_BY_JA}(?:の)?(?:前科|前歴|逮捕歴|犯罪歴|検挙歴|有罪判決|被疑者|容疑者|共犯|常習犯)(?:\\d犯)?`,
  `${CRIME_ZH}罪?(?:${PENALTY_ZH})`,
  `${CRIME_ZH}罪(?:前科)?`,
  `(?:涉嫌|因犯|曾犯|犯有|参与|曾因)${CRIME_ZH}罪?(?:${PENALTY_ZH})?`,
  `(?:(?:(?![因犯有是的以曾被])[\\u4e00-\\u9fff]){2,8}罪)(?:${PENALTY_ZH})`,
  `吸毒(?:史|成瘾|进过戒毒所|被抓|人员)|进过(?:看守所|戒毒所|监狱)|蹲过(?:看守所|大牢|监狱)|[坐蹲]过?[一二三四五六七八九十两\\d]{1,2}年牢`,
  `(?:an? )?(?:(?:19|20)\\d\\d )?(?:(?:prior|previous|past|unspent|spent|old|serious|pending|police|criminal|suspended|formal|outstanding|historic|recent|two|three|multiple|juvenile) ){0,3}${CHARGE_EN} (?:of|for|with|to|on suspicion of|in connection with|over)(?: (?:an?|the|one count of|two counts of|three counts of|several counts of|attempted|alleged|suspected|charges of|committing|aiding)){0,3} ${CRIME_TOLD_EN}(?: in (?:19|20)\\d\\d)?`,
  `(?:(?:did|served|got|given|doing|serving|a) )?${TIME_EN}(?: in (?:prison|jail|custody|a young offenders? institution))?(?: \\w{1,12})? for(?: attempted)? ${CRIME_TOLD_EN}`,
  `${TIME_EN} (?:in prison|in jail|in custody|behind bars|prison sentence|jail term|suspended sentence|of probation)|served(?: a)? ${TIME_EN}(?: (?:for ${CRIME_TOLD_EN}|in [a-z]{3,12}))?`,
  `(?:extradited|remanded|bailed|held|detained|awaiting trial|facing trial|on trial)(?: [a-z]{2,10}){0,4} (?:on|for|over) (?:(?:${CRIME_TOLD_EN}|[a-z]{3,10}) charges?|${CRIME_TOLD_EN})`,
  `(?:prior |previous |old |unspent |spent |past |pending |two |juvenile )?${CRIME_EN} (?:convictions?|charges?|arrests?|caution|offences?|allegations?|indictment|rap|record|investigation|sentence)`,
  `(?:an? )?(?:outstanding |open |active )?(?:arrest |bench )?warrants? (?:out )?(?:for|over) ${CRIME_TOLD_EN}`,
  `(?:an? )?(?:felony|misdemeanou?r|federal|summary)(?: [a-z]{3,12}){0,2} (?:convictions?|charges?|arrests?|offences?|pleas?|records?)(?:, (?:in )?(?:19|20)\\d\\d)?`,
  `(?:少年院|刑務所|少年刑務所|拘置所|医療刑務所)(?:を|から)(?:仮?退院|仮?出所|仮釈放|出た)|(?:マエ|まえ|前科)(?:\\(前科\\))?[0-9一二三四五六七八九]{1,2}犯`,
  `(?:an )?ex-?con(?:vict)?(?: ?\\(${CRIME_EN}\\))?`,
  `(?:an? )?(?:convicted|registered|known|suspected|alleged|former|serial|active) (?:[a-z]{3,12} )?(?:fraudster|felon|sex offender|drug dealer|money launderer|thief|burglar|criminal|terrorist|gang member|offender|paedophile|money mule|arsonist|killer|murderer|trafficker|smuggler)`,
  `(?:member|associate|part|affiliate|leader) of (?:the |an? )?(?:[A-Za-z]{3,14} )?(?:mafia|cartel|gang|triad|yakuza|crime (?:family|group|syndicate)|Camorra|Ndrangheta|biker gang)|(?:on|hit on|match(?:es|ed)? (?:on|against)) the (?:OFAC|UN|EU|UK|HMT|SDN)(?: sanctions)? list|(?:OFAC|SDN|sanctions|Interpol|red notice) (?:hit|match|listing|notice)|Interpol red notice|(?:indicted|arrested|jailed|imprisoned|extradited|incarcerated) (?:in|by|last|since|after|at)(?= )`,
  `(?:指定)?暴力団の?(?:元?[員組]|元組員|準構成員|構成員|関係者|幹部|の(?:組員|構成員|幹部|準構成員|関係者|周辺者))+|[ァ-ヴー\\u4e00-\\u9fff]{2,5}[組会]系(?:の)?(?:組員|組長|幹部|構成員|暴力団員?)|反社会的勢力(?:の(?:構成員|関係者)|に該当|との(?:関係|交際|つながり))|反社(?:該当|認定|の疑い|データベースに該当|DB該当|関係者|チェックで該当)|半グレ(?:グループ|集団)?(?:の(?:一員|メンバー|構成員))?|(?:受け子|出し子)(?:として(?:逮捕|検挙))?|(?:元|現役の?)(?:暴力団員|組員|受刑者)|懲役\\d{1,2}年(?:\\d{1,2}か月)?(?:の実刑判決|の実刑|、?執行猶予\\d年|を?服役)?|刑務所(?:に|で)(?:収監|服役|いた|\\d{1,2}年)`,
].join("|");
const CRIMINAL_BEFORE = "(?:prior|previous|past|unspent|spent|old|serious) ";
// A reason, a ban or a share makes it no statement of somebody.
const NO_CRIME =
  "(?!防止|対策|取締|照会|チェック|データベース|名簿|の?被害|保険|条項|排除|率|に注意|にご注意|件数|上游犯罪|预防|案件数|防范)";

// --- Religion ---

const FAITH = lexiconSource(content.religionTerm);
const FAITH_BEFORE =
  "(?:敬虔な|熱心な|改宗した|虔诚的?|(?:practi[cs]ing|devout|strict|observant|lapsed|non-practi[cs]ing|orthodox|ultra-orthodox|reform|conservative|sunni|shia|shi'a|born-again|converted|committed|active|baptised|jain|hindu|roman|greek|russian|ismaili|ahmadi) ){0,2}";
const CLERGY_JA =
  "(?:信者|信徒|布教師|宣教師|伝道師|牧師|神父|司祭|僧侶|住職|宮司|神主|檀家(?:総代)?|檀徒|門徒|氏子(?:総代)?|会員|二世|(?:地区|地域|支部|本部)?(?:役員|部長|幹事|婦人部員|青年部員)|長老|執事|伝道者|修道女|修道士|聖職者|教会長|幹部|教徒|支部長|学会員)";
const RELIGION = [
  "信佛(?:的)?居士|在家居士",
  `${FAITH_BEFORE}${FAITH}(?:\\([^()\\n]{1,8}\\))?(?:の?(?:熱心な)?${CLERGY_JA})?(?:的)?(?:信徒|教徒|教友|会友|弟子|阿訇|神职人员|神職人員|教职人员|僧人|僧侣|法师|长老|执事|牧师|神父|修女|道士|信众|传教士|穆斯林|信仰者)?`,
  `[\\u4e00-\\u9fff]{1,6}(?:寺|庙|廟|观|教会|教會|教堂|清真寺|道观|庵)(?:的)?(?:僧人|僧侣|住持|方丈|道士|道长|牧师|阿訇|信徒|信众|长老|执事|修女|神父|居士|尼姑)`,
  `(?:(?:[\\u4e00-\\u9fff]{1,7}(?:寺|神社|教会|宗|教|院))|[ァ-ヴー]{2,10}(?:教会|教|派))の?(?:熱心な)?${CLERGY_JA}`,
  "(?<![\\u4e00-\\u9fff])[\\u4e00-\\u9fff]{1,5}教徒|[ァ-ヴー]{2,8}教徒",
  "(?<=(?:信奉|信仰|皈依|改信|信))(?:[\\u4e00-\\u9fff]{1,4}教|佛|主)(?:居士)?|信佛居士|(?:在家)?居士|皈依弟子|清真寺阿訇|阿訇",
  `(?:an? )?(?:practi[cs]ing |devout |lapsed |evangelical |born-again |committed |catholic |orthodox |coptic )+christians?|(?<=(?:is|was|are|as|being|now|a) )(?:an? )?christian(?! [A-Z])(?![a-z])`,
  `(?:an? )?(?:member|elder|deacon|pastor|parishioner|congregant|minister|priest|vicar|rabbi|imam|nun|monk|leader|follower|adherent|missionary|bishop|preacher|lay preacher|warden|churchwarden) (?:of|at|in|with) (?:the |an? |his |her |St\\.? )?(?:[A-Za-z'’-]{2,16} ){0,4}(?:church|mosque|synagogue|temple|gurdwara|chapel|parish|congregation|faith|brotherhood|brethren|witnesses|order|monastery|convent)`,
  `(?:converted|converting|convert|conversion) (?:to|from) (?:[a-z]+ )?${FAITH}|(?:attends|prays at|worships at|goes to) (?:the |an? |his |her )?(?:[A-Za-z'’-]{2,16} ){0,3}(?:church|mosque|synagogue|temple|gurdwara|chapel)`,
  `(?:an? )?(?:catholic|anglican|orthodox|buddhist|methodist|baptist|lutheran|hindu|jesuit|presbyterian) (?:priest|nun|monk|deacon|bishop|minister|convert|vicar|pastor)|(?:an )?imam|(?:a )?rabbi(?! [A-Z])`,
].join("|");

// --- Politics and unions ---

const PARTY = lexiconSource(content.party);
const UNION_EN = lexiconSource({ ...content.union, ja: [], zh: [] });
const OFFICE_JA =
  "(?:(?:中央)?執行委員(?:長)?|委員長|副委員長|書記長|書記次長|書記|役員|幹部|専従(?:役員|職員)?|組合員|支部長|分会長|支部(?:の)?書記長|職場委員|代議員|活動家|オルグ|メンバー|加入者|会計監査|中央委員|青年部長)";
const COUNCIL_JA =
  "(?:(?:[\\u4e00-\\u9fff]{1,4}[都道府県市区町村]|[都道府県市区町村]|国会|衆議院|参議院|衆院|参院)?議(?:会議)?員|[都道府県市区町村]議|元職|現職)";
const ROLE_EN =
  "(?:members?|memberships?|supporters?|donors?|activists?|volunteers?|councillors?|voters?|treasurer|chair(?:man|woman|person)?|secretary|organi[sz]er|candidate|canvasser|agent|delegate|campaigner|fundraiser|official|officer|leader|convenor|rep(?:resentative)?|steward|shop steward|branch secretary|founder|spokes(?:man|woman|person)|MP|MEP|senator|mayor|staffer|adviser|chapter president|president|ward organiser|precinct captain|parliamentary candidate)";
const ROLE_BEFORE =
  "(?:(?:active|former|local|senior|prominent|major|regular|founding|elected|paid-up|lifelong|registered|staunch|deputy|branch|regional|national|honorary|long-standing|longtime|full-time|known|loyal) )?";
const ANY_PARTY =
  "(?:ruling|governing|opposition|communist|socialist|nationalist|conservative|liberal|green|labou?r|far-right|far-left|separatist|democratic|republican|populist) party";
const PARTY_BOND = [
  `${PARTY}(?:[\\u4e00-\\u9fff]{0,4}(?:[都道府県市区町村]連|支部|総支部))?(?:の|所属の?|公認の?)?(?:熱心な|古参の?|元|現職の?|地元|県|市)?(?:党員(?:・サポーター)?|幹事長?|副?会長|事務局長|(?:地区|地方|地域)?役員|青年(?:局|部)長|女性局長|支援者|支援団体|専従|党友|支持者|支持層|後援会(?:員|会員|長|役員|幹部)?|シンパ|党籍|サポーター|活動家|候補者?|公認候補|秘書|支部長|幹部|党職員|${COUNCIL_JA})`,
  `(?:元|前|現職?の?)?${COUNCIL_JA}\\(${PARTY}\\)`,
  `${PARTY}(?:を|に)(?:熱心に|長年|ずっと)?(?:支持|入党|献金|投票|応援)(?:して|し|中)?`,
  `(?:中共|中国共产党|共产党|國民黨|国民党|民进党|民進黨|民盟|民革|民建|民进|农工党|农工民主党|致公党|九三学社|台盟|共青团|民众党|民眾黨|民建联|民建聯|公民党|公民黨|工党|${lexiconSource({ ...content.party, ja: [], en: [] })})(?:的)?(?:预备|預備|正式|老|退休|资深|[省市区县中]?委(?:会|員會|员会)?)?(?:党员|黨員|员|盟员|社员|会员|會員|成员|成員|籍|支持者|干部|骨干|副?主委|副?主席|秘书长|常委|委员|代表|委员|[区區市县縣立法会會]{0,3}(?:议员|議員)|人大代表|义工|支部书记|团员|骨干|支持)`,
  `(?:支持|加入|退出|捐款给|助选)${lexiconSource({ ...content.party, ja: [], en: [] })}`,
  `(?:an? |the |our |its )?${ROLE_BEFORE}${ROLE_EN} (?:of|for|to|in|with|at|on) (?:the |his |her |their |a )?(?:local |regional |national |county |city |borough |state )?${PARTY}(?: party)?(?: (?:branch|association|party|campaign|group|chapter|caucus))?`,
  `(?:donate[sd]?|donating|donation|donations|contribut(?:ed|es|ions?)|gave|gives|£?\\d[\\d,]* ) to (?:the )?${PARTY}(?: (?:campaign|party))?|(?:vote[sd]?|voting|campaign(?:s|ed|ing)?|canvass(?:es|ed|ing)?|stood|standing|stands|leaflets|leafleting) (?:for|with|as an?) (?:the )?${PARTY}(?: (?:party|candidate))?`,
  `(?<=(?:chairs|chaired|leads|led|heads|headed|runs|founded|joined|represents|represented|backs|funds|bankrolls|works for|volunteers for) )(?:the |his |her |their )?(?:local |regional |national |county |city |borough |state )?(?:${PARTY}(?: party)?|${ANY_PARTY})(?: (?:branch|association|campaign|group|chapter|caucus))?`,
  `${PARTY} (?:party )?(?:(?:county|city|borough|local|town|parish|district|state|branch|ward) )?${ROLE_EN}`,
].join("|");
const UNION_BOND = [
  `(?:an? |the )?${ROLE_BEFORE}${ROLE_EN} (?:of|for|in|with) (?:the |an? |his |her |their )?${ANY_PARTY}`,
  "(?:an? )?(?:opposition|political|human rights|labou?r|student|pro-democracy|independence|separatist|anti-government) (?:activist|leader|politician|organi[sz]er|candidate|campaigner|dissident)",
  `[\\u4e00-\\u9fffァ-ヴー]{0,8}(?:労働組合|従業員組合|職員組合|教職員組合|労組|ユニオン|全労連|自治労|日教組|国労)(?:[\\u4e00-\\u9fff]{0,6}支部)?(?:の|・| )?${OFFICE_JA}`,
  `(?<!信用|農業協同|協同|生活協同|管理|共済|住宅)組合(?:の)?(?:執行委員(?:長)?|委員長|書記長|専従|活動(?:家|者)|役員|支部長)|支部 ?書記長(?:\\(労組\\))?|${OFFICE_JA}\\(労組\\)|(?:労組|組合|ユニオン)(?:に)?(?:加入|専従|結成)`,
  "(?:企业|公司|分行|总行|行业|铁路|教师|[市省区县])?(?:工会|工會|职工会|教协|教協|职工盟|職工盟|工联会|工聯會)(?:的)?(?:主席|副主席|委员|委員|会员|會員|成员|成員|干事|幹事|骨干|代表|理事|干部|积极分子)",
  `(?:an? |the )?${ROLE_BEFORE}${ROLE_EN} (?:of|for|with|at|in) (?:the )?${UNION_EN}(?: (?:branch|union|local \\d{1,4}))?`,
  `(?:active |paid-up |former |long-standing )?${UNION_EN} (?:branch |shop |workplace |union |local \\d{1,4} )?${ROLE_EN}`,
].join("|");
const POLITICAL_BEFORE = "(?:active|registered|lifelong|former|long-time|longtime|card-carrying|paid-up|staunch) |元|前";

// --- Origin ---

// 壮(族), 朝鲜 族: a people's name as forms and those who want to hide it write it.
const PEOPLE = lexiconSource({
  ...content.ethnicityTerm,
  zh: content.ethnicityTerm.zh.flatMap((name) =>
    name.endsWith("族") ? [name, name.replace("族", " 族"), name.replace("族", "(族)")] : [name],
  ),
});
const DEMONYM =
  "(?:navajo|haitian|roma|gypsy|traveller|cree|mohawk|hopi|apache|creole|somali|eritrean|kurd(?:ish)?|tibetan|tamil|punjabi|gujarati|bengali|kashmiri|armenian|zulu|hausa|igbo|yoruba|berber|cantonese|mongolian|luo|hui|dai|black|maori|latina|latino|arab|persian|pashtun|malay|jewish|asian|hispanic|african|caribbean|afro-[a-z]{4,10}|nigerian|ghanaian|ethiopian|sudanese|congolese|pakistani|bangladeshi|nepali|jamaican|filipino|vietnamese|palestinian|syrian|iraqi|afghan|uzbek|uyghur)";
const ORIGIN = [
  PEOPLE,
  `(?<=of )(?!(?:unknown|same|its|their|our|foreign|national|the|this|any|doubtful|local|domestic|certified) )(?:[a-z-]{3,15} ){1,2}?(?:descent|origin|ancestry|extraction|heritage|background)(?![a-z])`,
  `(?<=(?:is|was|being|she's|he's|she is|he is|=|as) )(?:half-|half |part )?(?:[a-z]+-)?${DEMONYM}(?:[- ](?:born|american|british|canadian|irish|french))?(?: (?:man|woman|family|refugee|by birth))?(?= (?:and|but|so|or|before|by|who)|[.,;:)"'\\n]|$)`,
  `(?<=(?:ethnic(?:ity)?|diversity|census|equal opportunit)[^\\n]{0,60}[a-z] ?[-:,] ?)(?:${DEMONYM}|chinese|indian|korean|japanese|irish|polish|turkish|greek|white|mixed|arab|roma|cuban)(?: (?:british|irish|other|caribbean|african|european|asian|background))?(?=[,;.|\\n)]|$)`,
  `(?<=(?:as|ticked|selected|chose|is|was) )(?:an? )?(?:m[aā]ori|pasifika|afro-[a-z]{4,10}|${DEMONYM})(?= on (?:the|his|her|our|their)|[,.;)"'\\n]|$)`,
  `(?<=(?:ethnicity|race|ethnic origin|ethnic group|tribe|ethnic background|heritage|ancestry)["']? ?[:=] ?["']?)[a-z][a-z /-]{2,30}(?: \\([a-z ]{3,14}\\))?(?=["'\\n,;.|}]| \\(|$)`,
  "在日(?=だ|です|なの|の(?:方|客|家))|(?<=(?:母|父|妻|夫|両親)[がはも])(?:[ァ-ヴー]{2,8}|[\\u4e00-\\u9fff]{2})人",
  "(?:[ァ-ヴー]{2,8}|韓国|朝鮮|中国|台湾|日本|[米英露独仏印泰越外]国?)(?:籍|人)の(?:母|父|両親|祖父母?|祖母)(?:と[\\u4e00-\\u9fffァ-ヴー]{2,8}の(?:母|父))?(?:を持つ(?:ミックス(?:ルーツ)?|ハーフ|二世)?)?",
  "(?:[ァ-ヴー]{2,10}|[\\u4e00-\\u9fff]{1,4})に?ルーツ(?:を持つ|がある)|(?:[ァ-ヴー]{2,10})(?:系(?!列|統|アプリ|サーバ)(?:日本人|[二三四]世|移民|難民)?|[族](?:出身)?|(?:民族|部族)(?:出身)?)|[\\u4e00-\\u9fff]{2,3}系(?:日本人|[二三四]世|米国人|ブラジル人|アメリカ人)|(?:韓国|朝鮮|中国|台湾|ベトナム|フィリピン|ブラジル|ペルー)から(?:の)?帰化(?:し)?|元(?:韓国|朝鮮|中国|台湾)籍|(?:在日|日系)[一二三四]世",
  "(?<=^|[是系为為属屬:,(、;\\s])[\\u4e00-\\u9fff]{1,4}(?:裔|族)(?=人士|身份|客户|,|\\(|\\)|;|$|\\n| )|(?<=族[:：] ?)[\\u4e00-\\u9fff]{1,4}(?:\\(族\\)|族)?(?![\\u4e00-\\u9fff])",
].join("|");
const ORIGIN_AFTER = "(?:の(?:出身|血を引く|血筋|[一二三四]世))?(?:出身)?";
const NO_PEOPLE =
  "(?!マラソン|サイズ|タイム|ミラー|自治区|自治州|自治县|地区|地域|料理|文化|祭|博物館|工芸|菜|团结|語|语|语言|人口|風|学校|企業|銀行|市場|株| (?:food|restaurant|cuisine|culture|festival|community cent|market|region|history|month|bank|language|equities|bonds|shares|economy|government|office|branch|subsidiary|airlines|stock))";

interface Field {
  readonly type: "RELIGION" | "CRIMINAL" | "POLITICAL" | "ETHNICITY";
  readonly what: string;
  readonly label: "faithLabel" | "offenceLabel" | "politicsLabel" | "originLabel";
  readonly examples: readonly string[];
  readonly counterExamples: readonly string[];
}

const FIELDS: readonly Field[] = [
  {
    type: "RELIGION",
    what: "a faith",
    label: "faithLabel",
    examples: ["氏名：Lila Shah　宗教：«拝火教»　国籍：インド", "faith: «Quakerism»", "宗教信仰：«萨满信仰»"],
    counterExamples: ["宗教：なし", "religion VARCHAR(20)", "宗教：該当なし", "religion: prefer not to say"],
  },
  {
    type: "CRIMINAL",
    what: "offences",
    label: "offenceLabel",
    examples: ["賞罰：«軽犯罪法違反»", "罪名：«非法捕捞水产品»", "Convictions: «poaching»"],
    counterExamples: ["前科：なし", "犯罪记录：无", "Convictions: none"],
  },
  {
    type: "POLITICAL",
    what: "a party or a union",
    label: "politicsLabel",
    examples: ["支持政党：«緑の党»", "政治面貌：«群众»", "party affiliation: «Pirate Party»"],
    counterExamples: ["支持政党：なし", "political party VARCHAR(8)", "政治面貌：不详"],
  },
  {
    type: "ETHNICITY",
    what: "an origin",
    label: "originLabel",
    examples: ["民族：«赫哲»", "Ethnicity: «White and Black African»", '{"race":"«Pacific Islander»"}'],
    counterExamples: ["民族：不详", "ethnicity: not stated", "race: null"],
  },
];

const FIELD_RECOGNISERS: readonly Recogniser[] = FIELDS.map(({ type, what, label, ...texts }) => ({
  type,
  why: `the value of a field for ${what}`,
  signal: "always" as const,
  views: WORDING_VIEWS,
  cue: [label],
  pattern: fieldValues(lexiconSource(content[label])),
  accepts: saysSomething,
  standsIn: isFilledIn,
  confidence: 0.82,
  ...texts,
}));

export const SPECIAL_CATEGORY_RECOGNISERS: readonly Recogniser[] = [
  ...FIELD_RECOGNISERS,
  {
    type: "RELIGION",
    why: "the religion of a person",
    signal: "always",
    cue: ["religionTerm", "religionCue"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `(?:${RELIGION})(?!の?(?:寺|教会(?!の?信)|学校|大学|団体|法人|系|歴史|美術|文化|国)|金融|国家|圏|美術|大学|教堂|国家|占|食堂|人口| (?:finance|bank|church(?!goer)|countr|school|charit|universit|bond|aid|calendar|holiday|relief|manuscript|art|opening)[a-z]*)`,
      FLAGS,
    ),
    isOfPersons: true,
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
    cue: ["criminalTerm", "criminalCue", "crime"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `(?:(?:${CONVICTION})|(?<!罪[正曾在]{0,2})(?:${CRIMINAL_BEFORE})?${lexiconSource(content.criminalTerm)}(?:d犯|あり(?=と))?)${NO_CRIME}`,
      FLAGS,
    ),
    isOfPersons: true,
    standsIn: concerns({ label: "criminalLabel" }),
    confidence: 0.8,
    examples: [
      "同氏には«前科»がある",
      "申込者は«詐欺罪で有罪判決»を受けていた",
      "山本さんは«窃盗容疑で逮捕»された",
      "借款人王某，其本人因«诈骗罪被判刑»",
      "该客户有«犯罪记录»",
      "He was «convicted of fraud in 2015».",
      "The applicant has a «criminal record».",
    ],
    counterExamples: [
      "特殊詐欺で逮捕された者は全国で2,000人",
      "詐欺被害の防止セミナー",
      "Fraud convictions rose by 8 % according to the survey.",
      "An applicant with a criminal record must not be hired.",
      "诈骗罪的定罪标准是指",
      "田中様に前科なし",
      "Mr Smith has no criminal record.",
    ],
  },
  {
    type: "POLITICAL",
    why: "the politics or the union membership of a person",
    signal: "always",
    cue: ["politicalTerm", "politicalCue", "party", "union"],
    views: WORDING_VIEWS,
    pattern: new RegExp(
      `(?:${PARTY_BOND}|${UNION_BOND}|(?:${POLITICAL_BEFORE})?${lexiconSource(content.politicalTerm)})(?!大会|費|数|向け|会费|代表大会|との(?:協定|団体交渉)| (?:dues|rates|conference|fees))`,
      FLAGS,
    ),
    isOfPersons: true,
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
    cue: ["ethnicityTerm", "ethnicCue", "ethnicLink", "ethnicityLabel"],
    views: WORDING_VIEWS,
    pattern: new RegExp(`(?:(?:first|second|third|fourth)[- ]generation )?(?:${ORIGIN})${ORIGIN_AFTER}${NO_PEOPLE}`, FLAGS),
    isOfPersons: true,
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
