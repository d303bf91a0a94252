// Recognisers of the value-added tax numbers of enterprises in the European Union and the United Kingdom.
import type { Piece, Recogniser } from "../recogniser.ts";
import { bareCapitals, NUMBER_END, NUMBER_START } from "./identity-shapes.ts";
import { VAT_NUMBER_RULES } from "./vat-checksums.ts";

const PREFIXED = Object.entries(VAT_NUMBER_RULES)
  .map(([country, { form }]) => `${country}[- ]?(?:${form})`)
  .join("|");

// The same with separators anywhere: the rule's form decides once they are gone.
const SPACED = `(?:${Object.keys(VAT_NUMBER_RULES).join("|")})(?:[-. ]?[0-9A-Z]){8,13}`;

/** Countries whose securities have numbers (ISIN) of the same letters and as many digits: there only a word decides. */
const LIKE_SECURITIES = /^(?:BG|CZ|SK)\d{10}$/;

const WHOLE = new Map(Object.entries(VAT_NUMBER_RULES).map(([country, { form }]) => [country, new RegExp(`^(?:${form})$`)]));

/** Whether the letters are a country's and the rest has its form and check digits. */
function isVatNumber(value: string): boolean {
  const bare = bareCapitals(value);
  const country = bare.slice(0, 2);
  const number = bare.slice(2);
  return WHOLE.get(country)?.test(number) === true && VAT_NUMBER_RULES[country]?.passes(number) === true;
}

/** A number that is written without its country's letters, under the country's own name for it. */
function unprefixed(country: string): (value: string) => boolean {
  return (value) => isVatNumber(`${country}${value}`);
}

/** The part of a run of groups that is a number: all of it, or what is left without the words that follow. */
function vatNumberWithin(value: string): Piece | undefined {
  for (let to = value.length; to > 0; to = value.slice(0, to).search(LAST_GROUP)) {
    if (isVatNumber(value.slice(0, to))) return { from: 0, to };
  }
  return undefined;
}

const LAST_GROUP = /[-. ][0-9A-Za-z]{1,13}$/;

export const VAT_NUMBER_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "EU_VAT",
    why: "a value-added tax number: country, form and check digits agree",
    signal: "twoDigits",
    views: ["plain", "lookalike"],
    pattern: new RegExp(`${NUMBER_START}(?:${PREFIXED})${NUMBER_END}`, "dg"),
    accepts: (value) => isVatNumber(value) && !LIKE_SECURITIES.test(bareCapitals(value)),
    against: ["shipment"],
    rivals: ["otherNumber"],
    near: { before: 14, after: 0 },
    confidence: 0.85,
    examples: [
      "USt-IdNr. «DE136695976»",
      "VAT番号 «ＦＲ４０３０３２６５０４５»",
      "«NL004495445B01» の取引先",
      "增值税号：«ATU13585627»",
      "«BE0428759497», «IT00743110157», «PL8567346215», «IE6433435F», «LU15027442», «SE556188840401», «DK13585628», «FI20774740», «PT501964843», «EL094259216»",
      "«ES B58378431» y «ESA13585625»",
      "«CZ25123891», «HU12892312», «SI50223054», «MT11679112», «LV40003521600», «EE100931558», «CY10259033P», «RO18547290», «HR33392005961», «LT119511515»",
      "GB VAT «GB980780684»",
    ],
    counterExamples: [
      "DE136695978",
      "ISIN DE0005140008",
      "FR0000120271",
      "BE0974293251",
      "SK2022749619",
      "型番 DE136695976",
      "IT12345678901",
    ],
  },
  {
    type: "EU_VAT",
    why: "a value-added tax number with its check digits, next to a word for it",
    signal: "always",
    views: ["plain", "joined", "spoken", "lookalike"],
    cue: ["vatNumber"],
    pattern: new RegExp(`${NUMBER_START}${SPACED}${NUMBER_END}`, "dgi"),
    narrows: vatNumberWithin,
    context: ["vatNumber"],
    rivals: ["otherNumber"],
    near: { before: 64, after: 20 },
    confidence: 0.95,
    examples: [
      "VAT number: «de136695976»",
      "TVA intracommunautaire «FR 40 303 265 045»",
      "DPH: «SK2022749619»",
      "BTW-nummer «NL 0044.95.445.B.01»",
      "VAT番号：«DE 136 695 976»",
      "VAT: «DE13 6695 976» on the letterhead",
    ],
    counterExamples: ["VAT number: DE136695978", "sk2022749619", "VAT rate in DE is 19 per cent"],
  },
  {
    type: "EU_VAT",
    why: "an Italian partita IVA with its check digit, behind its own name",
    signal: "digits",
    pattern: new RegExp(`${NUMBER_START}\\d{11}${NUMBER_END}`, "dg"),
    accepts: unprefixed("IT"),
    context: ["italianVat"],
    rivals: ["otherNumber"],
    near: { before: 24, after: 0 },
    confidence: 0.9,
    examples: ["Partita IVA «00743110157»", "P.IVA: «00743110157»"],
    counterExamples: ["00743110157", "Partita IVA 00743110158"],
  },
  {
    type: "EU_VAT",
    why: "a Spanish CIF with its control character, behind its own name",
    signal: "digits",
    pattern: new RegExp(`${NUMBER_START}[A-HJNP-SUVW]-?\\d{7}[0-9A-J]${NUMBER_END}`, "dg"),
    accepts: unprefixed("ES"),
    context: ["spanishVat"],
    rivals: ["otherNumber"],
    near: { before: 24, after: 0 },
    confidence: 0.9,
    examples: ["NIF de la empresa: «B58378431»", "NIF-IVA «B-58378431»"],
    counterExamples: ["B58378431", "CIF: B58378432"],
  },
  {
    type: "EU_VAT",
    why: "a Dutch or Polish number with its check digits, behind its own name",
    signal: "digits",
    pattern: new RegExp(`${NUMBER_START}(?:\\d{9}B\\d{2}|\\d{3}-?\\d{3}-?\\d{2}-?\\d{2})${NUMBER_END}`, "dg"),
    accepts: (value) => unprefixed(value.includes("B") ? "NL" : "PL")(value),
    context: ["dutchVat", "polishVat"],
    rivals: ["otherNumber"],
    near: { before: 24, after: 0 },
    confidence: 0.9,
    examples: ["BTW-nummer «004495445B01»", "NIP: «856-734-62-15»"],
    counterExamples: ["8567346215", "NIP: 8567346216"],
  },
];
