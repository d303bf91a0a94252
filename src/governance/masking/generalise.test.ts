// A band holds the value and tells no more than the band.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { generalise } from "./generalise.ts";

describe("a generalised value", () => {
  for (const [type, value, band] of [
    ["DOB", "1979-03-12", "DOB(1970-1979)"],
    ["DOB", "昭和52年3月14日", "DOB(1970-1979)"],
    ["DOB", "平成元年1月8日", "DOB(1980-1989)"],
    ["DOB", "Ｓ５２．３．１４", "DOB(1970-1979)"],
    ["DOB", "12 Feb 2001", "DOB(2000-2009)"],
    ["BALANCE", "12,345,678円", "BALANCE(10000000-20000000 JPY)"],
    ["BALANCE", "350万円", "BALANCE(2000000-5000000 JPY)"],
    ["TRANSACTION", "$1.2 million", "TRANSACTION(1000000-2000000 USD)"],
    ["TRANSACTION", "５００００元", "TRANSACTION(50000-100000 CNY)"],
    ["ADDRESS", "〒100-0001 東京都千代田区千代田1-1", "ADDRESS(東京都)"],
    ["ADDRESS", "广东省深圳市南山区科技路8号", "ADDRESS(广东省)"],
  ] as const) {
    it(`of ${value} is ${band}`, () => assert.equal(generalise(type, value), band));
  }

  it("is not made where there is no band, so that a token can stand instead", () => {
    assert.equal(generalise("PERSON", "山田太郎"), undefined);
    assert.equal(generalise("BALANCE", "壱百万円"), undefined);
    assert.equal(generalise("ADDRESS", "12 High Street, Leeds"), undefined);
  });
});
