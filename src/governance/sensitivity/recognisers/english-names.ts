// Recognisers of persons in Latin letters: behind titles, labels and other cues, and by the lexicon alone.

import type { Piece, Recogniser } from "../recogniser.ts";
import labels from "../words/english-names.json" with { type: "json" };
import phrases from "../words/english-phrases.json" with { type: "json" };
import { groupNumbers, type WordHits } from "../words.ts";
import { isAuthor } from "./authors.ts";
import { wholeChineseName } from "./chinese-name-places.ts";
import { ENGLISH_NAME_LINE_RECOGNISERS } from "./english-name-lines.ts";
import {
  givenNameInLatin,
  initialsInSmallLetters,
  knownNameInLatin,
  LATIN_NAME,
  nameInLatin,
  nameInSmallLetters,
  newNameInLatin,
} from "./english-name-places.ts";
import { namesInSmallLetters, namesWithoutCue } from "./english-name-searches.ts";
import { wholeJapaneseName } from "./japanese-name-places.ts";
import { anyCaseOf } from "./labels.ts";
import { PARTICLE_ONLY, UPPER } from "./latin-words.ts";

const HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff々〆ヶノ\\ud840-\\ud87f\\udc00-\\udfff]";
// An honorific is no part of a name.
const HAN_OF_NAME = `(?:(?![様氏殿])${HAN})`;

const TITLE =
  "(?:M[Rr]|M[Rr][Ss]|M[Ss]|M[Ii][Ss][Ss]|Mx|MX|D[Rr]|Prof|PROF|Professor|Messrs|Sir|Dame|Lord|Lady|Madam|Mdm|MDM|Rev|Herr|Frau|Monsieur|Madame|Mme|Mlle|Señora?|Sra|Signora?|Dhr|Mevr|Encik|Puan|Datuk|Dato)";
const OPTIONAL_TITLE = `(?:${TITLE}\\.? ){0,2}`;

// What stands between a label and its value in a sentence, a form, JSON, a log line, a table row, XML.
const MARK = `["'”」）)\\]*_]{0,3}(?: ?\\([^()\\n]{1,20}\\))?[ \\t]{0,3}(?:[:=>|\\t]|->| {2,24}(?=[A-ZÀ-Þ])|</t[dh]>\\s{0,3}<t[dh]>)\\s{0,4}\\\\?["'“「*_\\[]{0,3}${OPTIONAL_TITLE}`;
const STRONG_MARK = `(?:${MARK}| (?:is|was|are) ${OPTIONAL_TITLE}|\\r?\\n {0,4}${OPTIONAL_TITLE})`;

const LABEL = `${anyCaseOf(labels.englishNameLabel)}`;
// A bare "name" may be that of a file or a product: nothing may stand before it on which it depends.
const WEAK_LABEL = `(?<![A-Za-z_.-]|[A-Za-z] )${anyCaseOf(labels.englishWeakNameLabel)}`;
const SMALL_WORD = "[a-z][a-z'’-]{1,20}";
const SMALL_NAME = `(?<![A-Za-z])${SMALL_WORD}(?: ${SMALL_WORD}){0,2}`;

const BEFORE_DEED = new RegExp(
  `(?<![A-Za-z@'’-])(?<![A-Z][\\w&.'’-]{0,30} )(?<value>${LATIN_NAME})(?= ${anyCaseOf(phrases.englishPersonDoes)})`,
  "dy",
);
const DEED = groupNumbers(["englishPersonDoes"]);
const NAME_END_CHARACTERS = 42;
/** The last word of a name, and none of those with a capital that speak of anybody. */
const NAME_END =
  /(?<![A-Za-z])(?!(?:We|I|You|They|He|She|It|This|That|There|Who|Whoever|What|The|Customers?|Clients?) )[A-ZÀ-ž][^ ]{0,40} $/;
