// Says how much the wording of a short text is like that of known attacks: what was learnt from examples, beside the rules.
import type { Channel } from "./evidence.ts";
import learnt from "./rules/wording.json" with { type: "json" };

/** Places for the weights of words, pairs and triples of words. A power of two; two that share a place blur each other a little. */
export const WEIGHT_PLACES = 32_768;
/** The examples are short, and in a long text one sentence would drown: such a text is left to the rules. */
const CHARACTERS_MAX = 1_200;
/** A text of fewer places has as much to say as one of so many: two words prove nothing. */
const PLACES_MIN = 24;
/** Enough for the stem of an English word; what follows is its ending. */
const STEM_LETTERS_MAX = 6;

const CHANNEL_SEEDS = { user: 11, document: 23, tool: 37 } as const satisfies Record<Channel, number>;
const FIRST_HASH = 0x811c9dc5;
const PAIR_SEED = 0x9e3779b1;
const TRIPLE_SEED = 0x85ebca6b;

const WEIGHTS = new Int8Array(Buffer.from(learnt.weights, "base64"));

/**
 * The likeness as log-odds, about 0 where nothing speaks for or against an attack. `lower` is a folded text in lower case. A linear model
 * (logistic regression) over the words, pairs and triples of words that are in the text; takes at most `CHARACTERS_MAX` characters.
 */
export function likenessToAttacks(lower: string, channel: Channel): number {
  if (lower.length > CHARACTERS_MAX) return 0;
  const places = wordingPlaces(lower, channel);
  let sum = 0;
  for (const place of places) sum += WEIGHTS[place] ?? 0;
  return sum * learnt.scale * shareOfPlace(places);
}

/** How much each place says of its text: the more there are, the less. */
export function shareOfPlace(places: ReadonlySet<number>): number {
  return 1 / Math.sqrt(Math.max(PLACES_MIN, places.size));
}

/** The places of the weights that a text has a say in, each once. */
export function wordingPlaces(lower: string, channel: Channel): Set<number> {
  const places = new Set<number>([CHANNEL_SEEDS[channel]]);
  let last = 0;
  let beforeLast = 0;
  const add = (word: number): void => {
    places.add(placeOf(word));
    if (last !== 0) places.add(placeOf(mixed(mixed(PAIR_SEED, last), word)));
    if (beforeLast !== 0) places.add(placeOf(mixed(mixed(mixed(TRIPLE_SEED, beforeLast), last), word)));
    beforeLast = last;
    last = word;
  };
  for (let index = 0; index < lower.length; index += 1) {
    const code = lower.charCodeAt(index);
    if (code <= 0x20) continue;
    let word = mixed(FIRST_HASH, isDigit(code) ? 0x30 : code);
    if (isDigit(code)) while (isDigit(lower.charCodeAt(index + 1))) index += 1;
    for (let letters = 1; isLetter(code) && isLetter(lower.charCodeAt(index + 1)); letters += 1) {
      index += 1;
      if (letters < STEM_LETTERS_MAX) word = mixed(word, lower.charCodeAt(index));
    }
    add(word);
  }
  return places;
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
