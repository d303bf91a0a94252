// Scorecards: how points add up, which reasons are given in which order, and which scorecards are not taken.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { artefactStore, failsWith, skillCall, skillDefinition } from "#test/skill-definition.ts";
import type { JsonObject } from "../skill.ts";
import { openScorecardSkill } from "./scorecard-skill.ts";

const INPUT = {
  type: "object",
  properties: {
    months: { type: "integer", minimum: 4, maximum: 72 },
    savings: { type: "string", enum: ["none", "some", "much"] },
    guarantor: { type: "boolean" },
  },
  required: ["months", "savings", "guarantor"],
} satisfies JsonObject;

const say = (code: string) => ({ code, text: { ja: `${code}のため`, en: `Because of ${code}` } });
const MONTHS = {
  input: "months",
  bins: [
    { below: 12, points: 60 },
    { from: 12, below: 36, points: 45 },
    { from: 36, points: 20 },
  ],
  neutralPoints: 45,
  reason: say("TERM"),
};
const SAVINGS = {
  input: "savings",
  bins: [
    { values: ["none"], points: 10 },
    { values: ["some", "much"], points: 50 },
  ],
  neutralPoints: 30,
  reason: say("SAVINGS"),
};
const GUARANTOR = {
  input: "guarantor",
  bins: [
    { values: ["true"], points: 40 },
    { values: ["false"], points: 0 },
  ],
  neutralPoints: 5,
  reason: say("GUARANTOR"),
};
const SCORECARD = {
  scale: { points: 600, odds: 30, pointsToDoubleOdds: 20 },
  basePoints: 500,
  pointsLostAgainst: "best",
  reasonsMax: 4,
  characteristics: [MONTHS, SAVINGS, GUARANTOR],
  bands: [{ name: "decline" }, { from: 560, name: "review" }, { from: 600, name: "approve" }],
};

function open(change: object = {}, input: JsonObject = INPUT) {
  const { hashes, load } = artefactStore(JSON.stringify({ ...SCORECARD, ...change }));
  return openScorecardSkill(skillDefinition({ kind: "scorecard", artefact: hashes[0] ?? "" }, { id: "points", input }), load);
}

describe("a scorecard", () => {
  it("adds up the points of each bin, at both ends of a range, and says the band and the probability of default", async () => {
    const skill = await open();
    const points = async (months: number) => (await skill.run(skillCall({ months, savings: "some", guarantor: false }))).output.points;
    assert.deepEqual(await Promise.all([11, 12, 35, 36].map(points)), [610, 595, 595, 570]);
    const { output } = await skill.run(skillCall({ months: 6, savings: "none", guarantor: true }));
    assert.deepEqual(output, { points: 610, band: "approve", default_probability: 1 / (1 + 30 * Math.SQRT2) });
    assert.equal((await skill.run(skillCall({ months: 40, savings: "none", guarantor: false }))).output.band, "decline");
  });

  it("names what cost points, the most first, equals in the scorecard's order, and nothing that cost none", async () => {
    const skill = await open();
    const { reasons } = await skill.run(skillCall({ months: 40, savings: "none", guarantor: false }));
    assert.deepEqual(
      reasons?.map(({ code, feature, contribution }) => [code, feature, contribution]),
      [
        ["TERM", "months", 40],
        ["SAVINGS", "savings", 40],
        ["GUARANTOR", "guarantor", 40],
      ],
    );
    const { reasons: fewer } = await skill.run(skillCall({ months: 20, savings: "none", guarantor: true }));
    assert.deepEqual(
      fewer?.map(({ code, contribution, text }) => [code, contribution, text.ja]),
      [
        ["SAVINGS", 40, "SAVINGSのため"],
        ["TERM", 15, "TERMのため"],
      ],
    );
    assert.equal(
      (await (await open({ reasonsMax: 1 })).run(skillCall({ months: 40, savings: "none", guarantor: false }))).reasons?.length,
      1,
    );
  });

  it("counts points lost against the neutral ones where it says so", async () => {
    const skill = await open({ pointsLostAgainst: "neutral" });
    const { reasons } = await skill.run(skillCall({ months: 20, savings: "none", guarantor: false }));
    assert.deepEqual(
      reasons?.map(({ code, contribution }) => [code, contribution]),
      [
        ["SAVINGS", 20],
        ["GUARANTOR", 5],
      ],
    );
  });

  it("refuses arguments out of range and unknown categories in one sentence", async () => {
    const skill = await open();
    const good = { months: 20, savings: "none", guarantor: false };
    await assert.rejects(
      skill.run(skillCall({ ...good, months: Number.NaN })),
      failsWith("invalid_request", /^The argument months has to be a whole/),
    );
    await assert.rejects(skill.run(skillCall({ ...good, months: 73 })), failsWith("invalid_request", /from 4 to 72\.$/));
    await assert.rejects(
      skill.run(skillCall({ ...good, savings: "lots" })),
      failsWith("invalid_request", /savings has to be one of: none, some, much\.$/),
    );
  });

  it("is not opened with a gap, an overlap, a category that is missing or rated twice, or bands that do not rise", async () => {
    const [first, second, third] = MONTHS.bins;
    const months = (...bins: unknown[]) => ({ characteristics: [{ ...MONTHS, bins }] });
    const savings = (...bins: unknown[]) => ({ characteristics: [{ ...SAVINGS, bins }] });
    const { neutralPoints: _neutral, ...withoutNeutral } = MONTHS;
    const broken: readonly (readonly [object, RegExp])[] = [
      [months(first, third), /months: bin 2 has to begin where the one before ends/],
      [months(first, second), /months: bin 2 has to begin/],
      [months(second, third), /months: bin 1 has to begin/],
      [months({ values: ["4"], points: 1 }), /months is a number, so its bins are ranges/],
      [savings({ values: ["none", "some"], points: 1 }), /no bin has the category much/],
      [savings({ values: ["none", "some", "none"], points: 1 }), /the value none stands twice/],
      [savings({ values: ["none", "some", "much", "gold"], points: 1 }), /the value gold stands twice or is not among/],
      [savings({ points: 1 }), /savings is a category/],
      [{ characteristics: [MONTHS, MONTHS] }, /an argument is rated twice/],
      [{ characteristics: [{ ...MONTHS, input: "age" }] }, /has to require the argument age/],
      [{ pointsLostAgainst: "neutral", characteristics: [withoutNeutral] }, /months has no neutralPoints/],
      [{ bands: [{ from: 1, name: "a" }] }, /the bands have to rise/],
      [{ bands: [{ name: "a" }, { from: 5, name: "b" }, { from: 5, name: "c" }] }, /the bands have to rise/],
      [{ surprise: 1 }, /^In the scorecard of points, unrecognized key/],
    ];
    for (const [change, sentence] of broken) await assert.rejects(open(change), failsWith("conflict", sentence));
  });
});
