// Findings that overlap become one that covers all of them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutOverlaps } from "./overlaps.ts";
import type { Found } from "./recogniser.ts";

function at(start: number, end: number, type: Found["type"] = "PHONE", level: Found["level"] = 3, confidence = 0.9): Found {
  return { type, start, end, level, confidence, why: `${type} ${start}` };
}

function placesOf(found: readonly Found[]): string[] {
  return withoutOverlaps(found).map(({ type, start, end }) => `${type} ${start}-${end}`);
}

describe("findings that overlap", () => {
  it("stay apart when they only touch, in the order of their places", () => {
    assert.deepEqual(placesOf([at(5, 9), at(0, 5, "EMAIL")]), ["EMAIL 0-5", "PHONE 5-9"]);
  });

  it("become one over all their places, also through a third", () => {
    assert.deepEqual(placesOf([at(0, 10), at(2, 5, "EMAIL"), at(8, 12, "IBAN"), at(12, 14)]), ["PHONE 0-12", "PHONE 12-14"]);
  });

  it("are of the higher level, however short; then of the longer; then of the surer", () => {
    assert.deepEqual(placesOf([at(0, 10), at(4, 5, "PASSWORD", 4)]), ["PASSWORD 0-10"]);
    assert.deepEqual(placesOf([at(0, 4, "EMAIL"), at(1, 9)]), ["PHONE 0-9"]);
    assert.deepEqual(placesOf([at(0, 4, "EMAIL", 3, 0.5), at(0, 4)]), ["PHONE 0-4"]);
  });
});
