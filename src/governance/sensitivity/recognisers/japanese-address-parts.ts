// The parts of which addresses in Japan are made, and whether one can be a person's.
import type { Standing } from "../recogniser.ts";

export const HAN = "[\\u3400-\\u9fff々〆ヶケノ]";
/** Characters of towns and buildings; the particles を が は で に end a name, but for 自由が丘 and its like. */
export const TOWN = "(?:[\\u3400-\\u9fff々〆ァ-ヴー・]|(?![をがはでに])[ぁ-ん]|が(?=[丘谷崎原浜岡岬沢池瀬台峰野関]))";
const NUMBER = "(?:\\d{1,5}|[〇一二三四五六七八九十百]{1,5})";
export const SEPARATOR = "[ \\n]{0,2}";

const NAMED_BLOCK = `(?:${NUMBER}(?:丁目|丁|番地|番町|番|線|地割)|\\d{1,2}条(?:通り?)?)(?:(?:の|-| (?=\\d|${NUMBER}[の番号-]))?[東西南北]?${NUMBER}(?!${NUMBER})(?:丁目|番地|番町|番|号|条|線)?){0,5}`;
const DASHED_BLOCK =
  "(?:\\d{1,5}(?:[-のノ]\\d{1,5}){1,4}(?:番地|番|号)?|[一二三四五六七八九十百]{1,4}(?:[のノ-][一二三四五六七八九十百]{1,4}){1,3}(?![一-鿿]))";
export const NO_QUANTITY = "(?![\\d-]| ?(?:[月日年%人件円時分秒位倍歳社回台億万兆個]|名(?!古)|本(?!町)|ポイント|番?出口|番線|号線|号車))";
export const BLOCK = `(?<!第)[東西南北]?(?:${NAMED_BLOCK}|${DASHED_BLOCK})${NO_QUANTITY}`;
/** A number alone is a house's only in a full address. */
export const LONE_NUMBER = "\\d{1,5}(?=[\\s、。,)」』\"'<|&]|$)";

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

/** How far a building and a room reach that stand behind a house number; 0 for none. */
export function buildingLength(text: string, from: number): number {
  BUILDING.lastIndex = from;
  const building = BUILDING.exec(text)?.[0] ?? "";
  return NO_BUILDING.test(building) ? 0 : building.trimEnd().length;
}

const BEFORE_CHARACTERS = 32;
const AFTER_CHARACTERS = 14;
/** What a form shows as an example of itself: 記入例：…、住所 …. */
const SAMPLE_CHARACTERS = 36;
const PERSONAL_LABEL_CHARACTERS = 14;
const OFFICE_LABEL =
  /(?:本店|本社|支店|支社|本部|営業所|出張所|店舗|会社|当行|弊行|当社|弊社|銀行|法人|会場|窓口|センター|事務所|工場|ATM)(?:の|・|登記上の| )?(?:住所|所在地|アクセス|送付先|郵送先)/;
const COMPANY_BEFORE =
  /(?:株式会社|有限会社|合同会社|財団法人|社団法人|\(株\)|銀行|証券|[省庁局]|協会|機構|大学|病院|ホテル)[^\n。:様]{0,16}[(、,]? ?$/;

/** Premises where somebody lives, or which he pledges. */
const HOME_LABEL =
  /(?:寮|自宅|物件|担保|不動産|土地|建物|住居|居宅|実家|別荘|アパート|マンション|社宅|宿舎|家屋|下宿|新居|転居先)(?:の|・)?所在地?[^。\n]{0,6}$/;

/** Whether an address can be a person's: no office publishes it as its own. */
export function mayBePersonal({ text, words, start, end }: Standing): boolean {
  const lineStart = Math.max(text.lastIndexOf("\n", text.lastIndexOf("\n", start - 1) - 1), start - BEFORE_CHARACTERS, 0);
  const before = text.slice(lineStart, start);
  if (HOME_LABEL.test(before)) return true;
  if (OFFICE_LABEL.test(before) || words.between("japaneseSample", start - SAMPLE_CHARACTERS, start)) return false;
  if (words.between("japaneseOffice", end, end + AFTER_CHARACTERS) && !/[。\n]/.test(text.slice(end, end + 2))) return false;
  if (words.between("japaneseAddressLabel", start - PERSONAL_LABEL_CHARACTERS, start)) return true;
  return !words.between("japaneseOffice", lineStart, start) && !COMPANY_BEFORE.test(before);
}
