// A ledger record is never changed unseen: every flipped bit, missing, moved or forged line is found and named.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Database } from "#infrastructure/database/database.ts";
import { openTestDatabase } from "#test/database.ts";
import { callOf, changeOf, linesOf, makeFolder, openTestLedger, testKeys } from "#test/ledger.ts";
import { canonical, hashOf } from "./chain.ts";
import { verifyLedger } from "./verify.ts";

describe("verifying an export", () => {
  let database: Database;
  let text: string;
  before(async () => {
    database = await openTestDatabase();
    using folder = makeFolder();
    const ledger = await openTestLedger(folder.path, { database });
    await ledger.append("bank", changeOf("department/retail"));
    await ledger.append("bank", callOf("rc_1"));
    await ledger.append("bank", changeOf("department/lending"));
    text = (await linesOf(ledger, "bank")).join("");
    await ledger.close();
  });
  after(() => database.close());

  const verify = (bytes: Buffer | string) => {
    return verifyLedger(bytes.toString("utf8").split(/(?<=\n)/));
  };

  it("accepts what was written, and says whose key signed it", async () => {
    const result = await verify(text);
    assert.ok(result.valid);
    assert.deepEqual([result.records, result.chains, result.unsigned], [4, 1, 0]);
    assert.ok((await verifyLedger(lines(), { publicKey: testKeys.publicKey })).valid);
  });

  for (const mask of [0x01, 0x20, 0x80]) {
    it(`finds every byte that is changed by 0x${mask.toString(16)}, and names a place no later than the record after`, async () => {
      const original = Buffer.from(text);
      let lineNumber = 1;
      for (let place = 0; place < original.length; place += 1) {
        const changed = Buffer.from(original);
        changed[place] = (original[place] ?? 0) ^ mask;
        const result = await verify(changed);
        assert.ok(!result.valid, `byte ${place} (${String.fromCharCode(original[place] ?? 0)}) was changed unseen`);
        assert.ok(
          result.line >= lineNumber && result.line <= lineNumber + 1,
          `byte ${place} of line ${lineNumber} was reported in line ${result.line}: ${result.reason}`,
        );
        if (original[place] === 10) lineNumber += 1;
      }
    });
  }

  const lines = () => text.split(/(?<=\n)/);
  it("finds a line that was taken out, each in turn", async () => {
    for (let index = 1; index < lines().length; index += 1)
      assert.equal((await verifyLedger(lines().toSpliced(index, 1))).valid, false, `line ${index + 1}`);
  });
  it("finds lines that changed places", async () => {
    const [header = "", first = "", second = "", ...rest] = lines();
    assert.equal((await verifyLedger([header, second, first, ...rest])).valid, false);
  });
  it("finds a repeated line", async () => {
    assert.equal((await verifyLedger(lines().toSpliced(2, 0, lines()[2] ?? ""))).valid, false);
  });
  it("finds an end that was cut off, even at a line's end", async () => {
    const result = await verifyLedger(lines().slice(0, -1));
    assert.ok(!result.valid);
    assert.match(result.reason, /checkpoint is missing/);
  });

  it("finds an end that lacks only its line feed", async () => {
    assert.equal((await verify(text.slice(0, -1))).valid, false);
  });

  it("finds a chain that was forged from a record onwards without the key", async () => {
    const forger = generateKeyPairSync("ed25519").privateKey;
    let previous = "";
    const forged = lines().map((line, index) => {
      if (index === 0) return line;
      const { hash: _hash, signature, ...record } = JSON.parse(line);
      if (index > 1) record.previous = previous;
      if (index === 2) record.event.outcome = "refused";
      previous = hashOf(record);
      const signed = signature === undefined ? {} : { signature: sign(null, Buffer.from(previous, "hex"), forger).toString("base64") };
      return `${canonical({ ...record, hash: previous, ...signed })}\n`;
    });
    const result = await verifyLedger(forged);
    assert.ok(!result.valid);
    assert.match(result.reason, /signature is wrong/);
  });

  it("refuses a file whose header names another key than the auditor's", async () => {
    const result = await verifyLedger(lines(), { publicKey: generateKeyPairSync("ed25519").publicKey });
    assert.ok(!result.valid);
    assert.match(result.reason, /not the one that was given/);
  });
});
