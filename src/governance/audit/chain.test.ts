// The form and the hash of a record, against the definition of both.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { KanameError } from "#infrastructure/errors.ts";
import { canonical, canonicalEvent, hashOf, isSigned, NO_HASH, sealRecord } from "./chain.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const text = fc.string({ unit: "binary" });
const value = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
const change = fc.record({
  kind: fc.constant("change" as const),
  action: text,
  actor: text,
  object: text,
  details: fc.dictionary(text, value),
});
const placing = fc.record({ institution: text, writer: text, sequence: fc.integer({ min: 1 }), at: text, previous: fc.constant(NO_HASH) });

describe("a sealed record", () => {
  it("stands in canonical form, and its hash is over everything but hash and signature", () => {
    fc.assert(
      fc.property(placing, change, fc.boolean(), (place, event, isSealed) => {
        const { line, hash } = sealRecord(place, canonicalEvent(event), isSealed ? privateKey : undefined);
        const { hash: stated, signature, ...content } = JSON.parse(line);
        assert.equal(line, `${canonical(JSON.parse(line))}\n`);
        assert.deepEqual(content, JSON.parse(JSON.stringify({ ...place, event })));
        assert.equal(stated, hash);
        assert.equal(hashOf(content), hash);
        assert.equal(isSealed, signature !== undefined && isSigned(hash, signature, publicKey));
      }),
    );
  });
});

describe("the canonical form", () => {
  it("equals that of the reference package for any value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        // Half surrogate pairs have no canonical form; that they are refused is the next test's.
        fc.pre(JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value)));
        assert.equal(canonical(value), canonicalize(value));
      }),
    );
  });

  it("refuses what has none", () => {
    for (const value of ["\ud800", { "\udfff": 1 }, Number.NaN, Number.POSITIVE_INFINITY, undefined])
      assert.throws(() => canonical(value), KanameError);
  });
});
