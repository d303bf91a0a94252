// Which JSON schemas the embedded runtime can hold a model to, and that it says so about the others.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UpstreamFailure } from "../provider.ts";
import { toGrammarSchema } from "./grammar-schema.ts";

const rootOf = (schema: unknown) => toGrammarSchema(schema).oneOf[0];

describe("toGrammarSchema", () => {
  it("keeps what a grammar can hold", () => {
    const schema = {
      type: "object",
      properties: {
        kind: { enum: ["a", null] },
        date: { type: "string", format: "date" },
        list: { type: "array", items: { type: "integer" }, maxItems: 3 },
      },
      required: ["kind"],
      additionalProperties: false,
    };
    assert.deepEqual(rootOf(schema), {
      type: "object",
      properties: {
        kind: { enum: ["a", null] },
        date: { type: "string", format: "date" },
        list: { type: "array", items: { type: "integer" }, maxItems: 3 },
      },
    });
  });
  it("turns anyOf and lists of types into alternatives", () => {
    assert.deepEqual(rootOf({ type: ["string", "null"] }), { oneOf: [{ type: "string" }, { type: "null" }] });
    assert.deepEqual(rootOf({ anyOf: [{ type: "boolean" }, { const: 1 }] }), { oneOf: [{ type: "boolean" }, { const: 1 }] });
  });
  it("follows references, recursive ones too", () => {
    const node = { type: "object", properties: { next: { anyOf: [{ $ref: "#/definitions/node" }, { type: "null" }] } } };
    const { oneOf, $defs } = toGrammarSchema({ $ref: "#/definitions/node", definitions: { node } });
    assert.deepEqual(oneOf, [{ $ref: "#/$defs/node" }]);
    assert.deepEqual(Object.keys($defs), ["node"]);
  });
  it("lets an object without listed properties hold anything", () => {
    assert.deepEqual(rootOf({ type: "object" }), { type: "object", properties: {}, additionalProperties: true });
  });
  it("refuses by name what it cannot hold", () => {
    const refused: [unknown, RegExp][] = [
      [{ type: "string", pattern: "^a" }, /pattern/],
      [{ type: "integer", minimum: 1 }, /minimum/],
      [{ allOf: [] }, /allOf/],
      [{ $ref: "#/$defs/absent" }, /definition/],
      [{ $ref: "https://example.org/schema" }, /definition/],
      [{ type: "array", maxItems: 1_000_000 }, /maxItems/],
      [{ type: "date" }, /type/],
      ["text", /not an object/],
      [{ const: "a\0b" }, /zero character/],
    ];
    for (const [schema, words] of refused) {
      assert.throws(
        () => toGrammarSchema(schema),
        (error) => error instanceof UpstreamFailure && error.kind === "rejected" && words.test(error.message),
      );
    }
  });
  it("refuses a schema that is too deep or has too many parts", () => {
    let deep: unknown = { type: "string" };
    for (let level = 0; level < 40; level += 1) deep = { type: "array", items: deep };
    assert.throws(() => toGrammarSchema(deep), UpstreamFailure);
    assert.throws(() => toGrammarSchema({ enum: Array.from({ length: 2_000 }, (_, index) => index) }), UpstreamFailure);
  });
});
