// Recognisers of Latin names by the line they stand in: of a chat, a row behind a label, a payment message, an address below a heading.

import { matchesAtWords, matchesIn } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";
import labels from "../words/english-names.json" with { type: "json" };
import { groupNumbers, type WordHits } from "../words.ts";
import { englishLexicon } from "./english-lexicon.ts";
import { knownNameInLatin, LATIN_NAME, nameInLatin, newNameInLatin } from "./english-name-places.ts";
import { anyCaseOf } from "./labels.ts";
import { isInitial, isNoWord, LETTER, PART, PARTICLE, PARTICLE_ONLY, tokensOf, UPPER } from "./latin-words.ts";

const TIME =
  "[\\[(<]?(?:\\d{4}-\\d\\d-\\d\\d[T ]|\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?,? )?\\d{1,2}[:.]\\d\\d(?:[:.]\\d\\d)?(?: ?[ap]m)?[\\])>]?";
/** 09:03 Priyanka: anyone there; <M. Dubois> who approved; - Anwen: strong on credit. */
const SPEAKER = new RegExp(
  `(?<=^|\\n)[ \\t>]{0,4}(?<time>${TIME}[ ,-]{1,3})?(?<bullet>[-*•] |\\d{1,2}[.)] )?(?<mark>[<\\[])?(?<value>${PARTICLE}${PART}(?: ${PARTICLE}${PART}){0,2})(?: ?\\([^()\\n]{1,20}\\))?(?:(?<=[^>\\]])[:>]|>:?(?= )|\\][: ])(?! ?(?:https?:|[(<]))(?= ?\\S)`,
  "dg",
);
/** What stands behind who speaks. */
const BEHIND_SPEAKER = /[:>\]]/;
const SPEAKERS_MIN = 2;

/** Those who speak in a talk: known names; in lines that a time begins, or that make a talk together, any word that is none of the language. */
function* speakers(text: string): Iterable<Piece> {
  if (!BEHIND_SPEAKER.test(text)) return;
  const lines: { readonly piece: Piece; readonly isKnown: boolean; readonly isTimed: boolean }[] = [];
  for (const match of matchesIn(text, SPEAKER)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const name = text.slice(from, to);
    const isKnown = isPersonsName(name);
    const isTimed = match.groups?.time !== undefined;
    if (CAMEL_CASE.test(name)) continue;
    if (!isKnown && newNameInLatin(name)?.to !== name.length) continue;
    lines.push({ piece: { from, to }, isKnown, isTimed: isTimed || match.groups?.mark !== undefined });
  }
  const known = lines.filter(({ isKnown }) => isKnown).length;
  for (const { piece, isKnown, isTimed } of lines) {
    if (
      isKnown ? isTimed || known >= SPEAKERS_MIN || isFullName(text.slice(piece.from, piece.to)) : isTimed && lines.length >= SPEAKERS_MIN
    )
      yield piece;
  }
}

/** A name of a program's part, or of an account. */
const CAMEL_CASE = /\p{Ll}(?<!Mc|Mac|De|La|Le|Di|Fitz)\p{Lu}/u;

/** A given name that most readers know for one, with nothing behind it that is no name. */
function isPersonsName(name: string): boolean {
  const { commonGivenNames, everydayWords, everydayGivenNames } = englishLexicon();
  const [first, second] = tokensOf(name);
  if (first === undefined || CAMEL_CASE.test(name)) return false;
  if (isInitial(first)) return second !== undefined && isNoWord(second);
  const isGiven =
    commonGivenNames.has(first.plain.split("-")[0] ?? "") &&
    (!everydayWords.has(first.plain) || (second !== undefined && everydayGivenNames.has(first.plain)));
  return isGiven && nameInLatin(name)?.to === name.length && (second === undefined || newNameInLatin(name) !== undefined);
}

function isFullName(name: string): boolean {
  return tokensOf(name).filter(({ text }) => !PARTICLE_ONLY.test(text)).length > 1;
}

