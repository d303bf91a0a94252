// Annual reports as they were filed: is the page that holds the answer among the first passages?
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { openDocumentParser } from "#service/knowledge/documents/document-parser.ts";
import type { FoundPassage } from "#service/knowledge/search-order.ts";
import { openTestDatabase } from "#test/database.ts";
import { createTrialCollection, type TrialCollection } from "./trial-collection.ts";

const FOLDER = new URL("../../../shared/data/financebench-dev/", import.meta.url);
const CUTS = [1, 5, 10] as const;
const MISSED_TEXT_MAX = 160;

const questionSchema = z.object({ doc_name: z.string(), question: z.string(), evidence_pages: z.array(z.number().int()) });
type Question = z.output<typeof questionSchema>;

/** The shares of questions with a gold page among the first passages, and the speed of reading; undefined where the filings are absent. */
export async function measureRealFilings(tell: (progress: string) => void) {
  if (!existsSync(FOLDER)) return undefined;
  const lines = readFileSync(new URL("questions.jsonl", FOLDER), "utf8").trim().split("\n");
  const questions = lines.map((line) => questionSchema.parse(JSON.parse(line)));
  const database = await openTestDatabase();
  try {
    const collection = await createTrialCollection(database);
    const ingested = await ingest(collection, tell);
    const wholeCollection = await shares(questions, ({ question }) => collection.search(question));
    const filingKnown = await shares(questions, ({ question, doc_name }) =>
      collection.search(question, { documentIds: [`${doc_name}.pdf`] }),
    );
    return { questions: questions.length, way: "lexical, reranked", ...ingested, wholeCollection, filingKnown };
  } finally {
    await database.close();
  }
}

async function ingest(collection: TrialCollection, tell: (progress: string) => void) {
  const names = readdirSync(new URL("pdfs/", FOLDER)).sort();
  const parser = openDocumentParser({ threads: 1 });
  let [pages, passages, parsingMs, writingMs] = [0, 0, 0, 0];
  try {
    for (const name of names) {
      const bytes = readFileSync(new URL(`pdfs/${name}`, FOLDER));
      const start = performance.now();
      const document = await parser.parse(bytes, name, AbortSignal.timeout(300_000));
      const parsed = performance.now();
      passages += await collection.writeParsed(name, document);
      pages += document.pages;
      parsingMs += parsed - start;
      writingMs += performance.now() - parsed;
      tell(`${name}: ${document.pages} pages`);
    }
  } finally {
    await parser.close();
  }
  return {
    filings: names.length,
    pages,
    passages,
    pagesParsedPerSecond: Math.round((pages * 1_000) / parsingMs),
    passagesWrittenPerSecond: Math.round((passages * 1_000) / writingMs),
  };
}

async function shares(questions: readonly Question[], search: (question: Question) => Promise<FoundPassage[]>) {
  const hits = CUTS.map(() => 0);
  const missed: string[] = [];
  for (const question of questions) {
    const found = await search(question);
    const place = found.findIndex(
      ({ documentName, page }) => documentName === `${question.doc_name}.pdf` && question.evidence_pages.includes(page),
    );
    CUTS.forEach((cut, index) => {
      if (place >= 0 && place < cut) hits[index] = (hits[index] ?? 0) + 1;
    });
    if (place < 0) missed.push(`${question.doc_name}: ${question.question.slice(0, MISSED_TEXT_MAX)}`);
  }
  const shareOf = (count: number | undefined) => Number(((count ?? 0) / questions.length).toFixed(3));
  return { top1: shareOf(hits[0]), top5: shareOf(hits[1]), top10: shareOf(hits[2]), missed };
}
