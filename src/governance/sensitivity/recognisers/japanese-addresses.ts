// Recognisers of addresses in Japan: postal code, prefecture, town, block and house number, building and room.
import type { Piece, Recogniser, Standing } from "../recogniser.ts";
import { japanesePlaces } from "./japanese-lexicon.ts";

const HAN = "[\\u3400-\\u9fff々〆ヶケノ]";
/** Characters of towns and buildings; the particles を が は で に end a name, but for 自由が丘 and its like. */
const TOWN = "(?:[\\u3400-\\u9fff々〆ァ-ヴー・]|(?![をがはでに])[ぁ-ん]|が(?=[丘谷崎原浜岡岬沢池瀬台峰野関]))";
const NUMBER = "(?:\\d{1,5}|[〇一二三四五六七八九十百]{1,5})";
const SEPARATOR = "[ \\n]{0,2}";

const NAMED_BLOCK = `(?:${NUMBER}(?:丁目|丁|番地|番町|番|線|地割)|\\d{1,2}条)(?:(?:の|-| (?=\\d|${NUMBER}[の番号-]))?[東西南北]?${NUMBER}(?!${NUMBER})(?:丁目|番地|番町|番|号|条|線)?){0,5}`;
const DASHED_BLOCK = "\\d{1,5}(?:[-のノ]\\d{1,5}){1,4}(?:番地|番|号)?";
const NO_QUANTITY = "(?![\\d-]| ?(?:[月日年%人件円時分秒位倍歳社回台億万兆個]|名(?!古)|本(?!町)|ポイント|番?出口|番線|号線|号車))";
const BLOCK = `(?<!第)[東西南北]?(?:${NAMED_BLOCK}|${DASHED_BLOCK})${NO_QUANTITY}`;
/** A number alone is a house's only in a full address. */
const LONE_NUMBER = "\\d{1,5}(?=[\\s、。,)」』\"'<|&]|$)";

const TOWN_AND_BLOCK = `${SEPARATOR}${TOWN}{0,24}?(?:[ \\n]${TOWN}{1,20}?){0,2}${SEPARATOR}`;
const TAIL = new RegExp(`${TOWN_AND_BLOCK}${BLOCK}`, "y");
const LONE_TAIL = new RegExp(`${SEPARATOR}${TOWN}{2,30}${LONE_NUMBER}`, "y");

const ROOM =
  "(?:[A-Z]-?)?\\d{1,4}(?:-\\d{1,4})?(?:(?:号棟|号館|棟)-?[A-Z]?\\d{1,4}(?:号室|室|号)?|号室|号棟|号館|階|F|室|棟|号)?(?:[A-Z]?\\d{1,4}(?:号室|室|号))?";
const BUILDING_WORD =
  "(?:マンション|ハイツ|コーポ|アパート|ハイム|メゾン|レジデンス|パレス|ビルディング|ビル|荘|タワー|ハウス|ヒルズ|プラザ|コート|テラス|ガーデン|団地|住宅|寮|会館|棟)";
const BUILDING_CHARACTER = `(?:${TOWN}|[A-Za-z&'’ⅠⅡⅢⅣ.-])`;
// By sureness: a name with a word for a building; a name in kana or Latin letters before a room's number; a room alone.
const BUILDING = new RegExp(
  [
    `[ 、,\\n]{0,2}${BUILDING_CHARACTER}{0,16}${BUILDING_WORD}${BUILDING_CHARACTER}{0,10}(?: ?${ROOM}${NO_QUANTITY})?`,
    `[ 、,]{0,2}[ァ-ヴA-Z]${BUILDING_CHARACTER}{1,18} ?${ROOM}${NO_QUANTITY}`,
    `[ -]?[A-Z]?\\d{1,4}(?:号室|号棟|号館|階|F|室|棟)(?:[A-Z]?\\d{1,4}(?:号室|室|号))?`,
    ` [A-Z]?\\d{2,4}(?=[\\s、。,)」』"'<|]|$)(?! \\d)`,
  ].join("|"),
  "y",
);
const NO_BUILDING = /(?:電話|携帯|氏名|名前|様|担当|連絡|口座|生年|年齢|番号|TEL|FAX|Tel|Fax|tel|mail|Mail|住|在|付|届|送|宛|現在|以下)/;

const HEAD = new RegExp(
  `(?:(?:〒 ?\\d{3}-?\\d{4}|(?<![\\d-])\\d{3}-\\d{4})[ \\n、,)]{0,3})?(?:(?:北海道|東京都|京都府|大阪府|${HAN}{2,3}県)${SEPARATOR})?(?:${HAN}{1,4}郡 ?)?$`,
);
const HEAD_CHARACTERS_MAX = 32;
const MUNICIPALITY_CHARACTERS_MAX = 8;
const MUNICIPALITY_END = /[市区町村]/g;

/** 区役所, 市立, 市営: an office or a service, no address. */
const OFFICE_OF_PLACE = /^(?:役所|役場|議会|立[^川]|営|民|政|条例|の条)/;

