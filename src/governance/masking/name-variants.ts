// Knows when two written names are one person's: in another order, with other spaces, or only a part of it.
import { foldText } from "../sensitivity/fold.ts";

export interface NameVariants {
  /**
   * The form that all variants of a name share. A part of a name (a surname, a given name) has the form of the whole one that was asked
   * for before, where there is exactly one: with two customers of one surname, the surname alone is neither's.
   */
  readonly canonicalOf: (name: string) => string;
}

const CHINESE_OR_JAPANESE = /^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff々〆ヶ]/;
/** A surname of East Asia written without a space after it has at most so many characters. */
const SURNAME_CHARACTERS_MAX = 3;
/** Up to this length of a name its surname may be a single character. */
const SHORT_NAME_CHARACTERS = 3;

export function createNameVariants(): NameVariants {
  const known = new Set<string>();
  /** Which whole names a part belongs to. */
  const wholes = new Map<string, Set<string>>();

  function remember(whole: string, parts: readonly string[]): string {
    known.add(whole);
    for (const part of parts) wholes.set(part, (wholes.get(part) ?? new Set()).add(whole));
    return whole;
  }

  return {
    canonicalOf(name) {
      const words = wordsOf(name);
      const whole = CHINESE_OR_JAPANESE.test(name) ? words.join("") : words.toSorted().join(" ");
      if (known.has(whole)) return whole;
      const [only, ...others] = wholes.get(whole) ?? [];
      return only !== undefined && others.length === 0 ? only : remember(whole, partsOf(whole, words));
    },
  };
}

function wordsOf(name: string): string[] {
  return foldText(name)
    .text.toUpperCase()
    .split(/[\s・·,.=()]+/)
    .filter((word) => word !== "");
}

function partsOf(whole: string, words: readonly string[]): readonly string[] {
  if (words.length > 1) return words;
  if (!CHINESE_OR_JAPANESE.test(whole)) return [];
  const characters = [...whole];
  const shortest = characters.length <= SHORT_NAME_CHARACTERS ? 1 : 2;
  const longest = Math.min(SURNAME_CHARACTERS_MAX, characters.length - 1);
  return characters.slice(0, longest).flatMap((_, index) => (index + 1 < shortest ? [] : [characters.slice(0, index + 1).join("")]));
}
