// Decision tables as skills, run by the engine made for them, with the row that decided and what it saw.
import { evaluateUnaryExpressionSync, type ZenDecision, ZenEngine } from "@gorules/zen-engine";
import { z } from "zod";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import { type Json, type JsonObject, jsonObjectSchema } from "../skill.ts";
import { describeIssue, parseArtefact } from "./artefact.ts";
import { type DecisionDocument, type DecisionTable, decisionDocumentSchema, isAny, tryDecisionDocument } from "./decision-document.ts";
import { type NumberCondition, readNumberCondition } from "./number-conditions.ts";
import type { OpenSkill } from "./runnable-skill.ts";

/** What the engine tells of one node of the document. */
const stepSchema = z.object({
  id: z.string(),
  name: z.string(),
  order: z.number(),
  input: z.json(),
  output: z.json(),
  traceData: z.unknown(),
});
const hitSchema = z.object({ index: z.int().min(0), reference_map: jsonObjectSchema });
const stepsSchema = z.record(z.string(), stepSchema);
type Step = z.infer<typeof stepSchema>;

/** Opens a JDM document. Every cell is tried now, and again on each call as far as the decision rests on it: the engine passes over what it cannot compute. */
export const openDecisionTableSkill: OpenSkill = async (definition, loadArtefact) => {
  const { id, source } = definition;
  assertHolds(source.kind === "decision-table", "the opener of decision tables is given decision tables");
  const what = `the decision table of ${id}`;
  const artefact = await loadArtefact(source.artefact);
  const document = parseArtefact(artefact, decisionDocumentSchema, what);
  tryDecisionDocument(document, definition.input, what);
  const tables = tablesOf(document);
  const input = inputSchema(id, definition.input);
  const engine = new ZenEngine();
  const decision = createDecision(engine, artefact, what);
  return {
    async run(call) {
      const parsed = input.safeParse(call.input);
      if (!parsed.success) throw new KanameError("invalid_request", `In the arguments of ${id}, ${describeIssue(parsed.error)}.`);
      const { result, steps } = await evaluate(id, decision, call.input);
      const output = jsonObjectSchema.safeParse(result);
      if (!output.success || Object.keys(output.data).length === 0)
        throw new KanameError("upstream_failed", `The decision table of ${id} came to no decision.`);
      const trace = steps.flatMap((step) => {
        const table = tables.get(step.id);
        return table === undefined ? [] : [explainStep(id, table, step)];
      });
      return { output: output.data, trace };
    },
    async close() {
      engine.dispose();
    },
  };
};

function createDecision(engine: ZenEngine, artefact: Uint8Array, what: string): ZenDecision {
  try {
    return engine.createDecision(Buffer.from(artefact));
  } catch (cause) {
    engine.dispose();
    throw new KanameError("conflict", `The engine for decision tables cannot read ${what}.`, { cause });
  }
}

interface ReadyTable extends DecisionTable {
  /** The conditions that can be told without the engine. */
  readonly numberConditions: ReadonlyMap<string, NumberCondition>;
}

function tablesOf({ nodes }: DecisionDocument): ReadonlyMap<string, ReadyTable> {
  return new Map(nodes.flatMap((node) => (node.type === "decisionTableNode" ? [[node.id, readyTable(node.content)] as const] : [])));
}

function readyTable(table: DecisionTable): ReadyTable {
  const conditions = table.rules.flatMap((row) => table.inputs.map(({ id }) => row[id] ?? ""));
  const numberConditions = new Map<string, NumberCondition>();
  for (const condition of conditions) {
    const read = readNumberCondition(condition);
    if (read !== undefined) numberConditions.set(condition, read);
  }
  return { ...table, numberConditions };
}

function inputSchema(id: string, input: JsonObject): z.ZodType {
  try {
    return z.fromJSONSchema({ ...input });
  } catch (cause) {
    throw new KanameError("conflict", `The input schema of ${id} is no JSON Schema that Kaname can check.`, { cause });
  }
}

async function evaluate(id: string, decision: ZenDecision, input: JsonObject): Promise<{ result: unknown; steps: readonly Step[] }> {
  const { result, trace } = await decision.evaluate(input, { trace: true }).catch((cause: unknown) => {
    throw new KanameError("upstream_failed", `The decision table of ${id} failed.`, { cause });
  });
  const steps = stepsSchema.safeParse(trace);
  if (!steps.success)
    throw new KanameError("upstream_failed", `The decision table of ${id} did not say how it decided.`, { cause: steps.error });
  return { result, steps: Object.values(steps.data).sort((a, b) => a.order - b.order) };
}

/** Which row of the table decided, and what it saw; makes sure that no row before it was passed over because of an error. */
function explainStep(id: string, table: ReadyTable, { name, input, output, traceData }: Step): Json {
  const hit = hitSchema.safeParse(traceData);
  const row = hit.success ? table.rules[hit.data.index] : undefined;
  if (!hit.success || row === undefined)
    throw new KanameError("upstream_failed", `The decision table ${name} of ${id} has no row for these arguments.`);
  const saw = hit.data.reference_map;
  assertComputed(id, name, table, hit.data.index, { ...jsonObjectSchema.safeParse(input).data }, saw);
  const given = jsonObjectSchema.safeParse(output).data ?? {};
  const empty = table.outputs.find(({ field }) => valueAt(given, field) === null);
  if (empty !== undefined)
    throw new KanameError("upstream_failed", `The decision table ${name} of ${id} gave no ${empty.field} in row ${row._id}.`);
  return { table: name, row: row._id ?? "", ...(row._description === undefined ? {} : { description: row._description }), saw };
}

/** A row before the one that fired was left at its first condition that does not hold: all up to that one must have been computed. */
function assertComputed(
  id: string,
  name: string,
  { inputs, rules, numberConditions }: ReadyTable,
  fired: number,
  context: JsonObject,
  saw: JsonObject,
): void {
  const known = new Map<string, boolean>();
  function holds(column: string, field: string, condition: string, row: string): boolean {
    const key = `${column}\n${condition}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = saw[field] ?? null;
    // Most conditions of most tables: the engine would be asked some dozen times for what two comparisons say.
    const plain = numberConditions.get(condition)?.(value);
    if (plain !== undefined) return plain;
    try {
      const result = evaluateUnaryExpressionSync(condition, { ...context, $: value });
      known.set(key, result);
      return result;
    } catch (cause) {
      throw new KanameError(
        "upstream_failed",
        `The decision table ${name} of ${id} cannot compute ${field} in row ${row} for these arguments.`,
        { cause },
      );
    }
  }
  for (const row of rules.slice(0, fired)) {
    inputs.every(({ id: column, field }) => {
      const condition = row[column];
      return condition === undefined || isAny(condition) || holds(column, field, condition, row._id ?? "");
    });
  }
}

function valueAt(object: JsonObject, path: string): Json {
  let value: Json = object;
  for (const member of path.split(".")) {
    const parent: JsonObject | undefined = jsonObjectSchema.safeParse(value).data;
    value = parent?.[member] ?? null;
  }
  return value;
}
