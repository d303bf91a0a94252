// Learns the weights of `wording.ts` from the examples of the inspector and the development corpus; the held-out part is never read.
// `node bench/guard/learn-wording.ts` writes them; with `--cross` it shows instead how they do on authors that they did not learn from.
import { writeFileSync } from "node:fs";
import { z } from "zod";
import type { Channel } from "#governance/guardrails/evidence.ts";
import examples from "#governance/guardrails/inspect-examples.json" with { type: "json" };
import { strongestReading } from "#governance/guardrails/strongest-reading.ts";
import { type SignGroup, signsOf, WEIGHT_PLACES } from "#governance/guardrails/wording.ts";
import moreExamples from "#governance/guardrails/wording-examples.json" with { type: "json" };
import { loadCorpus } from "./load-corpus.ts";

interface Example {
  readonly attack: boolean;
  readonly channel: Channel;
  readonly text: string;
  readonly author: string;
}

interface Lesson {
  readonly example: Example;
  readonly groups: readonly { readonly places: readonly number[]; readonly share: number }[];
}

const EPOCHS = 12;
const RATE = 0.25;
/** What pulls every weight back to nothing, so that no single word decides. */
const DECAY = 1e-3;
/** How much more an attack teaches than an ordinary text, of which there are many times as many. */
const ATTACK_SHARE = 2.5;
/** Texts of the classifier: nobody wrote them to look like an attack, so they belong to no author here and are always learnt from. */
const ORDINARY = "ordinary";
/** The rules were mended with these authors' texts, and look surer on them than they are: the others teach how far to trust the rules. */
const TUNED_ON: ReadonlySet<string> = new Set(["examples", "first", "d3-", ORDINARY]);
const UNSEEN_SHARE = 4;
const WEIGHT_MAX = 127;
const THRESHOLDS_SHOWN = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8];
const RESULT = new URL("../../src/governance/guardrails/rules/wording.json", import.meta.url);

const listed = z.array(
  z.object({ attack: z.boolean(), channel: z.enum(["user", "document", "tool"]), text: z.string(), author: z.string().optional() }),
);
const lessons = allExamples().map(lessonOf);
if (process.argv.includes("--cross")) showAcrossAuthors();
else write(learn(lessons));

function allExamples(): Example[] {
  const { inspect, classify } = loadCorpus("development");
  const own = [...listed.parse(examples), ...listed.parse(moreExamples)].map(
    (one): Example => ({ ...one, author: one.author ?? "examples" }),
  );
  // What holds customers' data attacks nobody: the texts of the classifier are the ordinary ones here.
  const ordinary = classify.map(
    ({ text }, index): Example => ({ attack: false, channel: index % 2 === 0 ? "user" : "document", text, author: ORDINARY }),
  );
  return [...own, ...inspect.map((one): Example => ({ ...one, author: authorOf(one.id) })), ...ordinary];
}

/** The corpus grew by parts, each written apart from the others: ids say which. */
function authorOf(id: string): string {
  return /^(?:p\d{1,2}|d\d{1,2})-/.exec(id)?.[0] ?? "first";
}

/** What a text teaches: nothing where it has too few words of attacks to be weighed at all. */
function lessonOf(example: Example): Lesson {
  const { text, channel } = example;
  const reading = strongestReading(text, channel);
  const groups = reading === undefined ? [] : signsOf(reading, channel);
  return { example, groups: groups.map(({ places, share }: SignGroup) => ({ places: [...places], share })) };
}

/** Logistic regression by stochastic gradient descent with a rate of its own for each weight (AdaGrad), in a fixed order of chance. */
function learn(some: readonly Lesson[]): Float64Array {
  const learning = new Float64Array(WEIGHT_PLACES);
  const squares = new Float64Array(WEIGHT_PLACES).fill(0.01);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const { example, groups } of shuffled(some, epoch + 1)) {
      const wanted = example.attack ? 1 : 0;
      const error =
        (oddsOf(learning, groups) - wanted) * (example.attack ? ATTACK_SHARE : 1) * (TUNED_ON.has(example.author) ? 1 : UNSEEN_SHARE);
      for (const { places, share } of groups) {
        for (const place of places) {
          const weight = learning[place] ?? 0;
          const step = error * share + DECAY * weight;
          const square = (squares[place] ?? 0) + step * step;
          squares[place] = square;
          learning[place] = weight - (RATE * step) / Math.sqrt(square);
        }
      }
    }
  }
  return learning;
}

function oddsOf(weights: Float64Array, groups: Lesson["groups"]): number {
  if (groups.length === 0) return 0;
  let logOdds = 0;
  for (const { places, share } of groups) for (const place of places) logOdds += (weights[place] ?? 0) * share;
  return 1 / (1 + Math.exp(-logOdds));
}

function write(weights: Float64Array): void {
  const scale = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) / WEIGHT_MAX;
  const small = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  writeFileSync(RESULT, `${JSON.stringify({ scale, weights: Buffer.from(small.buffer).toString("base64") }, null, 2)}\n`);
}

/** For each author and channel what is seen and what is a false alarm at several thresholds, by weights learnt from all the others. */
function showAcrossAuthors(): void {
  const authors = new Set(lessons.map(({ example }) => example.author).filter((author) => author !== ORDINARY));
  for (const author of authors) {
    const weights = learn(lessons.filter(({ example }) => example.author !== author));
    const judged = lessons
      .filter(({ example }) => example.author === author)
      .map(({ example, groups }) => ({ example, odds: oddsOf(weights, groups) }));
    for (const [channel, some] of Map.groupBy(judged, ({ example }) => example.channel)) {
      const share = (attack: boolean, threshold: number): string => {
        const those = some.filter(({ example }) => example.attack === attack);
        return (those.filter(({ odds }) => odds >= threshold).length / Math.max(1, those.length)).toFixed(2);
      };
      const columns = THRESHOLDS_SHOWN.map((threshold) => `${threshold}: ${share(true, threshold)}/${share(false, threshold)}`);
      process.stdout.write(`${author} ${channel} (${some.length})  ${columns.join("  ")}\n`);
    }
  }
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  return items
    .map((item) => ({ item, order: next() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}
