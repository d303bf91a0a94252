// Findings that overlap become findings that do not, and none of what was found is forgotten.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ENTITY_TYPES } from "./finding.ts";
import { LEVEL_OF_TYPE, levelOfFindings } from "./levels.ts";
import { withoutOverlaps } from "./overlaps.ts";
import type { Found } from "./recogniser.ts";

const TEXT = "abcdefghij klmnopqrst uvwxyz0123";

function at(start: number, end: number, type: Found["type"] = "PHONE", confidence = 0.9, isDisguised = false): Found {
  return { type, start, end, level: LEVEL_OF_TYPE[type], confidence, why: `${type} ${start}`, isDisguised };
}

function placesOf(...found: Found[]): string[] {
  return withoutOverlaps(TEXT, found).map(({ type, start, end }) => `${type} ${start}-${end}`);
}

describe("findings that overlap", () => {
  it("stay apart when they only touch, in the order of their places", () => {
    assert.deepEqual(placesOf(at(5, 9), at(0, 5, "EMAIL")), ["EMAIL 0-5", "PHONE 5-9"]);
  });

  it("of one type become one over both places", () => {
    assert.deepEqual(placesOf(at(0, 10), at(2, 5), at(8, 12)), ["PHONE 0-12"]);
  });

  it("of one type, one of them disguised: the surer stays, the plain one if equally sure", () => {
    assert.deepEqual(placesOf(at(0, 10), at(0, 14, "PHONE", 0.9, true)), ["PHONE 0-10"]);
    assert.deepEqual(placesOf(at(0, 10, "PHONE", 0.7), at(0, 14, "PHONE", 0.9, true)), ["PHONE 0-14"]);
  });

  it("at the same place: the surer stays, then the proved, then the higher level", () => {
    assert.deepEqual(placesOf(at(0, 9), at(0, 9, "EMAIL", 0.95)), ["EMAIL 0-9"]);
    assert.deepEqual(placesOf(at(0, 9, "BANK_ACCOUNT"), at(0, 9, "BANK_CARD")), ["BANK_CARD 0-9"]);
    assert.deepEqual(placesOf(at(0, 9), at(0, 9, "PASSWORD")), ["PASSWORD 0-9"]);
    assert.deepEqual(placesOf(at(0, 9, "BANK_ACCOUNT", 0.7), at(0, 9, "BALANCE")), ["BALANCE 0-9"]);
  });

  it("one inside a longer one goes, unless it is much surer", () => {
    assert.deepEqual(placesOf(at(0, 20, "ADDRESS", 0.85), at(3, 6, "PERSON")), ["ADDRESS 0-20"]);
    assert.deepEqual(placesOf(at(0, 20, "ADDRESS", 0.6), at(11, 20, "BANK_CARD", 0.99)), ["ADDRESS 0-10", "BANK_CARD 11-20"]);
  });

  it("a value stays whole within a statement, which keeps its longest piece", () => {
    assert.deepEqual(placesOf(at(0, 21, "BALANCE", 0.99), at(4, 8, "PERSON", 0.7)), ["PERSON 4-8", "BALANCE 8-21"]);
    assert.deepEqual(placesOf(at(0, 9, "HEALTH"), at(0, 8, "PERSON", 0.7)), ["PERSON 0-8"]);
  });

  it("that cross: the surer value stays, and what is left of the other is covered still", () => {
    assert.deepEqual(placesOf(at(0, 14, "ADDRESS", 0.8), at(11, 20)), ["ADDRESS 0-10", "PHONE 11-20"]);
  });

  it("leave their level to the one that stays", () => {
    const [only] = withoutOverlaps(TEXT, [at(0, 9, "EMAIL", 0.98), at(0, 9, "PASSWORD")]);
    assert.deepEqual([only?.type, only?.level], ["EMAIL", 4]);
    const [person] = withoutOverlaps(TEXT, [at(0, 9, "PERSON"), at(1, 8, "HEALTH")]);
    assert.deepEqual([person?.type, person?.level], ["PERSON", 4]);
  });

  it("whatever they are, never overlap in the end and keep the highest level", () => {
    const one = fc
      .tuple(fc.nat(29), fc.integer({ min: 1, max: 12 }), fc.constantFrom(...ENTITY_TYPES), fc.constantFrom(0.6, 0.75, 0.9), fc.boolean())
      .map(([start, length, type, confidence, isDisguised]) =>
        at(start, Math.min(TEXT.length, start + length), type, confidence, isDisguised),
      );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (found) => {
        const result = withoutOverlaps(TEXT, found);
        result.forEach(({ start, end }, place) => assert.ok(end > start && start >= (result[place - 1]?.end ?? 0)));
        assert.equal(levelOfFindings(result), levelOfFindings(found));
      }),
      { numRuns: 5_000 },
    );
  });
});
