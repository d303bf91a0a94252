// Valid values of cards, accounts, banks and contacts, made from the published rules and nothing of the product.
import { birthDate, CAPITALS, DIGITS, type Generator, grouped, padded, type Random, SMALL_LETTERS, untilAccepted } from "./random.ts";
import { passesLuhn } from "./west.ts";

type Kinds = Readonly<Record<string, Generator>>;

/** Digits with one of these beginnings that pass Luhn. */
export function cardNumber(random: Random, beginnings: readonly [string, ...string[]], length: number): string {
  return untilAccepted(() => {
    const beginning = random.pick(beginnings);
    return `${beginning}${random.characters(length - beginning.length)}`;
  }, passesLuhn);
}

const VISA = ["4539", "4556", "4916", "4532", "4980", "4205"] as const;
const MASTERCARD = ["51", "52", "53", "54", "55", "2221", "2345", "2720"] as const;
const AMEX = ["34", "37"] as const;
const JCB = ["3528", "3540", "3566", "3589"] as const;
const UNIONPAY = ["6222", "6217", "6228", "6216", "6225"] as const;

/** Routing number of the US: weights 3 7 1, the sum a multiple of ten, the first two digits a Federal Reserve district. */
function routingNumber(random: Random): string {
  return untilAccepted(
    () => `${random.pick(["01", "02", "03", "05", "06", "07", "09", "10", "11", "12", "26", "32"])}${random.characters(7)}`,
    (value) => [...value].reduce((sum, digit, place) => sum + Number(digit) * ([3, 7, 1][place % 3] ?? 0), 0) % 10 === 0,
  );
}

function bankIdentifier(random: Random): string {
  const bank = random.pick(["BOTK", "SMBC", "MHCB", "BKCH", "HSBC", "DBSS", "CHAS", "BARC", "DEUT", "BNPA", "UNCR", "INGB"]);
  return `${bank}${random.pick(["JP", "CN", "HK", "SG", "US", "GB", "DE", "FR", "NL"])}${random.pick(["JT", "BJ", "2L", "HH", "FF", "22"])}`;
}

/** An IBAN of `country` with this national part: check digits by ISO 7064 MOD 97-10. */
export function internationalAccount(country: string, national: string): string {
  const digits = [...`${national}${country}00`].map((character) => String(Number.parseInt(character, 36))).join("");
  return `${country}${padded(98 - Number(BigInt(digits) % 97n), 2)}${national}`;
}

const NATIONAL_ACCOUNTS: Readonly<Record<string, Generator>> = {
  gb: (random) => `${random.pick(["BARC", "NWBK", "HBUK", "LOYD", "MIDL"])}${random.characters(14)}`,
  de: (random) => `${random.integer(1, 8)}${random.characters(17)}`,
  fr: (random) => `${random.integer(1, 4)}${random.characters(22)}`,
  es: (random) => `${random.pick(["2100", "0049", "0182"])}${random.characters(16)}`,
  it: (random) => `${random.characters(1, CAPITALS)}0${random.characters(21)}`,
  nl: (random) => `${random.pick(["INGB", "ABNA", "RABO"])}0${random.characters(9)}`,
  ch: (random) => `0${random.characters(16)}`,
};

function ibanKinds(): Kinds {
  const plain = Object.entries(NATIONAL_ACCOUNTS).map(([country, national]): [string, Generator] => [
    country,
    (random) => internationalAccount(country.toUpperCase(), national(random)),
  ]);
  const spaced = plain.map(([country, make]): [string, Generator] => [
    `${country}-spaced`,
    (random) => grouped(make(random), Array<number>(8).fill(4), " ").trim(),
  ]);
  return Object.fromEntries([...plain, ...spaced]);
}

const LAND_AREAS = ["03-", "06-", "045-", "052-", "011-", "092-", "0422-", "0798-"] as const;

/** A Japanese land line: ten digits in all, the area's code first. */
function japaneseLandLine(random: Random): { readonly area: string; readonly exchange: string; readonly line: string } {
  const area = random.pick(LAND_AREAS).slice(0, -1);
  const exchange = `${random.integer(2, 9)}${random.characters(5 - area.length)}`;
  return { area, exchange, line: random.characters(4) };
}

function northAmerican(random: Random): readonly [string, string, string] {
  return [
    random.pick(["212", "415", "312", "617", "206", "305", "646"]),
    `${random.integer(2, 9)}${random.integer(2, 9)}${random.integer(0, 9)}`,
    random.characters(4),
  ];
}

const CHINESE_MOBILES = ["138", "139", "135", "150", "152", "186", "188", "177", "199"] as const;
const WORDS = [
  "tanaka",
  "sato.yuki",
  "k.mori",
  "liwei",
  "zhang_min",
  "chen.jie",
  "j.smith",
  "emma.wilson",
  "o.brien",
  "m-keller",
  "hana",
  "wong.kf",
] as const;
interface Era {
  readonly name: string;
  readonly letter: string;
  /** The years of it in which a customer of today may have been born. */
  readonly years: readonly [number, number];
}
const ERAS: readonly [Era, Era] = [
  { name: "昭和", letter: "S", years: [22, 63] },
  { name: "平成", letter: "H", years: [2, 16] },
];

