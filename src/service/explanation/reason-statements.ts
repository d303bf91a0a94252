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
  /** How many statements the text makes, understood or not. */
  readonly units: number;
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
/** Within which a sentence says that it goes on: "also", まず. */
const OPENING_CHARACTERS = 24;
/** A letter lists fewer; more are not looked at to tell what the list is. */
const LIST_ITEMS_MAX = 20;

/** Words that only hold those of the lists (ので in ものです): being longer, they take their characters first. */
const DECOYS = words.decoys.map((phrase) => [phrase, undefined] as const);
const finderOf = (list: readonly string[]) => findMeant(list.map((phrase) => [phrase, true] as const));
const DENIALS = new RegExp(words.denials.join("|"));
const find = {
  strong: finderOf(words.causes.strong),
  weak: finderOf(words.causes.weak),
  considered: finderOf(words.considered),
  effects: findMeant([
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
  process: finderOf(words.causes.process),
  persons: finderOf(words.persons),
  concessions: finderOf(words.concessions),
} as const;
/** What the law protects is not named beside a decision without saying that it did not count. */
const PROTECTED: ReadonlySet<string> = new Set(words.protected.map((feature) => `${FOREIGN_PREFIX}${feature}`));
const NEUTRAL_WORDS: ReadonlySet<string> = new Set(words.neutral.words);
const NEUTRAL_CHARACTERS = words.neutral.characters.toSorted((one, other) => other.length - one.length);

function findMeant<T extends true | Direction>(entries: readonly (readonly [string, T])[]): PhraseFinder<T> {
  const find = createPhraseFinder<T | undefined>([...entries, ...DECOYS]);
  return (text) => find(text).flatMap(({ means, ...place }) => (means === undefined ? [] : [{ ...place, means }]));
}

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
    const isListed = isInList && (unit.isItem || find.continues(unit.text.slice(0, OPENING_CHARACTERS)).length > 0);
    if (isListed && !unit.isItem) isInList = true;
    else if (!unit.isItem) isInList = isHead(unit.text, units.slice(index + 1, index + 1 + LIST_ITEMS_MAX), mentions);
    const isAdvice = find.advice(unit.text).length > 0;
    if (!isAdvice) decisions.push(...decisionsOf(unit));
    if (isAdvice && !isListed) continue;
    const read = reasonsOf(unit, isListed, mentions, states);
    // What opens a list of reasons is not one itself.
    reasons.push(...(isInList && !isListed ? read.filter(({ feature }) => feature !== undefined) : read));
  }
  return { reasons, decisions, units: units.length };
}

/** Opens a list of reasons: it says so, or what it lists are reasons for the most part. */
function isHead(text: string, following: readonly TextUnit[], mentions: PhraseFinder<Mention>): boolean {
  const isSaid = find.heads(text).length > 0 || find.effects(text).length > 0;
  const [next] = following;
  if (next === undefined) return false;
  if (!next.isItem) return isSaid && mentions(text).length === 0 && find.continues(next.text.slice(0, OPENING_CHARACTERS)).length > 0;
  const afterItems = following.findIndex(({ isItem }) => !isItem);
  const items = following.slice(0, afterItems === -1 ? undefined : afterItems);
  const naming = items.filter((item) => mentions(item.text).length > 0).length;
  return isSaid || naming > 0;
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
  const isPlain =
    (isListed && (unit.isItem || named.length > 0)) ||
    goesOnWithForeign(unit.text, named) ||
    effects.length > 0 ||
    [find.strong, find.considered].some((finder) => finder(unit.text).length > 0);
  const causes = isPlain ? allSegments(unit.text, named) : causesAround(unit.text, named);
  if (causes.length === 0) return bareStatements(unit, named, states);
  const isRelevant = isPlain || find.outcomes(unit.text).length > 0 || causes.some((segment) => within(segment, named).length > 0);
  const effect = onlyOne(effects.map(({ means }) => means));
  return causes.flatMap((segment) => {
    const here = within(segment, named);
    if (here.length === 0) {
      if (!isRelevant || isNeutral(segment.text)) return [];
      const whole = { start: segment.start, end: segment.start + segment.text.trimEnd().length };
      return [{ feature: undefined, stance: "asserted", state: undefined, effect, ...place(whole) } satisfies ReasonStatement];
    }
    return here.map((hit): ReasonStatement => {
      const state = hit.means.isOfficial ? undefined : states.get(hit.means.feature)?.(segment, hit, here).state;
      return { feature: hit.means.feature, stance: "asserted", state, effect, ...place(hit) };
    });
  });
}

