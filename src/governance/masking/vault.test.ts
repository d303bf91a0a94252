// Tokens are stable inside a vault, unlinkable between vaults, and never stand for two values.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { createVault, VALUES_MAX } from "./vault.ts";

const coreOf = (token: string): string => token.replaceAll("_", "");

describe("a vault", () => {
  it("gives a value the same token every time", () => {
    const vault = createVault({ key: randomBytes(32) });
    assert.equal(vault.tokenFor("PERSON", "山田太郎"), vault.tokenFor("PERSON", "山田太郎"));
    assert.match(vault.tokenFor("PERSON", "山田太郎"), /^PERSON_[2-9A-HJ-NP-Z]{5}$/);
  });

  it("gives the spellings of one value one id and a number each, and finds each as it was written", () => {
    const vault = createVault({ key: randomBytes(32) });
    const first = vault.tokenFor("BANK_CARD", "4111-1111-1111-1111");
    const second = vault.tokenFor("BANK_CARD", "４１１１ １１１１ １１１１ １１１１");
    assert.equal(second, `${first}_2`);
    assert.equal(vault.find(coreOf(second))?.value, "４１１１ １１１１ １１１１ １１１１");
    assert.equal(vault.find(coreOf(first))?.value, "4111-1111-1111-1111");
  });

  it("keeps passwords apart that differ in case only", () => {
    const vault = createVault({ key: randomBytes(32) });
    assert.notEqual(vault.tokenFor("PASSWORD", "Secret1"), vault.tokenFor("PASSWORD", "secret1").slice(0, 14));
  });

  it("gives the same value another token in another vault", () => {
    const tokens = new Set(Array.from({ length: 50 }, () => createVault({ key: randomBytes(32) }).tokenFor("PERSON", "山田太郎")));
    assert.equal(tokens.size, 50);
  });

  it("gives every value its own token, however many there are, and refuses one more than its limit", () => {
    const vault = createVault({ key: randomBytes(32) });
    const tokens = new Set<string>();
    for (let value = 0; value < VALUES_MAX; value += 1) tokens.add(vault.tokenFor("BANK_ACCOUNT", `${1_000_000 + value}`));
    assert.equal(tokens.size, VALUES_MAX);
    // Some ids of 25 bits coincide among so many: those are lengthened, for a number would make spellings of one value of them.
    assert.deepEqual(
      [...tokens].filter((token) => !/^BANK_ACCOUNT_[2-9A-HJ-NP-Z]{5,12}$/.test(token)),
      [],
    );
    assert.equal(
      [...tokens].every((token) => vault.find(coreOf(token)) !== undefined),
      true,
    );
    assert.throws(() => vault.tokenFor("BANK_ACCOUNT", "9999999"), { kind: "too_large" });
  });

  it("knows the beginnings of its tokens and no others", () => {
    const vault = createVault({ key: randomBytes(32) });
    const core = coreOf(vault.tokenFor("EMAIL", "taro@example.com"));
    for (let length = 1; length <= core.length; length += 1) assert.equal(vault.begins(core.slice(0, length)), true);
    assert.equal(vault.begins(`${core}2`), false);
    assert.equal(vault.begins("PERSON"), false);
  });
});
