// The guarantee of the pin: what changes what a tool takes, gives or says changes its hash, and is told in words.
import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { describe, it } from "node:test";
import { definitionHash, describeChanges, type McpTool, mcpToolSchema, printDefinition } from "./mcp-tool.ts";

const TOOL: McpTool = {
  name: "score",
  description: "Scores a customer.",
  inputSchema: { type: "object", properties: { income: { type: "number" } }, required: ["income"] },
  annotations: { readOnlyHint: true },
};

describe("the definition of an MCP tool", () => {
  it("has one canonical form, whatever the order of its members, and its hash is that of the form", () => {
    const reordered = {
      annotations: { readOnlyHint: true },
      inputSchema: { required: ["income"], properties: { income: { type: "number" } }, type: "object" },
      description: "Scores a customer.",
      name: "score",
    };
    assert.equal(printDefinition(reordered), printDefinition(TOOL));
    assert.equal(
      printDefinition(TOOL),
      '{"annotations":{"readOnlyHint":true},"description":"Scores a customer.","inputSchema":{"properties":{"income":{"type":"number"}},"required":["income"],"type":"object"},"name":"score"}',
    );
    assert.equal(definitionHash(TOOL), hash("sha256", printDefinition(TOOL), "hex"));
  });

  it("has another hash when any pinned member changes, and the same when another does", () => {
    const changed: McpTool[] = [
      { ...TOOL, name: "scores" },
      { ...TOOL, description: "Scores a customer" },
      { ...TOOL, inputSchema: { ...TOOL.inputSchema, required: [] } },
      { ...TOOL, outputSchema: {} },
      { ...TOOL, annotations: { readOnlyHint: false } },
    ];
    assert.equal(new Set([TOOL, ...changed].map(definitionHash)).size, 6);
    assert.equal(definitionHash(mcpToolSchema.parse({ ...TOOL, icons: [{ src: "a" }], _meta: { seen: 3 } })), definitionHash(TOOL));
  });

  it("tells each change in one sentence", () => {
    const { annotations: _annotations, ...bare } = TOOL;
    const present = {
      ...bare,
      description: "Scores.",
      inputSchema: { type: "object", properties: { income: { type: "string" }, sex: {} }, required: ["income"] },
    };
    assert.deepEqual(describeChanges(TOOL, present), [
      "annotations.readOnlyHint is gone; it was true.",
      'description was "Scores a customer." and is now "Scores.".',
      'inputSchema.properties.income.type was "number" and is now "string".',
      "inputSchema.properties.sex is new: {}.",
    ]);
    assert.deepEqual(describeChanges(TOOL, TOOL), []);
  });

  it("hides no change: not behind a long beginning, not in characters that nobody sees, not in their number", () => {
    const long = "a".repeat(1_000);
    const later = describeChanges({ ...TOOL, description: `${long}good` }, { ...TOOL, description: `${long}evil` });
    assert.match(later[1] ?? "", /differs from character 1001 on: there it was "good" and is now "evil"/);
    const unseen = describeChanges(TOOL, { ...TOOL, description: "Scores a\u202e customer.\u200b" });
    assert.match(unseen[0] ?? "", /Scores a\\u\{202e\} customer\.\\u\{200b\}/);
    const many = describeChanges(TOOL, {
      ...TOOL,
      annotations: Object.fromEntries(Array.from({ length: 200 }, (_unused, at) => [`a${at}`, 1])),
    });
    assert.equal(many.length, 101);
    assert.equal(many.at(-1), "There are 101 more changes.");
    const moved = describeChanges({ ...TOOL, annotations: { "a.b": 1, c: [1] } }, { ...TOOL, annotations: { a: { b: 1 }, c: { 0: 1 } } });
    assert.deepEqual(moved, [
      'annotations."a.b" is gone; it was 1.',
      "annotations.a.b is new: 1.",
      "annotations.c.0 is new: 1.",
      "annotations.c[0] is gone; it was 1.",
    ]);
    for (const sentence of [...later, ...unseen, ...many]) assert.ok(sentence.length < 800);
  });

  it("is bounded", () => {
    assert.equal(mcpToolSchema.safeParse({ ...TOOL, description: "x".repeat(20_001) }).success, false);
    assert.equal(mcpToolSchema.safeParse({ ...TOOL, inputSchema: { type: "object", title: "x".repeat(300_000) } }).success, false);
  });
});
