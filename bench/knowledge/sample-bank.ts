// Measures answers from the sample bank's documents against questions whose answers are known.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { AnswerEvent } from "#service/knowledge/answers/answer-events.ts";
import type { FoundPassage } from "#service/knowledge/search-order.ts";

const questionSchema = z.object({
  id: z.string(),
  language: z.enum(["ja", "en", "zh"]),
  question: z.string(),
  asOf: z.string(),
  /** The document that answers it, and words of the passage; null where none does. */
  document: z.string().nullable(),
  phrase: z.string().nullable(),
});

export interface SampleBankParts {
  readonly search: (question: string, asOf: string) => Promise<readonly FoundPassage[]>;
  readonly answer: (question: string, asOf: string) => AsyncIterable<AnswerEvent>;
}

/** Asks all questions. Shares are from 0 to 1; `failures` names the questions that went wrong and how. */
export async function measureSampleBank({ search, answer }: SampleBankParts) {
  const lines = readFileSync(join(import.meta.dirname, "sample-bank-questions.jsonl"), "utf8")
    .trim()
    .split("\n");
  const count = {
    answerable: 0,
    unanswerable: 0,
    inTop5: 0,
    refused: 0,
    refusedRightly: 0,
    wrongVersion: 0,
    answered: 0,
    phraseShown: 0,
    goldCited: 0,
  };
  const failures: string[] = [];
  for (const line of lines) {
    const { id, question, asOf, document, phrase } = questionSchema.parse(JSON.parse(line));
    const events: AnswerEvent[] = [];
    for await (const event of answer(question, asOf)) events.push(event);
    const isRefused = events.some(({ kind }) => kind === "not_found");
    const { cited, text } = said(events);
    if (cited.some((name) => isOutOfForce(name, asOf))) count.wrongVersion += 1;
    if (isRefused) count.refused += 1;
    if (document === null || phrase === null) {
      count.unanswerable += 1;
      if (isRefused) count.refusedRightly += 1;
      else failures.push(`${id} answered: ${text.slice(0, 60)}`);
      continue;
    }
    count.answerable += 1;
    const found = (await search(question, asOf)).slice(0, 5);
    const isInTop5 = found.some((passage) => passage.documentName === document && passage.text.includes(phrase));
    if (isInTop5) count.inTop5 += 1;
    else failures.push(`${id} not in the top 5`);
    if (isRefused) {
      failures.push(`${id} refused`);
      continue;
    }
    count.answered += 1;
    if (cited.includes(document)) count.goldCited += 1;
    if (text.includes(phrase)) count.phraseShown += 1;
    else failures.push(`${id} says: ${text.slice(0, 60)}`);
  }
  return {
    questions: lines.length,
    unanswerable: count.unanswerable,
    inTop5: count.inTop5 / count.answerable,
    refusalPrecision: count.refusedRightly / Math.max(1, count.refused),
    refusalRecall: count.refusedRightly / count.unanswerable,
    wrongVersions: count.wrongVersion,
    goldDocumentCited: count.goldCited / count.answerable,
    goldPhraseShown: count.phraseShown / count.answerable,
    failures,
  };
}

function said(events: readonly AnswerEvent[]): { readonly cited: readonly string[]; readonly text: string } {
  const names = new Map<number, string>();
  for (const event of events) if (event.kind === "passages") for (const one of event.passages) names.set(one.citation, one.documentName);
  const sentences = events.flatMap((event) => (event.kind === "sentence" ? event : []));
  const cited = sentences.flatMap(({ citations }) => citations.flatMap((citation) => names.get(citation) ?? []));
  return { cited, text: sentences.map(({ text }) => text).join("\n") };
}

/** The lending procedure changed on the first of April 2026. */
function isOutOfForce(name: string, asOf: string): boolean {
  return name === (asOf < "2026-04-01" ? "lending-procedure-2026-ja.md" : "lending-procedure-2024-ja.md");
}
