// Judges a text: reads it as it stands and without its disguises, runs the recognisers, finds again what was found once, says what is where.

import { cutIntoFields } from "./field-pieces.ts";
import { type Classification, type Classify, ENTITY_TYPES, type EntityType, higherLevel, STRUCTURED_TYPES } from "./finding.ts";
import { foldText } from "./fold.ts";
import { createKnownValueSearch, type KnownValue } from "./known-values.ts";
import { levelOfFindings } from "./levels.ts";
import { withoutOverlaps } from "./overlaps.ts";
import { type Found, findingOf, prepareRecognisers } from "./recogniser.ts";
import { RECOGNISERS } from "./recognisers/all.ts";
import { type Reading, readingsOf } from "./views.ts";

const NOTHING: Classification = { level: 1, findings: [] };

const STRUCTURED: ReadonlySet<EntityType> = new Set(STRUCTURED_TYPES);

/** A classifier with all recognisers. It keeps nothing of the texts it judges. */
export function createClassifier(): Classify {
  const runAll = prepareRecognisers(RECOGNISERS);
  const runStructured = prepareRecognisers(RECOGNISERS.filter(({ type }) => STRUCTURED.has(type)));
  return (text, only) => {
    const run = only === "structured" ? runStructured : runAll;
    const readings = readingsOf(text);
    const found = readings.map((reading) => withoutTokens(reading.text, run(reading.text, reading.words, reading.view)));
    if (found.every(({ length }) => length === 0)) return NOTHING;
    const search = createKnownValueSearch(readings.flatMap((reading, place) => namesIn(reading.text, found[place] ?? [])));
    const placed = readings.flatMap((reading, place) => {
      const again = search === undefined || reading.view !== "plain" ? [] : search(reading.text);
      return [...(found[place] ?? []), ...again].map((one) => atOriginalPlace(text, reading, one));
    });
    // A token can look like a value in a reading in which it no longer looks like a token.
    return classificationOf(text, withoutTokens(text, placed));
  };
}

/** What is found in `text` of values that other texts gave away; nothing is added where nothing is found. */
export function withKnownValues(
  text: string,
  classification: Classification,
  search: (folded: string) => readonly Found[],
): Classification {
  const folded = foldText(text);
  const again = search(folded.text).map((found) => findingOf(text, atOriginalPlace(text, folded, found)));
  const added = again.filter(({ start, end }) => !classification.findings.some((known) => known.start < end && start < known.end));
  if (added.length === 0) return classification;
  const findings = [...classification.findings, ...added].sort((one, other) => one.start - other.start);
  return { level: higherLevel(classification.level, levelOfFindings(findings)), findings };
}

/** Tokens that stand for masked values: a type and an id of the vault's letters and digits. */
const TOKEN = new RegExp(`(?:${ENTITY_TYPES.join("|")})_(?=[2-9]{0,25}[A-HJ-NP-Z])[2-9A-HJ-NP-Z]{5,26}(?:_\\d{1,5})?`, "g");

/** A value of these types proves itself by a check digit or a form of its own: it is one even where it stands in what looks like a token. */
const PROVED: ReadonlySet<EntityType> = new Set(["BANK_CARD", "IBAN", "JP_MY_NUMBER", "CN_RESIDENT_ID", "API_KEY", "PRIVATE_KEY"]);

/** What is found inside a token is no value: a text that was masked before stays as it is. */
function withoutTokens(text: string, found: readonly Found[]): readonly Found[] {
  if (found.length === 0) return found;
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  if (tokens.length === 0) return found;
  return found.filter(({ type, start, end }) => PROVED.has(type) || !tokens.some((token) => token.start <= start && end <= token.end));
}

function namesIn(text: string, found: readonly Found[]): KnownValue[] {
  return found
    .filter(({ type }) => type === "PERSON")
    .map(({ type, level, start, end }) => ({ type, level, text: text.slice(start, end) }));
}

function classificationOf(text: string, placed: readonly Found[]): Classification {
  const findings = withoutOverlaps(text, placed)
    .flatMap((found) => cutIntoFields(text, found))
    .map((found) => findingOf(text, found));
  return { level: levelOfFindings(findings), findings };
}

/** The same at its place in the original, from where a character begins to where one ends. */
function atOriginalPlace(text: string, reading: Pick<Reading, "originalSpan"> & Partial<Reading>, found: Found): Found {
  const { start, end } = reading.originalSpan(found.start, found.end);
  return {
    ...found,
    start: isInsidePair(text, start) ? start - 1 : start,
    end: isInsidePair(text, end) ? end + 1 : end,
    isDisguised: reading.isDisguised === true,
  };
}

/** Whether a place lies between the two code units of one character. */
function isInsidePair(text: string, place: number): boolean {
  return place > 0 && place < text.length && (text.codePointAt(place - 1) ?? 0) > 0xffff;
}
