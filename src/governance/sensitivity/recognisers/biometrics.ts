// Recognisers of biometric data: a template's number, hash or vector behind a word for a part of the body that is measured.
import type { Recogniser } from "../recogniser.ts";
import secrets from "../words/secrets.json" with { type: "json" };
import { labelled, labelledBehind } from "./labels.ts";

const FILLERS =
  "テンプレート ハッシュ値 写真の?特徴データ 特徴データ 参照番号 登録番号 管理番号 stored as データ 特徴量 特徴 パターン ベクトル ハッシュ 認証 情報 登録 识别 識別 特征 特徵 模板 数据 信息 向量 哈希 码 碼 值 記録 照合 管理 キー template hash vector embedding pattern data features? recognition scan record enrol?ment key ref reference no\\.? for customer user registered".split(
    " ",
  );

/** A reference with a digit, of six characters or more, or a vector of decimals. */
const VALUE =
  "\\[ ?-?\\d\\.\\d{1,10}(?: ?, ?-?\\d\\.\\d{1,10}){1,512}(?: ?, ?(?:\\.{3}|…))? ?\\]|(?:sha(?:256|512)?:|0x)?[A-Za-z0-9](?:[A-Za-z0-9+/]|[_:-](?=[A-Za-z0-9])){5,1024}={0,2}(?![A-Za-z0-9])";

const VECTOR = "\\[ ?-?\\d\\.\\d{1,10}(?: ?, ?-?\\d\\.\\d{1,10}){1,512}(?: ?, ?(?:\\.{3}|…))? ?\\]";
/** Twenty characters and more of Base64 or hexadecimal digits, the latter also in groups or over several lines. */
const LONG_VALUE =
  "(?:0x)?(?:[0-9a-fA-F]{4}(?: [0-9a-fA-F]{4}){4,64}|[0-9a-fA-F]{16,64}(?:[\\\\nr\\s]{1,5}[0-9a-fA-F]{16,64}){1,32}|[A-Za-z0-9+/_-]{20,2048}={0,2})(?![A-Za-z0-9])";

const DIGITS_MIN = 2;

/** Neither a date nor a word: letters and digits of a reference, a hash, or a vector. */
function isTemplateValue(value: string): boolean {
  const digits = value.replace(/\D/g, "").length;
  return (
    digits >= DIGITS_MIN &&
    !/^\d{4}[-/:]\d{1,2}[-/:]\d{1,2}/.test(value) &&
    !/^\d{1,5}[a-z]*$/.test(value) &&
    !/^(?:ISO|IEC|FIPS|NIST|FIDO)/i.test(value)
  );
}

const LETTERS_MIN = 3;

/** As chance makes it: digits among letters, and no words joined by signs. */
function isLongTemplate(value: string): boolean {
  if (value.startsWith("[")) return true;
  const letters = value.replace(/[^A-Za-z]/g, "").length;
  return isTemplateValue(value) && letters >= LETTERS_MIN && !/^[a-z]+(?:[-_/][a-z0-9]+)+$/.test(value);
}

