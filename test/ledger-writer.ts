// A process for the ledger's crash tests: appends for ever, prints each acknowledged object, notes one call as open; its database is down.
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { callOf, changeOf, openTestLedger } from "./ledger.ts";

const [folder = "", keyFile = "", openReceipt = ""] = process.argv.slice(2);
const ledger = await openTestLedger(folder, { signingKey: createPrivateKey(readFileSync(keyFile)) });
await ledger.open({ receiptId: openReceipt, institutionId: "bank", ifInterrupted: callOf(openReceipt, "interrupted", 9) });
for (let count = 0; ; count += 1) {
  const objects = Array.from({ length: 8 }, (_, index) => `${openReceipt}/${count}/${index}`);
  await Promise.all(objects.map((object) => ledger.append("bank", changeOf(object)).then(() => process.stdout.write(`${object}\n`))));
}
