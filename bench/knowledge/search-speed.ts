// How fast a search by words is over many passages, with access lists, barriers and validity on.
import type { Database } from "#infrastructure/database/database.ts";
import type { Passage } from "#service/knowledge/passages/passage.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { measure } from "../skills/measure.ts";
import { createTrialCollection } from "./trial-collection.ts";

const PASSAGES_OF_DOCUMENT = 100;
const WORDS_OF_PASSAGE = 180;
const VOCABULARY = 40_000;
const WORDS_OF_QUERY = 12;
const BYTES_PER_MB = 1_048_576;

/** Measures on each engine that can be had; the other says why it cannot. */
export async function measureSearchSpeed(passages: number, searches: number, tell: (progress: string) => void) {
  const results: Record<string, unknown> = {};
  for (const engine of TEST_ENGINES) {
    if (engine.absent !== undefined) {
      tell(`going on without ${engine.name}: ${engine.absent}`);
      results[engine.name] = { absent: engine.absent };
      continue;
    }
    const database = await engine.open();
    try {
      results[engine.name] = await measureOn(database, passages, searches, tell);
    } finally {
      await database.close();
    }
  }
  return results;
}

async function measureOn(database: Database, passages: number, searches: number, tell: (progress: string) => void) {
  const collection = await createTrialCollection(database);
  const random = createRandom(7);
  const start = performance.now();
  for (let document = 0; document < passages / PASSAGES_OF_DOCUMENT; document += 1) {
    const texts = Array.from({ length: PASSAGES_OF_DOCUMENT }, () => textOf(random, WORDS_OF_PASSAGE));
    // Of ten documents five are for a department that the reader is of, one is on a wall's other side, and one is out of force.
    await collection.write(`${wordOf(random)}_${2000 + (document % 25)}_${document}.pdf`, texts.map(passageOf), {
      allowed: [`department/d${3 + (document % 2)}`],
      side: document % 10 === 1 ? "deal/buyers" : undefined,
      effectiveTo: document % 10 === 3 ? "2020-01-01" : undefined,
    });
    if (document % 100 === 99) tell(`${database.engine}: ${(document + 1) * PASSAGES_OF_DOCUMENT} passages`);
  }
  const writingMs = performance.now() - start;
  const latency = await measure(searches, async () => {
    const found = await collection.search(textOf(random, WORDS_OF_QUERY));
    if (found.length === 0) throw new Error("a search found nothing");
  });
  tell(`${database.engine}: p50 ${latency.p50Ms} ms, p99 ${latency.p99Ms} ms`);
  return {
    ...latency,
    passagesWrittenPerSecond: Math.round((passages * 1_000) / writingMs),
    processMemoryMb: Math.round(process.memoryUsage.rss() / BYTES_PER_MB),
  };
}

function passageOf(text: string, ordinal: number): Passage {
  return { ordinal, page: Math.floor(ordinal / 3), region: undefined, headingPath: [], kind: "text", text, language: "en" };
}

function textOf(random: () => number, words: number): string {
  return Array.from({ length: words }, () => wordOf(random)).join(" ");
}

/** Words as often as those of a language, after Zipf: the common ones stand in most passages. */
function wordOf(random: () => number): string {
  const rank = Math.floor(VOCABULARY ** random());
  return `w${rank.toString(26).replace(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)))}`;
}

/** A linear congruential generator, Numerical Recipes' constants: the same texts in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
