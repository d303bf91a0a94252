// Slots of the pools: how many calls run at once, and a bounded queue that serves waiting institutions in turn.
import { KanameError } from "../errors.ts";
import type { Pool } from "./pool.ts";

export interface Slots {
  /**
   * Waits for a free slot of `pool` and gives the function that frees it (call it once; more is harmless).
   * Waiting calls of different institutions are served in turn, so that one cannot starve the rest.
   * Throws `overloaded` when the queue is full or the wait is over, `client_closed` when `signal` aborts.
   */
  acquire(pool: Pool, institutionId: string, signal: AbortSignal): Promise<() => void>;
  /** Slots in use and calls waiting. */
  usage(poolId: string): { readonly running: number; readonly waiting: number };
}

interface Waiter {
  start(): void;
}

interface PoolState {
  running: number;
  /** As the newest call knows the pool: a new configuration may give it more or fewer. */
  slots: number;
  waiting: number;
  /** One queue for each institution; the map's order is whose turn it is. */
  readonly queues: Map<string, Set<Waiter>>;
}

export function createSlots(): Slots {
  const states = new Map<string, PoolState>();

  function stateOf(poolId: string): PoolState {
    let state = states.get(poolId);
    if (state === undefined) {
      state = { running: 0, slots: 0, waiting: 0, queues: new Map() };
      states.set(poolId, state);
    }
    return state;
  }

  function occupy(state: PoolState): () => void {
    state.running += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      state.running -= 1;
      startWaiting(state);
    };
  }

  return {
    async acquire(pool, institutionId, signal) {
      const state = stateOf(pool.id);
      state.slots = pool.slots;
      startWaiting(state);
      // Who waits goes first.
      if (state.running < state.slots && state.waiting === 0) return occupy(state);
      if (state.waiting >= pool.queueMax) throw overloaded(pool, "its queue is full");
      return waitForTurn(pool, state, institutionId, signal, () => occupy(state));
    },
    usage(poolId) {
      const state = states.get(poolId);
      return { running: state?.running ?? 0, waiting: state?.waiting ?? 0 };
    },
  };
}

function waitForTurn(
  pool: Pool,
  state: PoolState,
  institutionId: string,
  signal: AbortSignal,
  occupy: () => () => void,
): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const queue = state.queues.get(institutionId) ?? new Set<Waiter>();
    state.queues.set(institutionId, queue);
    const timer = setTimeout(
      () => leave(() => reject(overloaded(pool, `no slot became free within ${pool.queueWaitMs} ms`))),
      pool.queueWaitMs,
    );
    const onAbort = () => leave(() => reject(new KanameError("client_closed", "The caller left while waiting for a slot.")));
    // The slot is taken in the same step that frees it, so that no newcomer can slip in between.
    const waiter: Waiter = { start: () => leave(() => resolve(occupy())) };

    function leave(then: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      if (queue.delete(waiter)) state.waiting -= 1;
      if (queue.size === 0 && state.queues.get(institutionId) === queue) state.queues.delete(institutionId);
      then();
    }

    queue.add(waiter);
    state.waiting += 1;
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}

function startWaiting(state: PoolState): void {
  while (state.running < state.slots) {
    const next = nextInTurn(state);
    if (next === undefined) return;
    next.start();
  }
}

/** The first waiting call of the institution whose turn it is; that institution then goes to the end of the line. */
function nextInTurn(state: PoolState): Waiter | undefined {
  const turn = state.queues.entries().next();
  if (turn.done === true) return undefined;
  const [institutionId, queue] = turn.value;
  state.queues.delete(institutionId);
  state.queues.set(institutionId, queue);
  return queue.values().next().value;
}

function overloaded(pool: Pool, reason: string): KanameError {
  return new KanameError("overloaded", `Pool ${pool.id} is busy: ${reason}. Try again shortly.`, { retryAfterSeconds: 1 });
}
