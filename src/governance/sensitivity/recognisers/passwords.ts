// Recognisers of passwords, personal numbers and one-time codes: a value behind a word for one, in prose, forms, code and connection strings.
import type { Piece, Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import secrets from "../words/secrets.json" with { type: "json" };
import { anyCaseOf, countOfSaid, labelled, labelledBehind, saidDigits } from "./labels.ts";

const ASSIGNED = "[\"'`」』*]{0,2}[ \\t]{0,3}(?:\\([^()\\n]{1,14}\\))?[ \\t]{0,3}(?::=|=>|->|→| - |[:=])\\s{0,3}";

// What stands behind a label without being a value: the text speaks about passwords, or it has been blanked already.
const PLACEHOLDER =
  /^(?:[[(*<>|%]|\$[{(A-Z]|\{|x{4,}|\.{3,}|-{2,}|_{3,}|●|https?:|(?:true|false|null|nil|none|undefined|required|optional|string|str|text|varchar|hidden|redacted|removed|masked|forgotten|changeme|n\/a|your|process|os|env|config|settings|secrets?|vault|self|this|args|request|req|form|data|input|new|get|must|should|see|same|base64|sha[-_]?\d{1,3}|md5|aes(?:-?\d{3})?|bcrypt|argon2|utf|pbkdf2|oauth\d?|2fa|mfa)(?![A-Za-z0-9!#$%&*?@^~]))/i;
/** A call or an index: `getPassword()`, `os.environ["DB"]`. */
const CODE = /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*[([]|^[a-z]+\.[a-z]+(?:\.[a-z]+)*$/i;
/** The name of a constant. */
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const DATE_OR_TIME = /^\d{1,4}[-/:]\d{1,2}(?:[-/:]\d{1,4})?/;

function isPassword(value: string): boolean {
  return !PLACEHOLDER.test(value) && !CONSTANT.test(value) && !(CODE.test(value) && !/[!#$%&*?@^~]/.test(value));
}

/** In running prose ("the password is wrong") only a value with a digit or a sign inside is a password. */
function isPasswordInProse(value: string): boolean {
  const inside = value.replace(/[.,;:?!)」』]{1,3}$/, "");
  return (
    isPassword(value) &&
    /[0-9!#$%&*+=?@^~]/.test(inside) &&
    !DATE_OR_TIME.test(value) &&
    !/^\d{1,3}$/.test(inside) &&
    !/^\d+[a-z]+-/.test(inside) &&
    !/^[A-Za-z_]{2,16}=/.test(inside)
  );
}

/** Also set apart digit by digit. */
const CODE_DIGITS = "(?:\\d(?:[・·.☆★*_/~]\\d){3,7}|\\d(?:[- ]?\\d){3,7})";
const CODE_END = "(?![0-9A-Za-z]|[-/.:]\\d|,\\d{3}| ?(?:桁|位|文字|年|月|円|元|件|号|回|分|秒|digits?|characters?))";

const ALL_VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

export const PASSWORD_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PASSWORD",
    why: "a value assigned to a word for password",
    signal: "always",
    begins: ["passwordLabel"],
    views: ["plain", "lookalike"],
    // Quoted values end at their quote mark; a bare word with more words behind it is prose.
    pattern: new RegExp(
      `(?<!(?:ID|id|user|User|login|Login|ユーザー|ユーザ|名|号) ?[/・] ?)${anyCaseOf(secrets.passwordLabel)}(?:[ _]?[0-9])?${ASSIGNED}(?:\\\\?"(?<value>[^"\\\\\\n]{4,128})\\\\?"|'(?<value>[^'\\n]{4,128})'|[「『“](?<value>[!-~]{4,128})[」』”]|(?<value>(?=[^\\s]{0,128}[0-9!#$%&*+=?@^~])[!#-&(-~]{4,128}|[A-Za-z_-]{4,64}(?![ \\t]+[A-Za-z]|[A-Za-z_([.]))|(?<value>[!#-&(-~]{4,128}(?=["'\`])))`,
      "dg",
    ),
    accepts: isPassword,
    narrows: withoutClosingMark,
    confidence: 0.9,
    examples: [
      "password: «hunter2!»",
      '{"password":"«Tr0ub4dor&3»"}',
      "pwd=«letmein»;",
      "DB_PASSWORD=«s3cr3tValue»",
      "パスワード：«P@ssw0rd»",
      "密码：«abc123456»",
      'password = "«correct horse battery»"',
      "PW: «Abc!2345»",
      "userPassword: '«Kx9!mmQ2»',",
      "密码（初始）：«Qwe#2026»",
    ],
    counterExamples: [
      "password: ********",
      "password: [[PASSWORD_K7Q2X]]",
      "password: <your password>",
      "password: required",
      "password:\n\n\n\nabcd",
      "pwd=abc",
      "password: must have 12 characters",
      'password = os.environ["DB_PASSWORD"]',
      "password: process.env.DB_PASSWORD",
      "password = getPassword()",
      "const password: string;",
      "password: bcrypt",
      "密码：******",
      "Password: the policy asks for twelve characters",
      "compass: north1",
    ],
  },
  {
    type: "PASSWORD",
    why: "a value with digits or signs after a sentence about a password",
    signal: "always",
    cue: ["passwordLabel"],
    views: ["plain", "joined", "lookalike"],
    pattern:
      /(?:(?<![A-Za-z/])(?:password|passphrase|passcode|pw|pwd)(?: (?:is|was) (?:now|still|set to|changed to|reset to)| (?:has been |was )?(?:changed|reset|set) to| is| was| to|:)? ["'“‘`]{0,2}|(?:パスワード|パスフレーズ|パスコード|PW|パス)(?:は|が|を|:|「|『| )|(?:パスワード|パスフレーズ|パスコード)(?=[A-Za-z0-9])|(?:密码|密碼|口令)(?:是|为|為|係|系|改为|改成|设为|:| |(?=[A-Za-z0-9])))[ "'「『“”]{0,3}(?<value>[!#-&(-~]{4,128})/dgi,
    accepts: isPasswordInProse,
    narrows: withoutClosingMark,
    confidence: 0.85,
    examples: [
      "My password is «Summer2026!»",
      "パスワードは「«Abc123!x»」です",
      "密码：«abc123456»",
      "密码是«qwe!9876»，请重置",
      "パスワード：«P@ssw0rd»",
      "I reset the password to «Winter#26».",
      "パスワードを«Kaki2026!»に変更しました",
    ],
    counterExamples: [
      "the password is incorrect.",
      "パスワードは8文字以上",
      "パスワードを変更",
      "密码是什么",
      "what is the password?",
      "password is wrong!",
      "the password is base64-encoded",
      "password is 2026-11-24 old",
      "password is sha256 hashed",
      "パスワードは OAuth2 で",
    ],
  },
  {
    type: "PASSWORD",
    why: "user name and password together behind a word for both",
    signal: "always",
    cue: ["passwordLabel", "credentialPair"],
    pattern:
      /(?<![A-Za-z])(?:(?:ID|user(?:name)?|login|ユーザー?(?:ID|名)?|利用者ID|ログインID|账号|帐号|用户名|用戶名|登录名) ?[/・&＆和,] ?(?:PW|PASS|password|パスワード|密码|密碼)|credentials?|creds|認証情報|ログイン情報|登录信息)[ :=→>-]{1,5}["'「]?[!-.0-~]{2,64} ?[/,] ?(?<value>[!-.0-~]{4,64})/dgi,
    accepts: isPasswordInProse,
    narrows: withoutClosingMark,
    confidence: 0.85,
    examples: [
      "ID/PW: taro01 / «Sakura#2026»",
      "ユーザーID・パスワード: yamada / «Pa55word»",
      "login/password: admin/«Adm1n!23»",
      "credentials: admin / «Rook!7712»",
      "利用者ID／パスワード → tk88 ／ «Mori#5521»",
    ],
    counterExamples: ["ID/PW: please ask", "ID / password : forgotten / reset"],
  },
  {
    type: "PASSWORD",
    why: "four to eight digits directly behind a word for a PIN or a one-time code",
    signal: "always",
    begins: ["codeLabel"],
    views: ALL_VIEWS,
    pattern: labelled(secrets.codeLabel, `(?:${CODE_DIGITS}|${saidDigits(3, 8)})${CODE_END}`, [
      "G-",
      "ATM",
      "SMS",
      "to",
      "from",
      "your",
      "次の",
      "以下の",
      "6桁",
      "4桁",
      "【",
      "】",
      "new",
      "old",
      "の",
      "である",
      "改为",
      "设为",
      "改成",
      "set to",
      "changed to",
      "for [a-z]{2,12}",
      "(?:\\d|four|five|six|eight)[ -]?digits?",
    ]),
    accepts: isCode,
    confidence: 0.9,
    examples: [
      "暗証番号は«1234»です",
      "验证码：«482913»",
      "my PIN is «4821»",
      "OTP «482913»",
      '{"otp":"«482913»"}',
      "verification code: «482 913»",
      "ワンタイムパスワード「«93027415»」",
      "您的验证码是«5829»，请勿泄露",
      "pin=«0927»&x=1",
      "暗証番号 «１ ２ ３ ４»",
      "G-482913 is… your code: OTP G-«482913»",
      "登录口令：«柒柒肆壹»",
      "OP：ATMの暗証番号は？\n客：«2718» です",
      "my telephone PIN is «four, one, one, nine»",
      "pass code «eight double-two one»",
      "あんしょうは、«ななにーいちぜろ»、です",
      "PIN four digits: «3-3-8-1»",
      "验证码：«8☆8☆2☆1☆0☆4»",
    ],
    counterExamples: [
      "暗証番号は4桁です",
      "PIN 2026-11-24",
      "暗証番号を忘れた",
      "opinion 1234",
      "郵便番号は1234",
      "OTP 2026年",
      "PIN must be 4 digits",
      "verification code 1234567890",
      "spin 1234",
    ],
  },
  {
    type: "PASSWORD",
    why: "four to eight digits that are said to be somebody's code",
    signal: "twoDigits",
    begins: ["codeIs"],
    views: ["plain", "joined", "spoken"],
    pattern: labelled(secrets.codeIs, `${CODE_DIGITS}${CODE_END}`),
    accepts: isCode,
    against: ["codeOfThing"],
    near: { before: 24, after: 0 },
    confidence: 0.85,
    examples: ["Your code is «552817»", "use code «4417 20» to sign in", "コードは«771204»です。5分以内に入力", "您的码是«559102»"],
    counterExamples: ["Your code is 12", "the postal code is 1500001", "コードは2026年版", "code review 552817"],
  },
  {
    type: "PASSWORD",
    why: "four to eight digits directly before words that say they are a one-time code",
    signal: "twoDigits",
    cue: ["codeLabel"],
    views: ALL_VIEWS,
    pattern:
      /(?<![0-9A-Za-z.-])(?<value>\d(?:[- ]?\d){3,7})(?=["'」”]? ?(?:is (?:your|the) (?:[a-z-]{2,20} ){0,3}(?:code|otp|pin|passcode|password)\b|が(?:あなたの|お客様の)?(?:認証コード|確認コード|ワンタイムパスワード|暗証番号)|(?:为|是|為)(?:您的)?(?:登录|本次)?(?:验证码|驗證碼|动态密码)|\(?(?:验证码|驗證碼)[),，]))/dgi,
    accepts: isCode,
    confidence: 0.9,
    examples: [
      "«482913» is your verification code",
      "«482913»が認証コードです",
      "«5829»是您的验证码",
      "Your code: «917 204» is your one-time password",
    ],
    counterExamples: ["2 is your code", "12345678901 is your code", "the 2026 code"],
  },
  {
    type: "PASSWORD",
    why: "four to eight digits or a password that a word for it follows",
    signal: "digit",
    cue: ["codeLabel", "passwordLabel"],
    pattern: labelledBehind(
      [secrets.codeLabel, secrets.passwordLabel],
      "\\d{4,8}|(?=[!-~]{0,32}[0-9])(?=[!-~]{0,32}[A-Za-z])[!#-&*+,./0-9:;?-Z^_a-z~-]{6,32}",
    ),
    accepts: (value) => isCode(value) && isPasswordInProse(value) && !/^(?:19|20)\d\d$/.test(value) && !/^[a-z]+\d?$/i.test(value),
    confidence: 0.82,
    examples: ["«2718»（暗証番号）", "«Sakura#2026x» is the password", "«482913»是短信验证码", "«7741» is my PIN"],
    counterExamples: ["4 is the PIN length", "2026 (password policy)", "https is the password transport", "ticket1 (password reset)"],
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
  {
    type: "PASSWORD",
    why: "the password of a command or of basic authentication",
    signal: "always",
    pattern:
      /(?:(?<![A-Za-z])Authorization["']?: ?["']?Basic |(?<![A-Za-z])curl [^\n]{0,80}-u ["']?[A-Za-z0-9._-]{1,64}:|(?<![A-Za-z])(?:mysql|sqlplus|psql|sshpass)[^\n]{0,60} -p ?["']?|(?<![A-Za-z])IDENTIFIED BY ["'])(?<value>[^\s"']{4,256})/dgi,
    accepts: isPassword,
    confidence: 0.85,
    examples: [
      "Authorization: Basic «dXNlcjpwYXNz»",
      "curl -u admin:«S3cret!x» https://a.example",
      "mysql -u root -p«Tiger!99» bank",
      "ALTER USER app IDENTIFIED BY '«Tiger99x»'",
    ],
    counterExamples: ["Basic income", "curl -u admin https://a", "psql -p $PASSWORD"],
  },
];

const CODE_DIGITS_MIN = 4;

/** Digits of a code, also said in words: no year, no date. */
function isCode(value: string): boolean {
  if (/^[^\d]+$/.test(value) && countOfSaid(value) < CODE_DIGITS_MIN) return false;
  return !/^(?:19|20)\d\d[- ]/.test(value) && !/^(?:20[12]\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/.test(value);
}

/** Closing punctuation that belongs to the sentence or to the JSON around a value. */
export function withoutClosingMark(value: string): Piece | undefined {
  const to = value.replace(/[,;.}\])]{1,4}$/, "").length;
  return to >= 4 ? { from: 0, to } : undefined;
}
