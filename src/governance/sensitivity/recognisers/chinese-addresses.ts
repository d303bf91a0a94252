// Recognisers of addresses in Chinese: of the mainland, Hong Kong, Macau and Taiwan.

import type { Piece, Recogniser } from "../recogniser.ts";
import labels from "../words/chinese-names.json" with { type: "json" };
import { chineseLexicon, simplified } from "./chinese-lexicon.ts";
import { anyOf } from "./labels.ts";

const HAN = "[\\u3400-\\u9fff]";
const NUMBER = "(?:[A-Za-z]?\\d{1,5}[A-Za-z]?(?:[-/]\\d{1,5}[A-Za-z]?){0,2}|[一二三四五六七八九十百零〇两廿]{1,5}|[A-Z甲乙丙丁])";
const PLACE_UNIT =
  "(?:特别行政区|特別行政區|自治区|自治州|街道|新区|新區|开发区|開發區|高新区|林区|省|市|区|區|县|縣|旗|盟|镇|鎮|乡|鄉|州|地区|地區|島|岛)";
const ROAD_UNIT = "(?:大街|大道|公路|胡同|街|路|道|巷|里|弄|径|徑|村委会|村委會|村|屯|庄|莊|社区|社區|组|組|围|圍)";
const SITE_UNIT =
  "(?:小区|小區|花苑|雅苑|佳苑|雅居|半岛|半島|新城|公馆|公館|华府|華府|官邸|大楼|大樓|家属院|家屬院|花园|花園|公寓|大厦|大廈|家园|家園|广场|廣場|新村|名苑|山庄|山莊|中心|宿舍|大院|豪庭|国际|嘉园|名邸|苑|园|園|城|府|邨|村|庭|阁|閣|居|轩|軒|塔|座|湾|灣|里|台)";
const HOUSE_UNIT = "(?:号楼|號樓|号院|號院|号|號|弄|巷|院|栋|棟|幢|座|期)";
const ROOM_UNIT = "(?:单元|單元|楼层|号楼|號樓|楼|樓|层|層|室|房|户|戶|座|栋|棟|幢|号|號|弄|门|F|之\\d{1,3})";

/** A place, a road and the number of a house on it. */
const STREET = `(?:${HAN}{1,44}?${ROAD_UNIT}(?:[东東西南北中][一二三]?路?)?(?:[东東西南北中]?[一二三四五六七八九十]段)? ?)`;
const HOUSE = `${NUMBER} ?${HOUSE_UNIT}(?:之\\d{1,3})?`;
/** What may follow the house's number: a site or a building, floors, rooms. */
const DETAIL = `(?:[,， ]{0,2}(?:[A-Z甲乙丙丁](?:区|區|栋|棟|座)|平房|(?:${HAN}{1,12}?${SITE_UNIT})?[,， ]{0,1}${NUMBER} ?(?:${ROOM_UNIT}|-\\d{1,5})(?:之\\d{1,3})?|${HAN}{1,10}?${SITE_UNIT}(?![的内內附门外])))`;
const LAST_NUMBER = "(?:[,， ]?[A-Z]?\\d{1,4}(?:-\\d{1,4}){0,3}(?![\\d年月日号元万%.:]))?";

