// Recognisers of persons in English text: next to honorifics, labels and titles.

import type { Recogniser } from "../recogniser.ts";
import { nameInLatin, wholeKnownName } from "./name-places.ts";

const HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff々〆ヶノ\\ud840-\\ud87f\\udc00-\\udfff]";
// An honorific is no part of a name.
const HAN_OF_NAME = `(?:(?![様氏殿])${HAN})`;
const LATIN_WORD = "[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ'’-]{0,30}";
const LATIN_NAME = `${LATIN_WORD}(?:\\.? (?:(?:van|von|de|der|den|la|di|da|bin|al|el) ){0,2}${LATIN_WORD}){0,3}`;
const MARK = "[\"'”」）)]?\\s{0,3}(?:[:=]|は[、「]|「|\\t)\\s{0,3}[\"'“「]?";

const ENGLISH_LABEL =
  "(?:account[ _]?holder(?:[ _]?name)?|card[ _]?holder(?:[ _]?name)?|beneficiary(?:[ _]?name)?|customer(?:[ _]?name)?|client(?:[ _]?name)?|borrower|applicant|payee|payer|full[ _]?name|first[ _]?name|last[ _]?name|given[ _]?name|family[ _]?name|surname|contact(?: person)?|signed by|signed|(?:my|his|her|their|whose) name|(?<![A-Za-z] |[A-Za-z_.-])name)";

export const ENGLISH_NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name behind an English title",
    signal: "always",
    pattern: new RegExp(
      `(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Messrs|Mx)\\.? (?:(?:van|von|de|der|den|la|di|da|bin|al|el) ){0,2}(?<value>${LATIN_NAME})`,
      "dg",
    ),
    narrows: nameInLatin,
    confidence: 0.92,
    examples: ["Please call Mr. «Smith».", "Mrs «Mary O'Brien-Jones» called", "Dr «Jean-Luc Picard»'s loan", "Ms. «García»"],
    counterExamples: ["Mr. President", "Mr and others", "Dr. the", "MR 5"],
  },
  {
    type: "PERSON",
    why: "a name after the opening of a letter",
    signal: "always",
    pattern: new RegExp(`(?<![A-Za-z])Dear (?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\\.? )?(?<value>${LATIN_NAME})`, "dg"),
    narrows: nameInLatin,
    confidence: 0.88,
    examples: ["Dear «John Smith»,", "Dear Ms «Tanaka»,"],
    counterExamples: ["Dear Sir or Madam", "Dear Customer,", "Dear Valued Client", "Dear Morgan Stanley", "Oh dear"],
  },
  {
    type: "PERSON",
    why: "a value behind an English label for a name",
    signal: "always",
    pattern: new RegExp(`(?<![A-Za-z])${ignoringCase(ENGLISH_LABEL)}(?:${MARK}| is )(?<value>${LATIN_NAME})`, "dg"),
    narrows: nameInLatin,
    confidence: 0.88,
    examples: [
      "Name: «John Smith»",
      "account holder: «Taro Yamada»\nBalance",
      '{"customerName":"«Jane Doe»"}',
      "My name is «Alice Johnson».",
      "beneficiary = «Robert de Niro»",
      "CARDHOLDER NAME: «TARO YAMADA»",
    ],
    counterExamples: [
      "product name: Gold Saver",
      "name: get_weather",
      "Client: Morgan Stanley",
      "File name: Report",
      "customer: Acme Ltd",
      "name: String",
      "hostname: Server",
    ],
  },
  {
    type: "PERSON",
    why: "a sender or receiver in the head of a message, or a signature",
    signal: "always",
    pattern: new RegExp(
      `(?<![A-Za-z])(?:(?:From|To|Cc|Bcc|Reply-To): {0,2}"?(?=[^\\n<]{2,60}<)|(?:[Ss]igned|[Rr]egards|[Ss]incerely|[Yy]ours (?:truly|faithfully)),\\s{1,3})(?<value>${LATIN_NAME})`,
      "dg",
    ),
    narrows: nameInLatin,
    confidence: 0.85,
    examples: ["From: «Alice Brown» <alice@example.com>", "Kind regards,\n«Robert Johnson»", "Signed, «Mary Major»"],
    counterExamples: ["From: Tokyo To: Osaka", "Best regards,\nThe Mortgage Team", "Regards, Mizuho Bank"],
  },
  {
    type: "PERSON",
    why: "a Japanese or Chinese name behind an English label",
    signal: "always",
    pattern: new RegExp(
      `(?<![A-Za-z])${ignoringCase(ENGLISH_LABEL)}(?:${MARK}| is )(?<value>${HAN_OF_NAME}{2,6}(?: ${HAN_OF_NAME}{1,4})?)`,
      "dg",
    ),
    narrows: wholeKnownName,
    confidence: 0.88,
    examples: ['{"name":"«山田太郎»"}', "customer: «王小明»", "account holder: «佐藤 花子»"],
    counterExamples: ['{"name":"普通預金"}', "name: 金融商品", "name: 横浜支店"],
  },
];

/** The same expression for upper and lower case of its plain letters, where a flag would make the name's capitals meaningless. */
function ignoringCase(expression: string): string {
  return expression.replace(/\[[^\]]*\]|\(\?[<!:=]+|[a-z]/g, (part) => (part.length === 1 ? `[${part}${part.toUpperCase()}]` : part));
}
