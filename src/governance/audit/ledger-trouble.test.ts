// What the ledger does when things go wrong: odd text, a bad disk, damaged or foreign files.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, mock } from "node:test";
import { systemClock } from "#infrastructure/clock.ts";
import { callOf, changeOf, makeFolder, openTestLedger, recordsIn, testKeys } from "#test/ledger.ts";
import { createAppender } from "./appender.ts";
import { canonicalEvent, sealRecord } from "./chain.ts";
import { FIRST_HEAD, writeHeadsFile } from "./heads.ts";
import { openSegmentWriter, type SegmentWriter, segmentName } from "./segments.ts";
import { verifyLedger } from "./verify.ts";

const WRITER = "writer_00000000000000000000000000";
const isKanameError = (kind: string) => (error: unknown) => error instanceof Error && "kind" in error && error.kind === kind;

/** A disk in memory. */
function createTestDisk() {
  let text = "";
  const segments: SegmentWriter = {
    place: () => ({ segment: segmentName(1), byteOffset: Buffer.byteLength(text) }),
    async append(lines) {
      await new Promise(setImmediate);
      text += lines.toString();
    },
    close: async () => undefined,
  };
  return { segments, lines: () => text.split(/(?<=\n)/) };
}

function createTestAppender(segments: SegmentWriter) {
  return createAppender({
    segments,
    heads: new Map(),
    writer: "writer_1",
    signingKey: testKeys.privateKey,
    clock: systemClock,
  });
}

/** Makes these operations of every open file fail, until it is disposed of. */
async function failingFileHandles(folder: string, operations: readonly ("datasync" | "truncate")[]): Promise<Disposable> {
  const handle = await openFile(join(folder, "probe"), "w");
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const mocks = operations.map((operation) =>
    mock.method(prototype, operation, async () => {
      throw new Error("EIO");
    }),
  );
  return { [Symbol.dispose]: () => mocks.forEach((one) => one.mock.restore()) };
}

function openFiles(): string[] {
  return readdirSync("/proc/self/fd").flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // The folder itself was among them, and is closed again.
      return [];
    }
  });
}

