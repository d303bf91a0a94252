// A passage is told apart by whom it speaks of: one person by name, by role or by pronoun, or people in general.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findWords } from "../words.ts";
import { callsByName } from "./named-persons.ts";
import { callsByNameIn, namesOnePerson, neighbourhoodOf, sentenceAround, speaksOfOneInRole } from "./passages.ts";

function standingOf(text: string, value: string) {
  const start = text.indexOf(value);
  return { text, words: findWords(text), found: [], start, end: start + value.length };
}

const whole = (text: string) => ({ start: 0, end: text.length });

describe("the sentence around a value", () => {
  it("ends at full stops and line breaks, and not behind a title", () => {
    const text = "First. Mr. Hale has gout. Then\nmore";
    const { start, end } = sentenceAround(text, standingOf(text, "gout"));
    assert.equal(text.slice(start, end), " Mr. Hale has gout");
  });

  it("has the ones before and behind it for neighbours", () => {
    const text = "一つ目。二つ目。三つ目。四つ目。";
    const { start, end } = neighbourhoodOf(standingOf(text, "二つ目"), sentenceAround(text, standingOf(text, "二つ目")));
    assert.equal(text.slice(start, end), "一つ目。二つ目。三つ目");
  });

  it("is looked at no farther than its limit", () => {
    const text = `${"あ".repeat(5_000)}値${"い".repeat(5_000)}`;
    const { start, end } = sentenceAround(text, standingOf(text, "値"));
    assert.ok(end - start < 400);
  });
});

describe("a passage calls somebody by name", () => {
  for (const text of [
    "森下さんは通院中",
    "申込 岩田 聡 は",
    "ロドリゲス・アナより",
    "周女士来电",
    "申请人祝永强曾",
    "刀玉香(傣族)家住",
    "客戶黃太今日",
    "Ms Hale called",
    "Marguerite Oyelaran said so",
    "our borrower Constança Brízida",
  ]) {
    it(`in ${JSON.stringify(text)}`, () => assert.ok(callsByName(text)));
  }

  for (const text of [
    "お客様各位",
    "糖尿病の方でも加入できます",
    "本产品保障多种疾病",
    "重大疾病保险",
    "The Labour Party won",
    "Critical Illness Cover",
    "「山田 太郎」は記入例です",
  ]) {
    it(`but not in ${JSON.stringify(text)}`, () => assert.ok(!callsByName(text)));
  }
});

describe("a passage speaks of one person", () => {
  it("as he or she, or as one of the writer's family", () => {
    for (const text of ["彼は入院した", "母が入院した", "她住院了", "his claim"])
      assert.ok(namesOnePerson(standingOf(text, ""), whole(text)), text);
    for (const text of ["彼らは入院した", "其他人住院了", "the claim"]) assert.ok(!namesOnePerson(standingOf(text, ""), whole(text)), text);
  });

  it("in a role, unless it is a rule for everybody", () => {
    for (const text of ["申込者は入院した", "the applicant was ill"]) assert.ok(speaksOfOneInRole(standingOf(text, ""), whole(text)), text);
    for (const text of ["申込者が入院した場合", "any applicant who was ill", "if the applicant was ill"])
      assert.ok(!speaksOfOneInRole(standingOf(text, ""), whole(text)), text);
  });
});

describe("a person who was found before", () => {
  it("is one whom the passage names, however he is called there", () => {
    const text = "夜間コール 飯 訪問対応";
    const person = { type: "PERSON", start: 6, end: 7, level: 3, confidence: 0.9, why: "found" } as const;
    const standing = { ...standingOf(text, "訪問"), found: [person] };
    assert.ok(callsByNameIn(standing, whole(text)));
    assert.ok(!callsByNameIn(standingOf(text, "訪問"), whole(text)));
    assert.ok(!callsByNameIn({ ...standingOf(text, "訪問"), found: [person] }, { start: 8, end: text.length }));
  });
});
