// Measures whether work grows with the length of a text and no faster, on a machine that may be busy.

/** Twice the text may take this many times as long: 2 for linear work, 4 for quadratic; the rest is a busy machine. */
export const RATIO_MAX = 3.2;
/** Below this a measurement says more about the machine than about the text. */
const MILLISECONDS_MIN = 20;
const ATTEMPTS = 6;

/** The time that this thread's processor spent on it: what others do meanwhile does not count. */
export function millisecondsFor(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** How many times as long the work takes for twice a text of `characters` made of `unit`; the best of a few attempts. */
export function timesAsLong(work: (text: string) => unknown, unit: string, characters: number): number {
  const one = unit.repeat(Math.ceil(characters / unit.length));
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && best > RATIO_MAX; attempt += 1) {
    const single = millisecondsFor(() => work(one));
    const double = millisecondsFor(() => work(one + one));
    best = Math.min(best, double < MILLISECONDS_MIN ? 1 : double / single);
  }
  return best;
}
