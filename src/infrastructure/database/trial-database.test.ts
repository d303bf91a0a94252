// A trial database answers on after a query without an end, which its engine cannot cancel.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { createLog } from "../log.ts";
import { createDataSource } from "./data-source.ts";
import { openTrialDatabase } from "./trial-database.ts";

it("a query that does not end is ended, and the next one is answered", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kaname-trial-"));
  const sql = "create table loan (id text primary key);\ninsert into loan values ('L-1');\n";
  const database = await openTrialDatabase({ folder: join(folder, "trial"), sql, log: createLog("silent"), statementMsMax: 5_000 });
  const source = createDataSource(database);
  const limits = { rowsMax: 1, timeoutMs: 100 };
  await assert.rejects(source.query("select count(*) from generate_series(1, 1000000000000)", [], limits), { kind: "storage_failed" });
  assert.deepEqual((await source.query("select id from loan", [], limits)).rows, [{ id: "L-1" }]);
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});
