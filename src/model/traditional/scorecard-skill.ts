// Points scorecards as skills: readable, added up in the open, with the reasons that cost points.
import { z } from "zod";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { Json, JsonObject, Reason } from "../skill.ts";
import { parseArtefact } from "./artefact.ts";
import { type CategoryArgument, declaredArgument, type NumberArgument, takeCategory, takeNumber } from "./declared-arguments.ts";
import type { OpenSkill } from "./runnable-skill.ts";

const CHARACTERISTICS_MAX = 200;
const BINS_MAX = 1_000;
const BANDS_MAX = 50;
const REASONS_MAX = 16;

const name = z.string().min(1).max(64);
const points = z.number().min(-100_000).max(100_000);
const text = z.strictObject({ ja: z.string().min(1).max(500), en: z.string().min(1).max(500) });

const binSchema = z.union([
  z.strictObject({ values: z.array(z.string().max(200)).min(1).max(BINS_MAX), points }),
  /** From `from` (inclusive; without it, from the least) to below `below` (without it, to the greatest). */
  z.strictObject({ from: z.number().optional(), below: z.number().optional(), points }),
]);
type Bin = z.infer<typeof binSchema>;

const scorecardSchema = z.strictObject({
  /** At so many points the odds of good to bad are so many to one; so many points more double them. */
  scale: z.strictObject({ points, odds: z.number().positive().max(1e9), pointsToDoubleOdds: z.number().positive().max(100_000) }),
  /** What every case starts with. */
  basePoints: points,
  /** Points are lost against what the best bin gives, or against `neutralPoints`, what the average case gets. */
  pointsLostAgainst: z.enum(["best", "neutral"]),
  reasonsMax: z.int().min(1).max(REASONS_MAX),
  characteristics: z
    .array(
      z.strictObject({
        /** The argument. */
        input: name,
        bins: z.array(binSchema).min(1).max(BINS_MAX),
        neutralPoints: points.optional(),
        /** What is said when it cost points. */
        reason: z.strictObject({ code: name, text }),
      }),
    )
    .min(1)
    .max(CHARACTERISTICS_MAX),
  /** What a number of points means; in rising order, the first without `from`. */
  bands: z
    .array(z.strictObject({ from: points.optional(), name }))
    .min(1)
    .max(BANDS_MAX),
});
type Scorecard = z.infer<typeof scorecardSchema>;
type Characteristic = Scorecard["characteristics"][number];

interface Rater {
  readonly characteristic: Characteristic;
  /** What points are lost against. */
  readonly reference: number;
  /** Throws `invalid_request` for an argument that it cannot take. */
  rate(value: Json | undefined): number;
}

/**
 * Opens a scorecard. Its output is `{ points, band, default_probability }`; the probability follows from the scale: odds double every
 * so many points (Siddiqi, "Credit Risk Scorecards", 2006, chapter 6). The reasons are the characteristics that lost the most points
 * first; in the scorecard's own order where they lost the same.
 */
export const openScorecardSkill: OpenSkill = async ({ id, source, input }, loadArtefact) => {
  assertHolds(source.kind === "scorecard", "the opener of scorecards is given scorecards");
  const scorecard = parseArtefact(await loadArtefact(source.artefact), scorecardSchema, `the scorecard of ${id}`);
  assertBands(id, scorecard);
  const raters = scorecard.characteristics.map((characteristic) => createRater(id, scorecard, characteristic, input));
  if (new Set(scorecard.characteristics.map((characteristic) => characteristic.input)).size !== raters.length)
    throw new KanameError("conflict", `In the scorecard of ${id}, an argument is rated twice.`);
  return {
    async run(call) {
      const rated = raters.map((rater) => ({ rater, given: rater.rate(call.input[rater.characteristic.input]) }));
      const total = rated.reduce((sum, { given }) => sum + given, scorecard.basePoints);
      return { output: describeTotal(scorecard, total), reasons: reasonsOf(scorecard, rated) };
    },
    close: async () => undefined,
  };
};

