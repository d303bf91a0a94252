// The terms of a text that carry its content: stems of Latin words, and pairs of neighbouring Han or Katakana characters.
import words from "./answer-words.json" with { type: "json" };

export type AnswerLanguage = "ja" | "en" | "zh";

/** Longer than any question, and than any passage that the splitter makes. */
const CHARACTERS_MAX = 20_000;
/** "identity" and "identification" share as much; "interest" and "internal" do not. */
const STEM_CHARACTERS = 6;
const RUN = /[a-z][a-z'-]{1,40}|[\p{Script=Han}々〆]{1,200}|[\p{Script=Katakana}ー]{2,200}/gu;
const STOP_WORDS: ReadonlySet<string> = new Set(words.stopWords);
const STOP_PAIRS: ReadonlySet<string> = new Set(words.stopPairs);
const CHINESE_JOINT = new RegExp(`[${words.chineseJoints}]`, "g");

/** Kana make a text Japanese; Han characters without kana Chinese. A Japanese question without kana is not told from a Chinese one. */
export function languageOf(text: string): AnswerLanguage {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  return /\p{Script=Han}/u.test(text) ? "zh" : "en";
}

/** Each content term of `text` once, in the order of appearance. Numbers are none: they are traced, not compared. */
export function contentTermsOf(text: string): ReadonlySet<string> {
  const plain = text.slice(0, CHARACTERS_MAX).normalize("NFKC").toLowerCase();
  const terms = new Set<string>();
  for (const [run] of (languageOf(plain) === "zh" ? plain.replace(CHINESE_JOINT, " ") : plain).matchAll(RUN)) {
    if (/^[a-z]/.test(run)) addWord(terms, run);
    else addPairs(terms, run);
  }
  return terms;
}

function addWord(terms: Set<string>, word: string): void {
  if (!STOP_WORDS.has(word)) terms.add(word.replace(/(?:'s|s)$/, "").slice(0, STEM_CHARACTERS));
}

function addPairs(terms: Set<string>, run: string): void {
  const characters = [...run];
  if (characters.length === 1) return;
  for (let at = 0; at + 1 < characters.length; at += 1) {
    const pair = `${characters[at]}${characters[at + 1]}`;
    if (!STOP_PAIRS.has(pair) && !pair.includes("何")) terms.add(pair);
  }
}

/** The share of `wanted` that `had` holds, by weight where weights are given; 0 when nothing is wanted. */
export function shareOf(wanted: ReadonlySet<string>, had: ReadonlySet<string>, weightOf: (term: string) => number = () => 1): number {
  let [all, held] = [0, 0];
  for (const term of wanted) {
    const weight = weightOf(term);
    all += weight;
    if (had.has(term)) held += weight;
  }
  return all === 0 ? 0 : held / all;
}
