// The lists of Japanese names, words and places, read from disk when a text first needs them.
import { readFileSync } from "node:fs";
import characters from "../lexicon/japanese-characters.json" with { type: "json" };
import notNames from "../lexicon/japanese-not-names.json" with { type: "json" };
import words from "../words/japanese-names.json" with { type: "json" };

const PLAIN_FORMS: ReadonlyMap<string, string> = new Map(Object.entries(characters.plainForms));
const VARIANT = new RegExp(`[${[...PLAIN_FORMS.keys()].join("")}\\uf900-\\ufaff]`, "gu");

/** The form in which names are listed: 髙 as 高, 𠮷 as 吉, 邊 as 辺. */
export function plainForm(name: string): string {
  for (let index = 0; index < name.length; index += 1) {
    if (VARIANT_UNITS[name.charCodeAt(index)] === 1) return withPlainCharacters(name);
  }
  return name;
}

const CODE_UNITS = 0x1_0000;
/** 1 for the first code unit of a character that has a plainer form: most names have none, which is cheap to see. */
const VARIANT_UNITS = new Uint8Array(CODE_UNITS).fill(1, 0xf900, 0xfb00);
for (const character of PLAIN_FORMS.keys()) VARIANT_UNITS[character.charCodeAt(0)] = 1;

function withPlainCharacters(name: string): string {
  return name.replace(VARIANT, (character) => PLAIN_FORMS.get(character) ?? character.normalize("NFKC"));
}

/** Whether a name, in its plain form, is on a list. */
export type NameList = (plainName: string) => boolean;

export interface JapaneseLexicon {
  readonly isSurname: NameList;
  /** Whether a family name may begin at a place: no look-up by the name itself, and yet it rules out most places. */
  readonly surnameMayBeginAt: (text: string, start: number) => boolean;
  /** One of the thousand or so that most people bear. */
  readonly isFrequentSurname: NameList;
  readonly isGivenName: NameList;
  /** A name that is an ordinary word too: only a cue makes it a name. */
  readonly isOrdinaryWord: NameList;
  /** A character of which many given names are made. */
  readonly isGivenCharacter: (character: string) => boolean;
  /** A longer word that reads like a surname and a given name: 高田馬場. */
  readonly looksLikeName: NameList;
  /** Readings as `romanOf` spells them. */
  readonly surnameReadings: ReadonlySet<string>;
  readonly givenReadings: ReadonlySet<string>;
}

function read(file: string): string {
  return readFileSync(new URL(`../lexicon/${file}`, import.meta.url), "utf8");
}

/** Remembers what is costly to build, from the first time it is asked for. */
function lazily<Value>(build: () => Value): () => Value {
  let built: { readonly value: Value } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

/**
 * A list as `derive-japanese.py` writes it: a line of names of one character; then for each first character a line with it, the second
 * characters of the names of two, and the rest of every longer name behind a space. It is searched as it stands: nothing is unpacked.
 */
function openNameList(file: string): NameList {
  const [singles = "", ...lines] = read(file).split("\n");
  const byFirst = new Map<string, { readonly seconds: string; readonly rests: string }>();
  const known = openBits();
  for (const single of singles) known.add(hashOf(single));
  for (const line of lines) {
    const [head = "", ...longer] = line.split(" ");
    for (const second of head.slice(1)) known.add(hashOf(head.charAt(0) + second));
    for (const rest of longer) known.add(hashOf(head.charAt(0) + rest));
    const space = line.indexOf(" ");
    const seconds = line.slice(1, space < 0 ? undefined : space);
    byFirst.set(line.charAt(0), { seconds, rests: space < 0 ? "" : `${line.slice(space)} ` });
  }
  return (name) => {
    if (!known.has(hashOf(name))) return false;
    if (name.length < 2) return name !== "" && singles.includes(name);
    const entry = byFirst.get(name.charAt(0));
    if (entry === undefined) return false;
    return name.length === 2 ? entry.seconds.includes(name.charAt(1)) : entry.rests.includes(` ${name.slice(1)} `);
  };
}

const BITS = 2 ** 20;

interface Bits {
  readonly add: (hash: number) => void;
  /** Whether a hash like this one was added; a few that were not look as if they were. */
  readonly has: (hash: number) => boolean;
}

/** A set of hashes in 128 kB: it rules out nearly everything that is on no list before a list is searched. */
function openBits(): Bits {
  const bits = new Uint8Array(BITS / 8);
  return {
    add(hash) {
      const place = hash >>> 12;
      bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
    },
    has(hash) {
      const place = hash >>> 12;
      return ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
    },
  };
}

function hashOf(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x9e37_79b1) ^ (hash >>> 15);
  return hash;
}

function hashOfPair(first: number, second: number): number {
  return Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca6b);
}

/** Whether a family name may begin at a place, by its first two characters. */
function openBeginnings(file: string, others: ReadonlySet<string>): (text: string, start: number) => boolean {
  const pairs = openBits();
  const [, ...lines] = read(file).split("\n");
  for (const line of lines) {
    const [head = "", ...rests] = line.split(" ");
    for (let index = 1; index < head.length; index += 1) pairs.add(hashOfPair(head.charCodeAt(0), head.charCodeAt(index)));
    for (const rest of rests) pairs.add(hashOfPair(head.charCodeAt(0), rest.charCodeAt(0)));
  }
  const singles = new Uint8Array(CODE_UNITS);
  for (const name of others) {
    if (name.length === 1) singles[name.charCodeAt(0)] = 1;
    else pairs.add(hashOfPair(name.charCodeAt(0), name.charCodeAt(1)));
  }
  return (text, start) => {
    const [first, second] = [text.charCodeAt(start), text.charCodeAt(start + 1)];
    const isVariant = VARIANT_UNITS[first] === 1 || VARIANT_UNITS[second] === 1;
    return singles[first] === 1 || isVariant || pairs.has(hashOfPair(first, second));
  };
}

