// The Japanese lists open fast, know rare and variant names, and spell readings one way.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { japaneseLexicon, japanesePlaces, plainForm } from "./japanese-lexicon.ts";
import { romanOfKana, romanOfLatin } from "./japanese-readings.ts";

/** 30 ms on a quiet machine; a busy one may take several times as long. */
const OPENING_MILLISECONDS_MAX = 150;

describe("the Japanese lexicon", () => {
  it("opens within the time that a first text may wait", () => {
    const start = performance.now();
    japaneseLexicon();
    japanesePlaces();
    assert.ok(performance.now() - start < OPENING_MILLISECONDS_MAX);
  });

  it("knows family names that are hard to read, old forms of characters and given names of today", () => {
    const { isSurname, isGivenName } = japaneseLexicon();
    for (const name of ["勅使河原", "小鳥遊", "薬袋", "四月一日", "東海林", "髙橋", "山﨑", "𠮷田", "渡邊", "齋藤", "林"]) {
      assert.ok(isSurname(plainForm(name)), name);
    }
    for (const name of ["陽菜", "莉央", "結愛", "太郎", "龍之介", "蓮"]) assert.ok(isGivenName(plainForm(name)), name);
  });

  it("does not take part of a longer name for a name of its own", () => {
    const { isSurname, isGivenName } = japaneseLexicon();
    for (const word of ["", "勅使河", "普通預金", "残高照会"]) assert.ok(!isSurname(word) && !isGivenName(word), word);
  });

  it("knows every kind of municipality by its full name", () => {
    const { prefectures, municipalities } = japanesePlaces();
    assert.equal(prefectures.size, 47);
    for (const place of ["横浜市", "西区", "世田谷区", "東浦町", "檜原村"]) assert.ok(municipalities.has(place), place);
  });

  it("spells a reading the same from kana and from every usual Latin spelling", () => {
    for (const [kana, ...latin] of [
      ["サトウ", "Sato", "SATOH", "Satou", "Satō"],
      ["しゅんすけ", "Shunsuke", "Syunsuke"],
      ["ジュンイチ", "Junichi", "Jun'ichi", "Zyuniti"],
      ["ほんだ", "Honda"],
      ["なんば", "Namba", "Nanba"],
    ]) {
      for (const spelling of latin) assert.equal(romanOfLatin(spelling), romanOfKana(kana ?? ""), spelling);
    }
  });
});
