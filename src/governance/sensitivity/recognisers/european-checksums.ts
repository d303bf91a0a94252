// Check digits of the personal numbers of European countries: each takes the bare characters and says whether they agree.
import { passesLuhnOfAnyLength, remainderOf, weightedSum } from "./checksums.ts";

/** ISO 7064 MOD 11,10 over digits, the last of them the check digit: German and Croatian numbers. */
export function passesMod11And10(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.slice(-1));
}

const SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

/**
 * Spanish DNI and NIE: the letter is the number modulo 23 (Ministerio del Interior); X, Y, Z of a NIE stand for 0, 1, 2.
 * Takes eight digits, or X, Y or Z and seven digits, and a letter.
 */
export function passesSpanishIdCheck(text: string): boolean {
  if (!/^(?:\d{8}|[XYZ]\d{7})[A-Z]$/.test(text)) return false;
  const digits = text.slice(0, 8).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter)));
  return SPANISH_LETTERS[Number(digits) % 23] === text[8];
}

/**
 * French NIR: the key of two digits is 97 less the number modulo 97 (INSEE); the departments 2A and 2B of Corsica count as 19 and 18.
 * Takes thirteen characters and the key.
 */
export function passesFrenchIdCheck(text: string): boolean {
  if (!/^[1-478]\d{4}\d[0-9AB]\d{8}$/.test(text)) return false;
  const digits = text.replace("2A", "19").replace("2B", "18");
  if (!/^\d{15}$/.test(digits)) return false;
  return 97 - remainderOf(digits.slice(0, 13), 97) === Number(digits.slice(13));
}

// Values of 0 to 9, then A to Z, at odd places (Decreto ministeriale of 12 March 1974).
const ITALIAN_ODD_VALUES = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
] as const;

/**
 * Italian codice fiscale: the sixteenth letter, from values of the fifteen characters before it, modulo 26 (Decreto ministeriale of
 * 12 March 1974). Takes sixteen characters in upper case.
 */
export function passesItalianIdCheck(text: string): boolean {
  if (!/^[0-9A-Z]{15}[A-Z]$/.test(text)) return false;
  const sum = [...text.slice(0, 15)].reduce((total, character, index) => {
    const value = Number.parseInt(character, 36);
    if (index % 2 === 0) return total + (ITALIAN_ODD_VALUES[value] ?? 0);
    return total + (value >= 10 ? value - 10 : value);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}

/** Dutch BSN: the eleven test, weights 9 to 2 and -1 (Rijksdienst voor Identiteitsgegevens). Takes nine digits. */
export function passesDutchIdCheck(digits: string): boolean {
  return /^(?!0{9})\d{9}$/.test(digits) && weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/**
 * German tax identification number: ISO 7064 MOD 11,10 (Bundeszentralamt für Steuern). Which digits may repeat changed over the years
 * and is not asked. Takes eleven digits.
 */
export function passesGermanIdCheck(digits: string): boolean {
  return /^[1-9]\d{10}$/.test(digits) && passesMod11And10(digits);
}

/** Polish PESEL: weights 1 3 7 9, modulo 10 (Act on the registration of the population). Takes eleven digits. */
export function passesPolishIdCheck(digits: string): boolean {
  return /^\d{11}$/.test(digits) && weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** Swedish personal number: Luhn over ten digits (Skatteverket). Takes ten or twelve digits. */
export function passesSwedishIdCheck(digits: string): boolean {
  return /^(?:\d{2})?\d{10}$/.test(digits) && passesLuhnOfAnyLength(digits.slice(-10));
}

/** Belgian national number: 97 less the nine digits modulo 97, with a 2 before them for those born from 2000 on. Takes eleven digits. */
export function passesBelgianIdCheck(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false;
  const check = Number(digits.slice(9));
  return [digits.slice(0, 9), `2${digits.slice(0, 9)}`].some((number) => 97 - remainderOf(number, 97) === check);
}

/** Portuguese NIF: weights 9 to 2, modulo 11. Takes nine digits. */
export function passesPortugueseIdCheck(digits: string): boolean {
  if (!/^[1-9]\d{8}$/.test(digits)) return false;
  const remainder = weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return Number(digits[8]) === (remainder < 2 ? 0 : 11 - remainder);
}

/** Finnish personal identity code: the date and the number modulo 31 (Digital and Population Data Services Agency). */
export function passesFinnishIdCheck(text: string): boolean {
  const parts = /^(\d{6})[-+A-FU-Y](\d{3})([0-9A-Y])$/.exec(text);
  return parts !== null && "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(`${parts[1]}${parts[2]}`) % 31] === parts[3];
}

/** Irish PPS number, and VAT number: weights 8 to 2, the second letter 9, modulo 23. Takes seven digits and one or two letters. */
export function passesIrishIdCheck(text: string): boolean {
  if (!/^\d{7}[A-W][A-IW]?$/.test(text)) return false;
  const second = text.charAt(8);
  const added = second === "" || second === "W" ? 0 : second.charCodeAt(0) - 64;
  return "WABCDEFGHIJKLMNOPQRSTUV"[(weightedSum(text, [8, 7, 6, 5, 4, 3, 2]) + added * 9) % 23] === text[7];
}

/** Czech and Slovak birth number of ten digits: a multiple of eleven (Act 133/2000). */
export function passesCzechIdCheck(digits: string): boolean {
  return /^\d{10}$/.test(digits) && Number(digits) % 11 === 0;
}

/** Romanian CNP: weights 2 7 9 1 4 6 3 5 8 2 7 9 modulo 11, ten counts as one. Takes thirteen digits. */
export function passesRomanianIdCheck(digits: string): boolean {
  if (!/^[1-9]\d{12}$/.test(digits)) return false;
  const remainder = weightedSum(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return Number(digits[12]) === (remainder === 10 ? 1 : remainder);
}

/** Bulgarian EGN: weights 2 4 8 5 10 9 7 3 6, modulo 11, modulo 10. Takes ten digits. */
export function passesBulgarianIdCheck(digits: string): boolean {
  return /^\d{10}$/.test(digits) && (weightedSum(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === Number(digits[9]);
}

/** Estonian and Lithuanian personal code: two rows of weights, modulo 11. Takes eleven digits. */
export function passesBalticIdCheck(digits: string): boolean {
  if (!/^[1-6]\d{10}$/.test(digits)) return false;
  const first = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const second = weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
  return Number(digits[10]) === (first < 10 ? first : second % 10);
}

/** Austrian social insurance number: the fourth digit checks the others, weights 3 7 9 5 8 4 2 1 6 modulo 11. Takes ten digits. */
export function passesAustrianIdCheck(digits: string): boolean {
  return /^[1-9]\d{9}$/.test(digits) && weightedSum(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === Number(digits[3]);
}

/** Greek AMKA: Luhn over eleven digits. */
export function passesGreekIdCheck(digits: string): boolean {
  return /^\d{11}$/.test(digits) && passesLuhnOfAnyLength(digits);
}

/** Croatian OIB: ISO 7064 MOD 11,10 over eleven digits. */
export function passesCroatianIdCheck(digits: string): boolean {
  return /^\d{11}$/.test(digits) && passesMod11And10(digits);
}
