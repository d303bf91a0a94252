// Real decision tables in the real engine: what decides, what is told of it, and that nothing is passed over in silence.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { artefactStore, failsWith, skillCall, skillDefinition } from "#test/skill-definition.ts";
import type { JsonObject } from "../skill.ts";
import { openDecisionTableSkill } from "./decision-table-skill.ts";

const INPUT = {
  type: "object",
  properties: {
    amount: { type: "integer", minimum: 0, maximum: 100_000_000 },
    grade: { type: "string", enum: ["A", "B", "C"] },
    collateral: { type: "number", minimum: 0, maximum: 1e9 },
  },
  required: ["amount", "grade"],
} satisfies JsonObject;

type Row = Readonly<Record<string, string>>;
const ROWS: readonly Row[] = [
  { _id: "small", _description: "Small loans of good grade", a: "<= 1000000", g: "'A', 'B'", d: "'approve'", l: "amount" },
  { _id: "good", _description: "Grade A up to ten million", a: "[1000000..10000000]", g: "'A'", d: "'approve'", l: "amount * 0.8" },
  { _id: "rest", a: "", g: "", d: "'refer'", l: "0" },
];

const EDGES = [
  { id: "1", sourceId: "in", targetId: "ratio" },
  { id: "2", sourceId: "ratio", targetId: "policy" },
  { id: "3", sourceId: "policy", targetId: "out" },
];

interface Change {
  readonly rows?: readonly Row[];
  readonly table?: object;
  readonly nodes?: readonly object[];
  readonly edges?: typeof EDGES;
  readonly share?: string;
}

function document({ rows = ROWS, table = {}, nodes = [], edges = EDGES, share = "amount / 10000000" }: Change = {}) {
  const content = {
    hitPolicy: "first",
    inputs: [
      { id: "a", name: "Amount", field: "amount" },
      { id: "g", name: "Grade", field: "grade" },
    ],
    outputs: [
      { id: "d", name: "Decision", field: "decision" },
      { id: "l", name: "Limit", field: "limit" },
    ],
    rules: rows,
    ...table,
  };
  return {
    nodes: [
      { id: "in", name: "request", type: "inputNode", position: { x: 0, y: 0 } },
      {
        id: "ratio",
        name: "ratio",
        type: "expressionNode",
        content: { passThrough: true, expressions: [{ id: "s", key: "share", value: share }] },
      },
      { id: "policy", name: "policy", type: "decisionTableNode", position: { x: 0, y: 0 }, content },
      { id: "out", name: "response", type: "outputNode", position: { x: 0, y: 0 } },
      ...nodes,
    ],
    edges,
  };
}

function open(jdm: unknown = document(), input: JsonObject = INPUT) {
  const { hashes, load } = artefactStore(JSON.stringify(jdm));
  return openDecisionTableSkill(skillDefinition({ kind: "decision-table", artefact: hashes[0] ?? "" }, { id: "limits", input }), load);
}

const changed = (row: number, cells: Row) => ROWS.map((known, index) => (index === row ? { ...known, ...cells } : known));

