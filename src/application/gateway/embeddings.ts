// POST /v1/embeddings: parse once, call the gate, write the vectors in OpenAI's form.
import { type EmbeddingAnswer, embeddingRequestSchema } from "#model/embedding.ts";
import { RECEIPT_HEADER } from "../http/event-stream.ts";
import { parseInput, parseJsonBody } from "../http/json-body.ts";
import { writeJson } from "../http/write-json.ts";
import type { GatewayCall } from "./gateway-call.ts";

export async function answerEmbeddings({ gate, caller, body, response, abort }: GatewayCall): Promise<void> {
  const request = parseInput(embeddingRequestSchema, parseJsonBody(body), "body");
  const admitted = (receiptId: string) => {
    response.setHeader(RECEIPT_HEADER, receiptId);
  };
  const { model, answer } = await gate.embed({ caller, request, body, abort, admitted });
  writeJson(response, 200, {
    object: "list",
    model,
    data: answer.vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: request.encoding_format === "base64" ? base64Of(vector) : vector,
    })),
    usage: usageOf(answer),
  });
}

/** OpenAI's base64 form: the vector as little-endian 32-bit floats. */
function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString("base64");
}

function usageOf(answer: EmbeddingAnswer) {
  return { prompt_tokens: answer.inputTokens, total_tokens: answer.inputTokens };
}