const TITLE = "(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Mdm)\\.? )?";
const MARK = "[\"'”)\\]*_]{0,3}[ \\t]{0,3}(?:[:=>|\\t]|->| (?:is|are|were) )\\s{0,4}[\"'“*_\\[]{0,3}";
const ROW_LABEL = new RegExp(
  `(?:(?:${anyCaseOf(labels.englishNameLabel, labels.englishWeakNameLabel)})(?: ?\\([^()\\n]{1,20}\\))?${MARK}|(?:${anyCaseOf(labels.englishPersonsLabel)})(?: ?\\([^()\\n]{1,20}\\))?(?:${MARK}|,? (?=${TITLE}${PART} )))${TITLE}`,
  "y",
);
const LABEL_GROUPS = groupNumbers(["englishNameLabel", "englishWeakNameLabel", "englishPersonsLabel"]);
const ONE_NAME = new RegExp(`${PARTICLE}${PART}(?: ${PARTICLE}${PART}){0,4}`, "y");
/** Between two persons of a row, with what may be said of the first: a share, an office in brackets. */
const NEXT = new RegExp(
  `(?: ?\\([^()\\n]{1,40}\\))?(?:,? ?\\d{1,3}(?:\\.\\d+)? ?%)?(?:,? (?:and|und|et|y|e) |\\s?[,;&/+]\\s{0,3}(?:and )?|\\n[ \\t]{0,4}[-*•]? ?)${TITLE}`,
  "y",
);
const NAMES_IN_ROW_MAX = 30;

/** Several persons behind one label: only the first needs be known, the others need be no words. */
function* namesInRows(text: string, words: WordHits): Iterable<Piece> {
  for (const label of matchesAtWords(text, words, ROW_LABEL, LABEL_GROUPS)) {
    let from = label.index + label[0].length;
    for (let count = 0; count < NAMES_IN_ROW_MAX; count += 1) {
      ONE_NAME.lastIndex = from;
      const value = ONE_NAME.exec(text)?.[0] ?? "";
      const piece = value === "" || /^[:=]/.test(text.slice(from + value.length)) ? undefined : wholeName(value, count > 0);
      if (piece === undefined) break;
      yield { from, to: from + piece.to };
      NEXT.lastIndex = from + piece.to;
      const next = NEXT.exec(text)?.[0];
      if (next === undefined) break;
      from += piece.to + next.length;
    }
  }
}

function wholeName(value: string, mayBeNew: boolean): Piece | undefined {
  const piece = knownNameInLatin(value) ?? (mayBeNew || isInitialAndSurname(value) ? newNameInLatin(value) : undefined);
  if (piece === undefined || piece.from > 0) return undefined;
  // One word by itself may be anything.
  return isFullName(value) || isPersonsName(value) ? piece : undefined;
}

function isInitialAndSurname(value: string): boolean {
  const [first, ...others] = tokensOf(value);
  return first !== undefined && isInitial(first) && others.length > 0;
}

