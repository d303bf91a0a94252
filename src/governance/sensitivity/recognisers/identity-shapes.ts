// The forms that numbers of persons keep to: how digits may be spaced, which regions and dates exist, what looks like a time.
import type { WordGroupName } from "../words.ts";
import { passesDriverLicenceCheck, passesMyNumberCheck, passesResidentIdCheck, passesTravelDocumentCheck } from "./checksums.ts";
import { withoutSeparators } from "./number-shapes.ts";

// Greek and Cyrillic letters count as letters: they may be part of a number in disguise, which another reading finds whole.
/** Before a number: no letter or digit, no sign of a telephone number, and no group of digits (or of a UUID) that it would continue. */
export const NUMBER_START = "(?<![0-9A-Za-z+\\u0370-\\u04ff])(?<![0-9][-.]|[0-9a-f]{4}-)";
export const NUMBER_END = "(?![0-9A-Za-z\\u0370-\\u04ff]|[-.]\\d)";

// Each of these names a number that is not the others': a form with several fields has them one behind another.
const NUMBERS_OF_PERSONS = [
  "myNumber",
  "driverLicence",
  "residenceCard",
  "pensionNumber",
  "insuredNumber",
  "passport",
  "socialSecurity",
  "individualTaxpayer",
  "nationalInsurance",
] as const satisfies readonly WordGroupName[];

/** The words that claim a number for something else than the one named. */
export function rivalsOf(own: (typeof NUMBERS_OF_PERSONS)[number]): readonly WordGroupName[] {
  return ["otherNumber", ...NUMBERS_OF_PERSONS.filter((name) => name !== own)];
}

/** So many digits, with nothing or one separator between any two. */
export function spacedDigits(count: number): string {
  return `\\d(?:[- ]?\\d){${count - 1}}`;
}

/** The value in capitals without separators, brackets and dots. */
export function bareCapitals(value: string): string {
  return withoutSeparators(value).toUpperCase();
}

// GB/T 2260: the provinces, 83 for residents of Taiwan.
const PROVINCES = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(" "),
);

export function isProvince(digits: string): boolean {
  return PROVINCES.has(digits);
}

/** Whether eight digits (year, month, day) name a day of the calendar between 1850 and 2099. */
function isDate(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1850 && year <= 2099 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Whether six digits (year without century, month, day) name a day in one of the two last centuries. */
export function isShortDate(digits: string): boolean {
  return isDate(`19${digits}`) || isDate(`20${digits}`);
}

/** Whether six digits (day, month, year without century) name a day in one of the two last centuries. */
export function isDayFirstDate(digits: string): boolean {
  return isShortDate(`${digits.slice(4, 6)}${digits.slice(2, 4)}${digits.slice(0, 2)}`);
}

const MINUTE = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/;

/** A My Number: twelve digits with the check digit; twelve equal digits are nobody's. */
export function isMyNumber(value: string): boolean {
  const digits = withoutSeparators(value);
  return passesMyNumberCheck(digits) && !/^(\d)\1{11}$/.test(digits);
}

/** A My Number that is not also a time in the form of year, month, day, hour and minute. */
export function isMyNumberAndNoTime(value: string): boolean {
  return isMyNumber(value) && !MINUTE.test(withoutSeparators(value));
}

/** A Japanese driver's licence number with the code of a prefecture's commission and the check digit. */
export function isDriverLicence(value: string): boolean {
  const digits = withoutSeparators(value);
  return /^[1-9]/.test(digits) && passesDriverLicenceCheck(digits) && !MINUTE.test(digits);
}

/** A Chinese resident identity number: province, an existing birth date, check character. */
export function isResidentId(value: string): boolean {
  const text = withoutSeparators(value);
  return isProvince(text.slice(0, 2)) && isDate(text.slice(6, 14)) && passesResidentIdCheck(text);
}

/** A Chinese resident identity number of before 1999, with fifteen digits and no check character. */
export function isLegacyResidentId(value: string): boolean {
  const digits = withoutSeparators(value);
  return digits.length === 15 && isProvince(digits.slice(0, 2)) && isDate(`19${digits.slice(6, 12)}`);
}

/** The second line of a passport's machine-readable zone: number, birth date and expiry date agree with their check digits. */
export function isPassportLine(line: string): boolean {
  return (
    passesTravelDocumentCheck(line.slice(0, 9), line.charAt(9)) &&
    passesTravelDocumentCheck(line.slice(13, 19), line.charAt(19)) &&
    passesTravelDocumentCheck(line.slice(21, 27), line.charAt(27))
  );
}
