// What the tests of the ledger share: a folder, a key, events, and a database that can be made to fail.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ledger, type LedgerParts, openLedger } from "#governance/audit/ledger.ts";
import type { CallRecord, ChangeRecord } from "#governance/audit/record.ts";
import { systemClock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";

export const testKeys = generateKeyPairSync("ed25519");

/** A folder that is removed with the scope that holds it. */
export function makeFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "kaname-ledger-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function changeOf(
  object: string,
  details: ChangeRecord["details"] = { name: "支店 – café", floor: 3, open: true, note: null },
): ChangeRecord {
  return { kind: "change", action: "key.created", actor: "person/one", object, details };
}

export function callOf(receiptId: string, outcome: CallRecord["outcome"] = "answered", costMicros = 5): CallRecord {
  return {
    kind: "call",
    receipt: {
      id: receiptId,
      level: 3,
      findings: [{ type: "PERSON", level: 3, count: 1, why: "a label" }],
      scenarioLevel: 1,
      candidates: [],
      masked: { PERSON: 1 },
      restored: {},
    },
    operation: "chat",
    scenario: "office",
    department: null,
    caller: { kind: "application", id: "teller", key: "key-1" },
    requestedModel: "assistant",
    streamed: false,
    outcome,
    error: null,
    usage: { inputTokens: 3, outputTokens: 4, estimated: false, reservedMicros: 100, costMicros },
    requestDigest: "d".repeat(64),
    startedAt: "2026-01-01T00:00:00.000Z",
    firstPartMs: 1.5,
    totalMs: 2.5,
    configuration: "c".repeat(64),
  };
}

/** A database that is down: every statement fails, and is counted. */
export function createBrokenDatabase(): Database & { readonly attempts: () => number } {
  let attempts = 0;
  const fail = async (): Promise<never> => {
    attempts += 1;
    await new Promise(setImmediate);
    throw new KanameError("storage_failed", "The database cannot be reached.");
  };
  return { engine: "pglite", query: fail, execute: fail, transaction: fail, close: async () => undefined, attempts: () => attempts };
}

export function openTestLedger(folder: string, parts: Partial<LedgerParts> = {}) {
  const { privateKey } = testKeys;
  const defaults = {
    database: createBrokenDatabase(),
    signingKey: privateKey,
    clock: systemClock,
    ids: createIds(),
    log: createLog("silent"),
  };
  return openLedger({ folder, ...defaults, ...parts });
}

/** Every record in the files, oldest first. */
export function recordsIn(
  folder: string,
): { sequence: number; event: { kind: string; object?: string; receipt?: { id: string }; outcome?: string } }[] {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith("segment-"))
    .sort();
  const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1));
  return lines.map((line) => JSON.parse(line));
}

/** An institution's export, each line with its line feed. */
export async function linesOf(ledger: Ledger, institutionId: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of ledger.exportLines(institutionId)) lines.push(line);
  return lines;
}
