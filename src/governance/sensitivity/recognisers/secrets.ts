// Recognisers of keys: those of known providers by their published forms, private keys, and random values behind a word for a key.
import type { Recogniser } from "../recogniser.ts";
import secrets from "../words/secrets.json" with { type: "json" };
import { labelled } from "./labels.ts";

// Forms that providers publish, so that leaked keys can be found: clouds, source hosts, registries, payments, messaging, models.
const PROVIDER_KEYS = [
  "(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[0-9A-Z]{16}",
  "gh[pousr]_[A-Za-z0-9]{30,255}",
  "github_pat_[A-Za-z0-9_]{22,255}",
  "gl(?:pat|dt|rt|ptt|cbt|ft|soat)-[A-Za-z0-9_-]{20,64}",
  "xox[abeoprs]-[A-Za-z0-9-]{10,250}",
  "xapp-\\d-[A-Z0-9]{8,16}-\\d{8,16}-[a-z0-9]{32,128}",
  "https://hooks\\.slack\\.com/services/T[A-Z0-9]{6,14}/B[A-Z0-9]{6,14}/[A-Za-z0-9]{16,32}",
  "AIza[0-9A-Za-z_-]{35}",
  "ya29\\.[0-9A-Za-z_-]{20,512}",
  "GOCSPX-[A-Za-z0-9_-]{20,40}",
  "LTAI[A-Za-z0-9]{12,30}",
  "AKID[A-Za-z0-9]{28,40}",
  "hf_[A-Za-z0-9]{30,64}",
  "npm_[A-Za-z0-9]{36}",
  "pypi-[A-Za-z0-9_-]{50,512}",
  "[sr]k_(?:live|test)_[A-Za-z0-9]{16,99}",
  "whsec_[A-Za-z0-9+/=]{24,99}",
  "SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}",
  "SK[0-9a-f]{32}",
  "key-[0-9a-f]{32}",
  "do[oprt]_v1_[a-f0-9]{64}",
  "dapi[a-f0-9]{32}",
  "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
  "hv[sbr]\\.[A-Za-z0-9_-]{24,200}",
  "gl(?:c|sa)_[A-Za-z0-9+/=_-]{32,255}",
  "lin_api_[A-Za-z0-9]{32,64}",
  "\\d{8,10}:AA[A-Za-z0-9_-]{33}",
  "(?:EAAA|sq0[a-z]{3}-)[A-Za-z0-9_-]{22,64}",
  "NRAK-[A-Z0-9]{27}",
  "dckr_pat_[A-Za-z0-9_-]{20,40}",
  "PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
  "gsk_[A-Za-z0-9]{40,64}",
  "xai-[A-Za-z0-9]{40,100}",
  "r8_[A-Za-z0-9]{32,40}",
  "(?:pplx|tvly|nvapi)-[A-Za-z0-9_-]{30,100}",
  "(?:ntn_|figd_|sntry[su]_|sbp_|lsv2_(?:pt|sk)_|ph[cx]_|rubygems_|xkeysib-|shpss_|rnd_|fly_|dvc_|fo1_)[A-Za-z0-9_=-]{24,200}",
  "secret_[A-Za-z0-9]{40,48}",
  "pul-[a-f0-9]{40}",
  "pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}",
  "pat-(?:na|eu)\\d-[a-f0-9-]{36}",
  "AT(?:ATT|BB|CTT)[A-Za-z0-9_=-]{24,250}",
  "dt0[a-z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}",
  "https://discord(?:app)?\\.com/api/webhooks/\\d{15,22}/[A-Za-z0-9_-]{50,90}",
  "https://[a-z0-9-]{1,60}\\.webhook\\.office\\.com/webhookb2/[A-Za-z0-9@/-]{60,300}",
  "rzp_(?:live|test)_[A-Za-z0-9]{12,24}",
  "[a-f0-9]{32}-us\\d{1,2}",
  "1//0[A-Za-z0-9_-]{30,120}",
  "AC[0-9a-f]{32}",
  "STS\\.[A-Za-z0-9]{16,64}",
  "app-[A-Za-z0-9]{24}",
  "pk_live_[A-Za-z0-9]{16,99}",
  "AKCp[A-Za-z0-9]{60,80}",
  "eu01xx[a-f0-9]{32,60}",
  "glptt-[a-f0-9]{40}",
].join("|");

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
export function looksRandom(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && entropyBits(value) >= ENTROPY_BITS_MIN;
}

