// What was acknowledged is there: after a kill, with a torn line, with a full disk, with the database lost.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { openTestDatabase } from "#test/database.ts";
import { callOf, changeOf, linesOf, makeFolder, openTestLedger, testKeys } from "#test/ledger.ts";
import { segmentName } from "./segments.ts";
import { verifyLedger } from "./verify.ts";

const FIRST = segmentName(1);

async function assertValid(lines: readonly string[], records?: number): Promise<void> {
  const result = await verifyLedger(lines, { publicKey: testKeys.publicKey });
  assert.ok(result.valid, JSON.stringify(result));
  if (records !== undefined) assert.equal(result.records, records);
}

/** Runs the writing process until it has acknowledged `count` records, kills it with SIGKILL, and gives what it acknowledged. */
async function writeUntilKilled(folder: string, openReceipt: string, count: number): Promise<string[]> {
  const keyFile = join(folder, `${openReceipt}.pem`);
  writeFileSync(keyFile, testKeys.privateKey.export({ type: "pkcs8", format: "pem" }));
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../../test/ledger-writer.ts"), folder, keyFile, openReceipt], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === count) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  return acknowledged;
}

describe("the ledger", () => {
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  it("keeps every acknowledged record through kills of its process, and records the calls they left open exactly once", async () => {
    using folder = makeFolder();
    const acknowledged: string[] = [];
    for (const round of [1, 2, 3]) acknowledged.push(...(await writeUntilKilled(folder.path, `rc_left_open_${round}`, 150 * round)));
    const ledger = await openTestLedger(folder.path, { database });
    const lines = await linesOf(ledger, "bank");
    await ledger.close();
    await assertValid(lines);
    const objects = new Set(lines.map((line) => JSON.parse(line).event?.object));
    assert.deepEqual(
      acknowledged.filter((object) => !objects.has(object)),
      [],
    );
    for (const round of [1, 2, 3]) {
      const records = lines.filter((line) => JSON.parse(line).event?.receipt?.id === `rc_left_open_${round}`);
      assert.deepEqual(
        records.map((line) => JSON.parse(line).event.outcome),
        ["interrupted"],
      );
    }
  });

  it("does not record a call as interrupted whose record was written, though its note was never closed", async () => {
    using folder = makeFolder();
    const first = await openTestLedger(folder.path, { database });
    await first.open({ receiptId: "rc_done", institutionId: "done-bank", ifInterrupted: callOf("rc_done", "interrupted") });
    await first.append("done-bank", callOf("rc_done"));
    await first.close();
    const second = await openTestLedger(folder.path, { database });
    const lines = await linesOf(second, "done-bank");
    await second.close();
    assert.deepEqual(
      lines.flatMap((line) => JSON.parse(line).event?.outcome ?? []),
      ["answered"],
    );
  });

  it("cuts off a torn last line, which nobody was told of, and goes on", async () => {
    using folder = makeFolder();
    const first = await openTestLedger(folder.path, { database });
    await first.append("torn-bank", changeOf("one"));
    await first.close();
    appendFileSync(join(folder.path, FIRST), '{"at":"2026-11-24T00:00:00.000Z","event":{"kind":"ch');
    const second = await openTestLedger(folder.path, { database });
    await second.append("torn-bank", changeOf("two"));
    const lines = await linesOf(second, "torn-bank");
    await second.close();
    await assertValid(lines, 4);
  });

  it("refuses to go on from a damaged file, and says which", async () => {
    using folder = makeFolder();
    const first = await openTestLedger(folder.path, { database });
    for (const object of ["one", "two", "three"]) await first.append("damaged-bank", changeOf(object));
    await first.close();
    const lines = readFileSync(join(folder.path, FIRST), "utf8").split("\n");
    writeFileSync(join(folder.path, FIRST), lines.toSpliced(1, 1).join("\n"));
    await assert.rejects(openTestLedger(folder.path, { database }), (error: unknown) => {
      assert.ok(error instanceof KanameError);
      assert.match(error.message, /segment-00000001\.jsonl.*does not follow/);
      return true;
    });
  });

  it("writes many records with few syncs, and answers none of them before", async () => {
    using folder = makeFolder();
    const ledger = await openTestLedger(folder.path, { database });
    const startedMs = performance.now();
    await ledger.append("group-bank", changeOf("alone"));
    const oneMs = performance.now() - startedMs;
    const groupStartedMs = performance.now();
    await Promise.all(Array.from({ length: 500 }, (_, index) => ledger.append("group-bank", changeOf(String(index)))));
    const perRecordMs = (performance.now() - groupStartedMs) / 500;
    assert.equal(readFileSync(join(folder.path, FIRST), "utf8").split("\n").length, 502);
    assert.ok(perRecordMs < Math.max(oneMs, 1) / 2, `${perRecordMs} ms for each of a group, ${oneMs} ms alone`);
    await ledger.close();
  });

  it("signs by itself once a thousand records are unsigned", async () => {
    using folder = makeFolder();
    const ledger = await openTestLedger(folder.path, { database });
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => ledger.append("long-bank", changeOf(String(index)))));
    assert.match(readFileSync(join(folder.path, FIRST), "utf8").trimEnd().split("\n").at(-1) ?? "", /"kind":"checkpoint"/);
    await ledger.close();
  });

  it("finds a receipt at once after it was recorded, only for its institution, and again after the table is lost", async () => {
    using folder = makeFolder();
    const first = await openTestLedger(folder.path, { database });
    await first.append("look-bank", callOf("rc_look"));
    assert.equal((await first.findReceipt("look-bank", "rc_look"))?.receipt.id, "rc_look");
    assert.equal(await first.findReceipt("bank", "rc_look"), undefined);
    await first.close();
    await database.execute("delete from ledger_record");
    await database.execute("delete from ledger_position");
    const second = await openTestLedger(folder.path, { database });
    assert.equal((await second.findReceipt("look-bank", "rc_look"))?.outcome, "answered");
    assert.deepEqual(await second.spentSince("look-bank", new Date(0)), [{ keyId: "key-1", micros: 5 }]);
    assert.deepEqual(await second.spentSince("bank", new Date()), []);
    await second.close();
  });

  it("lists records newest first, page by page, without gaps", async () => {
    using folder = makeFolder();
    const ledger = await openTestLedger(folder.path, { database });
    for (let count = 0; count < 5; count += 1) await ledger.append("list-bank", changeOf(`object ${count}`));
    const objects: unknown[] = [];
    let before: string | undefined;
    do {
      const page = await ledger.listRecords("list-bank", { before, limit: 2 });
      objects.push(...page.records.map(({ event }) => (event.kind === "change" ? event.object : event.kind)));
      before = page.nextBefore ?? undefined;
    } while (before !== undefined);
    assert.deepEqual(
      objects,
      [4, 3, 2, 1, 0].map((count) => `object ${count}`),
    );
    await assert.rejects(ledger.listRecords("list-bank", { before: "nonsense", limit: 2 }), /none that this list gave/);
    await ledger.close();
  });
});

