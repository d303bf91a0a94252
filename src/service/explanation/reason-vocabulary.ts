// The words in which people speak of a model's reasons: read from data, found in a text.
import { z } from "zod";

const PHRASES_MAX = 200;
/** How far two words of one phrase (' .. ') may stand apart. */
const GAP_CHARACTERS_MAX = 24;

const phrases = z.array(z.string().min(1).max(100)).max(PHRASES_MAX);
const direction = z.enum(["lowers", "raises"]);

export const reasonVocabularySchema = z.strictObject({
  about: z.string().optional(),
  /** Where the outputs say what was decided, and in which values. */
  decision: z.strictObject({ fields: phrases, approved: phrases, declined: phrases, referred: phrases }),
  /** What a text calls the numbers of the outputs. */
  labels: z.array(z.strictObject({ field: z.string().min(1), phrases })).max(PHRASES_MAX),
  features: z.record(
    z.string(),
    z.strictObject({
      phrases,
      lowers: phrases,
      raises: phrases,
      /** What having it, or lacking it, does where no state is named. */
      present: direction.optional(),
      absent: direction.optional(),
    }),
  ),
});
export type ReasonVocabulary = z.infer<typeof reasonVocabularySchema>;
export type FeatureWords = ReasonVocabulary["features"][string];

export interface Hit<T> {
  readonly start: number;
  readonly end: number;
  readonly means: T;
}

/** Finds the phrases of a list in narrowed text. */
export type PhraseFinder<T> = (text: string) => readonly Hit<T>[];

/**
 * Makes a finder of phrases. Latin words are found as whole words, with their usual endings; `word*` with any ending; `one .. other`
 * with at most 24 characters between. The longest phrase takes its characters first, so that "not enough" is not "enough".
 */
export function createPhraseFinder<T>(entries: readonly (readonly [phrase: string, means: T])[]): PhraseFinder<T> {
  const compiled = entries
    .map(([phrase, means]) => ({ pattern: patternOf(phrase.toLowerCase()), length: phrase.length, means }))
    .toSorted((one, other) => other.length - one.length);
  return (text) => {
    const hits: Hit<T>[] = [];
    const taken = new Uint8Array(text.length);
    for (const { pattern, means } of compiled) {
      for (const found of text.matchAll(pattern)) {
        const [start, end] = [found.index, found.index + found[0].length];
        if (taken.subarray(start, end).includes(1)) continue;
        taken.fill(1, start, end);
        hits.push({ start, end, means });
      }
    }
    return hits.toSorted((one, other) => one.start - other.start);
  };
}

function patternOf(phrase: string): RegExp {
  const words = phrase.split(" .. ").map(patternOfWord);
  return new RegExp(words.join(`[^。、,\\n]{0,${GAP_CHARACTERS_MAX}}?`), "g");
}

function patternOfWord(word: string): string {
  const isStem = word.endsWith("*");
  const plain = (isStem ? word.slice(0, -1) : word).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const before = /^[a-z]/.test(plain) ? "(?<![a-z])" : "";
  const after = !isStem && /[a-z]$/.test(plain) ? "(?:s|es|ed|d|ing)?(?![a-z])" : "";
  return `${before}${plain}${after}`;
}