/** Addresses that name a municipality of the lists. */
function* addresses(text: string): Iterable<Piece> {
  let after = 0;
  for (const match of text.matchAll(MUNICIPALITY_END)) {
    const end = match.index + 1;
    if (end <= after) continue;
    const place = OFFICE_OF_PLACE.test(text.slice(end, end + 2)) ? undefined : municipalityStart(text, after, end);
    if (place === undefined) continue;
    const head = HEAD.exec(text.slice(Math.max(after, place - HEAD_CHARACTERS_MAX), place))?.[0] ?? "";
    const tail = matchLength(TAIL, text, end) || (head === "" ? 0 : matchLength(LONE_TAIL, text, end));
    if (tail === 0) continue;
    after = end + tail + buildingLength(text, end + tail);
    yield { from: place - head.length, to: after };
  }
}

function municipalityStart(text: string, from: number, end: number): number | undefined {
  const { municipalities } = japanesePlaces();
  for (let length = Math.min(MUNICIPALITY_CHARACTERS_MAX, end - from); length > 1; length -= 1) {
    if (municipalities.has(text.slice(end - length, end))) return end - length;
  }
  return undefined;
}

function matchLength(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0].length ?? 0;
}

function buildingLength(text: string, from: number): number {
  BUILDING.lastIndex = from;
  const building = BUILDING.exec(text)?.[0] ?? "";
  return NO_BUILDING.test(building) ? 0 : building.trimEnd().length;
}

const LABELLED = new RegExp(
  `(?:住所|居所|送付先|届け先|届先|配送先|転居先|本籍地?|実家)(?:\\([^()\\n]{1,10}\\))?["'”」】\\]]{0,2}(?: ?[:=>|]|は|が| |\\t|\\n)[ \\s"'“「]{0,3}(?<value>(?:〒? ?\\d{3}-\\d{4}[ \\n]{0,2})?${HAN}${TOWN}{1,20}?${SEPARATOR}${BLOCK})`,
  "dg",
);

/** Addresses behind a label that begin with the town: the municipality goes without saying. */
function* labelledAddresses(text: string): Iterable<Piece> {
  for (const match of text.matchAll(LABELLED)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    yield { from, to: to + buildingLength(text, to) };
  }
}

const FIELD_MARK = "[\"']?\\s{0,2}[:=]\\s{0,2}[\"']?";
const STREET_FIELD = new RegExp(
  `(?:line_?[12]|address_?(?:line)?_?[12]?|addr_?[12]?|street|town|番地|町名|町域|丁目番地|以降の住所)${FIELD_MARK}(?<value>${TOWN}{1,20}?${SEPARATOR}${BLOCK})`,
  "dgi",
);
const REGION_FIELD = new RegExp(
  `(?:pref(?:ecture)?|state|province|都道府県|city|municipality|市区町村|郡市区)(?:名)?${FIELD_MARK}(?<value>[\\u3400-\\u9fffヶケノぁ-んツ]{2,9})`,
  "dgi",
);
/** The fields of one address stand this close together. */
const FIELDS_CHARACTERS_MAX = 160;

/** An address in fields of its own: prefecture, city, street. Only a street makes the others somebody's. */
function* addressFields(text: string): Iterable<Piece> {
  let after = 0;
  for (const match of text.matchAll(STREET_FIELD)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const start = Math.max(after, from - FIELDS_CHARACTERS_MAX);
    const { prefectures, municipalities } = japanesePlaces();
    for (const region of text.slice(start, from).matchAll(REGION_FIELD)) {
      const [regionFrom, regionTo] = region.indices?.groups?.value ?? [0, 0];
      const name = text.slice(start + regionFrom, start + regionTo);
      if (prefectures.has(name) || municipalities.has(name)) yield { from: start + regionFrom, to: start + regionTo };
    }
    after = to;
    yield { from, to: to + buildingLength(text, to) };
  }
}

const BEFORE_CHARACTERS = 32;
const AFTER_CHARACTERS = 14;
const PERSONAL_LABEL_CHARACTERS = 14;
const OFFICE_LABEL =
  /(?:本店|本社|支店|支社|本部|営業所|出張所|店舗|会社|当行|弊行|当社|弊社|銀行|法人|会場|窓口|センター|事務所|工場|ATM)(?:の|・|登記上の| )?(?:住所|所在地|アクセス|送付先|郵送先)/;
