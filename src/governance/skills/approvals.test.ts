// Nobody is asked for a call of a run that has ended: the approval ends with it, with one record, even where the server died in between.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Database } from "#infrastructure/database/database.ts";
import { createIds } from "#infrastructure/ids.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { loanSkill, person } from "#test/skills.ts";
import type { ChangeRecord, LedgerEvent } from "../audit/record.ts";
import { createIdentityStore } from "../identity-store.ts";
import { createApprovalStore } from "./approval-store.ts";
import { type Approvals, createApprovals } from "./approvals.ts";

for (const engine of TEST_ENGINES)
  describe(`approvals on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let nowMs = 0;
    const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
    let serial = 0;
    let bank = "";
    let changes: ChangeRecord[] = [];
    let approvals: Approvals;

    before(async () => {
      database = await engine.open();
    });
    after(() => database.close());
    beforeEach(async () => {
      serial += 1;
      bank = `approval-bank-${serial}`;
      nowMs = Date.UTC(2026, 10, 24);
      changes = [];
      await createIdentityStore({ database, clock }).institutions.ensure(bank, bank);
      const append = async (_institutionId: string, event: LedgerEvent) => {
        if (event.kind === "change") changes.push(event);
      };
      approvals = createApprovals({
        store: createApprovalStore(database),
        keyOf: () => Buffer.alloc(32, 9),
        ledger: { append, open: async () => undefined, closed: () => undefined },
        clock,
        ids: createIds(() => new Date(nowMs)),
      });
    });

    async function ask(runId: string, state: string): Promise<string> {
      const at = clock.now();
      await database.execute(
        `insert into run (institution_id, id, scenario_id, owner, state, level, started_at, updated_at)
         values ($1, $2, 'loan-desk', 'person/clerk', $3, 1, $4, $4)`,
        [bank, runId, state, at],
      );
      const call = { runId, skill: loanSkill(), input: { principal: 12_000_000 } };
      return (await approvals.request(person("clerk", "caller", bank), call, [])).id;
    }
    const openOnes = async () => (await approvals.list(bank, { limit: 10, state: "open" })).map(({ runId }) => runId);

    it("end with the run that asked, by whoever ended it, and nobody decides on them any more", async () => {
      const id = await ask("run-a", "waiting");
      await ask("run-b", "waiting");
      nowMs += 60_000;
      await approvals.closeOfRun(bank, "run-a", "person/clerk");
      await approvals.closeOfRun(bank, "run-a", "person/clerk");
      assert.deepEqual(await openOnes(), ["run-b"]);
      const [closed] = await approvals.list(bank, { limit: 1, state: "expired" });
      assert.deepEqual([closed?.id, closed?.expiresAt.getTime(), closed?.decidedBy], [id, nowMs, null]);
      await assert.rejects(approvals.decide(person("boss", "approver", bank), id, "approve"), { kind: "conflict", message: /run is over/ });
      assert.partialDeepStrictEqual(changes, [
        { action: "approval.closed", actor: "person/clerk", object: `approval/${id}`, details: { run: "run-a", skill: "loan-payment" } },
      ]);
      assert.equal(changes.length, 1);
    });

    it("that a dead server left open are found and ended, and no others", async () => {
      for (const state of ["answered", "failed", "stopped", "waiting", "running"]) await ask(`run-${state}`, state);
      await approvals.closeLeftOpen(bank);
      await approvals.closeLeftOpen(bank);
      assert.deepEqual((await openOnes()).sort(), ["run-running", "run-waiting"]);
      assert.deepEqual(
        changes.map(({ action, actor }) => [action, actor]),
        Array.from({ length: 3 }, () => ["approval.closed", "kaname"]),
      );
    });
  });
