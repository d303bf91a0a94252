// Recognisers of addresses in Latin letters: the United States, the United Kingdom, Singapore, Hong Kong, the countries of Europe.

import type { Recogniser } from "../recogniser.ts";
import labels from "../words/english-names.json" with { type: "json" };
import { ENGLISH_ADDRESS_LINE_RECOGNISERS } from "./english-address-lines.ts";
import { anyCaseOf } from "./labels.ts";

const LETTERS = "A-Za-zÀ-ÖØ-öø-ÿĀ-ž";
const WORD = `(?:[A-Z][a-z]{0,2}\\.|[A-ZÀ-ÖØ-ÞĀ-ž0-9][${LETTERS}0-9'’-]{0,24})`;
const NAME_WORD = `(?![A-Z]{1,2}\\d)(?:[A-Z][a-z]{0,2}\\.|[A-ZÀ-ÖØ-ÞĀ-ž][${LETTERS}'’-]{0,24})`;
const STREET_TYPE =
  "(?:Streets?|St|Str|Avenues?|Ave|Av|Roads?|Rd|Lane|Ln|Boulevard|Blvd|Drive|Dr|Court|Ct|Place|Pl|Terrace|Ter|Way|Square|Sq|Close|Crescent|Cres|Grove|Gardens|Gdns|Row|Mews|Hill|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Trail|Trl|Walk|Rise|Path|Quay|Wharf|Green|Park|Alley|Loop|View|Link|Plaza|Broadway|Esplanade|Embankment|STREET|ST|AVENUE|AVE|ROAD|RD|LANE|LN|BOULEVARD|BLVD|DRIVE|DR|COURT|CT|PLACE|PL|TERRACE|WAY|SQUARE|CLOSE|CRESCENT|CIRCLE|PARKWAY|HIGHWAY)";
const SURE_STREET_TYPE =
  "(?:Streets?|St|Avenues?|Ave|Roads?|Rd|Lane|Ln|Boulevard|Blvd|Drive|Dr|Terrace|Crescent|Cres|Close|Grove|Gardens|Gdns|Mews|Parkway|Pkwy|Court|Ct|Way|Place|Circle|Parade|Promenade|Rise|Mead|Meadows|Orchard|Boulevard|STREET|ST|AVENUE|AVE|ROAD|RD|LANE|LN|BOULEVARD|BLVD|DRIVE|DR|COURT|TERRACE|WAY|CRESCENT|CLOSE)";
const DIRECTION = "(?:North|South|East|West|Upper|Lower|Old|New|N|S|E|W|NE|NW|SE|SW)\\.?";
const STATE =
  "(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|California|New York|Texas|Florida|Illinois|Ohio|Washington|Massachusetts|Georgia|Virginia|Arizona|Colorado|Oregon|Michigan|New Jersey|Pennsylvania|North Carolina|Maryland|Minnesota)";
const UK_POST_CODE = "(?:[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2})";
const COUNTRY =
  "(?:United Kingdom|UK|U\\.K\\.|England|Scotland|Wales|Northern Ireland|Ireland|USA|U\\.S\\.A\\.|United States|Hong Kong(?: SAR)?|HK|HONG KONG|Kowloon|N\\.T\\.|New Territories|Singapore|SINGAPORE|Germany|Deutschland|France|Italy|Italia|Spain|España|Netherlands|Nederland|Belgium|Austria|Österreich|Switzerland|Portugal|Poland|Sweden|Denmark|Finland|Norway|Luxembourg|Canada|Australia|Japan|China)";

const UNIT_WORD =
  "(?:Flat|Flt|FLAT|Apartment|Apt|APT|Unit|UNIT|Suite|Ste|STE|SUITE|Room|Rm|RM|ROOM|Floor|Fl|Level|Block|Blk|BLK|Tower|Lot|Shop|House|Building|Bldg|No|No\\.)";
