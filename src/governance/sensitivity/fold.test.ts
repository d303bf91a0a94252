// A folded text reads the same however its characters were written, and every piece of it knows its place in the original.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { foldText } from "./fold.ts";

/** The original piece that the folded text's `value` came from. */
function originalOf(text: string, value: string): string {
  const folded = foldText(text);
  const at = folded.text.indexOf(value);
  assert.ok(at >= 0, `${JSON.stringify(value)} in ${JSON.stringify(folded.text)}`);
  const { start, end } = folded.originalSpan(at, at + value.length);
  return text.slice(start, end);
}

const PHONE = "090-1234-5678";

describe("the folded text", () => {
  const spellings = [
    "０９０－１２３４－５６７８",
    "090‐1234‑5678",
    "090ー1234一5678",
    "⓪⑨⓪-①②③④-⑤⑥⑦⑧",
    "⁰⁹⁰-¹²³⁴-⁵⁶⁷⁸",
    "𝟎𝟗𝟎-𝟏𝟐𝟑𝟒-𝟓𝟔𝟕𝟖",
    "٠٩٠-١٢٣٤-٥٦٧٨",
    "०९०-१२३४-५६७८",
    "๐๙๐-๑๒๓๔-๕๖๗๘",
    "0\u200b9\u20600-\u00ad12\ufeff34-5\u202e67\u200f8",
    "0\ufe0f\u20e39\u03360-1234-5678",
    "090 - 1234 -\u30005678",
    "&#48;&#x39;0&hyphen;1234-567&#56;",
    "%30%39%30%2D1234-567%38",
    "\\u0030\\u00390-1234-567\\u0038",
    "\\\\u00309\\u0030-1234-5678",
    "&amp;#48;90-1234-5678",
  ];
  for (const spelling of spellings) {
    it(`reads ${JSON.stringify(spelling)} as ${PHONE}, at its place`, () => {
      assert.equal(originalOf(`電話は${spelling}です`, PHONE), spelling);
      assert.equal(originalOf(`<a\u200b>${spelling}。`, PHONE), spelling);
    });
  }

  it("reads names and words however they were written", () => {
    for (const [written, value] of [
      ["ﾀﾞｲﾅﾐｯｸ｡", "ダイナミック。"],
      ["カ\u3099ハ\u309a", "ガパ"],
      ["Jose\u0301", "José"],
      ["葛\u{e0100}飾", "葛飾"],
      ["\uf9dc\u2f00", "隆一"],
      ["ＭＲ．𝐒𝐦𝐢𝐭𝐡", "MR.Smith"],
      ["Ⅻ世", "XII世"],
      ["taro%40example.com", "taro@example.com"],
      ["taro&commat;example&period;com", "taro@example.com"],
      ["%E5%B1%B1%E7%94%B0", "山田"],
      ["=E5=B1=B1=E7=94=B0", "山田"],
      ['{\\"name\\":\\"田中\\"}', '{"name":"田中"}'],
    ] as const)
      assert.equal(originalOf(`：${written}`, value), written);
  });

  it("leaves alone what only looks like an escape or a digit", () => {
    for (const text of ["利率50%で20年", "a=40&b=50", "AT&T &unknown; %zz", "①普通1234567 ②当座", "面積10m²", "1%0", "①②③ 090-1234-5678"])
      assert.equal(foldText(text).text, text);
  });

  it("keeps the string itself where nothing is to be folded", () => {
    const text = "An ordinary prompt (no. 12) with nothing but plain characters, 100 % of them.";
    const folded = foldText(text);
    assert.equal(folded.text, text);
    assert.deepEqual(folded.originalSpan(3, 11), { start: 3, end: 11 });
  });

  it("has places within the original for every piece of every text, in their order", () => {
    const parts = fc.constantFrom(
      "１",
      "a",
      "\u200b",
      "ﾊ",
      "ﾞ",
      "\\u0041",
      "\\\\n",
      "&amp;",
      "&#48;",
      "%E5",
      "%E5%B1%B1",
      "①②③④",
      "\ud835",
      "𝟎",
      " - ",
      "1",
      "e\u0301",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const folded = foldText(text);
        let before = 0;
        for (let at = 0; at < folded.text.length; at += 1) {
          const { start, end } = folded.originalSpan(at, at + 1);
          assert.ok(start >= before && end > start && end <= text.length, `${start}-${end} of ${text.length}`);
          before = start;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
