// Pieces of an answer leave whole, in order, and only when the guard has let all their text go.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createAnswerWindow } from "./answer-window.ts";
import type { OutputGuard } from "./guardrails/output-guard.ts";

/** A guard that holds back the last `held` characters, and stops at the sign `!`. */
function guardHolding(held: number): OutputGuard {
  let waiting = "";
  let isStopped = false;
  return {
    isStopped: () => isStopped,
    push(delta) {
      waiting += delta;
      isStopped ||= waiting.includes("!");
      if (isStopped) return "";
      const released = waiting.slice(0, Math.max(0, waiting.length - held));
      waiting = waiting.slice(released.length);
      return released;
    },
    end: () => ({ verdict: isStopped ? "cut" : "pass", findings: [], failures: [], text: isStopped ? "" : waiting }),
  };
}

const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", ""), maxLength: 6 }), { maxLength: 20 });

describe("the window before an answer", () => {
  it("lets every piece leave once, in order, and never before its text", () => {
    fc.assert(
      fc.property(texts, fc.nat(9), (pieces, held) => {
        const window = createAnswerWindow<number>(guardHolding(held));
        const left: number[] = [];
        for (const [place, text] of pieces.entries()) {
          left.push(...window.take(place, text));
          const characters = pieces.slice(0, left.length).join("").length;
          const taken = pieces.slice(0, place + 1).join("").length;
          assert.ok(characters <= Math.max(0, taken - held), "a piece left before its text was let go");
        }
        left.push(...window.end().pieces);
        assert.deepEqual(left, [...pieces.keys()]);
      }),
    );
  });

  it("lets a piece without text leave with those before it", () => {
    const window = createAnswerWindow<string>(guardHolding(2));
    assert.deepEqual(window.take("role", ""), ["role"]);
    assert.deepEqual(window.take("abc", "abc"), []);
    assert.deepEqual(window.take("mark", ""), []);
    assert.deepEqual(window.take("de", "de"), ["abc", "mark"]);
  });

  it("lets nothing leave any more once the guard has stopped the answer", () => {
    const window = createAnswerWindow<string>(guardHolding(1));
    assert.deepEqual(window.take("one", "aaaa"), []);
    assert.deepEqual(window.take("two", "a!"), []);
    assert.deepEqual(window.end().pieces, []);
  });
});
