// Judges a text: folds it, runs every recogniser over it, finds again what was found once, and says what is where.
import { type Classification, type Classify, ENTITY_TYPES, type EntityType, type Finding } from "./finding.ts";
import { type FoldedText, foldText } from "./fold.ts";
import { createKnownValueSearch, type KnownValue } from "./known-values.ts";
import { levelOfFindings } from "./levels.ts";
import { withoutOverlaps } from "./overlaps.ts";
import { createRun, type Found } from "./recogniser.ts";
import { RECOGNISERS } from "./recognisers/all.ts";
import { findWords } from "./words.ts";

const NOTHING: Classification = { level: 1, findings: [] };

/** A classifier with all recognisers. It keeps nothing of the texts it judges. */
export function createClassifier(): Classify {
  return (text) => {
    const folded = foldText(text);
    const run = createRun(folded.text, findWords(folded.text), "plain");
    const found = withoutTokens(folded.text, RECOGNISERS.flatMap(run));
    if (found.length === 0) return NOTHING;
    const search = createKnownValueSearch(namesIn(folded.text, found));
    return classificationOf(text, folded, search === undefined ? found : [...found, ...search(folded.text)]);
  };
}

/** What is found in `text` of values that other texts gave away; nothing is added where nothing is found. */
export function withKnownValues(
  text: string,
  classification: Classification,
  search: (folded: string) => readonly Found[],
): Classification {
  const folded = foldText(text);
  const again = search(folded.text).map((found): Finding => atOriginalPlace(text, folded, found));
  const added = again.filter(({ start, end }) => !classification.findings.some((known) => known.start < end && start < known.end));
  if (added.length === 0) return classification;
  const findings = [...classification.findings, ...added].sort((one, other) => one.start - other.start);
  return { level: levelOfFindings(findings), findings };
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

function classificationOf(text: string, folded: FoldedText, found: readonly Found[]): Classification {
  const findings = withoutOverlaps(found).map((one): Finding => atOriginalPlace(text, folded, one));
  return { level: levelOfFindings(findings), findings };
}

function atOriginalPlace(text: string, folded: FoldedText, found: Found): Finding {
  const { start, end } = folded.originalSpan(found.start, found.end);
  const { type, level, confidence, why } = found;
  return { type, start, end, text: text.slice(start, end), level, confidence, why };
}
