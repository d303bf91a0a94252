// Recognisers of the numbers that Japanese authorities give to persons: My Number, driver's licence, residence card, pension, health insurance.
import type { Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import { isDriverLicence, isMyNumber, isMyNumberAndNoTime, NUMBER_END, NUMBER_START, rivalsOf, spacedDigits } from "./identity-shapes.ts";
import { withoutSeparators } from "./number-shapes.ts";

const VIEWS: readonly ViewName[] = ["plain", "joined", "spoken", "lookalike"];

const TWELVE_DIGITS = new RegExp(`${NUMBER_START}${spacedDigits(12)}${NUMBER_END}`, "dg");
const CARD_LETTERS = "[A-Z] ?[A-Z][- ]?";
const RESIDENCE_CARD = `${NUMBER_START}${CARD_LETTERS}${spacedDigits(8)}[- ]?[A-Z] ?[A-Z]${NUMBER_END}`;
const PENSION = `${NUMBER_START}\\d{4}-\\d{6}${NUMBER_END}`;

/** Not the telephone number of a service, which stands next to the same words in letters of the pension office. */
function isNoServiceNumber(value: string): boolean {
  return !/^0(?:120|570|800)/.test(value);
}

// A number of an insured person: digits, or a symbol and digits with a separator between them.
const INSURED = `${NUMBER_START}(?:\\d{1,8}(?:[-・/]\\d{1,8}){1,3}|\\d(?:[- ]?\\d){4,9})${NUMBER_END}(?![円年月人名件])`;

/** Five to fourteen digits that are no date. */
function isInsured(value: string): boolean {
  const count = withoutSeparators(value).length;
  return count >= 5 && count <= 14 && !/^(?:19|20)\d\d[-/]\d{1,2}[-/]/.test(value);
}

export const JAPANESE_IDENTITY_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "JP_MY_NUMBER",
    why: "twelve digits with the check digit of a My Number, next to a word for it",
    signal: "digits",
    views: VIEWS,
    pattern: TWELVE_DIGITS,
    accepts: isMyNumber,
    context: ["myNumber"],
    rivals: rivalsOf("myNumber"),
    confidence: 0.99,
    examples: [
      "マイナンバーは«123456789018»です",
      "個人番号：«１２３４ ５６７８ ９０１８»",
      "My Number: «1234-5678-9018»",
      "日本的个人编号是«123456789018»。",
      "個人番号 «1234‐5678\u200b‐9018» 2026年",
      '{"my_number":"«123456789018»","name":""}',
      "免許証番号は未登録。マイナンバーは «123456789018»",
      "mynumber=«123456789018»,2026",
      "個人番号,«123456789018»,123",
    ],
    counterExamples: [
      "マイナンバーは123456789012です",
      "個人番号の書類 法人番号 1234567890123",
      "マイナンバーカードは12月に届きます",
      "マイナンバー通知書の追跡番号 1234-5678-9018",
      "マイナンバー確認済。運転免許証番号：123456789018",
    ],
  },
  {
    type: "JP_MY_NUMBER",
    why: "twelve digits in the 4-4-4 form of a My Number, with its check digit",
    signal: "digits",
    pattern: new RegExp(`${NUMBER_START}(?<!\\d )\\d{4}([- ])\\d{4}\\1\\d{4}(?! \\d{4}(?!\\d))${NUMBER_END}`, "dg"),
    accepts: isMyNumberAndNoTime,
    against: ["shipment"],
    rivals: rivalsOf("myNumber"),
    confidence: 0.75,
    examples: ["本人確認: «1234-5678-9018»", "番号 «1234 5678 9018» を登録"],
    counterExamples: [
      "追跡番号 1234-5678-9018",
      "tracking number 1234 5678 9018",
      "1234-5678-9012",
      "123456789018",
      "1234-5678-9018-1234",
      "快递单号 1234-5678-9018",
      "AWS account 1234-5678-9018",
      "550e8400-e29b-41d4-a716-123456789018",
    ],
  },
  {
    type: "JP_MY_NUMBER",
    why: "twelve digits with the check digit of a My Number, in a text that speaks of such numbers or their documents",
    signal: "digits",
    views: VIEWS,
    cue: ["myNumber", "myNumberDocument"],
    pattern: TWELVE_DIGITS,
    accepts: isMyNumberAndNoTime,
    rivals: rivalsOf("myNumber"),
    near: { before: 24, after: 0 },
    confidence: 0.8,
    examples: [
      "個人番号,氏名,部署,入社日,備考,住所の届出,扶養の有無,前年の申告,口座の届出\n«123456789018»,,営業部",
      "年末調整の書類に書かれていた «123456789018» を入力しました",
    ],
    counterExamples: ["年末調整の書類 受付番号 123456789018", "出力 123456789018", "年末調整 202611241530", "年末調整 123456789012"],
  },
  {
    type: "JP_DRIVER_LICENSE",
    why: "twelve digits next to a word for a driver's licence",
    signal: "digits",
    views: VIEWS,
    pattern: TWELVE_DIGITS,
    context: ["driverLicence"],
    rivals: rivalsOf("driverLicence"),
    near: { before: 30, after: 10 },
    confidence: 0.95,
    examples: [
      "運転免許証番号：«305012345670»",
      "免許証番号 第«３０５０１２３４５６７０»号",
      "driver's licence no. «3050 1234 5670»",
      '"drivers_license":"«305012345670»"',
      "驾照号码«305012345670»",
      "マイナンバーは未提出、免許証は«305012345670»",
    ],
    counterExamples: [
      "免許証のコピーを送付。追跡番号 305012345670",
      "免許証番号は後日。マイナンバー 123456789018",
      "免許証番号 30501234567",
      "305012345670",
    ],
  },
  {
    type: "JP_DRIVER_LICENSE",
    why: "twelve digits with the check digit of a driver's licence, in a text that speaks of one",
    signal: "digits",
    views: VIEWS,
    cue: ["driverLicence"],
    pattern: TWELVE_DIGITS,
    accepts: isDriverLicence,
    rivals: rivalsOf("driverLicence"),
    near: { before: 24, after: 0 },
    confidence: 0.8,
    examples: ["免許証番号,氏名,部署,入社日,備考,住所の届出,扶養の有無,前年の申告\n«305012345630»,,営業部"],
    counterExamples: ["免許証を確認。氏名・住所・生年月日に相違なし。受付番号 305012345630", "305012345630"],
  },
  {
    type: "JP_RESIDENCE_CARD",
    why: "two letters, eight digits and two letters in a text that speaks of a residence card",
    signal: "digits",
    views: VIEWS,
    cue: ["residenceCard"],
    pattern: new RegExp(RESIDENCE_CARD, "dg"),
    rivals: rivalsOf("residenceCard"),
    near: { before: 16, after: 0 },
    confidence: 0.95,
    examples: [
      "在留カード番号：«AB12345678CD»",
      "在留カード «ＵＨ４７１０２９３８ＥＡ»",
      "residence card no. «AB 12345678 CD»",
      "在留卡号码«AB12345678CD»。",
      "residence_card,name\n«AB12345678CD»,x",
    ],
    counterExamples: [
      "型番 AB12345678CD",
      "在留カードの追跡番号 RR123456785JP",
      "在留カード AB1234567CD",
      "在留カード確認済 型番 AB12345678CD",
    ],
  },
  {
    type: "JP_RESIDENCE_CARD",
    why: "two letters, eight digits and two letters in small letters, next to a word for a residence card",
    signal: "digits",
    views: VIEWS,
    pattern: new RegExp(`${NUMBER_START}[a-z]{2}\\d{8}[a-z]{2}${NUMBER_END}`, "dg"),
    context: ["residenceCard"],
    rivals: rivalsOf("residenceCard"),
    confidence: 0.9,
    examples: ["在留カード番号は«ab12345678cd»です"],
    counterExamples: ["ab12345678cd", "在留カード ab1234567cd"],
  },
  {
    type: "JP_PENSION_NUMBER",
    why: "ten digits next to a word for a basic pension number",
    signal: "digits",
    views: VIEWS,
    pattern: new RegExp(`${NUMBER_START}${spacedDigits(10)}${NUMBER_END}`, "dg"),
    accepts: isNoServiceNumber,
    context: ["pensionNumber"],
    rivals: rivalsOf("pensionNumber"),
    near: { before: 30, after: 10 },
    confidence: 0.95,
    examples: [
      "基礎年金番号：«1234-567890»",
      "年金番号は«１２３４５６７８９０»です",
      "basic pension number «1234-567890»",
      "基础年金号码：«1234-567890»",
      '"pension_number":"«1234-567890»"',
    ],
    counterExamples: [
      "年金 1234-567890",
      "基礎年金番号のお問い合わせは電話 0570-051165",
      "基礎年金番号 1234-56789",
      "基礎年金番号のお問い合わせは 0570-05-1165",
    ],
  },
  {
    type: "JP_PENSION_NUMBER",
    why: "four and six digits, in a text that speaks of a basic pension number",
    signal: "digits",
    views: ["plain"],
    cue: ["pensionNumber"],
    pattern: new RegExp(PENSION, "dg"),
    accepts: isNoServiceNumber,
    against: ["publishedPhone"],
    rivals: rivalsOf("pensionNumber"),
    near: { before: 20, after: 0 },
    confidence: 0.8,
    examples: ["基礎年金番号,氏名,部署,入社日,備考,住所の届出,扶養の有無,前年の申告\n«1234-567890»,,営業部"],
    counterExamples: ["基礎年金番号の照会 0570-051165", "1234-567890", "基礎年金番号について。受付番号 1234-567890"],
  },
  {
    type: "JP_HEALTH_INSURANCE",
    why: "a number directly behind a word for the number of a health insurer or an insured person",
    signal: "always",
    views: VIEWS,
    pattern: new RegExp(INSURED, "dg"),
    accepts: isInsured,
    context: ["insuredNumber"],
    against: ["publishedPhone"],
    rivals: rivalsOf("insuredNumber"),
    near: { before: 32, after: 0 },
    confidence: 0.9,
    examples: [
      "保険者番号：«06130012»",
      "被保険者番号 «12345678»",
      "保険証の番号は«１２３４５６７８»です",
      "健康保険証 記号・番号：«1234-567890»",
      "health insurance number: «06130012»",
      "被保険者証　記号・番号 «67-68・39475»　保険者番号 «39124250»",
      "被保险人号码：«12345678»",
    ],
    counterExamples: [
      "健康保険料 123456円",
      "健康保険証の電話 03-1234-5678",
      "火災保険の証券番号 12345678",
      "被保険者証 12345678901234",
      "被保険者番号 123",
    ],
  },
  {
    type: "JP_HEALTH_INSURANCE",
    why: "the symbol on a health insurance card, followed by the number",
    signal: "always",
    views: ["plain", "spoken"],
    cue: ["healthInsurance"],
    pattern: /記号[ :はが]{0,3}(?<value>\d[\d-]{0,9})(?=[ 、,・/]{0,3}番号[ :はが]{0,3}\d)/dg,
    against: ["postalBank"],
    confidence: 0.85,
    examples: ["健康保険証 記号 «1234» 番号 567890", "健康保険 記号«12-34» 番号567", "被保険者証の記号：«21700023»、番号：67"],
    counterExamples: ["ゆうちょ銀行 記号 12345 番号 67890123", "記号 1234 番号 567"],
  },
  {
    type: "JP_HEALTH_INSURANCE",
    why: "the number on a health insurance card, behind its symbol",
    signal: "always",
    views: ["plain", "spoken"],
    cue: ["healthInsurance"],
    pattern: /記号[ :はが]{0,3}\d[\d-]{0,9}[ 、,・/]{0,3}番号[ :はが]{0,3}(?<value>\d{1,8})(?!\d)/dg,
    against: ["postalBank"],
    confidence: 0.85,
    examples: ["健康保険証 記号 1234 番号 «567890»", "被保険者証の記号：21700023、番号：«67»"],
    counterExamples: ["ゆうちょ銀行 記号 12345 番号 67890123", "記号 1234 番号 567"],
  },
];