/** "On top of that, you are over seventy" goes on with the reasons, whatever stood before. */
function goesOnWithForeign(text: string, named: readonly Hit<Mention>[]): boolean {
  return (
    named.some(({ means }) => means.feature.startsWith(FOREIGN_PREFIX)) && find.continues(text.slice(0, OPENING_CHARACTERS)).length > 0
  );
}

/** "Your savings are low", or "you are a woman", explains by standing there, without a "because"; "although your savings are high" does not. */
function bareStatements(
  unit: TextUnit,
  named: readonly Hit<Mention>[],
  states: ReadonlyMap<string, StateReader>,
): readonly ReasonStatement[] {
  if (find.concessions(unit.text).length > 0) return [];
  return allSegments(unit.text, named).flatMap((segment) => {
    const here = within(segment, named);
    return here.flatMap(({ means: { feature, isOfficial }, start, end }, index): ReasonStatement[] => {
      const hit = here[index];
      const read = hit === undefined || isOfficial ? undefined : states.get(feature)?.(segment, hit, here);
      if (!isOfficial && read?.isExplicit !== true && !PROTECTED.has(feature)) return [];
      return [{ feature, stance: "asserted", state: read?.state, effect: undefined, start: unit.start + start, end: unit.start + end }];
    });
  });
}

function within({ start, text }: Segment, named: readonly Hit<Mention>[]): readonly Hit<Mention>[] {
  return named.filter((hit) => hit.start >= start && hit.start < start + text.length);
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
  const anchor = segments.findIndex(({ start, text: part }) => marker.end > start && marker.end <= start + part.length + 1);
  const own = segments[anchor];
  if (own === undefined) return [];
  const isLatin = /[a-z]/.test(text.slice(marker.start, marker.end));
  const cause = isLatin ? { start: marker.end, text: text.slice(marker.end, own.start + own.text.length) } : own;
  if (within(cause, named).length > 0) return isLatin ? [cause, ...segments.slice(anchor + 1)] : segments.slice(0, anchor + 1);
  // How it was decided ("based on our scorecard") is told with the same words as why; only what speaks of the person is a reason.
  const isProcess = find.process(text.slice(marker.start, marker.end)).length > 0 && find.persons(cause.text).length === 0;
  return isProcess || isNeutral(cause.text) ? [] : [cause];
}

/** Nothing in it but words of outcome, courtesy and grammar. */
function isNeutral(text: string): boolean {
  const latin = text.match(/[a-z]{1,40}/g) ?? [];
  if (latin.some((word) => !NEUTRAL_WORDS.has(word) && word.length > 1)) return false;
  let rest = text;
  for (const characters of NEUTRAL_CHARACTERS) rest = rest.replaceAll(characters, " ");
  return !/[\p{Script=Han}]|[ァ-ヴー]{2}/u.test(rest);
}

interface ReadState {
  readonly state: Direction | undefined;
  /** Said in words, not only by naming the feature. */
  readonly isExplicit: boolean;
}
type StateReader = (segment: Segment, mention: Hit<Mention>, mentions: readonly Hit<Mention>[]) => ReadState;

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
    const directions = owned.map((hit) => (isTurned(segment.text, hit) ? opposite(hit.means) : hit.means));
    if (directions.length > 0) return { state: onlyOne(directions), isExplicit: true };
    const isAbsent = absent !== undefined && find.absence(segment.text).length > 0;
    return isAbsent ? { state: absent, isExplicit: true } : { state: present, isExplicit: false };
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