function openWords(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

export const japaneseLexicon: () => JapaneseLexicon = lazily(() => {
  const frequent = openWords(read("japanese-frequent-surnames.txt"));
  const givenCharacters = new Set(read("japanese-given-characters.txt").trim());
  return {
    isSurname: openNameList("japanese-surnames.txt"),
    surnameMayBeginAt: openBeginnings("japanese-surnames.txt", frequent),
    isFrequentSurname: (name) => frequent.has(name),
    isGivenName: openNameList("japanese-given-names.txt"),
    isOrdinaryWord: openNameList("japanese-ordinary-words.txt"),
    isGivenCharacter: (character) => givenCharacters.has(character),
    looksLikeName: openNameList("japanese-name-look-alikes.txt"),
    surnameReadings: openWords(read("japanese-surname-readings.txt")),
    givenReadings: openWords(read("japanese-given-readings.txt")),
  };
});

export interface JapanesePlaces {
  readonly prefectures: ReadonlySet<string>;
  /** Cities, towns, villages and wards by their names with 市 区 町 村. */
  readonly municipalities: ReadonlySet<string>;
  /** The names of all of them without what makes them places: 千葉, 山口, 横浜. */
  readonly stems: ReadonlySet<string>;
}

export const japanesePlaces: () => JapanesePlaces = lazily(() => {
  const lines = read("japanese-places.txt").trim().split("\n");
  const prefectures = new Set(lines.map((line) => line.split(" ", 1)[0] ?? ""));
  const municipalities = new Set(lines.flatMap((line) => line.split(" ").slice(1)).flatMap((city) => city.split("/")));
  const stems = new Set([...prefectures, ...municipalities].filter(({ length }) => length > 2).map((name) => name.slice(0, -1)));
  return { prefectures, municipalities, stems };
});

const splitWords = (text: string): readonly string[] => text.split(" ");
const longestFirst = (text: string): readonly string[] => splitWords(text).toSorted((one, other) => other.length - one.length);
const endingIn = (text: string): RegExp => new RegExp(`(?:${longestFirst(text).join("|")})$`);

/** Words that stand where a name could stand and are none. */
export const NOT_NAMES: ReadonlySet<string> = new Set(splitWords(notNames.notNames));
export const KANA_NOT_NAMES: ReadonlySet<string> = new Set(splitWords(notNames.kanaNotNames));
export const LATIN_NOT_NAMES: ReadonlySet<string> = new Set(splitWords(notNames.latinNotNames));
export const HISTORIC_PERSONS: ReadonlySet<string> = new Set(splitWords(notNames.historicPersons).map(plainForm));
/** Family names of Korea and China in Japanese spelling: beside a cue only, and before a space and a given name. */
export const NEIGHBOUR_SURNAMES: ReadonlySet<string> = new Set(splitWords(notNames.neighbourSurnames));
/** Characters that alone behind a family name are seldom a given name. */
export const SUFFIX_CHARACTERS: ReadonlySet<string> = new Set(notNames.suffixCharacters);
/** Family names of one character that people bear more often than texts use the character as a word: beside a label or title only. */
export const SINGLE_SURNAMES: ReadonlySet<string> = new Set(splitWords(notNames.singleSurnames));
/** Companies, books and persons whom everybody knows, of two names from abroad. */
export const ABROAD_NOT_PERSONS: ReadonlySet<string> = new Set(splitWords(notNames.abroadNotPersons));
/** Names from abroad in katakana, given and family. */
export const abroadNames: () => ReadonlySet<string> = lazily(() => openWords(read("japanese-foreign-names.txt")));
/** What a person is to a text: a relative, a customer, somebody in charge. Stands in columns of its own, and is nobody's name. */
export const ROLES: ReadonlySet<string> = new Set([...words.japaneseRoleLabel.ja, ...words.japaneseRelation.ja]);
/** Words before a given name alone: 長男蓮. */
export const RELATIONS = words.japaneseRelation.ja;
/** Names that forms print as samples. */
export const PLACEHOLDERS: ReadonlySet<string> = new Set(splitWords(notNames.placeholders));
/** Family names that stand for companies more often, where several stand in a row. */
export const COMPANY_SURNAMES: ReadonlySet<string> = new Set(splitWords(notNames.companySurnames));
/** Words directly before or behind a name that do not belong to it, the longest first. */
export const BEFORE_NAMES = longestFirst(notNames.beforeNames);
export const AFTER_NAMES = longestFirst(notNames.afterNames);
/** Ends that make a company or an office, a place, or a role of what stands before them. */
export const ORGANISATION_ENDING = endingIn(notNames.organisationEnds);
export const PLACE_ENDING = endingIn(notNames.placeEnds);
export const ROLE_ENDING = endingIn(notNames.roleEnds);
