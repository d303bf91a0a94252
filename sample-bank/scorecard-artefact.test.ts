// The skill gives each case the score, the band and the reasons that the training gave it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { openScorecardSkill } from "#model/traditional/scorecard-skill.ts";
import { artefactStore, skillCall, skillDefinition } from "#test/skill-definition.ts";
import { scorecardArtefact } from "./scorecard-artefact.ts";

const FOLDER = join(import.meta.dirname, "models", "credit-scorecard");
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), "utf8"));

const referenceSchema = z.object({
  rows: z
    .array(
      z.object({
        input: z.record(z.string(), z.json()),
        score: z.number(),
        default_probability: z.number(),
        recommendation: z.string(),
        reasons: z.array(z.object({ code: z.string(), points_lost: z.number() })),
      }),
    )
    .min(40),
});

test("the scorecard skill scores every case of the training as the training did, with the same reasons in the same order", async () => {
  const { hashes, load } = artefactStore(JSON.stringify(scorecardArtefact(read("scorecard.json"))));
  const { inputSchema } = z.object({ inputSchema: z.record(z.string(), z.json()) }).parse(read("model.json"));
  const skill = await openScorecardSkill(skillDefinition({ kind: "scorecard", artefact: hashes[0] ?? "" }, { input: inputSchema }), load);
  for (const row of referenceSchema.parse(read("score-reference.json")).rows) {
    const { output, reasons = [] } = await skill.run(skillCall(row.input));
    assert.deepEqual([output.points, output.band], [row.score, row.recommendation]);
    assert.ok(Math.abs(Number(output.default_probability) - row.default_probability) < 1e-5);
    assert.deepEqual(
      reasons.map(({ code, contribution }) => ({ code, points_lost: contribution })),
      row.reasons,
    );
  }
});
