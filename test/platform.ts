// A whole server for journeys: real HTTP, real database, real ledger, on a folder of its own; the pools are stand-ins on this machine.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { z } from "zod";
import { readConfig } from "#root/config.ts";
import { openPlatform, type Platform } from "#root/platform.ts";
import { openStandInCloud, type StandInCloud } from "./stand-in-cloud.ts";

export interface TestBank {
  readonly url: string;
  readonly folder: string;
  readonly configurationFile: string;
  /** The one that is open now: `restart` opens another. */
  readonly platform: Platform;
  /** A stand-in for a public cloud: ceiling 2, 3 once masked. */
  readonly cloud: StandInCloud;
  /** A stand-in for the institution's own model server: ceiling 5. */
  readonly home: StandInCloud;
  readonly administratorKey: string;
  /** A key of a new application in `scenario`. */
  issueKey(order?: KeyWish): Promise<string>;
  /** A key of the person `id`, who is added to the department if need be; a person may hold several. */
  issuePersonKey(id: string, order?: KeyWish): Promise<string>;
  /** The official client with a key of its own. */
  client(order?: KeyWish): Promise<OpenAI>;
  /** A call of the admin API; gives status and parsed body. */
  admin(method: string, path: string, body?: unknown, key?: string): Promise<{ status: number; body: unknown }>;
  /** Closes the server and opens it again on the same folder and port; `meanwhile` happens in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface KeyWish {
  readonly scenario?: string;
  readonly role?: string;
  readonly budgetMicros?: number;
}

/** The configuration of a test bank whose pools are the two stand-ins. */
export function configurationText(cloud: string, home: string): string {
  return `currency: USD
limits: { bodyBytesMax: 200000, callMsMax: 20000 }
institutions:
  - id: bank
    name: Test bank
    scenarios:
      - { id: office, title: Office, purpose: Testing, owner: Tests, models: [assistant, home-model, embedding] }
      - { id: website, title: Website, purpose: Testing, owner: Tests, models: [assistant], levelCeiling: 2 }
      - { id: unmasked, title: Unmasked, purpose: Testing, owner: Tests, models: [assistant], masking: never }
      - id: observing
        title: Observing
        purpose: Testing
        owner: Tests
        models: [assistant, embedding]
        guardrails: { injection: { user: observe, document: observe, tool: observe }, output: { mode: observe } }
    sensitivity:
      dictionary:
        - { type: MNPI, terms: [Project Sakura] }
      labels:
        - { names: [社外秘, Internal], level: 4 }
        - { names: [公開, Public], level: 1 }
    handling:
      - { types: [IBAN], zones: [public], action: block }
      - { types: [EMAIL], pools: [home], action: mask }
      - { types: [PHONE], zones: [public], action: pass }
  - id: other-bank
    name: Another bank
    scenarios:
      - { id: office, title: Office, purpose: Testing, owner: Tests, models: [assistant] }
pools:
  - { id: cloud, zone: public, label: Stand-in for a public cloud, levelCeiling: 2, maskedLevelCeiling: 3 }
  - { id: home, zone: private, levelCeiling: 5 }
models:
  - id: cloud-model
    kind: base
    task: chat
    outputTokensMax: 1000
    deployments:
      - pool: cloud
        runtime: { provider: openai-compatible, baseUrl: "${cloud}", upstreamModel: cloud-model, firstFrameTimeoutMs: 2000, idleTimeoutMs: 2000 }
        price: { inputPerMillionTokens: 1, outputPerMillionTokens: 10 }
  - id: home-model
    kind: base
    task: chat
    outputTokensMax: 1000
    deployments:
      - pool: home
        runtime: { provider: openai-compatible, baseUrl: "${home}", upstreamModel: home-model, firstFrameTimeoutMs: 2000, idleTimeoutMs: 2000 }
        price: { inputPerMillionTokens: 0, outputPerMillionTokens: 0 }
  - id: embedding
    kind: base
    task: embedding
    deployments:
      - pool: cloud
        runtime: { provider: openai-compatible, baseUrl: "${cloud}", upstreamModel: cloud-embedding }
        price: { inputPerMillionTokens: 1, outputPerMillionTokens: 0 }
      - pool: home
        runtime: { provider: openai-compatible, baseUrl: "${home}", upstreamModel: home-embedding }
        price: { inputPerMillionTokens: 0, outputPerMillionTokens: 0 }
aliases:
  - { id: assistant, models: [cloud-model, home-model] }
`;
}

/**
 * Opens a test bank on free ports, with a limit of its own where one is given as YAML (`callMsMax: 1500`), and with what `configure` makes
 * of its configuration; both see the folder that it lies in. To be closed.
 */
export async function openTestBank(
  limit = "callMsMax: 20000",
  configure: (text: string, folder: string) => string = (text) => text,
): Promise<TestBank> {
  const cloud = await openStandInCloud();
  const home = await openStandInCloud();
  const folder = mkdtempSync(join(tmpdir(), "kaname-test-"));
  const configurationFile = join(folder, "kaname.yaml");
  const text = configurationText(cloud.baseUrl, home.baseUrl).replace("callMsMax: 20000", limit);
  writeFileSync(configurationFile, configure(text, folder));
  let platform = await openTestPlatform(folder, configurationFile);
  const url = await platform.server.listen({ host: "127.0.0.1", port: 0 });
  const administratorKey = platform.firstKeys.find(({ institutionId }) => institutionId === "bank")?.key ?? "";
  let applications = 0;

  async function admin(method: string, path: string, body?: unknown, key = administratorKey) {
    const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(url + path, {
      method,
      ...json,
      headers: { authorization: `Bearer ${key}`, ...("headers" in json ? json.headers : {}) },
    });
    const text = await response.text();
    return {
      status: response.status,
      body: response.headers.get("content-type")?.startsWith("application/json;") ? JSON.parse(text) : text,
    };
  }
  async function issueKeyOf(callerKind: "application" | "person", callerId: string, wish: KeyWish): Promise<string> {
    const { scenario, role = "caller", budgetMicros } = wish;
    await admin("POST", "/api/departments", { id: "retail", name: "Retail" });
    const members = callerKind === "application" ? "/api/applications" : "/api/people";
    await admin("POST", members, { id: callerId, departmentId: "retail", name: "A member of the department" });
    const order = { callerKind, callerId, role, scenarioId: scenario ?? null, ...(budgetMicros === undefined ? {} : { budgetMicros }) };
    return z.object({ key: z.string() }).parse((await admin("POST", "/api/keys", order)).body).key;
  }
  function issueKey(wish: KeyWish = {}): Promise<string> {
    applications += 1;
    return issueKeyOf("application", `application-${applications}`, { scenario: "office", ...wish });
  }

  return {
    url,
    folder,
    configurationFile,
    get platform() {
      return platform;
    },
    cloud,
    home,
    administratorKey,
    issueKey,
    issuePersonKey: (id, wish = {}) => issueKeyOf("person", id, wish),
    client: async (order) => new OpenAI({ baseURL: `${url}/v1`, apiKey: await issueKey(order), maxRetries: 0 }),
    admin,
    async restart(meanwhile) {
      await platform.close();
      await meanwhile?.();
      platform = await openTestPlatform(folder, configurationFile);
      await platform.server.listen({ host: "127.0.0.1", port: Number(new URL(url).port) });
    },
    async close() {
      await platform.close();
      await Promise.all([cloud.close(), home.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A platform on `folder`, silent, with the embedded database. */
export function openTestPlatform(folder: string, configurationFile: string): Promise<Platform> {
  return openPlatform(readConfig({ KANAME_DATA_DIR: join(folder, "data"), KANAME_CONFIG: configurationFile, KANAME_LOG_LEVEL: "silent" }));
}
