// Recognisers of addresses in Japan: postal code, prefecture, town, block and house number, building and room.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";
import { JAPANESE_ADDRESS_FIELD_RECOGNISERS } from "./japanese-address-fields.ts";
import { BLOCK, buildingLength, HAN, LONE_NUMBER, mayBePersonal, SEPARATOR, TOWN } from "./japanese-address-parts.ts";
import { JAPANESE_KANA_ADDRESS_RECOGNISERS } from "./japanese-kana-addresses.ts";
import { japanesePlaces } from "./japanese-lexicon.ts";

const TOWN_AND_BLOCK = `${SEPARATOR}${TOWN}{0,24}?(?:[ \\n]${TOWN}{1,20}?){0,2}${SEPARATOR}`;
const TAIL = new RegExp(`${TOWN_AND_BLOCK}${BLOCK}`, "y");
const LONE_TAIL = new RegExp(`${SEPARATOR}${TOWN}{2,30}${LONE_NUMBER}`, "y");

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
  for (const match of matchesIn(text, MUNICIPALITY_END)) {
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

const LABELLED = new RegExp(
  `(?:住所|居所|送付先|届け先|届先|配送先|転居先|本籍地?|実家)(?:\\([^()\\n]{1,10}\\))?["'”」】\\]]{0,2}(?: ?[:=>|]|は|が| |\\t|\\n)[ \\s"'“「]{0,3}(?<value>(?:〒? ?\\d{3}-\\d{4}[ \\n]{0,2})?${HAN}${TOWN}{1,20}?${SEPARATOR}${BLOCK})`,
  "dg",
);

/** Addresses behind a label that begin with the town: the municipality goes without saying. */
function* labelledAddresses(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, LABELLED)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    yield { from, to: to + buildingLength(text, to) };
  }
}

const PREFECTURES_IN_LATIN =
  "Tokyo|Osaka|Kyoto|Hokkaido|Kanagawa|Saitama|Chiba|Aichi|Hyogo|Fukuoka|Shizuoka|Ibaraki|Hiroshima|Miyagi|Niigata|Nagano|Gifu|Gunma|Tochigi|Okayama|Fukushima|Mie|Kumamoto|Kagoshima|Okinawa|Shiga|Yamaguchi|Ehime|Nagasaki|Nara|Aomori|Iwate|Oita|Ishikawa|Yamagata|Miyazaki|Toyama|Akita|Kagawa|Wakayama|Saga|Yamanashi|Fukui|Tokushima|Kochi|Shimane|Tottori|Yokohama|Nagoya|Sapporo|Kobe|Sendai";

const UNIT_IN_LATIN = "[A-Z][A-Za-z]{1,16}-(?:ku|shi|cho|machi|gun|ken|to|fu|mura|KU|SHI|CHO|MACHI|GUN|KEN|TO|FU|MURA)(?![A-Za-z])";
const WORD_IN_LATIN = "[A-Z][A-Za-z]{1,16}(?:-[A-Za-z]{2,12})?";
const POST_CODE_IN_LATIN = "(?:,? ?(?:〒 ?)?\\d{3}-\\d{4})?(?:,? ?(?:Japan|JAPAN))?";
const IN_LATIN_NUMBER_FIRST = `(?:#?\\d{1,4}, ?)?\\d{1,4}(?:-\\d{1,4}){1,3},? ${WORD_IN_LATIN}(?: \\d-?[Cc]home)?(?:, ?${WORD_IN_LATIN}){0,2}, ?${UNIT_IN_LATIN}(?:, ?${WORD_IN_LATIN}){0,2}${POST_CODE_IN_LATIN}`;
const IN_LATIN_NUMBER_LAST = `(?:${WORD_IN_LATIN},? ){0,2}${UNIT_IN_LATIN},? (?:${WORD_IN_LATIN},? ){1,3}\\d{1,4}(?:-\\d{1,4}){1,3}(?:, ?${WORD_IN_LATIN}){0,2}${POST_CODE_IN_LATIN}`;

export const JAPANESE_ADDRESS_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "ADDRESS",
    why: "a Japanese address with its municipality and house number",
    signal: "eastern",
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
    signal: "eastern",
    cue: ["japaneseAddressLabel"],
    pattern: labelledAddresses,
    standsIn: mayBePersonal,
    confidence: 0.85,
    examples: ["住所：«自由が丘1-7-12 コーポ青葉202»", "住所は«梅田三丁目一番三号»です"],
    counterExamples: ["住所変更 2026-11-24", "支店の住所：梅田1-2-3", "住所：未登録"],
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
  {
    type: "ADDRESS",
    why: "a Japanese address in Latin letters that names its ward, city or town",
    signal: "digit",
    cue: ["japaneseAreaInLatin"],
    pattern: new RegExp(`(?<![A-Za-z\\d-])(?:${IN_LATIN_NUMBER_FIRST}|${IN_LATIN_NUMBER_LAST})`, "dg"),
    standsIn: mayBePersonal,
    confidence: 0.85,
    examples: [
      "moved to «7-21 Minami-Horie 3-chome, Nishi-ku, Osaka 550-0015»",
      "«TOKYO-TO SHIBUYA-KU JINGUMAE 1-2-3» 在住",
      "«Shibuya-ku Jingumae 5-12-3, Tokyo» に転居",
    ],
    counterExamples: ["Minato-ku 2024-01", "the Shinjuku-ku branch 1-2", "Top-to 3-4"],
  },
  ...JAPANESE_ADDRESS_FIELD_RECOGNISERS,
  ...JAPANESE_KANA_ADDRESS_RECOGNISERS,
];
