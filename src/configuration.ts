// kaname.yaml: institutions, scenarios, pools and models. Checked whole: every problem is reported, with its line, at once.
import { createHash } from "node:crypto";
import { isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { z } from "zod";
import { handlingRuleSchema } from "#governance/masking/handling.ts";
import type { Policy } from "#governance/policy.ts";
import { scenarioSchema } from "#governance/scenario.ts";
import { institutionRulesSchema } from "#governance/sensitivity/institution-rules.ts";
import { createSkillPolicies, type SkillPolicies } from "#governance/skills/skill-policies.ts";
import { poolSchema } from "#infrastructure/compute/pool.ts";
import { asKanameError } from "#infrastructure/errors.ts";
import { mcpServerSchema } from "#model/mcp-server.ts";
import { aliasSchema, createRegistry, modelSchema } from "#model/registry.ts";
import { findWeights } from "#model/weights/catalogue.ts";

const MIB = 1_048_576;
const LIST_MAX = 1_000;

/** As much as a committee could read. */
const SKILL_POLICIES_CHARACTERS_MAX = 200_000;

const variableName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "the name of an environment variable");

const dataSourceSchema = z.union([
  /** A PostgreSQL server, whose user should have no right but to read what queries may see. */
  z.strictObject({ id: z.string().min(1).max(64), urlVariable: variableName }),
  /** A small database made from a file of SQL at each start: to try queries out. */
  z.strictObject({ id: z.string().min(1).max(64), sqlFile: z.string().min(1) }),
]);
export type DeclaredDataSource = z.infer<typeof dataSourceSchema>;

const institutionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "lower-case letters, digits and hyphens, at most 64"),
  name: z.string().min(1).max(200),
  scenarios: z.array(scenarioSchema).max(LIST_MAX).default([]),
  /** What is done with kinds of values at destinations, beyond what levels and ceilings say. The first rule that fits decides. */
  handling: z.array(handlingRuleSchema).max(LIST_MAX).default([]),
  /** What it knows better than the detectors: its words, numbers and labels. */
  sensitivity: institutionRulesSchema.prefault({}),
  /** Policies of its own for skill calls, as Cedar text; each forbids something that the base policies allow. */
  skillPolicies: z.string().max(SKILL_POLICIES_CHARACTERS_MAX).default(""),
  /** Databases that named queries may read. */
  dataSources: z.array(dataSourceSchema).max(LIST_MAX).default([]),
  /** MCP servers whose tools can be skills, each by the hash of the definition that was accepted. */
  mcpServers: z.array(mcpServerSchema).max(LIST_MAX).default([]),
  /** The words in which people speak of a skill's reasons, from a file: what answers say of them is held against them. */
  reasonWords: z
    .array(z.strictObject({ skill: z.string().min(1).max(64), file: z.string().min(1) }))
    .max(LIST_MAX)
    .default([]),
  /** Services of its own that skills may call, each with the variable that holds its key. */
  skillServices: z
    .array(z.strictObject({ origin: z.url({ protocol: /^https?$/ }), apiKeyVariable: variableName.optional() }))
    .max(LIST_MAX)
    .default([]),
});
export type Institution = z.infer<typeof institutionSchema>;

const configurationSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, "a currency code of three letters, such as JPY"),
  limits: z
    .strictObject({
      bodyBytesMax: z
        .int()
        .min(1_024)
        .max(64 * MIB)
        .default(4 * MIB),
      callMsMax: z.int().min(1_000).max(3_600_000).default(600_000),
    })
    .prefault({}),
  institutions: z.array(institutionSchema).min(1).max(LIST_MAX),
  pools: z.array(poolSchema).min(1).max(LIST_MAX),
  models: z.array(modelSchema).min(1).max(LIST_MAX),
  aliases: z.array(aliasSchema).max(LIST_MAX).default([]),
});
const NO_SENSITIVITY_RULES = institutionRulesSchema.parse({});
type Declared = z.infer<typeof configurationSchema>;

export interface Configuration extends Policy {
  readonly institutions: readonly Institution[];
}

export type ConfigurationReading =
  | { readonly valid: true; readonly configuration: Configuration }
  | { readonly valid: false; readonly problems: readonly string[] };

type Path = readonly (string | number)[];
interface Problem {
  readonly path: Path;
  readonly message: string;
}

