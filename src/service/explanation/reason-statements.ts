// Reads what a text says of reasons: which it names, what it says they did, which it denies, and which it makes up.
import { narrowed } from "./number-reading.ts";
import { createPhraseFinder, type FeatureWords, type Hit, type PhraseFinder } from "./reason-vocabulary.ts";
import words from "./reason-words.json" with { type: "json" };
import { type Segment, segmentsOf, type TextUnit, unitsOf } from "./text-units.ts";

export type Direction = "lowers" | "raises";

export interface ReasonStatement {
  /** The feature that is spoken of, or undefined for a cause that is none of the known words. */
  readonly feature: string | undefined;
  readonly stance: "asserted" | "denied";
  /** What the text says the feature is like, and what it says the feature did. */
  readonly state: Direction | undefined;
  readonly effect: Direction | undefined;
  readonly start: number;
  readonly end: number;
}

export interface DecisionStatement {
  readonly says: "approved" | "declined";
  readonly start: number;
  readonly end: number;
}

export interface Statements {
  readonly reasons: readonly ReasonStatement[];
  readonly decisions: readonly DecisionStatement[];
}

export type StatementReader = (text: string) => Statements;

/** A feature's words, and the official texts of its reasons, which are true as they stand. */
export interface SpokenFeature {
  readonly feature: string;
  readonly words: FeatureWords | undefined;
  readonly officialTexts: readonly string[];
}

interface Mention {
  readonly feature: string;
  readonly isOfficial: boolean;
}

/** Features that no credit decision may rest on, or that this model does not have, by prefix. */
export const FOREIGN_PREFIX = "foreign:";
const FLIP_CHARACTERS = 26;

const finderOf = (list: readonly string[]) => createPhraseFinder(list.map((phrase) => [phrase, true] as const));
const DENIALS = new RegExp(words.denials.join("|"));
const find = {
  strong: finderOf(words.causes.strong),
  weak: finderOf(words.causes.weak),
  considered: finderOf(words.considered),
  effects: createPhraseFinder([
    ...words.lowered.map((phrase) => [phrase, "lowers"] as const),
    ...words.raised.map((phrase) => [phrase, "raises"] as const),
  ]),
  advice: finderOf(words.advice),
  approved: finderOf(words.approved),
  declined: finderOf(words.declined),
  heads: finderOf(words.heads),
  continues: finderOf(words.continues),
  outcomes: finderOf(words.outcomes),
  absence: finderOf(words.absence),
} as const;
const NEUTRAL_WORDS: ReadonlySet<string> = new Set(words.neutral.words);
const NEUTRAL_CHARACTERS = words.neutral.characters.toSorted((one, other) => other.length - one.length);

/** Makes the reader for a model's features; the text may be Japanese, English or Chinese. */
export function createStatementReader(features: readonly SpokenFeature[]): StatementReader {
  const own = new Set(features.map(({ feature }) => feature));
  const mentions = createPhraseFinder<Mention>([
    ...features.flatMap(({ feature, officialTexts }) =>
      officialTexts.map((text) => [narrowed(text), { feature, isOfficial: true }] as const),
    ),
    ...features.flatMap(({ feature, words }) => (words?.phrases ?? []).map((phrase) => [phrase, { feature, isOfficial: false }] as const)),
    ...Object.entries(words.foreign)
      .filter(([feature]) => !own.has(feature))
      .flatMap(([feature, list]) => list.map((phrase) => [phrase, { feature: `${FOREIGN_PREFIX}${feature}`, isOfficial: false }] as const)),
  ]);
  const states = new Map(
    features.flatMap(({ feature, words }) => (words === undefined ? [] : [[feature, createStateReader(words)] as const])),
  );
  return (text) => readStatements(text, mentions, states);
}

function readStatements(text: string, mentions: PhraseFinder<Mention>, states: ReadonlyMap<string, StateReader>): Statements {
  const units = unitsOf(narrowed(text).replaceAll("not only", "        "));
  const reasons: ReasonStatement[] = [];
  const decisions: DecisionStatement[] = [];
  let isInList = false;
  for (const [index, unit] of units.entries()) {
    const next = units[index + 1];
    const isListed = isInList && (unit.isItem || find.continues(unit.text.slice(0, 24)).length > 0);
    if (isListed && !unit.isItem) isInList = true;
    else if (!unit.isItem) isInList = isHead(unit.text, next);
    const isAdvice = find.advice(unit.text).length > 0;
    if (!isAdvice) decisions.push(...decisionsOf(unit));
    if (isAdvice && !isListed) continue;
    const read = reasonsOf(unit, isListed, mentions, states);
    // What opens a list of reasons is not one itself.
    reasons.push(...(isInList && !isListed ? read.filter(({ feature }) => feature !== undefined) : read));
  }
  return { reasons, decisions };
}

/** Opens a list of reasons, with bullets or in sentences that "first" and "also" begin. */
function isHead(text: string, next: TextUnit | undefined): boolean {
  if (next === undefined || find.heads(text).length === 0) return false;
  return next.isItem || find.continues(next.text.slice(0, 24)).length > 0;
}

/** "Could not approve your application" holds words of approval too, so those of refusal are looked for first. */
function decisionsOf({ text, start }: TextUnit): readonly DecisionStatement[] {
  for (const says of ["declined", "approved"] as const) {
    const [hit] = find[says](text);
    if (hit !== undefined) return [{ says, start: start + hit.start, end: start + hit.end }];
  }
  return [];
}

