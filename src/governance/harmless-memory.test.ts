// A text that was judged harmless is not judged again; one with findings, an attack, or the same text in another channel is.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Channel } from "./guardrails/inspect.ts";
import { createRequestClassifiers, createRequestInspectors } from "./harmless-memory.ts";
import { createClassifier } from "./sensitivity/classifier.ts";
import type { Classify } from "./sensitivity/finding.ts";

const HARMLESS = "The counters open half an hour later on the first working day of next month.";
const SENSITIVE = "The card 4111 1111 1111 1111 of our customer was refused at the counter today.";
/** More than two generations hold. */
const MORE_THAN_REMEMBERED = 70_000;

const requestClassifier = (classify: Classify) => createRequestClassifiers(() => classify)("a");

function counting() {
  const judged: string[] = [];
  const classify = createClassifier();
  return {
    judged,
    classify: requestClassifier((text) => {
      judged.push(text);
      return classify(text);
    }),
  };
}

describe("a classifier with a memory", () => {
  test("forgets when the institution's rules change, and tells no institution what another one sent", () => {
    const judged: string[] = [];
    const classifierNamed = (name: string): Classify => {
      return () => {
        judged.push(name);
        return { level: 1, findings: [] };
      };
    };
    const byInstitution = new Map([
      ["a", classifierNamed("a")],
      ["b", classifierNamed("b")],
    ]);
    const classifierOf = createRequestClassifiers((institutionId) => byInstitution.get(institutionId) ?? assert.fail(institutionId));
    for (const institutionId of ["a", "a", "b"]) classifierOf(institutionId)(HARMLESS);
    byInstitution.set("a", classifierNamed("a with new rules"));
    classifierOf("a")(HARMLESS);
    assert.deepEqual(judged, ["a", "b", "a with new rules"]);
  });

  test("judges a harmless text once, and one with findings each time", () => {
    const { judged, classify } = counting();
    for (const text of [HARMLESS, SENSITIVE, HARMLESS, SENSITIVE]) classify(text);
    assert.deepEqual(judged, [HARMLESS, SENSITIVE, SENSITIVE]);
  });

  test("says the same as without, each time", () => {
    const classify = createClassifier();
    const remembering = requestClassifier(classify);
    for (const text of [HARMLESS, SENSITIVE, HARMLESS, SENSITIVE, ""]) assert.deepEqual(remembering(text), classify(text));
  });

  test("takes texts that differ in one broken character for two", () => {
    const { judged, classify } = counting();
    classify(`${HARMLESS}\ud800`);
    classify(`${HARMLESS}\ud801`);
    assert.equal(judged.length, 2);
  });

  test("keeps what is asked for again while it forgets the rest", () => {
    const judged = new Map<string, number>();
    const classify = requestClassifier((text) => {
      judged.set(text, (judged.get(text) ?? 0) + 1);
      return { level: 1, findings: [] };
    });
    for (let count = 0; count < MORE_THAN_REMEMBERED; count += 1) {
      classify(`${HARMLESS} ${count}`);
      classify(HARMLESS);
    }
    classify(`${HARMLESS} 0`);
    assert.equal(judged.get(HARMLESS), 1);
    assert.equal(judged.get(`${HARMLESS} 0`), 2);
  });
});

test("an inspector with a memory inspects a benign text once in each channel, and an attack each time", () => {
  const inspected: string[] = [];
  const inspectorOf = createRequestInspectors((text, channel) => {
    inspected.push(channel);
    const attack = text === SENSITIVE;
    return { attack, kind: attack ? "override" : null, score: attack ? 1 : 0, why: "" };
  });
  const ask = (text: string, channel: Channel) => inspectorOf("a")(text, channel).attack;
  assert.deepEqual([ask(HARMLESS, "user"), ask(HARMLESS, "user"), ask(HARMLESS, "tool")], [false, false, false]);
  assert.deepEqual([ask(SENSITIVE, "user"), ask(SENSITIVE, "user")], [true, true]);
  assert.deepEqual(inspected, ["user", "tool", "user", "user"]);
});
