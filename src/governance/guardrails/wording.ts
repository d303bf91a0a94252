// The learnt judgement of a short text: what its wording and the company its words keep say about an attack, beside the rules.
import { readCodeUnits } from "../sensitivity/code-units.ts";
import type { Channel } from "./evidence.ts";
import type { Mark } from "./marks.ts";
import learnt from "./rules/wording.json" with { type: "json" };
import type { WordScan } from "./word-scan.ts";

/** Places for the weights of all signs. A power of two; two that share a place blur each other a little. */
export const WEIGHT_PLACES = 65_536;
/** The examples are short, and in a long text one sentence would drown: such a text is left to the rules. */
export const LEARNT_CHARACTERS_MAX = 1_200;
/** A text of fewer places has as much to say as one of so many: two words prove nothing. */
const PLACES_MIN = 24;
/** Enough for the stem of an English word; what follows is its ending. */
const STEM_LETTERS_MAX = 6;
/** Classes of one sentence that are paired: a sentence with more is a list of words. */
export const PAIRED_CLASSES_MAX = 32;
/** Beyond this the rules are sure, and how much surer they are says nothing. */
const EVIDENCE_MAX = 8;
/** Brings the evidence of the rules, and what holds for every text of a channel, to the size of the other signs. */
const EVIDENCE_SHARE = 0.2;

const CHANNEL_SEEDS = { user: 11, document: 23, tool: 37 } as const satisfies Record<Channel, number>;
const FIRST_HASH = 0x811c9dc5;
const PAIR_SEED = 0x9e3779b1;
const TRIPLE_SEED = 0x85ebca6b;
const CLASS_SEED = 0xc2b2ae35;
const COMPANY_SEED = 0x27d4eb2f;
const EVIDENCE_SEED = 0x165667b1;

const WEIGHTS = new Int8Array(Buffer.from(learnt.weights, "base64"));
const CLASS_HASHES = new Map<string, number>();

/** What one text shows: its folded form in lower case, its words and marks, and the evidence of the rules in log-odds. */
export interface Shown {
  readonly lower: string;
  readonly scan: WordScan;
  readonly marks: readonly Mark[];
  readonly total: number;
}

/** Signs that count alike: the places of their weights, and how much each says. */
export interface SignGroup {
  readonly places: Iterable<number>;
  readonly share: number;
}

/**
 * The learnt log-odds of an attack; undefined for a text that is too long for it. A linear model (logistic regression) over three kinds of
 * signs: the words, pairs and triples of words; the classes of words and marks, and the pairs that stand in one sentence; and the evidence
 * of the rules. Work is linear in the text, at most `LEARNT_CHARACTERS_MAX` characters.
 */
export function learntLogOdds(shown: Shown, channel: Channel): number | undefined {
  if (shown.lower.length > LEARNT_CHARACTERS_MAX) return undefined;
  let logOdds = 0;
  for (const { places, share } of signsOf(shown, channel)) {
    let sum = 0;
    for (const place of places) sum += WEIGHTS[place] ?? 0;
    logOdds += sum * share;
  }
  return logOdds * learnt.scale;
}

/** All signs of a text, each place once in its group. */
export function signsOf({ lower, scan, marks, total }: Shown, channel: Channel): readonly SignGroup[] {
  const wording = wordingPlaces(lower);
  const company = companyPlaces(scan, marks, channel);
  const evidence = placeOfEvidence(channel);
  return [
    { places: wording, share: shareOf(wording.size) },
    { places: company, share: shareOf(company.size) },
    { places: [evidence], share: Math.min(EVIDENCE_MAX, total) * EVIDENCE_SHARE },
    { places: [CHANNEL_SEEDS[channel]], share: EVIDENCE_SHARE },
  ];
}

function placeOfEvidence(channel: Channel): number {
  return placeOf(mixed(EVIDENCE_SEED, channelSeed(channel)));
}

/** How much each of `count` places says of its text: the more there are, the less. */
export function shareOf(count: number): number {
  return 1 / Math.sqrt(Math.max(PLACES_MIN, count));
}

/** What the weight of one place says. */
export function weightAt(place: number): number {
  return WEIGHTS[place] ?? 0;
}

/** The log-odds of the signs that stand in no text: the evidence of the rules, `total`, and the channel; `signs` is what all others say. */
export function logOddsOf(signs: number, total: number, channel: Channel): number {
  const evidence = weightAt(placeOfEvidence(channel)) * Math.min(EVIDENCE_MAX, total);
  return (signs + (evidence + weightAt(CHANNEL_SEEDS[channel])) * EVIDENCE_SHARE) * learnt.scale;
}

