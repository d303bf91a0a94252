// Says which marks a text may have: those of which it holds all that they cannot do without.
import { createWordTrie } from "../sensitivity/word-trie.ts";
import { characterClassesOf } from "./character-classes.ts";
import { CLASS_NAMES, numberOfClass } from "./class-numbers.ts";
import { type MarkClass, PATTERNS } from "./mark-patterns.ts";
import needs from "./rules/mark-needs.json" with { type: "json" };

/** One of the words of each list must stand in the text. */
type Needed = readonly (readonly string[])[];

interface Possibility {
  readonly markClass: MarkClass;
  readonly needed: Needed;
}

/** What the marks that are found without cues cannot do without, beside a word that orders or names an assistant. */
const OTHERS: readonly Possibility[] = [
  { markClass: "imperative", needed: [["こと", "必要があ", "ものとする"]] },
  { markClass: "vocative", needed: [["システムへ", "プログラムへ", "ソフトへ", "ツールへ"]] },
];

const POSSIBILITIES: readonly Possibility[] = [
  ...PATTERNS.flatMap(({ markClass, cues }) => [
    ...possibilitiesOf(markClass, "latin", cues.filter(isLatin)),
    ...possibilitiesOf(
      markClass,
      "eastAsian",
      cues.filter((cue) => !isLatin(cue)),
    ),
  ]),
  ...OTHERS,
];

function possibilitiesOf(markClass: MarkClass, script: "latin" | "eastAsian", cues: readonly string[]): readonly Possibility[] {
  if (cues.length === 0) return [];
  const besides: readonly Needed[] = hasNeeds(markClass) ? needs[markClass][script] : [[]];
  return besides.map((needed) => ({ markClass, needed: [cues, ...needed] }));
}

function hasNeeds(markClass: string): markClass is keyof typeof needs {
  return Object.hasOwn(needs, markClass);
}

function isLatin(cue: string): boolean {
  return /^[ -~]+$/.test(cue);
}

/** All lists in a row; a possibility names its own by their numbers. */
const LISTS: readonly (readonly string[])[] = POSSIBILITIES.flatMap(({ needed }) => needed);
const POSSIBLE = POSSIBILITIES.map(({ markClass, needed }) => ({
  mark: numberOfClass(markClass),
  lists: needed.map((list) => LISTS.indexOf(list)),
}));

const WORDS = wordsOfLists();
const CLASSES = characterClassesOf(WORDS.map(({ text }) => text));
const TREE = createWordTrie(WORDS, CLASSES.classOf, CLASSES.classesMax);

function wordsOfLists(): { readonly text: string; readonly values: readonly number[] }[] {
  const listsOf = new Map<string, number[]>();
  for (const [list, words] of LISTS.entries()) for (const word of words) listsOf.set(word, [...(listsOf.get(word) ?? []), list]);
  return Array.from(listsOf, ([text, values]) => ({ text, values }));
}

/** A finder with room of its own for a text of so many code units: it gives the numbers of the classes whose marks a text of plain code units may have. Linear. */
export function createPossibleMarks(
  lengthMax: number,
): (units: Uint16Array, length: number, alsoPossible: readonly number[]) => PossibleMarks {
  const found = new Int32Array(TREE.writtenMax);
  const beginnings = new Int32Array(lengthMax);
  const isMet = new Uint8Array(LISTS.length);
  const mayBe = new Uint8Array(CLASS_NAMES.length);
  return (units, length, alsoPossible) => {
    isMet.fill(0);
    mayBe.fill(0);
    const count = TREE.beginnings(units, length, beginnings);
    for (let index = 0; index < count; index += 1) {
      const written = TREE.writeAt(units, length, beginnings[index] ?? 0, found);
      for (let at = 0; at < written; at += 2) isMet[found[at] ?? 0] = 1;
    }
    for (const { mark, lists } of POSSIBLE) if (lists.every((list) => isMet[list] === 1)) mayBe[mark] = 1;
    for (const mark of alsoPossible) mayBe[mark] = 1;
    const numbers: number[] = [];
    for (let mark = 0; mark < mayBe.length; mark += 1) if (mayBe[mark] === 1) numbers.push(mark);
    return { mayBe, numbers };
  };
}

export interface PossibleMarks {
  /** 1 at the number of each class that is possible; it holds until the next text. */
  readonly mayBe: Uint8Array;
  readonly numbers: readonly number[];
}
