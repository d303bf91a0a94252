// English names and the words that are no names, as sets that are made when the first text asks for them.
import givenNames from "../lexicon/english-given-names.json" with { type: "json" };
import ordinary from "../lexicon/english-ordinary-words.json" with { type: "json" };
import surnames from "../lexicon/english-surnames.json" with { type: "json" };
import words from "../lexicon/english-words.json" with { type: "json" };

/** All in lower case and without accents; see `plainSpelling`. */
interface EnglishLexicon {
  readonly commonGivenNames: ReadonlySet<string>;
  readonly givenNames: ReadonlySet<string>;
  readonly surnames: ReadonlySet<string>;
  /** Ordinary words that are also somebody's name. */
  readonly everydayWords: ReadonlySet<string>;
  /** Those of them that are first of all given names: Mark, Grace. */
  readonly everydayGivenNames: ReadonlySet<string>;
  /** Given names that cities, products and prizes bear: alone they are nobody's. */
  readonly givenNamesOfThings: ReadonlySet<string>;
  /** Those of them that many people have as a surname: behind a certain given name they are one. */
  readonly everydaySurnames: ReadonlySet<string>;
  /** Frequent words that are nobody's name. */
  readonly ordinaryWords: ReadonlySet<string>;
  /** Forms of address, roles, labels, months: what stands where a name could and is none. */
  readonly notNames: ReadonlySet<string>;
  readonly organisationWords: ReadonlySet<string>;
  readonly placeWords: ReadonlySet<string>;
  /** The first two words of enterprises, rules and places that are called like a person. */
  readonly organisationNames: ReadonlySet<string>;
  /** The first two words of persons whom everybody knows: named without a title or a label, no customer. */
  readonly publicFigures: ReadonlySet<string>;
  readonly romanisedSurnames: ReadonlySet<string>;
  readonly romanisedSyllables: ReadonlySet<string>;
}

let known: EnglishLexicon | undefined;

/** The lexicon; made once, in a few milliseconds. */
export function englishLexicon(): EnglishLexicon {
  known ??= makeLexicon();
  return known;
}

function makeLexicon(): EnglishLexicon {
  const common = split(givenNames.common);
  return {
    commonGivenNames: new Set(common),
    givenNames: new Set([...common, ...split(givenNames.further)]),
    surnames: new Set(split(surnames.surnames)),
    everydayWords: new Set(words.everydayWords.flatMap((line) => line.split(" "))),
    ordinaryWords: new Set(split(ordinary.ordinaryWords)),
    everydayGivenNames: new Set(split(words.everydayGivenNames)),
    givenNamesOfThings: new Set(split(words.givenNamesOfThings)),
    everydaySurnames: new Set(split(words.everydaySurnames)),
    notNames: new Set(split(words.notNames)),
    organisationWords: new Set(split(words.organisationWords)),
    placeWords: new Set(split(words.placeWords)),
    organisationNames: new Set(words.organisationNames),
    publicFigures: new Set(words.publicFigures),
    romanisedSurnames: new Set(split(words.romanisedSurnames)),
    romanisedSyllables: new Set(split(words.romanisedSyllables)),
  };
}

/** Given names of many people that are no words of the language. */
export function certainGivenNames(): readonly string[] {
  const { commonGivenNames, everydayWords, ordinaryWords } = englishLexicon();
  return [...commonGivenNames].filter((name) => !everydayWords.has(name) && !ordinaryWords.has(name));
}

function split(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(" "));
}

const MARKS = /[\u0300-\u036f'’.]/g;
const OTHER_LETTERS: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th", ı: "i" };

/** A word in lower case, without accents, apostrophes and full stops: how the lexicon spells it. */
export function plainSpelling(word: string): string {
  const lower = word.toLowerCase();
  if (/^[a-z]*$/.test(lower)) return lower;
  return lower
    .normalize("NFD")
    .replace(MARKS, "")
    .replace(/[øłđßæœðþı]/g, (letter) => OTHER_LETTERS[letter] ?? letter);
}
