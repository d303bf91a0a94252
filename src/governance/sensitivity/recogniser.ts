// What one recogniser declares, and how it is run over a folded text.
import type { EntityType, Level } from "./finding.ts";
import { LEVEL_OF_TYPE } from "./levels.ts";
import type { ViewName } from "./views.ts";
import { groupNumbers, type WordGroupName, type WordHits } from "./words.ts";

// What a text must hold at all before a recogniser is worth running.
const SIGNALS = {
  digits: /\d(?:[-. ()]{0,2}\d){6}/,
  twoDigits: /\d\d/,
  digit: /\d/,
  atSign: /@/,
  lessThan: /</,
  always: /^/,
} as const;
type Signal = keyof typeof SIGNALS;

/** Part of a value, in characters from its start. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Finds the places of all values in a folded text. */
type Search = (text: string) => Iterable<Piece>;

/** Where a possible value stands in the folded text. */
export interface Standing extends Place {
  readonly text: string;
  readonly words: WordHits;
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
  /** Words that say a value before which they stand is something else, unless a word of `context` (of `cue`, without any) stands nearer to it. */
  readonly rivals?: readonly WordGroupName[];
  /** Characters before and after the value that count as near. Default 40 and 20. */
  readonly near?: { readonly before: number; readonly after: number };
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

const NEAR_DEFAULT = { before: 40, after: 20 } as const;
const PLAIN_ONLY: readonly ViewName[] = ["plain"];

/** Runs recognisers over one view of a folded text. */
export type RecogniserRun = (text: string, words: WordHits, view: ViewName) => Found[];

/** What decides whether a recogniser is worth running, looked up beforehand: most are not, for most texts. */
interface Prepared {
  readonly recogniser: Recogniser;
  readonly signal: number;
  readonly cue: readonly number[] | undefined;
  readonly context: readonly number[] | undefined;
}

const SIGNAL_PATTERNS: readonly RegExp[] = Object.values(SIGNALS);
const SIGNAL_NAMES: readonly string[] = Object.keys(SIGNALS);

/** Prepares recognisers. Of those that a text's signals and words rule out each costs a few nanoseconds, however many there are. */
export function prepareRecognisers(recognisers: readonly Recogniser[]): RecogniserRun {
  const byView = new Map<ViewName, Prepared[]>();
  for (const recogniser of recognisers) {
    const { cue, context, signal, views = PLAIN_ONLY } = recogniser;
    const prepared: Prepared = {
      recogniser,
      signal: SIGNAL_NAMES.indexOf(signal),
      cue: cue === undefined ? undefined : groupNumbers(cue),
      context: context === undefined ? undefined : groupNumbers(context),
    };
    for (const view of views) byView.set(view, [...(byView.get(view) ?? []), prepared]);
  }
  return (text, words, view) => runAll(byView.get(view) ?? [], text, words);
}

function runAll(recognisers: readonly Prepared[], text: string, words: WordHits): Found[] {
  const found: Found[] = [];
  // Signals are judged once, as soon as a recogniser asks: 0 not yet, 1 there, 2 not there.
  const signals = new Uint8Array(SIGNAL_PATTERNS.length);
  for (const { recogniser, signal, cue, context } of recognisers) {
    if (signals[signal] === 0) signals[signal] = SIGNAL_PATTERNS[signal]?.test(text) === true ? 1 : 2;
    if (signals[signal] === 2) continue;
    if (cue !== undefined && !words.hasAny(cue)) continue;
    if (context !== undefined && !words.hasAny(context)) continue;
    findAll(text, words, recogniser, found);
  }
  return found;
}

function findAll(text: string, words: WordHits, recogniser: Recogniser, found: Found[]): void {
  for (const { from, to } of valuesIn(text, recogniser.pattern)) {
    const piece = pieceOf(recogniser, text.slice(from, to));
    if (piece === undefined) continue;
    const place = { start: from + piece.from, end: from + piece.to };
    if (!standsRightly(words, recogniser, place.start, place.end)) continue;
    if (recogniser.standsIn?.({ text, words, ...place }) === false) continue;
    found.push({
      type: recogniser.type,
      ...place,
      level: recogniser.level ?? LEVEL_OF_TYPE[recogniser.type],
      confidence: recogniser.confidence,
      why: recogniser.why,
    });
  }
}

function valuesIn(text: string, pattern: RegExp | Search): Iterable<Piece> {
  return pattern instanceof RegExp ? matchesOf(text, pattern) : pattern(text);
}

function* matchesOf(text: string, pattern: RegExp): Iterable<Piece> {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [from, to] = match.groups === undefined ? [match.index, pattern.lastIndex] : (match.indices?.groups?.value ?? [0, 0]);
    yield { from, to };
  }
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
  return rivals?.some((rival) => claims(words, rival, context ?? recogniser.cue ?? [], start, near.before)) !== true;
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
