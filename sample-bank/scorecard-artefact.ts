// The trained scorecard in the form that skills run: the training keeps more with each bin than a decision needs.
import { z } from "zod";

const text = z.object({ ja: z.string(), en: z.string() });
const trainedSchema = z.object({
  scale: z.object({ baseScore: z.number(), baseOdds: z.number(), pointsToDoubleOdds: z.number() }),
  startPoints: z.number(),
  cutOffs: z.array(z.object({ recommendation: z.string(), scoreFrom: z.number() })),
  reasons: z.object({ limit: z.int() }),
  characteristics: z.array(
    z.object({
      input: z.string(),
      reasonCode: z.string(),
      reason: text,
      bins: z.array(z.object({ words: z.array(z.string()).optional(), from: z.number().optional(), below: z.number().optional(), points: z.number() })).min(1),
    }),
  ),
});
type Bin = z.infer<typeof trainedSchema>["characteristics"][number]["bins"][number];

/** The artefact of a scorecard skill, out of `scorecard.json` of the training. Throws where that is of another form. */
export function scorecardArtefact(trained: unknown): object {
  const { scale, startPoints, cutOffs, reasons, characteristics } = trainedSchema.parse(trained);
  return {
    scale: { points: scale.baseScore, odds: scale.baseOdds, pointsToDoubleOdds: scale.pointsToDoubleOdds },
    basePoints: startPoints,
    pointsLostAgainst: "best",
    reasonsMax: reasons.limit,
    characteristics: characteristics.map(({ input, reasonCode, reason, bins }) => ({
      input,
      bins: bins.map((bin, place) => binOf(bin, place === 0, place === bins.length - 1)),
      reason: { code: reasonCode, text: reason },
    })),
    // In rising order, and the lowest one has no beginning.
    bands: cutOffs.toReversed().map(({ recommendation, scoreFrom }, place) => (place === 0 ? { name: recommendation } : { from: scoreFrom, name: recommendation })),
  };
}

/** Ranges are open at both ends: what lies beyond the training's data is refused by the arguments' schema. */
function binOf({ words, from, below, points }: Bin, isFirst: boolean, isLast: boolean): object {
  if (words !== undefined) return { values: words, points };
  return { ...(isFirst ? {} : { from }), ...(isLast ? {} : { below }), points };
}