const UNIT = `(?:${UNIT_WORD}\\.? ?#?[A-Za-z]?\\d{0,5}[A-Za-z]?(?:[-/]\\d{1,4}[A-Za-z]?)?|#[A-Za-z]?\\d{1,4}[A-Za-z]?(?:-\\d{1,5}[A-Za-z]?)?|[Gg]/[Ff]|\\d{1,3}/[Ff]|\\d{1,3}(?:st|nd|rd|th) [Ff]loor|[A-Z] Wing)`;
const BUILDING = `(?:${WORD} ){1,4}(?:House|Court|Building|Bldg|Mansions?|Tower|Towers|Centre|Center|Estate|Lodge|Cottage|Apartments|Residences?|Heights|Villas?|Gardens?|Plaza|Condominium|Place|HOUSE|MANSION|BUILDING|TOWER|ESTATE|COURT)(?: [A-Z0-9]{1,3}(?![A-Za-z]))?`;
const COMMA = "(?:,\\s{0,3}|\\s{1,3}-\\s{1,2}| {1,2})";
const NUMBER =
  "(?<![\\d.,$€£¥#:/-])(?:No\\.? ?)?\\d{1,5}[A-Za-z]?(?:[-/]\\d{1,5}[A-Za-z]?)?(?! ?(?:%|percent|million|billion|basis|bps|days?|years?|months?)\\b)";
const STREET_NAME = `(?:${DIRECTION} )?${WORD} (?:(?:${WORD}|of|the|de|la|and|yr|y|na|du|des|del) ){0,3}?`;
// The type may be followed by a direction or, in Singapore, a number: Avenue 3.
const STREET = `${NUMBER},? ${STREET_NAME}${SURE_STREET_TYPE}(?![A-Za-z'’])\\.?(?: ${DIRECTION}(?![A-Za-z]))?(?: (?:\\d{1,3}|Central)(?![\\d-]))?`;
const ANY_STREET = `${NUMBER},? ${STREET_NAME}${STREET_TYPE}(?![A-Za-z'’])\\.?(?: ${DIRECTION}(?![A-Za-z]))?(?: (?:\\d{1,3}|Central)(?![\\d-]))?`;
const LOCALITY = `(?:,\\s{0,3}(?!N\\.T\\.|U\\.K\\.)(?:${DIRECTION} )?${NAME_WORD}(?:[ -](?:${NAME_WORD}|upon|on|or|le|de|in|of|the|under|am|an|der)){0,4})`;
const HEAD = `(?:(?:${UNIT}|${BUILDING})${COMMA}){0,4}`;
const TAIL_UNIT = `(?:${COMMA}(?:${UNIT}|${BUILDING})){0,3}`;
/** A state with its ZIP code, a British or Singaporean post code. */
const CODE = `(?:(?:${STATE}|[A-Z]{2}),? \\d{5}(?:-\\d{4})?|[A-Z]\\d[\\dW] ?[A-Z0-9]{4}|(?:[A-Z]{2},? )?[A-Z]\\d[A-Z] ?\\d[A-Z]\\d|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT),? \\d{4}|${UK_POST_CODE}|(?:Singapore|SINGAPORE|S) ?\\(?\\d{6}\\)?|\\d{6}(?!\\d)|${STATE}(?![A-Za-z])|\\d{5}(?:-\\d{4})?(?!\\d))`;
const END = `(?:(?:,\\s{0,3}| )${CODE}(?![0-9A-Za-z]))?(?:(?:,\\s{0,3}| )${COUNTRY}(?![A-Za-z])\\.?){0,2}`;
const TAIL = `${TAIL_UNIT}(?:${LOCALITY}(?![A-Za-z'’])){0,4}${END}`;

const STREET_TYPE_ABROAD =
  "(?:rue|avenue|boulevard|place|quai|allée|chemin|impasse|cours|via|viale|piazza|corso|largo|calle|avenida|plaza|paseo|rua|praça|travessa|ul\\.|ulica|Rue|Avenue|Boulevard|Place|Quai|Allée|Chemin|Via|Viale|Piazza|Corso|Largo|Calle|C/|Avenida|Avda\\.?|Plaza|Paseo|Rua|Praça|Travessa|Carrer)";
