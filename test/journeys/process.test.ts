// The server as a process: started from the command line, its log kept free of what callers said, stopped in order.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import OpenAI from "openai";
import { configurationText } from "../platform.ts";
import { chunkText, eventText, openStandInCloud, rawStream, type StandInCloud, wholeText } from "../stand-in-cloud.ts";

const CLI = join(import.meta.dirname, "../../src/cli.ts");
/** Stands in every text that a caller or a model says here. */
const SPOKEN = "xylophone";

describe("a server process", () => {
  const folder = mkdtempSync(join(tmpdir(), "kaname-process-"));
  let cloud: StandInCloud;
  let server: ChildProcess;
  let printed = "";
  let logged = "";
  let url = "";
  let administratorKey = "";
  before(async () => {
    cloud = await openStandInCloud();
    const configurationFile = join(folder, "kaname.yaml");
    writeFileSync(configurationFile, configurationText(cloud.baseUrl, cloud.baseUrl));
    const environment = {
      PATH: process.env.PATH,
      KANAME_DATA_DIR: join(folder, "data"),
      KANAME_CONFIG: configurationFile,
      KANAME_PORT: "0",
    };
    server = spawn(process.execPath, [CLI, "start"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    server.stderr?.on("data", (text) => {
      logged += String(text);
    });
    const listening = Promise.withResolvers<void>();
    server.stdout?.on("data", (text) => {
      printed += String(text);
      if (printed.includes("listens on")) listening.resolve();
    });
    server.once("exit", () => listening.reject(new Error(`the server ended: ${logged}`)));
    await listening.promise;
    url = /listens on (http:\S+)/.exec(printed)?.[1] ?? "";
    administratorKey = /First administrator key of bank, shown this once: (kn_\S+)/.exec(printed)?.[1] ?? "";
  });
  after(async () => {
    server.kill("SIGKILL");
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function post(path: string, body: unknown, key = administratorKey): Promise<unknown> {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(url + path, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });
    return response.text().then((text) => JSON.parse(text));
  }

  it("writes no word of a caller or a model into its log, whatever goes wrong", async () => {
    await post("/api/departments", { id: "retail", name: "Retail" });
    await post("/api/applications", { id: "desk", departmentId: "retail", name: "Desk" });
    const issued = await post("/api/keys", { callerKind: "application", callerId: "desk", role: "caller", scenarioId: "office" });
    assert.ok(typeof issued === "object" && issued !== null && "key" in issued && typeof issued.key === "string");
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: issued.key, maxRetries: 0 });
    const messages = [{ role: "user" as const, content: `${SPOKEN} Ms. Jane ${SPOKEN}` }];
    const askWhole = () => client.chat.completions.create({ model: "assistant", messages });
    const askStreamed = async () => {
      for await (const _ of await client.chat.completions.create({ model: "assistant", messages, stream: true }));
    };
    const answers = [
      () => wholeText(SPOKEN),
      () => ({ status: 500, steps: [{ send: SPOKEN }] }),
      () => ({ status: 400, headers: { "content-type": "application/json" }, steps: [{ send: `{"error":{"message":"${SPOKEN}"}}` }] }),
      () => ({ headers: { "content-type": "application/json" }, steps: [{ send: `{"${SPOKEN}": broken` }] }),
      () => rawStream({ send: eventText(chunkText({ content: SPOKEN })) }, { pauseMs: 20 }, { send: `data: {"${SPOKEN}": broken\n\n` }),
    ];
    for (const answer of answers) {
      cloud.answerWith(answer);
      await Promise.allSettled([askWhole(), askStreamed()]);
    }
    await post("/v1/chat/completions", `{"messages": "${SPOKEN}`, issued.key);
    await post("/v1/chat/completions", { model: SPOKEN, [SPOKEN]: SPOKEN }, issued.key);
    assert.notEqual(logged, "", "the failures of the upstream are in the log");
    assert.doesNotMatch(logged + printed, new RegExp(SPOKEN));
    assert.doesNotMatch(logged, /kn_|Bearer/);
  });

  it("ends with one sentence, and nothing left running, when its port is taken", async () => {
    const environment = {
      PATH: process.env.PATH,
      KANAME_DATA_DIR: join(folder, "second"),
      KANAME_CONFIG: join(folder, "kaname.yaml"),
      KANAME_PORT: new URL(url).port,
    };
    const second = spawn(process.execPath, [CLI, "start"], { env: environment, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    second.stderr.on("data", (text) => {
      said += String(text);
    });
    assert.deepEqual(await once(second, "exit"), [1, null]);
    assert.match(said, /^The port \d+ on 127\.0\.0\.1 is in use; set KANAME_PORT to another\.\n$/);
  });

  it("ends what is under way, then itself, when it is told to stop", async () => {
    cloud.answerWith(() => wholeText("The last answer."));
    const exit = once(server, "exit");
    server.kill("SIGTERM");
    assert.deepEqual(await exit, [0, null]);
  });
});
