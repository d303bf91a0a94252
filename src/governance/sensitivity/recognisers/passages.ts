// The sentence or passage that a value stands in, and whether it speaks of one person or of people in general.
import type { Place, Standing } from "../recogniser.ts";
import type { WordGroupName } from "../words.ts";

// The longest sentence that is looked at on either side of a value, in characters: enough for two lines of a mail.
const SENTENCE_MAX = 160;
// How far before a value a person may have been named: a few fields of a form or a record.
const PASSAGE_MAX = 240;

const SENTENCE_ENDS: ReadonlySet<number> = new Set([..."。！？!?\n\r"].map((character) => character.charCodeAt(0)));
const FULL_STOP = 0x2e;
const ABBREVIATION_END = /(?<![A-Za-z])(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|No|Inc|Ltd|Co|Corp|approx|vs|Jr|Sr|[A-Z])$/;

/** The sentence, line or field that holds the place; at most SENTENCE_MAX characters to either side. */
export function sentenceAround(text: string, { start, end }: Place): Place {
  let first = start;
  while (first > 0 && start - first < SENTENCE_MAX && !endsSentence(text, first - 1)) first -= 1;
  let last = end;
  while (last < text.length && last - end < SENTENCE_MAX && !endsSentence(text, last)) last += 1;
  return { start: first, end: last };
}

/** The sentence with the one before it and the one behind it. */
export function neighbourhoodOf(text: string, sentence: Place): Place {
  const before = sentenceAround(text, { start: skipEnds(text, sentence.start, -1), end: sentence.start });
  const behind = skipEnds(text, sentence.end, 1);
  return { start: before.start, end: sentenceAround(text, { start: behind, end: behind }).end };
}

/** What stands before the sentence, as far as a person may have been named there. */
export function beforeSentence(sentence: Place): Place {
  return { start: Math.max(0, sentence.start - PASSAGE_MAX), end: sentence.end };
}

/** Whether a word of the group stands in the sentence, before the value or behind it; the value itself does not count. */
export function saysBeside({ words, start, end }: Standing, sentence: Place, group: WordGroupName): boolean {
  return words.between(group, sentence.start, start) || words.between(group, end, sentence.end);
}

// One paragraph break at most lies between two sentences that belong together.
const ENDS_MAX = 3;

function skipEnds(text: string, from: number, step: -1 | 1): number {
  let place = from;
  const at = (): number => (step === 1 ? place : place - 1);
  while (Math.abs(place - from) < ENDS_MAX && at() >= 0 && at() < text.length && /[\s。！？!?.]/.test(text.charAt(at()))) place += step;
  return place;
}

function endsSentence(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code !== FULL_STOP) return SENTENCE_ENDS.has(code);
  return /^\.\s+[A-Z"']/.test(text.slice(index, index + 4)) && !ABBREVIATION_END.test(text.slice(Math.max(0, index - 7), index));
}

// 様 and さん behind a name, 先生 and 女士 behind a Chinese name: what remains when the words for people in general are taken off.
const HONORIFIC =
  /[\u3400-\u9fffァ-ヴーA-Za-z] ?(?:(?<!お客|[皆各仕同多異模有神一何者人員社族奥先客] ?)様(?![々式子相態])|(?<!お客|[たく皆者奥神] ?)さん(?![ざご])|(?<!取締役|代表|当社|当行|弊社|同社|御社|貴社|[副前元新各両])(?:社長|会長|部長|課長|支店長|専務|常務|頭取|理事長|夫人)(?![室職会賞])|(?<![両彼] ?)氏(?![名族神]))/;
const CHINESE_HONORIFIC = /(?<![医律老各])[\u4e00-\u9fff](?:先生|女士|小姐|太太)(?!们|們)/;
const NAME_WITH_VERB =
  /(?<![A-Za-z])[A-Z][a-z'’-]{1,20} (?:[A-Z]\. )?[A-Z][A-Za-z'’-]{1,20}(?:'s|’s|,| \(|:)? ?(?:is|was|has|had|suffer(?:s|ed)|told|disclosed|says|said|mentioned|reported|declared|identifies|became|takes|underwent|converted|served|pleaded)(?![a-z])/;
const CUSTOMER_NAME_IN_CHINESE =
  /(?:客户|客戶|投保人|被保险人|借款人|申请人|申請人|员工|員工|持卡人)[:：是为 ]?[\u4e00-\u9fff]{2,3}(?:因|系|患|被|于|曾|是|为|信|确|，|,)/;
const ENGLISH_TITLE = /(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z][a-z'’-]/;
const ENGLISH_NAME_OF_RECORD =
  /(?<![A-Za-z])(?:[Ff]ile|[Nn]ame|[Nn]ote|[Rr]ecord|[Ee]mployee|[Cc]ustomer|[Cc]lient|[Aa]pplicant|[Cc]ontact|[Mm]ember|[Bb]orrower|[Tt]enant|Re): ?[A-Z][a-z'’-]{1,20} [A-Z][A-Za-z'’-]{1,20}[,;(]/;
const NAMES: readonly RegExp[] = [
  HONORIFIC,
  CHINESE_HONORIFIC,
  NAME_WITH_VERB,
  CUSTOMER_NAME_IN_CHINESE,
  ENGLISH_TITLE,
  ENGLISH_NAME_OF_RECORD,
];
const OTHERS = /(?<![其吉])他(?![人们們国國社行])|(?<!其)她/;
const HE = /(?<![彼此])彼(?![ら岸方此氏])|彼女(?!ら)/;

/** Whether the place names one certain person: by name and honorific, as he or she, as the writer's own family. */
export function namesOnePerson({ text, words }: Standing, place: Place): boolean {
  if (words.between("namedPerson", place.start, place.end)) return true;
  const passage = text.slice(place.start, place.end);
  return OTHERS.test(passage) || HE.test(passage) || NAMES.some((sign) => sign.test(passage));
}

/** Whether the place calls somebody by name, which rules and descriptions of products do not. */
export function callsByName(text: string, place: Place): boolean {
  const passage = text.slice(place.start, place.end);
  return NAMES.some((sign) => sign.test(passage));
}

const GENERIC_PERSON =
  /(?<![a-z])(?:an?|any|each|every|no|all|per|if the|if a|whether the|where the|when the|your|our|other) (?:[a-z]+ )?(?:customer|client|applicant|policyholder|borrower|claimant|employee|patient|insured|member|guarantor|tenant|debtor|caller|candidate|colleague)(?![a-z])/i;
const CONDITION =
  /場合|の有無|かどうか|か否か|方でも|の方は|の方も|なら|可能性|如果|是否|若|凡|可能|任何|(?<![a-z])(?:if|whether|unless|would|should|may|might|could)(?![a-z])/i;

/** Whether the place speaks of somebody in a role (顧客, 客户, the applicant) as of one person, not as a rule for everybody. */
export function speaksOfOneInRole({ text, words }: Standing, place: Place): boolean {
  if (!words.between("roleOfPerson", place.start, place.end)) return false;
  const passage = text.slice(place.start, place.end);
  return !GENERIC_PERSON.test(passage) && !CONDITION.test(passage);
}
