// Every recogniser finds what its examples mark and nothing in its counter-examples, alone and within the whole classifier.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClassifier } from "./classifier.ts";
import { prepareRecognisers, type Recogniser } from "./recogniser.ts";
import { RECOGNISERS } from "./recognisers/all.ts";
import { readingsOf } from "./views.ts";

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
        assert.deepEqual(foundBy(recogniser, text), values);
        const findings = classify(text).findings.filter(({ type }) => type === recogniser.type);
        assert.ok(
          values.every((value) => findings.some((finding) => finding.text === value)),
          JSON.stringify(findings),
        );
      });
    }
    for (const counterExample of recogniser.counterExamples) {
      it(`finds nothing in ${JSON.stringify(counterExample)}`, () => {
        assert.deepEqual(foundBy(recogniser, counterExample), []);
      });
    }
  });
}

/** What one recogniser finds in the first reading of the text that gives it anything. */
function foundBy(recogniser: Recogniser, text: string): string[] {
  const run = prepareRecognisers([recogniser]);
  for (const reading of readingsOf(text)) {
    const found = run(reading.text, reading.words, reading.view).map(({ start, end }) => reading.originalSpan(start, end));
    // A search through columns finds them one after the other.
    found.sort((one, other) => one.start - other.start);
    if (found.length > 0) return found.map(({ start, end }) => text.slice(start, end));
  }
  return [];
}

describe("the recognisers", () => {
  it("each have examples, counter-examples and a reason of their own", () => {
    for (const { why, examples, counterExamples } of RECOGNISERS) assert.ok(examples.length > 0 && counterExamples.length > 0, why);
    assert.equal(new Set(RECOGNISERS.map(({ why }) => why)).size, RECOGNISERS.length);
  });
});
