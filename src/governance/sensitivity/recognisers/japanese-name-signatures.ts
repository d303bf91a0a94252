// Searches for persons who sign, open or speak in a Japanese message, and for family names in a row.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece } from "../recogniser.ts";
import { COMPANY_SURNAMES, KANA_NOT_NAMES } from "./japanese-lexicon.ts";
import { inOrder, surnamesFrom } from "./japanese-name-labels.ts";
import {
  HAN,
  isCommonSingleSurname,
  isLikelySurname,
  isListedSurname,
  isNameAlone,
  isReading,
  isWellKnownSurname,
} from "./japanese-name-places.ts";

const KANA = /[\u3041-\u30fa]/;

/** 「よろしくお願いします。 宗像」, or the name in a line of its own below the last sentence. */
const BELOW_TEXT = new RegExp(`(?<=[。!?][ \\n>]{0,4})(?<value>${HAN}{2,5})拝? {0,2}(?=\\n|$)(?!\\n[> ]{0,2}${HAN}{1,6}(?:\\n|$))`, "dg");
/** What only a person does, or has done with a person: 「倉本へ引継ぎ」, 「弓削と伺います」. */
const DEED =
  "(?:(?:お|ご)?(?:同席|対応|担当|伺|訪問|承|来店|来行|来訪|連絡|電話|引き?継|申し|出席|欠席|説明|案内|報告|折り返|参り|休[みん]|不在|退職|異動|着任|相談|面談|署名|押印|立ち会|立会|お願い|確認し|作成|作っ|提案|言っ|言う|話し|共有|訊|聞い|戻り|戻っ|入院|退院|結婚|離婚|出産|転勤|赴任|辞任|昇進|昇格|出張|外出|離席|席を外|早退|遅刻|代理|代わり|代行|交代|持参|依頼|受け取|受電|架電|謝罪|了承|了解|署名|自署|起案|起票|入力|帰宅|亡くな|逝去|死去|他界|怒っ|泣い|心配|困っ|知って|借り|貸し|払っ|振り込|預け|会っ|会い|尋ね|渡し|届け))";
/** When, or how: 「石動が昨日退職した」. */
const WHEN =
  "(?:(?:昨日|本日|今日|明日|先日|先週|来週|今週|今朝|昨夜|今月|来月|先月|午前|午後|すでに|既に|急遽|直接|改めて|再度|代わりに|代理で|別途|先に|一緒に|現在|ただ今|ただいま)(?:中|から|に|は|、)? ?)?";
