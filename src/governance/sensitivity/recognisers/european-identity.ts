// Recognisers of numbers of persons in countries of the European Union: a form, a check and the words of each country.

import type { Recogniser } from "../recogniser.ts";
import type { ViewName } from "../views.ts";
import type { WordGroupName } from "../words.ts";
import { passesTravelDocumentCheck } from "./checksums.ts";
import {
  passesAustrianIdCheck,
  passesBalticIdCheck,
  passesBelgianIdCheck,
  passesBulgarianIdCheck,
  passesCroatianIdCheck,
  passesCzechIdCheck,
  passesDutchIdCheck,
  passesFinnishIdCheck,
  passesFrenchIdCheck,
  passesGermanIdCheck,
  passesGreekIdCheck,
  passesIrishIdCheck,
  passesItalianIdCheck,
  passesPolishIdCheck,
  passesPortugueseIdCheck,
  passesRomanianIdCheck,
  passesSpanishIdCheck,
  passesSwedishIdCheck,
} from "./european-checksums.ts";
import { bareCapitals, isDayFirstDate, isShortDate, NUMBER_END, NUMBER_START, spacedDigits } from "./identity-shapes.ts";

interface PersonalNumber {
  readonly why: string;
  /** For a regular expression in any case. */
  readonly form: string;
  /** Takes the bare characters in capitals. */
  readonly passes: (bare: string) => boolean;
  /** Words of which one must stand near; without any, form and check are proof enough. */
  readonly words?: readonly WordGroupName[];
  readonly views?: readonly ViewName[];
  readonly examples: readonly string[];
  readonly counterExamples: readonly string[];
}

/** The recogniser of one country's number. */
function recogniserOf({ why, form, passes, words, views, examples, counterExamples }: PersonalNumber): Recogniser {
  return {
    type: "EU_NATIONAL_ID",
    why,
    signal: words === undefined ? "twoDigits" : "always",
    views: views ?? ["plain", "joined", "spoken", "lookalike"],
    pattern: new RegExp(`(?=${form})${NUMBER_START}(?:${form})${NUMBER_END}`, "dgi"),
    accepts: (value) => passes(bareCapitals(value)),
    ...(words === undefined ? {} : { context: words }),
    rivals: ["otherNumber"],
    near: words === undefined ? { before: 14, after: 0 } : { before: 40, after: 16 },
    confidence: words === undefined ? 0.9 : 0.95,
    examples,
    counterExamples,
  };
}

/** Year and month of birth: months above twelve mark other centuries, or a month that is not known. */
function isFrench(bare: string): boolean {
  const month = Number(bare.slice(3, 5));
  return ((month >= 1 && month <= 12) || (month >= 20 && month <= 99)) && passesFrenchIdCheck(bare);
}

/** PESEL: the month carries the century in its tens. */
function isPolish(bare: string): boolean {
  const month = String(Number(bare.slice(2, 4)) % 20).padStart(2, "0");
  return isShortDate(`${bare.slice(0, 2)}${month}${bare.slice(4, 6)}`) && passesPolishIdCheck(bare);
}

/** Personnummer: coordination numbers add sixty to the day. */
function isSwedish(bare: string): boolean {
  const digits = bare.slice(-10);
  const day = String(Number(digits.slice(4, 6)) % 60).padStart(2, "0");
  return isShortDate(`${digits.slice(0, 4)}${day}`) && passesSwedishIdCheck(bare);
}

/** Months of women add fifty, and twenty more where the numbers of a day are used up. */
function isCzech(bare: string): boolean {
  const month = Number(bare.slice(2, 4)) % 50;
  const plain = String(month > 20 ? month - 20 : month).padStart(2, "0");
  return isShortDate(`${bare.slice(0, 2)}${plain}${bare.slice(4, 6)}`) && passesCzechIdCheck(bare);
}

/** EGN: months add twenty before 1900 and forty from 2000 on. */
function isBulgarian(bare: string): boolean {
  const month = String(Number(bare.slice(2, 4)) % 20).padStart(2, "0");
  return isShortDate(`${bare.slice(0, 2)}${month}${bare.slice(4, 6)}`) && passesBulgarianIdCheck(bare);
}

const ITALIAN_DIGIT = "[0-9LMNP-V]";