/** A party of a payment message, below its field and account: the first line is the name. */
const PARTY = /(?<=^|\n)\s{0,3}:(?:50[AFGHK]?|59[AF]?):[^\n]{0,64}\n(?<value>[A-Z][A-Z .'’-]{2,34})(?=\n|$)/dg;
const FIRM =
  /\b(?:LTD|LIMITED|LLC|INC|PLC|GMBH|AG|SA|SARL|BV|NV|SPA|SRL|CO|CORP|COMPANY|BANK|TRADING|HOLDINGS?|GROUP|KK|PTE|PTY|OY|AB|AS|ET|UND|SONS)\b/;

/** Somebody to whom something goes: the line below the heading, above the address. */
const ADDRESSEE = new RegExp(
  `(?<![A-Za-z])(?:[Ss]hip|[Dd]eliver|[Mm]ail|[Bb]ill|[Ss]end|[Pp]ost|[Cc]ourier|[Dd]ispatch)(?:ped|ed|ing)? to:?[ \\t]{0,3}\\n[ \\t]{0,4}${TITLE}(?<value>${LATIN_NAME})(?=[ \\t]{0,3}\\n[^\\n]{0,40}\\d)`,
  "dg",
);

/** Ignatius Kowalczyk & Bernadette Kowalczyk: two with one family name. Piotr and Linh: given names in a row, each making the others sure. */
const AND = new RegExp(` (?:&|and) (?<two>${PART}(?: ${PART}){0,2})(?![${LETTER}'’-])`, "dg");
const ONE_BEFORE = new RegExp(`(?<![A-Za-z&.'’-])(?<![A-Z&][A-Za-z.]{0,20} )${PART}(?: ${PART}){1,2}$`);
const GIVEN_BEFORE = new RegExp(
  `(?<![A-Za-z.&'’-])(?<![A-Z][${LETTER}'’-]{0,20},? )(?:[${UPPER}][${LETTER}'’-]{1,14}, ){0,6}[${UPPER}][${LETTER}'’-]{1,14},?$`,
);
const BEFORE_CHARACTERS = 96;

function* pairs(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, AND)) {
    const [from, to] = match.indices?.groups?.two ?? [0, 0];
    const two = text.slice(from, to);
    const start = Math.max(0, match.index - BEFORE_CHARACTERS);
    const before = text.slice(start, match.index);
    const one = ONE_BEFORE.exec(before)?.[0] ?? "";
    if (
      two.includes(" ") &&
      one.endsWith(two.slice(two.lastIndexOf(" "))) &&
      [one, two].every((name) => newNameInLatin(name) !== undefined) &&
      [one, two].some((name) => isPersonsName(name))
    ) {
      yield { from: match.index - one.length, to: match.index };
      yield { from, to };
      continue;
    }
    const row = GIVEN_BEFORE.exec(before);
    const given =
      row === null
        ? []
        : [...tokensOf(row[0]).map((token) => ({ ...token, start: token.start + start + row.index })), { ...tokenOf(two), start: from }];
    if (given.length < 2 || /^ (?:&|[A-Z])/.test(text.slice(to)) || !given.every(({ plain }) => isCertainGivenName(plain))) continue;
    for (const token of given) yield { from: token.start, to: token.start + token.text.length };
  }
}

function tokenOf(word: string): { readonly text: string; readonly plain: string } {
  return tokensOf(word)[0] ?? { text: word, plain: "" };
}

function isCertainGivenName(plain: string): boolean {
  const { commonGivenNames, everydayWords, ordinaryWords, givenNamesOfThings } = englishLexicon();
  return commonGivenNames.has(plain) && !everydayWords.has(plain) && !ordinaryWords.has(plain) && !givenNamesOfThings.has(plain);
}

