// Recognisers of secrets: keys of known providers, private keys, and values behind words for a key or a password.
import type { Recogniser } from "../recogniser.ts";

const ASSIGNED = "[\"'`]?\\s{0,3}(?:[:=]|=>)\\s{0,3}[\"'`]?";

// What stands behind a label without being a value: the text speaks about passwords, or it has been blanked already.
const PLACEHOLDER =
  /^(?:\[\[|\*|<|\$\{|\{\{|x{4,}|\.{3,}|-{3,}|(?:true|false|null|none|undefined|required|optional|string|str|hidden|redacted|forgotten|changeme)\b)/i;

const ENTROPY_BITS_MIN = 3;

/** Shannon entropy per character, in bits. */
function entropyBits(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** Letters and digits mixed, as chance makes them: words joined by hyphens are not. */
function looksRandom(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && entropyBits(value) >= ENTROPY_BITS_MIN;
}

function isPassword(value: string): boolean {
  return !PLACEHOLDER.test(value);
}

/** In running prose ("the password is wrong") only a value with a digit or a sign inside is a password. */
function isPasswordInProse(value: string): boolean {
  return isPassword(value) && /[0-9!#$%&*+=?@^~]/.test(value.slice(0, -1) + value.slice(-1).replace(/[?!]/, ""));
}

export const SECRET_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PRIVATE_KEY",
    why: "a private key in PEM form",
    signal: "always",
    // The end line is optional: half a key is a secret too.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,]|-(?!-)){0,16384}(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/dg,
    confidence: 0.99,
    examples: [
      "key:\n«-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\n-----END RSA PRIVATE KEY-----»\n",
      '{"k":"«-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----»"}',
      "«-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA»",
    ],
    counterExamples: ["-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----"],
  },
  {
    type: "API_KEY",
    why: "a key in the form of a known provider",
    signal: "always",
    pattern:
      /(?<![A-Za-z0-9_])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{22,255}|glpat-[A-Za-z0-9_-]{20,64}|xox[abeoprs]-[A-Za-z0-9-]{10,250}|AIza[0-9A-Za-z_-]{35}|LTAI[A-Za-z0-9]{12,30}|hf_[A-Za-z0-9]{30,64}|npm_[A-Za-z0-9]{36}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,99})(?![A-Za-z0-9])/dg,
    confidence: 0.98,
    examples: [
      "«AKIAIOSFODNN7EXAMPLE»を使う",
      "token «ghp_abcdefghijklmnopqrstuvwxyz0123456789»",
      "«xoxb-123456789012-abcdefABCDEF»",
      "«AIzaSyA1234567890abcdefghijklmnopqrstuv»",
      "密钥«LTAI5tAbCdEfGhIjKlMn»",
    ],
    counterExamples: ["AKIA", "ghp_short", "xoxb", "BAKIAIOSFODNN7EXAMPLE"],
  },
  {
    type: "API_KEY",
    why: "a key with the prefix sk-",
    signal: "always",
    pattern: /(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{16,250}/dg,
    accepts: looksRandom,
    confidence: 0.97,
    examples: ["OPENAI_API_KEY=«sk-proj-Ab12Cd34Ef56Gh78Ij90»", "«sk-ant-api03-abcDEF123456_7890»"],
    counterExamples: ["sk-learn-classification-tree", "task-1234567890abcdef12", "sk-1234"],
  },
  {
    type: "API_KEY",
    why: "a JSON web token",
    signal: "always",
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2048}\.eyJ[A-Za-z0-9_-]{2,8192}\.[A-Za-z0-9_-]{0,2048}/dg,
    confidence: 0.98,
    examples: ["Bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123_-»"],
    counterExamples: ["eyJhbGciOiJIUzI1NiJ9", "eyJ.eyJ.x"],
  },
  {
    type: "API_KEY",
    why: "a random value behind a word for a key",
    signal: "always",
    pattern: new RegExp(
      `(?:api[_ -]?key|access[_ -]?key(?:[_ -]?id)?|secret(?:[_ -]?(?:access[_ -]?)?key)?|auth[_ -]?token|access[_ -]?token|token|bearer|APIキー|密钥|秘钥)(?:${ASSIGNED}|[は为為是] ?| )(?<value>[A-Za-z0-9+/=_.~-]{16,256})`,
      "dgi",
    ),
    accepts: looksRandom,
    confidence: 0.9,
    examples: [
      'api_key = "«9f8e7d6c5b4a39281706»"',
      "aws_secret_access_key=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
      "APIキーは«a1b2c3d4e5f6g7h8i9»です",
      "Authorization: Bearer «abcd1234efgh5678ijkl»",
    ],
    counterExamples: ["api_key = your-api-key-goes-here", "token: [[API_KEY_K7Q2X]]", "secret: short1", "token 1234567890123456"],
  },
  {
    type: "PASSWORD",
    why: "a value behind a word for password",
    signal: "always",
    pattern: new RegExp(`(?<![A-Za-z])(?:password|passwd|passphrase|passcode|pwd)${ASSIGNED}(?<value>[!#-&(-~]{4,128})`, "dgi"),
    accepts: isPassword,
    narrows: withoutClosingMark,
    confidence: 0.9,
    examples: ["password: «hunter2!»", '{"password":"«Tr0ub4dor&3»"}', "pwd=«letmein»;", "DB_PASSWORD=«s3cr3tValue»"],
    counterExamples: [
      "password: ********",
      "password: [[PASSWORD_K7Q2X]]",
      "password: <your password>",
      "password: required",
      "password:\n\n\n\nabcd",
      "pwd=abc",
    ],
  },
  {
    type: "PASSWORD",
    why: "a value with digits or signs after a sentence about a password",
    signal: "always",
    pattern:
      /(?:(?<![A-Za-z])(?:password|passphrase|passcode) (?:is|was)|パスワード(?:は|が|を|が「|は「|:)|パス(?:は|:)|密码(?:是|为|:)|密碼(?:是|為|:)|口令(?:是|为|:))[ "'「『“]{0,3}(?<value>[!#-&(-~]{4,128})/dgi,
    accepts: isPasswordInProse,
    narrows: withoutClosingMark,
    confidence: 0.85,
    examples: [
      "My password is «Summer2026!»",
      "パスワードは「«Abc123!x»」です",
      "密码：«abc123456»",
      "密码是«qwe!9876»，请重置",
      "パスワード：«P@ssw0rd»",
    ],
    counterExamples: [
      "the password is incorrect.",
      "パスワードは8文字以上",
      "パスワードを変更",
      "密码是什么",
      "what is the password?",
      "password is wrong!",
    ],
  },
  {
    type: "PASSWORD",
    why: "four to twelve digits behind a word for a PIN or one-time code",
    signal: "twoDigits",
    pattern:
      /(?:暗証番号|ワンタイムパスワード|認証コード|确认码|验证码|驗證碼|取款密码|交易密码|(?<![A-Za-z])(?:PIN|OTP|PIN code|one-time (?:code|password)))["']?\s?(?:[:=]|は|が|是|为|為|is)?\s?["'「]?(?<value>\d{4,12})(?![0-9A-Za-z]|桁|位|文字|[-/.年])/dgi,
    confidence: 0.9,
    examples: ["暗証番号は«1234»です", "验证码：«482913»", "my PIN is «4821»", "OTP «482913»"],
    counterExamples: ["暗証番号は4桁です", "PIN 2026-11-24", "暗証番号を忘れた", "opinion 1234", "郵便番号は1234"],
  },
  {
    type: "PASSWORD",
    why: "the password inside a connection string",
    signal: "atSign",
    pattern: /(?<![A-Za-z0-9])[a-z][a-z0-9+]{2,15}:\/\/[A-Za-z0-9._%-]{0,64}:(?<value>[^\s:@/"'<>]{3,128})@[A-Za-z0-9[]/dg,
    accepts: isPassword,
    confidence: 0.97,
    examples: ["postgres://app:«s3cret»@db.internal:5432/bank", "redis://:«p4ssw0rd»@cache"],
    counterExamples: ["https://example.com:8080/path", "https://user@example.com", "postgres://app:${PASSWORD}@db"],
  },
];

/** Closing punctuation that belongs to the sentence or to the JSON around a value. */
function withoutClosingMark(value: string): { from: number; to: number } | undefined {
  const to = value.replace(/[,;.}\])]{1,4}$/, "").length;
  return to >= 4 ? { from: 0, to } : undefined;
}
