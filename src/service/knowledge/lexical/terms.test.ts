// A text's terms meet however the same thing is written.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RATIO_MAX, timesAsLong } from "#test/linear-time.ts";
import { termsOf, termsOfName } from "./terms.ts";

/** Whether the query's terms are among the text's; of an identifier the whole comes first, and its parts need not. */
const finds = (query: string, text: string) => {
  const [whole = "", ...others] = termsOf(query);
  const terms = new Set(termsOf(text));
  return terms.has(whole) && (/\d-|-\d/.test(query) || others.every((term) => terms.has(term)));
};

describe("the terms of a text", () => {
  for (const [query, text] of [
    ["capital expenditures", "Capital expenditure rose"],
    ["operating", "OPERATED"],
    ["Adobe", "Adobe’s results"],
    ["R&D", "r&d expense"],
    ["10-K", "Form 10K"],
    ["HL-203", "application form ＨＬ２０３"],
    ["203", "HL-203"],
    ["1234567.5", "$ 1,234,567.5"],
    ["FY18", "fiscal 2018"],
    ["FY2018", "2018年度"],
    ["2018年3月期", "平成30年3月期"],
    ["令和元年度", "2019年度"],
    ["Q2 FY2023", "2023Q2"],
    ["Q2", "the second quarter of 2023"],
    ["第3四半期", "Q3"],
    ["第十二条", "第12条"],
    ["第12条の2", "第十二条の二"],
    ["金利", "住宅ローンの変動金利の見直し"],
    ["逾期", "信用卡逾期利率"],
    ["US0378331005", "ISIN US0378331005"],
  ] as const)
    it(`finds "${query}" in "${text}"`, () => assert.ok(finds(query, text), `${termsOf(query)} / ${termsOf(text)}`));

  for (const [query, text] of [
    ["2018年3月期", "2018年度"],
    ["第12条", "第21条"],
    ["HL-203", "HL-204"],
    ["1234", "12,345"],
  ] as const)
    it(`does not take "${text}" for "${query}"`, () => assert.ok(!finds(query, text)));

  it("leaves out words that say nothing", () => assert.deepEqual(termsOf("What is the of and"), []));

  it("splits names of files", () => {
    assert.deepEqual(termsOfName("MICROSOFT_2023_10K.pdf"), ["microsoft", "2023", "10k"]);
    assert.deepEqual(termsOfName("lending/CreditPolicy-v2.docx"), ["lend", "credit", "policy", "v2"]);
  });

  for (const unit of ["a-", "9,999", "金利", "第十", "FY18 ", "x_", "'", "平成3"])
    it(`takes time in proportion to the length of "${unit}" again and again`, () =>
      assert.ok(timesAsLong(termsOf, unit, 200_000) < RATIO_MAX));
});
