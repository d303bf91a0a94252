// An answer about a credit decision: what is true to the run passes in many words, and each kind of untruth is found.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Reason } from "#model/skill.ts";
import { RATIO_MAX, timesAsLong } from "#test/linear-time.ts";
import { type AnswerGround, createAnswerChecks, readReasonVocabulary } from "./answer-checks.ts";

const vocabulary = await readReasonVocabulary(new URL("../../../sample-bank/skills/credit-reason-words.json", import.meta.url));
const { check, templateFor } = createAnswerChecks(new Map([["credit-scorecard", vocabulary]]));

const REASONS: readonly Reason[] = [
  {
    code: "R1",
    feature: "employment",
    contribution: 24,
    text: { ja: "現在の勤務先での勤続期間が短い", en: "Short time with the present employer" },
  },
  { code: "R2", feature: "savings", contribution: 18, text: { ja: "貯蓄が少ない", en: "Low savings, or none that are known" } },
];

const GROUND: AnswerGround = {
  messages: [{ role: "user", content: "5,000マルク、36か月の申込みはどうなりましたか。My question is about 5,000 marks over 36 months." }],
  inputs: {},
  executed: [{ skill: "credit-scorecard", output: { score: 512, threshold: 560, decision: "declined" }, reasons: REASONS }],
};

const kindsIn = (text: string) => [...new Set(check(text, GROUND).map(({ kind }) => kind))];

describe("an explanation of a credit decision", () => {
  for (const text of [
    "We could not approve your application because you have been with your employer only a short time and your savings are low. Your score is 512.",
    "We had to decline your application. Your short employment and low savings lowered your score. Your age was not considered.",
    "Unfortunately we cannot offer the loan.\nThe main reasons were:\n- Your savings are small\n- You have been employed only recently\nIf you pay down other instalments, your score may rise.",
    "勤続年数が短いこと、および貯蓄が少ないことから、今回はお断りすることとなりました。評点は512点です。",
    "誠に残念ながら、お申込みを見送らせていただきます。主な理由は次のとおりです。\n・現在の勤務先での勤続期間が短い\n・貯蓄が少ない\n国籍や性別は考慮しておりません。",
    "The score is 512 points.",
    "由于您的工作年限较短且储蓄不足，我们未能批准您的申请。",
  ]) {
    it(`passes where it is true: ${text.slice(0, 50)}`, () => assert.deepEqual(check(text, GROUND), []));
  }

  for (const [kind, text] of [
    ["added", "We declined your application because of your short employment, low savings and your age."],
    ["added", "We declined your application because of your short employment, low savings and the branch manager's gut feeling."],
    ["added", "勤続年数が短いこと、貯蓄が少ないこと、および国籍を理由に、お断りいたします。"],
    ["added", "勤続年数が短く貯蓄が少ないため、お断りいたします。お住まいの地域も考慮いたしました。"],
    ["omitted", "We declined your application because of your short employment."],
    ["omitted", "貯蓄が少ないため、お断りいたします。"],
    ["contradicted", "We declined your application because of your long employment and low savings."],
    ["contradicted", "We declined your application because of your short employment. Your savings were not a factor."],
    ["contradicted", "貯蓄が少ないため、お断りいたします。勤続年数は関係ありません。"],
    ["contradicted", "Your application has been approved despite everything: short employment and low savings lowered the score."],
    ["number", "We declined your application because of your short employment and low savings. Your score is 520."],
    ["number", "勤続年数が短く、貯蓄が少ないため、お断りいたします。評点は560点です。"],
  ] as const) {
    it(`is found to be ${kind}: ${text.slice(0, 90)}`, () =>
      assert.ok(kindsIn(text).includes(kind), `found only: ${kindsIn(text).join()}`));
  }

  it("falls back to a letter of the results and the official reasons, which passes itself", () => {
    for (const language of ["Why was it declined?", "なぜですか。"]) {
      const letter = templateFor(language, GROUND.executed);
      assert.ok(letter !== undefined);
      assert.deepEqual(check(letter, GROUND), []);
      for (const { text } of REASONS) assert.ok(letter.includes(language.startsWith("W") ? text.en : text.ja));
    }
  });

  it("has nothing to fall back to where no skill gave a result", () => assert.equal(templateFor("Hello", []), undefined));
});

describe("an explanation in the scorecard's own words", () => {
  const OFFICIAL = [
    [
      "checking_account",
      "you have no current account with us, or it is overdrawn or holds little",
      "当行に普通預金口座がない、または口座の残高が不足しているか少額であるため",
    ],
    [
      "credit_history",
      "earlier payments were late, or we know little of how you paid back earlier credits",
      "過去の返済に遅れがあった、またはこれまでの返済実績を十分に確認できないため",
    ],
    ["purpose", "credits for this purpose are paid back less often", "お申し込みの資金使途では、返済が滞る割合が比較的高いため"],
  ] as const;
  const reasons = OFFICIAL.map(([feature, en, ja], index) => ({ code: feature, feature, contribution: 20 - index, text: { en, ja } }));

  for (const recommendation of ["approve", "decline", "refer"]) {
    it(`passes as the letter that is fallen back to, where the recommendation is to ${recommendation}`, () => {
      const ground = {
        messages: [],
        inputs: {},
        executed: [{ skill: "credit-scorecard", output: { score: 512, recommendation }, reasons }],
      };
      for (const language of ["Why?", "なぜですか"]) assert.deepEqual(check(templateFor(language, ground.executed) ?? "", ground), []);
    });
  }

  it("is not passed where a person is still to decide and the text says either way", () => {
    const ground = { messages: [], inputs: {}, executed: [{ skill: "credit-scorecard", output: { recommendation: "refer" }, reasons }] };
    const letter = `We had to decline your application because ${OFFICIAL.map(([, en]) => en).join("; ")}.`;
    assert.deepEqual(
      check(letter, ground).map(({ kind }) => kind),
      ["contradicted"],
    );
  });
});

describe("a text that repeats one word", () => {
  for (const unit of ["保証人", "1 ", "- savings\n", "ため"]) {
    it(`is read in time that grows with its length: ${JSON.stringify(unit)}`, () => {
      assert.ok(timesAsLong((text) => check(text, GROUND), unit, 10_000) < RATIO_MAX);
    });
  }

  it("is refused where it is too long to be read", () => assert.equal(check("a".repeat(40_001), GROUND).length, 1));
});
