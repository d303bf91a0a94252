// How seriously a word is meant where it stands: an order, or one that is quoted, reported, asked about or forbidden.
import type { MarkClass } from "./marks.ts";
import type { WordClass, WordHit, WordScan } from "./word-scan.ts";

/** From 0 (says nothing) to 1 (is meant): what the evidence of this word counts. */
export type Seriousness = (hit: Place) => number;

export interface Place {
  readonly evidence: string;
  readonly start: number;
  readonly end: number;
  readonly sentence: number;
}

// The factors are chosen so that one alone takes an ordinary rule below the threshold, and a text with several strong rules stays above it.
const QUOTED_AND_MENTIONED = 0.08;
const REPORTED = 0.2;
const ASKED = 0.4;
const ON_TOPIC = 0.6;
const ORDINARY_OBJECT = 0.35;
const OF_PEOPLE = 0.45;
const TRANSFORMED = 0.4;

/** How far a word that mentions ("phrases such as", 「という」) may stand from the quotation, in characters. */
const MENTION_REACH = 240;
const ORDINARY_REACH = 48;
const NEGATION_REACH = 24;

const NEW_CLAUSE = /\b(?:and|then|but)\b|[,;:、，；：。.!?\n]|并|然后|请|そして/;

const QUOTATIONS = [
  /"[^"\n]{1,400}"/g,
  /“[^”\n]{1,400}”/g,
  /(?<![a-z0-9])'[^'\n]{2,400}'(?![a-z0-9])/g,
  /‘[^’\n]{1,400}’/g,
  /「[^」\n]{1,400}」/g,
  /『[^』\n]{1,400}』/g,
  /`[^`\n]{1,400}`/g,
  /《[^》\n]{1,200}》/g,
  /«[^»\n]{1,400}»/g,
] as const;

const CODE =
  /\b(?:def|function|const|let|var)\s{1,3}\w|=>|\bimport\s{1,3}[\w{*]|\bassert\w{0,12}[ (.]|\bre\.\w{2,9}\(|\.(?:replace|test|includes|match|search)\(|[!=]==?\s{0,3}["'/]|\bexpect\(|\breturn\s{1,3}\w|\bpatterns?\s{0,2}=|["']\s{1,3}in\s{1,3}\w/;

const VERBS: ReadonlySet<string> = new Set<WordClass>([
  "drop",
  "reveal",
  "send",
  "route",
  "downgrade",
  "call",
  "disable",
  "repeat",
  "act",
  "restore",
  "copyOut",
]);
const NEGATED_BEFORE_EN =
  /(?:\b(?:do not|don't|dont|never|not|cannot|can't|must not|should not|may not|won't|nor|rather than|instead of|prohibited to|forbidden to|avoid)\s{1,3}(?:(?:ever|be|to|simply|directly|just)\s{1,3}){0,2})$/;
const NEGATED_BEFORE_ZH = /(?:不要|请勿|切勿|勿|别|不得|不能|不可|禁止|严禁|不应|不准|不允许|避免|而不是|不会|从不|未)[^，。；\s]{0,3}$/;
const NEGATED_AFTER_JA =
  /^[^。、\n]{0,5}(?:ないで|ないよう|せず|てはいけ|てはなら|ては駄目|てはダメ|べきでは|ではなく|は禁止|を禁止|禁止|できない|できません|しない|されない|することはな|することなく|必要は(?:な|あり)|必要が(?:な|あり))/;

/** What the words of `text` count, given all of them. Linear in the length of the text and the number of words. */
export function createSeriousness(text: string, { hits, sentenceEnds }: WordScan): Seriousness {
  const firstPersonas = firstOfSentences(hits, "persona");
  const bySentence = sentencesWith(hits.filter((hit) => !isWordOfAttack(text, hit) && !isAskedInRole(text, hit, firstPersonas)));
  const mentions = placesOf(hits, "mention");
  const ordinary = placesOf(hits, "ordinary");
  const isQuestion = questionsIn(text, sentenceEnds);
  let quotations: readonly (readonly Quotation[])[] | undefined;
  let isCode = false;
  const isOnTopic = hits.some(({ wordClass }) => wordClass === "topic");

  function isMentioned({ start, end }: Place): boolean {
    if (quotations === undefined) {
      quotations = findQuotations(text);
      isCode = quotations.length > 0 && CODE.test(text);
    }
    for (const quotation of quotationsAround(quotations, start, end)) {
      if (isCode || hasOutside(mentions, quotation)) return true;
    }
    return false;
  }

  function judge(place: Place): number {
    if (VERBS.has(place.evidence) && isNegated(text, place)) return 0;
    if (isMentioned(place)) return QUOTED_AND_MENTIONED;
    let factor = isOnTopic ? ON_TOPIC : 1;
    if (bySentence("reported", place.sentence)) factor *= REPORTED;
    if (!ASKED_ALL_THE_SAME.has(place.evidence) && (bySentence("asked", place.sentence) || isQuestion(place.sentence))) {
      factor *= ASKED;
    }
    if (COPYING_EVIDENCE.has(place.evidence) && bySentence("transform", place.sentence)) factor *= TRANSFORMED;
    const weakensOrdinary =
      place.evidence === "drop" || place.evidence === "retire" || place.evidence === "unmask" || place.evidence === "downgrade";
    if (weakensOrdinary && isOfOrdinary(text, ordinary, place)) factor *= ORDINARY_OBJECT;
    if (place.evidence === "givenToYou" && bySentence("toCustomers", place.sentence)) factor *= OF_PEOPLE;
    if (OF_PEOPLE_EVIDENCE.has(place.evidence) && bySentence("people", place.sentence)) factor *= OF_PEOPLE;
    return factor;
  }

  const known = new Map<Place, number>();
  return (place) => {
    const factor = known.get(place) ?? judge(place);
    known.set(place, factor);
    return factor;
  };
}

/** How to do harm is asked as a question, and is no more harmless for it. */
const ASKED_ALL_THE_SAME: ReadonlySet<string> = new Set<WordClass | MarkClass>([
  "fiction",
  "harm",
  "howTo",
  "persona",
  "secret",
  "credential",
  "relative",
  "lullaby",
  "maskedToken",
  "unrestricted",
  "evadeGuard",
  "undetected",
]);

/** To translate or to shorten the text above is ordinary work; to have it said again as it is, is not. */
const COPYING_EVIDENCE: ReadonlySet<string> = new Set<WordClass>(["copyOut", "repeat"]);

const OF_PEOPLE_EVIDENCE: ReadonlySet<string> = new Set<WordClass | "vocative">([
  "disable",
  "assistant",
  "downgrade",
  "processing",
  "vocative",
  "route",
  "send",
  "call",
]);

// Questions about something, and none that asks the one who answers to do it or about itself.
const QUESTION_EN =
  /^[\s"'*>-]{0,6}(?:is|am|are|does|do|did|why|which|who|whom|when|where|should|may|must|was|were|has|have|how|what)\b[^?]{0,600}\?$/;
const OF_THE_READER_EN = /\b(?:you|your|yours|yourself)\b/;
const QUESTION_JA = /(?:です|ます|でしょう|ません|のだろう)か[。？?]?$/;
const REQUEST_JA = /(?:[^と]は(?:何|なん)です|もらえ|くれ|いただけ|頂け|でき|られ|あなた|君の)/;
const QUESTION_ZH = /(?:吗|呢|什么|哪些|如何|是否)[^。\n]{0,30}[？?]$/;
const REQUEST_ZH = /[你您請请]|能不能|可以|是什么[？?]$/;
const SENTENCE_CHARACTERS_MAX = 600;

/** Looks up whether a sentence is a question about its subject; each is judged once. */
function questionsIn(text: string, sentenceEnds: readonly number[]): (sentence: number) => boolean {
  const known = new Map<number, boolean>();
  return (sentence) => {
    const judged = known.get(sentence) ?? isQuestionAbout(sentenceOf(text, sentenceEnds, sentence));
    known.set(sentence, judged);
    return judged;
  };
}

function sentenceOf(text: string, sentenceEnds: readonly number[], sentence: number): string {
  const end = sentenceEnds[sentence] ?? text.length;
  return text.slice(Math.max(sentenceEnds[sentence - 1] ?? 0, end - SENTENCE_CHARACTERS_MAX), end).trim();
}

function isQuestionAbout(sentence: string): boolean {
  if (QUESTION_EN.test(sentence)) return !OF_THE_READER_EN.test(sentence);
  if (QUESTION_JA.test(sentence)) return !REQUEST_JA.test(sentence);
  return QUESTION_ZH.test(sentence) && !REQUEST_ZH.test(sentence);
}

// "So that it is not blocked" reports nothing: it is a wish of the one who writes.
const NOT_REPORTED_BEFORE =
  /(?:(?:不会|避免|免得|别)被?|不被|绕过|躲过|骗过|避开)[^，。\n]{0,6}$|\b(?:isn't|not|never|not be|won't be|not get) $/;

function isWordOfAttack(text: string, { wordClass, start }: WordHit): boolean {
  return wordClass === "reported" && NOT_REPORTED_BEFORE.test(text.slice(Math.max(0, start - 12), start));
}

/** An English question behind "pretend that" is what the pretence is for. */
function isAskedInRole(text: string, { wordClass, sentence, start }: WordHit, firstPersonas: ReadonlyMap<number, number>): boolean {
  return wordClass === "asked" && text.charCodeAt(start) < 0x80 && start > (firstPersonas.get(sentence) ?? start);
}

function firstOfSentences(hits: readonly WordHit[], wordClass: WordClass): ReadonlyMap<number, number> {
  const firsts = new Map<number, number>();
  for (const hit of hits) if (hit.wordClass === wordClass && !firsts.has(hit.sentence)) firsts.set(hit.sentence, hit.start);
  return firsts;
}

/** Looks up whether a sentence holds a word of a class. */
function sentencesWith(hits: readonly WordHit[]): (wordClass: WordClass, sentence: number) => boolean {
  const known = new Map<WordClass, Set<number>>();
  for (const { wordClass, sentence } of hits) {
    const sentences = known.get(wordClass) ?? new Set<number>();
    known.set(wordClass, sentences.add(sentence));
  }
  return (wordClass, sentence) => known.get(wordClass)?.has(sentence) === true;
}

function placesOf(hits: readonly WordHit[], wordClass: WordClass): readonly number[] {
  return hits.filter((hit) => hit.wordClass === wordClass).map(({ start }) => start);
}

interface Quotation {
  readonly start: number;
  readonly end: number;
}

/** By kind of quote mark, each list by place and without overlap. */
function findQuotations(text: string): readonly (readonly Quotation[])[] {
  // In JSON the double quotes belong to the notation and quote nothing.
  const isJson = /^\s{0,8}[[{]/.test(text) && /"\s{0,3}:/.test(text);
  return (isJson ? QUOTATIONS.slice(1) : QUOTATIONS)
    .map((pattern) => Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length })))
    .filter((found) => found.length > 0);
}

function quotationsAround(quotations: readonly (readonly Quotation[])[], start: number, end: number): Quotation[] {
  return quotations.flatMap((found) => {
    const candidate = found[countBefore(found, start, (quotation) => quotation.start) - 1];
    return candidate !== undefined && candidate.start <= start && end <= candidate.end ? [candidate] : [];
  });
}

/** Whether some place lies near the quotation without lying in it. */
function hasOutside(places: readonly number[], { start, end }: Quotation): boolean {
  const before = places[countBefore(places, start, same) - 1];
  if (before !== undefined && before >= start - MENTION_REACH && before < start) return true;
  const after = places[countBefore(places, end - 1, same)];
  return after !== undefined && after <= end + MENTION_REACH;
}

/** Whether an everyday thing (a letter, an order, a cell of a table) stands near a verb, with nothing between them that begins another clause. */
function isOfOrdinary(text: string, ordinary: readonly number[], { start, end }: Place): boolean {
  const next = countBefore(ordinary, start, same);
  const [before, after] = [ordinary[next - 1], ordinary[next]];
  if (before !== undefined && start - before <= ORDINARY_REACH && !NEW_CLAUSE.test(text.slice(before, start))) return true;
  return after !== undefined && after - end <= ORDINARY_REACH && !NEW_CLAUSE.test(text.slice(end, after));
}

/** How many items of a sorted list lie at or before `place`, found by halving. */
function countBefore<Item>(items: readonly Item[], place: number, placeOf: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && placeOf(item) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function same(place: number): number {
  return place;
}

function isNegated(text: string, { start, end }: Place): boolean {
  const before = text.slice(Math.max(0, start - NEGATION_REACH), start);
  if (NEGATED_BEFORE_EN.test(before) || NEGATED_BEFORE_ZH.test(before)) return true;
  return text.charCodeAt(start) >= 0x80 && NEGATED_AFTER_JA.test(text.slice(end, end + NEGATION_REACH));
}
