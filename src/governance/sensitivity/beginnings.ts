// Says what the matches of an expression can begin with, so that it is tried nowhere else.
import {
  ALL_CELLS,
  ASCII,
  allowing,
  type CharacterSets,
  createCharacterSets,
  DEPTH,
  FIRST_OTHER_CELL,
  pairOf,
  WIDE_CELLS,
} from "./cells.ts";
import { type Expression, expressionTree } from "./expression-tree.ts";

/** A match that may begin with more characters than this of nearly any kind has no anchor behind them. */
const BACK_MAX = 16;
/** A longer row is looked for only where its first cells are known. */
export const PREFIX = 3;
/** What comes behind a part of the expression: undefined where the match may end. */
type Rest = { readonly part: Expression; readonly rest: Rest } | undefined;

/** A character that may come next, and what may come behind it. */
interface Step {
  readonly cells: readonly number[];
  readonly rest: Rest;
  /** For each cell 1 if it may stand before. */
  readonly before: Uint8Array | undefined;
}

interface Steps {
  readonly steps: readonly Step[];
  /** Whether the match may end here, or anything may follow. */
  readonly mayEnd: boolean;
}

/** Rows of cells that matches begin with, or have up to `back` characters behind their beginning. */
export interface Beginnings {
  /** For each cell 1 if it may stand before the row, and as its third and its fourth: undefined: any may. */
  readonly before: Uint8Array | undefined;
  readonly third: Uint8Array | undefined;
  readonly fourth: Uint8Array | undefined;
  readonly back: number;
  /** The rows by their length, from 1 to DEPTH cells: those of 1 as the cell, of 2 as `pairOf` makes them a number, longer as `longerRow` does. */
  readonly rows: readonly (readonly number[])[];
  /** What the rows of PREFIX cells and more begin with. */
  readonly prefixes: readonly number[];
}

/**
 * How matches of the pattern begin; undefined where they may begin with anything. A match begins only where one of the rows stands; not
 * everywhere where one stands does one begin. The rows follow from the first characters of a match that say something, which stand at most
 * `BACK_MAX` behind its start.
 */
export function beginningsOf(pattern: RegExp): readonly Beginnings[] | undefined {
  const tree = expressionTree(pattern);
  if (tree === undefined) return undefined;
  const walk = createWalk(pattern);
  const anchors = anchorsOf(walk({ part: tree, rest: undefined }), walk);
  const all = anchors === undefined ? [] : [...Map.groupBy(anchors, ({ before }) => before).values()];
  const groups = all.flatMap((alike) => [...Map.groupBy(alike, ({ back }) => back > 0).values()]);
  const beginnings = groups.flatMap((members) => beginningsOfGroup(members, walk) ?? []);
  return groups.length === 0 || beginnings.length < groups.length ? undefined : beginnings;
}

function beginningsOfGroup(anchors: readonly Anchor[], walk: Walk): Beginnings | undefined {
  const rows = rowsFrom(anchors, walk);
  const back = Math.max(...anchors.map((anchor) => anchor.back));
  const second = stepsBehind({ steps: anchors, mayEnd: false }, walk);
  const third = stepsBehind(second, walk);
  if (rows.rows[0]?.length !== 0) return undefined;
  return { before: anchors[0]?.before, back, third: allowedBy(third), fourth: allowedBy(stepsBehind(third, walk)), ...rows };
}

function stepsBehind(at: Steps, walk: Walk): Steps {
  const next = allSteps(at.steps, walk);
  return { steps: next.steps, mayEnd: next.mayEnd || at.mayEnd };
}

function allowedBy({ steps, mayEnd }: Steps): Uint8Array | undefined {
  return mayEnd ? undefined : allowing(steps.flatMap(({ cells }) => cells));
}

type Walk = (rest: Rest) => Steps;

/** A step by which a match is noticed, and how many characters before it the match may begin. */
interface Anchor extends Step {
  readonly back: number;
}

/** A letter in both cases. */
const LITERAL_CELLS_MAX = 2;
/** Of what follows a sign at most this part is no literal itself. */
const OTHERS_MAX = 0.1;

