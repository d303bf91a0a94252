// Makes a question that leans on what was asked before stand alone, so that it can be searched for.
import words from "./answer-words.json" with { type: "json" };
import { type AnswerLanguage, contentTermsOf, languageOf } from "./content-terms.ts";

export interface EarlierTurn {
  readonly question: string;
  readonly answer: string;
}

/** A question with fewer content terms may leave out what it is about; one with more leans on nothing unless it says so. */
const SHORT_TERMS = 8;
/** How far back a subject is looked for. */
const TURNS_BACK_MAX = 4;
const PERIOD = /(?:FY ?)?(?:19|20)\d{2}(?:年度?)?|(?:令和|平成) ?(?:\d{1,2}|元)年度?/g;

/**
 * The question as it is searched for: with the subject of the nearest earlier question that stands alone before it, where it points back
 * ("and its fee?", それは, 那呢) or is an ellipsis. A period that it names itself replaces the earlier one.
 */
export function standAlone(question: string, earlier: readonly EarlierTurn[]): string {
  if (!leansOnEarlier(question)) return question;
  const turns = earlier.slice(-TURNS_BACK_MAX).toReversed();
  const subject = (turns.find((turn) => !leansOnEarlier(turn.question)) ?? turns.at(-1))?.question;
  if (subject === undefined) return question;
  const kept = question.search(PERIOD) >= 0 ? subject.replace(PERIOD, " ") : subject;
  return `${kept.replace(/[？?。]\s*$/, "").trim()} ${question}`;
}

function leansOnEarlier(question: string): boolean {
  const language = languageOf(question);
  if (contentTermsOf(question).size >= 2 * SHORT_TERMS) return false;
  return pointsBack(question.normalize("NFKC").toLowerCase().trim(), language) || contentTermsOf(question).size <= 1;
}

function pointsBack(plain: string, language: AnswerLanguage): boolean {
  const list = words.followUp[language];
  if (language !== "en")
    return list.some((word) => (word.length > 1 || language === "ja" ? plain.startsWith(word) : startsOrEnds(plain, word)));
  const tokens = ` ${plain.replace(/[^a-z ]/g, " ")} `;
  return list.some((word) => (word === "and" || word === "then" ? plain.startsWith(`${word} `) : tokens.includes(` ${word} `)));
}

function startsOrEnds(plain: string, word: string): boolean {
  return plain.startsWith(word) || new RegExp(`${word}[？?]?$`).test(plain);
}
