// A bad configuration never starts, and says everything that is wrong with it at once.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readConfiguration } from "./configuration.ts";

const GOOD = `currency: JPY
institutions:
  - id: bank
    name: A bank
    scenarios:
      - { id: office, title: Office, purpose: Drafting, owner: Planning, models: [assistant] }
pools:
  - { id: machine, zone: embedded, levelCeiling: 5 }
  - { id: cloud, zone: public, levelCeiling: 2, maskedLevelCeiling: 3 }
models:
  - id: large
    kind: base
    task: chat
    deployments:
      - pool: cloud
        runtime: { provider: openai-compatible, baseUrl: "https://models.example/v1", upstreamModel: l, apiKeyVariable: CLOUD_KEY }
        price: { inputPerMillionTokens: 1, outputPerMillionTokens: 4 }
aliases:
  - { id: assistant, models: [large] }
`;

function readSecret(name: string): string | undefined {
  return name === "CLOUD_KEY" ? "secret" : undefined;
}

function problemsOf(text: string): readonly string[] {
  const reading = readConfiguration(text, readSecret);
  return reading.valid ? [] : reading.problems;
}

describe("reading kaname.yaml", () => {
  it("accepts a good one and answers from it", () => {
    const reading = readConfiguration(GOOD, readSecret);
    assert.ok(reading.valid);
    const { configuration } = reading;
    assert.equal(configuration.scenarioOf("bank", "office")?.levelCeiling, 5);
    assert.equal(configuration.scenarioOf("other", "office"), undefined);
    assert.equal(configuration.poolOf("cloud")?.slots, 64);
    assert.equal(configuration.registry.resolve("assistant")?.[0]?.id, "large");
    assert.equal(configuration.registry.deploymentsOf("large")[0]?.apiKey, "secret");
  });

  it("reports five mistakes of form at once, each with its line", () => {
    const bad = GOOD.replace("currency: JPY", "currency: yen")
      .replace("zone: embedded", "zone: cellar")
      .replace("levelCeiling: 2", "levelCeiling: 9")
      .replace("kind: base", "kind: basic")
      .replace("owner: Planning", "owner: Planning, colour: red");
    const problems = problemsOf(bad);
    assert.equal(problems.length, 5, problems.join("\n"));
    assert.match(problems.join("\n"), /line 1, currency: /);
    assert.match(problems.join("\n"), /line 6, institutions\[0\]\.scenarios\[0\]\.colour: is not a known setting/);
    assert.match(problems.join("\n"), /line 8, pools\[0\]\.zone: /);
    assert.match(problems.join("\n"), /line 9, pools\[1\]\.levelCeiling: /);
    assert.match(problems.join("\n"), /line 12, models\[0\]\.kind: /);
  });

  it("reports names that refer to nothing, names used twice and secrets that are not set", () => {
    const bad = GOOD.replace("models: [assistant]", "models: [asistant]")
      .replace("pool: cloud", "pool: clod")
      .replace("id: cloud", "id: machine")
      .replace("CLOUD_KEY", "OTHER_KEY")
      .replace("models: [large]", "models: [huge]");
    const problems = problemsOf(bad).join("\n");
    for (const expected of [
      /no model or alias asistant/,
      /no pool clod/,
      /the name machine is used twice/,
      /the environment variable OTHER_KEY is not set/,
      /no model huge/,
    ]) {
      assert.match(problems, expected);
    }
  });

  it("refuses a pool that masking would open less than plain text does", () => {
    assert.match(problemsOf(GOOD.replace("maskedLevelCeiling: 3", "maskedLevelCeiling: 1")).join(), /must not be below levelCeiling/);
  });

  it("refuses a deployment without a price, which no budget could bound", () => {
    assert.match(problemsOf(GOOD.replace(/ +price: .*\n/, "")).join(), /deployments\[0\]\.price/);
  });

  it("says where the text is not YAML, and never the value of a secret", () => {
    assert.match(problemsOf("currency: [JPY\npools: }").join(), /line 2: not valid YAML/);
    assert.match(problemsOf("").join(), /the file: /);
  });

  it("changes its hash with every change of the text", () => {
    const hashOf = (text: string) => {
      const reading = readConfiguration(text, readSecret);
      assert.ok(reading.valid);
      return reading.configuration.hash;
    };
    assert.notEqual(hashOf(GOOD), hashOf(`${GOOD}# note\n`));
  });
});
