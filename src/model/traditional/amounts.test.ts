// The guarantee of reading amounts: the forms of banks' papers are read exactly, and what has two readings is refused.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readAmount } from "./amounts.ts";

const amountOf = (text: string, statedScale?: string) => {
  const read = readAmount(text, statedScale);
  return read.readable ? read.amount : read.reason;
};

describe("readAmount", () => {
  const PLAIN = [
    ["1,234.5", "1234.5"],
    ["１，２３４", "1234"],
    ["0", "0"],
    ["-0", "0"],
    ["+12", "12"],
    ["€1.234,56", "1234.56"],
    ["1.234.567", "1234567"],
    ["1億2,000万円", "120000000"],
    ["１億２０００万", "120000000"],
    ["1.5億", "150000000"],
    ["三千万円", "30000000"],
    ["3千5百万", "35000000"],
    ["12万3,456円", "123456"],
    ["壱百弐拾参萬", "1230000"],
    ["二〇二四", "2024"],
    ["千二百", "1200"],
    ["九千九百九十九兆九千億", "9999900000000000"],
    ["百万円", "1000000"],
    ["1,234百万円", "1234000000"],
    ["3.5bn", "3500000000"],
    ["US$3.5 billion", "3500000000"],
    ["12k", "12000"],
  ] as const;
  for (const [text, amount] of PLAIN) it(`reads ${text} as ${amount}`, () => assert.equal(amountOf(text), amount));

  it("reads every way to write a loss", () => {
    for (const text of ["▲123", "△123", "(123)", "（１２３）", "-123", "−123", "マイナス123", "▲¥123", "¥▲123", "(¥123)", "¥(123)"]) {
      assert.equal(amountOf(text), "-123", text);
    }
  });
  it("keeps rates apart from amounts", () => {
    assert.deepEqual(readAmount("△1.2％"), { readable: true, amount: "-1.2", unit: "percent", currency: null, currencyMark: null });
    assert.deepEqual(readAmount("25bp"), { readable: true, amount: "25", unit: "basis_points", currency: null, currencyMark: null });
    assert.match(amountOf("¥5%"), /a rate has no currency/);
  });
  it("names a currency only where its mark means one", () => {
    const currencyOf = (text: string) => {
      const read = readAmount(text);
      return read.readable ? [read.currency, read.currencyMark] : read.reason;
    };
    assert.deepEqual(["5円", "￥5", "$5", "US$5", "NT$5", "5元", "EUR 5"].map(currencyOf), [
      ["JPY", "円"],
      [null, "¥"],
      [null, "$"],
      ["USD", "US$"],
      ["TWD", "NT$"],
      [null, "元"],
      ["EUR", "EUR"],
    ]);
  });
  it("multiplies by the scale of a table, and never twice", () => {
    assert.equal(amountOf("1,234", "百万円"), "1234000000");
    assert.equal(amountOf("▲12", "億円"), "-1200000000");
    assert.equal(amountOf("1.5", "USD thousands"), "1500");
    assert.equal(amountOf("1.5%", "百万円"), "1.5");
    assert.equal(amountOf("5 yen", "JPY"), "5");
    assert.match(amountOf("1,234百万円", "百万円"), /both the amount and the table state a scale/);
    assert.match(amountOf("€5", "百万円"), /two currencies/);
    assert.match(amountOf("5", "%"), /not one/);
  });
  it("refuses what has two readings, in one sentence without the text", () => {
    for (const text of ["3.5M", "3.5b", "€1,234", "€1.234", "二三", "12,34", "1,5", "1 234", "1.5億2000万", "1億20000万"]) {
      assert.match(amountOf(text), /^The amount cannot be read with certainty: [^.]+\.$/, text);
    }
  });
  it("refuses what is no amount", () => {
    for (const text of [
      "",
      " ",
      "円",
      "-",
      "約3億",
      "1e5",
      "1/2",
      "007",
      "(▲3)",
      "--3",
      "1〜2億",
      "12,345,67",
      "1.2.3",
      "万",
      "億1",
      "NaN",
      "1".repeat(101),
    ]) {
      assert.equal(readAmount(text).readable, false, text);
    }
    assert.equal(readAmount("1".repeat(35)).readable, false);
  });
  it("reads back every whole number it is given, with commas, full width or in 億 and 万", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n - 1n }), (number) => {
        const wide = String(number).replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
        const parts = [
          [number / 10n ** 8n, "億"],
          [(number / 10n ** 4n) % 10n ** 4n, "万"],
          [number % 10n ** 4n, ""],
        ] as const;
        const japanese = parts.flatMap(([part, unit]) => (part === 0n ? [] : [`${part}${unit}`])).join("");
        for (const text of [number.toLocaleString("en"), wide, japanese]) assert.equal(amountOf(text), String(number), text);
      }),
    );
  });
});