const ACTING = new RegExp(`[がはもとにへ](?=${WHEN}${DEED})(?<=(?<![\\u3400-\\u9fffァ-ヴーA-Za-z])(?<value>${HAN}{2,4}).)`, "dg");
/** A deed that no town and no company does: a family name before it may be a town's too (羽生, 石動). */
const PERSONAL_DEED = new RegExp(
  `[がはも](?=${WHEN}(?:退職|入院|退院|結婚|離婚|出産|転勤|赴任|辞任|昇進|早退|遅刻|欠席|同席|不在|席を外|代わり|亡くな|逝去|死去|他界|怒っ|泣い|帰宅|休[みん]|自署|持参|来店|来行|伺い|参り|承り|申し|折り返))(?<=(?<![\\u3400-\\u9fffァ-ヴーA-Za-z])(?<value>${HAN}{1,4}).)`,
  "dg",
);
/** 「お世話になります、三浦です」, 「もしもし、羽生と申します」: behind a greeting a town does not speak. */
const GREETED = new RegExp(
  `で(?:す|ございます)(?=[。、\\n!]|$)(?<=(?:お世話になって(?:おり|い)ます|お世話になります|お疲れ(?:様|さま)です|ご無沙汰(?:して(?:おり|い)ます)?|こんにちは|おはようございます|こんばんは|はじめまして|初めまして|もしもし|失礼(?:いた)?します)[。、! \\n]{1,3}(?<value>${HAN}{2,4})で(?:す|ございます))`,
  "dg",
);
/** 「梶浦によれば」: what somebody says. 「築山方」: with whom somebody lives. 「工藤宛で」: behind a place. */
const SOURCES = new RegExp(
  `(?:宅(?=訪|を|に|へ|[、。\\s])|邸(?=[、。\\sをにへで])|によれば|によると|いわく|曰く|の話では|の証言|の認識|の言い分|のご?自宅|(?<=\\d[^。\\n]{0,24})方(?=[\\s、。)」]|$)|宛(?=[でにと]|[\\s、。)」]|$))(?<=(?<![\\u3400-\\u9fffァ-ヴーA-Za-z])(?<value>${HAN}{2,4})(?:宅|邸|によれば|によると|いわく|曰く|の話では|の証言|の認識|の言い分|のご?自宅|方|宛))`,
  "dg",
);
const SIGNATURES: readonly RegExp[] = [
  // 「営業部の田中です」, 「田中です。」
  // The words behind are looked for first, so that other text costs one step a character.
  new RegExp(
    `で(?:す|ございます)(?=[。、\\n!が]|$)(?<=(?:[のた]|^|[\\n、。」 ])(?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,3})で(?:す|ございます))`,
    "dg",
  ),
  // 「もしもし、いなばです」
  /もしもし、?(?:わたくし|わたし|私)?、?(?<value>[ぁ-ん]{2,6})(?=です|と申|ともうし)/dg,
  // 「田中までご連絡ください」
  new RegExp(
    `(?:まで|宛に?)(?:ご|お)?(?:連絡|返|知らせ|問|一報|提出|申|電話|転送|送)(?<=(?<!${HAN})(?<value>${HAN}{2,7})(?:まで|宛に?)(?:ご|お)?(?:連絡|返|知らせ|問|一報|提出|申|電話|転送|送))`,
    "dg",
  ),
  BELOW_TEXT,
  // 喜多村拝; 八木沼行 on an envelope.
  new RegExp(`(?<=^|[\\n \\u3000])(?<value>${HAN}{2,5})(?: ?拝|行)(?=[ ]{0,2}(?:\\n|$))`, "dg"),
  ACTING,
  SOURCES,
];
/** 「桑名です。昨日お電話した件、…」: whoever begins a message so says who he is. */
const OPENING = new RegExp(`(?<=^|\\n)(?<value>${HAN}{2,4})です。(?=[^\\n]{4})`, "dg");
/** 「お名前は？」「ほりのうちです」: what somebody answers who was asked for his name. */
const ANSWER =
  /(?<=(?:名前|苗字|名字|どちら様|どちらさま|どなた|お名まえ)[^\n]{0,30}\n?[^\n]{0,8}[:「はが、] ?)(?<value>[ぁ-ん]{2,6})(?=です|でございます|と申|ともうし)/dg;

/** 「当時の支店長は羽生だった」: a town is nobody's branch manager. */
const IN_OFFICE = new RegExp(
  `(?:だった|でした|です|だ|である|であり|に決ま|に交代|に代わ|に変わ|になり|となり)(?<=(?:[者人長員]|担当|後任|前任|責任者|窓口)は、?(?<value>${HAN}{1,4})(?:だった|でした|です|だ|である|であり|に決ま|に交代|に代わ|に変わ|になり|となり))`,
  "dg",
);
/** Where a town's name can only be a family's. */
const OF_PERSONS: readonly RegExp[] = [PERSONAL_DEED, GREETED, OPENING, IN_OFFICE];

/** (田中) at the end of a line. */
const BRACKETED = new RegExp(`[(](?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,4})[)]\\s{0,3}(?=\\n|$)`, "dg");

const OFFICE =
  "(?:[部課係室店社局]|銀行|信金|組合|証券|商事|物産|産業|工業|建設|生命|保険|電機|不動産|病院|大学|製薬|製作所|グループ|チーム|センター|窓口|渉外|統括|担当)";
