// Check digits of identifiers in use in Asia and worldwide: each takes the bare characters and says whether they agree.

/** The sum of digits times weights; characters beyond the weights count nothing. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + Number(digits.charAt(index)) * weight, 0);
}

/** A number written in digits, modulo a small one: for numbers of any length. */
export function remainderOf(digits: string, modulus: number): number {
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % modulus;
  return remainder;
}

/**
 * Luhn check of a payment card number (ISO/IEC 7812-1, annex B).
 * Takes 13 to 19 ASCII digits; anything else is false.
 */
export function passesLuhn(digits: string): boolean {
  return /^\d{13,19}$/.test(digits) && passesLuhnOfAnyLength(digits);
}

/** The same check for national numbers, which have other lengths; the caller knows the length. */
export function passesLuhnOfAnyLength(digits: string): boolean {
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const digit = Number(digits[digits.length - 1 - fromRight]);
    const doubled = fromRight % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * Check digit of a Japanese individual number (My Number): Ministerial Ordinance 85 of 2014, article 5.
 * Takes 12 ASCII digits; anything else is false.
 */
export function passesMyNumberCheck(digits: string): boolean {
  if (!/^\d{12}$/.test(digits)) return false;
  let sum = 0;
  for (let place = 1; place <= 11; place += 1) {
    sum += Number(digits[11 - place]) * (place <= 6 ? place + 1 : place - 5);
  }
  const remainder = sum % 11;
  return Number(digits[11]) === (remainder <= 1 ? 0 : 11 - remainder);
}

const DRIVER_LICENCE_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/**
 * Check digit of a Japanese driver's licence number: the eleventh digit, from the ten before it; the twelfth counts reissues.
 * The rule is not in a public ordinance: it is the one that licence readers in Japan use. Takes 12 ASCII digits; anything else is false.
 */
export function passesDriverLicenceCheck(digits: string): boolean {
  if (!/^\d{12}$/.test(digits)) return false;
  return Number(digits[10]) === (11 - (weightedSum(digits, DRIVER_LICENCE_WEIGHTS) % 11)) % 10;
}

/**
 * Check character of a Chinese resident identity number: GB 11643-1999, ISO 7064 MOD 11-2.
 * Takes 17 digits and a digit or X; anything else is false.
 */
export function passesResidentIdCheck(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < 17; index += 1) {
    sum += Number(text[index]) * (2 ** (17 - index) % 11);
  }
  return "10X98765432"[sum % 11] === text[17]?.toUpperCase();
}

const CREDIT_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/**
 * Check character of a Chinese unified social credit code: GB 32100-2015, weights 3^i modulo 31.
 * Takes 18 characters in upper case; anything else is false.
 */
export function passesCreditCodeCheck(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return false;
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += CREDIT_CODE_CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_CODE_CHARACTERS[(31 - (sum % 31)) % 31] === code[17];
}

/** The value of a letter or a space in a Hong Kong identity card number: A is 10, a missing first letter 36. */
function hongKongValue(character: string): number {
  return character === " " ? 36 : Number.parseInt(character, 36);
}

/**
 * Check digit of a Hong Kong identity card number: weights 9 to 2, modulo 11, A for ten (Immigration Department of Hong Kong).
 * Takes one or two letters, six digits and a digit or A, in upper case; anything else is false.
 */
export function passesHongKongIdCheck(text: string): boolean {
  if (!/^[A-Z]{1,2}\d{6}[0-9A]$/.test(text)) return false;
  const sum = [...text.padStart(9, " ")].reduce((total, character, index) => total + hongKongValue(character) * (9 - index), 0);
  return sum % 11 === 0;
}

const SINGAPORE_WEIGHTS = [2, 7, 6, 5, 4, 3, 2];
const SINGAPORE_SERIES: Readonly<Record<string, { readonly added: number; readonly letters: string }>> = {
  S: { added: 0, letters: "JZIHGFEDCBA" },
  T: { added: 4, letters: "JZIHGFEDCBA" },
  F: { added: 0, letters: "XWUTRQPNMLK" },
  G: { added: 4, letters: "XWUTRQPNMLK" },
  M: { added: 3, letters: "XWUTRQPNJLK" },
};

/**
 * Check letter of a Singapore NRIC or FIN: weights 2 7 6 5 4 3 2 modulo 11, a table of letters for each series
 * (Immigration and Checkpoints Authority; the series M of 2022 as published validators have it).
 * Takes a letter of STFGM, seven digits and a letter, in upper case; anything else is false.
 */
export function passesSingaporeIdCheck(text: string): boolean {
  if (!/^[STFGM]\d{7}[A-Z]$/.test(text)) return false;
  const series = SINGAPORE_SERIES[text.charAt(0)];
  if (series === undefined) return false;
  const remainder = (weightedSum(text.slice(1), SINGAPORE_WEIGHTS) + series.added) % 11;
  return series.letters[remainder] === text[8];
}

/**
 * Check digit of a field of a machine-readable zone: ICAO Doc 9303, part 3, section 4.9: weights 7 3 1, filler 0, A is 10.
 * Takes the field's characters and the check digit behind it; `<` stands for zero.
 */
export function passesTravelDocumentCheck(field: string, check: string): boolean {
  const value = (character: string): number => (character === "<" ? 0 : Number.parseInt(character, 36));
  const sum = [...field].reduce((total, character, index) => total + value(character) * ([7, 3, 1][index % 3] ?? 0), 0);
  return sum % 10 === value(check);
}

/**
 * IBAN check: ISO 13616, remainder 97-10 of ISO 7064.
 * Takes the IBAN without spaces, in upper case; anything else is false. Country lengths are not checked here.
 */
export function passesIbanCheck(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(text)) return false;
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    for (const digit of Number.parseInt(character, 36).toString()) {
      remainder = (remainder * 10 + Number(digit)) % 97;
    }
  }
  return remainder === 1;
}
