// The corpus keeps its contract: every case is well formed, every type is there, and a wrong case is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ENTITY_TYPES } from "#governance/sensitivity/finding.ts";
import { DISGUISES } from "./disguises.ts";
import { expandCase, hasPart, loadCorpus, PARTS } from "./load-corpus.ts";
import { scoreAnswers } from "./metrics.ts";
import { listKinds } from "./values.ts";

const CASE = { id: "a", language: "en", kind: "plain", level: 3 } as const;
const CASES_OF_TYPE_MIN = 6;

test("every part of the corpus loads, and has every type often enough", () => {
  for (const part of PARTS.filter(hasPart)) {
    const marks = loadCorpus(part).classify.flatMap((one) => one.marks);
    const rare = ENTITY_TYPES.filter((type) => marks.filter((mark) => mark.type === type).length < CASES_OF_TYPE_MIN);
    assert.deepEqual(rare, [], `${part} has too few of these`);
  }
});

test("a case has the same values whenever it is expanded, at the places that its marks say", () => {
  const source = { ...CASE, text: "Card ⟦BANK_CARD:visa⟧ of ⟦PERSON|Ann Lee⟧, order ⟦:order-16⟧" };
  const one = expandCase(source);
  assert.deepEqual(one, expandCase(source));
  assert.deepEqual(
    one.marks.map(({ type }) => type),
    ["BANK_CARD", "PERSON"],
  );
  assert.match(one.text.slice(one.marks[0]?.start, one.marks[0]?.end), /^4\d{15}$/);
  assert.equal(one.text.slice(one.marks[1]?.start, one.marks[1]?.end), "Ann Lee");
});

test("a case that is not well formed is refused", () => {
  for (const text of ["⟦BANK_CARD:none⟧", "⟦NOTHING|x⟧", "⟦PERSON|Ann", "nothing marked"]) {
    assert.throws(() => expandCase({ ...CASE, text }), text);
  }
  assert.throws(() => expandCase({ ...CASE, level: 2, text: "⟦PERSON|Ann Lee⟧" }), /level/);
  assert.throws(() => expandCase({ ...CASE, kind: "negative", level: 1, text: "⟦PERSON|Ann Lee⟧" }), /negative/);
});

test("every disguise changes a value that it is made for, and leaves none empty", () => {
  for (const disguise of DISGUISES.keys()) {
    const text = "Card ⟦BANK_CARD|4111-1111-1111-1111⟧";
    const one = expandCase({ ...CASE, kind: "evasion", disguise, text });
    const written = one.text.slice(one.marks[0]?.start, one.marks[0]?.end);
    assert.notEqual(written, "4111-1111-1111-1111", disguise);
    assert.equal(one.text, `Card ${written}`);
  }
});

test("the figures count a miss, an alarm and a span that is not exact", () => {
  const one = expandCase({ ...CASE, text: "⟦PERSON|Ann Lee⟧ and ⟦PERSON|Bo Wu⟧" });
  const { report, slips } = scoreAnswers(
    [one],
    [
      {
        findings: [
          { type: "PERSON", start: 0, end: 6 },
          { type: "PHONE", start: 8, end: 11 },
        ],
        level: 3,
      },
    ],
  );
  const { precision, recall, exactRate } = report.byGroup.all;
  assert.deepEqual({ precision, recall, exactRate }, { precision: 0.5, recall: 0.5, exactRate: 0 });
  assert.deepEqual(
    slips.map(({ kind }) => kind),
    ["miss", "alarm"],
  );
});

test("the README names every kind of value and every disguise", () => {
  const readme = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const names = [...listKinds()].flatMap(([type, kinds]) => (type === "" ? kinds : [type, ...kinds]));
  assert.deepEqual(
    [...names, ...DISGUISES.keys()].filter((name) => !readme.includes(`\`${name}\``)),
    [],
  );
});
