// Finds where a name in Latin letters begins and ends behind a cue that promises one.

import type { Piece } from "../recogniser.ts";
import { englishLexicon, plainSpelling } from "./english-lexicon.ts";
import { isLatinReading } from "./japanese-name-places.ts";
import {
  isInitial,
  isKnown,
  isNoWord,
  isOrganisationName,
  isOrganisationOrPlace,
  LETTER,
  PART,
  PARTICLE,
  PARTICLE_ONLY,
  type Token,
  tokensOf,
  UPPER,
} from "./latin-words.ts";

const SUFFIX = "(?:,? (?:Jr|Sr|II|III|IV)\\b\\.?)?";

/** One to six capitalised words with what may stand between them. "Surname, Given" is read too. */
export const LATIN_NAME = `${PARTICLE}${PART}(?:(?:, ?(?=[${UPPER}][${LETTER}]))? ?(?<=[ .,])${PARTICLE}${PART}){0,5}${SUFFIX}`;

const LAST_COMMA = /, ?/;

/** Where the words that can be a name end: at a label, a form of address or another word that no name holds. */
function nameLength(tokens: readonly Token[]): number {
  const { notNames, everydayWords, everydaySurnames, surnames, givenNames } = englishLexicon();
  const stop = tokens.findIndex(({ plain, text }, index) => {
    if (index === 0 || PARTICLE_ONLY.test(text) || text.length === 1) return false;
    if (notNames.has(plain)) return !everydaySurnames.has(plain);
    return everydayWords.has(plain) && !surnames.has(plain) && !givenNames.has(plain);
  });
  return stop === -1 ? tokens.length : stop;
}

/** Capitalised words behind a cue that promises a person: no organisation, no form of address. */
export function nameInLatin(value: string): Piece | undefined {
  const tokens = tokensOf(value);
  const first = tokens[0];
  if (first === undefined || englishLexicon().notNames.has(first.plain) || isOrganisationName(first, tokens[1])) return undefined;
  if (tokens.some((token, index) => isOrganisationOrPlace(token) && index > 0)) return undefined;
  const parts = tokens.slice(0, nameLength(tokens));
  const last = parts.findLast((token) => !PARTICLE_ONLY.test(token.text));
  if (last === undefined || parts.every((token) => token.plain.length < 2)) return undefined;
  const trailing = /\b(?:Jr|Sr)$/.test(last.text) && value.charAt(last.end) === "." ? 1 : 0;
  const comma = LAST_COMMA.exec(value)?.index;
  if (comma !== undefined && !isReversedName(tokens)) return nameInLatin(value.slice(0, comma));
  const isFinalInitial = /^[A-Z]\.$/.test(last.text) && parts.length > 1;
  const end = /\.$/.test(last.text) && !isFinalInitial ? last.end - 1 : last.end;
  return { from: 0, to: end + trailing };
}

/** "CHAN, Tai Man" or "O'Neill, Sarah J.": a surname and a comma before given names. */
function isReversedName(tokens: readonly Token[]): boolean {
  const [surname, given] = tokens;
  if (surname === undefined || given === undefined || tokens.length > 4) return false;
  const { givenNames, romanisedSyllables, surnames } = englishLexicon();
  const isGiven = givenNames.has(given.plain) || romanisedSyllables.has(given.plain) || isInitial(given);
  return isGiven && (surnames.has(surname.plain) || !isKnown(surname));
}

/** As `nameInLatin`, where the cue is weak: at least one word must be a known name. */
export function knownNameInLatin(value: string): Piece | undefined {
  const piece = nameInLatin(value);
  if (piece === undefined) return undefined;
  const tokens = tokensOf(value.slice(piece.from, piece.to));
  const { everydayWords, everydayGivenNames, romanisedSurnames } = englishLexicon();
  const first = tokens.find((token) => !PARTICLE_ONLY.test(token.text));
  if (first === undefined || (everydayWords.has(first.plain) && !everydayGivenNames.has(first.plain) && !isInitial(first)))
    return undefined;
  if (tokens.length === 1) return isSingleName(first) ? piece : undefined;
  const [one, other] = tokens;
  if (tokens.length === 2 && isInitial(first) && other !== undefined && isNoWord(other)) return piece;
  if (tokens.length === 2 && one !== undefined && other !== undefined && isLatinReading(one.text, other.text)) return piece;
  return tokens.some((token) => isKnown(token) || romanisedSurnames.has(token.plain)) ? piece : undefined;
}

