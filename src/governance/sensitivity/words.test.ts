// The words of all groups are found where they stand as words, in every spelling that programs and people give them.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { foldText } from "./fold.ts";
import { findWords } from "./words.ts";

const WORDS = new URL("./words/", import.meta.url);

function holds(text: string): boolean {
  return findWords(foldText(text).text).has("bankAccount");
}

describe("the words of a group", () => {
  it("are found in every spelling of an English word", () => {
    for (const text of [
      "account number",
      "ACCOUNT NUMBER",
      "account_number",
      "account-number",
      "accountNumber",
      "myAccountNo",
      "ACCOUNTNo",
      "acct1",
    ])
      assert.ok(holds(text), text);
  });

  it("are not found inside a longer Latin word", () => {
    for (const text of ["accountant", "accounting", "disaccount", "Accountancy", "acctx", "éaccount"]) assert.ok(!holds(text), text);
  });

  it("are found in Japanese and Chinese without a border, also in half-width kana", () => {
    const words = (text: string) => findWords(foldText(text).text);
    assert.ok(holds("当行の口座番号は"));
    assert.ok(words("ｶｰﾄﾞ番号").has("card"));
    assert.ok(words("我的信用卡").has("card"));
  });

  it("count as between two places only where they lie wholly there", () => {
    const words = findWords("my account number is");
    assert.ok(words.between("bankAccount", 3, 17));
    assert.ok(words.between("bankAccount", 0, 10), "the shorter word inside the longer one");
    assert.ok(!words.between("bankAccount", 4, 20));
    assert.ok(!words.between("bankAccount", 0, 9));
    assert.ok(!words.between("card", 0, 20));
  });

  it("are found beside each other however many groups share a beginning", () => {
    const words = findWords("tel, call centre, card");
    assert.ok(words.has("phone") && words.has("publishedPhone") && words.has("card"));
  });

  it("have a name that no other file uses", () => {
    const names = readdirSync(WORDS).flatMap((file) => Object.keys(JSON.parse(readFileSync(new URL(file, WORDS), "utf8"))));
    assert.deepEqual(
      names.filter((name, place) => names.indexOf(name) !== place),
      [],
    );
  });
});
