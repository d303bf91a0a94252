// Samples of schemas: of the declared form, at its edges, with what is always there and nothing else.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import type { JsonObject } from "../skill.ts";
import { sampleOf, samplesOf } from "./schema-samples.ts";

const REQUIRED = ["amount", "rate", "grade", "kind", "code", "day", "isNew", "parts", "either", "customer"];
const SCHEMA: JsonObject = {
  type: "object",
  properties: {
    amount: { type: "integer", minimum: 5, maximum: 90 },
    rate: { type: "number", maximum: 0.5 },
    grade: { enum: ["A", "B"] },
    kind: { const: "loan" },
    code: { type: "string", pattern: "^[A-Z]{2}$", examples: ["JP"] },
    day: { type: "string", format: "date" },
    isNew: { type: "boolean" },
    parts: { type: "array", minItems: 2, items: { type: "integer", minimum: 3 } },
    either: { anyOf: [{ type: "integer", minimum: 7 }, { type: "null" }] },
    customer: {
      type: "object",
      properties: { age: { type: "integer", minimum: 20, maximum: 99 }, note: { type: "string" } },
      required: ["age"],
    },
    optional: { type: "string" },
  },
  required: REQUIRED,
  additionalProperties: false,
};

describe("a sample of a schema", () => {
  it("has its form, and no member that may be absent", () => {
    const sample = sampleOf(SCHEMA);
    assert.deepEqual(sample, z.fromJSONSchema({ ...SCHEMA }).parse(sample));
    assert.deepEqual(Object.keys(z.record(z.string(), z.json()).parse(sample)), REQUIRED);
  });

  it("stands at the edges of one argument, and there is none of what is no argument", () => {
    assert.deepEqual(samplesOf(SCHEMA, "amount"), [5, 90]);
    assert.deepEqual(samplesOf(SCHEMA, "customer.age"), [20, 99]);
    assert.deepEqual(samplesOf(SCHEMA, "grade"), ["A", "B"]);
    assert.deepEqual(samplesOf(SCHEMA, "code"), ["JP"]);
    for (const path of ["share", "customer.name", "toString", "customer.age.years"]) assert.deepEqual(samplesOf(SCHEMA, path), []);
  });
});