const ON_STREET = `${STREET}(?:(?:${HAN}{1,12}?${SITE_UNIT})[,， ]?)?${HOUSE}(?:${DETAIL}){0,6}${LAST_NUMBER}`;
/** 万科城市花园3栋2单元501室: without a road. */
const ON_SITE = `${HAN}{2,24}?${SITE_UNIT}[,， ]?(?:第?${NUMBER} ?(?:号楼|號樓|栋|棟|幢|座|期)[,， ]?)${NUMBER}(?: ?${ROOM_UNIT}[,， ]?(?:${NUMBER} ?${ROOM_UNIT}?)?){0,3}`;
const GAP = "(?: ?[/|,，、\\n] ?| )";
/** 广东省 / 佛山市 / 顺德区 / 凤山中路 88 号: its parts stand apart. */
const IN_PARTS = `${HAN}{2,7}(?:省|市|自治区)${GAP}(?:${HAN}{1,8}(?:市|区|區|县|縣|镇|鎮|街道|乡|鄉|旗)${GAP}){1,4}${HAN}{1,14}${ROAD_UNIT} ?(?:${NUMBER} ?弄 ?)?${HOUSE}(?:之[一二三四五六七八九十])?(?:${GAP}?${NUMBER} ?(?:${ROOM_UNIT})(?:${NUMBER}(?: ?${ROOM_UNIT})?)?| ?\\d{2,4}(?!\\d)){0,4}`;
/** 大巴窑6巷第123座 #08-45, in Singapore. */
const IN_SINGAPORE = `${HAN}{2,16}(?:\\d{1,3} ?(?:巷|街|道|弄|路))?,? ?第?\\d{1,4}[A-Z]?座,? ?#\\d{2}-\\d{2,5}[A-Z]?(?:,? ?(?:新加坡|邮编|郵編)? ?[(（]?\\d{6}[)）]?)?`;
/** 九龍觀塘翠屏邨翠榆樓1208室: a house with a name in an estate with a name. */
const IN_HONG_KONG = `(?:香港|九龍|九龙|新界|港島|港岛)${HAN}{2,12}?(?:邨|村|苑|園|园|城|花園|花园|半島|半岛|中心|大廈|大厦)(?:${HAN}{1,6}(?:樓|楼|閣|阁|座|苑))?(?:第?${NUMBER} ?座)?(?:${NUMBER} ?[樓楼])?[A-Z0-9]{1,5} ?[室号號]`;
/** 江苏省…县…镇…村三组12号 is a street; a village alone behind a label is one too. */
const LABEL = anyOf({
  ...labels.chineseAddressLabel,
  zh: labels.chineseAddressLabel.zh.toSorted((one, other) => other.length - one.length),
});
const MARK = "[\"'”」）)\\]】*]{0,3}\\s{0,3}(?:[:=|>]|\\t|是|为|為|改为|变更为| )\\s{0,4}[\"'“「【*]{0,3}";

/** Where the address begins in a run that may have other words before it. */
function fromItsFirstPlace(value: string): Piece | undefined {
  const text = simplified(value);
  const place = firstPlace(text);
  const start = place ?? afterWords(text);
  const rest = text.slice(start);
  if (!/\d|[一二三四五六七八九十]/.test(rest) || (place === undefined && NO_STREET.test(rest))) return undefined;
  return { from: start, to: value.trimEnd().length };
}

/** Words that end like a road, and units that are none without a town before them. */
const NO_STREET =
  /^[\u3400-\u9fff]{0,12}?(?:[知报渠频通赛轨管航味国省县]道|高速公路|[一二三四五六七八九十]路|[网线思门回电套出走]路|[里组围径庄]|社区|村|巷)(?: ?[A-Za-z0-9一二三四五六七八九十])/;

/** The place of the first province, city or district that the lexicon knows. */
function firstPlace(text: string): number | undefined {
  const { provinces, districts } = chineseLexicon();
  let first: number | undefined;
  for (const province of [...provinces, "新界", "九龙", "港岛", "新北"]) {
    const place = text.indexOf(province);
    if (place >= 0 && (first === undefined || place < first)) first = place;
  }
  for (let end = 2; end <= text.length; end += 1) {
    if (!/[市区县州盟旗]/.test(text.charAt(end - 1))) continue;
    const length = [2, 3, 4, 5, 6, 7, 8].findLast((candidate) => candidate <= end && districts.has(text.slice(end - candidate, end)));
    const place = length === undefined ? undefined : end - length;
    if (place !== undefined && (first === undefined || place < first)) first = place;
  }
  return first;
}

const WORDS_BEFORE =
  /^.{0,16}?(?:住在|住于|居住于|居住在|现住|家住|位于|住址|地址|寄到|寄往|寄至|送到|送至|搬到|搬至|迁至|改为|变更为|设于|是|为|係|系|在|到|至|于|的)(?=[\u3400-\u9fff]{2})/;

/** Without the words of the sentence before it. */
function withoutWordsBefore(value: string): Piece {
  return { from: afterWords(simplified(value)), to: value.trimEnd().length };
}

function afterWords(text: string): number {
  return WORDS_BEFORE.exec(text)?.[0].length ?? 0;
}

