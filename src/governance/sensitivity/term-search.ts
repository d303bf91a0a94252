// Finds many terms in one pass over a folded text, in any case.
import { type EntityType, higherLevel, type Level } from "./finding.ts";
import { foldText } from "./fold.ts";
import { LEVEL_OF_TYPE } from "./levels.ts";
import type { Found } from "./recogniser.ts";
import { createWordTrie } from "./word-trie.ts";

export interface SearchTerm {
  readonly term: string;
  readonly type: EntityType;
  /** Absent: that of the type. */
  readonly level?: Level | undefined;
}

const CODE_UNITS = 0x1_0000;
const CONFIDENCE = 0.95;
const LATIN = /[0-9A-Za-zÀ-ÿ]/;

/**
 * A search for all terms: the longest where several begin at one place, at the highest of their levels; Latin ones only as whole words.
 * Those that overlap are all found: a long or early term must not hide one of a higher level.
 */
export function createTermSearch(terms: readonly SearchTerm[]): (folded: string, why: string) => Found[] {
  if (terms.length === 0) return () => [];
  const words = terms.map(({ term }, value) => ({ text: foldText(term).text, values: [value] }));
  const { classOf, classesMax } = classesOf(words.map(({ text }) => text));
  const { wordsAt } = createWordTrie(words, classOf, classesMax);
  return (text, why) => {
    const found: Found[] = [];
    for (let index = 0; index < text.length; index += 1) {
      if (classOf[text.charCodeAt(index)] === 0) continue;
      let longest: Found | undefined;
      let level: Level = 1;
      wordsAt(text, index, (value, start, end) => {
        const term = terms[value];
        if (term === undefined || !standsAlone(text, start, end)) return;
        level = higherLevel(level, term.level ?? LEVEL_OF_TYPE[term.type]);
        longest = { type: term.type, start, end, level, confidence: CONFIDENCE, why };
      });
      if (longest !== undefined) found.push(longest);
    }
    return found;
  };
}

/** A class for every character that a term holds, the same for its capital and small form. */
function classesOf(texts: readonly string[]): { readonly classOf: Uint16Array; readonly classesMax: number } {
  const classOf = new Uint16Array(CODE_UNITS);
  let classesMax = 0;
  for (const character of texts.join("").split("")) {
    const forms = [character.toLowerCase(), character.toUpperCase()].filter(({ length }) => length === 1);
    if (forms.some((form) => (classOf[form.charCodeAt(0)] ?? 0) > 0)) continue;
    classesMax += 1;
    for (const form of [...forms, character]) classOf[form.charCodeAt(0)] = classesMax;
  }
  return { classOf, classesMax };
}

function standsAlone(text: string, start: number, end: number): boolean {
  const joinsBefore = LATIN.test(text.charAt(start)) && LATIN.test(text.charAt(start - 1));
  return !joinsBefore && !(LATIN.test(text.charAt(end - 1)) && LATIN.test(text.charAt(end)));
}
