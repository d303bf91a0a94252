// What a model's answer may say: only what the passages that it cites support.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTrialCollection } from "#test/trial-documents.ts";
import { checkCitations } from "./citations.ts";
import { findConflicts } from "./conflicts.ts";
import { standAlone } from "./follow-up.ts";

const { passages } = createTrialCollection("bank", "all", [
  { name: "card.md", text: "# Lost card\n\nA replacement card costs 1,100 yen and arrives within 7 business days." },
  { name: "osaka.md", text: "# 大阪支店\n\n貸金庫の利用料は、年額19,800円とする。" },
  { name: "kyoto.md", text: "# 京都支店\n\n貸金庫の利用料は、年額16,500円とする。" },
]);
const numbered = passages.map((passage, index) => ({ citation: index + 1, passage }));
const citationsOf = (answer: string) => checkCitations(answer, numbered, "remove").map(({ citations }) => [...citations]);

describe("citations", () => {
  for (const mark of ["[1]", "[1, 3]", "【1】", "［1］", "(1)", "[1][9]"])
    it(`are read in the form ${mark}, and none names a passage that does not support the sentence`, () => {
      assert.deepEqual(citationsOf(`A replacement card costs 1,100 yen ${mark}.`), [[1]]);
    });
  it("are given where a sentence has none, or a wrong one, and one passage clearly supports it", () => {
    assert.deepEqual(citationsOf("A replacement card costs 1,100 yen."), [[1]]);
    assert.deepEqual(citationsOf("貸金庫の利用料は年額19,800円です[9]。"), [[2]]);
  });
  it("do not hold a sentence with a number that the passage does not have", () => {
    assert.deepEqual(citationsOf("A replacement card costs 1,200 yen [1]."), []);
    assert.deepEqual(citationsOf("貸金庫の利用料は年額19,900円です[2]。"), []);
  });
  it("do not hold a sentence about something else", () => {
    assert.deepEqual(citationsOf("Customers love the friendly staff of our branches [1]."), []);
  });
  it("are marked as missing instead where the policy says so", () => {
    const checked = checkCitations("A replacement card costs 1,200 yen [1].", numbered, "mark");
    assert.deepEqual(checked, [{ text: "A replacement card costs 1,200 yen.", citations: [], isSupported: false }]);
  });
});

describe("documents that contradict each other", () => {
  it("are shown side by side, and others are not", () => {
    const shown = { citation: 2, text: "貸金庫の利用料は、年額19,800円とする。" };
    assert.deepEqual(findConflicts([shown], numbered), [[shown, { citation: 3, text: "貸金庫の利用料は、年額16,500円とする。" }]]);
    assert.deepEqual(findConflicts([{ citation: 1, text: passages[0]?.text ?? "" }], numbered), []);
  });
});

describe("a question that leans on the one before", () => {
  const after = (earlier: string, question: string) => standAlone(question, [{ question: earlier, answer: "" }]);
  it("gets its subject, in Japanese, English and Chinese", () => {
    assert.equal(
      after("キャッシュカードの再発行の手続は？", "その手数料はいくらですか。"),
      "キャッシュカードの再発行の手続は その手数料はいくらですか。",
    );
    assert.equal(after("How is a lost card replaced?", "How much does it cost?"), "How is a lost card replaced How much does it cost?");
    assert.equal(after("境外汇款的手续费是多少？", "那撤回呢？"), "境外汇款的手续费是多少 那撤回呢？");
  });
  it("keeps its own period and drops the earlier one", () => {
    assert.equal(after("2024年度の当期純利益は？", "では2025年度は？"), "の当期純利益は では2025年度は？");
  });
  it("stays as it is when it stands alone", () => {
    const question = "住宅ローンの変動金利は年何％ですか。";
    assert.equal(after("キャッシュカードの再発行の手続は？", question), question);
  });
});
