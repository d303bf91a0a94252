// The figures of a detector on the corpus: by type, by group, by document. The same for every detector that is compared.
import { CONTENT_TYPES, type EntityType, type Level, NAME_TYPES, STRUCTURED_TYPES } from "#governance/sensitivity/finding.ts";
import type { ClassifyCase, Mark } from "./load-corpus.ts";

/** What a detector says of one case. */
export interface Answer {
  readonly findings: readonly Mark[];
  /** Undefined where the detector knows no levels. */
  readonly level?: Level;
}

/** Something that the detector missed (`miss`) or saw where nothing is marked (`alarm`). */
export interface Slip {
  readonly kind: "miss" | "alarm";
  readonly one: ClassifyCase;
  readonly mark: Mark;
}

interface Tally {
  found: number;
  exact: number;
  missed: number;
  alarms: number;
}

export interface Figures {
  readonly marked: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Of those found: how many have exactly the marked span. */
  readonly exactRate: number | null;
}

export interface Report {
  readonly cases: number;
  readonly byType: Readonly<Record<string, Figures>>;
  readonly byGroup: Readonly<Record<"all" | "structured" | "names" | "content", Figures>>;
  /** Recall by kind of case and by language. */
  readonly recallByKind: Readonly<Record<string, number | null>>;
  /** Null where the detector knows no levels. */
  readonly levels: { readonly accuracy: number; readonly under: number; readonly missedLevel4And5: number | null } | null;
  /** Share of the documents without any entity in which something was found. */
  readonly negativesFlagged: number | null;
}

export interface Scored {
  readonly report: Report;
  readonly slips: readonly Slip[];
}

/** Two spans are of one entity when they share at least half of what they cover together. */
const OVERLAP_MIN = 0.5;

/** Compares answers with marks. `types` restricts both to the types that the detector claims to know. */
export function scoreAnswers(cases: readonly ClassifyCase[], answers: readonly Answer[], types?: ReadonlySet<EntityType>): Scored {
  if (cases.length !== answers.length) throw new Error(`There are ${cases.length} cases and ${answers.length} answers.`);
  const tallies = new Map<string, Tally>();
  const slips: Slip[] = [];
  for (const [place, one] of cases.entries()) {
    const marks = one.marks.filter(({ type }) => types?.has(type) !== false);
    const findings = (answers[place]?.findings ?? []).filter(({ type }) => types?.has(type) !== false);
    slips.push(...compare(one, marks, findings, tallies));
  }
  return { report: reportOf(cases, answers, tallies, types), slips };
}

function compare(one: ClassifyCase, marks: readonly Mark[], findings: readonly Mark[], tallies: Map<string, Tally>): Slip[] {
  const left = new Set(findings);
  const slips: Slip[] = [];
  for (const mark of marks) {
    const best = bestMatch(mark, left);
    if (best !== undefined) left.delete(best);
    else slips.push({ kind: "miss", one, mark });
    const exact = best !== undefined && best.start === mark.start && best.end === mark.end;
    for (const name of [mark.type, `kind ${one.kind}`, `language ${one.language}`]) {
      const tally = tallyOf(tallies, name);
      tally.found += best === undefined ? 0 : 1;
      tally.missed += best === undefined ? 1 : 0;
      tally.exact += exact ? 1 : 0;
    }
  }
  for (const mark of left) {
    tallyOf(tallies, mark.type).alarms += 1;
    slips.push({ kind: "alarm", one, mark });
  }
  return slips;
}

function bestMatch(mark: Mark, findings: ReadonlySet<Mark>): Mark | undefined {
  let best: Mark | undefined;
  let bestOverlap = 0;
  for (const finding of findings) {
    const overlap = finding.type === mark.type ? overlapOf(mark, finding) : 0;
    if (overlap < OVERLAP_MIN || overlap <= bestOverlap) continue;
    best = finding;
    bestOverlap = overlap;
  }
  return best;
}

/** Intersection over union. */
function overlapOf(one: Mark, other: Mark): number {
  const shared = Math.min(one.end, other.end) - Math.max(one.start, other.start);
  return shared <= 0 ? 0 : shared / (Math.max(one.end, other.end) - Math.min(one.start, other.start));
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const tally = tallies.get(name) ?? { found: 0, exact: 0, missed: 0, alarms: 0 };
  tallies.set(name, tally);
  return tally;
}

const GROUPS = { structured: STRUCTURED_TYPES, names: NAME_TYPES, content: CONTENT_TYPES } as const;

function reportOf(
  cases: readonly ClassifyCase[],
  answers: readonly Answer[],
  tallies: ReadonlyMap<string, Tally>,
  types: ReadonlySet<EntityType> | undefined,
): Report {
  const known = (list: readonly EntityType[]): EntityType[] => list.filter((type) => types?.has(type) !== false);
  const allTypes = known([...STRUCTURED_TYPES, ...NAME_TYPES, ...CONTENT_TYPES]);
  const figures = (names: readonly string[]): Figures => figuresOf(names.flatMap((name) => tallies.get(name) ?? []));
  const byKind = [...tallies.keys()].filter((name) => name.includes(" ")).sort();
  return {
    cases: cases.length,
    byType: Object.fromEntries(allTypes.map((type) => [type, figures([type])])),
    byGroup: {
      all: figures(allTypes),
      structured: figures(known(GROUPS.structured)),
      names: figures(known(GROUPS.names)),
      content: figures(known(GROUPS.content)),
    },
    recallByKind: Object.fromEntries(byKind.map((name) => [name, figures([name]).recall])),
    levels: levelsOf(cases, answers),
    negativesFlagged: flaggedNegatives(cases, answers),
  };
}

function figuresOf(tallies: readonly Tally[]): Figures {
  const total = (member: keyof Tally): number => tallies.reduce((sum, tally) => sum + tally[member], 0);
  const found = total("found");
  const marked = found + total("missed");
  const precision = ratio(found, found + total("alarms"));
  const recall = ratio(found, marked);
  const f1 = ratio(2 * found, 2 * found + total("missed") + total("alarms"));
  return { marked, precision, recall, f1, exactRate: ratio(total("exact"), found) };
}

function levelsOf(cases: readonly ClassifyCase[], answers: readonly Answer[]): Report["levels"] {
  const pairs = cases.flatMap(({ level }, place) => {
    const answered = answers[place]?.level;
    return answered === undefined ? [] : [{ level, answered }];
  });
  if (pairs.length < cases.length) return null;
  const high = pairs.filter(({ level }) => level >= 4);
  return {
    accuracy: ratio(pairs.filter(({ level, answered }) => level === answered).length, pairs.length) ?? 0,
    under: ratio(pairs.filter(({ level, answered }) => answered < level).length, pairs.length) ?? 0,
    missedLevel4And5: ratio(high.filter(({ answered }) => answered < 4).length, high.length),
  };
}

function flaggedNegatives(cases: readonly ClassifyCase[], answers: readonly Answer[]): number | null {
  const negatives = cases.flatMap(({ kind }, place) => (kind === "negative" ? [answers[place]?.findings.length ?? 0] : []));
  return ratio(negatives.filter((count) => count > 0).length, negatives.length);
}

/** Rounded to four places; null where there is nothing to divide by. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
