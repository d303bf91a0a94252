// A character tree of many words, walked once over a text however many words it holds.

/** A word of the tree and what it stands for. */
export interface TrieWord {
  readonly text: string;
  /** Small numbers from 0: what the caller wants to be told when the word is met. */
  readonly values: readonly number[];
}

/** Calls `onWord` for each value of each word that begins at `start`, shorter words first. */
type WordsAt = (text: string, start: number, onWord: (value: number, start: number, end: number) => void) => void;

/** Appends to `hits` three numbers for each value of each word that begins at `start`: the value, `start`, the word's end. */
export type CollectAt = (units: Uint16Array, length: number, start: number, hits: number[]) => void;

/** Writes two numbers for each value of each word that begins at `start` into `found`, from its beginning: the value and the word's end. Gives how many numbers. */
export type WriteAt = (units: Uint16Array, length: number, start: number, found: Int32Array) => number;

export interface WordTrie {
  readonly wordsAt: WordsAt;
  /** The same as `wordsAt` over the code units of a text: for the one pass over every text. */
  readonly collectAt: CollectAt;
  /** The same without a list that grows, for a pass that must cost next to nothing. `found` has room for the values of all words of the longest chain. */
  readonly writeAt: WriteAt;
  /**
   * Writes into `places` where in the text a word may begin, in order, and gives their number: of a longer word the first three code units
   * stand there. To go through a text so costs far less than to walk the tree from each place. `places` has room for each code unit.
   */
  readonly beginnings: (units: Uint16Array, length: number, places: Int32Array) => number;
  /** Numbers that `writeAt` writes at most. */
  readonly writtenMax: number;
}

interface TrieNode {
  readonly next: Map<number, TrieNode>;
  values: number[];
}

const CODE_UNITS = 0x1_0000;

/**
 * A tree over `words`, packed into a flat array: each node has a base and a parent; the child of a node by the character class `c` is the
 * node `base + c`, if that one's parent is the node (Aoe 1989, "double array"). `classOf` gives characters that mean the same the same class, from 1 to
 * `classesMax`; 0 is a character that no word holds. Building takes time linear in the words' characters, walking one look-up a character.
 */
export function createWordTrie(words: Iterable<TrieWord>, classOf: Uint16Array, classesMax: number): WordTrie {
  assertCodeUnits(classOf);
  const root = rootOf(words, classOf);
  const { cells, valuesAt, values } = pack(root, classesMax);
  const { shortFirst, longFirst } = beginningsOf(root, classesMax);
  return {
    wordsAt(text, start, onWord) {
      let node = 0;
      for (let index = start; index < text.length; index += 1) {
        const characterClass = classOf[text.charCodeAt(index)] ?? 0;
        if (characterClass === 0) return;
        const next = (cells[2 * node] ?? 0) + characterClass;
        if (cells[2 * next + 1] !== node) return;
        node = next;
        const met = valuesAt[node] ?? 0;
        if (met !== 0) for (const value of values[met] ?? []) onWord(value, start, index + 1);
      }
    },
    collectAt(units, length, start, hits) {
      let node = 0;
      for (let index = start; index < length; index += 1) {
        const characterClass = classOf[units[index] ?? 0] ?? 0;
        if (characterClass === 0) return;
        const next = (cells[2 * node] ?? 0) + characterClass;
        if (cells[2 * next + 1] !== node) return;
        node = next;
        const met = valuesAt[node] ?? 0;
        if (met !== 0) for (const value of values[met] ?? []) hits.push(value, start, index + 1);
      }
    },
    writeAt(units, length, start, found) {
      let node = 0;
      let count = 0;
      for (let index = start; index < length; index += 1) {
        const characterClass = classOf[units[index] ?? 0] ?? 0;
        if (characterClass === 0) return count;
        const next = (cells[2 * node] ?? 0) + characterClass;
        if (cells[2 * next + 1] !== node) return count;
        node = next;
        const met = valuesAt[node] ?? 0;
        if (met === 0) continue;
        const ofWord = values[met] ?? [];
        for (let place = 0; place < ofWord.length; place += 1) {
          found[count] = ofWord[place] ?? 0;
          found[count + 1] = index + 1;
          count += 2;
        }
      }
      return count;
    },
    beginnings(units, length, places) {
      let count = 0;
      let second = classOf[units[0] ?? 0] ?? 0;
      let third = length > 1 ? (classOf[units[1] ?? 0] ?? 0) : 0;
      for (let start = 0; start < length; start += 1) {
        const first = second;
        second = third;
        third = start + 2 < length ? (classOf[units[start + 2] ?? 0] ?? 0) : 0;
        if (shortFirst[first] === 0 && longFirst[placeOfThree(first, second, third)] === 0) continue;
        places[count] = start;
        count += 1;
      }
      return count;
    },
    writtenMax: 2 * valuesOnOnePath(root),
  };
}

