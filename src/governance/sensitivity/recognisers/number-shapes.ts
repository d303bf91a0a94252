// Ranges and lengths that real numbers keep to: card issuers, IBAN countries, banks.
import type { Piece } from "../recogniser.ts";
import finance from "../words/finance.json" with { type: "json" };
import { passesIbanCheck, passesLuhn } from "./checksums.ts";

interface CardRange {
  /** First digits, from and to, of equal length. */
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

// ISO/IEC 7812 issuer ranges of the schemes in use: Visa, Mastercard, American Express, JCB, UnionPay, Discover and
// RuPay, Mir, Diners Club.
const CARD_RANGES: readonly CardRange[] = [
  { from: "4", to: "4", lengths: [16] },
  { from: "51", to: "55", lengths: [16] },
  { from: "2221", to: "2720", lengths: [16] },
  { from: "34", to: "34", lengths: [15] },
  { from: "37", to: "37", lengths: [15] },
  { from: "3528", to: "3589", lengths: [16] },
  { from: "62", to: "62", lengths: [16, 17, 18, 19] },
  { from: "81", to: "81", lengths: [16, 17, 18, 19] },
  { from: "60", to: "60", lengths: [16] },
  { from: "644", to: "659", lengths: [16] },
  { from: "2200", to: "2204", lengths: [16] },
  { from: "300", to: "305", lengths: [14] },
  { from: "36", to: "36", lengths: [14] },
  { from: "38", to: "39", lengths: [14] },
];

// Registered IBAN lengths (SWIFT IBAN registry), countries by length.
const IBAN_COUNTRIES: Readonly<Record<number, string>> = {
  15: "NO",
  16: "BE",
  18: "DK FI FO GL NL FK SD",
  19: "MK SI",
  20: "AT BA EE KZ LT LU XK MN",
  21: "CH HR LI LV",
  22: "BG BH CR DE GB GE IE ME RS VA",
  23: "AE GI IL IQ TL OM SO",
  24: "AD CZ DZ ES MD PK RO SA SE SK TN VG",
  25: "AO CV LY MZ PT ST",
  26: "IR IS TR",
  27: "BF CF CG CM DJ FR GA GR IT KM MC MG MR NE SM TD TG YT BI",
  28: "AL AZ BY BJ CI CY DO GT GW HU LB ML PL SN HN NI SV",
  29: "BR EG PS QA UA",
  30: "JO KW MU YE",
  31: "MT SC",
  32: "LC",
  33: "RU",
};

// Written in groups, by hyphens too, or broken over two lines.
const IBAN_SEPARATOR = "(?:[ .·・ー-]|\\r?\\n[> ]{0,2})?";

/** One alternative per length, so that a word that follows an IBAN is never taken for part of it. */
export const IBAN_SHAPE = Object.entries(IBAN_COUNTRIES)
  .map(
    ([length, countries]) =>
      `(?:${countries.replace(/([A-Z])([A-Z]) ?/g, "|$1 ?$2").slice(1)}) ?\\d ?\\d(?:${IBAN_SEPARATOR}[A-Z0-9]){${Number(length) - 4}}`,
  )
  .join("|");

/** The digits (and letters) of a value without the separators people write. */
export function withoutSeparators(value: string): string {
  return value.replace(/[^0-9A-Za-z]/g, "");
}

/** A payment card number: an issuer's range, its length, and the Luhn check. A repeated single digit passes no issuer. */
export function isCardNumber(value: string): boolean {
  const digits = withoutSeparators(value);
  const inRange = CARD_RANGES.some(({ from, to, lengths }) => {
    const first = digits.slice(0, from.length);
    return first >= from && first <= to && lengths.includes(digits.length);
  });
  return inRange && passesLuhn(digits);
}

/** The part of a run of digit groups that is a card number: all of it, or what is left without its last groups. */
export function cardNumberWithin(value: string): Piece | undefined {
  for (let to = value.length; to > 0; to = value.slice(0, to).search(LAST_GROUP)) {
    if (isCardNumber(value.slice(0, to))) return { from: 0, to };
  }
  return undefined;
}

const LAST_GROUP = /[- ]\d{1,19}$/;

/** Luhn alone, for numbers that a word says are a card's. */
export function passesLuhnAtCardLength(value: string): boolean {
  return passesLuhn(withoutSeparators(value));
}

/** An IBAN: check digits, and the eight digits or more that every country's account numbers have, which no sentence has by chance. */
export function isIban(value: string): boolean {
  const text = withoutSeparators(value).toUpperCase();
  return text.replace(/\D/g, "").length >= IBAN_DIGITS_MIN && passesIbanCheck(text);
}

const IBAN_DIGITS_MIN = 10;

// ISO 3166-1, and XK of Kosovo, in the fifth and sixth place of a BIC (ISO 9362).
const BANK_COUNTRIES = new Set(
  (
    "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV " +
    "CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN " +
    "IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX " +
    "MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PS PT PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY " +
    "SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WS XK YE ZA ZM ZW"
  ).split(" "),
);

const ORDINARY_WORDS = new Set([...finance.notBankIdentifier.en]);

/** A BIC: eight or eleven characters with a country in the middle, and no ordinary word that happens to hold one. */
export function isBankIdentifier(value: string): boolean {
  const code = withoutSeparators(value);
  const looksWritten = code === code.toUpperCase() || (code === code.toLowerCase() && /[a-z]{6}/.test(code));
  const upper = code.toUpperCase();
  return looksWritten && (upper.length === 8 || upper.length === 11) && BANK_COUNTRIES.has(upper.slice(4, 6)) && !ORDINARY_WORDS.has(upper);
}

const ROUTING_PREFIX = /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/;
const ROUTING_WEIGHTS = [3, 7, 1] as const;

/** A routing number of the American Bankers Association: a Federal Reserve district, and the weights 3 7 1 sum to a multiple of ten. */
export function isRoutingNumber(value: string): boolean {
  const digits = withoutSeparators(value);
  if (digits.length !== 9 || !ROUTING_PREFIX.test(digits) || /^0+$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (ROUTING_WEIGHTS[index % 3] ?? 0), 0);
  return sum % 10 === 0;
}