/**
 * Reads `text`, the content of kaname.yaml. `readSecret` gives the credentials that deployments name.
 * Problems read `line 12, pools[1].levelCeiling: …`, one sentence each.
 */
export function readConfiguration(text: string, readSecret: (name: string) => string | undefined): ConfigurationReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      valid: false,
      problems: document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: not valid YAML: ${error.message}`),
    };
  }
  const result = configurationSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  const problems = result.success ? crossCheck(result.data, readSecret) : result.error.issues.flatMap(problemsOf);
  if (!result.success || problems.length > 0) {
    return { valid: false, problems: problems.map((problem) => describe(problem, document.contents, lines)) };
  }
  return { valid: true, configuration: assemble(result.data, text, readSecret) };
}

function assemble(declared: Declared, text: string, readSecret: (name: string) => string | undefined): Configuration {
  const pools = new Map(declared.pools.map((pool) => [pool.id, pool]));
  const scenarios = new Map(
    declared.institutions.map((institution) => [institution.id, new Map(institution.scenarios.map((scenario) => [scenario.id, scenario]))]),
  );
  const handling = new Map(declared.institutions.map((institution) => [institution.id, institution.handling]));
  const sensitivity = new Map(declared.institutions.map((institution) => [institution.id, institution.sensitivity]));
  const ownSkillPolicies = new Map(declared.institutions.map((institution) => [institution.id, institution.skillPolicies]));
  const skillPolicies = new Map<string, SkillPolicies>();
  return {
    hash: createHash("sha256").update(text).digest("hex"),
    limits: declared.limits,
    registry: createRegistry(declared.models, declared.aliases, readSecret),
    pools: declared.pools,
    institutions: declared.institutions,
    handlingRulesOf: (institutionId) => handling.get(institutionId) ?? [],
    sensitivityRulesOf: (institutionId) => sensitivity.get(institutionId) ?? NO_SENSITIVITY_RULES,
    skillPoliciesOf(institutionId) {
      const known = skillPolicies.get(institutionId) ?? createSkillPolicies(ownSkillPolicies.get(institutionId) ?? "");
      skillPolicies.set(institutionId, known);
      return known;
    },
    poolOf: (poolId) => pools.get(poolId),
    scenarioOf: (institutionId, scenarioId) => scenarios.get(institutionId)?.get(scenarioId),
  };
}

/** What a schema cannot see: names that refer to nothing, names used twice, secrets that are not set. */
function crossCheck(declared: Declared, readSecret: (name: string) => string | undefined): Problem[] {
  const poolIds = new Set(declared.pools.map((pool) => pool.id));
  const institutionIds = new Set(declared.institutions.map((institution) => institution.id));
  const modelIds = new Set(declared.models.map((model) => model.id));
  const callable = new Set([...modelIds, ...declared.aliases.map((alias) => alias.id)]);
  const problems: Problem[] = [
    ...repeated(
      declared.institutions.map(({ id }) => id),
      ["institutions"],
    ),
    ...repeated(
      declared.pools.map(({ id }) => id),
      ["pools"],
    ),
    ...repeated(
      [...declared.models, ...declared.aliases].map(({ id }) => id),
      ["models"],
    ),
  ];
  declared.pools.forEach((pool, index) => {
    problems.push(...unknown(pool.institutions ?? [], institutionIds, ["pools", index, "institutions"], "institution"));
    if (pool.maskedLevelCeiling !== undefined && pool.maskedLevelCeiling < pool.levelCeiling) {
      problems.push({ path: ["pools", index, "maskedLevelCeiling"], message: "must not be below levelCeiling" });
    }
  });
  declared.models.forEach((model, index) => {
    problems.push(...checkDeployments(model, ["models", index], poolIds, readSecret));
    if (model.tunedFrom !== undefined) problems.push(...unknown([model.tunedFrom], modelIds, ["models", index, "tunedFrom"], "model"));
  });
  declared.aliases.forEach((alias, index) => problems.push(...unknown(alias.models, modelIds, ["aliases", index, "models"], "model")));
  declared.institutions.forEach((institution, index) => {
    institution.handling.forEach(({ pools }, place) =>
      problems.push(...unknown(pools ?? [], poolIds, ["institutions", index, "handling", place, "pools"], "pool")),
    );
    institution.dataSources.forEach((source, place) => {
      if (!("urlVariable" in source) || readSecret(source.urlVariable) !== undefined) return;
      const path = ["institutions", index, "dataSources", place, "urlVariable"];
      problems.push({ path, message: `the environment variable ${source.urlVariable} is not set` });
    });
    problems.push(...checkSkillPolicies(institution.skillPolicies, ["institutions", index, "skillPolicies"]));
    problems.push(
      ...repeated(
        institution.scenarios.map(({ id }) => id),
        ["institutions", index, "scenarios"],
      ),
    );
    institution.scenarios.forEach((scenario, place) => {
      const path = ["institutions", index, "scenarios", place];
      problems.push(...unknown(scenario.models, callable, [...path, "models"], "model or alias"));
      if (scenario.levelFloor > scenario.levelCeiling)
        problems.push({ path: [...path, "levelFloor"], message: "must not be above levelCeiling" });
    });
  });
  return problems;
}

function checkSkillPolicies(own: string, path: Path): Problem[] {
  if (own === "") return [];
  try {
    createSkillPolicies(own);
    return [];
  } catch (error) {
    return [{ path, message: asKanameError(error).message }];
  }
}

function checkDeployments(
  model: Declared["models"][number],
  path: Path,
  poolIds: ReadonlySet<string>,
  readSecret: (name: string) => string | undefined,
): Problem[] {
  const problems = repeated(
    model.deployments.map(({ pool }) => pool),
    [...path, "deployments"],
  );
  model.deployments.forEach((deployment, place) => {
    const at = [...path, "deployments", place];
    problems.push(...unknown([deployment.pool], poolIds, [...at, "pool"], "pool"));
    const { runtime } = deployment;
    if (runtime.provider === "embedded" && !runtime.weights.endsWith(".gguf"))
      problems.push(...checkWeights(runtime.weights, model.task, at));
    const variable = "apiKeyVariable" in runtime ? runtime.apiKeyVariable : undefined;
    if (variable !== undefined && readSecret(variable) === undefined) {
      problems.push({ path: [...at, "runtime", "apiKeyVariable"], message: `the environment variable ${variable} is not set` });
    }
  });
  return problems;
}

/** Weights that are no file are named in the catalogue, and for the model's own task. */
function checkWeights(name: string, task: string, at: Path): Problem[] {
  const path = [...at, "runtime", "weights"];
  const entry = findWeights(name);
  if (entry === undefined) return [{ path, message: `there are no weights ${name}; "kaname models list" shows their names` }];
  return entry.task === task ? [] : [{ path, message: `the weights ${name} are for ${entry.task}, not for ${task}` }];
}

function repeated(ids: readonly string[], path: Path): Problem[] {
  return ids.flatMap((id, index) => (ids.indexOf(id) < index ? [{ path: [...path, index], message: `the name ${id} is used twice` }] : []));
}

function unknown(names: readonly string[], known: ReadonlySet<string>, path: Path, what: string): Problem[] {
  return names.filter((name) => !known.has(name)).map((name) => ({ path, message: `there is no ${what} ${name}` }));
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ path: [...path, key], message: "is not a known setting" }));
  return [{ path, message: issue.message }];
}

function describe(problem: Problem, contents: Node | null, lines: LineCounter): string {
  const name = problem.path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
  const offset = offsetOf(contents, problem.path);
  const where = offset === undefined ? "" : `line ${lines.linePos(offset).line}, `;
  return `${where}${name === "" ? "the file" : name}: ${problem.message}`;
}

/** Where the deepest part of `path` that exists begins in the text. */
function offsetOf(contents: Node | null, path: Path): number | undefined {
  let node: unknown = contents;
  let offset = contents?.range?.[0];
  for (const key of path) {
    const child: unknown = childOf(node, key);
    if (child === undefined) return offset;
    if (isPair(child)) {
      if (isScalar(child.key)) offset = child.key.range?.[0] ?? offset;
      node = child.value;
      continue;
    }
    node = child;
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) offset = Number(node.range[0]);
  }
  return offset;
}

function childOf(node: unknown, key: string | number): unknown {
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
  if (typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items) && typeof key === "number")
    return node.items[key];
  return undefined;
}
