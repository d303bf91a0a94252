// The words that a name in Latin letters is made of: how they look, and what they are none of.

import { englishLexicon, plainSpelling } from "./english-lexicon.ts";

export const UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŨŪŬŮŰŲŴŶŸŹŻŽ";

export const LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-ž";

const INITIAL = `[${UPPER}]\\.(?:[${UPPER}]\\.){0,2}|[${UPPER}](?![${LETTER}'’.-])`;

/** A capitalised word of a name: O'Brien, Jean-Luc, McKay, d'Angelo, L'Oréal. */
const WORD = `(?:[dlDL]['’]|(?:al|el|as|ash|ad|an|ur)-|h(?=[AEIOUÁÉÍÓÚ]))?[${UPPER}][${LETTER}]{0,30}(?:['’][${LETTER}]{2,20})?(?:-[${LETTER}][${LETTER}]{0,20}){0,2}`;

const PARTICLES =
  "van|von|vom|zu|zum|zur|'t|’t|ten|tot|bint|ap|ab|ferch|dello|dei|dalla|dal|de|der|den|del|della|di|da|do|dos|das|du|la|le|los|las|y|e|bin|binti|binte|bte|ibn|al|el|ter|ten|af|s/o|d/o|a/l|a/p";

export const PARTICLE = `(?:(?:${PARTICLES}) ){0,3}`;

/** What a colon follows may be the next label of a form. */
const LABEL_WORD =
  "(?:Bank|Branch|Account|Acct|Company|Amount|Currency|City|State|Street|Country|Product|Group|Title|Role|Sex|Gender|Born|Notes?|Ref|Remarks?|Occupation|Nationality|Passport|Purpose)";

export const PART = `(?:${INITIAL}|(?!${LABEL_WORD}["']? ?[:=])${WORD}(?![${LETTER}]))`;

/** In names that begin each word with a capital, too: Aoife Ní Bhriain, MAXENCE LE GOFF. */
export const PARTICLE_ONLY = new RegExp(`^(?:${PARTICLES}|Ní|Ni|Nic|Ó|Uí|Mac|Mhic|Giolla|LE|LA|DE|DI|DA|DU|VAN|VON|DER|DEL)$`);

export interface Token {
  readonly text: string;
  /** As the lexicon spells it. */
  readonly plain: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a run, without the punctuation behind them; an initial keeps its full stop. */
export function tokensOf(run: string): Token[] {
  return [...run.matchAll(/[^\s,]+/g)].map((match) => {
    const text = match[0].replace(/(?:['’]s|[-'’,:;]+)$/i, "");
    return { text, plain: plainSpelling(text), start: match.index, end: match.index + text.length };
  });
}

export function isInitial(token: Token): boolean {
  return /^(?:\p{Lu}\.?){1,3}$/u.test(token.text) && token.plain.length <= 2;
}

/** Whether a word is any part of a name that the lexicon knows and no everyday word. */
export function isKnown({ plain }: Token): boolean {
  const { givenNames, surnames, everydayWords, everydayGivenNames } = englishLexicon();
  return plain
    .split("-")
    .some((part) => (givenNames.has(part) || surnames.has(part)) && (!everydayWords.has(part) || everydayGivenNames.has(part)));
}

export function isOrganisationOrPlace({ plain }: Token): boolean {
  const { organisationWords, placeWords, everydayGivenNames, everydaySurnames } = englishLexicon();
  return (organisationWords.has(plain) || placeWords.has(plain)) && !everydayGivenNames.has(plain) && !everydaySurnames.has(plain);
}

export function isOrganisationName(one: Token | undefined, other: Token | undefined): boolean {
  return one !== undefined && other !== undefined && englishLexicon().organisationNames.has(`${one.plain} ${other.plain}`);
}

/** Whether a capitalised word of some length is nothing but a possible name. */
export function isNoWord({ plain, text }: Token): boolean {
  const { ordinaryWords, everydayWords, notNames, organisationWords, placeWords } = englishLexicon();
  if (!/^\p{Lu}['’]?\p{L}[\p{L}'’-]{1,}$/u.test(text)) return false;
  if (/^\p{Lu}{2,5}$/u.test(text)) return false;
  const parts = [plain, ...plain.split("-")];
  return !parts.some(
    (part) =>
      ordinaryWords.has(part) ||
      everydayWords.has(part) ||
      notNames.has(part) ||
      organisationWords.has(part) ||
      placeWords.has(part) ||
      isFormOfWord(part),
  );
}

export function isFormOfWord(plain: string): boolean {
  const { ordinaryWords, everydayWords, organisationWords, placeWords } = englishLexicon();
  const [singular, root] = [plain.replace(/s$/, ""), plain.replace(/(?:ing|ed|er|ers|ly)$/, "")];
  return [singular, root, `${root}e`].some(
    (word) => ordinaryWords.has(word) || everydayWords.has(word) || organisationWords.has(word) || placeWords.has(word),
  );
}
