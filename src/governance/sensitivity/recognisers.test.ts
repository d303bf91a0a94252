// Every recogniser finds what its examples mark and nothing in its counter-examples, alone and within the whole classifier.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClassifier } from "./classifier.ts";
import { foldText } from "./fold.ts";
import { createRun, type Recogniser } from "./recogniser.ts";
import { RECOGNISERS } from "./recognisers/all.ts";
import { findWords } from "./words.ts";

const classify = createClassifier();

/** The text without its marks, and what they enclosed. */
function readExample(marked: string): { text: string; values: string[] } {
  return { text: marked.replace(/[«»]/g, ""), values: [...marked.matchAll(/«([^»]*)»/g)].map((match) => match[1] ?? "") };
}

for (const recogniser of RECOGNISERS) {
  describe(`${recogniser.type}: ${recogniser.why}`, () => {
    for (const example of recogniser.examples) {
      it(`finds ${JSON.stringify(example)}`, () => {
        const { text, values } = readExample(example);
        const folded = foldText(text);
        const found = runOver(folded.text, recogniser).map(({ start, end }) => {
          const place = folded.originalSpan(start, end);
          return text.slice(place.start, place.end);
        });
        assert.deepEqual(found, values);
        const findings = classify(text).findings.filter(({ type }) => type === recogniser.type);
        assert.ok(
          values.every((value) => findings.some((finding) => finding.text === value)),
          JSON.stringify(findings),
        );
      });
    }
    for (const counterExample of recogniser.counterExamples) {
      it(`finds nothing in ${JSON.stringify(counterExample)}`, () => {
        assert.deepEqual(runOver(foldText(counterExample).text, recogniser), []);
      });
    }
  });
}

function runOver(folded: string, recogniser: Recogniser) {
  return createRun(folded, findWords(folded), "plain")(recogniser);
}

describe("the recognisers", () => {
  it("each have examples, counter-examples and a reason of their own", () => {
    for (const { why, examples, counterExamples } of RECOGNISERS) assert.ok(examples.length > 0 && counterExamples.length > 0, why);
    assert.equal(new Set(RECOGNISERS.map(({ why }) => why)).size, RECOGNISERS.length);
  });
});
