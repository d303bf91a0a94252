// Recognisers of addresses in Japan whose parts have fields of their own: in records, XML and the columns of tables.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";
import { inColumn } from "./columns.ts";
import { BLOCK, buildingLength, LONE_NUMBER, mayBePersonal, SEPARATOR, TOWN } from "./japanese-address-parts.ts";
import { japanesePlaces } from "./japanese-lexicon.ts";

const FIELD_MARK = "[\"']?\\s{0,2}[:=>]\\s{0,2}[\"']?";
const STREET_FIELD = new RegExp(
  `(?:(?<![a-z])line(?:_?[12])?|address_?(?:line)?_?[12]?|addr_?[12]?|street|town|banchi|番地|町名|町域|丁目番地|以降の住所|町丁目|所番地)${FIELD_MARK}(?<value>${TOWN}{1,20}?${SEPARATOR}(?:${BLOCK}|${LONE_NUMBER}))`,
  "dgi",
);
const REGION_FIELD = new RegExp(
  `(?:pref(?:ecture)?|state|province|todofuken|都道府県|city|municipality|shikuchoson|市区町村|市区郡|市町村|郡市区)(?:名)?${FIELD_MARK}(?<value>[\\u3400-\\u9fffヶケノぁ-んツ]{2,9})`,
  "dgi",
);
const BUILDING_FIELD = new RegExp(
  `(?:building|bldg|line_?[23]|address_?(?:line)?_?[23]|addr_?[23]|建物名?|マンション名|方書|部屋番号)${FIELD_MARK}(?<value>(?:${TOWN}|[A-Za-zⅠ-Ⅴ&'’ -]){0,20}\\d{0,4}(?:号室|号|階|F)?)(?=["'<,\\s}]|$)`,
  "di",
);
/** The fields of one address stand this close together. */
const FIELDS_CHARACTERS_MAX = 160;
/** A field for the building stands this close behind the street. */
const BUILDING_CHARACTERS_MAX = 80;
const BUILDING_MIN = 3;

function isRegion(name: string): boolean {
  const { prefectures, municipalities } = japanesePlaces();
  if (prefectures.has(name) || municipalities.has(name)) return true;
  // 名古屋市中区, 知多郡東浦町: a municipality behind what it lies in.
  const inner = /^[^市郡]{1,5}[市郡](?<rest>.{2,6})$/.exec(name)?.groups?.rest ?? "";
  return municipalities.has(inner);
}

/** An address in fields of its own: prefecture, city, street, building. Only a street makes the others somebody's. */
function* addressFields(text: string): Iterable<Piece> {
  let after = 0;
  for (const match of matchesIn(text, STREET_FIELD)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const start = Math.max(after, from - FIELDS_CHARACTERS_MAX);
    for (const region of text.slice(start, from).matchAll(REGION_FIELD)) {
      const [regionFrom, regionTo] = region.indices?.groups?.value ?? [0, 0];
      if (isRegion(text.slice(start + regionFrom, start + regionTo))) yield { from: start + regionFrom, to: start + regionTo };
    }
    after = to + buildingLength(text, to);
    yield { from, to: after };
    const [buildingFrom, buildingTo] = BUILDING_FIELD.exec(text.slice(after, after + BUILDING_CHARACTERS_MAX))?.indices?.groups?.value ?? [
      0, 0,
    ];
    if (buildingTo - buildingFrom >= BUILDING_MIN) yield { from: after + buildingFrom, to: after + buildingTo };
  }
}

const head = (words: string, ...english: string[]) => ({ ja: words.split(" "), zh: [], en: english });
const LONE_OR_BLOCK = `(?:${BLOCK}|\\d{1,5}(?:番地|番|号)?|(?:大?字|無番地)${TOWN}{0,8})`;
const streetsInColumn = inColumn(
  head(
    "番地 町名番地 町域番地 町名・番地 丁目番地 町域 町名 所番地 以降の住所 住所2 住所1 町丁目 町丁目番地 住所(番地)",
    "street",
    "address line 1",
    "address 1",
    "banchi",
  ),
  `${TOWN}{0,20}?${LONE_OR_BLOCK}`,
);
const regionsInColumn = inColumn(
  head("都道府県 都道府県名 県 府県 市区町村 市区町村名 市区郡 郡市区 市町村 市 市区 住所1", "pref", "prefecture", "state", "city"),
  "[\\u3400-\\u9fffヶケノぁ-んツ]{2,12}",
);
const buildingsInColumn = inColumn(
  head("建物 建物名 建物名等 建物・部屋 マンション名 方書 部屋番号 住所3 ビル名", "building", "address line 2", "address 2"),
  `(?:${TOWN}|[A-Za-zⅠ-Ⅴ&'’ -]){0,24}\\d{0,5}(?:号棟)?\\d{0,4}(?:号室|号|階|F)?`,
);

/** The same in a table: no cell for a prefecture is somebody's without a column of streets. */
function addressColumns(text: string): readonly Piece[] {
  const streets = [...streetsInColumn(text)];
  if (streets.length === 0) return [];
  const regions = [...regionsInColumn(text)].filter(({ from, to }) => isRegion(text.slice(from, to)));
  const buildings = [...buildingsInColumn(text)].filter(({ from, to }) => to - from >= BUILDING_MIN);
  return [...streets, ...regions, ...buildings].sort((one, other) => one.from - other.from);
}

export const JAPANESE_ADDRESS_FIELD_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "ADDRESS",
    why: "a Japanese address in fields of its own",
    signal: "eastern",
    pattern: addressFields,
    standsIn: mayBePersonal,
    confidence: 0.85,
    examples: [
      '{"pref":"«広島県»","city":"«呉市»","line1":"«焼山中央二丁目8-19»"}',
      '{"都道府県":"«富山県»","市区町村":"«高岡市»","番地":"«御旅屋町101»","建物":"«コーポ青葉202»"}',
      "<Pref>«宮城県»</Pref><City>«仙台市青葉区»</City><Street>«一番町3-7-1»</Street>",
    ],
    counterExamples: ['{"pref":"広島県","count":3}', '{"line1":"合計"}'],
  },
  {
    type: "ADDRESS",
    why: "a part of a Japanese address in a column of its own, beside a column of streets",
    signal: "table",
    cue: ["japaneseAddressColumn"],
    pattern: addressColumns,
    confidence: 0.85,
    examples: [
      "姓,都道府県,市区町村,番地,建物\n佐藤,«愛媛県»,«松山市»,«一番町4-4-2»,«リバーサイド301»\n加藤,«長崎県»,«諫早市»,«東小路町7-1»,",
      "| 都道府県 | 市区町村 | 番地 |\n|---|---|---|\n| «愛知県» | «名古屋市中区» | «栄3-15-33» |",
    ],
    counterExamples: ["都道府県,市区町村,件数\n愛媛県,松山市,12", "県,番地数\n愛媛県,12"],
  },
];
