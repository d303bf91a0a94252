// What holds for skills of every kind: time, size, form, hashes, and that each version is opened once and closed under no call.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KanameError } from "#infrastructure/errors.ts";
import { artefactStore, failsWith, skillCall, skillDefinition } from "#test/skill-definition.ts";
import type { JsonObject, SkillDefinition } from "../skill.ts";
import { createCalculatorOpener } from "./calculator-skill.ts";
import { CALCULATORS } from "./calculators/calculators.ts";
import { createRunSkill } from "./run-skill.ts";
import type { OpenSkill, RunnableSkill } from "./runnable-skill.ts";
import { openScorecardSkill } from "./scorecard-skill.ts";

const CONTRACT = {
  input: { type: "object", properties: { x: { type: "number" } } },
  output: { type: "object", properties: { y: { type: "number" } }, required: ["y"], additionalProperties: false },
} satisfies { input: JsonObject; output: JsonObject };
const load = async () => undefined;

const named = (id: string, limits: Partial<SkillDefinition["limits"]> = {}) =>
  skillDefinition({ kind: "calculator", calculator: "any" }, { ...CONTRACT, id, limits });

/** An opener that counts what is open. */
function countingOpener(run: RunnableSkill["run"]) {
  const count = { opened: 0, closed: 0 };
  const open: OpenSkill = async () => {
    count.opened += 1;
    return {
      run,
      async close() {
        count.closed += 1;
      },
    };
  };
  return { count, open };
}

const ignored = new Promise<never>(() => undefined);