export const CHINESE_ADDRESS_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "ADDRESS",
    why: "a Chinese road with the number of a house",
    signal: "chineseHouse",
    pattern: new RegExp(`(?<!${HAN})(?<value>${ON_STREET})`, "dg"),
    narrows: fromItsFirstPlace,
    against: ["chineseOwnPremises"],
    near: { before: 16, after: 10 },
    confidence: 0.85,
    examples: [
      "地址：«北京市朝阳区建国路88号3号楼2单元1501室»",
      "住在«上海市浦东新区世纪大道100弄5号602室»，电话",
      "«广东省深圳市南山区科技园路12号»",
      "«香港九龍旺角彌敦道123號金華大廈8樓A室»",
      "«台北市大安區忠孝東路四段123巷4弄5號6樓之2»",
      "新地址改为«杭州市西湖区文三路478号»。",
      "«江苏省苏州市吴江区平望镇中鲈村三组12号»",
    ],
    counterExamples: [
      "总行地址：北京市西城区复兴门内大街55号",
      "营业网点：上海市黄浦区南京东路100号",
      "北京市朝阳区的贷款余额",
      "一带一路2024号文件",
      "通过渠道3号报送",
      "上海市房价上涨3%",
    ],
  },
  {
    type: "ADDRESS",
    why: "a Chinese housing estate with building and room",
    signal: "chineseHouse",
    pattern: new RegExp(`(?<!${HAN})(?<value>${ON_SITE})`, "dg"),
    narrows: fromItsFirstPlace,
    against: ["chineseOwnPremises"],
    near: { before: 16, after: 10 },
    confidence: 0.8,
    examples: ["家住«成都市锦江区万科城市花园3栋2单元501室»", "寄到«阳光小区12号楼301»", "«新界沙田第一城12座8樓B室»"],
    counterExamples: ["国际期货3期2号合约", "万科城市花园项目", "理财中心3期产品"],
  },
  {
    type: "ADDRESS",
    why: "a Chinese address whose parts stand apart",
    signal: "chineseHouse",
    pattern: new RegExp(`(?<!${HAN})(?<value>${IN_PARTS})`, "dg"),
    narrows: fromItsFirstPlace,
    against: ["chineseOwnPremises"],
    near: { before: 16, after: 10 },
    confidence: 0.95,
    examples: [
      "地址我拆开写：«广东省 / 佛山市 / 顺德区 / 大良街道 / 凤山中路 88 号之二»",
      "«浙江省 杭州市 余杭区\n文一西路九六九号\n三号楼1102»",
    ],
    counterExamples: ["北京市、上海市、天津市的网点", "总行地址：北京市 / 西城区 / 金融大街 25 号"],
  },
  {
    type: "ADDRESS",
    why: "a flat in Singapore, in Chinese",
    signal: "chineseHouse",
    pattern: new RegExp(`(?<!${HAN})(?<value>${IN_SINGAPORE})`, "dg"),
    narrows: withoutWordsBefore,
    against: ["chineseOwnPremises"],
    near: { before: 16, after: 10 },
    confidence: 0.85,
    examples: ["组屋地址 «大巴窑6巷第123座 #08-45»，手机", "寄至«盛港安谷路第288C座 #12-77»"],
    counterExamples: ["会议室第3座", "第18座位"],
  },
  {
    type: "ADDRESS",
    why: "a flat in Hong Kong, in Chinese",
    signal: "digit",
    pattern: new RegExp(IN_HONG_KONG, "dg"),
    against: ["chineseOwnPremises"],
    near: { before: 16, after: 10 },
    confidence: 0.85,
    examples: ["住址«九龍觀塘翠屏邨翠榆樓1208室»", "«香港鴨脷洲海怡半島第18座25樓C室»"],
    counterExamples: ["香港中環中心", "香港5家店"],
  },
  {
    type: "ADDRESS",
    why: "a value behind a Chinese label for an address",
    signal: "always",
    cue: ["chineseAddressLabel"],
    pattern: new RegExp(
      `${LABEL}${MARK}(?<value>${HAN}{2,9}?${PLACE_UNIT}${HAN}{1,20}[0-9A-Za-z一二三四五六七八九十-]{0,6}(?:组|組|队|隊|社)?(?:${DETAIL}){0,4}${LAST_NUMBER})`,
      "dg",
    ),
    accepts: hasTwoPlaces,
    against: ["chineseOwnPremises"],
    near: { before: 16, after: 10 },
    confidence: 0.75,
    examples: ["住址：«安徽省六安市金安区孙岗镇王楼村»", '"地址":"«云南省昆明市官渡区关上街道»"'],
    counterExamples: ["地址：北京市", "网点地址：安徽省六安市金安区孙岗镇", "地址变更需要本人办理"],
  },
];

/** A province or city alone is no address; three units one within the other are. */
function hasTwoPlaces(value: string): boolean {
  return [...value.matchAll(new RegExp(`${PLACE_UNIT}|${ROAD_UNIT}`, "g"))].length >= 3;
}
