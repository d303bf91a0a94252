// Recogniser of inside information: an event that moves a price, and a sign that the public does not know of it yet.
import type { Piece, Recogniser, Standing } from "../recogniser.ts";
import content from "../words/content.json" with { type: "json" };
import { lexiconSource } from "./lexicon-pattern.ts";
import { neighbourhoodOf, sentenceAround } from "./passages.ts";

const EVENT = new RegExp(lexiconSource(content.eventWord), "gi");
const UNPUBLISHED = new RegExp(lexiconSource(content.unpublished), "gi");

// A project with a name of its own: an assignment that is not spoken of by the company's name.
const CODE_NAME =
  /(?<![A-Za-z])Project [A-Z][a-z]{2,14}(?![a-z])|プロジェクト[「『"]?[ァ-ヴーA-Z\u4e00-\u9fff][ァ-ヴーA-Za-z]{0,12}[」』"]?|「[^」\n]{1,12}」(?:プロジェクト|案件)|(?:项目代号|代号|項目代號)[:“"「]?[\u4e00-\u9fffA-Za-z]{1,10}|项目“[^”\n]{1,10}”/;

/** Whether the event is told as one that is not public: a sign of it in the sentence or the next to it, and none of news or of teaching. */
function isUnpublished({ text, words, start, end }: Standing): boolean {
  const sentence = sentenceAround(text, { start, end });
  const around = neighbourhoodOf(text, sentence);
  if (words.between("publishedNews", around.start, around.end) || words.between("insideRules", sentence.start, sentence.end)) return false;
  return words.between("unpublished", around.start, around.end) || CODE_NAME.test(text.slice(around.start, around.end));
}

// A sign this near to the event is one phrase with it: 「合併に関する未公表」, "unannounced takeover".
const PHRASE_GAP_MAX = 10;
// English puts more words between a sign and the event that it is said of: "non-public information on the pending merger".
const WORDS_GAP_MAX = 28;
const SIGN_REACH = 40;

/**
 * Places of events with the sign that nobody knows of them, where the two stand together in one clause (公表前の業績予想の下方修正),
 * else with the noun phrase around the event (B社の買収, acquisition of Foo Ltd).
 */
function* eventPhrases(text: string): Iterable<Piece> {
  let done = 0;
  for (const match of text.matchAll(EVENT)) {
    const event = { from: match.index, to: match.index + match[0].length };
    if (event.from < done) continue;
    const signed = withSigns(text, event);
    const phrase = withTail(text, signed === event ? withOwner(text, event) : signed);
    // Where the sign stands in the phrase itself, the rest of the sentence only explains it.
    done = signed === event ? phrase.to : sentenceAround(text, { start: phrase.to, end: phrase.to }).end;
    yield phrase;
  }
}

function withSigns(text: string, event: Piece): Piece {
  const from = Math.max(0, event.from - SIGN_REACH);
  const reach = text.slice(from, event.to + SIGN_REACH);
  let phrase = event;
  for (const match of reach.matchAll(UNPUBLISHED)) {
    const sign = { from: from + match.index, to: from + match.index + match[0].length };
    const gap = sign.to <= phrase.from ? text.slice(sign.to, phrase.from) : text.slice(phrase.to, Math.max(phrase.to, sign.from));
    const isBefore = sign.to <= phrase.from;
    if (gap.length > (isBefore && /^[a-z ]*$/i.test(gap) ? WORDS_GAP_MAX : PHRASE_GAP_MAX) || /[、。,:\n;!?「」]|\. /.test(gap)) continue;
    phrase = { from: Math.min(phrase.from, sign.from), to: Math.max(phrase.to, sign.to) };
  }
  return phrase;
}

const OWNER = /(?:[A-Z0-9\u3400-\u9fffァ-ヴー々・]{1,14}(?:による|の|への|との|に対する))?[A-Z\u3400-\u9fffァ-ヴー々・]{0,8}$/;

/** The nouns right before the event: who does it to whom. */
function withOwner(text: string, phrase: Piece): Piece {
  const before = text.slice(Math.max(0, phrase.from - 26), phrase.from);
  const owner = /[\u3400-\u9fff]/.test(text.slice(phrase.from, phrase.to)) || /^[A-Z]{2,3}O?B?$/.test(text.slice(phrase.from, phrase.to));
  return owner ? { from: phrase.from - (OWNER.exec(before)?.[0].length ?? 0), to: phrase.to } : phrase;
}

const TAIL =
  /^(?: (?:of|with|by|for) (?:(?:the )?[A-Z][\w&'-]*(?: [A-Z][\w&'-]*){0,3}|an? [a-z-]+(?: [a-z-]+)?)|(?:の|に関する)?(?:重要事実|情報|事実|決定|信息|消息|計画|计划|方案))/;

function withTail(text: string, phrase: Piece): Piece {
  const tail = TAIL.exec(text.slice(phrase.to, phrase.to + 60))?.[0].length ?? 0;
  return { from: phrase.from, to: phrase.to + tail };
}

export const INSIDE_INFORMATION_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "MNPI",
    why: "an event of a company that is not public yet",
    signal: "always",
    cue: ["eventWord"],
    pattern: eventPhrases,
    standsIn: isUnpublished,
    confidence: 0.8,
    examples: [
      "«公表前の業績予想の下方修正»に関する想定問答を作成してください。",
      "当社は乙社との«合併に関する未公表の重要事実»を保有している。",
      "«第三者割当増資を公表前»に知った。",
      "丙社は来月、«丁社の買収»を予定。まだ発表していないので他言無用。",
      "«尚未公告的重大资产重组»，请严格保密。",
      "«股份回购方案将于下周公告»，属内幕信息。",
      "The «takeover of Foo Ltd» has not been announced yet.",
      "Project Falcon: the «merger» closes in May.",
    ],
    counterExamples: [
      "インサイダー取引とは、未公表の重要事実を知って株式を売買することである。",
      "A社は昨日、B社の買収を公表した。",
      "The acquisition was announced yesterday in a press release.",
      "What is MNPI? It refers to material non-public information about a merger.",
      "公司已公告重大资产重组方案。",
      "当社の決算は5月です。",
      "The merger of two accounts is simple.",
    ],
  },
];
