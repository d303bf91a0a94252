// Whether a text may speak of a person at all: what is said of persons need not be looked for in any other.
import { groupNumbers, KIND, type WordHits } from "./words.ts";

/** Names that are no words, words for a person, and names of fields in a record of one. */
const OF_PERSONS = groupNumbers([
  "englishGivenName",
  "namedPerson",
  "roleOfPerson",
  "healthLabel",
  "religionLabel",
  "criminalLabel",
  "politicalLabel",
  "ethnicityLabel",
]);

/** Two words with a capital, or a title. */
const LATIN_NAME = /[A-ZÀ-ž][A-Za-zÀ-ž'’-]{0,40},? (?:[A-Z]\. ?)?[A-ZÀ-Þ]|(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr)\. /;
const EASTERN = KIND.kana | KIND.han;

/** Whether somebody may be named or spoken of: by a word for persons, in Japanese or Chinese, or by what looks like a name. */
export function maySpeakOfPersons(text: string, words: WordHits): boolean {
  return words.holds(EASTERN) || words.hasAny(OF_PERSONS) || LATIN_NAME.test(text);
}