// Looks for what stands behind the office first, which fewer characters do.
const OFFICE_SIGNATURE = new RegExp(
  `の(?<=${OFFICE}.)(?<speaker>${HAN}{2,5})(?=です|でございます|と申|より|から|[がはもにとをの](?!ある|あり|なる|する|して)|[ 、。\\n(]|$)|[ \\n](?<=${OFFICE}[ \\n])[ \\n]?(?<signer>${HAN}{2,5})(?=[ \\n]{0,3}$|[(])`,
  "dgm",
);
const IN_ROW = new RegExp(`[・、,](?<=(?<!${HAN}|[・、])${HAN}{2,3}.)${HAN}{2,3}(?!${HAN})`);
const ROW = new RegExp(`(?<!${HAN}|[・、])${HAN}{2,3}(?:[・、,]${HAN}{2,3}){1,8}(?!${HAN})`, "g");

// A chat or minutes: 「田中: 了解しました」, 「[10:23] 田中>」. What is said has words in hiragana; a statistic has none.
const SPEAKER = new RegExp(
  `(?:^|\\n)(?:[-・>*# ]{0,3}(?:\\[[^\\]\\n]{1,20}\\]|[\\d:/. -]{4,19})? ?)?(?<value>${HAN}{2,7}|${HAN}{1,4} ${HAN}{1,4})(?:→(?<other>${HAN}{2,5}))? ?[:>「](?=[^\\n]{0,30}[ぁ-ん]{2})`,
  "dg",
);

function* speakers(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, SPEAKER)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const name = text.slice(from, to);
    if (!isNameAlone(name) && !isLikelySurname(name)) continue;
    yield { from, to };
    const [otherFrom, otherTo] = match.indices?.groups?.other ?? [0, 0];
    if (otherTo > 0 && isListedSurname(text.slice(otherFrom, otherTo))) yield { from: otherFrom, to: otherTo };
  }
}

function* namesOfOffices(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, OFFICE_SIGNATURE)) {
    const [from, to] = match.indices?.groups?.speaker ?? match.indices?.groups?.signer ?? [0, 0];
    if (isListedSurname(text.slice(from, to))) yield { from, to };
  }
}

/** 田中・佐藤・高橋: family names in a row that are all well known, none of them a place's or a company's. */
function* surnamesInRows(text: string): Iterable<Piece> {
  if (!IN_ROW.test(text)) return;
  for (const match of matchesIn(text, ROW)) {
    const names = [...match[0].matchAll(/[^・、,]+/g)];
    if (names.some(([name]) => !isWellKnownSurname(name, true)) || names.every(([name]) => COMPANY_SURNAMES.has(name))) continue;
    for (const name of names) yield { from: match.index + name.index, to: match.index + name.index + name[0].length };
  }
}

/** Names that sign or open a message; only well-known family names that are no places, or full names. */
export function inSignatures(text: string): readonly Piece[] {
  return KANA.test(text) ? inOrder(signatures(text)) : [];
}

/** 搭乗者 緒方、毛利: names behind any word for persons. */
const PERSONS = new RegExp(`[者人](?<=[\\u3400-\\u9fff].)(?:は| {1,2})(?=${HAN}{2})`, "g");

function* signatures(text: string): Iterable<Piece> {
  for (const pattern of text.includes("(") ? [...SIGNATURES, BRACKETED] : SIGNATURES) {
    for (const match of matchesIn(text, pattern)) {
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      if (
        isNameAlone(text.slice(from, to)) ||
        (isListedSurname(text.slice(from, to)) && !COMPANY_SURNAMES.has(text.slice(from, to))) ||
        /^[ぁ-ん]/.test(text.charAt(from))
      )
        yield { from, to };
    }
  }
  for (const pattern of OF_PERSONS) {
    for (const match of matchesIn(text, pattern)) {
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      const name = text.slice(from, to);
      if (name.length === 1 ? isCommonSingleSurname(name) : isLikelySurname(name)) yield { from, to };
    }
  }
  for (const match of matchesIn(text, ANSWER)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    if (isReading(text.slice(from, to)) && !KANA_NOT_NAMES.has(text.slice(from, to))) yield { from, to };
  }
  for (const match of matchesIn(text, PERSONS)) yield* surnamesFrom(text, match.index + match[0].length);
  yield* speakers(text);
  yield* namesOfOffices(text);
  yield* surnamesInRows(text);
}
