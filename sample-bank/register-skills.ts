// Puts the sample bank's skills into the register over the API, as its people would: the developer proposes, the validator lets them go live.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type SkillDefinition, skillDefinitionSchema } from "#model/skill.ts";
import { scorecardArtefact } from "./scorecard-artefact.ts";

const FOLDER = join(import.meta.dirname, "skills");
const MODELS = join(import.meta.dirname, "models");

const declaredSchema = z.object({ skills: z.array(z.looseObject({ id: z.string(), version: z.int(), model: z.string().optional(), source: z.looseObject({ kind: z.string(), artefact: z.string().optional() }) })) });
type Declared = z.infer<typeof declaredSchema>["skills"][number];

const fileSchema = z.object({ file: z.string() });
const modelSchema = z.object({
  inputSchema: z.record(z.string(), z.json()),
  features: z.array(z.json()),
  files: z.object({ artefact: fileSchema }),
});

type Ask = (method: "GET" | "POST", path: string, body?: object) => Promise<unknown>;

/** Registers what is not live yet. Throws with the server's sentence. */
export async function registerSkills(url: string, keys: Readonly<Record<string, string>>): Promise<void> {
  const propose = asker(url, keys["model-developer"] ?? "");
  const approve = asker(url, keys["model-validator"] ?? "");
  const known = z.object({ data: z.array(z.object({ definition: z.object({ id: z.string() }), state: z.string() })) }).parse(await propose("GET", "/api/skills?limit=200"));
  const { skills } = declaredSchema.parse(parse(readFileSync(join(FOLDER, "skills.yaml"), "utf8"), { merge: true }));
  for (const declared of skills) {
    if (known.data.some(({ definition, state }) => definition.id === declared.id && state === "live")) continue;
    const definition = await definitionOf(declared, propose);
    await propose("POST", "/api/skills", definition);
    await approve("POST", `/api/skills/${definition.id}/versions/${definition.version}/decision`, { decision: "approve" });
  }
}

async function definitionOf(declared: Declared, propose: Ask): Promise<SkillDefinition> {
  const { model, ...definition } = declared;
  const { source } = definition;
  if (model === undefined) {
    if (source.artefact === undefined) return skillDefinitionSchema.parse(definition);
    const artefact = await store(readFileSync(join(FOLDER, source.artefact)), propose);
    return skillDefinitionSchema.parse({ ...definition, source: { ...source, artefact } });
  }
  const folder = join(MODELS, model);
  const { inputSchema, features, files } = modelSchema.parse(JSON.parse(readFileSync(join(folder, "model.json"), "utf8")));
  const bytes = readFileSync(join(folder, files.artefact.file));
  if (source.kind === "scorecard") {
    const artefact = await store(Buffer.from(JSON.stringify(scorecardArtefact(JSON.parse(bytes.toString())))), propose);
    return skillDefinitionSchema.parse({ ...definition, input: inputSchema, source: { ...source, artefact } });
  }
  const encoding = { features, ...z.looseObject({}).parse(source.encoding) };
  return skillDefinitionSchema.parse({ ...definition, input: inputSchema, source: { ...source, artefact: await store(bytes, propose), encoding } });
}

async function store(bytes: Buffer, propose: Ask): Promise<string> {
  const artefact = bytes.toString("base64");
  return z.object({ sha256: z.string() }).parse(await propose("POST", "/api/skill-artefacts", { artefact })).sha256;
}

function asker(url: string, key: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
}
