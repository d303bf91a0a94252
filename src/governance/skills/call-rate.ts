// Counts the calls of each skill in the last minute, on this server.
import type { Clock } from "#infrastructure/clock.ts";

const MINUTE_MS = 60_000;
/** A minute is kept in so many parts: the count is exact to a second. */
const PARTS = 60;

export interface CallRate {
  /** Notes so many calls. */
  count(institutionId: string, skillId: string, calls: number): void;
  inLastMinute(institutionId: string, skillId: string): number;
}

interface Counted {
  /** Calls of each second, at its number modulo 60, and which second that was. */
  readonly calls: Int32Array;
  readonly seconds: Float64Array;
}

export function createCallRate(clock: Clock): CallRate {
  const bySkill = new Map<string, Counted>();
  const secondNow = () => Math.floor(clock.monotonicMs() / (MINUTE_MS / PARTS));
  return {
    count(institutionId, skillId, calls) {
      const key = JSON.stringify([institutionId, skillId]);
      const counted = bySkill.get(key) ?? { calls: new Int32Array(PARTS), seconds: new Float64Array(PARTS).fill(-PARTS) };
      bySkill.set(key, counted);
      const second = secondNow();
      const place = second % PARTS;
      const isNew = counted.seconds[place] !== second;
      counted.seconds[place] = second;
      counted.calls[place] = isNew ? calls : (counted.calls[place] ?? 0) + calls;
    },
    inLastMinute(institutionId, skillId) {
      const counted = bySkill.get(JSON.stringify([institutionId, skillId]));
      if (counted === undefined) return 0;
      const oldest = secondNow() - PARTS + 1;
      return counted.calls.reduce((sum, calls, place) => ((counted.seconds[place] ?? 0) >= oldest ? sum + calls : sum), 0);
    },
  };
}
