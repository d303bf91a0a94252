// What search finds in real filings and in Japanese statements, what is answered from the sample bank's procedures, and how fast it is over many passages.
import { parseArgs } from "node:util";
import { z } from "zod";
import { measureJapanese } from "./knowledge/japanese.ts";
import { measureRealFilings } from "./knowledge/real-filings.ts";
import { measureSampleBankAnswers } from "./knowledge/sample-bank-answers.ts";
import { measureSearchSpeed } from "./knowledge/search-speed.ts";

/** A collection of a million passages would be another benchmark: hours go into writing it. */
const optionsSchema = z.strictObject({
  passages: z.coerce.number().int().min(1_000).max(500_000).default(100_000),
  searches: z.coerce.number().int().min(20).max(5_000).default(200),
});

const AIMS = { realFilingsTop10: 0.7, japaneseOwnDocumentFirst: 0.95, postgresqlSearchP50Ms: 50 };
const NO_DATA = { absent: "../shared/data is not beside the repository" };

/** Runs the benchmark with `flags` and gives the result's members; parts whose data or server is absent say so. */
export async function run(flags: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { values } = parseArgs({ args: [...flags], options: { passages: { type: "string" }, searches: { type: "string" } } });
  const settings = optionsSchema.parse({ ...values });
  const realFilings = (await measureRealFilings(tell)) ?? NO_DATA;
  const japanese = (await measureJapanese()) ?? NO_DATA;
  const sampleBank = await measureSampleBankAnswers();
  const speed = await measureSearchSpeed(settings.passages, settings.searches, tell);
  return { aims: AIMS, settings, realFilings, japanese, sampleBank, speed };
}

function tell(progress: string): void {
  process.stderr.write(`${progress}\n`);
}
