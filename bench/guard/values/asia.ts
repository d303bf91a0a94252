// Valid values of Japanese, Chinese, Hong Kong and Singapore identifiers, made from the published rules and nothing of the product.
import { birthDate, CAPITALS, DIGITS, digitsOf, type Generator, grouped, padded, type Random, weightedSum } from "./random.ts";

type Kinds = Readonly<Record<string, Generator>>;

/** The check digit of the My Number of the first eleven digits (総務省令第85号第5条). */
export function myNumberCheckDigit(eleven: string): number {
  const fromTheRight = digitsOf(eleven).reverse();
  const sum = fromTheRight.reduce((total, digit, place) => total + digit * (place < 6 ? place + 2 : place - 4), 0);
  const rest = sum % 11;
  return rest <= 1 ? 0 : 11 - rest;
}

function myNumber(random: Random): string {
  const eleven = `${random.integer(1, 9)}${random.characters(10)}`;
  return `${eleven}${myNumberCheckDigit(eleven)}`;
}

/** Prefecture's commission, year, serial number, check digit, number of reissues. */
function driverLicence(random: Random): string {
  const commission = random.pick(["30", "31", "40", "43", "44", "45", "50", "54", "60", "62", "65", "71", "73", "82", "90", "97"]);
  const ten = `${commission}${padded(random.integer(0, 23), 2)}${random.characters(6)}`;
  const check = (11 - (weightedSum(digitsOf(ten), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10;
  return `${ten}${check}${random.integer(0, 2)}`;
}

/** The insurer's number: law's number (two digits; none for national insurance), prefecture, insurer, check digit of weights 2 and 1 from the right. */
function insurerNumber(random: Random, law: string): string {
  const body = `${law}${padded(random.integer(1, 47), 2)}${random.characters(3)}`;
  const sum = digitsOf(body)
    .reverse()
    .reduce((total, digit, place) => total + crossSum(place % 2 === 0 ? digit * 2 : digit), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function crossSum(number: number): number {
  return number > 9 ? number - 9 : number;
}

const CHINESE_REGIONS = [
  "110105",
  "110108",
  "120103",
  "210102",
  "310104",
  "310115",
  "320102",
  "320505",
  "330106",
  "350203",
  "370202",
  "420106",
  "440305",
  "440106",
  "510107",
  "610113",
] as const;

/** The check character of seventeen digits: ISO 7064 MOD 11-2 (GB 11643). */
export function residentIdCheck(seventeen: string): string {
  const sum = digitsOf(seventeen).reduce((total, digit, place) => total + digit * (2 ** (17 - place) % 11), 0);
  return "10X98765432".charAt(sum % 11);
}

function residentId(random: Random, lastCharacter?: string): string {
  const { year, month, day } = birthDate(random);
  for (;;) {
    const seventeen = `${random.pick(CHINESE_REGIONS)}${year}${padded(month, 2)}${padded(day, 2)}${random.characters(3)}`;
    const check = residentIdCheck(seventeen);
    if (lastCharacter === undefined || check === lastCharacter) return `${seventeen}${check}`;
  }
}

function legacyResidentId(random: Random): string {
  const { year, month, day } = birthDate(random);
  return `${random.pick(CHINESE_REGIONS)}${padded(year % 100, 2)}${padded(month, 2)}${padded(day, 2)}${random.characters(3)}`;
}

const USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** Unified social credit code of a company: GB 32100-2015, weights 3^i mod 31. */
function creditCode(random: Random): string {
  const body = `91${random.pick(CHINESE_REGIONS)}MA${random.characters(7, USCC_ALPHABET)}`;
  let weight = 1;
  let sum = 0;
  for (const character of body) {
    sum += USCC_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return `${body}${USCC_ALPHABET.charAt((31 - (sum % 31)) % 31)}`;
}

/** Letters and six digits with the check character: weights 9 to 2, a missing first letter counts 36. */
function hongKongId(random: Random, letterCount: 1 | 2): { readonly body: string; readonly check: string } {
  const letters = letterCount === 2 ? random.pick(["WX", "XA", "XG", "WA"]) : random.characters(1, "ABCDEGHKMPRSVYZ");
  const digits = random.characters(6);
  const values = [...(letterCount === 2 ? letters : ` ${letters}`)].map((letter) => (letter === " " ? 36 : letter.charCodeAt(0) - 55));
  const rest = weightedSum([...values, ...digitsOf(digits)], [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  const check = rest === 0 ? "0" : rest === 1 ? "A" : String(11 - rest);
  return { body: `${letters}${digits}`, check };
}

/** NRIC and FIN: weights 2 7 6 5 4 3 2, +4 for T and G, +3 for M, three tables of letters. */
function singaporeId(random: Random, series: "S" | "T" | "F" | "G" | "M"): string {
  const digits = `${series === "S" ? random.pick(["6", "7", "8", "9"]) : random.pick(["0", "1", "2"])}${random.characters(6)}`;
  const offset = { S: 0, T: 4, F: 0, G: 4, M: 3 }[series];
  const rest = (weightedSum(digitsOf(digits), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11;
  const letter = series === "M" ? "XWUTRQPNJLK".charAt(rest) : (series < "H" ? "XWUTRQPNMLK" : "JZIHGFEDCBA").charAt(rest);
  return `${series}${digits}${letter}`;
}

export const ASIAN_VALUES = {
  JP_MY_NUMBER: {
    plain: myNumber,
    grouped: (random) => grouped(myNumber(random), [4, 4, 4], "-"),
    spaced: (random) => grouped(myNumber(random), [4, 4, 4], " "),
  },
  JP_DRIVER_LICENSE: { plain: driverLicence, grouped: (random) => grouped(driverLicence(random), [4, 4, 4], "-") },
  JP_RESIDENCE_CARD: { plain: (random) => `${random.characters(2, CAPITALS)}${random.characters(8)}${random.characters(2, CAPITALS)}` },
  JP_PENSION_NUMBER: {
    grouped: (random) => `${random.integer(1, 9)}${random.characters(3)}-${random.characters(6)}`,
    plain: (random) => `${random.integer(1, 9)}${random.characters(9)}`,
  },
  JP_HEALTH_INSURANCE: {
    insurer: (random) => insurerNumber(random, random.pick(["01", "06", "31", "32", "34", "39"])),
    "insurer-national": (random) => insurerNumber(random, ""),
    "symbol-number": (random) =>
      `${random.characters(2, "123456789")}-${random.characters(2, "123456789")}・${random.characters(5, "123456789")}`,
  },
  CN_RESIDENT_ID: {
    plain: (random) => residentId(random),
    x: (random) => residentId(random, "X"),
    "small-x": (random) => residentId(random, "X").toLowerCase(),
    spaced: (random) => grouped(residentId(random), [6, 8, 4], " "),
    legacy: legacyResidentId,
  },
  CN_USCC: { plain: creditCode },
  HK_HKID: {
    brackets: (random) => bracketed(hongKongId(random, 1)),
    plain: (random) => Object.values(hongKongId(random, 1)).join(""),
    "two-letters": (random) => bracketed(hongKongId(random, 2)),
    small: (random) => bracketed(hongKongId(random, 1)).toLowerCase(),
  },
  SG_NRIC: {
    s: (random) => singaporeId(random, "S"),
    t: (random) => singaporeId(random, "T"),
    f: (random) => singaporeId(random, "F"),
    g: (random) => singaporeId(random, "G"),
    m: (random) => singaporeId(random, "M"),
    small: (random) => singaporeId(random, "S").toLowerCase(),
  },
  PASSPORT: {
    jp: (random) => `${random.pick(["T", "M"])}${random.characters(1, "RSKHZ")}${random.characters(7)}`,
    cn: (random) => `E${random.characters(1, `${DIGITS}ABCDEFGHJK`)}${random.characters(7)}`,
    hk: (random) => `${random.pick(["K", "H"])}${random.characters(8)}`,
    us: (random) => `${random.integer(1, 6)}${random.characters(8)}`,
    "us-letter": (random) => `A${random.characters(8)}`,
    uk: (random) => `${random.integer(1, 9)}${random.characters(8)}`,
  },
} satisfies Readonly<Record<string, Kinds>>;

function bracketed({ body, check }: { readonly body: string; readonly check: string }): string {
  return `${body}(${check})`;
}
