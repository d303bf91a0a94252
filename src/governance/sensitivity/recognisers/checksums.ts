// Check digits of identifiers: each takes the bare digits and says whether they agree.

/**
 * Luhn check of a payment card number (ISO/IEC 7812-1, annex B).
 * Takes 13 to 19 ASCII digits; anything else is false.
 */
export function passesLuhn(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false;
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
