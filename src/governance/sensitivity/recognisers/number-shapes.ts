// Ranges and lengths that real numbers keep to: card issuers, IBAN countries, regions and dates of resident numbers.
import { passesIbanCheck, passesLuhn, passesMyNumberCheck, passesResidentIdCheck } from "./checksums.ts";

interface CardRange {
  /** First digits, from and to, of equal length. */
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

// ISO/IEC 7812 issuer ranges of the schemes in use: Visa, Mastercard, American Express, JCB, UnionPay, Discover, Diners Club.
const CARD_RANGES: readonly CardRange[] = [
  { from: "4", to: "4", lengths: [16] },
  { from: "51", to: "55", lengths: [16] },
  { from: "2221", to: "2720", lengths: [16] },
  { from: "34", to: "34", lengths: [15] },
  { from: "37", to: "37", lengths: [15] },
  { from: "3528", to: "3589", lengths: [16] },
  { from: "62", to: "62", lengths: [16, 17, 18, 19] },
  { from: "81", to: "81", lengths: [16, 17, 18, 19] },
  { from: "6011", to: "6011", lengths: [16] },
  { from: "644", to: "659", lengths: [16] },
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

/** One alternative per length, so that a word that follows an IBAN is never taken for part of it. */
export const IBAN_SHAPE = Object.entries(IBAN_COUNTRIES)
  .map(([length, countries]) => `(?:${countries.replaceAll(" ", "|")})\\d{2}(?:[ -]?[A-Z0-9]){${Number(length) - 4}}`)
  .join("|");

const PROVINCES = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(" "),
);

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

/** A My Number: twelve digits with the check digit; twelve equal digits are nobody's. */
export function isMyNumber(value: string): boolean {
  const digits = withoutSeparators(value);
  return passesMyNumberCheck(digits) && !/^(\d)\1{11}$/.test(digits);
}

/** A Chinese resident identity number: province, an existing birth date, check character. */
export function isResidentId(value: string): boolean {
  const text = withoutSeparators(value);
  return PROVINCES.has(text.slice(0, 2)) && isDate(text.slice(6, 14)) && passesResidentIdCheck(text);
}

export function isIban(value: string): boolean {
  return passesIbanCheck(withoutSeparators(value).toUpperCase());
}

/** Whether eight digits (year, month, day) name a day of the calendar from 1850 on. */
function isDate(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1850 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
