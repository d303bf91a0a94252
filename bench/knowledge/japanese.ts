// Japanese companies' statements, a document for each company and year: is the question's own document the first?
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Block } from "#service/knowledge/documents/parsed-document.ts";
import { openTestDatabase } from "#test/database.ts";
import { createTrialCollection } from "./trial-collection.ts";

const FILE = new URL("../../../shared/data/jfinqa-dev/questions.json", import.meta.url);
const PLACE = { page: 0, region: undefined } as const;

const questionSchema = z.object({
  company_name: z.string(),
  source_doc_id: z.string(),
  filing_year: z.string(),
  pre_text: z.array(z.string()),
  post_text: z.array(z.string()),
  table: z.object({ headers: z.array(z.string()), rows: z.array(z.array(z.string())) }),
  qa: z.object({ question: z.string() }),
});
type Question = z.output<typeof questionSchema>;

/** Documents bear no company's name outside their texts. Undefined where the questions are absent. */
export async function measureJapanese() {
  if (!existsSync(FILE)) return undefined;
  const questions = z.array(questionSchema).parse(JSON.parse(readFileSync(FILE, "utf8")));
  const database = await openTestDatabase();
  try {
    const collection = await createTrialCollection(database);
    const byDocument = Map.groupBy(questions, nameOf);
    for (const [name, ofDocument] of byDocument)
      await collection.writeParsed(name, {
        title: undefined,
        mediaType: "text/plain",
        pages: 1,
        blocks: blocksOf(ofDocument),
        labels: [],
        problems: [],
      });
    let first = 0;
    for (const question of questions) {
      const [best] = await collection.search(question.qa.question, { count: 1 });
      if (best?.documentName === nameOf(question)) first += 1;
    }
    return { questions: questions.length, documents: byDocument.size, ownDocumentFirst: Number((first / questions.length).toFixed(3)) };
  } finally {
    await database.close();
  }
}

function nameOf({ source_doc_id, filing_year }: Question): string {
  return `${source_doc_id}-${filing_year}.txt`;
}

/** The texts and tables of all its questions, each once. */
function blocksOf(questions: readonly Question[]): Block[] {
  const texts = new Set(questions.flatMap(({ pre_text, post_text }) => [...pre_text, ...post_text]));
  const tables = new Map(questions.map(({ table }) => [JSON.stringify(table), table]));
  return [
    ...[...texts].map((text): Block => ({ kind: "paragraph", text, place: PLACE })),
    ...[...tables.values()].map(
      ({ headers, rows }): Block => ({ kind: "table", caption: undefined, header: [headers], rows, place: PLACE }),
    ),
  ];
}