/** The first steps that say something; undefined where one says nothing at all. */
function anchorsOf({ steps, mayEnd }: Steps, walk: Walk): readonly Anchor[] | undefined {
  if (mayEnd) return undefined;
  const anchors: Anchor[] = [];
  for (const step of steps) {
    if (isWide(step)) anchors.push(...(anchorsBehind(step, walk) ?? [{ ...step, back: 0 }]));
    else if (isSignBeforeWords(step, walk)) anchors.push(...walk(step.rest).steps.map((next) => ({ ...next, back: 1 })));
    else anchors.push({ ...step, back: 0 });
  }
  return anchors.some((anchor) => isWide(anchor) && anchor.before === undefined) ? undefined : anchors;
}

function isWide({ cells }: Step): boolean {
  return cells.length >= WIDE_CELLS;
}

/** What stands behind a character of nearly any kind and those that may follow it. */
function anchorsBehind(wide: Step, walk: Walk): readonly Anchor[] | undefined {
  const anchors: Anchor[] = [];
  let skipped: readonly Step[] = [wide];
  for (let back = 1; back <= BACK_MAX; back += 1) {
    const next = allSteps(skipped, walk);
    if (next.mayEnd) return undefined;
    for (const step of next.steps) if (!isWide(step)) anchors.push({ ...step, back });
    skipped = next.steps.filter(isWide);
    if (skipped.length === 0) return anchors;
  }
  return undefined;
}

/** Whether the step is one of several signs, and words stand behind it: by them more is said. */
function isSignBeforeWords({ cells, rest }: Step, walk: Walk): boolean {
  if (cells.length <= LITERAL_CELLS_MAX || cells.some(isLetterOrDigit)) return false;
  const next = walk(rest);
  const others = next.steps.filter((step) => step.cells.length > LITERAL_CELLS_MAX);
  return !next.mayEnd && others.length <= next.steps.length * OTHERS_MAX && !others.some(isWide);
}

function isLetterOrDigit(cell: number): boolean {
  return (cell >= ASCII && cell < FIRST_OTHER_CELL) || (cell < ASCII && /[0-9A-Za-z]/.test(String.fromCharCode(cell)));
}

/** Where the steps lead together. */
function allSteps(steps: readonly Step[], walk: Walk): Steps {
  const next = [...new Set(steps.map(({ rest }) => rest))].map(walk);
  return { steps: next.flatMap((one) => one.steps), mayEnd: next.some(({ mayEnd }) => mayEnd) };
}

/** Rows of cells that are known of one pattern; with more of them fewer characters are looked at. */
const ROWS_MAX = 32_768;
/** A row with a character of a class in it is no longer than this: there would be too many. */
const CLASSES_MAX = 2;

/** Where rows have come to. */
interface Open {
  readonly number: number;
  /** What its cells make as the beginning of a longer row. */
  readonly row: number;
  readonly rests: Set<Rest>;
  hasClass: boolean;
}

/** The rows by length: as long as they differ, up to DEPTH cells, or as long as a short match is. */
function rowsFrom(anchors: readonly Anchor[], walk: Walk): Pick<Beginnings, "rows" | "prefixes"> {
  let prefixes: readonly number[] = [];
  const rows: (readonly number[])[] = [];
  let open: readonly Open[] = [];
  let next = rowsBehind([{ open: undefined, steps: { steps: anchors, mayEnd: false } }], 0);
  for (let length = 1; ; length += 1) {
    rows.push(next.whole);
    open = next.longer;
    if (length === PREFIX) prefixes = open.map(({ row }) => row);
    if (length === DEPTH) break;
    next = rowsBehind(
      open.map((one) => ({ open: one, steps: joined([...one.rests].map(walk)) })),
      length,
    );
    if (next.longer.length + next.whole.length > ROWS_MAX) break;
  }
  return { rows: [...rows, open.map(({ number }) => number)], prefixes };
}

function joined(several: readonly Steps[]): Steps {
  return { steps: several.flatMap(({ steps }) => steps), mayEnd: several.some(({ mayEnd }) => mayEnd) };
}

interface LongerRows {
  /** Rows that a match may end with, or behind which anything may follow. */
  readonly whole: readonly number[];
  readonly longer: readonly Open[];
}