export const BIOMETRIC_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BIOMETRIC",
    why: "a value directly behind a word for a biometric template",
    signal: "always",
    begins: ["biometricLabel"],
    views: ["plain", "lookalike"],
    pattern: new RegExp(
      `${labelled(secrets.biometricLabel, `(?:${VALUE})`, FILLERS).source}(?! ?(?:件|人|名|円|元|%|年|月|台|次|回|users|records))`,
      "dg",
    ),
    accepts: isTemplateValue,
    against: ["machineFingerprint"],
    near: { before: 40, after: 24 },
    confidence: 0.9,
    examples: [
      "指静脈テンプレートID：«FV-2026-88213»",
      "人脸特征值：«a91f3c77e0b24d58»",
      "voiceprint «VP-00128841»",
      '{"face_template":"«c2FtcGxlMTIzNDU2Nzg5»"}',
      "声紋ID «VPR-8841-22»を登録",
      "fingerprint template hash: «0x9f3a77c1d2e4»",
      "face embedding «[0.1234, -0.9981, 0.4410]»",
      "指纹模板编号 «FP20260018»",
      "虹彩データ: «IRIS-7730-1192»",
    ],
    counterExamples: [
      "指静脈認証の利用は2026年から",
      "fingerprint: see certificate",
      "SSH host key fingerprint SHA256:abcd1234efgh5678",
      "顔認証の導入件数 123456件",
      "人脸识别准确率 99.5%",
      "biometric standard ISO19794",
      "指紋認証 2026-11-24 開始",
      "Biometrics market 2026",
    ],
  },
  {
    type: "BIOMETRIC",
    why: "a long random value behind a word for a template, in a text that speaks of what is measured of a body",
    signal: "twoDigits",
    cue: ["biometricWord"],
    views: ["plain", "lookalike"],
    pattern: labelled(secrets.templateWord, `(?:${VECTOR}|${LONG_VALUE}|[A-Z]{2,5}[-_][0-9A-Z]{6,16}(?![0-9A-Za-z-]))`, FILLERS),
    accepts: isLongTemplate,
    against: ["machineFingerprint"],
    near: { before: 40, after: 24 },
    confidence: 0.85,
    examples: [
      "顔認証ログ user=x template=«4efbd93f35f2c3de4318b87ec990f562b404912670f5c27f» score=0.9",
      '{"kind":"fingerprint","data":"«Zm1kX3NhbXBsZV9taW51dGlhZV8wMDE3Nw==»"}',
      "声紋：登録済みの特徴ベクトル «[0.113, -0.562, 0.871]»",
      "bio=«07F1 9B0F E330 7075 B4BE 1523 0369 8016»（指紋テンプレート）",
      "人脸模板\n«2f7c5511326889be6950c77a\n413bd1d16d8faff0e7afff52»",
    ],
    counterExamples: [
      "template=4efbd93f35f2c3de4318b87ec990f562b404912670f5c27f",
      "face value, template: monthly-report-2026",
      "TLS certificate fingerprint, hash 4efbd93f35f2c3de4318b87ec990f562",
    ],
  },
  {
    type: "BIOMETRIC",
    why: "a long random value behind a colon, in a sentence that speaks of what is measured of a body",
    signal: "longRun",
    cue: ["biometricLabel"],
    views: ["plain", "lookalike"],
    pattern: new RegExp(`(?<=[:=] ?["']?)(?:${VECTOR}|${LONG_VALUE})`, "dg"),
    accepts: isLongTemplate,
    context: ["biometricLabel"],
    against: ["machineFingerprint"],
    near: { before: 36, after: 0 },
    confidence: 0.8,
    examples: ["声紋特徴量のダンプがログに残っていました：«9dZBHHRMouSR1ljUbxDrQqVKGDTqW1SmRLHnMFwLFFYUNhfXyVRBKcGGPNJ6tP»"],
    counterExamples: ["指紋認証の設定ファイル：monthly-report-of-biometric-devices", "fingerprint reader firmware: 2026-11-24"],
  },
  {
    type: "BIOMETRIC",
    why: "a value that a word for a biometric template follows",
    signal: "twoDigits",
    cue: ["biometricLabel"],
    pattern: labelledBehind(secrets.biometricLabel, `${VECTOR}|${LONG_VALUE}|[A-Z]{2,5}[-_]\\d[0-9A-Z_-]{3,20}`),
    accepts: isTemplateValue,
    against: ["machineFingerprint"],
    near: { before: 0, after: 40 },
    confidence: 0.85,
    examples: [
      "«MDJhOGI1NTY3ZWI2Y2VhOTQwYzczMjlhMTM4NzU4»（指纹特征，已编码）",
      "«FV-2026-88213» (finger vein ID)",
      "«a91f3c77e0b24d58a91f3c77» is the voiceprint",
    ],
    counterExamples: ["2026-11-24 (fingerprint day)", "«x» (iris)".replace(/[«»]/g, ""), "ISO19794 (biometric standard)"],
  },
];
