// Decision tables as JDM documents: what of that format is taken, and every cell tried before the first decision.
import { evaluateExpressionSync, evaluateUnaryExpressionSync } from "@gorules/zen-engine";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { type Json, type JsonObject, jsonObjectSchema } from "../skill.ts";
import { sampleOf, samplesOf } from "./schema-samples.ts";

const NODES_MAX = 100;
const RULES_MAX = 2_000;
const COLUMNS_MAX = 64;
const cell = z.string().max(2_000);
const name = z.string().min(1).max(200);

/** What the format can do beyond a plain step is refused by name: loops over lists, parts of the input, results put elsewhere. */
const plainStep = {
  passThrough: z.boolean().optional(),
  inputField: z.null().optional(),
  outputPath: z.null().optional(),
  executionMode: z.literal("single").optional(),
};
const columnSchema = z.strictObject({ id: name, field: name, name: z.string().max(200), type: z.string().max(40).optional() });
const tableSchema = z.strictObject({
  ...plainStep,
  /** The first row that fits decides. */
  hitPolicy: z.literal("first"),
  inputs: z.array(columnSchema).min(1).max(COLUMNS_MAX),
  outputs: z.array(columnSchema).min(1).max(COLUMNS_MAX),
  /** A cell for each column under its id; `_id` names the row, `_description` says it in words. */
  rules: z.array(z.record(z.string(), cell)).min(1).max(RULES_MAX),
});
const expressionsSchema = z.strictObject({
  ...plainStep,
  expressions: z.array(z.object({ id: name, key: name, value: cell })).max(COLUMNS_MAX),
});
const nodeBase = { id: name, name };
const nodeSchema = z.discriminatedUnion("type", [
  z.object({ ...nodeBase, type: z.literal("inputNode") }),
  z.object({ ...nodeBase, type: z.literal("outputNode") }),
  z.object({ ...nodeBase, type: z.literal("decisionTableNode"), content: tableSchema }),
  z.object({ ...nodeBase, type: z.literal("expressionNode"), content: expressionsSchema }),
]);

/** The nodes without code of their own: functions, and switches that may lead nowhere, are not taken. */
export const decisionDocumentSchema = z.object({
  nodes: z.array(nodeSchema).min(2).max(NODES_MAX),
  edges: z.array(z.object({ id: name, sourceId: name, targetId: name })).max(NODES_MAX * NODES_MAX),
});
export type DecisionDocument = z.infer<typeof decisionDocumentSchema>;
type DecisionNode = DecisionDocument["nodes"][number];
export type DecisionTable = z.infer<typeof tableSchema>;
type Row = DecisionTable["rules"][number];

/**
 * Tries every cell of `document` on samples of the arguments that `input` describes: the engine takes a cell that cannot be computed for
 * one that does not fit, and a decision would silently fall through to another row. Throws `conflict` with one sentence.
 */
export function tryDecisionDocument(document: DecisionDocument, input: JsonObject, what: string): void {
  const outputs = new Map<string, JsonObject>();
  for (const node of inOrder(document, what)) {
    const before = document.edges.filter(({ targetId }) => targetId === node.id);
    const context: JsonObject = Object.assign({}, ...before.map(({ sourceId }) => outputs.get(sourceId)));
    outputs.set(node.id, tryNode(node, node.type === "inputNode" ? requiredSample(input) : context, input, what));
  }
}

/** Every node after those that lead to it. */
function inOrder({ nodes, edges }: DecisionDocument, what: string): readonly DecisionNode[] {
  const ids = new Set(nodes.map(({ id }) => id));
  if (ids.size !== nodes.length || edges.some(({ sourceId, targetId }) => !ids.has(sourceId) || !ids.has(targetId)))
    throw conflict(`In ${what}, two nodes have one id or a line leads to no node.`);
  const ordered: DecisionNode[] = [];
  let waiting = nodes;
  while (waiting.length > 0) {
    const next = waiting.filter(
      ({ id }) => !edges.some(({ sourceId, targetId }) => targetId === id && waiting.some((node) => node.id === sourceId)),
    );
    if (next.length === 0) throw conflict(`In ${what}, the nodes lead round in a circle.`);
    ordered.push(...next);
    waiting = waiting.filter((node) => !next.includes(node));
  }
  const starts = ordered.filter(({ type }) => type === "inputNode");
  const astray = ordered.find(({ id, type }) => type !== "inputNode" && !edges.some(({ targetId }) => targetId === id));
  if (starts.length !== 1 || !ordered.some(({ type }) => type === "outputNode"))
    throw conflict(`${capital(what)} has to have one input node and an output node.`);
  if (astray !== undefined) throw conflict(`In ${what}, nothing leads to the node ${astray.name}.`);
  return ordered;
}

