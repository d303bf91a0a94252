// The classifier's time grows with the length of a text and no faster, whatever the text is made of.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClassifier } from "./classifier.ts";

const classify = createClassifier();

const CHARACTERS = 131_072;
/** Twice the text may take this many times as long: 2 for linear work, 4 for quadratic; the rest is a busy machine. */
const RATIO_MAX = 3.2;
/** Below this a measurement says more about the machine than about the text. */
const MILLISECONDS_MIN = 20;
const ATTEMPTS = 6;

const UNITS = [
  "1",
  "12 ",
  "0-",
  "-",
  " ",
  "a",
  "a@",
  "a.",
  "a@a.",
  "様",
  "田",
  "田中様",
  "山 ",
  "氏名：",
  "氏",
  "先生",
  "王先生",
  "Mr A",
  "Mr. Aa Bb ",
  "A",
  "Name: ",
  "[[",
  "{",
  '"',
  "\\",
  "\u200b",
  "a\u200b",
  "1\u200b",
  "１",
  "ー",
  "1ー",
  "1 - ",
  "4111 ",
  "GB82 ",
  "GB",
  "-----BEGIN PRIVATE KEY-----",
  "eyJ",
  "eyJa.",
  "sk-a",
  "password:",
  "token=",
  "+1 ",
  "(0",
  "http://a:",
  "//a:",
  "普通",
  "ア・",
  "客户",
  "記号1",
  "\ud835",
  "\n",
];

function millisecondsFor(text: string): number {
  const start = performance.now();
  classify(text);
  return performance.now() - start;
}

function timesAsLong(unit: string): number {
  const one = unit.repeat(Math.ceil(CHARACTERS / unit.length));
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && best > RATIO_MAX; attempt += 1) {
    const single = millisecondsFor(one);
    const double = millisecondsFor(one + one);
    best = Math.min(best, double < MILLISECONDS_MIN ? 1 : double / single);
  }
  return best;
}

describe("the time for a text of 256 k characters is at most linear in its length", () => {
  for (const unit of UNITS) {
    it(`made of ${JSON.stringify(unit)}`, () => {
      const ratio = timesAsLong(unit);
      assert.ok(ratio <= RATIO_MAX, `twice the text took ${ratio.toFixed(1)} times as long`);
    });
  }
});
