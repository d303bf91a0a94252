// Recognisers of addresses in Japanese texts that no list of towns knows: in kana, as readings are written, and abroad.
import type { Recogniser } from "../recogniser.ts";
import words from "../words/japanese-names.json" with { type: "json" };
import { mayBePersonal, NO_QUANTITY } from "./japanese-address-parts.ts";
import { lexiconSource } from "./lexicon-pattern.ts";

/** 3-14-6, 3チョウメ14バン6ゴウ, with the large kana that banks write too. */
/** さんの じゅうに: numbers as they are said. */
const SAID = "(?:いち|に|さん|よん|し|ご|ろく|なな|しち|はち|きゅう|じゅう|ひゃく){1,4}";
const SAID_BLOCK = `${SAID} ?(?:ちょうめ|ばんち?|の) ?${SAID}(?: ?(?:ばんち?|ごう|の) ?(?:${SAID})?){0,3}`;
const DIGIT_BLOCK = `(?:\\d{1,5}|[一二三四五六七八九十]{1,3}(?=ちょうめ|チ[ョヨ]ウメ|丁目))(?:(?: ?(?:チ[ョヨ]ウメ|ちょうめ|丁目|バンチ?|ばんち?|番地?|ゴウ|ごう|号|ノ|の|-)) ?\\d{0,5}){0,5}(?! ?(?:ニン|メイ|ケン|エン|コ|サツ|カイ))${NO_QUANTITY}`;
const KANA_BLOCK = `(?:${DIGIT_BLOCK}|${SAID_BLOCK})`;
const KANA_ROOM = "(?: ?[ァ-ヴーA-Z][ァ-ヴーA-Za-z ]{1,20}? ?\\d{1,4}(?:ゴウシツ|号室|-?F)?| \\d{2,4}(?:ゴウシツ|号室))?(?!\\d)";
const KANA_PLACE = "(?:[ァ-ヴー 、]{3,50}?|[ぁ-んー 、]{3,50}?)";
/** The syllables that end a city, ward, town or village, before a space, a number or the next name. */
const KANA_MUNICIPALITY = "(?:シ|ク|グン|チ[ョヨ]ウ|マチ|ムラ|し|く|ぐん|ちょう|まち|むら)";

const IN_KANA = new RegExp(`${lexiconSource(words.japanesePrefectureReading)}${KANA_PLACE}${KANA_BLOCK}${KANA_ROOM}`, "dg");
const KANA_BEHIND_LABEL = new RegExp(
  `(?:住所|居所|おところ|ジュウショ|ジユウシヨ|じゅうしょ)(?:\\((?:カナ|かな)\\)|カナ|かな)?["'”」】\\]]{0,2}(?: ?[:=>|,]|は| |\\t|\\n)[ \\s"'“「]{0,3}(?<value>(?:[ァ-ヴー ]{2,20}?${KANA_MUNICIPALITY}[ァ-ヴー ]{1,30}?|[ぁ-んー ]{2,20}?${KANA_MUNICIPALITY}[ぁ-んー ]{1,30}?)${KANA_BLOCK}${KANA_ROOM})`,
  "dg",
);

const ABROAD_PART = "[ァ-ヴー・一-鿿 ]";
const ABROAD = new RegExp(
  `${lexiconSource(words.japaneseCountry)}国?(?:の|、|・| )?${ABROAD_PART}{1,14}?(?:州|省|市|区|県)${ABROAD_PART}{1,40}?\\d{1,5}(?:-\\d{1,5}){0,3}(?:丁目|番地|番|号室|号|階|F)?(?:\\d{1,5}(?:番地|番|号室|号|階))?${NO_QUANTITY}`,
  "dg",
);

export const JAPANESE_KANA_ADDRESS_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "ADDRESS",
    why: "a Japanese address in kana, from its prefecture to its number",
    signal: "kana",
    begins: ["japanesePrefectureReading"],
    pattern: IN_KANA,
    standsIn: mayBePersonal,
    confidence: 0.85,
    examples: [
      "カナ住所 «ﾄｳｷﾖｳﾄ ﾈﾘﾏｸ ﾋｶﾘｶﾞｵｶ 3-3-3»",
      "«カナガワケン ヨコハマシ ナカク ヤマテチョウ 3チョウメ4-5»です",
      "«とうきょうと ねりまく ひかりがおか 3-3-3»",
    ],
    counterExamples: ["トウキョウト ノ ジンコウ", "オオサカフ ガ 3ニン"],
  },
  {
    type: "ADDRESS",
    why: "a Japanese address in kana behind a word for an address",
    signal: "kana",
    cue: ["japaneseAddressLabel"],
    pattern: KANA_BEHIND_LABEL,
    standsIn: mayBePersonal,
    confidence: 0.8,
    examples: ["住所(カナ)：«ヨコハマシ ナカク ヤマテチヨウ 34-2»", "住所 «よこはまし なかく やまてちょう 34-2»"],
    counterExamples: ["住所 コード 12", "住所は変わりません"],
  },
  {
    type: "ADDRESS",
    why: "an address abroad in Japanese writing, from its country to its number",
    signal: "digit",
    begins: ["japaneseCountry"],
    pattern: ABROAD,
    standsIn: mayBePersonal,
    confidence: 0.8,
    examples: [
      "現住所は«ブラジル国サンパウロ州サンパウロ市リベルダーデ区ガルヴォン街120番地»",
      "«米国カリフォルニア州サンノゼ市ファースト街2100»在住",
    ],
    counterExamples: ["米国カリフォルニア州の失業率は5%", "中国広東省では12社が"],
  },
];
