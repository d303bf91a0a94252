// Many rows are as sensitive as the most sensitive of them, wherever it stands, and cost little where they only repeat themselves.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "#model/skill.ts";
import { createClassifier } from "../sensitivity/classifier.ts";
import type { Classify } from "../sensitivity/finding.ts";
import { levelOfRows } from "./row-level.ts";

const classify = createClassifier();
const ROWS = 1_000;
const MY_NUMBER = 123_456_789_018;
const SCHEMA: JsonObject = {
  type: "object",
  properties: {
    amount: { type: "integer", minimum: 0, maximum: 50_000 },
    kind: { type: "string", enum: ["loan", "card", "cvv", "my_number"] },
    ratio: { type: "number" },
    number: { type: "integer", minimum: 0, maximum: 999 },
    value: { type: "integer" },
    note: { type: "string" },
  },
};

function ordinary(place: number): JsonObject {
  return { amount: 1_000 + ((place * 37) % 40_000), kind: place % 2 === 0 ? "loan" : "card", ratio: place / 997, isNew: place % 3 === 0 };
}

/** Ordinary rows, of which the one with this number (from 1) holds something more. */
function rowsWith(number: number, more: JsonObject): JsonObject[] {
  return Array.from({ length: ROWS }, (_unused, place) => ({ ...ordinary(place), ...(place + 1 === number ? more : {}) }));
}

describe("the level of many rows", () => {
  const planted: readonly (readonly [string, JsonObject])[] = [
    ["a text", { note: "the card 4111 1111 1111 1111, CVV 123" }],
    ["a number under its name", { my_number: MY_NUMBER }],
    ["a long number beside a word of the schema", { kind: "my_number", value: MY_NUMBER }],
    ["a short number beside a word of the schema", { kind: "cvv", number: 123 }],
    ["a short number under its name", { cvv: 123 }],
    ["a name of a member", { "the password is hunter2hunter2": 1 }],
    ["a text where the schema has a number", { amount: "password: hunter2hunter2" }],
    ["a value inside a list", { list: ["x", { password: "hunter2hunter2" }] }],
  ];
  for (const [what, more] of planted) {
    it(`is 4 for ${what} of level 4 in row 700, and in the last`, async () => {
      assert.ok((await levelOfRows(classify, rowsWith(0, {}), SCHEMA)) < 4);
      for (const number of [700, ROWS]) assert.equal(await levelOfRows(classify, rowsWith(number, more), SCHEMA), 4);
    });
  }

  it("is 4 where the first rows hold other numbers of the same name and length", async () => {
    const rows = Array.from({ length: ROWS }, (_unused, place) => ({ my_number: place === 699 ? MY_NUMBER : MY_NUMBER + 1 + (place % 5) }));
    assert.equal(await levelOfRows(classify, rows, { type: "object" }), 4);
    const expiries = Array.from({ length: ROWS }, (_unused, place) => ({ card_expiry: place === 699 ? 1227 : 9900 + (place % 100) }));
    assert.equal(await levelOfRows(classify, expiries, { type: "object" }), 4);
  });

  it("is that of a list of customers, though no part of it that is judged in one go is one", async () => {
    const customer = (place: number) => ({ email: `customer${place}@example.com`, about: "x".repeat(200) });
    const rows = (count: number) => Array.from({ length: count }, (_unused, place) => customer(place));
    assert.equal(await levelOfRows(classify, rows(499), undefined), 3);
    assert.equal(await levelOfRows(classify, rows(500), undefined), 4);
  });

  it("is judged on a fraction of rows that repeat themselves, in bounded pieces between which others have their turn", async () => {
    const lengths: number[] = [];
    const counting: Classify = (text) => {
      lengths.push(text.length);
      return { level: 1, findings: [] };
    };
    const known = (place: number) => ({ amount: ordinary(place).amount ?? 0, kind: "loan", ratio: place / 997 });
    const rows = Array.from({ length: ROWS }, (_unused, place) => known(place));
    await levelOfRows(counting, rows, SCHEMA);
    assert.ok(Math.max(...lengths) < JSON.stringify(rows).length / 20);

    lengths.length = 0;
    let judgedBefore = 0;
    setImmediate(() => {
      judgedBefore = lengths.length;
    });
    await levelOfRows(
      counting,
      rows.map((row, place) => ({ ...row, note: `${place} ${"y".repeat(300)}` })),
      SCHEMA,
    );
    assert.ok(lengths.length > 5 && Math.max(...lengths) < 33_000, String(lengths));
    assert.equal(judgedBefore, 1);
  });
});
