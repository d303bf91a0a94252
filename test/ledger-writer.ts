// A process for the ledger's crash tests: appends for ever, prints each acknowledged object, notes one call as open; its database is down.

import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { call, change, openTestLedger } from "./ledger.ts";

const [folder = "", keyFile = "", openReceipt = ""] = process.argv.slice(2);
const down = () => Promise.reject(new KanameError("storage_failed", "The database is down."));
const databaseThatIsDown: Database = {
  engine: "postgresql",
  query: down,
  execute: down,
  transaction: down,
  close: () => Promise.resolve(),
};

const ledger = await openTestLedger(folder, databaseThatIsDown, createPrivateKey(readFileSync(keyFile)));
await ledger.open({ receiptId: openReceipt, institutionId: "bank", ifInterrupted: call(openReceipt, "interrupted", 9) });
for (let count = 0; ; count += 1) {
  const objects = Array.from({ length: 8 }, (_, index) => `${openReceipt}/${count}/${index}`);
  await Promise.all(objects.map((object) => ledger.append("bank", change(object)).then(() => process.stdout.write(`${object}\n`))));
}