const STREET_ABROAD = `(?:(?:Am|An der|An den|Im|In der|Auf der|Auf dem|Zum|Zur|Unter den|Hinter der|Alte|Neue) (?:${WORD} ){1,2}\\d{1,4} ?[a-zA-Z]?|\\d{1,4}(?: ?(?:bis|ter))?,? ${STREET_TYPE_ABROAD} (?:[A-Za-zÀ-ž0-9'’.-]{1,20} ?){1,5}|${STREET_TYPE_ABROAD} (?:[A-Za-zÀ-ž0-9'’.-]{1,20} ){1,5}(?:n\\.? ?º? ?)?\\d{1,4}[A-Za-z]?(?:/\\d{1,4})?(?:, ?\\d{1,2}[º°ª]? ?[A-Za-z]{0,3})?|(?:${WORD} ){0,3}[A-ZÄÖÜ][A-Za-zäöüßÄÖÜëïéè-]{2,28}(?:straße|strasse|str\\.|gasse|weg|platz|allee|damm|ring|ufer|straat|gracht|laan|plein|kade|dijk|gatan|vägen|vej|gade|gata|gate|veien|vei|väg|torget|stræde|katu|Straße|Strasse|Str\\.|Platz|Allee|Weg|Damm) \\d{1,4} ?[a-zA-Z]?(?:[-/]\\d{1,4}){0,3}|${WORD} (?:utca|út|tér|körút) \\d{1,4}[a-zA-Z]?\\.?|${WORD} [a-zà-ž]{3,12} \\d{1,4}[a-zA-Z]?(?=,? (?:\\d{3} \\d{2}|\\d{2}-\\d{3}) ))`;
const TOWN_ABROAD = `(?:,\\s{0,3}|\\s{1,2})(?:[A-Z]{1,2}-)?(?:\\d{4} [A-Z]{2}|\\d{4,5}|\\d{2}-\\d{3}|\\d{4}-\\d{3}|\\d{3} \\d{2}) ${NAME_WORD}(?:[ -](?:${NAME_WORD}|am|an|der|den|sur|la|le|en|de|\\d{1,2}(?!\\d))){0,3}(?:, ?${COUNTRY})?`;

const LABEL = `${anyCaseOf({ ...labels.englishAddressLabel, en: labels.englishAddressLabel.en.toSorted((one, other) => other.length - one.length) })}`;
const MARK = "[\"'”)\\]*]{0,3}\\s{0,3}(?:[:=|>]|\\t|\\bis\\b)\\s{0,4}\\\\?[\"'“*]{0,3}";

const AGAINST = ["englishOwnPremises"] as const;
const NEAR = { before: 56, after: 34 } as const;

