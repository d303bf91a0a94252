// Words in which digits and signs stand for letters are read as words, and codes, addresses and amounts are left alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readWording } from "./worded.ts";

describe("a word with digits and signs for letters", () => {
  for (const [written, read] of [
    ["stage two c@ncer", "stage two cancer"],
    ["a h3roin habit", "a heroin habit"],
    ["T0P SECRET", "TOP SECRET"],
    ["embezz1ement", "embezzlement"],
    ["a publ1c c0nvict1on", "a public conviction"],
  ] as const)
    it(`is read as one: ${written}`, () => assert.equal(readWording(written)?.text, read));

  for (const text of ["COVID-19", "B2B, Q3 and Apollo13", "a@b.example", "key AKIA5TQ9", "MIIEvQIBADAN0a/0b+a1b=", "$500"])
    it(`is none: ${text}`, () => assert.equal(readWording(text), undefined));
});
