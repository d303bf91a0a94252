// Chinese names, places and ordinary words, as sets that are made when the first text asks for them.
import names from "../lexicon/chinese-names.json" with { type: "json" };
import regions from "../lexicon/chinese-regions.json" with { type: "json" };
import ordinary from "../lexicon/chinese-words.json" with { type: "json" };

/** All in simplified characters; see `simplified`. */
interface ChineseLexicon {
  readonly surnames: ReadonlySet<string>;
  /** Surnames that are also everyday characters: only a clear label or honorific makes them names. */
  readonly everydaySurnames: ReadonlySet<string>;
  /** Surnames of many people that are no everyday characters. */
  readonly commonSurnames: ReadonlySet<string>;
  /** Everyday characters that many people have as a surname. */
  readonly commonEverydaySurnames: ReadonlySet<string>;
  readonly compoundSurnames: ReadonlySet<string>;
  readonly givenNameCharacters: ReadonlySet<string>;
  readonly frequentGivenNameCharacters: ReadonlySet<string>;
  /** Characters that follow a name in running text and are hardly ever its last. */
  readonly charactersAfterNames: ReadonlySet<string>;
  /** What stands directly before a name and does not belong to it. */
  readonly beforeNames: ReadonlySet<string>;
  readonly notNames: ReadonlySet<string>;
  /** Cities, brands and persons whom everybody knows: named without a cue, they are no customer. */
  readonly publicNames: ReadonlySet<string>;
  readonly organisationEnds: readonly string[];
  /** Words of two and three characters. */
  readonly words: ReadonlySet<string>;
  readonly provinces: readonly string[];
  /** Cities and districts with their 市, 区, 县. */
  readonly districts: ReadonlySet<string>;
}

let known: ChineseLexicon | undefined;

/** The lexicon; made once, in some milliseconds. */
export function chineseLexicon(): ChineseLexicon {
  known ??= {
    surnames: characters(names.surnames),
    everydaySurnames: characters(names.everydaySurnames),
    commonSurnames: characters(names.commonSurnames),
    commonEverydaySurnames: characters(names.commonEverydaySurnames),
    compoundSurnames: new Set(names.compoundSurnames),
    givenNameCharacters: characters(names.givenNameCharacters),
    frequentGivenNameCharacters: characters(names.frequentGivenNameCharacters),
    charactersAfterNames: characters(names.charactersAfterNames),
    beforeNames: new Set(names.wordsBeforeNames),
    notNames: new Set(names.notNames),
    publicNames: new Set(names.publicNames),
    organisationEnds: names.organisationEnds,
    words: new Set(ordinary.words.flatMap((line) => line.split(" "))),
    provinces: regions.provinces.flatMap((line) => line.split(" ")),
    districts: new Set([...regions.cities, ...regions.districts].flatMap((line) => line.split(" "))),
  };
  return known;
}

function characters(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(""));
}

/** What a character can be for a name: asked of every character of a text, before any word is looked up. */
export const CHINESE_KIND = {
  surname: 1,
  compoundSurnameStart: 2,
  givenName: 4,
  /** The last of a word that stands before names. */
  endBeforeName: 8,
} as const;

let kinds: Uint8Array | undefined;

/** The kinds of each code unit; made once. */
export function chineseKinds(): Uint8Array {
  kinds ??= kindsOfCharacters();
  return kinds;
}

function kindsOfCharacters(): Uint8Array {
  const made = new Uint8Array(CODE_UNITS);
  const { surnames, compoundSurnames, givenNameCharacters, beforeNames } = chineseLexicon();
  const mark = (characters: Iterable<string>, kind: number, place: 0 | -1): void => {
    for (const word of characters) {
      const code = word.at(place)?.charCodeAt(0) ?? 0;
      made[code] = (made[code] ?? 0) | kind;
    }
  };
  mark(surnames, CHINESE_KIND.surname, 0);
  mark(compoundSurnames, CHINESE_KIND.compoundSurnameStart, 0);
  mark(givenNameCharacters, CHINESE_KIND.givenName, 0);
  mark(beforeNames, CHINESE_KIND.endBeforeName, -1);
  return made;
}

let simplifiedOf: Uint16Array | undefined;

/** The text with each traditional character as its simplified one, so of the same length. */
export function simplified(text: string): string {
  simplifiedOf ??= simplifiedCodes();
  let result = "";
  let copied = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = simplifiedOf[text.charCodeAt(index)] ?? 0;
    if (code === 0) continue;
    result += text.slice(copied, index) + String.fromCharCode(code);
    copied = index + 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

const CODE_UNITS = 0x1_0000;

function simplifiedCodes(): Uint16Array {
  const codes = new Uint16Array(CODE_UNITS);
  const to = names.simplified.join("");
  [...names.traditional.join("")].forEach((character, index) => {
    codes[character.charCodeAt(0)] = to.charCodeAt(index);
  });
  return codes;
}
