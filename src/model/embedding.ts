// The inner vocabulary of an embedding call: OpenAI's shape.
import { z } from "zod";

/** At most this many texts in one call, as OpenAI's own limit. */
export const EMBEDDING_INPUTS_MAX = 2_048;

export const embeddingRequestSchema = z.strictObject({
  model: z.string().min(1).max(200),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(EMBEDDING_INPUTS_MAX)]),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: z.int().min(1).max(8_192).nullish(),
  user: z.string().max(512).optional(),
});
export type EmbeddingRequest = z.infer<typeof embeddingRequestSchema>;

/** Vectors in the order of the inputs, L2-normalised, and the tokens that were read. */
export interface EmbeddingAnswer {
  readonly vectors: readonly (readonly number[])[];
  readonly inputTokens: number;
}
