// A check digit accepts the published example and refuses it with any one digit changed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { passesIbanCheck, passesLuhn, passesMyNumberCheck, passesResidentIdCheck } from "./checksums.ts";

const examples = [
  { name: "Luhn", check: passesLuhn, valid: "4111111111111111", tooShort: "411111111111" },
  { name: "My Number", check: passesMyNumberCheck, valid: "123456789018", tooShort: "12345678901" },
  { name: "resident identity number", check: passesResidentIdCheck, valid: "11010519491231002X", tooShort: "1101051949123100" },
  { name: "IBAN", check: passesIbanCheck, valid: "GB82WEST12345698765432", tooShort: "GB82WEST" },
];

for (const { name, check, valid, tooShort } of examples) {
  describe(`the ${name} check`, () => {
    it("accepts a valid number", () => assert.equal(check(valid), true));
    it("refuses a number that is too short", () => assert.equal(check(tooShort), false));
    it("refuses every change of one digit", () => {
      for (let index = 0; index < valid.length; index += 1) {
        const digit = valid[index] ?? "";
        if (!/\d/.test(digit)) continue;
        const changed = valid.slice(0, index) + ((Number(digit) + 1) % 10) + valid.slice(index + 1);
        assert.equal(check(changed), false, `${changed} differs from ${valid} at ${index}`);
      }
    });
  });
}
