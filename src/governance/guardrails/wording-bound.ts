// Says how much the learnt judgement can see of an attack at most in a text whose marks are not looked for yet.
import { CLASS_NAMES } from "./class-numbers.ts";
import type { Channel } from "./evidence.ts";
import type { ScannedWords } from "./word-scan.ts";
import {
  LEARNT_CHARACTERS_MAX,
  logOddsOf,
  PAIRED_CLASSES_MAX,
  PLACES_OF_WORD,
  placeOfPair,
  placesOfClass,
  shareOf,
  WEIGHT_PLACES,
  weightAt,
  writeWordingPlaces,
} from "./wording.ts";

const CLASSES = CLASS_NAMES.length;
/** A place is known by the number of the count in which it was met; a byte holds so many counts. */
const COUNTS_MAX = 255;

/** The places of the classes and of their pairs, for one channel. */
interface CompanyPlaces {
  readonly ofClass: Uint16Array;
  readonly ofPair: Uint16Array;
}

const COMPANY = { user: companyPlaces("user"), document: companyPlaces("document"), tool: companyPlaces("tool") } as const;

function companyPlaces(channel: Channel): CompanyPlaces {
  const ofClass = Uint16Array.from(CLASS_NAMES.flatMap((name) => placesOfClass(name, channel)));
  const ofPair = Uint16Array.from(CLASS_NAMES.flatMap((one) => CLASS_NAMES.map((other) => placeOfPair(one, other, channel))));
  return { ofClass, ofPair };
}

export interface WordingBound {
  /**
   * The highest log-odds that `learntLogOdds` can give to the text, whose plain code units and words are given, with marks of the classes in
   * which `mayBeMarked` is 1 and evidence of `total` at most. The text is no longer than LEARNT_CHARACTERS_MAX. Linear in its length.
   */
  readonly most: (text: PlainText, mayBeMarked: readonly number[], total: number, channel: Channel) => number;
}

export interface PlainText {
  readonly units: Uint16Array;
  readonly length: number;
  readonly scanned: ScannedWords;
}

/** Adds up what places say, each once for one count. */
interface PlaceCount {
  /** Begins anew. */
  readonly start: () => void;
  readonly add: (place: number) => void;
  readonly addAll: (places: Uint16Array, length: number) => void;
  readonly isMet: (place: number) => boolean;
  readonly sum: () => number;
  readonly places: () => number;
}

function createPlaceCount(): PlaceCount {
  const metIn = new Uint8Array(WEIGHT_PLACES);
  let count = 0;
  let places = 0;
  let sum = 0;
  return {
    start() {
      if (count === COUNTS_MAX) metIn.fill(0);
      count = count === COUNTS_MAX ? 1 : count + 1;
      places = 0;
      sum = 0;
    },
    add(place) {
      if (metIn[place] === count) return;
      metIn[place] = count;
      places += 1;
      sum += weightAt(place);
    },
    // The same as `add` for each, with what it counts kept at hand.
    addAll(all, length) {
      const own = count;
      let met = 0;
      let said = 0;
      for (let index = 0; index < length; index += 1) {
        const place = all[index] ?? 0;
        if (metIn[place] === own) continue;
        metIn[place] = own;
        met += 1;
        said += weightAt(place);
      }
      places += met;
      sum += said;
    },
    isMet: (place) => metIn[place] === count,
    sum: () => sum,
    places: () => places,
  };
}

/** A bound with room of its own for one text at a time. */
export function createWordingBound(): WordingBound {
  const written = new Uint16Array(PLACES_OF_WORD * LEARNT_CHARACTERS_MAX);
  const inSentence: number[] = [];
  const isInText = new Uint8Array(CLASSES);
  const count = createPlaceCount();

  function wording(units: Uint16Array, length: number): number {
    count.start();
    count.addAll(written, writeWordingPlaces(units, length, written));
    return count.sum() * shareOf(count.places());
  }

  /** What the classes say that share a sentence; those of the text are left in `isInText`. */
  function addSentences({ count: words, classes, sentences }: ScannedWords, { ofClass, ofPair }: CompanyPlaces): void {
    let sentence = -1;
    let own = 0;
    for (let word = 0; word < words; word += 1) {
      if (sentences[word] !== sentence) own = 0;
      sentence = sentences[word] ?? 0;
      const wordClass = classes[word] ?? 0;
      let isKnown = own === PAIRED_CLASSES_MAX;
      for (let index = 0; index < own && !isKnown; index += 1) isKnown = inSentence[index] === wordClass;
      if (isKnown) continue;
      isInText[wordClass] = 1;
      count.add(ofClass[2 * wordClass] ?? 0);
      count.add(ofClass[2 * wordClass + 1] ?? 0);
      for (let index = 0; index < own; index += 1) count.add(ofPair[wordClass * CLASSES + (inSentence[index] ?? 0)] ?? 0);
      inSentence[own] = wordClass;
      own += 1;
    }
  }

  /** What the company of words and possible marks says at most: of a mark's places those count that speak for an attack. */
  function company(scanned: ScannedWords, mayBeMarked: readonly number[], own: CompanyPlaces): number {
    count.start();
    isInText.fill(0);
    addSentences(scanned, own);
    let possible = 0;
    let speaking = 0;
    const addPossible = (place: number): void => {
      if (count.isMet(place)) return;
      possible += 1;
      speaking += Math.max(0, weightAt(place));
    };
    for (const mark of mayBeMarked) isInText[mark] = 1;
    for (const mark of mayBeMarked) {
      addPossible(own.ofClass[2 * mark] ?? 0);
      addPossible(own.ofClass[2 * mark + 1] ?? 0);
      for (let other = 0; other < CLASSES; other += 1) if (isInText[other] === 1) addPossible(own.ofPair[mark * CLASSES + other] ?? 0);
    }
    const most = count.sum() + speaking;
    return most * shareOf(most > 0 ? count.places() : count.places() + possible);
  }

  return {
    most({ units, length, scanned }, mayBeMarked, total, channel) {
      return logOddsOf(wording(units, length) + company(scanned, mayBeMarked, COMPANY[channel]), total, channel);
    },
  };
}
