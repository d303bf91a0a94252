// The guarantee of reading dates: eras and years are told apart, nothing is guessed, and every day survives the round trip.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readDate, writeEraDate } from "./dates.ts";

const dayOf = (text: string) => {
  const read = readDate(text);
  if (!read.readable) return read.reason;
  return read.precision === "day" ? read.from : `${read.precision} ${read.from} ${read.to}`;
};

describe("readDate", () => {
  it("reads the many ways to write one day", () => {
    const forms = [
      "2024-03-31",
      "2024/3/31",
      "2024.3.31",
      "20240331",
      "２０２４年３月３１日",
      "西暦2024年3月31日",
      "令和6年3月31日",
      "令和六年三月三十一日",
      "令和06年03月31日",
      "R6.3.31",
      "r6/3/31",
      "㋿6年3月31日",
      "令6.3.31",
      "民國113年3月31日",
      "中華民國113年3月31日",
      "民國百十三年三月三十一日",
      "31 March 2024",
      "31st Mar 2024",
      "March 31, 2024",
      "31/3/2024",
      "3/31/2024",
      "令和 6 年 3 月 31 日",
    ];
    for (const form of forms) assert.equal(dayOf(form), "2024-03-31", form);
  });
  it("gives the days of a month or a year, as far as the era reached", () => {
    assert.equal(dayOf("平成元年"), "year 1989-01-08 1989-12-31");
    assert.equal(dayOf("昭和64年"), "year 1989-01-01 1989-01-07");
    assert.equal(dayOf("令和6年2月"), "month 2024-02-01 2024-02-29");
  });
  it("refuses what may mean two days", () => {
    for (const text of ["03/04/2024", "24/3/31", "6.3.31", "113年3月31日", "令和5年度"]) {
      assert.match(dayOf(text), /^The date cannot be read with certainty: [^.]+\.$/, text);
    }
  });
  it("refuses days that do not exist or that an era never had", () => {
    for (const text of [
      "2023-02-29",
      "2024-13-01",
      "2024-00-10",
      "令和0年1月1日",
      "平成31年5月1日",
      "昭和64年1月8日",
      "平成元年1月7日",
      "明治5年12月1日",
      "31/02/2024",
    ]) {
      assert.equal(readDate(text).readable, false, text);
    }
    assert.match(dayOf("平成35年3月31日"), /平成 ended on 2019-04-30; counted on, it would be 2023-03-31/);
  });
  it("refuses what is no date", () => {
    for (const text of ["", "年", "yesterday", "R6", "2024", "2024-3-31-1", "32 Foo 2024", "1/1/1/1", "9".repeat(61)])
      assert.equal(readDate(text).readable, false, text);
  });
});

describe("writeEraDate", () => {
  it("changes era on the day of the change", () => {
    const written = ["1989-01-07", "1989-01-08", "2019-04-30", "2019-05-01", "1926-12-24", "1926-12-25", "1912-07-30"].map((day) =>
      writeEraDate(day, "japanese"),
    );
    const expected = [
      "昭和64年1月7日",
      "平成元年1月8日",
      "平成31年4月30日",
      "令和元年5月1日",
      "大正15年12月24日",
      "昭和元年12月25日",
      "大正元年7月30日",
    ];
    assert.deepEqual(
      written,
      expected.map((text) => ({ written: text })),
    );
  });
  it("is undone by readDate for every day", () => {
    const days = fc.date({ min: new Date("1912-01-01"), max: new Date("2100-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom("japanese" as const, "minguo" as const), (date, calendar) => {
        const day = date.toISOString().slice(0, 10);
        const result = writeEraDate(day, calendar);
        assert.ok("written" in result);
        assert.equal(dayOf(result.written), day);
      }),
    );
  });
  it("agrees with the calendars that the platform knows", () => {
    const japanese = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", {
      era: "long",
      year: "numeric",
      month: "long",
      day: "numeric",
      timeZone: "UTC",
    });
    for (let day = Date.UTC(1873, 0, 1); day < Date.UTC(2030, 0, 1); day += 17 * 86_400_000) {
      const iso = new Date(day).toISOString().slice(0, 10);
      assert.deepEqual(writeEraDate(iso, "japanese"), { written: japanese.format(day) });
    }
  });
  it("refuses days before the eras counted by today's calendar", () => {
    assert.ok(!("written" in writeEraDate("1872-12-31", "japanese")));
    assert.ok(!("written" in writeEraDate("1911-12-31", "minguo")));
  });
});
