// Ledgers for tests: on a folder of their own, with a key of their own and the clock of the machine.
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ledger, openLedger } from "#governance/audit/ledger.ts";
import type { CallRecord, ChangeRecord } from "#governance/audit/record.ts";
import { systemClock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";

export const signingKey: KeyObject = generateKeyPairSync("ed25519").privateKey;
export const publicKey: KeyObject = createPublicKey(signingKey);

/** A folder that is removed when the tests of its file have run. */
export function ledgerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kaname-ledger-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a ledger. To be closed. */
export function openTestLedger(folder: string, database: Database, key: KeyObject = signingKey): Promise<Ledger> {
  return openLedger({ folder, database, signingKey: key, clock: systemClock, ids: createIds(), log: createLog("silent") });
}

export function change(object: string): ChangeRecord {
  return {
    kind: "change",
    action: "department.created",
    actor: "person/administrator",
    object,
    details: { name: "支店 – café", floor: 3, open: true, note: null },
  };
}

export function call(receiptId: string, outcome: CallRecord["outcome"] = "answered", costMicros = 5): CallRecord {
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
    department: "retail",
    caller: { kind: "application", id: "desk", key: "key-1" },
    requestedModel: "assistant",
    streamed: false,
    outcome,
    error: null,
    usage: { inputTokens: 1, outputTokens: 2, estimated: false, reservedMicros: 9, costMicros },
    requestDigest: "ab".repeat(32),
    startedAt: "2026-11-24T00:00:00.000Z",
    firstPartMs: 1.5,
    totalMs: 2.25,
    configuration: "cd".repeat(32),
  };
}

export async function linesOf(ledger: Ledger, institutionId: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of ledger.exportLines(institutionId)) lines.push(line);
  return lines;
}
