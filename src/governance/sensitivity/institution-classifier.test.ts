// An institution's rules find what only it can know, leave out what it knows to be harmless, and never make anything less than the standard.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClassifier } from "./classifier.ts";
import { createInstitutionClassifier, levelOfLabels } from "./institution-classifier.ts";
import { institutionRulesSchema } from "./institution-rules.ts";

const base = createClassifier();
const rules = institutionRulesSchema.parse({
  dictionary: [
    { type: "MNPI", terms: ["Project Sakura", "さくら計画"] },
    { type: "PERSON", terms: ["Project"], level: 5 },
  ],
  shapes: [{ type: "CUSTOMER_ID", shape: "KN-########" }],
  harmless: [{ terms: ["青葉太郎"], types: ["PERSON"] }, { terms: ["4111 1111 1111 1111"] }],
  labels: [
    { names: ["社外秘", "Internal use only"], level: 3 },
    { names: ["役員限り", "0f1e2d3c-1111-2222-3333-444455556666"], level: 4 },
  ],
  levels: { PERSON: 4 },
});
const classify = createInstitutionClassifier(base, rules);
const foundIn = (text: string) => classify(text).findings.map(({ type, text: value, level }) => `${type} ${value} ${level}`);

describe("an institution's rules", () => {
  it("find its terms in any case and width, the longest, and only as whole words", () => {
    assert.deepEqual(foundIn("ＰＲＯＪＥＣＴ ｓａｋｕｒａ の件"), ["MNPI ＰＲＯＪＥＣＴ ｓａｋｕｒａ 5"]);
    assert.deepEqual(foundIn("さくら計画は来週"), ["MNPI さくら計画 4"]);
    assert.deepEqual(foundIn("projects and Projector"), []);
  });

  it("find numbers in its shapes, and no longer ones", () => {
    assert.deepEqual(foundIn("ref KN-12345678."), ["CUSTOMER_ID KN-12345678 3"]);
    assert.deepEqual(foundIn("KN-123456789, XKN-12345678"), []);
  });

  it("leave out what is harmless, unless a check digit proves it", () => {
    assert.deepEqual(foundIn("氏名：青葉太郎"), []);
    assert.equal(classify("氏名：青葉太郎").level, 1);
    assert.deepEqual(foundIn("カード 4111 1111 1111 1111"), ["BANK_CARD 4111 1111 1111 1111 3"]);
  });

  it("raise the level of its types", () => {
    assert.equal(base("氏名：山田太郎").level, 3);
    assert.equal(classify("氏名：山田太郎").level, 4);
  });

  it("say the level of the labels that a document carries, and do not guess at a label that they do not know", () => {
    assert.equal(levelOfLabels(rules.labels, []), 1);
    assert.equal(levelOfLabels(rules.labels, ["ｉｎｔｅｒｎａｌ use ONLY", "役員限り"]), 4);
    assert.equal(levelOfLabels(rules.labels, ["社外秘", "unknown"]), undefined);
  });

  it("cost nothing where there are none", () => {
    assert.equal(createInstitutionClassifier(base, institutionRulesSchema.parse({})), base);
  });

  for (const [what, wrong, message] of [
    ["a term below its type's level", { dictionary: [{ type: "MNPI", terms: ["deal"], level: 2 }] }, /must not be below 4/],
    ["a type below its level", { levels: { BANK_CARD: 1 } }, /must not be below 3, the level of BANK_CARD/],
    ["a shape that says too little", { shapes: [{ type: "CUSTOMER_ID", shape: "A##" }] }, /at least 4 places/],
    ["a shape that is an expression", { shapes: [{ type: "CUSTOMER_ID", shape: "(####)+" }] }, /letters, digits/],
  ] as const) {
    it(`are refused with ${what}`, () => {
      const { error } = institutionRulesSchema.safeParse(wrong);
      assert.match(error?.issues[0]?.message ?? "", message);
    });
  }
});
