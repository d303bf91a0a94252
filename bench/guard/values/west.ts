// Valid values of American, British and European identifiers, made from the published rules and nothing of the product.
import { birthDate, CAPITALS, digitsOf, type Generator, grouped, padded, type Random, untilAccepted, weightedSum } from "./random.ts";

type Kinds = Readonly<Record<string, Generator>>;

function socialSecurity(random: Random): string {
  const area = untilAccepted(
    () => padded(random.integer(1, 772), 3),
    (value) => value !== "666",
  );
  return `${area}${padded(random.integer(1, 99), 2)}${padded(random.integer(1, 9999), 4)}`;
}

/** A taxpayer's number of the US for those without a social security number: begins with 9, the middle group in the ranges given out. */
function taxpayer(random: Random): string {
  const group = random.pick([random.integer(50, 65), random.integer(70, 88), random.integer(90, 92), random.integer(94, 99)]);
  return `9${random.characters(2)}${group}${padded(random.integer(1, 9999), 4)}`;
}

function nationalInsurance(random: Random): string {
  const prefix = `${random.characters(1, "ABCEGHJKLMNPRSTWXYZ")}${random.characters(1, "ABCEGHJKLMNPRSTWXYZ")}`;
  if (["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].includes(prefix)) return nationalInsurance(random);
  return `${prefix}${random.characters(6)}${random.characters(1, "ABCD")}`;
}

const SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

function spanishDni(random: Random): string {
  const number = random.integer(10_000_000, 79_999_999);
  return `${number}${SPANISH_LETTERS.charAt(number % 23)}`;
}

function spanishNie(random: Random): string {
  const first = random.integer(0, 2);
  const digits = random.characters(7);
  return `${"XYZ".charAt(first)}${digits}${SPANISH_LETTERS.charAt(Number(`${first}${digits}`) % 23)}`;
}

/** Sex, year, month, department, commune, order, and 97 less the rest of 97. */
function frenchNir(random: Random): string {
  const { year, month } = birthDate(random);
  const department = padded(random.integer(1, 95), 2).replace("20", "21");
  const body = `${random.integer(1, 2)}${padded(year % 100, 2)}${padded(month, 2)}${department}${padded(random.integer(1, 560), 3)}${padded(random.integer(1, 799), 3)}`;
  return `${body}${padded(97 - (Number(body) % 97), 2)}`;
}

const ITALIAN_ODD: Readonly<Record<string, number>> = Object.fromEntries(
  [...[1, 0, 5, 7, 9, 13, 15, 17, 19, 21].entries()].map(([digit, value]) => [String(digit), value]),
);
const ITALIAN_ODD_LETTERS = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23] as const;

function italianCheck(body: string): string {
  const sum = [...body].reduce((total, character, place) => {
    const letter = character.charCodeAt(0) - 65;
    if (place % 2 === 0) return total + (letter < 0 ? (ITALIAN_ODD[character] ?? 0) : (ITALIAN_ODD_LETTERS[letter] ?? 0));
    return total + (letter < 0 ? Number(character) : letter);
  }, 0);
  return CAPITALS.charAt(sum % 26);
}

function italianCode(random: Random): string {
  const { year, month, day } = birthDate(random);
  const names = `${random.characters(3, "BCDFGLMNPRSTVZ")}${random.characters(3, "BCDFGLMNPRSTVZ")}`;
  const womenAdd40 = random.pick([0, 40]);
  const birth = `${padded(year % 100, 2)}${"ABCDEHLMPRST".charAt(month - 1)}${padded(day + womenAdd40, 2)}`;
  const place = random.pick(["H501", "F205", "L219", "G273", "D612", "A944"]);
  const body = `${names}${birth}${place}`;
  return `${body}${italianCheck(body)}`;
}

/** Nine digits that pass the test of eleven. */
function dutchBsn(random: Random): string {
  return untilAccepted(
    () => `${random.integer(1, 2)}${random.characters(8)}`,
    (value) => weightedSum(digitsOf(value), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  );
}

/** ISO 7064 MOD 11,10. */
function mod1110(body: string): number {
  let product = 10;
  for (const digit of digitsOf(body)) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10;
}

/** Ten digits, of which exactly one comes twice, and the check digit. */
function germanTaxId(random: Random): string {
  const body = untilAccepted(
    () => `${random.integer(1, 9)}${random.characters(9)}`,
    (value) => new Set(value).size === 9,
  );
  return `${body}${mod1110(body)}`;
}

function frenchVat(random: Random): string {
  const siren = untilAccepted(() => `${random.integer(3, 8)}${random.characters(8)}`, passesLuhn);
  return `FR${padded((12 + 3 * (Number(siren) % 97)) % 97, 2)}${siren}`;
}

function germanVat(random: Random): string {
  const body = `${random.integer(1, 3)}${random.characters(7)}`;
  return `DE${body}${mod1110(body)}`;
}

function italianVat(random: Random): string {
  return `IT${untilAccepted(() => `0${random.characters(6)}0${random.characters(3)}`, passesLuhn)}`;
}

/** A company's: letter, seven digits, check digit as of Luhn. */
function spanishVat(random: Random): string {
  return `ES${random.pick(["A", "B"])}${untilAccepted(() => `${random.pick(["28", "08", "46", "41", "48"])}${random.characters(6)}`, passesLuhn)}`;
}

function dutchVat(random: Random): string {
  return `NL${dutchBsn(random)}B${padded(random.integer(1, 3), 2)}`;
}

/** Whether the digits pass the Luhn test (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  const sum = digitsOf(digits)
    .reverse()
    .reduce((total, digit, place) => total + (place % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9), 0);
  return sum % 10 === 0;
}

export const WESTERN_VALUES = {
  US_SSN: {
    grouped: (random) => grouped(socialSecurity(random), [3, 2, 4], "-"),
    spaced: (random) => grouped(socialSecurity(random), [3, 2, 4], " "),
    plain: socialSecurity,
  },
  US_ITIN: { grouped: (random) => grouped(taxpayer(random), [3, 2, 4], "-"), plain: taxpayer },
  UK_NINO: {
    plain: nationalInsurance,
    spaced: (random) => grouped(nationalInsurance(random), [2, 2, 2, 2, 1], " "),
    small: (random) => nationalInsurance(random).toLowerCase(),
  },
  EU_NATIONAL_ID: {
    es: spanishDni,
    "es-nie": spanishNie,
    fr: frenchNir,
    "fr-spaced": (random) => grouped(frenchNir(random), [1, 2, 2, 2, 3, 3, 2], " "),
    it: italianCode,
    nl: dutchBsn,
    de: germanTaxId,
    "de-spaced": (random) => grouped(germanTaxId(random), [2, 3, 3, 3], " "),
  },
  EU_VAT: { de: germanVat, fr: frenchVat, it: italianVat, es: spanishVat, nl: dutchVat },
} satisfies Readonly<Record<string, Kinds>>;
