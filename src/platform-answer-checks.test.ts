// Words for reasons follow the configuration; a file that is not of its form changes nothing, and at the start it is refused.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { createLog } from "#infrastructure/log.ts";
import { configurationText } from "#test/platform.ts";
import { readConfiguration } from "./configuration.ts";
import { openAnswerChecks } from "./platform-answer-checks.ts";

const folder = mkdtempSync(join(tmpdir(), "kaname-words-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "words.json");
const log = createLog("silent");

const PHRASES = { phrases: ["savings"], lowers: ["low"], raises: ["high"] };
const words = (approved: string) => ({
  decision: { fields: ["decision"], approved: [approved], declined: ["no"], referred: [] },
  labels: [],
  features: { savings: PHRASES },
});
const executed = [
  {
    skill: "score",
    output: { decision: "yes" },
    reasons: [{ code: "S", feature: "savings", contribution: 1, text: { ja: "貯蓄", en: "Low savings" } }],
  },
];

it("words for reasons are read anew with the configuration, kept where the new ones are none, and refused at the start", async () => {
  const yaml = configurationText("http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1");
  const reading = readConfiguration(
    yaml.replace("    sensitivity:\n", `    reasonWords: [{ skill: score, file: ${file} }]\n    sensitivity:\n`),
    () => "x",
  );
  assert.ok(reading.valid);
  const { institutions } = reading.configuration;
  const letter = () => checks.of("bank").templateFor("Hello", executed)?.split("\n")[0] ?? "";

  writeFileSync(file, JSON.stringify(words("granted")));
  const checks = await openAnswerChecks(institutions, log);
  assert.match(letter(), /results of the review/);
  writeFileSync(file, JSON.stringify(words("yes")));
  await checks.follow(institutions);
  assert.match(letter(), /has been approved/);
  writeFileSync(file, "{}");
  await checks.follow(institutions);
  assert.match(letter(), /has been approved/);
  await assert.rejects(openAnswerChecks(institutions, log));
});