const OF_THEIR_OWN_FORM: readonly PersonalNumber[] = [
  {
    why: "an Italian codice fiscale with its check letter",
    form: `[A-Z]{3} ?[A-Z]{3} ?${ITALIAN_DIGIT}{2} ?[A-EHLMPRST] ?${ITALIAN_DIGIT}{2} ?[A-Z] ?${ITALIAN_DIGIT}{3} ?[A-Z]`,
    passes: passesItalianIdCheck,
    examples: [
      "Codice fiscale: «RSSMRA85T10A562S»",
      "cf «rssmra85t10a562s»",
      "イタリアの税番号 «RSSMRA85T10A562S»",
      "«RSS MRA 85T10 A562S»",
    ],
    counterExamples: ["RSSMRA85T10A562T", "RSSMRA85X10A562S"],
  },
  {
    why: "a French social security number (NIR) with its key",
    form: `[1-478](?:[- ]?\\d){4}[- ]?\\d[- ]?[0-9AB](?:[- ]?\\d){8}`,
    passes: isFrench,
    examples: ["NIR «255081416802538»", "sécurité sociale : «2 55 08 14 168 025 38»", "フランスの社会保障番号 «2 55 08 14 168 025 38»"],
    counterExamples: ["255081416802539", "255151416802538", "order number 255081416802538"],
  },
  {
    why: "a Finnish personal identity code with its check character",
    form: "\\d{6}[-+]\\d{3}[0-9A-Y]",
    views: ["plain"],
    passes: (bare) => isDayFirstDate(bare.slice(0, 6)) && passesFinnishIdCheck(`${bare.slice(0, 6)}-${bare.slice(6)}`),
    examples: ["HETU «131052-308T»", "フィンランドの個人番号«131052-308T»"],
    counterExamples: ["131052-308U", "991352-308T"],
  },
  {
    why: "a Belgian national number in its dotted form, with its check digits",
    form: "\\d{2}\\.\\d{2}\\.\\d{2}-\\d{3}\\.\\d{2}",
    views: ["plain"],
    passes: passesBelgianIdCheck,
    examples: ["Rijksregisternummer «85.07.30-033.28»", "numéro national «85.07.30-033.28»"],
    counterExamples: ["85.07.30-033.29", "85.07.30-033"],
  },
];

