// What one recogniser declares, and how it is run over a folded text.
import type { EntityType, Level } from "./finding.ts";
import { LEVEL_OF_TYPE } from "./levels.ts";
import type { ViewName } from "./views.ts";
import type { WordGroupName, WordHits } from "./words.ts";

// What a text must hold at all before a recogniser is worth running.
const SIGNALS = {
  digits: /\d(?:[- ()]{0,2}\d){6}/,
  twoDigits: /\d\d/,
  atSign: /@/,
  always: /^/,
} as const;
type Signal = keyof typeof SIGNALS;

/** Part of a value, in characters from its start. */
export interface Piece {
  readonly from: number;
  readonly to: number;
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
  /** Flags `d` and `g`. A group named `value` marks the entity where it is only part of the match. Linear: bounded repeats, none nested in another. */
  readonly pattern: RegExp;
  /** Check digit, range, date: whether the value can be one at all. */
  readonly accepts?: (value: string) => boolean;
  /** The part of the value that is the entity, where a pattern cannot say it; undefined: none. */
  readonly narrows?: (value: string) => Piece | undefined;
  /** A word of one of these groups must stand near. */
  readonly context?: readonly WordGroupName[];
  /** No word of any of these groups may stand near. */
  readonly against?: readonly WordGroupName[];
  /** Characters before and after the value that count as near. Default 40 and 20. */
  readonly near?: { readonly before: number; readonly after: number };
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
}

const NEAR_DEFAULT = { before: 40, after: 20 } as const;

/** Runs recognisers over one view of a text. Signals are judged once, however many recognisers ask. */
export function createRun(text: string, words: WordHits, view: ViewName): (recogniser: Recogniser) => readonly Found[] {
  const judged = new Map<Signal, boolean>();
  const holds = (signal: Signal): boolean => {
    const known = judged.get(signal);
    if (known !== undefined) return known;
    const answer = SIGNALS[signal].test(text);
    judged.set(signal, answer);
    return answer;
  };
  return (recogniser) => {
    const { signal, views = PLAIN_ONLY, cue, context } = recogniser;
    if (!views.includes(view) || !holds(signal)) return [];
    if (cue?.some(words.has) === false || context?.some(words.has) === false) return [];
    return findAll(text, words, recogniser);
  };
}

const PLAIN_ONLY: readonly ViewName[] = ["plain"];

function findAll(text: string, words: WordHits, recogniser: Recogniser): Found[] {
  const found: Found[] = [];
  const { pattern } = recogniser;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [start, end] = match.groups === undefined ? [match.index, pattern.lastIndex] : (match.indices?.groups?.value ?? [0, 0]);
    const piece = pieceOf(recogniser, text.slice(start, end));
    if (piece === undefined) continue;
    const place = { start: start + piece.from, end: start + piece.to };
    if (!standsRightly(words, recogniser, place.start, place.end)) continue;
    found.push({
      type: recogniser.type,
      ...place,
      level: recogniser.level ?? LEVEL_OF_TYPE[recogniser.type],
      confidence: recogniser.confidence,
      why: recogniser.why,
    });
  }
  return found;
}

function pieceOf(recogniser: Recogniser, value: string): Piece | undefined {
  if (value === "" || recogniser.accepts?.(value) === false) return undefined;
  return recogniser.narrows === undefined ? { from: 0, to: value.length } : recogniser.narrows(value);
}

/** Whether the words around the place are those that the recogniser needs and none that it must not have. */
function standsRightly(words: WordHits, recogniser: Recogniser, start: number, end: number): boolean {
  const { context, against, near = NEAR_DEFAULT } = recogniser;
  // The value itself is left out, so that a word is never found across it.
  const isNear = (group: WordGroupName): boolean =>
    words.between(group, start - near.before, start) || words.between(group, end, end + near.after);
  return context?.some(isNear) !== false && against?.some(isNear) !== true;
}
