// Slots never run more calls than a pool has, never queue without bound, and serve waiting institutions in turn.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KanameError } from "../errors.ts";
import { poolSchema } from "./pool.ts";
import { createSlots } from "./slots.ts";

const pool = poolSchema.parse({ id: "p", zone: "private", levelCeiling: 4, slots: 1, queueMax: 3, queueWaitMs: 600_000 });
const stays = new AbortController().signal;

function isKind(kind: string) {
  return (error: unknown) => error instanceof KanameError && error.kind === kind;
}

describe("the slots of a pool", () => {
  it("serve the institutions that wait in turn, not in the order of a crowd", async () => {
    const slots = createSlots();
    let release = await slots.acquire(pool, "a", stays);
    const order: string[] = [];
    const waiting = ["a", "a", "b"].map(async (institution) => {
      const free = await slots.acquire(pool, institution, stays);
      order.push(institution);
      release = free;
    });
    for (let served = 0; served < 3; served += 1) {
      release();
      await Promise.race(waiting.slice(served));
      await new Promise(setImmediate);
    }
    assert.deepEqual(order, ["a", "b", "a"]);
  });

  it("are never exceeded, even by a call that comes at the moment one is freed", async () => {
    const slots = createSlots();
    const release = await slots.acquire(pool, "a", stays);
    const waiting = slots.acquire(pool, "a", stays);
    release();
    const newcomer = slots.acquire(pool, "b", stays);
    await waiting;
    assert.deepEqual(slots.usage("p"), { running: 1, waiting: 1 });
    (await waiting)();
    (await newcomer)();
    assert.deepEqual(slots.usage("p"), { running: 0, waiting: 0 });
  });

  it("refuse a call when the queue is full", async () => {
    const slots = createSlots();
    await slots.acquire(pool, "a", stays);
    const leaving = new AbortController();
    const waiting = Array.from({ length: pool.queueMax }, () => slots.acquire(pool, "a", leaving.signal));
    await assert.rejects(slots.acquire(pool, "b", stays), isKind("overloaded"));
    leaving.abort();
    await Promise.allSettled(waiting);
  });

  it("refuse a call that has waited too long", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const slots = createSlots();
    await slots.acquire(pool, "a", stays);
    const waiting = slots.acquire(pool, "a", stays);
    context.mock.timers.tick(pool.queueWaitMs);
    await assert.rejects(waiting, isKind("overloaded"));
    assert.deepEqual(slots.usage("p"), { running: 1, waiting: 0 });
  });

  it("let go of a caller that leaves while it waits", async () => {
    const slots = createSlots();
    await slots.acquire(pool, "a", stays);
    const leaving = new AbortController();
    const waiting = slots.acquire(pool, "a", leaving.signal);
    leaving.abort();
    await assert.rejects(waiting, isKind("client_closed"));
    assert.deepEqual(slots.usage("p"), { running: 1, waiting: 0 });
  });

  it("count a slot that is freed twice only once", async () => {
    const slots = createSlots();
    const release = await slots.acquire(pool, "a", stays);
    release();
    release();
    assert.equal(slots.usage("p").running, 0);
  });
});
