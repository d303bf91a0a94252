// The guarantee of bond prices and yields: they are those of other libraries and published examples, and each undoes the other.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bondPrice, bondYield, japaneseSimpleYield } from "./bonds.ts";

const close = (text: string, expected: number, within = 1e-9) =>
  assert.ok(Math.abs(Number(text) - expected) < within, `${text} is not ${expected}`);

const government = { settlement: "2024-05-10", maturity: "2033-12-20", couponPercent: "0.7", couponsPerYear: 2, dayCount: "ACT/ACT" };
const monthEnd = { settlement: "2024-03-15", maturity: "2031-08-31", couponPercent: "3.75", couponsPerYear: 2, dayCount: "ACT/ACT" };
const annual = { settlement: "2024-03-15", maturity: "2030-07-15", couponPercent: 2, couponsPerYear: 1, dayCount: "30/360" };
const lastCoupon = { ...annual, maturity: "2024-07-15", dayCount: "ACT/ACT" };

describe("bond price", () => {
  it("agrees with QuantLib 1.44: semi-annual, ends of months, a negative yield, the last period compounded", () => {
    const expected = [
      [bondPrice.calculate({ ...government, yieldPercent: "0.95" }), 97.7084931529183, 0.271584699453542],
      [bondPrice.calculate({ ...monthEnd, yieldPercent: "4.21" }), 97.07988214805907, 0.15285326086955653],
      [bondPrice.calculate({ ...annual, yieldPercent: "-0.3" }), 114.7289122401177, 1.333333333333342],
      [bondPrice.calculate({ ...lastCoupon, yieldPercent: 3, lastPeriod: "compound" }), 99.66660226529939, 1.333333333333342],
    ] as const;
    for (const [{ cleanPrice, accruedInterest }, price, accrued] of expected) {
      close(cleanPrice, price);
      close(accruedInterest, accrued);
    }
  });
  it("is that of the spreadsheets' published example of PRICE", () => {
    const { cleanPrice } = bondPrice.calculate({
      ...annual,
      settlement: "2008-02-15",
      maturity: "2017-11-15",
      couponPercent: "5.75",
      couponsPerYear: 2,
      yieldPercent: "6.5",
    });
    close(cleanPrice, 94.63436162, 1e-8);
  });
  it("accrues by 365 days where it is told so", () => {
    // From 20 December 2023 to 10 May 2024 there are 142 days.
    const { accruedInterest, accruedDays } = bondPrice.calculate({ ...government, dayCount: "ACT/365", yieldPercent: 1 });
    assert.equal(accruedDays, 142);
    close(accruedInterest, (0.7 * 142) / 365);
  });
  it("pays on the last day of each month where the bond matures on one", () => {
    const { previousCoupon, nextCoupon } = bondPrice.calculate({ ...monthEnd, maturity: "2031-06-30", yieldPercent: 4 });
    assert.deepEqual([previousCoupon, nextCoupon], ["2023-12-31", "2024-06-30"]);
  });
  it("is the face value at par on a coupon day", () => {
    const { cleanPrice, accruedInterest } = bondPrice.calculate({ ...government, settlement: "2023-12-20", yieldPercent: "0.7" });
    assert.deepEqual([cleanPrice, accruedInterest], ["100.0000000000", "0.0000000000"]);
  });
});

describe("bond yield", () => {
  it("agrees with QuantLib 1.44", () => {
    close(bondYield.calculate({ ...government, cleanPrice: "98.5" }).yieldPercent, 0.8629380674753745);
    close(bondYield.calculate({ ...monthEnd, cleanPrice: "98.5" }).yieldPercent, 3.984218575912296);
    close(bondYield.calculate({ ...annual, cleanPrice: "98.5" }).yieldPercent, 2.255971958793266);
  });
  it("undoes the price, whatever the bond", () => {
    const bonds = fc.record({
      couponPercent: fc.integer({ min: 0, max: 1_500 }).map((hundredths) => hundredths / 100),
      yieldPercent: fc.integer({ min: -300, max: 3_000 }).map((hundredths) => hundredths / 100),
      couponsPerYear: fc.constantFrom(1, 2, 4, 12),
      dayCount: fc.constantFrom("ACT/ACT", "30/360", "ACT/365"),
      maturity: fc.integer({ min: 20_000, max: 28_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
      lastPeriod: fc.constantFrom("simple", "compound"),
    });
    fc.assert(
      fc.property(bonds, ({ yieldPercent, ...bond }) => {
        const terms = { ...bond, settlement: "2024-05-10" };
        const { cleanPrice } = bondPrice.calculate({ ...terms, yieldPercent });
        close(bondYield.calculate({ ...terms, cleanPrice }).yieldPercent, yieldPercent, 1e-5);
      }),
      { numRuns: 60 },
    );
  });
  it("refuses a bond that has matured", () => {
    assert.throws(() => bondYield.calculate({ ...government, settlement: "2033-12-20", cleanPrice: 100 }), /before the maturity/);
  });
});

describe("Japan's simple yield", () => {
  const terms = { settlement: "2012-02-10", maturity: "2015-12-20", couponPercent: "0.5" };
  it("is that of a published example, which counts no 29 February", () => {
    // 0.5% to 20 December 2015, bought at 99.3 for 10 February 2012: 3.85753424 years, 0.686266937%
    const { yieldPercent, remainingYears, statedYieldPercent } = japaneseSimpleYield.calculate({ ...terms, from: { cleanPrice: "99.3" } });
    close(remainingYears, 3.857534247);
    close(yieldPercent, 0.686266937);
    assert.equal(statedYieldPercent, "0.686");
  });
  it("counts 29 February where less than a year remains", () => {
    const { remainingYears } = japaneseSimpleYield.calculate({
      settlement: "2024-02-01",
      maturity: "2024-03-01",
      couponPercent: 1,
      from: { cleanPrice: 100 },
    });
    close(remainingYears, 29 / 365);
  });
  it("gives the price back from the yield", () => {
    const { cleanPrice } = japaneseSimpleYield.calculate({ ...terms, from: { yieldPercent: "0.6862669367" } });
    close(cleanPrice, 99.3, 1e-8);
  });
});
