// Kaname itself, with everything on: the real server in a process of its own, on a folder of its own, with a key as any caller has.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import { stringify } from "yaml";
import { z } from "zod";
import { MODEL } from "./exchange.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const packageSchema = z.object({ scripts: z.object({ kaname: z.string() }) });

const INSTITUTION = "bench-bank";
const SCENARIO = "office-help";
const POOL = "bench-cloud";
const DEPARTMENT = "branch-planning";
const APPLICATION = "announcement-writer";
/** A billion currency units a month: the budget is checked on every call and never ends one. */
const BUDGET_MICROS = 1_000_000_000_000_000;
const PRINTED_KEY = /\bkn_[0-9a-z]{26}_[A-Za-z0-9_-]{51}/;

/** Starts Kaname before the upstream at `upstreamOrigin`. Throws, with the end of its log, when it does not come up. */
export async function startKaname(upstreamOrigin: string, workFolder: string): Promise<ServerProcess> {
  const dataFolder = join(workFolder, "kaname-data");
  const configurationFile = join(workFolder, "kaname.yaml");
  mkdirSync(dataFolder, { mode: 0o700 });
  writeFileSync(configurationFile, writeConfiguration(upstreamOrigin));
  return startServer({
    name: "kaname",
    commandLine: () => [...commandWords(), "start"],
    environment: (port) => ({
      KANAME_DATA_DIR: dataFolder,
      KANAME_CONFIG: configurationFile,
      KANAME_HOST: "127.0.0.1",
      KANAME_PORT: String(port),
    }),
    logFolder: workFolder,
  });
}

/** The words behind `node` of the script `kaname`: the server runs with the settings that everybody gets. */
function commandWords(): string[] {
  const { scripts } = packageSchema.parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
  const [, ...words] = scripts.kaname.split(" ");
  return words.map((word) => (word.endsWith(".ts") ? join(ROOT, word) : word));
}

/** One institution, one scenario, one public pool; classification, routing, budget, receipts and ledger are always on. */
function writeConfiguration(upstreamOrigin: string): string {
  return stringify({
    currency: "JPY",
    institutions: [
      {
        id: INSTITUTION,
        name: "Benchmark Bank",
        scenarios: [{ id: SCENARIO, title: "Office help", purpose: "Drafts announcements.", owner: "Branch planning", models: [MODEL] }],
      },
    ],
    pools: [{ id: POOL, zone: "public", label: "mock upstream of the benchmark", levelCeiling: 2, slots: 1_024 }],
    models: [
      {
        id: MODEL,
        kind: "base",
        task: "chat",
        deployments: [
          {
            pool: POOL,
            runtime: { provider: "openai-compatible", baseUrl: `${upstreamOrigin}/v1`, upstreamModel: MODEL },
            price: { inputPerMillionTokens: 20, outputPerMillionTokens: 80 },
          },
        ],
      },
    ],
  });
}

/** Obtains a caller's key in the way that an administrator does: with the key that the server printed at its first start. */
export async function obtainKanameKey(server: ServerProcess): Promise<string> {
  const administratorKey = PRINTED_KEY.exec(server.readLog())?.[0];
  if (administratorKey === undefined) throw new Error("Kaname printed no administrator key at its first start.");
  const post = (path: string, body: object) => postAsAdministrator(`${server.origin}${path}`, administratorKey, body);
  await post("/api/departments", { id: DEPARTMENT, name: "Branch planning" });
  await post("/api/applications", { id: APPLICATION, departmentId: DEPARTMENT, name: "Announcement writer" });
  const order = { callerKind: "application", callerId: APPLICATION, role: "caller", scenarioId: SCENARIO, budgetMicros: BUDGET_MICROS };
  return z.object({ key: z.string() }).parse(await post("/api/keys", order)).key;
}

async function postAsAdministrator(url: string, key: string, body: object): Promise<unknown> {
  const response = await request(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.body.text();
  if (response.statusCode >= 300) throw new Error(`${new URL(url).pathname} answered ${response.statusCode}: ${text}`);
  return JSON.parse(text);
}
