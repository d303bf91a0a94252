// Chance that can be repeated: the same seed gives the same values, on every machine.

export interface Random {
  /** A whole number from `least` to `most`, both included. */
  readonly integer: (least: number, most: number) => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** So many characters of `alphabet`; digits where none is given. */
  readonly characters: (count: number, alphabet?: string) => string;
}

export const DIGITS = "0123456789";
export const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const SMALL_LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** One value of some kind. */
export type Generator = (random: Random) => string;

/** A stream of chance that follows from `seed` alone (mulberry32 over an FNV-1a hash of the seed). */
export function createRandom(seed: string): Random {
  let state = hashOf(seed);
  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const integer = (least: number, most: number): number => least + Math.floor(fraction() * (most - least + 1));
  return {
    integer,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    characters: (count, alphabet = DIGITS) =>
      Array.from({ length: count }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join(""),
  };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return hash | 0;
}

/** Tries until a value is acceptable. Throws where none is in ten thousand: the generator is then wrong. */
export function untilAccepted(make: () => string, accepts: (value: string) => boolean): string {
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    const value = make();
    if (accepts(value)) return value;
  }
  throw new Error("A generator of the corpus found no acceptable value in ten thousand attempts.");
}

/** The value in groups of these lengths, what remains in the last one. */
export function grouped(value: string, lengths: readonly number[], separator: string): string {
  const groups: string[] = [];
  let place = 0;
  for (const length of lengths) {
    groups.push(value.slice(place, place + length));
    place += length;
  }
  if (place < value.length) groups.push(value.slice(place));
  return groups.join(separator);
}

/** The digits of a text as numbers. */
export function digitsOf(text: string): number[] {
  return [...text].map(Number);
}

/** Σ digit × weight, the weights repeated where there are fewer. */
export function weightedSum(digits: readonly number[], weights: readonly number[]): number {
  return digits.reduce((sum, digit, place) => sum + digit * (weights[place % weights.length] ?? 0), 0);
}

/** A day on which somebody who is a customer today may have been born. */
export function birthDate(random: Random): { readonly year: number; readonly month: number; readonly day: number } {
  return { year: random.integer(1948, 2004), month: random.integer(1, 12), day: random.integer(1, 28) };
}

export function padded(number: number, length: number): string {
  return String(number).padStart(length, "0");
}
