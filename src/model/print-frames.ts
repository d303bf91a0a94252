// Prints payloads as server-sent events, in the one form in which a streamed answer passes through Kaname.

const FRAME_START = Buffer.from("data: ");
const FRAME_END = Buffer.from("\n\n");

/** `data: …\n\n` for each payload, contiguous. */
export function printFrames(payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(payloads.flatMap((payload) => [FRAME_START, payload, FRAME_END]));
}
