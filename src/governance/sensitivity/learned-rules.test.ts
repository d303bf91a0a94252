// Learned rules are added to the configured ones and never take anything away from them; changes and readings never undo each other.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createLog } from "#infrastructure/log.ts";
import { createClassifier } from "./classifier.ts";
import { createInstitutionClassifier } from "./institution-classifier.ts";
import { institutionRulesSchema } from "./institution-rules.ts";
import { createLearnedRules, createMergedRules, type LearnedById, type LearnedCorrection, type LearnedRules } from "./learned-rules.ts";

const log = createLog("silent");
const base = createClassifier();
const nothing: LearnedRules = { dictionary: [], harmless: [] };
const aoba: LearnedCorrection = { id: "correction_1", kind: "harmless", type: "PERSON", level: null, term: "青葉太郎" };
const byId = (...learned: LearnedCorrection[]): LearnedById => new Map(learned.map((one) => [one.id, one]));

function merged(configured: unknown, learned: LearnedRules) {
  const rules = institutionRulesSchema.parse(configured);
  return createMergedRules(
    () => rules,
    () => learned,
  )("north");
}
function judged(configured: unknown, learned: LearnedRules, text: string): string[] {
  const { findings } = createInstitutionClassifier(base, merged(configured, learned))(text);
  return findings.map(({ type, text: value, level }) => `${type} ${value} ${level}`);
}

describe("merged rules", () => {
  it("are the configured ones themselves where nothing was learned, and one object as long as both are the same", () => {
    let configured = institutionRulesSchema.parse({});
    let learned = nothing;
    const rulesOf = createMergedRules(
      () => configured,
      () => learned,
    );
    assert.equal(rulesOf("north"), configured);
    learned = { dictionary: [{ type: "MNPI", terms: ["Sakura"] }], harmless: [] };
    const both = rulesOf("north");
    assert.notEqual(both, configured);
    assert.equal(rulesOf("north"), both);
    configured = institutionRulesSchema.parse({ levels: { PERSON: 4 } });
    assert.notEqual(rulesOf("north"), both);
    assert.deepEqual(rulesOf("north").levels, { PERSON: 4 });
  });

  it("find a term that both know at the higher of its levels", () => {
    const configured = { dictionary: [{ type: "MNPI", terms: ["Sakura"], level: 5 }] };
    const learned: LearnedRules = { dictionary: [{ type: "CUSTOMER_ID", terms: ["sakura"] }], harmless: [] };
    assert.deepEqual(judged(configured, learned, "the Sakura file"), ["MNPI Sakura 5"]);
    const lower = { dictionary: [{ type: "CUSTOMER_ID", terms: ["Sakura"] }] };
    const higher: LearnedRules = { dictionary: [{ type: "MNPI", terms: ["sakura"] }], harmless: [] };
    assert.deepEqual(judged(lower, higher, "the Sakura file"), ["MNPI Sakura 4"]);
  });

  it("leave out what either calls harmless, and never a term of the dictionary", () => {
    const configured = { harmless: [{ terms: ["青葉太郎"], types: ["PERSON"] }] };
    const learned: LearnedRules = { dictionary: [], harmless: [{ terms: ["青葉 太郎"], types: ["ADDRESS"] }] };
    assert.deepEqual(merged(configured, learned).harmless, [{ terms: ["青葉 太郎"], types: ["PERSON", "ADDRESS"] }]);
    assert.deepEqual(judged(configured, learned, "氏名：青葉太郎"), []);
    const listed = { dictionary: [{ type: "PERSON", terms: ["青葉太郎"] }] };
    const called: LearnedRules = { dictionary: [], harmless: [{ terms: ["青葉太郎"], types: ["PERSON"] }] };
    assert.deepEqual(judged(listed, called, "氏名：青葉太郎"), ["PERSON 青葉太郎 3"]);
  });
});

describe("learned rules in memory", () => {
  it("are not undone by a reading that began before the change, and what is stored is read again", async () => {
    const waiting: ((approved: LearnedById) => void)[] = [];
    const read = () => new Promise<LearnedById>((resolve) => waiting.push(resolve));
    const { rulesOf, learn } = createLearnedRules({ read, clock: { now: () => new Date(0), monotonicMs: () => 0 }, log });
    assert.equal(rulesOf("north").harmless.length, 0);
    learn("north", aoba);
    waiting.shift()?.(byId());
    await setImmediate();
    assert.equal(rulesOf("north").harmless.length, 1);
    waiting.shift()?.(byId());
    await setImmediate();
    assert.equal(rulesOf("north").harmless.length, 0);
    assert.equal(waiting.length, 0);
  });

  it("are kept while the database is down, and it is not asked for every text", async () => {
    let nowMs = 0;
    let asked = 0;
    const read = async () => {
      asked += 1;
      if (asked > 1) throw new Error("the database is down");
      return byId(aoba);
    };
    const { rulesOf, load } = createLearnedRules({ read, clock: { now: () => new Date(0), monotonicMs: () => nowMs }, log });
    await load("north");
    for (const [atMs, readings] of [
      [24_000, 1],
      [26_000, 2],
      [26_500, 2],
      [27_500, 3],
    ] as const) {
      nowMs = atMs;
      for (let text = 0; text < 3; text += 1) {
        assert.equal(rulesOf("north").harmless.length, 1);
        await setImmediate();
      }
      assert.equal(asked, readings, `${atMs} ms`);
    }
  });
});
