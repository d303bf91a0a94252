// The sentence or passage that a value stands in, and whether it speaks of one person or of people in general.
import type { EntityType } from "../finding.ts";
import type { Place, Standing } from "../recogniser.ts";
import type { WordGroupName, WordHits } from "../words.ts";
import { callsByName } from "./named-persons.ts";

// The longest sentence that is looked at on either side of a value, in characters: enough for two lines of a mail.
const SENTENCE_MAX = 160;
// A longer one ends at a multiple of this, so that values near each other share a passage, which is then looked at once.
const LIMIT_STEP = 32;
// How far before a value a person may have been named: a few fields of a form or a record.
const PASSAGE_MAX = 240;

const SENTENCE_ENDS: ReadonlySet<number> = new Set([..."。！？!?\n\r"].map((character) => character.charCodeAt(0)));
const FULL_STOP = 0x2e;
const ABBREVIATION_END = /(?<![A-Za-z])(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|No|Inc|Ltd|Co|Corp|approx|vs|Jr|Sr|[A-Z])$/;

/** The sentence, line or field that holds the place; about SENTENCE_MAX characters to either side at most. */
export function sentenceAround(text: string, { start, end }: Place): Place {
  let first = start;
  while (first > 0 && (start - first < SENTENCE_MAX || first % LIMIT_STEP !== 0) && !endsSentence(text, first - 1)) first -= 1;
  let last = end;
  while (last < text.length && (last - end < SENTENCE_MAX || last % LIMIT_STEP !== 0) && !endsSentence(text, last)) last += 1;
  return { start: first, end: last };
}

/** What a text says of one of its passages. */
type OfPassage<Answer> = (standing: Omit<Standing, "start" | "end">, place: Place) => Answer;

/** Longer than any text, so that each passage has a number of its own. */
const PLACES = 2 ** 26;

interface Remembered<Answer> {
  readonly answers: Map<number, Answer>;
  /** Of the passage that was asked for last: values next to each other stand in one. */
  last: { readonly start: number; readonly end: number; readonly answer: Answer } | undefined;
}

/** The same answer, looked for once in each passage, as long as somebody has the text's words: many values stand in one passage. */
export function remembered<Answer>(judge: OfPassage<Answer>): OfPassage<Answer> {
  const known = new WeakMap<WordHits, Remembered<Answer>>();
  return (standing, { start, end }) => {
    const ofText = known.get(standing.words) ?? { answers: new Map<number, Answer>(), last: undefined };
    if (ofText.last?.start === start && ofText.last.end === end) return ofText.last.answer;
    known.set(standing.words, ofText);
    const number = start * PLACES + end;
    const answer = ofText.answers.get(number) ?? judge(standing, { start, end });
    ofText.answers.set(number, answer);
    ofText.last = { start, end, answer };
    return answer;
  };
}

/** The same for what only the passage's own words decide: a passage that stands there again is not judged again. */
export function rememberedByWords(judge: (passage: string) => boolean): OfPassage<boolean> {
  const known = new WeakMap<WordHits, Map<string, boolean>>();
  return remembered(({ text, words }, { start, end }) => {
    const answers = known.get(words) ?? new Map<string, boolean>();
    known.set(words, answers);
    const passage = text.slice(start, end);
    const answer = answers.get(passage) ?? judge(passage);
    answers.set(passage, answer);
    return answer;
  });
}

/** The sentence with the one before it and the one behind it. */
export const neighbourhoodOf = remembered(({ text }, sentence): Place => {
  const before = sentenceAround(text, { start: skipEnds(text, sentence.start, -1), end: sentence.start });
  const behind = skipEnds(text, sentence.end, 1);
  return { start: before.start, end: sentenceAround(text, { start: behind, end: behind }).end };
});

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

const OTHERS = /(?<![其吉])他(?![人们們国國社行])|(?<!其)她/;
const HE = /(?<![彼此])彼(?![ら岸方此氏])|彼女(?!ら)/;

/** Whether the place names one certain person: by name and honorific, as he or she, as the writer's own family. */
export const namesOnePerson = remembered((standing, place) => {
  return standing.words.between("namedPerson", place.start, place.end) || speaksOfOther(standing, place) || callsByNameIn(standing, place);
});

const speaksOfOther = rememberedByWords((passage) => OTHERS.test(passage) || HE.test(passage));

/** Whether the passage of the text calls somebody by name: one that was found, or one that the passage itself makes plain. */
export const callsByNameIn = remembered(
  (standing, place) => foundIn("PERSON", standing, place) !== undefined || callsOneByName(standing, place),
);

const callsOneByName = rememberedByWords(callsByName);

/** The places of what was found of a type in a text, in order, as long as somebody has its words. */
const KNOWN_PLACES = new WeakMap<WordHits, Map<EntityType, readonly Place[]>>();

/** Those of earlier recognisers: whoever asks first of all comes behind them. */
function placesOf(type: EntityType, { words, found }: Pick<Standing, "words" | "found">): readonly Place[] {
  const known = KNOWN_PLACES.get(words) ?? new Map<EntityType, readonly Place[]>();
  KNOWN_PLACES.set(words, known);
  const places = known.get(type) ?? found.filter((one) => one.type === type).sort((one, other) => one.start - other.start);
  known.set(type, places);
  return places;
}

/** The first finding of the type that begins in the place, if it ends there too. */
export function foundIn(type: EntityType, standing: Pick<Standing, "words" | "found">, { start, end }: Place): Place | undefined {
  const places = placesOf(type, standing);
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const first = places[low];
  return first !== undefined && first.end <= end ? first : undefined;
}

const GENERIC_PERSON =
  /(?<![a-z])(?:an?|any|each|every|no|all|per|if the|if a|whether the|where the|when the|your|our|other) (?:[a-z]+ )?(?:customer|client|applicant|policyholder|borrower|claimant|employee|patient|insured|member|guarantor|tenant|debtor|caller|candidate|colleague)(?![a-z])/i;
const CONDITION =
  /場合|の有無|かどうか|か否か|方でも|の方は|の方も|なら|可能性|如果|是否|若|凡|可能|任何|(?<![a-z])(?:if|whether|unless|would|should|may|might|could)(?![a-z])/i;

/** Whether the place speaks of somebody in a role (顧客, 客户, the applicant) as of one person, not as a rule for everybody. */
export const speaksOfOneInRole = remembered(
  (standing, place) => standing.words.between("roleOfPerson", place.start, place.end) && !speaksOfAnybody(standing, place),
);

const speaksOfAnybody = rememberedByWords((passage) => GENERIC_PERSON.test(passage) || CONDITION.test(passage));
