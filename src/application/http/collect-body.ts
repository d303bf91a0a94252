// Collects the bytes of a request body, up to a limit.
import type { IncomingMessage } from "node:http";
import { KanameError } from "#infrastructure/errors.ts";

/** The body of `request`. Throws `too_large` above `bytesMax`, before reading further, and `client_closed` when the caller leaves. */
export function collectBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => new KanameError("too_large", `The request body is larger than the ${bytesMax} bytes that are accepted here.`);
    if (Number(request.headers["content-length"] ?? 0) > bytesMax) {
      reject(tooLarge());
      return;
    }
    const broken = (cause?: unknown) =>
      reject(new KanameError("client_closed", "The request broke off before its body was complete.", { cause }));
    // A caller may have left while its key was looked up; then nothing more is heard of the request.
    if (request.destroyed && !request.readableEnded) {
      broken(request.errored);
      return;
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= bytesMax) {
        pieces.push(piece);
        return;
      }
      request.pause();
      reject(tooLarge());
    });
    request.on("end", () => resolve(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, bytes)));
    request.on("error", broken);
    request.on("close", () => {
      if (!request.readableEnded) broken();
    });
  });
}