/** A given name alone in a sentence that speaks of a person: "and Siobhán (yes, that one) said he is". */
const GIVEN = /(?<=(?:^|[a-z,;:(“"—–-] |[.!?] |\n)[(“"]?)[A-ZÀ-Þ][a-zà-ž]{3,14}(?=['’]s [a-z]|[ ,;:.)?!][^A-Z\n]|[.?!]?$)/my;
const GIVEN_NAME = groupNumbers(["englishGivenName"]);
/** The lists are without accents: a word with one is looked at wherever it begins. */
const ACCENTED = /[A-ZÀ-Þ](?=[a-z]{0,13}[à-ž])|[À-Þ]/g;
/** "Wojtek - can you ring her?", "Gareth, could you": whom a message speaks to. */
const ADDRESSED =
  /(?<=^|\n|[.!?] )[A-ZÀ-Þ][a-zà-ž]{2,14}(?= [-–—] [a-z]|, (?:can|could|please|pls|would|will|do|did|any|just|i|we|as|re|fyi|thanks|when|what|why|how|is|are|have|you|your)[ ,])/my;
const SPOKEN_OF_CHARACTERS = 60;
/** What only a person has, is or suffers. */
const SPOKEN_OF =
  /(?<![a-z])(?:he|she|his|him|her|hers|himself|herself|mum|mom|dad|wife|husband|son|daughter|sister|brother|aunt|uncle|cousin|colleague|boss|friend|neighbou?r|fiancée?|girlfriend|boyfriend|widow|pregnant|diagnosed|hospital|surgery|pills|therapy|church|mosque|synagogue|muslim|jewish|hindu|catholic|prison|jail|arrested|convicted|union member|on leave|off sick|divorced|married|retired|says|said|told|asked|thinks|wants|handles|covers)(?![a-z])/i;

function* givenNamesSpokenOf(text: string, words: WordHits): Iterable<Piece> {
  const accented = [...matchesIn(text, ACCENTED)].map(({ index }) => index);
  for (const start of [...words.startsOf(GIVEN_NAME), ...accented].sort((one, other) => one - other)) {
    GIVEN.lastIndex = start;
    ADDRESSED.lastIndex = start;
    const addressed = ADDRESSED.exec(text)?.[0];
    if (addressed !== undefined && isCertainGivenName(tokenOf(addressed).plain)) {
      yield { from: start, to: start + addressed.length };
      continue;
    }
    const word = GIVEN.exec(text)?.[0];
    if (word === undefined || !isCertainGivenName(tokenOf(word).plain)) continue;
    const [before, behind] = [
      text.slice(Math.max(0, start - SPOKEN_OF_CHARACTERS), start),
      text.slice(start + word.length, start + word.length + SPOKEN_OF_CHARACTERS),
    ];
    if (SPOKEN_OF.test(before) || SPOKEN_OF.test(behind)) yield { from: start, to: start + word.length };
  }
}

const FIELD_LINK = "[\"']?\\s{0,2}(?:[:=>]|</[a-z_A-Z]{2,16}>\\s{0,3}<)\\s{0,2}[\"']?";
const NEXT_FIELD = "[\"']?\\s{0,3}(?:[,;&|\\n]|</[a-zA-Z_]{2,16}>)\\s{0,6}[<\"']?";
const FIELD_NAME = `[${UPPER}][${LETTER}'’-]{0,23}[${LETTER}](?: [${UPPER}][${LETTER}'’-]{0,23}[${LETTER}]){0,2}`;
/** {"first":"Bronagh","mid":"T.","last":"Killoran"}: fields that make each other those of a name. */
const IN_FIELDS = new RegExp(
  `(?:[Ff]irst|[Gg]iven|[Ff]ore|[Ff]|FIRST|GIVEN)[ _-]?(?:[Nn]ames?|NAME)?${FIELD_LINK}(?<given>${FIELD_NAME})${NEXT_FIELD}(?:(?:[Mm]id(?:dle)?|MIDDLE)[ _-]?(?:[Nn]ame|NAME|[Ii]nitial)?${FIELD_LINK}(?<middle>[${UPPER}]\\.?|${FIELD_NAME})${NEXT_FIELD})?(?:[Ll]ast|[Ff]amily|[Ss]ur|[Ll]|LAST|FAMILY|SUR)[ _-]?(?:[Nn]ame|NAME)?${FIELD_LINK}(?<family>${FIELD_NAME})(?![${LETTER}])`,
  "dg",
);

function* namesInFields(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, IN_FIELDS)) {
    const { given, middle, family } = match.indices?.groups ?? {};
    for (const place of [given, middle, family]) if (place !== undefined) yield { from: place[0], to: place[1] };
  }
}

export const ENGLISH_NAME_LINE_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name in Latin letters that speaks in a chat or heads a note",
    signal: "capital",
    pattern: speakers,
    confidence: 0.75,
    examples: [
      "09:03 «Priyanka»: anyone seen it\n09:04 «Duc»: with legal",
      "08:44 <«M. Dubois»> ok",
      "Interview notes\n- «Anwen»: strong on credit\n- «Kwabena»: good presence",
      "[10:22] «Sarah»: done",
    ],
    counterExamples: [
      "Speed: fast\nPrice: low",
      "09:03 Server: restarted\n09:04 Gateway: ok",
      "- Latency: 5 ms\n- Throughput: 10",
      "Note: ok",
      "Jordan: 5\nGeorgia: 7",
      "10:00 Opening: words",
    ],
  },
  {
    type: "PERSON",
    why: "a name in a row behind a label for persons",
    signal: "capital",
    begins: ["englishNameLabel", "englishWeakNameLabel", "englishPersonsLabel"],
    pattern: namesInRows,
    confidence: 0.8,
    examples: [
      "Beneficiaries: «Zainab bint Rashid» 50%, «Omar bin Rashid» 50%",
      "Joint account: «Ignatius Kowalczyk» & «Bernadette Kowalczyk»",
      "Present: «J. Haverstock» (chair), «P. Nakagawa», «L. Osei»",
      "name on account «T J Okonjo», first",
      "Directors: «Anneliese Vogt» and «Uwe Brandl»",
    ],
    counterExamples: [
      "Attendees: Legal, Compliance, Treasury",
      "Directors: to be named",
      "Customer: Acme Ltd, Globex Corp",
      "Owner: Treasury, Payments",
      "Participants: Goldman Sachs, Morgan Stanley",
    ],
  },
  {
    type: "PERSON",
    why: "a party of a payment message",
    signal: "twoDigits",
    pattern: PARTY,
    accepts: (value) => !FIRM.test(value) && value.trim().includes(" "),
    confidence: 0.85,
    examples: [":50K:/FR1145017106\n«MAXENCE LE GOFF»\n14 RUE DES TANNEURS", ":59:/DE8937\n«KLAUS-DIETER BRENNECKE»"],
    counterExamples: [":59:/DE8937\nACME TRADING LTD", ":20:REF\nPAYMENT ADVICE", ":70:INVOICE\nRENT MAY"],
  },
  {
    type: "PERSON",
    why: "an addressee below a heading and above an address",
    signal: "lines",
    pattern: ADDRESSEE,
    narrows: newNameInLatin,
    confidence: 0.8,
    examples: ["Ship to:\n«Orla Brennan»\nApt 12, The Moorings", "Deliver to\n«Ewan Mackie»\n4 Shore Road"],
    counterExamples: ["Ship to:\nMumbai Warehouse\n12 Dock Road", "Send to:\nAccounts Payable\nFloor 3"],
  },
  {
    type: "PERSON",
    why: "two persons with one family name, or given names in a row",
    signal: "capital",
    pattern: pairs,
    confidence: 0.75,
    examples: [
      "held by «Tomasz Wilk» and «Agata Wilk» jointly",
      "«Ignatius Kowalczyk» & «Bernadette Kowalczyk»",
      "«Piotr» and «Linh» can't make it",
      "so it is «Ewa», «Tomasz» and «Siobhán»",
    ],
    counterExamples: [
      "Brown Bank and Green Bank",
      "North Street and South Street",
      "Senior Notes and Junior Notes",
      "Charlotte and Savannah",
      "Goldman and Morgan",
      "March and April",
      "Azure Chat and Bedrock Chat",
      "Martin and Sons",
    ],
  },
  {
    type: "PERSON",
    why: "a given name alone where a person is spoken of",
    signal: "capital",
    pattern: givenNamesSpokenOf,
    confidence: 0.7,
    examples: ["my manager said «Gareth» from ops would ring", "and «Siobhán» (yes, that one) said he is", "«Gareth» - can you ring her"],
    counterExamples: ["Julia is a plus", "she moved to Charlotte last year", "he uses Jasper Reports"],
  },
  {
    type: "PERSON",
    why: "given and family name in fields beside each other",
    signal: "capital",
    cue: ["englishNameLabel", "englishWeakNameLabel"],
    pattern: namesInFields,
    confidence: 0.85,
    examples: [
      '{"first":"«Bronagh»","mid":"«T.»","last":"«Killoran»"}',
      "first_name=«Thandeka»&last_name=«Zwide»",
      "<firstName>«Ovidiu»</firstName><lastName>«Crăciun»</lastName>",
      "firstName: '«Matteo»', lastName: '«Collina»'",
    ],
    counterExamples: ['{"first":1,"last":9}', '{"first":"page","last":"page"}', "First: January; next: February"],
  },
];
