// Skills as the tools that a model is offered: in the order that the scenario asks for, without the arguments that the run knows already.
import type { ChatRequest } from "#model/chat.ts";
import type { Json, JsonObject, SkillDefinition, SkillKind } from "#model/skill.ts";
import type { RunProgress } from "./run-progress.ts";

export type Tool = NonNullable<ChatRequest["tools"]>[number];

export interface OfferedSkills {
  readonly tools: readonly Tool[];
  /** Whether the model may answer without a call: not while a skill is missing that the scenario requires. */
  readonly mayAnswer: boolean;
}

/**
 * What the model may call next. While a required skill has not run, the next of them is the only one offered; then all others. A skill that
 * was executed is offered again only with other arguments left to choose.
 */
export function offerSkills(permitted: readonly SkillDefinition[], required: readonly string[], progress: RunProgress): OfferedSkills {
  const done = new Set(progress.executed.map(({ skill }) => skill));
  const known = knownArguments(permitted, progress);
  const missing = required.filter((id) => !done.has(id)).map((id) => permitted.find((skill) => skill.id === id));
  const [next] = missing.filter((skill) => skill !== undefined);
  if (next !== undefined) return { tools: [toolOf(next, known)], mayAnswer: false };
  const others = permitted.filter((skill) => !done.has(skill.id) || hasOpenArguments(skill, known));
  return { tools: others.map((skill) => toolOf(skill, known)), mayAnswer: true };
}

/**
 * What the run knows by name: what the institution's own skills said, and above it what the run was started with. What a service or tool from
 * outside says becomes no argument by itself.
 */
export function knownArguments(
  permitted: readonly SkillDefinition[],
  { inputs, executed }: Pick<RunProgress, "inputs" | "executed">,
): JsonObject {
  const own = new Set(permitted.filter(({ source }) => isOwn(source.kind)).map(({ id }) => id));
  const results = executed.filter(({ skill }) => own.has(skill)).map(({ output }) => onlyRowOf(output));
  return Object.assign({}, ...results, inputs);
}

/**
 * An argument that `skill` takes and that only a skill of the institution's gave which is no longer live: what the model would say in its
 * place nobody vouches for. undefined where there is none.
 */
export function findLostArgument(
  skill: SkillDefinition,
  permitted: readonly SkillDefinition[],
  progress: Pick<RunProgress, "inputs" | "executed">,
): { readonly name: string; readonly from: string } | undefined {
  const known = knownArguments(permitted, progress);
  const taken = Object.keys(propertiesOf(skill)).filter((name) => !(name in known));
  return progress.executed
    .filter(({ skill: id, source }) => isOwn(source) && !permitted.some((live) => live.id === id))
    .flatMap(({ skill: from, output }) => Object.keys(onlyRowOf(output)).map((name) => ({ name, from })))
    .findLast(({ name }) => taken.includes(name));
}

function isOwn(source: SkillKind | undefined): boolean {
  return source !== undefined && source !== "http" && source !== "mcp";
}

/** A query that found one row has found what its columns are called; of several, none is the one. */
function onlyRowOf(output: JsonObject): JsonObject {
  if (!Array.isArray(output.rows)) return output;
  const [row, second] = output.rows;
  return second === undefined && isObject(row) ? row : {};
}

/** The arguments of a call: what the run knows by the names that the skill takes, and what the model said of the rest. */
export function completeArguments(skill: SkillDefinition, said: JsonObject, known: JsonObject): JsonObject {
  const properties = propertiesOf(skill);
  const taken = Object.entries(known).filter(([name]) => name in properties);
  return { ...said, ...Object.fromEntries(taken.map(([name, value]) => [name, asAskedFor(properties[name], value)])) };
}

const DECIMAL = /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/;

/** Calculators give exact decimals as text; a model that takes a number gets it as one. */
function asAskedFor(property: Json | undefined, value: Json): Json {
  const asksForNumber = isObject(property) && (property.type === "number" || property.type === "integer");
  return asksForNumber && typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
}

function toolOf(skill: SkillDefinition, known: JsonObject): Tool {
  const properties = Object.fromEntries(Object.entries(propertiesOf(skill)).filter(([name]) => !(name in known)));
  const required = Array.isArray(skill.input.required)
    ? skill.input.required.filter((name) => typeof name === "string" && name in properties)
    : [];
  return {
    type: "function",
    function: { name: skill.id, description: skill.description, parameters: { ...skill.input, properties, required } },
  };
}

function hasOpenArguments(skill: SkillDefinition, known: JsonObject): boolean {
  return Object.keys(propertiesOf(skill)).some((name) => !(name in known));
}

function propertiesOf({ input }: SkillDefinition): JsonObject {
  return isObject(input.properties) ? input.properties : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