const NEXT_TO_A_WORD: readonly PersonalNumber[] = [
  {
    why: "a Spanish DNI or NIE with its letter, next to a word for it",
    form: `(?:${spacedDigits(8)}|[XYZ][- ]?${spacedDigits(7)})[- ]?[A-Z]`,
    words: ["spanishId", "nationalId", "residentId"],
    passes: passesSpanishIdCheck,
    examples: [
      "DNI: «12345678Z»",
      "NIE «X-1234567-L»",
      "スペインの身分証 «12345678-Z»",
      "西班牙身份证：«12345678Z»",
      '"dni":"«12345678z»"',
    ],
    counterExamples: ["DNI: 12345678A", "12345678Z", "DNI checked, part number 12345678Z"],
  },
  {
    why: "a French social security number without its key, directly next to a word for it",
    form: "[12] ?\\d{2} ?(?:0[1-9]|1[0-2]) ?\\d[0-9AB] ?\\d{3} ?\\d{3}",
    words: ["frenchId"],
    passes: (bare) => bare.length === 13,
    examples: ["numéro de sécu «2 55 08 14 168 025»"],
    counterExamples: ["2550814168025", "numéro de sécu 2 55 18 14 168 025", "INSEE : order number 2550814168025"],
  },
  {
    why: "a Dutch BSN that passes the eleven test, next to a word for it",
    form: `${spacedDigits(9)}|\\d{4}\\.\\d{2}\\.\\d{3}`,
    words: ["dutchId"],
    passes: passesDutchIdCheck,
    examples: ["BSN: «111222333»", "burgerservicenummer «1112.22.333»", "オランダの市民サービス番号（BSN）«111222333»"],
    counterExamples: ["BSN 111222334", "111222333", "BSN on file, invoice 111222333"],
  },
  {
    why: "a German tax identification number with its check digit, next to a word for it",
    form: spacedDigits(11),
    words: ["germanId", "nationalId"],
    passes: passesGermanIdCheck,
    examples: ["Steuer-ID: «86095742719»", "IdNr. «65 929 970 489»", "ドイツの納税者番号：«86095742719»", "德国税号 «86095742719»"],
    counterExamples: ["Steuer-ID: 86095742718", "86095742719", "Steuer-ID liegt vor. Tel 86095742719"],
  },
  {
    why: "a German identity card number with its check digit, next to a word for it",
    form: "[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\\dD?|T\\d{9}",
    words: ["germanCard"],
    passes: (bare) => passesTravelDocumentCheck(bare.slice(0, 9), bare.charAt(9)),
    examples: ["Personalausweis «T220001293»"],
    counterExamples: ["T220001293", "Personalausweis T220001294"],
  },
  {
    why: "a Polish PESEL with its date and check digit, next to a word for it",
    form: spacedDigits(11),
    words: ["polishId", "nationalId"],
    passes: isPolish,
    examples: ["PESEL: «44051401359»", "ポーランドの国民番号 «44051401359»"],
    counterExamples: ["PESEL: 44051401358", "44051401359", "PESEL 44151401359"],
  },
  {
    why: "a Swedish personal number with its date and check digit, next to a word for it",
    form: "(?:19|20)?\\d{6}[-+ ]?\\d{4}",
    words: ["swedishId", "nationalId"],
    passes: isSwedish,
    examples: ["personnummer «811228-9874»", "スウェーデンの個人番号 «19811228-9874»", "瑞典 personnummer: «8112289874»"],
    counterExamples: ["personnummer 811228-9875", "811228-9874", "personnummer 811328-9874"],
  },
  {
    why: "a Belgian national number with its check digits, next to a word for it",
    form: spacedDigits(11),
    words: ["belgianId", "nationalId"],
    passes: passesBelgianIdCheck,
    examples: ["rijksregisternummer «85073003328»", "NISS : «850730 033 28»"],
    counterExamples: ["85073003328", "NISS : 85073003329"],
  },
  {
    why: "a Portuguese NIF with its check digit, next to a word for it",
    form: spacedDigits(9),
    words: ["portugueseId"],
    passes: passesPortugueseIdCheck,
    examples: ["NIF «123456789»", "contribuinte n.º «501 964 843»"],
    counterExamples: ["NIF 123456788", "123456789"],
  },
  {
    why: "an Irish PPS number with its check letter, next to a word for it",
    form: "\\d{7}[A-W][A-IW]?",
    words: ["irishId"],
    passes: passesIrishIdCheck,
    examples: ["PPS no. «1234567T»", "PPSN: «1234567FA»"],
    counterExamples: ["1234567T", "PPS no. 1234567A"],
  },
  {
    why: "a Danish CPR number with its date, next to a word for it",
    form: "\\d{6}[- ]?\\d{4}",
    words: ["danishId"],
    passes: (bare) => isDayFirstDate(bare.slice(0, 6)),
    examples: ["CPR-nummer: «211062-5629»", "CPR «2110625629»"],
    counterExamples: ["211062-5629", "CPR 321062-5629"],
  },
  {
    why: "a Czech or Slovak birth number, a multiple of eleven, next to a word for it",
    form: "\\d{6}[/ ]?\\d{4}",
    words: ["czechId", "nationalId"],
    passes: isCzech,
    examples: ["rodné číslo «710319/2745»", "rodné číslo: «7103192745»"],
    counterExamples: ["710319/2745", "rodné číslo 710319/2746"],
  },
  {
    why: "a Romanian CNP with its date and check digit, next to a word for it",
    form: "[1-9]\\d{12}",
    words: ["romanianId", "nationalId"],
    passes: (bare) => isShortDate(bare.slice(1, 7)) && passesRomanianIdCheck(bare),
    examples: ["CNP: «1630615123457»"],
    counterExamples: ["1630615123457", "CNP: 1630615123458"],
  },
  {
    why: "a Bulgarian EGN with its date and check digit, next to a word for it",
    form: "\\d{10}",
    words: ["bulgarianId"],
    passes: isBulgarian,
    examples: ["ЕГН «7523169263»", "EGN: «7523169263»"],
    counterExamples: ["7523169263", "EGN: 7523169264"],
  },
  {
    why: "an Estonian or Lithuanian personal code with its date and check digit, next to a word for it",
    form: "[1-6]\\d{10}",
    words: ["balticId", "nationalId"],
    passes: (bare) => isShortDate(bare.slice(1, 7)) && passesBalticIdCheck(bare),
    examples: ["isikukood «37605030299»", "asmens kodas «33309240064»"],
    counterExamples: ["37605030299", "isikukood 37605030298"],
  },
  {
    why: "an Austrian social insurance number with its date and check digit, next to a word for it",
    form: "\\d{4} ?\\d{6}",
    words: ["austrianId"],
    passes: (bare) => isDayFirstDate(bare.slice(4)) && passesAustrianIdCheck(bare),
    examples: ["SVNR «1237 010180»", "Sozialversicherungsnummer: «1237010180»"],
    counterExamples: ["1237 010180", "SVNR 1238 010180"],
  },
  {
    why: "a Greek AMKA with its date and check digit, next to a word for it",
    form: "\\d{11}",
    words: ["greekId"],
    passes: (bare) => isDayFirstDate(bare.slice(0, 6)) && passesGreekIdCheck(bare),
    examples: ["AMKA: «01013099997»"],
    counterExamples: ["01013099997", "AMKA: 01013099998"],
  },
  {
    why: "a Croatian OIB with its check digit, next to a word for it",
    form: "\\d{11}",
    words: ["croatianId"],
    passes: passesCroatianIdCheck,
    examples: ["OIB: «33392005961»"],
    counterExamples: ["33392005961", "OIB: 33392005962"],
  },
];

export const EUROPEAN_IDENTITY_RECOGNISERS: readonly Recogniser[] = [...OF_THEIR_OWN_FORM, ...NEXT_TO_A_WORD].map(recogniserOf);
