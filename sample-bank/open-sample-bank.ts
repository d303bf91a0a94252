// Starts the sample bank: its models, the stand-in for a public cloud, the server, and the keys of those who work there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, parseDocument } from "yaml";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { pull } from "#root/cli-models.ts";
import type { Config } from "#root/config.ts";
import { openPlatform, type Platform } from "#root/platform.ts";
import { listen } from "#root/run-until-signal.ts";
import { registerSkills } from "./register-skills.ts";

const FOLDER = import.meta.dirname;
const WEIGHTS = ["smollm2-135m-instruct", "multilingual-e5-small"];
const STAND_IN_KEY_VARIABLE = "STAND_IN_CLOUD_KEY";

const organisationSchema = z.strictObject({
  departments: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  applications: z.array(z.strictObject({ id: z.string(), department: z.string(), name: z.string(), role: z.string(), scenario: z.string(), budget: z.number() })),
  people: z.array(z.strictObject({ id: z.string(), department: z.string(), name: z.string(), role: z.string(), scenario: z.string().optional() })),
});
const vendorsSchema = z.array(z.strictObject({ label: z.string(), runtime: z.looseObject({ apiKeyVariable: z.string() }), price: z.unknown() }));
const keysSchema = z.record(z.string(), z.string());
const issuedSchema = z.object({ key: z.string() });

export interface SampleBank {
  readonly url: string;
  readonly platform: Platform;
  readonly configurationFile: string;
  readonly dataFolder: string;
  /** API keys by application or person, "administrator" among them. */
  readonly keys: Readonly<Record<string, string>>;
  /** What answers for the public cloud: a vendor's name, or that it is a stand-in. */
  readonly cloudLabel: string;
  close(): Promise<void>;
}

/** Opens the sample bank in the data folder of `config`; the keys are kept there, as nobody could be shown them a second time. To be closed. */
export async function openSampleBank(config: Config): Promise<SampleBank> {
  await using opening = new AsyncDisposableStack();
  makeFolder(config.dataFolder);
  for (const name of WEIGHTS) await pull(name, undefined, config);

  const vendor = findVendor(config);
  const standIn = vendor === undefined ? opening.adopt(await openStandInCloud(config), (it) => it.close()) : undefined;
  const configurationFile = join(config.dataFolder, "kaname.yaml");
  writeFileSync(configurationFile, configurationWith(vendor, standIn?.url));

  const readSecret = (name: string) => (name === STAND_IN_KEY_VARIABLE ? standIn?.key : config.readSecret(name));
  const platform = opening.adopt(await openPlatform({ ...config, configurationFile, readSecret }), (it) => it.close());
  const keysFile = join(config.dataFolder, "sample-bank-keys.json");
  keepFirstKey(keysFile, platform);
  const url = await listen(platform, config);
  const keys = await keysOf(keysFile, url);
  await registerSkills(url, keys);
  const parts = opening.move();
  const cloudLabel = vendor?.label ?? "a stand-in for a public cloud, on this machine";
  return { url, platform, configurationFile, dataFolder: config.dataFolder, keys, cloudLabel, close: () => parts.disposeAsync() };
}

type Vendor = z.infer<typeof vendorsSchema>[number];

function findVendor(config: Config): Vendor | undefined {
  const vendors = vendorsSchema.parse(parse(readFileSync(join(FOLDER, "public-vendors.yaml"), "utf8")));
  return vendors.find(({ runtime }) => config.readSecret(runtime.apiKeyVariable) !== undefined);
}

/** The bank's configuration with the public pool pointing at what there is. */
function configurationWith(vendor: Vendor | undefined, standInUrl: string | undefined): string {
  const document = parseDocument(readFileSync(join(FOLDER, "kaname.yaml"), "utf8"));
  const deployment = ["models", 0, "deployments", 0];
  if (vendor === undefined) {
    document.setIn([...deployment, "runtime", "baseUrl"], `${standInUrl}/v1`);
  } else {
    document.setIn([...deployment, "runtime"], vendor.runtime);
    document.setIn([...deployment, "price"], vendor.price);
    document.setIn(["models", 0, "title"], `A model of ${vendor.label}`);
    document.setIn(["pools", 1, "label"], vendor.label);
  }
  // The copy stands elsewhere: what it names by a path is named from there.
  document.setIn(["institutions", 0, "dataSources", 0, "sqlFile"], join(FOLDER, "skills", "loans.sql"));
  document.setIn(["institutions", 0, "reasonWords", 0, "file"], join(FOLDER, "skills", "credit-reason-words.json"));
  return document.toString();
}

