// Bounds of what an upstream may answer, and what a valid answer looks like from outside.
import { UpstreamFailure } from "../provider.ts";

/** The longest answer that is read: some sixteen million tokens, beyond any model, and little enough to hold in memory. */
export const ANSWER_BYTES_MAX = 67_108_864;

/** Gathers a body; throws UpstreamFailure once it passes `bytesMax`, which stops the reading. */
export async function readWhole(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > bytesMax) throw answerTooLarge();
  }
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces, bytes);
}

export function answerTooLarge(): UpstreamFailure {
  return new UpstreamFailure("failed", `the upstream's answer is larger than ${ANSWER_BYTES_MAX} bytes`);
}

/** The JSON value of `bytes`. A parser's own message quotes the text, so it is not kept as the cause. Throws UpstreamFailure. */
export function parseAnswer(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new UpstreamFailure("failed", "the upstream's answer is not valid JSON");
  }
}
