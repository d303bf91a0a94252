// One user at a time, in the order of arrival, with a bounded line.
import { KanameError } from "../errors.ts";

export interface Turns {
  /** Waits for its turn and gives the function that ends it. Throws `overloaded` when the line is full or the wait too long. */
  take(): Promise<() => void>;
  /** As `take`, however long the line and the wait: for what must happen, such as closing. */
  takePatiently(): Promise<() => void>;
}

export function createTurns({ waitingMax, waitMsMax }: { readonly waitingMax: number; readonly waitMsMax: number }): Turns {
  const waiting = new Set<() => void>();
  let isTaken = false;

  function begin(): () => void {
    isTaken = true;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      isTaken = false;
      waiting.values().next().value?.();
    };
  }

  function join(msMax: number | undefined): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const timer =
        msMax === undefined ? undefined : setTimeout(() => leave(() => reject(busy(`a statement waited for ${msMax} ms`))), msMax);
      // The turn passes on in the step that ends the one before, so that no newcomer can slip in between.
      const start = () => leave(() => resolve(begin()));
      function leave(then: () => void): void {
        clearTimeout(timer);
        waiting.delete(start);
        then();
      }
      waiting.add(start);
    });
  }

  return {
    async take() {
      if (!isTaken) return begin();
      if (waiting.size >= waitingMax) throw busy(`${waitingMax} statements wait already`);
      return join(waitMsMax);
    },
    async takePatiently() {
      return isTaken ? join(undefined) : begin();
    },
  };
}

/** For engines: too many wait for it, for the reason `why`. */
export function busy(why: string): KanameError {
  return new KanameError("overloaded", "Kaname's database has too much to do at the moment. Try again shortly.", {
    cause: new Error(why),
    retryAfterSeconds: 1,
  });
}