/** Gives what the node gives for the sample. */
function tryNode(node: DecisionNode, context: JsonObject, input: JsonObject, what: string): JsonObject {
  if (node.type === "inputNode" || node.type === "outputNode") return context;
  const where = `In ${what}, ${node.name}`;
  const given =
    node.type === "expressionNode" ? tryExpressions(node.content, context, where) : tryTable(node.content, context, input, where);
  return node.content.passThrough === true ? { ...context, ...given } : given;
}

function tryExpressions({ expressions }: z.infer<typeof expressionsSchema>, context: JsonObject, where: string): JsonObject {
  return Object.fromEntries(expressions.map(({ key, value }) => [key, tryExpression(value, context, `${where}: ${key}`)]));
}

function tryTable(table: DecisionTable, context: JsonObject, input: JsonObject, where: string): JsonObject {
  const names = table.rules.map((row) => row._id);
  if (names.some((id) => id === undefined || id === "") || new Set(names).size !== names.length)
    throw conflict(`${where}: each row has to have an _id of its own.`);
  const last = table.rules.at(-1);
  if (last === undefined || table.inputs.some(({ id }) => !isAny(last[id])))
    throw conflict(`${where}: the last row has to take everything, so that no case is left undecided.`);

  for (const { id, field } of table.inputs) {
    const value = tryExpression(field, context, `${where}: the column ${field}`);
    const values = [value, ...samplesOf(input, field)];
    for (const row of table.rules) {
      const condition = row[id];
      if (condition !== undefined && !isAny(condition)) tryCondition(condition, context, values, cellName(where, row, field));
    }
  }
  const samples = table.rules.map((row) => tryOutputs(table, row, context, where));
  return samples[0] ?? {};
}

function tryOutputs({ outputs }: DecisionTable, row: Row, context: JsonObject, where: string): JsonObject {
  return Object.fromEntries(outputs.map(({ id, field }) => [field, tryExpression(row[id] ?? "", context, cellName(where, row, field))]));
}

function cellName(where: string, row: Row, field: string): string {
  return `${where}: row ${row._id}, ${field}`;
}

/** An empty condition takes every value. */
export function isAny(condition: string | undefined): boolean {
  return condition === undefined || condition.trim() === "";
}

function tryCondition(condition: string, context: JsonObject, values: readonly Json[], where: string): void {
  for (const value of values) {
    try {
      evaluateUnaryExpressionSync(condition, { ...context, $: value });
    } catch (cause) {
      throw conflict(`${where}: the condition ${condition} cannot be computed.`, cause);
    }
  }
}

function tryExpression(expression: string, context: JsonObject, where: string): Json {
  let value: Json | undefined;
  try {
    value = evaluateExpressionSync(expression, context);
  } catch (cause) {
    throw conflict(`${where}: ${expression === "" ? "an empty cell" : expression} cannot be computed.`, cause);
  }
  // The engine gives null for a name that it does not know.
  if (value === undefined || value === null)
    throw conflict(`${where}: ${expression} gives nothing; it names something that is not always there.`);
  return value;
}

function requiredSample(input: JsonObject): JsonObject {
  return jsonObjectSchema.safeParse(sampleOf(input)).data ?? {};
}

function capital(what: string): string {
  return what.charAt(0).toUpperCase() + what.slice(1);
}

function conflict(sentence: string, cause?: unknown): KanameError {
  return new KanameError("conflict", sentence, cause === undefined ? {} : { cause });
}
