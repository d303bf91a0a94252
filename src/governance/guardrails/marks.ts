// Finds the marks in a text that say more than its words, and the verbs in it that order.
import { readCodeUnits } from "../sensitivity/code-units.ts";
import { type CollectAt, createWordTrie } from "../sensitivity/word-trie.ts";
import { characterClassesOf } from "./character-classes.ts";
import { type MarkClass, PATTERNS, VOCATIVE_PATTERN } from "./mark-patterns.ts";
import type { WordHit } from "./word-scan.ts";

export type { MarkClass } from "./mark-patterns.ts";

export interface Mark {
  readonly markClass: MarkClass;
  readonly start: number;
  readonly end: number;
}

/** How far in front of a cue what is marked may begin, and how far behind it end: a pattern is run there only. */
const REACH_BEFORE = 120;
const REACH_BEHIND = 440;
const VOCATIVE_REACH = 100;

const CUES = cueTree();

function cueTree(): CollectAt {
  const cues = PATTERNS.flatMap((pattern, value) => pattern.cues.map((text) => ({ text, values: [value] })));
  const { classOf, classesMax } = characterClassesOf(cues.map(({ text }) => text));
  return createWordTrie(cues, classOf, classesMax).collectAt;
}

interface Window {
  readonly start: number;
  end: number;
}

/** All marks of a folded text in lower case, by place; each is looked for only around its cues, and what is spoken to an assistant only where one is named. Linear. */
export function findMarks(text: string, hits: readonly WordHit[]): Mark[] {
  const found = readCodeUnits(text, cuesIn);
  const windows: (Window[] | undefined)[] = [];
  for (let index = 0; index < found.length; index += 3) {
    const ofPattern = windows[found[index] ?? 0] ?? [];
    windows[found[index] ?? 0] = ofPattern;
    widen(ofPattern, found[index + 1] ?? 0, REACH_BEFORE, REACH_BEHIND);
  }
  const marks = PATTERNS.flatMap(({ markClass, pattern }, value) => marksIn(text, windows[value] ?? [], markClass, pattern));
  return [...marks, ...marksIn(text, windowsOfAssistants(text, hits), "vocative", VOCATIVE_PATTERN), ...imperatives(text, hits)];
}

function cuesIn(units: Uint16Array, length: number): number[] {
  const found: number[] = [];
  for (let index = 0; index < length; index += 1) CUES(units, length, index, found);
  return found;
}

const PROGRAM_ADDRESSED = /(?:システム|プログラム|ソフト|ツール)へ/g;

function windowsOfAssistants(text: string, hits: readonly WordHit[]): Window[] {
  const programs = text.includes("へ") ? Array.from(text.matchAll(PROGRAM_ADDRESSED), ({ index }) => index) : [];
  const assistants = hits.flatMap(({ wordClass, start }) => (wordClass === "assistant" ? [start] : []));
  const windows: Window[] = [];
  for (const place of [...assistants, ...programs].sort((one, other) => one - other)) widen(windows, place, VOCATIVE_REACH, VOCATIVE_REACH);
  return windows;
}

/** Adds the surroundings of a place, which stands behind those before, to the last window or as a new one. */
function widen(windows: Window[], place: number, before: number, behind: number): void {
  const last = windows.at(-1);
  if (last !== undefined && place - before <= last.end) last.end = place + behind;
  else windows.push({ start: Math.max(0, place - before), end: place + behind });
}

function marksIn(text: string, windows: readonly Window[], markClass: MarkClass, pattern: RegExp): Mark[] {
  return windows.flatMap(({ start, end }) =>
    Array.from(text.slice(start, end).matchAll(pattern), (match): Mark => {
      const place = start + match.index;
      return { markClass, start: place, end: place + match[0].length };
      // A window begins in the middle of the text: what seems to begin with it may be the end of something else.
    }).filter((mark) => start === 0 || mark.start > start),
  );
}

// Where an English verb stands that orders: at the start of a sentence, behind a comma or a colon, behind "please", "and", "then".
const BEFORE_ORDER = /(?:^|[.!?:;,\n"'>*(\])\-—|]\s{0,3}|\b(?:please|then|and|just|immediately|now|must|to|should|will|you)\s{1,3})$/;
const BEFORE_ORDER_CHARACTERS = 16;

// How a Japanese sentence orders without saying please: a verb with こと at its end, or "has to".
const JAPANESE_ORDER = /[うくすつぬぶむるい]こと(?=[。」）)、\n"'<]|$)|する?必要があ|ものとする/g;

// Japanese endings that order, and Chinese words that do; a Chinese verb alone orders only where a clause begins with it.
const ORDERS_BY_ITSELF = /[\u3040-\u30ff]|^(?:请|請|必须|必須|务必|務必|应当|应该|需要|立即|马上|只能|直接|把|将|將|照做)/;
const CLAUSE_START = /(?:^|[。！？，：；、,:;!?.\n"「『“（(】\]>])\s{0,2}$/;

function imperatives(text: string, hits: readonly WordHit[]): Mark[] {
  const japanese = Array.from(
    text.matchAll(JAPANESE_ORDER),
    (match): Mark => ({ markClass: "imperative", start: match.index, end: match.index + match[0].length }),
  );
  const others = hits
    .filter(({ wordClass, start, end }) => {
      if (wordClass !== "act") return false;
      const before = text.slice(Math.max(0, start - BEFORE_ORDER_CHARACTERS), start);
      if (text.charCodeAt(start) < 0x80) return BEFORE_ORDER.test(before);
      return ORDERS_BY_ITSELF.test(text.slice(start, end)) || CLAUSE_START.test(before);
    })
    .map(({ start, end }): Mark => ({ markClass: "imperative", start, end }));
  return [...japanese, ...others].sort((one, other) => one.start - other.start);
}
