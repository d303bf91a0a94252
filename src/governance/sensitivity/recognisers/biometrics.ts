// Recognisers of biometric data: a template's number, hash or vector behind a word for a part of the body that is measured.
import type { Recogniser } from "../recogniser.ts";
import secrets from "../words/secrets.json" with { type: "json" };
import { labelled } from "./labels.ts";

const FILLERS =
  "テンプレート データ 特徴量 特徴 パターン ベクトル ハッシュ 認証 情報 登録 识别 識別 特征 特徵 模板 数据 信息 向量 哈希 码 碼 值 記録 照合 管理 キー template hash vector embedding pattern data features? recognition scan record enrol?ment key ref reference no\\.? for customer user registered".split(
    " ",
  );

/** A reference with a digit, of six characters or more, or a vector of decimals. */
const VALUE =
  "\\[ ?-?\\d\\.\\d{1,10}(?: ?, ?-?\\d\\.\\d{1,10}){1,512}(?: ?, ?(?:\\.{3}|…))? ?\\]|(?:sha(?:256|512)?:|0x)?[A-Za-z0-9](?:[A-Za-z0-9+/]|[_:-](?=[A-Za-z0-9])){5,1024}={0,2}(?![A-Za-z0-9])";

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

export const BIOMETRIC_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BIOMETRIC",
    why: "a value directly behind a word for a biometric template",
    signal: "always",
    cue: ["biometricLabel"],
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
];
