// Values that look like an identifier and are none: what a guard must leave alone.
import { ASIAN_VALUES, myNumberCheckDigit, residentIdCheck } from "./asia.ts";
import { cardNumber, FINANCE_VALUES, internationalAccount } from "./finance.ts";
import { CAPITALS, DIGITS, digitsOf, type Generator, grouped, padded, type Random, untilAccepted } from "./random.ts";
import { passesLuhn, WESTERN_VALUES } from "./west.ts";

const HEXADECIMAL = `${DIGITS}abcdef`;

/** The value with its last digit one higher: it fails a check digit that stands there. */
function spoiled(value: string): string {
  return value.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
}

/** A company's number, public: the check digit stands first, 9 less the rest of 9 (法人番号の指定等に関する省令). */
function corporateNumber(random: Random): string {
  const body = `${random.pick(["0100", "0104", "0111", "1200", "1400", "1800"])}01${random.characters(6)}`;
  const sum = digitsOf(body)
    .reverse()
    .reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 1 : 2), 0);
  return `${9 - (sum % 9)}${body}`;
}

/** A security's number (ISO 6166): letters count as two digits, then Luhn. */
function securityNumber(random: Random): string {
  const body = `${random.pick(["JP3", "US0", "GB0", "CNE", "HK0", "XS2", "DE0"])}${random.characters(8)}`;
  const values = [...body].map((character) => String(Number.parseInt(character, 36))).join("");
  return `${body}${DIGITS.split("").find((check) => passesLuhn(`${values}${check}`)) ?? "0"}`;
}