describe("a ledger on a full disk", () => {
  const mount = mkdtempSync(join(tmpdir(), "kaname-small-disk-"));
  let absent: string | undefined;
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", mount], { stdio: "ignore" });
  } catch {
    absent = "a small disk can be made by root on Linux only";
  }
  after(() => {
    if (absent === undefined) execFileSync("umount", [mount]);
    rmSync(mount, { recursive: true, force: true });
  });

  it("refuses what it cannot keep, loses nothing, leaves no gap, and goes on when there is room", { skip: absent ?? false }, async () => {
    const database = await openTestDatabase();
    const ledger = await openTestLedger(mount, { database });
    writeFileSync(join(mount, "filler"), Buffer.alloc(32_768));
    const results: string[] = [];
    for (let count = 0; results.at(-1) !== "storage_failed" && count < 1_000; count += 1) {
      results.push(
        await ledger.append("bank", changeOf(`${count} ${"x".repeat(2_000)}`)).then(
          () => "kept",
          (error: unknown) => (error instanceof KanameError ? error.kind : "?"),
        ),
      );
    }
    assert.equal(results.at(-1), "storage_failed");
    await assert.rejects(async () => {
      for (let count = 0; count < 1_000; count += 1) {
        await ledger.open({ receiptId: `rc_${count}`, institutionId: "bank", ifInterrupted: callOf(`rc_${count}`, "interrupted") });
      }
    }, /no(t|thing)/i);
    rmSync(join(mount, "filler"));
    await ledger.append("bank", changeOf("there is room again"));
    const lines = await linesOf(ledger, "bank");
    await assertValid(lines);
    assert.equal(lines.filter((line) => line.includes("xxxx")).length, results.filter((result) => result === "kept").length);
    assert.ok(readdirSync(mount).includes(FIRST));
    await ledger.close();
    await database.close();
  });
});
