// Lines that were made to deceive the verifier, or to make it fall over.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { changeOf, makeFolder, openTestLedger } from "#test/ledger.ts";
import { canonical } from "./chain.ts";
import { verifyLedger } from "./verify.ts";

describe("the verifier", () => {
  let lines: string[] = [];
  const verify = (changed: readonly string[]) => verifyLedger(changed.map((line) => `${line}\n`));

  before(async () => {
    using folder = makeFolder();
    const ledger = await openTestLedger(folder.path);
    await ledger.append("bank", changeOf("key/一"));
    await ledger.append("other-bank", changeOf("key/elsewhere"));
    await ledger.append("bank", changeOf("key/\ufffd", { text: "\u2028" }));
    lines = [];
    for await (const line of ledger.exportLines("bank")) lines.push(line.slice(0, -1));
    await ledger.close();
  });

  it("finds a member that was added, whatever its name", async () => {
    for (const name of ["__proto__", "constructor", "zz", ""]) {
      for (const [from, to] of [
        ['"institution":"bank"', `"institution":"bank",${JSON.stringify(name)}:{"forged":true}`],
        ['"kind":"change"', `"kind":"change",${JSON.stringify(name)}:{"forged":true}`],
      ] as const) {
        const changed = lines.map((line, index) => (index === 1 ? canonical(JSON.parse(line.replace(from, to))) : line));
        const verdict = await verify(changed);
        assert.ok(!verdict.valid, `${name} beside ${from}`);
        assert.equal(verdict.line, 2);
      }
    }
  });

  it("gives a verdict on any text and never fails itself", async () => {
    const [header = "", one = ""] = lines;
    for (const text of [
      "",
      "null",
      "[]",
      "1",
      '"\\ud800"',
      '{"a":"\\ud800"}',
      `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
      one.replace("key.created", "\\ud800"),
      `\ufeff${one}`,
    ]) {
      const verdict = await verify([header, text]);
      assert.ok(!verdict.valid, text.slice(0, 50));
      assert.equal(verdict.line, 2);
      assert.ok(!(await verify([text])).valid, text.slice(0, 50));
    }
  });

  it("does not call a file valid in which there is nothing", async () => {
    assert.ok(!(await verify([])).valid);
  });
});