/** What no person is. */
const OF_A_THING =
  /^(?:is|was) an? (?:plus|must|requirement|model|language|tool|product|brand|state|city|town|bank|company|platform|framework|service|library|database|system|suburb|county|river|holiday|month|currency|chatbot|assistant|storm|hurricane|ship|vessel)(?![a-z])/;
const DEED_CHARACTERS_MAX = 32;
/** Words of a name and particles between them. */
const WORDS_OF_NAME_MAX = 24;

/** Names before what a person does: looked for only where a word with a capital stands before it. */
function* namesBeforeDeeds(text: string, words: WordHits): Iterable<Piece> {
  for (const deed of words.startsOf(DEED)) {
    // Most deeds stand behind a small word: what the lines below would find out, too.
    if (text.charCodeAt(deed - 1) !== SPACE) continue;
    if (!NAME_END.test(text.slice(Math.max(0, deed - NAME_END_CHARACTERS), deed))) continue;
    if (OF_A_THING.test(text.slice(deed, deed + DEED_CHARACTERS_MAX))) continue;
    for (const start of startsOfName(text, deed)) {
      BEFORE_DEED.lastIndex = start;
      const match = BEFORE_DEED.exec(text);
      if (match === null || BEFORE_DEED.lastIndex + 1 !== deed) continue;
      yield { from: start, to: deed - 1 };
      break;
    }
  }
}

const SPACE = 0x20;
const LAST_LATIN_LETTER = 0x17f;
/** A word with a capital in it, behind the small letters of d'Angelo and al-Rashid, or what stands between the words of a name. */
const OF_NAME = new RegExp(`[${UPPER}]`);
const PART_START = /(?<=^|[.,/])./g;

/** Where a name may begin that ends before the place, the first one first: the words with a capital there, and the particles between them. */
function startsOfName(text: string, end: number): readonly number[] {
  const starts: number[] = [];
  for (let behind = end - 1; starts.length < WORDS_OF_NAME_MAX; ) {
    let start = behind;
    while (start > 0 && isOfWord(text.charCodeAt(start - 1))) start -= 1;
    const word = text.slice(start, behind);
    if (word === "" || !(OF_NAME.test(word) || PARTICLE_ONLY.test(word))) break;
    starts.unshift(...[...word.matchAll(PART_START)].map(({ index }) => start + index));
    if (text.charCodeAt(start - 1) !== SPACE) break;
    behind = start - 1;
  }
  return starts;
}

/** Letters, and the signs that stand inside of names or behind their words. */
function isOfWord(code: number): boolean {
  const letter = code | 0x20;
  if (letter >= 0x61 && letter <= 0x7a && code < 0x80) return true;
  return (code >= 0xc0 && code <= LAST_LATIN_LETTER) || (code >= 0x2c && code <= 0x2f) || code === 0x27 || code === 0x2019;
}

