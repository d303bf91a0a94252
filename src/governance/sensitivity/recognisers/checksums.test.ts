// A check digit accepts published examples and refuses them with any one digit changed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  passesCreditCodeCheck,
  passesDriverLicenceCheck,
  passesHongKongIdCheck,
  passesIbanCheck,
  passesLuhn,
  passesMyNumberCheck,
  passesResidentIdCheck,
  passesSingaporeIdCheck,
  passesTravelDocumentCheck,
} from "./checksums.ts";
import * as european from "./european-checksums.ts";
import { VAT_NUMBER_RULES } from "./vat-checksums.ts";

interface Example {
  readonly name: string;
  readonly check: (text: string) => boolean;
  readonly valid: string;
  readonly tooShort: string;
  /** Places that the check does not cover. */
  readonly uncovered?: readonly number[];
}

const worldwide: readonly Example[] = [
  { name: "Luhn", check: passesLuhn, valid: "4111111111111111", tooShort: "411111111111" },
  { name: "My Number", check: passesMyNumberCheck, valid: "123456789018", tooShort: "12345678901" },
  // The last digit counts reissues.
  { name: "driver's licence", check: passesDriverLicenceCheck, valid: "305012345630", tooShort: "30501234563", uncovered: [11] },
  { name: "resident identity number", check: passesResidentIdCheck, valid: "11010519491231002X", tooShort: "1101051949123100" },
  { name: "social credit code", check: passesCreditCodeCheck, valid: "91350100M000100Y43", tooShort: "91350100M000100Y4" },
  { name: "Hong Kong identity card", check: passesHongKongIdCheck, valid: "A1234563", tooShort: "A123456" },
  { name: "Hong Kong identity card of two letters", check: passesHongKongIdCheck, valid: "AB9876543", tooShort: "AB987654" },
  { name: "NRIC", check: passesSingaporeIdCheck, valid: "S1234567D", tooShort: "S123456D" },
  { name: "NRIC from 2000 on", check: passesSingaporeIdCheck, valid: "T1234567J", tooShort: "T123456J" },
  { name: "FIN", check: passesSingaporeIdCheck, valid: "F1234567N", tooShort: "F123456N" },
  { name: "FIN from 2000 on", check: passesSingaporeIdCheck, valid: "G1234567X", tooShort: "G123456X" },
  { name: "FIN from 2022 on", check: passesSingaporeIdCheck, valid: "M1234567K", tooShort: "M123456K" },
  { name: "IBAN", check: passesIbanCheck, valid: "GB82WEST12345698765432", tooShort: "GB82WEST" },
];

