// The memory of keys is bounded, in entries and in readings under way.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createLog } from "#infrastructure/log.ts";
import { createIdentityCache } from "./keys-cache.ts";

const log = createLog("silent");

describe("the memory of keys", () => {
  it("holds ten thousand and lets the oldest go", async () => {
    const cache = createIdentityCache({ load: async () => undefined, clock: { ...systemClock, monotonicMs: () => 0 }, log });
    for (let index = 0; index <= 10_000; index += 1) await cache.load(`key_${index}`);
    assert.equal(cache.recall("key_0"), undefined);
    assert.equal(cache.recall("key_1"), "absent");
    assert.equal(cache.recall("key_10000"), "absent");
  });

  it("reads at most 256 at once and tells the next one when to come again", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const cache = createIdentityCache({ load: () => promise, clock: systemClock, log });
    const readings = Array.from({ length: 256 }, (_unused, index) => cache.load(`key_${index}`));
    assert.throws(
      () => cache.load("key_256"),
      (error) => error instanceof KanameError && error.kind === "overloaded" && error.retryAfterSeconds === 1,
    );
    resolve(undefined);
    await Promise.all(readings);
    assert.equal(await cache.load("key_256"), "absent");
  });
});
