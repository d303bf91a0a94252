// Judges a text with an institution's own rules on top of the detectors.
import { escapeExpression } from "./escape-expression.ts";
import { type Classification, type Classify, type EntityType, type Finding, higherLevel, type Level } from "./finding.ts";
import { foldText } from "./fold.ts";
import type { InstitutionRules } from "./institution-rules.ts";
import { LEVEL_OF_TYPE, levelOfFindings } from "./levels.ts";
import { PROVED_TYPES, withoutOverlaps } from "./overlaps.ts";
import { type Found, findingOf } from "./recogniser.ts";
import { createTermSearch } from "./term-search.ts";

const WHY_TERM = "a term of the institution's dictionary";
const WHY_SHAPE = "a number in a shape that the institution declared";

/** The institution's classifier: `classify` itself where there are no rules. Linear in the text, whatever the number of terms. */
export function createInstitutionClassifier(classify: Classify, rules: InstitutionRules): Classify {
  const { dictionary, shapes, harmless, labels, levels } = rules;
  if ([dictionary, shapes, harmless, labels, Object.keys(levels)].every(({ length }) => length === 0)) return classify;
  const findTerms = createTermSearch(
    dictionary.flatMap(({ terms, type, level }) => terms.map((term) => ({ term, type, level: level ?? levels[type] }))),
  );
  const patterns = shapes.map(({ shape, type }) => ({ pattern: patternOf(shape), type }));
  const isHarmless = harmlessTest(harmless);
  const labelLevels = labels.flatMap(({ names, level }) => names.map((name) => ({ name: keyOf(name), level })));

  function raised(finding: Finding): Finding {
    const own = levels[finding.type] ?? finding.level;
    const level = finding.type === "CONFIDENTIAL_MARK" ? higherLevel(own, labelLevelIn(finding.text, labelLevels)) : own;
    return level > finding.level ? { ...finding, level } : finding;
  }

  return (text, only) => {
    const base = classify(text, only);
    const folded = foldText(text);
    const added = [...findTerms(folded.text, WHY_TERM), ...patterns.flatMap((shape) => findShapes(folded.text, shape))];
    const kept = base.findings.filter((finding) => !isHarmless(finding));
    if (added.length === 0 && kept.length === base.findings.length && kept.every((finding) => raised(finding) === finding)) return base;
    const placed = added.map((found): Found => ({ ...found, ...folded.originalSpan(found.start, found.end) }));
    const findings = withoutOverlaps(text, [...kept, ...placed]).map((found) => raised(findingOf(text, found)));
    const level = kept.length === base.findings.length ? higherLevel(base.level, levelOfFindings(findings)) : levelOfFindings(findings);
    return { level, findings } satisfies Classification;
  };
}

/** The level of the labels that a document carries; 1 without any. Undefined when one of them is none of the institution's. */
export function levelOfLabels(labels: InstitutionRules["labels"], carried: readonly string[]): Level | undefined {
  const levels = carried.map((name) => labels.find(({ names }) => names.some((known) => keyOf(known) === keyOf(name)))?.level);
  let highest: Level = 1;
  for (const level of levels) {
    if (level === undefined) return undefined;
    highest = higherLevel(highest, level);
  }
  return highest;
}

function labelLevelIn(mark: string, labels: readonly { readonly name: string; readonly level: Level }[]): Level {
  const key = keyOf(mark);
  return labels.reduce<Level>((level, label) => (key.includes(label.name) ? higherLevel(level, label.level) : level), 1);
}

function harmlessTest(harmless: InstitutionRules["harmless"]): (finding: Finding) => boolean {
  // Two rules for one term add up.
  const types = new Map<string, ReadonlySet<EntityType> | "every">();
  for (const rule of harmless) {
    for (const key of rule.terms.map(keyOf)) {
      const known = types.get(key) ?? [];
      types.set(key, known === "every" || rule.types === undefined ? "every" : new Set([...known, ...rule.types]));
    }
  }
  return ({ type, text }) => {
    if (PROVED_TYPES.has(type)) return false;
    const harmlessAs = types.get(keyOf(text));
    return harmlessAs === "every" || harmlessAs?.has(type) === true;
  };
}

/** How a term is compared: folded, in small letters, without spaces. */
function keyOf(term: string): string {
  return foldText(term).text.toLowerCase().replace(/\s/g, "");
}

/** One place for each character, so that the pattern is linear. */
function patternOf(shape: string): RegExp {
  const places = [...foldText(shape).text].map((sign) => (sign === "#" ? "\\d" : sign === "@" ? "[A-Z]" : escapeExpression(sign)));
  return new RegExp(`(?<![0-9A-Za-z])${places.join("")}(?![0-9A-Za-z])`, "g");
}

function findShapes(text: string, { pattern, type }: { readonly pattern: RegExp; readonly type: EntityType }): Found[] {
  return [...text.matchAll(pattern)].map((match) => ({
    type,
    start: match.index,
    end: match.index + match[0].length,
    level: LEVEL_OF_TYPE[type],
    confidence: 0.95,
    why: WHY_SHAPE,
  }));
}
