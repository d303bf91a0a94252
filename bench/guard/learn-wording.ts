// Learns the weights of `wording.ts` from the examples of the inspector and the development corpus; the held-out part is never read.
// Run `node bench/guard/learn-wording.ts` after adding examples; the result does not depend on when or where it runs.
import { writeFileSync } from "node:fs";
import { z } from "zod";
import type { Channel } from "#governance/guardrails/evidence.ts";
import examples from "#governance/guardrails/inspect-examples.json" with { type: "json" };
import { shareOfPlace, WEIGHT_PLACES, wordingPlaces } from "#governance/guardrails/wording.ts";
import moreExamples from "#governance/guardrails/wording-examples.json" with { type: "json" };
import { foldText } from "#governance/sensitivity/fold.ts";
import { loadCorpus } from "./load-corpus.ts";

interface Example {
  readonly attack: boolean;
  readonly channel: Channel;
  readonly text: string;
}

const EPOCHS = 12;
const RATE = 0.25;
/** What pulls every weight back to nothing, so that no single word decides. */
const DECAY = 1e-4;
/** How much more an attack teaches than an ordinary text, of which there are many times as many. */
const ATTACK_SHARE = 2.5;
const WEIGHT_MAX = 127;
const RESULT = new URL("../../src/governance/guardrails/rules/wording.json", import.meta.url);

const listed = z.array(z.object({ attack: z.boolean(), channel: z.enum(["user", "document", "tool"]), text: z.string() }));
const { inspect, classify } = loadCorpus("development");
// What holds customers' data attacks nobody: the texts of the classifier are the ordinary ones here.
const ordinary = classify.map(({ text }, index): Example => ({ attack: false, channel: index % 2 === 0 ? "user" : "document", text }));
const weights = learn([...listed.parse(examples), ...listed.parse(moreExamples), ...inspect, ...ordinary]);
const scale = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) / WEIGHT_MAX;
const small = Int8Array.from(weights, (weight) => Math.round(weight / scale));
writeFileSync(RESULT, `${JSON.stringify({ scale, weights: Buffer.from(small.buffer).toString("base64") }, null, 2)}\n`);

/** Logistic regression by stochastic gradient descent with a rate of its own for each weight (AdaGrad), in a fixed order of chance. */
function learn(all: readonly Example[]): Float64Array {
  const cases = all.map(({ attack, channel, text }) => ({
    wanted: attack ? 1 : 0,
    places: wordingPlaces(foldText(text).text.toLowerCase(), channel),
  }));
  const learning = new Float64Array(WEIGHT_PLACES);
  const squares = new Float64Array(WEIGHT_PLACES).fill(0.01);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const { wanted, places } of shuffled(cases, epoch + 1)) {
      const share = shareOfPlace(places);
      let sum = 0;
      for (const place of places) sum += learning[place] ?? 0;
      const error = (1 / (1 + Math.exp(-sum * share)) - wanted) * share * (wanted === 1 ? ATTACK_SHARE : 1);
      for (const place of places) {
        const weight = learning[place] ?? 0;
        const step = error + DECAY * weight;
        const square = (squares[place] ?? 0) + step * step;
        squares[place] = square;
        learning[place] = weight - (RATE * step) / Math.sqrt(square);
      }
    }
  }
  return learning;
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
