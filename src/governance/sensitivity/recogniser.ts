// What one recogniser declares, and how it is run over a folded text.
import { createBeginningsIndex } from "./beginnings-index.ts";
import type { EntityType, Finding, Level } from "./finding.ts";
import { LEVEL_OF_TYPE } from "./levels.ts";
import { matchesAtPlaces, matchesIn } from "./matches-at-words.ts";
import { maySpeakOfPersons } from "./spoken-of-persons.ts";
import type { ViewName } from "./views.ts";
import { groupNumbers, KIND, type WordGroupName, type WordHits } from "./words.ts";

interface SignalTest {
  /** The text must hold a character of one of these kinds; 0: any will do. */
  readonly kinds: number;
  /** What must be true of the text besides. */
  readonly test?: (text: string) => boolean;
}

// What a text must hold at all before a recogniser is worth running.
const SIGNALS = {
  digits: { kinds: KIND.digit, test: (text) => /\d(?:[-. ()]{0,2}\d){6}/.test(text) },
  twoDigits: { kinds: KIND.digit, test: (text) => /\d\d/.test(text) },
  digit: { kinds: KIND.digit },
  atSign: { kinds: KIND.atSign },
  lessThan: { kinds: KIND.lessThan },
  capital: { kinds: KIND.capital },
  kana: { kinds: KIND.kana },
  han: { kinds: KIND.han },
  /** Japanese or Chinese writing. */
  eastern: { kinds: KIND.kana | KIND.han },
  /** A number before a word that begins with a capital or is a number itself, as in an address. */
  houseNumber: { kinds: KIND.digit, test: (text) => /\d[A-Za-z]?,? [A-Z0-9\u00c0-\u017e]/.test(text) },
  britishPostCode: { kinds: KIND.digit, test: (text) => /[A-Z]\d[A-Z\d]? ?\d[A-Z]{2}/.test(text) },
  /** A number or letter before a word for a house. */
  chineseHouse: {
    kinds: KIND.han,
    test: (text) => /[号號弄巷院栋棟幢座期](?<=[0-9A-Za-z一二三四五六七八九十百零〇两廿甲乙丙丁] ?.)/.test(text),
  },
  /** A number in Chinese writing before a currency. */
  writtenAmount: {
    kinds: KIND.han,
    test: (text) => /[円圓圆元块万萬](?<=[〇零一二三四五六七八九十百千万萬億亿壱壹弐貳贰参叁參肆伍陸陆柒漆捌玖拾佰仟阡两兩].)/.test(text),
  },
  /** Two lines with the same mark between cells in both. */
  table: { kinds: KIND.lineBreak, test: holdsTable },
  /** Several lines. */
  lines: { kinds: KIND.lineBreak },
  /** What stands between a label and its value in a form or a sentence. */
  labelMark: { kinds: KIND.capital, test: (text) => /[:=>|\t]| {2}| is /.test(text) },
  /** Capitals in a row, as codes have them. */
  capitals: { kinds: KIND.capital, test: (text) => /[A-Z]{4}/.test(text) },
  /** A currency as English words have it. */
  spokenCurrency: {
    kinds: KIND.small | KIND.capital,
    test: (text) => /[ -](?:dollars|pounds|euros|yen|yuan|francs|rupees|grand|quid|bucks)/i.test(text),
  },
  /** What a key is at least: so many letters and digits in a row. */
  longRun: { kinds: KIND.small | KIND.capital, test: holdsLongRun },
  always: { kinds: 0 },
} as const satisfies Readonly<Record<string, SignalTest>>;
type Signal = keyof typeof SIGNALS;

const LONG_RUN = 16;
const RUN_SIGNS: ReadonlySet<number> = new Set([..."+/=-_"].map((sign) => sign.charCodeAt(0)));

/** Looks back from where a run would end to the last character that breaks it: most characters of ordinary text are never looked at. */
function holdsLongRun(text: string): boolean {
  for (let last = LONG_RUN - 1; last < text.length; ) {
    let place = last;
    while (place > last - LONG_RUN && isOfRun(text.charCodeAt(place))) place -= 1;
    if (place === last - LONG_RUN) return true;
    last = place + LONG_RUN;
  }
  return false;
}

/** Letters, digits and the signs of Base64 and of keys. */
function isOfRun(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a && code < 0x80) || (code >= 0x30 && code <= 0x39) || RUN_SIGNS.has(code);
}

