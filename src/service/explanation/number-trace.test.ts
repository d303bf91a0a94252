// Numbers of an answer: those that came from the run are found in every form, those from nowhere are marked with their place.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type NumberSources, traceNumbers } from "./number-trace.ts";

const SOURCES: NumberSources = {
  values: [
    {
      name: "credit-scorecard",
      value: {
        score: 512,
        threshold: 560,
        probability: 0.1234,
        amount: 120_000_000,
        annual_rate: 3.16,
        duration_months: 36,
        decided_on: "2026-03-31",
        half: 12.5,
        case: "KN-2041",
      },
    },
  ],
  texts: [{ name: "user", text: "三千万円を５年で借りたい。電話は03-1234-5678、担保は1,234.5平方メートル。年齢は46歳。" }],
  counts: [3],
};

function marked(text: string): readonly string[] {
  return traceNumbers(text, SOURCES).flatMap(({ written, origin }) => (origin === undefined ? [written] : []));
}

describe("a number of an answer", () => {
  for (const text of [
    "The score is 512 of 560 points.",
    "スコアは５１２点です。",
    "1億2,000万円、120,000,000円、1.2億円、120 million yen、¥120m、1亿2000万元",
    "30,000,000円、3,000万円、3千万円、三千万円",
    "The probability is 12.34%, 12.3 percent, about 12%, 0.123, or 1割2分 、12%強",
    "年利は3.16%、0.0316、3.2%、316bp",
    "期間は36か月（3年）、thirty-six months, three years",
    "5年、60か月",
    "2026年3月31日、令和8年3月31日、2026/3/31、March 31, 2026、31 March 2026、3月31日、2026年",
    "1,234.5、１２３４．５、about 1,200, 1.2 thousand",
    "Call 03-1234-5678 about KN-2041.",
    "1. First\n2. Second\n3) Third\n(1) 一つ目 [2] 第3条 Article 12, Section 4 第一に、2つ目",
    "次の3点です。Three reasons. 理由は3つです。",
    "一部の方、一方、十分、万一、一般、第三者、one of us",
  ]) {
    it(`is traced to where it came from in: ${text.slice(0, 40)}`, () => assert.deepEqual(marked(text), []));
  }

  for (const [text, ...wrong] of [
    ["The score is 521.", "521"],
    ["スコアは５１３点です。", "５１３点"],
    ["1億2,001万円", "1億2,001万円"],
    ["三千百万円", "三千百万円"],
    ["13.3%と12.4%", "13.3%", "12.4%"],
    ["期間は36年", "36年"],
    ["金額は36円", "36円"],
    ["2026年4月1日", "2026年4月1日"],
    ["令和7年3月31日", "令和7年3月31日"],
    ["03-1234-5679、KN-2042", "03-1234-5679", "KN-2042"],
    ["次の4点です。", "4点"],
    ["about 600", "600"],
    ["You are 47 years old.", "47 years"],
    ["five hundred thirteen points", "five hundred thirteen points"],
  ] as const) {
    it(`is marked where it came from nowhere: ${text}`, () => assert.deepEqual(marked(text), wrong));
  }

  it("says how it came from its source", () => {
    const hows = traceNumbers("512, 12.34%, 12.3%, 3年", SOURCES).map(({ origin }) => origin?.how);
    assert.deepEqual(hows, ["equal", "percent", "percent", "converted"]);
  });
});
