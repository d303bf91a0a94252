// Access: deny wins, a barrier stands above both, what is not stated is private, and nobody stands on two sides of a wall.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { person } from "#test/skills.ts";
import { mayRead } from "./document-access.ts";
import { createReaders } from "./readers.ts";

const names = fc.subarray(["person/E-1", "department/lending", "role/caller", "everyone"]);
const access = fc.record({
  owner: fc.constantFrom("person/E-1", "person/E-2"),
  allowed: names,
  denied: names,
  side: fc.constantFrom(undefined, "deal/inside", "deal/outside"),
});
const reader = fc.record({
  name: fc.constant("person/E-1"),
  principals: fc.constant(["person/E-1", "department/lending", "role/caller", "everyone"]),
  sides: fc.subarray(["deal/inside", "deal/outside"], { maxLength: 1 }),
});

describe("a document", () => {
  it("is read by nobody whom any of their names denies, or who is not on its side", () => {
    fc.assert(
      fc.property(access, reader, (document, who) => {
        const isDenied = document.denied.length > 0;
        const isBeyond = document.side !== undefined && !who.sides.includes(document.side);
        const isAllowed = document.owner === who.name || document.allowed.length > 0;
        assert.equal(mayRead(document, who), isAllowed && !isDenied && !isBeyond);
      }),
    );
  });
  it("of which nothing is stated is its owner's alone", () => {
    const document = { owner: "person/E-2", allowed: [], denied: [], side: undefined };
    assert.equal(mayRead(document, { name: "person/E-1", principals: ["person/E-1", "everyone"], sides: [] }), false);
    assert.equal(mayRead(document, { name: "person/E-2", principals: ["person/E-2", "everyone"], sides: [] }), true);
  });
});

describe("a reader", () => {
  const readerAt = (places: readonly { wall: string; side: string }[]) =>
    createReaders({ listOf: async () => places.map((place) => ({ ...place, principal: "department/lending" })) }).readerOf(
      person("E-1", "caller", "bank"),
    );
  it("stands on the side of a wall where any of their names was put", async () => {
    assert.deepEqual((await readerAt([{ wall: "deal", side: "inside" }])).sides, ["deal/inside"]);
  });
  it("who was put on two sides of a wall stands on neither, and on those of other walls as before", async () => {
    const places = [
      { wall: "deal", side: "inside" },
      { wall: "deal", side: "outside" },
      { wall: "research", side: "public" },
    ];
    assert.deepEqual((await readerAt(places)).sides, ["research/public"]);
  });
});
