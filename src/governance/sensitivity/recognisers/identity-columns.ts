// Recognisers of numbers of persons in tables, where the head of the column names them: surer than a word that stands near by chance.
import type { Recogniser } from "../recogniser.ts";
import identity from "../words/identity.json" with { type: "json" };
import { type Column, columnRecognisers } from "./columns.ts";
import { isMyNumber } from "./identity-shapes.ts";
import type { LabelWords } from "./labels.ts";

/** The words as heads of columns have them: alone, or with a word for number behind them. */
function headsOf({ ja, zh, en }: LabelWords): LabelWords {
  const ending = (endings: readonly string[]) => (word: string) => endings.map((end) => `${word}${end}`);
  return {
    ja: ja.flatMap(ending(["", "番号", "No", "No."])),
    zh: zh.flatMap(ending(["", "号", "号码", "號碼", "码", "碼", "编号", "編號"])),
    en: en.flatMap(ending(["", " no", " no.", " number", " num", " id"])),
  };
}

const COLUMNS: readonly Column[] = [
  {
    type: "JP_MY_NUMBER",
    what: "a My Number",
    group: "myNumber",
    words: identity.myNumber,
    value: "\\d{4}[- ]?\\d{4}[- ]?\\d{4}",
    accepts: isMyNumber,
    examples: ["氏名,マイナンバー,免許証番号\n山田,«123456789018»,305012345630\n鈴木,«1234-5678-9018»,305012345630"],
    counterExamples: ["氏名,マイナンバー\n山田,123456789012", "氏名,番号\n山田,123456789018"],
  },
  {
    type: "JP_DRIVER_LICENSE",
    what: "a driver's licence number",
    group: "driverLicence",
    words: identity.driverLicence,
    value: "\\d{12}",
    examples: ["my_number,license_no\n123456789018,«305012345670»", "氏名\t免許証番号\n山田\t«305012345670»"],
    counterExamples: ["氏名,番号\n山田,305012345670"],
  },
  {
    type: "JP_PENSION_NUMBER",
    what: "a basic pension number",
    group: "pensionNumber",
    words: identity.pensionNumber,
    value: "\\d{4}-?\\d{6}",
    examples: ["氏名,基礎年金番号,保険者番号\n山田,«1234-567890»,06130012"],
    counterExamples: ["氏名,年金\n山田,1234-567890"],
  },
  {
    type: "JP_HEALTH_INSURANCE",
    what: "the number of a health insurer or an insured person",
    group: "insuredNumber",
    words: identity.insuredNumber,
    value: "\\d{1,8}[-・/]?\\d{4,8}",
    examples: ["氏名,基礎年金番号,保険者番号\n山田,1234-567890,«06130012»"],
    counterExamples: ["氏名,保険料\n山田,06130012"],
  },
  {
    type: "PASSPORT",
    what: "a passport number",
    group: "passport",
    words: identity.passport,
    value: "[A-Z]{1,2}\\d{6,8}[A-Z]?|\\d{9}",
    examples: ["name,ssn,passport\nDoe,536228145,«487023151»", "姓名,护照号\n张伟,«E12345678»"],
    counterExamples: ["name,ref\nDoe,487023151", "name,passport\nDoe,valid"],
  },
  {
    type: "US_SSN",
    what: "a social security number",
    group: "socialSecurity",
    words: identity.socialSecurity,
    value: "(?!000|666|9)\\d{3}-?(?!00)\\d{2}-?(?!0000)\\d{4}",
    examples: ["name,ssn,passport\nDoe,«536228145»,487023151"],
    counterExamples: ["name,ssn\nDoe,936228145"],
  },
];

export const IDENTITY_COLUMN_RECOGNISERS: readonly Recogniser[] = columnRecognisers(
  COLUMNS.map((column) => ({ ...column, words: headsOf(column.words) })),
  0.995,
);
