// A name that stands for a work is an author's and nobody's customer; a customer stays one whatever he reads or writes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClassifier } from "../classifier.ts";

const classify = createClassifier();

function personsIn(text: string): string[] {
  return classify(text)
    .findings.filter(({ type }) => type === "PERSON")
    .map((finding) => finding.text);
}

describe("authors", () => {
  for (const text of [
    "経済学者の森嶋通夫の著書は課題図書である。",
    "宮本常一の『忘れられた日本人』を読んだ。",
    "村山由佳没後10年の企画展",
    "《围城》作者钱学民在沪签售",
    "杨绛明所著《走到人生边上》",
    'Read "Thinking" by Donald Kowalski before the workshop.',
    "a novel by Emily Watson is on the shelf",
  ]) {
    it(`are no persons: ${text}`, () => assert.deepEqual(personsIn(text), []));
  }

  for (const [text, name] of [
    ["作家の森嶋通夫様より入金", "森嶋通夫"],
    ["森嶋通夫様の口座", "森嶋通夫"],
    ["the file signed by Emily Watson yesterday", "Emily Watson"],
  ] as const) {
    it(`leave a customer a person: ${text}`, () => assert.deepEqual(personsIn(text), [name]));
  }
});