/** The rows that are one cell longer. */
function rowsBehind(all: readonly { readonly open: Open | undefined; readonly steps: Steps }[], length: number): LongerRows {
  const whole: number[] = [];
  const longer = new Map<number, Open>();
  for (const { open, steps } of all) {
    if (steps.mayEnd || endsRow(open, steps.steps, length)) {
      whole.push(open?.number ?? 0);
      continue;
    }
    for (const { cells, rest } of steps.steps) {
      const isClass = cells.length > LITERAL_CELLS_MAX;
      for (const cell of cells) {
        const number = numberOf(open, cell, length);
        const one = longer.get(number) ?? { number, row: longerRow(open?.row ?? EMPTY_ROW, cell), rests: new Set<Rest>(), hasClass: false };
        longer.set(number, one);
        one.rests.add(rest);
        one.hasClass ||= isClass || open?.hasClass === true;
      }
    }
    if (longer.size > ROWS_MAX) break;
  }
  return { whole, longer: [...longer.values()] };
}

function endsRow(open: Open | undefined, steps: readonly Step[], length: number): boolean {
  if (open === undefined) return steps.some(({ cells }) => cells.length >= ALL_CELLS);
  if (length >= CLASSES_MAX && open.hasClass) return true;
  return steps.some(({ cells }) => cells.length >= WIDE_CELLS || (length >= CLASSES_MAX && cells.length > LITERAL_CELLS_MAX));
}

function numberOf(open: Open | undefined, cell: number, length: number): number {
  if (open === undefined) return cell;
  return length === 1 ? pairOf(open.number, cell) : longerRow(open.row, cell);
}

export const EMPTY_ROW = 0;

/** One step of the FNV-1a hash; capitals count as small letters, of which an expression often means both. */
export function longerRow(row: number, cell: number): number {
  return Math.imul(row ^ (cell >= 0x41 && cell <= 0x5a ? cell | 0x20 : cell), 0x0100_0193) >>> 0;
}

/** Copies of a repeated part that are told apart; more of them count as any number. */
const COPIES_MAX = 4;

function createWalk(pattern: RegExp): Walk {
  const known = new Map<Rest, Steps>();
  const sets = createCharacterSets(pattern);
  return (rest) => {
    const steps = known.get(rest) ?? stepsFrom(rest, sets);
    known.set(rest, steps);
    return steps;
  };
}

type Waiting = { readonly at: Rest; readonly before: Uint8Array | undefined };

/** All characters that may come first of what remains of an expression. */
function stepsFrom(start: Rest, sets: CharacterSets): Steps {
  const steps: Step[] = [];
  let mayEnd = false;
  const waiting: Waiting[] = [{ at: start, before: undefined }];
  // A part that may be empty can be come to again and again, and by several ways that look at what stands before.
  const seen = new Map<Expression, Map<Rest, Set<Uint8Array | undefined>>>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { at, before } = next;
    if (at === undefined || at.part.kind === "anything") {
      mayEnd = true;
    } else if (at.part.kind === "character") {
      steps.push({ cells: sets.cells(at.part.source), rest: at.rest, before });
    } else {
      const been = seen.get(at.part) ?? new Map<Rest, Set<Uint8Array | undefined>>();
      const guards = been.get(at.rest) ?? new Set();
      if (at.part.kind === "repeat" && guards.has(before)) continue;
      seen.set(at.part, been.set(at.rest, guards.add(before)));
      waiting.push(...unfolded(at.part, at.rest, before, sets));
    }
  }
  return { steps, mayEnd };
}

/** What a part that is no character begins with. */
function unfolded(part: Expression, rest: Rest, before: Uint8Array | undefined, sets: CharacterSets): readonly Waiting[] {
  switch (part.kind) {
    case "all":
      return [{ at: part.parts.reduceRight<Rest>((behind, one) => ({ part: one, rest: behind }), rest), before }];
    case "one":
      return part.parts.map((one) => ({ at: { part: one, rest }, before }));
    case "repeat":
      return repeated(part, rest).map((at) => ({ at, before }));
    case "start":
      return [{ at: rest, before: before ?? sets.atStart }];
    case "behind":
      return [{ at: rest, before: before ?? sets.before(part.source, part.isNegative) }];
    default:
      return [{ at: rest, before }];
  }
}

function repeated(self: Extract<Expression, { kind: "repeat" }>, rest: Rest): readonly Rest[] {
  const { part, least, most } = self;
  const copies = part.kind === "character" ? BACK_MAX : COPIES_MAX;
  const left = most > copies ? Number.POSITIVE_INFINITY : most - 1;
  const isSame = least === 0 && most === left;
  const remaining: Expression = isSame ? self : { kind: "repeat", part, least: Math.max(0, least - 1), most: left };
  const once: Rest = { part, rest: left === 0 ? rest : { part: remaining, rest } };
  return least > 0 ? [once] : [once, rest];
}
