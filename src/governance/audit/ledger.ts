// The ledger: every event of an institution in one hash chain, on disk before anybody is answered.
import { createPublicKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import { keyIdOf } from "./chain.ts";
import { exportLines } from "./export.ts";
import { recoverHeads } from "./heads.ts";
import { createLedgerStore, type LedgerPage } from "./ledger-store.ts";
import { startLedgerThread } from "./ledger-thread.ts";
import { type OpenCall, openOpenCalls, readOpenCalls } from "./open-calls.ts";
import { type Projection, startProjection } from "./projection.ts";
import type { CallRecord, LedgerEvent } from "./record.ts";

export interface Ledger {
  /** Appends `event` to the institution's chain. Resolves once it is on disk (fdatasync, in groups); throws `storage_failed`, leaving the chain as it was. */
  append(institutionId: string, event: LedgerEvent): Promise<void>;
  /** Notes a call before a model hears of it, so that a kill of the process cannot lose it. Throws `storage_failed`. */
  open(call: OpenCall): Promise<void>;
  /** Forgets a noted call, after its record was appended. */
  closed(receiptId: string): void;
  /** The record of a call, at once after it was appended. */
  findReceipt(institutionId: string, receiptId: string): Promise<CallRecord | undefined>;
  /** Newest first; `before` is the nextBefore of the page before. Throws `invalid_request` when it is none. */
  listRecords(institutionId: string, page: { readonly before: string | undefined; readonly limit: number }): Promise<LedgerPage>;
  /** The institution's chain as JSON Lines, closed by a checkpoint made now; each string ends its line. */
  exportLines(institutionId: string): AsyncIterable<string>;
  /** What each key of the institution has spent since `since`. */
  spentSince(institutionId: string, since: Date): Promise<readonly { readonly keyId: string; readonly micros: number }[]>;
  /** Signs what is unsigned and closes the files. */
  close(): Promise<void>;
}

export interface LedgerParts {
  readonly folder: string;
  readonly database: Database;
  /** Ed25519 private key. */
  readonly signingKey: KeyObject;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Budgets are rebuilt from the table at start, which may first have to be rebuilt itself. */
const REBUILD_MS_MAX = 1_800_000;
/** A chain with records that nothing signs yet is signed this often. */
const CHECKPOINT_MS = 60_000;

/** Opens the ledger in `folder`, after recording what the last process left open. Throws `storage_failed` when its files are damaged. */
export async function openLedger(parts: LedgerParts): Promise<Ledger> {
  const { folder, database, signingKey, clock, ids, log } = parts;
  const writer = writerOf(folder, ids);
  const openCallsFile = join(folder, "open-calls.jsonl");
  const leftOpen = readOpenCalls(openCallsFile);
  const recovered = await recoverHeads(folder, writer, new Set(leftOpen.map(({ receiptId }) => receiptId)));
  if (recovered.tornBytes > 0) log.warn("ledger cut a torn last line, which was never acknowledged", { bytes: recovered.tornBytes });
  await using opening = new AsyncDisposableStack();
  const store = createLedgerStore(database);
  const thread = opening.adopt(
    await startLedgerThread(
      { folder, writer, signingKey, end: recovered.end, heads: recovered.heads },
      () => projection.wake(),
      (cause) => log.error("ledger thread gone: nothing is answered any more", {}, cause),
    ),
    (it) => it.close(),
  );
  const projection: Projection = opening.adopt(startProjection({ folder, writer, store, clock, log, end: thread.place }), (it) =>
    it.stop(),
  );

  const unrecorded = leftOpen.filter(({ receiptId }) => !recovered.recorded.has(receiptId));
  for (const call of unrecorded) await thread.append(call.institutionId, call.ifInterrupted);
  if (unrecorded.length > 0) log.warn("ledger recorded calls that the last process left open", { calls: unrecorded.length });
  const openCalls = opening.adopt(openOpenCalls(openCallsFile, []), (it) => it.close());
  const timer = setInterval(
    () => void thread.signAll().catch((error: unknown) => log.error("ledger checkpoint failed", {}, error)),
    CHECKPOINT_MS,
  );
  timer.unref();
  opening.defer(() => clearInterval(timer));
  // From the last opened to the first, each whatever becomes of the others.
  const closing = opening.move();

  return {
    append: thread.append,
    open: openCalls.open,
    closed: openCalls.closed,
    async findReceipt(institutionId, receiptId) {
      const found = await store.findReceipt(institutionId, receiptId);
      if (found !== undefined) return found;
      await projection.caughtUp();
      return store.findReceipt(institutionId, receiptId);
    },
    async listRecords(institutionId, page) {
      await projection.caughtUp();
      return store.listRecords(institutionId, page);
    },
    async *exportLines(institutionId) {
      await thread.sign(institutionId);
      yield* exportLines({
        folder,
        institutionId,
        publicKey: createPublicKey(signingKey),
        keyId: keyIdOf(signingKey),
        end: thread.place(),
      });
    },
    async spentSince(institutionId, since) {
      await projection.caughtUp(REBUILD_MS_MAX);
      return store.spentSince(institutionId, since);
    },
    close: () => closing.disposeAsync(),
  };
}

/** The id under which this data folder writes: made once, so that servers which share a database never share a chain. */
function writerOf(folder: string, ids: Ids): string {
  const path = join(folder, "writer-id");
  if (!existsSync(path)) writeFileSync(path, ids.next("writer"), { flag: "wx", mode: 0o600 });
  const writer = readFileSync(path, "utf8").trim();
  if (!/^writer_[0-9a-z]{26}$/.test(writer))
    throw new KanameError("storage_failed", `The file ${path} does not hold a writer's id; restore it from a backup.`);
  return writer;
}