describe("running a skill", () => {
  it("opens each version of each institution once, keeps a bounded number open and closes the rest", async () => {
    const { count, open } = countingOpener(async () => ({ output: { y: 1 } }));
    const runner = createRunSkill({ calculator: open }, load, { openMax: 2 });
    await Promise.all([runner.run(named("a"), skillCall({})), runner.run(named("a"), skillCall({}))]);
    assert.equal(count.opened, 1);
    await runner.run(named("a"), skillCall({}, { institutionId: "other" }));
    await runner.run({ ...named("a"), version: 2 }, skillCall({}));
    assert.deepEqual(count, { opened: 3, closed: 1 });
    await runner.close();
    assert.deepEqual(count, { opened: 3, closed: 3 });
  });

  it("closes no skill under a call", async () => {
    const answer = Promise.withResolvers<void>();
    const { count, open } = countingOpener(async ({ input }) => {
      if (input.x === 1) await answer.promise;
      return { output: { y: 1 } };
    });
    const runner = createRunSkill({ calculator: open }, load, { openMax: 1 });
    const slow = runner.run(named("slow"), skillCall({ x: 1 }));
    await runner.run(named("other"), skillCall({}));
    assert.equal(count.closed, 0);
    answer.resolve();
    await slow;
    await runner.close();
    assert.equal(count.closed, 2);
  });

  it("abandons a skill that hangs when its time is up, tells it so, and stops calling it when too many calls hang", async () => {
    const signals: AbortSignal[] = [];
    const { open } = countingOpener(({ signal }) => {
      signals.push(signal);
      return ignored;
    });
    const runner = createRunSkill({ calculator: open }, load);
    const definition = named("stuck", { timeoutMs: 5 });
    const calls = Array.from({ length: 16 }, () => runner.run(definition, skillCall({})));
    for (const call of calls) await assert.rejects(call, failsWith("upstream_timeout", /^The skill stuck gave no result within 5 ms\.$/));
    assert(signals.length === 16 && signals.every(({ aborted }) => aborted));
    await assert.rejects(runner.run(definition, skillCall({})), failsWith("unavailable", /stuck hangs: 16 calls/));
  });

  it("goes on calling a skill that ends its calls when they are given up", async () => {
    const { open } = countingOpener(async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw new Error("stopped");
    });
    const runner = createRunSkill({ calculator: open }, load);
    for (let round = 0; round < 20; round += 1)
      await assert.rejects(runner.run(named("slow", { timeoutMs: 1 }), skillCall({})), failsWith("upstream_timeout", /within 1 ms/));
    await runner.close();
    await assert.rejects(runner.run(named("slow"), skillCall({})), failsWith("unavailable", /about to stop/));
  });

  it("ends at once when the caller leaves", async () => {
    const { open } = countingOpener(() => ignored);
    const runner = createRunSkill({ calculator: open }, load);
    const controller = new AbortController();
    const call = runner.run(named("slow"), { ...skillCall({}), signal: controller.signal });
    controller.abort(new KanameError("forbidden", "The run was ended."));
    await assert.rejects(call, failsWith("forbidden", /The run was ended/));
  });

  it("refuses a result that is too large or not of the declared form", async () => {
    const { open } = countingOpener(async ({ input }) => ({ output: input.x === 1 ? { y: "text" } : { y: 1, z: "z".repeat(10_000_000) } }));
    const runner = createRunSkill({ calculator: open }, load);
    await assert.rejects(
      runner.run(named("a"), skillCall({})),
      failsWith("upstream_failed", /^The result of the skill a has 100000\d\d bytes; 100000 are allowed\.$/),
    );
    await assert.rejects(runner.run(named("a"), skillCall({ x: 1 })), failsWith("upstream_failed", /not of its declared form: y: /));
    await runner.close();
  });

  it("lets no exception of a runtime through unexplained", async () => {
    const { open } = countingOpener(() => {
      throw new TypeError("segment 4 of secret customer");
    });
    const runner = createRunSkill({ calculator: open }, load);
    await assert.rejects(
      runner.run(named("a"), skillCall({})),
      failsWith("upstream_failed", /^The skill a failed; the log has the details\.$/),
    );
    const refused = named("b");
    await assert.rejects(
      runner.run({ ...refused, output: { type: "object", not: { type: "string" } } }, skillCall({})),
      failsWith("conflict", /^The output schema of b is no JSON Schema that Kaname can check\.$/),
    );
    await assert.rejects(
      createRunSkill({}, load).run(named("c"), skillCall({})),
      failsWith("conflict", /kind calculator, which is not offered/),
    );
    await runner.close();
  });

  it("never hands on an artefact whose hash differs, and tries again when it was repaired", async () => {
    const { hashes, load: loadRight } = artefactStore("the artefact");
    const [artefact = ""] = hashes;
    let isBroken = true;
    const open: OpenSkill = async (_definition, loadArtefact) => {
      await loadArtefact(artefact);
      return { run: async () => ({ output: { y: 2 } }), close: async () => undefined };
    };
    const runner = createRunSkill({ scorecard: open }, async (_institution, hash) => (isBroken ? Buffer.from("another") : loadRight(hash)));
    const definition = skillDefinition({ kind: "scorecard", artefact }, CONTRACT);
    await assert.rejects(
      runner.run(definition, skillCall({})),
      failsWith("conflict", /^The artefact [0-9a-f]{64} was changed: what is stored has the hash/),
    );
    isBroken = false;
    assert.deepEqual((await runner.run(definition, skillCall({}))).output, { y: 2 });
    await runner.close();
  });

  it("runs a batch row by row where the kind has no batches, and stops it when its time is up", async () => {
    let calls = 0;
    const { open } = countingOpener(async ({ input }) => {
      calls += 1;
      if (input.x === -1) return ignored;
      return { output: { y: Number(input.x) * 2 } };
    });
    const runner = createRunSkill({ calculator: open }, load);
    const { input: _input, ...call } = skillCall({});
    const results = await runner.runBatch(named("a"), [{ x: 1 }, { x: 2 }], call);
    assert.deepEqual(results, [{ output: { y: 2 } }, { output: { y: 4 } }]);
    await assert.rejects(runner.runBatch(named("b", { timeoutMs: 5 }), [{ x: -1 }, { x: 2 }], call), failsWith("upstream_timeout", /5 ms/));
    assert.equal(calls, 3);
  });

  it("tries a skill out without keeping it, so that what is tried next may differ", async () => {
    const { count, open } = countingOpener(async () => ({ output: { y: 1 } }));
    const runner = createRunSkill({ calculator: open }, load);
    await runner.tryOut("bank", named("a"));
    assert.deepEqual(count, { opened: 1, closed: 1 });
    const scorecard = skillDefinition({ kind: "scorecard", artefact: "0".repeat(64) }, CONTRACT);
    await assert.rejects(runner.tryOut("bank", scorecard), failsWith("conflict", /kind scorecard, which is not offered/));
    const strict = createRunSkill({ scorecard: openScorecardSkill }, load);
    await assert.rejects(strict.tryOut("bank", scorecard), failsWith("conflict", /^There is no artefact 0{64}\.$/));
  });

  it("runs calculators by name", async () => {
    const runner = createRunSkill({ calculator: createCalculatorOpener(CALCULATORS) }, load);
    const output = { type: "object", properties: { percent: { type: "string" } }, required: ["percent"] } satisfies JsonObject;
    const definition = skillDefinition({ kind: "calculator", calculator: "loan-to-value" }, { ...CONTRACT, output });
    const { output: result } = await runner.run(definition, skillCall({ loans: ["12000000", "3000000"], value: "20000000" }));
    assert.equal(Number(result.percent), 75);
    await assert.rejects(runner.run(definition, skillCall({ loans: [], value: "1" })), failsWith("invalid_request", /loan-to-value/));
    await assert.rejects(
      runner.run(named("unknown"), skillCall({})),
      failsWith("conflict", /names the calculator any, which does not exist/),
    );
    await runner.close();
  });
});