function holdsTable(text: string): boolean {
  let above = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const own = delimitersIn(text, start, end);
    if ((own & above) !== 0) return true;
    above = own;
    start = end + 1;
  }
  return false;
}

function delimitersIn(text: string, start: number, end: number): number {
  let delimiters = 0;
  for (let place = start; place < end; place += 1) {
    const delimiter = ",;|\t".indexOf(text.charAt(place));
    if (delimiter >= 0) delimiters |= 1 << delimiter;
  }
  return delimiters;
}

/** Part of a value, in characters from its start. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Finds the places of all values in a folded text. */
type Search = (text: string, words: WordHits) => Iterable<Piece>;

/** Where a possible value stands in the folded text. */
export interface Standing extends Place {
  readonly text: string;
  readonly words: WordHits;
  /** What the recognisers before this one found in the text. */
  readonly found: readonly Found[];
}

export interface Place {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Recogniser {
  readonly type: EntityType;
  /** In words an auditor can follow: it becomes the finding's `why`. */
  readonly why: string;
  readonly signal: Signal;
  /** The text must hold a word of one of these groups anywhere, or the pattern is not tried at all: what makes most recognisers cost nothing. */
  readonly cue?: readonly WordGroupName[];
  /**
   * Every match of the pattern begins with a word of one of these groups (matched in any case, as groups are): it is tried at these words
   * only, which costs nothing anywhere else. Says at least what `cue` does.
   */
  readonly begins?: readonly WordGroupName[];
  /** The readings of a text in which it looks; `plain` alone where absent. */
  readonly views?: readonly ViewName[];
  /**
   * Flags `d` and `g`. A group named `value` marks the entity where it is only part of the match. Linear: bounded repeats, none nested in
   * another. A search (in linear time) where no expression can say it, as for the columns of a table.
   */
  readonly pattern: RegExp | Search;
  /** Check digit, range, date: whether the value can be one at all. */
  readonly accepts?: (value: string) => boolean;
  /** The part of the value that is the entity, where a pattern cannot say it; undefined: none. */
  readonly narrows?: (value: string) => Piece | undefined;
  /** A word of one of these groups must stand near. */
  readonly context?: readonly WordGroupName[];
  /** No word of any of these groups may stand near. */
  readonly against?: readonly WordGroupName[];
  /**
   * Words that say a value before which they stand is something else, unless a word of `context` (without any: of `cue` or `begins`) stands
   * nearer to it.
   */
  readonly rivals?: readonly WordGroupName[];
  /** Characters before and after the value that count as near. Default 40 and 20. */
  readonly near?: { readonly before: number; readonly after: number };
  /** It is said of persons: looked for only in a text that may speak of one, or in which the recognisers before found one. */
  readonly isOfPersons?: true;
  /** Whether it stands in a passage that makes it one. Asked last; looks no farther than a few hundred characters to either side. */
  readonly standsIn?: (standing: Standing) => boolean;
  readonly confidence: number;
  /** Where this one says more than its type does; never below the type's level. */
  readonly level?: Level;
  /** Texts in which `«…»` marks what must be found. */
  readonly examples: readonly string[];
  /** Texts in which this recogniser must find nothing. */
  readonly counterExamples: readonly string[];
}

/** Something found, at its place in the folded text. */
export interface Found {
  readonly type: EntityType;
  readonly start: number;
  readonly end: number;
  readonly level: Level;
  readonly confidence: number;
  readonly why: string;
  /** Whether it stands there only as the text reads once a disguise is taken off. */
  readonly isDisguised?: boolean;
}

/** What was found, at its place in the original text, as a finding. */
export function findingOf(text: string, { type, start, end, level, confidence, why }: Found): Finding {
  return { type, start, end, text: text.slice(start, end), level, confidence, why };
}

const NEAR_DEFAULT = { before: 40, after: 20 } as const;
const PLAIN_ONLY: readonly ViewName[] = ["plain"];

/** Runs recognisers over one view of a folded text. */
export type RecogniserRun = (text: string, words: WordHits, view: ViewName) => Found[];

/** What decides whether a recogniser is worth running, looked up beforehand: most are not, for most texts. */
interface Prepared {
  readonly recogniser: Recogniser;
  readonly signal: number;
  /** The kinds of characters of its signal. */
  readonly kinds: number;
  readonly cue: readonly number[] | undefined;
  readonly context: readonly number[] | undefined;
  readonly search: Search;
  /** The pattern that is tried where a match may begin, with the flag `y`; undefined: there is a search of its own. */
  readonly pattern: RegExp | undefined;
  readonly sourceCharacters: number;
}

const SIGNAL_TESTS: readonly SignalTest[] = Object.values(SIGNALS);
const SIGNAL_NAMES: readonly string[] = Object.keys(SIGNALS);

/** Prepares recognisers. Of those that a text's signals and words rule out each costs a few nanoseconds, however many there are. */
export function prepareRecognisers(recognisers: readonly Recogniser[]): RecogniserRun {
  const byView = new Map<ViewName, Prepared[]>();
  for (const recogniser of recognisers) {
    const prepared = prepare(recogniser);
    for (const view of recogniser.views ?? PLAIN_ONLY) byView.set(view, [...(byView.get(view) ?? []), prepared]);
  }
  const findPlaces = createPlaceFinder();
  return (text, words, view) => {
    const worthwhile = worthRunning(byView.get(view) ?? [], text, words);
    const found: Found[] = [];
    const runAll = (some: readonly Prepared[]): void => {
      const places = findPlaces(some, words);
      for (const [place, prepared] of some.entries()) findAll(text, words, prepared.recogniser, searchOf(prepared, places[place]), found);
    };
    const firstOfPersons = worthwhile.findIndex(({ recogniser }) => recogniser.isOfPersons);
    if (firstOfPersons < 0 || maySpeakOfPersons(text, words)) {
      runAll(worthwhile);
      return found;
    }
    runAll(worthwhile.slice(0, firstOfPersons));
    const holdsPerson = found.some(({ type }) => type === "PERSON");
    runAll(worthwhile.slice(firstOfPersons).filter(({ recogniser }) => holdsPerson || recogniser.isOfPersons !== true));
    return found;
  };
}

function prepare(recogniser: Recogniser): Prepared {
  const { begins, context, signal, pattern } = recogniser;
  const cue = recogniser.cue ?? begins;
  const isPattern = pattern instanceof RegExp;
  return {
    recogniser,
    signal: SIGNAL_NAMES.indexOf(signal),
    kinds: SIGNALS[signal].kinds,
    cue: cue === undefined ? undefined : groupNumbers(cue),
    context: context === undefined ? undefined : groupNumbers(context),
    search: isPattern ? (begins === undefined ? everywhere(pattern) : atWords(pattern, groupNumbers(begins))) : pattern,
    pattern: isPattern && begins === undefined ? sticky(pattern) : undefined,
    sourceCharacters: isPattern && begins === undefined ? pattern.source.length : 0,
  };
}

function worthRunning(recognisers: readonly Prepared[], text: string, words: WordHits): readonly Prepared[] {
  // Signals are judged once, as soon as a recogniser asks: 0 not yet, 1 there, 2 not there.
  const signals = new Uint8Array(SIGNAL_TESTS.length);
  return recognisers.filter(({ signal, kinds, cue, context }) => {
    if (kinds !== 0 && !words.holds(kinds)) return false;
    if (cue !== undefined && !words.hasAny(cue)) return false;
    if (context !== undefined && !words.hasAny(context)) return false;
    if (signals[signal] === 0) signals[signal] = SIGNAL_TESTS[signal]?.test?.(text) === false ? 2 : 1;
    return signals[signal] === 1;
  });
}

/** Of each recogniser the places where its pattern may match; undefined: anywhere. */
type FindPlaces = (recognisers: readonly Prepared[], words: WordHits) => readonly (readonly number[] | undefined)[];

/** Few short expressions are tried everywhere in less time than it takes to look where they can match: so many characters of source in all. */
const SOURCES_MIN = 30_000;

/** What a pattern's matches can begin with is found out when the first text asks. */
function createPlaceFinder(): FindPlaces {
  const index = createBeginningsIndex();
  const known = new Map<RegExp, number | undefined>();
  const numberOf = (pattern: RegExp): number | undefined => {
    if (!known.has(pattern)) known.set(pattern, index.add(pattern));
    return known.get(pattern);
  };
  return (recognisers, words) => {
    const sources = recognisers.reduce((sum, { sourceCharacters }) => sum + sourceCharacters, 0);
    if (sources < SOURCES_MIN) return [];
    const numbers = recognisers.map(({ pattern }) => (pattern === undefined ? undefined : numberOf(pattern)));
    const wanted = numbers.filter((number) => number !== undefined);
    if (wanted.length === 0) return [];
    const places = index.placesOf(words.cells(), wanted);
    let next = -1;
    return numbers.map((number) => {
      if (number === undefined) return undefined;
      next += 1;
      return places[next];
    });
  };
}

function searchOf({ search, pattern }: Prepared, places: readonly number[] | undefined): Search {
  if (pattern === undefined || places === undefined) return search;
  return places.length === 0 ? NOWHERE : atPlaces(pattern, places);
}

function findAll(text: string, words: WordHits, recogniser: Recogniser, search: Search, found: Found[]): void {
  for (const { from, to } of search(text, words)) {
    const piece = pieceOf(recogniser, text.slice(from, to));
    if (piece === undefined) continue;
    const place = { start: from + piece.from, end: from + piece.to };
    if (!standsRightly(words, recogniser, place.start, place.end)) continue;
    if (recogniser.standsIn?.({ text, words, found, ...place }) === false) continue;
    found.push({
      type: recogniser.type,
      ...place,
      level: recogniser.level ?? LEVEL_OF_TYPE[recogniser.type],
      confidence: recogniser.confidence,
      why: recogniser.why,
    });
  }
}

const NOWHERE: Search = () => [];

function everywhere(pattern: RegExp): Search {
  return function* (text) {
    for (const match of matchesIn(text, pattern)) yield entityIn(match, match.index + match[0].length);
  };
}

/** The same matches where each begins at one of the places. */
function atPlaces(pattern: RegExp, places: readonly number[]): Search {
  return function* (text) {
    for (const match of matchesAtPlaces(text, pattern, places)) yield entityIn(match, match.index + match[0].length);
  };
}

/** The same matches where each begins with a word of one of the groups. */
function atWords(pattern: RegExp, groups: readonly number[]): Search {
  const here = sticky(pattern);
  return (text, words) => atPlaces(here, words.startsOf(groups))(text, words);
}

function sticky(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace("g", "y"));
}

