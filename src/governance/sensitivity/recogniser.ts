// What one recogniser declares, and how it is run over a folded text.
import { expressionOf, type WordGroupName } from "./context-words.ts";
import type { EntityType, Level } from "./finding.ts";

/** The level of each type: JR/T 0171 C2 data is level 3, C3 data and My Number level 4. */
const LEVEL_OF_TYPE: Readonly<Record<EntityType, Level>> = {
  PERSON: 3,
  PHONE: 3,
  EMAIL: 3,
  CN_RESIDENT_ID: 3,
  BANK_CARD: 3,
  BANK_ACCOUNT: 3,
  IBAN: 3,
  JP_MY_NUMBER: 4,
  API_KEY: 4,
  PRIVATE_KEY: 4,
  PASSWORD: 4,
};

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
  /** Flags `d` and `g`. A group named `value` marks the entity where it is only part of the match. Linear: bounded repeats, none nested in another. */
  readonly pattern: RegExp;
  /** Check digit, range, date: whether the value can be one at all. */
  readonly accepts?: (value: string) => boolean;
  /** The part of the value that is the entity, where a pattern cannot say it; undefined: none. */
  readonly narrows?: (value: string) => Piece | undefined;
  /** One of these words must stand near. */
  readonly context?: WordGroupName;
  /** None of these words may stand near. */
  readonly against?: WordGroupName;
  /** Characters before and after the value that count as near. Default 40 and 20. */
  readonly near?: { readonly before: number; readonly after: number };
  readonly confidence: number;
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

/** Runs recognisers over one folded text. Signals are judged once per text, however many recognisers ask. */
export function createRun(text: string): (recogniser: Recogniser) => readonly Found[] {
  const judged = new Map<Signal, boolean>();
  const holds = (signal: Signal): boolean => {
    const known = judged.get(signal);
    if (known !== undefined) return known;
    const answer = SIGNALS[signal].test(text);
    judged.set(signal, answer);
    return answer;
  };
  return (recogniser) => (holds(recogniser.signal) ? findAll(text, recogniser) : []);
}

function findAll(text: string, recogniser: Recogniser): Found[] {
  const found: Found[] = [];
  const { pattern } = recogniser;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [start, end] = match.groups === undefined ? [match.index, pattern.lastIndex] : (match.indices?.groups?.value ?? [0, 0]);
    const piece = pieceOf(recogniser, text.slice(start, end));
    if (piece === undefined) continue;
    const place = { start: start + piece.from, end: start + piece.to };
    if (!standsRightly(text, recogniser, place.start, place.end)) continue;
    found.push({
      type: recogniser.type,
      ...place,
      level: LEVEL_OF_TYPE[recogniser.type],
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

const EXPRESSIONS = new Map<WordGroupName, RegExp>();

function expressionFor(name: WordGroupName): RegExp {
  const known = EXPRESSIONS.get(name) ?? expressionOf(name);
  EXPRESSIONS.set(name, known);
  return known;
}

/** Whether the words around the place are those that the recogniser needs and none that it must not have. */
function standsRightly(text: string, recogniser: Recogniser, start: number, end: number): boolean {
  if (recogniser.context === undefined && recogniser.against === undefined) return true;
  const near = recogniser.near ?? NEAR_DEFAULT;
  // The value itself is left out, so that a word is never found across it.
  const surroundings = `${text.slice(Math.max(0, start - near.before), start)}\n${text.slice(end, end + near.after)}`;
  if (recogniser.context !== undefined && !expressionFor(recogniser.context).test(surroundings)) return false;
  return recogniser.against === undefined || !expressionFor(recogniser.against).test(surroundings);
}