/** The places of words, pairs and triples of words. */
function wordingPlaces(lower: string): Set<number> {
  const places = new Uint16Array(PLACES_OF_WORD * lower.length);
  return new Set(
    places.subarray(
      0,
      readCodeUnits(lower, (units, length) => writeWordingPlaces(units, length, places)),
    ),
  );
}

/** A word is a sign, and so are the pair and the triple that it ends. */
export const PLACES_OF_WORD = 3;

/**
 * Writes the places of words, pairs and triples of words into `places`, which has room for three of each code unit, and gives their number;
 * a place may come more than once. A character that is no Latin letter or digit is a word.
 */
export function writeWordingPlaces(units: Uint16Array, length: number, places: Uint16Array): number {
  let count = 0;
  let last = 0;
  let beforeLast = 0;
  for (let index = 0; index < length; index += 1) {
    const code = units[index] ?? 0;
    if (code <= 0x20) continue;
    let word = mixed(FIRST_HASH, isDigit(code) ? 0x30 : code);
    if (isDigit(code)) while (index + 1 < length && isDigit(units[index + 1] ?? 0)) index += 1;
    for (let letters = 1; isLetter(code) && index + 1 < length && isLetter(units[index + 1] ?? 0); letters += 1) {
      index += 1;
      if (letters < STEM_LETTERS_MAX) word = mixed(word, units[index] ?? 0);
    }
    places[count++] = placeOf(word);
    if (last !== 0) places[count++] = placeOf(mixed(mixed(PAIR_SEED, last), word));
    if (beforeLast !== 0) places[count++] = placeOf(mixed(mixed(mixed(TRIPLE_SEED, beforeLast), last), word));
    beforeLast = last;
    last = word;
  }
  return count;
}

/** The places of the classes that words and marks belong to, and of the pairs that stand in one sentence; a user's apart from those in data. */
function companyPlaces({ hits, sentenceEnds }: WordScan, marks: readonly Mark[], channel: Channel): Set<number> {
  const places = new Set<number>();
  const seed = channelSeed(channel);
  for (const classes of classesBySentence(hits, marks, sentenceEnds).values()) {
    const hashes = [...classes].slice(0, PAIRED_CLASSES_MAX).sort(inOrder);
    for (const [index, one] of hashes.entries()) {
      places.add(placeOf(mixed(CLASS_SEED, one)));
      places.add(placeOf(mixed(mixed(CLASS_SEED, one), seed)));
      for (let next = index + 1; next < hashes.length; next += 1) places.add(pairPlace(one, hashes[next] ?? 0, seed));
    }
  }
  return places;
}

function pairPlace(lower: number, higher: number, seed: number): number {
  return placeOf(mixed(mixed(mixed(COMPANY_SEED, lower), higher), seed));
}

/** The places of a class: the first of any channel, the second of this one. */
export function placesOfClass(name: string, channel: Channel): readonly [number, number] {
  const hash = mixed(CLASS_SEED, classHash(name));
  return [placeOf(hash), placeOf(mixed(hash, channelSeed(channel)))];
}

/** The place of two classes that stand in one sentence. */
export function placeOfPair(one: string, other: string, channel: Channel): number {
  const hashes = [classHash(one), classHash(other)] as const;
  return pairPlace(Math.min(...hashes), Math.max(...hashes), channelSeed(channel));
}

/** The same signs say something else to a user's text than to data. */
function channelSeed(channel: Channel): number {
  return channel === "user" ? 1 : 2;
}

function classesBySentence(hits: WordScan["hits"], marks: readonly Mark[], sentenceEnds: readonly number[]): Map<number, Set<number>> {
  const bySentence = new Map<number, Set<number>>();
  const add = (sentence: number, hash: number): void => {
    const classes = bySentence.get(sentence) ?? new Set<number>();
    bySentence.set(sentence, classes.add(hash));
  };
  for (const { wordClass, sentence } of hits) add(sentence, classHash(wordClass));
  for (const { markClass, start } of marks) add(sentenceAt(sentenceEnds, start), classHash(markClass));
  return bySentence;
}

function sentenceAt(sentenceEnds: readonly number[], start: number): number {
  const sentence = sentenceEnds.findIndex((end) => end > start);
  return sentence < 0 ? sentenceEnds.length : sentence;
}

function classHash(name: string): number {
  const known = CLASS_HASHES.get(name);
  if (known !== undefined) return known;
  let hash = FIRST_HASH;
  for (let index = 0; index < name.length; index += 1) hash = mixed(hash, name.charCodeAt(index));
  CLASS_HASHES.set(name, hash);
  return hash;
}

function inOrder(one: number, other: number): number {
  return one - other;
}

/** One step of the FNV-1a hash. */
function mixed(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) >>> 0;
}

function placeOf(hash: number): number {
  return ((hash >>> 15) ^ hash) & (WEIGHT_PLACES - 1);
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || code === 0x27;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