function reasonsOf(
  unit: TextUnit,
  isListed: boolean,
  mentions: PhraseFinder<Mention>,
  states: ReadonlyMap<string, StateReader>,
): readonly ReasonStatement[] {
  const named = mentions(unit.text);
  const place = ({ start, end }: { start: number; end: number }) => ({ start: unit.start + start, end: unit.start + end });
  if (DENIALS.test(unit.text)) {
    return named.map((hit) => ({ feature: hit.means.feature, stance: "denied", state: undefined, effect: undefined, ...place(hit) }));
  }
  const effects = find.effects(unit.text);
  const isPlain = isListed || effects.length > 0 || [find.strong, find.considered].some((finder) => finder(unit.text).length > 0);
  const causes = isPlain ? allSegments(unit.text, named) : causesAround(unit.text, named);
  const isRelevant = isPlain || find.outcomes(unit.text).length > 0;
  const effect = onlyOne(effects.map(({ means }) => means));
  return causes.flatMap((segment) => {
    const here = named.filter(({ start }) => start >= segment.start && start < segment.start + segment.text.length);
    if (here.length === 0) {
      if (!isRelevant || isNeutral(segment.text)) return [];
      const whole = { start: segment.start, end: segment.start + segment.text.trimEnd().length };
      return [{ feature: undefined, stance: "asserted", state: undefined, effect, ...place(whole) } satisfies ReasonStatement];
    }
    return here.map((hit): ReasonStatement => {
      const state = hit.means.isOfficial ? undefined : states.get(hit.means.feature)?.(segment, hit, here);
      return { feature: hit.means.feature, stance: "asserted", state, effect, ...place(hit) };
    });
  });
}

/** Segments, except that a mention (an official text may hold commas) is never cut. */
function allSegments(text: string, named: readonly Hit<Mention>[]): readonly Segment[] {
  let whole = text;
  for (const { start, end, means } of named) {
    if (means.isOfficial) whole = whole.slice(0, start) + "\u0001".repeat(end - start) + whole.slice(end);
  }
  return segmentsOf(whole).map((segment) => ({ ...segment, text: whole.slice(segment.start, segment.start + segment.text.length) }));
}

/**
 * What a word such as "because" or ため joins to the outcome: in English what follows it, in Japanese what precedes it. Where its own
 * segment names nothing ("by our scoring model", 審査により), it gives no reason.
 */
function causesAround(text: string, named: readonly Hit<Mention>[]): readonly Segment[] {
  const [marker] = find.weak(text);
  if (marker === undefined) return [];
  const segments = allSegments(text, named);
  const anchor = segments.findIndex(({ start, text: part }) => marker.start >= start && marker.start <= start + part.length);
  const own = segments[anchor];
  if (own === undefined) return [];
  const isLatin = /[a-z]/.test(text.charAt(marker.start));
  const holds = (segment: Segment | undefined) =>
    segment !== undefined && named.some(({ start }) => start >= segment.start && start < segment.start + segment.text.length);
  if (!isLatin) return holds(own) || !isNeutral(own.text) ? segments.slice(0, anchor + 1) : [];
  const causes = [{ start: marker.end, text: text.slice(marker.end, own.start + own.text.length) }, ...segments.slice(anchor + 1)];
  return holds(causes[0]) || !isNeutral(causes[0]?.text ?? "") ? causes : [];
}

/** Nothing in it but words of outcome, courtesy and grammar. */
function isNeutral(text: string): boolean {
  const latin = text.match(/[a-z]{1,40}/g) ?? [];
  if (latin.some((word) => !NEUTRAL_WORDS.has(word) && word.length > 1)) return false;
  let rest = text;
  for (const characters of NEUTRAL_CHARACTERS) rest = rest.replaceAll(characters, " ");
  return !/[\p{Script=Han}]|[ァ-ヴー]{2}/u.test(rest);
}

type StateReader = (segment: Segment, mention: Hit<Mention>, mentions: readonly Hit<Mention>[]) => Direction | undefined;

/** Reads what a segment says the feature is like: "long", 短い, "no guarantor"; a negation before (after, in Japanese) turns it round. */
function createStateReader({ lowers, raises, present, absent }: FeatureWords): StateReader {
  const finder = createPhraseFinder([
    ...lowers.map((phrase) => [phrase, "lowers"] as const),
    ...raises.map((phrase) => [phrase, "raises"] as const),
  ]);
  return (segment, mention, mentions) => {
    const at = mention.start - segment.start;
    const owned = finder(segment.text).filter((hit) => {
      const distance = (other: Hit<Mention>) => Math.abs(other.start - segment.start - hit.start);
      return mentions.every((other) => other.means.feature === mention.means.feature || distance(other) >= Math.abs(at - hit.start));
    });
    if (owned.length > 0) return onlyOne(owned.map((hit) => (isTurned(segment.text, hit) ? opposite(hit.means) : hit.means)));
    return find.absence(segment.text).length > 0 ? absent : present;
  };
}

function isTurned(text: string, { start, end }: Hit<Direction>): boolean {
  const before = text.slice(Math.max(0, start - FLIP_CHARACTERS), start);
  if (/(?:\b(?:not|no|never|without|lack of|absence of|free of)\b|n't\b)[^,]{0,20}$/.test(before)) return true;
  return /^[^、]{0,6}(?:ではな|でな|ではありません|がない|がなく|はない|くない|くありません)/.test(text.slice(end));
}

function opposite(direction: Direction): Direction {
  return direction === "lowers" ? "raises" : "lowers";
}

function onlyOne(directions: readonly Direction[]): Direction | undefined {
  const [first] = directions;
  return directions.every((direction) => direction === first) ? first : undefined;
}
