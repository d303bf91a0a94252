// Notes of open calls through compaction, great numbers, bad disks and kills.
import assert from "node:assert/strict";
import { statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { callOf, changeOf, makeFolder, openTestLedger, recordsIn } from "#test/ledger.ts";
import { openOpenCalls, readOpenCalls } from "./open-calls.ts";

const noteFor = (receiptId: string) => ({ receiptId, institutionId: "bank", ifInterrupted: callOf(receiptId, "interrupted", 100) });
const idsIn = (path: string): string[] =>
  readOpenCalls(path)
    .map(({ receiptId }) => receiptId)
    .sort();

describe("a noted call", () => {
  it("is found by the next process, and a closed one is not", async () => {
    using folder = makeFolder();
    const path = join(folder.path, "open-calls.jsonl");
    const calls = openOpenCalls(path, []);
    await calls.open(noteFor("rc_1"));
    await calls.open(noteFor("rc_2"));
    calls.closed("rc_1");
    await calls.open(noteFor("rc_3"));
    assert.deepEqual(idsIn(path), ["rc_2", "rc_3"]);
    calls.close();
  });

  it("outlasts every compaction of the file, as does the one whose note set it off", async () => {
    using folder = makeFolder();
    const path = join(folder.path, "open-calls.jsonl");
    const calls = openOpenCalls(path, []);
    await calls.open(noteFor("rc_long"));
    let before = 0;
    let compactions = 0;
    for (let number = 0; compactions < 2; number += 1) {
      const id = `rc_${number}`;
      await calls.open(noteFor(id));
      const { size } = statSync(path);
      if (size < before) {
        compactions += 1;
        assert.deepEqual(idsIn(path), [id, "rc_long"].sort());
      }
      before = size;
      calls.closed(id);
    }
    calls.close();
    assert.deepEqual(idsIn(path), ["rc_long"]);
  });

  it("that is among very many does not have the file written anew for each", async () => {
    using folder = makeFolder();
    const path = join(folder.path, "open-calls.jsonl");
    const calls = openOpenCalls(path, []);
    const files = new Set<number>();
    for (let number = 0; number < 1_000; number += 1) {
      await calls.open({ receiptId: `rc_${number}`, institutionId: "bank", ifInterrupted: changeOf("x".repeat(20_000)) });
      files.add(statSync(path).ino);
    }
    calls.close();
    assert.ok(files.size <= 4, `20 MB of open calls were written ${files.size} times`);
    assert.equal(readOpenCalls(path).length, 1_000);
  });

  it("that the disk does not take is not begun", { skip: process.platform === "linux" ? false : "only Linux has /dev/full" }, () => {
    using folder = makeFolder();
    const path = join(folder.path, "open-calls.jsonl");
    const calls = openOpenCalls(path, []);
    calls.close();
    symlinkSync("/dev/full", `${path}.next`);
    assert.throws(() => openOpenCalls(path, [noteFor("rc_1")]));
  });
});

describe("a process that was killed", () => {
  it("leaves one record of each call that was open, however often it starts again", async () => {
    using folder = makeFolder();
    const path = join(folder.path, "open-calls.jsonl");
    const note = (id: string) => `${JSON.stringify({ open: id, institution: "bank", event: callOf(id, "interrupted", 100) })}\n`;
    writeFileSync(path, `${note("rc_a") + note("rc_b")}{"open":"rc_torn`);
    const first = await openTestLedger(folder.path);
    await first.close();
    // As if it died again before it could forget them.
    writeFileSync(path, note("rc_a") + note("rc_b"));
    const second = await openTestLedger(folder.path);
    await second.close();
    const calls = recordsIn(folder.path).flatMap(({ event }) => (event.kind === "call" ? [[event.receipt?.id, event.outcome]] : []));
    assert.deepEqual(calls, [
      ["rc_a", "interrupted"],
      ["rc_b", "interrupted"],
    ]);
  });

  it("starts again although a note holds text that no record can", async () => {
    using folder = makeFolder();
    const event = changeOf("department/one", { name: "\ud800" });
    writeFileSync(join(folder.path, "open-calls.jsonl"), `${JSON.stringify({ open: "change_1", institution: "bank", event })}\n`);
    const ledger = await openTestLedger(folder.path);
    await ledger.close();
    assert.equal(recordsIn(folder.path).filter(({ event: { object } }) => object === "department/one").length, 1);
  });
});