function assertCodeUnits(classOf: Uint16Array): void {
  if (classOf.length !== CODE_UNITS) throw new RangeError("a class is needed for every code unit");
}

function rootOf(words: Iterable<TrieWord>, classOf: Uint16Array): TrieNode {
  const root: TrieNode = { next: new Map(), values: [] };
  for (const { text, values } of words) {
    let node = root;
    for (let index = 0; index < text.length; index += 1) {
      const characterClass = classOf[text.charCodeAt(index)] ?? 0;
      const next: TrieNode = node.next.get(characterClass) ?? { next: new Map(), values: [] };
      node.next.set(characterClass, next);
      node = next;
    }
    if (node !== root) node.values = [...new Set([...node.values, ...values])];
  }
  return root;
}

const BEGINNING = 3;

interface Beginnings {
  /** By a word's first class: whether a word of it is shorter than three. */
  readonly shortFirst: Uint8Array;
  /** By the first three classes, of which several may share one place. */
  readonly longFirst: Uint8Array;
}

function placeOfThree(first: number, second: number, third: number): number {
  return (Math.imul(first, 0x3d1) + Math.imul(second, 0x1f) + third) & (CODE_UNITS - 1);
}

function beginningsOf(root: TrieNode, classesMax: number): Beginnings {
  const shortFirst = new Uint8Array(classesMax + 1);
  const longFirst = new Uint8Array(CODE_UNITS);
  const mark = (node: TrieNode, classes: readonly number[]): void => {
    const [first = 0, second = 0, third = 0] = classes;
    if (node.values.length > 0 && classes.length < BEGINNING) shortFirst[first] = 1;
    if (classes.length === BEGINNING) longFirst[placeOfThree(first, second, third)] = 1;
    else for (const [characterClass, next] of node.next) mark(next, [...classes, characterClass]);
  };
  mark(root, []);
  return { shortFirst, longFirst };
}

/** How many values the words have at most that begin at one place. */
function valuesOnOnePath(node: TrieNode): number {
  let most = 0;
  for (const next of node.next.values()) most = Math.max(most, valuesOnOnePath(next));
  return node.values.length + most;
}

interface Packed {
  /** Of each node its base and its parent; -1 where there is no node. */
  readonly cells: Int32Array;
  /** Of each node where in `values` its values stand; 0: it has none. */
  readonly valuesAt: Uint32Array;
  readonly values: readonly (readonly number[])[];
}

function pack(root: TrieNode, classesMax: number): Packed {
  const parent: number[] = [0];
  const base: number[] = [];
  const places: number[] = [];
  const values: (readonly number[])[] = [[]];
  const waiting: { readonly node: TrieNode; readonly at: number }[] = [{ node: root, at: 0 }];
  let firstFree = 1;
  for (const { node, at } of waiting) {
    if (node.values.length > 0) places[at] = values.push(node.values) - 1;
    if (node.next.size === 0) continue;
    while (parent[firstFree] !== undefined) firstFree += 1;
    const own = freeBase(parent, [...node.next.keys()].sort(inOrder), firstFree);
    base[at] = own;
    for (const [characterClass, next] of node.next) {
      parent[own + characterClass] = at;
      waiting.push({ node: next, at: own + characterClass });
    }
  }
  // Beyond the last child lies room for every class, so that no look-up leaves the arrays.
  const size = parent.length + classesMax + 1;
  const cells = Int32Array.from({ length: 2 * size }, (_, cell) =>
    cell % 2 === 0 ? (base[cell / 2] ?? 0) : (parent[(cell - 1) / 2] ?? -1),
  );
  return { cells, valuesAt: Uint32Array.from({ length: size }, (_, at) => places[at] ?? 0), values };
}

function inOrder(one: number, other: number): number {
  return one - other;
}

/** The first base under which every one of the classes has a free place. */
function freeBase(parent: readonly (number | undefined)[], classes: readonly number[], firstFree: number): number {
  const first = classes[0] ?? 1;
  let candidate = Math.max(0, firstFree - first);
  while (classes.some((characterClass) => parent[candidate + characterClass] !== undefined)) candidate += 1;
  return candidate;
}
