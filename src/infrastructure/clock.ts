// Time as an argument: what needs the time takes a Clock.

export interface Clock {
  /** Wall-clock time, for records. */
  now(): Date;
  /** Milliseconds from an arbitrary start that never go backwards, for durations. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
