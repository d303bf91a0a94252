// Variants of one name are one person's; parts that two persons share are nobody's.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createNameVariants } from "./name-variants.ts";

describe("the variants of a name", () => {
  for (const [whole, ...variants] of [
    ["山田太郎", "山田 太郎", "山田　太郎", "山田"],
    ["山田 太郎", "山田太郎", "山田", "太郎"],
    ["マイケル・ジョンソン", "マイケル", "ジョンソン"],
    ["王小明", "王"],
    ["欧阳娜娜", "欧阳"],
    ["John Smith", "SMITH, John", "Smith", "john smith", "Ｊｏｈｎ Ｓｍｉｔｈ"],
  ] as const) {
    it(`share one form: ${[whole, ...variants].join(" / ")}`, () => {
      const { canonicalOf } = createNameVariants();
      const canonical = canonicalOf(whole);
      for (const variant of variants) assert.equal(canonicalOf(variant), canonical, variant);
    });
  }

  it("keep two persons of one surname apart, and the surname alone from both", () => {
    const { canonicalOf } = createNameVariants();
    const forms = ["山田太郎", "山田花子", "山田"].map(canonicalOf);
    assert.equal(new Set(forms).size, 3);
  });

  it("do not take the beginning of a longer word for a part", () => {
    const { canonicalOf } = createNameVariants();
    canonicalOf("Smithson");
    assert.notEqual(canonicalOf("Smith"), "SMITHSON");
  });
});
