// How fast the guard is: classifying, inspecting, and restoring a stream. One core, everything switched on.
import { randomBytes } from "node:crypto";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { createAnswerRestorer } from "#governance/masking/restore.ts";
import { createVault, VAULT_KEY_BYTES } from "#governance/masking/vault.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import type { ClassifyCase } from "./load-corpus.ts";

export const PROMPT_BYTES = 4096;
const BYTES_PER_MB = 1_000_000;
const MASKED_VALUES = 50;
const CHUNK_CHARACTERS = 4;
const CHUNK_COUNT = 40_000;
const WARM_UP_MS = 1_500;

export interface Speed {
  readonly microsP50: number;
  readonly microsP95: number;
  readonly mbPerSecond: number;
}

/** Texts without a finding for one with findings: about what an ordinary prompt holds. */
const NEGATIVES_FOR_ONE_PLAIN = 6;

/**
 * Two sets of prompts of 4 kB made of the corpus's texts, at most `countMax` each. `ordinary`: mostly text in which there is nothing to
 * find, with some findings. `dense`: every case of the corpus one after the other, encoded and disguised ones too: as dear as a text gets.
 */
export function promptsOf(cases: readonly ClassifyCase[], language: ClassifyCase["language"], countMax: number): Prompts {
  const own = cases.filter((one) => one.language === language);
  const plain = own.filter(({ kind }) => kind === "plain");
  const negative = own.filter(({ kind }) => kind === "negative");
  const mixed = negative.flatMap((one, place) => {
    const also = place % NEGATIVES_FOR_ONE_PLAIN === 0 ? plain[(place * 5) % plain.length] : undefined;
    return also === undefined ? [one] : [one, also];
  });
  return { ordinary: cutToPrompts(mixed, countMax), dense: cutToPrompts(own, countMax) };
}

export type Prompts = Readonly<Record<"ordinary" | "dense", readonly string[]>>;

function cutToPrompts(cases: readonly ClassifyCase[], countMax: number): readonly string[] {
  const bytes = Buffer.from(cases.map(({ text }) => text).join("\n"));
  const prompts: string[] = [];
  for (let place = 0; place + PROMPT_BYTES <= bytes.length && prompts.length < countMax; place += PROMPT_BYTES) {
    // A character that a border cuts becomes a replacement character, as it would in a cut log.
    prompts.push(bytes.subarray(place, place + PROMPT_BYTES).toString());
  }
  return prompts;
}

/** The speed of classifying and of inspecting the prompts. */
export function measureGuard(prompts: readonly string[], rounds: number): { readonly classify: Speed; readonly inspect: Speed } {
  const classify = createClassifier();
  const inspect = createInspector();
  return {
    classify: measureEach(prompts, rounds, (text) => classify(text).findings.length),
    inspect: measureEach(prompts, rounds, (text) => inspect(text, "user").score),
  };
}

function measureEach(prompts: readonly string[], rounds: number, judge: (text: string) => number): Speed {
  const warmUntil = performance.now() + WARM_UP_MS;
  while (performance.now() < warmUntil) for (const prompt of prompts) judge(prompt);
  const micros: number[] = [];
  for (let round = 0; round < rounds; round += 1) for (const prompt of prompts) micros.push(microsOf(() => judge(prompt)));
  return speedOf(micros);
}

/** The speed that follows from the time of each call with a prompt of 4 kB, in µs. */
export function speedOf(micros: readonly number[]): Speed {
  const totalMicros = micros.reduce((sum, one) => sum + one, 0);
  const bytes = micros.length * PROMPT_BYTES;
  return {
    microsP50: rounded(percentile(micros, 0.5)),
    microsP95: rounded(percentile(micros, 0.95)),
    mbPerSecond: rounded(bytes / BYTES_PER_MB / (totalMicros / 1_000_000), 3),
  };
}

/** What restoring adds to each chunk of a stream with fifty masked values, in ms. */
export function measureRestoring(): {
  readonly maskedValues: number;
  readonly chunks: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
} {
  const vault = createVault({ key: randomBytes(VAULT_KEY_BYTES) });
  const tokens = Array.from({ length: MASKED_VALUES }, (_, place) => vault.tokenFor("PERSON", `Customer ${place}`));
  const text = tokens
    .map((token, place) => `The letter for ${token} left on day ${place}; **${token.toLowerCase()}** はまだ返答していません。`)
    .join(" ");
  const restorer = createAnswerRestorer(vault);
  const micros: number[] = [];
  for (let chunk = 0; chunk < CHUNK_COUNT; chunk += 1) {
    const place = (chunk * CHUNK_CHARACTERS) % text.length;
    const content = text.slice(place, place + CHUNK_CHARACTERS);
    const frame = {
      id: "a",
      object: "chat.completion.chunk" as const,
      created: 0,
      model: "m",
      choices: [{ index: 0, delta: { content }, finish_reason: null }],
    };
    micros.push(microsOf(() => restorer.restoreChunk(frame)));
  }
  const inMs = (share: number): number => rounded(percentile(micros, share) / 1_000, 4);
  return { maskedValues: MASKED_VALUES, chunks: CHUNK_COUNT, p50Ms: inMs(0.5), p99Ms: inMs(0.99) };
}

function microsOf(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1_000;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function rounded(value: number, places = 1): number {
  return Number(value.toFixed(places));
}
