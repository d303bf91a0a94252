// Embeds texts with an embedded encoder: one after the other, normalised, never cut.
import type { LlamaEmbeddingContext, LlamaModel } from "node-llama-cpp";
import { abortReason } from "#infrastructure/errors.ts";
import type { EmbeddingAnswer } from "../embedding.ts";
import { type EmbeddingCall, UpstreamFailure } from "../provider.ts";

export interface EmbeddingEngine {
  readonly model: LlamaModel;
  readonly context: LlamaEmbeddingContext;
  readonly contextTokensMax: number;
  /** What the encoder was trained to see before each text. */
  readonly inputPrefix: string;
}

/** As Provider.embed promises. `rejected` for a text longer than the encoder reads, or for a vector length that it does not have. */
export async function embedTexts(engine: EmbeddingEngine, { inputs, dimensions, signal }: EmbeddingCall): Promise<EmbeddingAnswer> {
  const width = engine.model.embeddingVectorSize;
  if (dimensions !== undefined && dimensions !== width)
    throw new UpstreamFailure("rejected", `the embedded model gives vectors of ${width} dimensions only`);
  const prepared = inputs.map((input, index) => {
    const tokens = tokenize(engine, input);
    const count = engine.context.calculateInputLength(tokens);
    if (count >= engine.contextTokensMax) {
      throw new UpstreamFailure(
        "rejected",
        `input ${index} has ${count} tokens and the embedded model reads at most ${engine.contextTokensMax - 1}: divide it into shorter passages`,
      );
    }
    return { tokens, count };
  });
  const vectors: number[][] = [];
  for (const { tokens } of prepared) {
    if (signal.aborted) throw abortReason(signal);
    const { vector } = await engine.context.getEmbeddingFor(tokens);
    vectors.push(normalise(vector));
  }
  return { vectors, inputTokens: prepared.reduce((sum, { count }) => sum + count, 0) };
}

/** node-llama-cpp leaves out the beginning token for unigram vocabularies, which XLM-RoBERTa's encoders were trained with. */
function tokenize({ model, inputPrefix }: EmbeddingEngine, input: string) {
  const tokens = model.tokenize(`${inputPrefix}${input.normalize("NFC")}`);
  const first = model.tokens.bos;
  return first !== null && model.tokens.shouldPrependBosToken && tokens[0] !== first ? [first, ...tokens] : tokens;
}

function normalise(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map((value) => value / length);
}