describe("a decision table", () => {
  it("decides by the first row that fits, and says which row it was and what it saw", async () => {
    const skill = await open();
    const { output, trace } = await skill.run(skillCall({ amount: 5_000_000, grade: "A" }));
    assert.deepEqual(output, { decision: "approve", limit: 4_000_000 });
    assert.deepEqual(trace, [
      { table: "policy", row: "good", description: "Grade A up to ten million", saw: { amount: 5_000_000, grade: "A" } },
    ]);
    const rest = await skill.run(skillCall({ amount: 5_000_000, grade: "C" }));
    assert.deepEqual(rest.output, { decision: "refer", limit: 0 });
    await skill.close();
  });

  it("does not open with a cell that cannot be computed, wherever it stands", async () => {
    const broken: readonly (readonly [readonly Row[], RegExp])[] = [
      [changed(0, { a: "< < 5" }), /policy: row small, amount: the condition < < 5 cannot be computed/],
      [changed(1, { g: "> 5" }), /row good, grade: the condition > 5 cannot be computed/],
      [changed(0, { a: "$ > 5 and nothing > 3" }), /row small, amount: the condition/],
      [changed(1, { d: "'approve" }), /row good, decision: 'approve cannot be computed/],
      [changed(1, { l: "amuont" }), /row good, limit: amuont gives nothing/],
      [changed(2, { l: "" }), /row rest, limit: an empty cell cannot be computed/],
      [changed(0, { l: "grade * 2" }), /row small, limit: grade \* 2 cannot be computed/],
    ];
    for (const [rows, sentence] of broken) await assert.rejects(open(document({ rows })), failsWith("conflict", sentence));
    await assert.rejects(open(document({ share: "amount / (" })), failsWith("conflict", /ratio: share: amount \/ \( cannot be computed/));
  });

  it("does not open without a last row that takes everything, with rows of no name, or where a column is not always there", async () => {
    await assert.rejects(open(document({ rows: ROWS.slice(0, 2) })), failsWith("conflict", /policy: the last row has to take everything/));
    await assert.rejects(
      open(document({ rows: changed(1, { _id: "small" }) })),
      failsWith("conflict", /each row has to have an _id of its own/),
    );
    const optional = {
      inputs: [
        { id: "a", name: "Amount", field: "amount" },
        { id: "g", name: "Collateral", field: "collateral" },
      ],
    };
    await assert.rejects(open(document({ table: optional })), failsWith("conflict", /the column collateral: collateral gives nothing/));
  });

  it("does not open what can run code, collect rows, loop or lead nowhere", async () => {
    const code = { id: "f", name: "f", type: "functionNode", content: { source: "export const handler = () => 1" } };
    await assert.rejects(open(document({ nodes: [code] })), failsWith("conflict", /nodes\.4\.type: invalid/));
    await assert.rejects(open(document({ table: { hitPolicy: "collect" } })), failsWith("conflict", /hitPolicy/));
    await assert.rejects(open(document({ table: { executionMode: "loop" } })), failsWith("conflict", /executionMode/));
    await assert.rejects(open(document({ edges: EDGES.slice(1) })), failsWith("conflict", /nothing leads to the node ratio/));
    const circle = [...EDGES, { id: "4", sourceId: "policy", targetId: "ratio" }];
    await assert.rejects(open(document({ edges: circle })), failsWith("conflict", /lead round in a circle/));
    await assert.rejects(
      open(document({ edges: [...EDGES, { id: "5", sourceId: "nowhere", targetId: "out" }] })),
      failsWith("conflict", /a line leads to no node/),
    );
    await assert.rejects(open("no document"), failsWith("conflict", /^In the decision table of limits, /));
  });

  it("refuses arguments that are missing or of another type, instead of deciding without them", async () => {
    const skill = await open();
    for (const input of [{ amount: 5 }, { amount: "5", grade: "A" }, { amount: Number.NaN, grade: "A" }, { amount: 5, grade: "D" }])
      await assert.rejects(skill.run(skillCall(input)), failsWith("invalid_request", /^In the arguments of limits, (amount|grade): /));
    await skill.close();
  });

  it("fails rather than pass over a row whose condition cannot be computed for these arguments", async () => {
    const skill = await open(document({ rows: changed(0, { a: "$ > 500 and $ < 600 and missing > 3" }) }));
    await assert.rejects(
      skill.run(skillCall({ amount: 550, grade: "C" })),
      failsWith("upstream_failed", /^The decision table policy of limits cannot compute amount in row small for these arguments\.$/),
    );
    await skill.close();
  });

  it("fails rather than decide with an empty output", async () => {
    const rows = changed(2, { l: "amount > 50 ? missing : 3" });
    const skill = await open(document({ rows }));
    await assert.rejects(
      skill.run(skillCall({ amount: 60_000_000, grade: "C" })),
      failsWith("upstream_failed", /gave no limit in row rest/),
    );
    await skill.close();
  });
});
