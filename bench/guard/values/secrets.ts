// Secrets of the forms that providers and people give them. All are made by chance: none opens anything.
import { CAPITALS, DIGITS, type Generator, type Random, SMALL_LETTERS } from "./random.ts";

type Kinds = Readonly<Record<string, Generator>>;

const LETTERS_AND_DIGITS = `${CAPITALS}${SMALL_LETTERS}${DIGITS}`;
const HEXADECIMAL = `${DIGITS}abcdef`;

/** A token of three parts: header and claims that decode, and bytes for the signature. */
function webToken(random: Random): string {
  const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");
  const claims = Buffer.from(JSON.stringify({ sub: random.characters(8), exp: random.integer(1_790_000_000, 1_900_000_000) })).toString(
    "base64url",
  );
  return `${header}.${claims}.${random.characters(43, `${LETTERS_AND_DIGITS}-_`)}`;
}

function pem(random: Random, label: string, lineCount: number): string {
  const lines = Array.from({ length: lineCount }, () => random.characters(64, `${LETTERS_AND_DIGITS}+/`));
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n");
}

/** At least one sign of each sort, as password rules demand it. */
function strongPassword(random: Random): string {
  const word = random.pick(["Sakura", "Hokkaido", "Blue", "Tiger", "Fuji", "Dragon", "Winter", "Kestrel"]);
  return `${word}${random.pick(["!", "#", "$", "%"])}${random.characters(4)}${random.characters(2, SMALL_LETTERS)}`;
}

export const SECRET_VALUES = {
  API_KEY: {
    aws: (random) => `AKIA${random.characters(16, `${CAPITALS}234567`)}`,
    aliyun: (random) => `LTAI5t${random.characters(18, LETTERS_AND_DIGITS)}`,
    github: (random) => `ghp_${random.characters(36, LETTERS_AND_DIGITS)}`,
    slack: (random) => `xoxb-${random.characters(12)}-${random.characters(13)}-${random.characters(24, LETTERS_AND_DIGITS)}`,
    openai: (random) => `sk-proj-${random.characters(48, LETTERS_AND_DIGITS)}`,
    google: (random) => `AIza${random.characters(35, LETTERS_AND_DIGITS)}`,
    jwt: webToken,
    generic: (random) => random.characters(40, LETTERS_AND_DIGITS),
    hexadecimal: (random) => random.characters(32, HEXADECIMAL),
  },
  PRIVATE_KEY: {
    rsa: (random) => pem(random, "RSA PRIVATE KEY", 5),
    pkcs8: (random) => pem(random, "PRIVATE KEY", 4),
    ec: (random) => pem(random, "EC PRIVATE KEY", 2),
    openssh: (random) => pem(random, "OPENSSH PRIVATE KEY", 4),
  },
  PASSWORD: {
    strong: strongPassword,
    pin: (random) => random.characters(4),
    otp: (random) => random.characters(6),
    random: (random) => `${random.characters(6, LETTERS_AND_DIGITS)}@${random.characters(5, LETTERS_AND_DIGITS)}`,
  },
  BIOMETRIC: {
    hexadecimal: (random) => random.characters(48, HEXADECIMAL),
    base64: (random) => `${random.characters(62, LETTERS_AND_DIGITS)}==`,
    id: (random) => `${random.pick(["FV", "FP", "VP", "FACE"])}-${random.characters(8, `${DIGITS}ABCDEF`)}`,
  },
} satisfies Readonly<Record<string, Kinds>>;
