// Carries pieces of an answer from the runtime's callbacks to the reader of a stream.
import { assertHolds } from "#infrastructure/errors.ts";

export interface DeltaQueue<Piece> extends AsyncIterable<Piece> {
  push(piece: Piece): void;
  /** Ends the iteration once what was pushed has been read; with an error, the iteration throws it then. */
  end(error?: unknown): void;
}

/** A queue for one reader. It holds at most what one answer has, which `max_completion_tokens` bounds. */
export function createDeltaQueue<Piece>(): DeltaQueue<Piece> {
  const waiting: Piece[] = [];
  let ended: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  const signal = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push(piece) {
      assertHolds(ended === undefined, "nothing is pushed after the end");
      waiting.push(piece);
      signal();
    },
    end(error) {
      ended ??= { error };
      signal();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const piece = waiting.shift();
        if (piece !== undefined) yield piece;
        else if (ended === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else if (ended.error === undefined) return;
        else throw ended.error;
      }
    },
  };
}
