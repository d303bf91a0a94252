// Check digits of the value-added tax numbers of the European Union and the United Kingdom, by country.
import { passesLuhnOfAnyLength, remainderOf, weightedSum } from "./checksums.ts";
import {
  passesBulgarianIdCheck,
  passesCroatianIdCheck,
  passesCzechIdCheck,
  passesDutchIdCheck,
  passesIrishIdCheck,
  passesMod11And10,
  passesPortugueseIdCheck,
  passesSpanishIdCheck,
} from "./european-checksums.ts";

/** The number behind the country's letters: its form, and whether its check digits agree. */
export interface VatNumberRule {
  /** For a regular expression; no capturing groups. */
  readonly form: string;
  readonly passes: (number: string) => boolean;
}

function lastDigit(digits: string): number {
  return Number(digits.slice(-1));
}

function passesAustrian(number: string): boolean {
  const digits = number.slice(1);
  const sum = [...digits.slice(0, 7)].reduce((total, digit, index) => {
    const product = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return (96 - sum) % 10 === lastDigit(digits);
}

function passesBulgarian(digits: string): boolean {
  if (digits.length === 10) {
    const foreigner = weightedSum(digits, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
    const other = (11 - (weightedSum(digits, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
    return passesBulgarianIdCheck(digits) || foreigner === lastDigit(digits) || other === lastDigit(digits);
  }
  const first = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  const second = weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 10]) % 11;
  return lastDigit(digits) === (first < 10 ? first : second % 10);
}

const CYPRIOT_ODD_VALUES = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];

function passesCypriot(number: string): boolean {
  const sum = [...number.slice(0, 8)].reduce((total, digit, index) => {
    return total + (index % 2 === 0 ? (CYPRIOT_ODD_VALUES[Number(digit)] ?? 0) : Number(digit));
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === number[8];
}

function passesCzech(digits: string): boolean {
  if (digits.length !== 8) return passesCzechIdCheck(digits);
  const check = (11 - (weightedSum(digits, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return (check === 0 ? 1 : check % 10) === lastDigit(digits);
}

/** The control is a Luhn digit, or the letter of that digit; both kinds occur, by the first letter. */
function passesSpanish(number: string): boolean {
  if (!/^[A-HJNP-SUVW]/.test(number)) return passesSpanishIdCheck(number);
  const digits = number.slice(1, 8);
  const check = [..."0123456789"].find((digit) => passesLuhnOfAnyLength(digits + digit)) ?? "";
  return number[8] === check || number[8] === "JABCDEFGHI"[Number(check)];
}

function passesFrench(number: string): boolean {
  const company = number.slice(2);
  if (!passesLuhnOfAnyLength(company)) return false;
  // Keys with a letter have no published rule; those of digits alone come from the company number.
  return /^\d{2}$/.test(number.slice(0, 2)) ? Number(number.slice(0, 2)) === (12 + 3 * remainderOf(company, 97)) % 97 : true;
}

function passesLithuanian(digits: string): boolean {
  const body = digits.slice(0, -1);
  const weightsFrom = (start: number): number[] => [...body].map((_, index) => 1 + ((index + start) % 9));
  const first = weightedSum(body, weightsFrom(0)) % 11;
  const second = weightedSum(body, weightsFrom(2)) % 11;
  return digits.at(-2) === "1" && lastDigit(digits) === (first < 10 ? first : second % 10);
}

/** Nine digits by the eleven test, or since 2020, for persons, the whole number modulo 97 with its letters as numbers. */
function passesDutch(number: string): boolean {
  const spelled = [...`NL${number}`].map((character) => Number.parseInt(character, 36)).join("");
  return passesDutchIdCheck(number.slice(0, 9)) || remainderOf(spelled, 97) === 1;
}

function passesRomanian(digits: string): boolean {
  const body = digits.slice(0, -1).padStart(9, "0");
  return ((weightedSum(body, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === lastDigit(digits);
}

function passesSlovene(digits: string): boolean {
  const check = 11 - (weightedSum(digits, [8, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 11 && check % 10 === lastDigit(digits);
}

/** Weights 8 to 2 and the two check digits: a multiple of 97, or since 2010 with 55 added. */
function passesBritish(digits: string): boolean {
  const sum = weightedSum(digits, [8, 7, 6, 5, 4, 3, 2, 10, 1]);
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
}

const BRITISH: VatNumberRule = { form: "\\d{9}(?:\\d{3})?", passes: (number) => passesBritish(number.slice(0, 9)) };

const GREEK: VatNumberRule = {
  form: "\\d{9}",
  passes: (digits) => (weightedSum(digits, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === lastDigit(digits),
};

/**
 * By the letters before the number. Forms: European Commission, VIES, "VAT identification numbers"; check digits: "VAT Number - Algorithms"
 * of the Commission's taxation department and the countries' own rules.
 */
export const VAT_NUMBER_RULES: Readonly<Record<string, VatNumberRule>> = {
  AT: { form: "U\\d{8}", passes: passesAustrian },
  BE: { form: "[01]\\d{9}", passes: (digits) => 97 - remainderOf(digits.slice(0, 8), 97) === Number(digits.slice(8)) },
  BG: { form: "\\d{9,10}", passes: passesBulgarian },
  CY: { form: "\\d{8}[A-Z]", passes: passesCypriot },
  CZ: { form: "\\d{8}(?:\\d{2})?", passes: passesCzech },
  DE: { form: "[1-9]\\d{8}", passes: passesMod11And10 },
  DK: { form: "[1-9]\\d{7}", passes: (digits) => weightedSum(digits, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 },
  EE: { form: "\\d{9}", passes: (digits) => weightedSum(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0 },
  EL: GREEK,
  GR: GREEK,
  ES: { form: "[A-HJ-NP-SUVWXYZ0-9]\\d{7}[A-Z0-9]", passes: passesSpanish },
  FI: { form: "\\d{8}", passes: (digits) => weightedSum(digits, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0 },
  FR: { form: "[0-9A-HJ-NP-Z]{2}\\d{9}", passes: passesFrench },
  GB: BRITISH,
  HR: { form: "\\d{11}", passes: passesCroatianIdCheck },
  HU: { form: "\\d{8}", passes: (digits) => weightedSum(digits, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0 },
  IE: { form: "\\d{7}[A-W][A-IW]?", passes: passesIrishIdCheck },
  IT: { form: "\\d{11}", passes: (digits) => passesLuhnOfAnyLength(digits) && !/^0{7}/.test(digits) },
  LT: { form: "\\d{9}(?:\\d{3})?", passes: passesLithuanian },
  LU: { form: "\\d{8}", passes: (digits) => Number(digits.slice(0, 6)) % 89 === Number(digits.slice(6)) },
  LV: { form: "[4-9]\\d{10}", passes: (digits) => weightedSum(digits, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3 },
  MT: { form: "[1-9]\\d{7}", passes: (digits) => weightedSum(digits, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 === 0 },
  NL: { form: "\\d{9}B\\d{2}", passes: passesDutch },
  PL: { form: "\\d{10}", passes: (digits) => weightedSum(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7, -1]) % 11 === 0 },
  PT: { form: "[1-9]\\d{8}", passes: passesPortugueseIdCheck },
  // Shorter Romanian numbers exist, but a country's letters and five digits are a form of too many other things.
  RO: { form: "[1-9]\\d{5,9}", passes: passesRomanian },
  SE: { form: "\\d{10}01", passes: (digits) => passesLuhnOfAnyLength(digits.slice(0, 10)) },
  SI: { form: "[1-9]\\d{7}", passes: passesSlovene },
  SK: { form: "[1-9]\\d[2-47-9]\\d{7}", passes: (digits) => Number(digits) % 11 === 0 },
  XI: BRITISH,
};