describe("the ledger in trouble", () => {
  it("records text that is not well-formed, and nobody else's record suffers", async () => {
    const disk = createTestDisk();
    const appender = createTestAppender(disk.segments);
    const appended = await Promise.allSettled([
      appender.append("bank", canonicalEvent(changeOf("key/1"))),
      appender.append("bank", canonicalEvent(changeOf("key/\ud800"))),
      appender.append("bank", canonicalEvent(changeOf("key/2"))),
    ]);
    assert.deepEqual(
      appended.map(({ status }) => status),
      ["fulfilled", "fulfilled", "fulfilled"],
    );
    assert.ok((await verifyLedger(disk.lines())).valid);
  });

  it("refuses a record that could not be read again, and only that one", async () => {
    const disk = createTestDisk();
    const appender = createTestAppender(disk.segments);
    const appended = await Promise.allSettled([
      appender.append("bank", canonicalEvent(changeOf("key/1"))),
      appender.append("bank", canonicalEvent(changeOf("x".repeat(1_100_000)))),
      appender.append("bank", canonicalEvent(changeOf("key/2"))),
    ]);
    assert.deepEqual(
      appended.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.ok((await verifyLedger(disk.lines())).valid);
  });

  it("signs and exports while calls never stop coming", async () => {
    const disk = createTestDisk();
    const appender = createTestAppender(disk.segments);
    let going = true;
    const flood = async () => {
      while (going) await appender.append("bank", canonicalEvent(changeOf("key/1")));
    };
    const floods = [flood(), flood(), flood()];
    await appender.append("bank", canonicalEvent(changeOf("key/0")));
    let isSigned = false;
    const signed = appender.sign("bank").then(() => (isSigned = true));
    for (let turn = 0; turn < 1_000 && !isSigned; turn += 1) await new Promise(setImmediate);
    const signedInTime = isSigned;
    going = false;
    await Promise.all([...floods, signed]);
    assert.ok(signedInTime);
  });

  it("leaves the file as it was when a write fails half-way, and writes again after that", async () => {
    using folder = makeFolder();
    const segments = await openSegmentWriter(folder.path, undefined, async () => undefined);
    await segments.append(Buffer.from("one\n"));
    for (const operations of [["datasync"], ["datasync", "truncate"]] as const) {
      using _failing = await failingFileHandles(folder.path, operations);
      await assert.rejects(segments.append(Buffer.from("two, longer than what follows\n")), isKanameError("storage_failed"));
    }
    await segments.append(Buffer.from("three\n"));
    assert.equal(readFileSync(join(folder.path, segmentName(1)), "utf8"), "one\nthree\n");
    await segments.close();
  });

  it("lets go of its files although the disk is full, and says that it is", {
    skip: process.platform === "linux" ? false : "only Linux lists open files in /proc",
  }, async () => {
    using folder = makeFolder();
    const segments = await openSegmentWriter(folder.path, undefined, async () => undefined);
    const appender = createTestAppender(segments);
    await appender.append("bank", canonicalEvent(changeOf("key/1")));
    using _failing = await failingFileHandles(folder.path, ["datasync"]);
    await assert.rejects(
      appender.close().finally(() => segments.close()),
      isKanameError("storage_failed"),
    );
    assert.deepEqual(
      openFiles().filter((path) => path.startsWith(folder.path)),
      [],
    );
  });
});

describe("a start in trouble", () => {
  it("refuses a segment that was cut short when another follows it, and changes neither", async () => {
    using folder = makeFolder();
    const place = { institution: "bank", writer: WRITER, at: "2026-01-01T00:00:00.000Z" };
    const one = sealRecord({ ...place, sequence: 1, previous: FIRST_HEAD.hash }, canonicalEvent(changeOf("key/1")));
    const two = sealRecord({ ...place, sequence: 2, previous: one.hash }, canonicalEvent(changeOf("key/2")));
    writeFileSync(join(folder.path, "writer-id"), WRITER);
    writeFileSync(join(folder.path, segmentName(1)), one.line.slice(0, -1));
    writeFileSync(join(folder.path, segmentName(2)), two.line);
    await assert.rejects(openTestLedger(folder.path), isKanameError("storage_failed"));
    assert.equal(readFileSync(join(folder.path, segmentName(2)), "utf8"), two.line);
  });

  it("refuses segments that another writer wrote, rather than fork a chain", async () => {
    using folder = makeFolder();
    const first = await openTestLedger(folder.path);
    await first.append("bank", changeOf("key/1"));
    await first.close();
    rmSync(join(folder.path, "writer-id"));
    await assert.rejects(openTestLedger(folder.path), isKanameError("storage_failed"));
  });

  it("knows a call's record although a new segment began right after it", async () => {
    using folder = makeFolder();
    const place = { institution: "bank", writer: WRITER, at: "2026-01-01T00:00:00.000Z" };
    const one = sealRecord({ ...place, sequence: 1, previous: FIRST_HEAD.hash }, canonicalEvent(callOf("rc_1")));
    const two = sealRecord({ ...place, sequence: 2, previous: one.hash }, canonicalEvent(callOf("rc_2")));
    writeFileSync(join(folder.path, "writer-id"), WRITER);
    writeFileSync(join(folder.path, segmentName(1)), one.line);
    writeHeadsFile(folder.path, segmentName(2), new Map([["bank", { sequence: 1, hash: one.hash, unsigned: 1 }]]));
    writeFileSync(join(folder.path, segmentName(2)), two.line);
    // Killed before the end of the first call was noted.
    writeFileSync(
      join(folder.path, "open-calls.jsonl"),
      `${JSON.stringify({ open: "rc_1", institution: "bank", event: callOf("rc_1", "interrupted", 100) })}\n`,
    );
    const ledger = await openTestLedger(folder.path);
    await ledger.close();
    assert.deepEqual(
      recordsIn(folder.path).flatMap(({ event }) => event.receipt?.id ?? []),
      ["rc_1", "rc_2"],
    );
  });
});