/** Article number of thirteen digits: weights 1 and 3. */
function articleNumber(random: Random, beginnings: readonly [string, ...string[]]): string {
  const body = `${random.pick(beginnings)}${random.characters(9)}`;
  const sum = digitsOf(body).reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function cusip(random: Random): string {
  const body = `${random.characters(6)}${random.pick(["10", "20", "AA", "5A"])}`;
  const sum = [...body].reduce((total, character, place) => {
    const value = Number.parseInt(character, 36) * (place % 2 === 0 ? 1 : 2);
    return total + Math.floor(value / 10) + (value % 10);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function moment(random: Random): readonly [string, string, string, string, string, string] {
  const two = (least: number, most: number): string => padded(random.integer(least, most), 2);
  return [`20${random.integer(23, 26)}`, two(1, 12), two(1, 28), two(0, 23), two(0, 59), two(0, 59)];
}

function uuid(random: Random): string {
  return grouped(random.characters(32, HEXADECIMAL), [8, 4, 4, 4], "-");
}

export const LOOK_ALIKES = {
  "luhn-fail": (random) => spoiled(FINANCE_VALUES.BANK_CARD.visa(random)),
  "luhn-fail-spaced": (random) => spoiled(FINANCE_VALUES.BANK_CARD["visa-spaced"](random)),
  "luhn-without-issuer": (random) => cardNumber(random, ["90", "11", "17", "75", "84"], 16),
  "masked-card": (random) => `${random.pick(["4539", "5412", "3566"])} **** **** ${random.characters(4)}`,
  "card-beginning": (random) => `${random.pick(["4539", "5412", "3566", "6222"])}${random.characters(2)}`,
  "my-number-fail": (random) => spoiled(ASIAN_VALUES.JP_MY_NUMBER.plain(random)),
  "random-12": (random) =>
    untilAccepted(
      () => random.characters(12, "123456789"),
      (value) => myNumberCheckDigit(value.slice(0, 11)) !== Number(value[11]),
    ),
  "tracking-12": (random) => `${random.integer(3, 6)}${random.characters(11)}`,
  "tracking-12-grouped": (random) => grouped(`${random.integer(3, 6)}${random.characters(11)}`, [4, 4], "-"),
  "tracking-12-my-number": (random) => ASIAN_VALUES.JP_MY_NUMBER.grouped(random),
  "corporate-number-jp": corporateNumber,
  "invoice-registration-jp": (random) => `T${corporateNumber(random)}`,
  "resident-id-fail": (random) => {
    const value = ASIAN_VALUES.CN_RESIDENT_ID.plain(random);
    const check = residentIdCheck(value.slice(0, 17));
    return `${value.slice(0, 17)}${check === "0" ? "5" : "0"}`;
  },
  "random-18": (random) => `99${random.characters(16)}`,
  "hkid-fail": (random) => ASIAN_VALUES.HK_HKID.brackets(random).replace(/\((.)\)/, (_, check: string) => `(${check === "3" ? "7" : "3"})`),
  "nric-fail": (random) => ASIAN_VALUES.SG_NRIC.s(random).replace(/.$/, (letter) => (letter === "A" ? "B" : "A")),
  "ssn-impossible": (random) => `${random.pick(["000", "666"])}-${padded(random.integer(1, 99), 2)}-${padded(random.integer(1, 9999), 4)}`,
  "nino-fail": (random) => `${random.pick(["GB", "ZZ", "TN", "DO"])}${WESTERN_VALUES.UK_NINO.plain(random).slice(2)}`,
  "iban-fail": (random) => {
    const value = internationalAccount("DE", random.characters(18, "123456789"));
    return spoiled(value);
  },
  isin: securityNumber,
  cusip,
  sedol: (random) => `B${random.characters(5, "BCDFGHJKLMNPQRSTVWXYZ0123456789")}${random.characters(1)}`,
  lei: (random) => `${random.characters(4)}00${random.characters(12, `${CAPITALS}${DIGITS}`)}${random.characters(2)}`,
  jan: (random) => articleNumber(random, ["490", "456", "497", "450"]),
  isbn: (random) => grouped(articleNumber(random, ["978"]), [3, 1, 4, 4], "-"),
  "order-16": (random) => `${random.pick(["10", "20", "70", "90"])}${random.characters(14)}`,
  "order-16-luhn": (random) => cardNumber(random, ["4539", "5105"], 16),
  "order-10": (random) => `${random.integer(1, 9)}${random.characters(9)}`,
  "order-letters": (random) => `ORD-20${random.integer(23, 26)}-${random.characters(6)}`,
  ticket: (random) => `${random.pick(["INC", "CHG", "REQ", "PRB"])}${random.characters(7)}`,
  timestamp: (random) => moment(random).join(""),
  "timestamp-iso": (random) => {
    const [year, month, day, hour, minute, second] = moment(random);
    return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  },
  "unix-ms": (random) => `17${random.characters(11)}`,
  "date-iso": (random) => moment(random).slice(0, 3).join("-"),
  "date-ja": (random) => {
    const [year, month, day] = moment(random);
    return `${year}年${Number(month)}月${Number(day)}日`;
  },
  "toll-free-jp": (random) => `0120-${random.characters(3, "123456789")}-${random.characters(3)}`,
  "navigation-dial-jp": (random) => `0570-${random.characters(3)}-${random.characters(3)}`,
  "toll-free-cn": (random) => `400-${random.characters(3)}-${random.characters(4)}`,
  "hotline-cn": (random) => `955${random.characters(2)}`,
  "toll-free-us": (random) => `1-800-${random.characters(3, "23456789")}-${random.characters(4)}`,
  "stock-code": (random) => String(random.integer(1301, 9997)),
  "stock-code-cn": (random) => `${random.pick(["600", "601", "000", "300"])}${random.characters(3)}`,
  "postal-code-cn": (random) => `${random.integer(10, 83)}${random.characters(2)}00`,
  version: (random) => `${random.integer(1, 12)}.${random.integer(0, 20)}.${random.integer(0, 40)}.${random.integer(1, 9)}`,
  uuid,
  sha256: (random) => random.characters(64, HEXADECIMAL),
  commit: (random) => random.characters(40, HEXADECIMAL),
  "part-number": (random) =>
    `${random.characters(2, CAPITALS)}-${random.characters(4)}-${random.characters(1, CAPITALS)}${random.integer(1, 9)}`,
  "amount-yen": (random) => `${random.integer(1, 999)},${random.characters(3)},${random.characters(3)}円`,
  "random-7": (random) => `${random.integer(1, 9)}${random.characters(6)}`,
  "random-9": (random) => `${random.integer(2, 9)}${random.characters(8)}`,
  "meeting-number": (random) => grouped(`${random.integer(8, 9)}${random.characters(9)}`, [3, 3], " "),
  coordinates: (random) => `35.${random.characters(6)}, 139.${random.characters(6)}`,
} satisfies Readonly<Record<string, Generator>>;
