// A watched folder: ingested at once, again after each change, no more once it is closed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLog } from "#infrastructure/log.ts";
import { createMemoryDocuments, makeFolder, orderFor, testIngest } from "#test/knowledge-folder.ts";
import type { IngestReport } from "./folder-run.ts";
import { openFolderWatch } from "./watch-folder.ts";

describe("a watched folder", () => {
  it("is ingested at once and after each change, in folders made since as well, until it is closed", async () => {
    const folder = makeFolder();
    folder.write("a.txt", "Fees.");
    const documents = createMemoryDocuments();
    const reports = createQueue<IngestReport>();
    const { signal: _signal, ...order } = orderFor(folder.path, { prune: true });
    const watched = openFolderWatch(order, { ingest: testIngest(documents), log: createLog("silent"), settleMs: 5, onReport: reports.put });
    try {
      assert.equal((await reports.next()).counts.ingested, 1);
      folder.write("sub/b.txt", "Hours.");
      await until(reports, () => documents.names().includes("sub/b.txt"));
      folder.delete("a.txt");
      await until(reports, () => !documents.names().includes("a.txt"));
      folder.write("sub/b.txt", "New hours.");
      await until(reports, () => documents.passagesOf("sub/b.txt")[0]?.text === "New hours.");
    } finally {
      await watched.close();
      folder.delete();
    }
    assert.deepEqual(documents.names(), ["sub/b.txt"]);
  });

  it("stops the run that is under way when it is closed", async () => {
    const folder = makeFolder();
    folder.write("a.txt", "Fees.");
    let stopped: unknown;
    const parse = (_bytes: Uint8Array, _name: string, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          stopped = signal.reason;
          reject(signal.reason);
        });
        begun.resolve();
      });
    const begun = Promise.withResolvers<void>();
    const reports: IngestReport[] = [];
    const { signal: _signal, ...order } = orderFor(folder.path);
    const documents = createMemoryDocuments();
    const watched = openFolderWatch(order, {
      ingest: testIngest(documents, { parse }),
      log: createLog("silent"),
      onReport: (report) => reports.push(report),
    });
    await begun.promise;
    await watched.close();
    folder.delete();
    assert.ok(stopped instanceof Error);
    assert.deepEqual([reports.map(({ isCancelled }) => isCancelled), reports[0]?.broken, documents.names()], [[true], [], []]);
  });
});

async function until(reports: { next(): Promise<unknown> }, isReached: () => boolean): Promise<void> {
  while (!isReached()) await reports.next();
}

function createQueue<Item>() {
  const items: Item[] = [];
  let arrived = Promise.withResolvers<void>();
  return {
    put(item: Item) {
      items.push(item);
      arrived.resolve();
    },
    async next(): Promise<Item> {
      for (;;) {
        const item = items.shift();
        if (item !== undefined) return item;
        await arrived.promise;
        arrived = Promise.withResolvers();
      }
    },
  };
}