/** A second server of the same kind, with a model of its own, that the bank reaches only as a cloud: by address and key. */
async function openStandInCloud(config: Config): Promise<{ readonly url: string; readonly key: string; close(): Promise<void> }> {
  const dataFolder = join(config.dataFolder, "stand-in-cloud");
  const configurationFile = join(FOLDER, "stand-in-cloud.yaml");
  const port = config.port === 0 ? 0 : config.port + 1;
  const platform = await openPlatform({ ...config, dataFolder, configurationFile, port, databaseUrl: undefined });
  const keysFile = join(config.dataFolder, "stand-in-cloud-keys.json");
  keepFirstKey(keysFile, platform);
  const url = await listen(platform, { host: "127.0.0.1", port });
  const keys = readKeys(keysFile);
  if (keys["sample-bank"] === undefined) {
    const ask = asker(url, administratorOf(keys, keysFile));
    await ask("/api/departments", { id: "customers", name: "Customers of the stand-in" });
    await ask("/api/applications", { id: "sample-bank", departmentId: "customers", name: "The sample bank" });
    keys["sample-bank"] = await issue(ask, "application", { id: "sample-bank", role: "caller", scenario: "public-api" });
    saveKeys(keysFile, keys);
  }
  return { url, key: keys["sample-bank"], close: platform.close };
}

/** Registers the organisation and issues a key to each who has none yet, so that a start that was cut short is taken up by the next. */
async function keysOf(file: string, url: string): Promise<Readonly<Record<string, string>>> {
  const keys = readKeys(file);
  const { departments, applications, people } = organisationSchema.parse(parse(readFileSync(join(FOLDER, "organisation.yaml"), "utf8")));
  const members = [...applications, ...people].map(({ id }) => id);
  if (members.every((id) => keys[id] !== undefined)) return keys;
  const ask = asker(url, administratorOf(keys, file));
  for (const department of departments) await ask("/api/departments", department);
  for (const { id, department, name } of applications) await ask("/api/applications", { id, departmentId: department, name });
  for (const { id, department, name } of people) await ask("/api/people", { id, departmentId: department, name });
  for (const application of applications) keys[application.id] ??= await issue(ask, "application", application);
  for (const person of people) keys[person.id] ??= await issue(ask, "person", person);
  saveKeys(file, keys);
  return keys;
}

/** The key that a first start shows once is kept before anything else can fail. */
function keepFirstKey(file: string, platform: Platform): void {
  const [first] = platform.firstKeys;
  if (first !== undefined) saveKeys(file, { ...readKeys(file), administrator: first.key });
}

function administratorOf(keys: Readonly<Record<string, string>>, file: string): string {
  const key = keys["administrator"];
  if (key === undefined) throw new KanameError("conflict", `The keys of this sample bank are gone (${file}); remove ${dirname(file)} and start again.`);
  return key;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new KanameError("storage_failed", `The data folder ${path} cannot be made; set KANAME_DATA_DIR to one that can.`, { cause: error });
  }
}

type Ask = (path: string, body: object) => Promise<unknown>;

function asker(url: string, key: string): Ask {
  return async (path, body) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok && response.status !== 409) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
}

async function issue(ask: Ask, callerKind: "application" | "person", to: { id: string; role: string; scenario?: string | undefined; budget?: number | undefined }): Promise<string> {
  const scenario = to.scenario === undefined ? {} : { scenarioId: to.scenario };
  const budget = to.budget === undefined ? {} : { budgetMicros: to.budget * 1_000_000 };
  return issuedSchema.parse(await ask("/api/keys", { callerKind, callerId: to.id, role: to.role, ...scenario, ...budget })).key;
}

function readKeys(file: string): Record<string, string> {
  return existsSync(file) ? keysSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
}

function saveKeys(file: string, keys: Readonly<Record<string, string>>): void {
  writeFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
}