export const ENGLISH_ADDRESS_RECOGNISERS: readonly Recogniser[] = [
  ...ENGLISH_ADDRESS_LINE_RECOGNISERS,
  {
    type: "ADDRESS",
    why: "a house number and a street, with what stands around them",
    signal: "houseNumber",
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?<value>${HEAD}${STREET}${TAIL})(?! (?:banks?|analysts?|retailers?|shops|stores|lenders|brokers|firms|crash|journal|Journal|bonus|consensus))`,
      "dg",
    ),
    narrows: withoutTrailingMark,
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: [
      "lives at «1425 Maple Avenue, Apt 4B, Springfield, IL 62704»",
      "Address: «12 High Street, Oxford OX1 4AB»",
      "«Flat 12A, 8/F, Kam Wah Mansion, 123 Nathan Road, Mong Kok, Kowloon»",
      "«Blk 123 Ang Mo Kio Avenue 3 #05-67, Singapore 560123»",
      "send it to «221B Baker Street, London NW1 6XE, United Kingdom».",
      "moved to «45 N. Oak St.» last week",
      "«10 Anson Road, #05-67, Singapore 079903»",
    ],
    counterExamples: [
      "our registered office is 1 Canada Street, London E14 5AB",
      "the branch at 100 Main Street, Boston, MA 02110",
      "Head office: 25 Bank Street, London",
      "5 Wall Street banks",
      "in 2026 the Silk Road",
      "10 million Road users",
      "the rate is 5% Way above",
      "Springfield, IL",
    ],
  },
  {
    type: "ADDRESS",
    why: "a street behind words for where somebody lives",
    signal: "houseNumber",
    pattern: new RegExp(
      `(?:${LABEL}${MARK}|(?<![A-Za-z])(?:[Ll]iv(?:e|es|ed|ing) (?:at|in)|[Rr]esid(?:es|ing|ed) at|[Mm]oved to|[Ss]hip(?:ped)? to|[Dd]eliver(?:ed)? to|[Mm]ail(?:ed)? to|[Aa]ddress is|[Rr]elocated to|[Ss]end to|[Pp]ost to|[Ss]taying at|[Hh]ouse at|[Ff]lat at|[Hh]ome at|[Pp]roperty at|[Cc]orrespondence to) )(?<value>${HEAD}${ANY_STREET}${TAIL})`,
      "dg",
    ),
    narrows: withoutTrailingMark,
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: [
      "I live at «14 Harbour View, Howth, Dublin».",
      "home address: «7 Albert Quay, Cork, Ireland»",
      '{"address":"«88 Orchard Link, #12-01, Singapore 238888»"}',
    ],
    counterExamples: ["address: unknown", "branch address: 7 Albert Quay, Cork", "IP address: 10.0.0.1"],
  },
  {
    type: "ADDRESS",
    why: "a street of any kind with a post code behind it",
    signal: "houseNumber",
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?<value>${HEAD}${ANY_STREET}${TAIL_UNIT}(?:${LOCALITY}(?![A-Za-z'’])){1,4}(?:,\\s{0,3}| )(?:${UK_POST_CODE}|(?:${STATE}),? \\d{5}(?:-\\d{4})?)(?:, ?${COUNTRY})?)(?![0-9A-Za-z])`,
      "dg",
    ),
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: ["of «22 Market Hill, Saffron Walden CB10 1HQ»", "«7 Chapel Row, Bath BA1 1HN»", "«90 Lakeshore Walk, Erie, PA 16501»"],
    counterExamples: ["branch: 7 Chapel Row, Bath BA1 1HN", "see 7 Chapel Row, Bath"],
  },
  {
    type: "ADDRESS",
    why: "a block of flats in Singapore or Hong Kong",
    signal: "twoDigits",
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:(?:Blk|BLK|Block|APT BLK|Apt Blk) \\d{1,4}[A-Z]?,? ${WORD}(?: ${WORD}){0,5},? #\\d{2}-\\d{1,5}[A-Z]?(?:,? ${COUNTRY})?(?:,? S?(?:ingapore)? ?\\(?\\d{6}\\)?)?|(?:Flat|Room|Rm|Unit|FLAT|ROOM|RM) [A-Z0-9]{1,4},? (?:\\d{1,2}/[Ff]|[Gg]/[Ff]),? ${WORD}(?:,? ${WORD}){1,8})`,
      "dg",
    ),
    narrows: withoutTrailingMark,
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: ["«Blk 456 Toa Payoh Lorong 1 #12-345 S(310456)»", "at «Flat B, 15/F, Tower 3, City Garden, North Point»"],
    counterExamples: ["Block 12 of the memo", "Room 5 is free", "branch: Blk 10 Toa Payoh Central #01-01"],
  },
  {
    type: "ADDRESS",
    why: "places one within the other that end in a British post code",
    signal: "britishPostCode",
    pattern: new RegExp(
      `(?<![A-Za-z0-9] |[A-Za-z0-9])(?<value>(?:${WORD}(?:[ -](?:${WORD}|upon|on|na|the|of|le|by|in)){0,4},\\s{1,3}){1,5}(?:${WORD} ){0,4}${UK_POST_CODE}(?:, ?${COUNTRY})?)(?![0-9A-Za-z])`,
      "dg",
    ),
    // A description of the form itself is none.
    accepts: (value) => /^[^,]{4,}/.test(value) && !/(?:^|, )(?:House|Street|Town|City|County|Address|Line \d)(?:,|$)/i.test(value),
    against: AGAINST,
    near: NEAR,
    confidence: 0.8,
    examples: ["Residential: «The Old Mill, Nether Stowe, Cumbria CA20 1ET»"],
    counterExamples: ["registered office: Old Mill, Leeds LS1 4AP", "see Annex, Part AB12 3CD4"],
  },
  {
    type: "ADDRESS",
    why: "a house number and words of any kind, a town and a post code",
    signal: "houseNumber",
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?<value>${HEAD}${NUMBER} (?:${WORD} ){0,3}${WORD}${TAIL_UNIT}(?:${LOCALITY}(?![A-Za-z'’])){1,3}(?:,\\s{0,3}| )(?:${UK_POST_CODE}|${STATE},? \\d{5}(?:-\\d{4})?|[A-Z]\\d[\\dW] [A-Z0-9]{4}|[A-Z]{2},? [A-Z]\\d[A-Z] ?\\d[A-Z]\\d|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT),? \\d{4})(?:, ?${COUNTRY})?)(?![0-9A-Za-z])`,
      "dg",
    ),
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: ["property at «4409 Mesquite Bend, El Paso, TX 79938»", "alone at «5 Ardmore Villas, Waterford X91 PK12»."],
    counterExamples: ["branch at 4409 Mesquite Bend, El Paso, TX 79938", "12 Forms, Leeds and York"],
  },
  {
    type: "ADDRESS",
    why: "a street that begins with its Malay word, or a rural route",
    signal: "twoDigits",
    pattern: new RegExp(
      `(?<![A-Za-z0-9,.])(?<value>(?:(?:${UNIT}|${BUILDING})${COMMA}){0,3}(?:\\d{1,4}[A-Z]?,? (?:Jalan|Jln|Lorong|Lor|Bukit|Taman|Persiaran|Lebuh|JALAN|LORONG)(?: ${NAME_WORD}){1,4}|(?:RR|HC|R\\.R\\.|Rural Route) \\d{1,3},? Box \\d{1,5}[A-Z]?)${TAIL_UNIT}(?:${LOCALITY}(?![A-Za-z'’])){0,3}${END})`,
      "dg",
    ),
    narrows: withoutTrailingMark,
    against: AGAINST,
    near: NEAR,
    confidence: 0.8,
    examples: ["«35 Jalan Merah Saga, Singapore 278217»", "at «RR 2 Box 118, Hazelhurst, MS 39083»."],
    counterExamples: ["branch: 35 Jalan Merah Saga", "Jalan Besar MRT", "RR 2"],
  },
  {
    type: "ADDRESS",
    why: "a post-office box",
    signal: "twoDigits",
    pattern: new RegExp(`(?<![A-Za-z])P\\.? ?O\\.? ?(?:Box|BOX|box) \\d{1,6}(?:${LOCALITY}){0,3}${END}`, "dg"),
    narrows: withoutTrailingMark,
    against: AGAINST,
    near: NEAR,
    confidence: 0.8,
    examples: ["mail to «P.O. Box 1234, Albany, NY 12207»", "«PO Box 77, Leeds LS1 3AB»"],
    counterExamples: ["head office: P.O. Box 12, Zurich", "PO 12345", "Box 12"],
  },
  {
    type: "ADDRESS",
    why: "a street and a town with its post code, as the countries of Europe write them",
    signal: "twoDigits",
    pattern: new RegExp(`(?<![A-Za-zÀ-ÿ0-9])(?<value>${STREET_ABROAD}${TOWN_ABROAD})`, "dg"),
    narrows: withoutTrailingMark,
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: [
      "wohnt in «Hauptstraße 12, 10115 Berlin»",
      "«24 rue de Rivoli, 75001 Paris, France»",
      "«Via Garibaldi 7, 00153 Roma»",
      "«Calle Mayor 5, 28013 Madrid»",
      "«Keizersgracht 123, 1015 CJ Amsterdam»",
    ],
    counterExamples: ["via email 2024, 10115 units", "Place 12 orders", "registered office: Hauptstraße 12, 10115 Berlin"],
  },
];

/** Without the mark that ends the sentence. */
function withoutTrailingMark(value: string): { from: number; to: number } {
  const isAbbreviation = /(?:\bSt|\bRd|\bAve|\bDr|\bBlvd|\bLn|\b[A-Z])\.$/.test(value);
  return { from: 0, to: isAbbreviation ? value.length : value.replace(/[\s.,;-]+$/, "").length };
}
