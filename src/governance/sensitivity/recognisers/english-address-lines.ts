// Recognisers of addresses in Latin letters that no street in one line gives away: over several lines, in payment messages, of flats alone, in pinyin.

import { matchesIn } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";

const UK_POST_CODE = "[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}";
/** What ends the last line of an address: a post code of the United Kingdom, Ireland, the United States, Canada, Australia, Singapore. */
const LAST_LINE = new RegExp(
  `(?<=^|\\n)[ \\t]{0,4}[^\\n:@]{0,40}?(?<![A-Za-z0-9_])(?:${UK_POST_CODE}|[A-Z]\\d[\\dW] ?[A-Z0-9]{4}|[A-Z]{2},? \\d{5}(?:-\\d{4})?|[A-Z]{2},? [A-Z]\\d[A-Z] ?\\d[A-Z]\\d|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT),? \\d{4}|(?:Singapore|SINGAPORE|S) ?\\(?\\d{6}\\)?)(?:,? ?(?:United Kingdom|UK|Ireland|USA|Canada|Australia))?(?=[ \\t]{0,3}(?:[,.;]?\\n|$))`,
  "g",
);
const LINES_MAX = 5;
const LINE_CHARACTERS_MAX = 48;
/** A line of an address: words with capitals and numbers, nothing that a sentence or a label has. */
const LINE = /^[ \t]{0,4}(?:[#A-ZÀ-Þ0-9]|Apt)[A-Za-z0-9À-ž'’.,#/ &-]{0,46}[A-Za-z0-9À-ž.,)][ \t]{0,3}$/;
/** What makes one: a number, a unit, a house, a street. */
const OF_ADDRESS =
  /\d|\b(?:Flat|Apartment|Apt|Unit|Suite|Room|House|Cottage|Lodge|Court|Farm|Mill|Hall|Manor|Building|Tower|Mansions?|Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Close|Crescent|Way|Place|Square|Terrace|Row|Hill|Green|Quay|Walk|View|Grove|Gardens|Mews|Parade|Barn|Villa|Bungalow|Rectory|Vicarage|Croft)\b/;

/** Addresses whose last line ends in a post code, from the first line above it that is one of an address. */
function* addressesInLines(text: string): Iterable<Piece> {
  for (const { 0: last, index } of matchesIn(text, LAST_LINE)) {
    const end = index + last.length;
    let from: number | undefined;
    let lineStart = index;
    for (let count = 0; count < LINES_MAX && lineStart > 0; count += 1) {
      const above = lineStart - 1;
      const start = Math.max(text.lastIndexOf("\n", above - 1) + 1, above - LINE_CHARACTERS_MAX);
      const line = text.slice(start, above);
      if (!LINE.test(line) || (start > 0 && text.charAt(start - 1) !== "\n")) {
        // The label may stand in the address's first line.
        const labelled = /[:：] ?(?=[A-Z0-9#][^\n:]{2,40}$)/.exec(line);
        if (labelled !== null && OF_ADDRESS.test(line.slice(labelled.index))) from = start + labelled.index + labelled[0].length;
        break;
      }
      if (OF_ADDRESS.test(line)) from = start;
      lineStart = start;
    }
    if (from !== undefined) yield { from: from + leadingSpaces(text, from), to: end };
  }
}

function leadingSpaces(text: string, from: number): number {
  return /^[ \t]*/.exec(text.slice(from, from + 8))?.[0].length ?? 0;
}

/** A party of a payment message: the lines below its name, up to the next field. */
const PARTY =
  /(?<=^|\n)\s{0,3}:(?:50[AFGHK]?|59[AF]?):[^\n]{0,64}\n[A-Z][^\n]{2,34}\n(?<value>(?=[^\n:]{0,35}(?:\n[^\n:]{0,35})?\d)[A-Z0-9][^\n:]{3,35}(?:\n[A-Z0-9][^\n:]{2,35}){0,2})(?=\n|$)/dg;

const UNIT =
  "(?:(?:Flat|Flt|Room|Rm|Unit|FLAT|ROOM|RM|UNIT) ?[A-Z0-9]{1,5}|(?:Tower|Block|Blk|TOWER|BLOCK|BLK) ?[A-Z0-9]{1,3}|\\d{1,3}/[Ff]|\\d{1,3}(?:st|nd|rd|th) [Ff]loor|[Gg]/[Ff])";
const PLACE = "(?:The )?[A-Z][A-Za-z'’-]{2,20}(?: [A-Z][A-Za-z'’-]{0,20}){0,3}";
/** Flat 7A, Block 3, Lohas Park, Tseung Kwan O: two units and more, an estate, its town; a street may stand between. */
const FLAT = new RegExp(
  `(?<![A-Za-z0-9])${UNIT},? (?:${UNIT},? ){1,3}${PLACE}(?:, ?(?:\\d{1,4}[A-Z]?(?:-\\d{1,4})? )?${PLACE}(?![A-Za-z])){1,4}(?:, ?(?:N\\.T\\.|NT|H\\.K\\.|HK))?`,
  "g",
);

const PINYIN_PLACE = "[A-Z][a-z]{1,12}(?: [A-Z][a-z]{1,10})? ?(?:[Ss]heng|[Ss]hi|[Qq]u|[Xx]ian|[Zz]hen|[Jj]iedao|[Xx]iang)(?![a-z]),? ";
const PINYIN = new RegExp(
  `(?<![A-Za-z])(?:${PINYIN_PLACE}){1,4}(?:[A-Z][a-z]{1,14} ?){1,3}?(?:[Bb]ei|[Nn]an|[Dd]ong|[Xx]i|[Zz]hong)?(?:[Ll]u|[Jj]ie|[Dd]adao|[Dd]ajie|[Hh]utong|[Nn]ong)(?![a-z]),? ?\\d{1,5}(?: ?(?:[Hh]ao|[Nn]ong|[Dd]ong|[Ll]ou|[Dd]an ?[Yy]uan|[Ss]hi|[Cc]eng|[Zz]uo)(?![a-z]),? ?(?:\\d{1,5})?){0,6}`,
  "g",
);

const AGAINST = ["englishOwnPremises"] as const;
const NEAR = { before: 56, after: 34 } as const;

export const ENGLISH_ADDRESS_LINE_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "ADDRESS",
    why: "an address over several lines that ends in a post code",
    signal: "twoDigits",
    pattern: addressesInLines,
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: [
      "«Flat 9\nRavensbourne Court\n12 Stumps Hill Lane\nBeckenham\nBR3 1XF»",
      "Orla Brennan\n«Apt 12, The Moorings\nSalthill Road Upper\nGalway H91 XK54»",
      "Address: «4 Mill Row\nAnn Arbor, MI 48103»\nThanks",
    ],
    counterExamples: [
      "PASSWORD_Q4RW3\ncard BANK_CARD_R23NR",
      "Head office\n1 Bank Street\nLondon E14 5AB",
      "Dear all\nRegards\nSW1A 1AA",
      "- 12 items\nRef: SN14 7HU",
    ],
  },
  {
    type: "ADDRESS",
    why: "the address of a party of a payment message",
    signal: "twoDigits",
    pattern: PARTY,
    confidence: 0.85,
    examples: [
      ":50K:/FR1145017106\nMAXENCE LE GOFF\n«14 RUE DES TANNEURS 35000 RENNES»\n:57A:DEUTFR22",
      ":59:/GB29\nHELENA VOSS\n«12 CHURCH WALK\nLEEDS LS2 9JT»",
    ],
    counterExamples: [":59:/DE8937\nHELENA VOSS\n:70:RENT", ":20:REF\nA\n12 B"],
  },
  {
    type: "ADDRESS",
    why: "a flat in a block of an estate, with its town",
    signal: "digit",
    begins: ["englishFlat"],
    pattern: FLAT,
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: ["at «Flat 7A, Block 3, Lohas Park, Tseung Kwan O».", "to «Flat 22C, Tower 5, Festival City, 1 Mei Tin Road, Tai Wai, N.T.»"],
    counterExamples: ["Block 3 of Unit 5", "Room 5, Block 2 is free", "branch: Unit 2, Block 3, Lohas Park, Tseung Kwan O"],
  },
  {
    type: "ADDRESS",
    why: "a Chinese address in Latin letters",
    signal: "twoDigits",
    pattern: PINYIN,
    against: AGAINST,
    near: NEAR,
    confidence: 0.85,
    examples: [
      "住址 «Guangdong Sheng Shenzhen Shi Nanshan Qu Keyuan Lu 15 Hao 2 Dong 603»，",
      "«Sichuan Sheng Chengdu Shi Wuhou Qu Kehua Beilu 65 Hao»",
    ],
    counterExamples: ["Shanghai Shi 2024", "Pudong Qu office 12"],
  },
];
