// Gives way to others in long work on the thread that serves all.
import { setImmediate } from "node:timers/promises";

/** Work goes on this long without a pause; its smallest steps take a few milliseconds more. */
const WORK_MS = 6;

/** Awaited between steps of work: pauses when enough was done since the last pause, whoever did it. Sharing one keeps parallel work within the bound. */
export type Pause = () => Promise<void>;

export function createPause(monotonicMs: () => number): Pause {
  let since = monotonicMs();
  return async () => {
    if (monotonicMs() - since < WORK_MS) return;
    await setImmediate();
    since = monotonicMs();
  };
}
