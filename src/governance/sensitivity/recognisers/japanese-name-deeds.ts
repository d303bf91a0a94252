// Searches for persons in a Japanese text by what they do: a family name before a deed, a source, a house, an answer.
import { matchesAtWords, matchesIn } from "../matches-at-words.ts";
import type { Piece } from "../recogniser.ts";
import { groupNumbers, type WordGroupName, type WordHits } from "../words.ts";
import { COMPANY_SURNAMES, KANA_NOT_NAMES } from "./japanese-lexicon.ts";
import { inOrder } from "./japanese-name-labels.ts";
import { HAN, isCommonSingleSurname, isLikelySurname, isListedSurname, isNameAlone, isReading } from "./japanese-name-places.ts";

export const DEED_GROUPS: readonly WordGroupName[] = [
  "japaneseDeed",
  "japanesePersonalDeed",
  "japaneseBehindPerson",
  "japaneseGreeting",
  "japaneseNameAsked",
  "japaneseOfficeHeld",
];
const [DEED, PERSONAL_DEED, BEHIND, GREETING, ASKED, OFFICE] = DEED_GROUPS.map((group) => groupNumbers([group]));

/** A run of characters that is no part of a longer word. */
const RUN = `(?<![\\u3400-\\u9fffァ-ヴーA-Za-z])(?<value>${HAN}{1,4})`;
/** When, or how: 「石動が昨日退職した」. */
const WHEN =
  "(?:(?:昨日|本日|今日|明日|先日|先週|来週|今週|今朝|昨夜|今月|来月|先月|午前|午後|すでに|既に|急遽|直接|改めて|再度|代理で|別途|先に|一緒に|現在|ただ今|ただいま)(?:中|から|に|は|、)? ?)?";
/** What stands directly before a deed: 「倉本へ引継ぎ」, 「弓削と伺います」. */
const BEFORE_DEED = new RegExp(`(?<=${RUN}[がはもとにへ]${WHEN}[おご]?)`, "dy");
const BEFORE_PERSONAL_DEED = new RegExp(`(?<=${RUN}[がはも]${WHEN}[おご]?)`, "dy");
/** 「梶浦によれば」: what somebody says. 「築山方」, 「権藤宅」: where he lives. 「工藤宛で」: to whom something goes. */
const BEFORE_SOURCE = new RegExp(
  `(?<=${RUN})(?:宅(?=訪|を|に|へ|[、。\\s])|邸(?=[、。\\sをにへで])|方(?:(?<=\\d[^。\\n]{0,24}方)(?=[\\s、。)」]|$)|(?=[ \\n]?(?:〒|[\\u3400-\\u9fff]{2,3}[都道府県市])))|宛(?=[でにと]|[\\s、。)」]|$)|に|い|曰|の)`,
  "dy",
);
/** 「お世話になります、三浦です」: behind a greeting a town does not speak. */
const BEHIND_GREETING = new RegExp(`[ぁ-ん一-鿿]{2,8}[。、! \\n]{1,3}(?<value>${HAN}{2,4})で(?:す|ございます)(?=[。、\\n!]|$)`, "dy");
/** 「桑名です。昨日お電話した件、…」: whoever begins a message so says who he is. */
const OPENING = new RegExp(`(?<=^|\\n)(?<value>${HAN}{2,4})です。(?=[^\\n]{4})`, "dg");
/** 「お名前は？」「ほりのうちです」: what somebody answers who was asked for his name. */
const ANSWER = /[^\n]{0,34}\n?[^\n]{0,8}?[:「はが、] ?(?<value>[ぁ-ん]{2,6})(?=です|でございます|と申|ともうし)/dy;
/** 「当時の支店長は羽生だった」: a town is nobody's branch manager. */
const IN_OFFICE = new RegExp(
  `${HAN}{1,4}は、?(?<value>${HAN}{1,4})(?=だった|でした|です|だ|である|であり|に決ま|に交代|に代わ|に変わ|になり|となり)`,
  "dy",
);

/** Names before what only a person does, behind a greeting, in an office. */
export function besideDeeds(text: string, words: WordHits): readonly Piece[] {
  return inOrder(deeds(text, words));
}

function* deeds(text: string, words: WordHits): Iterable<Piece> {
  yield* accepted(text, matchesAtWords(text, words, BEFORE_DEED, DEED ?? []), isNoTown);
  yield* accepted(text, matchesAtWords(text, words, BEFORE_PERSONAL_DEED, PERSONAL_DEED ?? []), isAnyFamily);
  yield* accepted(text, matchesAtWords(text, words, BEFORE_SOURCE, BEHIND ?? []), isNoTown);
  yield* accepted(text, matchesAtWords(text, words, BEHIND_GREETING, GREETING ?? []), isAnyFamily);
  yield* accepted(text, matchesAtWords(text, words, IN_OFFICE, OFFICE ?? []), isAnyFamily);
  yield* accepted(text, matchesAtWords(text, words, ANSWER, ASKED ?? []), isFamilyInKana);
  if (text.includes("です。")) yield* accepted(text, matchesIn(text, OPENING), isAnyFamily);
}

function* accepted(text: string, matches: Iterable<RegExpExecArray>, isName: (name: string) => boolean): Iterable<Piece> {
  for (const match of matches) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    if (isName(text.slice(from, to))) yield { from, to };
  }
}

function isNoTown(name: string): boolean {
  return name.length > 1 && (isNameAlone(name) || (isListedSurname(name) && !COMPANY_SURNAMES.has(name)));
}

/** A town's name too, where no town can be meant. */
function isAnyFamily(name: string): boolean {
  return name.length === 1 ? isCommonSingleSurname(name) : isLikelySurname(name);
}

function isFamilyInKana(name: string): boolean {
  return isReading(name) && !KANA_NOT_NAMES.has(name);
}
