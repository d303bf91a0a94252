// Validity: dates that a document's first lines state plainly.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { languageOf } from "./language.ts";
import type { Language } from "./passage.ts";
import { validityOf } from "./validity.ts";

function validityIn(text: string, page = 0) {
  const blocks = [{ kind: "paragraph" as const, text, place: { page, region: undefined } }];
  return validityOf({ title: undefined, mediaType: "text/plain", pages: 1, blocks, labels: [], problems: [] });
}

describe("the validity that a document states", () => {
  const stated: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ["施行日:2026年4月1日", "2026-04-01", undefined],
    ["事務取扱要領(令和8年4月1日施行)", "2026-04-01", undefined],
    ["この規程は、令和八年四月一日から施行する。", "2026-04-01", undefined],
    ["Effective from 1 April 2026", "2026-04-01", undefined],
    ["Effective date: April 1, 2026.", "2026-04-01", undefined],
    ["有效期至2026年12月31日", undefined, "2027-01-01"],
    ["施行日：２０２５年４月１日\n2026年3月31日廃止", "2025-04-01", "2026-03-31"],
    ["自2026年1月1日起施行", "2026-01-01", undefined],
    ["effectiveFrom: 2026-04-01\neffectiveTo: 2027-04-01", "2026-04-01", "2027-04-01"],
  ];
  for (const [text, effectiveFrom, effectiveTo] of stated)
    it(`is read from ${JSON.stringify(text)}`, () => assert.deepEqual(validityIn(text), { effectiveFrom, effectiveTo }));

  const silent = [
    "Effective April 1, 2026, the Company adopted a new standard.",
    "2026年4月1日改正",
    "施行日:2026年4月",
    "施行日:2026年4月1日\n施行日:2027年4月1日",
    "Effective from 03/04/2026",
    "施行日:2026年4月1日\n有効期限:2025年4月1日",
  ];
  for (const text of silent)
    it(`is not concluded from ${JSON.stringify(text)}`, () =>
      assert.deepEqual(validityIn(text), { effectiveFrom: undefined, effectiveTo: undefined }));
  it("is read on the first page only", () => assert.equal(validityIn("施行日:2026年4月1日", 1).effectiveFrom, undefined));
});

describe("the language of a text", () => {
  const texts: readonly (readonly [string, Language | undefined, Language])[] = [
    ["金利の見直し", undefined, "ja"],
    ["损益计算书", undefined, "zh"],
    ["損益計算書", "ja", "ja"],
    ["The rate of the 住宅 loan rises with the market.", "ja", "en"],
    ["客户可致电の分行查询逾期贷款利率及违约金标准以及提前还款的手续费和有关规定与办理流程说明文件", undefined, "zh"],
    ["Die Gebühren für Überweisungen betragen fünf Euro.", undefined, "other"],
    ["Комиссия за перевод", undefined, "other"],
    ["1,234 | 5.6%", "zh", "zh"],
  ];
  for (const [text, ofDocument, language] of texts)
    it(`of ${JSON.stringify(text)} is ${language}`, () => assert.equal(languageOf(text, ofDocument), language));
});
