// Embedding candidates on finding the right banking procedure: English, Japanese, and across the two languages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findWeights } from "#model/weights/catalogue.ts";
import { deploymentOf, embed, openRuntime } from "./candidates.ts";
import { embedByPython, type PythonEncoder } from "./python-encoder.ts";

const sideSchema = z.strictObject({ question: z.string(), passage: z.string() });
const procedures = z
  .array(z.strictObject({ en: sideSchema, ja: sideSchema }))
  .parse(JSON.parse(readFileSync(new URL("banking-procedures.json", import.meta.url), "utf8")));

type Language = "en" | "ja";
type Vector = readonly number[];
/** Embeds the questions or the passages of one language. */
type Encode = (side: "question" | "passage", texts: readonly string[]) => Promise<readonly Vector[]>;

const DIRECTIONS: readonly (readonly [Language, Language])[] = [
  ["en", "en"],
  ["ja", "ja"],
  ["ja", "en"],
  ["en", "ja"],
];

/** Top-1 and mean reciprocal rank of each candidate, question language to passage language, and the time for one text. */
export async function compareEmbeddings(
  weightsFolder: string,
  names: readonly string[],
  python: PythonEncoder | undefined,
  tell: (line: string) => void,
) {
  const results: Record<string, unknown> = {};
  for (const name of names) {
    const runtime = openRuntime(weightsFolder, 1);
    try {
      const deployment = deploymentOf(name, "embedding");
      results[name] = await measure((_side, texts) => embed(runtime, deployment, texts), name, tell);
      if (name.includes("e5")) {
        const bare = deploymentOf(join(weightsFolder, findWeights(name)?.fileName ?? name), "embedding");
        const encode: Encode = (side, texts) =>
          embed(
            runtime,
            bare,
            texts.map((text) => `${side === "question" ? "query" : "passage"}: ${text}`),
          );
        results[`${name}, query and passage prefixes`] = await measure(encode, `${name}, query and passage prefixes`, tell);
        results[`${name}, no prefix`] = await measure((_side, texts) => embed(runtime, bare, texts), `${name}, no prefix`, tell);
      }
    } finally {
      await runtime.close();
    }
  }
  if (python !== undefined)
    results["universal-sentence-encoder-multilingual-3"] = await measure(
      (_side, texts) => embedByPython(python, texts),
      "universal-sentence-encoder",
      tell,
    );
  return { procedures: procedures.length, candidates: results };
}

async function measure(encode: Encode, name: string, tell: (line: string) => void) {
  const startMs = performance.now();
  const vectors = new Map<string, readonly Vector[]>();
  for (const language of ["en", "ja"] as const) {
    for (const side of ["question", "passage"] as const)
      vectors.set(
        `${language} ${side}`,
        await encode(
          side,
          procedures.map((procedure) => procedure[language][side]),
        ),
      );
  }
  const msPerText = Math.round(((performance.now() - startMs) / (procedures.length * 4)) * 10) / 10;
  const found = DIRECTIONS.map(
    ([from, to]) => [`${from} to ${to}`, scoreRanks(vectors.get(`${from} question`) ?? [], vectors.get(`${to} passage`) ?? [])] as const,
  );
  const result = { msPerText, ...Object.fromEntries(found) };
  tell(`embedding: ${name}: ${JSON.stringify(result)}`);
  return result;
}

/** The passage at a question's own index is the right one; all others are wrong. */
function scoreRanks(
  questions: readonly Vector[],
  passages: readonly Vector[],
): { readonly top1: number; readonly meanReciprocalRank: number } {
  const ranks = questions.map((question, index) => {
    const scores = passages.map((passage) => passage.reduce((sum, value, place) => sum + value * (question[place] ?? 0), 0));
    return 1 + scores.filter((score) => score > (scores[index] ?? 0)).length;
  });
  const mean = (values: readonly number[]) => Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1_000) / 1_000;
  return { top1: mean(ranks.map((rank) => (rank === 1 ? 1 : 0))), meanReciprocalRank: mean(ranks.map((rank) => 1 / rank)) };
}
