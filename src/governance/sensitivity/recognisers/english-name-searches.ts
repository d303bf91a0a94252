// Finds names in Latin letters that no cue announces: by the lexicon, and by what stands around them.

import type { Piece } from "../recogniser.ts";
import { groupNumbers, type WordHits } from "../words.ts";
import { englishLexicon, plainSpelling } from "./english-lexicon.ts";
import { isLatinReading } from "./japanese-name-places.ts";
import {
  isFormOfWord,
  isInitial,
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

/** A run of two to seven capitalised words on one line. */
const RUN = new RegExp(`(?<![${LETTER}0-9@/_&'’-])(?<!(?<!\\d)\\.)${PART}(?:,? ${PARTICLE}${PART}){1,6}`, "y");
const CAPITAL = new RegExp(`[${UPPER}]`, "g");

const ENTERPRISE_BEHIND =
  /^(?:['’]s)?[ ]?(?:(?:&|and) (?:Co|Sons?|Company|Partners|Brothers|Associates|Bros)\b|(?:plc|inc|llc|llp|ltd|gmbh|rule|model|ratio|curve|index|test|method|simulations?|process|theorem|formula|filter|effect|hypothesis|distribution|score|act|street|road|avenue|branch|office|bank|securities|fund|funds|trust|group|shares|stock|airport|station|university|college|prize|award|cup|day|line)\b)/i;

const PUBLIC_OFFICE_BEFORE =
  /(?<![A-Za-z])(?:chair(?:man|woman)?|president|governor|prime minister|chancellor|secretary|senator|economist|author|saint|st\.?|lake|fort|mount|port|new|the|san|santa|hotel|hurricane|tropical storm|of the) $/i;

const BEFORE_CHARACTERS = 24;

const BEHIND_CHARACTERS = 24;

/** Names that the lexicon alone gives away: a known given name and a surname, or a romanised Chinese name. Linear in the text. */
export function* namesWithoutCue(text: string): Iterable<Piece> {
  let next = 0;
  for (let start = runStart(text, next); start !== undefined; start = runStart(text, next)) {
    RUN.lastIndex = start;
    const match = RUN.exec(text);
    next = Math.max(next, CAPITAL.lastIndex);
    if (match === null) continue;
    const tellsOfPerson = (): boolean =>
      PERSONAL.test(text.slice(Math.max(0, start - PERSONAL_CHARACTERS), start)) ||
      PERSONAL.test(text.slice(start + match[0].length, start + match[0].length + PERSONAL_CHARACTERS));
    const piece = nameInRun(match[0], tellsOfPerson);
    next = start + (piece?.to ?? match[0].length);
    if (piece === undefined) continue;
    const [from, to] = [start + piece.from, start + piece.to];
    const behind = text.slice(to, to + BEHIND_CHARACTERS);
    const before = text.slice(Math.max(0, from - BEFORE_CHARACTERS), from);
    if (!ENTERPRISE_BEHIND.test(behind) && !PUBLIC_OFFICE_BEFORE.test(before) && !isBehindAmpersand(before)) yield { from, to };
  }
}

/** Where the next run may begin: at a capital letter, or at the small one of d'Angelo. */
function runStart(text: string, from: number): number | undefined {
  CAPITAL.lastIndex = from;
  const capital = CAPITAL.exec(text)?.index;
  if (capital === undefined) return undefined;
  return capital - 2 >= from && /^[dl]['’]$/.test(text.slice(capital - 2, capital)) ? capital - 2 : capital;
}

/** Behind "Marks &" stands a firm, behind "Patrick &" a couple. */
function isBehindAmpersand(before: string): boolean {
  const couple = /(?:([A-Za-z]+) )?([A-Za-z]*) ?& ?$/.exec(before);
  if (couple === null) return before.endsWith("-");
  return !couple.slice(1).some((word) => word !== undefined && englishLexicon().commonGivenNames.has(plainSpelling(word)));
}

/** What stands near a person rather than a firm: numbers of persons, relatives, what persons do and suffer. */
const PERSONAL =
  /(?<![a-z])(?:he|she|his|her|him|herself|himself|caller|executors?|interviewer?|guest|married|lives|née|joint|nino|nric|fin|ssn|itin|ni|passport|licen[cs]e|dob|born|aged|mobile|phone|tel|call|e-?mail|account|acct|a\/c|card|sort code|iban|salary|payee|payer|wife|husband|son|daughter|mother|father|widow|spouse|estate|heir|owe[sd]?|debtor|creditor|died|deceased|convicted|pleaded|diagnos\w*|patient|insured|tenant|landlord|customer|client|cust|borrower|applicant|beneficiary|signatory|holder|contact|attn|chasing|agent|colleague|manager|consignee|receiver|speaker|voice ?(?:id|print)|kyc|hr|told|alleges|asked|signed|present|minutes|catholic|muslim|jew|jewish|hindu|buddhist|christian|witness)(?![a-z])|身份|护照|護照|客户|客戶|账户|賬戶|戶口|持有|先生|女士|电话|電話|签署|簽署/i;

const PERSONAL_CHARACTERS = 90;

function nameInRun(run: string, tellsOfPerson: () => boolean): Piece | undefined {
  const tokens = tokensOf(run);
  for (let first = 0; first + 1 < tokens.length; first += 1) {
    const [token, next] = [tokens[first], tokens[first + 1]];
    if (isOrganisationName(token, next)) return undefined;
    if (token !== undefined && next !== undefined && englishLexicon().publicFigures.has(`${token.plain} ${next.plain}`)) return undefined;
    const length =
      reversedLength(run, tokens, first) ??
      romanisedLength(tokens, first) ??
      givenAndSurnameLength(run, tokens, first) ??
      initialAndSurnameLength(tokens, first) ??
      unknownLength(run, tokens, first, tellsOfPerson);
    if (length === undefined) continue;
    const last = tokens[first + length - 1];
    // A comma ends what can be an enterprise's or a place's name.
    const isLast = last === undefined || run.charAt(last.end) === ",";
    const behind = isLast ? [] : tokens.slice(first + length, first + length + 3);
    const before = tokens[first - 1];
    if (behind.some(isOrganisationOrPlace) || (before !== undefined && isOrganisationOrPlace(before))) return undefined;
    const isAbbreviated = last !== undefined && /^[JS]r$/.test(last.text) && run.charAt(last.end) === ".";
    if (last !== undefined) return { from: token?.start ?? 0, to: last.end + (isAbbreviated ? 1 : 0) };
  }
  return undefined;
}

/** "P. Vanterpool": initials before a known or an unknown word, which is none of the language. */
function initialAndSurnameLength(tokens: readonly Token[], first: number): number | undefined {
  const initials = tokens.slice(first, first + 3).findIndex((token) => !/^[\p{Lu}]\.(?:[\p{Lu}]\.){0,2}$/u.test(token.text));
  const surname = tokens[first + initials];
  if (initials < 1 || surname === undefined || /^(?:U\.|E\.U|N\.Y|D\.C|P\.O)/.test(tokens[first]?.text ?? "")) return undefined;
  return isNoWord(surname) ? initials + 1 : undefined;
}

/** Two to four words that are none of the language; one of them a known name, or something personal near. */
function unknownLength(run: string, tokens: readonly Token[], first: number, tellsOfPerson: () => boolean): number | undefined {
  const given = tokens[first];
  if (given === undefined || given.text.length < 3 || !isNoWord(given) || run.charAt(given.end) === ",") return undefined;
  let length = 1;
  let words = 1;
  for (let next = tokens[first + length]; next !== undefined && length < 5; next = tokens[first + length]) {
    const isLink = PARTICLE_ONLY.test(next.text) || isInitial(next);
    if (!isLink && !isNoWord(next)) break;
    if (!isLink) words += 1;
    length += 1;
    if (run.charAt(next.end) === ",") break;
  }
  while (length > 1 && PARTICLE_ONLY.test(tokens[first + length - 1]?.text ?? "")) length -= 1;
  const parts = tokens.slice(first, first + length);
  const isFiliation = parts.some(({ text }) => /^[sdSDaA]\/[oOlLpP]$/.test(text));
  if (words < 2 && !isFiliation) return undefined;
  const { givenNames, surnames } = englishLexicon();
  const last = parts.at(-1);
  const isScottishOrIrish = last !== undefined && /^(?:Ma?c|O['’])\p{Lu}/u.test(last.text);
  const isJapanese = words === 2 && last !== undefined && isLatinReading(given.text, last.text);
  const isHalfKnown =
    isJapanese || isScottishOrIrish || givenNames.has(given.plain) || (last !== undefined && surnames.has(last.plain) && words === 2);
  return isFiliation || isHalfKnown || tellsOfPerson() ? length : undefined;
}

/** "TANAKA, Yuki": a surname in capitals, a comma, a given name. */
function reversedLength(run: string, tokens: readonly Token[], first: number): number | undefined {
  const [surname, given] = tokens.slice(first);
  if (surname === undefined || given === undefined || run.charAt(surname.end) !== ",") return undefined;
  const { commonGivenNames, everydayWords, surnames, romanisedSyllables } = englishLexicon();
  const inCapitals = surname.text.length > 1 && surname.text === surname.text.toUpperCase() && given.text !== given.text.toUpperCase();
  // D'Souza, Anil: the two are all that stands there.
  const isAlone = tokens.length === 2 && isNoWord(surname) && !commonGivenNames.has(surname.plain);
  if (!(inCapitals || isAlone) || !surnames.has(surname.plain) || everydayWords.has(surname.plain)) return undefined;
  const third = tokens[first + 2];
  if (romanisedSyllables.has(given.plain)) return third !== undefined && romanisedSyllables.has(third.plain) ? 3 : 2;
  if (!commonGivenNames.has(given.plain)) return undefined;
  return third !== undefined && isInitial(third) ? 3 : 2;
}

/** CHAN Tai Man, Tan Wei-Ming, Wang Xiaoming; with or without a Western given name before the surname. */
function romanisedLength(tokens: readonly Token[], first: number): number | undefined {
  const { romanisedSurnames, commonGivenNames, everydayWords } = englishLexicon();
  const surname = tokens[first];
  if (surname === undefined || !romanisedSurnames.has(surname.plain)) return undefined;
  const inCapitals = surname.text === surname.text.toUpperCase();
  if (!inCapitals && everydayWords.has(surname.plain)) return undefined;
  let length = 1;
  for (let next = tokens[first + length]; next !== undefined && length < 4 && isSyllables(next); next = tokens[first + length]) length += 1;
  if (length === 1) return undefined;
  const behind = tokens[first + length];
  // CHAN Tai Man, Peter and Tan Wei Ming Kelvin.
  const western = behind !== undefined && commonGivenNames.has(behind.plain) && !everydayWords.has(behind.plain);
  return western ? length + 1 : length;
}

const PINYIN_SYLLABLE =
  "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u)";

const TWO_SYLLABLES = new RegExp(`^${PINYIN_SYLLABLE}-?${PINYIN_SYLLABLE}$`);

function isSyllables({ plain, text }: Token): boolean {
  const { romanisedSyllables, everydayWords, surnames } = englishLexicon();
  if (!/^\p{Lu}/u.test(text)) return false;
  if (romanisedSyllables.has(plain)) return true;
  const parts = plain.split("-");
  if (parts.length === 2) return parts.every((part) => romanisedSyllables.has(part));
  return (
    plain.length >= 4 &&
    plain.length <= 10 &&
    TWO_SYLLABLES.test(plain) &&
    !everydayWords.has(plain) &&
    (plain.length > 5 || !surnames.has(plain))
  );
}

/** Mary O'Brien, John F. Smith, Jan van der Berg, Maria Garcia Lopez. */
function givenAndSurnameLength(run: string, tokens: readonly Token[], first: number): number | undefined {
  const { givenNames, commonGivenNames, everydayWords, everydayGivenNames } = englishLexicon();
  const given = tokens[first];
  if (given === undefined || /[,]/.test(run.charAt(given.end))) return undefined;
  const isEveryday = everydayWords.has(given.plain);
  const firstPart = given.plain.split("-")[0] ?? "";
  if (!(givenNames.has(given.plain) || commonGivenNames.has(firstPart)) || (isEveryday && !everydayGivenNames.has(given.plain)))
    return undefined;
  const isCertain = commonGivenNames.has(firstPart) && !isEveryday;
  let length = 1;
  let surnames = 0;
  for (let next = tokens[first + length]; next !== undefined && length < 6; next = tokens[first + length]) {
    if (!PARTICLE_ONLY.test(next.text) && !isInitial(next)) {
      if (!isSurname(next, isCertain) || surnames === 2) break;
      surnames += 1;
    }
    length += 1;
    if (run.charAt(next.end) === ",") break;
  }
  while (length > 1 && PARTICLE_ONLY.test(tokens[first + length - 1]?.text ?? "")) length -= 1;
  if (surnames > 0 && /^(?:Jr|Sr|II|III|IV)$/.test(tokens[first + length]?.text ?? "")) length += 1;
  return surnames > 0 ? length : undefined;
}

/** Whether a word can be the surname behind a given name; behind a certain one it may also be an everyday word or an unknown one. */
function isSurname({ plain, text }: Token, isCertain: boolean): boolean {
  // The first letters of a British post code.
  if (/^(?:[A-Z]{1,2}|[A-Z]{1,2}\d.*)$/.test(text)) return false;
  const { surnames, everydayWords, everydaySurnames, notNames, organisationWords, placeWords } = englishLexicon();
  if (notNames.has(plain) || organisationWords.has(plain) || (placeWords.has(plain) && !everydaySurnames.has(plain))) return false;
  const parts = plain.split("-");
  const isListed = surnames.has(plain) || parts.some((part) => surnames.has(part)) || /^(?:O['’]|M(?:a?)c|Fitz|D['’])[A-Z]/.test(text);
  if (everydayWords.has(plain)) return isCertain && surnames.has(plain) && everydaySurnames.has(plain);
  if (isListed) return true;
  // Petrova: unknown, but no word of the language either.
  return (
    isCertain &&
    /^\p{Lu}(?:[\p{Ll}'’-]{3,}|[\p{Lu}'’-]{4,})$/u.test(text) &&
    !englishLexicon().ordinaryWords.has(plain) &&
    !isFormOfWord(plain)
  );
}

const SMALL_PAIR = /(?<![\w./@:#-])[a-z]{3,15} (?=(?<second>[a-z]{3,20})(?![\w@/:#(=-]|\.\w))/y;
const GIVEN_NAME = groupNumbers(["englishGivenName"]);

/** A known given name and a known surname in small letters, neither of them a word. Linear: two look-ups for each given name. */
export function* namesInSmallLetters(text: string, words: WordHits): Iterable<Piece> {
  const { surnames, everydayWords, ordinaryWords, givenNames } = englishLexicon();
  const isWord = (word: string): boolean => everydayWords.has(word) || ordinaryWords.has(word);
  for (const start of words.startsOf(GIVEN_NAME)) {
    SMALL_PAIR.lastIndex = start;
    const match = SMALL_PAIR.exec(text);
    const second = match?.groups?.second ?? "";
    if (match === null || !surnames.has(second) || isWord(second) || (givenNames.has(second) && second.length < 4)) continue;
    yield { from: start, to: start + match[0].length + second.length };
  }
}
