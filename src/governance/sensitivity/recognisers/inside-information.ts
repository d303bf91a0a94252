// Recogniser of inside information: an event that moves a price, and a sign that the public does not know of it yet.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece, Place, Recogniser, Standing } from "../recogniser.ts";
import { WORDING_VIEWS } from "../views.ts";
import content from "../words/content.json" with { type: "json" };
import { groupNumbers, type WordGroupName, type WordHits } from "../words.ts";
import { lexiconSource } from "./lexicon-pattern.ts";
import { neighbourhoodOf, sentenceAround } from "./passages.ts";

const EVENT = new RegExp(lexiconSource(content.eventWord), "yi");
const EVENTS = new RegExp(EVENT.source, "gi");
const EVENT_WORD = groupNumbers(["eventWord"]);
const UNPUBLISHED = new RegExp(lexiconSource(content.unpublished), "gi");

// A project with a name of its own: an assignment that is not spoken of by the company's name.
const CODE_NAME =
  /(?<![A-Za-z])Project [A-Z][a-z]{2,14}(?![a-z])|プロジェクト[・「『"]?[ァ-ヴーA-Z\u4e00-\u9fff][ァ-ヴーA-Za-z]{0,12}[」』"]?|「[^」\n]{1,12}」(?:プロジェクト|案件)|(?:项目代号|代号|項目代號)[:“"「]?[\u4e00-\u9fffA-Za-z]{1,10}|项目“[^”\n]{1,10}”/;

/** Whether the event is told as one that is not public: a sign of it in the sentence or the next to it, and none of news or of teaching. */
function isUnpublished(standing: Standing): boolean {
  const { text, words, start, end } = standing;
  const sentence = sentenceAround(text, { start, end });
  const around = neighbourhoodOf(standing, sentence);
  if (!words.between("unpublished", around.start, around.end) && !CODE_NAME.test(text.slice(around.start, around.end))) return false;
  // A sign beside an event of its own is said of that one.
  const isOwnSign = words.between("unpublished", sentence.start, sentence.end) || CODE_NAME.test(text.slice(around.start, around.end));
  const isOfOther = words.between("eventWord", around.start, sentence.start) || words.between("eventWord", sentence.end, around.end);
  if (!isOwnSign && isOfOther) return false;
  return !saysOutsideSigns(standing, around, "publishedNews") && !words.between("insideRules", sentence.start, sentence.end);
}

/** A sign such as 適時開示前 holds a word of news and is none. */
function saysOutsideSigns({ text, words }: Standing, place: Place, group: WordGroupName): boolean {
  let from = place.start;
  for (const match of matchesIn(text.slice(place.start, place.end), UNPUBLISHED)) {
    const sign = place.start + match.index;
    if (words.between(group, from, sign)) return true;
    from = sign + match[0].length;
  }
  return words.between(group, from, place.end);
}

// A sign this near before an event is one phrase with it: 公表前の業績予想の下方修正, "unannounced takeover".
const PHRASE_GAP_MAX = 10;
// English puts more words between a sign and the event that it is said of: "non-public information on the pending merger".
const WORDS_GAP_MAX = 28;
const SIGN_REACH = 40;

/**
 * Places of events that are told as unknown. Where the sign is an attribute of the event (未公開の合併) both together, else the statement: the
 * sentence from its subject to the end of the clause of whichever stands last.
 */
function* eventStatements(text: string, words: WordHits): Iterable<Piece> {
  if (!words.has("unpublished") && !CODE_NAME.test(text)) return;
  let done = 0;
  for (const from of words.startsOf(EVENT_WORD)) {
    EVENT.lastIndex = from;
    if (from < done || !EVENT.test(text)) continue;
    const event = { from, to: EVENT.lastIndex };
    const isNearSign = words.between("unpublished", from - SIGN_REACH, event.to + SIGN_REACH);
    const phrase = isNearSign ? withAttributes(text, event) : event;
    const isPhrase = phrase.from < event.from || phrase.to > event.to;
    const statement = isPhrase ? withTail(text, phrase) : statementOf(text, event);
    // Where the sign stands in the phrase itself, the rest of the sentence only explains it.
    done = Math.max(statement.to, sentenceAround(text, { start: event.from, end: event.to }).end);
    yield { from: Math.max(statement.from, 0), to: statement.to };
  }
}

/** Signs that are attributes of the event, before it or, in Japanese, behind it: 合併に関する未公表の重要事実. */
function withAttributes(text: string, event: Piece): Piece {
  const from = Math.max(0, event.from - SIGN_REACH);
  let phrase = event;
  for (const match of matchesIn(text.slice(from, event.to + SIGN_REACH), UNPUBLISHED)) {
    const sign = { from: from + match.index, to: from + match.index + match[0].length };
    const isBefore = sign.to <= phrase.from;
    const gap = isBefore ? text.slice(sign.to, phrase.from) : text.slice(phrase.to, Math.max(phrase.to, sign.from));
    const isNear = gap.length <= (isBefore && /^[a-z ]*$/i.test(gap) ? WORDS_GAP_MAX : PHRASE_GAP_MAX);
    if (!isNear || /[、。,:;\n!?「」()]|\. /.test(gap)) continue;
    const isAttribute = isBefore
      ? /^(?:の|的|な|[a-z -]{0,28}|.{0,4}(?:の|的))$/i.test(gap) &&
        !NO_ATTRIBUTE.test(match[0]) &&
        (gap !== "" || /^[^、,;]?$|[:\n「【。]$/.test(text.slice(Math.max(0, sign.from - 1), sign.from)))
      : /^(?:の|を|に(?:関する|係る))?$/.test(gap) && /^[のに]/.test(text.slice(sign.to));
    if (!isAttribute) continue;
    phrase = { from: Math.min(phrase.from, sign.from), to: Math.max(phrase.to, sign.to) };
  }
  return phrase;
}

const NO_ATTRIBUTE = /^(?:heard|told|tipped|nobody|no one|do not|don't|will|to be|until|before)/i;

// The subject of a statement stands at most so many characters before its event; English needs more of them for the same words.
const SUBJECT_REACH = 60;
const SUBJECT_REACH_LATIN = 110;
const CLAUSE_REST = 20;
const CLAUSE_REST_LATIN = 40;
/** What goes before a statement in its line and does not belong to it: a label, a list's number, who says it, a quote mark. */
const LEAD_MARK = /^.*(?:[:：「『“]|[>》】])/su;
const LEAD_WORDS = /^.*(?:が|けど|けれど|ところ|but|also)[,、]? |^(?:[\s\d(.)・*-]{1,8}|.{0,24}が、)/su;

/** The sentence of the event, from its subject to the end of the clause of the event or of the sign. */
function statementOf(text: string, event: Piece): Piece {
  const sentence = sentenceAround(text, { start: event.from, end: event.to });
  const signs = [...matchesIn(text.slice(sentence.start, sentence.end), UNPUBLISHED)].map(({ index, 0: sign }) => ({
    from: sentence.start + index,
    to: sentence.start + index + sign.length,
  }));
  const distance = (sign: Piece): number => Math.max(sign.from - event.to, event.from - sign.to);
  const [sign = event] = signs.toSorted((one, other) => distance(one) - distance(other));
  const first = Math.min(event.from, sign.from);
  const last = Math.max(event.to, sign.to);
  const isLatin = /[A-Za-z]{3} [A-Za-z]{2}/.test(text.slice(sentence.start, sentence.end));
  let from = Math.max(sentence.start, first - (isLatin ? SUBJECT_REACH_LATIN : SUBJECT_REACH));
  from += LEAD_MARK.exec(text.slice(from, event.from))?.[0].length ?? 0;
  from += LEAD_WORDS.exec(text.slice(from, Math.max(from, first)))?.[0].length ?? 0;
  // What an earlier clause tells is another matter: who says it, or of whom the talk is.
  from += /^.*(?:[、,;](?!\d)|, )/su.exec(text.slice(from, Math.max(from, first)))?.[0].length ?? 0;
  while (from < event.from && /[\s、,.("'“「-]/.test(text.charAt(from))) from += 1;
  const rest = text.slice(last, Math.min(sentence.end, last + (isLatin ? CLAUSE_REST_LATIN : CLAUSE_REST)));
  const clause = /^[^、,;。"'」』”!?\n(（]*?(?=[、,;。"'」』”!?\n]|\)[^\S\n]*$| - |から口外|ので|\. |\.$|$)/.exec(rest)?.[0] ?? "";
  const closed = /\([^()]*$/.test(text.slice(from, last)) ? (/^[^()\n]{0,8}\)/.exec(text.slice(last, last + 10))?.[0].length ?? 0) : 0;
  const to = last + (closed > 0 ? closed : clause.length);
  return { from, to: to - (/(?:です|ます)?[\s.]*$/.exec(text.slice(from, to))?.[0].length ?? 0) };
}

const TAIL =
  /^(?: (?:of|with|by|for) (?:(?:the )?[A-Z][\w&'-]*(?: [A-Z][\w&'-]*){0,3}|an? [a-z-]+(?: [a-z-]+)?)|(?:の|に関する)?(?:重要事実|情報|事実|決定|信息|消息|計画|计划|方案))/;

function withTail(text: string, phrase: Piece): Piece {
  const tail = TAIL.exec(text.slice(phrase.to, phrase.to + 60))?.[0].length ?? 0;
  return { from: phrase.from, to: phrase.to + tail };
}

/** What only has a date of publication is no secret, unless it is an event that nobody expects: a takeover, a restatement. */
function isNoCalendar(standing: Standing): boolean {
  const { text, words } = standing;
  const around = neighbourhoodOf(standing, sentenceAround(text, standing));
  const passage = text.slice(around.start, around.end);
  const isSure = [...matchesIn(passage, UNPUBLISHED)].some(({ index, 0: sign }) => {
    const from = around.start + index;
    return !words.between("scheduledEvent", from, from + sign.length) || words.between("unpublished", from, from + sign.length - 1);
  });
  if (isSure || CODE_NAME.test(passage)) return true;
  return [...matchesIn(passage, EVENTS)].some(
    ({ index, 0: event }) => !words.between("ordinaryEvent", around.start + index, around.start + index + event.length),
  );
}

export const INSIDE_INFORMATION_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "MNPI",
    why: "an event of a company that is not public yet",
    signal: "always",
    cue: ["eventWord"],
    views: WORDING_VIEWS,
    pattern: eventStatements,
    standsIn: (standing) => isUnpublished(standing) && isNoCalendar(standing),
    confidence: 0.8,
    examples: [
      "«公表前の業績予想の下方修正»に関する想定問答を作成してください。",
      "当社は乙社との«合併に関する未公表の重要事実»を保有している。",
      "«第三者割当増資を公表前»に知った。",
      "丙社は来月、«丁社の買収を予定»。まだ発表していないので他言無用。",
      "«尚未公告的重大资产重组»，请严格保密。",
      "«股份回购方案将于下周公告»，属内幕信息。",
      "«The takeover of Foo Ltd has not been announced yet».",
      "Project Falcon: «the merger closes in May».",
      "トレーディング部より：«丁社が来週火曜に増配を決議する件は開示前»です。",
      "研究员私下说：«标的公司中报将预亏，公告前别外传»。",
      "例の件ですが、«丁社の完全子会社化（未公表）»について来週話します。",
      "From the desk: «the issuer will miss its covenant test, nobody outside the bank knows», flatten the book.",
    ],
    counterExamples: [
      "インサイダー取引とは、未公表の重要事実を知って株式を売買することである。",
      "A社は昨日、B社の買収を公表した。",
      "The acquisition was announced yesterday in a press release.",
      "What is MNPI? It refers to material non-public information about a merger.",
      "公司已公告重大资产重组方案。",
      "当社の決算は5月です。",
      "The merger of two accounts is simple.",
      "決算発表は5月10日の予定です。",
      "年报将于4月28日披露。",
      "Q3 results will be announced on 24 October.",
    ],
  },
];