function eraDate(random: Random): {
  readonly era: Era;
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  const era = random.pick(ERAS);
  return { era, year: random.integer(era.years[0], era.years[1]), month: random.integer(1, 12), day: random.integer(1, 28) };
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

function inWords(random: Random, write: (day: number, month: string, year: number) => string): string {
  const { year, month, day } = birthDate(random);
  return write(day, MONTHS[month - 1] ?? "May", year);
}

function inNumbers(random: Random, write: (year: string, month: string, day: string) => string): string {
  const { year, month, day } = birthDate(random);
  return write(String(year), padded(month, 2), padded(day, 2));
}

export const FINANCE_VALUES = {
  PHONE: {
    "jp-mobile": (random) => `0${random.pick(["90", "80", "70"])}-${random.integer(1, 9)}${random.characters(3)}-${random.characters(4)}`,
    "jp-mobile-plain": (random) => `0${random.pick(["90", "80", "70"])}${random.integer(1, 9)}${random.characters(7)}`,
    "jp-land": (random) => Object.values(japaneseLandLine(random)).join("-"),
    "jp-land-brackets": (random) => {
      const { area, exchange, line } = japaneseLandLine(random);
      return `${area}(${exchange})${line}`;
    },
    "jp-international": (random) =>
      `+81-${random.pick(["90", "80", "70"])}-${random.integer(1, 9)}${random.characters(3)}-${random.characters(4)}`,
    cn: (random) => `${random.pick(CHINESE_MOBILES)}${random.characters(8)}`,
    "cn-spaced": (random) => grouped(`${random.pick(CHINESE_MOBILES)}${random.characters(8)}`, [3, 4, 4], " "),
    "cn-international": (random) => `+86 ${grouped(`${random.pick(CHINESE_MOBILES)}${random.characters(8)}`, [3, 4, 4], " ")}`,
    "cn-land": (random) => `${random.pick(["010", "021", "0755", "0571"])}-${random.integer(2, 8)}${random.characters(7)}`,
    hk: (random) => `${random.pick(["5", "6", "9", "2"])}${random.characters(3, "1234567")} ${random.characters(4)}`,
    "hk-international": (random) => `+852 ${random.pick(["5", "6", "9"])}${random.characters(3, "1234567")} ${random.characters(4)}`,
    sg: (random) => `${random.pick(["8", "9"])}${random.characters(3, "12345678")} ${random.characters(4)}`,
    "sg-international": (random) => `+65 ${random.pick(["8", "9"])}${random.characters(3, "12345678")} ${random.characters(4)}`,
    us: (random) => northAmerican(random).join("-"),
    "us-brackets": (random) => {
      const [area, exchange, line] = northAmerican(random);
      return `(${area}) ${exchange}-${line}`;
    },
    "us-international": (random) => `+1 ${northAmerican(random).join("-")}`,
    "uk-mobile": (random) => `07${random.characters(3, "3456789")} ${random.characters(6)}`,
    "uk-land": (random) => `020 7${random.characters(3)} ${random.characters(4)}`,
    "uk-international": (random) => `+44 7${random.characters(3, "3456789")} ${random.characters(6)}`,
  },
  EMAIL: {
    plain: (random) => `${random.pick(WORDS)}${random.integer(1, 99)}@${random.pick(["example.com", "example.net", "example.org"])}`,
    company: (random) =>
      `${random.pick(WORDS)}@${random.pick(["mail", "corp", "dept"])}.example.${random.pick(["co.jp", "com.cn", "com.hk", "com.sg", "co.uk"])}`,
    tag: (random) => `${random.pick(WORDS)}+${random.characters(4, SMALL_LETTERS)}@example.com`,
  },
  DOB: {
    iso: (random) => inNumbers(random, (year, month, day) => `${year}-${month}-${day}`),
    slashes: (random) => inNumbers(random, (year, month, day) => `${year}/${month}/${day}`),
    compact: (random) => inNumbers(random, (year, month, day) => `${year}${month}${day}`),
    ja: (random) => inNumbers(random, (year, month, day) => `${year}年${Number(month)}月${Number(day)}日`),
    era: (random) => {
      const { era, year, month, day } = eraDate(random);
      return `${era.name}${year}年${month}月${day}日`;
    },
    "era-short": (random) => {
      const { era, year, month, day } = eraDate(random);
      return `${era.letter}${year}.${month}.${day}`;
    },
    "day-first": (random) => inWords(random, (day, month, year) => `${day} ${month.slice(0, 3)} ${year}`),
    "month-first": (random) => inWords(random, (day, month, year) => `${month} ${day}, ${year}`),
    us: (random) => inNumbers(random, (year, month, day) => `${month}/${day}/${year}`),
    uk: (random) => inNumbers(random, (year, month, day) => `${day}/${month}/${year}`),
  },
  BANK_CARD: {
    visa: (random) => cardNumber(random, VISA, 16),
    "visa-spaced": (random) => grouped(cardNumber(random, VISA, 16), [4, 4, 4, 4], " ").trim(),
    "visa-hyphens": (random) => grouped(cardNumber(random, VISA, 16), [4, 4, 4], "-"),
    mastercard: (random) => cardNumber(random, MASTERCARD, 16),
    "mastercard-spaced": (random) => grouped(cardNumber(random, MASTERCARD, 16), [4, 4, 4], " "),
    amex: (random) => cardNumber(random, AMEX, 15),
    "amex-spaced": (random) => grouped(cardNumber(random, AMEX, 15), [4, 6], " "),
    jcb: (random) => cardNumber(random, JCB, 16),
    "jcb-hyphens": (random) => grouped(cardNumber(random, JCB, 16), [4, 4, 4], "-"),
    unionpay16: (random) => cardNumber(random, UNIONPAY, 16),
    unionpay19: (random) => cardNumber(random, UNIONPAY, 19),
    "unionpay19-spaced": (random) => grouped(cardNumber(random, UNIONPAY, 19), [4, 4, 4, 4], " "),
    diners: (random) => cardNumber(random, ["36", "38"], 14),
    discover: (random) => cardNumber(random, ["6011", "65"], 16),
  },
  CARD_CVV: { three: (random) => random.characters(3), four: (random) => random.characters(4) },
  CARD_EXPIRY: {
    slash: (random) => `${padded(random.integer(1, 12), 2)}/${random.integer(27, 32)}`,
    long: (random) => `${padded(random.integer(1, 12), 2)}/20${random.integer(27, 32)}`,
    ja: (random) => `20${random.integer(27, 32)}年${random.integer(1, 12)}月`,
  },
  BANK_ACCOUNT: {
    jp: (random) => `${random.integer(1, 9)}${random.characters(6)}`,
    "yucho-symbol": (random) => `1${random.characters(3)}0`,
    yucho: (random) => `1${random.characters(3)}0-${random.integer(1, 9)}${random.characters(6)}1`,
    us: (random) => `${random.integer(1, 9)}${random.characters(random.integer(9, 11))}`,
    uk: (random) => `${random.integer(1, 9)}${random.characters(7)}`,
    hk: (random) => `${random.characters(3, "123456789")}-${random.characters(6)}-${random.characters(3)}`,
    sg: (random) => `${random.characters(3, "123456789")}-${random.characters(5)}-${random.characters(1)}`,
    cn: (random) => `${random.pick(["1100", "4402", "3100", "0200"])}${random.characters(15)}`,
  },
  JP_BANK_BRANCH: {
    "bank-branch": (random) => `${random.pick(["0001", "0005", "0009", "0010", "0033", "0036"])}-${random.characters(3)}`,
    branch: (random) => random.characters(3, "123456789"),
    bank: (random) => random.pick(["0001", "0005", "0009", "0010", "0033", "0036"]),
  },
  US_ABA: { plain: routingNumber },
  UK_SORT_CODE: {
    hyphens: (random) => grouped(`${random.integer(1, 8)}${random.characters(5)}`, [2, 2], "-"),
    spaced: (random) => grouped(`${random.integer(1, 8)}${random.characters(5)}`, [2, 2], " "),
    plain: (random) => `${random.integer(1, 8)}${random.characters(5)}`,
  },
  BIC: { eight: bankIdentifier, eleven: (random) => `${bankIdentifier(random)}${random.pick(["XXX", "OSA", "3NY", "SHA"])}` },
  IBAN: ibanKinds(),
  CUSTOMER_ID: {
    digits: (random) => `${random.integer(1, 9)}${random.characters(9)}`,
    eight: (random) => random.characters(8, "123456789"),
    cif: (random) => `CIF${random.characters(8)}`,
    letter: (random) => `C${random.characters(7)}`,
    hyphen: (random) => `${random.pick(["CUST", "KH", "CL"])}-${random.characters(6)}`,
  },
  IP_ADDRESS: {
    private: (random) => `10.${random.integer(1, 254)}.${random.integer(0, 254)}.${random.integer(2, 254)}`,
    public: (random) => `203.0.113.${random.integer(1, 254)}`,
    lan: (random) => `192.168.${random.integer(0, 254)}.${random.integer(2, 254)}`,
    v6: (random) => `2001:db8:${random.characters(4, `${DIGITS.slice(1)}abcdef`)}::${random.characters(4, `${DIGITS.slice(1)}abcdef`)}`,
  },
} satisfies Readonly<Record<string, Kinds>>;
