// A pattern made of a list of words matches the longest of them, and Latin ones only as whole words.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lexiconSource, withSpacedWords } from "./lexicon-pattern.ts";

function matches(words: Parameters<typeof lexiconSource>[0], text: string): string[] {
  return [...text.matchAll(new RegExp(lexiconSource(words), "gi"))].map(([match]) => match);
}

describe("a pattern made of words", () => {
  it("matches the longest word that stands at a place", () => {
    assert.deepEqual(matches({ ja: ["肺", "肺炎"], zh: ["肺炎球菌"], en: [] }, "肺炎球菌と肺炎と肺"), ["肺炎球菌", "肺炎", "肺"]);
  });

  it("matches Latin words only whole, in any case, with a hyphen for a space", () => {
    const words = { ja: ["TOB"], zh: [], en: ["heart attack"] };
    assert.deepEqual(matches(words, "Heart-Attack, heart attacks, のTOBを, OCTOBER"), ["Heart-Attack", "TOB"]);
  });

  it("takes the signs of expressions as characters", () => {
    assert.deepEqual(matches({ ja: [], zh: ["壮(族)"], en: ["401(k)"] }, "民族壮(族) 壮族"), ["壮(族)"]);
  });

  it("matches spaced words where it is told to", () => {
    assert.deepEqual(matches(withSpacedWords({ ja: ["社外秘"], zh: [], en: [] }), "社 外 秘 社外秘 社外 秘"), ["社 外 秘", "社外秘"]);
  });
});