// A path, a dotted name, a date or a file: words in small letters, with at most a short number.
const NAME_LIKE =
  /^(?:https?:|arn:|[a-z]{2,20}\d{0,2}(?:[-_./][a-z]{0,20}\d{0,4}){1,12}$|\d{4}-\d\d-\d\d|[A-Z][a-z]+(?:[A-Z][a-z]+)*\d{0,2}$)/;

function isUnnamedKey(value: string): boolean {
  return looksRandom(value) && !NAME_LIKE.test(value);
}

const WHOLE_PROVIDER_KEY = new RegExp(`^(?:${PROVIDER_KEYS})$`);

/** Whether the value is a key in the form of a known provider. */
export function isProviderKey(value: string): boolean {
  return WHOLE_PROVIDER_KEY.test(value);
}

export const SECRET_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PRIVATE_KEY",
    why: "a private key in PEM form",
    signal: "always",
    cue: ["pemHeader"],
    // The end line is optional: half a key is a secret too.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,>|"']|-(?!-)){0,16384}(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/dg,
    confidence: 0.99,
    examples: [
      "key:\n«-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\n-----END RSA PRIVATE KEY-----»\n",
      '{"k":"«-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----»"}',
      "«-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA»",
    ],
    counterExamples: ["-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----"],
  },
  {
    type: "PRIVATE_KEY",
    why: "a long random value behind a word for a private key",
    signal: "always",
    begins: ["privateKeyLabel"],
    pattern: labelled(secrets.privateKeyLabel, "(?:0x)?[A-Za-z0-9+/_-]{40,8192}={0,2}(?![A-Za-z0-9])", ["hex", "wif", "base64"]),
    accepts: looksRandom,
    confidence: 0.95,
    examples: [
      "秘密鍵：«4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318»",
      '{"private_key":"«0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318»"}',
      "私钥是«5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ»",
    ],
    counterExamples: ["private key rotation", "public key 4c0883a69102937d6231471b5dbb6204fe5129617082792a", "秘密鍵は安全に保管する"],
  },
  {
    type: "PRIVATE_KEY",
    why: "the body of a private key: Base64 of the version number that only private keys begin with",
    signal: "always",
    // PKCS #1 and #8 of two to eight kilobits, keys of elliptic curves, Ed25519, OpenSSH: headers get lost, what they headed does not.
    pattern:
      /(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{3}IBAA|MII[A-Za-z0-9+/]{3}IBADAN|MIGHAgEA|MHcCAQEE|MIGkAgEB|MC4CAQAw|b3BlbnNzaC1rZXktdjE)[A-Za-z0-9+/]{16,8192}(?:\\n|[\r\n \t>]{1,6}[A-Za-z0-9+/]{16,8192}){0,200}={0,2}/dg,
    confidence: 0.97,
    examples: [
      "header got stripped, body follows\n«MIIEowIBAAKCAQEAx3n0Hq1v0bYQ8kz7W5rJt2uGd9cPfE6s\ngUqZlSjD1pCe8H0vFnM5a7QwXtYbR2kLzJ6uOiPcGsN9dEhV»",
      "k=«MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7kYx2Vq0sT9Lw»",
      "«MC4CAQAwBQYDK2VwBCIEIHnq0bYQ8kz7W5rJt2uGd9cPfE6sLaVhN4mTyXwRoBiK»",
    ],
    counterExamples: [
      "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJRTESMBAGA1UE",
      "MIIEowIBAA",
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
    ],
  },
  {
    type: "PRIVATE_KEY",
    why: "a private key in the form of age or PuTTY",
    signal: "always",
    pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}|PuTTY-User-Key-File-\d: (?:(?!\n\n)[\s\S]){1,6000}Private-MAC: [0-9a-f]{40,64}/dg,
    confidence: 0.98,
    examples: ["«AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ»"],
    counterExamples: ["AGE-SECRET-KEY-1", "PuTTY-User-Key-File-2: none"],
  },
  {
    type: "API_KEY",
    why: "a key in the form of a known provider",
    signal: "longRun",
    pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${PROVIDER_KEYS})(?![A-Za-z0-9])`, "dg"),
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
    why: "a long value of capitals, small letters and digits as chance makes it, near a word for a key",
    signal: "digit",
    views: ["plain", "joined", "lookalike"],
    pattern:
      /(?<![A-Za-z0-9+/_.=@-])(?=[A-Za-z_-]{0,24}\d)(?=[a-z0-9_-]{0,24}[A-Z])(?=[A-Z0-9_-]{0,24}[a-z])[A-Za-z0-9_-]{18,128}(?![A-Za-z0-9+/_@=-]|\.[a-z])/dg,
    accepts: (value) => isUnnamedKey(value) && (value.match(/\d{1,128}/g) ?? []).length >= 3,
    context: ["keyLabel"],
    against: ["keyOfThing", "machineFingerprint"],
    near: { before: 48, after: 16 },
    confidence: 0.75,
    examples: [
      "APIトークンが漏れました。値は «9fA3kd72LmQ0zXv81TbN» です",
      "The access token leaked in chat yesterday, it was «Kq82LmZx71VtB0RwPa9c».",
    ],
    counterExamples: ["9fA3kd72LmQ0zXv81TbN", "token TransferRequest2026Handler", "trace of the token request 4efbd93f35f2c3de4318"],
  },
  {
    type: "API_KEY",
    why: "a random value in a variable or a parameter that is named for a key",
    signal: "twoDigits",
    views: ["plain", "joined", "lookalike"],
    pattern:
      /(?:(?<![A-Za-z0-9])(?:[A-Z0-9]{2,24}_){1,4}(?:KEY|TOKEN|SECRET|PAT|CREDENTIALS?|AUTH|SIGNATURE)(?:_(?:ID|BASE|VALUE|PROD|DEV|TEST|LIVE|NEW|OLD|\d))?["']?\s{0,2}[:=]\s{0,2}["']?|(?<![A-Za-z])(?:session(?:_?id)?|sid|jsessionid|phpsessid)=|[?&](?:code|sig|signature|access_token|token|key|api_?key|secret|auth|ticket|id_token)=|(?<![A-Za-z0-9])(?:[xX]-)?[A-Za-z]{2,16}-(?:[Kk]ey|[Tt]oken|[Ss]ecret|KEY|TOKEN): ?)(?<value>[A-Za-z0-9+/_.~-]{18,512}={0,2})(?![A-Za-z0-9@])/dg,
    accepts: isUnnamedKey,
    against: ["keyOfThing"],
    near: { before: 24, after: 0 },
    confidence: 0.85,
    examples: [
      'export DIFY_KEY="«q8Zt1Lk9xPw3VnRb72Yc»"',
      "GET /callback?code=«zEAJyBzjOORbiVIpw5QvzavnhW4D» 302",
      "X-Vault-Token: «c7f1a90b3d2e84f65a1b09»",
      "Set-Cookie: session=«ZqrpR01BIC0iVu3eZZgZUzycbWu3»; Secure",
    ],
    counterExamples: ["CACHE_KEY=customer_list_2026_q3_tokyo", "?code=404", "IDEMPOTENCY_KEY=4f6d2a90b3c1e87d5a1b", "?key=2026-11-24"],
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
    begins: ["keyLabel"],
    views: ["plain", "lookalike"],
    pattern: labelled(secrets.keyLabel, "[A-Za-z0-9+/_.~-]{16,512}={0,2}(?![A-Za-z0-9@])", ["token", "bearer", "basic", "is now", "値"]),
    accepts: isUnnamedKey,
    confidence: 0.9,
    examples: [
      'api_key = "«9f8e7d6c5b4a39281706»"',
      "aws_secret_access_key=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
      "APIキーは«a1b2c3d4e5f6g7h8i9»です",
      "Authorization: Bearer «abcd1234efgh5678ijkl»",
      '{"clientSecret":"«q8Zt~1Lk.9xPw3VnRb72»"}',
      "DefaultEndpointsProtocol=https;AccountKey=«Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg==»;EndpointSuffix=core",
      "密钥：«3f9a8b7c6d5e4f3021ab»",
      "アクセストークンは「«a8f5f167f44f4964e6c998de»」",
    ],
    counterExamples: [
      "api_key = your-api-key-goes-here",
      "token: [[API_KEY_K7Q2X]]",
      "secret: short1",
      "token 1234567890123456",
      "token_count: 512",
      "API key rotation policy 2026-11-24-review",
      "secret: arn:aws:secretsmanager:ap-northeast-1",
      "secret_name: prod/bank/database-v2",
      "token=https://example.com/a1b2c3d4e5f6",
    ],
  },
];
