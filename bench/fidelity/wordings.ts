// The wordings that letters are made of: one file for development, one that is held out, in the same form.
import { readFile } from "node:fs/promises";
import { z } from "zod";

const phrases = z.array(z.string().min(1)).min(1);
const tone = z.strictObject({ list: phrases, np: phrases, clause: phrases, effect: phrases });
const language = z.strictObject({
  /** Noun phrases and clauses for each feature in its bad and in its good state. */
  features: z.record(z.string(), z.strictObject({ bad: phrases, badClause: phrases, good: phrases, goodClause: phrases })),
  declined: phrases,
  approved: phrases,
  negative: tone,
  positive: tone,
  /** Reasons that no scorecard gives: to stand among others, and as sentences of their own. */
  addedNp: phrases,
  addedSentence: phrases,
  denied: phrases,
  closing: phrases,
});
const wordingsSchema = z.strictObject({ en: language, ja: language });

export type Wordings = z.infer<typeof wordingsSchema>;
export type LanguageWordings = Wordings["en"];

export type Part = "development" | "held-out" | "mended" | "unseen";

/** The wordings of one part. */
export async function loadWordings(part: Part): Promise<Wordings> {
  return wordingsSchema.parse(JSON.parse(await readFile(new URL(`./${part}.json`, import.meta.url), "utf8")));
}
