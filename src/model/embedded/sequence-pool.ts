// Shares the sequences of one model context between calls: each call has one to itself, the others wait their turn.
import type { LlamaContext, LlamaContextSequence } from "node-llama-cpp";
import { abortReason } from "#infrastructure/errors.ts";
import { UpstreamFailure } from "../provider.ts";

export interface SequenceLease {
  readonly sequence: LlamaContextSequence;
  /** Forgets what the call put into the sequence and hands it to the next call. */
  release(): Promise<void>;
}

export interface SequencePool {
  /** A sequence of one's own. Throws UpstreamFailure `busy` when too many wait already, or the signal's reason. */
  borrow(signal: AbortSignal): Promise<SequenceLease>;
}

/** The pool's slots bound the calls before they come here; this only keeps a wrong configuration from piling calls up. */
const WAITING_MAX = 256;

export function createSequencePool(context: LlamaContext, count: number): SequencePool {
  const free = Array.from({ length: count }, () => context.getSequence());
  const waiting: ((sequence: LlamaContextSequence) => void)[] = [];

  function lease(sequence: LlamaContextSequence): SequenceLease {
    return {
      sequence,
      async release() {
        // No caller's text stays in memory for the next one, not even as a prefix that would make the same question answer faster.
        await sequence.clearHistory();
        const next = waiting.shift();
        if (next === undefined) free.push(sequence);
        else next(sequence);
      },
    };
  }

  return {
    async borrow(signal) {
      if (signal.aborted) throw abortReason(signal);
      const sequence = free.pop();
      if (sequence !== undefined) return lease(sequence);
      if (waiting.length >= WAITING_MAX)
        throw new UpstreamFailure("busy", "too many calls wait for the embedded model", { retryAfterSeconds: 1 });
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(abortReason(signal));
        };
        const turn = (next: LlamaContextSequence) => {
          signal.removeEventListener("abort", leave);
          resolve(lease(next));
        };
        waiting.push(turn);
        signal.addEventListener("abort", leave, { once: true });
      });
    },
  };
}
