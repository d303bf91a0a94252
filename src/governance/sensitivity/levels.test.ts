// The level of a text: the highest finding, a list of many persons, and what an institution raised.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EntityType, Level } from "./finding.ts";
import { LEVEL_OF_TYPE, levelOfFindings, PERSONS_OF_BULK, PERSONS_OF_IMPORTANT_BULK } from "./levels.ts";

function found(...types: readonly EntityType[]) {
  return types.map((type) => ({ type, level: LEVEL_OF_TYPE[type], text: `a ${type}` }));
}

function many(type: EntityType, count: number, level: Level = 3) {
  return Array.from({ length: count }, (_, number) => ({ type, level, text: `value ${number}` }));
}

describe("the level of findings", () => {
  it("is 1 where nothing is found", () => {
    assert.equal(levelOfFindings([]), 1);
  });

  it("is the highest of them", () => {
    assert.equal(levelOfFindings(found("BIC", "PERSON", "BALANCE")), 3);
    assert.equal(levelOfFindings(found("BANK_CARD")), 3);
    assert.equal(levelOfFindings(found("BANK_CARD", "CARD_CVV")), 4);
    assert.equal(levelOfFindings(found("BANK_CARD", "CARD_EXPIRY")), 4);
    assert.equal(levelOfFindings(found("CONFIDENTIAL_MARK")), 2);
    assert.equal(levelOfFindings(found("IMPORTANT_DATA", "PERSON")), 5);
  });

  it("stays 3 for what identifies together: a date of birth with an address, a name with an account", () => {
    assert.equal(levelOfFindings(found("DOB", "ADDRESS")), 3);
    assert.equal(levelOfFindings(found("PERSON", "BANK_ACCOUNT", "TRANSACTION")), 3);
  });

  it("is 4 for a list of five hundred persons or accounts, and not for one less", () => {
    assert.equal(levelOfFindings(many("PERSON", PERSONS_OF_BULK - 1)), 3);
    assert.equal(levelOfFindings(many("PERSON", PERSONS_OF_BULK)), 4);
    assert.equal(levelOfFindings(many("BANK_ACCOUNT", PERSONS_OF_BULK)), 4);
  });

  it("counts a person once, however often the name stands there, in whatever spacing", () => {
    const same = Array.from({ length: PERSONS_OF_BULK * 2 }, (_, number) => ({
      type: "PERSON" as const,
      level: 3 as const,
      text: number % 2 === 0 ? "山田 太郎" : "山田太郎",
    }));
    assert.equal(levelOfFindings(same), 3);
  });

  it("is 5 for a hundred thousand persons", () => {
    assert.equal(levelOfFindings(many("CUSTOMER_ID", PERSONS_OF_IMPORTANT_BULK - 1)), 4);
    assert.equal(levelOfFindings(many("CUSTOMER_ID", PERSONS_OF_IMPORTANT_BULK)), 5);
  });

  it("does not take many amounts or marks for many persons", () => {
    assert.equal(levelOfFindings(many("BALANCE", PERSONS_OF_BULK)), 3);
  });

  it("follows an institution upwards and never downwards", () => {
    assert.equal(levelOfFindings(found("PERSON"), { PERSON: 4 }), 4);
    assert.equal(levelOfFindings(found("CARD_CVV"), { CARD_CVV: 2 }), 4);
    assert.equal(levelOfFindings(found("BIC"), { PERSON: 5 }), 2);
  });
});
