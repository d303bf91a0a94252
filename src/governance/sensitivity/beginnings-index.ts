// Finds, in one pass over a text, where the matches of many expressions can begin.
import { type Beginnings, beginningsOf, EMPTY_ROW, longerRow, PREFIX } from "./beginnings.ts";
import { ASCII, CELLS, type Cells, DEPTH, pairOf } from "./cells.ts";

/** Numbers for expressions, and where those that are asked for may match. */
export interface BeginningsIndex {
  /** Takes in a pattern and gives it a number; undefined where a match may begin with anything. */
  readonly add: (pattern: RegExp) => number | undefined;
  /** For each of the numbers the places in the text where a match may begin, in order. Linear in the text. */
  readonly placesOf: (cells: Cells, numbers: readonly number[]) => readonly (readonly number[])[];
}

/** How one pattern may begin. */
interface Entry extends Pick<Beginnings, "before" | "third" | "fourth" | "back"> {
  readonly pattern: number;
}

const PAIRS = 2 ** 18;
const LONG_ROWS = 2 ** 18;
const PREFIX_BITS = 2 ** 19;
const ENTRIES_MAX = 2 ** 16;

/**
 * An index that patterns are added to as texts ask for them. Each row of a pattern's beginnings stands under its number; rows whose numbers
 * agree by chance share what is said of them, so that a pattern is now and then tried in vain.
 */
export function createBeginningsIndex(): BeginningsIndex {
  const sets = createSets();
  const singles = new Uint32Array(CELLS);
  const pairs = new Uint32Array(PAIRS);
  const long = new Uint32Array(LONG_ROWS);
  const tables = [undefined, singles, pairs];
  const prefixes = new Uint8Array(PREFIX_BITS / 8);
  let patterns = 0;

  const addBeginnings = ({ rows, prefixes: own, ...how }: Beginnings, pattern: number): void => {
    const entry = sets.addEntry({ pattern, ...how });
    for (const [length, ofLength] of rows.entries()) {
      const table = tables[length] ?? long;
      for (const row of ofLength) {
        const place = length === 1 ? row : length === 2 ? placeOfPair(Math.floor(row / CELLS), row % CELLS) : placeOfRow(row, length);
        table[place] = sets.withEntry(table[place] ?? 0, entry);
      }
    }
    for (const prefix of own) prefixes[bitOf(prefix) >> 3] = (prefixes[bitOf(prefix) >> 3] ?? 0) | (1 << (bitOf(prefix) & 7));
  };

  return {
    add(pattern) {
      const beginnings = beginningsOf(pattern);
      if (beginnings === undefined) return undefined;
      patterns += 1;
      for (const one of beginnings) addBeginnings(one, patterns - 1);
      return patterns - 1;
    },
    placesOf(cells, numbers) {
      const places: number[][] = [];
      for (const number of numbers) places[number] = [];
      const active = sets.ofPatterns(places);
      for (let index = 1; index < cells.length - DEPTH; index += 1) {
        const first = cells[index] ?? 0;
        const second = cells[index + 1] ?? 0;
        const single = singles[first] ?? 0;
        if (single !== 0) active.note(single, cells, index);
        const pair = pairs[placeOfPair(first, second)] ?? 0;
        if (pair !== 0) active.note(pair, cells, index);
        let row = longerRow(longerRow(longerRow(EMPTY_ROW, first), second), cells[index + 2] ?? 0);
        if (((prefixes[bitOf(row) >> 3] ?? 0) & (1 << (bitOf(row) & 7))) === 0) continue;
        for (let length = PREFIX; length <= DEPTH; length += 1) {
          const set = long[placeOfRow(row, length)] ?? 0;
          if (set !== 0) active.note(set, cells, index);
          row = longerRow(row, cells[index + length] ?? 0);
        }
      }
      return numbers.map((number) => inOrder(places[number] ?? []));
    },
  };
}

/** Pairs of ASCII characters have a place of their own. */
function placeOfPair(first: number, second: number): number {
  if (first < ASCII && second < ASCII) return first * ASCII + second;
  return ASCII * ASCII + ((Math.imul(pairOf(first, second), 0x9e37_79b1) >>> 8) % (PAIRS - ASCII * ASCII));
}

function placeOfRow(row: number, length: number): number {
  return (row ^ (row >>> 15) ^ (length << 12)) & (LONG_ROWS - 1);
}

function bitOf(row: number): number {
  return (row ^ (row >>> 15)) & (PREFIX_BITS - 1);
}

/** Places that a pattern reaches back to may come behind others, and twice. */
function inOrder(places: readonly number[]): readonly number[] {
  for (let index = 1; index < places.length; index += 1) {
    if ((places[index] ?? 0) <= (places[index - 1] ?? 0)) return [...new Set(places)].sort((one, other) => one - other);
  }
  return places;
}

/** The sets of entries that stand under one row, each with a number; 0 is the empty one. */
function createSets() {
  const entries: Entry[] = [];
  const sets: (readonly number[])[] = [[]];
  const withOneMore = new Map<number, number>();
  // Of each set, the entries whose patterns are asked for: filled in where a text holds one of its rows, in the run that says.
  const known: (readonly Entry[])[] = [];
  const knownIn: number[] = [0];
  let run = 0;

  const activeIn = (set: number, places: number[][]): readonly Entry[] => {
    const cached = known[set];
    if (knownIn[set] === run && cached !== undefined) return cached;
    const active = (sets[set] ?? []).flatMap((entry) => {
      const one = entries[entry];
      return one === undefined || places[one.pattern] === undefined ? [] : [one];
    });
    known[set] = active;
    knownIn[set] = run;
    return active;
  };

  return {
    addEntry: (entry: Entry): number => entries.push(entry) - 1,
    withEntry: (set: number, entry: number): number => {
      const key = set * ENTRIES_MAX + entry;
      const own = sets[set] ?? [];
      const longer = withOneMore.get(key) ?? (own.includes(entry) ? set : sets.push([...own, entry]) - 1);
      known[longer] ??= [];
      knownIn[longer] ??= 0;
      withOneMore.set(key, longer);
      return longer;
    },
    ofPatterns: (places: number[][]) => {
      run += 1;
      return {
        note(set: number, cells: Cells, index: number): void {
          const active = activeIn(set, places);
          if (active.length === 0) return;
          for (const { pattern, before, third, fourth, back } of active) {
            if (before !== undefined && before[cells[index - 1] ?? 0] !== 1) continue;
            if (third !== undefined && third[cells[index + 2] ?? 0] !== 1) continue;
            if (fourth !== undefined && fourth[cells[index + 3] ?? 0] !== 1) continue;
            const own = places[pattern];
            if (own === undefined) continue;
            for (let place = Math.max(0, index - 1 - back); place < index; place += 1) if (own.at(-1) !== place) own.push(place);
          }
        },
      };
    },
  };
}
