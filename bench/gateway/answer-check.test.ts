// A benchmark of errors is worthless: what the checks of an answer must find.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findTorn, findWrong } from "./answer-check.ts";
import { ANSWER, createRequestBodies, streamFrames, WHOLE_ANSWER } from "./exchange.ts";

const whole = Buffer.from(WHOLE_ANSWER);
const stream = (wantsUsage: boolean, change: (frames: string[]) => string[] = (frames) => frames) =>
  Buffer.from(change(streamFrames(wantsUsage)).join(""));

test("the mock's own answers pass every check", () => {
  assert.equal(findTorn(200, whole, false), undefined);
  assert.equal(findWrong(whole, false, false), undefined);
  for (const wantsUsage of [true, false]) {
    assert.equal(findTorn(200, stream(wantsUsage), true), undefined);
    assert.equal(findWrong(stream(wantsUsage), true, wantsUsage), undefined);
  }
});

test("an error status, a short body and a cut stream are found in every answer", () => {
  assert.match(findTorn(502, whole, false) ?? "", /status is 502/);
  assert.match(findTorn(200, Buffer.from(`{"error":{"message":"no"}}`), false) ?? "", /bytes only/);
  assert.match(findTorn(200, whole.subarray(0, -5), false) ?? "", /not a whole JSON object/);
  assert.match(
    findTorn(
      200,
      stream(true, (frames) => frames.slice(0, -1)),
      true,
    ) ?? "",
    /ends without \[DONE\]/,
  );
});

test("a lost chunk, another answer, and usage that comes unasked or not at all are found in the sample", () => {
  assert.match(
    findWrong(
      stream(false, (frames) => frames.toSpliced(7, 1)),
      true,
      false,
    ) ?? "",
    /not the upstream's/,
  );
  assert.match(findWrong(Buffer.from(WHOLE_ANSWER.replace(ANSWER, "Sorry.")), false, false) ?? "", /not the upstream's/);
  assert.match(findWrong(stream(true), true, false) ?? "", /usage was not asked for and is there/);
  assert.match(findWrong(stream(false), true, true) ?? "", /usage was asked for and is not there/);
  assert.match(findWrong(whole.subarray(0, -1), false, false) ?? "", /cannot be read/);
  assert.match(findWrong(Buffer.from("data: {torn\n\ndata: [DONE]\n\n"), true, false) ?? "", /cannot be read/);
});

test("a streamed answer has 20 chunks, a usage frame only where it was asked for, and says what the whole answer says", () => {
  assert.equal(streamFrames(false).length, 21);
  assert.equal(streamFrames(true).length, 22);
  assert.ok(Math.abs(whole.length - 600) < 100, `${whole.length} bytes`);
});

test("no two request bodies are the same, and none holds a number that a detector could take for an account", () => {
  const nextBody = createRequestBodies();
  const bodies = Array.from({ length: 2_000 }, (_, index) => nextBody(index % 3 === 0).body.toString());
  assert.equal(new Set(bodies).size, bodies.length);
  for (const body of bodies.slice(0, 4)) assert.doesNotMatch(JSON.stringify(JSON.parse(body).messages), /\d/);
});