const europeans: readonly Example[] = [
  { name: "Spanish DNI", check: european.passesSpanishIdCheck, valid: "12345678Z", tooShort: "1234567Z" },
  { name: "Spanish NIE", check: european.passesSpanishIdCheck, valid: "X1234567L", tooShort: "X123456L" },
  { name: "French NIR", check: european.passesFrenchIdCheck, valid: "255081416802538", tooShort: "2550814168025" },
  { name: "codice fiscale", check: european.passesItalianIdCheck, valid: "RSSMRA85T10A562S", tooShort: "RSSMRA85T10A562" },
  { name: "BSN", check: european.passesDutchIdCheck, valid: "111222333", tooShort: "11122233" },
  { name: "German tax number", check: european.passesGermanIdCheck, valid: "86095742719", tooShort: "8609574271" },
  { name: "PESEL", check: european.passesPolishIdCheck, valid: "44051401359", tooShort: "4405140135" },
  { name: "personnummer", check: european.passesSwedishIdCheck, valid: "8112289874", tooShort: "811228987" },
  { name: "Belgian national number", check: european.passesBelgianIdCheck, valid: "85073003328", tooShort: "8507300332" },
  { name: "Portuguese NIF", check: european.passesPortugueseIdCheck, valid: "501964843", tooShort: "50196484" },
  { name: "HETU", check: european.passesFinnishIdCheck, valid: "131052-308T", tooShort: "131052-308" },
  { name: "PPS", check: european.passesIrishIdCheck, valid: "1234567T", tooShort: "123456T" },
  { name: "PPS of two letters", check: european.passesIrishIdCheck, valid: "1234567FA", tooShort: "123456FA" },
  { name: "rodné číslo", check: european.passesCzechIdCheck, valid: "7103192745", tooShort: "710319274" },
  { name: "CNP", check: european.passesRomanianIdCheck, valid: "1630615123457", tooShort: "163061512345" },
  { name: "EGN", check: european.passesBulgarianIdCheck, valid: "7523169263", tooShort: "752316926" },
  // A remainder of ten falls to a second row of weights, which may agree by chance: here for another first digit.
  { name: "isikukood", check: european.passesBalticIdCheck, valid: "37605030299", tooShort: "3760503029", uncovered: [0] },
  { name: "asmens kodas", check: european.passesBalticIdCheck, valid: "33309240064", tooShort: "3330924006" },
  { name: "SVNR", check: european.passesAustrianIdCheck, valid: "1237010180", tooShort: "123701018" },
  { name: "AMKA", check: european.passesGreekIdCheck, valid: "01013099997", tooShort: "0101309999" },
  { name: "OIB", check: european.passesCroatianIdCheck, valid: "33392005961", tooShort: "3339200596" },
];

/** One published number of each country, with its letters. */
const VAT_NUMBERS =
  "ATU13585627 BE0428759497 BG175074752 CY10259033P CZ25123891 DE136695976 DK13585628 EE100931558 EL094259216 GR094259216 ESB58378431 " +
  "FI20774740 FR40303265045 GB980780684 HR33392005961 HU12892312 IE6433435F IT00743110157 LT119511515 LU15027442 LV40003521600 MT11679112 " +
  "NL004495445B01 PL8567346215 PT501964843 RO18547290 SE556188840401 SI50223054 SK2022749619 XI980780684";

function passesVat(text: string): boolean {
  const rule = VAT_NUMBER_RULES[text.slice(0, 2)];
  return rule !== undefined && new RegExp(`^(?:${rule.form})$`).test(text.slice(2)) && rule.passes(text.slice(2));
}

// The last two digits of Dutch numbers count establishments.
const UNCOVERED_VAT: Readonly<Record<string, readonly number[]>> = { NL: [12, 13] };

const vatNumbers: readonly Example[] = VAT_NUMBERS.split(" ").map((valid) => ({
  name: `${valid.slice(0, 2)} value-added tax number`,
  check: passesVat,
  valid,
  tooShort: valid.slice(0, 6),
  uncovered: UNCOVERED_VAT[valid.slice(0, 2)] ?? [],
}));

for (const { name, check, valid, tooShort, uncovered = [] } of [...worldwide, ...europeans, ...vatNumbers]) {
  describe(`the ${name} check`, () => {
    it("accepts a valid number", () => assert.equal(check(valid), true));
    it("refuses a number that is too short", () => assert.equal(check(tooShort), false));
    it("refuses every change of one digit", () => {
      for (let index = 0; index < valid.length; index += 1) {
        const digit = valid[index] ?? "";
        if (!/\d/.test(digit) || uncovered.includes(index)) continue;
        const changed = valid.slice(0, index) + ((Number(digit) + 1) % 10) + valid.slice(index + 1);
        assert.equal(check(changed), false, `${changed} differs from ${valid} at ${index}`);
      }
    });
  });
}

describe("the check of a travel document", () => {
  it("accepts the specimen of the standard", () => assert.equal(passesTravelDocumentCheck("L898902C3", "6"), true));
  it("refuses another digit", () => assert.equal(passesTravelDocumentCheck("L898902C3", "7"), false));
  it("reads a filler as zero", () => assert.equal(passesTravelDocumentCheck("<<<<<<<<<", "0"), true));
});
