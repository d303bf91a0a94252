// What is asked of every embedding answer, whoever made it: a vector for each input, all of one length, each of length one.
import type { EmbeddingAnswer } from "../embedding.ts";
import { UpstreamFailure } from "../provider.ts";

/** Where the upstream does not say how many tokens it read: four bytes of UTF-8 for one, as elsewhere in Kaname. */
const BYTES_PER_TOKEN_ESTIMATED = 4;

/** The answer over `vectors` (in the order of `inputs`), normalised. Throws UpstreamFailure when a vector is missing, too many, uneven, or zero. */
export function checkEmbeddings(
  vectors: readonly (readonly number[] | undefined)[],
  inputs: readonly string[],
  tokens: number | undefined,
): EmbeddingAnswer {
  if (vectors.length !== inputs.length)
    throw new UpstreamFailure("failed", `the upstream sent ${vectors.length} embeddings for ${inputs.length} inputs`);
  const dimensions = vectors[0]?.length ?? 0;
  const checked = Array.from(vectors, (vector) => {
    if (vector === undefined) throw new UpstreamFailure("failed", "the upstream left out an embedding");
    if (vector.length !== dimensions) throw new UpstreamFailure("failed", "the upstream sent embeddings of different dimensions");
    return normalise(vector);
  });
  return {
    vectors: checked,
    inputTokens: tokens ?? inputs.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN_ESTIMATED), 0),
  };
}

function normalise(vector: readonly number[]): readonly number[] {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0) || !Number.isFinite(length))
    throw new UpstreamFailure("failed", "the upstream sent an embedding that has no direction");
  return Math.abs(length - 1) < 1e-6 ? vector : vector.map((value) => value / length);
}
