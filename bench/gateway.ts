// The gateway benchmark: Kaname with everything on, beside a bare proxy and a peer, before one mock upstream, in one run.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { obtainKanameKey, startKaname } from "./gateway/kaname.ts";
import { type LoadGenerator, openLoadGenerator } from "./gateway/load.ts";
import { type Options, readOptions } from "./gateway/options.ts";
import { PORTKEY_VERSION, portkeyHeaders, startPortkey } from "./gateway/portkey.ts";
import { measureRounds, type Subject } from "./gateway/rounds.ts";
import { type ServerProcess, startServer } from "./gateway/server-process.ts";
import { summarise } from "./gateway/summary.ts";

/** Remembers a server that must be stopped in the end, and gives it back. */
type Keep = (server: ServerProcess) => ServerProcess;

const ANY_KEY = { authorization: "Bearer benchmark" } as const;

/** Runs the benchmark with `flags` and gives the result's members. Throws when any answer is wrong. */
export async function run(flags: readonly string[]): Promise<Record<string, unknown>> {
  const options = readOptions(flags);
  const workFolder = makeWorkFolder();
  const servers: ServerProcess[] = [];
  const keep: Keep = (server) => {
    servers.push(server);
    return server;
  };
  const generator = openLoadGenerator();
  try {
    return await measure(options, workFolder, keep, generator);
  } finally {
    generator.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function measure(options: Options, workFolder: string, keep: Keep, generator: LoadGenerator): Promise<Record<string, unknown>> {
  const mock = keep(await startOwn("mock-upstream", workFolder));
  const bareProxy = keep(await startOwn("bare-proxy", workFolder, mock.origin));
  const subjects: Subject[] = [
    { name: "mock", server: mock, headers: ANY_KEY },
    { name: "bareProxy", server: bareProxy, headers: ANY_KEY },
  ];

  const peer = options["without-peer"] ? { absent: "left out by --without-peer" } : await tryPeer(workFolder);
  if ("absent" in peer) tell(`going on without Portkey: ${peer.absent}`);
  else subjects.push({ name: "portkey", server: keep(peer.server), headers: portkeyHeaders(mock.origin) });

  if (!options["without-kaname"]) {
    const kaname = keep(await startKaname(mock.origin, workFolder));
    subjects.push({ name: "kaname", server: kaname, headers: { authorization: `Bearer ${await obtainKanameKey(kaname)}` } });
  }
  const measurements = await measureRounds({ subjects, mock, generator, options, tell });
  const { rounds, seconds, concurrency } = options;
  const portkey = "absent" in peer ? { version: null, absent: peer.absent } : { version: PORTKEY_VERSION };
  return { settings: { rounds, seconds, concurrency }, peers: { portkey }, ...summarise(subjects, measurements) };
}

/** The peer is somebody else's package from a registry: when it cannot be had, the rest is still worth measuring. */
async function tryPeer(workFolder: string): Promise<{ readonly server: ServerProcess } | { readonly absent: string }> {
  try {
    return { server: await startPortkey(workFolder, tell) };
  } catch (error) {
    return { absent: error instanceof Error ? error.message : String(error) };
  }
}

/** A folder for data and logs that is gone when this process is, however it ends. */
function makeWorkFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kaname-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  // Without a handler a signal ends the process at once, and neither this nor the servers' own clearing up would run.
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  return folder;
}

function startOwn(name: string, logFolder: string, ...settings: readonly string[]): Promise<ServerProcess> {
  const file = fileURLToPath(new URL(`./gateway/${name}.ts`, import.meta.url));
  return startServer({ name, commandLine: (port) => [file, String(port), ...settings], logFolder });
}

function tell(progress: string): void {
  process.stderr.write(`${progress}\n`);
}
