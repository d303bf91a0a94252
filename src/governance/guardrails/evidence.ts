// Weighs what a text says: which rules its words and marks meet, how seriously, and what that comes to together.
import { createSeriousness, type Place, type Seriousness } from "./contexts.ts";
import type { Mark, MarkClass } from "./marks.ts";
import rules from "./rules/rules.json" with { type: "json" };
import type { WordClass, WordScan } from "./word-scan.ts";

/**
 * What a text comes from. `user`: who may instruct the model; `document`: a retrieved text; `tool`: a skill's result.
 * Documents and tool results are data: nothing in them is an instruction.
 */
export const CHANNELS = ["user", "document", "tool"] as const;
export type Channel = (typeof CHANNELS)[number];

/** The weight of all that speaks for an attack, as log-odds, and the rule that says most. */
export interface Evidence {
  readonly total: number;
  readonly kind: string | null;
  readonly why: string;
}

const NO_EVIDENCE: Evidence = { total: 0, kind: null, why: "nothing in it instructs the model" };

export type EvidenceClass = WordClass | MarkClass;

export interface Rule {
  readonly kind: string;
  readonly why: string;
  /** What must stand together; the first is the anchor, near which the others are looked for. */
  readonly all: readonly (readonly string[])[];
  readonly within: number;
  /** Whether they may stand in different sentences. */
  readonly isAcross: boolean;
  readonly user: number;
  readonly data: number;
}

/** By the class of their anchors. */
export const RULES_BY_ANCHOR = indexRules();

function indexRules(): ReadonlyMap<string, readonly Rule[]> {
  const index = new Map<string, Rule[]>();
  for (const { all, across, ...rest } of rules) {
    const anchor = all[0] ?? "";
    const known = index.get(anchor) ?? [];
    index.set(anchor, known);
    known.push({ ...rest, isAcross: across === true, all: all.slice(1).map((choice) => choice.split("|")) });
  }
  return index;
}

/**
 * What further rules add to the strongest: much of it is the same evidence seen again, so each counts less. Rules with the same anchor are
 * one piece of evidence, of which the strongest counts.
 */
export const SHARES = [1, 0.6, 0.4, 0.3, 0.2] as const;
/** Places looked at on each side of an anchor: the nearest may be quoted or forbidden, and the next meant. */
const NEIGHBOURS_MAX = 4;

interface MetRule {
  readonly rule: Rule;
  readonly weight: number;
}

/** Weighs the words and marks of one text. Work grows as n log n with their number. */
export function weighEvidence(text: string, scan: WordScan, marks: readonly Mark[], channel: Channel): Evidence {
  const places = collectPlaces(scan, marks);
  const seriousness = createSeriousness(text, scan);
  const met: MetRule[] = [];
  for (const [anchor, ofAnchor] of RULES_BY_ANCHOR) {
    const strongest = strongestRule(places.get(anchor), ofAnchor, places, channel, seriousness);
    if (strongest !== undefined) met.push(strongest);
  }
  met.sort((one, other) => other.weight - one.weight);
  const [first] = met;
  if (first === undefined) return NO_EVIDENCE;
  const total = met.reduce((sum, { weight }, place) => sum + weight * (SHARES[place] ?? 0), 0);
  return { total, kind: first.rule.kind, why: first.rule.why };
}

function collectPlaces({ hits, sentenceEnds }: WordScan, marks: readonly Mark[]): Places {
  const places = new Map<string, Place[]>();
  const add = (evidence: EvidenceClass, start: number, end: number, sentence: number): void => {
    const known = places.get(evidence) ?? [];
    places.set(evidence, known);
    known.push({ evidence, start, end, sentence });
  };
  for (const { wordClass, start, end, sentence } of hits) add(wordClass, start, end, sentence);
  for (const { markClass, start, end } of marks)
    add(
      markClass,
      start,
      end,
      firstAbove(sentenceEnds.length, start, (index) => sentenceEnds[index]),
    );
  return places;
}

type Places = ReadonlyMap<string, readonly Place[]>;

function strongestRule(
  anchors: readonly Place[] | undefined,
  ofAnchor: readonly Rule[],
  places: Places,
  channel: Channel,
  seriousness: Seriousness,
): MetRule | undefined {
  if (anchors === undefined) return undefined;
  let strongest: MetRule | undefined;
  for (const rule of ofAnchor) {
    const full = channel === "user" ? rule.user : rule.data;
    if (full <= (strongest?.weight ?? 0) || !rule.all.every((choice) => choice.some((evidence) => places.has(evidence)))) continue;
    const weight = full * bestFactor(anchors, rule, places, seriousness);
    if (weight > (strongest?.weight ?? 0)) strongest = { rule, weight };
  }
  return strongest;
}

/** How seriously the rule is met where it is met best. Nearness is asked first: it costs less than seriousness. */
function bestFactor(anchors: readonly Place[], rule: Rule, places: Places, seriousness: Seriousness): number {
  let best = 0;
  for (const anchor of anchors) {
    let factor = 1;
    for (const choice of rule.all) {
      factor = Math.min(factor, nearestFactor(anchor, choice, rule, places, seriousness));
      if (factor <= best) break;
    }
    if (factor > best) best = Math.max(best, Math.min(factor, seriousness(anchor)));
    if (best === 1) break;
  }
  return best;
}

/** The most serious place of one of the classes near the anchor; 0 without one. */
function nearestFactor(anchor: Place, choice: readonly string[], rule: Rule, places: Places, seriousness: Seriousness): number {
  let best = 0;
  for (const evidence of choice) {
    const candidates = places.get(evidence) ?? [];
    const next = firstAbove(candidates.length, anchor.start, (index) => candidates[index]?.start);
    for (let index = Math.max(0, next - NEIGHBOURS_MAX); index < Math.min(candidates.length, next + NEIGHBOURS_MAX); index += 1) {
      const candidate = candidates[index];
      if (candidate === undefined || !standTogether(anchor, candidate, rule)) continue;
      best = Math.max(best, seriousness(candidate));
      if (best === 1) return best;
    }
  }
  return best;
}

function standTogether(anchor: Place, other: Place, rule: Rule): boolean {
  if (!rule.isAcross && anchor.sentence !== other.sentence) return false;
  const gap = other.start >= anchor.start ? other.start - anchor.end : anchor.start - other.end;
  return gap <= rule.within;
}

/** The index of the first of `count` sorted values above `place`, found by halving. */
function firstAbove(count: number, place: number, valueAt: (index: number) => number | undefined): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((valueAt(middle) ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
