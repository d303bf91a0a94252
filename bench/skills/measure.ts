// Times one thing after the other, warm, and says how long the middle and the slow ones took.

const WARM_UP_CALLS_MIN = 20;
const WARM_UP_MS = 500;

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly calls: number;
}

/** Runs `work` one call at a time, `calls` times after a warm-up. `work` throws where its result is not what it should be. */
export async function measure(calls: number, work: (turn: number) => Promise<void>): Promise<Latency> {
  const warmUntil = performance.now() + WARM_UP_MS;
  for (let turn = 0; turn < Math.min(WARM_UP_CALLS_MIN, calls) || performance.now() < warmUntil; turn += 1) await work(turn);
  const times = new Float64Array(calls);
  for (let turn = 0; turn < calls; turn += 1) {
    const before = performance.now();
    await work(turn);
    times[turn] = performance.now() - before;
  }
  times.sort();
  return { p50Ms: rounded(percentile(times, 0.5)), p99Ms: rounded(percentile(times, 0.99)), calls };
}

/** Nearest rank. */
function percentile(sorted: Float64Array, fraction: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? 0;
}

/** To a tenth of a microsecond. */
export function rounded(value: number): number {
  return Number(value.toFixed(4));
}