function describeTotal({ scale, bands }: Scorecard, total: number): JsonObject {
  const odds = scale.odds * 2 ** ((total - scale.points) / scale.pointsToDoubleOdds);
  const band = bands.findLast(({ from }) => from === undefined || total >= from);
  return { points: total, band: band?.name ?? null, default_probability: 1 / (1 + odds) };
}

function reasonsOf(scorecard: Scorecard, rated: readonly { readonly rater: Rater; readonly given: number }[]): readonly Reason[] {
  // Sorting is stable: equals stay in the scorecard's order.
  return rated
    .map(({ rater, given }) => ({ characteristic: rater.characteristic, lost: rater.reference - given }))
    .filter(({ lost }) => lost > 0)
    .sort((a, b) => b.lost - a.lost)
    .slice(0, scorecard.reasonsMax)
    .map(({ characteristic: { input, reason }, lost }) => ({ code: reason.code, feature: input, contribution: lost, text: reason.text }));
}

function createRater(id: string, scorecard: Scorecard, characteristic: Characteristic, input: JsonObject): Rater {
  const { bins, neutralPoints } = characteristic;
  const where = `In the scorecard of ${id}, ${characteristic.input}`;
  const argument = declaredArgument(input, characteristic.input);
  if (argument.kind === "list") throw new KanameError("conflict", `${where} is a list, which has no bins.`);
  if (scorecard.pointsLostAgainst === "neutral" && neutralPoints === undefined)
    throw new KanameError("conflict", `${where} has no neutralPoints, against which points are lost.`);
  const best = Math.max(...bins.map((bin) => bin.points));
  const reference = scorecard.pointsLostAgainst === "best" ? best : (neutralPoints ?? best);
  const rate = argument.kind === "number" ? rateNumbers(where, bins, argument) : rateCategories(where, bins, argument);
  return { characteristic, reference, rate };
}

/** Each bin begins where the one before ends, so that every number has its points. */
function rateNumbers(where: string, bins: readonly Bin[], argument: NumberArgument): Rater["rate"] {
  const ranges = bins.map((bin) => {
    if ("values" in bin) throw new KanameError("conflict", `${where} is a number, so its bins are ranges.`);
    return bin;
  });
  ranges.forEach(({ from, below }, index) => {
    const isLast = index === ranges.length - 1;
    const isNext = from === ranges[index - 1]?.below && (below === undefined) === isLast && (below ?? Infinity) > (from ?? -Infinity);
    if (!isNext)
      throw new KanameError("conflict", `${where}: bin ${index + 1} has to begin where the one before ends, and the last has no end.`);
  });
  return (value) => {
    const number = takeNumber(argument, value);
    const range = ranges.find(({ below }) => below === undefined || number < below);
    assertHolds(range !== undefined, "the last bin has no end");
    return range.points;
  };
}

/** Each category stands in one bin. */
function rateCategories(where: string, bins: readonly Bin[], argument: CategoryArgument): Rater["rate"] {
  const rated = new Map<string, number>();
  for (const bin of bins) {
    if (!("values" in bin)) throw new KanameError("conflict", `${where} is a category, so its bins are lists of values.`);
    for (const value of bin.values) {
      if (rated.has(value) || !argument.categories.includes(value))
        throw new KanameError("conflict", `${where}: the value ${value} stands twice or is not among the categories of the input schema.`);
      rated.set(value, bin.points);
    }
  }
  const missing = argument.categories.find((category) => !rated.has(category));
  if (missing !== undefined) throw new KanameError("conflict", `${where}: no bin has the category ${missing}.`);
  return (value) => {
    const given = rated.get(takeCategory(argument, value));
    assertHolds(given !== undefined, "every category stands in a bin");
    return given;
  };
}

function assertBands(id: string, { bands }: Scorecard): void {
  const isRising = bands.every(({ from }, index) =>
    index === 0 ? from === undefined : (from ?? -Infinity) > (bands[index - 1]?.from ?? -Infinity),
  );
  if (!isRising) throw new KanameError("conflict", `In the scorecard of ${id}, the bands have to rise, and the first has no beginning.`);
}