function entityIn(match: RegExpExecArray, matchEnd: number): Piece {
  const [from, to] = match.groups === undefined ? [match.index, matchEnd] : (match.indices?.groups?.value ?? [0, 0]);
  return { from, to };
}

function pieceOf(recogniser: Recogniser, value: string): Piece | undefined {
  if (value === "" || recogniser.accepts?.(value) === false) return undefined;
  return recogniser.narrows === undefined ? { from: 0, to: value.length } : recogniser.narrows(value);
}

/** Whether the words around the place are those that the recogniser needs and none that it must not have. */
function standsRightly(words: WordHits, recogniser: Recogniser, start: number, end: number): boolean {
  const { context, against, rivals, near = NEAR_DEFAULT } = recogniser;
  // The value itself is left out, so that a word is never found across it.
  const isNear = (group: WordGroupName): boolean =>
    words.between(group, start - near.before, start) || words.between(group, end, end + near.after);
  if (context?.some(isNear) === false || against?.some(isNear) === true) return false;
  return rivals?.some((rival) => claims(words, rival, context ?? recogniser.cue ?? recogniser.begins ?? [], start, near.before)) !== true;
}

/** Whether a word of the rival group stands before the place, and behind every word of the context that stands there. */
function claims(words: WordHits, rival: WordGroupName, context: readonly WordGroupName[], start: number, reach: number): boolean {
  const distance = distanceBefore(words, rival, start, reach);
  if (distance === undefined) return false;
  return context.every((group) => {
    const nearest = distanceBefore(words, group, start, reach);
    // A word that contains the rival (a card number within a residence card number) or follows it answers it.
    return nearest === undefined || (nearest > distance && words.between(group, start - nearest, start - distance));
  });
}

/** How far before the place the nearest word of the group begins, found by halving; undefined: none within reach. */
function distanceBefore(words: WordHits, group: WordGroupName, start: number, reach: number): number | undefined {
  if (!words.between(group, start - reach, start)) return undefined;
  let [low, high] = [1, reach];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words.between(group, start - middle, start)) high = middle;
    else low = middle + 1;
  }
  return low;
}
