// Recognisers of names and addresses in tables: the label stands once, at the head of its column.

import type { Recogniser } from "../recogniser.ts";
import chinese from "../words/chinese-names.json" with { type: "json" };
import english from "../words/english-names.json" with { type: "json" };
import { nameAfterChineseLabel } from "./chinese-name-places.ts";
import { inColumn } from "./columns.ts";
import { knownNameInLatin, nameInLatin, nameInSmallLetters } from "./english-name-places.ts";

const LATIN_FIELD = "[A-Za-zÀ-ž][A-Za-zÀ-ž.'’, -]{1,48}";
const HAN_FIELD = "[\\u3400-\\u9fff]{2,4}|[\\u3400-\\u9fff]{1,8}(?:[·•‧・][\\u3400-\\u9fff]{1,10}){1,3}";

/** A whole field: the name must reach its end. */
function wholeField(value: string, isStrong: boolean) {
  if (/^[\u3400-\u9fff]/.test(value)) return endsWith(nameAfterChineseLabel(value), value);
  const isSmall = value === value.toLowerCase();
  return endsWith(isSmall ? nameInSmallLetters(value) : isStrong ? nameInLatin(value) : knownNameInLatin(value), value);
}

function endsWith(piece: { from: number; to: number } | undefined, value: string) {
  return piece?.to === value.trimEnd().length || value.charAt(piece?.to ?? value.length) === "." ? piece : undefined;
}

export const NAME_COLUMN_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a field in a column headed by an English word for a person's name",
    signal: "table",
    cue: ["englishNameLabel"],
    pattern: inColumn(english.englishNameLabel, `${LATIN_FIELD}|${HAN_FIELD}`),
    narrows: (value) => wholeField(value, true),
    confidence: 0.85,
    examples: [
      "id,customer_name,amount\n1,«Xochitl Quispe»,20\n2,«john smith»,30",
      "full name\tbranch\n«Lee Kah Wai»\tJurong",
      "| No | Account Holder |\n|---|---|\n| 1 | «Zdenka Hrubá» |",
    ],
    counterExamples: ["payee,amount\nBritish Gas Services,20", "id,customer name\n1,unknown"],
  },
  {
    type: "PERSON",
    why: "a field in a column headed by a word that names of things follow too",
    signal: "table",
    cue: ["englishWeakNameLabel"],
    pattern: inColumn(english.englishWeakNameLabel, `${LATIN_FIELD}|${HAN_FIELD}`),
    narrows: (value) => wholeField(value, false),
    confidence: 0.8,
    examples: ["name,phone\n«Jane Doe»,4155552671\n«Oliver Grant»,4155552672"],
    counterExamples: ["name,price\nGold Saver,10\nPremier Card,20", "from,to\nTokyo,Osaka"],
  },
  {
    type: "PERSON",
    why: "a field in a column headed by a Chinese word for a person's name",
    signal: "table",
    cue: ["chineseNameLabel"],
    pattern: inColumn(chinese.chineseNameLabel, `${LATIN_FIELD}|${HAN_FIELD}`),
    narrows: (value) => wholeField(value, false),
    confidence: 0.85,
    examples: ["序号,姓名,金额\n1,«王强»,20\n2,«高明»,30", "客户名称\t网点\n«赵雅婷»\t浦东"],
    counterExamples: ["户名,金额\n金额,20", "客户,数量\n企业,3"],
  },
  {
    type: "ADDRESS",
    why: "a field in a column headed by a word for an address",
    signal: "table",
    cue: ["englishAddressLabel", "chineseAddressLabel"],
    pattern: inColumn(
      { ja: [], zh: chinese.chineseAddressLabel.zh, en: english.englishAddressLabel.en },
      "(?=[^\\n]{0,100}?(?:\\d|[路街村镇乡]))(?=[^\\n]{0,100}?[A-Za-zÀ-ž\\u3400-\\u9fff]{2})[^\\n@|\\t;]{6,120}",
    ),
    accepts: (value) => !/^(?:https?:|\d{1,3}\.\d{1,3}\.)/.test(value),
    against: ["englishOwnPremises", "chineseOwnPremises"],
    near: { before: 0, after: 0 },
    confidence: 0.8,
    examples: ['id,address,x\n1,"«12 Long Acre, London WC2E 9LH»",y\n2,«Rua Nova 3 Porto»,z'],
    counterExamples: ["id,address\n12,unknown", "host,address\nserver,10.0.0.12"],
  },
];