/** As `knownNameInLatin`, where the cue can only be followed by a person: unknown words will do that are none of the language. */
export function newNameInLatin(value: string): Piece | undefined {
  const piece = nameInLatin(value);
  if (piece === undefined) return undefined;
  const areNoWords = tokensOf(value.slice(piece.from, piece.to)).every(
    (token) => PARTICLE_ONLY.test(token.text) || isInitial(token) || isNoWord(token),
  );
  return areNoWords ? piece : knownNameInLatin(value);
}

function isSingleName({ plain }: Token): boolean {
  const { givenNames, surnames, everydayWords, organisationNames } = englishLexicon();
  const isPart = givenNames.has(plain) || surnames.has(plain) || plain.includes("-");
  return isPart && !everydayWords.has(plain) && !organisationNames.has(plain);
}

/** A name in small letters, as people type in chats: known given names, with a known surname or alone. */
export function nameInSmallLetters(value: string): Piece | undefined {
  const [first, second] = tokensOf(value);
  if (first === undefined) return undefined;
  const {
    commonGivenNames,
    surnames,
    everydayWords,
    everydayGivenNames,
    everydaySurnames,
    romanisedSurnames,
    romanisedSyllables,
    notNames,
  } = englishLexicon();
  const isCertain = commonGivenNames.has(first.plain) && !everydayWords.has(first.plain);
  if (second !== undefined && !notNames.has(second.plain)) {
    const isSurname = surnames.has(second.plain) && (!everydayWords.has(second.plain) || everydaySurnames.has(second.plain));
    if ((isCertain || everydayGivenNames.has(first.plain)) && isSurname && second.plain.length > 1) return { from: 0, to: second.end };
    if (romanisedSurnames.has(first.plain) && romanisedSyllables.has(second.plain)) {
      const third = tokensOf(value)[2];
      return { from: 0, to: third !== undefined && romanisedSyllables.has(third.plain) ? third.end : second.end };
    }
  }
  return isCertain ? { from: 0, to: first.end } : undefined;
}

/** "j. r. hollis": initials and a known surname in small letters. */
export function initialsInSmallLetters(value: string): Piece | undefined {
  const { surnames, everydayWords, ordinaryWords } = englishLexicon();
  const last = tokensOf(value).at(-1);
  const isSurname = last !== undefined && surnames.has(last.plain) && !everydayWords.has(last.plain) && !ordinaryWords.has(last.plain);
  return isSurname ? { from: 0, to: last.end } : undefined;
}

/** Whether a single name is an everyday word too, so that it says nothing without its title. */
export function isEverydayName(name: string): boolean {
  return englishLexicon().everydayWords.has(plainSpelling(name));
}

/** As `knownNameInLatin`, for a name that begins with a given name, whatever capitalised word opens the sentence before it. */
export function givenNameInLatin(value: string): Piece | undefined {
  const { commonGivenNames, everydayWords } = englishLexicon();
  const tokens = tokensOf(value);
  const from = tokens.find(({ plain }) => !everydayWords.has(plain) && !englishLexicon().notNames.has(plain))?.start;
  const first = tokens.find(({ start }) => start === from);
  if (from === undefined || first === undefined || !commonGivenNames.has(first.plain.split("-")[0] ?? "")) return undefined;
  const piece = knownNameInLatin(value.slice(from));
  if (piece !== undefined && englishLexicon().givenNamesOfThings.has(value.slice(from).slice(piece.from, piece.to).toLowerCase()))
    return undefined;
  return piece === undefined ? undefined : { from: from + piece.from, to: from + piece.to };
}
