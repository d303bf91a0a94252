// Recognisers of passwords, codes, keys and templates by their own form, where the text speaks of such a thing
// but no word for it touches the value:
// "I typed Bluebird!93 like always and it says wrong password".
import type { Piece, Recogniser } from "../recogniser.ts";
import secrets from "../words/secrets.json" with { type: "json" };
import { anyCaseOf } from "./labels.ts";
import { withoutClosingMark } from "./passwords.ts";
import { looksRandom } from "./secrets.ts";

/** Letters, digits and a sign of the kind that only passwords hold, with nothing that an address, a path or program text has. */
const STRONG =
  "(?:(?<![!-~](?<![:=]))|(?<=(?<![!-~])[A-Za-z0-9._-]{2,24} ?[/:=]))[\"'`(]?(?<value>(?=[!#-&*+.0-9?-Z^_a-z~-]{0,31}[A-Za-z])(?=[!#-&*+.0-9?-Z^_a-z~-]{0,31}[0-9])(?=[A-Za-z0-9_.-]{0,31}[!#$%&*+?@^~])[!#-&*+.0-9?-Z^_a-z~-]{6,32})(?![!-~](?<![\"'`),;.]))";

/** An e-mail address, a domain, a percent-encoded text, a version, a heading or a list of terms. */
const NO_PASSWORD =
  /@[\w-]{1,63}\.|(?:%[0-9A-F]{2}[^%]{0,16}){2}|^[#*+$&~@-]|\d%$|^[A-Z]&[A-Z]\b|\?\w{1,20}$|^[a-z]+\+\d+$|^\d[\d.,]*[+%*]|^\w{1,3}[+*?]\d|^[A-Za-z]\+\+|^[A-Z]{1,3}#\d+$/;

function isStrongPassword(value: string): boolean {
  return !NO_PASSWORD.test(value) && (value.match(/[A-Za-z]/g) ?? []).length >= 2;
}

/** A year alone, or a day in digits. */
const YEAR_OR_DAY = /^(?:(?:19|20)\d\d|20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$/;
const CODE = "\\d{3}[- ]\\d{3}|\\d{4,8}";
const CODE_END =
  "(?![0-9A-Za-z]|[-.:/]\\d|,\\d{3}(?!\\d)| ?(?:桁|位|文字|円|元|万|億|件|名|人|回|次|年|月|日|時|时|分|秒|条|digits?|characters?|times|attempts|records|rows|users))";

function isCode(value: string): boolean {
  return !YEAR_OR_DAY.test(value);
}

/** What says, before a number, that a bank or an application has sent it. */
const RECEIVED = [
  "(?:届いた|送られてきた|送られた|来た|きた|受信した|受け取った|表示された|SMSの|メールの)(?:番号|数字|コード|[4-8]桁|やつ|の)(?:の(?:番号|数字))?",
  "(?:短信|簡訊|简讯|手机|手機)(?:里|裡|上|中)?(?:收到|写|显示|顯示|发来|發來)?的?(?:数字|數字|号码|码|碼|是)",
  "(?:发|發|收到|传|傳)(?:来|來|过来|給我|给我|到手机)?的?(?:那个|那串|六位|6位)?(?:数字|數字|码|碼)",
  "(?:短信|簡訊|简讯)[^\\n\\d。]{0,16}?(?:写着|寫著|写的是|显示|顯示|是|说|說|[:：])",
  "(?<![a-z])(?:number|code|digits|one) (?:that )?(?:they|you|the bank|the app|it|he|she)(?: have| has| just)? (?:sent|texted|gave|emailed|messaged|showed)(?: (?:to )?(?:me|us|him|her|over|through|my phone))?",
  "(?<![a-z])(?:code|number|digits) (?:from|in|on) (?:the|my|your|his|her) (?:text|sms|message|email|app|authenticator)",
  "(?<![a-z])(?:text|sms|message|authenticator|app)(?: message)? (?:said|says|reads|read|showed|shows|gave|had)",
] as const;

const KEY_AT_ONCE =
  "(?=[0-9a-f]{8})(?<![A-Za-z0-9+/_.=@#-])(?<!sha\\d{1,3}:)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{64})(?![A-Za-z0-9+/_@=.:-])";

const TEMPLATE_CODE = "[A-Z]{2,6}[-_](?=[0-9A-Z-]{0,20}\\d)[0-9A-Z]{3,20}(?:-[0-9A-Z]{2,12}){0,3}";
const TEMPLATE_BLOB = "(?=[A-Za-z_/+-]{0,40}\\d)(?:[0-9a-f]{16,1024}|[A-Za-z0-9+/]{24,2048}={0,2})";
const TEMPLATE = `(?<![0-9A-Za-z+/=_-])(?:${TEMPLATE_CODE}|${TEMPLATE_BLOB})(?![0-9A-Za-z+/=_-])`;

/** A sign as it is called when a password is said. */
const SAID_SIGN =
  "exclamation(?: mark| point)?|hash(?:tag)?|dollar(?: sign)?|at sign|ampersand|asterisk|star|percent|underscore|question mark|dash|hyphen|full stop|dot|pound sign|シャープ|びっくり(?:マーク)?|アットマーク|アット|ハッシュ|アンダーバー|ドル(?:マーク)?|ハイフン|アスタリスク|感叹号|井号|艾特|美元符号|星号|下划线|问号|減号|减号";
const SAID_CASE = "capital|upper ?case|lower ?case|big|small|大文字の?|小文字の?|大写的?|小写的?|大寫的?|小寫的?";
/** The words of a said password before its first sign, and what follows the sign. */
const SAID_START = `(?:(?:(?:${SAID_CASE}) ?)?[A-Za-z0-9ぁ-んァ-ヶー一-鿿]{1,14}[ ,、・]{1,2}){1,9}`;
const SAID_REST = `(?:(?:${SAID_SIGN}|${SAID_CASE}|[A-Za-z0-9]{1,12})(?:[ ,、・]{1,2}(?=[A-Za-z0-9])|(?![A-Za-z0-9]))){0,8}`;
const SAYS_LETTERS_OR_DIGITS = new RegExp(`(?:^|[ ,、・])(?:${SAID_CASE})|\\d|one|two|three|four|five|six|seven|eight|nine|zero`, "i");

/** The value without the mark of the sentence behind it; undefined where only words are said. */
function saidPassword(value: string): Piece | undefined {
  return SAYS_LETTERS_OR_DIGITS.test(value) ? { from: 0, to: value.replace(/[ ,、・]{1,3}$/, "").length } : undefined;
}

export const SECRETS_BY_FORM_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PASSWORD",
    why: "letters, digits and a sign as only a password has them, where passwords or signing in are spoken of",
    signal: "digit",
    cue: ["passwordLabel", "signInWord"],
    views: ["plain", "lookalike"],
    pattern: new RegExp(STRONG, "dg"),
    accepts: isStrongPassword,
    narrows: withoutClosingMark,
    context: ["passwordLabel", "signInWord"],
    near: { before: 70, after: 50 },
    confidence: 0.72,
    examples: [
      "I typed «Bluebird!93» like always and it says wrong password",
      "パスワードは先月から «Hoshi#4410xx» を使っています",
      "ロック解除は«tsukimi2025!»でお願いします",
      "数据库连接 root / «Mysql!8890»",
      "网银口令写在便签：«Meihua*3321»",
      "本番DBのパスワード、«Dragon%2830we» に変えておきました",
    ],
    counterExamples: [
      "login at taro1@example.com",
      "password length>=12 && digits>=1",
      "login via https://a.example/x?y=1&z=2",
      "Bluebird!93 is a song",
      "ログインは C++20 対応",
      "password hint: %E3%81%82%E3%81%84",
      "log in to see 50%OFF2026",
    ],
  },
  {
    type: "PASSWORD",
    why: "the key of a wireless network behind its name",
    signal: "digit",
    cue: ["signInWord"],
    pattern:
      /(?:SSID|Wi-?Fi|無線LAN|无线|無線|WLAN|hotspot|热点)[^\n]{0,60}?(?:キー|鍵|(?<![A-Za-z])key|PW|密钥|密鑰|口令)["']?(?: is |は|[ :=]){1,4}["'「]?(?<value>(?=[!-~]{0,40}[0-9])[!#-&*+,./0-9;?-Z^_a-z~-]{8,63})/dgi,
    accepts: (value) => !/^(?:https?:|[\d.:]+$)/.test(value),
    confidence: 0.85,
    examples: ["会議室Wi-Fi SSID: KRB-Guest キー: «mizuumi-88-Neko»", "wifi for visitors: network Harbor-Guest / key «sunny-otter-42»"],
    counterExamples: ["Wi-Fi key: see the notice", "SSID KRB-Guest, key rotation 2026"],
  },
  {
    type: "PASSWORD",
    why: "digits that somebody typed or is to type to prove who it is",
    signal: "twoDigits",
    cue: ["verifyWord"],
    views: ["plain", "joined", "spoken"],
    pattern: new RegExp(
      `(?:(?:输入|輸入|填写|填寫|键入|(?<![a-z])(?:enter(?:ed)?|type(?:d)?(?: in)?|key(?:ed)? in|punch(?:ed)? in|use))[ :："'“「（(]{0,3}(?<value>${CODE})${CODE_END}|(?<![0-9A-Za-z.,/-])(?<value>${CODE})["'」”]?\\s?(?:と|を)?(?:入れ|入力|打ち|打っ|押し))`,
      "dgi",
    ),
    accepts: isCode,
    context: ["verifyWord", "codeLabel"],
    against: ["codeOfThing", "numberOfThing"],
    near: { before: 40, after: 34 },
    confidence: 0.8,
    examples: [
      "请在登录页输入 «602817» 完成验证",
      "いつもの«5810»を入れたのに、暗証番号が違うと言われます",
      "Enter «441902» to verify your sign in",
      "log in, then type «882104» when asked",
    ],
    counterExamples: [
      "enter 12 to log in",
      "请输入 20261124 查询登录记录",
      "use 4096 users at login",
      "郵便番号 1500001 を入力してログイン",
      "enter 5000 as the amount",
    ],
  },
  {
    type: "PASSWORD",
    why: "four to eight digits that a sentence about a PIN or a one-time code sets apart: quoted, in brackets, behind a colon or a particle",
    signal: "twoDigits",
    begins: ["pinWord"],
    views: ["plain", "joined", "spoken"],
    pattern: new RegExp(
      `${anyCaseOf(secrets.pinWord)}[^\\n\\d。!?？！]{0,30}?(?:[はがをのにも「『"“(（:：=→是为為成>]|(?<![A-Za-z])(?:is|was|code)(?: now| still)?) ?(?<value>${CODE})${CODE_END}`,
      "dg",
    ),
    accepts: isCode,
    against: ["codeOfThing"],
    rivals: ["otherNumber", "numberOfThing", "accountNumber", "cardNumber", "branchCode", "versionNumber"],
    near: { before: 30, after: 0 },
    confidence: 0.68,
    examples: [
      "お客様が「暗証を娘の誕生日の«0319»から7745に替えたい」と申出",
      "The customer read her PIN aloud on the call («6614»), recording must be redacted",
      "门禁换码了，新的是«48213»，旧的作废",
      "The door code for the lobby is now «66120».",
      "Vault door combination changed, new code «77120», effective tonight",
    ],
    counterExamples: [
      "PIN pad firmware version 4471",
      "暗証番号の照会受付番号は447120",
      "PINs were mailed to 4471 customers",
      "門禁卡 2026年",
      "OTP service on port 8443",
      "暗証番号の変更手数料は1100円",
      "pin the post to 4471",
    ],
  },
  {
    type: "PASSWORD",
    why: "digits that somebody was sent or texted",
    signal: "twoDigits",
    views: ["plain", "joined", "spoken", "lookalike"],
    cue: ["messageReceived"],
    pattern: new RegExp(
      `(?:${RECEIVED.join("|")})(?:[ :,、：は是が「"'“(]|is |was ){0,5}(?<![A-Za-z0-9])(?<value>${CODE})${CODE_END}`,
      "dgi",
    ),
    accepts: isCode,
    confidence: 0.85,
    examples: [
      "届いた番号は «739 204» ですが",
      "the number they sent me is «820174»",
      "The text message said «925906».",
      "短信里的数字是«602817»",
    ],
    counterExamples: ["the number they sent is 12", "届いた番号は 2026年", "the message said 2026-11-24", "the code you sent 44 lines of"],
  },
  {
    type: "PASSWORD",
    why: "a password that is said, sign by sign",
    signal: "always",
    cue: ["passwordLabel"],
    pattern: new RegExp(
      `(?:password|passphrase|passcode|pass|パスワード|パス|密码|密碼|口令)(?:'s|は|が|是|为| is| was)?[?:？： 、,"'「“]{1,4}(?<value>${SAID_START}(?:${SAID_SIGN}|${SAID_CASE})[ ,、・]{0,2}${SAID_REST})`,
      "dgi",
    ),
    narrows: saidPassword,
    confidence: 0.7,
    examples: [
      "The password? «capital K, kestrel, hash, four four one nine». All one word.",
      "パスワードは「«大文字S、akura、2026、びっくり»」です",
    ],
    counterExamples: [
      "password: star rating",
      "The password has a dash",
      "パスワードはハイフン不可",
      "password: letters, digits, underscore",
    ],
  },
  {
    type: "API_KEY",
    why: "hexadecimal digits in the length of a key, near a word for one",
    signal: "longRun",
    cue: ["keyWord"],
    views: ["plain", "joined"],
    pattern: new RegExp(KEY_AT_ONCE, "dg"),
    accepts: looksRandom,
    context: ["keyWord", "keyLabel"],
    against: ["hashWord", "keyOfThing", "machineFingerprint", "biometricWord"],
    near: { before: 48, after: 24 },
    confidence: 0.72,
    examples: [
      "為替APIの鍵が平文で貼られていました → «de6c2b204f47c92dc77e838e73a21f60»",
      "the vendor gave us this credential yesterday: «31b79323d7b7baed6b76ba33e8076311»",
    ],
    counterExamples: [
      "commit de6c2b204f47c92dc77e838e73a21f60 fixes the key",
      "de6c2b204f47c92dc77e838e73a21f60",
      "cache key de6c2b204f47c92dc77e838e73a21f60",
      "鍵の指紋 de6c2b204f47c92dc77e838e73a21f60",
    ],
  },
  {
    type: "API_KEY",
    why: "a random value in a header of an application's own or behind a word that is joined to its label",
    signal: "longRun",
    pattern:
      /(?<![A-Za-z0-9])[Xx]-[A-Za-z]{2,16}(?:-[A-Za-z]{2,16}){0,3}["']?: ?["']?(?<value>(?=[A-Za-z_-]{0,40}\d)(?=[a-z0-9_-]{0,40}[A-Z]|[0-9a-f]{32})[A-Za-z0-9_~+/-]{20,256}={0,2})(?![A-Za-z0-9])/dg,
    accepts: looksRandom,
    against: ["hashWord", "keyOfThing"],
    near: { before: 24, after: 0 },
    confidence: 0.85,
    examples: ["curl -H 'X-Auth: «EQTmWVgImVImBvUcWoAtl8FNjoUhm6z37pTLbbTu»' https://api.example.jp"],
    counterExamples: ["X-Request-Id: EQTmWVgImVImBvUcWoAtl8FNjoUhm6z37pTLbbTu", "X-Trace: 2026-11-24T10:11:12", "X-Mailer: Thunderbird"],
  },
  {
    type: "BIOMETRIC",
    why: "a template's number or content in a sentence about what is measured of a body",
    signal: "digit",
    cue: ["biometricWord"],
    views: ["plain", "lookalike"],
    pattern: new RegExp(TEMPLATE, "dg"),
    accepts: (value) => !/^(?:ISO|IEC|FIPS|NIST|FIDO|COVID|VER|REV|Q|FY|JIRA|INC|REQ|CHG|TKT|PR)[-_]?\d/i.test(value),
    context: ["biometricWord"],
    against: ["machineFingerprint", "numberOfThing"],
    near: { before: 44, after: 0 },
    standsIn: ({ text, words, start, end }) =>
      words.between("templateWord", start - 44, start) ||
      words.between("templateWord", end, end + 16) ||
      /(?:[Ii][Dd]|識別子|番号|号)[ :=：は]{0,3}$/.test(text.slice(Math.max(0, start - 8), start)),
    confidence: 0.8,
    examples: [
      "指静脈テンプレートの照合失敗：テンプレートID «VP-F7DD35E3»",
      "声紋特徴量のダンプがログに残っていました： «8cYAGGQNnuRQ0kiTawCpQpUJFCSpV0RlQKGmLEvKEEXTMgeWxUQAJbFFOMI5sO==»",
      "Voice biometrics enrolment finished: reference «VB-9F31-C0A7» stored",
      "人脸机注册成功，模板号 «FT-77A0C9»",
      "iris hash for badge 12 is «922237a08f2744bfc8097491446308d0»",
    ],
    counterExamples: [
      "指静脈装置の型番 FV-2026-88213",
      "template VP-F7DD35E3",
      "fingerprint reader ISO-19794 template",
      "browser fingerprint reference VB-9F31-C0A7",
    ],
  },
];