const COMPANY_BEFORE =
  /(?:株式会社|有限会社|合同会社|財団法人|社団法人|\(株\)|銀行|証券|[省庁局]|協会|機構|大学|病院|ホテル)[^\n。:様]{0,16}[(、,]? ?$/;

/** Whether an address can be a person's: no office publishes it as its own. */
function mayBePersonal({ text, words, start, end }: Standing): boolean {
  const lineStart = Math.max(text.lastIndexOf("\n", text.lastIndexOf("\n", start - 1) - 1), start - BEFORE_CHARACTERS, 0);
  const before = text.slice(lineStart, start);
  if (OFFICE_LABEL.test(before)) return false;
  if (words.between("japaneseOffice", end, end + AFTER_CHARACTERS) && !/[。\n]/.test(text.slice(end, end + 2))) return false;
  if (words.between("japaneseAddressLabel", start - PERSONAL_LABEL_CHARACTERS, start)) return true;
  return !words.between("japaneseOffice", lineStart, start) && !COMPANY_BEFORE.test(before);
}

const PREFECTURES_IN_LATIN =
  "Tokyo|Osaka|Kyoto|Hokkaido|Kanagawa|Saitama|Chiba|Aichi|Hyogo|Fukuoka|Shizuoka|Ibaraki|Hiroshima|Miyagi|Niigata|Nagano|Gifu|Gunma|Tochigi|Okayama|Fukushima|Mie|Kumamoto|Kagoshima|Okinawa|Shiga|Yamaguchi|Ehime|Nagasaki|Nara|Aomori|Iwate|Oita|Ishikawa|Yamagata|Miyazaki|Toyama|Akita|Kagawa|Wakayama|Saga|Yamanashi|Fukui|Tokushima|Kochi|Shimane|Tottori|Yokohama|Nagoya|Sapporo|Kobe|Sendai";

export const JAPANESE_ADDRESS_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "ADDRESS",
    why: "a Japanese address with its municipality and house number",
    signal: "always",
    pattern: addresses,
    standsIn: mayBePersonal,
    confidence: 0.9,
    examples: [
      "住所は«〒152-0035 東京都目黒区自由が丘1-7-12 メゾン自由が丘301»です",
      "«横浜市西区みなとみらい2-2-1»に在住",
      "ご自宅（«北海道札幌市中央区北10条西5丁目2-18»）へ",
      "«京都府京都市上京区烏丸通下立売上る桜鶴円町408»。",
      "送付先：«大阪府大阪市北区梅田三丁目一番三号»　様",
      "«東京都 世田谷区\n三軒茶屋 ２－１１－４»です",
      "«神奈川県横浜市港北区日吉本町3丁目14番6号»",
      "«愛知県知多郡東浦町大字緒川字政所20番地»",
      "<address>«大阪府豊中市千里中央2-4-1-1203»</address>",
      "«東京都港区六本木６丁目１０番１号　六本木ヒルズ３０１号室»",
      "«福岡市博多区博多駅前2-19-24 サンハイツ802»",
      "«沖縄県那覇市おもろまち4丁目19番1号»",
    ],
    counterExamples: [
      "東京都の人口",
      "横浜市では3-4%増えた",
      "横浜市の1-2月の件数",
      "当行本店の所在地は東京都千代田区丸の内1-1-1です",
      "支店所在地：大阪府大阪市北区梅田1-2-3",
      "株式会社ABC（東京都港区芝1-2-3）は",
      "新宿区役所まで",
      "大阪市北区",
      "千葉市12件、船橋市8件",
    ],
  },
  {
    type: "ADDRESS",
    why: "a Japanese town and house number behind a word for an address",
    signal: "always",
    cue: ["japaneseAddressLabel"],
    pattern: labelledAddresses,
    standsIn: mayBePersonal,
    confidence: 0.85,
    examples: ["住所：«自由が丘1-7-12 コーポ青葉202»", "住所は«梅田三丁目一番三号»です"],
    counterExamples: ["住所変更 2026-11-24", "支店の住所：梅田1-2-3", "住所：未登録"],
  },
  {
    type: "ADDRESS",
    why: "a Japanese address in fields of its own",
    signal: "always",
    pattern: addressFields,
    standsIn: mayBePersonal,
    confidence: 0.85,
    examples: ['{"pref":"«広島県»","city":"«呉市»","line1":"«焼山中央二丁目8-19»"}'],
    counterExamples: ['{"pref":"広島県","count":3}', '{"line1":"合計"}'],
  },
  {
    type: "ADDRESS",
    why: "a Japanese address in Latin letters",
    signal: "twoDigits",
    pattern: new RegExp(
      `(?<![\\d-])(?:(?:#?[A-Z]?\\d{1,4}|[A-Z][A-Za-z]{2,14} (?:[A-Z][a-z]{2,14} )?#?\\d{1,4}), ?)?\\d{1,4}(?:-\\d{1,4}){1,3},? [A-Z][A-Za-z-]{2,20}(?: [A-Z][a-z-]{2,14})?(?:, ?[A-Z][A-Za-z-]{2,20}(?: (?:City|Ward))?){0,3}, ?(?:${PREFECTURES_IN_LATIN})(?:,? ?\\d{3}-\\d{4})?(?:,? ?(?:Japan|JAPAN))?(?:,? ?\\d{3}-\\d{4})?`,
      "dg",
    ),
    standsIn: mayBePersonal,
    confidence: 0.85,
    examples: [
      "Ship to: «1-2-3 Marunouchi, Chiyoda-ku, Tokyo 100-0005, Japan»",
      "住所 «Sunheights 301, 4-5-6 Jiyugaoka, Meguro-ku, Tokyo»",
    ],
    counterExamples: ["2026-11-24 Meeting in Tokyo", "Score 3-2, Osaka"],
  },
];