const CUED_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name behind an English title",
    signal: "capital",
    pattern: new RegExp(`(?<![A-Za-z])${TITLE}\\.? {1,2}(?<value>${LATIN_NAME})`, "dg"),
    narrows: nameInLatin,
    confidence: 0.92,
    examples: [
      "Please call Mr. «Smith».",
      "Mrs «Mary O'Brien-Jones» called",
      "Dr «Jean-Luc Picard»'s loan",
      "Ms. «García»",
      "Mr «van der Berg» and Mr «J. F. Kelly» agreed",
      "MRS «MARGARET THOMPSON»",
      "Mdm «Tan Siew Lan»",
    ],
    counterExamples: ["Mr. President", "Mr and others", "Dr. the", "MR 5", "Ms Excel", "Dear Sir or Madam", "Lord Mayor"],
  },
  {
    type: "PERSON",
    why: "a name after the opening of a letter",
    signal: "capital",
    pattern: new RegExp(`(?<![A-Za-z])(?:Dear|DEAR) ${OPTIONAL_TITLE}(?<value>${LATIN_NAME})`, "dg"),
    narrows: nameInLatin,
    confidence: 0.88,
    examples: ["Dear «John Smith»,", "Dear Ms «Tanaka»,", "Dear Mr and Mrs Hill; Dear «Siobhán»,"],
    counterExamples: [
      "Dear Sir or Madam",
      "Dear Customer,",
      "Dear Valued Client",
      "Dear Morgan Stanley",
      "Oh dear",
      "Dear Hiring Manager",
      "Dear All",
    ],
  },
  {
    type: "PERSON",
    why: "a known name behind a greeting or thanks",
    signal: "capital",
    begins: ["englishGreeting"],
    pattern: new RegExp(`${anyCaseOf(phrases.englishGreeting)},? ${OPTIONAL_TITLE}(?<value>${LATIN_NAME})`, "dg"),
    narrows: knownNameInLatin,
    confidence: 0.85,
    examples: ["Hi «Sarah», could you", "Thanks «Kevin Lim»!", "Good morning «Priya»,"],
    counterExamples: ["Hi Team,", "Hello World", "Thanks Again", "Hi Support", "Good morning Singapore Branch"],
  },
  {
    type: "PERSON",
    why: "a value behind an English label for a name",
    signal: "capital",
    begins: ["englishNameLabel"],
    pattern: new RegExp(`${LABEL}${STRONG_MARK}(?<value>${LATIN_NAME})`, "dg"),
    narrows: nameInLatin,
    confidence: 0.88,
    examples: [
      "account holder: «Taro Yamada»\nBalance",
      '{"customerName":"«Jane Doe»"}',
      "My name is «Alice Johnson».",
      "beneficiary = «Robert de Niro»",
      "CARDHOLDER NAME: «TARO YAMADA»",
      "account_holder_name=«Wang Xiaoming» amount=5",
      "Beneficiary: «CHAN, Tai Man» Bank: HSBC",
      "| Borrower | «Xochitl Quispe-Mamani» |",
      "<fullName>«Zoë Müller»</fullName>",
      "Full name\n«Ewa Zielińska»",
    ],
    counterExamples: [
      "Beneficiary: Acme Ltd",
      "Payee: British Gas Services",
      "applicant is required",
      "borrower: Name",
      "Caller: Customer",
    ],
  },
  {
    type: "PERSON",
    why: "a known name behind a weak English label",
    signal: "labelMark",
    begins: ["englishWeakNameLabel"],
    pattern: new RegExp(`${WEAK_LABEL}(?:${MARK}| is )(?<value>${LATIN_NAME})`, "dg"),
    narrows: knownNameInLatin,
    confidence: 0.85,
    examples: [
      "Name: «John Smith»",
      "Customer: «Jane Doe» wants",
      'user="«Peter Okafor»" action=login',
      "From: «Alice Brown» <alice@example.com>",
      "Attn: Ms «Koh Hui Min»",
      "name: «Grace Young»",
    ],
    counterExamples: [
      "product name: Gold Saver",
      "name: get_weather",
      "Client: Morgan Stanley",
      "File name: Report",
      "customer: Acme Ltd",
      "name: String",
      "hostname: Server",
      "From: Tokyo To: Osaka",
      "Name: Gold Saver",
      "Owner: Treasury Operations",
    ],
  },
  {
    type: "PERSON",
    why: "a signature below a closing formula",
    signal: "capital",
    begins: ["englishClosing"],
    pattern: new RegExp(
      `${anyCaseOf(phrases.englishClosing)}(?:[,.!] {0,2}|[,.!]?\\s{0,2}\\n\\s{0,3})(?:- ?)?${OPTIONAL_TITLE}(?<value>${LATIN_NAME})(?=\\s*(?:$|[\\n,|.(<]))`,
      "dg",
    ),
    narrows: knownNameInLatin,
    confidence: 0.85,
    examples: ["Kind regards,\n«Robert Johnson»", "Signed, «Mary Major»", "Best,\n«Tom»", "Thanks\n«Aisha Rahman»\nRelationship Manager"],
    counterExamples: ["Best regards,\nThe Mortgage Team", "Regards, Mizuho Bank", "Thanks, Support", "Best, Cash"],
  },
  {
    type: "PERSON",
    why: "a known name behind words that a person follows",
    signal: "capital",
    begins: ["englishBeforePerson"],
    pattern: new RegExp(`${anyCaseOf(phrases.englishBeforePerson)},? ${OPTIONAL_TITLE}(?<value>${LATIN_NAME})`, "dg"),
    narrows: knownNameInLatin,
    confidence: 0.8,
    examples: [
      "Spoke with «Hannah» about the card",
      "Hello, this is «Maria Lopez» calling",
      "paid to «Nguyen Van An» yesterday",
      "the customer «Oluwaseun Adeyemi» visited",
      "on behalf of Sir «Reginald Hargreaves»",
    ],
    counterExamples: [
      "Spoke with Compliance",
      "payment to Morgan Stanley",
      "transfer to Virginia",
      "This is Important",
      "customer Service Centre",
      "sent to London",
      "on behalf of Wells Fargo",
    ],
  },
  {
    type: "PERSON",
    why: "a name behind a word for a relative or a colleague",
    signal: "capital",
    begins: ["englishRelative"],
    pattern: new RegExp(`${anyCaseOf(labels.englishRelative)}(?:,? | ?\\()${OPTIONAL_TITLE}(?<value>${LATIN_NAME})`, "dg"),
    narrows: newNameInLatin,
    confidence: 0.8,
    examples: ["Wife «Shirin» does not know", "his son «Mattis Quandt»", "Signatory «Ginevra Pallavicino»."],
    counterExamples: ["Mother Teresa Hospital", "son Will", "the wife Also", "signatory Bank"],
  },
  {
    type: "PERSON",
    why: "a known given name before what only a person does",
    signal: "capital",
    cue: ["englishPersonDoes"],
    pattern: namesBeforeDeeds,
    narrows: givenNameInLatin,
    confidence: 0.75,
    examples: ["«Sarah» called about her mortgage", "Yesterday «Deepak Menon» asked for a statement", "«Mary Beth» lives alone"],
    counterExamples: [
      "Regulators asked for data",
      "Morgan Stanley asked",
      "The customer called",
      "Charles Schwab wants to merge",
      "Moody called it",
    ],
  },
  {
    type: "PERSON",
    why: "a given name and a surname that the lexicon knows",
    signal: "capital",
    pattern: namesWithoutCue,
    confidence: 0.75,
    examples: [
      "yesterday «Emily Watson» and «Ahmed Hassan» signed the form",
      "we owe «Jean-Pierre Lefèvre» 500 EUR",
      "«CHAN Tai Man» opened account",
      "the file of «Tan Wei Ming» is missing",
      "«JOHN MCALLISTER» / savings",
      "«O'NEILL, Sarah» (joint)",
      "«María García López», «Jan van der Berg», «William J. Thornton»",
      "the heirs of «Siobhan O'Connor»",
    ],
    counterExamples: [
      "Morgan Stanley, Goldman Sachs and JP Morgan",
      "Charles Schwab shares rose; Wells Fargo fell",
      "the Taylor Rule and the Black Scholes model",
      "a Monte Carlo simulation in Virginia Beach",
      "Marks & Spencer, Dow Jones, Ernst & Young",
      "the Mary-le-Bone branch; Martin Place branch; George Street",
      "Jordan Telecom and Victoria Falls and Lincoln Center",
      "Senior Vice President, Chief Risk Officer, Head of Sales",
      "Gold Saver Account and Premier Select Card",
      "John Lewis Partnership, Johnson & Johnson",
      "in April May and June August",
      "Kwun Tong, Tsing Yi and Ma On Shan",
      "St James Place; Lake Charles City",
    ],
  },
  {
    type: "PERSON",
    why: "a name in small letters behind a cue of a chat",
    signal: "always",
    views: ["plain", "lookalike"],
    begins: ["englishChatCue"],
    pattern: new RegExp(
      `(?<![A-Za-z])(?:my name is|name's|name:|this is|hi|hey|hello|dear|thanks|cheers|regards,?|spoke (?:with|to)|talked to|called by|call from|call(?:ed)?|ping|ask|tell|customer|client|acc(?:oun)?t holder|cardholder|beneficiary|payee|on behalf of|payment to|transfer to|cc)[:,]?\\s(?<value>${SMALL_NAME})(?![A-Za-z])`,
      "dg",
    ),
    narrows: nameInSmallLetters,
    confidence: 0.7,
    examples: ["hi «sarah», can u check", "my name is «john smith» and", "pls call «wong siu ming» back", "customer «maria lopez» says"],
    counterExamples: ["this is will be", "hi all", "call me", "ask the branch", "thanks a lot", "customer data", "payment to may be late"],
  },
  {
    type: "PERSON",
    why: "a known given name and surname in small letters",
    signal: "always",
    views: ["plain", "lookalike"],
    cue: ["englishGivenName"],
    pattern: namesInSmallLetters,
    confidence: 0.7,
    examples: ["the balance of «mike donovan» pls", "cheque for «harold pemberton» bounced"],
    counterExamples: ["see the main branch", "mark price and grant loan", "martin.smith@", "import kevin from lodash"],
  },
  {
    type: "PERSON",
    why: "initials and a known surname in small letters",
    signal: "always",
    pattern:
      /(?<![A-Za-z.])(?<!e\. )(?!(?:e\. ?g|i\. ?e|p\. ?[ams]|a\. ?m|u\. ?[ks]|v)\.)(?<value>[a-z]\. ?(?:[a-z]\. ?)?[a-z]{3,20})(?![A-Za-z.@])/dg,
    narrows: initialsInSmallLetters,
    confidence: 0.7,
    examples: ["ask «j. r. hollis» about it", "«m. kowalski» asked to wire"],
    counterExamples: ["e. g. smith", "5 p. m. today", "see p. 5 and v. brown"],
  },
  {
    type: "PERSON",
    why: "a name in small letters as the value of a field",
    signal: "always",
    begins: ["englishNameLabel"],
    pattern: new RegExp(`${LABEL}["']{0,2} ?[:=] ?["'](?<value>${SMALL_NAME})["']`, "dg"),
    narrows: nameInSmallLetters,
    confidence: 0.8,
    examples: ['{"full_name": "«john smith»"}', "customerName='«li wei»'"],
    counterExamples: ['{"full_name": "string"}', "customerName='value'"],
  },
  {
    type: "PERSON",
    why: "a Japanese or Chinese name behind an English label",
    signal: "eastern",
    begins: ["englishNameLabel", "englishWeakNameLabel"],
    pattern: new RegExp(`(?:${LABEL}|${WEAK_LABEL})${STRONG_MARK}(?<value>${HAN_OF_NAME}{2,6}(?: ${HAN_OF_NAME}{1,4})?)`, "dg"),
    narrows: (value) => wholeJapaneseName(value) ?? wholeChineseName(value),
    confidence: 0.88,
    examples: ['{"name":"«山田太郎»"}', "customer: «王小明»", "account holder: «佐藤 花子»"],
    counterExamples: ['{"name":"普通預金"}', "name: 金融商品", "name: 横浜支店"],
  },
];

/** Authors of books are nobody's customers. */
export const ENGLISH_NAME_RECOGNISERS: readonly Recogniser[] = [...CUED_RECOGNISERS, ...ENGLISH_NAME_LINE_RECOGNISERS].map(
  (recogniser) => ({
    ...recogniser,
    standsIn: ({ text, start, end }) => !isAuthor(text, start, end),
  }),
);
