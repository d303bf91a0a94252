// A run's tokens are stable over its turns, its owner's alone, unreadable in the database, and gone when it is forgotten or expires.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import { TEST_ENGINES } from "#test/database.ts";
import { createIdentityStore } from "../identity-store.ts";
import { createRunVaults, type RunVaults } from "./run-vaults.ts";
import { isSurrogate } from "./surrogates.ts";

const DAY_MS = 86_400_000;
const teller = { institutionId: "north", kind: "person", id: "teller" } as const;
const others = [
  { institutionId: "north", kind: "person", id: "other" },
  { institutionId: "north", kind: "application", id: "teller" },
  { institutionId: "south", kind: "person", id: "teller" },
] as const;

for (const engine of TEST_ENGINES)
  describe(`the vaults of runs on ${engine.name}`, { skip: engine.absent ?? false }, () => {
    let database: Database;
    let vaults: RunVaults;
    let now = new Date("2026-11-24T00:00:00Z");
    const clock = { now: () => now, monotonicMs: () => 0 };
    before(async () => {
      database = await engine.open();
      const identity = createIdentityStore({ database, clock });
      for (const institution of ["north", "south"]) await identity.institutions.ensure(institution, institution);
      const keys = new Map([
        ["north", randomBytes(32)],
        ["south", randomBytes(32)],
      ]);
      vaults = createRunVaults({ database, keyOf: (institutionId) => keys.get(institutionId) ?? Buffer.alloc(32), clock, randomBytes });
    });
    after(() => database.close());

    async function masked(runId: string, ...values: string[]): Promise<string[]> {
      const { vault, save } = await vaults.open(teller, runId);
      const tokens = values.map((value) => vault.tokenFor("PERSON", value));
      await save();
      return tokens;
    }

    it("give a value the same token in every turn of a run, and another in another run", async () => {
      const [first] = await masked("stable", "山田太郎");
      const [part, again] = await masked("stable", "山田", "山田太郎");
      assert.equal(again, first);
      assert.equal(part, `${first}_2`);
      assert.notEqual((await masked("other-run", "山田太郎"))[0], first);
    });

    it("give values back to their owner, surrogates too, and to nobody else", async () => {
      const { vault, save } = await vaults.open(teller, "mine");
      const token = vault.tokenFor("PERSON", "佐藤花子");
      const surrogate = vault.surrogateFor("BANK_ACCOUNT", "1234567") ?? "";
      assert.ok(isSurrogate(surrogate));
      await save();
      const found = await vaults.find(teller, "mine");
      assert.equal(found?.vault.find(token.replaceAll("_", ""))?.value, "佐藤花子");
      assert.equal(found?.vault.numbers?.find(surrogate)?.value, "1234567");
      for (const other of others) assert.equal(await vaults.find(other, "mine"), undefined);
    });

    it("hold no value in the database that could be read", async () => {
      await masked("sealed", "鈴木一郎", "Jane Doe");
      const rows = await database.query(
        z.object({ row: z.string() }),
        "select encode(sealed_value, 'escape') || token as row from vault_value where institution_id = $1 limit 1000",
        ["north"],
      );
      assert.ok(rows.length > 0);
      const text = rows.map(({ row }) => row).join("\n");
      for (const value of ["鈴木", "Jane", 'PERSON"']) assert.equal(text.includes(value), false, value);
    });

    it("let two turns at once add the same value, and refuse only what would restore wrongly", async () => {
      const [one, other] = [await vaults.open(teller, "race"), await vaults.open(teller, "race")];
      assert.equal(one.vault.tokenFor("PERSON", "高橋"), other.vault.tokenFor("PERSON", "高橋"));
      await Promise.all([one.save(), other.save()]);
      // A second spelling gets the number 2 in both, but for different spellings.
      one.vault.tokenFor("PERSON", "高 橋");
      other.vault.tokenFor("PERSON", "高　橋");
      await one.save();
      await assert.rejects(other.save(), { kind: "conflict" });
    });

    it("are gone once forgotten: the same value gets another token", async () => {
      const [token] = await masked("forgotten", "伊藤");
      assert.equal(await vaults.forget(teller, "forgotten"), true);
      assert.equal(await vaults.forget(teller, "forgotten"), false);
      assert.equal(await vaults.find(teller, "forgotten"), undefined);
      assert.notEqual((await masked("forgotten", "伊藤"))[0], token);
    });

    it("expire thirty days after their last use", async () => {
      await masked("old", "渡辺");
      now = new Date(now.getTime() + 20 * DAY_MS);
      assert.notEqual(await vaults.find(teller, "old"), undefined);
      now = new Date(now.getTime() + 29 * DAY_MS);
      assert.notEqual(await vaults.find(teller, "old"), undefined);
      now = new Date(now.getTime() + 31 * DAY_MS);
      assert.equal(await vaults.find(teller, "old"), undefined);
      await masked("old", "渡辺");
      const left = await database.query(
        z.object({ count: z.number() }),
        "select count(*) as count from vault_run where institution_id = $1 limit 1",
        ["north"],
      );
      assert.equal(left[0]?.count, 1);
    });
  });
